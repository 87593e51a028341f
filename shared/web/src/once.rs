//! `Idempotency-Key`: the first answer to a request is kept for 24 hours and given again.
//!
//! The key is read after the caller is known, and holds for one caller's workspace, one route and one body. What a client
//! may try again as it is (429 and 5xx) is not kept.

use std::pin::Pin;

use axum::body::Body;
use axum::extract::{FromRequestParts, MatchedPath};
use axum::response::{IntoResponse, Response};
use domain::id::WorkspaceId;
use domain::input::{Problems, Refusal};
use http::request::Parts;
use http::{HeaderValue, StatusCode, header};
use serde_json::Value;
use sha2::{Digest, Sha256};
use store::{FirstAnswer, Idempotency};

use crate::backend::Backend;
use crate::ndjson;
use crate::problem::Problem;

const HEADER: &str = "idempotency-key";
const JSON: &str = "application/json";
const REPLAYED: &str = "idempotent-replayed";
/// The most that is kept of an answer: an item of the table holds 400 KB. Only a batch may answer more, and its lines have
/// keys of their own.
const MAX_KEPT: usize = 300 * 1024;

/// The idempotency key of a request, if it has one.
#[derive(Debug)]
pub struct Once {
    route: String,
    key: Option<String>,
    /// Whether the request is a batch, so that its answer is one too.
    lines: bool,
}

impl<S: Send + Sync> FromRequestParts<S> for Once {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let path = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
        let route = format!("{} {path}", parts.method);
        let lines = ndjson::is_ndjson(&parts.headers);
        let mut values = parts.headers.get_all(HEADER).iter();
        let Some(value) = values.next() else { return Ok(Self { route, key: None, lines }) };
        let plain = (1..=255).contains(&value.len()) && value.as_bytes().iter().all(u8::is_ascii_graphic);
        if !plain || values.next().is_some() {
            let refusal =
                Refusal::new("invalid_idempotency_key", "expected one key of 1 to 255 visible ASCII characters");
            return Err(Problems::one("Idempotency-Key", refusal).into());
        }
        Ok(Self { route, key: value.to_str().ok().map(str::to_owned), lines })
    }
}

/// A successful answer, and what a repetition of the request gets.
#[derive(Debug)]
pub struct Answer {
    status: StatusCode,
    media: &'static str,
    body: String,
    again: Again,
}

/// A request that can be run; on the heap, because the futures of the AWS SDK are large.
pub type Running<'a> = Pin<Box<dyn Future<Output = Result<Answer, Problem>> + Send + 'a>>;

/// What a repetition of a request gets.
#[derive(Debug)]
enum Again {
    /// The same answer.
    Same,
    /// Another one, because this one must not be stored.
    Instead(Problem),
    /// Whatever running it again gives.
    Nothing,
}

impl Answer {
    /// An answer of JSON.
    pub fn json(status: StatusCode, body: &Value) -> Self {
        Self { status, media: JSON, body: body.to_string(), again: Again::Same }
    }

    /// An answer of NDJSON.
    pub fn lines(body: String) -> Self {
        Self { status: StatusCode::OK, media: ndjson::MEDIA_TYPE, body, again: Again::Same }
    }

    /// The answer, with another one for repetitions.
    #[must_use]
    pub fn but_again(self, problem: Problem) -> Self {
        Self { again: Again::Instead(problem), ..self }
    }

    /// The answer, not to be kept.
    #[must_use]
    pub fn unkept(self) -> Self {
        Self { again: Again::Nothing, ..self }
    }
}

fn digest(parts: &[&str]) -> String {
    // None of the parts holds a newline but the last.
    Sha256::digest(parts.join("\n")).iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

fn respond(status: StatusCode, media: &'static str, body: impl Into<Body>) -> Response {
    (status, [(header::CONTENT_TYPE, HeaderValue::from_static(media))], body.into()).into_response()
}

fn first_answer(problem: &Problem) -> Option<FirstAnswer> {
    let status = problem.status();
    let passing = status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS;
    (!passing).then(|| FirstAnswer { status: status.as_u16(), body: problem.to_json().to_string() })
}

impl Once {
    fn again(&self, first: FirstAnswer) -> Response {
        let status = StatusCode::from_u16(first.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let media = match status.is_success() {
            false => "application/problem+json",
            true if self.lines => ndjson::MEDIA_TYPE,
            true => JSON,
        };
        let mut response = respond(status, media, first.body);
        response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
        response
    }

    /// A text that this request and its repetitions have in common, and no other request; none without a key.
    pub fn seed(&self, body: &str) -> Option<String> {
        self.key.as_ref().map(|key| digest(&[&self.route, key, body]))
    }

    /// Answers a request: by running it, or with the answer it got before.
    ///
    /// # Errors
    /// The problem of the request itself; 409 where the same request is still running; 422 for a key of another body.
    pub async fn answer(
        &self,
        backend: &Backend,
        workspace: &WorkspaceId,
        body: &str,
        run: Running<'_>,
    ) -> Result<Response, Problem> {
        let Some(key) = &self.key else {
            return run.await.map(|answer| respond(answer.status, answer.media, answer.body));
        };
        // The same text may be one value and a batch of one line, and they are answered in different forms.
        let form = if self.lines { ndjson::MEDIA_TYPE } else { JSON };
        let (key, body) = (digest(&[&self.route, key]), digest(&[form, body]));
        match backend.store.begin_idempotent(workspace, &key, &body, backend.now()).await? {
            Idempotency::Fresh => {}
            Idempotency::Answered(first) => return Ok(self.again(first)),
            Idempotency::Running => {
                let detail = "a request with this Idempotency-Key is still running; try again in a moment";
                return Err(Problem::conflict("idempotency_key_in_use", detail));
            }
            Idempotency::Reused => {
                let detail = "this Idempotency-Key was used with another body; take a new key for a new request";
                return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "idempotency_key_reused", detail));
            }
        }
        let result = run.await;
        let kept = match &result {
            Err(problem) | Ok(Answer { again: Again::Instead(problem), .. }) => first_answer(problem),
            Ok(Answer { again: Again::Nothing, .. }) => None,
            Ok(answer) => Some(FirstAnswer { status: answer.status.as_u16(), body: answer.body.clone() }),
        };
        let settled = match kept.filter(|kept| kept.body.len() <= MAX_KEPT) {
            Some(first) => backend.store.end_idempotent(workspace, &key, &body, first, backend.now()).await,
            None => backend.store.forget_idempotent(workspace, &key).await,
        };
        if let Err(error) = settled {
            // What the request asked for is done, and the client learns it; only a repetition finds no answer.
            tracing::warn!(error = %error, "an idempotency key could not be settled");
        }
        result.map(|answer| respond(answer.status, answer.media, answer.body))
    }
}
