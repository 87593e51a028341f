//! A page of a list: `?limit=` and `?cursor=` in, `{data, next_cursor}` out.

use std::fmt::Display;

use axum::Json;
use axum::extract::{FromRequestParts, Query};
use domain::id::WorkspaceId;
use domain::input::{Fields, Refusal};
use http::StatusCode;
use http::request::Parts;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use web::backend::Backend;
use web::cursor;
use web::problem::Problem;

/// Which page was asked for.
#[derive(Debug)]
pub struct Paging {
    limit: usize,
    cursor: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Paging {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let malformed = |_| Problem::new(StatusCode::BAD_REQUEST, "malformed_query", "the query can't be read");
        let query = Query::<Vec<(String, String)>>::from_request_parts(parts, state).await;
        let Query(pairs) = query.map_err(malformed)?;
        // Read as strictly as a body: each parameter once, and none that is not known.
        let given: Map<_, _> = pairs.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect();
        let repeated = pairs.len() > given.len();
        let given = Value::Object(given);
        let mut fields = Fields::of(&given, "")?;
        let limit = fields.optional("limit", |value| {
            cursor::limit(value.as_str()).map_err(|problem| Refusal::new(problem.code(), "expected 1 to 1000"))
        });
        let cursor = fields.optional("cursor", |value| Ok(value.as_str().map(str::to_owned))).flatten();
        if repeated {
            fields.refuse("", Refusal::new("repeated_field", "a parameter stands more than once; send it once"));
        }
        fields.finish(|| Some(Self { limit: limit.unwrap_or(100), cursor })).map_err(Problem::from)
    }
}

/// The position of a row in a list that begins with the newest, as text that sorts so.
pub fn newest_first(created_at: Timestamp, id: impl Display) -> String {
    format!("{:020} {id}", i64::MAX - created_at.as_millisecond())
}

impl Paging {
    /// The page of these rows, which stand in the order of their positions.
    ///
    /// # Errors
    /// 400 for a cursor that is not from this list.
    pub fn page(
        &self,
        backend: &Backend,
        workspace: &WorkspaceId,
        query: &str,
        rows: impl IntoIterator<Item = (String, Value)>,
    ) -> Result<Json<Value>, Problem> {
        let cursor = self.cursor.as_deref();
        let after = cursor.map(|cursor| cursor::open(backend, workspace, query, cursor)).transpose()?;
        let mut rows =
            rows.into_iter().skip_while(|(position, _)| after.as_ref().is_some_and(|after| position <= after));
        let (positions, data): (Vec<_>, Vec<_>) = rows.by_ref().take(self.limit).unzip();
        let more = rows.next().and(positions.last());
        let next = more.map(|position| cursor::seal(backend, workspace, query, position));
        Ok(Json(json!({"data": data, "next_cursor": next})))
    }
}
