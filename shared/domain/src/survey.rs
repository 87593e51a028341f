//! A survey: what is asked, on which scale, and how the answers become a number.
//!
//! Everything but the name and the metric has a default. A change makes a new version; responses keep theirs.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::context::DIMENSIONS;
use crate::day::Zone;
use crate::id::SurveyId;
use crate::input::{Fields, Problem, Problems, Refusal, integer, list, long_text, not_yet, parsed, text};
use crate::locale::Locale;
use crate::score::{Direction, Measure, MeasureSpec, Method, Metric, Scale};
use crate::workspace::Workspace;

/// The id of the metric's own question.
pub const SCORE: &str = "score";
/// The id of the open question.
pub const COMMENT: &str = "comment";
/// The longest comment, in Unicode scalar values.
pub const MAX_COMMENT: usize = 2000;

/// An answer to one question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Answer {
    /// The metric's own answer: a value of the scale, or the place of a choice in it.
    Score(u8),
    /// Free text.
    Text(String),
}

/// A version of a survey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Survey {
    /// The team's id.
    pub id: SurveyId,
    /// Which version this is, from 1.
    pub version: u32,
    /// The team's own name for it; customers don't see it.
    pub name: String,
    /// The metric, the scale and the direction.
    pub measure: Measure,
    /// What goal completion is asked about.
    pub goal: Option<String>,
    /// Where in the journey it is asked.
    pub touchpoint: Option<String>,
    /// The languages that it offers; the workspace's where it names none.
    pub locales: Option<Vec<Locale>>,
    /// The language of a reader who asks for none of them.
    pub default_locale: Option<Locale>,
    /// The zone of its days; the workspace's where it names none.
    pub time_zone: Option<Zone>,
    /// The properties that are dimensions beside the usual ones; at most four.
    pub dimensions: Vec<String>,
    /// How long a link opens the page, in days.
    pub link_days: u16,
    /// How long after the finish a response may still be changed, in minutes.
    pub edit_minutes: u16,
    /// Archived: nothing is sent or taken in for it any more.
    pub archived: bool,
}

impl Survey {
    /// Reads a definition as the API takes it.
    ///
    /// # Errors
    /// Every bad field.
    ///
    /// ```
    /// use domain::survey::Survey;
    /// let body = serde_json::json!({"name": "After purchase", "metric": "nps"});
    /// let survey = Survey::parse("purchase".parse().unwrap(), 1, &body).unwrap();
    /// assert_eq!((survey.measure.scale().min(), survey.measure.scale().max()), (0, 10));
    /// assert_eq!(survey.link_days, 30);
    /// ```
    pub fn parse(id: SurveyId, version: u32, body: &Value) -> Result<Self, Problems> {
        let mut fields = Fields::of(body, "")?;
        let name = fields.required("name", text(1, 200));
        let measure = read_measure(&mut fields);
        fields.optional("kind", |value| match value.as_str() {
            Some("transactional") => Ok(()),
            Some("relationship") => Err(not_yet()),
            _ => Err(Refusal::new("unknown_kind", "expected transactional or relationship")),
        });
        let goal = fields.optional("goal", text(1, 200));
        let touchpoint = fields.optional("touchpoint", name_of_property);
        let locales = fields.optional("locales", crate::workspace::locales);
        let default_locale = fields.optional("default_locale", parsed::<Locale>);
        if let (Some(locales), Some(default)) = (&locales, default_locale)
            && !locales.contains(&default)
        {
            fields.refuse("default_locale", Refusal::new("not_offered", "expected one of the survey's own locales"));
        }
        let time_zone = fields.optional("time_zone", parsed::<Zone>);
        let dimensions = fields.optional("dimensions", dimensions).unwrap_or_default();
        let link_days = fields.optional("link_days", integer(1, 365)).unwrap_or(30);
        let edit_minutes = fields.optional("edit_minutes", integer(0, 1440)).unwrap_or(0);
        fields.not_yet(&["questions", "throttle_days", "reminder"]);
        fields.finish(|| {
            Some(Self {
                id,
                version,
                name: name?,
                measure: measure?,
                goal,
                touchpoint,
                locales,
                default_locale,
                time_zone,
                dimensions,
                link_days: u16::try_from(link_days).ok()?,
                edit_minutes: u16::try_from(edit_minutes).ok()?,
                archived: false,
            })
        })
    }

