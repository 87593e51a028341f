//! The agents' scorecard.

use domain::bucket::Cube;
use domain::context::Property;
use domain::stamped::Stamped;
use http::StatusCode;
use jiff::SignedDuration;
use serde_json::{Value, json};
use testing::builders::{response, stored_survey, time};

use crate::app::App;
use crate::marked::{attribute, element, elements, panel, told};
use crate::told::{settle, tell};

const DAYS: [(&str, &str); 2] = [("from", "2026-11-01"), ("to", "2026-11-21")];
const PATH: &str = "/agents?from=2026-11-01&to=2026-11-21";

/// Tickets of two agents, each with so many, the first `late` of them answered after two days; and one that nobody answered.
fn tickets(agents: &[(&str, usize, usize)]) -> Vec<Value> {
    let mut events = Vec::new();
    let mut say = |kind: &str, ticket: &str, at: jiff::Timestamp, agent: Option<&str>| {
        let mut event =
            json!({"event_id": format!("e{}", events.len()), "type": kind, "ticket": ticket, "at": at.to_string()});
        if let Some(agent) = agent {
            event["agent"] = json!(agent);
        }
        events.push(event);
    };
    for (agent, count, late) in agents {
        for number in 0..*count {
            let ticket = format!("{}-{number}", agent.chars().filter(char::is_ascii_alphanumeric).collect::<String>());
            let opened = time("2026-11-02T08:00:00Z") + SignedDuration::from_mins(i64::try_from(number).unwrap());
            let after = if number < *late { 48 } else { 1 };
            say("ticket_opened", &ticket, opened, None);
            say("ticket_replied", &ticket, opened + SignedDuration::from_hours(after), Some(agent));
            say("ticket_resolved", &ticket, opened + SignedDuration::from_hours(after + 1), Some(agent));
        }
    }
    say("ticket_opened", "silent", time("2026-11-03T08:00:00Z"), None);
    events
}

/// Counts answers to a survey, each agent with so many good and so many bad ones.
async fn answers(app: &App, agents: &[(&str, u64, u64)]) {
    let survey = stored_survey(app.store(), "csat", "csat", &json!({"name": "After a ticket"})).await;
    let mut cube = Cube::default();
    let at = time("2026-11-10T10:00:00Z");
    let mut number = 0;
    for (agent, good, bad) in agents {
        for score in std::iter::repeat_n(5, usize::try_from(*good).unwrap())
            .chain(std::iter::repeat_n(1, usize::try_from(*bad).unwrap()))
        {
            number += 1;
            let mut answer = response(&survey, at, number, &json!(score));
            let value = Property::Text((*agent).to_owned());
            answer.properties.insert("agent".to_owned(), Stamped { value, at });
            cube.add(&answer, &survey);
        }
    }
    app.write(&survey, "2026-11-10", &cube).await;
}

async fn page(app: &App, path: &str) -> String {
    let page = app.get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    page.text
}

#[tokio::test]
async fn each_number_is_the_apis_own_under_the_agent_whose_it_is() {
    let app = App::start().await;
    settle(&app, &json!({})).await;
    tell(&app, &tickets(&[("anna", 40, 2), ("jonas", 35, 20)])).await;
    answers(&app, &[("anna", 50, 5), ("olga", 30, 6)]).await;
    let html = page(&app, PATH).await;
    let card = panel(&html, "scorecard");
    for (metric, survey) in
        [("csat", Some("csat")), ("first_response", None), ("resolution", None), ("first_contact", None)]
    {
        let mut pairs = vec![("metric", metric), ("interval", "all"), ("group_by", "agent"), ("compare", "groups")];
        pairs.extend(DAYS);
        pairs.extend(survey.map(|survey| ("survey", survey)));
        let answer = told(&app, &pairs).await;
        let series = answer["series"].as_array().unwrap();
        assert!(series.len() >= 2, "{metric}: {series:?}");
        for entry in series {
            let row = match entry["group"]["agent"].as_str() {
                Some(agent) => element(card, "tr", "data-agent", agent),
                None => element(card, "tr", "data-nobody", "true"),
            };
            let cell = element(row, "td", "data-metric", metric);
            assert_eq!(attribute(cell, "data-n").unwrap(), entry["n"].to_string(), "{metric} {entry}");
            let value = attribute(cell, "data-value").map(|value| value.parse::<f64>().unwrap());
            let few = entry["small_n"] == "counts_only";
            assert_eq!(value, entry["value"].as_f64().filter(|_| !few), "{metric} {entry}");
            let differs = ["higher", "lower"].contains(&entry["against_rest"]["verdict"].as_str().unwrap_or_default());
            assert_eq!(cell.contains("data-verdict"), differs && !few, "{metric} {entry}");
        }
    }
    // Whoever replied late is worse than the rest, and by more than chance.
    let late = element(element(card, "tr", "data-agent", "jonas"), "td", "data-metric", "first_response");
    assert!(late.contains("data-verdict=\"lower\""), "{late}");
    // A ticket without a reply is nobody's.
    let silent = element(element(card, "tr", "data-nobody", "true"), "td", "data-metric", "first_response");
    assert_eq!(attribute(silent, "data-n"), Some("1"));
}

