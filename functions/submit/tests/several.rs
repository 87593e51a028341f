//! A survey with several pages: each post keeps a half and leads to the next page, and the last one finishes.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod support;

use domain::locale::Locale;
use domain::response::Response as Stored;
use domain::survey::{Answer as Given, Survey};
use http::StatusCode;
use jiff::SignedDuration;
use serde_json::{Value, json};
use support::{Answer, House};

/// The metric's own question, one that has to be answered after a low score, one that needn't, and the comment.
async fn survey(house: &House, more: &Value) -> Survey {
    let options = json!([{"id": "late", "text": {"en": "Late"}}, {"id": "rude", "text": {"en": "Rude"}}]);
    let mut body = json!({"pages": "several", "questions": [
        {"id": "why", "type": "multi", "text": {"en": "Why?"}, "options": options, "required": true,
         "show_if": {"question": "score", "at_most": 6}},
        {"id": "again", "type": "yes_no", "text": {"en": "Again?"}},
    ]});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    house.survey("s", "nps", &body).await
}

fn page_of(answer: &Answer) -> String {
    answer.hidden("page")
}

/// Posts a page as its form would, a second after it came.
async fn send(house: &House, link: &str, page: &Answer, fields: &[(&str, &str)]) -> Answer {
    house.clock.advance(SignedDuration::from_secs(1));
    let hidden = ["page", "submission_id", "locale"].map(|name| (name, page.hidden(name)));
    let hidden = hidden.iter().map(|(name, value)| (*name, value.as_str()));
    house.submit(link, &fields.iter().copied().chain(hidden).collect::<Vec<_>>()).await
}

fn text(stored: &Stored, question: &str) -> Option<String> {
    match stored.answers.get(question).map(|answer| &answer.value) {
        Some(Given::Text(text)) => Some(text.clone()),
        _ => None,
    }
}

#[tokio::test]
async fn each_page_keeps_a_half_and_leads_to_the_next_and_the_last_one_finishes() {
    let house = House::new().await;
    let survey = survey(&house, &json!({})).await;
    let (dispatch, link) = house.invite(&survey, 1, Some(Locale::En)).await;
    let page = house.read(&link).await;
    assert_eq!((page_of(&page).as_str(), page.body.matches("<fieldset").count()), ("score", 1));
    assert!(page.body.contains("<p class=\"step\">Question 1</p>") && page.body.contains(">Next</button>"));
    assert!(!page.body.contains("<textarea") && !page.body.contains("@supports"), "{}", page.body);
    let id = page.hidden("submission_id");

    let page = send(&house, &link, &page, &[("score", "3")]).await;
    assert_eq!(
        (page.status, page_of(&page).as_str(), page.heading().as_str()),
        (StatusCode::OK, "why", "Why? (required)")
    );
    assert!(page.body.contains("<p class=\"step\">Question 2</p>"), "{}", page.body);
    let half = house.stored(&survey, &id).await.unwrap();
    assert_eq!((half.score(), half.finished_at, half.dispatch), (Some(3), None, Some(dispatch)));

    let page = send(&house, &link, &page, &[("q.why", "late"), ("q.why", "rude")]).await;
    assert_eq!((page_of(&page).as_str(), page.hidden("submission_id")), ("again", id.clone()));
    let page = send(&house, &link, &page, &[("q.again", "no")]).await;
    assert_eq!(
        (page_of(&page).as_str(), page.heading().as_str()),
        ("comment", "What should we improve first? (optional)")
    );
    assert!(page.body.contains("<p class=\"step\">Question 4</p>") && page.body.contains(">Send</button>"));
    assert_eq!(house.stored(&survey, &id).await.unwrap().finished_at, None);

    let thanks = send(&house, &link, &page, &[("comment", "All of it")]).await;
    assert_eq!(thanks.heading(), "Thank you. We&#39;re sorry we let you down. We read every answer.");
    assert!(thanks.body.contains("<dt>Why?</dt>\n<dd>Late, Rude</dd>"), "{}", thanks.body);
    let stored = house.only(&survey).await;
    assert_eq!((stored.id.to_string(), stored.finished_at), (id, Some(house.backend.now())));
    assert_eq!(
        (stored.score(), stored.comment(), text(&stored, "again").as_deref()),
        (Some(3), Some("All of it"), Some("no"))
    );
    assert_eq!((stored.answers.len(), stored.suspect), (4, None));
}

