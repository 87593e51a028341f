//! The function, its tables, its bucket, and places for files that let something happen in the middle.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};

use domain::export::{Asked, Export, File, Format};
use domain::id::{ExportId, WorkspaceId};
use domain::response::Response;
use domain::survey::Survey;
use domain::task::JobTask;
use files::{Doing, Draft, Files, Link, S3};
use futures::future::BoxFuture;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use jiff::{SignedDuration, Timestamp};
use jobs::Jobs;
use runtime::batch::{SqsBatch, SqsRecord};
use runtime::clock::Clock as _;
use serde_json::{Value, json};
use testing::bucket::{Bucket, NAME};
use testing::builders::{response, workspace};
use testing::clock::ManualClock;
use testing::database::{self, TestDatabase};
use testing::queue::MemoryQueue;
use uuid::Uuid;

pub const NOW: &str = "2026-11-21T10:00:00Z";

pub struct House {
    pub database: TestDatabase,
    pub clock: Arc<ManualClock>,
    pub bucket: Bucket,
    pub queue: Arc<MemoryQueue>,
}

impl House {
    pub async fn start() -> Self {
        let database = database::start().await;
        database.end_stream();
        let (clock, queue) = (Arc::new(ManualClock::at(NOW)), Arc::new(MemoryQueue::default()));
        Self { database, clock, bucket: Bucket::start().await, queue }
    }

    pub fn files(&self) -> Arc<dyn Files> {
        Arc::new(S3::of(&self.bucket.config(), NAME.to_owned(), Some(&self.bucket.endpoint())).unwrap())
    }

    pub fn jobs(&self) -> Jobs {
        self.jobs_on(self.files())
    }

    pub fn jobs_on(&self, files: Arc<dyn Files>) -> Jobs {
        Jobs::new(self.database.store.clone(), files, self.queue.clone(), self.clock.clone())
    }

    /// As many responses to a survey, a minute apart up to now, each with a comment of so many characters.
    pub async fn answers(&self, survey: &Survey, count: u64, comment: usize) -> Vec<Response> {
        let made = (0..count).map(|number| {
            let at = self.clock.now() - SignedDuration::from_mins(i64::try_from(number).unwrap());
            let mut made = response(survey, at, number, &json!(number % 11));
            let mut said = made.answers["score"].clone();
            said.value = domain::survey::Answer::Text(format!("{number} {}", "ā".repeat(comment)));
            made.answers.insert("comment".to_owned(), said);
            made
        });
        let made: Vec<_> = made.collect();
        let stored =
            stream::iter(&made).map(|made| self.database.store.put_response(&WORKSPACE, made)).buffer_unordered(16);
        stored.try_collect::<Vec<_>>().await.unwrap();
        made
    }

    /// Stores an export that was asked for now, of all days that there are.
    pub async fn asked(&self, survey: &str, format: Format, change: impl FnOnce(&mut Asked)) -> Export {
        let day = |text: &str| text.parse().unwrap();
        let survey = survey.parse().unwrap();
        let (first, last) = (day("2026-10-01"), day("2026-11-21"));
        let mut asked = Asked { survey, format, bom: false, first, last, filters: BTreeMap::new() };
        change(&mut asked);
        let export = Export::new(ExportId::new(Uuid::now_v7()), asked, self.clock.now());
        self.database.store.put_export(&WORKSPACE, &export).await.unwrap();
        export
    }

    /// Delivers the message that asks for an export; whether it is done with.
    pub async fn deliver(&self, jobs: &Jobs, id: ExportId) -> bool {
        let task = JobTask::Export { workspace: WORKSPACE.to_string(), export: id.to_string() };
        self.bring(jobs, serde_json::to_string(&task).unwrap()).await
    }

    /// Delivers a message; whether it is done with.
    pub async fn bring(&self, jobs: &Jobs, body: String) -> bool {
        let record = SqsRecord { message_id: Some("m".to_owned()), body };
        jobs.handle(SqsBatch { records: vec![record] }).await.unwrap().failures.is_empty()
    }

    /// The one message that was queued since this was last asked, and after how many seconds it comes.
    pub fn queued(&self) -> (String, u64) {
        let mut sent = self.queue.take();
        let one = sent.pop().expect("a message");
        assert!(sent.is_empty(), "{sent:?}");
        (one.body, one.delay.as_secs())
    }

    pub async fn export(&self, id: ExportId) -> Export {
        self.database.store.export(&WORKSPACE, id).await.unwrap().unwrap()
    }

    /// The file of an export, if the bucket has it.
    pub fn text(&self, export: &Export) -> Option<String> {
        let object = self.bucket.objects().remove(&export.file().name())?;
        Some(String::from_utf8(object.bytes.to_vec()).unwrap())
    }

    /// The lines of an NDJSON file.
    pub fn lines(&self, export: &Export) -> Vec<Value> {
        let text = self.text(export).expect("a file");
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

/// The workspace of these tests.
pub static WORKSPACE: std::sync::LazyLock<WorkspaceId> = std::sync::LazyLock::new(workspace);

/// Something that happens once, in the middle.
type Happening = Box<dyn FnOnce() -> BoxFuture<'static, ()> + Send>;

/// When it happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Once something was written.
    Writing,
    /// Once the file has its name.
    Finished,
}

/// A place for files that lets something happen once in the middle.
pub struct Meddled {
    inner: Arc<dyn Files>,
    when: When,
    happening: Arc<Mutex<Option<Happening>>>,
}

impl Meddled {
    pub fn new<F>(inner: Arc<dyn Files>, when: When, happens: impl FnOnce() -> F + Send + 'static) -> Arc<Self>
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let happening: Happening = Box::new(|| Box::pin(happens()));
        Arc::new(Self { inner, when, happening: Arc::new(Mutex::new(Some(happening))) })
    }
}

impl fmt::Debug for Meddled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Meddled({:?})", self.when)
    }
}

impl Files for Meddled {
    fn begin(&self, file: File) -> Doing<'_, Box<dyn Draft>> {
        Box::pin(async move {
            let inner = self.inner.begin(file).await?;
            let draft: Box<dyn Draft> =
                Box::new(MeddledDraft { inner, when: self.when, happening: self.happening.clone() });
            Ok(draft)
        })
    }

    fn link<'a>(&'a self, workspace: &'a WorkspaceId, export: &'a Export, now: Timestamp) -> Doing<'a, Link> {
        self.inner.link(workspace, export, now)
    }

    fn delete(&self, file: File) -> Doing<'_, ()> {
        self.inner.delete(file)
    }
}

struct MeddledDraft {
    inner: Box<dyn Draft>,
    when: When,
    happening: Arc<Mutex<Option<Happening>>>,
}

async fn happen(happening: &Mutex<Option<Happening>>) {
    let happens = happening.lock().unwrap().take();
    if let Some(happens) = happens {
        happens().await;
    }
}

impl Draft for MeddledDraft {
    fn write<'a>(&'a mut self, bytes: &'a [u8]) -> Doing<'a, ()> {
        Box::pin(async move {
            self.inner.write(bytes).await?;
            if self.when == When::Writing {
                happen(&self.happening).await;
            }
            Ok(())
        })
    }

    fn finish(self: Box<Self>) -> Doing<'static, ()> {
        Box::pin(async move {
            let Self { inner, when, happening } = *self;
            inner.finish().await?;
            if when == When::Finished {
                happen(&happening).await;
            }
            Ok(())
        })
    }

    fn discard(self: Box<Self>) -> Doing<'static, ()> {
        self.inner.discard()
    }
}
