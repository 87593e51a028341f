//! The page of those who want no more mails: opening it does nothing, posting to it does, whoever posts and whatever.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod support;

use std::collections::BTreeMap;

use axum::body::Body;
use domain::context::Channel;
use domain::link::{LinkKeys, Purpose, Signed};
use domain::locale::Locale;
use http::{Request, StatusCode, header};
use jiff::SignedDuration;
use serde_json::{Value, json};
use support::{Answer, House, NOW, call};
use testing::builders::workspace;
use testing::faults::{Call, Fault, FaultProxy, Lasts};
use tokio::task::JoinSet;
use web::texts::text;

fn lang(page: &Answer) -> String {
    page.body.split("<html lang=\"").nth(1).unwrap()[..2].to_owned()
}

fn without_request(answer: &Answer) -> http::HeaderMap {
    let mut headers = answer.headers.clone();
    headers.remove("x-request-id");
    headers
}

/// As Gmail, Apple Mail and others do it: no cookies, no session, no language, and this one field.
fn one_click(path: &str) -> Request<Body> {
    Request::post(path)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("List-Unsubscribe=One-Click"))
        .unwrap()
}

#[tokio::test]
async fn opening_the_page_writes_nothing_and_pressing_its_button_suppresses_the_address() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({})).await;
    let (id, _) = house.invite(&survey, 1, None).await;
    let (address, path) = house.refusal(id, "anna@example.com");
    let before = house.db.dump();
    let page = house.get(&path).await;
    assert_eq!((page.status, page.heading()), (StatusCode::OK, text(Locale::En, "unsub-email-title")));
    assert!(page.body.contains("Acme &#38; Co won"), "{}", page.body);
    assert_eq!((page.body.matches("<form").count(), page.body.matches("<button").count()), (1, 1));
    assert!(page.body.contains("<form method=\"post\"><button type=\"submit\">"), "{}", page.body);
    assert!(!page.body.contains("<input") && !page.body.contains("<script"), "{}", page.body);
    let head = house.head(&path).await;
    assert_eq!((head.status, head.body.as_str(), without_request(&head)), (page.status, "", without_request(&page)));
    assert_eq!(house.db.dump(), before);

    let done = house.submit(&path, &[]).await;
    assert_eq!((done.status, done.heading()), (StatusCode::OK, text(Locale::En, "unsub-email-done-title")));
    assert!(!done.body.contains("<form"), "{}", done.body);
    let standing = house.suppressed(address).await.unwrap();
    assert_eq!((standing.channel, standing.reason.as_str()), (Channel::Email, "unsubscribed"));
    assert_eq!((standing.by_person, standing.at.to_string()), (true, NOW.to_owned()));
    let dispatch = house.db.store.dispatch(&workspace(), id).await.unwrap().unwrap();
    assert_eq!(dispatch.unsubscribed_at, Some(standing.at));

    // Once more, later: nothing changes but when it was last said.
    let mut expected = house.db.dump();
    for item in expected.values_mut().filter(|item| item.get("said_at").is_some()) {
        item["said_at"]["S"] = json!("2026-11-21T11:00:00.000Z");
    }
    let but_for_writers = |mut dump: BTreeMap<String, Value>| {
        for item in dump.values_mut() {
            item.as_object_mut().unwrap().retain(|name, _| name != "writer");
        }
        dump
    };
    house.clock.advance(SignedDuration::from_hours(1));
    let again = call(&house.router, one_click(&path)).await;
    assert_eq!((again.status, &again.body), (StatusCode::OK, &done.body));
    let after = house.db.dump();
    assert_eq!(but_for_writers(after.clone()), but_for_writers(expected));
    assert_eq!(house.get(&path).await.heading(), page.heading());
    assert_eq!(house.db.dump(), after);
}