#[tokio::test]
async fn what_is_not_shown_is_passed_over() {
    let house = House::new().await;
    let survey = survey(&house, &json!({})).await;
    let (_, link) = house.invite(&survey, 1, None).await;
    let page = house.read(&link).await;
    let page = send(&house, &link, &page, &[("score", "9")]).await;
    assert_eq!(page_of(&page), "again");
    assert!(page.body.contains("<p class=\"step\">Question 2</p>"), "{}", page.body);
    assert_eq!(page.href("Back"), "?page=score&lang=en");
}

#[tokio::test]
async fn gcr_leads_to_the_contact_after_no_and_ends_with_the_comment_after_yes() {
    let house = House::new().await;
    let survey = house.survey("s", "gcr", &json!({"goal": "buy", "pages": "several"})).await;
    let (_, link) = house.invite(&survey, 1, Some(Locale::En)).await;
    let first = house.read(&link).await;
    let page = send(&house, &link, &first, &[("score", "no")]).await;
    assert_eq!((page_of(&page).as_str(), page.heading().as_str()), ("comment", "What got in the way? (optional)"));
    assert!(page.body.contains(">Next</button>"), "{}", page.body);
    let page = send(&house, &link, &page, &[("comment", "")]).await;
    assert_eq!(page_of(&page), "contact");
    assert!(page.body.contains(">Send</button>") && page.body.contains("autocomplete=\"email\""), "{}", page.body);
    let wrong = send(&house, &link, &page, &[("q.contact", "nobody")]).await;
    assert_eq!((wrong.status, page_of(&wrong).as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "contact"));
    let thanks = send(&house, &link, &wrong, &[("q.contact", "anna@example.com")]).await;
    assert_eq!(thanks.status, StatusCode::OK);
    let stored = house.only(&survey).await;
    assert_eq!((text(&stored, "contact").as_deref(), stored.finished_at.is_some()), (Some("anna@example.com"), true));

    let (_, link) = house.invite(&survey, 2, Some(Locale::En)).await;
    let page = house.read(&link).await;
    let page = send(&house, &link, &page, &[("score", "yes")]).await;
    assert_eq!(page.heading(), "What did you like most? (optional)");
    assert!(page.body.contains(">Send</button>"), "{}", page.body);
    assert_eq!(send(&house, &link, &page, &[("comment", "")]).await.heading(), "Thank you! We&#39;re glad to hear it.");
}

#[tokio::test]
async fn of_a_post_only_the_answers_of_its_own_page_are_read() {
    let house = House::new().await;
    let survey = survey(&house, &json!({})).await;
    let (_, link) = house.invite(&survey, 1, None).await;
    let page = house.read(&link).await;
    send(&house, &link, &page, &[("score", "9"), ("comment", "x"), ("q.again", "no")]).await;
    assert_eq!(house.only(&survey).await.answers.keys().collect::<Vec<_>>(), ["score"]);
    // A page of a question that there is none of is the whole form.
    let fields =
        [("score", "9"), ("comment", "x"), ("page", "nothing"), ("submission_id", &*page.hidden("submission_id"))];
    assert_eq!(house.submit(&link, &fields).await.status, StatusCode::OK);
    let stored = house.only(&survey).await;
    assert_eq!((stored.comment(), stored.finished_at.is_some()), (Some("x"), true));
    // And where all stand on one page, there is no other form.
    let plain = house.survey("plain", "nps", &json!({})).await;
    let (_, link) = house.invite(&plain, 2, None).await;
    let id = house.read(&link).await.hidden("submission_id");
    let fields = [("score", "9"), ("comment", "x"), ("page", "comment"), ("submission_id", &*id)];
    assert_eq!(house.submit(&link, &fields).await.status, StatusCode::OK);
    assert_eq!(house.stored(&plain, &id).await.unwrap().score(), Some(9));
}

