//! The survey page of a personal link. Showing it reads and writes nothing down; only its form, posted, answers.
//!
//! A token is checked before anything is read. All that can be wrong with one but its age is one and the same page.

mod form;
mod invitation;
mod view;

use axum::body::Body;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, Request, State};
use axum::response::{IntoResponse, Response};
use domain::link::LinkError;
use domain::locale::Locale;
use domain::response::Response as Stored;
use domain::score::Tone;
use http::{HeaderMap, StatusCode, header};
use store::StoreError;
use web::backend::Backend;
use web::problem::Problem;

use crate::accept::{Accepted, By, accept};
use form::{Form, Wrong};
use invitation::{Invitation, Wishes};
use view::{Notice, Plain};

/// The query of a page: parameters that are not ours are anybody's.
type Parameters = Result<Query<Vec<(String, String)>>, QueryRejection>;
/// The path of a page; one that is not text is no token either.
type Token = Result<Path<String>, PathRejection>;

/// Why there is no survey to show.
enum Halt {
    /// The token is good for nothing, or what it names is gone.
    NotFound,
    /// The token was good once.
    Expired,
    /// The survey is archived, and the link was not answered.
    Closed(Locale),
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
    fn answer(self, wishes: &Wishes) -> Response {
        let (status, locale, plain) = match self {
            // Not even the language hangs on anything but the reader's browser.
            Self::NotFound => (StatusCode::NOT_FOUND, wishes.accepted(&Locale::ALL), Plain::NotFound),
            Self::Expired => (StatusCode::GONE, wishes.preferred(&Locale::ALL), Plain::Expired),
            Self::Closed(locale) => (StatusCode::GONE, Some(locale), Plain::Closed),
            Self::Failed(error) => {
                let status = Problem::from(error).status();
                (status, wishes.preferred(&Locale::ALL), Plain::Failed)
            }
            Self::Broken(problem) => return problem.into_response(),
        };
        with_retry(view::plain(status, locale.unwrap_or_default(), plain).into_response())
    }
}

/// Says when to come again, where that may help.
fn with_retry(mut response: Response) -> Response {
    if response.status() == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, 2.into());
    }
    response
}

/// Reads the token, and then what it names.
async fn invited(backend: &Backend, token: Token) -> Result<Invitation, Halt> {
    let Path(token) = token.map_err(|_| Halt::NotFound)?;
    let (workspace, dispatch) = backend.open_survey_link(&token).map_err(|error| match error {
        LinkError::Invalid => Halt::NotFound,
        LinkError::Expired(_) => Halt::Expired,
    })?;
    tracing::Span::current().record("workspace", workspace.as_str());
    Invitation::read(&backend.store, &workspace, dispatch).await?.ok_or(Halt::NotFound)
}

/// `GET /s/{token}`: the survey, or what was answered.
pub async fn show(State(backend): State<Backend>, token: Token, query: Parameters, headers: HeaderMap) -> Response {
    let wishes = Wishes::read(query.map(|Query(pairs)| pairs).unwrap_or_default(), &headers);
    shown(&backend, token, &wishes).await.unwrap_or_else(|halt| halt.answer(&wishes))
}

async fn shown(backend: &Backend, token: Token, wishes: &Wishes) -> Result<Response, Halt> {
    let invitation = invited(backend, token).await?;
    let locale = invitation.locale(wishes);
    let now = backend.now();
    if let Some(standing) = invitation.closed_answer(now) {
        return Ok(view::answered(&invitation, standing, locale, StatusCode::OK)?.into_response());
    }
    if invitation.survey.archived {
        return Err(Halt::Closed(locale));
    }
    let (form, notice) = match &invitation.answered {
        Some(standing) => (Form::of(&invitation.survey, standing), Some(Notice::StillEditable)),
        None => (Form::preselected(&invitation.survey, wishes.score.as_deref()), None),
    };
    let id = form::fresh_id(now).map_err(Halt::Broken)?;
    Ok(view::survey(&invitation, &form, id, locale, notice, StatusCode::OK)?.into_response())
}

/// `POST /s/{token}`: takes the form in, and thanks.
pub async fn answer(State(backend): State<Backend>, token: Token, query: Parameters, request: Request) -> Response {
    let wishes = Wishes::read(query.map(|Query(pairs)| pairs).unwrap_or_default(), request.headers());
    answered(&backend, token, wishes.clone(), request).await.unwrap_or_else(|halt| halt.answer(&wishes))
}

async fn answered(
    backend: &Backend,
    token: Token,
    mut wishes: Wishes,
    request: Request<Body>,
) -> Result<Response, Halt> {
    let invitation = invited(backend, token).await?;
    let survey = &invitation.survey;
    let read = Form::read(request, survey).await;
    // The language that the page was in counts for more than what its address says.
    wishes.lang = read.locale.or(wishes.lang);
    let locale = invitation.locale(&wishes);
    let now = backend.now();
    if survey.archived && invitation.answered.is_none() {
        return Err(Halt::Closed(locale));
    }
    let again = |notice, status, id| view::survey(&invitation, &read, id, locale, Some(notice), status);
    let fresh = || form::fresh_id(now);
    let (id, score) = match (read.wrong, read.id, read.score) {
        (None, Some(id), Some(score)) => (id, score),
        (None, None, _) => return Ok(again(Notice::Again, StatusCode::UNPROCESSABLE_ENTITY, fresh()?)?.into_response()),
        (wrong, id, _) => {
            let id = id.map_or_else(fresh, Ok)?;
            let wrong = wrong.unwrap_or(Wrong::NoScore);
            return Ok(again(Notice::Wrong(wrong), wrong.status(), id)?.into_response());
        }
    };
    let post = invitation.response(id, score, &read, locale, now);
    let replied = |standing: &Stored| -> Result<Response, Problem> {
        // A retry, or a second tab with the same answers: to whoever sent it, it arrived.
        if post.posts.is_subset(&standing.posts) || invitation::say_the_same(standing, &post) {
            return Ok(view::thanks(&invitation, standing, locale)?.into_response());
        }
        Ok(view::answered(&invitation, standing, locale, StatusCode::CONFLICT)?.into_response())
    };
    if let Some(standing) = invitation.answered.as_ref().filter(|_| survey.archived) {
        return Ok(replied(standing)?);
    }
    let by = By::Link(&invitation.dispatch.person, invitation.dispatch.id);
    let accepted = accept(&backend.store, &invitation.workspace.id, survey, post.clone(), by, now).await;
    Ok(match accepted {
        Ok(Accepted::New(standing) | Accepted::Merged(standing) | Accepted::Repeated(standing)) => {
            view::thanks(&invitation, &standing, locale)?.into_response()
        }
        Ok(Accepted::AlreadyFinished(standing) | Accepted::TooManyPosts(standing)) => replied(&standing)?,
        Ok(Accepted::Refused(_) | Accepted::Taken) => {
            again(Notice::Again, StatusCode::UNPROCESSABLE_ENTITY, fresh()?)?.into_response()
        }
        Ok(Accepted::Gone) => return Err(Halt::NotFound),
        Err(error) => {
            // With the same id, so that pressing once more is a retry whatever was lost.
            let status = Problem::from(error).status();
            with_retry(again(Notice::Unavailable, status, id)?.into_response())
        }
    })
}

/// In which words an answer is replied to.
fn tone(invitation: &Invitation, score: Option<u8>) -> Tone {
    score.and_then(|score| invitation.survey.measure.tone(score)).unwrap_or(Tone::Mid)
}
