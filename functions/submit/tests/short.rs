//! Short links, as texts carry them: the same pages as the long ones, and a code that nobody has says nothing.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod support;

use domain::context::Channel;
use domain::locale::Locale;
use http::StatusCode;
use jiff::SignedDuration;
use serde_json::json;
use support::{Answer, House};
use testing::builders::workspace;
use testing::faults::FaultProxy;
use web::texts::text;

fn without_its_id(answer: &Answer) -> String {
    answer.body.replace(&answer.hidden("submission_id"), "[id]")
}

fn without_request(answer: &Answer) -> http::HeaderMap {
    let mut headers = answer.headers.clone();
    headers.remove("x-request-id");
    headers
}

#[tokio::test]
async fn a_short_link_opens_the_page_of_the_long_one_and_takes_its_answer() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({})).await;
    let sent = house.text(&survey, 1, Some(Locale::Lv)).await;
    let short = format!("/s/{}", sent.code);
    assert_eq!(house.backend.short_survey_url(&sent.code), format!("https://ask.example{short}"));
    let before = house.db.dump();
    for query in ["", "?score=9", "?lang=ru"] {
        let (one, other) =
            (house.get(&format!("{short}{query}")).await, house.get(&format!("{}{query}", sent.long)).await);
        assert_eq!((one.status, without_its_id(&one)), (StatusCode::OK, without_its_id(&other)), "{query}");
        assert_eq!(without_request(&one), without_request(&other));
        let head = house.head(&format!("{short}{query}")).await;
        assert_eq!((head.status, head.body.as_str()), (StatusCode::OK, ""));
    }
    assert_eq!(house.db.dump(), before);
    let id = house.read(&short).await.hidden("submission_id");
    assert_eq!(house.submit(&short, &[("score", "9"), ("submission_id", &id)]).await.status, StatusCode::OK);
    let stored = house.stored(&survey, &id).await.unwrap();
    assert_eq!((stored.dispatch, stored.channel.unwrap().value), (Some(sent.dispatch), Channel::Sms));
    house.clock.advance(SignedDuration::from_secs(1));
    assert_eq!(house.get(&sent.long).await.heading(), text(Locale::Lv, "page-answered-title"));
}

#[tokio::test]
async fn a_short_link_ends_with_its_dispatch() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({})).await;
    let sent = house.text(&survey, 1, Some(Locale::Lt)).await;
    let short = format!("/s/{}", sent.code);
    house.clock.advance(SignedDuration::from_hours(24 * 30) - SignedDuration::from_secs(1));
    assert_eq!(house.get(&short).await.status, StatusCode::OK);
    house.clock.advance(SignedDuration::from_secs(1));
    for page in [house.get(&short).await, house.submit(&short, &[("score", "9")]).await] {
        assert_eq!((page.status, page.heading()), (StatusCode::GONE, text(Locale::Lt, "page-expired-title")));
    }
    assert_eq!(house.head(&short).await.status, StatusCode::GONE);
    assert_eq!(house.rows(), 0);
    // Who wants no more texts may say so for ever.
    assert_eq!(house.submit(&format!("/u/{}", sent.code), &[]).await.status, StatusCode::OK);
    assert!(house.suppressed(sent.address).await.is_some());
}

#[tokio::test]
async fn the_same_code_refuses_further_texts() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({})).await;
    let sent = house.text(&survey, 1, Some(Locale::Ru)).await;
    let path = format!("/u/{}", sent.code);
    assert_eq!(house.backend.short_unsubscribe_url(&sent.code), format!("https://ask.example{path}"));
    let before = house.db.dump();
    let page = house.get(&path).await;
    assert_eq!((page.status, page.heading()), (StatusCode::OK, text(Locale::Ru, "unsub-sms-title")));
    assert_eq!(house.head(&path).await.status, StatusCode::OK);
    assert_eq!(house.db.dump(), before);
    let done = house.submit(&path, &[("List-Unsubscribe", "One-Click")]).await;
    assert_eq!((done.status, done.heading()), (StatusCode::OK, text(Locale::Ru, "unsub-sms-done-title")));
    let standing = house.suppressed(sent.address).await.unwrap();
    assert_eq!((standing.channel, standing.reason.as_str()), (Channel::Sms, "unsubscribed"));
    let dispatch = house.db.store.dispatch(&workspace(), sent.dispatch).await.unwrap().unwrap();
    assert_eq!(dispatch.unsubscribed_at, Some(standing.at));
    // The survey may still be answered: only messages end.
    assert_eq!(house.get(&format!("/s/{}", sent.code)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_code_that_nobody_has_is_the_page_of_any_other_token_that_opens_nothing() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({})).await;
    let sent = house.text(&survey, 1, Some(Locale::Lv)).await;
    let forged = house.get("/s/forged").await;
    let proxy = FaultProxy::start(house.db.address).await;
    let store = house.db.store_through(proxy.endpoint());
    let house = House::on(house.db, store);
    let before = house.db.dump();
    for start in ["/s/", "/u/"] {
        let good = sent.code.as_str();
        let other = if good.starts_with('A') { 'B' } else { 'A' };
        let unknown = format!("{start}{other}{}", &good[1..]);
        for answer in [house.get(&unknown).await, house.submit(&unknown, &[]).await] {
            assert_eq!((answer.status, &answer.body), (StatusCode::NOT_FOUND, &forged.body), "{unknown}");
            assert_eq!(without_request(&answer), without_request(&forged), "{unknown}");
        }
        assert_eq!(proxy.calls(), ["GetItem", "GetItem"], "one look for each, at the code alone");
        proxy.begin();
        // One character less, one more, and twelve that no code has: nothing is looked up.
        for path in
            [&good[1..], &format!("{good}A"), &format!("{}.", &good[1..]), "%C4%80%C4%80%C4%80%C4%80%C4%80%C4%80"]
        {
            let answer = house.get(&format!("{start}{path}")).await;
            assert_eq!((answer.status, &answer.body), (StatusCode::NOT_FOUND, &forged.body), "{path}");
        }
        assert_eq!(proxy.calls(), Vec::<String>::new());
    }
    assert_eq!(house.db.dump(), before);
}
