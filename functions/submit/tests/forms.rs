//! What a posted survey page leaves behind: one response for each link, whatever is sent, how often, and what gets lost.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod support;

use domain::locale::Locale;
use domain::response::{Suspect, SuspectRule};
use domain::survey::Answer as Given;
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
async fn a_second_tab_that_says_the_same_long_after_is_thanked_too() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({})).await;
    let (_, link) = house.invite(&survey, 1, None).await;
    let one = house.read(&link).await.hidden("submission_id");
    let other = house.read(&link).await.hidden("submission_id");
    let fields = |id| [("score", "8"), ("comment", "ok"), ("submission_id", id)];
    let thanks = house.submit(&link, &fields(&one)).await;
    house.clock.advance(SignedDuration::from_hours(1));
    let before = house.db.dump();
    let late = house.submit(&link, &fields(&other)).await;
    assert_eq!((late.status, late.body), (StatusCode::OK, thanks.body));
    assert_eq!(house.db.dump(), before);
    let less = house.submit(&link, &[("score", "8"), ("submission_id", &other)]).await;
    assert_eq!(less.status, StatusCode::CONFLICT);
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
    let page = house.read(&link).await;
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
async fn characters_that_can_not_be_kept_are_named_and_taken_out_so_that_sending_again_works() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({})).await;
    for (number, comment) in (1..).zip(["a%00b", "a%1Bb", "a%E2%80%AEb", "a%E2%81%A6b", "a%ED%A0%80b", "a%FFb"]) {
        let (_, link) = house.invite(&survey, number, Some(Locale::En)).await;
        let id = house.read(&link).await.hidden("submission_id");
        let mut request = form(&link, &[]);
        *request.body_mut() = format!("score=9&comment={comment}&submission_id={id}").into();
        let page = call(&house.router, request).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{comment}");
        let said = "Some invisible characters in your text can&#39;t be saved, so we removed them.";
        assert!(page.body.contains(&format!("<p class=\"wrong\" id=\"comment-wrong\">{said}")), "{}", page.body);
        assert!(page.body.contains(&format!("<title>{said}")), "{}", page.body);
        assert!(
            page.body.contains("aria-describedby=\"comment-wrong\" aria-invalid=\"true\" autofocus>\nab</textarea>")
        );
        assert!(house.stored(&survey, &id).await.is_none());
        let fields = [("score", "9"), ("comment", "ab"), ("submission_id", &*page.hidden("submission_id"))];
        assert_eq!(house.submit(&link, &fields).await.status, StatusCode::OK);
        assert_eq!(house.stored(&survey, &id).await.unwrap().comment(), Some("ab"));
    }
}

#[tokio::test]
async fn a_form_that_holds_too_much_says_what_to_do_and_keeps_what_was_read() {
    let house = House::new().await;
    let questions: Vec<_> =
        (0..9).map(|n| json!({"id": format!("t{n}"), "type": "text", "text": {"en": format!("Text {n}")}})).collect();
    let survey = house.survey("s", "nps", &json!({"questions": questions, "edit_minutes": 5})).await;
    let (_, link) = house.invite(&survey, 1, Some(Locale::En)).await;
    let id = house.read(&link).await.hidden("submission_id");
    let send = async |texts: usize, letters: usize| {
        let text = "x".repeat(letters);
        let names: Vec<_> = (0..texts).map(|n| format!("q.t{n}")).collect();
        let mut fields: Vec<_> = names.iter().map(|name| (name.as_str(), text.as_str())).collect();
        fields.extend([("score", "9"), ("submission_id", id.as_str())]);
        house.submit(&link, &fields).await
    };
    let said = "That was too much text at once, so it isn&#39;t saved.";
    // Past 16 KiB of text, each of them as long as it may be.
    let large = send(9, 2000).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(large.body.contains(&format!("<p class=\"notice\" role=\"status\">{said}")), "{}", large.body);
    assert!(large.body.contains(&format!("<title>{said}")), "{}", large.body);
    assert_eq!(large.body.matches(&format!("\n{}</textarea>", "x".repeat(2000))).count(), 9);
    assert_eq!(large.hidden("submission_id"), id);
    // So much is not even read.
    let huge = send(9, 6000).await;
    assert_eq!(huge.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(huge.body.contains(said) && !huge.body.contains("xx"), "{}", huge.body);
    assert!(!huge.body.contains("class=\"wrong\""), "{}", huge.body);
    nothing_stored(&house);
    assert_eq!(send(8, 1990).await.status, StatusCode::OK);
    // What stands there is then shown again.
    let huge = send(9, 6000).await;
    assert!(
        huge.status == StatusCode::PAYLOAD_TOO_LARGE
            && huge.body.contains("value=\"9\" class=\"high\" required checked")
    );
    assert_eq!(huge.body.matches(&"x".repeat(1990)).count(), 8);
}

#[tokio::test]
async fn what_is_emptied_in_a_change_is_gone_and_thanks_lead_to_the_change_while_it_can_be_made() {
    let house = House::new().await;
    let options = json!([{"id": "a", "text": {"en": "A"}}, {"id": "b", "text": {"en": "B"}}]);
    let questions = json!([{"id": "m", "type": "multi", "text": {"en": "Which?"}, "options": options}]);
    let survey = house.survey("s", "nps", &json!({"edit_minutes": 10, "questions": questions})).await;
    let (_, link) = house.invite(&survey, 1, Some(Locale::Lt)).await;
    let id = house.read(&link).await.hidden("submission_id");
    let fields = [("score", "9"), ("comment", "Fine"), ("q.m", "a"), ("q.m", "b"), ("submission_id", &*id)];
    let thanks = house.submit(&link, &fields).await;
    assert_eq!(thanks.href("Pakeisti atsakymą"), "?lang=lt");
    house.clock.advance(SignedDuration::from_mins(1));
    let page = house.read(&format!("{link}?lang=lt")).await;
    assert_eq!(page.body.matches("checked>").count(), 3, "{}", page.body);
    let id = page.hidden("submission_id");
    let fields = [("score", "9"), ("comment", " "), ("submission_id", &*id)];
    let thanks = house.submit(&link, &fields).await;
    assert!(!thanks.body.contains("Fine") && !thanks.body.contains("Which?"), "{}", thanks.body);
    let stored = house.only(&survey).await;
    let values: Vec<_> = stored.answers.values().map(|answer| answer.value.clone()).collect();
    assert_eq!(values, [Given::Cleared, Given::Cleared, Given::Score(9)]);
    assert_eq!(stored.to_json(&survey)["answers"], json!({"score": 9}));

    house.clock.advance(SignedDuration::from_mins(10));
    let again = house.submit(&link, &fields).await;
    assert!(again.status == StatusCode::OK && !again.body.contains("Pakeisti atsakymą"), "{}", again.body);
    let shown = house.get(&link).await;
    assert!(shown.body.contains("<dd>9 iš 10</dd>") && !shown.body.contains("Fine"), "{}", shown.body);
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
