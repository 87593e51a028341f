//! The events that name a person. They lie by their ids and not by time, and those of a ticket or an appointment among others
//! that name somebody else, so the newest are known only where all were looked at. No more are than a request has time and
//! memory for; which timelines may hold some is read whole before that, a small item for each.

use std::sync::atomic::{AtomicUsize, Ordering};

use domain::event::Event;
use domain::id::{PersonId, WorkspaceId};
use domain::timeline::TimelineId;
use futures::future::try_join_all;
use store::{Store, StoreError};

use super::AT_ONCE;

/// How many events, and timelines that turn out to hold none, are looked at: about so many, because several are read side by
/// side. The list of the timelines is not bounded by it.
const LOOKED_AT: usize = 5000;
/// How many are read at once.
const PAGE: i32 = 200;

/// The events that name a person, as far as they were looked at.
pub struct Naming {
    /// Those that do, in no order.
    pub events: Vec<Event>,
    /// Whether there may be more, in what was not looked at.
    pub more: bool,
}

/// Looks for the events that name a person, in their own timeline first.
pub async fn naming(store: &Store, ws: &WorkspaceId, person: &PersonId) -> Result<Naming, StoreError> {
    let timelines = store.timelines_naming(ws, person).await?;
    let looking = Looking { store, ws, person, looked: AtomicUsize::new(0) };
    let (own, others) = timelines.split_at(timelines.len().min(1));
    let mut found = Naming { events: Vec::new(), more: false };
    for some in std::iter::once(own).chain(others.chunks(AT_ONCE)) {
        let read: Vec<_> = some.iter().map(|timeline| looking.timeline(timeline)).collect();
        for of_it in try_join_all(read).await? {
            found.events.extend(of_it.events);
            found.more |= of_it.more;
        }
        if found.more {
            break;
        }
    }
    Ok(found)
}

struct Looking<'a> {
    store: &'a Store,
    ws: &'a WorkspaceId,
    person: &'a PersonId,
    looked: AtomicUsize,
}

impl Looking<'_> {
    async fn timeline(&self, timeline: &TimelineId) -> Result<Naming, StoreError> {
        let (mut events, mut after) = (Vec::new(), None::<String>);
        loop {
            if self.looked.load(Ordering::Relaxed) >= LOOKED_AT {
                return Ok(Naming { events, more: true });
            }
            let page = self.store.events_after(self.ws, timeline, after.as_deref(), PAGE).await?;
            // One that is empty took its time too.
            self.looked.fetch_add(page.items.len().max(1), Ordering::Relaxed);
            events.extend(page.items.into_iter().filter(|event| event.person.as_ref() == Some(self.person)));
            after = page.next;
            if after.is_none() {
                return Ok(Naming { events, more: false });
            }
        }
    }
}
