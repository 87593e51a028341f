//! The form of the survey page: what came in, question by question, as far as it is right; and what is wrong with the rest,
//! kept so that a page shown again has it.

use std::collections::BTreeMap;

use domain::id::SubmissionId;
use domain::input::{cleaned, nfc};
use domain::locale::Locale;
use domain::question::{Kind, Question};
use domain::response::Suspect;
use domain::survey::{Answer, COMMENT, SCORE, Survey};
use jiff::Timestamp;
use serde_json::Value;
use web::problem::Problem;

use super::fields::{Field, Fields};
use super::opened::Answers;

/// The field that people don't see.
pub const TRAP: &str = "homepage";

/// The name of the field that a question is answered in.
pub fn name_of(question: &str) -> String {
    match question {
        SCORE | COMMENT => question.to_owned(),
        own => format!("q.{own}"),
    }
}

/// What is wrong with an answer, tied to its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// There is none, or it is not one of those that are offered.
    Missing,
    /// The text is too long.
    Long,
    /// The text held what can't be kept; it was taken out of what is shown again.
    Characters,
    /// Nobody could be reached by this.
    Contact,
}

/// A form, filled in as far as it is.
#[derive(Debug, Default)]
pub struct Form {
    /// The answers that are right.
    pub answers: Answers,
    /// What people wrote, right or wrong, as it is shown again.
    pub texts: BTreeMap<String, String>,
    /// What is wrong with an answer that is there.
    pub wrong: BTreeMap<String, Wrong>,
    /// The id of the answer to come.
    pub id: Option<SubmissionId>,
    /// The question whose page it is, of a survey with several.
    pub page: Option<String>,
    /// The language that the page was in.
    pub locale: Option<Locale>,
    /// Whether the field that people don't see was filled in.
    pub trapped: bool,
    /// Whether the form held more than may stand in one.
    pub too_large: bool,
}

impl Form {
    /// Reads the fields that are the survey's; others are anybody's.
    pub fn read(survey: &Survey, fields: &Fields) -> Self {
        let first = |name| fields.named(name).map(|field: &Field| field.value.as_str()).next();
        let mut form = Self {
            id: fields.named("submission_id").find_map(|field| field.value.parse().ok()),
            page: first("page").map(str::to_owned),
            locale: fields.named("locale").find_map(|field| field.value.parse().ok()),
            trapped: fields.named(TRAP).any(|field| !field.value.is_empty()),
            too_large: fields.too_large,
            ..Self::default()
        };
        for question in survey.asked() {
            let name = name_of(&question.id);
            let picked = fields.named(&name).filter_map(|field| question.kind.picked(&field.value));
            match &question.kind {
                Kind::Text | Kind::Contact => form.read_text(&question, fields.named(&name).next()),
                Kind::Multi(_) => form.answers.extend(several(picked).map(|answer| (question.id.clone(), answer))),
                _ => form.answers.extend(picked.take(1).map(|answer| (question.id.clone(), answer))),
            }
        }
        form
    }

    fn read_text(&mut self, question: &Question, field: Option<&Field>) {
        let Some(field) = field else { return };
        let lines = field.value.replace("\r\n", "\n").replace('\r', "\n");
        let kept = cleaned(&lines, question.kind == Kind::Text);
        let lost = field.broken || kept != nfc(&lines);
        let text = kept.trim();
        let read = (!text.is_empty()).then(|| question.kind.read(&Value::from(text)));
        let wrong = match &read {
            Some(Err(refusal)) if refusal.code == "length" => Some(Wrong::Long),
            _ if lost => Some(Wrong::Characters),
            Some(Err(_)) => Some(Wrong::Contact),
            _ => None,
        };
        self.wrong.extend(wrong.map(|wrong| (question.id.clone(), wrong)));
        if let (None, Some(Ok(answer))) = (wrong, read) {
            self.answers.insert(question.id.clone(), answer);
        }
        self.texts.insert(question.id.clone(), text.to_owned());
    }
}

/// The options that were ticked, as one answer.
fn several(picked: impl Iterator<Item = Answer>) -> Option<Answer> {
    let mut ids: Vec<String> = picked
        .filter_map(|answer| match answer {
            Answer::Text(id) => Some(id),
            _ => None,
        })
        .collect();
    ids.sort();
    ids.dedup();
    (!ids.is_empty()).then_some(Answer::Many(ids))
}

