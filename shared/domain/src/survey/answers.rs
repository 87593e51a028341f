//! What a survey asks in the order of its page, which of it is shown after which answers, and how answers are read and
//! spelled: one list of questions for all of it, the metric's own and the open one among them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{COMMENT, CONTACT, SCORE, Survey};
use crate::input::{Problem, Problems, Refusal, named};
use crate::question::{Kind, Question, ShowIf};
use crate::score::Metric;

/// An answer to one question.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Answer {
    /// The answer to a rating: a value of the scale, or the place of a word in it.
    Score(u8),
    /// Free text, or the one word or option that was picked.
    Text(String),
    /// The ids of the options that were picked, each once, sorted.
    Many(Vec<String>),
    /// The person took the answer back on the page: it counts as none. `null` in JSON; apps can't say it.
    Cleared,
}

/// What has to have been answered for a question to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// The earlier question.
    pub question: String,
    /// Its answers that will do, each as [`Kind::word`] spells it. Of a question with several answers one is enough.
    pub words: Vec<String>,
}

impl Survey {
    /// Every question in the order of the page: the score, the team's own, the comment. GCR ends with the offer to be
    /// contacted, unless the team has a question `contact` of its own.
    ///
    /// ```
    /// use domain::survey::Survey;
    /// let body = serde_json::json!({"name": "Goal", "metric": "gcr", "questions": [
    ///     {"id": "what", "type": "text", "text": {"en": "What did you come for?"}}
    /// ]});
    /// let survey = Survey::parse("goal".parse().unwrap(), 1, &body).unwrap();
    /// let ids: Vec<_> = survey.asked().iter().map(|question| question.id.clone()).collect();
    /// assert_eq!(ids, ["score", "what", "comment", "contact"]);
    /// ```
    pub fn asked(&self) -> Vec<Cow<'_, Question>> {
        let mut asked = vec![Cow::Owned(self.score_question())];
        asked.extend(self.questions.iter().map(Cow::Borrowed));
        asked.push(Cow::Owned(Question::built_in(COMMENT, Kind::Text)));
        if self.measure.metric() == Metric::Gcr && !self.questions.iter().any(|question| question.id == CONTACT) {
            let unhappy = ["no", "partly"].into_iter().filter_map(|word| self.measure.scale().value_of(word));
            let show_if = ShowIf {
                question: SCORE.to_owned(),
                at_least: None,
                at_most: None,
                any_of: unhappy.map(Answer::Score).collect(),
            };
            asked.push(Cow::Owned(Question { show_if: Some(show_if), ..Question::built_in(CONTACT, Kind::Contact) }));
        }
        asked
    }

    /// One of [`Survey::asked`] by its id.
    pub fn question(&self, id: &str) -> Option<Cow<'_, Question>> {
        self.asked().into_iter().find(|question| question.id == id)
    }

    /// The metric's own question.
    pub(super) fn score_question(&self) -> Question {
        super::score_question(self.measure.scale(), self.look)
    }

    /// Whether a question is shown after these answers. What isn't shown itself brings nothing up, whatever was answered
    /// to it before. A question that is not asked is not shown.
    ///
    /// ```
    /// use domain::survey::{Answer, Survey};
    /// let survey = Survey::parse("goal".parse().unwrap(), 1, &serde_json::json!({"name": "Goal", "metric": "gcr"})).unwrap();
    /// let (no, yes) = (Answer::Score(0), Answer::Score(2));
    /// assert!(survey.shown("contact", |id| (id == "score").then_some(&no)));
    /// assert!(!survey.shown("contact", |id| (id == "score").then_some(&yes)));
    /// assert!(!survey.shown("contact", |_| None));
    /// ```
    pub fn shown<'a>(&self, id: &str, answer_of: impl Fn(&str) -> Option<&'a Answer>) -> bool {
        let holds = |condition: &ShowIf, _: &Question| condition.holds(answer_of(&condition.question));
        self.chain(id, holds).is_some_and(|all| all.into_iter().all(|holds| holds))
    }

    /// All that has to have been answered for a question to be shown, the nearest first; empty where it always is, and
    /// for what is not asked.
    pub fn conditions(&self, id: &str) -> Vec<Condition> {
        let condition = |condition: &ShowIf, earlier: &Question| Condition {
            question: condition.question.clone(),
            words: condition.words(&earlier.kind),
        };
        self.chain(id, condition).unwrap_or_default()
    }

    /// Looks at each condition on the way from a question back to one that is always shown; none where a question on the
    /// way is not there. Only earlier questions count, so the way ends.
    fn chain<T>(&self, id: &str, look: impl Fn(&ShowIf, &Question) -> T) -> Option<Vec<T>> {
        let asked = self.asked();
        let find = |before: usize, id: &str| asked[..before].iter().position(|question| question.id == id);
        let mut at = find(asked.len(), id)?;
        let mut seen = Vec::new();
        while let Some(condition) = &asked[at].show_if {
            at = find(at, &condition.question)?;
            seen.push(look(condition, &asked[at]));
        }
        Some(seen)
    }

    /// Reads answers by question.
    ///
    /// # Errors
    /// Every answer that does not fit, and every unknown question, under `path`.
    pub fn read_answers(&self, value: &Value, path: &str) -> Result<BTreeMap<String, Answer>, Problems> {
        let map = value
            .as_object()
            .ok_or_else(|| Problems::one(path, Refusal::new("not_an_object", "expected answers by question id")))?;
        let asked = self.asked();
        let mut answers = BTreeMap::new();
        let mut problems = Vec::new();
        for (id, value) in map {
            let question = asked.iter().find(|question| question.id == *id);
            let unknown = || Refusal::new("unknown_question", "this survey asks no such question");
            match question.ok_or_else(unknown).and_then(|question| question.kind.read(value)) {
                Ok(answer) => {
                    answers.insert(id.clone(), answer);
                }
                Err(Refusal { code, reason }) => problems.push(Problem { name: named(path, id), code, reason }),
            }
        }
        if problems.is_empty() { Ok(answers) } else { Err(Problems(problems)) }
    }

    /// An answer as the API spells it. One to a question that this version does not ask is spelled as it stands.
    pub fn spell(&self, question: &str, answer: &Answer) -> Value {
        self.question(question).map_or_else(|| json!(answer), |question| question.kind.spell(answer))
    }
}
