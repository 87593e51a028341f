//! Work that failed for a moment comes again after a minute, then after two, four and so on: as a message of its own, because
//! the queue holds one that was not done with for as long as a run may take. What fails for good stays with the queue, which
//! brings it a few times more and then puts it with the dead letters.

use std::time::Duration;

use domain::task::JobTask;
use serde::{Deserialize, Serialize};

use crate::JobError;

/// How long the first failure waits.
const FIRST: Duration = Duration::from_mins(1);
/// The longest that a queue holds a message back.
const LONGEST: Duration = Duration::from_mins(15);
/// How often in a row a piece of work comes again so. After that the queue itself tries a few times, hours apart.
const MOST: u32 = 12;

/// A task as it travels, and how often in a row it failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// What to do.
    #[serde(flatten)]
    pub task: JobTask,
    /// How often it failed before.
    #[serde(default, skip_serializing_if = "is_none")]
    pub failed: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_none(failed: &u32) -> bool {
    *failed == 0
}

impl Message {
    /// What comes again after this failure, and when; none where that would not help.
    pub fn again(self, error: &JobError) -> Option<(Self, Duration)> {
        if !error.is_passing() || self.failed >= MOST {
            return None;
        }
        let delay = FIRST.saturating_mul(1 << self.failed).min(LONGEST);
        Some((Self { failed: self.failed + 1, ..self }, delay))
    }
}

#[cfg(test)]
mod tests {
    use store::StoreError;

    use super::*;

    fn passing() -> JobError {
        JobError::Store(StoreError::Contended)
    }

    #[test]
    fn a_failure_waits_a_minute_and_each_one_after_it_twice_as_long_up_to_fifteen_until_it_is_left_to_the_queue() {
        let task = JobTask::Erase { workspace: "acme".to_owned(), erasure: "ers_1".to_owned() };
        let mut message = Message { task, failed: 0 };
        let mut minutes = Vec::new();
        while let Some((again, delay)) = message.clone().again(&passing()) {
            minutes.push(delay.as_secs() / 60);
            message = serde_json::from_str(&serde_json::to_string(&again).unwrap()).unwrap();
        }
        assert_eq!(minutes, [1, 2, 4, 8, 15, 15, 15, 15, 15, 15, 15, 15]);
    }

    #[test]
    fn what_can_never_be_done_does_not_come_again() {
        let bad = StoreError::BadItem { pk: "v#acme".to_owned(), sk: "e".to_owned(), why: "no".to_owned() };
        let refused = StoreError::Refused("AccessDeniedException".to_owned());
        let task = JobTask::Export { workspace: "acme".to_owned(), export: "exp_1".to_owned() };
        for error in [
            JobError::Store(bad),
            JobError::Store(refused),
            JobError::Unanswerable("filters"),
            JobError::NotATask("no".to_owned()),
        ] {
            assert_eq!(Message { task: task.clone(), failed: 0 }.again(&error), None, "{error}");
        }
    }

    #[test]
    fn a_message_that_never_failed_is_spelled_as_the_sample_events_spell_it() {
        let sent = r#"{"task":"erase","workspace":"acme","erasure":"ers_1"}"#;
        let message: Message = serde_json::from_str(sent).unwrap();
        assert_eq!((message.failed, serde_json::to_string(&message).unwrap().as_str()), (0, sent));
    }
}
