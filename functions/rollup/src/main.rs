//! The Lambda function `rollup`: the schedule and the queue both call it, and it tells them apart by their events.

use std::sync::Arc;

use rollup::Rollups;
use runtime::batch::{BatchAnswer, SqsBatch};
use runtime::lambda::{Error, serve};
use runtime::settings::{MISSING, Settings};
use runtime::{clock::SystemClock, queue::SqsQueue, schedule::Scheduled};
use store::{Store, Tables};

#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Event {
    Queue(SqsBatch),
    Schedule(Scheduled),
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    runtime::logs::json();
    let mut settings = Settings::from_env();
    let tables = Tables::from_settings(|name| settings.required(name));
    let queue: Option<String> = settings.required("ATBALSS_QUEUE_ROLLUP");
    settings.finish()?;
    let store = Store::of_function(tables.ok_or(MISSING)?);
    let queue = SqsQueue::of_function(queue.ok_or(MISSING)?);
    let rollups = &Rollups::new(store, Arc::new(SystemClock), Arc::new(queue));
    let handle = async |event| match event {
        Event::Queue(batch) => Ok::<_, Error>(rollups.handle(batch).await?),
        Event::Schedule(planned) => {
            Ok(Box::pin(rollups.look(planned.scheduled_time)).await.map(|_| BatchAnswer::default())?)
        }
    };
    serve("rollup", handle).await
}
