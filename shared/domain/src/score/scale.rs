//! The scales that a metric's question may have. The list is closed, so a scale that product.md does not name can't be
//! built; which of them suits which metric is [`Measure`](super::Measure)'s to say.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::input::{Fields, Problems, Refusal, integer};

/// What a customer can answer: whole numbers from a lowest to a highest, or a choice of words.
///
/// In JSON a scale of numbers is `{"min": 1, "max": 5}`, one of words is its name. Words are counted as small whole numbers,
/// the worse the smaller: `hard` 0, `easy` 1; `no` 0, `partly` 1, `yes` 2.
///
/// ```
/// use domain::score::Scale;
/// assert_eq!(Scale::range(1, 5), Some(Scale::OneToFive));
/// assert_eq!(Scale::range(1, 6), None);
/// assert_eq!(serde_json::to_string(&Scale::OneToFive).unwrap(), r#"{"min":1,"max":5}"#);
/// assert_eq!(serde_json::to_string(&Scale::HardEasy).unwrap(), r#""hard_easy""#);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "Written", try_from = "Written")]
pub enum Scale {
    /// 0 to 10.
    ZeroToTen,
    /// 1 to 10.
    OneToTen,
    /// 1 to 7.
    OneToSeven,
    /// 1 to 5; stars too.
    OneToFive,
    /// 1 to 3.
    OneToThree,
    /// `hard` or `easy`.
    HardEasy,
    /// `yes`, `partly` or `no`.
    YesPartlyNo,
}

impl Scale {
    /// Every scale.
    pub const ALL: [Self; 7] = [
        Self::ZeroToTen,
        Self::OneToTen,
        Self::OneToSeven,
        Self::OneToFive,
        Self::OneToThree,
        Self::HardEasy,
        Self::YesPartlyNo,
    ];

    /// The scale of the whole numbers `min` to `max`; none where no metric is asked on it.
    pub fn range(min: u8, max: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|scale| scale.choices().is_empty() && (scale.min(), scale.max()) == (min, max))
    }

    /// Reads a scale as clients write it: `{"min", "max"}`, or a name. `path` is where it stands, for the problems.
    ///
    /// # Errors
    /// Every bad field of the object; `unknown_scale` where it is well formed and not one of the scales.
    ///
    /// ```
    /// use domain::score::Scale;
    /// use serde_json::json;
    /// assert_eq!(Scale::parse(&json!("hard_easy"), "scale").unwrap(), Scale::HardEasy);
    /// assert_eq!(Scale::parse(&json!({"min": 1, "max": 7}), "scale").unwrap(), Scale::OneToSeven);
    /// let problems = Scale::parse(&json!({"min": 2, "max": 4}), "scale").unwrap_err().0;
    /// assert_eq!((problems[0].name.as_str(), problems[0].code), ("scale", "unknown_scale"));
    /// ```
    pub fn parse(value: &Value, path: &str) -> Result<Self, Problems> {
        let known = if let Some(name) = value.as_str() {
            Self::ALL.into_iter().find(|scale| scale.name() == Some(name))
        } else {
            let bound = |value| {
                let number = integer(0, i64::from(u8::MAX))(value)?;
                Ok(u8::try_from(number).unwrap_or(u8::MAX))
            };
            let mut fields = Fields::of(value, path)?;
            let min = fields.required("min", bound);
            let max = fields.required("max", bound);
            let (min, max) = fields.finish(|| min.zip(max))?;
            Self::range(min, max)
        };
        known.ok_or_else(|| {
            let reason = "expected {min, max} of 0–10, 1–10, 1–7, 1–5 or 1–3, or hard_easy, or yes_partly_no";
            Problems::one(path, Refusal::new("unknown_scale", reason))
        })
    }

    /// The lowest value.
    pub const fn min(self) -> u8 {
        match self {
            Self::ZeroToTen | Self::HardEasy | Self::YesPartlyNo => 0,
            Self::OneToTen | Self::OneToSeven | Self::OneToFive | Self::OneToThree => 1,
        }
    }

    /// The highest value.
    pub const fn max(self) -> u8 {
        match self {
            Self::ZeroToTen | Self::OneToTen => 10,
            Self::OneToSeven => 7,
            Self::OneToFive => 5,
            Self::OneToThree => 3,
            Self::HardEasy => 1,
            Self::YesPartlyNo => 2,
        }
    }

    /// All values, in order.
    pub const fn scores(self) -> RangeInclusive<u8> {
        self.min()..=self.max()
    }

    /// Whether the value is on the scale.
    pub const fn contains(self, score: u8) -> bool {
        self.min() <= score && score <= self.max()
    }

    /// The words of a scale of words, in the order of their values from 0; none for numbers.
    pub const fn choices(self) -> &'static [&'static str] {
        match self {
            Self::HardEasy => &["hard", "easy"],
            Self::YesPartlyNo => &["no", "partly", "yes"],
            _ => &[],
        }
    }

    /// The word that a value stands for; none for numbers and for values that are not on the scale.
    ///
    /// ```
    /// use domain::score::Scale;
    /// assert_eq!(Scale::YesPartlyNo.choice(2), Some("yes"));
    /// assert_eq!(Scale::YesPartlyNo.value_of("yes"), Some(2));
    /// assert_eq!(Scale::OneToFive.choice(2), None);
    /// ```
    pub fn choice(self, score: u8) -> Option<&'static str> {
        self.choices().get(usize::from(score)).copied()
    }

    /// The value that a word stands for.
    pub fn value_of(self, choice: &str) -> Option<u8> {
        self.scores().find(|score| self.choice(*score) == Some(choice))
    }

    const fn name(self) -> Option<&'static str> {
        match self {
            Self::HardEasy => Some("hard_easy"),
            Self::YesPartlyNo => Some("yes_partly_no"),
            _ => None,
        }
    }

    /// The scale as a sentence names it.
    pub(super) fn words(self) -> String {
        self.name().map_or_else(|| format!("{}–{}", self.min(), self.max()), str::to_owned)
    }
}

/// A scale in JSON.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Named(Named),
    Range(Range),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Named {
    HardEasy,
    YesPartlyNo,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Range {
    min: u8,
    max: u8,
}

impl From<Scale> for Written {
    fn from(scale: Scale) -> Self {
        match scale {
            Scale::HardEasy => Self::Named(Named::HardEasy),
            Scale::YesPartlyNo => Self::Named(Named::YesPartlyNo),
            _ => Self::Range(Range { min: scale.min(), max: scale.max() }),
        }
    }
}

impl TryFrom<Written> for Scale {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        match written {
            Written::Named(Named::HardEasy) => Ok(Self::HardEasy),
            Written::Named(Named::YesPartlyNo) => Ok(Self::YesPartlyNo),
            Written::Range(Range { min, max }) => Self::range(min, max).ok_or("not a scale that a metric is asked on"),
        }
    }
}
