//! Links that a team's own mailer signs: what opens one, what it knows, and how it is as the others are.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod support;

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use domain::context::Channel;
use domain::person::Person;
use domain::survey::Survey;
use http::{Request, StatusCode, header};
use jiff::SignedDuration;
use serde_json::json;
use submit::limit::Rules;
use support::{Answer, House, call, form};
use testing::builders::{self, workspace};
use testing::faults::{Fault, FaultProxy};

const SIGNED: [(&str, &str); 5] = [
    ("person", "customer-7"),
    ("order", "A/1 & \"b\""),
    ("touchpoint", "delivery"),
    ("agent", "ann"),
    ("variant", "B"),
];

async fn house() -> (House, Survey, domain::link_key::LinkKey) {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({"touchpoint": "purchase"})).await;
    let key = house.link_key(1).await;
    (house, survey, key)
}

async fn known(house: &House, person: &serde_json::Value) {
    let person = Person::parse(person, "").unwrap();
    let id = House::person();
    house.db.store.change_person(&workspace(), &id, |_| person.clone()).await.unwrap();
}

async fn answer(house: &House, link: &str, score: &str) -> Answer {
    let id = house.read(link).await.hidden("submission_id");
    house.submit(link, &[("score", score), ("submission_id", &id)]).await
}

#[tokio::test]
async fn a_signed_link_is_answered_like_any_other_and_stored_with_all_that_it_says() {
    let (house, survey, key) = house().await;
    known(&house, &json!({"locale": "lt", "segment": "gold"})).await;
    let link = House::signed(&survey, &SIGNED, &key);
    let page = house.read(&format!("{link}&score=9&utm_source=mail")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.body.contains("<html lang=\"lt\">") && page.body.contains("value=\"9\" class=\"high\" required checked")
    );
    assert!(page.body.contains("<form method=\"post\" autocomplete=\"off\">"), "it posts to its own address");
    let id = page.hidden("submission_id");
    let thanks = house.submit(&link, &[("score", "9"), ("comment", "Gerai"), ("submission_id", &id)]).await;
    assert_eq!(thanks.heading(), "Ačiū! Džiaugiamės tai girdėdami.");
    let stored = house.stored(&survey, &id).await.unwrap();
    assert_eq!((stored.person.clone(), stored.dispatch, stored.link.is_some()), (Some(House::person()), None, true));
    assert_eq!(stored.channel.as_ref().unwrap().value, Channel::Link);
    let seen = ["segment", "touchpoint", "order", "agent", "variant", "locale"].map(|name| stored.dimension(name));
    assert_eq!(seen, ["gold", "delivery", "A/1 & \"b\"", "ann", "B", "lt"].map(|value| Some(value.to_owned())));

    house.clock.advance(SignedDuration::from_mins(1));
    let shown = house.get(&link).await;
    assert!(shown.body.contains("<dd>9 iš 10</dd>") && !shown.body.contains("<form"), "{}", shown.body);
    let other = house.submit(&link, &[("score", "1"), ("submission_id", &id)]).await;
    assert_eq!((other.status, house.rows()), (StatusCode::CONFLICT, 1));
}

#[tokio::test]
async fn the_other_pages_of_a_signed_link_keep_what_is_signed() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({"pages": "several", "edit_minutes": 5})).await;
    let key = house.link_key(1).await;
    let link = House::signed(&survey, &SIGNED, &key);
    let path = link.split('?').next().unwrap();
    let page = house.read(&format!("{link}&lang=en&utm_source=mail")).await;
    let latvian = page.href("Latviešu");
    assert!(latvian.ends_with("&lang=lv&page=score") && !latvian.contains("utm_source"), "{latvian}");
    let latvian = house.get(&format!("{path}{latvian}")).await;
    assert!(latvian.body.contains("<html lang=\"lv\">"), "{}", latvian.body);
    let id = page.hidden("submission_id");
    let page =
        house.submit(&link, &[("score", "9"), ("page", "score"), ("submission_id", &id), ("locale", "en")]).await;
    let back = house.get(&format!("{path}{}", page.href("Back"))).await;
    assert!(back.body.contains("value=\"9\" required checked"), "{}", back.body);
    let thanks = house.submit(&link, &[("page", "comment"), ("submission_id", &id), ("locale", "en")]).await;
    let change = house.get(&format!("{path}{}", thanks.href("Change your answer"))).await;
    assert!(change.body.contains("You can still change it."), "{}", change.body);
}

