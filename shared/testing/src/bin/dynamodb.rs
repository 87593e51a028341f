//! The embedded database as a program of its own, in memory: for tests whose clients run elsewhere, such as in a container.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

use dynoxide::Database;

#[tokio::main]
async fn main() {
    let Some(address) = std::env::args().nth(1) else {
        eprintln!("usage: dynamodb ADDRESS:PORT");
        std::process::exit(2);
    };
    let listener = match tokio::net::TcpListener::bind(&address).await {
        Ok(listener) => listener,
        Err(error) => {
            eprintln!("can't listen on {address}: {error}");
            std::process::exit(2);
        }
    };
    println!("listening on {address}");
    match Database::memory() {
        Ok(database) => dynoxide::server::serve_on(listener, database).await,
        Err(error) => eprintln!("no database: {error}"),
    }
}
