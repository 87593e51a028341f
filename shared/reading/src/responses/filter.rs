//! Which responses a list shows: all that were asked for must hold.

use domain::context::Channel;
use domain::input::{Fields, Refusal, parsed, text};
use domain::locale::Locale;
use domain::response::Response;
use domain::survey::Survey;
use serde_json::Value;

/// The names of all filters.
pub const FILTERS: [&str; 8] =
    ["channel", "touchpoint", "segment", "locale", "agent", "score_min", "score_max", "suspect"];

/// What a response must be to be shown.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Dimensions and the values that they must have.
    values: Vec<(&'static str, String)>,
    score_min: Option<u8>,
    score_max: Option<u8>,
    suspect: Option<bool>,
}

impl Filter {
    /// Reads the filters of a list; what is wrong with them is left in `fields`.
    pub fn read(fields: &mut Fields<'_>, survey: &Survey) -> Self {
        let mut values = Vec::new();
        let channel = fields.optional("channel", parsed::<Channel>);
        values.extend(channel.map(|channel| ("channel", channel.name().to_owned())));
        let locale = fields.optional("locale", parsed::<Locale>);
        values.extend(locale.map(|locale| ("locale", locale.tag().to_owned())));
        for name in ["touchpoint", "segment", "agent"] {
            values.extend(fields.optional(name, text(1, 256)).map(|value| (name, value)));
        }
        let score_min = fields.optional("score_min", |value| score(value, survey));
        let score_max = fields.optional("score_max", |value| score(value, survey));
        if score_min.zip(score_max).is_some_and(|(min, max)| min > max) {
            fields.refuse("score_min", Refusal::new("out_of_range", "expected a score that is not above score_max"));
        }
        let suspect = fields.optional("suspect", |value| match value.as_str() {
            Some("true") => Ok(true),
            Some("false") => Ok(false),
            _ => Err(Refusal::new("not_a_boolean", "expected true or false")),
        });
        Self { values, score_min, score_max, suspect }
    }

    /// Whether everything is shown.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a response is shown.
    pub fn lets(&self, response: &Response) -> bool {
        let has = |(name, value): &(&str, String)| response.dimension(name).as_ref() == Some(value);
        let score = response.score();
        self.values.iter().all(has)
            && self.score_min.is_none_or(|min| score.is_some_and(|score| score >= min))
            && self.score_max.is_none_or(|max| score.is_some_and(|score| score <= max))
            && self.suspect.is_none_or(|suspect| response.suspicion().is_some() == suspect)
    }
}

/// A score as the survey's answers spell it: a whole number, or a word of the scale.
fn score(value: &Value, survey: &Survey) -> Result<u8, Refusal> {
    let scale = survey.measure.scale();
    let text = value.as_str().unwrap_or_default();
    if !scale.choices().is_empty() {
        let reason = format!("expected {}", scale.choices().join(" or "));
        return scale.value_of(text).ok_or_else(|| Refusal::new("unknown_choice", reason));
    }
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !plain {
        return Err(Refusal::new("not_an_integer", "expected a whole number"));
    }
    let reason = format!("expected {} to {}", scale.min(), scale.max());
    text.parse().ok().filter(|score| scale.contains(*score)).ok_or_else(|| Refusal::new("out_of_range", reason))
}
