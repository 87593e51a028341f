//! One page of a list of dispatches: its rows, and how much was looked at for them.

use domain::id::{DispatchId, WorkspaceId};
use futures::{StreamExt, stream};
use web::backend::Backend;
use web::problem::Problem;

use super::surveys::Surveys;
use super::wanted::Wanted;
use super::{Row, answered_by};

/// The most dispatches that are looked at for one page, whether they are shown or not.
const LOOKED_AT: usize = 500;
/// The most bytes of a page.
const PAGE_BYTES: usize = 4 * 1024 * 1024;
/// How many are looked at at the same time.
const TRACKS: usize = 16;

/// What is read for a page, and for whom.
#[derive(Debug)]
pub struct Reading<'a> {
    pub backend: &'a Backend,
    pub ws: &'a WorkspaceId,
    pub wanted: &'a Wanted,
    pub surveys: Surveys,
}

impl Reading<'_> {
    /// A dispatch as the list shows it; none where it is not wanted, or gone.
    async fn row(&self, id: DispatchId) -> Result<Option<Row>, Problem> {
        let Some(dispatch) = self.backend.store.dispatch(self.ws, id).await? else { return Ok(None) };
        let shows = self.wanted.shows(&dispatch);
        if shows == [false, false] || !self.wanted.covers(dispatch.created_at) {
            return Ok(None);
        }
        let answered_by = answered_by(self.backend, self.ws, &self.surveys, &dispatch).await?;
        Ok(shows[usize::from(answered_by.is_some())].then(|| Row::of(dispatch, answered_by)))
    }
}

/// A page that is being filled.
#[derive(Debug)]
pub struct Filling {
    limit: usize,
    rows: Vec<Row>,
    bytes: usize,
    looked_at: usize,
}

impl Filling {
    /// An empty page of so many rows at most.
    pub const fn of(limit: usize) -> Self {
        Self { limit, rows: Vec::new(), bytes: 0, looked_at: 0 }
    }

    /// The rows.
    pub fn into_rows(self) -> Vec<Row> {
        self.rows
    }

    /// How many rows it takes still.
    pub const fn room(&self) -> usize {
        self.limit - self.rows.len()
    }

    /// Whether nothing more may be looked at.
    pub const fn is_spent(&self) -> bool {
        self.looked_at >= LOOKED_AT
    }

    /// Looks at dispatches in their order until the page is full or its budget spent; says how many of them it is done with.
    pub async fn look(&mut self, reading: &Reading<'_>, ids: &[DispatchId]) -> Result<usize, Problem> {
        let mut most = ids.len().min(LOOKED_AT - self.looked_at);
        if reading.wanted.status.is_none() {
            // Each becomes a row, so none is read that has no place.
            most = most.min(self.room());
        }
        let mut rows = stream::iter(ids[..most].to_vec()).map(|id| Box::pin(reading.row(id))).buffered(TRACKS);
        let mut done = 0;
        while self.rows.len() < self.limit
            && let Some(row) = rows.next().await
        {
            if let Some(row) = row? {
                if self.bytes + row.json.len() > PAGE_BYTES && !self.rows.is_empty() {
                    break;
                }
                self.bytes += row.json.len() + 1;
                self.rows.push(row);
            }
            self.looked_at += 1;
            done += 1;
        }
        Ok(done)
    }
}
