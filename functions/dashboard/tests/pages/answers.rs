//! The list of answers, and one of them.

use std::collections::BTreeSet;

use domain::context::Channel;
use domain::enps::{Period, Row, Secret};
use domain::message::{Handover, Message};
use domain::response::{Response, Suspect, SuspectRule};
use domain::stamped::Stamped;
use domain::survey::{Answer, Survey};
use http::StatusCode;
use jiff::SignedDuration;
use reading::responses;
use serde_json::json;
use store::{EnpsLink, PeriodOf};
use testing::builders::{dispatch, response, stored_survey, submission, time, workspace};
use web::query::Query;

use crate::app::{Answer as Page, App, placed};
use crate::marked::{attribute, element, elements, panel};

const PATH: &str = "/surveys/nps/responses";
const EVIL: &str = "</p><script>alert(1)</script><img src=x onerror=alert(2)> =1+1";

/// A survey of employees whose first period runs.
pub async fn team(app: &App) -> Survey {
    let more = json!({"name": "The team", "periods": [{"from": "2026-11-01", "to": "2026-11-30"}]});
    stored_survey(app.store(), "team", "enps", &more).await
}

/// Stores an employee's answer, by a link where there is one.
pub async fn answer_as_employee(app: &App, survey: &Survey, link: Option<EnpsLink<'_>>) {
    let (ws, secret) = (workspace(), Secret::new([7; 32]));
    let period = Period { from: "2026-11-01".parse().unwrap(), to: "2026-11-30".parse().unwrap() };
    let of = PeriodOf { workspace: &ws, survey: &survey.id, period };
    app.store().open_enps_gate(of, secret.clone()).await.unwrap();
    let row = Row { score: 3, group: None, comment: Some("I said this".to_owned()), suspect: false };
    app.store().put_enps_row(of, &secret, submission(time("2026-11-20T10:00:00Z"), 1), &row, link).await.unwrap();
}

/// A hundred and twenty answers of the last ten days, from several places.
async fn filled(app: &App) -> Survey {
    app.in_riga("Acme").await;
    let survey = stored_survey(app.store(), "nps", "nps", &json!({"name": "After purchase"})).await;
    for number in 0..120_u64 {
        let at = time("2026-11-20T10:00:00Z") - SignedDuration::from_hours(i64::try_from(number).unwrap() * 2);
        let channel = [Channel::Email, Channel::App, Channel::Web][usize::try_from(number % 3).unwrap()];
        let touchpoint = ["purchase", "delivery"][usize::try_from(number % 2).unwrap()];
        let mut answer = placed(&survey, at, number, &json!(number % 11), touchpoint, channel);
        answer.suspect = (number % 40 == 7).then(|| Suspect::by(SuspectRule::Honeypot));
        app.store().put_response(&workspace(), &answer).await.unwrap();
    }
    survey
}

async fn page(app: &App, path: &str) -> Page {
    let page = app.get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    page
}

fn ids(html: &str) -> Vec<String> {
    let rows = elements(html, "li");
    rows.iter().filter_map(|row| Some(attribute(row, "data-response")?.to_owned())).collect()
}

/// The ids of the whole list, by following the pages, as a reader does.
async fn followed(app: &App, path: &str) -> Vec<String> {
    let (mut seen, mut path) = (Vec::new(), path.to_owned());
    for _ in 0..20 {
        let html = page(app, &path).await.text;
        seen.extend(ids(&html));
        let next = elements(&html, "a").into_iter().find(|a| attribute(a, "rel") == Some("next"));
        let Some(next) = next else { return seen };
        path = attribute(next, "href").unwrap().replace("&#38;", "&");
    }
    panic!("the list never ends");
}

/// The ids that the API lists.
async fn listed(app: &App, survey: &Survey, pairs: &[(&str, &str)]) -> Vec<String> {
    let workspace = reading::workspace(app.store(), &workspace()).await.unwrap();
    let pairs = [pairs, &[("limit", "1000")]].concat();
    let page = responses::list(&app.backend, &workspace, survey, &Query::of(&pairs)).await.unwrap();
    page.responses.iter().map(|response| response.id.response().to_string()).collect()
}

