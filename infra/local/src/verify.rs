//! `atbalss verify`: recomputes every rollup from all answers and events by a second, plainer way, and names each difference.
//!
//! With the rollup it shares types alone, and what they say of themselves: how they are read and spelled, when a local day
//! begins, what a cell holds and how two are added. Which answer counts where, the folds of timelines, working time and the
//! bounds of a cube are written here once more.

mod answers;
mod bounds;
mod compare;
mod hours;
mod timelines;

use std::collections::BTreeMap;
use std::process::ExitCode;

use domain::bucket::{Cube, Source, Tallied, Values};
use domain::id::WorkspaceId;
use domain::timeline::Kind;
use domain::workspace::Workspace;
use jiff::Timestamp;
use jiff::civil::Date;
use store::Store;

use crate::cli::Verify;
use crate::said::say;
use crate::stop::Stop;
use crate::{rollup, tables};
use answers::Days;
use timelines::Plain;

/// Runs the command. It changes nothing, so it may be left wherever it waits.
pub async fn run(options: Verify) -> anyhow::Result<ExitCode> {
    let stop = Stop::when_asked();
    tokio::select! {
        done = verify(options) => done,
        () = stop.wait() => {
            say("stopped before the end: what was compared until then is above, and nothing was changed; run it again");
            Ok(ExitCode::from(1))
        }
    }
}

async fn verify(options: Verify) -> anyhow::Result<ExitCode> {
    let opened = tables::open_known(&options.place).await?;
    let (store, ws) = (&opened.store, &options.place.workspace);
    let workspace = store.workspace(ws).await?.unwrap_or_else(|| Workspace::new(ws.clone()));
    let surveys = store.surveys(ws).await?;
    let mut history = store.history(ws).await?;
    // What is past its end counts nowhere, though it may not be removed yet.
    let now = Timestamp::now();
    history.responses.retain(|answer| !answer.is_expired(now));
    let waiting = store.marks().await?.into_iter().filter(|mark| mark.workspace() == ws).count();
    let lives = timelines::lives(&history.events);
    let mut report = Report::default();
    let bar = rollup::progress(surveys.len() + Kind::ALL.len());
    for survey in &surveys {
        if survey.enps.is_some() {
            report.notes.push(format!(
                "{}: answers of closed eNPS periods are gone, so they can't be counted again",
                survey.id
            ));
            continue;
        }
        let own: Vec<_> = history.responses.iter().filter(|answer| answer.survey == survey.id).cloned().collect();
        let wanted = answers::count(survey, survey.zone(&workspace), workspace.suspect_limit, &own, &lives);
        let sealed = store.sealed_through(ws, &survey.id).await?;
        report.compare(store, ws, &(&survey.id).into(), wanted, sealed).await?;
        bar.inc(1);
    }
    // Who of the employees answered nobody knows, so their dispatches have no rates.
    let employees: Vec<_> = surveys.iter().filter(|survey| survey.enps.is_some()).map(|survey| &survey.id).collect();
    let counted = history.dispatches.iter().filter(|dispatch| !employees.contains(&&dispatch.survey)).cloned();
    let dispatches: Vec<_> = counted.collect();
    let heard = (&history.responses[..], &history.answered);
    let mut wanted = Plain::count(&workspace, &history.events, &dispatches, heard)?;
    for kind in Kind::ALL {
        report.compare(store, ws, &kind.into(), wanted.remove(&kind).unwrap_or_default(), None).await?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    if waiting > 0 {
        let what = "what they name is expected to differ; `atbalss rollup` counts it";
        report.notes.push(format!("{waiting} marks wait for the next rollup: {what}"));
    }
    Ok(report.end(&history))
}

#[derive(Default)]
struct Report {
    buckets: usize,
    differences: usize,
    notes: Vec<String>,
}

impl Report {
    async fn compare<C: Tallied>(
        &mut self,
        store: &Store,
        ws: &WorkspaceId,
        source: &Source,
        wanted: Days<C>,
        sealed: Option<Date>,
    ) -> anyhow::Result<()> {
        let (first, last) = (Date::MIN, Date::MAX);
        let cubes: BTreeMap<Date, Cube<C>> = store.cubes(ws, source, first, last).await?;
        let totals = store.totals::<C>(ws, source, first, last).await?;
        let totals: BTreeMap<Date, Option<C>> = totals.into_iter().map(|(day, totals)| (day, totals.cell)).collect();
        let none: BTreeMap<Values, C> = BTreeMap::new();
        let days = compare::days(&cubes, &wanted);
        let days: Vec<_> = days.into_iter().chain(totals.keys().copied()).collect();
        let mut left_out = 0;
        for day in std::collections::BTreeSet::from_iter(days) {
            if sealed.is_some_and(|sealed| day <= sealed) {
                left_out += 1;
                continue;
            }
            self.buckets += 1;
            let wanted = wanted.get(&day).unwrap_or(&none);
            let mut found = compare::cells(&cubes.get(&day).cloned().unwrap_or_default(), wanted);
            if let Some(total) = totals.get(&day).cloned().flatten() {
                found.extend(compare::total(&total, wanted));
            } else if !totals.contains_key(&day) && !wanted.is_empty() {
                found.push("it was never counted".to_owned());
            }
            for difference in &found {
                say(format!("{source} {day}: {difference}"));
            }
            self.differences += found.len();
        }
        if left_out > 0 {
            self.notes.push(format!(
                "{source}: {left_out} sealed days were left out; their answers expire, and their numbers stay"
            ));
        }
        Ok(())
    }

    fn end(self, history: &store::History) -> ExitCode {
        for note in &self.notes {
            say(format!("note: {note}"));
        }
        let (answers, events, dispatches) = (history.responses.len(), history.events.len(), history.dispatches.len());
        say(format!(
            "{} buckets recomputed from {answers} answers, {events} events and {dispatches} dispatches",
            self.buckets
        ));
        match self.differences {
            0 => {
                say("no difference");
                ExitCode::SUCCESS
            }
            differences => {
                say(format!("{differences} differences"));
                ExitCode::from(1)
            }
        }
    }
}
