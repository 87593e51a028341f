//! Whatever call of the database fails, and however: the record comes again, and then everything is as if nothing had.

use std::collections::BTreeMap;

use testing::faults::{Call, Fault, Lasts};
use tokio::task::JoinSet;

use crate::words::{OURS, word};
use crate::*;

const FAULTS: [Fault; 4] = [Fault::Throttle, Fault::Fail, Fault::LoseReply, Fault::Conflict];

/// A setting and an event for it.
#[derive(Clone, Copy, Debug)]
enum Story {
    Bounce,
    Stop,
    Start,
}

impl Story {
    async fn staged(self) -> (Setting, Value) {
        let setting = Setting::start().await;
        match self {
            Self::Bounce => {
                let id = setting.sent(1, Channel::Email).await;
                (setting, bounce(id, ANNA, "Permanent", "General"))
            }
            Self::Stop => {
                setting.texts("acme", 1, Some(OURS), Locale::Lv).await;
                (setting, word("STOP", OURS))
            }
            Self::Start => {
                setting.texts("acme", 1, Some(OURS), Locale::Lv).await;
                setting.done(&word("STOP", OURS)).await;
                setting.clock.advance(SignedDuration::from_secs(1));
                (setting, word("START", OURS))
            }
        }
    }
}

/// What is left behind, but for who wrote it how often.
fn left_behind(setting: &Setting) -> BTreeMap<String, Value> {
    let mut items = setting.database.dump();
    for item in items.values_mut().filter_map(Value::as_object_mut) {
        item.retain(|name, _| !["revision", "writer"].contains(&name.as_str()));
    }
    items
}

/// One fault at one call, and then the record once more, as the queue brings it.
async fn disturb(story: Story, at: Call, fault: Fault, lasts: Lasts, expected: BTreeMap<String, Value>) {
    let (setting, event) = story.staged().await;
    let sent = setting.clock.now();
    let (setting, proxy) = setting.behind_a_proxy().await;
    proxy.plan_at(&at, fault.clone(), lasts);
    let first = setting.take_at(&event, sent).await;
    let place = format!("{story:?}: {fault:?} {lasts:?} at {at}");
    assert!(proxy.lift() > 0, "{place} met nothing");
    assert_eq!(first.failures.is_empty(), lasts == Lasts::Once, "{place}");
    let again = setting.take_at(&event, sent).await;
    assert_eq!(again, BatchAnswer::default(), "{place}");
    assert_eq!(left_behind(&setting), expected, "{place}");
    // A reply is never sent twice. Where nobody can tell any more whether it was sent, it isn't.
    assert!(setting.carrier.replies().len() <= 1, "{place}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_at_any_call_and_then_the_record_once_more_end_as_without() {
    for lasts in [Lasts::Once, Lasts::UntilLifted] {
        let mut running = JoinSet::new();
        for story in [Story::Bounce, Story::Stop, Story::Start] {
            let (setting, event) = story.staged().await;
            let sent = setting.clock.now();
            let (setting, proxy) = setting.behind_a_proxy().await;
            proxy.begin();
            assert_eq!(setting.take_at(&event, sent).await, BatchAnswer::default());
            let expected = left_behind(&setting);
            for at in proxy.made() {
                for fault in FAULTS {
                    // Only a write meets a transaction.
                    if at.writes() || !matches!(fault, Fault::Conflict) {
                        running.spawn(disturb(story, at.clone(), fault, lasts, expected.clone()));
                    }
                }
            }
        }
        assert!(running.len() > 20);
        while let Some(ended) = running.join_next().await {
            ended.unwrap();
        }
    }
}
