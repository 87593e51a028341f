//! How the counting itself stands: which days of which bucket were looked at and how often they changed, what waits to be
//! counted, how far days are sealed, and when the machinery was heard of last.
//!
//! Of dispatches and tickets that wait only their number is told: which of them changed lately may be nobody's business.

use std::collections::{BTreeMap, BTreeSet};

use domain::bucket::Source;
use domain::day::{Zone, days};
use domain::id::SurveyId;
use domain::survey::Survey;
use domain::timeline::Kind;
use domain::workspace::Workspace;
use futures::future::try_join;
use futures::{StreamExt, TryStreamExt, stream};
use jiff::Timestamp;
use jiff::civil::Date;
use store::{Last, Mark, Store};
use web::problem::Problem;
use web::query::Days;

use crate::surveys::Shelf;

/// How many surveys are looked at.
const MAX_SURVEYS: usize = 40;
/// How many marks are read of each shard.
const MOST_MARKS: u16 = 250;
/// How many buckets' days are read at the same time.
const TRACKS: usize = 12;

/// How the counting of a workspace stands.
#[derive(Debug)]
pub struct Counting {
    /// The newest heartbeat that came through the stream.
    pub heard: Option<Timestamp>,
    /// When the stream's last dates were swept, since it had failed.
    pub swept: Option<Timestamp>,
    /// When the schedule last looked after all workspaces.
    pub night: Option<Timestamp>,
    /// What waits to be counted.
    pub waiting: Waiting,
    /// The buckets of the range, by survey and by kind of timeline.
    pub buckets: Vec<Buckets>,
    /// How many surveys are not among them, for want of room.
    pub left_out: usize,
    /// Whether there are more surveys than were read.
    pub more: bool,
}

/// Marks that stand.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// The UTC dates of answers that are to be counted again, by survey.
    pub answers: BTreeMap<SurveyId, BTreeSet<Date>>,
    /// The days of timelines that are to be summed again.
    pub days: BTreeMap<Kind, BTreeSet<Date>>,
    /// How many timelines are to be folded.
    pub timelines: BTreeMap<Kind, usize>,
    /// Whether there are more marks than were read.
    pub more: bool,
}

impl Waiting {
    /// The marks of a workspace.
    ///
    /// # Errors
    /// Where the tables fail.
    async fn read(store: &Store, workspace: &Workspace) -> Result<Self, Problem> {
        let (marks, more) = store.marks_of(&workspace.id, MOST_MARKS).await?;
        let mut waiting = Self { more, ..Self::default() };
        for mark in marks {
            match mark {
                Mark::Answers { survey, date, .. } => {
                    waiting.answers.entry(survey).or_default().insert(date);
                }
                Mark::Day { kind, day, .. } => {
                    waiting.days.entry(kind).or_default().insert(day);
                }
                Mark::Timeline { timeline, .. } => *waiting.timelines.entry(timeline.kind).or_default() += 1,
            }
        }
        Ok(waiting)
    }

    /// How many marks were read.
    pub fn count(&self) -> usize {
        let dates = self.answers.values().chain(self.days.values()).map(BTreeSet::len).sum::<usize>();
        dates + self.timelines.values().sum::<usize>()
    }
}

/// The buckets of one survey or one kind of timeline in a range of days.
#[derive(Debug)]
pub struct Buckets {
    /// What they count.
    pub source: Source,
    /// The survey's name, where it is one.
    pub name: Option<String>,
    /// How many days have counts.
    pub counted: usize,
    /// The days that no run has looked at, today the last: what the API calls missing.
    pub missing: Vec<Date>,
    /// The days whose counts changed after they were first written, each with its revision.
    pub changed: Vec<(Date, u64)>,
    /// When counts of one of the days changed last.
    pub changed_at: Option<Timestamp>,
    /// The last day that is sealed.
    pub sealed: Option<Date>,
}

impl Buckets {
    async fn read(
        store: &Store,
        workspace: &Workspace,
        (source, survey): (Source, Option<&Survey>),
        range: Days,
        now: Timestamp,
    ) -> Result<Self, Problem> {
        let ws = &workspace.id;
        let zone: &Zone = survey.map_or(&workspace.time_zone, |survey| survey.zone(workspace));
        let looked = store.looked_at(ws, &source, range.first, range.last);
        let (looked, revisions) = try_join(looked, store.revisions(ws, &source, range.first, range.last)).await?;
        let sealed = match survey {
            Some(survey) => store.sealed_through(ws, &survey.id).await?,
            None => None,
        };
        let known: BTreeSet<Date> = looked.iter().map(|(day, _)| *day).collect();
        let past = days(range.first, range.last.min(zone.date(now)));
        Ok(Self {
            name: survey.map(|survey| survey.name.clone()),
            counted: revisions.len(),
            missing: past.filter(|day| !known.contains(day)).collect(),
            changed: revisions.into_iter().filter(|(_, revision)| *revision > 1).collect(),
            changed_at: looked.into_iter().filter_map(|(_, changed)| changed).max(),
            sealed,
            source,
        })
    }
}

impl Counting {
    /// Reads it for a range of local days.
    ///
    /// # Errors
    /// Where the tables fail.
    pub async fn read(store: &Store, workspace: &Workspace, range: Days, now: Timestamp) -> Result<Self, Problem> {
        let all = Shelf::read(store, &workspace.id, None).await?;
        // A survey of employees has no days; when one of them answered is told nowhere.
        let living: Vec<_> = all.surveys.iter().filter(|survey| !survey.archived && survey.enps.is_none()).collect();
        let shown = living.iter().take(MAX_SURVEYS).map(|survey| (Source::from(&survey.id), Some(*survey)));
        let sources = shown.chain(Kind::ALL.map(|kind| (Source::from(kind), None)));
        let reads: Vec<_> =
            sources.map(|source| Box::pin(Buckets::read(store, workspace, source, range, now))).collect();
        let left_out = living.len().saturating_sub(MAX_SURVEYS);
        let buckets = stream::iter(reads).buffered(TRACKS).try_collect();
        let (buckets, waiting) = try_join(buckets, Waiting::read(store, workspace)).await?;
        Ok(Self {
            heard: store.last(Last::Heard).await?,
            swept: store.last(Last::Swept).await?,
            night: store.last(Last::Night).await?,
            waiting,
            buckets,
            left_out,
            more: all.next.is_some(),
        })
    }

    /// When counts of one of the range's days changed last.
    pub fn changed_at(&self) -> Option<Timestamp> {
        self.buckets.iter().filter_map(|buckets| buckets.changed_at).max()
    }
}
