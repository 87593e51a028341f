//! What the rules of sending say when a dispatch is asked for.

use domain::dispatch::Dispatch;
use domain::id::DispatchId;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use store::{Claim, Claimed, Place};
use testing::builders::{address_key, time, workspace};

use crate::driver::{Api, NOW};

/// Somebody in Riga who said yes to texts; it is noon there.
fn carl() -> Value {
    json!({
        "email": "carl@example.com", "phone": "+37126123456", "time_zone": "Europe/Riga",
        "consent": {"sms": {"basis": "opt_in", "source": "checkout", "at": "2026-01-01T00:00:00Z"}}
    })
}

fn with(mut value: Value, more: &Value) -> Value {
    value.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    value
}

/// A survey and Carl.
async fn start() -> Api {
    let api = Api::start().await.with_anna().await;
    api.put("/v1/people/carl", &carl()).await;
    api
}

async fn ask(api: &Api, more: &Value) -> Value {
    let order = with(json!({"survey": "nps", "person": "carl", "channel": "email"}), more);
    let reply = api.post("/v1/dispatches", &order).await;
    assert_eq!(reply.status, 202, "{}", reply.body);
    reply.json()
}

/// What the call answers, but for the id.
async fn outcome(api: &Api, more: &Value) -> Value {
    let mut answer = ask(api, more).await;
    answer.as_object_mut().unwrap().remove("id");
    answer
}

async fn stored(api: &Api, answer: &Value) -> Dispatch {
    let id: DispatchId = answer["id"].as_str().unwrap().parse().unwrap();
    api.database.store.dispatch(&workspace(), id).await.unwrap().unwrap()
}

async fn due_at(api: &Api, more: &Value) -> Timestamp {
    let answer = ask(api, more).await;
    assert_eq!(answer["outcome"], "scheduled", "{answer}");
    stored(api, &answer).await.messages[0].due_at.unwrap()
}

/// A worker claims the message of a dispatch: from now on its person was asked.
async fn claim(api: &Api, answer: &Value) {
    let (store, ws, now) = (&api.database.store, workspace(), api.manage.backend.now());
    let dispatch = stored(api, answer).await;
    let (message, seen) = store.message(&ws, dispatch.id, 0).await.unwrap().unwrap();
    let (person, person_revision) = store.person_revised(&ws, &dispatch.person).await.unwrap().unwrap();
    let asked: Vec<_> = person.contacts().map(|contact| address_key().id(&ws, &contact)).collect();
    let claim = Claim {
        dispatch: dispatch.id,
        person: dispatch.person,
        person_revision,
        message: message.claim(now, None).unwrap(),
        place: Place::Over { seen },
        to: asked[0],
        asked,
        asked_at: now,
        before: None,
        texting: None,
    };
    assert!(matches!(store.claim(&ws, &claim).await.unwrap(), Claimed::Done { .. }));
}

fn skipped(reason: &str) -> Value {
    json!({"outcome": "skipped", "reason": reason})
}

#[tokio::test]
async fn each_rule_that_says_no_skips_the_dispatch_and_is_named() {
    let api = start().await;
    api.put("/v1/surveys/yearly", &json!({"name": "Yearly", "metric": "nps", "kind": "relationship"})).await;
    api.put("/v1/surveys/old", &json!({"name": "Old", "metric": "nps"})).await;
    api.call("DELETE", "/v1/surveys/old").send().await;
    let refused = json!({"channel": "email", "address": "Dora@Example.com", "reason": "asked by phone"});
    assert_eq!(api.put("/v1/suppressions", &refused).await.status, 201);
    let scheduled = json!({"outcome": "scheduled"});
    for (more, expected) in [
        (json!({}), scheduled.clone()),
        (json!({"channel": "sms"}), scheduled.clone()),
        (json!({"channel": "sms", "person": "anna"}), skipped("no_address")),
        (json!({"person": {"id": "nora", "locale": "lv"}}), skipped("no_address")),
        (json!({"survey": "old"}), skipped("survey_archived")),
        (json!({"survey": "yearly"}), skipped("no_consent")),
        (json!({"channel": "sms", "person": {"id": "otto", "phone": "+37126123457"}}), skipped("no_consent")),
        (json!({"person": {"id": "dora", "email": "dora@example.com"}}), skipped("suppressed")),
    ] {
        assert_eq!(outcome(&api, &more).await, expected, "{more}");
    }
    let mut yes = carl();
    yes["consent"]["email"] = json!({"basis": "consent", "source": "checkout", "at": "2026-01-01T00:00:00Z"});
    api.put("/v1/people/carl", &yes).await;
    assert_eq!(outcome(&api, &json!({"survey": "yearly"})).await, scheduled);
    yes["consent"]["email"]["basis"] = json!("withdrawn");
    api.put("/v1/people/carl", &yes).await;
    assert_eq!(outcome(&api, &json!({})).await, skipped("no_consent"));
    api.put("/v1/workspace", &json!({"sms_countries": ["EE"]})).await;
    assert_eq!(outcome(&api, &json!({"channel": "sms"})).await, skipped("country_not_allowed"));
}

