//! What a posted survey page leaves behind: one response for each link, whatever is sent, how often, and what gets lost.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod support;

use domain::locale::Locale;
use domain::response::{Suspect, SuspectRule};
use http::StatusCode;
use jiff::SignedDuration;
use serde_json::json;
use support::{Answer, House, call, form};
use testing::builders::{self, time};
use testing::faults::{Fault, FaultProxy};

#[tokio::test]
async fn a_form_is_stored_with_all_that_the_dispatch_knows() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({})).await;
    let (dispatch, link) = house.invite(&survey, 1, Some(Locale::Lv)).await;
    let page = house.get(&link).await;
    let id = page.hidden("submission_id");
    house.clock.advance(SignedDuration::from_secs(9));
    let fields = [
        ("score", "9"),
        ("comment", " Ātri\r\nun labi \u{1f600} "),
        ("homepage", ""),
        ("submission_id", &id),
        ("locale", &page.hidden("locale")),
        ("unknown", "ignored"),
    ];
    let thanks = house.submit(&link, &fields).await;
    assert_eq!(thanks.status, StatusCode::OK);
    assert!(thanks.body.contains("Paldies! Prieks to dzirdēt."), "{}", thanks.body);
    assert!(thanks.body.contains("<dd>9 no 10</dd>") && thanks.body.contains("<dd>Ātri\nun labi"), "{}", thanks.body);

    let stored = house.stored(&survey, &id).await.unwrap();
    assert_eq!(stored.id.time(), time(support::NOW));
    assert_eq!(stored.finished_at, Some(time("2026-11-21T10:00:09Z")));
    assert_eq!((stored.score(), stored.comment()), (Some(9), Some("Ātri\nun labi \u{1f600}")));
    assert_eq!((stored.person.clone(), stored.dispatch), (Some(House::person()), Some(dispatch)));
    assert_eq!(stored.suspect, None);
    let dimension = |name| stored.dimension(name);
    let seen = ["channel", "locale", "segment", "touchpoint", "order", "version"].map(dimension);
    let expected = ["email", "lv", "gold", "purchase", "A-1", "1"].map(|value| Some(value.to_owned()));
    assert_eq!(seen, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_identical_forms_at_once_make_one_row_and_fifty_equal_pages() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({})).await;
    let (_, link) = house.invite(&survey, 1, None).await;
    let id = house.read(&link).await.hidden("submission_id");
    let posts = (0..50).map(|_| {
        let (router, link, id) = (house.router.clone(), link.clone(), id.clone());
        tokio::spawn(async move { call(&router, form(&link, &[("score", "7"), ("submission_id", &id)])).await })
    });
    let mut bodies = Vec::new();
    for post in posts.collect::<Vec<_>>() {
        let answer = post.await.unwrap();
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        bodies.push(answer.body);
    }
    bodies.dedup();
    assert_eq!((bodies.len(), house.rows()), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_of_one_link_make_one_row_and_equal_pages() {
    for round in 0..10 {
        let house = House::new().await;
        let survey = house.survey("s", "nps", &json!({})).await;
        let (_, link) = house.invite(&survey, 1, None).await;
        let one = house.read(&link).await.hidden("submission_id");
        let other = house.read(&link).await.hidden("submission_id");
        assert_ne!(one, other);
        let fields = |id| [("score", "8"), ("comment", "ok"), ("submission_id", id)];
        let (one, other) = (fields(&one), fields(&other));
        let (first, second) = tokio::join!(house.submit(&link, &one), house.submit(&link, &other));
        assert_eq!((first.status, second.status), (StatusCode::OK, StatusCode::OK), "{round}");
        assert_eq!(first.body, second.body);
        assert_eq!(house.rows(), 1);
        // Long after, too.
        house.clock.advance(SignedDuration::from_hours(1));
        let late = house.submit(&link, &other).await;
        assert_eq!((late.status, late.body), (StatusCode::OK, first.body));
    }
}

#[tokio::test]
async fn a_second_and_different_answer_is_told_what_stands() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({})).await;
    let (_, link) = house.invite(&survey, 1, None).await;
    let one = house.read(&link).await.hidden("submission_id");
    let other = house.read(&link).await.hidden("submission_id");
    house.submit(&link, &[("score", "9"), ("submission_id", &one)]).await;
    house.clock.advance(SignedDuration::from_secs(1));
    for id in [&one, &other] {
        let before = house.db.dump();
        let refused = house.submit(&link, &[("score", "2"), ("submission_id", id)]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT);
        assert!(refused.body.contains("We already have your answer"), "{}", refused.body);
        assert!(refused.body.contains("<dd>9 out of 10</dd>"), "{}", refused.body);
        assert_eq!(house.db.dump(), before);
    }
    let page = house.get(&link).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("<dd>9 out of 10</dd>") && !page.body.contains("<form"), "{}", page.body);
}

