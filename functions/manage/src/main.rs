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
    let backend = wanted.connect().ok_or(MISSING)?;
    let rollups = Arc::new(SqsQueue::of_function(rollups.ok_or(MISSING)?));
    let jobs = Arc::new(SqsQueue::of_function(jobs.ok_or(MISSING)?));
    let files = Arc::new(S3::of_function(exports.ok_or(MISSING)?)?);
    run(router(Manage { backend, rollups, jobs, files })).await
}
