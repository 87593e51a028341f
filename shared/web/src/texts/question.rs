//! The metric's own question, as wording.md has it for a metric, a scale, a direction and a touchpoint, or as the team
//! wrote it.

use domain::score::{Direction, Measure, Metric, Scale};
use domain::survey::Survey;

use super::Words;

/// The ids by which a team words the metric's own question whatever the metric is.
pub(super) const WHATEVER_THE_METRIC: [&str; 4] = ["question", "question-stem", "scale-min", "scale-max"];

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

impl Words<'_> {
    /// The metric's own question of a survey. Where the company is set, the question may name it.
    ///
    /// A team words it by the ids of its texts, such as `nps-question`, or whatever the metric by `question`,
    /// `question-stem`, `scale-min` and `scale-max`; where it wrote both, the id of the metric's text goes first. A `question`
    /// stands alone: the default stem leads to the default statement, so another needs a `question-stem` of its own.
    ///
    /// ```
    /// use domain::locale::Locale;
    /// use domain::survey::Survey;
    /// use web::texts::Words;
    /// let body = serde_json::json!({"name": "After support", "metric": "csat", "touchpoint": "support"});
    /// let survey = Survey::parse("support".parse().unwrap(), 1, &body).unwrap();
    /// let question = Words::plain(Locale::Lt).question(&survey);
    /// assert_eq!(question.text, "Kiek Jus tenkino suteikta pagalba?");
    /// assert_eq!((question.min.as_str(), question.max.as_str()), ("Visiškai netenkino", "Visiškai tenkino"));
    /// ```
    pub fn question(&self, survey: &Survey) -> Question {
        let measure = survey.measure;
        let ids = ids(measure, survey.touchpoint.as_deref());
        let [any_question, any_stem, any_min, any_max] = WHATEVER_THE_METRIC;
        let (id, text) = self.of_company_or(&ids.question, Some(any_question));
        let stem = ids.stem.filter(|_| id != any_question);
        let end = |which: &str, any: &str| {
            ids.ends.map(|ends| self.of_company_or(&format!("{ends}-{which}"), Some(any)).1).unwrap_or_default()
        };
        Question {
            stem: match stem {
                Some(stem) => Some(self.of_company_or(stem, Some(any_stem)).1),
                None => self.overridden(&[any_stem], &[]).map(|(_, text)| text),
            },
            text,
            min: end("min", any_min),
            max: end("max", any_max),
            choices: self.choices(measure.scale()),
        }
    }

    fn choices(&self, scale: Scale) -> Vec<(u8, String)> {
        let named = |ids: &[(u8, &str)]| ids.iter().map(|(value, id)| (*value, self.text(id))).collect();
        match scale {
            Scale::YesPartlyNo => named(&[(2, "gcr-yes"), (1, "gcr-partly"), (0, "gcr-no")]),
            Scale::HardEasy => named(&[(0, "ces-hard"), (1, "ces-easy")]),
            numbers => numbers.scores().map(|value| (value, value.to_string())).collect(),
        }
    }
}

/// The ids of a question's texts.
struct Ids {
    stem: Option<&'static str>,
    question: String,
    ends: Option<&'static str>,
}

fn ids(measure: Measure, touchpoint: Option<&str>) -> Ids {
    let plain = |question: &str, ends| Ids { stem: None, question: question.to_owned(), ends };
    match (measure.metric(), touchpoint) {
        (Metric::Nps, _) => plain("nps-question", Some("nps")),
        (Metric::Enps, _) => plain("enps-question", Some("nps")),
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
                _ => Ids { stem: Some("ces-agree-stem"), ..plain("ces-agree-text", Some("ces-agree")) },
            }
        }
    }
}
