//! The Lambda function `react`: wires the table's stream to its handler.

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use react::React;
use runtime::batch::StreamBatch;
use runtime::{logs, settings::Settings};
use store::{Store, Tables};

#[tokio::main]
async fn main() -> Result<(), Error> {
    logs::json();
    let mut settings = Settings::from_env();
    let tables = Tables::from_settings(|name| settings.required(name));
    settings.finish()?;
    let react = &React::new(Store::from_env(tables.unwrap_or_default()).await);
    let handle =
        |event: LambdaEvent<StreamBatch>| async move { react.handle(event.payload).await.map_err(Error::from) };
    run(service_fn(handle)).await
}
