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
    folder: Option<Folder>,
}

impl Opened {
    /// The key that names addresses in these tables.
    pub fn address_key(&self) -> anyhow::Result<AddressKey> {
        if let Some(folder) = &self.folder {
            return folder.address_key();
        }
        let mut settings = Settings::from_env();
        let key = settings.required("ATBALSS_ADDRESS_KEY");
        settings.finish().context("the addresses of a deployed stack are named by its AddressSecret")?;
        key.context(MISSING)
    }
}

/// Opens the tables. Those of a folder are brought up to date with their stream, which nobody reads while `serve` is down.
pub async fn open(place: &Where) -> anyhow::Result<Opened> {
    let Some(path) = &place.data else {
        let mut settings = Settings::from_env();
        let tables = Tables::from_settings(|name| settings.required(name));
        settings.finish().context("without --data a command works on a deployed stack's tables")?;
        return Ok(Opened { store: Store::from_env(tables.context(MISSING)?).await, folder: None });
    };
    let folder = Folder::open(path)?;
    let embedded = embedded::start(Some(&folder.database())).await?;
    let store = embedded.store;
    let react = React::new(store.clone());
    let kept = Some(folder.stream_position());
    Stream::open(embedded.database, react, &Tables::default().data, kept)?.drain().await?;
    Ok(Opened { store, folder: Some(folder) })
}
