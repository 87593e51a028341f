//! What gets lost on the way to the database and back: whatever call of whatever way in fails, and however, the client's blind
//! retry ends in exactly one row with the right content.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod scenarios;
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use scenarios::{ALL, Ask, Scenario, come_again, send, staged, taken_in};
use serde_json::Value;
use support::{Answer, House};
use testing::builders::{self, workspace};
use testing::faults::{Call, Fault, Lasts};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

const FAULTS: [Fault; 4] = [Fault::Throttle, Fault::Fail, Fault::LoseReply, Fault::Conflict];

/// How many houses stand at once. A process has one allowance of retries, 500 at 14 apiece, and these stay within it.
const AT_ONCE: usize = 32;

/// What is left behind of answers, links and pointers; how often an item was written is no part of it.
fn left_behind(house: &House) -> BTreeMap<String, Value> {
    let mut items = house.db.dump();
    items.retain(|key, _| [" \"r#", " \"l#", "\"link#", "\"response#"].iter().any(|part| key.contains(part)));
    items.values_mut().filter_map(Value::as_object_mut).for_each(|item| {
        item.remove("revision");
    });
    items
}

/// A story undisturbed: the path of each request, what it was answered with and which calls it made; and what all of them
/// left behind.
struct Undisturbed {
    answers: Vec<(String, Answer, Vec<Call>)>,
    left: BTreeMap<String, Value>,
}

async fn undisturbed(scenario: Scenario) -> Undisturbed {
    let (house, proxy, asks) = staged(scenario).await;
    let mut answers = Vec::new();
    for ask in &asks {
        proxy.begin();
        let answer = send(&house, ask).await;
        assert!(taken_in(&answer), "{}: {} {}", scenario.name, answer.status, answer.body);
        answers.push((ask.path.clone(), answer, proxy.made()));
    }
    let left = left_behind(&house);
    let name = scenario.name;
    let (rows, pointers): (Vec<_>, Vec<_>) = left.iter().partition(|(key, _)| key.contains(" \"r#"));
    assert_eq!((rows.len(), pointers.len()), (1, scenario.pointers), "{name}: {left:#?}");
    let id = scenarios::id().to_string();
    assert!(
        pointers.iter().all(|(key, item)| key.contains(&id) || item["answered_by"]["S"] == id),
        "{name}: {left:#?}"
    );
    let survey = house.db.store.survey(&workspace(), &builders::survey_id("s")).await.unwrap().unwrap();
    let said = house.stored(&survey, &id).await.unwrap().to_json(&survey)["answers"].clone();
    assert_eq!(said, serde_json::from_str::<Value>(scenario.answers).unwrap(), "{name}");
    Undisturbed { answers, left }
}

/// One disturbance: at a call of one of the requests.
#[derive(Clone)]
struct Case {
    scenario: Scenario,
    expected: Arc<Undisturbed>,
    /// Which request.
    at: usize,
    call: Call,
    fault: Fault,
    lasts: Lasts,
}

impl Case {
    async fn run(self) {
        let name =
            format!("{}, request {}, {:?} {:?} at {}", self.scenario.name, self.at, self.fault, self.lasts, self.call);
        let (house, proxy, asks) = staged(self.scenario).await;
        for (at, ask) in asks.iter().enumerate() {
            proxy.begin();
            if at == self.at {
                proxy.plan_at(&self.call, self.fault.clone(), self.lasts);
                let first = send(&house, ask).await;
                assert!(proxy.lift() > 0, "{name}: met no call of {:?}", proxy.calls());
                assert!(self.may_be(ask, &first), "{name}: {} {}", first.status, first.body);
            }
            let answer = send(&house, ask).await;
            assert!(taken_in(&answer), "{name}: {} {}", answer.status, answer.body);
            assert_eq!(answer.body, self.expected.answers[at].1.body, "{name}");
        }
        assert_eq!(left_behind(&house), self.expected.left, "{name}");
    }

    /// What the disturbed request may be answered with. Of one failed call its client hears nothing; where the call fails
    /// again and again they are told to come again, and a form that is shown again is still the same answer's.
    fn may_be(&self, ask: &Ask, answer: &Answer) -> bool {
        let limiter = self.call.keys.iter().all(|key| key.starts_with("n#"));
        match self.lasts {
            Lasts::Once => taken_in(answer),
            Lasts::UntilLifted => come_again(answer) && ask.is_shown_again_in(answer) || limiter && taken_in(answer),
        }
    }
}

/// Every fault at every call of every request. Requests of one path that make the very same calls are one request here, such
/// as an answer and the first half of one.
async fn cases() -> Vec<Case> {
    let (mut cases, mut seen) = (Vec::new(), BTreeSet::new());
    for scenario in ALL {
        let expected = Arc::new(undisturbed(scenario).await);
        for (at, (path, _, calls)) in expected.answers.iter().enumerate() {
            assert!(!calls.is_empty(), "{}", scenario.name);
            if !seen.insert((path.clone(), calls.iter().map(ToString::to_string).collect::<BTreeSet<_>>())) {
                continue;
            }
            for (call, fault) in calls.iter().flat_map(|call| FAULTS.map(|fault| (call, fault))) {
                // Only a write meets a transaction; a single read never does.
                if matches!(fault, Fault::Conflict) && !call.writes() {
                    continue;
                }
                for lasts in [Lasts::Once, Lasts::UntilLifted] {
                    let (expected, call, fault) = (expected.clone(), call.clone(), fault.clone());
                    cases.push(Case { scenario, expected, at, call, fault, lasts });
                }
            }
        }
    }
    cases
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_at_any_call_and_then_a_blind_retry_end_in_one_row() {
    let (once, lasting): (Vec<_>, Vec<_>) = cases().await.into_iter().partition(|case| case.lasts == Lasts::Once);
    // First those that the library's retries get over: the others use up what it allows itself of them.
    for cases in [once, lasting] {
        let places = Arc::new(Semaphore::new(AT_ONCE));
        let mut running = JoinSet::new();
        for case in cases {
            let place = places.clone().acquire_owned().await.unwrap();
            running.spawn(async move {
                case.run().await;
                drop(place);
            });
        }
        while let Some(ended) = running.join_next().await {
            ended.unwrap();
        }
    }
}
