//! The origins that browsers may post from are those of the settings, whoever writes them at once.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod support;

use std::collections::BTreeSet;

use domain::id::WorkspaceId;
use domain::origin::Origin;
use domain::workspace::Workspace;
use futures::future::join_all;
use serde_json::json;
use testing::builders::workspace;
use testing::database::{self, TestDatabase};
use testing::faults::{Fault, FaultProxy, Gate};

fn origin(text: &str) -> Origin {
    format!("https://{text}.example.com").parse().unwrap()
}

fn settings(ws: &WorkspaceId, origins: &[&str]) -> Workspace {
    let allowed_origins = origins.iter().map(|text| origin(text)).collect();
    Workspace { allowed_origins, ..Workspace::new(ws.clone()) }
}

/// The origins of the items that stand for a workspace.
fn items(database: &TestDatabase, ws: &WorkspaceId) -> BTreeSet<String> {
    let end = format!(r#"" "{ws}""#);
    let keys = database.dump().into_keys();
    keys.filter_map(|key| Some(key.strip_prefix(r#"atbalss-data "o#"#)?.strip_suffix(&end)?.to_owned())).collect()
}

async fn set(database: &TestDatabase, ws: &WorkspaceId) -> BTreeSet<String> {
    let settings = database.store.workspace(ws).await.unwrap().unwrap();
    settings.allowed_origins.iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn an_origin_is_known_as_long_as_a_workspace_names_it() {
    let database = database::start().await;
    let (store, acme, other) = (&database.store, workspace(), "other".parse().unwrap());
    let shop = origin("shop");
    assert!(!store.origin_known(&shop).await.unwrap());
    store.put_workspace(&settings(&acme, &["shop", "www"])).await.unwrap();
    store.put_workspace(&settings(&other, &["shop"])).await.unwrap();
    assert!(store.origin_known(&shop).await.unwrap());
    assert!(store.origin_of(&acme, &shop).await.unwrap() && store.origin_of(&other, &shop).await.unwrap());
    assert!(!store.origin_of(&other, &origin("www")).await.unwrap());
    store.put_workspace(&settings(&acme, &["www", "app"])).await.unwrap();
    assert!(store.origin_known(&shop).await.unwrap());
    assert!(!store.origin_of(&acme, &shop).await.unwrap());
    store.put_workspace(&settings(&other, &[])).await.unwrap();
    assert!(!store.origin_known(&shop).await.unwrap());
    assert_eq!(items(&database, &acme), set(&database, &acme).await);
}

#[tokio::test]
async fn all_forty_origins_can_be_replaced_at_once() {
    let database = database::start().await;
    let acme = workspace();
    for round in ["a", "b"] {
        let all: Vec<_> = (0..40).map(|number| format!("{round}{number}")).collect();
        let all: Vec<_> = all.iter().map(String::as_str).collect();
        database.store.put_workspace(&settings(&acme, &all)).await.unwrap();
        assert_eq!(items(&database, &acme).len(), 40);
    }
    assert_eq!(items(&database, &acme), set(&database, &acme).await);
}

#[tokio::test]
async fn many_settings_put_at_once_leave_the_origins_of_the_last() {
    let database = database::start().await;
    let acme = workspace();
    let names = ["a", "b", "c", "d", "e"];
    let puts = (0..names.len()).map(|at| {
        let settings = settings(&acme, &[names[at], names[(at + 1) % names.len()]]);
        let store = database.store.clone();
        async move { store.put_workspace(&settings).await }
    });
    assert!(join_all(puts).await.into_iter().all(|put| put.is_ok()));
    assert_eq!(items(&database, &acme), set(&database, &acme).await);
    assert_eq!(items(&database, &acme).len(), 2);
}

#[tokio::test]
async fn settings_that_were_overtaken_take_the_winners_origins_away() {
    let database = database::start().await;
    let proxy = FaultProxy::start(database.address).await;
    let (slow, acme) = (database.store_through(proxy.endpoint()), workspace());
    database.store.put_workspace(&settings(&acme, &["old"])).await.unwrap();
    let gate = Gate::default();
    proxy.plan("TransactWriteItems", Fault::Hold(gate.clone()));
    let late = settings(&acme, &["late"]);
    let put = tokio::spawn(async move { slow.put_workspace(&late).await });
    gate.reached().await;
    database.store.put_workspace(&settings(&acme, &["between"])).await.unwrap();
    gate.open();
    put.await.unwrap().unwrap();
    assert_eq!(items(&database, &acme), BTreeSet::from(["https://late.example.com".to_owned()]));
    assert_eq!(items(&database, &acme), set(&database, &acme).await);
}

#[tokio::test]
async fn a_put_whose_reply_was_lost_leaves_settings_and_origins_in_step() {
    let database = database::start().await;
    let proxy = FaultProxy::start(database.address).await;
    let (store, acme) = (database.store_through(proxy.endpoint()), workspace());
    proxy.plan("TransactWriteItems", Fault::LoseReply);
    store.put_workspace(&settings(&acme, &["shop"])).await.unwrap();
    for _ in 0..3 {
        proxy.plan("TransactWriteItems", Fault::LoseReply);
    }
    assert!(store.put_workspace(&settings(&acme, &["app"])).await.is_err_and(|error| error.retryable()));
    store.put_workspace(&settings(&acme, &["app"])).await.unwrap();
    assert_eq!(items(&database, &acme), BTreeSet::from(["https://app.example.com".to_owned()]));
}

#[tokio::test]
async fn settings_stored_before_there_were_revisions_read_back_and_can_be_replaced() {
    let database = database::start().await;
    let acme = workspace();
    let old = json!({"pk": "w#acme", "sk": "workspace", "settings": {"name": "Acme", "time_zone": "Europe/Riga"}});
    support::put_item(&database, old).await;
    assert_eq!(database.store.workspace(&acme).await.unwrap().unwrap().name, "Acme");
    for origins in [["a", "b"], ["b", "c"]] {
        database.store.put_workspace(&settings(&acme, &origins)).await.unwrap();
    }
    assert_eq!(items(&database, &acme), set(&database, &acme).await);
}
