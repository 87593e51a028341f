//! `atbalss rollup`: runs the rollups that are due, or recomputes days, and says what changed.
//!
//! It works on the tables as every other run does, behind the same fences: it may be stopped, started again, and run beside
//! itself or a deployed stack.

mod report;

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use domain::bucket::Source;
use domain::day::{MAX_DAYS, days};
use jiff::civil::Date;
use rollup::{Counting, Rollups};
use runtime::clock::SystemClock;
use store::{Mark, Store, Written};

use crate::cli::Rollup;
use crate::said::say;
use crate::stop::Stop;
use crate::{queue, tables};

pub use self::report::progress;
use self::report::{Report, name};

/// How often all marks are run before what is left is left to the next run: marks set marks, but not for ever.
const ROUNDS: usize = 50;

/// Runs the command.
pub async fn run(options: Rollup) -> anyhow::Result<ExitCode> {
    let opened = tables::open_known(&options.place).await?;
    // The command does its work itself, by marks: what is queued is read by nobody.
    let (unused, _unread) = queue::local(1);
    let work = Work {
        rollups: Rollups::new(opened.store.clone(), Arc::new(SystemClock), Arc::new(unused)),
        store: &opened.store,
        options: &options,
        stop: Stop::when_asked(),
    };
    if let Some(survey) = &options.survey {
        let known = opened.store.survey(&options.place.workspace, survey).await?;
        known.with_context(|| format!("workspace {} has no survey {survey}", options.place.workspace))?;
    }
    match options.from {
        None => work.due().await,
        Some(from) => work.days(from, options.to.unwrap_or(from)).await,
    }
}

struct Work<'a> {
    rollups: Rollups,
    store: &'a Store,
    options: &'a Rollup,
    stop: Stop,
}

impl Work<'_> {
    /// Whether the command was asked to run a mark.
    fn wants(&self, mark: &Mark) -> bool {
        let of_survey = |wanted| matches!(mark, Mark::Answers { survey, .. } if survey == wanted);
        *mark.workspace() == self.options.place.workspace && self.options.survey.as_ref().is_none_or(of_survey)
    }

    /// Runs marks until none is left: a changed timeline marks its days.
    async fn due(&self) -> anyhow::Result<ExitCode> {
        let mut report = Report::over(0);
        for _ in 0..ROUNDS {
            let mut wanted = self.store.marks().await?;
            wanted.retain(|mark| self.wants(mark));
            // Timelines first: a day that several of them mark is summed once.
            wanted.sort_by_key(|mark| matches!(mark, Mark::Day { .. }));
            if wanted.is_empty() {
                return Ok(report.end());
            }
            report.expect(wanted.len());
            for mark in &wanted {
                if self.stop.asked() {
                    report.stopped("the marks that are left stand; `atbalss rollup` runs them");
                    return Ok(ExitCode::from(1));
                }
                for bucket in self.rollups.mark(mark).await? {
                    report.note(&bucket.source, bucket.day, bucket.written);
                }
                report.step();
            }
        }
        let code = report.end();
        anyhow::ensure!(self.left().await? == 0, "others set marks as fast as they are run; run it again later");
        Ok(code)
    }

    async fn left(&self) -> anyhow::Result<usize> {
        Ok(self.store.marks().await?.iter().filter(|mark| self.wants(mark)).count())
    }

    /// Recomputes days, one after another, each of all sources: so that a run that is stopped has whole days behind it.
    async fn days(&self, from: Date, to: Date) -> anyhow::Result<ExitCode> {
        let asked: Vec<Date> = days(from, to).take(MAX_DAYS + 1).collect();
        if asked.is_empty() || asked.len() > MAX_DAYS {
            anyhow::bail!("--from may not lie after --to, and they may be at most {MAX_DAYS} days");
        }
        let ws = &self.options.place.workspace;
        let mut sources: Vec<(Source, Option<Counting>)> = Vec::new();
        let wanted = match &self.options.survey {
            Some(survey) => vec![Source::from(survey)],
            None => self.rollups.sources(ws).await?,
        };
        for source in wanted {
            let counting = match &source {
                Source::Survey(survey) => self.rollups.counting(ws, survey).await?,
                Source::Timelines(_) => None,
            };
            sources.push((source, counting));
        }
        let mut report = Report::over(sources.len() * asked.len());
        for day in asked {
            for (source, counting) in &sources {
                if self.stop.asked() {
                    let survey = self.options.survey.as_ref().map(|survey| format!(" --survey {survey}"));
                    let place = self.options.place.spelled();
                    report.stopped(&format!(
                        "it stopped before {} {day}; this goes on there:\n  \
                         atbalss rollup{place} --from {day} --to {to}{}",
                        name(source),
                        survey.unwrap_or_default()
                    ));
                    return Ok(ExitCode::from(1));
                }
                report.at(source, day);
                let written = match (source, counting) {
                    (Source::Timelines(kind), _) => self.rollups.recount_timelines(ws, *kind, day).await?,
                    (_, Some(counting)) => self.rollups.recompute_at_last(ws, counting, day).await?,
                    // It was there a moment ago; nobody removes surveys.
                    (Source::Survey(_), None) => Written::Unchanged,
                };
                report.note(source, day, written);
                report.step();
            }
        }
        let code = report.end();
        match self.left().await? {
            0 => {}
            left => say(format!("{left} marks stand; `atbalss rollup` without --from runs them")),
        }
        Ok(code)
    }
}
