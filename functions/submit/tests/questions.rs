//! Every kind of question on the survey page: how it is drawn, what its answer is stored as, when it is shown, and how it
//! is said back.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod support;

use domain::locale::Locale;
use domain::survey::Answer as Given;
use http::StatusCode;
use serde_json::{Value, json};
use support::{Answer, House};

fn en(text: &str) -> Value {
    json!({"en": text})
}

fn options() -> Value {
    json!([{"id": "late", "text": {"en": "It was late", "lv": "Vēlu"}}, {"id": "rude", "text": en("Rude")}])
}

/// One question of every kind, none of them required.
fn of_every_kind() -> Value {
    json!([
        {"id": "ease", "type": "rating", "text": en("How easy?"), "look": "stars"},
        {"id": "mood", "type": "rating", "text": en("How do you feel?"), "look": "faces", "scale": {"min": 1, "max": 3}},
        {"id": "effort", "type": "rating", "text": en("Was it hard?"), "scale": "hard_easy"},
        {"id": "again", "type": "yes_no", "text": en("Again?")},
        {"id": "one", "type": "choice", "text": en("Which one?"), "options": options()},
        {"id": "any", "type": "multi", "text": en("Which ones?"), "options": options()},
        {"id": "more", "type": "text", "text": en("What else?")},
        {"id": "call", "type": "contact", "text": en("May we call?")},
    ])
}

/// The part of a page from one text to another.
fn between<'a>(page: &'a Answer, from: &str, to: &str) -> &'a str {
    let rest = page.body.split_once(from).unwrap_or_else(|| panic!("no {from} in {}", page.body)).1;
    rest.split_once(to).unwrap_or_else(|| panic!("no {to} after {from}")).0
}

#[tokio::test]
async fn a_page_asks_every_kind_of_question() {
    let house = House::new().await;
    let survey = house.survey("s", "csat", &json!({"questions": of_every_kind(), "locales": ["en"]})).await;
    let (_, link) = house.invite(&survey, 1, None).await;
    let page = house.get(&link).await;
    let form = between(&page, "<form", "</form>").replace(&page.hidden("submission_id"), "[id]");
    insta::assert_snapshot!("every_kind", form);
}

#[tokio::test]
async fn an_answer_to_every_kind_of_question_is_stored_and_said_back_in_words() {
    let house = House::new().await;
    let survey = house.survey("s", "csat", &json!({"questions": of_every_kind(), "look": "stars"})).await;
    let (_, link) = house.invite(&survey, 1, Some(Locale::Lv)).await;
    let id = house.read(&link).await.hidden("submission_id");
    let fields = [
        ("submission_id", id.as_str()),
        ("score", "5"),
        ("q.ease", "4"),
        ("q.mood", "3"),
        ("q.effort", "hard"),
        ("q.again", "partly"),
        ("q.one", "rude"),
        ("q.any", "rude"),
        ("q.any", "late"),
        ("q.more", "Ru\u{304}ta\r\n\u{1f600}"),
        ("q.call", " anna@example.com "),
        ("comment", "Labi"),
    ];
    let thanks = house.submit(&link, &fields).await;
    assert_eq!(thanks.status, StatusCode::OK, "{}", thanks.body);
    let stored = house.stored(&survey, &id).await.unwrap();
    let answers: Vec<_> = stored.answers.iter().map(|(id, answer)| (id.as_str(), answer.value.clone())).collect();
    let text = |text: &str| Given::Text(text.to_owned());
    assert_eq!(
        answers,
        [
            ("again", text("partly")),
            ("any", Given::Many(vec!["late".to_owned(), "rude".to_owned()])),
            ("call", text("anna@example.com")),
            ("comment", text("Labi")),
            ("ease", Given::Score(4)),
            ("effort", Given::Score(0)),
            ("mood", Given::Score(3)),
            ("more", text("R\u{16b}ta\n\u{1f600}")),
            ("one", text("rude")),
            ("score", Given::Score(5)),
        ]
    );
    house.clock.advance(jiff::SignedDuration::from_mins(1));
    let page = house.get(&link).await;
    assert!(page.body.contains("Jūsu atbilde jau ir saņemta"), "{}", page.body);
    for said in [
        "<dd>5 no 5 zvaigznēm</dd>",
        "<dt lang=\"en\">How easy?</dt>\n<dd>4 no 5 zvaigznēm</dd>",
        "<dd>Labi</dd>",
        "<dd>Bija grūti</dd>",
        "<dd>Daļēji</dd>",
        "<dd lang=\"en\">Rude</dd>",
        "<dd>Vēlu, Rude</dd>",
        "<dd>Rūta\n\u{1f600}</dd>",
        "<dd>anna@example.com</dd>",
        "<dt>Jūsu komentārs</dt>\n<dd>Labi</dd>",
    ] {
        assert!(page.body.contains(said), "{said} in {}", page.body);
    }
}

