//! What the page says of one metric over events: what it is, and what is read along with it.

use domain::metric::{Beside, BuiltIn};
use reading::metrics::Entry;

use crate::figure::Kind;
use crate::panel::{About, Fact, Panel, Said};
use crate::texts::Say;

/// The panel of a metric; one that can't be told says why.
pub fn of(metric: BuiltIn, said: Result<Said, &'static str>, say: Say) -> Panel {
    match said {
        Ok(said) => {
            let kind = Kind::of(&said.headline);
            let entry = said.headline.found.series.first();
            let beside = entry.map_or_else(Vec::new, |entry| beside(metric, entry, &kind, say));
            Panel::of(about(metric, say), &said, &kind, beside, say)
        }
        Err(code) => Panel::refused(about(metric, say), code, say),
    }
}

fn about(metric: BuiltIn, say: Say) -> About {
    let id = metric.name().replace('_', "-");
    About {
        id: metric.name().to_owned(),
        key: metric.name().to_owned(),
        own: false,
        name: say.say(&format!("metric-{id}")),
        of: say.say(&format!("of-{id}")),
    }
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
