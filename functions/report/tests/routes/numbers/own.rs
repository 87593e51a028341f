//! A team's own metrics: a share, a mean and a ratio, over the questions of a survey and over business events.

use domain::bucket::{Settled, Tally};
use domain::posted::Posted;
use domain::survey::Survey;
use serde_json::{Value, json};
use testing::builders::{stored_survey, submission, time};

use super::told::{entries, event, lines, settle, tell};
use crate::app::App;

/// A survey with two questions and a metric of each kind over them.
async fn surveyed(app: &App) -> Survey {
    settle(app, &json!({})).await;
    let option = |id: &str| json!({"id": id, "text": {"en": id}});
    let more = json!({
        "questions": [
            {"id": "why", "type": "choice", "text": {"en": "Why us?"}, "options": [option("price"), option("service")]},
            {"id": "speed", "type": "rating", "text": {"en": "How fast?"}},
        ],
        "metrics": [
            {"id": "for_the_price", "name": "Came for the price", "kind": "share", "of": {"question": "why", "any_of": ["price"]}, "among": {"question": "why"}},
            {"id": "speed_mean", "name": "Speed", "kind": "mean", "of": {"question": "speed"}},
            {"id": "speed_of_scored", "name": "Speeds an answer", "kind": "ratio", "of": {"question": "speed"}, "to": {"question": "score"}},
        ],
    });
    let survey = stored_survey(app.store(), "shop", "csat", &more).await;
    for (day, answers) in [("2026-10-28", 40_u64), ("2026-11-04", 30)] {
        let mut tally = Tally::new(&survey, 1000);
        for number in 0..answers {
            let at = time(&format!("{day}T10:00:00Z"));
            let late = u64::from(day > "2026-11");
            let mut given = json!({"score": 1 + number % 5});
            if number % 4 != 3 {
                given["why"] = json!(if number % 3 < 1 + late { "price" } else { "service" });
            }
            if number % 2 == 0 {
                given["speed"] = json!(1 + (number + late) % 5);
            }
            let body = json!({
                "submission_id": submission(at, number).to_string(), "survey": "shop", "answers": given,
                "answered_at": at.to_string(), "properties": {"touchpoint": if number % 5 < 2 { "purchase" } else { "support" }},
            });
            tally.add(&Posted::parse(&body, &survey, at).unwrap().response);
        }
        let Settled::Whole(cube) = tally.settle() else { panic!("so few are counted at once") };
        app.write(&survey, day, &cube).await;
    }
    survey
}

const WEEKS: &str = "survey=shop&from=2026-10-26&to=2026-11-08";

#[tokio::test]
async fn a_share_over_questions() {
    let app = App::start().await;
    surveyed(&app).await;
    let query = format!("metric=for_the_price&{WEEKS}");
    insta::assert_snapshot!(lines(&app.metrics(&format!("{query}&interval=week&compare=previous")).await), @"");
    let grouped = app.metrics(&format!("{query}&interval=all&group_by=touchpoint&compare=groups")).await;
    insta::assert_snapshot!(entries(&grouped), @"");
}

#[tokio::test]
async fn a_mean_over_questions() {
    let app = App::start().await;
    surveyed(&app).await;
    let query = format!("metric=speed_mean&{WEEKS}");
    insta::assert_snapshot!(lines(&app.metrics(&format!("{query}&interval=week&compare=previous")).await), @"");
    let two = app.metrics(&format!("{query}&interval=all&group_by=touchpoint,channel&compare=groups")).await;
    insta::assert_snapshot!(entries(&two), @"");
}

#[tokio::test]
async fn a_ratio_over_questions() {
    let app = App::start().await;
    surveyed(&app).await;
    let query = format!("metric=speed_of_scored&{WEEKS}");
    insta::assert_snapshot!(lines(&app.metrics(&format!("{query}&interval=month&compare=previous")).await), @"");
}

/// Orders and tickets of a month, and a metric of each kind over them.
async fn traded(app: &App) {
    let own = json!([
        {"id": "by_people", "name": "Replies of people", "kind": "share",
            "of": {"event": "ticket_replied", "where": {"automatic": false}}, "among": {"event": "ticket_replied"}},
        {"id": "order_value", "name": "Mean order", "kind": "mean", "of": {"event": "order_paid"}},
        {"id": "tickets_an_order", "name": "Tickets an order", "kind": "ratio",
            "of": {"event": "ticket_opened"}, "to": {"event": "order_paid"}},
    ]);
    settle(app, &json!({"metrics": own})).await;
    let mut events = Vec::new();
    for number in 0..40 {
        let day = format!("2026-{}-{:02}T10:00:00Z", 10 + number % 2, 1 + number % 20);
        let ticket = json!({"ticket": format!("T{number}"), "channel": if number % 4 < 2 { "email" } else { "chat" }});
        if number < 16 {
            events.push(event(&format!("o{number}"), "ticket_opened", &day, &ticket));
        }
        let mut reply = ticket.clone();
        reply["automatic"] = json!(number % 5 == 0);
        events.push(event(&format!("r{number}"), "ticket_replied", &day, &reply));
        let paid =
            json!({"person": format!("p{}", number % 7), "amount": 900 + number, "currency": "EUR", "channel": "shop"});
        events.push(event(&format!("p{number}"), "order_paid", &day, &paid));
    }
    tell(app, &events).await;
}

const MONTHS: &str = "from=2026-10-01&to=2026-11-21";

#[tokio::test]
async fn a_share_over_events() {
    let app = App::start().await;
    traded(&app).await;
    let query = format!("metric=by_people&{MONTHS}");
    insta::assert_snapshot!(lines(&app.metrics(&format!("{query}&interval=month&compare=previous")).await), @"");
    let grouped = app.metrics(&format!("{query}&interval=all&group_by=channel&compare=groups")).await;
    insta::assert_snapshot!(entries(&grouped), @"");
}

#[tokio::test]
async fn a_mean_of_amounts() {
    let app = App::start().await;
    traded(&app).await;
    let query = format!("metric=order_value&{MONTHS}");
    insta::assert_snapshot!(lines(&app.metrics(&format!("{query}&interval=month&compare=previous")).await), @"");
    let two = app.metrics(&format!("{query}&interval=all&group_by=channel,plan")).await;
    insta::assert_snapshot!(entries(&two), @"");
}

#[tokio::test]
async fn a_ratio_of_events_of_two_kinds() {
    let app = App::start().await;
    traded(&app).await;
    insta::assert_snapshot!(lines(&app.metrics(&format!("metric=tickets_an_order&{MONTHS}&interval=month")).await), @"");
}

#[tokio::test]
async fn which_way_is_better_nobody_knows() {
    let app = App::start().await;
    surveyed(&app).await;
    let answer = app.metrics(&format!("metric=for_the_price&{WEEKS}&interval=week&compare=previous")).await;
    let compared = &answer["series"][1]["comparison"];
    assert_eq!((&answer["direction"], &compared["better"]), (&Value::Null, &Value::Null));
    assert_eq!(compared["verdict"], "higher");
    let reads = compared["reads"].as_str().unwrap();
    assert!(reads.starts_with("Higher than the period before (p ") && reads.ends_with(")."), "{reads}");
}
