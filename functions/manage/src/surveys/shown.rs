//! A survey as the API shows it: the definition with all that it leaves to the defaults and to the workspace, and its
//! questions in the order of the page. The team's own stand there as it wrote them, the others in each of its languages.
//! Beside it stands what it is warned of.

use domain::locale::Locale;
use domain::score::Tone;
use domain::survey::{COMMENT, CONTACT, SCORE, Survey};
use domain::workspace::Workspace;
use serde_json::{Map, Value, json};
use web::texts::Words;

use super::warnings::warnings;

/// The survey with everything that follows from it.
pub fn shown(survey: &Survey, workspace: &Workspace) -> Value {
    let locales = survey.locales.as_ref().unwrap_or(&workspace.locales);
    let mut value = survey.definition();
    value["id"] = json!(survey.id.as_str());
    value["version"] = json!(survey.version);
    value["archived"] = json!(survey.archived);
    value["locales"] = locales.iter().map(|locale| locale.tag()).collect();
    let default = survey.default_locale.filter(|locale| locales.contains(locale));
    value["default_locale"] = json!(default.or_else(|| locales.first().copied()).map(Locale::tag));
    value["time_zone"] = json!(survey.zone(workspace).name());
    let warnings = warnings(survey);
    if !warnings.is_empty() {
        value["warnings"] = json!(warnings);
    }
    value["questions"] = Readers { survey, workspace, locales }.questions(value["questions"].take());
    value
}

/// Those who read a survey, in each of its languages.
struct Readers<'a> {
    survey: &'a Survey,
    workspace: &'a Workspace,
    locales: &'a [Locale],
}

impl Readers<'_> {
    /// All that is asked; `own` are the team's questions.
    fn questions(&self, mut own: Value) -> Value {
        let mut own = own.as_array_mut().map(std::mem::take).unwrap_or_default().into_iter();
        let asked = self.survey.asked();
        let shown = asked.iter().filter_map(|question| match question.id.as_str() {
            SCORE => Some(self.score()),
            COMMENT => Some(self.comment()),
            CONTACT if question.text.is_none() => Some(self.contact()),
            _ => own.next(),
        });
        shown.collect()
    }

    /// A text in each language that has it.
    fn in_each(&self, text: impl Fn(Words<'_>) -> Option<String>) -> Value {
        let in_one = |locale: &Locale| {
            let text = text(Words::of(self.workspace, self.survey, *locale))?;
            Some((locale.tag().to_owned(), json!(text)))
        };
        Value::Object(self.locales.iter().filter_map(in_one).collect::<Map<_, _>>())
    }

    fn score(&self) -> Value {
        let scale = self.survey.measure.scale();
        let text = self.in_each(|words| Some(words.question(self.survey).text));
        let mut question = json!({"id": SCORE, "required": true, "text": text});
        let stem = self.in_each(|words| words.question(self.survey).stem);
        if stem != json!({}) {
            question["stem"] = stem;
        }
        if scale.choices().is_empty() {
            let min = self.in_each(|words| Some(words.question(self.survey).min));
            let max = self.in_each(|words| Some(words.question(self.survey).max));
            question["type"] = json!("rating");
            question["look"] = json!(self.survey.look.name());
            question["min"] = json!({"value": scale.min(), "text": min});
            question["max"] = json!({"value": scale.max(), "text": max});
            return question;
        }
        let choices = Words::plain(Locale::default()).question(self.survey).choices;
        let options = choices.iter().map(|(value, _)| {
            let text = self.in_each(|words| {
                let choices = words.question(self.survey).choices;
                choices.into_iter().find(|(own, _)| own == value).map(|(_, text)| text)
            });
            json!({"value": scale.choice(*value), "text": text})
        });
        question["options"] = options.collect();
        question["type"] = json!("choice");
        question
    }

    /// The open question. Which of its texts is asked follows the score: `low`, `mid` or `high`; `text` is what is asked
    /// where no score is known.
    fn comment(&self) -> Value {
        let by_tone = |tone| self.in_each(|words| Some(words.comment_prompt(self.survey, tone)));
        let [low, mid, high] = [Tone::Low, Tone::Mid, Tone::High].map(|tone| by_tone(Some(tone)));
        json!({
            "id": COMMENT,
            "type": "text",
            "required": false,
            "text": by_tone(None),
            "text_by_tone": {"low": low, "mid": mid, "high": high},
        })
    }

    /// The offer to be contacted, with which goal completion ends.
    fn contact(&self) -> Value {
        let answers = ["partly", "no"];
        json!({
            "id": CONTACT,
            "type": "contact",
            "required": false,
            "text": self.in_each(|words| Some(words.text("gcr-lead"))),
            "show_if": {"question": SCORE, "any_of": answers},
        })
    }
}
