//! Dispatches, one by one.

use std::time::{Duration, Instant};

use domain::id::DispatchId;
use domain::response::{Suspect, SuspectRule};
use futures::future::join_all;
use jiff::SignedDuration;
use serde_json::{Value, json};
use store::Erasing;
use testing::builders::{self, time, workspace};

use crate::driver::{Api, NOW, Reply, masked};

fn order(more: &Value) -> Value {
    let mut body = json!({"survey": "nps", "person": "anna", "channel": "email"});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

async fn ask(api: &Api, more: &Value) -> Reply {
    api.post("/v1/dispatches", &order(more)).await
}

async fn shown(api: &Api, asked: &Reply) -> Value {
    api.get(&format!("/v1/dispatches/{}", asked.json()["id"].as_str().unwrap())).await.json()
}

#[tokio::test]
async fn a_mail_is_scheduled_at_once_or_for_its_time() {
    let api = Api::start().await.with_anna().await;
    let asked = ask(&api, &json!({"properties": {"touchpoint": "purchase", "order": 17}})).await;
    assert_eq!(asked.status, 202);
    insta::assert_json_snapshot!(masked(asked.json(), &["id"]), @r#"
    {
      "id": "[id]",
      "outcome": "scheduled"
    }
    "#);
    insta::assert_json_snapshot!(masked(shown(&api, &asked).await, &["id"]), @r#"
    {
      "channel": "email",
      "created_at": "2026-11-21T10:00:00.000Z",
      "eligible_at": null,
      "expires_at": "2026-12-21T10:00:00.000Z",
      "id": "[id]",
      "messages": [
        {
          "history": [
            {
              "at": "2026-11-21T10:00:00.000Z",
              "reason": null,
              "status": "scheduled"
            }
          ],
          "kind": "invitation",
          "status": "scheduled"
        }
      ],
      "outcome": "scheduled",
      "person": "anna",
      "reason": null,
      "status": "scheduled",
      "survey": "nps"
    }
    "#);
    for (send_at, due_at, expires_at) in [
        (NOW, NOW, "2026-12-21T10:00:00.000Z"),
        ("2020-01-01T00:00:00Z", NOW, "2026-12-21T10:00:00.000Z"),
        ("2026-12-01T12:00:00+02:00", "2026-12-01T10:00:00Z", "2026-12-31T10:00:00.000Z"),
    ] {
        let asked = ask(&api, &json!({"send_at": send_at})).await.json();
        let id: DispatchId = asked["id"].as_str().unwrap().parse().unwrap();
        let stored = api.database.store.dispatch(&workspace(), id).await.unwrap().unwrap();
        assert_eq!(stored.messages[0].due_at, Some(time(due_at)), "{send_at}");
        assert_eq!(stored.to_json()["expires_at"], expires_at, "{send_at}");
        assert_eq!(
            (stored.segment.as_deref(), stored.locale.map(domain::locale::Locale::tag)),
            (Some("vip"), Some("lv"))
        );
    }
}

#[tokio::test]
async fn a_link_opens_the_dispatch_until_it_expires_and_stands_in_no_query() {
    let api = Api::start().await.with_anna().await;
    let asked = ask(&api, &json!({"channel": "link"})).await.json();
    let token = asked["link"].as_str().unwrap().strip_prefix("https://s.example/s/").unwrap();
    assert!(!token.contains(['?', '/', '&']));
    let (ws, id) = api.manage.backend.open_survey_link(token).unwrap();
    assert_eq!((ws, id.to_string().as_str()), (workspace(), asked["id"].as_str().unwrap()));
    insta::assert_json_snapshot!(masked(asked.clone(), &["id", "link"]), @r#"
    {
      "id": "[id]",
      "link": "[link]",
      "outcome": "scheduled"
    }
    "#);
    api.clock.advance(SignedDuration::from_hours(24 * 30));
    assert!(api.manage.backend.open_survey_link(token).is_err());
}

#[tokio::test]
async fn without_a_base_url_links_lead_to_the_host_that_was_asked() {
    let mut api = Api::start().await.with_anna().await;
    api.manage.backend.base_url = String::new();
    let call = || api.call("POST", "/v1/dispatches").json(&order(&json!({"channel": "link", "key": "k"})));
    let link = |reply: Reply| reply.json()["link"].as_str().unwrap().to_owned();
    let https = link(call().with("host", "abc.execute-api.eu-north-1.amazonaws.com").send().await);
    assert!(https.starts_with("https://abc.execute-api.eu-north-1.amazonaws.com/s/"), "{https}");
    let http = link(call().with("host", "127.0.0.1:3000").with("x-forwarded-proto", "http").send().await);
    assert!(http.starts_with("http://127.0.0.1:3000/s/"), "{http}");
}

#[tokio::test]
async fn what_can_not_be_sent_is_skipped_with_its_reason_and_an_id() {
    let api = Api::start().await.with_anna().await;
    api.put("/v1/people/bob", &json!({"phone": "+37120000000"})).await;
    let no_address = ask(&api, &json!({"person": "bob"})).await;
    assert_eq!(no_address.status, 202);
    insta::assert_json_snapshot!(masked(no_address.json(), &["id"]), @r#"
    {
      "id": "[id]",
      "outcome": "skipped",
      "reason": "no_address"
    }
    "#);
    insta::assert_json_snapshot!(masked(shown(&api, &no_address).await, &["id"]), @r#"
    {
      "channel": "email",
      "created_at": "2026-11-21T10:00:00.000Z",
      "eligible_at": null,
      "expires_at": "2026-12-21T10:00:00.000Z",
      "id": "[id]",
      "messages": [
        {
          "history": [
            {
              "at": "2026-11-21T10:00:00.000Z",
              "reason": "no_address",
              "status": "skipped"
            }
          ],
          "kind": "invitation",
          "status": "skipped"
        }
      ],
      "outcome": "skipped",
      "person": "bob",
      "reason": "no_address",
      "status": "skipped",
      "survey": "nps"
    }
    "#);
    assert!(ask(&api, &json!({"person": "bob", "channel": "link"})).await.json()["link"].is_string());
    api.call("DELETE", "/v1/surveys/nps").send().await;
    for channel in ["email", "link"] {
        let archived = ask(&api, &json!({"channel": channel})).await;
        assert_eq!(
            masked(archived.json(), &["id"]),
            json!({"id": "[id]", "outcome": "skipped", "reason": "survey_archived"})
        );
        assert_eq!(shown(&api, &archived).await["status"], "skipped");
    }
}

#[tokio::test]
async fn a_person_that_comes_along_is_added_or_changed_by_the_fields_named() {
    let api = Api::start().await.with_anna().await;
    ask(&api, &json!({"person": {"id": "anna", "locale": "ru", "properties": {"plan": "pro"}}})).await;
    insta::assert_json_snapshot!(api.get("/v1/people/anna").await.json(), @r#"
    {
      "email": "anna@example.com",
      "id": "anna",
      "locale": "ru",
      "properties": {
        "plan": "pro"
      },
      "segment": "vip"
    }
    "#);
    let new = ask(&api, &json!({"person": {"id": "carl", "email": "carl@example.com"}})).await;
    assert_eq!(new.json()["outcome"], "scheduled");
    assert_eq!(api.get("/v1/people/carl").await.json(), json!({"id": "carl", "email": "carl@example.com"}));
}

#[tokio::test]
async fn everything_wrong_is_told_at_once_and_nothing_is_stored() {
    let api = Api::start().await.with_anna().await;
    let before = api.database.dump();
    let body = json!({
        "key": "a\nb", "survey": "a b", "person": {"email": "anna@@example"}, "channel": "till",
        "send_at": "2027-02-19T10:00:01Z", "properties": {"a": []}, "colour": 1
    });
    let reply = api.post("/v1/dispatches", &body).await;
    insta::assert_json_snapshot!(reply.bad_fields(), @r#"
    [
      "key: control_character",
      "survey: invalid_id",
      "person.id: required",
      "person.email: invalid_email",
      "channel: unknown_channel",
      "send_at: too_far_ahead",
      "properties.a: invalid_property",
      "colour: unknown_field"
    ]
    "#);
    assert!(!reply.body.contains("@@"));
    for (more, expected) in [
        (json!({"survey": "none", "person": "nobody"}), vec!["survey: unknown_survey", "person: unknown_person"]),
        (json!({"person": {"id": "nobody"}}), vec!["person: unknown_person"]),
        (json!({"survey": "none", "person": {"id": "anna", "locale": "ru"}}), vec!["survey: unknown_survey"]),
        (json!({"channel": "app"}), vec!["channel: unknown_channel"]),
        (json!({"channel": null, "person": null}), vec!["person: required", "channel: required"]),
        (json!({"person": 7}), vec!["person: not_an_object"]),
    ] {
        assert_eq!(ask(&api, &more).await.bad_fields(), expected, "{more}");
    }
    assert_eq!(api.database.dump(), before);
}

#[tokio::test]
async fn whoever_was_erased_is_said_to_be_in_every_form_of_an_order_and_not_asked() {
    let api = Api::start().await.with_anna().await;
    let (store, now) = (&api.database.store, time(NOW));
    let erasure = store.begin_erasure(&workspace(), &"anna".parse().unwrap(), now).await.unwrap();
    let until = Instant::now() + Duration::from_mins(1);
    // What was on its way when it began has come by then.
    let later = now + SignedDuration::from_mins(2);
    assert_eq!(store.go_on_erasing(&workspace(), &erasure, &(), later, until).await.unwrap(), Erasing::Done);
    let before = api.database.dump();
    for person in [json!("anna"), json!({"id": "anna"}), json!({"id": "anna", "email": "anna@example.com"})] {
        let refused = ask(&api, &json!({"person": person})).await;
        assert_eq!(refused.problem(), (409, "person_erased".to_owned()), "{person}");
    }
    let nobody = ask(&api, &json!({"person": "berta"})).await;
    assert_eq!(nobody.bad_fields(), ["person: unknown_person"]);
    assert_eq!(api.database.dump(), before);
    store.lift_tombstone(&workspace(), &"anna".parse().unwrap()).await.unwrap();
    assert_eq!(ask(&api, &json!({})).await.bad_fields(), ["person: unknown_person"], "somebody new may have the id");
}

#[tokio::test]
async fn bodies_that_are_not_json_too_large_or_too_deep_are_refused() {
    let api = Api::start().await;
    let send = |media: &str, body: &str| api.call("POST", "/v1/dispatches").raw(media, body).send();
    let code = |reply: Reply| reply.problem();
    assert_eq!(code(send("text/plain", "{}").await), (415, "not_json".to_owned()));
    assert_eq!(code(send("application/json", "{").await), (400, "malformed_json".to_owned()));
    assert_eq!(code(send("application/json", "[]").await), (400, "not_an_object".to_owned()));
    assert_eq!(code(send("application/json", r#"{"key":"a","key":"b"}"#).await), (400, "repeated_field".to_owned()));
    assert_eq!(code(send("application/json", &"[".repeat(9)).await), (400, "too_deep".to_owned()));
    let large = format!(r#"{{"key":"{}"}}"#, "x".repeat(16 * 1024));
    assert_eq!(code(send("application/json", &large).await), (413, "body_too_large".to_owned()));
}

#[tokio::test]
async fn the_same_key_is_answered_as_at_first_for_ever_and_changes_nobody() {
    let api = Api::start().await.with_anna().await;
    let first = ask(&api, &json!({"key": "order-17", "channel": "link"})).await;
    let before = api.database.dump();
    api.clock.advance(SignedDuration::from_hours(24 * 400));
    for other in [
        json!({}),
        json!({"channel": "email", "survey": "none"}),
        json!({"person": {"id": "anna", "email": "other@example.com"}}),
    ] {
        let mut body = order(&other);
        body["key"] = json!("order-17");
        let again = api.post("/v1/dispatches", &body).await;
        assert_eq!((again.status, &again.body), (first.status, &first.body), "{body}");
    }
    assert_eq!(api.database.dump(), before);

    let skipped = ask(&api, &json!({"key": "order-18", "person": {"id": "dora", "locale": "lt"}})).await;
    assert_eq!(skipped.json()["reason"], "no_address");
    api.put("/v1/people/dora", &json!({"email": "dora@example.com"})).await;
    let again = ask(&api, &json!({"key": "order-18", "person": "dora"})).await;
    assert_eq!(again.body, skipped.body, "an address that came later changes no outcome");
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_calls_at_once_with_one_key_make_one_dispatch_and_equal_answers() {
    let api = Api::start().await.with_anna().await;
    let calls = (0..20).map(|_| {
        let call = api.call("POST", "/v1/dispatches").json(&order(&json!({"key": "order-17", "channel": "link"})));
        tokio::spawn(call.send())
    });
    let answers: Vec<_> = join_all(calls).await.into_iter().map(Result::unwrap).collect();
    assert!(answers.iter().all(|answer| answer.status == 202 && answer.body == answers[0].body));
    assert_eq!((api.database.count("\"dispatch\""), api.database.count("\"link#")), (1, 1));
}

#[tokio::test]
async fn without_a_key_every_call_makes_a_dispatch() {
    let api = Api::start().await.with_anna().await;
    let (one, other) = (ask(&api, &json!({})).await, ask(&api, &json!({})).await);
    assert_ne!(one.json()["id"], other.json()["id"]);
    assert_eq!(api.database.count("message#"), 2);
}

#[tokio::test]
async fn a_dispatch_whose_link_was_answered_is_responded() {
    let api = Api::start().await.with_anna().await;
    let asked = ask(&api, &json!({"channel": "link"})).await;
    assert_eq!(shown(&api, &asked).await["status"], "scheduled");
    let id: DispatchId = asked.json()["id"].as_str().unwrap().parse().unwrap();
    let store = &api.database.store;
    let survey = store.survey(&workspace(), &builders::survey_id("nps")).await.unwrap().unwrap();
    let response = builders::response(&survey, time(NOW), 1, &json!(9));
    let person = "anna".parse().unwrap();
    store.put_linked_response(&workspace(), &response, &person, id).await.unwrap();
    assert_eq!(shown(&api, &asked).await["status"], "responded");
}

#[tokio::test]
async fn a_machine_that_follows_a_link_makes_no_dispatch_responded() {
    let api = Api::start().await.with_anna().await;
    let asked = ask(&api, &json!({"channel": "link"})).await;
    let id: DispatchId = asked.json()["id"].as_str().unwrap().parse().unwrap();
    let store = &api.database.store;
    let survey = store.survey(&workspace(), &builders::survey_id("nps")).await.unwrap().unwrap();
    let person = "anna".parse().unwrap();
    let mut machine = builders::response(&survey, time(NOW), 1, &json!(0));
    machine.suspect = Some(Suspect::by(SuspectRule::TooFast));
    store.put_linked_response(&workspace(), &machine, &person, id).await.unwrap();
    assert_eq!(shown(&api, &asked).await["status"], "scheduled");
}

#[tokio::test]
async fn an_unknown_dispatch_is_404() {
    let api = Api::start().await;
    for id in ["dsp_0123456789abcdef0123456789abcdef", "dsp_", "nonsense"] {
        assert_eq!(api.get(&format!("/v1/dispatches/{id}")).await.problem(), (404, "not_found".to_owned()), "{id}");
    }
}

#[tokio::test]
async fn a_known_key_gets_the_first_outcome_for_any_order_and_none_for_what_is_no_order() {
    let api = Api::start().await.with_anna().await;
    let first = ask(&api, &json!({"key": "order-1"})).await;
    for other in
        [json!({"key": "order-1", "survey": "gone"}), json!({"key": "order-1", "person": "nobody", "channel": "sms"})]
    {
        let again = ask(&api, &other).await;
        assert_eq!((again.status, &again.body), (first.status, &first.body));
    }
    for (bad, field) in [
        (json!({"key": "order-1", "channel": null}), "channel: required"),
        (json!({"key": "order-1", "channel": "pigeon"}), "channel: unknown_channel"),
        (json!({"key": "order-1", "colour": "red"}), "colour: unknown_field"),
        (json!({"key": "order-1", "properties": []}), "properties: not_an_object"),
    ] {
        assert_eq!(ask(&api, &bad).await.bad_fields(), [field]);
    }
    // What was planned for later is no less an order once the time has come.
    let later = json!({"key": "order-2", "send_at": "2027-02-19T10:00:00Z"});
    let first = ask(&api, &later).await;
    api.clock.advance(SignedDuration::from_hours(24 * 365));
    assert_eq!(ask(&api, &later).await.body, first.body);
}
