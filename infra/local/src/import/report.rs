//! What an import says: each bad line with its reason, a reason that comes again and again summed up, and how far it is where
//! nobody sees a bar.

use std::collections::HashMap;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use domain::input::{Problem, Problems};
use indicatif::{ProgressBar, ProgressStyle};

use super::Done;
use crate::said::{say, tell};

/// How many lines with one reason are named one by one.
const NAMED: u64 = 10;
/// How many reasons are known apart; whatever comes beyond them is named line by line.
const REASONS: usize = 1000;
/// How many stretches of lines with one reason are named in its sum.
const STRETCHES: usize = 20;
/// How often it says how far it is, where nobody sees the bar.
const SELDOM: Duration = Duration::from_secs(10);

/// What became of the lines.
pub struct Report {
    /// How far it is.
    pub bar: ProgressBar,
    /// How many records said no event.
    pub silent: u64,
    stored: u64,
    repeated: u64,
    bad: u64,
    reasons: HashMap<String, Again>,
    spoke: Instant,
}

/// How often a reason came, and the lines that were not named with it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Again {
    named: u64,
    more: u64,
    stretches: Vec<(u64, u64)>,
}

impl Again {
    /// Takes a line in; says whether it is to be named.
    fn note(&mut self, number: u64) -> bool {
        if self.named < NAMED {
            self.named += 1;
            return true;
        }
        self.more += 1;
        let known = self.stretches.len();
        match self.stretches.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            // One more than is named, which says that there are others.
            _ if known <= STRETCHES => self.stretches.push((number, number)),
            _ => {}
        }
        false
    }

    fn spelled(&self, reason: &str) -> String {
        let stretch = |(first, last): &(u64, u64)| {
            if first == last { first.to_string() } else { format!("{first}–{last}") }
        };
        let lines: Vec<_> = self.stretches.iter().take(STRETCHES).map(stretch).collect();
        let others = if self.stretches.len() > STRETCHES { ", …" } else { "" };
        let (more, noun) = (self.more, if self.more == 1 { "line" } else { "lines" });
        format!("… and {more} more {noun} with the same reason ({}{others}): {reason}", lines.join(", "))
    }
}

impl Report {
    /// One with a bar on a terminal.
    pub fn begin() -> Self {
        let style = ProgressStyle::with_template("{bar:40} {percent} % {elapsed} {eta} left");
        let bar = ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.enable_steady_tick(Duration::from_millis(200));
        Self { bar, silent: 0, stored: 0, repeated: 0, bad: 0, reasons: HashMap::new(), spoke: Instant::now() }
    }

    /// A line that is good.
    pub fn note(&mut self, done: Done) {
        match done {
            Done::Stored => self.stored += 1,
            Done::Repeated => self.repeated += 1,
        }
    }

    /// A line that is bad.
    pub fn bad(&mut self, number: u64, reason: &str) {
        self.bad += 1;
        if self.reasons.len() >= REASONS && !self.reasons.contains_key(reason) || self.again(reason).note(number) {
            self.bar.suspend(|| tell(format!("line {number}: {reason}")));
        }
    }

    fn again(&mut self, reason: &str) -> &mut Again {
        self.reasons.entry(reason.to_owned()).or_default()
    }

    /// A line with bad fields.
    pub fn refused(&mut self, number: u64, Problems(problems): &Problems) {
        let named = |problem: &Problem| match problem.name.as_str() {
            "" => problem.reason.clone(),
            name => format!("{name}: {}", problem.reason),
        };
        let reasons: Vec<_> = problems.iter().map(named).collect();
        self.bad(number, &reasons.join("; "));
    }

    /// Says how far it is, where nobody sees the bar and nothing was said for a while.
    pub fn far(&mut self, now: Instant) {
        if self.bar.is_hidden() && now.duration_since(self.spoke) >= SELDOM {
            self.spoke = now;
            tell(self.progress());
        }
    }

    fn progress(&self) -> String {
        let percent = 100 * self.bar.position() / self.bar.length().unwrap_or_default().max(1);
        format!("{percent} % read: {}", self.counts())
    }

    fn counts(&self) -> String {
        let Self { stored, repeated, bad, silent, .. } = self;
        let silent = if *silent > 0 { format!(", {silent} records that say no event") } else { String::new() };
        format!("{stored} stored, {repeated} stored before, {bad} bad{silent}")
    }

    /// Says what became of all of them; `stopped` after which line, where it was stopped.
    pub fn end(self, stopped: Option<u64>) -> ExitCode {
        self.bar.finish_and_clear();
        let mut again: Vec<_> = self.reasons.iter().filter(|(_, again)| again.more > 0).collect();
        again.sort_by_key(|(_, again)| again.stretches.first().copied());
        for (reason, again) in again {
            tell(again.spelled(reason));
        }
        match stopped {
            Some(line) => say(format!(
                "{}; stopped after line {line}: the same file may be imported again, which takes in the rest",
                self.counts()
            )),
            None => say(self.counts()),
        }
        if self.bad == 0 && stopped.is_none() { ExitCode::SUCCESS } else { ExitCode::from(1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_named_ten_times_and_then_summed_with_its_lines() {
        let mut again = Again::default();
        let named: Vec<u64> = (1..=20).chain([30]).filter(|line| again.note(*line)).collect();
        assert_eq!(named, (1..=10).collect::<Vec<_>>());
        assert_eq!(again.spelled("survey: no"), "… and 11 more lines with the same reason (11–20, 30): survey: no");
        for line in 20..60 {
            again.note(2 * line);
        }
        assert!(again.spelled("survey: no").contains("and 51 more lines"), "{}", again.spelled("survey: no"));
        assert!(again.spelled("survey: no").contains(", 40, 42,") && again.spelled("survey: no").contains(", …)"));
    }

    #[test]
    fn where_nobody_sees_a_bar_it_says_how_far_it_is_and_that_seldom() {
        let mut report = Report { bar: ProgressBar::hidden(), ..Report::begin() };
        report.bar.set_length(200);
        report.bar.set_position(25);
        report.note(Done::Stored);
        assert_eq!(report.progress(), "12 % read: 1 stored, 0 stored before, 0 bad");
        let begin = report.spoke;
        report.far(begin + Duration::from_secs(9));
        assert_eq!(report.spoke, begin);
        report.far(begin + Duration::from_secs(11));
        assert_eq!(report.spoke, begin + Duration::from_secs(11));
        report.far(begin + Duration::from_secs(20));
        assert_eq!(report.spoke, begin + Duration::from_secs(11));
    }
}
