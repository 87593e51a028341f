//! `atbalss key`: makes, lists and retires API keys.

use anyhow::{Context, bail};
use domain::id::WorkspaceId;
use domain::key::{ApiKey, PresentedKey, Scope};
use jiff::Timestamp;
use store::Store;

use crate::cli::{Key, KeyAction};
use crate::tables;

/// Runs the command.
pub async fn run(key: Key) -> anyhow::Result<()> {
    match key.action {
        KeyAction::Create { place, scopes, name } => {
            let opened = tables::open(&place).await?;
            let made = create(&opened.store, &place.workspace, scopes, name).await?;
            println!("{}", made.reveal());
            eprintln!("This is the only time the key is shown; only a digest of it is kept.");
        }
        KeyAction::List { place } => {
            let opened = tables::open(&place).await?;
            for key in opened.store.api_keys(&place.workspace).await? {
                let scopes: Vec<_> = key.scopes.iter().map(|scope| scope.name()).collect();
                let name = key.name.unwrap_or_default();
                println!("{}  {}  {}  {name}", key.id, key.created_at.strftime("%Y-%m-%d"), scopes.join(","));
            }
        }
        KeyAction::Retire { place, id } => {
            let opened = tables::open(&place).await?;
            if !opened.store.delete_api_key(&place.workspace, &id).await? {
                bail!("workspace {} has no key {id}; `atbalss key list` shows them", place.workspace);
            }
            println!("retired {id}");
        }
    }
    Ok(())
}

/// Makes and stores a key.
pub async fn create(
    store: &Store,
    workspace: &WorkspaceId,
    scopes: Vec<Scope>,
    name: Option<String>,
) -> anyhow::Result<PresentedKey> {
    let mut random = [0; 40];
    getrandom::fill(&mut random).context("this machine gives no randomness")?;
    let made = PresentedKey::generate(&random);
    put(store, workspace, &made, scopes, name).await?;
    Ok(made)
}

/// Stores a key that somebody else made.
pub async fn put(
    store: &Store,
    workspace: &WorkspaceId,
    made: &PresentedKey,
    scopes: Vec<Scope>,
    name: Option<String>,
) -> anyhow::Result<()> {
    let key = ApiKey {
        id: made.id.clone(),
        workspace: workspace.clone(),
        name,
        scopes,
        digest: made.digest(),
        expires_at: None,
        created_at: Timestamp::now(),
    };
    if !store.put_api_key(&key).await? {
        bail!("the key id {} is taken; choose another", key.id);
    }
    Ok(())
}