#[tokio::test]
async fn the_language_of_a_signed_link_is_its_own_then_the_persons() {
    let (house, survey, key) = house().await;
    known(&house, &json!({"locale": "ru"})).await;
    let lang = |page: &Answer| page.body.split("<html lang=\"").nth(1).unwrap()[..2].to_owned();
    let (own, persons) = ([("person", "customer-7"), ("locale", "lv")], [("person", "customer-7")]);
    let (own, persons) = (House::signed(&survey, &own, &key), House::signed(&survey, &persons, &key));
    assert_eq!(lang(&house.get_in(&own, "lt").await), "lv");
    assert_eq!(lang(&house.get_in(&format!("{own}&lang=en"), "lt").await), "en");
    assert_eq!(lang(&house.get_in(&persons, "lt").await), "ru");
    assert_eq!(lang(&house.get_in(&House::signed(&survey, &[], &key), "lt").await), "lt");
}

#[tokio::test]
async fn a_link_that_opens_nothing_is_one_and_the_same_page_whatever_is_wrong_with_it() {
    let (house, survey, key) = house().await;
    let link = House::signed(&survey, &[("person", "customer-7")], &key);
    let strange = domain::link_key::LinkKey::generate(&[9; 40], house.backend.now());
    let missing = builders::survey("missing", "nps", &json!({}));
    let query = link.split_once('?').unwrap().1;
    let bad = [
        link.replace("customer-7", "customer-8"),
        link.replace("/f/acme/", "/f/other/"),
        link.replace("/s?", "/t?"),
        link.replace("/f/acme/", "/f/%FF/"),
        link.replace("/f/acme/", "/f/a%20b/"),
        format!("{link}&order=1"),
        format!("{link}&person=customer-7"),
        format!("{link}0"),
        link.split("&sig=").next().unwrap().to_owned(),
        "/f/acme/s".to_owned(),
        House::signed(&survey, &[("person", "customer-7")], &strange),
        House::signed(&survey, &[("person", "not an id")], &key),
        // Rightly signed, for a survey that is not there.
        House::signed(&missing, &[("person", "customer-7")], &key),
        format!("/f/nobody/s?{query}"),
    ];
    let first = house.get(&bad[0]).await;
    assert_eq!(first.status, StatusCode::NOT_FOUND);
    let token = house.get("/s/forged").await;
    assert_eq!(first.body, token.body, "the same page as for a forged token");
    let before = house.db.dump();
    for path in &bad {
        let page = house.get(path).await;
        assert_eq!((page.status, &page.body), (StatusCode::NOT_FOUND, &first.body), "{path}");
        assert_eq!(without_request(&page), without_request(&first), "{path}");
        let post = house.submit(path, &[("score", "9"), ("locale", "ru")]).await;
        assert_eq!((post.status, &post.body), (StatusCode::NOT_FOUND, &first.body), "{path}");
    }
    assert_eq!(house.db.dump(), before);
}

fn without_request(answer: &Answer) -> http::HeaderMap {
    let mut headers = answer.headers.clone();
    headers.remove("x-request-id");
    headers
}

#[tokio::test]
async fn a_workspace_that_is_not_there_is_read_no_further_than_a_forged_link() {
    let (house, survey, key) = house().await;
    let link = House::signed(&survey, &[("person", "customer-7")], &key);
    let proxy = FaultProxy::start(house.db.address).await;
    let store = house.db.store_through(proxy.endpoint());
    let watched = House::on(house.db, store);
    for (path, reads) in [
        ("/f/acme/s?sig=x".to_owned(), 0),
        (link.replace("customer-7", "customer-8"), 1),
        (link.replace("/f/acme/", "/f/other/"), 1),
        // The keys; then the workspace, the survey, the link under its person and under none, and the person.
        (link, 6),
    ] {
        let seen = proxy.calls().len();
        watched.get(&path).await;
        assert_eq!(proxy.calls().len() - seen, reads, "{path}");
    }
}