#[tokio::test]
async fn stars_and_faces_are_read_out_and_can_be_told_without_colour() {
    let house = House::new().await;
    let survey = house.survey("s", "csat", &json!({"questions": of_every_kind(), "look": "faces"})).await;
    let (_, link) = house.invite(&survey, 1, None).await;
    let page = house.get(&link).await;
    for read_out in ["<i>4 of 5 stars</i>", "<i>Very bad</i>", "<i>Very good</i>", "<i>So-so</i>"] {
        assert!(page.body.contains(read_out), "{read_out} in {}", page.body);
    }
    assert_eq!(page.body.matches("<svg viewBox=\"0 0 24 24\" aria-hidden=\"true\">").count(), 5 + 5 + 3);
    // Stars up to the chosen one are filled; a face that is chosen stands on another ground.
    assert!(
        page.body.contains(".stars label:has(~label>:checked) svg,.stars input:checked+span svg{fill:currentColor}")
    );
    assert!(between(&page, "class=\"scale of5 faces\"", "</fieldset>").contains("<span>Very satisfied</span>"));
}

#[tokio::test]
async fn contact_data_is_one_line_that_a_phone_knows_how_to_fill_in() {
    let house = House::new().await;
    let survey = house.survey("s", "csat", &json!({"questions": of_every_kind()})).await;
    let (_, link) = house.invite(&survey, 1, None).await;
    let page = house.get(&link).await;
    let field = between(&page, "<label for=\"q8\">", "</div>");
    assert!(field.contains("autocomplete=\"email\" inputmode=\"email\""), "{field}");
    assert!(field.contains("aria-describedby=\"q8-hint\"") && field.contains("id=\"q8-hint\">Email or phone number."));
    let id = page.hidden("submission_id");
    house.clock.advance(jiff::SignedDuration::from_secs(2));
    for (bad, said) in [
        ("nobody", "Please check this: it should be an email address or a phone number."),
        (&*"1234567".repeat(30), "Please keep this to 200 characters."),
    ] {
        let page = house.submit(&link, &[("score", "5"), ("q.call", bad), ("submission_id", &id)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.body.contains(&format!("<p class=\"wrong\" id=\"q8-wrong\">{said}</p>")), "{}", page.body);
        assert!(page.body.contains(&format!("value=\"{bad}\"")), "{}", page.body);
        assert!(page.body.contains("aria-describedby=\"q8-hint q8-wrong\" aria-invalid=\"true\" autofocus"));
    }
    for good in ["+371 20 000 000", "anna@example.com"] {
        let (_, link) = house.invite(&survey, good.len().try_into().unwrap(), None).await;
        let id = house.read(&link).await.hidden("submission_id");
        let fields = [("score", "5"), ("q.call", good), ("submission_id", &*id)];
        assert_eq!(house.submit(&link, &fields).await.status, StatusCode::OK, "{good}");
    }
}

/// After a low score what went wrong is asked and has to be answered, and after one of its answers a word more.
fn conditional() -> Value {
    json!([
        {"id": "why", "type": "multi", "text": en("What went wrong?"), "options": options(), "required": true,
         "show_if": {"question": "score", "at_most": 6}},
        {"id": "when", "type": "text", "text": en("When did it come?"), "required": true,
         "show_if": {"question": "why", "any_of": ["late"]}},
    ])
}

#[tokio::test]
async fn what_the_answers_do_not_bring_up_is_hidden_by_the_style_alone_and_never_required_by_the_browser() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({"questions": conditional()})).await;
    let plain = house.survey("plain", "nps", &json!({})).await;
    let (_, link) = house.invite(&survey, 1, None).await;
    let (_, other) = house.invite(&plain, 2, None).await;
    let page = house.get(&link).await;
    let low: Vec<_> = (0..=6).map(|score| format!("#score-o{score}:checked")).collect();
    let low = format!("form:not(:has({}))", low.join(","));
    let rule = format!(
        "@supports selector(:has(a)){{{low} #s1,form:not(:has(#q1-o0:checked)) #s2,{low} #s2{{display:none}}.with{{display:inline}}\
         .without{{display:none}}}}"
    );
    assert!(page.body.contains(&rule), "{rule} in {}", page.body);
    assert!(page.body.contains("<fieldset id=\"s1\"") && page.body.contains("<div class=\"text\" id=\"s2\">"));
    for id in ["score-o0", "score-o6", "q1-o0"] {
        assert_eq!(page.body.matches(&format!(" id=\"{id}\"")).count(), 1, "{id}");
    }
    assert!(!page.body.contains("id=\"score-o7\"") && !page.body.contains("id=\"q1-o1\""), "{}", page.body);
    let conditional = between(&page, "<fieldset id=\"s1\"", "<div class=\"text\"><label for=\"comment\"");
    assert!(!conditional.contains(" required"), "{conditional}");
    // A browser that can't hide it says that it may be left out.
    assert!(
        conditional.contains("<small class=\"without\">(optional)</small><small class=\"with\">(required)</small>")
    );
    assert!(page.body.contains(".with{display:none}@supports"), "{}", page.body);
    // The policy goes with the style, and a page without conditions carries no word of them.
    let other = house.get(&other).await;
    assert_ne!(page.headers["content-security-policy"], other.headers["content-security-policy"]);
    for more in ["@supports", ".many", ".stars", ".step", ".logo", ".with"] {
        assert!(!other.body.contains(more), "{more}");
    }
}

