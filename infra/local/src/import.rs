//! `atbalss import`: answers and business events from a file, each line by itself: the good ones are stored, the bad ones
//! named with their reasons. Whatever was stored before is told apart, so a file may be imported again.

mod answers;
mod beyond;
mod facts;
mod lanes;
mod map;
mod report;
mod row;
mod source;
mod table;
mod template;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, bail};
use domain::event::Event;
use domain::id::{EventId, SubmissionId, WorkspaceId};
use domain::input::{Problems, Refusal};
use futures::{StreamExt, stream};
use jiff::Timestamp;
use serde_json::Value;
use store::{Mark, Store};

use crate::cli::Import;
use crate::stop::Stop;
use crate::tables;
use answers::{Answers, Ready};
use facts::Events;
use lanes::lanes;
use map::{FieldMap, KNOWN};
use report::Report;
use source::Format;
use table::Columns;

/// How many lines are stored before what they touch is marked.
const CHUNK: usize = 256;
/// How many are stored side by side.
const ABREAST: usize = 16;

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// It is new, or changed what stood there.
    Stored,
    /// It was stored before.
    Repeated,
}

enum Task {
    Answer(Box<Ready>),
    Event(Box<Event>),
}

/// What lines may have in common: the first of them decides.
#[derive(PartialEq, Eq, Hash)]
enum Id {
    Answer(SubmissionId),
    Event(EventId),
}

impl Task {
    fn id(&self) -> Id {
        match self {
            Self::Answer(ready) => Id::Answer(ready.id()),
            Self::Event(event) => Id::Event(event.id.clone()),
        }
    }

    async fn store(self, store: &Store, ws: &WorkspaceId) -> anyhow::Result<(Result<Done, Problems>, Mark)> {
        match self {
            Self::Answer(ready) => ready.store(store, ws).await,
            Self::Event(event) => facts::store(store, ws, *event).await,
        }
    }
}

/// Runs the command.
pub async fn run(options: Import) -> anyhow::Result<ExitCode> {
    let format = Format::of(&options.file)?;
    let map = options.map.as_deref().map(field_map).transpose()?;
    let opened = tables::open_known(&options.place).await?;
    let ws = &options.place.workspace;
    opened
        .store
        .digest_of_line(ws, "")
        .context("set ATBALSS_ADDRESS_KEY to the stack's own: what is stored must not tell people")?;
    let counting = opened.store.workspace(ws).await?.map(|settings| settings.counting).unwrap_or_default();
    let now = Timestamp::now();
    let mut import = Importing {
        store: &opened.store,
        ws,
        answers: Answers::new(&opened.store, ws, now, counting.retention_days),
        events: Events::new(&opened.store, ws, now, counting.currency),
        waiting: Vec::new(),
        report: Report::begin(),
        stop: Stop::when_asked(),
        read: 0,
        stopped: None,
    };
    match (&map, format) {
        (Some(map), Format::Whole) => {
            let file = source::whole(&options.file)?;
            let (records, lookups) = map.open(file).map_err(anyhow::Error::msg)?;
            import.report.bar.set_length(records.len() as u64);
            for (number, record) in (1..).zip(records) {
                if import.stops_before(number) {
                    break;
                }
                import.made(number, map.events(&record, &lookups)).await?;
                import.report.bar.inc(1);
            }
        }
        (Some(map), _) => {
            for (number, line) in source::lines(&options.file, format, Columns::Mapped, &import.report.bar)? {
                if import.stops_before(number) {
                    break;
                }
                let events =
                    line.and_then(|value| map.events(&map::Record { list: None, value }, &template::Lookups::new()));
                import.made(number, events).await?;
            }
        }
        (None, _) => {
            for (number, line) in source::lines(&options.file, format, Columns::Own, &import.report.bar)? {
                if import.stops_before(number) {
                    break;
                }
                import.line(number, line, format == Format::Table).await?;
            }
        }
    }
    import.store().await?;
    let stopped = import.stopped;
    Ok(import.report.end(stopped))
}

