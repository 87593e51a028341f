//! Which answer to an earlier question brings another one up.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::{Kind, Question};
use crate::id::client_id;
use crate::input::{Fields, Problems, Refusal, integer, list};
use crate::survey::Answer;

/// A question is shown where all that is said here holds for the answer to another, earlier one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShowIf {
    /// The earlier question.
    pub question: String,
    /// The answer is at least this; for numbers.
    pub at_least: Option<u8>,
    /// The answer is at most this; for numbers.
    pub at_most: Option<u8>,
    /// The answer is one of these; of several picked, one is enough. Sorted.
    pub any_of: Vec<Answer>,
}

impl ShowIf {
    /// Whether this answer brings the question up. No answer never does.
    ///
    /// ```
    /// use domain::question::ShowIf;
    /// use domain::survey::Answer;
    /// let low = ShowIf { question: "score".to_owned(), at_least: None, at_most: Some(6), any_of: Vec::new() };
    /// assert!(low.holds(Some(&Answer::Score(6))));
    /// assert!(!low.holds(Some(&Answer::Score(7))) && !low.holds(None));
    /// ```
    pub fn holds(&self, answer: Option<&Answer>) -> bool {
        let bounded = self.at_least.is_some() || self.at_most.is_some();
        match answer {
            Some(Answer::Score(score)) => {
                self.at_least.is_none_or(|least| *score >= least)
                    && self.at_most.is_none_or(|most| *score <= most)
                    && self.names(&Answer::Score(*score))
            }
            Some(Answer::Text(text)) => !bounded && self.names(&Answer::Text(text.clone())),
            Some(Answer::Many(ids)) => !bounded && ids.iter().any(|id| self.names(&Answer::Text(id.clone()))),
            Some(Answer::Cleared) | None => false,
        }
    }

    /// Whether `any_of` has nothing against an answer.
    fn names(&self, answer: &Answer) -> bool {
        self.any_of.is_empty() || self.any_of.contains(answer)
    }

    /// Those of the earlier question's offered answers that bring this one up, each as [`Kind::word`] spells it.
    pub fn words(&self, earlier: &Kind) -> Vec<String> {
        let holding = earlier.offered().into_iter().filter(|answer| self.holds(Some(answer)));
        holding.map(|answer| earlier.word(&answer)).collect()
    }

    /// Reads a condition. `earlier` are the questions before the one that it is of; `unread` are the ids of those that are
    /// wrong themselves, about which nothing more is said.
    pub(super) fn parse(
        value: &Value,
        path: &str,
        earlier: &[Question],
        unread: &BTreeSet<String>,
    ) -> Result<Self, Problems> {
        let mut fields = Fields::of(value, path)?;
        let question = fields.required("question", client_id);
        let bound = |value: &Value| integer(0, 10)(value).map(|bound| u8::try_from(bound).unwrap_or(u8::MAX));
        let at_least = fields.optional("at_least", bound);
        let at_most = fields.optional("at_most", bound);
        let spelled = fields.optional("any_of", list(20, |value| Ok(value.clone())));
        let kind = question.as_deref().and_then(|id| earlier.iter().find(|question| question.id == id));
        let kind = kind.map(|question| &question.kind);
        let mut any_of = Vec::new();
        match (&question, kind) {
            (Some(id), None) if !unread.contains(id) => {
                let reason = "expected score, or a question that stands before this one";
                fields.refuse("question", Refusal::new("not_an_earlier_question", reason));
            }
            (_, Some(Kind::Text | Kind::Contact)) => {
                let reason = "expected a question whose answer is picked: rating, choice, multi or yes_no";
                fields.refuse("question", Refusal::new("not_a_condition", reason));
            }
            (_, Some(kind)) => {
                for (name, bound) in [("at_least", at_least), ("at_most", at_most)] {
                    if let Some(Err(refusal)) = bound.map(|bound| fits(kind, bound)) {
                        fields.refuse(name, refusal);
                    }
                }
                match spelled.as_deref().unwrap_or_default().iter().map(|value| one(kind, value)).collect() {
                    Ok(answers) => any_of = answers,
                    Err(refusal) => fields.refuse("any_of", refusal),
                }
            }
            (_, None) => {}
        }
        if !["at_least", "at_most", "any_of"].iter().any(|name| fields.has(name))
            || spelled.is_some_and(|all| all.is_empty())
        {
            fields.refuse("any_of", Refusal::new("required", "expected at_least, at_most or any_of"));
        }
        any_of.sort();
        any_of.dedup();
        let condition = fields.finish(|| Some(Self { question: question?, at_least, at_most, any_of }))?;
        if kind.is_some_and(|kind| condition.words(kind).is_empty()) {
            let reason = "no answer to that question fits this, so it would never be shown";
            return Err(Problems::one(path, Refusal::new("never_shown", reason)));
        }
        Ok(condition)
    }

    /// The condition as the API shows it, its answers spelled as those of the earlier question.
    pub(super) fn to_json(&self, earlier: Option<&Kind>) -> Value {
        let mut map = Map::from_iter([("question".to_owned(), json!(self.question))]);
        for (name, bound) in [("at_least", self.at_least), ("at_most", self.at_most)] {
            map.extend(bound.map(|bound| (name.to_owned(), json!(bound))));
        }
        if !self.any_of.is_empty() {
            let spelled =
                self.any_of.iter().map(|answer| earlier.map_or_else(|| json!(answer), |kind| kind.spell(answer)));
            map.insert("any_of".to_owned(), spelled.collect());
        }
        Value::Object(map)
    }
}

/// Whether a bound is a value of the earlier question's numbers.
fn fits(kind: &Kind, bound: u8) -> Result<(), Refusal> {
    match kind {
        Kind::Rating { scale, .. } if scale.choices().is_empty() => {
            let reason = || Refusal::new("out_of_range", format!("expected {} to {}", scale.min(), scale.max()));
            scale.contains(bound).then_some(()).ok_or_else(reason)
        }
        _ => Err(Refusal::new("not_numeric", "that question is not answered by a number; name its answers in any_of")),
    }
}

/// One of the answers that the earlier question offers.
fn one(kind: &Kind, value: &Value) -> Result<Answer, Refusal> {
    kind.offered().into_iter().find(|answer| kind.spell(answer) == *value).ok_or_else(|| {
        Refusal::new("unknown_choice", "expected answers that can be picked at that question, as the API spells them")
    })
}
