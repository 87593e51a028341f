//! Who may send events, and the wall between two workspaces.

use domain::id::WorkspaceId;
use domain::key::Scope;
use domain::timeline::{Kind, TimelineId};
use serde_json::json;
use testing::builders::stored_person;

use crate::driver::{Api, event};

#[tokio::test]
async fn without_a_living_key_it_is_401_before_any_look_at_the_request() {
    let api = Api::start().await;
    let before = api.database.dump();
    for key in ["Bearer nonsense", "Basic YTpi", "", &format!("{}x", api.key)] {
        let reply = api.call("POST", "/v1/events").by(key).raw("text/plain", "{").send().await;
        assert_eq!(reply.problem(), (401, "unauthorized".to_owned()), "{key}");
    }
    assert_eq!(api.event(&json!({})).anonymous().send().await.status, 401);
    assert_eq!(api.database.dump(), before);
}

#[tokio::test]
async fn the_scopes_send_and_admin_open_it_and_no_other() {
    let api = Api::start().await;
    for (name, scope) in Scope::ALL {
        let key = api.key("acme", &[scope]).await;
        let opened = event(&format!("by-{name}"), "ticket_opened", &json!({"ticket": "T-1"}));
        let reply = api.event(&opened).by(&key).send().await;
        let opens = matches!(scope, Scope::Send | Scope::Admin);
        assert_eq!(reply.status, if opens { 201 } else { 403 }, "{name}");
    }
    assert_eq!(api.database.count("\"u#"), 2);
}

#[tokio::test]
async fn two_workspaces_may_use_the_same_ids_and_know_nothing_of_each_other() {
    let api = Api::start().await;
    let other = api.key("other", &[Scope::Send]).await;
    api.settings(&json!({"currency": "EUR"})).await;
    stored_person(&api.database.store, "anna", &json!({"segment": "vip"})).await;
    let own = event("ev-1", "ticket_opened", &json!({"ticket": "T-1", "person": "anna"}));
    let theirs = event("ev-1", "ticket_opened", &json!({"ticket": "T-1", "person": "anna", "agent": "Juris"}));
    assert_eq!(api.post(&own).await.status, 201);
    let before = api.stored();
    assert_eq!(api.event(&theirs).by(&other).send().await.status, 201);
    assert_eq!((api.marked("acme").await, api.marked("other").await.len()), (vec!["tickets T-1".to_owned()], 1));
    let mut after = api.stored();
    after.retain(|(key, _)| !key.contains("#other#") && !key.contains("other#@"));
    assert_eq!(after, before);

    let id: WorkspaceId = "other".parse().unwrap();
    let timeline = TimelineId { kind: Kind::Tickets, id: "T-1".to_owned() };
    let stored = api.database.store.events(&id, &timeline).await.unwrap();
    // Neither the segment of their neighbour's person nor their neighbour's currency.
    assert_eq!((stored.len(), &stored[0].agent, &stored[0].segment), (1, &Some("Juris".to_owned()), &None));
    let paid = event("ev-2", "order_paid", &json!({"person": "anna", "amount": 1}));
    assert_eq!(api.event(&paid).by(&other).send().await.problem(), (400, "required".to_owned()));
}

#[tokio::test]
async fn get_and_head_write_nothing_and_other_paths_are_told_as_problems() {
    let api = Api::start().await;
    let before = api.database.dump();
    assert_eq!(api.call("GET", "/v1/events").send().await.problem(), (405, "method_not_allowed".to_owned()));
    assert_eq!(api.call("HEAD", "/v1/events").send().await.status, 405);
    assert_eq!(api.call("GET", "/v1/events/ev-1").send().await.problem(), (404, "no_such_route".to_owned()));
    assert_eq!(api.database.dump(), before);
}
