//! The Lambda function `manage`: wires the keyed half of the API to the tables and to the queue of the rollup.

use std::sync::Arc;

use manage::{Manage, router};
use runtime::queue::SqsQueue;
use runtime::settings::{MISSING, Settings};
use web::lambda::{Error, Wanted, run};

#[tokio::main]
async fn main() -> Result<(), Error> {
    runtime::logs::json();
    let mut settings = Settings::from_env();
    let wanted = Wanted::read(&mut settings);
    let queue: Option<String> = settings.required("ATBALSS_QUEUE_ROLLUP");
    settings.finish()?;
    let backend = wanted.connect().await.ok_or(MISSING)?;
    let rollups = Arc::new(SqsQueue::from_env(queue.ok_or(MISSING)?).await);
    run(router(Manage { backend, rollups })).await
}