#[tokio::test]
async fn the_list_is_the_apis_own_page_by_page_and_with_each_filter() {
    let app = App::start().await;
    let survey = filled(&app).await;
    let filters: [&[(&str, &str)]; 7] = [
        &[],
        &[("channel", "app")],
        &[("touchpoint", "delivery"), ("score_max", "6")],
        &[("score_min", "9"), ("suspect", "false")],
        &[("suspect", "true")],
        &[("from", "2026-11-15"), ("to", "2026-11-17")],
        &[("agent", "nobody")],
    ];
    for pairs in filters {
        let query: Vec<_> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let own = followed(&app, &format!("{PATH}?{}", query.join("&"))).await;
        assert_eq!(own, listed(&app, &survey, pairs).await, "{pairs:?}");
        assert_eq!(own.iter().collect::<BTreeSet<_>>().len(), own.len());
    }
    assert_eq!(listed(&app, &survey, &[]).await.len(), 120);
}

#[tokio::test]
async fn a_row_says_what_the_answer_says_and_marks_what_is_not_counted() {
    let app = App::start().await;
    let survey = filled(&app).await;
    let html = page(&app, PATH).await.text;
    let ids = ids(&html);
    assert_eq!(ids.len(), 50);
    for id in ids.iter().take(10) {
        let stored = responses::one(&app.backend, &workspace(), &survey, id).await.unwrap();
        let row = element(&html, "li", "data-response", id);
        assert_eq!(attribute(row, "data-score"), stored.score().map(|score| score.to_string()).as_deref());
        assert_eq!(attribute(row, "data-suspect").is_some(), stored.suspect.is_some());
        assert!(row.contains(&format!("datetime=\"{}\"", stored.id.time())));
    }
    assert!(html.contains("Accept: text/csv") && html.contains("https://survey.example/v1/surveys/nps/responses?"));
}

#[tokio::test]
async fn an_empty_field_filters_nothing_and_a_wrong_one_is_named_with_the_form_as_it_was() {
    let app = App::start().await;
    let survey = filled(&app).await;
    let empty = page(&app, &format!("{PATH}?channel=&touchpoint=&score_min=&suspect=")).await.text;
    assert_eq!(ids(&empty), listed(&app, &survey, &[]).await[..50]);
    let wrong = app.get(&format!("{PATH}?channel=pigeon&score_min=99&touchpoint=delivery")).await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    assert!(wrong.text.contains("Channel: nothing can be filtered by this value."), "{}", wrong.text);
    assert!(wrong.text.contains("Score from: nothing can be filtered by this value."));
    let touchpoint = element(&wrong.text, "input", "name", "touchpoint");
    assert_eq!(attribute(touchpoint, "value"), Some("delivery"));
    assert_eq!(attribute(element(&wrong.text, "select", "name", "channel"), "aria-invalid"), Some("true"));
    let cursor = app.get(&format!("{PATH}?cursor=x")).await;
    assert_eq!(cursor.status, StatusCode::BAD_REQUEST);
    assert!(cursor.text.contains("Begin at the newest answers."));
}

#[tokio::test]
async fn a_cursor_holds_for_its_filter_alone() {
    let app = App::start().await;
    filled(&app).await;
    let html = page(&app, PATH).await.text;
    let next = elements(&html, "a").into_iter().find(|a| attribute(a, "rel") == Some("next")).unwrap();
    let next = attribute(next, "href").unwrap().replace("&#38;", "&");
    assert_eq!(app.get(&next).await.status, StatusCode::OK);
    assert_eq!(app.get(&format!("{next}&channel=app")).await.status, StatusCode::BAD_REQUEST);
}