#[tokio::test]
async fn whoever_was_asked_on_any_channel_a_short_time_ago_is_skipped_until_they_may_be_asked_again() {
    let api = start().await;
    api.put("/v1/surveys/other", &json!({"name": "Other", "metric": "nps", "throttle_days": 7})).await;
    api.put("/v1/surveys/always", &json!({"name": "Always", "metric": "nps", "throttle_days": 0})).await;
    let first = ask(&api, &json!({"key": "first"})).await;
    claim(&api, &first).await;
    api.clock.advance(SignedDuration::from_hours(24));
    let throttled = |until: &str| json!({"outcome": "skipped", "reason": "throttled", "eligible_at": until});
    for (more, expected) in [
        (json!({}), throttled("2026-12-21T10:00:00.000Z")),
        (json!({"channel": "sms"}), throttled("2026-12-21T10:00:00.000Z")),
        (json!({"survey": "other"}), throttled("2026-11-28T10:00:00.000Z")),
        (json!({"survey": "always"}), json!({"outcome": "scheduled"})),
        (json!({"survey": "other", "send_at": "2026-11-28T10:00:00Z"}), json!({"outcome": "scheduled"})),
        (json!({"survey": "other", "send_at": "2026-11-28T09:59:59Z"}), throttled("2026-11-28T10:00:00.000Z")),
        // The mail counts for the phone of whoever got it, and so for everybody who shares it.
        (
            json!({"person": {"id": "dan", "phone": "+37126123456", "email": "dan@example.com"}}),
            throttled("2026-12-21T10:00:00.000Z"),
        ),
        (json!({"person": "anna"}), json!({"outcome": "scheduled"})),
    ] {
        assert_eq!(outcome(&api, &more).await, expected, "{more}");
    }
    assert_eq!(ask(&api, &json!({"key": "first"})).await, first, "it passes its own throttle");
}

#[tokio::test]
async fn what_was_skipped_stays_skipped_under_its_key_whatever_changes() {
    let api = start().await;
    claim(&api, &ask(&api, &json!({"key": "first"})).await).await;
    let throttled = ask(&api, &json!({"key": "second"})).await;
    assert_eq!(throttled["eligible_at"], "2026-12-21T10:00:00.000Z");
    let shown = api.get(&format!("/v1/dispatches/{}", throttled["id"].as_str().unwrap())).await.json();
    assert_eq!((&shown["reason"], &shown["eligible_at"]), (&throttled["reason"], &throttled["eligible_at"]));
    let no_consent = json!({"channel": "sms", "key": "third", "person": {"id": "otto", "phone": "+37126123457"}});
    let skipped = ask(&api, &no_consent).await;
    api.clock.advance(SignedDuration::from_hours(24 * 60));
    let mut otto = carl();
    otto["phone"] = json!("+37126123457");
    api.put("/v1/people/otto", &otto).await;
    assert_eq!(ask(&api, &json!({"key": "second"})).await, throttled);
    assert_eq!(ask(&api, &no_consent).await, skipped);
    assert_eq!(outcome(&api, &json!({"channel": "sms", "person": "otto"})).await, json!({"outcome": "scheduled"}));
}

#[tokio::test]
async fn a_text_in_the_night_of_the_person_waits_for_their_morning() {
    let api = start().await;
    // 10:00 UTC is midnight in Honolulu and 19:00 in Tokyo.
    let at_home = |zone: &str| json!({"channel": "sms", "person": {"id": "carl", "time_zone": zone}});
    assert_eq!(due_at(&api, &at_home("Asia/Tokyo")).await, time(NOW));
    let answer = ask(&api, &at_home("Pacific/Honolulu")).await;
    let dispatch = stored(&api, &answer).await;
    assert_eq!(dispatch.messages[0].due_at, Some(time("2026-11-21T18:00:00Z")));
    assert_eq!(dispatch.expires_at, time("2026-12-21T10:00:00Z"), "counted from the time that was planned");
    assert_eq!(answer["outcome"], "scheduled");
    assert_eq!(due_at(&api, &with(at_home("Pacific/Honolulu"), &json!({"channel": "email"}))).await, time(NOW));
    // The 21st is a Saturday.
    let week = json!({"sms": {"from": "20:00", "to": "09:00", "days": ["mon", "tue", "wed", "thu", "fri"]}});
    let night = json!({"from": "11:00", "to": "13:00"});
    let hours = json!({"quiet_hours": {"sms": week["sms"], "email": night}});
    assert_eq!(api.put("/v1/workspace", &hours).await.status, 200);
    assert_eq!(due_at(&api, &at_home("Europe/Riga")).await, time("2026-11-23T07:00:00Z"));
    assert_eq!(due_at(&api, &json!({})).await, time("2026-11-21T11:00:00Z"), "mails wait where it is set");
}

