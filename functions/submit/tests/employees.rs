//! What employees answer: taken in whole and once, shown to nobody again, and tied to nobody.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod support;

use std::collections::BTreeMap;

use domain::enps::{Period, Secret};
use domain::id::SubmissionId;
use domain::key::Scope;
use domain::survey::Survey;
use futures::{StreamExt as _, stream};
use http::StatusCode;
use jiff::SignedDuration;
use serde_json::{Value, json};
use store::PeriodOf;
use support::{Answer, House, call, form, json_post};
use testing::builders::{self, submission, time, workspace};
use testing::faults::{Call, Fault, FaultProxy, Lasts};

const WHOLE_NOVEMBER: Period = Period { from: jiff::civil::date(2026, 11, 1), to: jiff::civil::date(2026, 11, 30) };

async fn team(house: &House) -> Survey {
    let november = json!([{"from": "2026-11-01", "to": "2026-11-30"}, {"from": "2026-12-01", "to": "2026-12-31"}]);
    house.survey("team", "enps", &json!({"time_zone": "Europe/Riga", "group": "department", "periods": november})).await
}

fn body(id: SubmissionId, score: u8) -> Value {
    json!({
        "submission_id": id.to_string(), "survey": "team", "answers": {"score": score, "comment": "Warm soup."},
        "properties": {"department": "kitchen"},
    })
}

/// What is stored of answers, of both tables.
fn rows(house: &House, part: &str) -> BTreeMap<String, Value> {
    let mut items = house.db.dump();
    items.retain(|key, _| key.contains("enps#") && key.contains(part));
    items
}

fn november(survey: &Survey) -> PeriodOf<'_> {
    // The workspace of all tests, for as long as they run.
    let workspace: &'static domain::id::WorkspaceId = Box::leak(Box::new(workspace()));
    PeriodOf { workspace, survey: &survey.id, period: WHOLE_NOVEMBER }
}

/// The heading and whether anything of an answer of nine can be read on a page.
fn tells(page: &Answer) -> bool {
    ["9 out of 10", "Warm soup", " checked", "<dd>"].iter().any(|said| page.body.contains(said))
}