#[tokio::test]
async fn whatever_is_in_the_body_it_unsubscribes() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({})).await;
    let (id, _) = house.invite(&survey, 1, None).await;
    let multipart = "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n";
    let bodies: Vec<(Option<&str>, Vec<u8>)> = vec![
        (Some("application/x-www-form-urlencoded"), b"List-Unsubscribe=One-Click".to_vec()),
        (Some("application/x-www-form-urlencoded; charset=utf-8"), b"%ff&&=".to_vec()),
        (Some("multipart/form-data; boundary=x"), multipart.as_bytes().to_vec()),
        (Some("multipart/form-data"), b"no boundary".to_vec()),
        (Some("application/json"), b"{".to_vec()),
        (Some("text/plain"), vec![0xff; 300_000]),
        (None, Vec::new()),
        (None, b"List-Unsubscribe=One-Click".to_vec()),
    ];
    for (number, (kind, body)) in bodies.into_iter().enumerate() {
        let (address, path) = house.refusal(id, &format!("anna{number}@example.com"));
        let mut request = Request::post(&path);
        if let Some(kind) = kind {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        let answer = call(&house.router, request.body(Body::from(body)).unwrap()).await;
        assert_eq!(answer.status, StatusCode::OK, "{kind:?}");
        assert!(!answer.headers.contains_key("set-cookie") && !answer.headers.contains_key("location"), "{kind:?}");
        assert!(house.suppressed(address).await.is_some(), "{kind:?}");
    }
}

#[tokio::test]
async fn it_speaks_the_language_of_the_mail_else_of_the_browser_else_of_the_survey() {
    let house = House::new().await;
    let offered = json!({"locales": ["lv", "lt", "ru"], "default_locale": "lt"});
    let survey = house.survey("s", "nps", &offered).await;
    let (russian, _) = house.invite(&survey, 1, Some(Locale::Ru)).await;
    let (unknown, _) = house.invite(&survey, 2, None).await;
    let (_, russian) = house.refusal(russian, "anna@example.com");
    let (_, unknown) = house.refusal(unknown, "anna@example.com");
    assert_eq!(lang(&house.get_in(&russian, "lt").await), "ru");
    assert_eq!(lang(&house.get_in(&format!("{russian}?lang=lv"), "lt").await), "lv");
    assert_eq!(lang(&house.get_in(&unknown, "en, lv;q=0.5").await), "lv");
    assert_eq!(lang(&house.get_in(&unknown, "en").await), "lt");
    let page = house.get(&unknown).await;
    assert!(page.body.contains("href=\"?lang=lv\"") && page.body.contains("href=\"?lang=ru\""), "{}", page.body);
    // The form goes to the address that the page has, so its language stays.
    assert_eq!(lang(&house.submit(&format!("{russian}?lang=lv"), &[]).await), "lv");
    for locale in [Locale::Lv, Locale::Lt, Locale::Ru] {
        let page = house.get(&format!("{unknown}?lang={locale}")).await;
        assert_eq!(page.heading(), text(locale, "unsub-email-title"));
        assert!(page.body.contains(&text(locale, "unsub-button")), "{}", page.body);
    }
}

#[tokio::test]
async fn a_token_that_is_none_is_the_same_page_as_for_a_survey_and_nothing_is_asked_of_the_tables() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({})).await;
    let (id, link) = house.invite(&survey, 1, None).await;
    let (_, good) = house.refusal(id, "anna@example.com");
    let others: LinkKeys = "k1:fedcba9876543210fedcba9876543210".parse().unwrap();
    let signed = |subject: &[u8]| Signed {
        workspace: workspace(),
        subject: subject.to_vec(),
        expires_at: house.backend.now() + SignedDuration::from_hours(1),
    };
    let own = &house.backend.links;
    let mut altered = good.clone();
    altered.replace_range(12..13, if &good[12..13] == "A" { "B" } else { "A" });
    let bad = [
        altered,
        good[..good.len() - 1].to_owned(),
        format!("{good}A"),
        link.replace("/s/", "/u/"),
        good.replace("/u/", "/s/"),
        format!("/u/{}", others.seal(Purpose::Unsubscribe, &signed(&[7; 32]))),
        format!("/u/{}", own.seal(Purpose::Unsubscribe, &signed(&[7; 31]))),
        format!("/u/{}", own.seal(Purpose::Unsubscribe, &signed(&[7; 33]))),
        format!("/u/{}", own.seal(Purpose::Unsubscribe, &signed(&[7; 3]))),
        format!("/u/{}", own.seal(Purpose::Survey, &signed(&[7; 32]))),
        "/u/x".to_owned(),
        "/u/%FF%FE".to_owned(),
        format!("/u/{}", "A".repeat(5000)),
    ];
    let unknown = house.get("/s/forged").await;
    let before = house.db.dump();
    let proxy = FaultProxy::start(house.db.address).await;
    let store = house.db.store_through(proxy.endpoint());
    let house = House::on(house.db, store);
    for path in &bad {
        for answer in [house.get(path).await, call(&house.router, one_click(path)).await] {
            assert_eq!((answer.status, &answer.body), (StatusCode::NOT_FOUND, &unknown.body), "{path}");
            assert_eq!(without_request(&answer), without_request(&unknown), "{path}");
        }
    }
    assert_eq!(proxy.calls(), Vec::<String>::new());
    assert_eq!(house.db.dump(), before);
}

