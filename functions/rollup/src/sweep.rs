//! The heartbeat of the stream, and the sweep: what the stream may not have handed over is marked by its date.
//!
//! Every hour a beat goes through the stream. One that was not heard after twelve hours, or a failure of the stream that
//! lies in its bucket, makes the sweep mark every survey's last dates, and every dispatch that may still hear something.

use domain::day::{Zone, days};
use domain::id::WorkspaceId;
use domain::task::RollupTask;
use domain::timeline::{Kind, TimelineId};
use futures::{StreamExt, TryStreamExt, stream};
use jiff::civil::Date;
use jiff::{RoundMode, SignedDuration, Timestamp, TimestampRound, ToSpan, Unit};
use serde::Deserialize;
use store::{Last, Mark, StoreError};
use uuid::Uuid;

use crate::{RollupError, Rollups};

/// How long a beat may be under way.
const LAG: SignedDuration = SignedDuration::from_hours(12);
/// How far back the times of answers lie that may have been missed: a new one is at most 30 days old, and the stream tries
/// for half a day before it gives a record up.
const BACK: SignedDuration = SignedDuration::from_hours(31 * 24);
/// How far back dispatches lie of which something may have been missed: a link is open for 365 days at most, and begins 92
/// days after its dispatch was asked for at most.
const DISPATCHES_BACK: SignedDuration = SignedDuration::from_hours((365 + 92) * 24);
/// How far ahead a client's clock may be.
const AHEAD: SignedDuration = SignedDuration::from_mins(5);
/// How many marks are set side by side.
const AT_ONCE: usize = 16;
/// How many dispatches are listed at once, and how many one worker marks, more or less.
const PAGE: usize = 500;
/// How many dates of dispatches begin as one task.
const STRETCH: i64 = 35;

/// What the bucket of the stream's failures tells.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Notice {
    /// Objects came in.
    Created {
        /// One for each.
        #[serde(rename = "Records")]
        records: Vec<Created>,
    },
    /// That it will tell; sent once, when the bucket is set up.
    Test {
        /// What it is.
        #[serde(rename = "Event")]
        _event: String,
    },
}

/// An object that came in.
#[derive(Debug, Deserialize)]
pub(crate) struct Created {
    #[serde(rename = "eventTime")]
    at: Timestamp,
    /// Only S3 is listened to.
    #[serde(rename = "s3")]
    _object: serde_json::Value,
}

/// The hour that a time lies in.
fn hour(at: Timestamp) -> Timestamp {
    let down = TimestampRound::new().smallest(Unit::Hour).mode(RoundMode::Floor);
    at.round(down).unwrap_or(at)
}

/// Dates in stretches, both ends of each included.
fn stretches(first: Date, last: Date) -> impl Iterator<Item = (Date, Date)> {
    let begins = first.series(STRETCH.days()).take_while(move |from| *from <= last);
    begins.map(move |from| (from, from.checked_add((STRETCH - 1).days()).map_or(last, |to| to.min(last))))
}

impl Rollups {
    /// What the schedule does once an hour, however often it looks: a heartbeat, and a task for each workspace. What one
    /// look did not come to, the next does.
    pub(crate) async fn hourly(&self, planned: Timestamp) -> Result<(), RollupError> {
        let hour = hour(planned);
        if self.looked.last() == Some(hour) {
            return Ok(());
        }
        if self.store.last(Last::Night).await?.is_none_or(|last| last < hour) {
            self.listen(planned).await?;
            self.store.beat(hour).await?;
            let workspaces = self.store.workspaces().await?;
            let night = |ws: &WorkspaceId| RollupTask::Night { workspace: ws.to_string(), at: planned };
            self.spread(&workspaces.iter().map(night).collect::<Vec<_>>()).await?;
            self.store.note_last(Last::Night, hour).await?;
        }
        self.looked.note(hour);
        Ok(())
    }

