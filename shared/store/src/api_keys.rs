//! API keys: read by key id on every request, listed by workspace.

use domain::id::WorkspaceId;
use domain::key::{ApiKey, KeyId, SecretDigest};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::item::{Item, NEW, SortKeys, bad, from_item, hex, key_of, to_item, unhex};
use crate::transaction::{Transacted, delete, put};
use crate::{Result, Store, keys};

#[derive(Serialize, Deserialize)]
struct ApiKeyItem {
    key_id: String,
    workspace: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    scopes: Vec<String>,
    digest: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expires_at: Option<Timestamp>,
    created_at: Timestamp,
}

impl From<&ApiKey> for ApiKeyItem {
    fn from(key: &ApiKey) -> Self {
        Self {
            key_id: key.id.to_string(),
            workspace: key.workspace.to_string(),
            name: key.name.clone(),
            scopes: key.scopes.iter().map(|scope| scope.name().to_owned()).collect(),
            digest: hex(&key.digest.0),
            expires_at: key.expires_at,
            created_at: key.created_at,
        }
    }
}

fn read(item: Item) -> Result<ApiKey> {
    let key = key_of(&item);
    let item: ApiKeyItem = from_item(item)?;
    let scopes: std::result::Result<Vec<_>, _> = item.scopes.iter().map(|scope| scope.parse()).collect();
    Ok(ApiKey {
        id: item.key_id.parse().map_err(|error| bad(&key, &error))?,
        workspace: item.workspace.parse().map_err(|error| bad(&key, &error))?,
        name: item.name,
        scopes: scopes.map_err(|error| bad(&key, &error))?,
        digest: SecretDigest(unhex(&key, &item.digest)?),
        expires_at: item.expires_at,
        created_at: item.created_at,
    })
}

impl Store {
    /// The key of an id, in whichever workspace.
    pub async fn api_key(&self, id: &KeyId) -> Result<Option<ApiKey>> {
        self.get_item(&self.tables.data, &keys::api_key(id)).await?.map(read).transpose()
    }

    /// The keys of a workspace, by id.
    pub async fn api_keys(&self, ws: &WorkspaceId) -> Result<Vec<ApiKey>> {
        let pk = keys::workspace(ws).pk;
        let items = self.query(&self.tables.data, &pk, SortKeys::Prefix(keys::API_KEY_PREFIX)).await?;
        items.into_iter().map(read).collect()
    }

    /// Stores a new key; `false` where its id is taken.
    pub async fn put_api_key(&self, key: &ApiKey) -> Result<bool> {
        let content = ApiKeyItem::from(key);
        let main = put(&self.tables.data, to_item(&keys::api_key(&key.id), &content)?, Some(NEW))?;
        let entry = put(&self.tables.data, to_item(&keys::api_key_entry(&key.workspace, &key.id), &content)?, None)?;
        Ok(matches!(self.transact(vec![main, entry]).await?, Transacted::Done))
    }

    /// Retires a key of this workspace; `false` where it has none of that id. Its record stays, ended since ever: so a
    /// setting that still names the key can't bring it back, and nobody gets its id again.
    pub async fn delete_api_key(&self, ws: &WorkspaceId, id: &KeyId) -> Result<bool> {
        let entry = keys::api_key_entry(ws, id);
        let Some(item) = self.get_item(&self.tables.data, &entry).await? else { return Ok(false) };
        let retired = ApiKey { expires_at: Some(Timestamp::UNIX_EPOCH), ..read(item)? };
        let record = to_item(&keys::api_key(id), &ApiKeyItem::from(&retired))?;
        self.transact(vec![put(&self.tables.data, record, None)?, delete(&self.tables.data, &entry)?]).await?;
        Ok(true)
    }
}
