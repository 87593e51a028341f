//! The Lambda function `events`: wires the route of business events to the tables.

use web::lambda::{Error, serve};

#[tokio::main]
async fn main() -> Result<(), Error> {
    serve("events", events::router).await
}
