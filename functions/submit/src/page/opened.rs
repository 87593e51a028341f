//! What a link opens: the survey and its workspace, what was answered so far, and in which language its reader is spoken
//! to. The same for every kind of link; what differs is the invitation.

use std::collections::BTreeMap;

use domain::context::{Channel, Properties};
use domain::dispatch::Dispatch;
use domain::id::{PersonId, SubmissionId};
use domain::locale::Locale;
use domain::person::Person;
use domain::response::{Response, SuspectRule};
use domain::signed_link::{LinkName, SignedLink};
use domain::stamped::stamp;
use domain::survey::{Answer, SCORE, Survey};
use domain::workspace::Workspace;
use jiff::Timestamp;
use store::{LinkState, Store, StoreError};
use web::texts::Words;

use super::wishes::Wishes;
use crate::accept::Link;

/// Answers by question.
pub type Answers = BTreeMap<String, Answer>;

/// What a link opens.
#[derive(Debug)]
pub struct Opened {
    pub workspace: Workspace,
    pub survey: Survey,
    /// The link's one response, where there is one.
    pub answered: Option<Response>,
    /// Whether an employee answered: that is all that is known then.
    pub used: bool,
    pub invitation: Invitation,
}

/// By which kind of link somebody was invited.
#[derive(Debug)]
pub enum Invitation {
    /// The personal link of a dispatch.
    Dispatch(Box<Dispatch>),
    /// One that a team signed itself.
    Signed {
        link: Box<SignedLink>,
        /// What it is called.
        name: LinkName,
        /// What is known of the person whom it names, if anything.
        person: Option<Box<Person>>,
        /// The part of its query that is signed, as it is spelled in an address; without it nothing is opened.
        query: String,
    },
}

impl Invitation {
    /// The link as the one thing that allows one response.
    pub fn link(&self) -> Link<'_> {
        match self {
            Self::Dispatch(dispatch) => Link::Dispatch(dispatch.id, &dispatch.person),
            Self::Signed { link, name, .. } => Link::Signed(*name, link.person.as_ref()),
        }
    }

    /// Who was invited, where the link says it.
    pub fn person(&self) -> Option<&PersonId> {
        match self {
            Self::Dispatch(dispatch) => Some(&dispatch.person),
            Self::Signed { link, .. } => link.person.as_ref(),
        }
    }

    /// The language of the link itself, else that of the person whom it names.
    fn locales(&self) -> [Option<Locale>; 2] {
        match self {
            Self::Dispatch(dispatch) => [dispatch.locale, None],
            Self::Signed { link, person, .. } => [link.locale, person.as_ref().and_then(|person| person.locale)],
        }
    }

    /// Notes in a response all that the invitation knows.
    pub fn sign(&self, response: &mut Response, now: Timestamp) {
        let noted = |properties: &Properties, at| stamp(properties, at).into_iter().collect::<Vec<_>>();
        let (channel, properties) = match self {
            Self::Dispatch(dispatch) => {
                response.segment.clone_from(&dispatch.segment);
                response.dispatch = Some(dispatch.id);
                (dispatch.channel, noted(&dispatch.properties, dispatch.created_at))
            }
            Self::Signed { link, name, person, .. } => {
                response.segment = person.as_ref().and_then(|person| person.segment.clone());
                response.link = Some(*name);
                (Channel::Link, noted(&link.properties, now))
            }
        };
        response.person = self.person().cloned();
        response.channel = Some(domain::stamped::Stamped { value: channel, at: now });
        response.properties.extend(properties);
    }
}

impl Opened {
    /// Reads what was answered to a link; none where the survey, the link or its answer is gone.
    pub async fn read(
        store: &Store,
        workspace: Workspace,
        survey: Option<Survey>,
        link: LinkState,
        invitation: Invitation,
        now: Timestamp,
    ) -> Result<Option<Self>, StoreError> {
        let Some(survey) = survey else { return Ok(None) };
        let used = link == LinkState::Used;
        let answered = match link {
            LinkState::Open | LinkState::Used => None,
            LinkState::Gone => return Ok(None),
            LinkState::Answered(id) => match store.response(&workspace.id, &survey, id).await? {
                Some((response, _)) if !response.is_expired(now) => Some(response),
                Some(_) | None => return Ok(None),
            },
        };
        Ok(Some(Self { workspace, survey, answered, used, invitation }))
    }