    /// The definition as the API takes it; [`Survey::parse`] reads it back.
    pub fn definition(&self) -> Value {
        let mut value = json!({
            "name": self.name,
            "metric": self.measure.metric(),
            "kind": "transactional",
            "scale": self.measure.scale(),
            "direction": self.measure.direction(),
            "method": self.measure.method(),
            "dimensions": self.dimensions,
            "link_days": self.link_days,
            "edit_minutes": self.edit_minutes,
        });
        let mut set = |name: &str, field: Option<Value>| {
            if let Some(field) = field {
                value[name] = field;
            }
        };
        set("positive_from", self.measure.positive_from().map(Value::from));
        set("goal", self.goal.clone().map(Value::from));
        set("touchpoint", self.touchpoint.clone().map(Value::from));
        set("locales", self.locales.as_ref().map(|all| all.iter().map(|locale| locale.tag()).collect()));
        set("default_locale", self.default_locale.map(|locale| locale.tag().into()));
        set("time_zone", self.time_zone.as_ref().map(|zone| zone.name().into()));
        value
    }

    /// Whether two versions give numbers that may be pooled.
    pub fn measures_like(&self, other: &Self) -> bool {
        // A threshold decides how counts are read, not what was counted.
        let key = |survey: &Self| (survey.measure.metric(), survey.measure.scale(), survey.measure.direction());
        key(self) == key(other)
    }

    /// The zone of its days: its own, or the workspace's.
    pub fn zone<'a>(&'a self, workspace: &'a Workspace) -> &'a Zone {
        self.time_zone.as_ref().unwrap_or(&workspace.time_zone)
    }

    /// How long after the finish a response may still be changed.
    pub fn edit_window(&self) -> SignedDuration {
        SignedDuration::from_mins(i64::from(self.edit_minutes))
    }

    /// Reads answers by question.
    ///
    /// # Errors
    /// Every answer that does not fit, and every unknown question, under `path`.
    pub fn read_answers(&self, value: &Value, path: &str) -> Result<BTreeMap<String, Answer>, Problems> {
        let map = value
            .as_object()
            .ok_or_else(|| Problems::one(path, Refusal::new("not_an_object", "expected answers by question id")))?;
        let mut answers = BTreeMap::new();
        let mut problems = Vec::new();
        for (question, value) in map {
            let read = match question.as_str() {
                SCORE => self.read_score(value),
                COMMENT => long_text(1, MAX_COMMENT)(value).map(Answer::Text),
                _ => Err(Refusal::new("unknown_question", "this survey asks no such question")),
            };
            match read {
                Ok(answer) => {
                    answers.insert(question.clone(), answer);
                }
                Err(refusal) => problems.push(Problem {
                    name: format!(
                        "{path}.{}",
                        question.chars().filter(|c| !c.is_control()).take(64).collect::<String>()
                    ),
                    code: refusal.code,
                    reason: refusal.reason,
                }),
            }
        }
        if problems.is_empty() { Ok(answers) } else { Err(Problems(problems)) }
    }

    fn read_score(&self, value: &Value) -> Result<Answer, Refusal> {
        let scale = self.measure.scale();
        if scale.choices().is_empty() {
            let score = integer(i64::from(scale.min()), i64::from(scale.max()))(value)?;
            return Ok(Answer::Score(u8::try_from(score).unwrap_or(scale.max())));
        }
        value
            .as_str()
            .and_then(|choice| scale.value_of(choice))
            .map(Answer::Score)
            .ok_or_else(|| Refusal::new("unknown_choice", format!("expected {}", scale.choices().join(" or "))))
    }

    /// An answer as the API spells it.
    pub fn spell(&self, answer: &Answer) -> Value {
        match answer {
            Answer::Score(score) => {
                self.measure.scale().choice(*score).map_or_else(|| json!(score), |choice| json!(choice))
            }
            Answer::Text(text) => json!(text),
        }
    }
}

fn read_measure(fields: &mut Fields<'_>) -> Option<Measure> {
    let metric = fields.required("metric", |value| match value.as_str() {
        Some("enps") => Err(not_yet()),
        _ => parsed::<Metric>(value),
    });
    let scale = fields.nested("scale", Scale::parse);
    let direction = fields.optional("direction", parsed::<Direction>);
    let method = fields.optional("method", parsed::<Method>);
    let positive_from = fields.optional("positive_from", integer(0, 10)).and_then(|from| u8::try_from(from).ok());
    let spec = MeasureSpec { metric: metric?, scale, direction, method, positive_from };
    match Measure::new(spec) {
        Ok(measure) => Some(measure),
        Err(errors) => {
            for error in errors {
                fields.refuse(error.field(), error.into());
            }
            None
        }
    }
}

