//! What the page says of one metric over events, ready to be shown.

use domain::metric::{Beside, BuiltIn};
use reading::metrics::{Answer, Entry};

use crate::change::Change;
use crate::course::{Course, Size};
use crate::figure::{Figure, Kind, few};
use crate::texts::Say;
use crate::view::View;

/// A metric.
#[derive(Debug)]
pub struct Panel {
    /// The metric's name in the API.
    pub key: &'static str,
    /// Its name.
    pub name: String,
    /// What it is.
    pub of: String,
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

impl Panel {
    /// The panel of a metric.
    pub fn of(metric: BuiltIn, headline: &Answer, trend: &Answer, view: &View) -> Self {
        let say = view.texts();
        let kind = Kind::of(headline);
        let bare = Self::bare(metric, say);
        let Some(entry) = headline.found.series.first() else { return bare };
        let figure = Figure::of(entry, &kind, say);
        let title = bare.name.clone();
        let course = Course::of(metric.name(), title, &trend.found.series, &kind, trend.interval, Size::Spark, say);
        Self {
            instead: if figure.is_some() { None } else { Some(instead(entry, &kind, say)) },
            n: entry.score.n,
            of_how_many: say.with("of-n", &[("n", &say.written().whole(entry.score.n))]),
            change: figure.as_ref().and_then(|_| Change::since(entry, &kind, say)),
            beside: if entry.counts.is_nothing() { Vec::new() } else { beside(metric, entry, &kind, say) },
            open: entry.provisional && figure.is_some(),
            nothing: is_nothing(headline) && is_nothing(trend),
            course: course.line.is_some().then_some(course),
            figure,
            ..bare
        }
    }

    /// The panel of a metric that can't be told.
    pub fn refused(metric: BuiltIn, code: &str, view: &View) -> Self {
        let say = view.texts();
        Self { instead: Some(because(code, say)), nothing: false, ..Self::bare(metric, say) }
    }

    fn bare(metric: BuiltIn, say: Say) -> Self {
        let id = metric.name().replace('_', "-");
        Self {
            key: metric.name(),
            name: say.say(&format!("metric-{id}")),
            of: say.say(&format!("of-{id}")),
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

/// What is read along with a metric, in the order in which it is read.
fn beside(metric: BuiltIn, entry: &Entry, kind: &Kind, say: Say) -> Vec<Fact> {
    use BuiltIn::{
        Clv, FirstResponse, GrossChurn, KeptAppointments, NetChurn, ReplyTime, SupportCost, TimeToResolve, Transfers,
    };
    let names: &[&'static str] = match metric {
        GrossChurn => &["start", "lost", "new", "end", "new_per_lost", "year"],
        NetChurn => &["lifetime_days"],
        Clv => &["active", "mean_revenue", "gross_margin", "gross_churn", "historic_value"],
        FirstResponse => &["unanswered", "late", "target_seconds", "median", "p90", "hours"],
        ReplyTime => &["p90", "waiting", "hours"],
        TimeToResolve => &["p90", "hours"],
        Transfers => &["transferred"],
        SupportCost => &["cost", "cost_per_opened", "cost_of_revenue", "target_percent"],
        KeptAppointments => &["planned", "without_outcome", "to_come"],
        _ => &[],
    };
    names.iter().filter_map(|name| fact(name, entry, kind, say)).collect()
}

fn fact(name: &'static str, entry: &Entry, kind: &Kind, say: Say) -> Option<Fact> {
    let written = say.written();
    let number = |value: f64| match name {
        "year" | "gross_margin" | "gross_churn" | "cost_of_revenue" | "target_percent" => {
            Some(written.percent(value, 1))
        }
        "new_per_lost" => Some(written.number(value, 2)),
        "target_seconds" => Some(say.duration(value)),
        "mean_revenue" | "historic_value" | "cost_per_opened" | "cost" => match kind {
            Kind::Money(currency) => Some(written.money(value, currency)),
            _ => None,
        },
        _ => Some(written.number(value, 0)),
    };
    let value = match entry.beside.get(name) {
        Some(Beside::Estimate(of)) => match name {
            "lifetime_days" => of.value.map(|days| say.duration(days * 86_400.0)),
            _ => of.value.map(|seconds| say.duration(seconds)),
        },
        Some(Beside::Number(value)) => value.and_then(number),
        #[expect(clippy::cast_precision_loss, reason = "shown in hundredths at most, and exact to 2⁵³")]
        Some(Beside::Whole(whole)) => number(*whole as f64),
        Some(Beside::Word(word)) => say.known(&format!("{name}-{word}")),
        Some(Beside::Flag(_) | Beside::Counts(_)) => None,
        None => entry.counts.count(name).map(|count| written.whole(count)),
    };
    value.map(|value| Fact { key: name, name: say.say(&format!("beside-{}", name.replace('_', "-"))), value })
}
