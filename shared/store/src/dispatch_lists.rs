//! Lists of dispatches: those of a day by their entries, and those of a person by their links.

use domain::id::{DispatchId, PersonId, SubmissionId, SurveyId, WorkspaceId};
use domain::timeline::dispatch::Answer;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::item::{Item, SortKeys, bad, from_item, key_of};
use crate::message_item::stored_time;
use crate::page::Page;
use crate::{Result, Store, keys};

/// A dispatch in the list of its day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DispatchEntry {
    /// Which dispatch.
    pub dispatch: DispatchId,
    /// Of which survey.
    pub survey: SurveyId,
    /// For whom.
    pub person: PersonId,
    /// When it was asked for.
    pub created_at: Timestamp,
}

impl DispatchEntry {
    /// Where the list goes on behind this entry, for whoever stops in the middle of a page.
    pub fn position(&self, ws: &WorkspaceId) -> String {
        keys::dispatch_entry(ws, self.created_at, self.dispatch).sk
    }
}

/// A dispatch in the list of its person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonDispatch {
    /// Which dispatch.
    pub dispatch: DispatchId,
    /// Of which survey.
    pub survey: SurveyId,
    /// When it was asked for; the Unix epoch where that was not kept with the link.
    pub created_at: Timestamp,
    /// The response, once there is one.
    pub answered_by: Option<SubmissionId>,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct EntryItem {
    pub survey: String,
    pub person: String,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct LinkItem {
    pub survey: String,
    /// Links that were stored before lists showed it have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_at: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_by: Option<String>,
    /// How that answer stands; links that were answered before this was kept have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_as: Option<Answer>,
}

fn read_entry(item: Item) -> Result<DispatchEntry> {
    let key = key_of(&item);
    let (created_at, dispatch) = keys::read_timed(&key.sk).ok_or_else(|| bad(&key, &"not an entry's key"))?;
    let item: EntryItem = from_item(item)?;
    let survey = item.survey.parse().map_err(|error| bad(&key, &error))?;
    let person = item.person.parse().map_err(|error| bad(&key, &error))?;
    Ok(DispatchEntry { dispatch, survey, person, created_at })
}

fn read_link(dispatch: DispatchId, item: Item) -> Result<PersonDispatch> {
    let key = key_of(&item);
    let item: LinkItem = from_item(item)?;
    let survey = item.survey.parse().map_err(|error| bad(&key, &error))?;
    let answered_by = item.answered_by.map(|id| id.parse()).transpose().map_err(|error| bad(&key, &error))?;
    let created_at = item.created_at.map_or(Ok(Timestamp::UNIX_EPOCH), |at| stored_time(&key, &at))?;
    Ok(PersonDispatch { dispatch, survey, created_at, answered_by })
}

impl Store {
    /// A page of the dispatches that were asked for on a UTC date, newest first, from the position that the page before gave.
    pub async fn dispatches_of_day(
        &self,
        ws: &WorkspaceId,
        date: Date,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<DispatchEntry>> {
        self.newest(&keys::dispatches_of_day(ws, date), after, limit).await?.read(read_entry)
    }

    /// The dispatches for a person, by id. Links that a team signed itself are none.
    pub async fn dispatches_of_person(&self, ws: &WorkspaceId, person: &PersonId) -> Result<Vec<PersonDispatch>> {
        let pk = keys::person(ws, person).pk;
        let items = self.query(&self.tables.data, &pk, SortKeys::Prefix(keys::LINK_PREFIX)).await?;
        let dispatches = items.into_iter().filter_map(|item| Some((keys::read_link(&key_of(&item).sk)?, item)));
        dispatches.map(|(dispatch, item)| read_link(dispatch, item)).collect()
    }
}
