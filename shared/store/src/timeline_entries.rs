//! Entries: what each timeline adds to a local day. All entries of a day and kind lie in one partition, so that the day is
//! summed in one pass, page by page.

use domain::bucket::{BadCube, Cube};
use domain::facts::Facts;
use domain::id::WorkspaceId;
use domain::timeline::{self, Contribution, Kind};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::item::{Item, bad, from_item, key_of, text};
use crate::keys::Key;
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
    after: Option<Item>,
    ended: bool,
}

impl Store {
    /// What the timelines of a kind add to a day, by their ids.
    pub fn entries(&self, ws: &WorkspaceId, kind: Kind, day: Date) -> EntryPages {
        EntryPages { store: self.clone(), pk: keys::timeline_entries(ws, kind, day), after: None, ended: false }
    }
}

impl EntryPages {
    /// The next page; none at the end. A page may be empty.
    pub async fn next(&mut self) -> Result<Option<Vec<Entry>>> {
        if self.ended {
            return Ok(None);
        }
        let page = self
            .store
            .client
            .query()
            .table_name(&self.store.tables.rollups)
            .consistent_read(true)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(&self.pk))
            .set_exclusive_start_key(self.after.take())
            .send()
            .await?;
        self.after = page.last_evaluated_key;
        self.ended = self.after.is_none();
        let read = |item: Item| {
            let Key { pk, sk } = key_of(&item);
            let EntryItem { cells } = from_item(item)?;
            Ok(Entry { id: sk, pk, cells })
        };
        page.items.unwrap_or_default().into_iter().map(read).collect::<Result<_>>().map(Some)
    }
}
