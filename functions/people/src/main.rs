//! The Lambda function `people`: wires the routes to the tables, the queue of long work and the bucket of exports.

use std::sync::Arc;

use files::{Exports, S3};
use people::{PATIENCE, People};
use runtime::queue::SqsQueue;
use runtime::settings::{MISSING, Settings};
use web::lambda::Wanted;

#[tokio::main]
async fn main() -> Result<(), web::lambda::Error> {
    runtime::logs::json();
    let mut settings = Settings::from_env();
    let wanted = Wanted::read(&mut settings);
    let queue: Option<String> = settings.required("ATBALSS_QUEUE_JOBS");
    let bucket: Option<String> = settings.required("ATBALSS_EXPORTS_BUCKET");
    settings.finish()?;
    let (backend, queue, bucket) = (wanted.connect().ok_or(MISSING)?, queue.ok_or(MISSING)?, bucket.ok_or(MISSING)?);
    let files = Arc::new(S3::of_function(bucket)?);
    let state = People {
        jobs: Arc::new(SqsQueue::of_function(queue)),
        copies: Arc::new(Exports::new(backend.store.clone(), files)),
        backend,
        patience: PATIENCE,
    };
    tracing::info!(function = "people", version = env!("CARGO_PKG_VERSION"), "started");
    web::lambda::run(people::router(state)).await
}