#[tokio::test]
async fn an_answer_is_kept_in_two_rows_that_say_neither_who_nor_when() {
    let house = House::new().await;
    let survey = team(&house).await;
    let key = house.key(&[Scope::Respond]).await;
    let before = house.db.dump();
    let id = submission(house.backend.now(), 1);
    let mut sent = body(id, 9);
    sent["locale"] = json!("lv");
    sent["channel"] = json!("web");
    sent["answered_at"] = json!("2026-11-20T10:00:00Z");
    let first = house.post(&key, &sent).await;
    assert_eq!(first.status, StatusCode::CREATED);
    let mut items = house.db.dump();
    items.retain(|key, _| !before.contains_key(key));
    let contents: Vec<Value> = items
        .iter()
        .map(|(key, item)| {
            let mut item = item.clone();
            for key in ["pk", "sk"] {
                item.as_object_mut().unwrap().remove(key);
            }
            if key.contains("#comments") || key.contains("#scores") {
                let name = key.rsplit(' ').next().unwrap().trim_matches('"');
                assert!(name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit()), "{key}");
            }
            item.as_object_mut().unwrap().remove("secret").map_or(item, |_| json!("the gate"))
        })
        .collect();
    assert_eq!(
        contents,
        [
            json!("the gate"),
            json!({"text": {"S": "Warm soup."}}),
            json!({"score": {"N": "9"}, "group": {"S": "kitchen"}}),
        ],
        "{items:#?}"
    );
    assert!(items.keys().all(|key| key.contains("rollups")), "in the table without a stream: {items:#?}");
    assert!(!format!("{items:?}").contains(&id.to_string()));

    let again = house.post(&key, &sent).await;
    assert_eq!((again.status, &again.body), (StatusCode::OK, &first.body));
    let echo = first.json();
    assert_eq!((&echo["submission_id"], &echo["answers"]), (&json!(id.to_string()), &json!({})));
    assert!(!first.body.contains("kitchen") && !first.body.contains("soup") && !first.body.contains(":9"));
    let mut other = sent.clone();
    other["answers"] = json!({"score": 2});
    assert_eq!(house.post(&key, &other).await.status, StatusCode::OK, "the first stands; there is no edit");
    assert_eq!((rows(&house, "#scores").len(), rows(&house, "#comments").len()), (1, 1));
    assert_eq!(house.rows(), 0);
    drop(survey);
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_equal_posts_at_once_are_one_row_and_so_are_fifty_forms_of_one_link() {
    let house = House::new().await;
    let survey = team(&house).await;
    let key = house.key(&[Scope::Respond]).await;
    let sent = body(submission(house.backend.now(), 1), 9);
    let answers = futures::future::join_all((0..50).map(|_| call(&house.router, json_post(&key, &sent)))).await;
    let new = answers.iter().filter(|answer| answer.status == StatusCode::CREATED).count();
    assert!(new >= 1 && answers.iter().all(|answer| answer.status.is_success()), "{:?}", answers[0]);
    assert!(answers.iter().all(|answer| answer.body == answers[0].body));
    assert_eq!(rows(&house, "#scores").len(), 1);

    let (_, link) = house.invite(&survey, 7, None).await;
    let id = house.read(&link).await.hidden("submission_id");
    let fields = [("score", "9"), ("comment", "Warm soup."), ("submission_id", id.as_str())];
    let pages = futures::future::join_all((0..50).map(|_| call(&house.router, form(&link, &fields)))).await;
    assert!(pages.iter().all(|page| page.status == StatusCode::OK && page.body == pages[0].body), "{:?}", pages[0]);
    assert_eq!((rows(&house, "#scores").len(), rows(&house, "#comments").len()), (2, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_of_one_link_are_one_answer_and_the_other_is_told_so() {
    let house = House::new().await;
    let survey = team(&house).await;
    let (_, link) = house.invite(&survey, 7, None).await;
    let mut ids = Vec::new();
    for _ in 0..20 {
        ids.push(house.get(&link).await.hidden("submission_id"));
    }
    house.clock.advance(SignedDuration::from_secs(2));
    let tabs = ids.iter().map(|id| call(&house.router, form(&link, &[("score", "9"), ("submission_id", id)])));
    let pages = futures::future::join_all(tabs).await;
    let thanked = pages.iter().filter(|page| page.status == StatusCode::OK).count();
    let told = pages.iter().filter(|page| page.status == StatusCode::CONFLICT && !tells(page)).count();
    assert_eq!((thanked, told, rows(&house, "#scores").len()), (1, 19, 1));
}

#[tokio::test]
async fn a_link_keeps_that_it_was_used_and_its_pages_show_nothing_of_the_answer() {
    let house = House::new().await;
    let survey = team(&house).await;
    let (dispatch, link) = house.invite(&survey, 7, None).await;
    let page = house.read(&link).await;
    assert_eq!(page.heading(), "How likely are you to recommend Acme &#38; Co as a place to work?");
    let id = page.hidden("submission_id");
    let fields = [("score", "9"), ("comment", "Warm soup."), ("submission_id", id.as_str())];
    let thanks = house.submit(&link, &fields).await;
    assert_eq!((thanks.status, tells(&thanks)), (StatusCode::OK, false), "{}", thanks.body);
    assert_eq!(thanks.heading(), "Thank you! We&#39;re glad to hear it.");

    let items = house.db.dump();
    let item = items.iter().find(|(key, _)| key.contains(&format!("link#{dispatch}"))).unwrap().1;
    let mut names: Vec<_> = item.as_object().unwrap().keys().map(String::as_str).collect();
    names.retain(|name| !["pk", "sk", "survey", "created_at"].contains(name));
    assert_eq!((names, &item["used"]), (vec!["used"], &json!({"BOOL": true})));
    assert!(!format!("{items:?}").contains(&id), "no id of an answer is kept");

    let seen = house.get(&link).await;
    assert_eq!((seen.heading().as_str(), tells(&seen)), ("We already have your answer", false), "{}", seen.body);
    assert!(!seen.body.contains("<form"));
    assert_eq!(house.get(&format!("{link}?score=9")).await.body.matches("9 out of").count(), 0);
    let again = house.submit(&link, &fields).await;
    assert_eq!((again.status, again.body), (StatusCode::OK, thanks.body), "its reply was lost");
    let fresh = submission(house.backend.now() - SignedDuration::from_secs(9), 3).to_string();
    let other = house.submit(&link, &[("score", "1"), ("submission_id", &fresh)]).await;
    assert_eq!((other.status, tells(&other)), (StatusCode::CONFLICT, false));
    assert_eq!(rows(&house, "#scores").len(), 1);
}

#[tokio::test]
async fn signed_links_with_a_person_and_without_keep_no_more() {
    let house = House::new().await;
    let november = json!([{"from": "2026-11-01", "to": "2026-11-30"}]);
    let survey = house.survey("team", "enps", &json!({"group": "variant", "periods": november})).await;
    let key = house.link_key(1).await;
    let exp = "1800000000";
    for (person, count) in [(Some("anna"), 1), (None, 2)] {
        let mut fields = vec![("exp", exp), ("order", "marker-order"), ("variant", "night shift")];
        fields.extend(person.map(|person| ("person", person)));
        let link = House::signed(&survey, &fields, &key);
        let id = house.read(&link).await.hidden("submission_id");
        let thanks = house.submit(&link, &[("score", "9"), ("submission_id", &id)]).await;
        assert_eq!(thanks.status, StatusCode::OK);
        let seen = house.get(&link).await;
        assert_eq!((seen.heading().as_str(), tells(&seen)), ("We already have your answer", false));
        assert_eq!(rows(&house, "#scores").len(), count);
        let items = house.db.dump();
        let prefix = if person.is_some() { "p#anna\" \"link#" } else { " \"l#acme#" };
        let item = items.iter().find(|(key, _)| key.contains(prefix)).unwrap().1;
        assert_eq!((item.as_object().unwrap().len(), &item["used"]), (4, &json!({"BOOL": true})), "{item}");
        assert!(!format!("{items:?}").contains(&id));
    }
    let all = format!("{:?}", rows(&house, ""));
    assert!(all.contains("night shift") && !all.contains("anna") && !all.contains("marker-order"), "{all}");
}

#[tokio::test]
async fn the_answer_of_somebody_who_was_erased_uses_up_a_link_under_no_name() {
    let house = House::new().await;
    let survey = team(&house).await;
    let key = house.link_key(1).await;
    let link = House::signed(&survey, &[("exp", "1800000000"), ("person", "anna")], &key);
    let id = house.read(&link).await.hidden("submission_id");
    builders::erased_person(&house.db.store, "anna").await;
    assert_eq!(house.submit(&link, &[("score", "9"), ("submission_id", &id)]).await.status, StatusCode::OK);
    let items = house.db.dump();
    assert!(
        !items.keys().any(|key| key.contains("p#anna\" \"link#")) && items.keys().any(|key| key.contains("\"l#acme#"))
    );
}

#[tokio::test]
async fn what_would_tell_who_answers_is_refused_all_at_once_and_nothing_is_stored() {
    let house = House::new().await;
    team(&house).await;
    let key = house.key(&[Scope::Respond]).await;
    let before = house.db.dump();
    let sent = json!({
        "submission_id": submission(house.backend.now(), 1).to_string(), "survey": "team", "answers": {"comment": "x"},
        "finished": false, "answered_at": "2026-11-21T10:00:00Z", "person": "anna", "properties": {"order": "A-1"},
        "locale": "xx",
    });
    let refused = house.post(&key, &sent).await;
    let expected = [
        ("finished", "only_whole_answers"),
        ("person", "enps_is_anonymous"),
        ("properties", "enps_is_anonymous"),
        ("answers.score", "required"),
        ("locale", "unknown_locale"),
    ];
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert_eq!(refused.invalid(), expected.map(|(name, code)| (name.to_owned(), code.to_owned())));
    assert_eq!(house.db.dump(), before);
}

#[tokio::test]
async fn outside_of_its_periods_a_survey_takes_nothing_and_the_page_says_so() {
    let house = House::new().await;
    let periods = json!([{"from": "2026-11-22", "to": "2026-11-22"}]);
    let survey = house.survey("team", "enps", &json!({"time_zone": "Europe/Riga", "periods": periods})).await;
    let (_, link) = house.invite(&survey, 7, None).await;
    let key = house.key(&[Scope::Respond]).await;
    let before = house.db.dump();
    let post = async |at: &str, id_of: &str| {
        house.clock.set(time(at));
        let mut sent = body(submission(time(id_of), 1), 9);
        sent.as_object_mut().unwrap().remove("properties");
        let answer = house.post(&key, &sent).await;
        (answer.status.as_u16(), answer.json()["code"].as_str().unwrap_or("-").to_owned())
    };
    let closed = (409, "survey_closed".to_owned());
    for (at, id_of) in [
        ("2026-11-21T21:59:59Z", "2026-11-21T21:59:58Z"),
        // A clock that runs ahead doesn't open it.
        ("2026-11-21T21:59:59Z", "2026-11-21T22:00:01Z"),
        // What is begun after its end, or comes in more than an hour after it.
        ("2026-11-22T22:00:01Z", "2026-11-22T22:00:00Z"),
        ("2026-11-22T23:00:00Z", "2026-11-22T21:00:00Z"),
        ("2026-11-25T12:00:00Z", "2026-11-22T12:00:00Z"),
    ] {
        assert_eq!(post(at, id_of).await, closed, "{id_of} at {at}");
        house.clock.set(time(at));
        let page = house.get(&link).await;
        assert_eq!((page.status, page.heading().as_str()), (StatusCode::GONE, "This survey is closed"), "{at}");
        assert!(!page.body.contains("<form"));
    }
    assert_eq!(house.db.dump(), before);
    // Begun in time, it may come in for an hour.
    assert_eq!(post("2026-11-22T22:59:59Z", "2026-11-22T21:59:59Z").await.0, 201);
    assert_eq!(post("2026-11-22T22:59:59Z", "2026-11-22T21:59:59Z").await.0, 200);
}

#[tokio::test]
async fn a_page_that_lay_open_until_the_next_period_is_sent_once_more_for_that_one() {
    let house = House::new().await;
    let survey = team(&house).await;
    let (_, link) = house.invite(&survey, 7, None).await;
    let id = house.read(&link).await.hidden("submission_id");
    house.clock.set(time("2026-12-02T10:00:00Z"));
    let shown = house.submit(&link, &[("score", "9"), ("submission_id", &id)]).await;
    assert_eq!((shown.status, rows(&house, "").len()), (StatusCode::UNPROCESSABLE_ENTITY, 0));
    let fresh = shown.hidden("submission_id");
    assert_eq!(house.submit(&link, &[("score", "9"), ("submission_id", &fresh)]).await.status, StatusCode::OK);
    assert_eq!(rows(&house, "#2026-12-01#scores").len(), 1);
}

#[tokio::test]
async fn once_the_secret_is_destroyed_no_answer_is_known_again_and_none_comes_in() {
    let house = House::new().await;
    let survey = team(&house).await;
    let key = house.key(&[Scope::Respond]).await;
    let sent = body(submission(house.backend.now(), 1), 9);
    assert_eq!(house.post(&key, &sent).await.status, StatusCode::CREATED);
    assert!(!house.db.store.close_enps_gate(november(&survey)).await.unwrap());
    for sent in [sent, body(submission(house.backend.now(), 2), 9)] {
        let answer = house.post(&key, &sent).await;
        assert_eq!((answer.status.as_u16(), answer.json()["code"].as_str()), (409, Some("survey_closed")));
    }
    assert_eq!(rows(&house, "#scores").len(), 1);
    let gate = rows(&house, "\"enps#acme#team\"");
    assert!(gate.len() == 1 && !format!("{gate:?}").contains("secret"), "{gate:?}");
}

#[tokio::test]
async fn who_is_as_quick_as_a_machine_presses_once_more_and_a_machine_uses_up_no_link() {
    let house = House::new().await;
    let survey = team(&house).await;
    let (_, link) = house.invite(&survey, 7, None).await;
    let before = house.db.dump();
    let id = house.get(&link).await.hidden("submission_id");
    let hasty = house.submit(&link, &[("score", "9"), ("comment", "Soup"), ("submission_id", &id)]).await;
    assert_eq!(hasty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(hasty.body.contains("Soup") && hasty.body.contains("Please press"), "{}", hasty.body);
    assert_eq!(house.db.dump(), before);

    let id = house.read(&link).await.hidden("submission_id");
    let trapped = [("score", "0"), ("comment", "buy"), ("homepage", "x"), ("submission_id", id.as_str())];
    assert_eq!(house.submit(&link, &trapped).await.status, StatusCode::OK);
    let stored = rows(&house, "#scores");
    assert!(stored.len() == 1 && stored.values().all(|row| row["suspect"] == json!({"BOOL": true})), "{stored:?}");
    assert_eq!(rows(&house, "#comments").len(), 0, "a machine's comment is nobody's");

    let id = house.read(&link).await.hidden("submission_id");
    assert_eq!(house.submit(&link, &[("score", "9"), ("submission_id", &id)]).await.status, StatusCode::OK);
    let counted = rows(&house, "#scores").into_values().filter(|row| row["suspect"].is_null()).count();
    assert_eq!(counted, 1, "the link was still the person's");
}

#[tokio::test]
async fn an_archived_survey_knows_repeats_and_takes_nothing_else() {
    let house = House::new().await;
    let survey = team(&house).await;
    let key = house.key(&[Scope::Respond]).await;
    let sent = body(submission(house.backend.now(), 1), 9);
    assert_eq!(house.post(&key, &sent).await.status, StatusCode::CREATED);
    house.archive(&survey).await;
    assert_eq!(house.post(&key, &sent).await.status, StatusCode::OK);
    let other = house.post(&key, &body(submission(house.backend.now(), 2), 9)).await;
    assert_eq!((other.status.as_u16(), other.json()["code"].as_str()), (409, Some("survey_archived")));
}

/// A house whose database stands behind a proxy, with a link and a key, all of them the same in every house; and with the
/// period's gate open, where that is wanted.
async fn staged(open: bool) -> (House, FaultProxy, String, String) {
    let House { db, .. } = House::new().await;
    let proxy = FaultProxy::start(db.address).await;
    proxy.forget_tokens();
    let store = db.store_through(proxy.endpoint());
    let house = House::on(db, store);
    let survey = team(&house).await;
    let (_, link) = house.invite(&survey, 7, None).await;
    let key = builders::stored_key_of(&house.db.store, &workspace(), &[Scope::Respond], [7; 40]).await;
    if open {
        house.db.store.open_enps_gate(november(&survey), Secret::new([7; 32])).await.unwrap();
    }
    house.clock.advance(SignedDuration::from_secs(5));
    proxy.begin();
    (house, proxy, link, key)
}

/// One way in: by a link's form or by an app.
async fn send(house: &House, link: &str, key: &str, by_link: bool) -> Answer {
    let id = submission(time(support::NOW), 1);
    if by_link {
        let fields = [("score", "9"), ("comment", "Warm soup."), ("submission_id", &id.to_string())];
        return house.submit(link, &fields).await;
    }
    house.post(key, &body(id, 9)).await
}

/// One disturbance of one way in.
struct Case {
    by_link: bool,
    open: bool,
    call: Call,
    fault: Fault,
    lasts: Lasts,
}

impl Case {
    async fn run(self) {
        let Self { by_link, open, call, fault, lasts } = self;
        let name = format!("{fault:?} {lasts:?} at {call}");
        let (house, proxy, link, key) = staged(open).await;
        proxy.plan_at(&call, fault, lasts);
        let first = send(&house, &link, &key, by_link).await;
        assert!(proxy.lift() > 0, "{name}: met no call of {:?}", proxy.calls());
        let limiter = call.keys.iter().all(|key| key.starts_with("n#"));
        let fine = first.status.is_success() && (lasts == Lasts::Once || limiter);
        assert!(fine || first.status.is_server_error(), "{name}: {first:?}");
        let again = send(&house, &link, &key, by_link).await;
        assert!(again.status.is_success() && !tells(&again), "{name}: {} {}", again.status, again.body);
        let kept = (rows(&house, "#scores").len(), rows(&house, "#comments").len());
        assert_eq!(kept, (1, 1), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_at_any_call_and_then_a_blind_retry_end_in_one_row() {
    let mut cases = Vec::new();
    for (by_link, open) in [(true, true), (false, true), (true, false), (false, false)] {
        let (house, proxy, link, key) = staged(open).await;
        assert!(send(&house, &link, &key, by_link).await.status.is_success());
        // Under a secret of its own each house has other keys for its rows; those are met where the gate stands open.
        let is_same = |call: &Call| open || !call.keys.iter().any(|key| key.contains("#scores"));
        for call in proxy.made().into_iter().filter(is_same) {
            for fault in [Fault::Fail, Fault::LoseReply, Fault::Conflict, Fault::Throttle] {
                // Only a write meets a transaction; a single read never does.
                if matches!(fault, Fault::Conflict) && !call.writes() {
                    continue;
                }
                for lasts in [Lasts::Once, Lasts::UntilLifted] {
                    cases.push(Case { by_link, open, call: call.clone(), fault: fault.clone(), lasts });
                }
            }
        }
    }
    assert!(cases.len() > 60, "{}", cases.len());
    // First those that the library's retries get over: the others use up what it allows itself of them.
    let (once, lasting): (Vec<_>, Vec<_>) = cases.into_iter().partition(|case| case.lasts == Lasts::Once);
    for cases in [once, lasting] {
        stream::iter(cases)
            .map(|case| tokio::spawn(case.run()))
            .buffer_unordered(24)
            .map(Result::unwrap)
            .collect::<()>()
            .await;
    }
}
