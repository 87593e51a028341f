//! The embedded DynamoDB: listens on a free port of loopback, so that the store reaches it with the ordinary client.

use std::path::Path;

use anyhow::Context;
use domain::contact::AddressKey;
use dynoxide::Database;
use dynoxide::actions::update_time_to_live::{TimeToLiveSpecification, UpdateTimeToLiveRequest};
use store::{Store, Tables};
use tokio::net::TcpListener;

/// An embedded database with its tables made.
#[derive(Clone)]
pub struct Embedded {
    /// The handle that the functions get.
    pub store: Store,
    /// The database itself: the stream is read from it.
    pub database: Database,
}

/// Starts a database in memory, or in a file that is made where it does not exist. People are named with this key where they
/// were erased.
pub async fn start(file: Option<&Path>, addresses: AddressKey) -> anyhow::Result<Embedded> {
    let database = match file {
        None => Database::memory(),
        Some(file) => Database::new(&file.to_string_lossy()),
    };
    let database = database.context("the embedded database could not be opened")?;
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.context("no free port on 127.0.0.1 for the database")?;
    let endpoint = format!("http://{}", listener.local_addr()?);
    tokio::spawn(dynoxide::server::serve_on(listener, database.clone()));
    let store = Store::local(&endpoint, Tables::default()).naming(addresses);
    store.create_tables().await.context("the tables could not be made")?;
    let Tables { data, rollups } = Tables::default();
    for table in [data, rollups] {
        let specification = TimeToLiveSpecification { attribute_name: "ttl".to_owned(), enabled: true };
        let request = UpdateTimeToLiveRequest { table_name: table, time_to_live_specification: specification };
        // One that a former start has switched on already refuses.
        let _ = database.update_time_to_live(request);
    }
    Ok(Embedded { store, database })
}
