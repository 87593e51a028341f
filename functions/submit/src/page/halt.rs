//! Why there is no survey to show, as a page that says so in the reader's language, and nothing about whom the link was for.

use axum::response::{IntoResponse, Response};
use domain::locale::Locale;
use http::{StatusCode, header};
use store::StoreError;
use web::problem::Problem;

use super::opened::Opened;
use super::view::{self, Over, Plain};
use super::wishes::Wishes;

/// Why there is no survey to show.
pub enum Halt {
    /// The link is good for nothing, or what it names is gone.
    NotFound,
    /// The link was good once; with what it opened, where that could be read.
    Expired(Option<Box<Opened>>),
    /// The tables could not be read.
    Failed(StoreError),
    /// The page could not be made.
    Broken(Problem),
}

impl From<StoreError> for Halt {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

impl From<Problem> for Halt {
    fn from(problem: Problem) -> Self {
        Self::Broken(problem)
    }
}

impl Halt {
    pub fn answer(self, wishes: &Wishes) -> Response {
        let all = &Locale::ALL;
        let (status, locale, plain) = match self {
            // Not even the language hangs on anything but the reader's browser.
            Self::NotFound => (StatusCode::NOT_FOUND, wishes.accepted(all), Plain::NotFound),
            Self::Expired(Some(opened)) => {
                return view::over(&opened, opened.locale(wishes), Over::Expired).into_response();
            }
            Self::Expired(None) => (StatusCode::GONE, wishes.lang.or_else(|| wishes.accepted(all)), Plain::Expired),
            Self::Failed(error) => {
                (Problem::from(error).status(), wishes.lang.or_else(|| wishes.accepted(all)), Plain::Failed)
            }
            Self::Broken(problem) => return problem.into_response(),
        };
        with_retry(view::plain(status, locale.unwrap_or_default(), plain).into_response())
    }
}

/// Says when to come again, where that may help.
pub fn with_retry(mut response: Response) -> Response {
    if response.status() == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, 2.into());
    }
    response
}
