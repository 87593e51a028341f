//! Exports: the responses that somebody asked to have as a file, how far the file is, and how it ends. What a row looks like
//! is not decided here.

use std::collections::BTreeMap;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use crate::id::{ExportId, SurveyId};
use crate::input::Refusal;

/// How long an export can be fetched, from when it was asked for.
pub const KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How long a URL opens a file: each look at an export makes a new one.
pub const LINK: SignedDuration = SignedDuration::from_mins(15);
/// How often a file is begun before it is given up; as often as the queue delivers a message.
pub const TRIES: u32 = 5;
/// After this time an export that still runs was lost: no queue holds a message so long.
const LOST: SignedDuration = SignedDuration::from_hours(24);

/// How a file spells responses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A table: a line for each response, a column for each question.
    Csv,
    /// An object for each response, one a line.
    Ndjson,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 2] = [Self::Csv, Self::Ndjson];

    /// Its name, which files of it end with.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
        }
    }

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Ndjson => "application/x-ndjson",
        }
    }
}

impl FromStr for Format {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let found = Self::ALL.into_iter().find(|format| format.name() == text);
        found.ok_or_else(|| Refusal::new("unknown_format", "expected csv or ndjson"))
    }
}

/// Why there will be no file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failed {
    /// It was tried as often as it may be.
    GaveUp,
    /// It would take longer than one run may.
    TooLong,
    /// Somebody was erased after it was asked for, who may stand in it.
    PersonErased,
    /// The survey has become one of employees.
    Anonymous,
}

impl Failed {
    /// Every reason.
    pub const ALL: [Self; 4] = [Self::GaveUp, Self::TooLong, Self::PersonErased, Self::Anonymous];

    /// The stable word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::GaveUp => "gave_up",
            Self::TooLong => "too_long",
            Self::PersonErased => "person_erased",
            Self::Anonymous => "enps_is_anonymous",
        }
    }

    /// The reason that a word stands for.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|failed| failed.name() == name)
    }
}

/// How far an export is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Its file is being written, or waits for that.
    Running,
    /// Its file is whole.
    Done,
    /// It has no file and gets none.
    Failed(Failed),
}

impl State {
    /// The stable word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed(_) => "failed",
        }
    }
}

/// What somebody asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Whose answers.
    pub survey: SurveyId,
    /// How they are spelled.
    pub format: Format,
    /// Whether the file begins with the mark by which some spreadsheets know UTF-8.
    pub bom: bool,
    /// The first local day.
    pub first: Date,
    /// The last local day, included.
    pub last: Date,
    /// The filters of the list of responses, as its query spells them.
    pub filters: BTreeMap<String, String>,
}

/// An export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// Its id.
    pub id: ExportId,
    /// What was asked for.
    pub asked: Asked,
    /// When.
    pub asked_at: Timestamp,
    /// How far it is.
    pub state: State,
    /// How many responses were written so far.
    pub rows: u64,
    /// How many bytes that took.
    pub bytes: u64,
    /// How often its file was begun.
    pub tries: u32,
}

impl Export {
    /// An export that nobody has worked on.
    pub fn new(id: ExportId, asked: Asked, asked_at: Timestamp) -> Self {
        Self { id, asked, asked_at, state: State::Running, rows: 0, bytes: 0, tries: 0 }
    }

    /// From when on it can't be fetched or asked about.
    pub fn expires_at(&self) -> Timestamp {
        self.asked_at + KEPT
    }

    /// Whether that time has come.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.expires_at() <= now
    }

    /// How far it is at a time: one that runs for a day was lost.
    pub fn state_at(&self, now: Timestamp) -> State {
        match self.state {
            State::Running if now >= self.asked_at + LOST => State::Failed(Failed::GaveUp),
            state => state,
        }
    }

    /// Until when a URL that is made now may open the file.
    pub fn link_until(&self, now: Timestamp) -> Timestamp {
        self.expires_at().min(now + LINK)
    }

    /// How a browser is told to save its file.
    pub fn disposition(&self) -> String {
        let Asked { survey, format, first, last, .. } = &self.asked;
        format!("attachment; filename=\"{}\"", file_name(survey, *first, *last, *format))
    }

    /// Its file, there or not.
    pub const fn file(&self) -> File {
        File { export: self.id, format: self.asked.format }
    }
}

/// The file of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct File {
    /// Whose file.
    pub export: ExportId,
    /// How it is spelled.
    pub format: Format,
}

impl File {
    /// Its name: letters, digits, `_` and a dot. It holds randomness and says nothing of its content.
    ///
    /// ```
    /// use domain::export::{File, Format};
    /// let export = "exp_0193f0a0b1c27000800000000000002a".parse().unwrap();
    /// assert_eq!(File { export, format: Format::Csv }.name(), "exp_0193f0a0b1c27000800000000000002a.csv");
    /// ```
    pub fn name(&self) -> String {
        format!("{}.{}", self.export, self.format.name())
    }
}

/// A name for a file with the answers to a survey that every system takes.
///
/// ```
/// use domain::export::{Format, file_name};
/// let (first, last) = ("2026-11-01".parse().unwrap(), "2026-11-30".parse().unwrap());
/// let name = file_name(&"after:purchase".parse().unwrap(), first, last, Format::Csv);
/// assert_eq!(name, "responses-after-purchase-2026-11-01-2026-11-30.csv");
/// ```
pub fn file_name(survey: &SurveyId, first: Date, last: Date, format: Format) -> String {
    // An id has letters, digits and `. _ : -`.
    let survey = survey.as_str().replace(':', "-");
    format!("responses-{survey}-{first}-{last}.{}", format.name())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn export() -> Export {
        let day = |text: &str| text.parse().unwrap();
        let asked = Asked {
            survey: "nps".parse().unwrap(),
            format: Format::Ndjson,
            bom: false,
            first: day("2026-11-01"),
            last: day("2026-11-21"),
            filters: BTreeMap::new(),
        };
        let id = "exp_0193f0a0b1c27000800000000000002a".parse().unwrap();
        Export::new(id, asked, "2026-11-21T10:00:00Z".parse().unwrap())
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn names_are_read_back() {
        for format in Format::ALL {
            assert_eq!(format.name().parse(), Ok(format));
        }
        for failed in Failed::ALL {
            assert_eq!(Failed::named(failed.name()), Some(failed));
        }
        assert!("CSV".parse::<Format>().is_err() && Failed::named("").is_none());
    }

    #[test]
    fn one_that_runs_for_a_day_was_lost_and_one_that_ended_stays_as_it_ended() {
        let mut export = export();
        assert_eq!(export.state_at(at("2026-11-22T09:59:59Z")), State::Running);
        assert_eq!(export.state_at(at("2026-11-22T10:00:00Z")), State::Failed(Failed::GaveUp));
        for state in [State::Done, State::Failed(Failed::PersonErased)] {
            export.state = state;
            assert_eq!(export.state_at(at("2026-11-25T10:00:00Z")), state);
        }
    }

    #[test]
    fn no_url_outlives_its_export() {
        let export = export();
        assert_eq!(export.link_until(at("2026-11-21T11:00:00Z")), at("2026-11-21T11:15:00Z"));
        assert_eq!(export.link_until(at("2026-11-28T09:50:00Z")), at("2026-11-28T10:00:00Z"));
        assert!(!export.is_expired(at("2026-11-28T09:59:59Z")) && export.is_expired(at("2026-11-28T10:00:00Z")));
    }
}