#[tokio::test]
async fn an_expired_link_says_so_in_its_own_language() {
    let (house, survey, key) = house().await;
    let end = (house.backend.now() + SignedDuration::from_hours(1)).as_second().to_string();
    let link = House::signed(&survey, &[("exp", &end), ("locale", "lv")], &key);
    assert_eq!(house.get(&link).await.status, StatusCode::OK);
    house.clock.advance(SignedDuration::from_hours(1));
    let page = house.get_in(&link, "lt").await;
    assert_eq!((page.status, page.heading().as_str()), (StatusCode::GONE, "Saites derīguma termiņš ir beidzies"));
    assert_eq!(house.submit(&link, &[("score", "9")]).await.status, StatusCode::GONE);
    assert_eq!(house.rows(), 0);
    // Forged and old is forged.
    assert_eq!(house.get(&link.replace("locale=lv", "locale=lt")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_closed_survey_is_closed_for_signed_links_too() {
    let (house, survey, key) = house().await;
    let (open, answered) =
        (House::signed(&survey, &[("order", "1")], &key), House::signed(&survey, &[("order", "2")], &key));
    answer(&house, &answered, "9").await;
    house.archive(&survey).await;
    assert_eq!(house.get(&open).await.status, StatusCode::GONE);
    assert_eq!(house.submit(&open, &[("score", "9")]).await.status, StatusCode::GONE);
    assert!(house.get(&answered).await.body.contains("<dd>9 out of 10</dd>"));
}

#[tokio::test]
async fn a_link_signed_once_more_is_the_same_one_and_a_retired_key_opens_none() {
    let (house, survey, old) = house().await;
    let new = house.link_key(2).await;
    let end = (house.backend.now() + SignedDuration::from_hours(9)).as_second().to_string();
    let first = House::signed(&survey, &[("person", "customer-7"), ("order", "1")], &old);
    let again = House::signed(&survey, &[("person", "customer-7"), ("order", "1"), ("exp", &end)], &new);
    assert_eq!(answer(&house, &first, "9").await.status, StatusCode::OK);
    house.clock.advance(SignedDuration::from_secs(1));
    assert!(house.get(&again).await.body.contains("<dd>9 out of 10</dd>"));
    let other = House::signed(&survey, &[("person", "customer-7"), ("order", "2")], &new);
    assert_eq!(answer(&house, &other, "3").await.status, StatusCode::OK);
    assert_eq!(house.rows(), 2);
    assert!(house.db.store.retire_link_key(&workspace(), &old.id, house.backend.now()).await.unwrap());
    assert_eq!(house.get(&first).await.status, StatusCode::NOT_FOUND);
    assert_eq!(house.get(&again).await.status, StatusCode::OK);
}

#[tokio::test]
async fn showing_the_pages_of_signed_links_writes_nothing() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({"pages": "several", "edit_minutes": 60})).await;
    let key = house.link_key(1).await;
    let links =
        [&[][..], &[("person", "customer-7")], &[("order", "1")]].map(|fields| House::signed(&survey, fields, &key));
    answer(&house, &links[2], "9").await;
    house.clock.advance(SignedDuration::from_secs(1));
    let (_, dispatched) = house.invite(&survey, 1, None).await;
    let before = house.db.dump();
    for link in links.iter().map(|link| format!("{link}&")).chain([format!("{dispatched}?")]) {
        for query in ["", "score=9", "page=comment", "page=score&lang=lv&change=1"] {
            for method in ["GET", "HEAD"] {
                let request = Request::builder().method(method).uri(format!("{link}{query}"));
                let answer = call(&house.router, request.body(Body::empty()).unwrap()).await;
                assert_eq!(answer.status, StatusCode::OK, "{method} {link}{query}");
                assert_eq!(answer.body.is_empty(), method == "HEAD");
            }
        }
    }
    assert_eq!(house.db.dump(), before);
}

fn from(address: &str, mut request: Request<Body>) -> Request<Body> {
    request.extensions_mut().insert(ConnectInfo(address.parse::<SocketAddr>().unwrap()));
    request
}

async fn posted_from(house: &House, address: &str, link: &str) -> Answer {
    let id = house.read(link).await.hidden("submission_id");
    let fields = [("score", "9"), ("comment", "Kept"), ("submission_id", &*id)];
    call(&house.router, from(address, form(link, &fields))).await
}

#[tokio::test]
async fn links_without_a_person_are_held_to_the_limits_and_those_with_one_never() {
    let (mut house, survey, key) = house().await;
    let rules = Rules { address: 3, ..Rules::default() };
    house.router = submit::router_within(house.backend.clone(), rules);
    let anonymous = |number: u32| House::signed(&survey, &[("order", &number.to_string())], &key);
    for number in 0..3 {
        assert_eq!(posted_from(&house, "192.0.2.1:1", &anonymous(number)).await.status, StatusCode::OK);
    }
    let before = house.db.dump();
    let refused = posted_from(&house, "192.0.2.1:2", &anonymous(3)).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.headers[header::RETRY_AFTER], "52");
    assert!(refused.body.contains("<title>Too many answers at once · "), "{}", refused.body);
    assert!(refused.body.contains("role=\"status\">Just now too many answers are coming in from here"));
    assert!(refused.body.contains("\nKept</textarea>"), "what was written is not lost: {}", refused.body);
    assert_eq!(house.db.dump(), before);
    assert_eq!(posted_from(&house, "192.0.2.2:1", &anonymous(4)).await.status, StatusCode::OK);
    let (_, dispatched) = house.invite(&survey, 1, None).await;
    for link in [House::signed(&survey, &[("person", "customer-7")], &key), dispatched] {
        assert_eq!(posted_from(&house, "192.0.2.1:1", &link).await.status, StatusCode::OK);
    }
    let addresses = house.db.dump().into_values().filter(|item| item.get("address").is_some()).count();
    assert_eq!((house.rows(), addresses), (6, 0), "of no link's answer it is kept where it came from");
}

