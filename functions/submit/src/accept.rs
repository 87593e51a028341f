//! Takes a post in: stores it as a new response, or merges it into the one that stands there.
//!
//! Everything here may be repeated blindly. Whatever was lost on the way, a reply or a commit, the same post leads to the
//! same row, and two posts that meet are merged one after the other.

use std::time::Duration;

use domain::id::{DispatchId, PersonId, WorkspaceId};
use domain::input::Refusal;
use domain::response::{Merged, Response};
use domain::survey::Survey;
use jiff::Timestamp;
use store::{LinkState, Revision, Store, StoreError, Stored, StoredLinked};

/// How often a merge that was overtaken by another is tried.
const TRIES: u32 = 16;

/// Who answers.
#[derive(Clone, Copy, Debug)]
pub enum By<'a> {
    /// Nobody that we know.
    Anybody,
    /// A person, named by somebody who may name people.
    Known(&'a PersonId),
    /// Whoever holds a personal link, which allows one response.
    Link(&'a PersonId, DispatchId),
}

/// What became of a post, with the response as it now stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// It is the response.
    New(Box<Response>),
    /// It was merged into the response.
    Merged(Box<Response>),
    /// The very same post was taken in before.
    Repeated(Box<Response>),
    /// The response was finished, and the time for changes is over.
    AlreadyFinished(Box<Response>),
    /// The response has more halves than any survey has questions.
    TooManyPosts(Box<Response>),
    /// The id is too old or too new for a new response.
    Refused(Refusal),
    /// The id is another response's: one that this link does not open, or one that only its own link opens.
    Taken,
    /// The link is gone: its person was erased.
    Gone,
}

enum Found {
    New,
    Standing(Box<Response>, Revision),
    Not(Accepted),
}

/// Takes a post in.
///
/// # Errors
/// What the database says; [`StoreError::Contended`] where too many posts met on one response.
pub async fn accept(
    store: &Store,
    ws: &WorkspaceId,
    survey: &Survey,
    post: Response,
    by: By<'_>,
    now: Timestamp,
) -> Result<Accepted, StoreError> {
    let post = to_the_millisecond(post);
    let found = match by {
        By::Anybody | By::Known(_) => put(store, ws, &post, by, now).await?,
        By::Link(person, dispatch) => put_linked(store, ws, &post, person, dispatch, now).await?,
    };
    match found {
        Found::New => Ok(Accepted::New(Box::new(post))),
        Found::Not(accepted) => Ok(accepted),
        Found::Standing(response, revision) => merge(store, ws, survey, &post, *response, revision).await,
    }
}

async fn put(
    store: &Store,
    ws: &WorkspaceId,
    post: &Response,
    by: By<'_>,
    now: Timestamp,
) -> Result<Found, StoreError> {
    // An id that is stored is always known, however old it has become.
    if let Err(refusal) = post.check_age(now) {
        let standing = store.response(ws, &post.survey, post.id).await?;
        return Ok(match standing {
            Some((response, revision)) => unlinked(Box::new(response), revision),
            None => Found::Not(Accepted::Refused(refusal)),
        });
    }
    let stored = match by {
        By::Known(person) => store.put_known_response(ws, post, person).await?,
        By::Anybody | By::Link(..) => store.put_response(ws, post).await?,
    };
    Ok(match stored {
        Stored::New => Found::New,
        Stored::Existing(response, revision) => unlinked(response, revision),
    })
}

/// The response of a personal link is its reader's own: who has no link neither changes it nor sees it.
fn unlinked(response: Box<Response>, revision: Revision) -> Found {
    if response.dispatch.is_some() { Found::Not(Accepted::Taken) } else { Found::Standing(response, revision) }
}

async fn put_linked(
    store: &Store,
    ws: &WorkspaceId,
    post: &Response,
    person: &PersonId,
    dispatch: DispatchId,
    now: Timestamp,
) -> Result<Found, StoreError> {
    let answered = if let Err(refusal) = post.check_age(now) {
        match store.link(ws, person, dispatch).await? {
            LinkState::Answered(id) => id,
            LinkState::Open => return Ok(Found::Not(Accepted::Refused(refusal))),
            LinkState::Gone => return Ok(Found::Not(Accepted::Gone)),
        }
    } else {
        match store.put_linked_response(ws, post, person, dispatch).await? {
            StoredLinked::New => return Ok(Found::New),
            StoredLinked::Answered(id) => id,
            StoredLinked::Gone => return Ok(Found::Not(Accepted::Gone)),
        }
    };
    Ok(match store.response(ws, &post.survey, answered).await? {
        Some((response, _)) if response.dispatch != Some(dispatch) => Found::Not(Accepted::Taken),
        Some((response, revision)) => Found::Standing(Box::new(response), revision),
        None => Found::Not(Accepted::Gone),
    })
}

async fn merge(
    store: &Store,
    ws: &WorkspaceId,
    survey: &Survey,
    post: &Response,
    response: Response,
    revision: Revision,
) -> Result<Accepted, StoreError> {
    let (mut response, mut revision) = (response, revision);
    for attempt in 1..=TRIES {
        match response.merge(post, survey.edit_window()) {
            Merged::Repeated => return Ok(Accepted::Repeated(Box::new(response))),
            Merged::AlreadyFinished => return Ok(Accepted::AlreadyFinished(Box::new(response))),
            Merged::TooManyPosts => return Ok(Accepted::TooManyPosts(Box::new(response))),
            Merged::Changed(merged) => {
                if store.replace_response(ws, &merged, revision).await? {
                    return Ok(Accepted::Merged(merged));
                }
            }
        }
        // Somebody was faster, and of those who meet one always gets through.
        tokio::time::sleep(Duration::from_millis(u64::from(attempt))).await;
        let standing = store.response(ws, &response.survey, response.id).await?;
        (response, revision) = standing.ok_or(StoreError::Contended)?;
    }
    Err(StoreError::Contended)
}

/// The tables keep milliseconds. What is finer must not decide which of two answers is later: it would be forgotten for the
/// one that came first, and the order of arrival would show.
fn to_the_millisecond(mut post: Response) -> Response {
    let cut = |at: &mut Timestamp| *at = Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(*at);
    post.answers.values_mut().for_each(|answer| cut(&mut answer.at));
    post.properties.values_mut().for_each(|property| cut(&mut property.at));
    post.finished_at.iter_mut().for_each(cut);
    post.locale.iter_mut().for_each(|locale| cut(&mut locale.at));
    post.channel.iter_mut().for_each(|channel| cut(&mut channel.at));
    post
}