#[tokio::test]
async fn within_the_edit_window_an_answer_can_be_changed_on_the_page() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({"edit_minutes": 10})).await;
    let (_, link) = house.invite(&survey, 1, None).await;
    let id = house.read(&link).await.hidden("submission_id");
    house.submit(&link, &[("score", "9"), ("comment", "Fine"), ("submission_id", &id)]).await;
    house.clock.advance(SignedDuration::from_mins(5));
    let page = house.get(&link).await;
    assert!(page.body.contains("You can still change it.") && page.body.contains("\nFine</textarea>"), "{}", page.body);
    assert!(page.body.contains("value=\"9\" class=\"high\" required checked"), "{}", page.body);
    let fields = [("score", "2"), ("comment", "Late"), ("submission_id", &*page.hidden("submission_id"))];
    let changed = house.submit(&link, &fields).await;
    assert_eq!(changed.status, StatusCode::OK);
    assert!(changed.body.contains("We&#39;re sorry we let you down."), "{}", changed.body);
    assert_eq!(house.rows(), 1);
    let stored = house.stored(&survey, &id).await.unwrap();
    assert_eq!((stored.score(), stored.comment()), (Some(2), Some("Late")));
    house.clock.advance(SignedDuration::from_mins(6));
    assert!(house.get(&link).await.body.contains("<dd>2 out of 10</dd>"));
}

fn nothing_stored(house: &House) {
    assert_eq!(house.rows(), 0);
    assert!(!house.db.dump().values().any(|item| item.to_string().contains("answered_by")));
}

#[tokio::test]
async fn a_form_without_a_score_comes_back_with_the_error_at_its_field_and_the_comment_kept() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({})).await;
    let (_, link) = house.invite(&survey, 1, Some(Locale::Lt)).await;
    let id = house.read(&link).await.hidden("submission_id");
    for score in [None, Some(""), Some("11"), Some("9.0"), Some("yes")] {
        let mut fields = vec![("comment", "\n<b>Labai</b>"), ("submission_id", &id), ("locale", "ru")];
        fields.extend(score.map(|score| ("score", score)));
        let page = house.submit(&link, &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        let group = "<fieldset role=\"radiogroup\" aria-describedby=\"score-wrong\" aria-invalid=\"true\">";
        assert!(page.body.contains(group), "{}", page.body);
        assert!(page.body.contains("id=\"score-wrong\">Пожалуйста, выберите ответ.</p>"), "{}", page.body);
        assert!(page.body.contains("\n&#60;b&#62;Labai&#60;/b&#62;</textarea>"), "{}", page.body);
        assert_eq!(page.hidden("submission_id"), id);
    }
    nothing_stored(&house);
}

#[tokio::test]
async fn a_comment_that_is_too_long_comes_back_to_be_shortened() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({})).await;
    let (_, link) = house.invite(&survey, 1, None).await;
    let id = house.read(&link).await.hidden("submission_id");
    let send = async |comment: String| {
        house.submit(&link, &[("score", "9"), ("comment", &comment), ("submission_id", &id)]).await
    };
    let long = send("x".repeat(2001)).await;
    assert_eq!(long.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(long.body.contains("aria-describedby=\"comment-wrong\" aria-invalid=\"true\""), "{}", long.body);
    assert!(long.body.contains("Please keep the comment to 2000 characters."), "{}", long.body);
    assert!(long.body.contains("value=\"9\" class=\"high\" required checked"), "{}", long.body);
    assert!(long.body.contains("<title>Please keep the comment to 2000 characters."), "{}", long.body);
    nothing_stored(&house);
    // As long as may be, in a script whose letters take nine bytes each in a form.
    assert_eq!(send("ა".repeat(2000)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_form_with_a_bad_or_an_old_id_comes_back_with_a_new_one_and_all_that_was_entered() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({"link_days": 365})).await;
    let (_, link) = house.invite(&survey, 1, None).await;
    let old = builders::submission(time("2026-10-21T10:00:00Z"), 1).to_string();
    let ahead = builders::submission(time("2026-11-21T10:06:00Z"), 1).to_string();
    for bad in ["", "x", "0c8bd3a6-5c0f-4a0e-9b33-0a1e9ed2a1b4", &old, &ahead] {
        let fields = [("score", "9"), ("comment", "Kept"), ("submission_id", bad)];
        let page = house.submit(&link, &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
        assert!(page.body.contains("Please press “Send” once more."), "{}", page.body);
        assert!(page.body.contains("\nKept</textarea>") && page.body.contains(" checked"), "{}", page.body);
        nothing_stored(&house);
        let fresh = page.hidden("submission_id");
        assert_ne!(fresh, bad);
    }
    let page = house.submit(&link, &[("score", "9"), ("submission_id", &old)]).await;
    let fields = [("score", "9"), ("submission_id", &*page.hidden("submission_id"))];
    assert_eq!(house.submit(&link, &fields).await.status, StatusCode::OK);
    // Pressing the button again takes no time.
    assert_eq!(house.only(&survey).await.suspect, None);
}

#[tokio::test]
async fn the_form_of_one_link_does_not_open_the_answer_of_another() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({})).await;
    let (_, one) = house.invite(&survey, 1, None).await;
    let (_, other) = house.invite(&survey, 2, None).await;
    let id = house.read(&one).await.hidden("submission_id");
    house.submit(&one, &[("score", "9"), ("comment", "Private"), ("submission_id", &id)]).await;
    let before = house.db.dump();
    let page = house.submit(&other, &[("score", "1"), ("submission_id", &id)]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!page.body.contains("Private"), "{}", page.body);
    assert_ne!(page.hidden("submission_id"), id);
    assert_eq!(house.db.dump(), before);
}

