//! The questions of a survey, as a team writes them and as they are asked.

use utoipa::ToSchema;

use super::words::{ClientId, Texts, WordOrNumber};

#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NumberScale {
    min: i64,
    max: i64,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum WordScale {
    HardEasy,
    YesPartlyNo,
}

/// `{min, max}` of 0–10, 1–10, 1–7, 1–5 or 1–3, or a scale of words. A question of your own has 1–5 unless set.
#[derive(ToSchema)]
#[serde(untagged)]
pub enum Scale {
    NumberScale(NumberScale),
    WordScale(WordScale),
}

/// How a page draws a scale of numbers: stars for scales from 1 on, faces for 1–3 and 1–5.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case", default = json!("numbers"))]
pub enum Look {
    Numbers,
    Stars,
    Faces,
}

/// Shown only after such an answer to an earlier question, or to `score`. All that is named has to hold.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShowIf {
    /// Its id.
    question: String,
    /// For numbers.
    #[schema(nullable = false)]
    at_least: Option<i64>,
    /// For numbers.
    #[schema(nullable = false)]
    at_most: Option<i64>,
    /// Options, words or numbers; of several that were picked, one is enough.
    #[schema(min_items = 1, max_items = 20, nullable = false)]
    any_of: Option<Vec<WordOrNumber>>,
}

#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnOption {
    id: ClientId,
    text: Texts,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum YesNo {
    Yes,
    Partly,
    No,
}

/// What can be picked: an option with its texts, or a word.
#[derive(ToSchema)]
#[serde(untagged)]
pub enum Choice {
    Own(OwnOption),
    Word(YesNo),
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum QuestionType {
    Rating,
    Choice,
    Multi,
    YesNo,
    Text,
    Contact,
}

/// A question of your own, between the score and the comment.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuestionDefinition {
    /// The name of its answer; `score` and `comment` are taken.
    #[schema(pattern = r"^[A-Za-z0-9._:-]{1,64}$")]
    id: String,
    r#type: QuestionType,
    text: Texts,
    /// Whether a page insists on an answer where the question is shown. Apps may leave it out.
    #[schema(default = json!(false), nullable = false)]
    required: Option<bool>,
    /// `choice`, `multi`: `{id, text}` each. `yes_no`: two or all of the words `yes`, `partly`, `no`; all unless set.
    #[schema(min_items = 2, max_items = 20, nullable = false)]
    options: Option<Vec<Choice>>,
    #[schema(nullable = false)]
    scale: Option<Scale>,
    #[schema(nullable = false)]
    look: Option<Look>,
    #[schema(nullable = false)]
    show_if: Option<ShowIf>,
}

/// A value at the end of a scale and what it means.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ScaleEnd {
    value: i64,
    text: Texts,
}

#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ValueOption {
    value: String,
    text: Texts,
}

/// What can be picked: a word of the score, an option with its texts, or a word.
#[derive(ToSchema)]
#[serde(untagged)]
pub enum QuestionOption {
    Value(ValueOption),
    Own(OwnOption),
    Word(YesNo),
}

/// The open question by how the score sounded; `text` is asked where no score is known.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TextsByTone {
    low: Texts,
    mid: Texts,
    high: Texts,
}

/// Yours as you wrote them; `score`, `comment` and the `contact` of GCR with their texts in each language of the
/// survey.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    id: String,
    r#type: QuestionType,
    required: bool,
    #[schema(nullable = false)]
    stem: Option<Texts>,
    text: Texts,
    #[schema(nullable = false)]
    look: Option<Look>,
    #[schema(nullable = false)]
    scale: Option<Scale>,
    /// The lowest value and what it means.
    #[schema(nullable = false)]
    min: Option<ScaleEnd>,
    /// The highest value and what it means.
    #[schema(nullable = false)]
    max: Option<ScaleEnd>,
    /// What can be picked. Of `score`: the words that are answered, as `value`.
    #[schema(nullable = false)]
    options: Option<Vec<QuestionOption>>,
    #[schema(nullable = false)]
    show_if: Option<ShowIf>,
    /// The open question by how the score sounded; `text` is asked where no score is known.
    #[schema(nullable = false)]
    text_by_tone: Option<TextsByTone>,
}
