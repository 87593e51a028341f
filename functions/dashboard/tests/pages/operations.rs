//! The page of operations metrics.

use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use testing::builders::time;

use crate::app::App;
use crate::marked::{attribute, element, elements, told};
use crate::overview::{assert_strict, figure};
use crate::told::{settle, tell};

const PATH: &str = "/operations?from=2026-11-01&to=2026-11-21";
const ALL: [&str; 12] = [
    "gross_churn",
    "retention",
    "net_churn",
    "clv",
    "first_response",
    "reply_time",
    "resolution",
    "time_to_resolve",
    "first_contact",
    "transfers",
    "support_cost",
    "kept_appointments",
];

/// Forty customers of whom twelve are lost, forty tickets, costs, and appointments.
fn events() -> Vec<Value> {
    let mut events = Vec::new();
    let mut say = |at: Timestamp, kind: &str, more: Value| {
        let mut event = json!({"event_id": format!("e{}", events.len()), "type": kind, "at": at.to_string()});
        event.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        events.push(event);
    };
    let day = |day: i64| time("2026-11-02T08:00:00Z") + SignedDuration::from_hours(24 * day);
    for number in 0..40_i64 {
        let person = format!("c{number}");
        say(day(-30), "customer_started", json!({"person": person, "plan": "basic"}));
        say(day(number % 15), "order_paid", json!({"person": person, "amount": 1200 + number, "currency": "EUR"}));
        if number < 12 {
            say(day(number % 15 + 1), "customer_ended", json!({"person": person}));
        }
        let (ticket, opened) = (format!("t{number}"), day(number % 10));
        say(opened, "ticket_opened", json!({"ticket": ticket, "person": person}));
        say(
            opened + SignedDuration::from_mins(7 * number),
            "ticket_replied",
            json!({"ticket": ticket, "agent": "anna"}),
        );
        say(opened + SignedDuration::from_hours(number), "ticket_resolved", json!({"ticket": ticket, "agent": "anna"}));
        let planned = day(number % 12);
        let appointment = format!("a{number}");
        say(day(-1), "appointment_planned", json!({"appointment": appointment, "planned_at": planned.to_string()}));
        say(
            planned + SignedDuration::from_mins(number % 8),
            "appointment_started",
            json!({"appointment": appointment}),
        );
    }
    say(day(3), "cost_booked", json!({"amount": 90_000, "currency": "EUR"}));
    events
}

fn card<'h>(html: &'h str, metric: &str) -> &'h str {
    let card = element(html, "article", "data-panel", metric);
    &card[..card.find("</article>").unwrap()]
}

#[tokio::test]
async fn each_metric_is_the_apis_own_with_its_course() {
    let app = App::start().await;
    settle(&app, &json!({"gross_margin": 60})).await;
    tell(&app, &events()).await;
    let page = app.get(PATH).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    assert_strict(&page);
    for metric in ALL {
        let card = card(&page.text, metric);
        let days = [("metric", metric), ("from", "2026-11-01"), ("to", "2026-11-21")];
        let entry = told(&app, &[&days[..], &[("interval", "all")]].concat()).await["series"][0].clone();
        assert!(entry["value"].is_number(), "{metric}: {entry}");
        assert_eq!(figure(card, metric), (entry["value"].as_f64(), entry["n"].as_u64().unwrap()), "{metric}");
        if !card.contains("<svg class=\"trend\"") {
            continue;
        }
        let course = told(&app, &[&days[..], &[("interval", "week")]].concat()).await;
        for entry in course["series"].as_array().unwrap() {
            let row = element(card, "tr", "data-period", entry["period"].as_str().unwrap());
            let row = &row[..row.find("</tr>").unwrap()];
            let shown = elements(row, "td").into_iter().find_map(|cell| attribute(cell, "data-value"));
            let few = entry["small_n"] == "counts_only";
            let value = entry["value"].as_f64().filter(|_| !few);
            assert_eq!(shown.map(|value| value.parse::<f64>().unwrap()), value, "{metric}: {row}");
        }
    }
    // What is read along: the median and the target, in words for people.
    let first = card(&page.text, "first_response");
    let target = element(first, "dd", "data-beside", "target_seconds");
    assert!(target.contains(" h</dd>") || target.contains(" d</dd>"), "{target}");
    assert!(first.contains("data-beside=\"median\""));
    assert!(card(&page.text, "support_cost").contains("22.50\u{a0}EUR"), "90,000 cents over 40 tickets");
}

#[tokio::test]
async fn where_there_is_no_number_the_page_says_why_and_what_to_do() {
    let app = App::start().await;
    settle(&app, &json!({})).await;
    tell(&app, &events()).await;
    let html = app.get(PATH).await.text;
    let clv = card(&html, "clv");
    assert!(clv.contains("data-reason=\"gross_margin_not_set\""), "{clv}");
    assert!(clv.contains("The gross margin is not set") && clv.contains("PUT /v1/workspace"), "{clv}");
    // Days with no customers before them.
    let html = app.get("/operations?from=2026-09-01&to=2026-09-30").await.text;
    assert!(!html.contains("data-panel=\"gross_churn\""), "nobody was told of: the page says how to");
    assert!(html.contains("customer_started, customer_ended"));
}

#[tokio::test]
async fn without_events_each_kind_says_how_to_send_them_in_every_language() {
    let app = App::start().await;
    for (lang, said) in [
        ("en", "Nobody told us of tickets"),
        ("lv", "Par pieteikumiem"),
        ("lt", "Apie užklausas"),
        ("ru", "Об обращениях"),
    ] {
        let page = app.get(&format!("{PATH}&lang={lang}")).await;
        assert_strict(&page);
        assert!(page.text.contains(said) && page.text.contains("POST /v1/events"), "{lang}");
        assert_eq!(page.text.matches("class=\"panel how\"").count(), 4);
        assert!(!page.text.contains("data-value=\""), "{lang}");
    }
}

#[tokio::test]
async fn few_have_counts_and_no_arrow() {
    let app = App::start().await;
    settle(&app, &json!({})).await;
    let few: Vec<_> =
        events().into_iter().filter(|event| event["ticket"].as_str().is_some_and(|id| id.len() == 2)).collect();
    tell(&app, &few).await;
    let html = app.get(&format!("{PATH}&compare=previous")).await.text;
    let resolution = card(&html, "resolution");
    assert_eq!(figure(resolution, "resolution").0, Some(100.0), "ten are enough");
    let nine: Vec<_> = few.into_iter().filter(|event| event["ticket"] != "t9").collect();
    let app = App::start().await;
    settle(&app, &json!({})).await;
    tell(&app, &nine).await;
    let html = app.get(&format!("{PATH}&compare=previous")).await.text;
    let resolution = card(&html, "resolution");
    assert_eq!(figure(resolution, "resolution"), (None, 9));
    assert!(resolution.contains("9 of 9") && !resolution.contains("class=\"arrow\""), "{resolution}");
}

#[tokio::test]
async fn amounts_of_several_currencies_hide_their_own_number_alone() {
    let app = App::start().await;
    settle(&app, &json!({})).await;
    let mut events = events();
    events.push(
        json!({"event_id": "usd", "type": "cost_booked", "at": "2026-11-05T10:00:00Z", "amount": 5, "currency": "USD"}),
    );
    tell(&app, &events).await;
    let page = app.get(PATH).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(card(&page.text, "support_cost").contains("data-reason=\"mixed_currencies\""));
    assert!(figure(card(&page.text, "resolution"), "resolution").0.is_some());
}
