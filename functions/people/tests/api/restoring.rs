//! Tables that were restored from a backup, and the ledger that makes them forget again.

use std::time::{Duration, Instant};

use jiff::SignedDuration;
use serde_json::json;
use store::{Copies, Forgetting, LedgerEntry, LedgerState, Replayed, Stored};
use testing::builders::{time, workspace};

use crate::driver::{Api, NOW};
use crate::planted::{ANNA, BERTA, count, found, id, said, world};

async fn erase(api: &Api, person: &str) {
    assert_eq!(api.call("DELETE", &format!("/v1/people/{person}")).send().await.status, 204);
    let store = &api.backend.store;
    let erasure = store.erasure_of(&workspace(), &id(person)).unwrap();
    let running = store.running_erasure(&workspace(), erasure).await.unwrap().unwrap();
    let (now, until) = (time(NOW) + SignedDuration::from_mins(2), Instant::now() + Duration::from_mins(1));
    store.go_on_erasing(&workspace(), &running, &(), now, until).await.unwrap();
}

/// A replay that could read everything.
fn replayed(known: usize, erased: usize) -> Replayed {
    Replayed { known, erased, ..Replayed::default() }
}

async fn ledger(api: &Api) -> Vec<LedgerEntry> {
    api.backend.store.erasures(&workspace()).await.unwrap()
}

#[tokio::test]
async fn tables_from_before_an_erasure_forget_again_and_those_from_after_it_stay_as_they_are() {
    let api = Api::start().await;
    let (surveys, _, _) = world(&api).await;
    let backup = api.database.dump();
    erase(&api, ANNA).await;
    count(&api).await;
    let (store, ws, kept) = (&api.backend.store, workspace(), ledger(&api).await);
    assert_eq!(store.lack_of_erasures(&ws, &kept).await.unwrap(), None);
    let after = api.database.dump();
    assert_eq!(store.replay_erasures(&ws, &kept, &()).await.unwrap(), replayed(1, 0));
    assert_eq!(api.database.dump(), after, "there was nothing to do");

    api.database.restore(&backup);
    assert_eq!(store.lack_of_erasures(&ws, &kept).await.unwrap(), Some(store::Lack::Older));
    assert!(!found(&api.database).is_empty());
    assert_eq!(store.replay_erasures(&ws, &kept, &()).await.unwrap(), replayed(1, 1));
    count(&api).await;
    assert_eq!(found(&api.database), Vec::<String>::new());
    assert_eq!(ledger(&api).await, kept);
    assert_eq!(store.lack_of_erasures(&ws, &kept).await.unwrap(), None);
    // What comes late is nobody's again, and the other person is there.
    let late = store.put_known_response(&ws, &said(&surveys.nps, ANNA, time(NOW), 50), &id(ANNA)).await.unwrap();
    assert!(matches!(late, Stored::Left(_)));
    assert_eq!(api.get(&format!("/v1/people/{BERTA}")).await.status, 200);
}

#[tokio::test]
async fn somebody_new_under_an_old_id_is_left_alone_unless_the_backup_is_older_than_the_erasure() {
    let api = Api::start().await;
    world(&api).await;
    let before = api.database.dump();
    erase(&api, ANNA).await;
    let again = api.put(&format!("/v1/people/{ANNA}?again=true"), &json!({"email": "new@example.com"})).await;
    assert_eq!(again.status, 201);
    let (store, ws, kept) = (&api.backend.store, workspace(), ledger(&api).await);
    assert_eq!(kept[0].state, LedgerState::Lifted);
    assert_eq!(store.replay_erasures(&ws, &kept, &()).await.unwrap().erased, 0);
    assert_eq!(api.get(&format!("/v1/people/{ANNA}")).await.json()["email"], "new@example.com");

    api.database.restore(&before);
    assert_eq!(store.replay_erasures(&ws, &kept, &()).await.unwrap().erased, 1);
    count(&api).await;
    assert_eq!(found(&api.database), Vec::<String>::new());
    // The id is free, as it was.
    assert_eq!(api.put(&format!("/v1/people/{ANNA}"), &json!({})).await.status, 201);
}

#[tokio::test]
async fn what_no_pointer_leads_to_is_found_by_a_replay() {
    let api = Api::start().await;
    world(&api).await;
    // As an older version left them.
    let pointers: Vec<_> = api
        .database
        .dump()
        .into_values()
        .filter(|item| {
            let sk = item["sk"]["S"].as_str().unwrap();
            item["pk"]["S"].as_str().unwrap().contains(ANNA)
                && (sk.starts_with("events#") || sk.starts_with("response#"))
        })
        .collect();
    assert_eq!(pointers.len(), 5);
    for item in &pointers {
        api.database.remove(item["pk"]["S"].as_str().unwrap(), item["sk"]["S"].as_str().unwrap());
    }
    erase(&api, ANNA).await;
    assert!(!found(&api.database).is_empty(), "the appointment is not found without it");
    let (store, ws) = (&api.backend.store, workspace());
    store.replay_erasures(&ws, &[], &()).await.unwrap();
    count(&api).await;
    assert_eq!(found(&api.database), Vec::<String>::new());
}

