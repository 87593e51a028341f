//! The Lambda function `manage`: wires the keyed half of the API to the tables, to the queues of the rollup and of long
//! work, and to the bucket of exports.

use std::sync::Arc;

use files::S3;
use manage::{Manage, router};
use runtime::queue::SqsQueue;
use runtime::settings::{MISSING, Settings};
use web::lambda::{Error, Wanted, run};

#[tokio::main]
async fn main() -> Result<(), Error> {
    runtime::logs::json();
    let mut settings = Settings::from_env();
    let wanted = Wanted::read(&mut settings);
    let rollups: Option<String> = settings.required("ATBALSS_QUEUE_ROLLUP");
    let jobs: Option<String> = settings.required("ATBALSS_QUEUE_JOBS");
    let exports: Option<String> = settings.required("ATBALSS_EXPORTS_BUCKET");
    settings.finish()?;
    let backend = wanted.connect().await.ok_or(MISSING)?;
    let rollups = Arc::new(SqsQueue::from_env(rollups.ok_or(MISSING)?).await);
    let jobs = Arc::new(SqsQueue::from_env(jobs.ok_or(MISSING)?).await);
    let files = Arc::new(S3::from_env(exports.ok_or(MISSING)?).await?);
    run(router(Manage { backend, rollups, jobs, files })).await
}