    /// Sweeps where a beat is under way for too long, at most once in that time.
    async fn listen(&self, planned: Timestamp) -> Result<(), RollupError> {
        let heard = self.store.last(Last::Heard).await?;
        let unheard = self.store.first_beat_after(heard).await?;
        let Some(beat) = unheard.filter(|beat| planned.duration_since(*beat) > LAG) else { return Ok(()) };
        // An alarm listens for this line.
        tracing::error!(%beat, "the heartbeat of the stream lags; what it may have missed is swept");
        let swept = self.store.last(Last::Swept).await?;
        if swept.is_none_or(|swept| planned.duration_since(swept) >= LAG) {
            self.sweep(beat, planned).await?;
        }
        Ok(())
    }

    /// Sweeps because records of the stream were given up, unless that was done since.
    pub(crate) async fn notice(&self, notice: Notice) -> Result<(), RollupError> {
        let Notice::Created { records } = notice else { return Ok(()) };
        let Some((first, last)) = records.iter().map(|created| created.at).fold(None, |ends, at| {
            Some(ends.map_or((at, at), |(first, last): (Timestamp, Timestamp)| (first.min(at), last.max(at))))
        }) else {
            return Ok(());
        };
        if self.store.last(Last::Swept).await?.is_some_and(|swept| last < swept) {
            return Ok(());
        }
        tracing::error!("records of the stream were given up; what it may have missed is swept");
        self.sweep(first, self.clock.now()).await
    }

    /// Tasks for each workspace: one for each date of answers that may have been missed since a time, and one for each stretch
    /// of dispatches that could still hear something at that time.
    async fn sweep(&self, since: Timestamp, now: Timestamp) -> Result<(), RollupError> {
        let utc = Zone::utc();
        let (first, last) = (utc.date(since.min(now) - BACK), utc.date(now + AHEAD));
        let oldest = utc.date(since.min(now) - BACK - DISPATCHES_BACK);
        for ws in self.store.workspaces().await? {
            let workspace = ws.to_string();
            let answers = days(first, last).map(|date| RollupTask::Sweep { workspace: workspace.clone(), date });
            let dispatches = stretches(oldest, last).map(|(from, to)| RollupTask::SweepDispatches {
                workspace: workspace.clone(),
                from,
                to,
                after: None,
            });
            self.spread(&answers.chain(dispatches).collect::<Vec<_>>()).await?;
        }
        self.store.note_last(Last::Swept, now).await?;
        Ok(())
    }

    /// Marks the answers of a workspace that the stream may have missed of a date.
    pub(crate) async fn sweep_answers(&self, ws: &WorkspaceId, date: Date) -> Result<(), RollupError> {
        let surveys = self.store.surveys(ws).await?.into_iter().filter(|survey| survey.enps.is_none());
        let answers = surveys.map(|survey| Mark::Answers { workspace: ws.clone(), survey: survey.id, date });
        self.mark_all(answers.collect()).await
    }

    /// Marks dispatches of which the stream may have missed something: those of some dates, or a page of them, and queues
    /// what is left.
    pub(crate) async fn sweep_dispatches(
        &self,
        ws: &WorkspaceId,
        (mut from, to): (Date, Date),
        mut after: Option<String>,
    ) -> Result<(), RollupError> {
        let mut marked = 0;
        while from <= to {
            if marked >= PAGE {
                let workspace = ws.to_string();
                return self.spread(&[RollupTask::SweepDispatches { workspace, from, to, after }]).await;
            }
            let page = self.store.dispatches_of_day(ws, from, after.as_deref(), PAGE).await?;
            let timelines = page.items.iter().map(|entry| {
                let timeline = TimelineId { kind: Kind::Dispatches, id: entry.dispatch.to_string() };
                Mark::Timeline { workspace: ws.clone(), timeline }
            });
            self.mark_all(timelines.collect()).await?;
            marked += page.items.len();
            after = page.next;
            if after.is_none() {
                let Ok(next) = from.tomorrow() else { break };
                from = next;
            }
        }
        Ok(())
    }

    async fn mark_all(&self, marks: Vec<Mark>) -> Result<(), RollupError> {
        let setting: Vec<_> = marks.into_iter().map(|mark| Box::pin(self.put(mark))).collect();
        Ok(stream::iter(setting).buffer_unordered(AT_ONCE).try_collect().await?)
    }

    async fn put(&self, mark: Mark) -> Result<(), StoreError> {
        self.store.put_mark(&mark, &Uuid::new_v4().simple().to_string()).await.map(drop)
    }
}
