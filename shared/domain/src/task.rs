//! What travels in the two queues.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

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
        /// One survey, or all.
        survey: Option<String>,
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
}

impl RollupTask {
    /// Whose days they are.
    pub fn workspace(&self) -> &str {
        match self {
            Self::Range { workspace, .. } | Self::Mark { workspace, .. } | Self::Bucket { workspace, .. } => workspace,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_are_spelled_as_the_sample_events_spell_them() {
        let mark = r#"{"task":"mark","workspace":"acme","survey":"nps","date":"2026-11-21"}"#;
        let read: RollupTask = serde_json::from_str(mark).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), mark);
    }
}
