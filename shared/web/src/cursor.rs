//! Pages of a list: `?limit=` and `?cursor=`. A cursor is signed, and holds for its workspace and its query alone.

use domain::id::WorkspaceId;
use domain::input::{Problems, Refusal};
use domain::link::{Purpose, Signed};
use jiff::SignedDuration;
use sha2::{Digest, Sha256};

use crate::backend::Backend;
use crate::problem::Problem;

/// How long a list can be continued.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

fn refusal() -> Problem {
    let refusal = Refusal::new("invalid_cursor", "take next_cursor from the answer before, with the same query");
    Problems::one("cursor", refusal).into()
}

fn digest(query: &str) -> [u8; 16] {
    let mut first = [0; 16];
    first.copy_from_slice(&Sha256::digest(query.as_bytes())[..16]);
    first
}

/// Makes the cursor that continues a query after `position`. The query is everything that selects, spelled one way.
pub fn seal(backend: &Backend, workspace: &WorkspaceId, query: &str, position: &str) -> String {
    let subject = [digest(query).as_slice(), position.as_bytes()].concat();
    let signed = Signed { workspace: workspace.clone(), subject, expires_at: backend.now() + KEPT };
    backend.links.seal(Purpose::Cursor, &signed)
}

/// Reads a cursor back to the position it continues after.
///
/// # Errors
/// 400 `invalid_cursor` for one that is forged, old, another workspace's or another query's.
pub fn open(backend: &Backend, workspace: &WorkspaceId, query: &str, cursor: &str) -> Result<String, Problem> {
    let signed = backend.links.open(Purpose::Cursor, cursor, backend.now()).map_err(|_| refusal())?;
    let (own, position) = signed.subject.split_at_checked(16).ok_or_else(refusal)?;
    if signed.workspace != *workspace || own != digest(query) {
        return Err(refusal());
    }
    String::from_utf8(position.to_vec()).map_err(|_| refusal())
}

/// The page size that was asked for.
///
/// # Errors
/// 400 for anything but 1 to 1000.
pub fn limit(asked: Option<&str>) -> Result<usize, Problem> {
    let Some(asked) = asked else { return Ok(100) };
    asked
        .parse()
        .ok()
        .filter(|limit| (1..=1000).contains(limit))
        .ok_or_else(|| Problems::one("limit", Refusal::new("out_of_range", "expected 1 to 1000")).into())
}
