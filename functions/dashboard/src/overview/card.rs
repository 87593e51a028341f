//! What the overview says of one survey, ready to be shown: texts and shapes, no numbers left to round.

use domain::score::Metric;
use domain::survey::Survey;
use jiff::Timestamp;
use reading::metrics::{Answer, Employees, Entry, Said};

use super::only;
use crate::change::Change;
use crate::classes::{self, Part};
use crate::course::{Course, Size};
use crate::figure::{Figure, Kind, few};
use crate::texts::Say;

/// A survey on the overview.
#[derive(Debug)]
pub struct Card {
    /// The survey's id: no markup can stand in it, so it also names elements.
    pub id: String,
    /// The team's own name for it.
    pub name: String,
    /// Its page.
    pub link: String,
    /// The metric's short name.
    pub metric: &'static str,
    /// The metric's name in the API.
    pub metric_key: &'static str,
    /// What the number is.
    pub of: String,
    /// The score, where there are enough answers.
    pub figure: Option<Figure>,
    /// The counts, where there are few; or why there is nothing.
    pub instead: String,
    /// How many answers; none where that is not told.
    pub answers: Option<String>,
    /// The same for machines.
    pub n: u64,
    /// How the score changed.
    pub change: Option<Change>,
    /// Classes of the answers, good ones first; none where there are few.
    pub parts: Vec<Part>,
    /// The score over time; none for employees.
    pub course: Option<Course>,
    /// The response rate.
    pub rate: Option<Rate>,
    /// The closed period that it is of, for employees alone.
    pub period: Option<String>,
    /// Answers that were left out, a sentence each.
    pub left_out: Vec<String>,
    /// When it was counted last.
    pub as_of: Option<Timestamp>,
}

/// How many of those who were asked answered.
#[derive(Debug)]
pub struct Rate {
    /// In percent, or the counts of few.
    pub value: String,
    /// As the API gives it.
    pub raw: Option<String>,
    /// Of how many.
    pub of: String,
    /// Whether links are still open.
    pub open: bool,
}

impl Card {
    /// The card of a survey of customers.
    pub fn of(survey: &Survey, headline: &Answer, trend: &Answer, link: String, say: Say) -> Self {
        let kind = Kind::of(headline);
        let entry = only(headline);
        let figure = entry.and_then(|entry| Figure::of(entry, &kind, say));
        let id = survey.id.to_string();
        let title = say.with("course-of", &[("metric", short(survey)), ("name", &survey.name)]);
        let course = Course::of(&id, title, &trend.found.series, &kind, trend.interval, Size::Spark, say);
        Self {
            instead: entry.map_or_else(String::new, |entry| match entry.score.n {
                0 => say.say("no-answers"),
                _ => few(entry, &kind, say),
            }),
            parts: entry.filter(|_| figure.is_some()).map_or_else(Vec::new, |entry| classes::parts(entry, say)),
            change: entry.and_then(|entry| Change::since(entry, &kind, say)),
            n: entry.map_or(0, |entry| entry.score.n),
            answers: entry.map(|entry| say.count("answers", entry.score.n)),
            left_out: entry.map_or_else(Vec::new, |entry| classes::left_out(entry, &kind, say)),
            figure,
            course: Some(course),
            as_of: headline.as_of,
            ..Self::bare(survey, link, say)
        }
    }

    /// The card of a survey of employees: of its last closed period, and of that alone.
    pub fn of_employees(survey: &Survey, told: &Employees, link: String, say: Say) -> Self {
        let closed = told.series().iter().rev().find_map(|said| match said {
            Said::Shown(entry) => Some(entry.as_ref()),
            Said::Untold(_) => None,
        });
        let Some(entry) = closed else {
            return Self { instead: say.say("employees-nothing"), ..Self::bare(survey, link, say) };
        };
        let figure = Figure::of(entry, &Kind::Points, say);
        Self {
            instead: few(entry, &Kind::Points, say),
            parts: if figure.is_some() { classes::parts(entry, say) } else { Vec::new() },
            n: entry.score.n,
            answers: Some(say.count("answers", entry.score.n)),
            period: Some(say.written().days(entry.from, entry.to)),
            figure,
            ..Self::bare(survey, link, say)
        }
    }

    fn bare(survey: &Survey, link: String, say: Say) -> Self {
        Self {
            id: survey.id.to_string(),
            name: survey.name.clone(),
            link,
            metric: short(survey),
            metric_key: survey.measure.metric().name(),
            of: classes::meaning(survey.measure, say),
            figure: None,
            instead: String::new(),
            answers: None,
            n: 0,
            change: None,
            parts: Vec::new(),
            course: None,
            rate: None,
            period: None,
            left_out: Vec::new(),
            as_of: None,
        }
    }
}

/// The metric's short name, the same in all languages.
pub const fn short(survey: &Survey) -> &'static str {
    match survey.measure.metric() {
        Metric::Nps => "NPS",
        Metric::Enps => "eNPS",
        Metric::Csat => "CSAT",
        Metric::Ces => "CES",
        Metric::Gcr => "GCR",
    }
}

/// The response rate of a survey among those of all.
pub fn rate(rates: &Answer, survey: &Survey, say: Say) -> Option<Rate> {
    let own = |entry: &&Entry| {
        let group = entry.group.as_ref();
        group.is_some_and(|group| group.values().any(|(_, value)| value == Some(survey.id.as_str())))
    };
    rate_of_entry(rates.found.series.iter().find(own)?, say)
}

/// The response rate of an answer about one survey.
pub fn rate_of(answer: &Answer, say: Say) -> Option<Rate> {
    rate_of_entry(only(answer)?, say)
}

/// None where nobody was asked.
fn rate_of_entry(entry: &Entry, say: Say) -> Option<Rate> {
    let figure = Figure::of(entry, &Kind::Percent, say);
    let rate = Rate {
        value: figure.as_ref().map_or_else(|| few(entry, &Kind::Percent, say), Figure::whole),
        // Few are counted already: 7 of 8 delivered.
        of: match figure {
            Some(_) => say.with("of-sent", &[("n", &say.written().whole(entry.score.n))]),
            None => say.count("of-few-sent", entry.score.n),
        },
        raw: figure.map(|figure| figure.raw),
        open: entry.provisional,
    };
    (entry.score.n > 0).then_some(rate)
}
