//! Answers of employees while their period runs: under keys that only the period's secret makes, a comment apart from its
//! score, and neither with a time or a name. What a closed period leaves behind is `enps_results`'.
//!
//! The *gate* of a period holds its secret. Every answer is put on the condition that the gate is open, so that none comes
//! in once it is being counted.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::enps::{Period, Row, Secret};
use domain::id::{DispatchId, PersonId, SubmissionId, SurveyId, WorkspaceId};
use domain::signed_link::LinkName;
use serde::{Deserialize, Serialize};

use crate::item::{Item, NEW, Put, bad, hex, to_item, unhex};
use crate::transaction::{Transacted, check_on, failed, put, update};
use crate::{LinkState, Result, Store, StoreError, keys};

/// A period of a survey of employees.
#[derive(Clone, Copy, Debug)]
pub struct PeriodOf<'a> {
    /// Whose it is.
    pub workspace: &'a WorkspaceId,
    /// Which survey.
    pub survey: &'a SurveyId,
    /// The period; its first day names it.
    pub period: Period,
}

/// What stands at the entrance of a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gate {
    /// It takes answers, under this secret.
    Open(Secret),
    /// The secret is destroyed, and nothing comes in any more.
    Closed {
        /// Whether the period's result stands and its answers are gone.
        done: bool,
    },
}

/// The link that an answer came by.
#[derive(Clone, Copy, Debug)]
pub enum EnpsLink<'a> {
    /// Of a dispatch.
    Dispatch(&'a PersonId, DispatchId),
    /// Signed by a team itself, with or without a person.
    Signed(LinkName, Option<&'a PersonId>),
}

/// What became of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoredRow {
    /// It is new.
    New,
    /// The very same submission was stored before.
    Repeated,
    /// The link was used, for another submission.
    Used,
    /// The link's item is gone: the person was erased.
    Gone,
    /// The period has closed.
    Closed,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct GateItem {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<bool>,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct ScoreItem {
    pub score: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspect: Option<bool>,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct CommentItem {
    pub text: String,
}

#[derive(Serialize)]
struct UsedLinkItem {
    survey: String,
    used: bool,
}

/// What stands at a gate, as its item says.
pub(crate) fn read_gate(key: &keys::Key, item: Item) -> Result<Gate> {
    let GateItem { secret, closed, done } = crate::item::from_item(item)?;
    match secret {
        Some(secret) if closed.is_none() => Ok(Gate::Open(Secret::new(unhex(key, &secret)?))),
        None if closed.is_some() => Ok(Gate::Closed { done: done.is_some() }),
        _ => Err(bad(key, &"a gate that is neither open nor closed")),
    }
}

impl PeriodOf<'_> {
    pub(crate) fn gate(&self) -> keys::Key {
        keys::enps_gate(self.workspace, self.survey, self.period.from)
    }

    fn score(&self, secret: &Secret, id: SubmissionId) -> keys::Key {
        keys::enps_score(self.workspace, self.survey, self.period.from, &secret.score_key(id))
    }

    fn comment(&self, secret: &Secret, id: SubmissionId) -> keys::Key {
        keys::enps_comment(self.workspace, self.survey, self.period.from, &secret.comment_key(id))
    }
}

impl Store {
    /// What stands at the gate of a period; none before its first answer.
    pub async fn enps_gate(&self, of: PeriodOf<'_>) -> Result<Option<Gate>> {
        let key = of.gate();
        self.get_item(&self.tables.rollups, &key).await?.map(|item| read_gate(&key, item)).transpose()
    }

    /// Opens the gate of a period with a fresh secret, unless somebody did before; what stands there then.
    pub async fn open_enps_gate(&self, of: PeriodOf<'_>, fresh: Secret) -> Result<Gate> {
        let key = of.gate();
        let item = GateItem { secret: Some(hex(fresh.reveal())), closed: None, done: None };
        match self.put_if(&self.tables.rollups, to_item(&key, &item)?, NEW, vec![]).await? {
            Put::Done => Ok(Gate::Open(fresh)),
            Put::Refused(Some(old)) => read_gate(&key, old),
            // A database that doesn't hand the old item back is asked for it.
            Put::Refused(None) => self.enps_gate(of).await?.ok_or_else(|| bad(&key, &"gone right after it was found")),
        }
    }

    /// Whether a submission was stored in a period that is open under this secret.
    pub async fn has_enps_row(&self, of: PeriodOf<'_>, secret: &Secret, id: SubmissionId) -> Result<bool> {
        Ok(self.get_item(&self.tables.rollups, &of.score(secret, id)).await?.is_some())
    }

    /// Stores an answer, if the gate is still open under this secret. By a link it travels with the link's item, which
    /// keeps that it was used, and not for which answer.
    pub async fn put_enps_row(
        &self,
        of: PeriodOf<'_>,
        secret: &Secret,
        id: SubmissionId,
        row: &Row,
        link: Option<EnpsLink<'_>>,
    ) -> Result<StoredRow> {
        const ROW: usize = 1;
        let (data, rollups) = (&self.tables.data, &self.tables.rollups);
        let own = vec![(":secret", crate::item::text(hex(secret.reveal())))];
        let score = ScoreItem { score: row.score, group: row.group.clone(), suspect: row.suspect.then_some(true) };
        let mut parts = vec![
            check_on(rollups, &of.gate(), "secret = :secret", own)?,
            put(rollups, to_item(&of.score(secret, id), &score)?, Some(NEW))?,
        ];
        if let Some(text) = &row.comment {
            let comment = CommentItem { text: text.clone() };
            parts.push(put(rollups, to_item(&of.comment(secret, id), &comment)?, None)?);
        }
        let at = parts.len();
        match link {
            None => {}
            Some(EnpsLink::Dispatch(person, dispatch)) => {
                let free = "attribute_exists(pk) AND attribute_not_exists(used) AND attribute_not_exists(answered_by)";
                let used = vec![(":used", AttributeValue::Bool(true))];
                parts.push(update(data, &keys::link(of.workspace, person, dispatch), "SET used = :used", free, used)?);
            }
            Some(EnpsLink::Signed(name, person)) => {
                let item = UsedLinkItem { survey: of.survey.to_string(), used: true };
                let key = crate::links::signed_link_key(of.workspace, name, person);
                parts.push(put(data, to_item(&key, &item)?, Some(NEW))?);
                if let Some(person) = person {
                    parts.push(self.not_erased(of.workspace, person)?);
                }
            }
        }
        let Transacted::Refused(reasons) = self.transact(parts).await? else { return Ok(StoredRow::New) };
        if failed(&reasons, 0) {
            return Ok(StoredRow::Closed);
        }
        // A retry whose reply was lost meets its own link too.
        if failed(&reasons, ROW) || self.has_enps_row(of, secret, id).await? {
            return Ok(StoredRow::Repeated);
        }
        match link {
            // Used before the erasure began, which has not come to it yet.
            Some(EnpsLink::Signed(_, Some(_))) if failed(&reasons, at) => Ok(StoredRow::Used),
            Some(EnpsLink::Signed(name, Some(person))) if failed(&reasons, at + 1) => {
                let name = self.left_name(of.workspace, name, person).await?.ok_or(StoreError::Contended)?;
                Box::pin(self.put_enps_row(of, secret, id, row, Some(EnpsLink::Signed(name, None)))).await
            }
            Some(EnpsLink::Dispatch(person, dispatch)) => match self.link(of.workspace, person, dispatch).await? {
                LinkState::Gone => Ok(StoredRow::Gone),
                _ => Ok(StoredRow::Used),
            },
            _ => Ok(StoredRow::Used),
        }
    }
}
