//! A measure: a metric together with all that decides what its number means. Two numbers may be pooled or compared only
//! where their measures are equal. A wrong combination can't be built.

use serde::{Deserialize, Serialize};

use super::{Direction, Method, Metric, Scale};
use crate::input::Refusal;

/// What a survey says about its measure; all but the metric may be left to the defaults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasureSpec {
    /// The metric.
    pub metric: Metric,
    /// The scale; [`Metric::default_scale`] unless said.
    #[serde(default)]
    pub scale: Option<Scale>,
    /// The good end; `higher_is_better` unless said.
    #[serde(default)]
    pub direction: Option<Direction>,
    /// How answers become one number; `top_box` unless said.
    #[serde(default)]
    pub method: Option<Method>,
    /// From which value on a CSAT answer counts as positive; the positive classes' lowest value unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub positive_from: Option<u8>,
}

impl MeasureSpec {
    /// The metric with all its defaults.
    pub const fn of(metric: Metric) -> Self {
        Self { metric, scale: None, direction: None, method: None, positive_from: None }
    }
}

/// A metric, its scale, direction, method and threshold: what a survey version measures. In JSON it says them all, as
/// `metric`, `scale`, `direction`, `method` and, for CSAT, `positive_from`; reading checks again.
///
/// ```
/// use domain::score::{Measure, MeasureError, MeasureSpec, Method, Metric, Scale};
/// let stars = Measure::new(MeasureSpec::of(Metric::Csat)).unwrap();
/// assert_eq!((stars.scale(), stars.positive_from()), (Scale::OneToFive, Some(4)));
///
/// let wrong = MeasureSpec { scale: Some(Scale::OneToFive), method: Some(Method::Mean), ..MeasureSpec::of(Metric::Nps) };
/// let errors = Measure::new(wrong).unwrap_err();
/// assert_eq!(errors.iter().map(MeasureError::field).collect::<Vec<_>>(), ["scale", "method"]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "MeasureSpec", try_from = "MeasureSpec")]
pub struct Measure {
    metric: Metric,
    scale: Scale,
    direction: Direction,
    method: Method,
    /// Always there for CSAT, so that equal measures are equal however they were asked for.
    positive_from: Option<u8>,
}

impl Measure {
    /// Builds a measure, filling in the defaults.
    ///
    /// # Errors
    /// Everything that does not go together, not only the first.
    pub fn new(spec: MeasureSpec) -> Result<Self, Vec<MeasureError>> {
        let metric = spec.metric;
        let scale = spec.scale.unwrap_or(metric.default_scale());
        let direction = spec.direction.unwrap_or_default();
        let method = spec.method.unwrap_or_default();
        let graded_effort = metric == Metric::Ces && scale.choices().is_empty();

        let mut errors = Vec::new();
        if !metric.scales().contains(&scale) {
            errors.push(MeasureError::Scale(metric));
        }
        if direction == Direction::LowerIsBetter && !graded_effort {
            errors.push(MeasureError::Direction);
        }
        if method == Method::Mean && !graded_effort {
            errors.push(MeasureError::Method);
        }
        let positive_from = match (metric, spec.positive_from) {
            (Metric::Csat, from) => Some(from.unwrap_or(lowest_positive(scale))),
            (_, None) => None,
            (_, Some(_)) => {
                errors.push(MeasureError::Threshold);
                None
            }
        };
        if positive_from.is_some_and(|from| from <= scale.min() || from > scale.max()) {
            errors.push(MeasureError::ThresholdRange(scale));
        }
        if errors.is_empty() { Ok(Self { metric, scale, direction, method, positive_from }) } else { Err(errors) }
    }

    /// The metric.
    pub const fn metric(self) -> Metric {
        self.metric
    }

    /// The scale of the metric's question.
    pub const fn scale(self) -> Scale {
        self.scale
    }

    /// Which end of the scale is the good one.
    pub const fn direction(self) -> Direction {
        self.direction
    }

    /// How answers become one number.
    pub const fn method(self) -> Method {
        self.method
    }

    /// From which value on an answer counts as positive: always there for CSAT, never elsewhere.
    pub const fn positive_from(self) -> Option<u8> {
        self.positive_from
    }
}

/// The lowest value of the positive classes of CSAT (product.md: 4–5 of 5, 6–7 of 7, 9–10 of 10, 3 of 3).
const fn lowest_positive(scale: Scale) -> u8 {
    match scale {
        Scale::OneToFive => 4,
        Scale::OneToSeven => 6,
        Scale::OneToTen => 9,
        // No CSAT scale but 1–3 is left; the others are refused by name.
        _ => scale.max(),
    }
}

/// Why a measure can't be built. The sentence says what would be right, not what was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MeasureError {
    /// The metric is not asked on that scale.
    #[error("{} is asked on {}", .0.name(), words(*.0))]
    Scale(Metric),
    /// `lower_is_better` outside CES on a scale of numbers.
    #[error("lower_is_better is for ces on a scale of numbers")]
    Direction,
    /// `mean` outside CES on a scale of numbers.
    #[error("mean is for ces on a scale of numbers; csat has its mean beside it")]
    Method,
    /// A threshold outside CSAT.
    #[error("positive_from is for csat")]
    Threshold,
    /// A threshold that would make all answers positive, or none.
    #[error("expected {} to {}", .0.min() + 1, .0.max())]
    ThresholdRange(Scale),
}

impl MeasureError {
    /// The field of the survey that is wrong.
    pub const fn field(&self) -> &'static str {
        match self {
            Self::Scale(_) => "scale",
            Self::Direction => "direction",
            Self::Method => "method",
            Self::Threshold | Self::ThresholdRange(_) => "positive_from",
        }
    }

    /// A stable `snake_case` word.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Scale(_) => "scale_not_for_metric",
            Self::Direction => "direction_not_for_metric",
            Self::Method => "method_not_for_metric",
            Self::Threshold => "threshold_not_for_metric",
            Self::ThresholdRange(_) => "out_of_range",
        }
    }
}

fn words(metric: Metric) -> String {
    let scales: Vec<_> = metric.scales().iter().map(|scale| scale.words()).collect();
    scales.join(", ")
}

impl From<MeasureError> for Refusal {
    fn from(error: MeasureError) -> Self {
        Self::new(error.code(), error.to_string())
    }
}

impl From<Measure> for MeasureSpec {
    fn from(measure: Measure) -> Self {
        Self {
            metric: measure.metric,
            scale: Some(measure.scale),
            direction: Some(measure.direction),
            method: Some(measure.method),
            positive_from: measure.positive_from,
        }
    }
}

impl TryFrom<MeasureSpec> for Measure {
    type Error = String;

    /// For reading what was stored: one sentence for all that is wrong.
    fn try_from(spec: MeasureSpec) -> Result<Self, String> {
        Self::new(spec).map_err(|errors| {
            let sentences: Vec<_> = errors.iter().map(ToString::to_string).collect();
            sentences.join("; ")
        })
    }
}
