//! A metric on a card: its number, its course, what is read along with it, and where there is no number, why and what to do.
//! Each is the API's own answer to two questions, and all that a page asks is read at once.

use domain::stats::SmallN;
use domain::survey::Survey;
use http::StatusCode;
use reading::metrics::{self, Answer, Entry};
use web::backend::Backend;
use web::problem::Problem;
use web::query::Query;

use crate::change::Change;
use crate::course::{Course, Size};
use crate::figure::{Figure, Kind, few};
use crate::texts::Say;
use crate::view::View;

/// What a card is about.
#[derive(Clone, Debug)]
pub struct About {
    /// Names the card's elements; nothing else on the page may be called so.
    pub id: String,
    /// The metric's name in the API.
    pub key: String,
    /// Whether it is one of the team's own.
    pub own: bool,
    /// Its name.
    pub name: String,
    /// What it is.
    pub of: String,
}

/// A metric.
#[derive(Debug)]
pub struct Panel {
    /// Which one.
    pub about: About,
    /// The number.
    pub figure: Option<Figure>,
    /// What stands in its place, and what to do.
    pub instead: Option<Instead>,
    /// Of how many it is, for machines.
    pub n: u64,
    /// Of how many it is.
    pub of_how_many: String,
    /// How it changed.
    pub change: Option<Change>,
    /// What is read along with it.
    pub beside: Vec<Fact>,
    /// Whether time alone may still change it.
    pub open: bool,
    /// The number over time.
    pub course: Option<Course>,
    /// Whether nothing at all is known.
    pub nothing: bool,
}

/// What is shown in the place of a number.
#[derive(Debug)]
pub struct Instead {
    /// The reason in the words of the API; empty for few.
    pub reason: String,
    /// What is shown.
    pub text: String,
    /// What to do about it.
    pub what_to_do: String,
}

/// A number with its name.
#[derive(Debug)]
pub struct Fact {
    /// Its name in the API.
    pub key: &'static str,
    /// Its name.
    pub name: String,
    /// The number.
    pub value: String,
}

/// What the API says of a metric.
#[derive(Debug)]
pub struct Said {
    /// Its number in all days of the view.
    pub headline: Box<Answer>,
    /// Its numbers period by period.
    pub trend: Box<Answer>,
}

/// Asks for metrics by their names, those of a survey where one is given. One that can't be told is the problem's code: amounts
/// of several currencies are never added, and the others can still be told.
///
/// # Errors
/// Where the tables can't be read, or a name is none.
pub async fn ask(
    view: &View,
    backend: &Backend,
    survey: Option<&Survey>,
    names: &[&str],
    interval: &str,
) -> Result<Vec<Result<Said, &'static str>>, Problem> {
    let queries: Vec<Query> = names
        .iter()
        .flat_map(|name| {
            let mut asked = vec![("metric", *name)];
            asked.extend(survey.map(|survey| ("survey", survey.id.as_str())));
            let with = |interval| [asked.as_slice(), &[("interval", interval)]].concat();
            [view.compared(&with("all")), view.query(&with(interval))]
        })
        .collect();
    let known = survey.map_or(&[][..], std::slice::from_ref);
    let mut told = metrics::answers(backend, &view.workspace, known, &queries).await?.into_iter();
    let mut next = || told.next().ok_or_else(Problem::internal)??.counted().ok_or_else(Problem::internal);
    let said = names.iter().map(|_| {
        let (headline, trend) = (next(), next());
        match headline.and_then(|headline| Ok(Said { headline, trend: trend? })) {
            Ok(said) => Ok(Ok(said)),
            Err(problem) if problem.status() == StatusCode::CONFLICT => Ok(Err(problem.code())),
            Err(problem) => Err(problem),
        }
    });
    said.collect()
}

impl Panel {
    /// The panel of what was said.
    pub fn of(about: About, said: &Said, kind: &Kind, beside: Vec<Fact>, say: Say) -> Self {
        let (headline, trend) = (&said.headline, &said.trend);
        let Some(entry) = headline.found.series.first() else { return Self::bare(about) };
        let figure = Figure::of(entry, kind, say);
        let title = about.name.clone();
        let course = Course::of(&about.id, title, &trend.found.series, kind, trend.interval, Size::Spark, say);
        Self {
            instead: if figure.is_some() { None } else { Some(instead(entry, kind, say)) },
            n: entry.score.n,
            of_how_many: say.with("of-n", &[("n", &say.written().whole(entry.score.n))]),
            change: figure.as_ref().and_then(|_| Change::since(entry, kind, say)),
            beside: if entry.counts.is_nothing() { Vec::new() } else { beside },
            open: entry.provisional && figure.is_some(),
            nothing: is_nothing(headline) && is_nothing(trend),
            course: course.line.is_some().then_some(course),
            figure,
            ..Self::bare(about)
        }
    }

    /// The panel of a metric that can't be told.
    pub fn refused(about: About, code: &str, say: Say) -> Self {
        Self { instead: Some(because(code, say)), nothing: false, ..Self::bare(about) }
    }

    const fn bare(about: About) -> Self {
        Self {
            about,
            figure: None,
            instead: None,
            n: 0,
            of_how_many: String::new(),
            change: None,
            beside: Vec::new(),
            open: false,
            course: None,
            nothing: true,
        }
    }
}

impl Said {
    /// The same by the rule for few, also where the API has none, since totals are no matter of chance.
    #[must_use]
    pub fn of_few_counts_alone(mut self) -> Self {
        for entry in self.headline.found.series.iter_mut().chain(&mut self.trend.found.series) {
            entry.small_n = SmallN::of(entry.score.n).filter(|_| entry.score.n > 0);
        }
        self
    }
}

/// No event of the kind was ever counted, as far as the view reaches.
fn is_nothing(answer: &Answer) -> bool {
    answer.found.series.iter().all(|entry| entry.score.n == 0 && entry.counts.is_nothing())
}

fn instead(entry: &Entry, kind: &Kind, say: Say) -> Instead {
    match entry.reason {
        Some(reason) => because(reason, say),
        None if entry.score.n > 0 => {
            Instead { reason: String::new(), text: few(entry, kind, say), what_to_do: say.say("too-few") }
        }
        None => because("no_data", say),
    }
}

/// Why there is no number, and what to do.
fn because(reason: &str, say: Say) -> Instead {
    let id = reason.replace('_', "-");
    let text = say.known(&format!("reason-{id}")).unwrap_or_else(|| say.say("reason-no-data"));
    let what_to_do = say.known(&format!("reason-{id}-do")).unwrap_or_default();
    Instead { reason: reason.to_owned(), text, what_to_do }
}
