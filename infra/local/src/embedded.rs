//! The embedded DynamoDB: listens on a free port of loopback, so that the store reaches it with the ordinary client.

use std::path::Path;

use anyhow::Context;
use dynoxide::Database;
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

/// Starts a database in memory, or in a file that is made where it does not exist.
pub async fn start(file: Option<&Path>) -> anyhow::Result<Embedded> {
    let database = match file {
        None => Database::memory(),
        Some(file) => Database::new(&file.to_string_lossy()),
    };
    let database = database.context("the embedded database could not be opened")?;
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.context("no free port on 127.0.0.1 for the database")?;
    let endpoint = format!("http://{}", listener.local_addr()?);
    tokio::spawn(dynoxide::server::serve_on(listener, database.clone()));
    let store = Store::local(&endpoint, Tables::default());
    store.create_tables().await.context("the tables could not be made")?;
    Ok(Embedded { store, database })
}
