//! Reading the buckets of questions: one range of day totals for each source; the cubes of the same days only for a grouping,
//! a filter, or totals that are too long to be kept apart. Questions that need the same days are gathered from one reading
//! of them, and the cubes of a month are let go before those of the next are read.

use std::collections::{BTreeMap, BTreeSet};

use domain::bucket::{Cell, Cube, Source, Tallied, Values};
use domain::facts::Facts;
use domain::id::WorkspaceId;
use domain::metric::{Before, Reading};
use futures::future::try_join_all;
use jiff::Timestamp;
use jiff::civil::Date;
use store::{Store, Totals};
use web::problem::Problem;

use super::gathering::{Gathering, Held};
use super::looked::Looked;
use super::pot::Pot;
use super::question::Question;

/// What was read for a question.
pub struct Read<'q> {
    /// The days that a run has looked at.
    pub looked: Looked,
    /// What each window holds, in their order; none where there are more groups and periods than can be answered.
    pub held: Result<Vec<Held<'q>>, Problem>,
}

/// Counts that a bucket may hold.
pub trait Counted: Tallied {
    /// Adds them to what is gathered.
    fn pour(&self, pot: &mut Pot<'_>, day: Date, values: &Values, reading: &Reading<'_>);
    /// Lets them pass: their day is before those to come.
    fn pass(&self, before: &mut Before);
}

impl Counted for Cell {
    fn pour(&self, pot: &mut Pot<'_>, _: Date, _: &Values, _: &Reading<'_>) {
        pot.add_answers(self);
    }

    fn pass(&self, _: &mut Before) {}
}

impl Counted for Facts {
    fn pour(&self, pot: &mut Pot<'_>, day: Date, values: &Values, reading: &Reading<'_>) {
        pot.add_facts(day, values, self, reading);
    }

    fn pass(&self, before: &mut Before) {
        before.pass(self);
    }
}

/// A question while its counts are read.
struct Track<'q> {
    question: &'q Question<'q>,
    looked: Looked,
    gathering: Result<Gathering<'q>, Problem>,
}

impl Track<'_> {
    /// Whether it reads a day of a source, and still can be answered.
    fn covers(&self, source: &Source, day: Date) -> bool {
        self.gathering.is_ok() && self.question.covers(source, day)
    }

    fn take<C: Counted>(&mut self, day: Date, totals: &Totals<C>, cube: Option<&Cube<C>>) {
        let Ok(gathering) = &mut self.gathering else { return };
        if let Err(problem) = gathering.take_day(day, totals, cube) {
            self.gathering = Err(problem);
        }
    }
}

/// Reads what questions need, in their order.
///
/// # Errors
/// Where the tables fail.
pub async fn read<'q>(
    store: &Store,
    ws: &WorkspaceId,
    questions: impl Iterator<Item = &'q Question<'q>>,
) -> Result<Vec<Read<'q>>, Problem> {
    let track = |question| Track { question, looked: Looked::default(), gathering: Ok(Gathering::new(question)) };
    let mut pass = Pass { store, ws, tracks: questions.map(track).collect() };
    let sources: BTreeSet<Source> = pass.tracks.iter().flat_map(|track| track.question.subject.sources()).collect();
    let looked = sources.iter().map(|source| looked_at(store, ws, source, pass.span(source)));
    // Before the counts, so that no count is older than `as_of` says.
    for (source, days) in sources.iter().zip(try_join_all(looked).await?) {
        pass.look(source, &days);
    }
    let days = sources.iter().map(|source| Days::read(store, ws, source, pass.span(source)));
    for (source, days) in sources.iter().zip(try_join_all(days).await?) {
        match days {
            Days::OfAnswers(totals) => pass.gather(source, &totals).await?,
            Days::OfFacts(totals) => pass.gather(source, &totals).await?,
        }
    }
    let end = |track: Track<'q>| Read { looked: track.looked, held: track.gathering.and_then(Gathering::end) };
    Ok(pass.tracks.into_iter().map(end).collect())
}

/// The first and the last day of a source that are read; none where none are.
type Span = Option<(Date, Date)>;

async fn looked_at(
    store: &Store,
    ws: &WorkspaceId,
    source: &Source,
    span: Span,
) -> Result<Vec<(Date, Option<Timestamp>)>, Problem> {
    let Some((first, last)) = span else { return Ok(Vec::new()) };
    Ok(store.looked_at(ws, source, first, last).await?)
}

/// The totals of a source's days, oldest first.
enum Days {
    OfAnswers(Vec<(Date, Totals<Cell>)>),
    OfFacts(Vec<(Date, Totals<Facts>)>),
}

impl Days {
    async fn read(store: &Store, ws: &WorkspaceId, source: &Source, span: Span) -> Result<Self, Problem> {
        Ok(match (source, span) {
            (Source::Survey(_), Some((first, last))) => Self::OfAnswers(store.totals(ws, source, first, last).await?),
            (Source::Timelines(_), Some((first, last))) => Self::OfFacts(store.totals(ws, source, first, last).await?),
            (_, None) => Self::OfAnswers(Vec::new()),
        })
    }
}

/// One reading for all of them.
struct Pass<'a, 'q> {
    store: &'a Store,
    ws: &'a WorkspaceId,
    tracks: Vec<Track<'q>>,
}

impl Pass<'_, '_> {
    /// The days of a source that any question reads.
    fn span(&self, source: &Source) -> Span {
        let reads = |track: &&Track<'_>| track.gathering.is_ok() && track.question.subject.sources().contains(source);
        let spans = self.tracks.iter().filter(reads).filter_map(|track| track.question.span());
        spans.reduce(|(first, last), (other_first, other_last)| (first.min(other_first), last.max(other_last)))
    }

    /// Notes the days of a source that a run has looked at.
    fn look(&mut self, source: &Source, days: &[(Date, Option<Timestamp>)]) {
        for (day, changed) in days {
            for track in self.tracks.iter_mut().filter(|track| track.covers(source, *day)) {
                track.looked.note(*day, *changed);
            }
        }
    }

    /// Gathers the days of a source that have counts, oldest first.
    async fn gather<C: Counted>(&mut self, source: &Source, totals: &[(Date, Totals<C>)]) -> Result<(), Problem> {
        for month in totals.chunk_by(|(one, _), (next, _)| one.first_of_month() == next.first_of_month()) {
            let mut cubes = self.cubes(source, month).await?;
            for (day, totals) in month {
                let cube = cubes.remove(day);
                for track in self.tracks.iter_mut().filter(|track| track.covers(source, *day)) {
                    track.take(*day, totals, cube.as_ref());
                }
            }
        }
        Ok(())
    }

    /// The cubes of those days of a month whose totals don't do.
    async fn cubes<C: Counted>(
        &self,
        source: &Source,
        month: &[(Date, Totals<C>)],
    ) -> Result<BTreeMap<Date, Cube<C>>, Problem> {
        let needs = |(day, totals): &&(Date, Totals<C>)| {
            let too_little = |track: &Track<'_>| totals.cell.is_none() || !track.question.takes_totals();
            self.tracks.iter().any(|track| track.covers(source, *day) && too_little(track))
        };
        let mut wanted = month.iter().filter(needs).map(|(day, _)| *day);
        let Some(first) = wanted.next() else { return Ok(BTreeMap::new()) };
        let last = wanted.next_back().unwrap_or(first);
        Ok(self.store.cubes::<C>(self.ws, source, first, last).await?)
    }
}