#[tokio::test]
async fn answers_to_what_is_not_shown_are_dropped() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({"questions": conditional()})).await;
    for (number, score, why, kept) in [
        (1, "6", "late", vec!["score", "when", "why"]),
        (2, "6", "rude", vec!["score", "why"]),
        (3, "7", "late", vec!["score"]),
    ] {
        let (_, link) = house.invite(&survey, number, None).await;
        let id = house.read(&link).await.hidden("submission_id");
        let fields = [("score", score), ("q.why", why), ("q.when", "Friday"), ("submission_id", &*id)];
        let thanks = house.submit(&link, &fields).await;
        assert_eq!(thanks.status, StatusCode::OK, "{}", thanks.body);
        let stored = house.stored(&survey, &id).await.unwrap();
        assert_eq!(stored.answers.keys().map(String::as_str).collect::<Vec<_>>(), kept, "{score} {why}");
    }
}

#[tokio::test]
async fn what_is_shown_and_required_has_to_be_answered_and_what_is_wrong_in_a_hidden_field_is_not_said() {
    let house = House::new().await;
    let survey = house.survey("s", "nps", &json!({"questions": conditional()})).await;
    let (_, link) = house.invite(&survey, 1, None).await;
    let id = house.read(&link).await.hidden("submission_id");
    let page = house.submit(&link, &[("score", "3"), ("submission_id", &id)]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.body.contains("<fieldset id=\"s1\" aria-describedby=\"q1-hint q1-wrong\">"), "{}", page.body);
    assert!(page.body.contains("id=\"q1-wrong\">Please choose at least one answer.</p>"), "{}", page.body);
    assert!(page.body.contains("id=\"q1-o0\" aria-invalid=\"true\" autofocus>"), "{}", page.body);
    let long = "x".repeat(2001);
    let fields = [("score", "9"), ("q.when", &*long), ("submission_id", &id)];
    assert_eq!(house.submit(&link, &fields).await.status, StatusCode::OK);
    assert_eq!(house.only(&survey).await.answers.len(), 1);
}

