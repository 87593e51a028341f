//! The erasure of a person: everything that is held of them, in every place, taken away or left without a name.
//!
//! A pass goes through all of it, in steps of which each may be repeated: what a step is done with is found no more, so a pass
//! that dies is made whole by the next one. It runs behind the person's tombstone, which keeps anything new from coming in
//! under their name. A last pass, once all that was under way when the tombstone was put has ended, finds what slipped in
//! elsewhere: a mark from the stream, a mail that was being written.

mod answers;
mod customer;
mod dispatches;
mod events;
mod tickets;

use std::collections::HashMap;
use std::pin::Pin;
use std::time::{Duration, Instant};

use domain::id::{DispatchId, PersonId, SurveyId, WorkspaceId};
use domain::survey::Survey;
use domain::timeline::{Kind, TimelineId};
use jiff::Timestamp;
use uuid::Uuid;

use crate::item::{Item, key_of, text};
use crate::ledger::LedgerEntry;
use crate::tombstones::Erasure;
use crate::{Mark, Result, Store, keys};

/// How long after its begin an erasure looks once more: by then every request that began before it has ended.
const SETTLED: Duration = Duration::from_mins(1);
/// How many items of a person are read at once.
const PAGE: i32 = 50;

/// The future of a copy's end.
pub type Forgetting<'a> = Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;

/// What lies outside the tables and may hold something of a person: exports, and on one machine the outbox.
pub trait Copies: Send + Sync + std::fmt::Debug {
    /// Writes down that an erasure begins, or that its id may be somebody's again, where the tables are not the only ledger.
    fn note<'a>(&'a self, _ws: &'a WorkspaceId, _entry: &'a LedgerEntry) -> Forgetting<'a> {
        Box::pin(async { Ok(()) })
    }

    /// Removes what may hold something of somebody for whom these dispatches were meant. It is called at the end of every
    /// pass, so it has to find nothing the second time.
    fn forget<'a>(&'a self, ws: &'a WorkspaceId, dispatches: &'a [DispatchId]) -> Forgetting<'a>;
}

/// There are no copies.
impl Copies for () {
    fn forget<'a>(&'a self, _ws: &'a WorkspaceId, _dispatches: &'a [DispatchId]) -> Forgetting<'a> {
        Box::pin(async { Ok(()) })
    }
}

/// How far an erasure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Erasing {
    /// There is nothing left, and nothing to look for any more.
    Done,
    /// Nothing is left; after this long it has to look once more.
    Early(Duration),
    /// Its time was over before it was through.
    Running,
}

/// One pass.
struct Pass<'a> {
    store: &'a Store,
    ws: &'a WorkspaceId,
    person: &'a PersonId,
    nobody: &'a PersonId,
    keep_comments: bool,
    surveys: HashMap<SurveyId, Option<Survey>>,
    until: Instant,
}

impl Store {
    /// Whether anything is held of a person.
    pub async fn holds(&self, ws: &WorkspaceId, person: &PersonId) -> Result<bool> {
        let customer = TimelineId { kind: Kind::Customers, id: person.to_string() };
        let (data, rollups) = (&self.tables.data, &self.tables.rollups);
        Ok(self.has_any(data, &keys::person(ws, person).pk).await?
            || self.has_any(data, &keys::event_partition(ws, &customer)).await?
            || self.get_item(rollups, &keys::timeline(ws, &customer)).await?.is_some()
            || self.has_any(rollups, &keys::tickets_of(ws, person)).await?)
    }

    /// Goes through everything that is held of a person, as long as there is time; whether it came to the end.
    pub async fn erase(
        &self,
        ws: &WorkspaceId,
        erasure: &Erasure,
        copies: &dyn Copies,
        until: Instant,
    ) -> Result<bool> {
        let settings = self.workspace(ws).await?;
        let pass = Pass {
            store: self,
            ws,
            person: &erasure.person,
            nobody: &erasure.nobody,
            keep_comments: settings.is_some_and(|workspace| workspace.erasure.keep_comments),
            surveys: HashMap::new(),
            until,
        };
        if !Box::pin(pass.run()).await? {
            return Ok(false);
        }
        let dispatches = self.dispatches_of_person(ws, &erasure.nobody).await?;
        let dispatches: Vec<_> = dispatches.into_iter().map(|entry| entry.dispatch).collect();
        copies.forget(ws, &dispatches).await?;
        Ok(true)
    }

    /// Goes on with an erasure, and ends it once its last pass is through.
    pub async fn go_on_erasing(
        &self,
        ws: &WorkspaceId,
        erasure: &Erasure,
        copies: &dyn Copies,
        now: Timestamp,
        until: Instant,
    ) -> Result<Erasing> {
        let age = now.duration_since(erasure.erased_at).unsigned_abs();
        if !self.erase(ws, erasure, copies, until).await? {
            return Ok(Erasing::Running);
        }
        if let Some(left) = SETTLED.checked_sub(age).filter(|left| !left.is_zero()) {
            return Ok(Erasing::Early(left));
        }
        self.end_erasure(ws, erasure).await?;
        Ok(Erasing::Done)
    }
}

impl Pass<'_> {
    /// Whether there is time for another step.
    fn has_time(&self) -> bool {
        Instant::now() < self.until
    }

    async fn run(mut self) -> Result<bool> {
        // First of all: without them nothing is claimed any more that would be sent to them.
        self.store.delete(&self.store.tables.data, &keys::person(self.ws, self.person)).await?;
        Ok(self.partition().await? && self.customer().await? && self.stray_tickets().await?)
    }

    /// All that lies with the person, item by item, until nothing does.
    async fn partition(&mut self) -> Result<bool> {
        loop {
            let items = self.first(&self.store.tables.data, &keys::person(self.ws, self.person).pk, PAGE).await?;
            if items.is_empty() {
                return Ok(true);
            }
            for item in items {
                if !self.has_time() {
                    return Ok(false);
                }
                self.item(item).await?;
            }
        }
    }

    async fn item(&mut self, item: Item) -> Result<()> {
        let key = key_of(&item);
        if let Some(dispatch) = keys::read_link(&key.sk) {
            return self.dispatch(dispatch, item).await;
        }
        if key.sk.starts_with(keys::LINK_PREFIX) {
            return self.signed_link(item).await;
        }
        if let Some((survey, id)) = keys::read_pointer(&key.sk) {
            self.answer(&survey, id).await?;
        } else if let Some(timeline) = keys::read_events_of(&key.sk) {
            self.events(&timeline).await?;
        }
        // Whatever else lies there is theirs too.
        self.store.delete(&self.store.tables.data, &key).await
    }

    /// The first items of a partition.
    async fn first(&self, table: &str, pk: &str, limit: i32) -> Result<Vec<Item>> {
        let query = self.store.client.query().table_name(table).consistent_read(true).limit(limit);
        let query = query.key_condition_expression("pk = :pk").expression_attribute_values(":pk", text(pk));
        Ok(query.send().await?.items.unwrap_or_default())
    }

    async fn survey(&mut self, id: &SurveyId) -> Result<Option<Survey>> {
        if !self.surveys.contains_key(id) {
            let survey = self.store.survey(self.ws, id).await?;
            self.surveys.insert(id.clone(), survey);
        }
        Ok(self.surveys.get(id).cloned().flatten())
    }

    async fn mark(&self, mark: &Mark) -> Result<()> {
        self.store.put_mark(mark, &Uuid::new_v4().simple().to_string()).await.map(drop)
    }

    async fn mark_timeline(&self, timeline: TimelineId) -> Result<()> {
        self.mark(&Mark::Timeline { workspace: self.ws.clone(), timeline }).await
    }
}
