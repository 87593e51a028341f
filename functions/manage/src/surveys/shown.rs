//! A survey as the API shows it: the definition with all that it leaves to the defaults and to the workspace, and its
//! questions in each of its languages.

use domain::locale::Locale;
use domain::score::Tone;
use domain::survey::{COMMENT, SCORE, Survey};
use domain::workspace::Workspace;
use serde_json::{Map, Value, json};
use web::texts::{self, Question};

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
    value["questions"] = json!([score(survey, workspace.company.as_deref(), locales), comment(locales)]);
    value
}

/// A text in each language.
fn in_each(locales: &[Locale], text: impl Fn(Locale) -> String) -> Value {
    let texts: Map<_, _> = locales.iter().map(|locale| (locale.tag().to_owned(), json!(text(*locale)))).collect();
    Value::Object(texts)
}

fn score(survey: &Survey, company: Option<&str>, locales: &[Locale]) -> Value {
    let ask = |locale| texts::question(survey, company, locale);
    let scale = survey.measure.scale();
    let mut question = json!({"id": SCORE, "required": true, "text": in_each(locales, |locale| ask(locale).text)});
    let Question { stem, choices, .. } = ask(Locale::default());
    if stem.is_some() {
        question["stem"] = in_each(locales, |locale| ask(locale).stem.unwrap_or_default());
    }
    if scale.choices().is_empty() {
        question["type"] = json!("rating");
        question["min"] = json!({"value": scale.min(), "text": in_each(locales, |locale| ask(locale).min)});
        question["max"] = json!({"value": scale.max(), "text": in_each(locales, |locale| ask(locale).max)});
        return question;
    }
    let label = |locale, value| ask(locale).choices.into_iter().find(|(own, _)| *own == value).map(|(_, text)| text);
    let options = choices.iter().map(|(value, _)| {
        let text = in_each(locales, |locale| label(locale, *value).unwrap_or_default());
        json!({"value": scale.choice(*value), "text": text})
    });
    question["options"] = options.collect();
    question["type"] = json!("choice");
    question
}

/// The open question. Which of its texts is asked follows the score: `low`, `mid` or `high`; `text` is what is asked
/// where no score is known.
fn comment(locales: &[Locale]) -> Value {
    let by_tone = |tone| in_each(locales, |locale| texts::comment_prompt(tone, locale));
    json!({
        "id": COMMENT,
        "type": "text",
        "required": false,
        "text": by_tone(Tone::Mid),
        "text_by_tone": {"low": by_tone(Tone::Low), "mid": by_tone(Tone::Mid), "high": by_tone(Tone::High)},
    })
}
