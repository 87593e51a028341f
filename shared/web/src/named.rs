//! What a request's address says: the id in its path.

use std::str::FromStr;

use crate::problem::Problem;
use axum::extract::{FromRequestParts, Path};
use domain::input::{Problems, Refusal};
use http::request::Parts;

/// The id at the end of a path, as the client wrote it.
#[derive(Debug)]
pub struct Named(String);

impl<S: Send + Sync> FromRequestParts<S> for Named {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        // Only a path that is not UTF-8 fails, and no id is spelled so.
        let Path(id) = Path::from_request_parts(parts, state).await.map_err(|_| Problem::not_found("id"))?;
        Ok(Self(id))
    }
}

impl Named {
    /// The id of something that should be there: one that can't be an id names nothing.
    ///
    /// # Errors
    /// 404 for a malformed one.
    pub fn existing<T: FromStr<Err = Refusal>>(&self, what: &str) -> Result<T, Problem> {
        self.0.parse().map_err(|_| Problem::not_found(what))
    }

    /// The id that a client chooses for something.
    ///
    /// # Errors
    /// 400 for a malformed one.
    pub fn chosen<T: FromStr<Err = Refusal>>(&self) -> Result<T, Problem> {
        self.0.parse().map_err(|refusal| Problems::one("id", refusal).into())
    }
}
