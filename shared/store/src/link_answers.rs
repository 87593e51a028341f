//! What a person answered, as their partition tells it: links say how their answer stands, so that nobody has to read the
//! answer for it, and pointers name the rest.

use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::id::{DispatchId, PersonId, SubmissionId, SurveyId, WorkspaceId};
use domain::response::Response;
use domain::timeline::dispatch::Answer;
use serde::Deserialize;

use crate::dispatch_lists::LinkItem;
use crate::item::{Item, SortKeys, attribute, bad, from_item, key_of};
use crate::transaction::update;
use crate::{Result, Store, keys};

/// How the answer to a dispatch stands, as its link says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkAnswer {
    /// Nothing came yet.
    Open,
    /// So.
    Answered(Answer),
    /// There is no such link any more: nobody knows.
    Gone,
}

/// How a response stands, for its link.
pub(crate) fn standing(response: &Response) -> Answer {
    Answer {
        scored: response.score().is_some(),
        finished: response.finished_at.is_some(),
        suspect: response.suspicion().is_some(),
    }
}

/// What links of both kinds have.
#[derive(Deserialize)]
struct AnsweredItem {
    survey: String,
    #[serde(default)]
    answered_by: Option<String>,
}

/// Which answer a link or a pointer in a person's partition names; none for any other item, and for an open link.
pub(crate) fn read_answer(item: Item) -> Result<Option<(SurveyId, SubmissionId)>> {
    let key = key_of(&item);
    if !key.sk.starts_with(keys::LINK_PREFIX) {
        return Ok(keys::read_pointer(&key.sk));
    }
    let item: AnsweredItem = from_item(item)?;
    let Some(id) = item.answered_by else { return Ok(None) };
    let survey = item.survey.parse().map_err(|error| bad(&key, &error))?;
    Ok(Some((survey, id.parse().map_err(|error| bad(&key, &error))?)))
}

impl Store {
    /// How the answer to a dispatch stands.
    pub async fn link_answer(&self, ws: &WorkspaceId, person: &PersonId, dispatch: DispatchId) -> Result<LinkAnswer> {
        let link: Option<LinkItem> = self.get(&self.tables.data, &keys::link(ws, person, dispatch)).await?;
        let Some(link) = link else { return Ok(LinkAnswer::Gone) };
        let answer = link.answered_by.map(|_| link.answered_as.unwrap_or_default());
        Ok(answer.map_or(LinkAnswer::Open, LinkAnswer::Answered))
    }

    /// The answers of a person, whichever way they came.
    pub async fn answers_of(&self, ws: &WorkspaceId, person: &PersonId) -> Result<Vec<(SurveyId, SubmissionId)>> {
        let pk = keys::person(ws, person).pk;
        let items = self.query(&self.tables.data, &pk, SortKeys::All).await?;
        items.into_iter().filter_map(|item| read_answer(item).transpose()).collect()
    }

    /// The change of a dispatch's link where its answer stands otherwise than before.
    pub(crate) async fn restated_link(
        &self,
        ws: &WorkspaceId,
        before: &Response,
        response: &Response,
    ) -> Result<Option<TransactWriteItem>> {
        let now = standing(response);
        let Some(dispatch) = before.dispatch.filter(|_| standing(before) != now) else { return Ok(None) };
        let person = match &before.person {
            Some(person) => Some(person.clone()),
            // Whoever was erased has no name in the answer, and another one with the dispatch.
            None => self.dispatch(ws, dispatch).await?.map(|dispatch| dispatch.person),
        };
        let Some(person) = person else { return Ok(None) };
        let link = keys::link(ws, &person, dispatch);
        let value = vec![(":as", attribute(&link, &now)?)];
        update(&self.tables.data, &link, "SET answered_as = :as", "attribute_exists(pk)", value).map(Some)
    }
}
