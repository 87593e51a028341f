//! Whatever call of a fold or a sum fails, and however: the mark stands, and the next run ends as if nothing had happened.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::response::Response;
use domain::timeline::Kind;
use serde_json::{Value, json};
use store::Mark;
use testing::builders::{response, stored_survey, time};
use testing::faults::{Call, Fault, Lasts};
use tokio::task::JoinSet;

use crate::stories::{customer, ticket};
use crate::world::{World, day, same, timeline, world, ws};

const FAULTS: [Fault; 3] = [Fault::Throttle, Fault::Fail, Fault::LoseReply];
/// In how many worlds a story is told side by side.
const LANES: usize = 6;

#[derive(Clone, Copy)]
struct Story {
    name: &'static str,
    /// What was folded before.
    before: fn() -> Vec<Value>,
    /// What came since.
    news: fn() -> Vec<Value>,
    /// What is folded or summed.
    mark: fn() -> Mark,
    /// Which calls are disturbed.
    wanted: fn(&Call) -> bool,
    /// Whether the days are summed after it; their marks are compared where they are not.
    to_the_end: bool,
}

impl Story {
    async fn ends(&self, world: &World) {
        if self.to_the_end { world.night().await } else { drop(world.rollups.mark(&(self.mark)()).await.unwrap()) }
    }
}

fn fold_of(kind: Kind, id: &str) -> Mark {
    Mark::Timeline { workspace: ws("acme"), timeline: timeline(kind, id) }
}

const STORIES: [Story; 4] = [
    Story {
        name: "a ticket that turns out to be another person's, and opened earlier",
        before: || {
            vec![
                ticket("T-1", "1a", "ticket_opened", "2026-10-01T10:00:00Z", &json!({"person": "anna"})),
                ticket("T-1", "1b", "ticket_resolved", "2026-10-02T10:00:00Z", &json!({"agent": "mia"})),
                ticket("T-2", "2a", "ticket_opened", "2026-10-01T10:00:00Z", &json!({"person": "bob"})),
                ticket("T-2", "2b", "ticket_resolved", "2026-10-02T10:00:00Z", &json!({"agent": "mia"})),
                ticket("T-3", "3a", "ticket_opened", "2026-10-05T10:00:00Z", &json!({"person": "anna"})),
            ]
        },
        news: || {
            vec![
                ticket("T-3", "3b", "ticket_opened", "2026-10-04T10:00:00Z", &json!({})),
                ticket(
                    "T-3",
                    "3c",
                    "ticket_replied",
                    "2026-10-06T10:00:00Z",
                    &json!({"agent": "mia", "person": "bob"}),
                ),
            ]
        },
        mark: || fold_of(Kind::Tickets, "T-3"),
        wanted: |_| true,
        to_the_end: true,
    },
    Story {
        name: "a customer who left, and whose answers count no more",
        before: || vec![customer("anna", "1", "customer_started", "2026-09-01T10:00:00Z", &json!({"plan": "small"}))],
        news: || {
            vec![
                customer("anna", "2", "customer_ended", "2026-10-01T10:00:00Z", &json!({})),
                customer("anna", "3", "order_paid", "2026-10-02T10:00:00Z", &json!({"amount": 1, "currency": "EUR"})),
            ]
        },
        mark: || fold_of(Kind::Customers, "anna"),
        wanted: |_| true,
        to_the_end: true,
    },
    Story {
        name: "the sum of a day",
        before: || vec![],
        news: || vec![customer("anna", "1", "customer_started", "2026-09-01T10:00:00Z", &json!({}))],
        mark: || Mark::Day { workspace: ws("acme"), kind: Kind::Customers, day: day("2026-09-01") },
        wanted: |_| true,
        to_the_end: true,
    },
    Story {
        name: "a fold that changes more days than a transaction takes",
        before: || crate::days::orders(92),
        news: || vec![customer("anna", "start", "customer_started", "2026-01-01T10:00:00Z", &json!({"plan": "small"}))],
        mark: || fold_of(Kind::Customers, "anna"),
        wanted: |call| call.operation == "TransactWriteItems",
        to_the_end: false,
    },
];

