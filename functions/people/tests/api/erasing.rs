//! The erasure of a person: what goes, what stays, and that neither a crash nor anything that comes late changes it.

use std::time::{Duration, Instant};

use domain::day::Zone;
use domain::response::Response;
use domain::survey::Answer;
use jiff::SignedDuration;
use serde_json::json;
use store::{Erasing, LedgerState, LinkState, Stored, StoredLinked};
use testing::builders::{time, workspace};
use testing::database;
use testing::faults::{Fault, FaultProxy, Lasts};

use crate::driver::{Api, NOW};
use crate::planted::{self, ANNA, BERTA, Surveys, count, counted, found, id, said, take, world};

fn path(person: &str) -> String {
    format!("/v1/people/{person}")
}

/// What a bucket counts of everybody, whatever their group.
fn of_all(totals: &serde_json::Value) -> &serde_json::Value {
    &totals["counts"]
}

async fn erase(api: &Api) {
    let reply = api.call("DELETE", &path(ANNA)).send().await;
    assert_eq!(reply.status, 204, "{}", reply.body);
}

/// What the queue does, once it is time.
async fn end(api: &Api) {
    let store = &api.backend.store;
    api.clock.set(time(NOW) + SignedDuration::from_mins(2));
    let entries = store.erasures(&workspace()).await.unwrap();
    for entry in entries {
        if let Some(erasure) = store.running_erasure(&workspace(), entry.id).await.unwrap() {
            let until = Instant::now() + Duration::from_mins(1);
            let now = api.backend.now();
            assert_eq!(store.go_on_erasing(&workspace(), &erasure, &(), now, until).await.unwrap(), Erasing::Done);
        }
    }
}

async fn answer(api: &Api, surveys: &Surveys, id: domain::id::SubmissionId) -> Response {
    for survey in [&surveys.nps, &surveys.visit] {
        if let Some((response, _)) = api.backend.store.response(&workspace(), survey, id).await.unwrap() {
            return response;
        }
    }
    panic!("the answer is gone");
}

#[tokio::test]
async fn what_was_planted_in_a_person_is_nowhere_after_their_erasure_and_the_numbers_stay() {
    let api = Api::start().await;
    let (surveys, anna, berta) = world(&api).await;
    assert!(found(&api.database).len() > 20, "it was planted: {:?}", found(&api.database));
    let (before, hers) = (counted(&api.database), api.get(&format!("{}/export", path(BERTA))).await.json());
    erase(&api).await;
    assert_eq!(found(&api.database), Vec::<String>::new());
    for message in api.queue.take() {
        assert!(!planted::tells(&message.body), "the queue holds {}", message.body);
    }
    count(&api).await;
    end(&api).await;
    count(&api).await;
    assert_eq!(found(&api.database), Vec::<String>::new());
    let after = counted(&api.database);
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    for (key, totals) in &before {
        assert_eq!(of_all(totals), of_all(&after[key]), "{key}");
    }
    assert!(!format!("{:?}", api.database.dump()).contains("gold"), "her group is gone with her");
    // Berta is as she was.
    assert_eq!(api.get(&format!("{}/export", path(BERTA))).await.json()["answers"], hers["answers"]);
    assert_eq!(answer(&api, &surveys, berta.known).await.comment(), Some("I am berta"));
    // What Anna picked stands, and nothing of what she wrote.
    for id in [anna.answer, anna.signed, anna.known] {
        let left = answer(&api, &surveys, id).await;
        assert!(left.score().is_some() && left.finished_at.is_some() && left.erased, "{left:?}");
        assert_eq!(
            (left.answers["comment"].value.clone(), left.person, left.segment, left.address),
            (Answer::Cleared, None, None, None)
        );
        assert_eq!(left.properties.keys().collect::<Vec<_>>(), ["agent"]);
    }
    let ledger = api.backend.store.erasures(&workspace()).await.unwrap();
    assert_eq!(ledger.iter().map(|entry| entry.state).collect::<Vec<_>>(), [LedgerState::Done]);
}

#[tokio::test]
async fn links_stay_what_they_were() {
    let api = Api::start().await;
    let (_, anna, _) = world(&api).await;
    erase(&api).await;
    let store = &api.backend.store;
    for (dispatch, state) in [(anna.answered, LinkState::Answered(anna.answer)), (anna.open, LinkState::Open)] {
        let standing = store.dispatch(&workspace(), dispatch).await.unwrap().unwrap();
        assert!(standing.person.is_nobody());
        assert_eq!(standing.to_json()["person"], json!(null));
        assert_eq!(store.link(&workspace(), &standing.person, dispatch).await.unwrap(), state);
    }
    let name = planted::link_of(store, ANNA, "1");
    let signed = store.signed_link(&workspace(), name, Some(&id(ANNA))).await.unwrap();
    assert_eq!(signed, LinkState::Answered(anna.signed));
    let today = Zone::utc().date(time(NOW));
    let listed = store.dispatches_of_day(&workspace(), today, None, 10).await.unwrap();
    assert_eq!(listed.items.iter().filter(|entry| entry.person.is_nobody()).count(), 1);
}