#[tokio::test]
async fn it_works_for_ever_and_for_who_was_forgotten() {
    let house = House::new().await;
    // No survey, no dispatch and no person of this are in the tables; the workspace has gone back to nothing too.
    let (address, path) = house.refusal("dsp_000000000000000000000000000000ff".parse().unwrap(), "anna@example.com");
    house.clock.advance(SignedDuration::from_hours(24 * 365 * 200));
    let page = house.get_in(&path, "lv").await;
    assert_eq!((page.status, page.heading()), (StatusCode::OK, text(Locale::Lv, "unsub-email-title")));
    let done = call(&house.router, one_click(&path)).await;
    assert_eq!(done.status, StatusCode::OK);
    assert!(house.suppressed(address).await.is_some());
    assert_eq!(house.db.count("#d#"), 0, "no dispatch was made by it");
}

#[tokio::test]
async fn another_workspaces_link_suppresses_nothing_here() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({})).await;
    let (id, _) = house.invite(&survey, 1, None).await;
    let (address, _) = house.refusal(id, "anna@example.com");
    let url = house.backend.unsubscribe_link(&"other".parse().unwrap(), id, address);
    let answer = call(&house.router, one_click(url.trim_start_matches("https://ask.example"))).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(house.suppressed(address).await, None);
    let dispatch = house.db.store.dispatch(&workspace(), id).await.unwrap().unwrap();
    assert_eq!(dispatch.unsubscribed_at, None);
}

/// A house behind the fault proxy, with a link of a dispatch.
async fn disturbed() -> (House, FaultProxy, domain::id::SuppressionId, String) {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({})).await;
    let (id, _) = house.invite(&survey, 1, None).await;
    let (address, path) = house.refusal(id, "anna@example.com");
    let proxy = FaultProxy::start(house.db.address).await;
    let store = house.db.store_through(proxy.endpoint());
    (House::on(house.db, store), proxy, address, path)
}

/// One fault at one call of a one-click request, and then the request once more.
async fn disturb(at: Call, fault: Fault, lasts: Lasts) {
    let (house, proxy, address, path) = disturbed().await;
    proxy.plan_at(&at, fault.clone(), lasts);
    let first = call(&house.router, one_click(&path)).await;
    assert!(proxy.lift() > 0, "{at} was not made");
    let place = format!("{fault:?} {lasts:?} at {at}: {}", first.status);
    match first.status {
        StatusCode::OK => assert!(house.suppressed(address).await.is_some(), "{place}"),
        StatusCode::SERVICE_UNAVAILABLE => {
            assert!(lasts == Lasts::UntilLifted && at.writes(), "{place}");
            assert!(first.headers.contains_key("retry-after"), "{place}");
        }
        other => panic!("{other}: {place}"),
    }
    assert_eq!(call(&house.router, one_click(&path)).await.status, StatusCode::OK, "{place}");
    assert!(house.suppressed(address).await.is_some(), "{place}");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_failure_on_the_way_undoes_it_or_says_that_it_is_done_where_it_is_not() {
    let (house, proxy, _, path) = disturbed().await;
    proxy.begin();
    assert_eq!(call(&house.router, one_click(&path)).await.status, StatusCode::OK);
    let calls = proxy.made();
    assert!(calls.iter().any(Call::writes), "{:?}", proxy.calls());
    for lasts in [Lasts::Once, Lasts::UntilLifted] {
        let mut running = JoinSet::new();
        for at in &calls {
            for fault in [Fault::Throttle, Fault::Fail, Fault::LoseReply, Fault::Conflict] {
                // Only a write meets a transaction.
                if at.writes() || !matches!(fault, Fault::Conflict) {
                    running.spawn(disturb(at.clone(), fault, lasts));
                }
            }
        }
        while let Some(ended) = running.join_next().await {
            ended.unwrap();
        }
    }
}
