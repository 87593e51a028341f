//! Single messages of a dispatch. A message is only ever replaced whole, on the revision that was read: of two workers one
//! finds its revision gone.

use aws_sdk_dynamodb::types::{CancellationReason, TransactWriteItem};
use domain::id::{DispatchId, WorkspaceId};
use domain::message::Message;

use crate::item::{NEW, Put, number, to_item};
use crate::message_item::{is_by, read, write};
use crate::transaction::{Transacted, put, put_on};
use crate::{Result, Store, keys};

/// What became of a message's change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Updated {
    /// It stands.
    Done,
    /// Somebody else changed the message first.
    Overtaken,
}

/// Where a message is put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In its own place, on the revision that was read.
    Over {
        /// That revision.
        seen: u64,
    },
    /// After the message before it, as a new one.
    After {
        /// The message before it, which nobody has to look after any more.
        settled: Message,
        /// The revision at which that one was read.
        seen: u64,
    },
}

impl Place {
    /// The revision that a message has in this place.
    pub(crate) const fn revision(&self) -> u64 {
        match self {
            Self::Over { seen } => *seen + 1,
            Self::After { .. } => 1,
        }
    }
}

/// The parts of a transaction that put a message in its place, that message's own first, and who wrote it.
pub(crate) struct Placed {
    pub writer: String,
    pub parts: Vec<TransactWriteItem>,
}

impl Placed {
    /// What a refused transaction means for the message: whether it was this very write that stands there.
    pub fn is_own(&self, reasons: &[CancellationReason]) -> bool {
        reasons.first().is_some_and(|reason| is_by(reason.item(), &self.writer))
    }
}

impl Store {
    pub(crate) fn placed(&self, ws: &WorkspaceId, id: DispatchId, message: &Message, place: &Place) -> Result<Placed> {
        let data = &self.tables.data;
        let content = write(id, message, place.revision());
        let item = to_item(&keys::message(ws, id, message.number), &content)?;
        let over = |item, seen| put_on(data, item, "revision = :seen", vec![(":seen", number(seen))]);
        let parts = match place {
            Place::Over { seen } => vec![over(item, *seen)?],
            Place::After { settled, seen } => {
                let before = to_item(&keys::message(ws, id, settled.number), &write(id, settled, *seen + 1))?;
                vec![put(data, item, Some(NEW))?, over(before, *seen)?]
            }
        };
        Ok(Placed { writer: content.writer, parts })
    }

    /// One message, with the revision that a change must find.
    pub async fn message(&self, ws: &WorkspaceId, id: DispatchId, number: u32) -> Result<Option<(Message, u64)>> {
        let item = self.get_item(&self.tables.data, &keys::message(ws, id, number)).await?;
        item.map(read).transpose()
    }

    /// Replaces a message on the revision that was read.
    pub async fn update_message(
        &self,
        ws: &WorkspaceId,
        id: DispatchId,
        message: &Message,
        seen: u64,
    ) -> Result<Updated> {
        let content = write(id, message, seen + 1);
        let item = to_item(&keys::message(ws, id, message.number), &content)?;
        match self.put_if(&self.tables.data, item, "revision = :seen", vec![(":seen", number(seen))]).await? {
            Put::Done => Ok(Updated::Done),
            Put::Refused(old) if is_by(old.as_ref(), &content.writer) => Ok(Updated::Done),
            Put::Refused(_) => Ok(Updated::Overtaken),
        }
    }

    /// Puts the message that follows one, which is settled on the revision that was read: both or none.
    pub async fn follow(
        &self,
        ws: &WorkspaceId,
        id: DispatchId,
        settled: &Message,
        seen: u64,
        next: &Message,
    ) -> Result<Updated> {
        let place = Place::After { settled: settled.clone(), seen };
        let mut placed = self.placed(ws, id, next, &place)?;
        match self.transact(std::mem::take(&mut placed.parts)).await? {
            Transacted::Done => Ok(Updated::Done),
            Transacted::Refused(reasons) if placed.is_own(&reasons) => Ok(Updated::Done),
            Transacted::Refused(_) => Ok(Updated::Overtaken),
        }
    }
}