/// A survey that changed after it was answered, with an answer by a dispatch.
async fn whole(app: &App) -> (Survey, Response) {
    app.in_riga("Acme").await;
    let asks =
        |text: &str| json!({"id": "why", "type": "text", "text": {"en": text, "lv": format!("{text} latviski")}});
    let first = stored_survey(app.store(), "nps", "nps", &json!({"questions": [asks("Why was that?")]})).await;
    let definition = json!({"name": EVIL, "metric": "nps", "questions": [asks("Something else?")]});
    let second = Survey::parse(first.id.clone(), 2, &definition).unwrap();
    assert!(app.store().put_survey(&workspace(), &second).await.unwrap());
    let at = time("2026-11-20T10:00:00Z");
    let mut asked = dispatch(5, at - SignedDuration::from_hours(20));
    let waits = Message::scheduled(asked.created_at, asked.created_at).claim(asked.created_at, None).unwrap();
    asked.messages = vec![waits.hand_over(asked.created_at, Handover::Accepted, at).unwrap()];
    app.store().put_dispatch(&workspace(), &asked).await.unwrap();
    let mut answer = response(&first, at, 1, &json!(9));
    let later = |minutes| at + SignedDuration::from_mins(minutes);
    answer.answers.insert("why".to_owned(), Stamped { value: Answer::Text(EVIL.to_owned()), at: later(1) });
    answer.answers.insert("comment".to_owned(), Stamped { value: Answer::Text("Paldies!".to_owned()), at: later(9) });
    answer.answers.insert("gone".to_owned(), Stamped { value: Answer::Cleared, at: later(2) });
    answer.finished_at = Some(later(3));
    answer.locale = Some(Stamped { value: "lv".parse().unwrap(), at });
    answer.dispatch = Some(asked.id);
    answer.person = Some(asked.person.clone());
    app.store().put_linked_response(&workspace(), &answer, &asked.person, asked.id).await.unwrap();
    (second, answer)
}

#[tokio::test]
async fn one_answer_tells_all_that_happened_to_it_in_order() {
    let app = App::start().await;
    let (_, answer) = whole(&app).await;
    let html = page(&app, &format!("{PATH}/{}", answer.id.response())).await.text;
    let events = elements(panel(&html, "history"), "li");
    let told: Vec<_> = events.iter().filter_map(|event| attribute(event, "data-event")).collect();
    assert_eq!(
        told,
        ["asked", "scheduled", "claimed", "sent", "begun", "answered", "answered", "taken_back", "finished", "changed"]
    );
    let times: Vec<&str> =
        events.iter().map(|event| event.split("datetime=\"").nth(1).unwrap().split('"').next().unwrap()).collect();
    assert!(times.is_sorted(), "{times:?}");
    // The version that was answered, in the language in which it was.
    let why = element(&html, "div", "data-question", "why");
    assert!(why.contains("<dt lang=\"lv\">Why was that? latviski</dt>"), "{why}");
    assert!(!html.contains("Something else?"));
    assert!(element(&html, "div", "data-question", "comment").contains("changed after the finish"));
    assert!(element(&html, "div", "data-question", "gone").contains("taken back"));
    assert!(html.contains(&format!("/dispatches/{}", answer.dispatch.unwrap())));
    for word in ["anna", &answer.id.to_string()] {
        assert!(html.contains(word), "{word}");
    }
    // Either of its ids finds it.
    assert_eq!(page(&app, &format!("{PATH}/{}", answer.id)).await.text.matches("data-question").count(), 4);
}

#[tokio::test]
async fn whatever_was_written_is_text_and_no_markup() {
    let app = App::start().await;
    let (survey, answer) = whole(&app).await;
    let mut other = response(&survey, time("2026-11-19T10:00:00Z"), 2, &json!(2));
    other.answers.insert(
        "comment".to_owned(),
        Stamped { value: Answer::Text(EVIL.to_owned()), at: time("2026-11-19T10:00:00Z") },
    );
    other.segment = Some(EVIL.to_owned());
    app.store().put_response(&workspace(), &other).await.unwrap();
    for path in [
        PATH.to_owned(),
        format!("{PATH}/{}", answer.id),
        format!("{PATH}/{}", other.id),
        format!("{PATH}?agent=%3Cscript%3E"),
    ] {
        let html = page(&app, &path).await.text;
        assert!(!html.contains("<script") && !html.contains("<img"), "{path}");
        assert!(html.contains("&#60;script&#62;"), "{path}");
    }
}

#[tokio::test]
async fn a_suspect_answer_says_by_which_rule() {
    let app = App::start().await;
    let survey = stored_survey(app.store(), "nps", "nps", &json!({})).await;
    for (number, rule) in (0..).zip(SuspectRule::ALL) {
        let mut answer = response(&survey, time("2026-11-20T10:00:00Z"), number, &json!(9));
        answer.suspect = Some(Suspect { rule, rules: 2 });
        app.store().put_response(&workspace(), &answer).await.unwrap();
        let html = page(&app, &format!("{PATH}/{}", answer.id)).await.text;
        assert_eq!(attribute(panel(&html, "suspect"), "data-rule"), Some(rule.name()));
        assert!(html.contains("Kept and not counted.") && html.contains("rules of version 2"));
    }
}

