//! A number as a page shows it: rounded once, to as many digits as its margin bears out, with its margin and its interval. Of
//! few answers there is no number, only their counts in words.

use domain::metric::{Beside, Unit};
use domain::score::Method;
use domain::stats::{Estimate, SmallN};
use reading::metrics::{Answer, Entry};

use crate::charts::{Point, Scale};
use crate::texts::Say;

/// What the numbers of a metric are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Points from −100 to 100.
    Points,
    /// A share.
    Percent,
    /// A mean, in points of a scale.
    Mean,
    /// A time.
    Seconds,
    /// An amount in a currency.
    Money(String),
    /// How many.
    Count,
}

impl Kind {
    /// What the numbers of an answer are.
    pub fn of(answer: &Answer) -> Self {
        match answer.unit {
            Unit::Points if answer.method == Some(Method::Mean.name()) => Self::Mean,
            Unit::Points => Self::Points,
            Unit::Percent => Self::Percent,
            Unit::Seconds => Self::Seconds,
            Unit::Count => Self::Count,
            Unit::MinorUnits => {
                let named = answer.found.series.iter().find_map(|entry| match entry.beside.get("currency") {
                    Some(Beside::Word(code)) => Some(code.clone()),
                    _ => None,
                });
                Self::Money(named.unwrap_or_default())
            }
        }
    }

    /// What a picture of them is drawn on.
    pub const fn scale(&self) -> Scale {
        match self {
            Self::Points => Scale::Points,
            Self::Percent => Scale::Percent,
            Self::Mean => Scale::Mean,
            Self::Seconds => Scale::Seconds,
            Self::Money(_) | Self::Count => Scale::Any,
        }
    }

    /// How many digits behind the point a margin bears out.
    fn digits(&self, margin: Option<f64>) -> usize {
        let fine = |below: f64| usize::from(margin.is_some_and(|margin| margin < below));
        match self {
            Self::Points => fine(1.0),
            Self::Percent => margin.map_or(1, |_| fine(1.0)),
            Self::Mean => 1 + fine(0.1),
            Self::Count => 2,
            Self::Seconds | Self::Money(_) => 0,
        }
    }

    /// A value in the unit, without its sign.
    fn bare(&self, value: f64, digits: usize, say: Say) -> String {
        match self {
            Self::Seconds => say.duration(value),
            Self::Money(currency) => say.written().money(value, currency),
            Self::Points | Self::Percent | Self::Mean | Self::Count => say.written().number(value, digits),
        }
    }

    /// What stands behind a value.
    pub const fn sign(&self, say: Say) -> &'static str {
        match self {
            Self::Percent => say.written().percent_sign(),
            _ => "",
        }
    }

    /// A value beside a figure, rounded as finely as that.
    pub fn beside(&self, value: f64, of: &Estimate, say: Say) -> String {
        self.bare(value, self.digits(of.margin), say) + self.sign(say)
    }

    /// How far two values are apart, with its sign.
    pub fn apart(&self, difference: f64, of: &Estimate, say: Say) -> String {
        match self {
            Self::Seconds | Self::Money(_) => {
                let sign = if difference < 0.0 { "\u{2212}" } else { "+" };
                format!("{sign}{}", self.bare(difference.abs(), 0, say))
            }
            _ => say.written().signed(difference, self.digits(of.margin)),
        }
    }

    /// A value at a level line.
    pub fn level(&self, value: f64, digits: usize, say: Say) -> String {
        match self {
            Self::Count | Self::Mean | Self::Points | Self::Percent => {
                say.written().number(value, digits) + self.sign(say)
            }
            _ => self.bare(value, digits, say),
        }
    }
}

/// A number as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The number.
    pub value: String,
    /// What stands behind it: `%` or nothing.
    pub sign: &'static str,
    /// Half the interval's width; none where chance has no part in it, or the interval is lopsided by nature.
    pub margin: Option<String>,
    /// The interval's ends.
    pub interval: Option<(String, String)>,
    /// The number as the API gives it.
    pub raw: String,
}

impl Figure {
    /// The figure of a number; none where there is no value, or too few for one.
    pub fn of(entry: &Entry, kind: &Kind, say: Say) -> Option<Self> {
        if entry.small_n == Some(SmallN::CountsOnly) {
            return None;
        }
        Self::of_estimate(&entry.score, kind, say)
    }

