//! The form of the survey page: what came in, as far as it is right, so that a page shown again keeps it.

use axum::extract::{FromRequest, Request};
use domain::id::SubmissionId;
use domain::locale::Locale;
use domain::response::Response;
use domain::survey::{Answer, MAX_COMMENT, Survey};
use http::StatusCode;
use jiff::Timestamp;
use web::problem::Problem;

/// The largest form, in bytes. A comment of 2,000 characters takes up to 18,000 of them as a form spells it, so the limit
/// of JSON bodies would turn people away who write at length in Georgian or Chinese.
const MAX_FORM: usize = 24 * 1024;

/// The field that people don't see.
pub const TRAP: &str = "homepage";

/// What is wrong with a form, and tied to a field of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Nothing was chosen, or nothing of the scale.
    NoScore,
    /// The comment is too long.
    LongComment,
    /// The form is so large that it was not read.
    TooLarge,
}

impl Wrong {
    pub const fn status(self) -> StatusCode {
        match self {
            Self::NoScore | Self::LongComment => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        }
    }
}

/// A form, filled in as far as it is.
#[derive(Debug, Default)]
pub struct Form {
    pub score: Option<u8>,
    pub comment: Option<String>,
    pub id: Option<SubmissionId>,
    /// The language that the page was in.
    pub locale: Option<Locale>,
    /// Whether the field that people don't see was filled in.
    pub trapped: bool,
    pub wrong: Option<Wrong>,
}

impl Form {
    /// A form with nothing in it but the score that a mail's button carried, where it is on the scale.
    pub fn preselected(survey: &Survey, score: Option<&str>) -> Self {
        Self { score: score.and_then(|score| read_score(survey, score)), ..Self::default() }
    }

    /// A form with the answers that stand there, to be changed.
    pub fn of(survey: &Survey, standing: &Response) -> Self {
        let score = standing.score().filter(|score| survey.measure.scale().contains(*score));
        Self { score, comment: standing.comment().map(str::to_owned), ..Self::default() }
    }

    /// Reads a posted form. Anything else than a form is one with nothing in it.
    pub async fn read(request: Request, survey: &Survey) -> Self {
        let (parts, body) = request.into_parts();
        let Ok(bytes) = axum::body::to_bytes(body, MAX_FORM).await else {
            return Self { wrong: Some(Wrong::TooLarge), ..Self::default() };
        };
        let request = Request::from_parts(parts, bytes.into());
        let read = axum::Form::<Vec<(String, String)>>::from_request(request, &()).await;
        let mut form = Self::default();
        for (name, value) in read.map(|axum::Form(pairs)| pairs).unwrap_or_default() {
            match name.as_str() {
                "score" => form.score = form.score.or_else(|| read_score(survey, &value)),
                "comment" => form.comment = form.comment.or_else(|| tidy(&value)),
                "submission_id" => form.id = form.id.or_else(|| value.parse().ok()),
                "locale" => form.locale = form.locale.or_else(|| value.parse().ok()),
                TRAP => form.trapped |= !value.is_empty(),
                _ => {}
            }
        }
        let long = form.comment.as_ref().is_some_and(|comment| comment.chars().count() > MAX_COMMENT);
        form.wrong = match form.score {
            None => Some(Wrong::NoScore),
            Some(_) if long => Some(Wrong::LongComment),
            Some(_) => None,
        };
        form
    }
}

/// A score as a radio button and an address spell it: a whole number of the scale, or a word of it.
pub fn spelled(survey: &Survey, score: u8) -> String {
    match survey.spell(&Answer::Score(score)) {
        serde_json::Value::String(word) => word,
        number => number.to_string(),
    }
}

fn read_score(survey: &Survey, text: &str) -> Option<u8> {
    survey.measure.scale().scores().find(|score| spelled(survey, *score) == text)
}

/// A comment as it is stored: with plain line ends, and without the invisible marks that come along when people paste.
/// None where nothing is left.
fn tidy(text: &str) -> Option<String> {
    let bidi = |c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept: String = lines.chars().filter(|c| !(bidi(*c) || c.is_control() && !matches!(c, '\n' | '\t'))).collect();
    let kept = kept.trim();
    (!kept.is_empty()).then(|| kept.to_owned())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_loses_what_nobody_sees_and_nothing_else() {
        assert_eq!(tidy("  a\r\nb\rc\td \u{1f600}\u{2068}\0\u{b} "), Some("a\nb\nc\td \u{1f600}".to_owned()));
        assert_eq!(tidy(" \r\n\t"), None);
    }

    #[test]
    fn a_score_is_what_a_radio_button_sends_and_nothing_else() {
        let survey = |body| Survey::parse("s".parse().unwrap(), 1, &body).unwrap();
        let nps = survey(serde_json::json!({"name": "x", "metric": "nps"}));
        assert_eq!((read_score(&nps, "0"), read_score(&nps, "10")), (Some(0), Some(10)));
        for bad in ["", "11", "-1", "+9", "09", "9.0", " 9", "nine"] {
            assert_eq!(read_score(&nps, bad), None, "{bad}");
        }
        let gcr = survey(serde_json::json!({"name": "x", "metric": "gcr", "goal": "buy"}));
        assert_eq!((read_score(&gcr, "yes"), read_score(&gcr, "2")), (Some(2), None));
    }
}