#[tokio::test]
async fn a_dispatch_that_was_not_answered_may_still_be_under_no_name() {
    let api = Api::start().await;
    let (surveys, anna, _) = world(&api).await;
    erase(&api).await;
    let store = &api.backend.store;
    let nobody = store.dispatch(&workspace(), anna.open).await.unwrap().unwrap().person;
    let mut late = said(&surveys.nps, ANNA, time(NOW), 9);
    (late.dispatch, late.person) = (Some(anna.open), Some(nobody.clone()));
    let put = store.put_linked_response(&workspace(), &late, &nobody, anna.open).await.unwrap();
    assert!(matches!(put, StoredLinked::Left(_)), "{put:?}");
    // A second half, which still says what the first one said.
    let (before, seen) = store.response(&workspace(), &surveys.nps, late.id).await.unwrap().unwrap();
    let mut half = said(&surveys.nps, ANNA, time(NOW) + SignedDuration::from_secs(5), 9);
    (half.id, half.person, half.erased) = (late.id, Some(nobody), before.erased);
    store.replace_response(&workspace(), &before, &half, seen).await.unwrap();
    assert_eq!(found(&api.database), Vec::<String>::new());
}

#[tokio::test]
async fn whatever_comes_late_is_left_as_the_erasure_left_the_rest() {
    let api = Api::start().await;
    let (surveys, _, _) = world(&api).await;
    erase(&api).await;
    let (store, ws) = (&api.backend.store, workspace());
    let late = said(&surveys.nps, ANNA, time(NOW), 77);
    let put = store.put_known_response(&ws, &late, &id(ANNA)).await.unwrap();
    assert!(matches!(put, Stored::Left(_)), "{put:?}");
    let signed = said(&surveys.visit, ANNA, time(NOW), 78);
    let name = planted::link_of(store, ANNA, "2");
    let put = store.put_signed_response(&ws, &signed, name, Some(&id(ANNA))).await.unwrap();
    assert!(matches!(put, StoredLinked::Left(_)), "{put:?}");
    take(store, &json!({"event_id": "late", "type": "customer_started", "at": "2026-11-20T09:00:00Z", "person": ANNA}))
        .await;
    take(store, &json!({"event_id": "late-2", "type": "ticket_opened", "at": "2026-11-20T09:00:00Z", "person": ANNA, "ticket": "T9"})).await;
    count(&api).await;
    assert_eq!(found(&api.database), Vec::<String>::new());
    // Their life goes on under one id: what ended and what began again are one customer's.
    let timelines = store.timelines_naming(&ws, &id(ANNA)).await.unwrap();
    let [own] = timelines.as_slice() else { panic!("no pointer is left: {timelines:?}") };
    assert!(store.events(&ws, own).await.unwrap().is_empty());
}

#[tokio::test]
async fn who_was_erased_is_not_brought_back_by_accident_but_somebody_new_may_have_the_id() {
    let api = Api::start().await;
    world(&api).await;
    erase(&api).await;
    let body = json!({"email": "new@example.com"});
    assert_eq!(api.put(&path(ANNA), &body).await.problem(), (409, "person_erased".to_owned()));
    let again = format!("{}?again=true", path(ANNA));
    assert_eq!(api.put(&again, &body).await.problem(), (409, "erasure_running".to_owned()));
    end(&api).await;
    assert_eq!(api.put(&again, &body).await.status, 201);
    assert_eq!(api.get(&path(ANNA)).await.json()["email"], "new@example.com");
    let ledger = api.backend.store.erasures(&workspace()).await.unwrap();
    assert_eq!(ledger[0].state, LedgerState::Lifted);
    // And they may be erased in their turn.
    erase(&api).await;
    assert_eq!((api.get(&path(ANNA)).await.status.as_u16(), found(&api.database).len()), (404, 0));
    assert_eq!(api.put(&format!("{}?again=1", path(ANNA)), &body).await.bad_fields(), ["again: not_a_boolean"]);
}

