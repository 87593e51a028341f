//! The suppression list.

use domain::context::Channel;
use domain::key::Scope;
use domain::suppression::Suppression;
use jiff::SignedDuration;
use serde_json::{Value, json};
use testing::builders::{address_key, time, workspace};

use crate::driver::{Api, NOW, Reply, masked};

const LIST: &str = "/v1/suppressions";

async fn refuse(api: &Api, channel: &str, address: &str) -> Reply {
    api.put(LIST, &json!({"channel": channel, "address": address, "reason": "asked by phone"})).await
}

async fn ids(api: &Api, path: &str) -> Vec<Value> {
    api.get(path).await.json()["data"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect()
}

#[tokio::test]
async fn an_address_is_put_on_the_list_once_and_taken_off_again() {
    let api = Api::start().await;
    let put = refuse(&api, "email", "anna@example.com").await;
    assert_eq!(put.status, 201);
    insta::assert_json_snapshot!(masked(put.json(), &["id"]), @r#"
    {
      "channel": "email",
      "created_at": "2026-11-21T10:00:00.000Z",
      "id": "[id]",
      "reason": "asked by phone"
    }
    "#);
    api.clock.advance(SignedDuration::from_hours(1));
    for spelled in ["anna@example.com", "Anna@EXAMPLE.com"] {
        let other = json!({"channel": "email", "address": spelled, "reason": "another reason"});
        let again = api.put(LIST, &other).await;
        assert_eq!((again.status.as_u16(), &again.body), (200, &put.body), "{spelled}");
    }
    assert_eq!(ids(&api, LIST).await.len(), 1);
    let id = put.json()["id"].as_str().unwrap().to_owned();
    assert_eq!(api.call("DELETE", &format!("{LIST}/{id}")).send().await.status, 204);
    let again = api.call("DELETE", &format!("{LIST}/{id}")).send().await;
    assert_eq!(again.problem(), (404, "not_found".to_owned()));
    assert_eq!(ids(&api, LIST).await, Vec::<Value>::new());
    assert_eq!(refuse(&api, "email", "anna@example.com").await.status, 201);
}

#[tokio::test]
async fn the_list_is_newest_first_page_by_page_and_holds_for_its_workspace_alone() {
    let api = Api::start().await;
    let other = api.key("other", &[Scope::Admin]).await;
    let mut put = Vec::new();
    for (channel, address) in [("email", "a@example.com"), ("sms", "+37126123456"), ("email", "b@example.com")] {
        api.clock.advance(SignedDuration::from_secs(1));
        put.insert(0, refuse(&api, channel, address).await.json()["id"].clone());
    }
    assert_eq!(ids(&api, LIST).await, put);
    let first = api.get(&format!("{LIST}?limit=2")).await.json();
    let cursor = first["next_cursor"].as_str().unwrap();
    assert_eq!(first["data"].as_array().unwrap().len(), 2);
    let rest = api.get(&format!("{LIST}?limit=2&cursor={cursor}")).await.json();
    assert_eq!((&rest["data"][0]["id"], &rest["next_cursor"]), (&put[2], &Value::Null));
    assert_eq!(api.call("GET", LIST).by(&other).send().await.json()["data"], json!([]));
    let theirs = api.call("GET", &format!("{LIST}?cursor={cursor}")).by(&other).send().await;
    assert_eq!(theirs.problem(), (400, "invalid_cursor".to_owned()));
    assert_eq!(api.get(&format!("/v1/surveys?cursor={cursor}")).await.problem(), (400, "invalid_cursor".to_owned()));
    let body = json!({"channel": "email", "address": "a@example.com", "reason": "x"});
    let own = api.call("PUT", LIST).by(&other).json(&body).send().await;
    assert_eq!(own.status, 201);
    assert_ne!(own.json()["id"], put[2], "no workspace learns an address from another's list");
}

#[tokio::test]
async fn a_word_of_the_persons_own_becomes_the_teams_and_a_fact_of_the_mail_system_stays() {
    let api = Api::start().await;
    for (address, reason, by_person, becomes) in [
        ("a@example.com", "unsubscribed", true, "asked by phone"),
        ("b@example.com", "hard_bounce", false, "hard_bounce"),
    ] {
        let contact = domain::contact::Contact::Email(address.parse().unwrap());
        let id = address_key().id(&workspace(), &contact);
        let known = Suppression { id, channel: Channel::Email, reason: reason.to_owned(), by_person, at: time(NOW) };
        api.database.store.suppress(&workspace(), &known).await.unwrap();
        let put = refuse(&api, "email", address).await;
        assert_eq!((put.status.as_u16(), &put.json()["reason"]), (200, &json!(becomes)), "{reason}");
        assert_eq!(put.json()["id"], id.to_string());
    }
}

#[tokio::test]
async fn what_the_team_says_is_never_the_persons_word_whatever_it_calls_it() {
    let api = Api::start().await;
    for (address, reason) in [("+37126123456", "stop"), ("+37126123457", "unsubscribed")] {
        let put = api.put(LIST, &json!({"channel": "sms", "address": address, "reason": reason})).await.json();
        let id = put["id"].as_str().unwrap().parse().unwrap();
        let later = time(NOW) + SignedDuration::from_hours(1);
        assert!(!api.database.store.take_back(&workspace(), id, later).await.unwrap(), "{reason}");
        assert!(api.database.store.suppression(&workspace(), id).await.unwrap().is_some(), "{reason}");
    }
}

#[tokio::test]
async fn no_address_is_stored_shown_or_echoed() {
    let api = Api::start().await;
    let put = refuse(&api, "email", "anna@example.com").await;
    let texted = refuse(&api, "sms", "+37126123456").await;
    let listed = api.get(LIST).await;
    for text in [put.body, texted.body, listed.body, format!("{:?}", api.database.dump())] {
        assert!(!text.contains("anna") && !text.contains("26123456"), "{text}");
    }
    let before = api.database.dump();
    for (body, expected) in [
        (json!({"channel": "email", "address": "anna@@example", "reason": "x"}), vec!["address: invalid_email"]),
        (json!({"channel": "sms", "address": "anna@example.com", "reason": "x"}), vec!["address: invalid_phone"]),
        (json!({"channel": "link", "address": "anna@example.com", "reason": "x"}), vec!["channel: unknown_channel"]),
        (json!({"channel": "email", "address": "", "reason": ""}), vec!["address: invalid_email", "reason: length"]),
        (json!({"anna": 1}), vec!["channel: required", "address: required", "reason: required", "anna: unknown_field"]),
    ] {
        let reply = api.put(LIST, &body).await;
        assert_eq!(reply.bad_fields(), expected, "{body}");
        assert!(!reply.body.contains("anna@"));
    }
    assert_eq!(api.database.dump(), before);
    for id in ["sup_0123456789abcdef0123456789abcdef", "sup_", "anna@example.com"] {
        let reply = api.call("DELETE", &format!("{LIST}/{id}")).send().await;
        assert_eq!(reply.problem(), (404, "not_found".to_owned()), "{id}");
    }
}

#[tokio::test]
async fn nobody_is_written_to_at_an_address_on_the_list_until_it_is_taken_off() {
    let api = Api::start().await.with_anna().await;
    let ask = || async {
        let order = json!({"survey": "nps", "person": "anna", "channel": "email"});
        let answer = api.post("/v1/dispatches", &order).await.json();
        answer.get("reason").unwrap_or(&answer["outcome"]).clone()
    };
    let put = refuse(&api, "email", "anna@example.com").await.json();
    assert_eq!(ask().await, "suppressed");
    api.call("DELETE", &format!("{LIST}/{}", put["id"].as_str().unwrap())).send().await;
    assert_eq!(ask().await, "scheduled");
}