#[tokio::test]
async fn what_is_required_is_required_on_its_page() {
    let house = House::new().await;
    let survey = survey(&house, &json!({})).await;
    let (_, link) = house.invite(&survey, 1, None).await;
    let first = house.read(&link).await;
    let wrong = send(&house, &link, &first, &[]).await;
    assert_eq!((wrong.status, page_of(&wrong).as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "score"));
    assert_eq!(house.rows(), 0);
    let page = send(&house, &link, &wrong, &[("score", "0")]).await;
    let wrong = send(&house, &link, &page, &[]).await;
    assert_eq!((wrong.status, page_of(&wrong).as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "why"));
    assert!(wrong.body.contains("id=\"q1-wrong\">Please choose at least one answer.</p>"), "{}", wrong.body);
    assert!(
        wrong.body.contains("<li><a href=\"#q1-o0\">Please choose at least one answer.</a></li>"),
        "{}",
        wrong.body
    );
}

#[tokio::test]
async fn nobody_finishes_past_a_question_that_has_to_be_answered() {
    let house = House::new().await;
    let survey = survey(&house, &json!({})).await;
    let (_, link) = house.invite(&survey, 1, None).await;
    let last = house.read(&format!("{link}?page=comment")).await;
    assert_eq!(page_of(&last), "comment");
    assert!(last.body.contains(">Next</button>"), "{}", last.body);
    let page = send(&house, &link, &last, &[("comment", "Hello")]).await;
    assert_eq!((page_of(&page).as_str(), house.only(&survey).await.finished_at), ("score", None));
    let page = send(&house, &link, &page, &[("score", "10")]).await;
    let page = send(&house, &link, &page, &[]).await;
    assert!(page.body.contains("\nHello</textarea>"), "{}", page.body);
    // The very same words as before, and now they end it.
    assert_eq!(
        send(&house, &link, &page, &[("comment", "Hello")]).await.heading(),
        "Thank you! We&#39;re glad to hear it."
    );
    assert!(house.only(&survey).await.finished_at.is_some());
}

#[tokio::test]
async fn a_page_without_an_answer_stores_nothing_unless_it_is_the_last() {
    let house = House::new().await;
    let survey = survey(&house, &json!({})).await;
    let (_, link) = house.invite(&survey, 1, None).await;
    let page = house.read(&link).await;
    let page = send(&house, &link, &page, &[("score", "9")]).await;
    let before = house.db.dump();
    let page = send(&house, &link, &page, &[]).await;
    assert_eq!((page_of(&page).as_str(), house.db.dump() == before), ("comment", true));
    send(&house, &link, &page, &[("comment", "")]).await;
    let stored = house.only(&survey).await;
    assert_eq!((stored.answers.len(), stored.finished_at.is_some()), (1, true));
}

#[tokio::test]
async fn a_half_filled_link_goes_on_at_the_first_question_without_an_answer() {
    let house = House::new().await;
    let survey = survey(&house, &json!({})).await;
    let (_, link) = house.invite(&survey, 1, None).await;
    let page = house.read(&link).await;
    send(&house, &link, &page, &[("score", "5")]).await;
    house.clock.advance(SignedDuration::from_hours(48));
    let before = house.db.dump();
    let page = house.get(&link).await;
    assert_eq!(page_of(&page), "why");
    assert!(page.body.contains("<p class=\"notice\" role=\"status\">We kept what you&#39;ve answered so far.</p>"));
    // The same button of the mail once more changes nothing; another one asks again.
    assert_eq!(page_of(&house.get(&format!("{link}?score=5")).await), "why");
    let other = house.get(&format!("{link}?score=8")).await;
    assert_eq!(page_of(&other), "score");
    assert!(other.body.contains("value=\"8\" required checked"), "{}", other.body);
    assert_eq!(house.db.dump(), before);
    // Where only what may be left out is left, it goes on there; and the last page is there even where nothing is left.
    let page = send(&house, &link, &page, &[("q.why", "late")]).await;
    send(&house, &link, &page, &[("q.again", "yes")]).await;
    assert_eq!(page_of(&house.get(&link).await), "comment");
}

