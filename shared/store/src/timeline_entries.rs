//! Entries: what each timeline adds to a local day. All entries of a day and kind lie in one partition, so that the day is
//! summed in one pass, page by page.

use domain::bucket::{BadCube, Cube};
use domain::facts::Facts;
use domain::id::WorkspaceId;
use domain::timeline::{self, Contribution, Kind};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::item::{bad, from_item, key_of, text};
use crate::keys::Key;
use crate::page::Page;
use crate::{Result, Store, StoreError, keys};

#[derive(Serialize, Deserialize)]
pub(crate) struct EntryItem {
    pub cells: String,
}

/// What a timeline adds to a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The timeline's id.
    pub id: String,
    pk: String,
    cells: String,
}

impl Entry {
    /// Adds it to the day's cube.
    ///
    /// # Errors
    /// Where it can't be read; the error names its key.
    pub fn add_to(&self, cube: &mut Cube<Facts>) -> Result<()> {
        cube.read_part(&self.cells).map_err(|error| self.bad(&error))
    }

    /// It alone.
    ///
    /// # Errors
    /// Where it can't be read; the error names its key.
    pub fn contribution(&self) -> Result<Contribution> {
        timeline::read(&self.cells).map_err(|error| self.bad(&error))
    }

    fn bad(&self, error: &BadCube) -> StoreError {
        bad(&Key { pk: self.pk.clone(), sk: self.id.clone() }, error)
    }
}

/// Reads the entries of a day page by page.
pub struct EntryPages {
    store: Store,
    pk: String,
    after: Option<String>,
    ended: bool,
}

impl Store {
    /// What the timelines of a kind add to a day, by their ids.
    pub fn entries(&self, ws: &WorkspaceId, kind: Kind, day: Date) -> EntryPages {
        EntryPages { store: self.clone(), pk: keys::timeline_entries(ws, kind, day), after: None, ended: false }
    }

    /// At most `limit` of what the timelines of a kind add to a day: those behind an id, and where to go on.
    pub async fn entries_after(
        &self,
        ws: &WorkspaceId,
        (kind, day): (Kind, Date),
        after: Option<&str>,
        limit: i32,
    ) -> Result<Page<Entry>> {
        self.entry_page(&keys::timeline_entries(ws, kind, day), after, Some(limit)).await
    }

    async fn entry_page(&self, pk: &str, after: Option<&str>, limit: Option<i32>) -> Result<Page<Entry>> {
        let query = self.client.query().table_name(&self.tables.rollups).consistent_read(true).set_limit(limit);
        let query = query.expression_attribute_values(":pk", text(pk));
        let query = match after {
            None => query.key_condition_expression("pk = :pk"),
            Some(after) => query
                .key_condition_expression("pk = :pk AND sk > :after")
                .expression_attribute_values(":after", text(after)),
        };
        let got = query.send().await?;
        let next = got.last_evaluated_key.as_ref().map(|last| key_of(last).sk);
        let page = Page { items: got.items.unwrap_or_default(), next };
        page.read(|item| {
            let Key { pk, sk } = key_of(&item);
            let EntryItem { cells } = from_item(item)?;
            Ok(Entry { id: sk, pk, cells })
        })
    }
}

impl EntryPages {
    /// The next page; none at the end. A page may be empty.
    pub async fn next(&mut self) -> Result<Option<Vec<Entry>>> {
        if self.ended {
            return Ok(None);
        }
        let page = self.store.entry_page(&self.pk, self.after.as_deref(), None).await?;
        self.ended = page.next.is_none();
        self.after = page.next;
        Ok(Some(page.items))
    }
}
