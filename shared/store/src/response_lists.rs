//! Responses for lists, newest first: the shards of one UTC date are read side by side and merged, so a page has neither
//! gaps nor doubles however many there are.

use std::collections::VecDeque;

use domain::day::Zone;
use domain::id::{SubmissionId, WorkspaceId};
use domain::response::Response;
use domain::survey::Survey;
use futures::future::try_join_all;
use jiff::Timestamp;
use uuid::Uuid;

use crate::item::text;
use crate::response_item::read;
use crate::{Result, Store, keys};

/// What one step of [`Store::newest_responses`] found.
#[derive(Debug)]
pub struct Newest {
    /// The responses, newest first; often none, where a date has none.
    pub responses: Vec<Response>,
    /// Where to go on; none at the interval's begin.
    pub below: Option<Uuid>,
}

/// One shard of a date, as far as it is read.
struct Shard {
    partition: String,
    /// Where it is read on; none at its end.
    below: Option<Uuid>,
    read: VecDeque<Response>,
}

impl Shard {
    /// Whether nothing can be said of what comes next in it.
    fn is_dry(&self) -> bool {
        self.read.is_empty() && self.below.is_some()
    }
}

impl Store {
    /// The responses of an interval, newest first: those whose ids are below `below`, at most `most` of them, all of one UTC
    /// date. For lists, which go on where the answer says; `below` is at first the interval's end.
    pub async fn newest_responses(
        &self,
        ws: &WorkspaceId,
        survey: &Survey,
        from: Timestamp,
        below: Uuid,
        most: usize,
    ) -> Result<Newest> {
        let first = SubmissionId::first_at(from);
        // The greatest id below: ids sort as the numbers that they are.
        let Some(last) = before(below).filter(|last| *last >= first) else {
            return Ok(Newest { responses: Vec::new(), below: None });
        };
        let millis = i64::try_from(last.as_u128() >> 80).unwrap_or(i64::MAX);
        let date = Zone::utc().date(Timestamp::from_millisecond(millis).unwrap_or(Timestamp::MAX));
        let floor = SubmissionId::first_at(Zone::utc().start(date));
        let count = survey.shards.of(date);
        let mut shards: Vec<_> = (0..count)
            .map(|shard| Shard {
                partition: keys::response_partition(ws, &survey.id, date, shard),
                below: Some(below),
                read: VecDeque::new(),
            })
            .collect();
        let mut responses = Vec::new();
        // What is shown at most lies evenly in all of them, more or less.
        let share = most.div_ceil(usize::from(count)).max(1);
        while responses.len() < most {
            let dry = shards.iter_mut().filter(|shard| shard.is_dry());
            try_join_all(dry.map(|shard| self.read_on(shard, first.max(floor), share))).await?;
            // Each has its newest at the front now, or is at its end. The newest of those is the next.
            let newest = shards.iter_mut().max_by_key(|shard| shard.read.front().map(|response| response.id));
            match newest.and_then(|shard| shard.read.pop_front()) {
                Some(response) => responses.push(response),
                None => break,
            }
        }
        let more_of_the_date = shards.iter().any(|shard| shard.below.is_some() || !shard.read.is_empty());
        let below = match responses.last() {
            Some(oldest) if more_of_the_date => Some(oldest.id.bits()),
            _ => (floor > first).then_some(floor),
        };
        Ok(Newest { responses, below })
    }

    /// Reads on in a shard, by one query.
    async fn read_on(&self, shard: &mut Shard, first: Uuid, most: usize) -> Result<()> {
        let Some(last) = shard.below.and_then(before).filter(|last| *last >= first) else {
            shard.below = None;
            return Ok(());
        };
        let page = self
            .client
            .query()
            .table_name(&self.tables.data)
            .consistent_read(true)
            .scan_index_forward(false)
            .limit(i32::try_from(most).unwrap_or(i32::MAX))
            .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
            .expression_attribute_values(":pk", text(&shard.partition))
            .expression_attribute_values(":from", text(first.hyphenated().to_string()))
            .expression_attribute_values(":to", text(last.hyphenated().to_string()))
            .send()
            .await?;
        for item in page.items.unwrap_or_default() {
            shard.read.push_back(read(item)?.0);
        }
        let more = page.last_evaluated_key.is_some();
        shard.below = shard.read.back().filter(|_| more).map(|oldest| oldest.id.bits());
        Ok(())
    }
}

fn before(id: Uuid) -> Option<Uuid> {
    id.as_u128().checked_sub(1).map(Uuid::from_u128)
}