#[tokio::test]
async fn what_cant_be_read_stops_no_replay_and_is_told_by_its_kind() {
    let api = Api::start().await;
    world(&api).await;
    let backup = api.database.dump();
    for person in [ANNA, BERTA] {
        erase(&api, person).await;
    }
    let (store, ws, kept) = (&api.backend.store, workspace(), ledger(&api).await);
    api.database.restore(&backup);
    // An answer of nobody knows whom, and an event of Berta's own life.
    api.database.plant("r#acme#nps#2026-11-20#00", "019aa000-0000-7000-8000-000000000001");
    api.database.spoil(&format!("v#acme#customers#{BERTA}"), "a-2");
    let told = store.replay_erasures(&ws, &kept, &()).await.unwrap();
    // The event twice: nobody knows whom it names, and Berta's erasure does not get by it.
    assert_eq!((told.known, told.erased), (2, 1));
    assert_eq!(told.unreadable, [("answer", 1), ("event", 2)].into());
    count(&api).await;
    assert_eq!(found(&api.database), Vec::<String>::new());
    // She is not forgotten: her erasure runs, and nothing of her is stored any more.
    let running = store.running_erasures(&ws).await.unwrap();
    assert_eq!(running, [store.erasure_of(&ws, &id(BERTA)).unwrap()]);
    assert_eq!(api.put(&format!("/v1/people/{BERTA}"), &json!({})).await.problem(), (409, "person_erased".to_owned()));
    api.database.remove(&format!("v#acme#customers#{BERTA}"), "a-2");
    let told = store.replay_erasures(&ws, &kept, &()).await.unwrap();
    assert_eq!((told.erased, told.unreadable), (1, [("answer", 1)].into()));
    assert_eq!(api.database.count(&format!("#{BERTA}")), 0);
}

#[tokio::test]
async fn a_tombstone_that_cant_be_read_stops_no_start() {
    let api = Api::start().await;
    world(&api).await;
    erase(&api, ANNA).await;
    let (store, ws, kept) = (&api.backend.store, workspace(), ledger(&api).await);
    assert_eq!(store.lack_of_erasures(&ws, &kept).await.unwrap(), None);
    api.database.spoil(&format!("z#acme#{}", kept[0].id), "tombstone");
    assert_eq!(store.lack_of_erasures(&ws, &kept).await.unwrap(), Some(store::Lack::Unreadable));
    let told = store.replay_erasures(&ws, &kept, &()).await.unwrap();
    assert_eq!((told.erased, told.unreadable), (0, [("tombstone", 1)].into()));
}

#[tokio::test]
async fn of_two_ledgers_the_newer_word_counts() {
    let entry = |at: &str, state| LedgerEntry {
        id: "ers_0123456789abcdef0123456789abcdef".parse().unwrap(),
        erased_at: time(at),
        state,
    };
    let (old, done) =
        (entry("2026-11-01T00:00:00Z", LedgerState::Lifted), entry("2026-11-02T00:00:00Z", LedgerState::Done));
    let running = LedgerEntry { state: LedgerState::Running, ..done };
    assert_eq!(store::newest([running, old, done]), [done]);
}

/// Notes what it is told: the times of erasures, or how many dispatches were theirs.
#[derive(Debug, Default)]
struct Notes(std::sync::Mutex<Vec<Result<String, usize>>>);

impl Copies for Notes {
    fn note<'a>(&'a self, _: &'a domain::id::WorkspaceId, entry: &'a LedgerEntry) -> Forgetting<'a> {
        self.0.lock().unwrap().push(Ok(entry.erased_at.to_string()));
        Box::pin(async { Ok(()) })
    }

    fn forget<'a>(
        &'a self,
        _: &'a domain::id::WorkspaceId,
        dispatches: &'a [domain::id::DispatchId],
    ) -> Forgetting<'a> {
        self.0.lock().unwrap().push(Err(dispatches.len()));
        Box::pin(async { Ok(()) })
    }
}

#[tokio::test]
async fn whoever_keeps_copies_learns_of_every_erasure_by_its_first_time_before_anything_goes() {
    let mut api = Api::start().await;
    world(&api).await;
    let notes = std::sync::Arc::new(Notes::default());
    api.copies = notes.clone();
    let begun = api.backend.now().to_string();
    for _ in 0..2 {
        assert_eq!(api.call("DELETE", &format!("/v1/people/{ANNA}")).send().await.status, 204);
        api.clock.advance(SignedDuration::from_secs(7));
    }
    let expected = [Ok(begun.clone()), Err(3), Ok(begun), Err(3)];
    assert_eq!(*notes.0.lock().unwrap(), expected);
}
