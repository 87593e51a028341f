//! The Lambda function `due`: wires the schedule to its handler.

use std::sync::Arc;

use due::Due;
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use runtime::{clock::SystemClock, logs, queue::SqsQueue, schedule::Scheduled, settings::Settings};
use store::{Store, Tables};

/// Messages a second, where the setting names no other: what SES gives a new account.
const RATE: u32 = 14;

#[tokio::main]
async fn main() -> Result<(), Error> {
    logs::json();
    let mut settings = Settings::from_env();
    let tables = Tables::from_settings(|name| settings.required(name));
    let queue: Option<String> = settings.required("ATBALSS_QUEUE_DISPATCH");
    let rate = settings.optional("ATBALSS_SEND_RATE").unwrap_or(RATE);
    settings.finish()?;
    let store = Store::from_env(tables.unwrap_or_default()).await;
    let queue = SqsQueue::from_env(queue.unwrap_or_default()).await;
    let due = &Due::new(store, Arc::new(SystemClock), Arc::new(queue), rate);
    let handle = |event: LambdaEvent<Scheduled>| async move { due.handle(event.payload).await.map_err(Error::from) };
    run(service_fn(handle)).await
}
