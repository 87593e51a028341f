//! Marks: what has to be recomputed, because answers changed or a timeline did.
//!
//! Each put gives the mark a new random token, and only who saw the newest token may remove it: so a change during a
//! recomputation is never forgotten. No transaction touches a mark, so those who set the same one never wait for each other.

use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::types::ReturnValue;
use domain::id::{SurveyId, WorkspaceId};
use domain::timeline::{Kind, TimelineId};
use futures::future::try_join_all;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::item::{Item, SortKeys, address, key_of, text, to_item};
use crate::{Result, Store, keys};

/// How many marks a page holds at most.
const PAGE: i32 = 1000;

/// What has to be recomputed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Mark {
    /// The local days that share an instant with a UTC date on which answers to a survey changed.
    Answers {
        /// Whose it is.
        workspace: WorkspaceId,
        /// Which survey.
        survey: SurveyId,
        /// The UTC date whose responses changed.
        date: Date,
    },
    /// A timeline of which a fact is new.
    Timeline {
        /// Whose it is.
        workspace: WorkspaceId,
        /// Which one.
        timeline: TimelineId,
    },
    /// A day to which a timeline adds something else than before.
    Day {
        /// Whose it is.
        workspace: WorkspaceId,
        /// Of which timelines.
        kind: Kind,
        /// The local day of the workspace.
        day: Date,
    },
}

impl Mark {
    /// Whose it is.
    pub const fn workspace(&self) -> &WorkspaceId {
        match self {
            Self::Answers { workspace, .. } | Self::Timeline { workspace, .. } | Self::Day { workspace, .. } => {
                workspace
            }
        }
    }
}

#[derive(Serialize, Deserialize)]
struct MarkItem {
    token: String,
    #[serde(default)]
    spreads: bool,
}

/// A mark as it was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenMark {
    /// Its token; only who saw the newest may remove the mark.
    pub token: String,
    /// Whether what hangs on the marked answers has to be recomputed too.
    pub spreads: bool,
}

impl Store {
    /// What the partition keys of business events begin with.
    pub const EVENTS: &str = "v#";

    /// What the key of a changed item says must be recomputed: a response, an event, or what a dispatch's timeline is made
    /// of. None for other items' keys.
    pub fn mark_of_key(pk: &str, sk: &str) -> Option<Mark> {
        if let Some((workspace, survey, date)) = keys::read_response_partition(pk) {
            return Some(Mark::Answers { workspace, survey, date });
        }
        if let Some((workspace, timeline)) = keys::read_event_partition(pk) {
            return Some(Mark::Timeline { workspace, timeline });
        }
        let (workspace, dispatch) = keys::read_dispatch(pk, sk).or_else(|| keys::read_dispatch_link(pk, sk))?;
        let timeline = TimelineId { kind: Kind::Dispatches, id: dispatch.to_string() };
        Some(Mark::Timeline { workspace, timeline })
    }

    /// Sets a mark, with a token that nobody has seen yet. Gives whether none stood there before.
    pub async fn put_mark(&self, mark: &Mark, token: &str) -> Result<bool> {
        let item = to_item(&keys::mark(mark), &MarkItem { token: token.to_owned(), spreads: true })?;
        let put = self.client.put_item().table_name(&self.tables.rollups).set_item(Some(item));
        let put = put.return_values(ReturnValue::AllOld).send().await?;
        Ok(put.attributes.is_none_or(|old| old.is_empty()))
    }

    /// Sets a mark for what hangs on answers of another date. Nothing else hangs on that: where no other mark stands, the
    /// one that is set spreads no further. One that stands and spreads still does.
    pub async fn put_quiet_mark(&self, mark: &Mark, token: &str) -> Result<()> {
        let update = self.client.update_item().table_name(&self.tables.rollups);
        let update = update.set_key(Some(address(&keys::mark(mark))));
        let update = update.update_expression("SET #token = :token").expression_attribute_names("#token", "token");
        update.expression_attribute_values(":token", text(token)).send().await?;
        Ok(())
    }

    /// A mark as it stands; none where nothing has to be recomputed.
    pub async fn seen_mark(&self, mark: &Mark) -> Result<Option<SeenMark>> {
        let item = self.get::<MarkItem>(&self.tables.rollups, &keys::mark(mark)).await?;
        Ok(item.map(|item| SeenMark { token: item.token, spreads: item.spreads }))
    }

