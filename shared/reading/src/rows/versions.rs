//! A survey as it stands and as it was in each version. A response keeps its version, so what it says is spelled, and read
//! back, by that version's questions.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::WorkspaceId;
use domain::input::Refusal;
use domain::question::Kind;
use domain::survey::{Answer, Survey};
use serde_json::{Value, json};
use store::{Store, StoreError};

use super::cell;

/// A survey in all its versions.
#[derive(Clone, Debug)]
pub struct Versions {
    current: Survey,
    all: BTreeMap<u32, Version>,
    /// Every question that was ever asked: in the order of the page as it is now, and then those of older versions.
    questions: Vec<String>,
    /// Every property that was ever a dimension.
    dimensions: BTreeSet<String>,
}

#[derive(Clone, Debug)]
struct Version {
    survey: Survey,
    kinds: BTreeMap<String, Kind>,
}

impl Version {
    fn of(survey: Survey) -> Self {
        let kinds = survey.asked().into_iter().map(|asked| (asked.id.clone(), asked.kind.clone())).collect();
        Self { survey, kinds }
    }
}

impl Versions {
    /// Reads the versions of a survey.
    pub async fn read(store: &Store, ws: &WorkspaceId, survey: Survey) -> Result<Self, StoreError> {
        let all = store.survey_versions(ws, &survey.id).await?;
        Ok(Self::of(survey, all))
    }

    /// A survey as it stands, and as it was.
    pub fn of(current: Survey, before: Vec<Survey>) -> Self {
        let all = before.into_iter().chain([current.clone()]);
        let all: BTreeMap<_, _> = all.map(|survey| (survey.version, Version::of(survey))).collect();
        let mut questions: Vec<String> = Vec::new();
        for version in all.values().rev() {
            for asked in version.survey.asked() {
                if !questions.contains(&asked.id) {
                    questions.push(asked.id.clone());
                }
            }
        }
        let dimensions = all.values().flat_map(|version| version.survey.dimensions.iter().cloned()).collect();
        Self { current, all, questions, dimensions }
    }

    /// The survey as it stands now.
    pub const fn survey(&self) -> &Survey {
        &self.current
    }

    /// The survey as it was in a version; as it is now, where nobody knows of that version.
    pub fn at(&self, version: u32) -> &Survey {
        self.all.get(&version).map_or(&self.current, |version| &version.survey)
    }

    /// The ids of all questions that were ever asked.
    pub(super) fn questions(&self) -> &[String] {
        &self.questions
    }

    /// The properties that were ever dimensions.
    pub(super) const fn dimensions(&self) -> &BTreeSet<String> {
        &self.dimensions
    }

    /// Whether any version brings a touchpoint of its own to every answer.
    pub(super) fn has_touchpoint(&self) -> bool {
        self.all.values().any(|version| version.survey.touchpoint.is_some())
    }

    /// What can be answered to a question: in this version first, then in the others, the newest first. An answer in halves
    /// may have some of an older version.
    fn kinds<'a>(&'a self, version: u32, question: &'a str) -> impl Iterator<Item = &'a Kind> {
        let own = self.all.get(&version).or_else(|| self.all.get(&self.current.version));
        let others = self.all.iter().rev().filter(move |(other, _)| **other != version).map(|(_, other)| other);
        own.into_iter().chain(others).filter_map(move |version| version.kinds.get(question))
    }

    /// Whether a question was ever asked.
    pub fn asks(&self, question: &str) -> bool {
        self.all.values().any(|version| version.kinds.contains_key(question))
    }

    /// An answer of a response of this version, as [`Versions::take`] reads it back. Where the version itself would take that
    /// for another answer, it is said by which version it is to be read: `{"version": 1, "answer": "hard"}`.
    pub fn spell(&self, version: u32, question: &str, answer: &Answer) -> Value {
        let exact = |kind: &&Kind| kind.read(&kind.spell(answer)).as_ref() == Ok(answer);
        let Some(kind) = self.kinds(version, question).find(exact) else { return json!(answer) };
        let plain = kind.spell(answer);
        if self.take(version, question, &plain).as_ref() == Ok(answer) {
            return plain;
        }
        let other = self.all.iter().find(|(_, other)| other.kinds.get(question) == Some(kind));
        other.map_or(plain.clone(), |(other, _)| json!({"version": other, "answer": plain}))
    }