#[tokio::test]
async fn an_answer_that_somebody_vouched_for_says_so_with_its_history_and_the_way_back() {
    let app = App::start().await;
    let survey = stored_survey(app.store(), "nps", "nps", &json!({})).await;
    let mut answer = response(&survey, time("2026-11-20T10:00:00Z"), 1, &json!(9));
    answer.suspect = Some(Suspect::by(SuspectRule::TooFast));
    app.store().put_response(&workspace(), &answer).await.unwrap();
    let path = format!("{PATH}/{}", answer.id);
    for (at, (genuine, key)) in [(true, Some("key1")), (false, None)].into_iter().enumerate() {
        let html = page(&app, &path).await.text;
        let shown = panel(&html, "suspect");
        assert_eq!(attribute(shown, "data-genuine").is_some(), !genuine);
        assert!(shown.contains(&format!("&#34;genuine&#34;: {genuine}}}")), "{shown}");
        assert!(shown.contains(&format!("/v1{PATH}/{}/review", answer.id.response())), "{shown}");
        let (before, seen) = app.store().response(&workspace(), &survey, answer.id).await.unwrap().unwrap();
        let by = key.map(|key| key.parse().unwrap());
        let said = time("2026-11-21T10:00:00Z") + SignedDuration::from_hours(i64::try_from(at).unwrap());
        let after = Response { reviews: before.reviews.with(genuine, by, said).unwrap(), ..before.clone() };
        app.store().replace_response(&workspace(), &before, &after, seen).await.unwrap();
    }
    let html = page(&app, &path).await.text;
    let history = panel(&html, "history");
    for (event, at, text) in [
        ("genuine", "2026-11-21T10:00:00Z", "Said to be a person’s: key key1"),
        ("doubted", "2026-11-21T11:00:00Z", "Taken back: a token of your issuer"),
    ] {
        let event = history.split(&format!("data-event=\"{event}\"")).nth(1).unwrap();
        assert!(event.contains(at) && event.split("</li>").next().unwrap().contains(text), "{event}");
    }
    assert!(html.contains("Kept and not counted."));
}

#[tokio::test]
async fn of_employees_no_answer_is_shown_and_the_page_says_why() {
    let app = App::start().await;
    let survey = team(&app).await;
    let before = app.get("/surveys/team/responses").await;
    answer_as_employee(&app, &survey, None).await;
    let id = submission(time("2026-11-20T10:00:00Z"), 1);
    for path in [
        "/surveys/team/responses".to_owned(),
        format!("/surveys/team/responses/{id}"),
        format!("/surveys/team/responses/{}", id.response()),
    ] {
        let page = app.get(&path).await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        assert!(page.text.contains("Answers of employees are shown to nobody") && !page.text.contains("I said this"));
    }
    // Not even that somebody answered.
    assert_eq!(app.get("/surveys/team/responses").await.text, before.text);
}

#[tokio::test]
async fn what_is_not_there_is_not_found_in_the_readers_language() {
    let app = App::start().await;
    stored_survey(app.store(), "nps", "nps", &json!({})).await;
    for path in [
        "/surveys/none/responses",
        "/surveys/nps/responses/x",
        "/surveys/nps/responses/rsp_0123456789abcdef0123456789abcdef",
    ] {
        let missing = app.get(&format!("{path}?lang=lv")).await;
        assert_eq!(missing.status, StatusCode::NOT_FOUND);
        assert!(missing.text.contains("<html lang=\"lv\">"), "{}", missing.text);
    }
}

#[tokio::test]
async fn the_page_is_drawn_in_each_language() {
    let app = App::start().await;
    let (_, answer) = whole(&app).await;
    for (tag, words) in [("lv", "Kas notika"), ("lt", "Kas vyko"), ("ru", "Что происходило")] {
        let html = page(&app, &format!("{PATH}/{}?lang={tag}", answer.id)).await.text;
        assert!(html.contains(words), "{tag}");
        let list = page(&app, &format!("{PATH}?lang={tag}")).await.text;
        assert!(!list.contains("answers-"), "{tag}: a text is not there");
    }
}