async fn staged(story: Story) -> World {
    let world = world().await;
    let survey = stored_survey(world.store(), "rel", "nps", &json!({"kind": "relationship"})).await;
    let person = "anna".parse().unwrap();
    for (number, at) in [(1, "2026-09-10T10:00:00Z"), (2, "2026-10-10T10:00:00Z")] {
        let named =
            Response { person: Some("anna".parse().unwrap()), ..response(&survey, time(at), number, &json!(9)) };
        world.store().put_known_response(&ws("acme"), &named, &person).await.unwrap();
    }
    for event in (story.before)() {
        world.take("acme", &event).await;
    }
    story.ends(&world).await;
    for mark in world.store().marks().await.unwrap() {
        let token = world.store().mark_token(&mark).await.unwrap().unwrap();
        world.store().clear_mark(&mark, &token).await.unwrap();
    }
    for event in (story.news)() {
        world.take("acme", &event).await;
    }
    if let Mark::Day { .. } = (story.mark)() {
        let fold = world.marks().await.remove(0);
        world.rollups.mark(&fold).await.unwrap();
    }
    world
}

/// The calls that a run makes undisturbed, and what is counted after it and the night.
async fn undisturbed(story: Story) -> (Vec<Call>, BTreeMap<String, Value>) {
    let world = staged(story).await;
    let (proxy, rollups) = world.disturbed().await;
    rollups.mark(&(story.mark)()).await.unwrap();
    let calls = proxy.made();
    story.ends(&world).await;
    (calls, world.counted())
}

/// Disturbs one call, in a world that was staged for it.
async fn crash(world: &World, story: Story, call: &Call, fault: Fault, expected: &BTreeMap<String, Value>) {
    let name = format!("{}: {fault:?} at {call}", story.name);
    let (proxy, rollups) = world.disturbed().await;
    proxy.plan_at(call, fault.clone(), Lasts::UntilLifted);
    let broken = rollups.mark(&(story.mark)()).await;
    assert!(proxy.lift() > 0, "{name}: met no call of {:?}", proxy.calls());
    assert!(broken.is_err(), "{name}");
    // Only the last call of all takes the mark away.
    let done = call.operation == "DeleteItem" && matches!(fault, Fault::LoseReply);
    assert_eq!(world.marks().await.contains(&(story.mark)()), !done, "{name}");
    story.ends(world).await;
    same(&world.counted(), expected, &name);
}

/// Some of a story's cases, one after the other.
async fn lane(story: Story, cases: Vec<(Call, Fault)>, expected: Arc<BTreeMap<String, Value>>) {
    let world = staged(story).await;
    let staged = world.database.dump();
    for (call, fault) in cases {
        crash(&world, story, &call, fault, &expected).await;
        world.database.restore(&staged);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_at_any_call_leaves_nothing_that_the_next_run_does_not_make_whole() {
    let mut running = JoinSet::new();
    for story in STORIES {
        let (calls, expected) = undisturbed(story).await;
        let expected = Arc::new(expected);
        assert!(calls.iter().any(Call::writes), "{}: {calls:?}", story.name);
        let mut lanes = vec![Vec::new(); LANES];
        let cases = calls.iter().filter(|call| (story.wanted)(call)).flat_map(|call| FAULTS.map(|fault| (call, fault)));
        for (at, (call, fault)) in cases.enumerate() {
            lanes[at % LANES].push((call.clone(), fault));
        }
        assert!(lanes.iter().flatten().count() >= 12, "{}", story.name);
        for cases in lanes {
            running.spawn(lane(story, cases, expected.clone()));
        }
    }
    while let Some(lane) = running.join_next().await {
        lane.unwrap();
    }
}
