//! What the page says of one survey, ready to be shown: texts, shares and shapes, no numbers left to round.

use domain::day::Zone;
use domain::score::{Direction, Measure, Method, Metric, Tone};
use domain::survey::Survey;
use jiff::Timestamp;

use super::figures::{self, Figure, Unit};
use super::trend::Trend;
use reading::metrics::Entry;

/// A survey on the dashboard.
#[derive(Debug)]
pub struct Card {
    /// The survey's id: no markup can stand in it, so it also names elements.
    pub id: String,
    /// The team's own name for it.
    pub name: String,
    /// The metric's short name.
    pub metric: &'static str,
    /// What the number is.
    pub of: String,
    /// The score, where there are enough answers.
    pub figure: Option<Figure>,
    /// The counts, where there are few.
    pub few: Option<String>,
    /// How many answers.
    pub answers: String,
    /// Parts of the answers, good ones first; none where there are few.
    pub parts: Vec<Part>,
    /// How many were left out for looking like a machine's, and what they would change.
    pub suspect: Option<String>,
    /// How many were left out for being of nobody known.
    pub anonymous: Option<String>,
    /// The trend, where there is one.
    pub trend: Option<Trend>,
    /// The trend in words.
    pub trend_in_words: String,
    /// The first week's Monday.
    pub begins: String,
    /// The weeks, newest first.
    pub weeks: Vec<Week>,
    /// The days that the number is of.
    pub range: String,
    /// The zone of the days.
    pub zone: String,
    /// When it was counted: for machines and for people.
    pub as_of: Option<(String, String)>,
}

/// A part of the answers.
#[derive(Debug)]
pub struct Part {
    /// `good`, `mid` or `low`.
    pub tone: &'static str,
    /// Its name.
    pub name: String,
    /// Its share, rounded.
    pub share: String,
    /// Where it begins in the bar, in percent.
    pub from: String,
    /// How wide it is, in percent.
    pub width: String,
}

/// A row of the table under a trend.
#[derive(Debug)]
pub struct Week {
    /// Its Monday.
    pub begins: String,
    /// Whether it is not over yet.
    pub present: bool,
    /// How many answers.
    pub n: u64,
    /// The score, or the counts where there are few.
    pub value: String,
    /// The interval.
    pub interval: String,
}

impl Card {
    /// What the page says of a survey, from its headline and its weeks.
    pub fn new(
        survey: &Survey,
        zone: &Zone,
        headline: Option<&Entry>,
        weeks: &[Entry],
        as_of: Option<Timestamp>,
    ) -> Self {
        let measure = survey.measure;
        let unit = Unit::of(measure);
        let n = headline.map_or(0, |entry| entry.score.n);
        let figure = headline.and_then(|entry| Figure::of(&entry.score, unit));
        let few = headline.filter(|_| figure.is_none() && n > 0).map(|entry| figures::few(entry, measure));
        let range = headline.map_or_else(String::new, |entry| {
            format!("{} to {}", figures::day(entry.from), figures::day_and_year(entry.to))
        });
        Self {
            id: survey.id.to_string(),
            name: survey.name.clone(),
            metric: short_name(measure.metric()),
            of: meaning(measure),
            parts: headline.filter(|_| figure.is_some()).map_or_else(Vec::new, parts),
            figure,
            few,
            answers: figures::answers(n),
            suspect: headline.and_then(|entry| suspect(entry, unit)),
            anonymous: headline.and_then(anonymous),
            trend: Trend::draw(weeks, measure),
            trend_in_words: in_words(weeks, unit),
            begins: weeks.first().map_or_else(String::new, |week| figures::day(week.from)),
            weeks: rows(weeks, measure, unit),
            range,
            zone: zone.name().to_owned(),
            as_of: as_of.map(|at| (at.to_string(), figures::moment(at, zone))),
        }
    }
}

const fn short_name(metric: Metric) -> &'static str {
    match metric {
        Metric::Nps => "NPS",
        Metric::Enps => "eNPS",
        Metric::Csat => "CSAT",
        Metric::Ces => "CES",
        Metric::Gcr => "GCR",
    }
}

