//! The responses of an interval, page by page: all shards of all its UTC dates, a few of them side by side. Memory stays
//! flat however many there are; they come in no order.

use std::collections::{HashMap, VecDeque};
use std::ops::Range;

use domain::bucket::{Counted, Needs};
use domain::day::utc_dates;
use domain::id::{SubmissionId, WorkspaceId};
use domain::response::Response;
use domain::survey::Survey;
use futures::future::BoxFuture;
use futures::stream::{FuturesUnordered, StreamExt as _};
use jiff::Timestamp;

use crate::item::{Item, text};
use crate::response_item::read;
use crate::{Result, Store, counted, keys};

/// How many shards are read side by side. Each holds one page at a time, of 1 MB as DynamoDB counts it.
const AT_ONCE: usize = 4;

impl Store {
    /// The responses of an interval, page by page, in no order.
    pub fn responses(&self, ws: &WorkspaceId, survey: &Survey, range: &Range<Timestamp>) -> ResponsePages {
        ResponsePages(Shelf::new(self, ws, survey, range, &[]))
    }

    /// What counting needs of the responses of an interval, page by page, in no order.
    pub fn counted(&self, ws: &WorkspaceId, survey: &Survey, range: &Range<Timestamp>) -> CountedPages {
        CountedPages(Shelf::new(self, ws, survey, range, &counted::READ))
    }
}

/// Reads the responses of an interval page by page.
pub struct ResponsePages(Shelf);

impl ResponsePages {
    /// The next page; none at the end. A page may be empty.
    pub async fn next(&mut self) -> Result<Option<Vec<Response>>> {
        let Some(got) = self.0.next().await? else { return Ok(None) };
        got.items.into_iter().map(|item| Ok(read(item)?.0)).collect::<Result<_>>().map(Some)
    }
}

/// Reads what counting needs of the responses of an interval, page by page.
pub struct CountedPages(Shelf);

impl CountedPages {
    /// The next page; none at the end. A page may be empty.
    pub async fn next(&mut self) -> Result<Option<CountedPage>> {
        Ok(self.0.next().await?.map(|got| CountedPage { partition: got.partition, items: got.items }))
    }
}

/// Responses as they came, of which only what counting needs was asked for.
pub struct CountedPage {
    partition: String,
    items: Vec<Item>,
}

impl CountedPage {
    /// Each response of the page, borrowed from it; one that does not read is an error with its key.
    pub fn each<'p>(&'p self, needs: &Needs) -> impl Iterator<Item = Result<Counted<'p>>> {
        self.items.iter().map(|item| counted::read(&self.partition, item, needs))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

/// A page of one partition, and where the next one begins.
struct Got {
    partition: String,
    items: Vec<Item>,
    after: Option<Item>,
}

/// The partitions of an interval: those that wait, and those that are being read.
struct Shelf {
    store: Store,
    waiting: VecDeque<String>,
    reading: FuturesUnordered<BoxFuture<'static, Result<Got>>>,
    from: String,
    to: String,
    /// The attributes that are asked for; all where there are none. Units are taken for whole items either way.
    only: &'static [&'static str],
}

impl Shelf {
    fn new(
        store: &Store,
        ws: &WorkspaceId,
        survey: &Survey,
        range: &Range<Timestamp>,
        only: &'static [&'static str],
    ) -> Self {
        let shards = |date| (0..survey.shards.of(date)).map(move |shard| (date, shard));
        let waiting = utc_dates(range).flat_map(shards);
        let waiting = waiting.map(|(date, shard)| keys::response_partition(ws, &survey.id, date, shard));
        Self {
            store: store.clone(),
            waiting: waiting.collect(),
            reading: FuturesUnordered::new(),
            from: SubmissionId::first_at(range.start).hyphenated().to_string(),
            // No id equals the smallest one of the end's millisecond, so `BETWEEN` excludes the end: the version bits are set.
            to: SubmissionId::first_at(range.end).hyphenated().to_string(),
            only,
        }
    }

    /// Begins to read a partition, or goes on where its last page ended.
    fn begin(&self, partition: String, after: Option<Item>) {
        // Some names are reserved words, so none is written as it is.
        let only: Vec<_> = self.only.iter().map(|name| format!("#{name}")).collect();
        let names: HashMap<_, _> = only.iter().map(|name| (name.clone(), name[1..].to_owned())).collect();
        let query = self
            .store
            .client
            .query()
            .table_name(&self.store.tables.data)
            .consistent_read(true)
            .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
            .expression_attribute_values(":pk", text(&partition))
            .expression_attribute_values(":from", text(&self.from))
            .expression_attribute_values(":to", text(&self.to))
            .set_projection_expression((!only.is_empty()).then(|| only.join(", ")))
            .set_expression_attribute_names((!names.is_empty()).then_some(names))
            .set_exclusive_start_key(after);
        self.reading.push(Box::pin(async move {
            let page = query.send().await?;
            Ok(Got { partition, items: page.items.unwrap_or_default(), after: page.last_evaluated_key })
        }));
    }

    async fn next(&mut self) -> Result<Option<Got>> {
        while self.reading.len() < AT_ONCE
            && let Some(partition) = self.waiting.pop_front()
        {
            self.begin(partition, None);
        }
        let Some(mut got) = self.reading.next().await.transpose()? else { return Ok(None) };
        if let Some(after) = got.after.take() {
            self.begin(got.partition.clone(), Some(after));
        }
        Ok(Some(got))
    }
}
