//! The metric's own question, as wording.md has it for a metric, a scale, a direction and a touchpoint.

use domain::locale::Locale;
use domain::score::{Direction, Measure, Metric, Scale};
use domain::survey::Survey;

use super::{text, text_with};

/// A question as a customer reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What leads to a statement that is agreed or disagreed with.
    pub stem: Option<String>,
    /// The question, or the statement.
    pub text: String,
    /// What the lowest value of a scale of numbers means; empty for words.
    pub min: String,
    /// What the highest value of a scale of numbers means; empty for words.
    pub max: String,
    /// What can be answered, in the order in which it is offered: the value and how it is written.
    pub choices: Vec<(u8, String)>,
}

/// The question of a survey. Where the company is set, the question may name it.
///
/// ```
/// use domain::locale::Locale;
/// use domain::survey::Survey;
/// let body = serde_json::json!({"name": "After support", "metric": "csat", "touchpoint": "support"});
/// let survey = Survey::parse("support".parse().unwrap(), 1, &body).unwrap();
/// let question = web::texts::question(&survey, None, Locale::Lt);
/// assert_eq!(question.text, "Kiek Jus tenkino suteikta pagalba?");
/// assert_eq!((question.min.as_str(), question.max.as_str()), ("Visiškai netenkino", "Visiškai tenkino"));
/// ```
pub fn question(survey: &Survey, company: Option<&str>, locale: Locale) -> Question {
    let measure = survey.measure;
    let words = words(measure, survey.touchpoint.as_deref());
    let (question, names_company) = (words.question, words.names_company);
    let text_of_question = match company.filter(|_| names_company) {
        Some(company) => text_with(locale, &format!("{question}-company"), &[("company", company)]),
        None => text(locale, &question),
    };
    let end = |which: &str| words.ends.map(|ends| text(locale, &format!("{ends}-{which}"))).unwrap_or_default();
    Question {
        stem: words.stem.map(|stem| text(locale, stem)),
        text: text_of_question,
        min: end("min"),
        max: end("max"),
        choices: choices(measure.scale(), locale),
    }
}

/// The ids of a question's texts.
struct Words {
    stem: Option<&'static str>,
    question: String,
    names_company: bool,
    ends: Option<&'static str>,
}

fn words(measure: Measure, touchpoint: Option<&str>) -> Words {
    let plain = |question: &str, ends| Words { stem: None, question: question.to_owned(), names_company: false, ends };
    match (measure.metric(), touchpoint) {
        (Metric::Nps, _) => Words { names_company: true, ..plain("nps-question", Some("nps")) },
        (Metric::Csat, Some("website")) => plain("csat-question-website", Some("csat")),
        // What is over is asked about in the past tense, and Lithuanian answers in it.
        (Metric::Csat, Some(over @ ("purchase" | "support" | "delivery" | "returns"))) => {
            plain(&format!("csat-question-{over}"), Some("csat-past"))
        }
        (Metric::Csat, _) => plain("csat-question", Some("csat")),
        (Metric::Gcr, _) => plain("gcr-question", None),
        (Metric::Ces, _) if measure.direction() == Direction::LowerIsBetter => {
            plain("ces-effort-question", Some("ces-effort"))
        }
        (Metric::Ces, touchpoint) => {
            let ends = measure.scale().choices().is_empty().then_some("ces-ease");
            match touchpoint {
                Some(ease @ ("support" | "purchase")) => plain(&format!("ces-ease-question-{ease}"), ends),
                // "It was hard" answers a question, not a statement.
                _ if ends.is_none() => plain("ces-ease-question", ends),
                _ => Words {
                    stem: Some("ces-agree-stem"),
                    names_company: true,
                    ..plain("ces-agree-text", Some("ces-agree"))
                },
            }
        }
    }
}

fn choices(scale: Scale, locale: Locale) -> Vec<(u8, String)> {
    let named = |ids: &[(u8, &str)]| ids.iter().map(|(value, id)| (*value, text(locale, id))).collect();
    match scale {
        Scale::YesPartlyNo => named(&[(2, "gcr-yes"), (1, "gcr-partly"), (0, "gcr-no")]),
        Scale::HardEasy => named(&[(0, "ces-hard"), (1, "ces-easy")]),
        numbers => numbers.scores().map(|value| (value, value.to_string())).collect(),
    }
}