/// The id that a page's answer will have; made when the page is, repeated by every retry of its form.
///
/// # Errors
/// 500 where the system gives no randomness.
pub fn fresh_id(now: Timestamp) -> Result<SubmissionId, Problem> {
    let mut random = [0; 10];
    getrandom::fill(&mut random).map_err(|error| {
        tracing::error!(%error, "no randomness for a submission id");
        Problem::internal()
    })?;
    Ok(SubmissionId::from_parts(now, random))
}

/// The id of a page that is shown once more, where the first one is good for nothing. It is as old as the quickest answer:
/// who only has to press the button again may do so at once.
///
/// # Errors
/// As [`fresh_id`].
pub fn id_again(now: Timestamp) -> Result<SubmissionId, Problem> {
    fresh_id(now - Suspect::FASTEST)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn survey(body: &Value) -> Survey {
        Survey::parse("s".parse().unwrap(), 1, body).unwrap()
    }

    fn form(survey: &Survey, pairs: &[(&str, &str)]) -> Form {
        let field = |(name, value): &(&str, &str)| Field {
            name: (*name).to_owned(),
            value: (*value).to_owned(),
            broken: false,
        };
        Form::read(survey, &Fields { all: pairs.iter().map(field).collect(), too_large: false })
    }

    #[test]
    fn a_score_is_what_a_radio_button_sends_and_nothing_else() {
        let nps = survey(&json!({"name": "x", "metric": "nps"}));
        let score = |text| form(&nps, &[("score", text)]).answers.remove(SCORE);
        assert_eq!((score("0"), score("10")), (Some(Answer::Score(0)), Some(Answer::Score(10))));
        for bad in ["", "11", "-1", "+9", "09", "9.0", " 9", "nine"] {
            assert_eq!(score(bad), None, "{bad}");
        }
        let gcr = survey(&json!({"name": "x", "metric": "gcr", "goal": "buy"}));
        assert_eq!(form(&gcr, &[("score", "2"), ("score", "yes"), ("score", "no")]).answers[SCORE], Answer::Score(2));
    }

    #[test]
    fn a_text_is_kept_as_it_was_written_but_for_line_ends_and_space_around_it() {
        let nps = survey(&json!({"name": "x", "metric": "nps"}));
        let read = form(&nps, &[("comment", "  a\r\nb\rc\td \u{1f600}e\u{301} ")]);
        assert_eq!(read.answers[COMMENT], Answer::Text("a\nb\nc\td \u{1f600}\u{e9}".to_owned()));
        let nothing = form(&nps, &[("comment", " \r\n\t")]);
        assert_eq!((nothing.answers.len(), nothing.wrong.len()), (0, 0));
    }

    #[test]
    fn what_can_not_be_kept_is_wrong_and_taken_out_of_what_is_shown_again() {
        let nps = survey(&json!({"name": "x", "metric": "nps"}));
        for text in ["a\0b", "a\u{7f}b", "a\u{202e}b", "a\u{2068}b", "a\u{b}b", "a\u{85}b"] {
            let read = form(&nps, &[("comment", text)]);
            assert_eq!(
                (read.wrong.get(COMMENT), read.answers.get(COMMENT)),
                (Some(&Wrong::Characters), None),
                "{text:?}"
            );
            assert_eq!(read.texts[COMMENT], "ab");
        }
    }

    #[test]
    fn several_ticks_are_one_answer_and_what_is_not_offered_is_none() {
        let options = json!([{"id": "b", "text": {"en": "B"}}, {"id": "a", "text": {"en": "A"}}]);
        let question = json!({"id": "m", "type": "multi", "text": {"en": "?"}, "options": options});
        let survey = survey(&json!({"name": "x", "metric": "nps", "questions": [question]}));
        let read = form(&survey, &[("q.m", "b"), ("q.m", "a"), ("q.m", "c"), ("q.m", "b"), ("m", "a")]);
        assert_eq!(read.answers["m"], Answer::Many(vec!["a".to_owned(), "b".to_owned()]));
        assert!(form(&survey, &[("q.m", "c")]).answers.is_empty());
    }
}
