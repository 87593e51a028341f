//! NDJSON: a batch, with one JSON value a line and one answer a line, in order. A line that is wrong is answered by its
//! problem, and the others go on.

use axum::extract::{FromRequest, Request};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde_json::Value;

use crate::body::{self, MAX_BODY, media_type, parse, read, too_large};
use crate::problem::Problem;

/// The media type of the answer.
pub const MEDIA_TYPE: &str = "application/x-ndjson";
/// The largest NDJSON body, in bytes.
pub const MAX_NDJSON: usize = 4 * 1024 * 1024;
/// The most lines of one batch.
pub const MAX_LINES: usize = 500;
/// How much is answered in full, in bytes: Lambda answers 6 MB, and base64 takes a third of it.
const MAX_WHOLE: usize = 4 * 1000 * 1000;
/// The most bad fields that are named on one line, so that a body of rubbish is not answered by a flood.
const MAX_NAMED: usize = 20;

/// Whether a request says that its body is NDJSON, in one of the names that this has.
pub(crate) fn is_ndjson(headers: &HeaderMap) -> bool {
    [MEDIA_TYPE, "application/ndjson", "application/jsonl"].contains(&media_type(headers).as_str())
}

/// The lines of an NDJSON body: each a value or what is wrong with it, in order. Empty lines are left out.
#[derive(Debug)]
pub struct Lines(pub Vec<Result<Value, Problem>>);

impl<S: Send + Sync> FromRequest<S> for Lines {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        if !is_ndjson(request.headers()) {
            let detail = "send one JSON object a line, with the header Content-Type: application/x-ndjson";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_ndjson", detail));
        }
        let bytes = read(request, MAX_NDJSON).await?;
        let lines: Vec<_> = bytes
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.trim_ascii().is_empty())
            .take(MAX_LINES + 1)
            .collect();
        if lines.len() > MAX_LINES {
            let detail = format!("a batch has {MAX_LINES} lines at most; send the others by another request");
            return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_many_lines", detail));
        }
        let value = |line: &[u8]| if line.len() > MAX_BODY { Err(too_large(MAX_BODY)) } else { parse(line) };
        Ok(Self(lines.into_iter().map(value).collect()))
    }
}

/// The body of a route that takes one JSON value or a batch of them, as the content type says.
#[derive(Debug)]
pub enum OneOrLines {
    /// JSON.
    One(Value),
    /// NDJSON.
    Lines(Vec<Result<Value, Problem>>),
}

impl<S: Send + Sync> FromRequest<S> for OneOrLines {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if is_ndjson(request.headers()) {
            return Lines::from_request(request, state).await.map(|Lines(lines)| Self::Lines(lines));
        }
        if media_type(request.headers()) != "application/json" {
            let detail = "send one JSON object with the header Content-Type: application/json, or up to 500 of them, one \
                          a line, with Content-Type: application/x-ndjson";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_json", detail));
        }
        body::Json::from_request(request, state).await.map(|body| Self::One(body.value))
    }
}

/// The lines that answer the lines. Past [`MAX_WHOLE`] bytes what is answered leaves its lists and objects out, so that
/// the client learns what became of every line.
pub fn text(answers: impl IntoIterator<Item = Result<Value, Problem>>) -> String {
    answers.into_iter().fold(String::new(), |mut text, answer| {
        let mut value = answer.unwrap_or_else(|problem| problem.named_at_most(MAX_NAMED).to_json());
        if text.len() > MAX_WHOLE
            && let Some(members) = value.as_object_mut()
        {
            members.retain(|_, member| !member.is_object() && !member.is_array());
        }
        text.push_str(&value.to_string());
        text.push('\n');
        text
    })
}