#[tokio::test]
async fn where_the_limits_can_not_be_read_links_without_a_person_wait_and_those_with_one_go_through() {
    let (house, survey, key) = house().await;
    let links: Vec<_> = (0..40).map(|number| House::signed(&survey, &[("order", &number.to_string())], &key)).collect();
    let named = House::signed(&survey, &[("person", "customer-7")], &key);
    let proxy = FaultProxy::start(house.db.address).await;
    let store = house.db.store_through(proxy.endpoint());
    let mut watched = House::on(house.db, store);
    watched.router = submit::router_within(watched.backend.clone(), Rules::default());
    for _ in 0..12 {
        proxy.plan("UpdateItem", Fault::Fail);
    }
    let mut last = None;
    for (number, link) in (0..).zip(&links) {
        // Within one minute: the clock stands still, and the page's id is made by hand.
        let id = builders::submission(watched.backend.now() - SignedDuration::from_secs(9), number);
        let answer = watched.submit(link, &[("score", "9"), ("submission_id", &id.to_string())]).await;
        if answer.status == StatusCode::SERVICE_UNAVAILABLE {
            last = Some((answer, id.to_string()));
            break;
        }
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    }
    let (page, id) = last.expect("the counters are asked at last");
    assert!(page.headers.contains_key(header::RETRY_AFTER));
    assert!(page.body.contains("Please press “Send” again in a moment.") && page.hidden("submission_id") == id);
    let asked = || proxy.calls().iter().filter(|call| *call == "UpdateItem").count();
    let before = asked();
    let next = watched.submit(&links[39], &[("score", "9"), ("submission_id", &id)]).await;
    assert_eq!(
        (next.status, asked()),
        (StatusCode::SERVICE_UNAVAILABLE, before),
        "the table is left alone for a while"
    );
    assert_eq!(answer(&watched, &named, "9").await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_answer_past_its_workspaces_retention_is_shown_by_no_link_though_it_may_still_lie_there() {
    let (house, survey, key) = house().await;
    house.set(&json!({"retention_days": 60})).await;
    let link = House::signed(&survey, &[("order", "1"), ("exp", "1900000000")], &key);
    answer(&house, &link, "9").await;
    house.clock.advance(SignedDuration::from_hours(24 * 60));
    assert!(house.get(&link).await.body.contains("<dd>9 out of 10</dd>"));
    house.clock.advance(SignedDuration::from_hours(24 * 2));
    let page = house.get(&link).await;
    assert_eq!((page.status, page.body.contains("<dd>"), house.rows()), (StatusCode::NOT_FOUND, false, 1));
    assert_eq!(house.submit(&link, &[("score", "3")]).await.status, StatusCode::NOT_FOUND);
}
