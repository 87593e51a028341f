//! The event of a schedule: it brings the time for which it was planned, which is the one that counts.

use jiff::Timestamp;
use serde::Deserialize;

/// What a schedule sends.
///
/// ```
/// use runtime::schedule::Scheduled;
/// let event: Scheduled = serde_json::from_str(r#"{"scheduled_time": "2026-11-21T02:00:00Z"}"#).unwrap();
/// assert_eq!(event.scheduled_time.to_string(), "2026-11-21T02:00:00Z");
/// ```
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Scheduled {
    /// When it was planned for, whenever it runs.
    pub scheduled_time: Timestamp,
}
