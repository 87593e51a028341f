//! Limits: what is too much is refused with the time to come back, and what the counters cost is bounded.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod support;

use std::net::SocketAddr;

use axum::extract::ConnectInfo;
use domain::key::Scope;
use http::{Request, StatusCode, header};
use jiff::SignedDuration;
use serde_json::json;
use submit::limit::Rules;
use support::{Answer, House, call, json_post};
use testing::builders::{self, time};
use testing::faults::{Fault, FaultProxy};

async fn house(rules: Rules) -> House {
    let mut house = House::new().await;
    house.survey("s", "nps", &json!({})).await;
    house.router = submit::router_within(house.backend.clone(), rules);
    house
}

fn plenty() -> Rules {
    Rules { key: 10_000, survey: 10_000, address: 10_000 }
}

async fn post(house: &House, key: &str, address: &str, number: u64) -> Answer {
    let id = builders::submission(time("2026-11-21T09:59:30Z"), number);
    let body = json!({"submission_id": id.to_string(), "survey": "s", "answers": {"score": 9}});
    let mut request: Request<_> = json_post(key, &body);
    let address: SocketAddr = address.parse().unwrap();
    request.extensions_mut().insert(ConnectInfo(address));
    call(&house.router, request).await
}

/// How many of so many posts are taken in; the others are 429.
async fn taken(house: &House, key: &str, address: &str, posts: std::ops::Range<u64>) -> u64 {
    let mut taken = 0;
    for number in posts {
        let answer = post(house, key, address, number).await;
        match answer.status {
            StatusCode::CREATED => taken += 1,
            status => assert_eq!(
                (status, answer.json()["code"].as_str()),
                (StatusCode::TOO_MANY_REQUESTS, Some("rate_limited"))
            ),
        }
    }
    taken
}

