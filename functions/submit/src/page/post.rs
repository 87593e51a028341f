//! A form that was posted: taken in, and thanked for or followed by the next page; or shown again with what is wrong.

mod employees;

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use domain::id::SubmissionId;
use domain::locale::Locale;
use domain::response::{Response as Stored, Suspect, SuspectRule};
use domain::stamped::{PostDigest, Stamped};
use domain::survey::{Answer, Pages};
use http::{HeaderValue, StatusCode, header};
use jiff::Timestamp;
use web::problem::Problem;
use web::source::SourceAddress;

use super::fields::Fields;
use super::form::{Form, id_again};
use super::halt::{Halt, with_retry};
use super::opened::{Opened, values};
use super::turn::Turn;
use super::view::{self, Notice, Over, Scene};
use super::wishes::Wishes;
use crate::Submit;
use crate::accept::{Accepted, By, accept, as_it_is_kept};
use crate::limit::{Sender, Verdict};

/// A form and all that is known when it comes in.
struct Post<'a> {
    opened: &'a Opened,
    form: Form,
    turn: Turn,
    locale: Locale,
    now: Timestamp,
}

/// Takes a form in.
pub async fn answer(
    submit: &Submit,
    opened: &Opened,
    mut wishes: Wishes,
    source: SourceAddress,
    request: Request,
) -> Result<Response, Halt> {
    let form = Form::read(&opened.survey, &Fields::read(request).await);
    // The language that the page was in counts for more than what its address says.
    wishes.lang = form.locale.or(wishes.lang);
    let (locale, now) = (opened.locale(&wishes), submit.backend.now());
    let post = Post { opened, turn: Turn::of(opened, &form), form, locale, now };
    if opened.survey.archived && opened.standing(post.form.id).is_none() {
        return Ok(view::over(opened, locale, Over::Closed)?.into_response());
    }
    post.take(submit, source).await
}

