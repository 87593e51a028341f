//! When the database fails: what was answered as taken stands, and sending it again heals the rest.

use domain::timeline::Kind;
use proptest::prelude::*;
use serde_json::json;
use testing::faults::{Fault, Gate, Lasts};

use crate::driver::{Api, event};

#[tokio::test]
async fn a_reply_that_was_lost_after_the_commit_leaves_one_event() {
    let (api, proxy) = Api::on_proxy().await;
    let opened = event("ev-1", "ticket_opened", &json!({"ticket": "T-1"}));
    // The client's library tries again under its own token, and the database knows it.
    proxy.plan("TransactWriteItems", Fault::LoseReply);
    assert_eq!(api.post(&opened).await.status, 201);
    // All tries fail, though the first was carried out: the sender tries again later.
    let second = event("ev-2", "ticket_replied", &json!({"ticket": "T-1"}));
    for fault in [Fault::LoseReply, Fault::Fail, Fault::Fail] {
        proxy.plan("TransactWriteItems", fault);
    }
    let lost = api.post(&second).await;
    assert_eq!(lost.problem(), (503, "unavailable".to_owned()));
    assert_eq!(lost.header("retry-after"), Some("2"));
    assert_eq!(api.timeline(Kind::Tickets, "T-1").await.len(), 2);
    assert_eq!(api.post(&second).await.status, 200);
    assert_eq!((api.database.count("\"v#"), api.database.count("\"u#")), (2, 2));
}

#[tokio::test]
async fn an_event_whose_mark_could_not_be_set_is_not_answered_as_taken_and_a_repeat_sets_it() {
    let (api, proxy) = Api::on_proxy().await;
    let opened = event("ev-1", "ticket_opened", &json!({"ticket": "T-1"}));
    for _ in 0..3 {
        proxy.plan("PutItem", Fault::Fail);
    }
    assert_eq!(api.post(&opened).await.problem(), (503, "unavailable".to_owned()));
    assert_eq!(api.marked("acme").await, Vec::<String>::new());
    let again = api.post(&opened).await;
    assert_eq!((again.status.as_u16(), api.marked("acme").await), (200, vec!["tickets T-1".to_owned()]));
}

#[tokio::test]
async fn a_repeat_sets_the_mark_anew_so_that_a_run_in_between_forgets_nothing() {
    let api = Api::start().await;
    let opened = event("ev-1", "ticket_opened", &json!({"ticket": "T-1"}));
    api.post(&opened).await;
    let store = &api.database.store;
    let mark = store.marks().await.unwrap().pop().unwrap();
    let seen = store.mark_token(&mark).await.unwrap().unwrap();
    api.post(&opened).await;
    assert!(!store.clear_mark(&mark, &seen).await.unwrap());
    assert_eq!(api.marked("acme").await, ["tickets T-1"]);
}

#[tokio::test]
async fn the_answer_waits_for_the_mark() {
    let (api, proxy) = Api::on_proxy().await;
    let gate = Gate::default();
    proxy.plan("PutItem", Fault::Hold(gate.clone()));
    let call = api.event(&event("ev-1", "ticket_opened", &json!({"ticket": "T-1"})));
    let running = tokio::spawn(call.send());
    gate.reached().await;
    assert_eq!(api.timeline(Kind::Tickets, "T-1").await.len(), 1);
    assert!(!running.is_finished());
    gate.open();
    assert_eq!(running.await.unwrap().status, 201);
}

#[tokio::test]
async fn of_a_batch_only_what_failed_is_answered_as_failed() {
    let (api, proxy) = Api::on_proxy().await;
    let lines = [
        event("e1", "ticket_opened", &json!({"ticket": "T-1", "person": "anna"})),
        event("e2", "ticket_opened", &json!({"ticket": "T-2", "person": "bob"})),
        event("e3", "ticket_replied", &json!({"ticket": "T-1"})),
    ];
    proxy.begin();
    api.batch(&lines).await;
    let made = proxy.made();
    let at = |part: &str, reads: bool| {
        made.iter().find(|call| call.writes() != reads && call.keys.iter().any(|key| key.contains(part))).unwrap()
    };
    for (call, expected) in [
        (at("mark#", false), None),
        (at("u#acme#e1", false), Some(["unavailable", "repeated", "repeated"])),
        (at("#p#bob", true), Some(["repeated", "unavailable", "repeated"])),
    ] {
        proxy.plan_at(call, Fault::Fail, Lasts::UntilLifted);
        let outcomes = api.batch(&lines).await.outcomes();
        assert!(proxy.lift() > 0);
        if let Some(expected) = expected {
            assert_eq!(outcomes, expected);
        } else {
            // Of the two timelines one could not be marked.
            let failed = |at: &usize| outcomes[*at] == "unavailable";
            let lines = [0, 1, 2].into_iter().filter(failed).collect::<Vec<_>>();
            assert!(lines == [0, 2] || lines == [1], "{outcomes:?}");
        }
    }
    assert_eq!(api.batch(&lines).await.outcomes(), ["repeated"; 3]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3))]
    #[test]
    fn whatever_the_weather_a_sender_who_goes_on_until_all_is_taken_stores_each_event_once(seed in any::<u64>()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (api, proxy) = Api::on_proxy().await;
            let lines: Vec<_> = (0..12)
                .map(|n| event(&format!("e{n}"), "ticket_replied", &json!({"ticket": format!("T-{}", n % 3), "person": "anna"})))
                .collect();
            proxy.weather(seed, 150);
            let mut taken = false;
            for _ in 0..60 {
                let reply = api.batch(&lines).await;
                taken = reply.status == 200 && reply.lines().iter().all(|line| line.get("outcome").is_some());
                if taken {
                    break;
                }
            }
            proxy.weather(seed, 0);
            assert!(taken, "nobody gets through in 60 tries");
            assert_eq!((api.database.count("\"v#"), api.database.count("\"u#")), (12, 12));
            assert_eq!(api.marked("acme").await, ["tickets T-0", "tickets T-1", "tickets T-2"]);
        });
    }
}
