//! The tables that a command works on: those of a data folder, or those of a deployed stack.

use anyhow::Context;
use domain::contact::AddressKey;
use react::React;
use runtime::settings::{MISSING, Settings};
use store::{Store, Tables};

use crate::cli::Where;
use crate::folder::Folder;
use crate::upkeep::Upkeep;
use crate::{embedded, stream::Stream};

/// Tables that are open, and the folder that is held for them.
pub struct Opened {
    /// The handle.
    pub store: Store,
    /// The folder that is held for them.
    pub folder: Option<Folder>,
    /// What looks after the database of a folder.
    pub upkeep: Option<Upkeep>,
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
    let addresses = std::env::var("ATBALSS_ADDRESS_KEY").ok().filter(|key| !key.is_empty());
    let addresses =
        addresses.map(|key| key.parse()).transpose().map_err(|why| anyhow::anyhow!("ATBALSS_ADDRESS_KEY: {why}"))?;
    open_deployed(tables, addresses).await
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
    let addresses: AddressKey = addresses.context(MISSING)?;
    Ok((open_deployed(tables, Some(addresses.clone())).await?, addresses))
}

async fn open_deployed(tables: Option<Tables>, addresses: Option<AddressKey>) -> anyhow::Result<Opened> {
    let store = Store::of_machine(tables.context(MISSING)?).await;
    let store = match addresses {
        Some(addresses) => store.naming(addresses),
        // Commands that write nothing of people need none.
        None => store,
    };
    Ok(Opened { store, folder: None, upkeep: None })
}

async fn open_folder(folder: Folder) -> anyhow::Result<Opened> {
    let embedded = embedded::start(Some(&folder.database()), folder.address_key()?).await?;
    let store = embedded.store;
    let react = React::new(store.clone());
    let kept = Some(folder.stream_position());
    let upkeep = Upkeep::new(embedded.database.clone(), store.clone(), Some(folder.traces()));
    Stream::open(embedded.database, react, &Tables::default().data, kept)?.drain().await?;
    Ok(Opened { store, folder: Some(folder), upkeep: Some(upkeep) })
}
