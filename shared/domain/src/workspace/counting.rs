//! What a workspace sets for how its numbers are made: its money, its working hours, its targets, and how long answers
//! are kept.

use serde_json::{Number, Value, json};

use crate::hours::business::BusinessHours;
use crate::input::{Fields, Problems, Refusal, integer, parsed};
use crate::money::Currency;

/// How many minutes a first response may take where the workspace doesn't say: a day.
const RESPONSE_MINUTES: u32 = 24 * 60;
/// The longest target of a first response: 30 days.
const MAX_RESPONSE_MINUTES: i64 = 30 * 24 * 60;
/// The fewest and the most days that answers are kept.
const RETENTION_DAYS: (i64, i64) = (60, 3650);

/// A share in percent, 0 to 100, to the hundredth.
///
/// ```
/// use domain::workspace::Percent;
/// let margin = Percent::parse(&serde_json::json!(42.5)).unwrap();
/// assert_eq!((margin.hundredths(), margin.share()), (4250, 0.425));
/// assert!(Percent::parse(&serde_json::json!(42.125)).is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Percent(u16);

impl Percent {
    /// Reads a number of at most two decimals.
    ///
    /// # Errors
    /// `not_a_number`, `out_of_range`, or `too_precise`.
    pub fn parse(value: &Value) -> Result<Self, Refusal> {
        let number =
            value.as_number().ok_or_else(|| Refusal::new("not_a_number", "expected a number, such as 42.5"))?;
        if !number.as_f64().is_some_and(|percent| (0.0..=100.0).contains(&percent)) {
            return Err(Refusal::new("out_of_range", "expected 0 to 100"));
        }
        // A number's own text is exact where its double is not.
        read_decimals(&number.to_string())
            .map(Self)
            .ok_or_else(|| Refusal::new("too_precise", "expected at most two decimals, such as 42.25"))
    }

    /// Hundredths of a percent: 0 to 10,000.
    pub fn hundredths(self) -> u32 {
        u32::from(self.0)
    }

    /// The share of one: 0 to 1.
    pub fn share(self) -> f64 {
        f64::from(self.0) / 10_000.0
    }

    /// The number as the API shows it, without needless decimals.
    pub fn to_json(self) -> Value {
        if self.0.is_multiple_of(100) {
            return json!(self.0 / 100);
        }
        Number::from_f64(f64::from(self.0) / 100.0).map_or(Value::Null, Value::Number)
    }
}

/// The hundredths that a plain decimal number spells; none where it has more decimals than two.
fn read_decimals(text: &str) -> Option<u16> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let decimals = match decimals.len() {
        0 => 0,
        1 => decimals.parse::<u16>().ok()? * 10,
        2 => decimals.parse().ok()?,
        _ => return None,
    };
    whole.parse::<u16>().ok()?.checked_mul(100)?.checked_add(decimals)
}

/// Which hours a time is reckoned in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reckoning {
    /// All hours.
    Calendar,
    /// Those in which somebody is there to work.
    Business,
}

impl Reckoning {
    /// The name in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Calendar => "calendar",
            Self::Business => "business",
        }
    }
}

impl std::str::FromStr for Reckoning {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        [Self::Calendar, Self::Business]
            .into_iter()
            .find(|hours| hours.name() == text)
            .ok_or_else(|| Refusal::new("unknown_hours", "expected calendar or business"))
    }
}

/// What the team wants to reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Targets {
    /// Within how many minutes a ticket is to get its first response.
    pub first_response_minutes: u32,
    /// In which hours those are counted.
    pub first_response_hours: Reckoning,
    /// Under what share of the revenue the cost of support is to stay.
    pub support_cost: Percent,
}

impl Default for Targets {
    fn default() -> Self {
        Self {
            first_response_minutes: RESPONSE_MINUTES,
            first_response_hours: Reckoning::Calendar,
            support_cost: Percent(1000),
        }
    }
}

impl Targets {
    fn parse(value: &Value, path: &str) -> Result<Self, Problems> {
        let plain = Self::default();
        let mut fields = Fields::of(value, path)?;
        let minutes = fields.optional("first_response_minutes", integer(1, MAX_RESPONSE_MINUTES));
        let hours = fields.optional("first_response_hours", parsed::<Reckoning>);
        let support_cost = fields.optional("support_cost_percent", Percent::parse);
        fields.finish(|| {
            Some(Self {
                first_response_minutes: minutes
                    .map_or(Some(plain.first_response_minutes), |minutes| u32::try_from(minutes).ok())?,
                first_response_hours: hours.unwrap_or(plain.first_response_hours),
                support_cost: support_cost.unwrap_or(plain.support_cost),
            })
        })
    }

    fn to_json(self) -> Value {
        json!({
            "first_response_minutes": self.first_response_minutes,
            "first_response_hours": self.first_response_hours.name(),
            "support_cost_percent": self.support_cost.to_json(),
        })
    }
}

/// What a workspace sets for how its numbers are made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counting {
    /// The currency of amounts that come without one.
    pub currency: Option<Currency>,
    /// What of the revenue is left after what was sold is paid for.
    pub gross_margin: Option<Percent>,
    /// When somebody is there to work, by the workspace's zone.
    pub business_hours: Option<BusinessHours>,
    /// What the team wants to reach.
    pub targets: Targets,
    /// For how many days answers are kept; for good where nothing is set.
    pub retention_days: Option<u32>,
}

