//! Business events of an export: timeline by timeline, a few of them side by side. Timelines that nobody has folded yet are
//! found by their marks.

use std::collections::HashSet;

use domain::event::Event;
use domain::id::WorkspaceId;
use domain::timeline::{Kind, TimelineId};
use futures::{StreamExt, TryStreamExt, stream};
use reading::rows::{Format, cell, record};
use serde_json::json;
use store::{Mark, Store, StoreError, TimelineIds};

/// The columns of a table of events.
const COLUMNS: [&str; 16] = [
    "event_id",
    "type",
    "at",
    "by",
    "person",
    "segment",
    "agent",
    "ticket",
    "appointment",
    "channel",
    "plan",
    "category",
    "amount",
    "currency",
    "automatic",
    "planned_at",
];
/// How many timelines are read side by side, and how many before their events are written.
const ABREAST: usize = 16;
/// The timelines that are made of events.
const KINDS: [Kind; 4] = [Kind::Customers, Kind::Tickets, Kind::Appointments, Kind::Bookings];

/// What stands before all events.
pub fn head(format: Format, bom: bool) -> Vec<u8> {
    if format == Format::Ndjson {
        return Vec::new();
    }
    let bom = if bom { "\u{feff}" } else { "" };
    [bom.as_bytes(), &record(&COLUMNS.map(str::to_owned))].concat()
}

/// An event as one line with its end.
pub fn row(format: Format, event: &Event) -> Vec<u8> {
    let mut line = event.to_json();
    // Said even where there is none: an import would look up what the person's is today.
    line["segment"] = json!(event.segment);
    match format {
        Format::Ndjson => format!("{line}\n").into_bytes(),
        Format::Csv => record(&COLUMNS.map(|name| line.get(name).map(cell::of).unwrap_or_default())),
    }
}

/// Reads all events of a workspace.
pub struct Timelines<'a> {
    store: &'a Store,
    ws: &'a WorkspaceId,
    /// The kinds that are left, the present one last.
    kinds: Vec<Kind>,
    pages: Option<TimelineIds>,
    /// The ids of the present kind that are not read yet.
    ids: Vec<String>,
    /// The marked timelines, which may not be listed yet.
    marked: HashSet<TimelineId>,
}

impl<'a> Timelines<'a> {
    /// All timelines of a workspace that are made of events.
    pub async fn of(store: &'a Store, ws: &'a WorkspaceId) -> Result<Self, StoreError> {
        let (mut marked, mut pages) = (HashSet::new(), store.mark_pages());
        while let Some(page) = pages.next().await? {
            marked.extend(page.into_iter().filter_map(|mark| match mark {
                Mark::Timeline { workspace, timeline } if workspace == *ws => Some(timeline),
                _ => None,
            }));
        }
        Ok(Self { store, ws, kinds: KINDS.into_iter().rev().collect(), pages: None, ids: Vec::new(), marked })
    }

    /// The next events, often none; nothing at the end.
    pub async fn next(&mut self) -> Result<Option<Vec<Event>>, StoreError> {
        let Some(kind) = self.kinds.last().copied() else { return Ok(None) };
        if self.ids.is_empty() {
            let pages = self.pages.get_or_insert_with(|| self.store.timeline_ids(self.ws, kind));
            if let Some(ids) = pages.next().await? {
                for id in &ids {
                    self.marked.remove(&TimelineId { kind, id: id.clone() });
                }
                self.ids = ids;
            } else {
                // What is marked and was never folded comes last.
                let left: Vec<_> = self.marked.extract_if(|timeline| timeline.kind == kind).collect();
                self.ids = left.into_iter().map(|timeline| timeline.id).collect();
                self.ids.sort_unstable();
                if self.ids.is_empty() {
                    self.kinds.pop();
                    self.pages = None;
                }
            }
        }
        let now: Vec<_> = self.ids.drain(..self.ids.len().min(ABREAST)).collect();
        let timelines = now.into_iter().map(|id| TimelineId { kind, id });
        let (store, ws) = (self.store, self.ws);
        let reading: Vec<_> = timelines
            .map(|timeline| async move {
                let mut events = store.events(ws, &timeline).await?;
                events.sort_unstable_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
                Ok::<_, StoreError>(events)
            })
            .collect();
        let read: Vec<Vec<Event>> = stream::iter(reading).buffered(ABREAST).try_collect().await?;
        Ok(Some(read.into_iter().flatten().collect()))
    }
}
