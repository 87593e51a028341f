//! `atbalss export`: answers and business events as a table or as NDJSON, which `atbalss import` takes in again. It reads page
//! by page, so it may be of any size, and a file stands under its name only once it is whole.

mod events;
mod sink;

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, bail};
use domain::workspace::Workspace;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use jiff::civil::Date;
use reading::rows::{Answers, Format, Versions, Writer, first_day};
use store::Store;
use web::query::Days;

use crate::cli::Export;
use crate::said::tell;
use crate::stop::Stop;
use crate::tables;
use sink::Sink;

/// How far the bar goes for one survey.
const STEPS: u64 = 1000;

/// Runs the command.
pub async fn run(options: Export) -> anyhow::Result<ExitCode> {
    let format = format_of(&options)?;
    let wants_answers = options.all || options.survey.is_some();
    if format == Format::Csv && wants_answers && options.events {
        bail!("answers and events have other columns: write two tables, or one .ndjson, which holds both");
    }
    if options.from.zip(options.to).is_some_and(|(from, to)| from > to) {
        bail!("--from may not lie after --to");
    }
    let opened = tables::open_known(&options.place).await?;
    let (store, ws) = (&opened.store, &options.place.workspace);
    let workspace = store.workspace(ws).await?.unwrap_or_else(|| Workspace::new(ws.clone()));
    let mut export = Exporting {
        store,
        workspace: &workspace,
        options: &options,
        now: Timestamp::now(),
        stop: Stop::when_asked(),
        bar: bar(),
        sink: Sink::open(options.file.as_deref())?,
        answers: 0,
        events: 0,
    };
    if wants_answers {
        let surveys = export.surveys().await?;
        export.bar.set_length(STEPS * surveys.len() as u64);
        export.answers(format, &surveys).await?;
    }
    if options.events && !export.stop.asked() {
        export.events(format).await?;
    }
    export.end()
}

/// How it is written: as the file's name says, or as the command does where it goes to the output.
fn format_of(options: &Export) -> anyhow::Result<Format> {
    let Some(file) = &options.file else { return Ok(options.format.unwrap_or(Format::Ndjson)) };
    let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let by_name = match extension.to_ascii_lowercase().as_str() {
        "csv" => Some(Format::Csv),
        "ndjson" | "jsonl" => Some(Format::Ndjson),
        _ => None,
    };
    match (by_name, options.format) {
        (Some(format), None) => Ok(format),
        (Some(format), Some(said)) if format == said => Ok(format),
        (Some(_), Some(said)) => bail!("{}: a file that ends so is no {}", file.display(), said.name()),
        (None, _) => bail!("{}: expected a file that ends in .csv, .ndjson or .jsonl", file.display()),
    }
}

struct Exporting<'a> {
    store: &'a Store,
    workspace: &'a Workspace,
    options: &'a Export,
    now: Timestamp,
    stop: Stop,
    bar: ProgressBar,
    sink: Sink,
    answers: u64,
    events: u64,
}

impl Exporting<'_> {
    /// The surveys that are asked for, in all their versions.
    async fn surveys(&self) -> anyhow::Result<Vec<Versions>> {
        let ws = &self.workspace.id;
        let mut surveys = match &self.options.survey {
            Some(id) => {
                let survey = self.store.survey(ws, id).await?;
                vec![survey.with_context(|| format!("workspace {ws} has no survey {id}"))?]
            }
            None => self.store.surveys(ws).await?,
        };
        if self.options.all {
            surveys.retain(|survey| {
                if survey.enps.is_some() {
                    tell(format!(
                        "{} is left out: answers of employees are shown in its periods' results alone",
                        survey.id
                    ));
                }
                survey.enps.is_none()
            });
        }
        let mut all = Vec::with_capacity(surveys.len());
        for survey in surveys {
            all.push(Versions::read(self.store, ws, survey).await?);
        }
        Ok(all)
    }

    async fn answers(&mut self, format: Format, surveys: &[Versions]) -> anyhow::Result<()> {
        let writer = Writer::new(format, self.options.bom, surveys);
        for (done, of) in surveys.iter().enumerate() {
            let days = self.days(of).await?;
            let mut answers = Answers::of(self.store, self.workspace, of, days, self.now)
                .map_err(|problem| anyhow::anyhow!("{}", problem.to_json()["detail"].as_str().unwrap_or_default()))?;
            if done == 0 {
                self.sink.write(&writer.head())?;
            }
            while let Some(rows) = answers.next().await? {
                if self.stop.asked() {
                    return Ok(());
                }
                for row in &rows {
                    self.sink.write(&writer.row(row, of))?;
                }
                self.answers += rows.len() as u64;
                self.bar.set_position(STEPS * done as u64 + steps(answers.done()));
            }
        }
        if surveys.is_empty() {
            self.sink.write(&writer.head())?;
        }
        Ok(())
    }

    /// The days that are asked for: all, where nothing is.
    async fn days(&self, of: &Versions) -> anyhow::Result<Days> {
        let survey = of.survey();
        let first = match self.options.from {
            Some(from) => from,
            None => first_day(self.store, self.workspace, survey, self.now).await?,
        };
        let last = self.options.to.unwrap_or_else(|| survey.zone(self.workspace).date(self.now));
        Ok(Days { first, last })
    }

    async fn events(&mut self, format: Format) -> anyhow::Result<()> {
        self.sink.write(&events::head(format, self.options.bom))?;
        let (from, to) = (self.options.from.unwrap_or(Date::MIN), self.options.to.unwrap_or(Date::MAX));
        let zone = &self.workspace.time_zone;
        let mut timelines = events::Timelines::of(self.store, &self.workspace.id).await?;
        while let Some(found) = timelines.next().await? {
            if self.stop.asked() {
                return Ok(());
            }
            for event in found.iter().filter(|event| (from..=to).contains(&zone.date(event.at))) {
                self.sink.write(&events::row(format, event))?;
                self.events += 1;
            }
            self.bar.tick();
        }
        Ok(())
    }

    fn end(self) -> anyhow::Result<ExitCode> {
        self.bar.finish_and_clear();
        if self.stop.asked() {
            tell("it stopped; nothing stands under the file's name that was not there before");
            return Ok(ExitCode::from(1));
        }
        self.sink.finish()?;
        let what = match (self.options.all || self.options.survey.is_some(), self.options.events) {
            (true, true) => format!("{} answers and {} events", self.answers, self.events),
            (true, false) => format!("{} answers", self.answers),
            (false, _) => format!("{} events", self.events),
        };
        tell(format!("{what} written"));
        Ok(ExitCode::SUCCESS)
    }
}

/// How far the bar goes for a part.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "it moves a bar"
)]
fn steps(done: f64) -> u64 {
    (done * STEPS as f64) as u64
}

/// A bar on a terminal; nothing where the errors go elsewhere.
fn bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {percent} % {elapsed} {eta} left");
    let bar = ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