impl Counting {
    /// Reads these settings among those of a workspace; what is wrong with them is said by `fields`.
    pub(super) fn read(fields: &mut Fields<'_>) -> Self {
        let currency = fields.optional("currency", parsed::<Currency>);
        let gross_margin = fields.optional("gross_margin", Percent::parse);
        let business_hours = fields.nested("business_hours", BusinessHours::parse);
        let targets = fields.nested("targets", Targets::parse).unwrap_or_default();
        let (fewest, most) = RETENTION_DAYS;
        let retention_days =
            fields.optional("retention_days", integer(fewest, most)).and_then(|days| u32::try_from(days).ok());
        if targets.first_response_hours == Reckoning::Business && !fields.has("business_hours") {
            let reason = "business hours have to be known for this; set business_hours too";
            fields.refuse("targets.first_response_hours", Refusal::new("no_business_hours", reason));
        }
        Self { currency, gross_margin, business_hours, targets, retention_days }
    }

    /// Adds these settings to those of a workspace, as the API shows them.
    pub(super) fn show(&self, value: &mut Value) {
        value["targets"] = self.targets.to_json();
        if let Some(currency) = self.currency {
            value["currency"] = json!(currency.code());
        }
        if let Some(margin) = self.gross_margin {
            value["gross_margin"] = margin.to_json();
        }
        if let Some(hours) = &self.business_hours {
            value["business_hours"] = hours.to_json();
        }
        if let Some(days) = self.retention_days {
            value["retention_days"] = json!(days);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(value: &Value) -> Result<Counting, Vec<(String, &'static str)>> {
        let told = |Problems(problems): Problems| problems.into_iter().map(|problem| (problem.name, problem.code));
        let mut fields = Fields::of(value, "").unwrap();
        let counting = Counting::read(&mut fields);
        fields.finish(|| Some(counting)).map_err(|problems| told(problems).collect())
    }

    fn shown(counting: &Counting) -> Value {
        let mut value = json!({});
        counting.show(&mut value);
        value
    }

    #[test]
    fn nothing_set_is_a_day_for_the_first_response_and_a_tenth_of_the_revenue_for_support() {
        let shown = shown(&read(&json!({})).unwrap());
        let targets =
            json!({"first_response_minutes": 1440, "first_response_hours": "calendar", "support_cost_percent": 10});
        assert_eq!(shown, json!({"targets": targets}));
        assert_eq!(read(&shown).unwrap(), Counting::default());
    }

    #[test]
    fn settings_read_back_as_they_are_shown() {
        let sent = json!({"currency": "EUR", "gross_margin": 42.5, "retention_days": 60,
            "business_hours": {"mon": [["09:00", "17:00"]], "holidays": ["2026-12-25"]},
            "targets": {"first_response_minutes": 60, "first_response_hours": "business", "support_cost_percent": 7.25}});
        assert_eq!(shown(&read(&sent).unwrap()), sent);
    }

    #[test]
    fn every_bad_setting_is_named_at_once() {
        let sent = json!({"currency": "euro", "gross_margin": "42", "retention_days": 59, "business_hours": {"mon": [["9", "17"]]},
            "targets": {"first_response_minutes": 0, "first_response_hours": "office", "support_cost_percent": 100.5, "nps": 50}});
        let told = read(&sent).unwrap_err();
        let told: Vec<_> = told.iter().map(|(name, code)| (name.as_str(), *code)).collect();
        assert_eq!(
            told,
            [
                ("currency", "unknown_currency"),
                ("gross_margin", "not_a_number"),
                ("business_hours.mon", "invalid_hours"),
                ("targets.first_response_minutes", "out_of_range"),
                ("targets.first_response_hours", "unknown_hours"),
                ("targets.support_cost_percent", "out_of_range"),
                ("targets.nps", "unknown_field"),
                ("retention_days", "out_of_range"),
            ]
        );
    }

    #[test]
    fn answers_are_kept_for_60_to_3650_days() {
        let days =
            [59, 60, 3650, 3651].map(|days| read(&json!({"retention_days": days})).map(|set| set.retention_days));
        assert_eq!([&days[1], &days[2]], [&Ok(Some(60)), &Ok(Some(3650))]);
        assert!(days[0].is_err() && days[3].is_err());
    }

    #[test]
    fn a_target_in_business_hours_needs_business_hours() {
        let told = read(&json!({"targets": {"first_response_hours": "business"}})).unwrap_err();
        assert_eq!(told, [("targets.first_response_hours".to_owned(), "no_business_hours")]);
    }

    #[test]
    fn a_percentage_has_two_decimals_at_most() {
        let read = |value: Value| Percent::parse(&value).map(Percent::hundredths).map_err(|refusal| refusal.code);
        assert_eq!([json!(0), json!(100), json!(100.0), json!(0.01)].map(read), [Ok(0), Ok(10_000), Ok(10_000), Ok(1)]);
        let bad = [json!(0.001), json!(33.333), json!(1e-7), json!(-0.5), json!(100.01), json!(true), json!(null)];
        let codes = [
            "too_precise",
            "too_precise",
            "too_precise",
            "out_of_range",
            "out_of_range",
            "not_a_number",
            "not_a_number",
        ];
        assert_eq!(bad.map(read), codes.map(Err));
    }

    proptest! {
        #[test]
        fn any_percentage_reads_back_as_it_is_shown(hundredths in 0_u16..=10_000) {
            let percent = Percent(hundredths);
            prop_assert_eq!(Percent::parse(&percent.to_json()), Ok(percent));
            let text = percent.to_json().to_string();
            prop_assert_eq!(Percent::parse(&serde_json::from_str(&text).unwrap()), Ok(percent));
        }
    }
}