#[tokio::test]
async fn gcr_asks_what_got_in_the_way_and_offers_to_be_contacted_after_partly_and_no() {
    let house = House::new().await;
    let survey = house.survey("s", "gcr", &json!({"goal": "buy"})).await;
    for (number, score, kept) in [(1, "no", 2), (2, "partly", 2), (3, "yes", 1)] {
        let (_, link) = house.invite(&survey, number, None).await;
        let page = house.read(&format!("{link}?score={score}")).await;
        assert!(page.body.contains("If you&#39;d like our help, leave your email or phone number."), "{}", page.body);
        assert!(page.body.contains("form:not(:has(#score-o1:checked,#score-o2:checked)) #s2{display:none}"));
        let asks_why = page.body.contains("<span class=\"prompt low\">What got in the way?")
            || page.body.contains("<span class=\"prompt mid\">What got in the way?");
        assert_eq!(asks_why, score != "yes");
        let id = page.hidden("submission_id");
        let fields = [("score", score), ("q.contact", "20000000"), ("submission_id", &*id)];
        let thanks = house.submit(&link, &fields).await;
        assert_eq!(thanks.body.contains("<dt>Your contact details</dt>\n<dd>20000000</dd>"), kept == 2);
        assert_eq!(house.stored(&survey, &id).await.unwrap().answers.len(), kept);
    }
}

#[tokio::test]
async fn every_wrong_field_is_listed_above_the_form_with_a_way_to_it() {
    let house = House::new().await;
    let required = |id: &str, kind: &str| json!({"id": id, "type": kind, "text": en(id), "required": true});
    let mut questions = vec![required("stars", "rating"), required("again", "yes_no"), required("more", "text")];
    questions.push(json!({"id": "one", "type": "choice", "text": en("one"), "required": true, "options": options()}));
    let survey = house.survey("s", "nps", &json!({"questions": questions})).await;
    let (_, link) = house.invite(&survey, 1, None).await;
    let id = house.read(&link).await.hidden("submission_id");
    let page = house.submit(&link, &[("q.again", "maybe"), ("submission_id", &id)]).await;
    let list: Vec<_> = between(&page, "<ul>", "</ul>").trim().lines().map(str::to_owned).collect();
    let choice = "Please choose one of the answers.";
    let question = "How likely are you to recommend Acme &#38; Co to a friend or colleague?";
    assert_eq!(
        list,
        [
            format!("<li><a href=\"#score-o0\">{question} – Please choose an answer.</a></li>"),
            format!("<li><a href=\"#q1-o0\">stars – {choice}</a></li>"),
            format!("<li><a href=\"#q2-o0\">again – {choice}</a></li>"),
            "<li><a href=\"#q3\">more – Please answer this question.</a></li>".to_owned(),
            format!("<li><a href=\"#q4-o0\">one – {choice}</a></li>"),
        ]
    );
    for target in ["score-o0", "q1-o0", "q2-o0", "q3", "q4-o0"] {
        assert_eq!(page.body.matches(&format!(" id=\"{target}\"")).count(), 1, "{target}");
    }
    assert!(page.body.contains("<title>Please choose an answer. · "), "{}", page.body);
    assert_eq!(page.body.matches(" autofocus").count(), 1);
    assert!(page.body.contains("id=\"score-o0\" required autofocus>"), "{}", page.body);
    assert!(page.body.contains("<div class=\"notice bad\" role=\"alert\"><p>Please check your answers.</p>"));
}