#[tokio::test]
async fn what_a_robot_fills_in_is_kept_as_a_suspect_and_thanked_like_any_other() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({})).await;
    let (_, link) = house.invite(&survey, 1, None).await;
    let id = house.read(&link).await.hidden("submission_id");
    let fields = [("score", "9"), ("homepage", "https://spam.example"), ("submission_id", &*id)];
    assert_eq!(house.submit(&link, &fields).await.status, StatusCode::OK);
    assert_eq!(house.stored(&survey, &id).await.unwrap().suspect, Some(Suspect::by(SuspectRule::Honeypot)));
}

#[tokio::test]
async fn an_archived_survey_is_closed_but_shows_what_was_answered() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({"edit_minutes": 60})).await;
    let (_, open) = house.invite(&survey, 1, Some(Locale::Ru)).await;
    let (_, answered) = house.invite(&survey, 2, None).await;
    let id = house.read(&answered).await.hidden("submission_id");
    let fields = [("score", "9"), ("submission_id", &*id)];
    let thanks = house.submit(&answered, &fields).await;
    house.archive(&survey).await;
    for closed in [house.get(&open).await, house.submit(&open, &fields).await] {
        assert_eq!(closed.status, StatusCode::GONE);
        assert!(closed.body.contains("Этот опрос закрыт"), "{}", closed.body);
    }
    let page = house.get(&answered).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("<dd>9 out of 10</dd>") && !page.body.contains("<form"), "{}", page.body);
    // A retry of what came in before is thanked as it was, but that nothing can be changed any more.
    let again = house.submit(&answered, &fields).await;
    assert_eq!(again.status, StatusCode::OK);
    let change = "<p class=\"change\"><a href=\"?lang=en\">Change your answer</a></p>\n";
    assert_eq!(again.body, thanks.body.replace(change, ""));
    // Another answer changes nothing, though the time for changes is not over.
    let before = house.db.dump();
    let other = house.submit(&answered, &[("score", "1"), ("submission_id", &*id)]).await;
    assert_eq!(other.status, StatusCode::CONFLICT);
    assert!(other.body.contains("<dd>9 out of 10</dd>"), "{}", other.body);
    assert_eq!((house.db.dump(), house.rows()), (before, 1));
}

/// A house whose database goes through the proxy, with a survey, and a link to it.
async fn behind_a_proxy() -> (House, FaultProxy, String, String) {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({})).await;
    let (_, link) = house.invite(&survey, 1, None).await;
    let id = house.read(&link).await.hidden("submission_id");
    let proxy = FaultProxy::start(house.db.address).await;
    let store = house.db.store_through(proxy.endpoint());
    (House::on(house.db, store), proxy, link, id)
}

#[tokio::test]
async fn a_reply_lost_after_the_commit_and_then_a_retry_make_one_row() {
    let (house, proxy, link, id) = behind_a_proxy().await;
    let fields = [("score", "9"), ("submission_id", &*id)];
    for _ in 0..4 {
        proxy.plan("TransactWriteItems", Fault::LoseReply);
    }
    let first = house.submit(&link, &fields).await;
    assert_eq!(house.rows(), 1, "{} {:?}", first.status, proxy.calls());
    let again = house.submit(&link, &fields).await;
    assert_eq!(again.status, StatusCode::OK);
    assert!(again.body.contains("<dd>9 out of 10</dd>"), "{}", again.body);
    assert_eq!(house.rows(), 1);
}

#[tokio::test]
async fn where_the_tables_fail_the_page_comes_back_with_the_same_id_and_all_that_was_entered() {
    let (house, proxy, link, id) = behind_a_proxy().await;
    for _ in 0..8 {
        proxy.plan("TransactWriteItems", Fault::Throttle);
    }
    let fields = [("score", "9"), ("comment", "Kept"), ("submission_id", &*id)];
    let page = house.submit(&link, &fields).await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(page.headers.contains_key("retry-after"));
    assert!(page.body.contains("Please press “Send” again in a moment."), "{}", page.body);
    assert!(page.body.contains("\nKept</textarea>"), "{}", page.body);
    assert_eq!((page.hidden("submission_id"), house.rows()), (id.clone(), 0));
}

#[tokio::test]
async fn where_the_tables_can_not_be_read_the_page_says_so_in_the_readers_language() {
    let (house, proxy, link, _) = behind_a_proxy().await;
    for _ in 0..8 {
        proxy.plan("Query", Fault::Fail);
    }
    let page: Answer = house.get_in(&link, "lv").await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(page.headers.contains_key("retry-after"));
    assert!(page.body.contains("Radās kļūda"), "{}", page.body);
}
