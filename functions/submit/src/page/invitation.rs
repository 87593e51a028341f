//! What a link names: the dispatch, its survey and its workspace, and what was answered so far. And in which language its
//! reader is spoken to.

use domain::dispatch::Dispatch;
use domain::id::{DispatchId, SubmissionId, WorkspaceId};
use domain::locale::Locale;
use domain::response::{Response, Suspect};
use domain::stamped::{PostDigest, Stamped, stamp};
use domain::survey::{Answer, COMMENT, SCORE, Survey};
use domain::workspace::Workspace;
use http::{HeaderMap, header};
use jiff::Timestamp;
use serde_json::json;
use store::{LinkState, Store, StoreError};

use super::form::Form;

/// What the reader asks for, in the page's address and by their browser.
#[derive(Clone, Debug)]
pub struct Wishes {
    /// `?lang=`, or the language that the form was in.
    pub lang: Option<Locale>,
    /// `?score=`, as it stands there.
    pub score: Option<String>,
    accept_language: String,
}

impl Wishes {
    /// Reads a query and headers; of a parameter that stands there twice the first counts.
    pub fn read(query: Vec<(String, String)>, headers: &HeaderMap) -> Self {
        let (mut lang, mut score) = (None, None);
        for (name, value) in query {
            match name.as_str() {
                "lang" => lang = lang.or_else(|| value.parse().ok()),
                "score" => score = score.or(Some(value)),
                _ => {}
            }
        }
        let header = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Self { lang, score, accept_language: header.unwrap_or_default().to_owned() }
    }

    /// What the browser asks for, where it is offered.
    pub fn accepted(&self, offered: &[Locale]) -> Option<Locale> {
        Locale::accepted(&self.accept_language, offered)
    }

    /// What the address or else the browser asks for, where it is offered.
    pub fn preferred(&self, offered: &[Locale]) -> Option<Locale> {
        self.lang.filter(|lang| offered.contains(lang)).or_else(|| self.accepted(offered))
    }
}

/// What a link names.
#[derive(Debug)]
pub struct Invitation {
    pub workspace: Workspace,
    pub survey: Survey,
    pub dispatch: Dispatch,
    /// The link's one response, where there is one.
    pub answered: Option<Response>,
}

impl Invitation {
    /// Reads all that a link names; none where any of it is gone.
    pub async fn read(store: &Store, ws: &WorkspaceId, id: DispatchId) -> Result<Option<Self>, StoreError> {
        let Some(dispatch) = store.dispatch(ws, id).await? else { return Ok(None) };
        // Three calls at once; boxed, since the futures of the SDK are large.
        let (workspace, survey, link) = futures::try_join!(
            Box::pin(store.workspace(ws)),
            Box::pin(store.survey(ws, &dispatch.survey)),
            Box::pin(store.link(ws, &dispatch.person, id)),
        )?;
        let Some(survey) = survey else { return Ok(None) };
        let answered = match link {
            LinkState::Open => None,
            LinkState::Gone => return Ok(None),
            LinkState::Answered(id) => match store.response(ws, &survey.id, id).await? {
                Some((response, _)) => Some(response),
                None => return Ok(None),
            },
        };
        let workspace = workspace.unwrap_or_else(|| Workspace::new(ws.clone()));
        Ok(Some(Self { workspace, survey, dispatch, answered }))
    }

    /// The languages that the page is offered in; never empty.
    pub fn offered(&self) -> &[Locale] {
        self.survey.locales.as_deref().unwrap_or(&self.workspace.locales)
    }

    /// The language of the page: as the reader switched it, else the person's, else the browser's, else the survey's.
    pub fn locale(&self, wishes: &Wishes) -> Locale {
        let offered = self.offered();
        let is_offered = |locale: &Locale| offered.contains(locale);
        wishes
            .lang
            .filter(is_offered)
            .or(self.dispatch.locale.filter(is_offered))
            .or_else(|| wishes.accepted(offered))
            .or(self.survey.default_locale.filter(is_offered))
            .or(offered.first().copied())
            .unwrap_or_default()
    }

    /// What was answered, where it can't be changed any more.
    pub fn closed_answer(&self, now: Timestamp) -> Option<&Response> {
        let standing = self.answered.as_ref()?;
        let end = standing.finished_at?.checked_add(self.survey.edit_window()).unwrap_or(Timestamp::MAX);
        (self.survey.archived || now > end).then_some(standing)
    }

    /// The form as a response: all that a link knows comes from its dispatch.
    pub fn response(&self, id: SubmissionId, score: u8, form: &Form, locale: Locale, now: Timestamp) -> Response {
        let score = Answer::Score(score);
        // What makes two posts the same: not the language they were sent in, nor what only robots fill in.
        let digest = json!({"page": id.to_string(), SCORE: self.survey.spell(&score), COMMENT: form.comment});
        let mut response = Response::begin(id, &self.survey, PostDigest::of(&digest));
        let answers = [(SCORE, Some(score)), (COMMENT, form.comment.clone().map(Answer::Text))];
        response.answers = answers
            .into_iter()
            .filter_map(|(question, value)| Some((question.to_owned(), Stamped { value: value?, at: now })))
            .collect();
        response.finished_at = Some(now);
        response.locale = Some(Stamped { value: locale, at: now });
        response.channel = Some(Stamped { value: self.dispatch.channel, at: now });
        response.properties.extend(stamp(&self.dispatch.properties, self.dispatch.created_at));
        response.segment.clone_from(&self.dispatch.segment);
        response.person = Some(self.dispatch.person.clone());
        response.dispatch = Some(self.dispatch.id);
        response.suspect = form.trapped.then_some(Suspect::Honeypot);
        response
    }
}

/// Whether a post says nothing but what stands there already.
pub fn say_the_same(standing: &Response, post: &Response) -> bool {
    let values = |response: &Response| {
        response.answers.iter().map(|(question, answer)| (question.clone(), answer.value.clone())).collect::<Vec<_>>()
    };
    values(standing) == values(post)
}