    /// The same of a number that stands beside another.
    pub fn of_estimate(of: &Estimate, kind: &Kind, say: Say) -> Option<Self> {
        let value = of.value?;
        let digits = kind.digits(of.margin);
        let sign = kind.sign(say);
        let bare = |number: f64| kind.bare(number, digits, say);
        let ends = of.low.zip(of.high).map(|(low, high)| (bare(low) + sign, bare(high) + sign));
        let margin = of.margin.filter(|_| !matches!(kind, Kind::Seconds | Kind::Money(_)));
        Some(Self { value: bare(value), sign, margin: margin.map(bare), interval: ends, raw: value.to_string() })
    }

    /// The number with its sign.
    pub fn whole(&self) -> String {
        format!("{}{}", self.value, self.sign)
    }

    /// The interval in words, which no line breaks; none where there is none.
    pub fn between(&self) -> Option<String> {
        self.interval.as_ref().map(|(low, high)| format!("{low}\u{a0}\u{2026}\u{a0}{high}"))
    }
}

/// The point of a number in a picture; none where it is not shown.
pub fn point(entry: &Entry) -> Option<Point> {
    let enough = entry.small_n != Some(SmallN::CountsOnly);
    let value = entry.score.value.filter(|_| enough)?;
    Some(Point { value, bounds: entry.score.low.zip(entry.score.high) })
}

/// What is shown in the place of a number: counts of few, or that there is nothing.
pub fn in_place_of_a_number(entry: &Entry, kind: &Kind, say: Say) -> String {
    let n = entry.score.n;
    if n == 0 || entry.small_n != Some(SmallN::CountsOnly) {
        return "\u{2013}".to_owned();
    }
    few(entry, kind, say)
}

/// Few answers in words: `7 of 8`.
pub fn few(entry: &Entry, kind: &Kind, say: Say) -> String {
    let n = entry.score.n;
    let whole = |count: u64| say.written().whole(count);
    let count = |name: &str| entry.counts.count(name);
    if let Some((promoters, detractors)) = count("promoters").zip(count("detractors")) {
        let (promoters, detractors) = (say.count("few-promoters", promoters), say.count("few-detractors", detractors));
        return say.with("few-net", &[("promoters", &promoters), ("detractors", &detractors), ("n", &whole(n))]);
    }
    if let Some((of, to)) = count("of").zip(count("to")) {
        return say.with("few-ratio", &[("of", &whole(of)), ("to", &whole(to))]);
    }
    match kind {
        Kind::Percent if entry.score.method_of_interval == "wilson" => {
            // Of a share the value is 100·k/n, so this is k again.
            let good = entry.score.value.unwrap_or_default() * real(n) / 100.0;
            say.with("few-share", &[("k", &say.written().number(good, 0)), ("n", &whole(n))])
        }
        _ => say.count("few-values", n),
    }
}

/// A count as a real number.
#[expect(clippy::cast_precision_loss, reason = "nobody has 2⁵³ answers")]
pub const fn real(count: u64) -> f64 {
    count as f64
}

/// A part of some, in percent.
pub fn percent(part: u64, n: u64) -> f64 {
    if n == 0 { 0.0 } else { 100.0 * real(part) / real(n) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::locale::Locale;

    #[test]
    fn a_number_has_as_many_digits_as_its_margin_bears_out() {
        let say = Say(Locale::En);
        let shown = Figure::of_estimate(&Estimate::net(50, 20, 100), &Kind::Points, say).unwrap();
        assert_eq!((shown.value.as_str(), shown.between().as_deref()), ("30", Some("14\u{a0}…\u{a0}44")));
        let shown = Figure::of_estimate(&Estimate::net(50_000, 20_001, 100_001), &Kind::Points, say).unwrap();
        assert_eq!((shown.value.as_str(), shown.margin.as_deref()), ("30.0", Some("0.5")));
        assert_eq!(Figure::of_estimate(&Estimate::net(0, 0, 0), &Kind::Points, say), None);
    }

    #[test]
    fn a_time_and_an_amount_are_written_in_their_units() {
        let say = Say(Locale::Lv);
        let shown = |value, kind| Figure::of_estimate(&Estimate::total(1, value), &kind, say).unwrap();
        assert_eq!(shown(7_500.0, Kind::Seconds).value, "2 h 5 min");
        assert_eq!(shown(123_456.0, Kind::Money("EUR".to_owned())).value, "1234,56\u{a0}EUR");
        assert_eq!(shown(7_500.0, Kind::Seconds).raw, "7500");
    }
}