#[tokio::test]
async fn under_thirty_nobody_has_a_place_and_under_ten_only_counts() {
    let app = App::start().await;
    settle(&app, &json!({})).await;
    answers(&app, &[("anna", 40, 5), ("jonas", 31, 0), ("olga", 28, 1), ("peteris", 7, 1)]).await;
    let html = page(&app, PATH).await;
    let card = panel(&html, "scorecard");
    let cell = |agent: &str| element(element(card, "tr", "data-agent", agent), "td", "data-metric", "csat");
    let place = |agent| attribute(cell(agent), "data-place");
    assert_eq!([place("anna"), place("jonas"), place("olga"), place("peteris")], [Some("2"), Some("1"), None, None]);
    assert!(cell("jonas").contains("place 1 of 2"));
    let few = cell("peteris").split("</td>").next().unwrap();
    assert!(few.contains("7 of 8"), "{few}");
    for told in ["data-value", "%", "data-verdict", "\u{25b2}", "\u{25bc}", "place"] {
        assert!(!few.contains(told), "{told} in {few}");
    }
}

#[tokio::test]
async fn one_who_may_have_a_place_alone_has_none() {
    let app = App::start().await;
    settle(&app, &json!({})).await;
    answers(&app, &[("anna", 40, 5), ("olga", 5, 5)]).await;
    assert!(!page(&app, PATH).await.contains("data-place"));
}

#[tokio::test]
async fn a_view_that_compares_sets_each_number_beside_the_days_before() {
    let app = App::start().await;
    settle(&app, &json!({})).await;
    tell(&app, &tickets(&[("anna", 40, 2)])).await;
    let html = page(&app, &format!("{PATH}&compare=previous")).await;
    assert!(!html.contains("data-overall"), "the others are not what is compared with");
    assert!(page(&app, PATH).await.contains("data-overall=\"first_response\""));
}

#[tokio::test]
async fn surveys_are_never_pooled_and_another_is_a_click_away() {
    let app = App::start().await;
    settle(&app, &json!({})).await;
    answers(&app, &[("anna", 40, 5)]).await;
    stored_survey(app.store(), "zoo", "csat", &json!({"name": "Of the zoo"})).await;
    stored_survey(app.store(), "nps", "nps", &json!({})).await;
    let html = page(&app, PATH).await;
    let links: Vec<_> = elements(&html, "a").into_iter().filter_map(|a| attribute(a, "data-survey")).collect();
    assert_eq!(links, ["csat", "zoo"]);
    let other = page(&app, &format!("{PATH}&survey=zoo")).await;
    assert!(!other.contains("data-agent=\"anna\""));
    assert_eq!(app.get(&format!("{PATH}&survey=nps")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn names_of_agents_are_text() {
    let app = App::start().await;
    settle(&app, &json!({})).await;
    let evil = "\"><script>alert(1)</script>";
    tell(&app, &tickets(&[(evil, 12, 0)])).await;
    let html = page(&app, PATH).await;
    assert!(!html.contains("<script"), "{html}");
    assert!(html.contains("&#60;script&#62;"));
}

#[tokio::test]
async fn with_nothing_to_show_the_card_says_so() {
    let app = App::start().await;
    let html = page(&app, PATH).await;
    assert!(html.contains("No agent has an answer or a ticket in these days.") && !html.contains("<table"));
}