/// The answer of a batch: 200, and a line for each line.
pub fn answer(answers: impl IntoIterator<Item = Result<Value, Problem>>) -> Response {
    let media_type = HeaderValue::from_static(MEDIA_TYPE);
    ([(header::CONTENT_TYPE, media_type)], text(answers)).into_response()
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use domain::input::{Problem as BadField, Problems};

    use super::*;

    async fn lines(media_type: &str, body: impl Into<Body>) -> Result<Vec<Result<Value, Problem>>, Problem> {
        let request = http::Request::builder().header("content-type", media_type).body(body.into()).unwrap();
        Lines::from_request(request, &()).await.map(|Lines(lines)| lines)
    }

    #[tokio::test]
    async fn each_line_is_a_value_or_its_own_problem() {
        let long = format!("\"{}\"", "x".repeat(MAX_BODY));
        let body = [b"{\"a\":1}\r\n\n  \n{\"a\":1,\"a\":2}\n\"\xff\"\n".as_slice(), long.as_bytes(), b"\n[]"].concat();
        let lines = lines("application/x-ndjson; charset=utf-8", body).await.unwrap();
        let told: Vec<_> = lines
            .iter()
            .map(|line| line.as_ref().map_or_else(|problem| problem.code().to_owned(), Value::to_string))
            .collect();
        assert_eq!(told, ["{\"a\":1}", "repeated_field", "not_utf8", "body_too_large", "[]"]);
    }

    #[tokio::test]
    async fn a_batch_has_500_lines_at_most_and_empty_ones_do_not_count() {
        assert_eq!(lines(MEDIA_TYPE, "1\n\n".repeat(500)).await.unwrap().len(), 500);
        let refused = lines(MEDIA_TYPE, "1\n".repeat(501)).await.unwrap_err();
        assert_eq!((refused.status().as_u16(), refused.code()), (413, "too_many_lines"));
        let refused = lines(MEDIA_TYPE, vec![b'\n'; MAX_NDJSON + 1]).await.unwrap_err();
        assert_eq!((refused.status().as_u16(), refused.code()), (413, "body_too_large"));
        let refused = lines("application/json", "1").await.unwrap_err();
        assert_eq!((refused.status().as_u16(), refused.code()), (415, "not_ndjson"));
    }

    #[tokio::test]
    async fn the_content_type_says_whether_one_comes_or_many() {
        let read = |media_type: &str, body: &'static str| {
            let request = http::Request::builder().header("content-type", media_type).body(Body::from(body)).unwrap();
            OneOrLines::from_request(request, &())
        };
        assert!(matches!(read("application/json", "{}").await, Ok(OneOrLines::One(Value::Object(_)))));
        assert!(matches!(read("application/jsonl", "{}\n{}").await, Ok(OneOrLines::Lines(lines)) if lines.len() == 2));
        let refused = read("text/csv", "{}").await.unwrap_err();
        assert_eq!((refused.status().as_u16(), refused.code()), (415, "not_json"));
    }

    #[test]
    fn a_problem_is_answered_in_one_line_that_names_20_fields_at_most() {
        let bad = |n| BadField { name: format!("f{n}\n"), code: "unknown_field", reason: "x".to_owned() };
        let problem = Err(Problems((0..30).map(bad).collect()).into());
        let text = text([Ok(serde_json::json!({"id": 1})), problem, Ok(Value::Null)]);
        let lines: Vec<_> = text.split('\n').collect();
        assert_eq!((lines[0], &lines[2..]), ("{\"id\":1}", ["null", ""].as_slice()));
        let value: Value = serde_json::from_str(lines[1]).unwrap();
        assert_eq!(value["invalid_params"].as_array().unwrap().len(), 20);
        assert_eq!((&value["status"], &value["code"]), (&400.into(), &"invalid_request".into()));
    }

    #[test]
    fn past_four_megabytes_the_lines_say_the_least() {
        let line =
            || Ok(serde_json::json!({"id": "rsp_1", "finished": true, "answers": {"comment": "x".repeat(100_000)}}));
        let text = text((0..60).map(|_| line()));
        assert!(text.len() < 4_200_000);
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!((lines.len(), lines[0]["answers"].is_object()), (60, true));
        assert_eq!(lines[59], serde_json::json!({"id": "rsp_1", "finished": true}));
    }
}
