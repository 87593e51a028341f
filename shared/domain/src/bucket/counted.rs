//! What counting needs of an answer, borrowed from wherever it was read: a night reads millions of answers and builds none.

use std::borrow::Cow;

use super::MAX_VALUE;
use crate::context::{DIMENSIONS, Property};
use crate::id::{PersonId, SubmissionId};
use crate::metric::own::questions_of;
use crate::response::{AddressHash, Response};
use crate::survey::{Answer, Survey};

/// How many dimensions a survey has at most: the usual ones and four of its own.
pub const MAX_DIMENSIONS: usize = DIMENSIONS.len() + 4;
/// The places of the dimensions that are no properties, in [`Counted::dimensions`].
pub const CHANNEL: usize = place("channel");
/// See [`CHANNEL`].
pub const LOCALE: usize = place("locale");
/// See [`CHANNEL`].
pub const SEGMENT: usize = place("segment");
/// See [`CHANNEL`].
pub const VERSION: usize = place("version");

const fn place(name: &str) -> usize {
    let mut at = 0;
    while at < DIMENSIONS.len() {
        if equal(DIMENSIONS[at].as_bytes(), name.as_bytes()) {
            return at;
        }
        at += 1;
    }
    // Only constants ask, so this ends a build and never a program.
    panic!("no dimension that every survey has")
}

const fn equal(a: &[u8], b: &[u8]) -> bool {
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    at == a.len() && at == b.len()
}

/// Which dimensions and questions a survey's count looks at; made once for a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Needs {
    dimensions: Vec<String>,
    questions: Vec<String>,
}

impl Needs {
    /// What the count of this survey needs.
    pub fn of(survey: &Survey) -> Self {
        let named = survey.dimensions.iter().map(String::as_str);
        let dimensions = DIMENSIONS.into_iter().chain(named).take(MAX_DIMENSIONS).map(str::to_owned).collect();
        let questions = questions_of(&survey.metrics).into_iter().map(str::to_owned).collect();
        Self { dimensions, questions }
    }

    /// The place of a property in [`Counted::dimensions`]; none where it is no dimension.
    pub fn property(&self, name: &str) -> Option<usize> {
        let at = self.dimensions.iter().position(|dimension| dimension == name)?;
        (![CHANNEL, LOCALE, SEGMENT, VERSION].contains(&at)).then_some(at)
    }

    /// Whether a question's answers are counted, beside the metric's own.
    pub fn question(&self, name: &str) -> bool {
        self.questions.iter().any(|question| question == name)
    }

    /// The dimensions, in the order of [`Counted::dimensions`].
    pub(super) fn dimensions(&self) -> &[String] {
        &self.dimensions
    }
}

/// The value of a dimension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimension<'a> {
    /// A text, of any length.
    Text(&'a str),
    /// A whole number.
    Number(i64),
    /// `true` or `false`.
    Flag(bool),
}

impl<'a> Dimension<'a> {
    /// As it stands in a cube: at most [`MAX_VALUE`] characters.
    pub(super) fn text(self) -> Cow<'a, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(cut(text)),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Flag(flag) => Cow::Borrowed(if flag { "true" } else { "false" }),
        }
    }

    /// Adds bytes that no other value has, not even one that begins or ends alike.
    fn spell(self, at: usize, key: &mut Vec<u8>) {
        // There are eleven places at most.
        let at = u8::try_from(at).unwrap_or(u8::MAX) << 2;
        match self {
            Self::Text(text) => {
                let text = cut(text).as_bytes();
                // 64 characters have at most 256 bytes.
                let [high, low] = u16::try_from(text.len()).unwrap_or(u16::MAX).to_be_bytes();
                key.extend_from_slice(&[at, high, low]);
                key.extend_from_slice(text);
            }
            Self::Number(number) => {
                key.push(at | 1);
                key.extend_from_slice(&number.to_be_bytes());
            }
            Self::Flag(flag) => key.push(at | if flag { 2 } else { 3 }),
        }
    }
}