/// A map that comes along, by its name, or one of the team's own, by its file.
fn field_map(named: &str) -> anyhow::Result<FieldMap> {
    let known = KNOWN.iter().find(|(name, _)| *name == named).map(|(_, toml)| (*toml).to_owned());
    let toml = match known {
        Some(toml) => toml,
        None if Path::new(named).extension().is_some_and(|extension| extension == "toml") => {
            std::fs::read_to_string(named).with_context(|| format!("the field map {named} can't be read"))?
        }
        None => {
            let all: Vec<_> = KNOWN.iter().map(|(name, _)| *name).collect();
            bail!("--map: expected {} or a file that ends in .toml", all.join(", "));
        }
    };
    FieldMap::parse(&toml).map_err(|error| anyhow::anyhow!("the field map {named}: {error}"))
}

struct Importing<'a> {
    store: &'a Store,
    ws: &'a WorkspaceId,
    answers: Answers<'a>,
    events: Events<'a>,
    waiting: Vec<(u64, Task)>,
    report: Report,
    stop: Stop,
    /// The last line that was read.
    read: u64,
    /// The last line that was taken, where it was asked to stop.
    stopped: Option<u64>,
}

impl Importing<'_> {
    /// Whether it was asked to stop before this line. What was read until then is stored all the same.
    fn stops_before(&mut self, number: u64) -> bool {
        if self.stop.asked() {
            self.stopped = Some(self.read);
            return true;
        }
        self.read = number;
        self.report.far(Instant::now());
        false
    }

    /// A line of the file itself: an event where it has an `event_id`, otherwise an answer.
    async fn line(&mut self, number: u64, line: Result<Value, String>, row: bool) -> anyhow::Result<()> {
        let line = match line {
            Ok(line) => line,
            Err(reason) => {
                self.report.bad(number, &reason);
                return Ok(());
            }
        };
        let read = if line.get("event_id").is_some() {
            self.events.read(line, row).await?.map(|event| Task::Event(Box::new(event)))
        } else {
            self.answers.read(line, row).await?.map(|ready| Task::Answer(Box::new(ready)))
        };
        self.take(number, read).await
    }

    /// What a field map made of a record.
    async fn made(&mut self, number: u64, events: Result<Vec<Value>, String>) -> anyhow::Result<()> {
        match events {
            Ok(events) if events.is_empty() => self.report.silent += 1,
            Ok(events) => {
                for event in events {
                    let read = self.events.read(event, false).await?.map(|event| Task::Event(Box::new(event)));
                    self.take(number, read).await?;
                }
            }
            Err(reason) => self.report.bad(number, &reason),
        }
        Ok(())
    }

    async fn take(&mut self, number: u64, read: Result<Task, Problems>) -> anyhow::Result<()> {
        match read {
            Ok(task) => self.waiting.push((number, task)),
            Err(problems) => self.report.refused(number, &problems),
        }
        if self.waiting.len() >= CHUNK { self.store().await } else { Ok(()) }
    }

    /// Stores what waits, and marks what it touches. The marks come after: whoever counts before them counts again.
    async fn store(&mut self) -> anyhow::Result<()> {
        let (store, ws) = (self.store, self.ws);
        let lanes = lanes(std::mem::take(&mut self.waiting), |(_, task)| task.id());
        let stored = stream::iter(lanes).map(|lane| async move {
            let mut stored = Vec::with_capacity(lane.len());
            for (number, task) in lane {
                stored.push((number, task.store(store, ws).await?));
            }
            anyhow::Ok(stored)
        });
        let mut stored = stored.buffer_unordered(ABREAST);
        let mut marks = HashSet::new();
        while let Some(lane) = stored.next().await {
            for (number, (done, mark)) in lane? {
                match done {
                    Ok(done) => {
                        self.report.note(done);
                        marks.insert(mark);
                    }
                    Err(problems) => self.report.refused(number, &problems),
                }
            }
        }
        for mark in marks {
            store.set_mark(&mark).await?;
        }
        Ok(())
    }
}

/// What is wrong with a field of a line.
fn problem(name: &str, code: &'static str, reason: &str) -> Problems {
    Problems::one(name, Refusal::new(code, reason))
}
