//! The Lambda function `jobs`: wires long work to the tables, the queue that it comes from and the bucket of exports.

use std::sync::Arc;

use domain::contact::AddressKey;
use files::S3;
use jobs::{Jobs, PATIENCE};
use runtime::batch::SqsBatch;
use runtime::clock::SystemClock;
use runtime::lambda::{Error, serve};
use runtime::queue::SqsQueue;
use runtime::settings::{MISSING, Settings};
use store::{Store, Tables};

#[tokio::main]
async fn main() -> Result<(), Error> {
    runtime::logs::json();
    let mut settings = Settings::from_env();
    let tables = Tables::from_settings(|name| settings.required(name));
    let queue: Option<String> = settings.required("ATBALSS_QUEUE_JOBS");
    let exports: Option<String> = settings.required("ATBALSS_EXPORTS_BUCKET");
    let addresses: Option<AddressKey> = settings.required("ATBALSS_ADDRESS_KEY");
    settings.finish()?;
    let store = Store::of_function(tables.ok_or(MISSING)?).naming(addresses.ok_or(MISSING)?);
    let queue = Arc::new(SqsQueue::of_function(queue.ok_or(MISSING)?));
    let files = Arc::new(S3::of_function(exports.ok_or(MISSING)?)?);
    let jobs = &Jobs::new(store, files, queue, Arc::new(SystemClock)).within(PATIENCE);
    serve("jobs", async |batch: SqsBatch| jobs.handle(batch).await).await
}