fn cut(text: &str) -> &str {
    // Whatever has no more bytes has no more characters.
    if text.len() <= MAX_VALUE {
        return text;
    }
    text.char_indices().nth(MAX_VALUE).map_or(text, |(end, _)| &text[..end])
}

/// The values of an answer's dimensions, in the order of [`Needs`].
pub type Dimensions<'a> = [Option<Dimension<'a>>; MAX_DIMENSIONS];

/// What a relationship survey makes of an answer of somebody known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// It counts.
    #[default]
    Counts,
    /// The person was no living customer when they answered.
    Outsider,
    /// A later answer of the same calendar quarter stands for it.
    Replaced,
}

/// What counting needs of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted<'a> {
    /// The answer's id: which of two is the later one.
    pub id: SubmissionId,
    /// The score, where the metric's question was answered.
    pub score: Option<u8>,
    /// Whether it looks like a machine's, and nobody vouched for it.
    pub suspect: bool,
    /// Whether somebody vouched for it: it counts then, whatever its address did.
    pub genuine: bool,
    /// Where it came from, where that is kept.
    pub address: Option<AddressHash>,
    /// The id of the person, where they are known.
    pub person: Option<&'a str>,
    /// Whether anything was answered that still stands.
    pub says: bool,
    /// The values of the dimensions, in the order of [`Needs`].
    pub dimensions: Dimensions<'a>,
    /// The answers to those questions that [`Needs::question`] names, by question.
    pub questions: Vec<(&'a str, Cow<'a, Answer>)>,
    /// What a relationship survey makes of it, as far as whoever counts has found out; the others don't ask.
    pub standing: Standing,
    /// When it may be removed, in Unix seconds; none where it is kept for ever.
    pub expires: Option<i64>,
}

impl<'a> Counted<'a> {
    /// An answer that says nothing yet.
    pub const fn nothing(id: SubmissionId) -> Self {
        Self {
            id,
            score: None,
            suspect: false,
            genuine: false,
            address: None,
            person: None,
            says: false,
            dimensions: [None; MAX_DIMENSIONS],
            questions: Vec::new(),
            standing: Standing::Counts,
            expires: None,
        }
    }

    /// What counting needs of a response.
    pub fn of(response: &'a Response, needs: &Needs) -> Self {
        let mut dimensions = [None; MAX_DIMENSIONS];
        dimensions[CHANNEL] = response.channel.as_ref().map(|channel| Dimension::Text(channel.value.name()));
        dimensions[LOCALE] = response.locale.as_ref().map(|locale| Dimension::Text(locale.value.tag()));
        dimensions[SEGMENT] = response.segment.as_deref().map(Dimension::Text);
        dimensions[VERSION] = Some(Dimension::Number(response.version.into()));
        for (name, property) in &response.properties {
            if let Some(at) = needs.property(name) {
                dimensions[at] = Some(match &property.value {
                    Property::Flag(flag) => Dimension::Flag(*flag),
                    Property::Number(number) => Dimension::Number(*number),
                    Property::Text(text) => Dimension::Text(text),
                });
            }
        }
        let asked = response.answers.iter().filter(|(question, _)| needs.question(question));
        Self {
            score: response.score(),
            suspect: response.suspicion().is_some(),
            genuine: response.reviews.genuine(),
            address: response.address,
            person: response.person.as_ref().map(PersonId::as_str),
            says: response.answers.values().any(|answer| answer.value != Answer::Cleared),
            dimensions,
            questions: asked.map(|(question, answer)| (question.as_str(), Cow::Borrowed(&answer.value))).collect(),
            expires: response.expires.map(jiff::Timestamp::as_second),
            ..Self::nothing(response.id)
        }
    }

    /// Writes bytes that are equal where the dimensions are, and only there; but for a number beside its text.
    pub(super) fn spell(&self, key: &mut Vec<u8>) {
        key.clear();
        for (at, value) in self.dimensions.iter().enumerate() {
            if let Some(value) = value {
                value.spell(at, key);
            }
        }
    }
}
