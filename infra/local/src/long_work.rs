//! Long work on one machine: its queue, which is filled at the start with whatever was not finished, the worker beside the
//! server, and the folder of exports, from which old files are removed.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use files::{Exports, Folder};
use jobs::Jobs;
use runtime::clock::{Clock, SystemClock};
use store::Copies;
use tokio::task::JoinSet;
use web::backend::Backend;

use crate::forgetting::{Machines, Traces};
use crate::queue::{self, Deliveries, LocalQueue};

/// How often old files are looked for.
const SWEEP: Duration = Duration::from_hours(1);

/// The worker and what it needs.
pub struct LongWork {
    /// Where others put work.
    pub queue: Arc<LocalQueue>,
    /// Where exports lie.
    pub folder: Arc<Folder>,
    /// What an erasure finds outside the tables.
    pub copies: Arc<dyn Copies>,
    jobs: Jobs,
    deliveries: Deliveries,
}

impl LongWork {
    /// Opens the folder.
    pub fn build(backend: &Backend, exports: &Path, outbox: &Path, traces: Option<Traces>) -> anyhow::Result<Self> {
        let folder = Folder::open(exports, backend.links.clone(), &backend.base_url);
        let folder = Arc::new(folder.with_context(|| format!("{} can't be used for exports", exports.display()))?);
        let (queue, deliveries) = queue::local(2);
        let queue = Arc::new(queue);
        let exports = Exports::new(backend.store.clone(), folder.clone());
        let copies: Arc<dyn Copies> = Arc::new(Machines { exports, outbox: outbox.to_owned(), traces });
        let jobs = Jobs::new(backend.store.clone(), folder.clone(), queue.clone(), backend.clock.clone());
        let jobs = jobs.finding(copies.clone());
        Ok(Self { queue, folder, copies, jobs, deliveries })
    }

    /// Works, beside the other parts of the machine.
    pub async fn spawn(self, parts: &mut JoinSet<()>) -> anyhow::Result<()> {
        let Self { folder, jobs, deliveries, .. } = self;
        jobs.begin_again().await.context("the work that was not finished can't be read")?;
        parts.spawn(deliveries.run("jobs", move |batch| {
            let jobs = jobs.clone();
            async move { jobs.handle(batch).await }
        }));
        parts.spawn(async move {
            loop {
                match folder.sweep(SystemClock.now()).await {
                    Ok(0) => {}
                    Ok(files) => tracing::info!(files, "old exports are removed"),
                    Err(error) => tracing::error!(error = %error.kind(), "old exports could not be removed"),
                }
                tokio::time::sleep(SWEEP).await;
            }
        });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use domain::task::JobTask;
    use runtime::batch::{BatchAnswer, SqsBatch, SqsRecord};
    use testing::builders::{address_key, workspace};
    use testing::database;
    use testing::faults::FaultProxy;

    use super::*;

    #[tokio::test]
    async fn work_that_failed_for_a_moment_comes_again_after_a_minute_as_in_aws() {
        let database = database::start().await;
        let proxy = FaultProxy::start(database.address).await;
        let backend = Backend {
            store: database.store_through(proxy.endpoint()),
            clock: Arc::new(SystemClock),
            links: "k1:0123456789abcdef0123456789abcdef".parse().unwrap(),
            addresses: address_key(),
            base_url: "http://localhost".to_owned(),
            issuer: None,
        };
        let folder = tempfile::tempdir().unwrap();
        let mut work = LongWork::build(&backend, folder.path(), folder.path(), None).unwrap();
        let (ws, anna) = (workspace(), "anna".parse().unwrap());
        let erasure = database.store.begin_erasure(&ws, &anna, SystemClock.now()).await.unwrap();
        let task = JobTask::Erase { workspace: ws.to_string(), erasure: erasure.id.to_string() };
        let mut body = serde_json::to_string(&task).unwrap();
        proxy.weather(1, 1000);
        for minutes in [1, 2] {
            let record = SqsRecord { message_id: Some("1".to_owned()), body };
            let answer = work.jobs.handle(SqsBatch { records: vec![record] }).await.unwrap();
            // Nothing is left to the hands of the queue, which would try it within seconds and then give it up.
            assert_eq!(
                (answer, work.deliveries.waiting().load(std::sync::atomic::Ordering::Relaxed)),
                (BatchAnswer::default(), minutes)
            );
            let again = work.deliveries.next().await.unwrap();
            assert_eq!(again.delay, Duration::from_mins(minutes.try_into().unwrap()));
            body = again.body;
        }
    }
}
