//! How long responses are kept: what their items say of when DynamoDB may remove them.
//!
//! The setting is the workspace's. It is remembered for a minute, and whenever the settings are read or written, so that an
//! answer costs no further read. Each item says by which setting it was first written, whatever changes it later: a day is sealed
//! by what its items say.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use domain::id::{PersonId, WorkspaceId};
use domain::response::Response;
use jiff::SignedDuration;
use serde::Serialize;

use crate::item::{Item, number, to_item};
use crate::keys::TTL;
use crate::response_item::write;
use crate::{Result, Store, keys};

/// How long a setting is remembered.
const REMEMBERED: Duration = Duration::from_mins(1);
/// How many workspaces are remembered at once.
const MOST: usize = 10_000;

#[derive(Serialize)]
struct PointerItem {}

/// A workspace's setting as it was read.
#[derive(Clone, Copy, Debug)]
struct Setting {
    /// None where answers are kept for ever.
    days: Option<u32>,
    read: Instant,
}

/// The settings of workspaces that were read lately.
#[derive(Clone, Debug, Default)]
pub struct Retention(Arc<Mutex<HashMap<WorkspaceId, Setting>>>);

impl Retention {
    /// Remembers a setting that was just read or written.
    pub fn remember(&self, ws: &WorkspaceId, days: Option<u32>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(ws.clone(), Setting { days, read: Instant::now() });
    }

    fn known(&self, ws: &WorkspaceId) -> Option<Setting> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(ws).filter(|setting| setting.read.elapsed() < REMEMBERED).copied()
    }
}

/// The item that takes the place of a response that was read. It goes when that would have gone: no change of an answer, be it
/// an erasure, a review or a late half, changes its time.
pub(crate) fn kept_response_item(
    ws: &WorkspaceId,
    before: &Response,
    response: &Response,
    revision: u64,
) -> Result<Item> {
    Ok(kept(before, to_item(&keys::response(ws, response), &write(response, revision))?))
}

/// The pointer that a response gets once its person is known; it goes when the response does.
pub(crate) fn kept_pointer_item(
    ws: &WorkspaceId,
    before: &Response,
    response: &Response,
    person: &PersonId,
) -> Result<Item> {
    Ok(kept(before, to_item(&keys::pointer(ws, person, &response.survey, response.id), &PointerItem {})?))
}

fn kept(before: &Response, mut item: Item) -> Item {
    item.extend(before.expires.map(|at| (TTL.to_owned(), number(at.as_second()))));
    item
}

impl Store {
    /// The item of a new response at a revision.
    pub(crate) async fn response_item(&self, ws: &WorkspaceId, response: &Response, revision: u64) -> Result<Item> {
        let item = to_item(&keys::response(ws, response), &write(response, revision))?;
        self.with_expiry(ws, response, item).await
    }

    /// The item by which an erasure of a person finds a new response; it goes when the response does.
    pub(crate) async fn pointer_item(&self, ws: &WorkspaceId, response: &Response, person: &PersonId) -> Result<Item> {
        let item = to_item(&keys::pointer(ws, person, &response.survey, response.id), &PointerItem {})?;
        self.with_expiry(ws, response, item).await
    }

    /// Says in a new response's item when it may be removed, where its workspace keeps answers for a time only.
    async fn with_expiry(&self, ws: &WorkspaceId, response: &Response, mut item: Item) -> Result<Item> {
        let days = if let Some(setting) = self.retention.known(ws) {
            setting.days
        } else {
            let days = self.workspace(ws).await?.and_then(|workspace| workspace.counting.retention_days);
            self.retention.remember(ws, days);
            days
        };
        if let Some(days) = days {
            // A day more: the days of a survey end later than their UTC dates in some zones.
            let kept = SignedDuration::from_hours(24 * (i64::from(days) + 1));
            item.insert(TTL.to_owned(), number((response.id.time() + kept).as_second()));
        }
        Ok(item)
    }
}