    /// The newest token of a mark; none where nothing has to be recomputed.
    pub async fn mark_token(&self, mark: &Mark) -> Result<Option<String>> {
        let key = keys::mark(mark);
        Ok(self.get::<MarkItem>(&self.tables.rollups, &key).await?.map(|item| item.token))
    }

    /// Removes a mark if its token is still the one that was seen before the answers were read.
    pub async fn clear_mark(&self, mark: &Mark, seen: &str) -> Result<bool> {
        let key = keys::mark(mark);
        let deleted = self
            .client
            .delete_item()
            .table_name(&self.tables.rollups)
            .set_key(Some(address(&key)))
            .condition_expression("#token = :seen")
            .expression_attribute_names("#token", "token")
            .expression_attribute_values(":seen", text(seen))
            .send()
            .await;
        match deleted {
            Ok(_) => Ok(true),
            Err(error)
                if error.as_service_error().is_some_and(DeleteItemError::is_conditional_check_failed_exception) =>
            {
                Ok(false)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// All marks that stand, page by page.
    pub fn mark_pages(&self) -> MarkPages {
        MarkPages { store: self.clone(), shard: 0, after: None }
    }

    /// All marks that stand, at once: for tests, and for whoever runs a few.
    pub async fn marks(&self) -> Result<Vec<Mark>> {
        let (mut marks, mut pages) = (Vec::new(), self.mark_pages());
        while let Some(page) = pages.next().await? {
            marks.extend(page);
        }
        Ok(marks)
    }

    /// The marks of one workspace, at most so many of each shard, and whether there are more.
    pub async fn marks_of(&self, ws: &WorkspaceId, most: u16) -> Result<(Vec<Mark>, bool)> {
        let shards = (0..keys::SHARDS).map(async |shard| {
            self.client
                .query()
                .table_name(&self.tables.rollups)
                .key_condition_expression("pk = :pk AND begins_with(sk, :own)")
                .expression_attribute_values(":pk", text(keys::mark_partition(shard)))
                .expression_attribute_values(":own", text(keys::marks_of(ws)))
                .limit(i32::from(most))
                .send()
                .await
        });
        let (mut marks, mut more) = (Vec::new(), false);
        for page in try_join_all(shards).await? {
            more |= page.last_evaluated_key.is_some();
            marks.extend(page.items.unwrap_or_default().iter().filter_map(read));
        }
        Ok((marks, more))
    }

    /// The marks of a survey's answers up to a UTC date. Reads no others.
    pub async fn marks_of_answers(&self, ws: &WorkspaceId, survey: &SurveyId, last: Date) -> Result<Vec<Mark>> {
        let [from, to] = [Date::ZERO, last]
            .map(|date| keys::mark(&Mark::Answers { workspace: ws.clone(), survey: survey.clone(), date }).sk);
        let mut marks = Vec::new();
        for shard in 0..keys::SHARDS {
            let range = SortKeys::Between(&from, &to);
            let items = self.query(&self.tables.rollups, &keys::mark_partition(shard), range).await?;
            marks.extend(items.iter().filter_map(read));
        }
        Ok(marks)
    }
}

/// Reads the mark that an item's key is; what is none is told and passed over.
fn read(item: &Item) -> Option<Mark> {
    let key = key_of(item);
    let mark = keys::read_mark(&key.sk);
    if mark.is_none() {
        // What it spells may be somebody's id.
        tracing::error!(key = keys::told(&key), "an item among the marks is not a mark");
    }
    mark
}

/// Reads all marks page by page, one shard after the other.
pub struct MarkPages {
    store: Store,
    shard: u8,
    after: Option<Item>,
}

impl MarkPages {
    /// The next page; none at the end. A page may be empty.
    pub async fn next(&mut self) -> Result<Option<Vec<Mark>>> {
        if self.shard >= keys::SHARDS {
            return Ok(None);
        }
        let query = self.store.client.query().table_name(&self.store.tables.rollups).consistent_read(true);
        let query = query.key_condition_expression("pk = :pk").limit(PAGE);
        let query = query.expression_attribute_values(":pk", text(keys::mark_partition(self.shard)));
        let page = query.set_exclusive_start_key(self.after.clone()).send().await?;
        self.after = page.last_evaluated_key;
        if self.after.is_none() {
            self.shard += 1;
        }
        Ok(Some(page.items.unwrap_or_default().iter().filter_map(read).collect()))
    }
}
