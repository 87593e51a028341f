//! The page of one survey.

use domain::bucket::Cube;
use domain::context::Property;
use domain::response::Response;
use domain::stamped::{Stamped, stamp};
use domain::survey::Survey;
use http::StatusCode;
use serde_json::json;
use testing::builders::{response, stored_survey, time, workspace};

use crate::app::App;
use crate::marked::{attribute, element, elements, panel, told};
use crate::overview::{assert_strict, figure};

const PATH: &str = "/surveys/csat?from=2026-11-01&to=2026-11-21";
const DAYS: [(&str, &str); 3] = [("survey", "csat"), ("from", "2026-11-01"), ("to", "2026-11-21")];

/// Counts answers of some agents: so many good ones, so many bad ones.
async fn of_agents(app: &App, survey: &Survey, agents: &[(&str, u64, u64)]) {
    let mut cube = Cube::default();
    let at = time("2026-11-10T10:00:00Z");
    let mut number = 0;
    for (agent, good, bad) in agents {
        for at_place in 0..good + bad {
            number += 1;
            let mut answer = response(survey, at, number, &json!(if at_place < *good { 5 } else { 1 }));
            let value = Property::Text((*agent).to_owned());
            answer.properties.insert("agent".to_owned(), Stamped { value, at });
            cube.add(&answer, survey);
        }
    }
    app.write(survey, "2026-11-10", &cube).await;
}

async fn with_agents(agents: &[(&str, u64, u64)]) -> (App, String) {
    let app = App::start().await;
    let survey = stored_survey(app.store(), "csat", "csat", &json!({"name": "After a ticket"})).await;
    of_agents(&app, &survey, agents).await;
    let page = app.get(PATH).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    assert_strict(&page);
    (app, page.text)
}

/// The panel of a dimension.
fn by<'h>(html: &'h str, dimension: &str) -> &'h str {
    let panel = element(html, "section", "data-dimension", dimension);
    &panel[..panel.find("</section>").unwrap()]
}

fn row<'h>(panel: &'h str, value: &str) -> &'h str {
    let row = element(panel, "tr", "data-value-of", value);
    &row[..row.find("</tr>").unwrap()]
}

#[tokio::test]
async fn the_headline_the_course_and_the_spread_are_the_apis_own() {
    let (app, html) = with_agents(&[("anna", 40, 10), ("jonas", 20, 30)]).await;
    let whole = told(&app, &[&DAYS[..], &[("interval", "all")]].concat()).await["series"][0].clone();
    let headline = panel(&html, "headline");
    assert_eq!(figure(headline, "csat"), (whole["value"].as_f64(), whole["n"].as_u64().unwrap()));
    let mean = element(headline, "dd", "data-metric", "mean");
    assert_eq!(attribute(mean, "data-value").unwrap().parse().ok(), whole["mean"].as_f64());

    let spread = panel(&html, "spread");
    for score in 1..=5 {
        let row = element(spread, "tr", "data-score", &score.to_string());
        let n = elements(row, "td").into_iter().find_map(|cell| attribute(cell, "data-n")).unwrap();
        let counted = whole["counts"]["scores"][score.to_string()].as_u64().unwrap_or(0);
        assert_eq!(n.parse(), Ok(counted), "{row}");
    }
    for (class, n) in whole["counts"]["classes"].as_object().unwrap() {
        assert_eq!(attribute(element(spread, "li", "data-class", class), "data-n").unwrap().parse().ok(), n.as_u64());
    }

    for interval in ["day", "week", "month"] {
        let page = app.get(&format!("{PATH}&interval={interval}")).await.text;
        let trend = panel(&page, "trend");
        let api = told(&app, &[&DAYS[..], &[("interval", interval)]].concat()).await;
        for entry in api["series"].as_array().unwrap() {
            let row = element(trend, "tr", "data-period", entry["period"].as_str().unwrap());
            let row = &row[..row.find("</tr>").unwrap()];
            let value = elements(row, "td").into_iter().find_map(|cell| attribute(cell, "data-value"));
            assert_eq!(value.map(|value| value.parse::<f64>().unwrap()), entry["value"].as_f64(), "{row}");
        }
    }
}

#[tokio::test]
async fn each_group_has_the_apis_number_with_its_interval_and_differs_only_by_holms_test() {
    let (app, html) = with_agents(&[("anna", 45, 5), ("jonas", 25, 25), ("olga", 33, 17)]).await;
    let api =
        told(&app, &[&DAYS[..], &[("interval", "all"), ("group_by", "agent"), ("compare", "groups")]].concat()).await;
    let agents = by(&html, "agent");
    for entry in api["series"].as_array().unwrap() {
        let row = row(agents, entry["group"]["agent"].as_str().unwrap());
        let cell = |name| elements(row, "td").into_iter().find_map(|cell| attribute(cell, name)).unwrap();
        assert_eq!(cell("data-value").parse().ok(), entry["value"].as_f64());
        assert_eq!(cell("data-n").parse().ok(), entry["n"].as_u64());
        let verdict = entry["against_rest"]["verdict"].as_str().unwrap();
        assert_eq!(
            row.contains(&format!("data-verdict=\"{verdict}\"")),
            ["higher", "lower"].contains(&verdict),
            "{row}"
        );
        assert!(row.contains("\u{a0}…\u{a0}"), "its interval: {row}");
    }
    let ranks: Vec<_> = elements(agents, "tr")
        .into_iter()
        .filter_map(|row| Some((attribute(row, "data-value-of")?, attribute(elements(row, "span")[0], "data-rank")?)))
        .collect();
    assert_eq!(ranks, [("anna", "1"), ("olga", "2"), ("jonas", "3")]);
    assert!(agents.contains("The groups differ by more than chance."));
}

