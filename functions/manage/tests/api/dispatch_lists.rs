//! Lists of dispatches.

use domain::dispatch::Dispatch;
use domain::id::DispatchId;
use domain::key::Scope;
use domain::message::{Message, Reason};
use domain::response::{Suspect, SuspectRule};
use jiff::SignedDuration;
use serde_json::{Value, json};
use testing::builders::{self, time, workspace};
use testing::faults::FaultProxy;

use crate::driver::{Api, NOW};

const LIST: &str = "/v1/dispatches";

/// Stores a dispatch that was asked for at a time; skipped ones say why.
async fn stored(api: &Api, at: &str, survey: &str, person: &str, skipped: Option<Reason>) -> String {
    let created_at = time(at);
    let id = DispatchId::of_key(&workspace(), &format!("{at} {survey} {person}"));
    let message = match skipped {
        Some(reason) => Message::skipped(created_at, reason, None),
        None => Message::scheduled(created_at, created_at),
    };
    let dispatch = Dispatch {
        id,
        survey: survey.parse().unwrap(),
        person: person.parse().unwrap(),
        channel: domain::context::Channel::Email,
        created_at,
        expires_at: created_at + SignedDuration::from_hours(24 * 30),
        properties: domain::context::Properties::default(),
        segment: None,
        unsubscribed_at: None,
        locale: None,
        messages: vec![message],
    };
    api.database.store.put_dispatch(&workspace(), &dispatch).await.unwrap();
    id.to_string()
}

async fn page(api: &Api, query: &str) -> (Vec<String>, Option<String>) {
    let page = api.get(&format!("{LIST}?{query}")).await.json();
    let ids = page["data"].as_array().unwrap_or_else(|| panic!("{query}: {page}"));
    let ids = ids.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect();
    (ids, page["next_cursor"].as_str().map(str::to_owned))
}

/// All that a list holds, read in pages of so many.
async fn all(api: &Api, query: &str, limit: usize) -> Vec<String> {
    let (mut found, mut cursor) = page(api, &format!("{query}&limit={limit}")).await;
    while let Some(next) = cursor {
        let (more, after) = page(api, &format!("{query}&limit={limit}&cursor={next}")).await;
        assert!(more.len() <= limit);
        found.extend(more);
        cursor = after;
    }
    found
}

/// Two surveys, one of which has its days in Riga.
async fn start() -> Api {
    let api = Api::start().await.with_anna().await;
    api.put("/v1/surveys/riga", &json!({"name": "Riga", "metric": "nps", "time_zone": "Europe/Riga"})).await;
    api
}

#[tokio::test]
async fn a_list_shows_each_dispatch_as_it_is_shown_by_itself() {
    let api = start().await;
    assert_eq!(api.get(LIST).await.json(), json!({"data": [], "next_cursor": null}));
    let order = json!({"survey": "nps", "person": "anna", "channel": "email"});
    let asked = api.post(LIST, &order).await.json();
    let one = api.get(&format!("{LIST}/{}", asked["id"].as_str().unwrap())).await.json();
    assert_eq!(api.get(LIST).await.json(), json!({"data": [one], "next_cursor": null}));
}

#[tokio::test]
async fn days_are_local_to_the_survey_and_the_newest_comes_first() {
    let api = start().await;
    let of_20th = stored(&api, "2026-11-19T22:00:00Z", "riga", "anna", None).await;
    let noon = stored(&api, "2026-11-20T10:00:00Z", "riga", "bob", None).await;
    let late = stored(&api, "2026-11-20T21:59:59.999Z", "riga", "anna", None).await;
    let of_21st = stored(&api, "2026-11-20T22:00:00Z", "riga", "anna", None).await;
    let other = stored(&api, "2026-11-20T22:00:00Z", "nps", "anna", None).await;
    let of_day = vec![late.clone(), noon.clone(), of_20th.clone()];
    for limit in [1, 2, 3, 100] {
        assert_eq!(all(&api, "survey=riga&day=2026-11-20", limit).await, of_day, "{limit}");
    }
    let of_utc = vec![other.clone(), late.clone(), noon.clone()];
    let mut found = all(&api, "day=2026-11-20", 2).await;
    found.retain(|id| *id != of_21st);
    assert_eq!(found, of_utc, "the workspace's days are of universal time");
    let two = [vec![of_21st.clone()], of_day].concat();
    assert_eq!(all(&api, "survey=riga&from=2026-11-20&to=2026-11-21", 2).await, two);
    assert_eq!(all(&api, "survey=riga&from=2026-11-21", 2).await, [of_21st]);
    assert_eq!(all(&api, "survey=nps&day=2026-11-21", 2).await, Vec::<String>::new());
    api.put("/v1/workspace", &json!({"time_zone": "Europe/Riga"})).await;
    assert_eq!(all(&api, "survey=nps&day=2026-11-21", 2).await, [other]);
}