/// A word of `a-z 0-9 _ -`: a touchpoint or a property that is a dimension.
fn name_of_property(value: &Value) -> Result<String, Refusal> {
    let name = text(1, 64)(value)?;
    let plain = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-');
    if plain { Ok(name) } else { Err(Refusal::new("invalid_name", "expected a word of a-z 0-9 _ -, such as win_back")) }
}

fn dimensions(value: &Value) -> Result<Vec<String>, Refusal> {
    let mut names = list(4, name_of_property)(value)?;
    names.sort();
    let built_in = names.iter().any(|name| DIMENSIONS.contains(&name.as_str()));
    if built_in || names.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(Refusal::new(
            "invalid_dimensions",
            "expected up to four properties, each once, beside touchpoint, channel, locale, segment, agent, version and variant",
        ));
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn survey(body: &Value) -> Result<Survey, Problems> {
        Survey::parse("s".parse().unwrap(), 1, body)
    }

    fn problems(body: &Value) -> Vec<(String, &'static str)> {
        survey(body).unwrap_err().0.into_iter().map(|p| (p.name, p.code)).collect()
    }

    #[test]
    fn each_metric_has_its_own_defaults_and_reads_back() {
        for (metric, min, max) in [("nps", 0, 10), ("csat", 1, 5), ("ces", 1, 7), ("gcr", 0, 2)] {
            let read = survey(&json!({"name": "x", "metric": metric})).unwrap();
            assert_eq!((read.measure.scale().min(), read.measure.scale().max()), (min, max), "{metric}");
            assert_eq!(survey(&read.definition()).unwrap(), read, "{metric}");
        }
        let hard_easy = survey(&json!({"name": "x", "metric": "ces", "scale": "hard_easy"})).unwrap();
        assert_eq!(survey(&hard_easy.definition()).unwrap(), hard_easy);
    }

    #[test]
    fn everything_wrong_with_a_definition_is_said_at_once() {
        let body = json!({
            "metric": "nps", "scale": {"min": 1, "max": 7}, "locales": ["lv"], "default_locale": "en",
            "dimensions": ["channel"], "link_days": 0, "colour": "red", "kind": "relationship"
        });
        let found: Vec<_> = problems(&body);
        let expected = [
            ("name", "required"),
            ("scale", "scale_not_for_metric"),
            ("kind", "not_available_yet"),
            ("default_locale", "not_offered"),
            ("dimensions", "invalid_dimensions"),
            ("link_days", "out_of_range"),
            ("colour", "unknown_field"),
        ];
        assert_eq!(found, expected.map(|(name, code)| (name.to_owned(), code)));
    }

    #[test]
    fn a_score_is_an_integer_of_the_scale_and_nothing_else() {
        let nps = survey(&json!({"name": "x", "metric": "nps"})).unwrap();
        for bad in [json!(11), json!(-1), json!(9.0), json!("9"), json!(true), json!(null), json!([9])] {
            assert!(nps.read_answers(&json!({"score": bad}), "answers").is_err(), "{bad}");
        }
        let read = nps.read_answers(&json!({"score": 0, "comment": "ok\n\u{1f600}"}), "answers").unwrap();
        assert_eq!(read["score"], Answer::Score(0));
    }

    #[test]
    fn choices_are_spelled_as_words() {
        let gcr = survey(&json!({"name": "x", "metric": "gcr", "goal": "find a price"})).unwrap();
        let read = gcr.read_answers(&json!({"score": "partly"}), "answers").unwrap();
        assert_eq!(gcr.spell(&read["score"]), json!("partly"));
        assert!(gcr.read_answers(&json!({"score": 1}), "answers").is_err());
    }

    #[test]
    fn comments_hold_no_control_characters_and_at_most_2000_characters() {
        let nps = survey(&json!({"name": "x", "metric": "nps"})).unwrap();
        let read = |comment: String| nps.read_answers(&json!({"comment": comment}), "answers");
        assert!(read("\u{1f600}".repeat(2000)).is_ok());
        assert!(read("x".repeat(2001)).is_err());
        assert!(read("a\0b".to_owned()).is_err());
        assert!(read("a\u{202e}b".to_owned()).is_err());
    }
}