fn meaning(measure: Measure) -> String {
    let scale = measure.scale();
    match (measure.metric(), measure.method(), measure.direction()) {
        (Metric::Nps | Metric::Enps, ..) => "promoters less detractors".to_owned(),
        (Metric::Csat, ..) => "satisfied".to_owned(),
        (Metric::Ces, Method::Mean, Direction::HigherIsBetter) => {
            format!("mean ease, {} to {}", scale.min(), scale.max())
        }
        (Metric::Ces, Method::Mean, Direction::LowerIsBetter) => {
            format!("mean effort, {} to {}, lower is better", scale.min(), scale.max())
        }
        (Metric::Ces, ..) => "found it easy".to_owned(),
        (Metric::Gcr, ..) => "did what they came for".to_owned(),
    }
}

/// What is said of suspects. Of few answers no score is shown, neither without nor with them.
fn suspect(entry: &Entry, unit: Unit) -> Option<String> {
    let left_out = entry.excluded.map_or(0, |excluded| excluded.suspect);
    let said = (left_out > 0).then(|| format!("{} left out as suspect", figures::answers(left_out)))?;
    Some(match entry.with_suspects.filter(|_| entry.score.n >= figures::ENOUGH) {
        Some(with) => {
            let value = figures::beside(with.value, &entry.score, unit);
            format!("{said}; with {} the score would be {value}.", if left_out == 1 { "it" } else { "them" })
        }
        None => said + ".",
    })
}

fn anonymous(entry: &Entry) -> Option<String> {
    let left_out = entry.excluded.map_or(0, |excluded| excluded.anonymous);
    (left_out > 0).then(|| format!("{} of nobody known left out.", figures::answers(left_out)))
}

fn parts(entry: &Entry) -> Vec<Part> {
    let n = entry.score.n;
    let classes = entry.counts.classes();
    let mut from = 0.0;
    [(Tone::High, "good"), (Tone::Mid, "mid"), (Tone::Low, "low")]
        .into_iter()
        .filter_map(|(tone, name)| {
            let own: Vec<_> = classes.iter().filter(|(class, _)| class.tone() == tone).collect();
            // Fine classes share a tone: the plain one names them all.
            let class = own.iter().map(|(class, _)| class.name()).min_by_key(|class| class.len())?;
            let share = figures::percent(own.iter().map(|(_, count)| count).sum(), n);
            let part = Part {
                tone: name,
                name: class.to_owned(),
                share: format!("{share:.0}%"),
                from: format!("{from:.2}"),
                width: format!("{share:.2}"),
            };
            from += share;
            Some(part)
        })
        .collect()
}

fn in_words(weeks: &[Entry], unit: Unit) -> String {
    let figures: Vec<_> = weeks.iter().filter_map(|week| Some((week, Figure::of(&week.score, unit)?))).collect();
    match figures.as_slice() {
        [(first, begin), .., (last, end)] => format!(
            "From {}{} in the week of {} to {}{} in the week of {}. The band is the 95% interval.",
            begin.value,
            begin.sign,
            figures::day(first.from),
            end.value,
            end.sign,
            figures::day(last.from),
        ),
        _ => String::new(),
    }
}

fn rows(weeks: &[Entry], measure: Measure, unit: Unit) -> Vec<Week> {
    let last = weeks.len().saturating_sub(1);
    let row = |(at, week): (usize, &Entry)| {
        let figure = Figure::of(&week.score, unit);
        let value = match &figure {
            Some(figure) => format!("{}{}", figure.value, figure.sign),
            None if week.score.n > 0 => figures::few(week, measure),
            None => "\u{2013}".to_owned(),
        };
        Week {
            begins: figures::day(week.from),
            present: at == last,
            n: week.score.n,
            value,
            interval: figure
                .map_or_else(|| "\u{2013}".to_owned(), |figure| format!("{} to {}", figure.low, figure.high)),
        }
    };
    weeks.iter().enumerate().map(row).rev().collect()
}
