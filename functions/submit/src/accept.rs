//! Takes a post in: stores it as a new response, or merges it into the one that stands there.
//!
//! Everything here may be repeated blindly. Whatever was lost on the way, a reply or a commit, the same post leads to the
//! same row, and two posts that meet are merged one after the other.

use std::time::Duration;

use domain::id::{DispatchId, PersonId, SubmissionId, WorkspaceId};
use domain::input::Refusal;
use domain::response::{Merged, Response};
use domain::signed_link::LinkName;
use domain::survey::Survey;
use jiff::Timestamp;
use store::{LinkState, Replaced, Revision, Store, StoreError, Stored, StoredLinked};

/// How often a merge that was overtaken by another is tried.
const TRIES: u32 = 16;

/// Who answers.
#[derive(Clone, Copy, Debug)]
pub enum By<'a> {
    /// Nobody that we know.
    Anybody,
    /// A person, named by somebody who may name people.
    Known(&'a PersonId),
    /// Whoever holds a link, which allows one response.
    Link(Link<'a>),
}

/// A link that was checked.
#[derive(Clone, Copy, Debug)]
pub enum Link<'a> {
    /// Of a dispatch.
    Dispatch(DispatchId, &'a PersonId),
    /// Signed by a team itself, with or without a person.
    Signed(LinkName, Option<&'a PersonId>),
}

impl Link<'_> {
    /// Whether a response is this link's own.
    fn has(self, response: &Response) -> bool {
        match self {
            Self::Dispatch(id, _) => response.dispatch == Some(id),
            Self::Signed(name, _) => response.link == Some(name),
        }
    }

    async fn state(self, store: &Store, ws: &WorkspaceId) -> Result<LinkState, StoreError> {
        match self {
            Self::Dispatch(id, person) => store.link(ws, person, id).await,
            Self::Signed(name, person) => store.signed_link(ws, name, person).await,
        }
    }

    async fn put(self, store: &Store, ws: &WorkspaceId, post: &Response) -> Result<StoredLinked, StoreError> {
        match self {
            Self::Dispatch(id, person) => store.put_linked_response(ws, post, person, id).await,
            Self::Signed(name, person) => store.put_signed_response(ws, post, name, person).await,
        }
    }
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
    let post = as_it_is_kept(store, ws, to_the_millisecond(post))?;
    let found = match by {
        By::Anybody | By::Known(_) => put(store, ws, survey, &post, by, now).await?,
        By::Link(link) => put_linked(store, ws, survey, &post, link, now).await?,
    };
    match found {
        Found::New => Ok(Accepted::New(Box::new(post))),
        Found::Not(accepted) => Ok(accepted),
        Found::Standing(response, revision) => merge(store, ws, survey, post, *response, revision).await,
    }
}

async fn put(
    store: &Store,
    ws: &WorkspaceId,
    survey: &Survey,
    post: &Response,
    by: By<'_>,
    now: Timestamp,
) -> Result<Found, StoreError> {
    // An id that is stored is always known, however old it has become.
    if let Err(refusal) = post.check_age(now) {
        return Ok(match standing(store, ws, survey, post.id, now).await? {
            Some((response, revision)) => unlinked(Box::new(response), revision),
            None => Found::Not(Accepted::Refused(refusal)),
        });
    }
    let stored = match by {
        By::Known(person) => store.put_known_response(ws, post, person).await?,
        By::Anybody | By::Link(_) => store.put_response(ws, post).await?,
    };
    Ok(match stored {
        Stored::New => Found::New,
        Stored::Left(left) => Found::Not(Accepted::New(left)),
        Stored::Existing(response, revision) => unlinked(response, revision),
    })
}

/// The response that stands under an id. One whose time is over may lie there for a while: it is gone like those that are
/// removed.
pub(crate) async fn standing(
    store: &Store,
    ws: &WorkspaceId,
    survey: &Survey,
    id: SubmissionId,
    now: Timestamp,
) -> Result<Option<(Response, Revision)>, StoreError> {
    Ok(store.response(ws, survey, id).await?.filter(|(response, _)| !response.is_expired(now)))
}

/// The response of a link is its reader's own: who has no link neither changes it nor sees it.
fn unlinked(response: Box<Response>, revision: Revision) -> Found {
    if response.linked() { Found::Not(Accepted::Taken) } else { Found::Standing(response, revision) }
}

async fn put_linked(
    store: &Store,
    ws: &WorkspaceId,
    survey: &Survey,
    post: &Response,
    link: Link<'_>,
    now: Timestamp,
) -> Result<Found, StoreError> {
    let answered = if let Err(refusal) = post.check_age(now) {
        match link.state(store, ws).await? {
            LinkState::Answered(id) => id,
            LinkState::Open => return Ok(Found::Not(Accepted::Refused(refusal))),
            LinkState::Gone | LinkState::Used => return Ok(Found::Not(Accepted::Gone)),
        }
    } else {
        match link.put(store, ws, post).await? {
            StoredLinked::New => return Ok(Found::New),
            StoredLinked::Left(left) => return Ok(Found::Not(Accepted::New(left))),
            StoredLinked::Answered(id) => id,
            StoredLinked::Gone => return Ok(Found::Not(Accepted::Gone)),
        }
    };
    Ok(match standing(store, ws, survey, answered, now).await? {
        Some((response, _)) if !link.has(&response) => Found::Not(Accepted::Taken),
        Some((response, revision)) => Found::Standing(Box::new(response), revision),
        None => Found::Not(Accepted::Gone),
    })
}

async fn merge(
    store: &Store,
    ws: &WorkspaceId,
    survey: &Survey,
    mut post: Response,
    mut response: Response,
    mut revision: Revision,
) -> Result<Accepted, StoreError> {
    for attempt in 1..=TRIES {
        match response.merge(&post, survey.edit_window()) {
            Merged::Repeated => return Ok(Accepted::Repeated(Box::new(response))),
            Merged::AlreadyFinished => return Ok(Accepted::AlreadyFinished(Box::new(response))),
            Merged::TooManyPosts => return Ok(Accepted::TooManyPosts(Box::new(response))),
            Merged::Changed(merged) => match store.replace_response(ws, &response, &merged, revision).await? {
                Replaced::Done => return Ok(Accepted::Merged(merged)),
                Replaced::Left(left) => return Ok(Accepted::Merged(left)),
                Replaced::Overtaken => {}
                Replaced::Erased => (post.person, post.segment, post.erased) = (None, None, true),
            },
        }
        // Somebody was faster, and of those who meet one always gets through.
        tokio::time::sleep(Duration::from_millis(u64::from(attempt))).await;
        let standing = store.response(ws, survey, response.id).await?;
        (response, revision) = standing.ok_or(StoreError::Contended)?;
    }
    Err(StoreError::Contended)
}

/// A post as the tables keep it: what tells a repeat of it does not tell whom it named.
///
/// # Errors
/// Where the store has no key for that.
pub fn as_it_is_kept(store: &Store, ws: &WorkspaceId, mut post: Response) -> Result<Response, StoreError> {
    let posts = post.posts.into_iter().map(|digest| store.kept_of_post(ws, digest));
    post.posts = posts.collect::<Result<_, _>>()?;
    Ok(post)
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