    /// Reads an answer of a response of this version.
    ///
    /// # Errors
    /// What is wrong with it in the version's own words; none of the others takes it either.
    pub fn take(&self, version: u32, question: &str, value: &Value) -> Result<Answer, Refusal> {
        if let Some((other, value)) = of_version(value)
            && let Some(kind) = self.all.get(&other).and_then(|other| other.kinds.get(question))
        {
            return kind.read(value);
        }
        let mut refused = None;
        for kind in self.kinds(version, question) {
            match kind.read(value) {
                Ok(answer) => return Ok(answer),
                Err(refusal) => refused = refused.or(Some(refusal)),
            }
        }
        Err(refused.unwrap_or_else(|| Refusal::new("unknown_question", "this survey asks no such question")))
    }

    /// What a cell's text answers to a question, as [`Versions::take`] reads it; text, where it is none.
    pub fn cell(&self, version: u32, question: &str, text: &str) -> Value {
        let mut read = self.kinds(version, question).map(|kind| (kind, cell::answer(text, kind)));
        let first = read.next();
        let fits = |(kind, value): &(&Kind, Value)| kind.read(value).is_ok();
        if first.as_ref().is_none_or(fits) {
            return first.map_or_else(|| json!(text), |(_, value)| value);
        }
        read.find(fits).or(first).map_or_else(|| json!(text), |(_, value)| value)
    }
}

/// By which version an answer is to be read, where it says so; see [`Versions::spell`].
fn of_version(value: &Value) -> Option<(u32, &Value)> {
    let said = value.as_object().filter(|said| said.len() == 2)?;
    Some((u32::try_from(said.get("version")?.as_u64()?).ok()?, said.get("answer")?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn survey(version: u32, questions: &Value) -> Survey {
        let body = json!({"name": "Goal", "metric": "nps", "questions": questions});
        Survey::parse("goal".parse().unwrap(), version, &body).unwrap()
    }

    fn versions() -> Versions {
        let rating =
            |scale: &Value| json!({"id": "q", "type": "rating", "scale": scale, "text": {"en": "How was it?"}});
        let first =
            survey(1, &json!([rating(&json!("hard_easy")), {"id": "old", "type": "text", "text": {"en": "Why?"}}]));
        let second = survey(2, &json!([{"id": "q", "type": "text", "text": {"en": "How was it?"}}]));
        let third = survey(
            3,
            &json!([rating(&json!({"min": 1, "max": 5})), {"id": "new", "type": "text", "text": {"en": "Why?"}}]),
        );
        Versions::of(third, vec![first, second])
    }

    #[test]
    fn every_question_that_was_ever_asked_is_known_those_of_today_first() {
        assert_eq!(versions().questions(), ["score", "q", "new", "comment", "old"]);
    }

    #[test]
    fn an_answer_is_spelled_and_read_by_its_own_version_and_by_another_where_a_half_was_of_that() {
        let versions = versions();
        let hard = Answer::Score(0);
        for (version, answer, spelled) in [
            (1, &hard, json!("hard")),
            (2, &Answer::Text("so so".to_owned()), json!("so so")),
            (3, &Answer::Score(4), json!(4)),
            (3, &Answer::Text("so so".to_owned()), json!("so so")),
            (2, &Answer::Score(4), json!(4)),
            (2, &hard, json!({"version": 1, "answer": "hard"})),
            (9, &Answer::Score(4), json!(4)),
        ] {
            assert_eq!(versions.spell(version, "q", answer), spelled, "{version}");
            assert_eq!(versions.take(version, "q", &spelled).as_ref(), Ok(answer), "{version}");
        }
        assert_eq!(versions.take(3, "q", &json!(9)).unwrap_err().code, "out_of_range");
        assert_eq!(versions.take(3, "none", &json!(9)).unwrap_err().code, "unknown_question");
    }

    #[test]
    fn a_cell_is_what_the_version_asked_for() {
        let versions = versions();
        assert_eq!(versions.cell(3, "q", "4"), json!(4));
        assert_eq!(versions.cell(2, "q", "4"), json!("4"));
        assert_eq!(versions.cell(3, "q", "so so"), json!("so so"));
        assert_eq!(versions.cell(3, "q", "9"), json!("9"));
        assert_eq!(versions.cell(3, "comment", "9"), json!("9"));
        assert_eq!(versions.cell(3, "none", "9"), json!("9"));
    }
}
