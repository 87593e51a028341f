//! Figures for people: rounded once, here, to as many digits as their margin bears out. A score of few answers is not
//! shown at all; its counts are.

use domain::day::Zone;
use domain::score::{Class, Measure, Method, Metric};
use domain::stats::Estimate;
use jiff::Timestamp;
use jiff::civil::Date;

use reading::metrics::Entry;

/// From how many answers on a score is shown (product.md, "How sure a number is").
pub const ENOUGH: u64 = 10;

/// The units of a measure's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// NPS: points from −100 to 100.
    Points,
    /// A share, in percent.
    Percent,
    /// A mean, in points of the scale.
    Scale,
}

impl Unit {
    /// The units of a measure.
    pub const fn of(measure: Measure) -> Self {
        match (measure.metric(), measure.method()) {
            (Metric::Nps | Metric::Enps, _) => Self::Points,
            (Metric::Ces, Method::Mean) => Self::Scale,
            _ => Self::Percent,
        }
    }

    /// The sign behind a number.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Percent => "%",
            Self::Points | Self::Scale => "",
        }
    }

    /// What a level line of a picture stands for; `step` is how far the lines are apart.
    pub fn level(self, level: f64, step: f64) -> String {
        format!("{}{}", number(level, usize::from(step.fract() > 0.0)), self.sign())
    }

    /// How many digits behind the point a margin bears out.
    const fn digits(self, margin: f64) -> usize {
        match self {
            Self::Scale => 1 + (margin < 0.1) as usize,
            Self::Points | Self::Percent => (margin < 1.0) as usize,
        }
    }
}

/// A number with so many digits behind the point, a true minus sign, and no minus before zero.
fn number(value: f64, digits: usize) -> String {
    let text = format!("{value:.digits$}");
    match text.strip_prefix('-') {
        Some(zero) if zero.bytes().all(|byte| matches!(byte, b'0' | b'.')) => zero.to_owned(),
        Some(rest) => format!("\u{2212}{rest}"),
        None => text,
    }
}

/// A score as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The number.
    pub value: String,
    /// What stands behind it: `%` or nothing.
    pub sign: &'static str,
    /// Half the interval's width.
    pub margin: String,
    /// The interval's ends.
    pub low: String,
    /// The interval's ends.
    pub high: String,
}

impl Figure {
    /// The figure of a score that has enough answers.
    pub fn of(score: &Estimate, unit: Unit) -> Option<Self> {
        let (value, low, high, margin) = (score.value?, score.low?, score.high?, score.margin?);
        if score.n < ENOUGH {
            return None;
        }
        let digits = unit.digits(margin);
        let [value, low, high, margin] = [value, low, high, margin].map(|number_of| number(number_of, digits));
        Some(Self { value, sign: unit.sign(), margin, low, high })
    }
}

/// A number beside a figure, as finely rounded: `34%`.
pub fn beside(value: f64, score: &Estimate, unit: Unit) -> String {
    format!("{}{}", number(value, unit.digits(score.margin.unwrap_or_default())), unit.sign())
}

/// Few answers in words: `7 of 8 positive`.
pub fn few(entry: &Entry, measure: Measure) -> String {
    let n = entry.score.n;
    let classes = entry.counts.classes();
    let count =
        |wanted: Class| classes.iter().find(|(class, _)| *class == wanted).map_or(0, |(_, count)| *count).to_string();
    let (good, word) = match (measure.metric(), measure.method()) {
        (Metric::Nps | Metric::Enps, _) => (count(Class::Promoters), "promoters"),
        (Metric::Csat, _) => (share_of(&entry.score), "positive"),
        (Metric::Ces, _) => (count(Class::Easy), "easy"),
        (Metric::Gcr, _) => (count(Class::Yes), "yes"),
    };
    format!("{good} of {n} {word}")
}

/// How many answers a share is of: a threshold of the survey's own decides, not the classes.
#[expect(clippy::cast_precision_loss, reason = "few answers")]
fn share_of(score: &Estimate) -> String {
    number(score.value.unwrap_or_default() * score.n as f64 / 100.0, 0)
}

/// A share of some answers, in percent.
#[expect(clippy::cast_precision_loss, reason = "nobody has 2⁵³ answers")]
pub fn percent(part: u64, n: u64) -> f64 {
    if n == 0 { 0.0 } else { 100.0 * part as f64 / n as f64 }
}

/// `1 answer`, `2 answers`.
pub fn answers(n: u64) -> String {
    if n == 1 { "1 answer".to_owned() } else { format!("{} answers", thousands(n)) }
}

/// `12,345`.
fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `21 Nov`.
pub fn day(date: Date) -> String {
    date.strftime("%-d %b").to_string()
}

/// `21 Nov 2026`.
pub fn day_and_year(date: Date) -> String {
    date.strftime("%-d %b %Y").to_string()
}

/// `21 Nov 2026, 10:40`, in a zone.
pub fn moment(at: Timestamp, zone: &Zone) -> String {
    at.in_tz(zone.name()).map_or_else(|_| at.to_string(), |zoned| zoned.strftime("%-d %b %Y, %H:%M").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::metric::Number;
    use domain::score::{Counts, MeasureSpec};

    #[test]
    fn a_number_has_as_many_digits_as_its_margin_bears_out() {
        let nps = Measure::new(MeasureSpec::of(Metric::Nps)).unwrap();
        let figure = |counts: [(u8, u64); 3]| {
            let number = Number::of_answers(nps, &Counts::from_iter(counts));
            Figure::of(&number.estimate, Unit::Points)
        };
        let shown = figure([(10, 50), (7, 30), (0, 20)]).unwrap();
        assert_eq!((shown.value.as_str(), shown.low.as_str(), shown.high.as_str()), ("30", "14", "44"));
        let shown = figure([(10, 50_000), (7, 30_000), (0, 20_001)]).unwrap();
        assert_eq!((shown.value.as_str(), shown.margin.as_str()), ("30.0", "0.5"));
        assert_eq!(figure([(10, 5), (7, 3), (0, 1)]), None);
    }

    #[test]
    fn minus_signs_are_true_ones_and_never_stand_before_zero() {
        assert_eq!([number(-3.4, 0), number(-0.4, 0), number(-0.04, 1)], ["\u{2212}3", "0", "0.0"]);
    }

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(
            [thousands(7), thousands(999), thousands(1000), thousands(1_234_567)],
            ["7", "999", "1,000", "1,234,567"]
        );
    }
}
