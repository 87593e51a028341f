//! The names of what is measured, which way is better, and how answers become one number.
//! Which of them go together is [`Measure`](super::Measure)'s to say.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Scale;
use crate::input::Refusal;

/// A metric that is made of answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// Net Promoter Score: 100·(promoters − detractors)/n, −100 to 100.
    Nps,
    /// Net Promoter Score of employees: as NPS, in closed periods, and of nobody in particular.
    Enps,
    /// Customer satisfaction: the share of positive answers, in percent.
    Csat,
    /// Customer effort: the share of easy answers in percent, or their mean.
    Ces,
    /// Goal completion: the share that could do what they came for, in percent.
    Gcr,
}

impl Metric {
    /// Every metric.
    pub const ALL: [Self; 5] = [Self::Nps, Self::Enps, Self::Csat, Self::Ces, Self::Gcr];

    /// The name in the API and in the tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nps => "nps",
            Self::Enps => "enps",
            Self::Csat => "csat",
            Self::Ces => "ces",
            Self::Gcr => "gcr",
        }
    }

    /// The scales that the metric may be asked on; the first is the one that a survey gets without saying so.
    ///
    /// ```
    /// use domain::score::{Metric, Scale};
    /// assert_eq!(Metric::Nps.scales(), [Scale::ZeroToTen, Scale::OneToTen]);
    /// assert_eq!(Metric::Ces.scales()[0], Scale::OneToSeven);
    /// ```
    pub const fn scales(self) -> &'static [Scale] {
        match self {
            Self::Nps | Self::Enps => &[Scale::ZeroToTen, Scale::OneToTen],
            Self::Csat => &[Scale::OneToFive, Scale::OneToSeven, Scale::OneToTen, Scale::OneToThree],
            Self::Ces => &[Scale::OneToSeven, Scale::OneToFive, Scale::OneToTen, Scale::HardEasy],
            Self::Gcr => &[Scale::YesPartlyNo],
        }
    }

    /// The scale that a survey gets without saying so: 0–10, 1–5, 1–7, yes/partly/no.
    pub const fn default_scale(self) -> Scale {
        self.scales()[0]
    }
}

impl FromStr for Metric {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        Self::ALL
            .into_iter()
            .find(|metric| metric.name() == text)
            .ok_or_else(|| Refusal::new("unknown_metric", "expected nps, enps, csat, ces or gcr"))
    }
}

/// Which end of the scale is the good one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// As in "it was easy: strongly agree".
    #[default]
    HigherIsBetter,
    /// As in "how much effort: very much". Only for CES on a scale of numbers.
    LowerIsBetter,
}

impl Direction {
    /// The name in the API and in the tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::HigherIsBetter => "higher_is_better",
            Self::LowerIsBetter => "lower_is_better",
        }
    }
}

impl FromStr for Direction {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        [Self::HigherIsBetter, Self::LowerIsBetter]
            .into_iter()
            .find(|direction| direction.name() == text)
            .ok_or_else(|| Refusal::new("unknown_direction", "expected higher_is_better or lower_is_better"))
    }
}

/// How answers become one number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// By the share of the good answers, in percent (for NPS less that of the bad ones).
    #[default]
    TopBox,
    /// By the arithmetic mean, in points of the scale. Only for CES on a scale of numbers.
    Mean,
}

impl Method {
    /// The name in the API and in the tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::TopBox => "top_box",
            Self::Mean => "mean",
        }
    }
}

impl FromStr for Method {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        [Self::TopBox, Self::Mean]
            .into_iter()
            .find(|method| method.name() == text)
            .ok_or_else(|| Refusal::new("unknown_method", "expected top_box or mean"))
    }
}

/// Whom a survey asks about what. Numbers of the one are never pooled with those of the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SurveyKind {
    /// After an event, about that event; everybody counts.
    #[default]
    Transactional,
    /// From time to time, about the company as a whole; only known customers count. For NPS alone.
    Relationship,
}

impl SurveyKind {
    /// The name in the API and in the tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Transactional => "transactional",
            Self::Relationship => "relationship",
        }
    }
}

impl FromStr for SurveyKind {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        [Self::Transactional, Self::Relationship]
            .into_iter()
            .find(|kind| kind.name() == text)
            .ok_or_else(|| Refusal::new("unknown_kind", "expected relationship or transactional"))
    }
}