#[tokio::test]
async fn back_is_a_link_that_writes_nothing_and_what_was_answered_there_can_be_changed() {
    let house = House::new().await;
    let survey = survey(&house, &json!({})).await;
    let (_, link) = house.invite(&survey, 1, Some(Locale::Lv)).await;
    let page = house.read(&format!("{link}?lang=en")).await;
    let id = page.hidden("submission_id");
    let page = send(&house, &link, &page, &[("score", "2")]).await;
    let page = send(&house, &link, &page, &[("q.why", "late")]).await;
    assert_eq!(page.href("Back"), "?page=why&lang=en");
    let before = house.db.dump();
    let back = house.get(&format!("{link}{}", page.href("Back"))).await;
    assert_eq!(page_of(&back), "why");
    assert!(back.body.contains("value=\"late\" checked") && !back.body.contains("class=\"notice\""), "{}", back.body);
    let first = house.get(&format!("{link}{}", back.href("Back"))).await;
    assert!(
        first.body.contains("value=\"2\" required checked") && !first.body.contains("class=\"back\""),
        "{}",
        first.body
    );
    assert_eq!(house.db.dump(), before);
    // To and fro: each page that was asked for is a new one, so nothing is taken for a repeat.
    let mut page = first;
    for score in ["9", "2", "9", "3"] {
        let next = send(&house, &link, &page, &[("score", score)]).await;
        let stored = house.stored(&survey, &id).await.unwrap();
        assert_eq!(stored.score().map(|score| score.to_string()).as_deref(), Some(score));
        assert_eq!(page_of(&next), if score == "9" { "again" } else { "why" });
        page = house.get(&format!("{link}?page=score")).await;
    }
    assert_eq!(house.rows(), 1);
}

#[tokio::test]
async fn what_is_taken_back_or_not_shown_any_more_is_cleared() {
    let house = House::new().await;
    let survey = survey(&house, &json!({})).await;
    let (_, link) = house.invite(&survey, 1, None).await;
    let page = house.read(&link).await;
    let page = send(&house, &link, &page, &[("score", "2")]).await;
    send(&house, &link, &page, &[("q.why", "late")]).await;
    let back = house.get(&format!("{link}?page=score")).await;
    send(&house, &link, &back, &[("score", "9")]).await;
    assert_eq!(house.only(&survey).await.answers["why"].value, Given::Cleared);

    let last = house.get(&format!("{link}?page=comment")).await;
    send(&house, &link, &last, &[("comment", "Fine")]).await;
    house.clock.advance(SignedDuration::from_secs(1));
    let shown = house.get(&link).await;
    assert!(shown.body.contains("<dd>Fine</dd>") && !shown.body.contains("Why?"), "{}", shown.body);
}

#[tokio::test]
async fn one_page_after_the_other_can_be_emptied() {
    let house = House::new().await;
    let text = |id: &str| json!({"id": id, "type": "text", "text": {"en": id}});
    let survey = survey(&house, &json!({"questions": [text("a"), text("b")]})).await;
    let (_, link) = house.invite(&survey, 1, None).await;
    let page = house.read(&link).await;
    let page = send(&house, &link, &page, &[("score", "9")]).await;
    let page = send(&house, &link, &page, &[("q.a", "x")]).await;
    send(&house, &link, &page, &[("q.b", "y")]).await;
    let page = house.get(&format!("{link}?page=a")).await;
    let page = send(&house, &link, &page, &[("q.a", "")]).await;
    assert!(page.body.contains("\ny</textarea>"), "{}", page.body);
    send(&house, &link, &page, &[("q.b", "")]).await;
    let stored = house.only(&survey).await;
    assert_eq!((&stored.answers["a"].value, &stored.answers["b"].value), (&Given::Cleared, &Given::Cleared));
}

#[tokio::test]
async fn after_the_end_it_can_be_changed_page_by_page_while_the_time_for_it_lasts() {
    let house = House::new().await;
    let survey = survey(&house, &json!({"edit_minutes": 10})).await;
    let (_, link) = house.invite(&survey, 1, Some(Locale::En)).await;
    let first = house.read(&link).await;
    let page = send(&house, &link, &first, &[("score", "9")]).await;
    let page = send(&house, &link, &page, &[("q.again", "yes")]).await;
    let thanks = send(&house, &link, &page, &[("comment", "Good")]).await;
    let finished = house.only(&survey).await.finished_at;

    house.clock.advance(SignedDuration::from_mins(2));
    let page = house.read(&format!("{link}{}", thanks.href("Change your answer"))).await;
    assert_eq!(page_of(&page), "score");
    assert!(page.body.contains("You can still change it.") && page.body.contains("value=\"9\" required checked"));
    let page = send(&house, &link, &page, &[("score", "10")]).await;
    let page = send(&house, &link, &page, &[("q.again", "no")]).await;
    let page = send(&house, &link, &page, &[("comment", "")]).await;
    assert_eq!(page.heading(), "Thank you! We&#39;re glad to hear it.");
    let stored = house.only(&survey).await;
    assert_eq!((stored.score(), text(&stored, "again").as_deref(), stored.comment()), (Some(10), Some("no"), None));
    assert_eq!(stored.finished_at, finished);

    let half = house.get(&link).await;
    house.clock.advance(SignedDuration::from_mins(8));
    let before = house.db.dump();
    // Also a half comes too late.
    let refused = send(&house, &link, &half, &[("score", "0")]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.body.contains("<dd>10 out of 10</dd>"), "{}", refused.body);
    assert_eq!(house.db.dump(), before);
    let repeated = send(&house, &link, &first, &[("score", "9")]).await;
    assert_eq!(repeated.status, StatusCode::OK, "what came in before is thanked for");
}

