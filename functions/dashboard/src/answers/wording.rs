//! The questions and answers of one response in words: those of the version that was answered, in the language in which it
//! was.

use domain::locale::Locale;
use domain::question::{Choice, Kind, Question};
use domain::survey::{Answer, COMMENT, SCORE, Survey};
use domain::text::LocalText;
use domain::workspace::Workspace;
use serde_json::Value;
use web::texts::Words;

/// A text, and its language where that is not the page's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worded {
    /// The text.
    pub text: String,
    /// The language's tag.
    pub lang: Option<&'static str>,
}

/// What puts a response into words.
#[derive(Debug)]
pub struct Wording<'a> {
    survey: &'a Survey,
    words: Words<'a>,
    reader: Locale,
}

impl<'a> Wording<'a> {
    /// The words of a version of a survey, as somebody read it in a language, for a reader of another.
    pub fn of(workspace: &'a Workspace, survey: &'a Survey, locale: Locale, reader: Locale) -> Self {
        Self { survey, words: Words::of(workspace, survey, locale), reader }
    }

    fn worded(&self, text: String, locale: Locale) -> Worded {
        Worded { text, lang: (locale != self.reader).then_some(locale.tag()) }
    }

    /// A text of the team's, in the nearest language to the answer's that there is.
    fn of_team(&self, text: &LocalText) -> Worded {
        let picked = text.pick(self.words.locale(), self.survey.default_locale);
        let own = text.get(self.words.locale()).is_some();
        let found = text.iter().find(|(_, other)| !own && *other == picked).map(|(locale, _)| locale);
        self.worded(picked.to_owned(), found.unwrap_or(self.words.locale()))
    }

    /// What was asked. A question that this version does not have is called by its id.
    pub fn question(&self, id: &str) -> Worded {
        let asked = self.survey.question(id);
        let ours = |text: String| self.worded(text, self.words.locale());
        match (asked.as_deref().map(|question| question.text.as_ref()), id) {
            (Some(Some(text)), _) => self.of_team(text),
            (Some(None), SCORE) => {
                let question = self.words.question(self.survey);
                ours([question.stem.unwrap_or_default(), question.text].join(" ").trim().to_owned())
            }
            (Some(None), COMMENT) => ours(self.words.text("page-your-comment")),
            (Some(None), _) => ours(self.words.text("page-contact-said")),
            (None, id) => Worded { text: id.to_owned(), lang: None },
        }
    }

    /// What was answered. What people wrote is theirs, in whatever language.
    pub fn answer(&self, id: &str, answer: &Answer) -> Worded {
        let question = self.survey.question(id);
        match question.as_deref() {
            Some(question) => self.to(question, answer),
            None => Worded { text: plain(&self.survey.spell(id, answer)), lang: None },
        }
    }

    fn to(&self, question: &Question, answer: &Answer) -> Worded {
        match (&question.kind, answer) {
            (Kind::Rating { scale, .. }, Answer::Score(score)) => match scale.choice(*score) {
                Some(_) => {
                    let choices = self.words.question(self.survey).choices;
                    let word = choices.into_iter().find(|(value, _)| value == score).map(|(_, word)| word);
                    self.worded(word.unwrap_or_default(), self.words.locale())
                }
                None => Worded { text: format!("{score} / {}", scale.max()), lang: None },
            },
            (Kind::Choice(options), Answer::Text(id)) => self.option(options, id),
            (Kind::Multi(options), Answer::Many(ids)) => {
                let all: Vec<_> = ids.iter().map(|id| self.option(options, id)).collect();
                let lang = all.first().and_then(|first| first.lang);
                Worded { text: all.into_iter().map(|one| one.text).collect::<Vec<_>>().join(", "), lang }
            }
            (Kind::YesNo(words), Answer::Text(id)) if words.iter().any(|word| word.name() == id) => {
                self.worded(self.words.text(&format!("gcr-{id}")), self.words.locale())
            }
            _ => Worded { text: plain(&question.kind.spell(answer)), lang: None },
        }
    }

    fn option(&self, options: &[Choice], id: &str) -> Worded {
        let found = options.iter().find(|option| option.id == id);
        found.map_or_else(|| Worded { text: id.to_owned(), lang: None }, |option| self.of_team(&option.text))
    }
}

/// A JSON value as a page shows it.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn survey() -> Survey {
        let option = |id: &str, lv: &str| json!({"id": id, "text": {"en": id, "lv": lv}});
        let body = json!({"name": "Support", "metric": "csat", "touchpoint": "support", "questions": [
            {"id": "what", "type": "choice", "text": {"en": "What?"}, "options": [option("speed", "Ātrums"), option("tone", "Tonis")]},
            {"id": "all", "type": "multi", "text": {"en": "All?", "lv": "Viss?"}, "options": [option("a", "Ā"), option("b", "B")]},
            {"id": "sure", "type": "yes_no", "text": {"en": "Sure?", "lv": "Vai tiešām?"}},
        ]});
        Survey::parse("support".parse().unwrap(), 1, &body).unwrap()
    }

    #[test]
    fn a_question_stands_in_the_language_in_which_it_was_answered() {
        let (workspace, survey) = (Workspace::new("acme".parse().unwrap()), survey());
        let words = Wording::of(&workspace, &survey, Locale::Lv, Locale::En);
        let question = |id: &str| words.question(id);
        assert_eq!(question("score").text, "Cik lielā mērā Jūs apmierināja saņemtā palīdzība?");
        assert_eq!(question("score").lang, Some("lv"));
        // Nobody wrote this one in Latvian: it was asked, and is shown, in English.
        assert_eq!(question("what"), Worded { text: "What?".to_owned(), lang: None });
        assert_eq!(question("all"), Worded { text: "Viss?".to_owned(), lang: Some("lv") });
        assert_eq!(question("gone"), Worded { text: "gone".to_owned(), lang: None });
    }

    #[test]
    fn options_are_read_in_words_and_what_an_older_version_offered_by_its_id() {
        let (workspace, survey) = (Workspace::new("acme".parse().unwrap()), survey());
        let words = Wording::of(&workspace, &survey, Locale::Lv, Locale::Lv);
        let text = |id: &str, answer: &Answer| words.answer(id, answer).text;
        assert_eq!(text("score", &Answer::Score(4)), "4 / 5");
        assert_eq!(text("what", &Answer::Text("speed".to_owned())), "Ātrums");
        assert_eq!(text("what", &Answer::Text("price".to_owned())), "price");
        assert_eq!(text("all", &Answer::Many(vec!["a".to_owned(), "b".to_owned()])), "Ā, B");
        assert_eq!(text("sure", &Answer::Text("yes".to_owned())), "Jā");
        assert_eq!(text("comment", &Answer::Text("<b>".to_owned())), "<b>");
    }
}
