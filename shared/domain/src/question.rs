//! A question of a survey: what kind it is, what can be answered to it, and after which answers it is asked.
//!
//! The metric's own question and the open one are questions like any other here; how a list of a team's own questions is
//! read stands in `definition`.

mod contact;
mod definition;
mod show_if;
#[cfg(test)]
mod tests;

use serde_json::{Value, json};

pub use definition::MAX_QUESTIONS;
pub(crate) use definition::{check_look, parse, to_json};
pub use show_if::ShowIf;

use crate::input::{Refusal, integer, list, long_text, text};
use crate::score::Scale;
use crate::survey::Answer;
use crate::text::LocalText;

/// The longest answer to an open question, in Unicode scalar values.
pub const MAX_LONG_TEXT: usize = 2000;
/// The longest contact data, in Unicode scalar values.
pub const MAX_CONTACT: usize = 200;

/// A question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The name of its answer; `score` and `comment` are the survey's own.
    pub id: String,
    /// What can be answered.
    pub kind: Kind,
    /// What is asked; none where the default texts say it.
    pub text: Option<LocalText>,
    /// Whether a page insists on an answer where the question is shown. Apps may always leave it out.
    pub required: bool,
    /// After which answer it is shown; always where none is named.
    pub show_if: Option<ShowIf>,
}

/// What can be answered to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A value of a scale, as [`Answer::Score`].
    Rating {
        /// The scale. `yes_partly_no` only for the score of GCR, since [`Kind::YesNo`] is the team's own.
        scale: Scale,
        /// How a page draws it.
        look: Look,
    },
    /// One of these, as [`Answer::Text`] with its id.
    Choice(Vec<Choice>),
    /// Any of these, as [`Answer::Many`].
    Multi(Vec<Choice>),
    /// One of these words, as [`Answer::Text`].
    YesNo(Vec<YesNo>),
    /// Free text, as [`Answer::Text`].
    Text,
    /// An email address or a phone number, as [`Answer::Text`].
    Contact,
}

/// One of the answers that a team offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The id that is stored.
    pub id: String,
    /// What people read.
    pub text: LocalText,
}

/// A word of the questions that are answered by yes, partly or no; in the order in which it is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum YesNo {
    Yes,
    Partly,
    No,
}

impl YesNo {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Yes, Self::Partly, Self::No];

    /// The name in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Partly => "partly",
            Self::No => "no",
        }
    }
}

/// How a page draws a scale of numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// As numbers.
    #[default]
    Numbers,
    /// As stars, for scales that begin at 1.
    Stars,
    /// As faces, for 1–3 and 1–5.
    Faces,
}

impl Look {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Numbers, Self::Stars, Self::Faces];

    /// The name in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Numbers => "numbers",
            Self::Stars => "stars",
            Self::Faces => "faces",
        }
    }

    /// Whether a scale can be drawn so.
    ///
    /// ```
    /// use domain::question::Look;
    /// use domain::score::Scale;
    /// assert!(Look::Stars.suits(Scale::OneToSeven) && !Look::Stars.suits(Scale::ZeroToTen));
    /// assert!(Look::Faces.suits(Scale::OneToFive) && !Look::Faces.suits(Scale::OneToSeven));
    /// ```
    pub const fn suits(self, scale: Scale) -> bool {
        match self {
            Self::Numbers => true,
            Self::Stars => scale.min() == 1 && scale.choices().is_empty(),
            Self::Faces => matches!(scale, Scale::OneToThree | Scale::OneToFive),
        }
    }
}

impl std::str::FromStr for Look {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        Self::ALL
            .into_iter()
            .find(|look| look.name() == text)
            .ok_or_else(|| Refusal::new("unknown_look", "expected numbers, stars or faces"))
    }
}

impl Question {
    /// What this question's own id and kind show and nobody has written a text for.
    pub(crate) fn built_in(id: &str, kind: Kind) -> Self {
        Self { id: id.to_owned(), kind, text: None, required: false, show_if: None }
    }
}

