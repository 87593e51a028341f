//! Errors as `application/problem+json` (RFC 9457): a stable `code` for programs, a sentence for people, all bad fields at
//! once, and never the input.

use axum::response::{IntoResponse, Response};
use domain::input::Problems;
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use serde_json::{Value, json};
use store::StoreError;

use crate::request_id;

/// One bad field, as clients see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InvalidParam {
    /// The field's path; empty for the body itself.
    pub name: String,
    /// A stable `snake_case` word.
    pub code: &'static str,
    /// What would be right.
    pub reason: String,
}

/// An error that a client sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    detail: String,
    invalid_params: Vec<InvalidParam>,
    retry_after: Option<u32>,
    extra: Option<(&'static str, String)>,
}

impl Problem {
    /// An error with its status, its code and a sentence that says what to do.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self { status, code, detail: detail.into(), invalid_params: Vec::new(), retry_after: None, extra: None }
    }

    /// 404: there is no such thing here, or it is another workspace's.
    pub fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", format!("there is no such {what} in this workspace"))
    }

    /// 409: the request does not go with how things stand.
    pub fn conflict(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, detail)
    }

    /// 503: try again after some seconds.
    pub fn unavailable() -> Self {
        let detail = "the service can't take the request at the moment; try again";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail).with_retry(2)
    }

    /// 429: more came than is allowed; try again after this many seconds.
    pub fn too_many_requests(retry_after: u32) -> Self {
        let detail = format!("too many requests; try again after {retry_after} s, as Retry-After says");
        Self::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", detail).with_retry(retry_after)
    }

    /// 500: our fault; what happened stands in the log under the request id.
    pub fn internal() -> Self {
        let detail = "something went wrong on our side; try again, and if it stays so, tell us the request_id";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail)
    }

    /// The error with one more member.
    #[must_use]
    pub fn with(self, name: &'static str, value: impl Into<String>) -> Self {
        Self { extra: Some((name, value.into())), ..self }
    }

    /// The error, with the header that says after how many seconds to try again.
    #[must_use]
    pub fn with_retry(self, seconds: u32) -> Self {
        Self { retry_after: Some(seconds), ..self }
    }

    /// The error's code.
    pub const fn code(&self) -> &'static str {
        self.code
    }

    /// The error's status.
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// The body of the answer, under the id of the request that is being handled.
    pub fn to_json(&self) -> Value {
        let mut body = json!({
            "type": "about:blank",
            "title": self.status.canonical_reason().unwrap_or("Error"),
            "status": self.status.as_u16(),
            "detail": self.detail,
            "code": self.code,
            "request_id": request_id::current(),
        });
        if !self.invalid_params.is_empty() {
            body["invalid_params"] = json!(self.invalid_params);
        }
        if let Some((name, value)) = &self.extra {
            body[*name] = json!(value);
        }
        // A line of a batch has no header of its own.
        if let Some(seconds) = self.retry_after {
            body["retry_after"] = json!(seconds);
        }
        body
    }

    /// The same problem, naming this many bad fields at most: for answers of many lines, so that a body of rubbish is not
    /// answered by a flood.
    pub(crate) fn named_at_most(mut self, fields: usize) -> Self {
        self.invalid_params.truncate(fields);
        self
    }
}

impl From<Problems> for Problem {
    fn from(Problems(problems): Problems) -> Self {
        let mut problem =
            Self::new(StatusCode::BAD_REQUEST, "invalid_request", "some fields are not right; see invalid_params");
        // One field alone lends its code, so that clients can branch on it without looking further.
        if let [only] = problems.as_slice() {
            problem.code = only.code;
        }
        problem.invalid_params = problems
            .into_iter()
            .map(|problem| InvalidParam { name: problem.name, code: problem.code, reason: problem.reason })
            .collect();
        problem
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        tracing::error!(error = %error, kind = error.label(), "the store failed");
        if error.retryable() { Self::unavailable() } else { Self::internal() }
    }
}

impl From<runtime::queue::QueueError> for Problem {
    fn from(error: runtime::queue::QueueError) -> Self {
        tracing::error!(error = %error, "the queue failed");
        Self::unavailable()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let json = HeaderValue::from_static("application/problem+json");
        let mut response = (self.status, [(header::CONTENT_TYPE, json)], self.to_json().to_string()).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_many_requests_say_when_to_come_again() {
        let problem = Problem::too_many_requests(37);
        assert_eq!((problem.status().as_u16(), problem.code()), (429, "rate_limited"));
        let answer = problem.into_response();
        assert_eq!((answer.status().as_u16(), &answer.headers()["retry-after"]), (429, &HeaderValue::from(37)));
    }

    #[test]
    fn any_problem_can_say_when_to_come_again() {
        let answer = Problem::unavailable().with_retry(9).into_response();
        assert_eq!((answer.status().as_u16(), &answer.headers()["retry-after"]), (503, &HeaderValue::from(9)));
        assert!(Problem::internal().into_response().headers().get("retry-after").is_none());
    }
}
