//! `atbalss rollup`: runs the rollups that are due, or recomputes days, and says what changed.

use std::sync::Arc;

use anyhow::Context;
use domain::day::{MAX_DAYS, days};
use domain::id::SurveyId;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::civil::Date;
use rollup::Rollups;
use runtime::clock::SystemClock;
use store::Written;

use crate::cli::Rollup;
use crate::{queue, tables};

/// Runs the command.
pub async fn run(options: Rollup) -> anyhow::Result<()> {
    let opened = tables::open(&options.place).await?;
    // The command does its work itself; nothing is ever written to this queue.
    let (unused, _) = queue::local(1);
    let rollups = Rollups::new(opened.store.clone(), Arc::new(SystemClock), Arc::new(unused));
    let mut report = Report::default();
    match options.from {
        None => {
            if let Some(survey) = &options.survey {
                let known = opened.store.survey(&options.place.workspace, survey).await?;
                known.with_context(|| format!("workspace {} has no survey {survey}", options.place.workspace))?;
            }
            let marks = opened.store.marks().await?;
            let wanted = marks.iter().filter(|mark| {
                mark.workspace == options.place.workspace
                    && options.survey.as_ref().is_none_or(|survey| *survey == mark.survey)
            });
            let wanted: Vec<_> = wanted.collect();
            let bar = progress(wanted.len());
            for mark in wanted {
                for day in rollups.mark(mark).await? {
                    report.note(&bar, &day.survey, day.day, day.written);
                }
                bar.inc(1);
            }
            bar.finish_and_clear();
        }
        Some(from) => {
            let to = options.to.unwrap_or(from);
            let asked: Vec<Date> = days(from, to).take(MAX_DAYS + 1).collect();
            if asked.is_empty() || asked.len() > MAX_DAYS {
                anyhow::bail!("--from has to lie before --to, and at most {MAX_DAYS} days between them");
            }
            let surveys = match options.survey {
                Some(survey) => vec![survey],
                None => opened.store.surveys(&options.place.workspace).await?.into_iter().map(|s| s.id).collect(),
            };
            let bar = progress(surveys.len() * asked.len());
            for id in surveys {
                let ws = &options.place.workspace;
                let counting =
                    rollups.counting(ws, &id).await?.with_context(|| format!("workspace {ws} has no survey {id}"))?;
                for day in &asked {
                    let written = rollups.recompute(ws, &counting, *day).await?;
                    report.note(&bar, &id, *day, written);
                    bar.inc(1);
                }
            }
            bar.finish_and_clear();
        }
    }
    println!("{} buckets recomputed, {} changed", report.buckets, report.changed);
    Ok(())
}

#[derive(Default)]
struct Report {
    buckets: usize,
    changed: usize,
}

impl Report {
    fn note(&mut self, bar: &ProgressBar, survey: &SurveyId, day: Date, written: Written) {
        self.buckets += 1;
        match written {
            Written::Changed(revision) => {
                self.changed += 1;
                bar.suspend(|| println!("{survey} {day} changed (revision {revision})"));
            }
            Written::Unchanged => {}
            Written::Fenced => bar.suspend(|| println!("{survey} {day} is being recomputed by another run")),
        }
    }
}

/// A bar on a terminal; nothing where the output goes elsewhere.
pub fn progress(length: usize) -> ProgressBar {
    let style =
        ProgressStyle::with_template("{bar:40} {pos}/{len} {eta}").unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(length as u64).with_style(style)
}