impl Kind {
    /// The name in the API.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Rating { .. } => "rating",
            Self::Choice(_) => "choice",
            Self::Multi(_) => "multi",
            Self::YesNo(_) => "yes_no",
            Self::Text => "text",
            Self::Contact => "contact",
        }
    }

    /// The answers that can be picked, in the order of the page; none where people write. Of [`Kind::Multi`] they are its
    /// single choices.
    pub fn offered(&self) -> Vec<Answer> {
        match self {
            Self::Rating { scale, .. } => scale.scores().map(Answer::Score).collect(),
            Self::Choice(choices) | Self::Multi(choices) => {
                choices.iter().map(|choice| Answer::Text(choice.id.clone())).collect()
            }
            Self::YesNo(words) => words.iter().map(|word| Answer::Text(word.name().to_owned())).collect(),
            Self::Text | Self::Contact => Vec::new(),
        }
    }

    /// One of the offered answers by the one word that a form has for it, see [`Kind::word`].
    ///
    /// ```
    /// use domain::question::{Kind, Look};
    /// use domain::score::Scale;
    /// use domain::survey::Answer;
    /// let stars = Kind::Rating { scale: Scale::OneToFive, look: Look::Stars };
    /// assert_eq!(stars.picked("4"), Some(Answer::Score(4)));
    /// assert_eq!(stars.picked("04"), None);
    /// ```
    pub fn picked(&self, word: &str) -> Option<Answer> {
        self.offered().into_iter().find(|answer| self.word(answer) == word)
    }

    /// An answer as one word, as the fields of a form and a page's address have it: `9`, `hard`, an option's id.
    pub fn word(&self, answer: &Answer) -> String {
        match self.spell(answer) {
            Value::String(word) => word,
            other => other.to_string(),
        }
    }

    /// Reads an answer as the API takes it.
    ///
    /// # Errors
    /// Why it is no answer to this question.
    pub fn read(&self, value: &Value) -> Result<Answer, Refusal> {
        match self {
            Self::Rating { scale, .. } if scale.choices().is_empty() => {
                let score = integer(i64::from(scale.min()), i64::from(scale.max()))(value)?;
                Ok(Answer::Score(u8::try_from(score).unwrap_or(scale.max())))
            }
            Self::Rating { scale, .. } => {
                let value = value.as_str().and_then(|word| scale.value_of(word));
                value.map(Answer::Score).ok_or_else(|| unknown_choice(scale.choices().join(" or ")))
            }
            Self::Choice(choices) => pick(choices, value).map(Answer::Text),
            Self::Multi(choices) => read_many(choices, value).map(Answer::Many),
            Self::YesNo(words) => {
                let names: Vec<_> = words.iter().map(|word| word.name()).collect();
                let name = value.as_str().filter(|word| names.contains(word));
                name.map(|name| Answer::Text(name.to_owned())).ok_or_else(|| unknown_choice(names.join(" or ")))
            }
            Self::Text => long_text(1, MAX_LONG_TEXT)(value).map(Answer::Text),
            Self::Contact => {
                let contact = text(1, MAX_CONTACT)(value)?;
                contact::check(&contact).map(|()| Answer::Text(contact))
            }
        }
    }

    /// An answer as the API spells it. An older version of the survey may have asked something else under the same id, so
    /// an answer of another kind is spelled as it stands.
    pub fn spell(&self, answer: &Answer) -> Value {
        match (self, answer) {
            (Self::Rating { scale, .. }, Answer::Score(score)) => {
                scale.choice(*score).map_or_else(|| json!(score), |word| json!(word))
            }
            _ => json!(answer),
        }
    }
}

fn unknown_choice(expected: impl std::fmt::Display) -> Refusal {
    Refusal::new("unknown_choice", format!("expected {expected}"))
}

fn pick(choices: &[Choice], value: &Value) -> Result<String, Refusal> {
    let picked = value.as_str().filter(|id| choices.iter().any(|choice| choice.id == **id));
    picked.map(str::to_owned).ok_or_else(|| unknown_choice("the id of one of the question's options"))
}

/// Several options, each once; sorted, so that equal sets are equal.
fn read_many(choices: &[Choice], value: &Value) -> Result<Vec<String>, Refusal> {
    let mut picked = list(choices.len(), |value| pick(choices, value))(value)?;
    if picked.is_empty() {
        let reason =
            "expected at least one of the question's options; where nothing was picked, leave the question out";
        return Err(Refusal::new("nothing_picked", reason));
    }
    picked.sort();
    if picked.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(Refusal::new("repeated_choice", "expected each option once"));
    }
    Ok(picked)
}