#[tokio::test]
async fn a_group_of_fewer_than_ten_has_counts_alone_and_one_of_fewer_than_thirty_no_rank() {
    let (_, html) = with_agents(&[("anna", 25, 5), ("jonas", 20, 9), ("kate", 9, 0), ("liga", 30, 5)]).await;
    let agents = by(&html, "agent");
    let ranked = |agent| row(agents, agent).contains("data-rank");
    assert_eq!(["anna", "jonas", "kate", "liga"].map(ranked), [true, false, false, true]);
    let kate = row(agents, "kate");
    assert!(kate.contains("9 of 9") && !kate.contains("data-value=") && !kate.contains("<svg"), "{kate}");
    assert!(!kate.contains("data-verdict") && !kate.contains("100"), "{kate}");
}

#[tokio::test]
async fn dimensions_without_values_have_no_panel_and_properties_of_the_surveys_own_have_one() {
    let app = App::start().await;
    let survey = stored_survey(app.store(), "csat", "csat", &json!({"dimensions": ["shop"]})).await;
    let mut cube = Cube::default();
    let at = time("2026-11-10T10:00:00Z");
    for number in 0..12 {
        let mut answer = response(&survey, at, number, &json!(4));
        answer.properties.clear();
        answer.properties.insert("shop".to_owned(), Stamped { value: Property::Text("<b>Riga</b>".to_owned()), at });
        cube.add(&answer, &survey);
    }
    app.write(&survey, "2026-11-10", &cube).await;
    let html = app.get(PATH).await.text;
    let shown: Vec<_> =
        elements(&html, "section").into_iter().filter_map(|panel| attribute(panel, "data-dimension")).collect();
    assert!(shown.contains(&"shop") && !shown.contains(&"agent") && !shown.contains(&"variant"), "{shown:?}");
    assert!(html.contains("&#60;b&#62;Riga") && !html.contains("<b>Riga"));
}

/// Stores an answer with a comment.
async fn said(app: &App, survey: &Survey, number: u64, score: u8, text: &str, suspect: bool) -> Response {
    let at = time("2026-11-20T10:00:00Z");
    let mut answer = response(survey, at, number, &json!(score));
    let body = json!({
        "submission_id": answer.id.to_string(), "survey": survey.id.as_str(),
        "answers": {"score": score, "comment": text}, "answered_at": at.to_string(),
    });
    answer.answers = domain::posted::Posted::parse(&body, survey, at).unwrap().response.answers;
    if suspect {
        answer.suspect = Some(domain::response::Suspect::by(domain::response::SuspectRule::Honeypot));
    }
    app.store().put_response(&workspace(), &answer).await.unwrap();
    answer
}

#[tokio::test]
async fn the_newest_comments_stand_there_as_they_were_written_each_with_a_way_to_the_whole_answer() {
    let app = App::start().await;
    let survey = stored_survey(app.store(), "csat", "csat", &json!({})).await;
    for number in 0..10 {
        said(&app, &survey, number, 2, &format!("comment {number}"), false).await;
    }
    let evil = said(&app, &survey, 10, 5, "<script>alert('ž')</script> & more", false).await;
    said(&app, &survey, 11, 1, "of a machine", true).await;
    let page = app.get(&format!("{PATH}&lang=lv")).await;
    assert_strict(&page);
    let comments = panel(&page.text, "comments");
    let comments = &comments[..comments.find("</section>").unwrap()];
    assert_eq!(comments.matches("<blockquote>").count(), 6);
    assert!(comments.contains("&#60;script&#62;alert(&#39;ž&#39;)&#60;/script&#62; &#38; more"), "{comments}");
    let link = format!(
        "href=\"/surveys/csat/responses/{}?from=2026-11-01&#38;to=2026-11-21&#38;lang=lv\"",
        evil.id.response()
    );
    assert!(comments.contains(&link), "{comments}");
    assert!(comments.contains("vērtējumā neskaita"), "the suspect is called one");
    assert!(!comments.contains("comment 4<"), "older ones are left to the list");
}

#[tokio::test]
async fn words_of_a_scale_are_told_in_the_readers_language() {
    let app = App::start().await;
    let survey = stored_survey(app.store(), "csat", "gcr", &json!({"goal": "Find a shop"})).await;
    let at = time("2026-11-10T10:00:00Z");
    let mut cube = Cube::default();
    for number in 0..20 {
        let mut answer = response(&survey, at, number, &json!(if number < 12 { "yes" } else { "no" }));
        answer.properties.extend(stamp(&domain::context::Properties::default(), at));
        cube.add(&answer, &survey);
    }
    app.write(&survey, "2026-11-10", &cube).await;
    let html = app.get(&format!("{PATH}&lang=lt")).await.text;
    let yes = element(panel(&html, "spread"), "tr", "data-score", "yes");
    assert!(yes.contains(">taip<") && yes.contains("data-n=\"12\""), "{yes}");
    assert_eq!(figure(panel(&html, "headline"), "gcr"), (Some(60.0), 20));
}

#[tokio::test]
async fn a_survey_that_is_not_there_or_anothers_is_the_same_page_in_the_readers_language() {
    let app = App::start().await;
    let mut pages = Vec::new();
    for id in ["none", "%3Cb%3E", "..", "a%2Fb"] {
        let page = app.get(&format!("/surveys/{id}?lang=ru")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{id}");
        assert_strict(&page);
        assert!(page.text.contains("<html lang=\"ru\">") && page.text.contains("Здесь ничего нет"));
        pages.push(page.text.contains("<b>"));
    }
    assert!(pages.iter().all(|found| !found));
}
