//! A page of a list: `?limit=` and `?cursor=` in, `{data, next_cursor}` out.

use std::fmt::Display;

use crate::backend::Backend;
use crate::cursor;
use crate::problem::Problem;
use crate::query::Query;
use axum::Json;
use axum::extract::FromRequestParts;
use domain::id::WorkspaceId;
use domain::input::{Fields, Refusal};
use http::request::Parts;
use jiff::Timestamp;
use serde_json::{Value, json};

/// Which page was asked for.
#[derive(Debug)]
pub struct Paging {
    /// How many rows at most.
    pub limit: usize,
    cursor: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Paging {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let query = Query::from_request_parts(parts, state).await?;
        let mut fields = query.fields()?;
        let paging = Self::read(&mut fields);
        Ok(fields.finish(|| Some(paging))?)
    }
}

/// The position of a row in a list that begins with the newest, as text that sorts so.
pub fn newest_first(created_at: Timestamp, id: impl Display) -> String {
    format!("{:020} {id}", i64::MAX - created_at.as_millisecond())
}

impl Paging {
    /// Reads the page among other parameters; what is wrong with it is left in `fields`.
    pub fn read(fields: &mut Fields<'_>) -> Self {
        let limit = fields.optional("limit", |value| {
            cursor::limit(value.as_str()).map_err(|problem| Refusal::new(problem.code(), "expected 1 to 1000"))
        });
        let cursor = fields.optional("cursor", |value| Ok(value.as_str().map(str::to_owned))).flatten();
        Self { limit: limit.unwrap_or(100), cursor }
    }

    /// Where the page begins, if not at the beginning of the list: the position that the page before it ended with.
    ///
    /// # Errors
    /// 400 for a cursor that is not from this list.
    pub fn after(&self, backend: &Backend, workspace: &WorkspaceId, query: &str) -> Result<Option<String>, Problem> {
        self.cursor.as_deref().map(|cursor| cursor::open(backend, workspace, query, cursor)).transpose()
    }

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
        let after = self.after(backend, workspace, query)?;
        let mut rows =
            rows.into_iter().skip_while(|(position, _)| after.as_ref().is_some_and(|after| position <= after));
        let (positions, data): (Vec<_>, Vec<_>) = rows.by_ref().take(self.limit).unzip();
        let more = rows.next().and(positions.last());
        let next = more.map(|position| cursor::seal(backend, workspace, query, position));
        Ok(Json(json!({"data": data, "next_cursor": next})))
    }
}
