//! Erasures that are ended by the queue.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::sync::Arc;
use std::time::Duration;

use domain::task::JobTask;
use jiff::SignedDuration;
use jobs::Jobs;
use runtime::batch::{BatchAnswer, SqsBatch, SqsRecord};
use serde_json::json;
use store::LedgerState;
use testing::builders::{self, time, workspace};
use testing::clock::ManualClock;
use testing::database::{self, TestDatabase};
use testing::faults::FaultProxy;
use testing::queue::MemoryQueue;

struct Setting {
    database: TestDatabase,
    proxy: FaultProxy,
    clock: Arc<ManualClock>,
    queue: Arc<MemoryQueue>,
    jobs: Jobs,
    _files: tempfile::TempDir,
}

const BEGAN: &str = "2026-11-21T10:00:00Z";

impl Setting {
    async fn start() -> Self {
        let database = database::start().await;
        let (clock, queue) = (Arc::new(ManualClock::at(BEGAN)), Arc::new(MemoryQueue::default()));
        let folder = tempfile::tempdir().unwrap();
        let links = "k1:0123456789abcdef0123456789abcdef".parse().unwrap();
        let files = Arc::new(files::Folder::open(folder.path(), links, "http://localhost").unwrap());
        let proxy = FaultProxy::start(database.address).await;
        let jobs = Jobs::new(database.store_through(proxy.endpoint()), files, queue.clone(), clock.clone());
        Self { database, proxy, clock, queue, jobs, _files: folder }
    }

    /// A person whose erasure was begun, and the message that is to end it.
    async fn begun(&self) -> String {
        let store = &self.database.store;
        builders::stored_person(store, "anna", &json!({"email": "anna@example.com"})).await;
        let erasure = store.begin_erasure(&workspace(), &"anna".parse().unwrap(), time(BEGAN)).await.unwrap();
        let task = JobTask::Erase { workspace: workspace().to_string(), erasure: erasure.id.to_string() };
        serde_json::to_string(&task).unwrap()
    }

    async fn bring(&self, body: &str) -> BatchAnswer {
        let records = vec![SqsRecord { message_id: Some("1".to_owned()), body: body.to_owned() }];
        self.jobs.handle(SqsBatch { records }).await.unwrap()
    }

    async fn state(&self) -> LedgerState {
        self.database.store.erasures(&workspace()).await.unwrap()[0].state
    }
}

#[tokio::test]
async fn an_erasure_is_ended_once_all_that_was_under_way_has_ended_and_stays_so() {
    let setting = Setting::start().await;
    let message = setting.begun().await;
    setting.clock.set(time(BEGAN) + SignedDuration::from_secs(20));
    assert_eq!(setting.bring(&message).await, BatchAnswer::default());
    assert_eq!((setting.database.count("p#anna"), setting.state().await), (0, LedgerState::Running));
    let again = setting.queue.take();
    assert_eq!(again.iter().map(|message| message.delay).collect::<Vec<_>>(), [Duration::from_secs(40)]);
    setting.clock.set(time(BEGAN) + SignedDuration::from_secs(60));
    assert_eq!(setting.bring(&again[0].body).await, BatchAnswer::default());
    assert_eq!((setting.state().await, setting.queue.take().len()), (LedgerState::Done, 0));
    // Nothing of the id is left, sealed or not, and a message that comes once more finds nothing to do.
    let ended = setting.database.dump();
    assert!(!format!("{ended:?}").contains("sealed") && !format!("{ended:?}").contains("anna"), "{ended:?}");
    setting.bring(&message).await;
    assert_eq!((setting.database.dump(), setting.queue.take().len()), (ended, 0));
}

#[tokio::test]
async fn an_erasure_that_met_tables_which_did_not_answer_goes_on_a_minute_later() {
    let setting = Setting::start().await;
    let mut message = setting.begun().await;
    setting.clock.set(time(BEGAN) + SignedDuration::from_secs(75));
    for minutes in [1, 2, 4] {
        setting.proxy.weather(1, 1000);
        // It is done with, so that the queue does not hold it for as long as a run may take.
        assert_eq!(setting.bring(&message).await, BatchAnswer::default());
        setting.proxy.weather(1, 0);
        let again = setting.queue.take();
        assert_eq!(again.iter().map(|message| message.delay).collect::<Vec<_>>(), [Duration::from_mins(minutes)]);
        assert_eq!(setting.state().await, LedgerState::Running);
        message.clone_from(&again[0].body);
    }
    assert_eq!(setting.bring(&message).await, BatchAnswer::default());
    assert_eq!((setting.state().await, setting.queue.take().len()), (LedgerState::Done, 0));
    assert_eq!(setting.database.count("p#anna"), 0);
}

#[tokio::test]
async fn what_cant_be_read_at_a_start_keeps_nothing_else_from_being_begun_again() {
    let setting = Setting::start().await;
    let message = setting.begun().await;
    setting.database.plant("w#acme", "export#exp_0193f0a0b1c27000800000000000002a");
    setting.jobs.begin_again().await.unwrap();
    let queued: Vec<_> = setting.queue.take().into_iter().map(|message| message.body).collect();
    let export = r#"{"task":"export","workspace":"acme","export":"exp_0193f0a0b1c27000800000000000002a"}"#;
    assert_eq!(queued, [message, export.to_owned()]);
    // Nobody can say what it is, so it ends with the dead letters.
    assert_eq!(setting.bring(export).await.failures.len(), 1);
}

#[tokio::test]
async fn a_message_of_an_erasure_that_never_began_is_done_with() {
    let setting = Setting::start().await;
    let task = r#"{"task":"erase","workspace":"acme","erasure":"ers_0123456789abcdef0123456789abcdef"}"#;
    assert_eq!(setting.bring(task).await, BatchAnswer::default());
    assert_eq!((setting.database.dump().len(), setting.queue.take().len()), (0, 0));
}

#[tokio::test]
async fn what_was_cut_off_with_the_process_is_begun_again() {
    let setting = Setting::start().await;
    let message = setting.begun().await;
    setting.jobs.begin_again().await.unwrap();
    let queued: Vec<_> = setting.queue.take().into_iter().map(|message| message.body).collect();
    assert_eq!(queued, [message]);
}