#[tokio::test]
async fn a_text_whose_link_ends_before_anybody_may_be_texted_is_skipped() {
    let api = start().await;
    api.put("/v1/surveys/short", &json!({"name": "Short", "metric": "nps", "link_days": 1})).await;
    let monday = json!({"quiet_hours": {"sms": {"from": "21:00", "to": "08:00", "days": ["mon"]}}});
    assert_eq!(api.put("/v1/workspace", &monday).await.status, 200);
    assert_eq!(outcome(&api, &json!({"survey": "short", "channel": "sms"})).await, skipped("quiet_hours"));
    assert_eq!(due_at(&api, &json!({"channel": "sms"})).await, time("2026-11-23T06:00:00Z"));
}

#[tokio::test]
async fn many_are_spread_from_the_time_they_were_asked_for_and_each_link_counts_from_its_own() {
    let api = start().await;
    let mut seen = std::collections::BTreeSet::new();
    for n in 0..12 {
        let more = json!({"key": format!("k{n}"), "send_at": "2026-11-22T09:00:00Z", "spread_minutes": 60});
        let answer = ask(&api, &more).await;
        let dispatch = stored(&api, &answer).await;
        let due_at = dispatch.messages[0].due_at.unwrap();
        let start = time("2026-11-22T09:00:00Z");
        assert!(due_at >= start && due_at < start + SignedDuration::from_mins(60), "{due_at}");
        assert_eq!(dispatch.expires_at.duration_since(due_at), SignedDuration::from_hours(24 * 30));
        seen.insert(due_at);
    }
    assert!(seen.len() > 10, "{seen:?}");
    // At night in Honolulu, all of them wait for one morning, and are spread from there.
    let waiting =
        json!({"channel": "sms", "spread_minutes": 60, "person": {"id": "carl", "time_zone": "Pacific/Honolulu"}});
    let morning = time("2026-11-21T18:00:00Z");
    let mut seen = std::collections::BTreeSet::new();
    for n in 0..12 {
        let due_at = due_at(&api, &with(waiting.clone(), &json!({"key": format!("w{n}")}))).await;
        assert!(due_at >= morning && due_at < morning + SignedDuration::from_mins(60), "{due_at}");
        seen.insert(due_at);
    }
    assert!(seen.len() > 10, "{seen:?}");
    for bad in [json!(0), json!(1441), json!("60"), json!(1.5)] {
        let order = json!({"survey": "nps", "person": "carl", "channel": "email", "spread_minutes": bad});
        let reply = api.post("/v1/dispatches", &order).await;
        assert!(reply.bad_fields()[0].starts_with("spread_minutes: "), "{bad}");
    }
}

#[tokio::test]
async fn a_link_for_a_mailer_of_the_teams_own_is_subject_to_none_of_it() {
    let api = start().await;
    api.put("/v1/surveys/yearly", &json!({"name": "Yearly", "metric": "nps", "kind": "relationship"})).await;
    claim(&api, &ask(&api, &json!({})).await).await;
    for (channel, address) in [("email", "carl@example.com"), ("sms", "+37126123456")] {
        let refused = json!({"channel": channel, "address": address, "reason": "x"});
        assert_eq!(api.put("/v1/suppressions", &refused).await.status, 201);
    }
    let more = json!({"channel": "link", "survey": "yearly", "send_at": "2026-11-25T02:00:00Z"});
    let answer = ask(&api, &more).await;
    assert!(answer["outcome"] == "scheduled" && answer["link"].is_string(), "{answer}");
    let dispatch = stored(&api, &answer).await;
    assert_eq!((dispatch.messages.len(), dispatch.expires_at), (0, time("2026-12-25T02:00:00Z")));
}

#[tokio::test]
async fn a_number_that_no_country_has_is_refused_and_one_that_was_stored_reads_back() {
    let api = start().await;
    let nobodys = "+37112345678";
    let put = api.put("/v1/people/eva", &json!({"phone": nobodys, "locale": "fr"})).await;
    assert_eq!(put.bad_fields(), ["locale: unknown_locale", "phone: invalid_phone"]);
    assert!(!put.body.contains("12345678"));
    let person = json!({"id": "eva", "phone": nobodys});
    let order = json!({"survey": "nps", "person": person, "channel": "sms"});
    assert_eq!(api.post("/v1/dispatches", &order).await.bad_fields(), ["person.phone: invalid_phone"]);
    assert_eq!(api.get("/v1/people/eva").await.status, 404);
    // Stored before numbers were looked at.
    let mut eva = carl();
    eva["phone"] = json!(nobodys);
    let known = domain::person::Person::parse(&eva, "").unwrap();
    let id = "eva".parse().unwrap();
    api.database.store.change_person(&workspace(), &id, |_| known.clone()).await.unwrap();
    assert_eq!(api.get("/v1/people/eva").await.json()["phone"], nobodys);
    assert_eq!(ask(&api, &json!({"person": "eva"})).await["outcome"], "scheduled");
}
