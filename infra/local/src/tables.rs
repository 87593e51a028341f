//! The tables that a command works on: those of a data folder, or those of a deployed stack.

use anyhow::Context;
use domain::contact::AddressKey;
use react::React;
use runtime::settings::{MISSING, Settings};
use store::{Store, Tables};

use crate::cli::Where;
use crate::folder::Folder;
use crate::{embedded, stream::Stream};

/// Tables that are open, and the folder that is held for them.
pub struct Opened {
    /// The handle.
    pub store: Store,
    _folder: Option<Folder>,
}

/// What `settings.finish()` is about.
const DEPLOYED: &str = "without --data a command works on a deployed stack's tables";

/// Opens the tables. Those of a folder are brought up to date with their stream, which nobody reads while `serve` is down.
pub async fn open(place: &Where) -> anyhow::Result<Opened> {
    if let Some(path) = &place.data {
        return open_folder(Folder::open(path)?).await;
    }
    let mut settings = Settings::from_env();
    let tables = Tables::from_settings(|name| settings.required(name));
    settings.finish().context(DEPLOYED)?;
    open_deployed(tables).await
}

/// Opens the tables for a workspace that is there already: a name that was mistyped begins none.
pub async fn open_known(place: &Where) -> anyhow::Result<Opened> {
    let opened = open(place).await?;
    let (store, ws) = (&opened.store, &place.workspace);
    let known = store.workspace(ws).await?.is_some()
        || !store.api_keys(ws).await?.is_empty()
        || !store.surveys(ws).await?.is_empty();
    if !known {
        anyhow::bail!(
            "there is no workspace {ws} here: it has no settings, no surveys and no keys; `atbalss key create --workspace {ws}` \
             begins one"
        );
    }
    Ok(opened)
}

/// Opens the tables, and reads the key that names addresses in them.
pub async fn open_with_addresses(place: &Where) -> anyhow::Result<(Opened, AddressKey)> {
    if let Some(path) = &place.data {
        let folder = Folder::open(path)?;
        let addresses = folder.address_key()?;
        return Ok((open_folder(folder).await?, addresses));
    }
    let mut settings = Settings::from_env();
    let tables = Tables::from_settings(|name| settings.required(name));
    let addresses = settings.required("ATBALSS_ADDRESS_KEY");
    settings.finish().context(DEPLOYED)?;
    Ok((open_deployed(tables).await?, addresses.context(MISSING)?))
}

async fn open_deployed(tables: Option<Tables>) -> anyhow::Result<Opened> {
    Ok(Opened { store: Store::from_env(tables.context(MISSING)?).await, _folder: None })
}

async fn open_folder(folder: Folder) -> anyhow::Result<Opened> {
    let embedded = embedded::start(Some(&folder.database())).await?;
    let store = embedded.store;
    let react = React::new(store.clone());
    let kept = Some(folder.stream_position());
    Stream::open(embedded.database, react, &Tables::default().data, kept)?.drain().await?;
    Ok(Opened { store, _folder: Some(folder) })
}