#[tokio::test]
async fn without_days_a_list_has_the_last_thirty_and_a_persons_has_all() {
    let api = start().await;
    let now = stored(&api, NOW, "nps", "anna", None).await;
    let first = stored(&api, "2026-10-23T00:00:00Z", "nps", "anna", None).await;
    let before = stored(&api, "2026-10-22T23:59:59Z", "riga", "anna", None).await;
    let bobs = stored(&api, "2026-11-01T00:00:00Z", "nps", "bob", None).await;
    assert_eq!(all(&api, "", 2).await, [now.clone(), bobs.clone(), first.clone()]);
    let annas = [now.clone(), first.clone(), before.clone()];
    for limit in [1, 2, 3, 100] {
        assert_eq!(all(&api, "person=anna", limit).await, annas, "{limit}");
    }
    assert_eq!(all(&api, "person=anna&survey=riga", 1).await, [before]);
    assert_eq!(all(&api, "person=anna&to=2026-11-21", 1).await, annas[..2]);
    assert_eq!(all(&api, "person=anna&day=2026-10-23", 1).await, [first]);
    assert_eq!(all(&api, "person=nobody", 1).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_list_by_status_has_those_that_stand_so_and_responded_are_those_whom_no_machine_answered() {
    let api = start().await;
    let ask = |person: &str| {
        let order = json!({"survey": "nps", "person": {"id": person, "email": "x@example.com"}, "channel": "email"});
        let api = &api;
        async move { api.post(LIST, &order).await.json()["id"].as_str().unwrap().to_owned() }
    };
    let (answered, followed, open) = (ask("a").await, ask("b").await, ask("c").await);
    let skipped = stored(&api, NOW, "nps", "d", Some(Reason::NoAddress)).await;
    let store = &api.database.store;
    let survey = store.survey(&workspace(), &builders::survey_id("nps")).await.unwrap().unwrap();
    for (number, id, person, suspect) in
        [(1, &answered, "a", None), (2, &followed, "b", Some(Suspect::by(SuspectRule::TooFast)))]
    {
        let mut response = builders::response(&survey, time(NOW), number, &json!(9));
        response.suspect = suspect;
        let (person, id) = (person.parse().unwrap(), id.parse().unwrap());
        store.put_linked_response(&workspace(), &response, &person, id).await.unwrap();
    }
    let sorted = |mut ids: Vec<String>| {
        ids.sort();
        ids
    };
    for limit in [1, 100] {
        assert_eq!(all(&api, "status=responded", limit).await, vec![answered.clone()]);
        assert_eq!(all(&api, "status=skipped&day=2026-11-21", limit).await, vec![skipped.clone()]);
        let scheduled = sorted(all(&api, "status=scheduled", limit).await);
        assert_eq!(scheduled, sorted(vec![followed.clone(), open.clone()]));
        assert_eq!(all(&api, "person=a&status=scheduled", limit).await, Vec::<String>::new());
        assert_eq!(all(&api, "person=a&status=responded&survey=nps", limit).await, vec![answered.clone()]);
        assert_eq!(all(&api, "status=delivered", limit).await, Vec::<String>::new());
    }
    let page = api.get(&format!("{LIST}?status=responded")).await.json();
    assert_eq!((&page["data"][0]["status"], &page["data"][0]["reason"]), (&json!("responded"), &Value::Null));
}

#[tokio::test]
async fn a_page_looks_at_500_dispatches_at_most_and_goes_on_from_there() {
    let database = testing::database::start().await;
    let proxy = FaultProxy::start(database.address).await;
    let api = Api::on_proxy(database, &proxy).await.with_anna().await;
    for n in 0..520 {
        stored(&api, &format!("2026-11-21T09:{:02}:{:02}Z", n / 60, n % 60), "nps", "anna", None).await;
    }
    let wanted = stored(&api, "2026-11-21T08:00:00Z", "nps", "anna", Some(Reason::NoAddress)).await;
    for by in ["day=2026-11-21", "person=anna"] {
        proxy.begin();
        let (first, cursor) = page(&api, &format!("{by}&status=skipped")).await;
        let looked_at = proxy.made().iter().filter(|call| call.keys.iter().any(|key| key.contains("#d#dsp_"))).count();
        assert_eq!((first.len(), looked_at), (0, 500), "{by}");
        let (second, end) = page(&api, &format!("{by}&status=skipped&cursor={}", cursor.unwrap())).await;
        assert_eq!((second, end), (vec![wanted.clone()], None), "{by}");
        proxy.begin();
        assert_eq!(page(&api, &format!("{by}&limit=7")).await.0.len(), 7);
        let looked_at = proxy.made().iter().filter(|call| call.keys.iter().any(|key| key.contains("#d#dsp_"))).count();
        assert_eq!(looked_at, 7, "no more is read than is shown: {by}");
        assert_eq!(all(&api, by, 1000).await.len(), 521, "{by}");
    }
}

#[tokio::test]
async fn many_days_without_a_dispatch_are_read_a_hundred_at_a_time() {
    let database = testing::database::start().await;
    let proxy = FaultProxy::start(database.address).await;
    let api = Api::on_proxy(database, &proxy).await.with_anna().await;
    let old = stored(&api, "2025-11-21T00:00:00Z", "nps", "anna", None).await;
    let year = "from=2025-11-21&to=2026-11-21";
    proxy.begin();
    let (first, cursor) = page(&api, year).await;
    let queries = proxy.calls().iter().filter(|call| *call == "Query").count();
    assert_eq!((first.len(), queries), (0, 100));
    assert!(cursor.is_some());
    assert_eq!(all(&api, year, 100).await, [old]);
    assert_eq!(all(&api, "from=2030-01-01&to=2030-12-31", 100).await, Vec::<String>::new(), "days to come");
}

#[tokio::test]
async fn a_cursor_holds_for_its_query_and_its_workspace_and_midnight_moves_nothing() {
    let api = start().await;
    let other = api.key("other", &[Scope::Admin]).await;
    let first = stored(&api, "2026-10-23T00:00:00Z", "nps", "anna", None).await;
    let second = stored(&api, "2026-11-20T00:00:00Z", "nps", "anna", None).await;
    let (newest, cursor) = page(&api, "survey=nps&limit=1").await;
    let cursor = cursor.unwrap();
    assert_eq!(newest, [second]);
    api.clock.advance(SignedDuration::from_hours(20));
    let late = stored(&api, "2026-11-22T05:00:00Z", "nps", "anna", None).await;
    assert_eq!(page(&api, &format!("survey=nps&limit=1&cursor={cursor}")).await.0, [first], "a day older by now");
    assert_eq!(page(&api, "survey=nps&limit=1").await.0, [late]);
    let invalid = (400, "invalid_cursor".to_owned());
    for query in ["survey=riga", "person=anna", "survey=nps&day=2026-11-20", "survey=nps&status=sent", ""] {
        assert_eq!(api.get(&format!("{LIST}?{query}&cursor={cursor}")).await.problem(), invalid, "{query}");
    }
    assert_eq!(api.get(&format!("/v1/surveys?cursor={cursor}")).await.problem(), invalid);
    let theirs = api.call("GET", &format!("{LIST}?cursor={cursor}")).by(&other).send().await;
    assert_eq!(theirs.problem(), invalid);
    assert_eq!(api.call("GET", &format!("{LIST}?person=anna")).by(&other).send().await.json()["data"], json!([]));
}

#[tokio::test]
async fn everything_wrong_with_a_query_is_told_at_once() {
    let api = start().await;
    let reply = api.get(&format!("{LIST}?survey=a%20b&person=a%20b&status=gone&day=x&from=y&limit=0&colour=1")).await;
    let expected = [
        "survey: invalid_id",
        "person: invalid_id",
        "status: unknown_status",
        "day: invalid_date",
        "from: invalid_date",
        "day: not_with_range",
        "limit: out_of_range",
        "colour: unknown_field",
    ];
    assert_eq!(reply.bad_fields(), expected);
    for (query, expected) in [
        ("from=2026-11-21&to=2026-11-20", "from: from_after_to"),
        ("from=2025-11-20&to=2026-11-21", "from: too_many_days"),
        ("status=sent&status=sent", "status: repeated_field"),
    ] {
        assert_eq!(api.get(&format!("{LIST}?{query}")).await.bad_fields(), [expected], "{query}");
    }
    assert_eq!(api.get(&format!("{LIST}?survey=none")).await.problem(), (404, "not_found".to_owned()));
}
