//! What travels in the queues.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::timeline::Kind;

/// One message to send: the queue `dispatch`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendTask {
    /// Whose it is.
    pub workspace: String,
    /// Which dispatch.
    pub dispatch: String,
    /// Which of its messages: 0 is the invitation.
    pub message: u32,
}

/// One piece of work of the rollup: the queue `rollup`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "task", rename_all = "snake_case")]
pub enum RollupTask {
    /// Recompute local days, of one survey or of all; becomes one `Bucket` each.
    Range {
        /// Whose they are.
        workspace: String,
        /// The request that asked for it.
        job: String,
        /// The first local day.
        from: Date,
        /// The last local day, included.
        to: Date,
        /// One survey, or all of them and all timelines.
        survey: Option<String>,
        /// One kind of timelines.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kind: Option<Kind>,
        /// Whether it is a part of a request whose buckets are counted already.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        part: bool,
    },
    /// Recompute what a mark touches: the local days that share an instant with a UTC date.
    Mark {
        /// Whose it is.
        workspace: String,
        /// Which survey.
        survey: String,
        /// The UTC date whose responses changed.
        date: Date,
    },
    /// Recompute one bucket for a request.
    Bucket {
        /// Whose it is.
        workspace: String,
        /// Which survey.
        survey: String,
        /// The local day.
        day: Date,
        /// The request that asked for it.
        job: String,
    },
    /// Fold a timeline again.
    Timeline {
        /// Whose it is.
        workspace: String,
        /// What it is about.
        kind: Kind,
        /// Which ticket, person, appointment, event or dispatch.
        id: String,
    },
    /// Look after a workspace: seal days whose answers are about to expire, close periods that are over.
    Night {
        /// Which one.
        workspace: String,
        /// The time that the schedule meant.
        at: Timestamp,
    },
    /// Mark the answers of a workspace that the stream may have missed of a UTC date.
    Sweep {
        /// Which one.
        workspace: String,
        /// The UTC date.
        date: Date,
    },
    /// Mark the dispatches of a workspace of which the stream may have missed something, some of them at once.
    SweepDispatches {
        /// Whose they are.
        workspace: String,
        /// The first UTC date on which they were asked for.
        from: Date,
        /// The last one, included.
        to: Date,
        /// Where on the first date to go on; none for its beginning.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<String>,
    },
    /// Close a period of a survey of employees.
    Period {
        /// Whose it is.
        workspace: String,
        /// Which survey.
        survey: String,
        /// The period's first local day, which names it.
        from: Date,
    },
    /// Recompute a day of all timelines of a kind. For a request its timelines are folded before, some of them at once.
    Day {
        /// Whose it is.
        workspace: String,
        /// Of which timelines.
        kind: Kind,
        /// The local day of the workspace.
        day: Date,
        /// The request that asked for it; none for a mark.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        job: Option<String>,
        /// The timeline that was folded last; none for the first of them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after: Option<String>,
        /// Whether one of those before it adds something else to the day than before.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        changed: bool,
    },
}

impl RollupTask {
    /// Whose days they are.
    pub fn workspace(&self) -> &str {
        match self {
            Self::Range { workspace, .. }
            | Self::Mark { workspace, .. }
            | Self::Bucket { workspace, .. }
            | Self::Timeline { workspace, .. }
            | Self::Night { workspace, .. }
            | Self::Sweep { workspace, .. }
            | Self::SweepDispatches { workspace, .. }
            | Self::Period { workspace, .. }
            | Self::Day { workspace, .. } => workspace,
        }
    }
}

/// Long work that somebody asked for: the queue `jobs`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "task", rename_all = "snake_case")]
pub enum JobTask {
    /// Write an export.
    Export {
        /// Whose it is.
        workspace: String,
        /// Which one.
        export: String,
    },
    /// Finish the erasure of a person.
    Erase {
        /// Whose person.
        workspace: String,
        /// Which erasure: the keyed digest of the team's own id, which no queue learns.
        erasure: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_are_spelled_as_the_sample_events_spell_them() {
        let mark = r#"{"task":"mark","workspace":"acme","survey":"nps","date":"2026-11-21"}"#;
        let read: RollupTask = serde_json::from_str(mark).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), mark);
        let day = r#"{"task":"day","workspace":"acme","kind":"tickets","day":"2026-11-21"}"#;
        let read: RollupTask = serde_json::from_str(day).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), day);
    }
}