#[tokio::test]
async fn nobody_is_erased_who_is_not_known_and_once_is_as_good_as_twice() {
    let api = Api::start().await;
    let (surveys, ..) = world(&api).await;
    let before = api.database.dump();
    assert_eq!(api.call("DELETE", &path("nobody")).send().await.problem(), (404, "not_found".to_owned()));
    assert_eq!(api.database.dump(), before);
    // Nobody put her; she answered, and that is enough.
    let known = said(&surveys.nps, "cora", time(NOW), 80);
    api.backend.store.put_known_response(&workspace(), &known, &id("cora")).await.unwrap();
    for _ in 0..2 {
        assert_eq!(api.call("DELETE", &path("cora")).send().await.status, 204);
    }
    let reader = api.key("acme", &[domain::key::Scope::Read, domain::key::Scope::Send]).await;
    assert_eq!(api.call("DELETE", &path(ANNA)).by(&reader).send().await.status, 403);
    let other = api.key("other", &[domain::key::Scope::Admin]).await;
    assert_eq!(api.call("DELETE", &path(ANNA)).by(&other).send().await.status, 404);
    assert_eq!(api.get(&path(ANNA)).await.status, 200);
}

#[tokio::test]
async fn what_takes_longer_than_a_request_may_is_ended_by_the_queue() {
    let mut api = Api::start().await;
    world(&api).await;
    api.patience = Duration::ZERO;
    let reply = api.call("DELETE", &path(ANNA)).send().await;
    assert_eq!((reply.status.as_u16(), reply.json()), (202, json!({"status": "running"})));
    let delays: Vec<_> = api.queue.take().into_iter().map(|message| message.delay.as_secs()).collect();
    assert_eq!(delays, [75, 0]);
    assert!(!found(&api.database).is_empty(), "there was no time");
    end(&api).await;
    count(&api).await;
    assert_eq!(found(&api.database), Vec::<String>::new());
}

#[tokio::test]
async fn comments_stay_where_the_workspace_keeps_them() {
    let api = Api::start().await;
    let (surveys, anna, _) = world(&api).await;
    let settings = json!({"time_zone": "Europe/Riga", "erasure": {"keep_comments": true}});
    let settings = domain::workspace::Workspace::parse(workspace(), &settings).unwrap();
    api.backend.store.put_workspace(&settings).await.unwrap();
    erase(&api).await;
    let left = answer(&api, &surveys, anna.known).await;
    assert_eq!((left.comment(), &left.person), (Some("I am zq-anna-4417"), &None));
}

#[tokio::test]
async fn a_crash_at_any_write_leaves_nothing_that_the_queue_does_not_end() {
    let database = database::start().await;
    let proxy = FaultProxy::start(database.address).await;
    let api = Api::on_proxy(database, &proxy).await;
    world(&api).await;
    let planted = api.database.dump();
    proxy.begin();
    erase(&api).await;
    let writes: Vec<_> =
        proxy.made().into_iter().filter(|call| !["GetItem", "Query"].contains(&call.operation.as_str())).collect();
    assert!(writes.len() > 30, "there is much to do: {}", writes.len());
    for (number, write) in writes.iter().enumerate() {
        let fault = if number % 2 == 0 { Fault::LoseReply } else { Fault::Fail };
        api.clock.set(time(NOW));
        api.database.restore(&planted);
        proxy.begin();
        proxy.plan_at(write, fault.clone(), Lasts::UntilLifted);
        let reply = api.call("DELETE", &path(ANNA)).send().await;
        let met = proxy.lift();
        assert!(met > 0, "{write:?} {fault:?}");
        // It never said that it is done where it is not.
        assert!(reply.status != 204 || found(&api.database).is_empty(), "{write:?} {fault:?} {}", reply.status);
        if api.backend.store.erasures(&workspace()).await.unwrap().is_empty() {
            continue;
        }
        end(&api).await;
        assert_eq!(found(&api.database), Vec::<String>::new(), "{write:?} {fault:?}");
        if number % 8 == 0 {
            count(&api).await;
            assert_eq!(found(&api.database), Vec::<String>::new(), "{write:?} {fault:?}, counted");
        }
    }
}

#[tokio::test]
async fn an_answer_that_comes_at_the_same_time_is_kept_and_has_no_name() {
    for number in 0..8 {
        let api = Api::start().await;
        let (surveys, anna, _) = world(&api).await;
        let (store, ws, person) = (&api.backend.store, workspace(), id(ANNA));
        let known = said(&surveys.nps, ANNA, time(NOW), 100 + number);
        let (standing, seen) = store.response(&ws, &surveys.nps, anna.known).await.unwrap().unwrap();
        let mut half = standing.clone();
        half.answers.get_mut("comment").unwrap().value = Answer::Text("still zq-anna-4417".to_owned());
        let delete = api.call("DELETE", &path(ANNA));
        let (erased, put, _replaced) = tokio::join!(
            delete.send(),
            store.put_known_response(&ws, &known, &person),
            store.replace_response(&ws, &standing, &half, seen),
        );
        assert_eq!(erased.status, 204);
        assert!(matches!(put.unwrap(), Stored::New | Stored::Left(_)));
        assert_eq!(found(&api.database), Vec::<String>::new());
        assert_eq!(answer(&api, &surveys, known.id).await.score(), Some(9));
    }
}