impl Post<'_> {
    async fn take(&self, submit: &Submit, source: SourceAddress) -> Result<Response, Halt> {
        if self.form.too_large {
            return self.again(Notice::TooLarge, StatusCode::PAYLOAD_TOO_LARGE, self.form.id);
        }
        if !self.turn.wrong.is_empty() {
            return self.again(Notice::Wrong, StatusCode::UNPROCESSABLE_ENTITY, self.form.id);
        }
        let Some(id) = self.form.id else {
            return self.again(Notice::Again, StatusCode::UNPROCESSABLE_ENTITY, None);
        };
        let response = self.response(id);
        if let Some(standing) = self.closed(id) {
            return Ok(self.replied(submit, response, standing)?);
        }
        if self.turn.is_empty() {
            return self.went_on(id);
        }
        match self.within_limits(submit, source).await {
            Verdict::Within => {}
            Verdict::Beyond(seconds) => {
                let mut page = self.again(Notice::Limited, StatusCode::TOO_MANY_REQUESTS, Some(id))?;
                page.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
                return Ok(page);
            }
            Verdict::Unknown => return self.again(Notice::Unavailable, StatusCode::SERVICE_UNAVAILABLE, Some(id)),
        }
        if self.opened.survey.enps.is_some() {
            return self.take_unnamed(submit, id, &response).await;
        }
        let (store, ws) = (&submit.backend.store, &self.opened.workspace.id);
        let by = By::Link(self.opened.invitation.link());
        match accept(store, ws, &self.opened.survey, response.clone(), by, self.now).await {
            Ok(Accepted::New(standing) | Accepted::Merged(standing) | Accepted::Repeated(standing)) => {
                if self.turn.is_last() { Ok(self.thanked(&standing)?) } else { self.went_on(id) }
            }
            Ok(Accepted::AlreadyFinished(standing) | Accepted::TooManyPosts(standing)) => {
                Ok(self.replied(submit, response, &standing)?)
            }
            Ok(Accepted::Refused(_) | Accepted::Taken) => {
                self.again(Notice::Again, StatusCode::UNPROCESSABLE_ENTITY, None)
            }
            Ok(Accepted::Gone) => Err(Halt::NotFound),
            // With the same id, so that pressing once more is a retry whatever was lost.
            Err(error) => self.again(Notice::Unavailable, Problem::from(error).status(), Some(id)),
        }
    }

    /// What was answered, where this form can't change it any more. A half is not held back by its own: only a post that
    /// finishes is told by the store itself that it comes too late.
    fn closed(&self, id: SubmissionId) -> Option<&Stored> {
        let standing = self.opened.standing(Some(id))?;
        (!self.opened.is_editable(standing, self.now) && standing.suspicion().is_none() || self.opened.survey.archived)
            .then_some(standing)
    }

    /// Links without a person could be posted to by anybody who has one.
    async fn within_limits(&self, submit: &Submit, source: SourceAddress) -> Verdict {
        if self.opened.invitation.person().is_some() {
            return Verdict::Within;
        }
        let (workspace, survey) = (&self.opened.workspace.id, &self.opened.survey.id);
        // Of an employee not even the count of an address is kept.
        let address = source
            .0
            .filter(|_| self.opened.survey.enps.is_none())
            .map(|ip| submit.backend.links.address_hash(workspace, ip));
        let sender = Sender { workspace, survey, key: None, address };
        submit.limits.count(&submit.backend.store, sender, self.now).await
    }

    /// The form as a response: what the invitation knows, and what is answered and taken back here.
    fn response(&self, id: SubmissionId) -> Stored {
        let survey = &self.opened.survey;
        let mut response = Stored::begin(id, survey, PostDigest::of(&self.turn.digested(id, survey)));
        self.opened.invitation.sign(&mut response, self.now);
        response.suspect = self.suspect(id);
        let stamped = |value| Stamped { value, at: self.now };
        let given = self.turn.given.iter().map(|(question, answer)| (question.clone(), stamped(answer.clone())));
        response.answers = given.collect();
        if response.suspect.is_none() {
            let cleared = self.turn.cleared.iter().map(|question| (question.clone(), stamped(Answer::Cleared)));
            response.answers.extend(cleared);
        }
        response.finished_at = self.turn.is_last().then_some(self.now);
        response.locale = Some(Stamped { value: self.locale, at: self.now });
        response
    }

    fn suspect(&self, id: SubmissionId) -> Option<Suspect> {
        if self.form.trapped {
            return Some(Suspect::by(SuspectRule::Honeypot));
        }
        // Whoever answered a page before knows the next. What is finished is changed by who reads it again.
        let known = self.opened.standing(None).is_some_and(|standing| standing.finished_at.is_none());
        let too_fast = !known && self.now.duration_since(id.time()) < Suspect::FASTEST;
        too_fast.then_some(Suspect::by(SuspectRule::TooFast))
    }

    /// The form once more, with all that was entered.
    fn again(&self, notice: Notice, status: StatusCode, id: Option<SubmissionId>) -> Result<Response, Halt> {
        let id = id.map_or_else(|| id_again(self.now), Ok)?;
        // Of a form that was not even read there is only what stands there.
        let unread = self.form.too_large && self.form.texts.is_empty();
        let standing = self.opened.standing(None).filter(|_| unread).map(values);
        let answers = standing.as_ref().unwrap_or(&self.turn.after);
        let page = match (self.opened.survey.pages, &self.turn.page, self.turn.wrong.first()) {
            (Pages::One, ..) => None,
            (Pages::Several, Some(page), _) => Some(page.clone()),
            (Pages::Several, None, Some((wrong, _))) if !unread => Some(wrong.clone()),
            (Pages::Several, None, _) => Some(self.opened.resumed_at(answers)),
        };
        let scene = Scene {
            page: page.as_deref(),
            texts: Some(&self.form.texts),
            wrong: if unread { &[] } else { &self.turn.wrong },
            notice: Some(notice),
            status,
            ..Scene::of(self.opened, answers, id, self.locale)
        };
        Ok(with_retry(view::survey(&scene)?.into_response()))
    }

    /// The page after this one.
    fn went_on(&self, id: SubmissionId) -> Result<Response, Halt> {
        let scene =
            Scene { page: self.turn.next.as_deref(), ..Scene::of(self.opened, &self.turn.after, id, self.locale) };
        Ok(view::survey(&scene)?.into_response())
    }

    fn thanked(&self, standing: &Stored) -> Result<Response, Problem> {
        Ok(view::thanks(self.opened, standing, self.locale, self.now)?.into_response())
    }

    /// What is said where something else stands for good.
    fn replied(&self, submit: &Submit, post: Stored, standing: &Stored) -> Result<Response, Problem> {
        let post = as_it_is_kept(&submit.backend.store, &self.opened.workspace.id, post)?;
        // A retry, or a second tab with the same answers: to whoever sent it, it arrived.
        if post.posts.is_subset(&standing.posts) || self.turn.is_said_by(&values(standing), &self.opened.survey) {
            return self.thanked(standing);
        }
        Ok(view::answered(self.opened, standing, self.locale, StatusCode::CONFLICT)?.into_response())
    }
}
