//! What `atbalss rollup` says: a bar on a terminal, a line for each bucket that changed, and a sum at the end.

use std::process::ExitCode;

use domain::bucket::Source;
use indicatif::{ProgressBar, ProgressStyle};
use jiff::civil::Date;
use store::Written;

use crate::said::{say, tell};

/// A source as people read it.
pub fn name(source: &Source) -> String {
    match source {
        Source::Survey(survey) => survey.to_string(),
        Source::Timelines(kind) => kind.name().to_owned(),
    }
}

/// What was done so far.
pub struct Report {
    bar: ProgressBar,
    buckets: u64,
    changed: u64,
    sealed: u64,
    fenced: u64,
}

impl Report {
    /// Nothing yet, of so many steps.
    pub fn over(steps: usize) -> Self {
        Self { bar: progress(steps), buckets: 0, changed: 0, sealed: 0, fenced: 0 }
    }

    /// There are more steps than was known.
    pub fn expect(&self, more: usize) {
        self.bar.inc_length(more as u64);
    }

    /// A bucket is begun.
    pub fn at(&self, source: &Source, day: Date) {
        self.bar.set_message(format!("{} {day}", name(source)));
    }

    /// A bucket is done.
    pub fn note(&mut self, source: &Source, day: Date, written: Written) {
        self.buckets += 1;
        let line = match written {
            Written::Changed(revision) => {
                self.changed += 1;
                format!("{} {day} changed (revision {revision})", name(source))
            }
            Written::Unchanged => return,
            Written::Sealed => {
                self.sealed += 1;
                format!(
                    "{} {day} is sealed and stays as it is: its answers have expired, or are about to",
                    name(source)
                )
            }
            Written::Fenced => {
                self.fenced += 1;
                format!("{} {day} is being recomputed by another run, which writes it", name(source))
            }
        };
        self.bar.suspend(|| say(line));
    }

    /// A step is done.
    pub fn step(&self) {
        self.bar.inc(1);
    }

    fn sum(&self) {
        self.bar.finish_and_clear();
        let sealed = if self.sealed > 0 { format!(", {} sealed", self.sealed) } else { String::new() };
        let fenced = if self.fenced > 0 { format!(", {} left to another run", self.fenced) } else { String::new() };
        say(format!("{} buckets recomputed, {} changed{sealed}{fenced}", self.buckets - self.sealed, self.changed));
    }

    /// All is done.
    pub fn end(&mut self) -> ExitCode {
        self.sum();
        ExitCode::SUCCESS
    }

    /// It was asked to stop, and says how to go on.
    pub fn stopped(&mut self, how: &str) {
        self.sum();
        tell(format!("Stopped: {how}"));
    }
}

/// A bar on a terminal, with what is in hand and how many a second; nothing where the output goes elsewhere.
pub fn progress(length: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {per_sec} {eta} {msg}");
    ProgressBar::new(length as u64).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