#[tokio::test]
async fn an_address_has_a_limit_of_its_own_for_a_minute() {
    let house = house(Rules { address: 80, ..plenty() }).await;
    let key = house.key(&[Scope::Respond]).await;
    assert_eq!(taken(&house, &key, "192.0.2.1:1", 0..90).await, 80);
    let refused = post(&house, &key, "192.0.2.1:2", 90).await;
    assert_eq!(refused.headers[header::RETRY_AFTER], "60");
    assert_eq!(post(&house, &key, "192.0.2.2:1", 91).await.status, StatusCode::CREATED);
    house.clock.advance(SignedDuration::from_secs(60));
    assert_eq!(post(&house, &key, "192.0.2.1:1", 92).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn an_ipv6_address_counts_by_its_network() {
    let house = house(Rules { address: 2, ..plenty() }).await;
    let key = house.key(&[Scope::Respond]).await;
    assert_eq!(taken(&house, &key, "[2001:db8::1]:1", 0..1).await, 1);
    assert_eq!(taken(&house, &key, "[2001:db8::2]:1", 1..4).await, 1);
    assert_eq!(taken(&house, &key, "[2001:db8:0:1::2]:1", 4..5).await, 1);
}

#[tokio::test]
async fn a_teams_server_is_not_held_to_the_limit_of_an_address_but_to_those_of_its_key_and_the_survey() {
    let house_ = house(Rules { address: 1, key: 5, ..plenty() }).await;
    let key = house_.key(&[Scope::Send, Scope::Respond]).await;
    assert_eq!(taken(&house_, &key, "192.0.2.1:1", 0..10).await, 5);
    let house_ = house(Rules { survey: 4, ..plenty() }).await;
    let (one, two) = (house_.key(&[Scope::Respond]).await, house_.key(&[Scope::Respond]).await);
    assert_eq!(taken(&house_, &one, "192.0.2.1:1", 0..3).await, 3);
    assert_eq!(taken(&house_, &two, "192.0.2.2:1", 3..9).await, 1);
}

#[tokio::test]
async fn instances_share_what_they_lease() {
    let house = house(Rules { key: 130, ..plenty() }).await;
    let key = house.key(&[Scope::Respond]).await;
    let first = taken(&house, &key, "192.0.2.1:1", 0..120).await;
    let other = House { router: submit::router_within(house.backend.clone(), Rules { key: 130, ..plenty() }), ..house };
    let second = taken(&other, &key, "192.0.2.1:1", 200..320).await;
    // Two blocks of 50 are shared; the first 30 each instance counts by itself.
    assert_eq!((first, second), (120, 30));
}

#[tokio::test]
async fn a_forwarded_header_changes_nothing() {
    let house = house(Rules { address: 3, ..plenty() }).await;
    let key = house.key(&[Scope::Respond]).await;
    let mut taken = 0;
    for number in 0..10 {
        let id = builders::submission(time("2026-11-21T09:59:30Z"), number);
        let body = json!({"submission_id": id.to_string(), "survey": "s", "answers": {"score": 9}});
        let mut request = json_post(&key, &body);
        request.headers_mut().insert("x-forwarded-for", format!("198.51.100.{number}").parse().unwrap());
        request.extensions_mut().insert(ConnectInfo("192.0.2.1:1".parse::<SocketAddr>().unwrap()));
        taken += u64::from(call(&house.router, request).await.status == StatusCode::CREATED);
    }
    assert_eq!(taken, 3);
}

#[tokio::test]
async fn where_the_counters_fail_keyed_apps_go_through() {
    let db = testing::database::start().await;
    let proxy = FaultProxy::start(db.address).await;
    let store = db.store_through(proxy.endpoint());
    let mut house = House::on(db, store);
    house.survey("s", "nps", &json!({})).await;
    house.router = submit::router_within(house.backend.clone(), plenty());
    let key = house.key(&[Scope::Respond]).await;
    for _ in 0..20 {
        proxy.plan("UpdateItem", Fault::Fail);
    }
    assert_eq!(taken(&house, &key, "192.0.2.1:1", 0..60).await, 60);
    assert!(
        proxy.calls().iter().filter(|call| *call == "UpdateItem").count() <= 9,
        "a failing table is not asked again and again"
    );
}

#[tokio::test]
async fn the_counters_cost_a_tenth_of_a_write_unit_an_answer_at_most() {
    let db = testing::database::start().await;
    let proxy = FaultProxy::start(db.address).await;
    let store = db.store_through(proxy.endpoint());
    let mut house = House::on(db, store);
    house.survey("s", "nps", &json!({})).await;
    house.router = submit::router_within(house.backend.clone(), Rules::default());
    let key = house.key(&[Scope::Respond]).await;
    // A lease writes one small item, so it is one write unit.
    let leases = || proxy.calls().iter().filter(|call| *call == "UpdateItem").count() as u64;
    for answers in 1..=250 {
        assert_eq!(post(&house, &key, "192.0.2.1:1", answers).await.status, StatusCode::CREATED);
        assert!(leases() * 10 <= answers, "{} leases on {answers} answers", leases());
    }
    assert_eq!(leases(), 15);
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_come_in_together_lease_one_block_and_not_one_each() {
    let db = testing::database::start().await;
    let proxy = FaultProxy::start(db.address).await;
    let store = db.store_through(proxy.endpoint());
    let mut house = House::on(db, store);
    house.survey("s", "nps", &json!({})).await;
    house.router = submit::router_within(house.backend.clone(), plenty());
    let key = house.key(&[Scope::Respond]).await;
    let lines: Vec<_> = (0..80)
        .map(|number| {
            let id = builders::submission(time("2026-11-21T09:59:30Z"), number);
            json!({"submission_id": id.to_string(), "survey": "s", "answers": {"score": 9}}).to_string()
        })
        .collect();
    let mut request = Request::post("/v1/responses/batch")
        .header(header::CONTENT_TYPE, "application/x-ndjson")
        .header(header::AUTHORIZATION, key)
        .body(lines.join("\n").into())
        .unwrap();
    request.extensions_mut().insert(ConnectInfo("192.0.2.1:1".parse::<SocketAddr>().unwrap()));
    assert_eq!(call(&house.router, request).await.status, StatusCode::OK);
    assert_eq!(house.rows(), 80);
    // 30 without a lease and a block of 50, for the key, the survey and the address.
    assert_eq!(proxy.calls().iter().filter(|call| *call == "UpdateItem").count(), 3);
}