#[tokio::test]
async fn the_page_of_a_brand_has_its_colour_its_logo_and_its_privacy_notice() {
    let house = House::new().await;
    let url = "https://cdn.example.com/logo.svg?v=2&w=1";
    let brand = json!({"color": "#0b6e4f", "logo_url": url, "privacy_url": "https://example.com/privacy"});
    house.set(&json!({"company": "Acme & Co", "brand": brand})).await;
    let survey = house.survey("s", "nps", &json!({})).await;
    let (_, link) = house.invite(&survey, 1, Some(Locale::Lt)).await;
    let page = house.read(&link).await;
    let thanks = house.submit(&link, &[("score", "9"), ("submission_id", &page.hidden("submission_id"))]).await;
    for page in [page, thanks] {
        assert!(
            page.body.contains(":root{--accent:#0b6e4f;--on:#fff}@media(prefers-color-scheme:dark){:root{--accent:#")
        );
        let logo = "<img class=\"logo\" src=\"https://cdn.example.com/logo.svg?v=2&#38;w=1\" alt=\"Acme &#38; Co\" \
                    referrerpolicy=\"no-referrer\">";
        assert!(page.body.contains(logo), "{}", page.body);
        let notice = "<a href=\"https://example.com/privacy\" target=\"_blank\" rel=\"noopener noreferrer\">Privatumo politika</a>";
        assert!(page.body.contains(notice), "{}", page.body);
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("img-src data: https://cdn.example.com;"), "{policy}");
    }
}

#[tokio::test]
async fn a_teams_own_texts_stand_on_every_page_with_the_company_filled_in() {
    let house = House::new().await;
    let texts = json!({"page-send": en("Tell {company}"), "thanks-high": en("Workspace")});
    house.set(&json!({"company": "Acme", "texts": texts})).await;
    let own = json!({"question": en("How was {company}?"), "comment-high": en("And why?"), "thanks-high": en("Yay!")});
    let survey = house.survey("s", "nps", &json!({"texts": own})).await;
    let (_, link) = house.invite(&survey, 1, Some(Locale::En)).await;
    let page = house.read(&format!("{link}?score=9")).await;
    assert_eq!(page.heading(), "How was Acme?");
    assert!(page.body.contains(">Tell Acme</button>") && page.body.contains("And why?"), "{}", page.body);
    let again = house.submit(&link, &[("score", "9")]).await;
    assert!(again.body.contains("press “Tell Acme” once more"), "{}", again.body);
    let id = page.hidden("submission_id");
    assert_eq!(house.submit(&link, &[("score", "9"), ("submission_id", &id)]).await.heading(), "Yay!");
    house.clock.advance(jiff::SignedDuration::from_secs(1));
    // In a language that the team wrote nothing in, the default text stays.
    assert_eq!(house.get(&format!("{link}?lang=lv")).await.heading(), "Jūsu atbilde jau ir saņemta");
}

#[tokio::test]
async fn a_text_in_another_language_than_the_page_says_which() {
    let house = House::new().await;
    let survey = house
        .survey(
            "s",
            "nps",
            &json!({"questions": [
        {"id": "one", "type": "choice", "text": {"ru": "Что?", "lt": "Kas?"}, "options": options()},
    ], "default_locale": "ru"}),
        )
        .await;
    let (_, link) = house.invite(&survey, 1, Some(Locale::Lv)).await;
    let page = house.get(&link).await;
    assert!(
        page.body.contains("<legend><span lang=\"ru\">Что?</span> <small>(nav obligāti)</small></legend>"),
        "{}",
        page.body
    );
    assert!(page.body.contains("value=\"late\"><span>Vēlu</span>"), "{}", page.body);
    assert!(page.body.contains("value=\"rude\"><span lang=\"en\">Rude</span>"), "{}", page.body);
}
