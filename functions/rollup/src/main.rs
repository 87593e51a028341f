//! The Lambda function `rollup`: the schedule and the queue both call it, and it tells them apart by their events.

use std::sync::Arc;

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use rollup::Rollups;
use runtime::batch::{BatchAnswer, SqsBatch};
use runtime::{clock::SystemClock, logs, queue::SqsQueue, schedule::Scheduled, settings::Settings};
use serde::Deserialize;
use store::{Store, Tables};

#[derive(Deserialize)]
#[serde(untagged)]
enum Event {
    Queue(SqsBatch),
    Schedule(Scheduled),
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    logs::json();
    let mut settings = Settings::from_env();
    let tables = Tables::from_settings(|name| settings.required(name));
    let queue: Option<String> = settings.required("ATBALSS_QUEUE_ROLLUP");
    settings.finish()?;
    let store = Store::from_env(tables.unwrap_or_default()).await;
    let queue = SqsQueue::from_env(queue.unwrap_or_default()).await;
    let rollups = &Rollups::new(store, Arc::new(SystemClock), Arc::new(queue));
    let handle = |event: LambdaEvent<Event>| async move {
        match event.payload {
            Event::Queue(batch) => Ok(rollups.handle(batch).await?),
            Event::Schedule(planned) => {
                rollups.look(planned.scheduled_time).await.map(|_| BatchAnswer::default()).map_err(Error::from)
            }
        }
    };
    run(service_fn(handle)).await
}