    /// Whether employees may answer: whoever begins now does so in a period of theirs.
    pub fn takes_employees(&self, now: Timestamp) -> bool {
        let zone = self.survey.zone(&self.workspace);
        self.survey.enps.as_ref().is_some_and(|enps| enps.period_at(zone, now).is_some())
    }

    /// The languages that the page is offered in; never empty.
    pub fn offered(&self) -> &[Locale] {
        self.survey.locales.as_deref().unwrap_or(&self.workspace.locales)
    }

    /// The language of the page: as the reader switched it, else the link's or the person's, else the browser's, else the
    /// survey's.
    pub fn locale(&self, wishes: &Wishes) -> Locale {
        let offered = self.offered();
        let is_offered = |locale: &Locale| offered.contains(locale);
        let [links, persons] = self.invitation.locales();
        let asked = [wishes.lang, links, persons].into_iter().flatten().find(is_offered);
        asked
            .or_else(|| wishes.accepted(offered))
            .or(self.survey.default_locale.filter(is_offered))
            .or(offered.first().copied())
            .unwrap_or_default()
    }

    /// The texts for a reader.
    pub fn words(&self, locale: Locale) -> Words<'_> {
        Words::of(&self.workspace, &self.survey, locale)
    }

    /// What the reader answered so far. What a machine left there is nobody's answer, but for the form, named by `own`,
    /// that it came from: who was as quick as a machine on one page reads on.
    pub fn standing(&self, own: Option<SubmissionId>) -> Option<&Response> {
        self.answered.as_ref().filter(|standing| standing.suspicion().is_none() || own == Some(standing.id))
    }

    /// What was sent so soon that a machine may have sent it, or somebody who only had to confirm the score of a mail's
    /// button: it is shown as theirs, and can be changed by who comes back.
    pub fn hasty_answer(&self) -> Option<&Response> {
        let hasty = |standing: &&Response| standing.suspicion().is_some_and(|by| by.rule == SuspectRule::TooFast);
        self.answered.as_ref().filter(hasty).filter(|standing| standing.finished_at.is_some())
    }

    /// What the reader answered, where it can't be changed any more.
    pub fn closed_answer(&self, now: Timestamp) -> Option<&Response> {
        let standing = self.standing(None).filter(|standing| standing.finished_at.is_some() || self.survey.archived)?;
        (!self.is_editable(standing, now)).then_some(standing)
    }

    /// Whether answers may still be changed.
    pub fn is_editable(&self, standing: &Response, now: Timestamp) -> bool {
        let end = standing.finished_at.map(|at| at.checked_add(self.survey.edit_window()).unwrap_or(Timestamp::MAX));
        !self.survey.archived && end.is_none_or(|end| now <= end)
    }

    /// On which page somebody goes on: at the first question without an answer, or else at the last.
    pub fn resumed_at(&self, answers: &Answers) -> String {
        let asked = self.survey.asked();
        let is_shown = |id: &str| self.survey.shown(id, |id| answers.get(id));
        let shown: Vec<_> = asked.iter().filter(|question| is_shown(&question.id)).collect();
        let open = shown.iter().find(|question| !answers.contains_key(&question.id));
        open.or(shown.last()).map_or_else(|| SCORE.to_owned(), |question| question.id.clone())
    }

    /// The address of this page with other wishes: a query, which a browser sets behind the page's own path.
    pub fn href(&self, wishes: &[(&str, &str)]) -> String {
        let own = match &self.invitation {
            Invitation::Signed { query, .. } => Some(query.clone()),
            Invitation::Dispatch(_) => None,
        };
        let spelled = wishes.iter().map(|(name, value)| format!("{name}={}", encode(value)));
        format!("?{}", own.into_iter().chain(spelled).collect::<Vec<_>>().join("&"))
    }
}

/// What was answered, without what was taken back.
pub fn values(response: &Response) -> Answers {
    let standing = response.answers.iter().filter(|(_, answer)| answer.value != Answer::Cleared);
    standing.map(|(question, answer)| (question.clone(), answer.value.clone())).collect()
}

/// A value as it stands in the query of an address (RFC 3986).
pub fn encode(value: &str) -> String {
    let stands = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let spell = |byte: u8| if stands(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    value.bytes().map(spell).collect()
}