#[tokio::test]
async fn two_tabs_of_several_pages_end_in_one_response() {
    let house = House::new().await;
    let survey = survey(&house, &json!({})).await;
    let (_, link) = house.invite(&survey, 1, None).await;
    let (one, other) = (house.read(&link).await, house.read(&link).await);
    let (one, other) =
        tokio::join!(send(&house, &link, &one, &[("score", "9")]), send(&house, &link, &other, &[("score", "9")]));
    let one = send(&house, &link, &one, &[("q.again", "yes")]).await;
    let other = send(&house, &link, &other, &[("q.again", "yes")]).await;
    let one = send(&house, &link, &one, &[("comment", "Same")]).await;
    let other = send(&house, &link, &other, &[("comment", "Same")]).await;
    assert_eq!((one.status, &one.body), (StatusCode::OK, &other.body));
    assert_eq!(house.only(&survey).await.answers.len(), 3);
}

#[tokio::test]
async fn every_page_can_be_had_in_another_language_with_its_step_kept() {
    let house = House::new().await;
    let survey = survey(&house, &json!({})).await;
    let (_, link) = house.invite(&survey, 1, Some(Locale::Ru)).await;
    let page = house.read(&format!("{link}?score=9")).await;
    assert_eq!(page.href("Latviešu"), "?lang=lv&page=score&score=9");
    let page = send(&house, &link, &page, &[("score", "9")]).await;
    assert!(page.body.contains("<html lang=\"ru\">"), "{}", page.body);
    assert_eq!(page.href("Latviešu"), "?lang=lv&page=again");
    let latvian = house.get(&format!("{link}{}", page.href("Latviešu"))).await;
    assert_eq!(page_of(&latvian), "again");
    assert!(latvian.body.contains("<p class=\"step\">2. jautājums</p>"), "{}", latvian.body);
    // The page after it stays in the language that its form was in, whatever its address says.
    let page = send(&house, &link, &latvian, &[]).await;
    assert!(page.body.contains("<html lang=\"lv\">"), "{}", page.body);
}

#[tokio::test]
async fn a_page_that_is_not_shown_can_not_be_asked_for() {
    let house = House::new().await;
    let survey = survey(&house, &json!({})).await;
    let (_, link) = house.invite(&survey, 1, None).await;
    for page in ["why", "nothing", "", "%FF"] {
        assert_eq!(page_of(&house.get(&format!("{link}?page={page}")).await), "score", "{page}");
    }
    // Where all stand on one page there is nothing to ask for.
    let plain = house.survey("plain", "nps", &json!({})).await;
    let (_, link) = house.invite(&plain, 2, None).await;
    assert!(!house.get(&format!("{link}?page=comment")).await.body.contains("name=\"page\""));
}

#[tokio::test]
async fn a_half_of_an_archived_survey_is_shown_and_takes_nothing_more() {
    let house = House::new().await;
    let survey = survey(&house, &json!({})).await;
    let (_, link) = house.invite(&survey, 1, Some(Locale::En)).await;
    let page = house.read(&link).await;
    let next = send(&house, &link, &page, &[("score", "9")]).await;
    house.archive(&survey).await;
    let shown = house.get(&link).await;
    assert!(shown.body.contains("<dd>9 out of 10</dd>") && !shown.body.contains("<form"), "{}", shown.body);
    let before = house.db.dump();
    assert_eq!(send(&house, &link, &next, &[("q.again", "no")]).await.status, StatusCode::CONFLICT);
    assert_eq!(house.db.dump(), before);
}
