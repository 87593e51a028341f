//! The Lambda function `due`: wires the schedule to its handler.

use std::sync::Arc;

use due::Due;
use runtime::lambda::{Error, serve};
use runtime::settings::{MISSING, Settings};
use runtime::{clock::SystemClock, queue::SqsQueue};
use store::{Store, Tables};

/// Messages a second, where the setting names no other: what SES gives a new account.
const RATE: u32 = 14;

#[tokio::main]
async fn main() -> Result<(), Error> {
    runtime::logs::json();
    let mut settings = Settings::from_env();
    let tables = Tables::from_settings(|name| settings.required(name));
    let queue: Option<String> = settings.required("ATBALSS_QUEUE_DISPATCH");
    let rate = settings.optional("ATBALSS_SEND_RATE").unwrap_or(RATE);
    settings.finish()?;
    let store = Store::of_function(tables.ok_or(MISSING)?);
    let queue = SqsQueue::of_function(queue.ok_or(MISSING)?);
    let due = &Due::new(store, Arc::new(SystemClock), Arc::new(queue), rate);
    serve("due", |event| due.handle(event)).await
}
