//! Support: first response, reply time, resolution, time to resolve, first contact, transfers.

use serde_json::{Value, json};

use super::told::{at, entries, event, lines, settle, tell};
use crate::app::App;

/// Seven weeks of a small support: Mia is quick, Otto is slow, and some of Zoe's wait in vain.
pub fn seven_weeks() -> Vec<Value> {
    let mut events = Vec::new();
    for number in 0..44_i64 {
        let ticket = format!("T-{number:02}");
        let opened = (24 * 60 * number) + 8 * 60 + 60 * (number % 5);
        let who = ["mia", "otto", "zoe"][usize::try_from(number % 3).unwrap()];
        let (channel, category) =
            (if number % 4 == 0 { "chat" } else { "email" }, ["invoice", "delivery"][usize::from(number % 5 < 2)]);
        let mut say = |suffix: &str, kind: &str, after: i64, more: Value| {
            let mut event = event(&format!("{ticket}-{suffix}"), kind, &at("2026-10-05", opened + after), &more);
            event["ticket"] = json!(ticket);
            events.push(event);
        };
        let person = format!("p{}", number % 20);
        say("open", "ticket_opened", 0, json!({"person": person, "channel": channel, "category": category}));
        say("auto", "ticket_replied", 1, json!({"automatic": true}));
        let reply = match who {
            "mia" => Some(10 + number),
            "otto" => Some(600 + 60 * number),
            _ => (number % 9 != 2).then_some(120),
        };
        let Some(reply) = reply else { continue };
        say("reply", "ticket_replied", reply, json!({"agent": who}));
        if number % 4 == 1 {
            say("again", "ticket_customer_replied", reply + 60, json!({}));
            say("more", "ticket_replied", reply + 90, json!({"agent": who}));
        }
        for transfer in 0..[2, 0, 0, 0, 0, 1, 0, 0, 0, 0][usize::try_from(number % 10).unwrap()] {
            say(&format!("move{transfer}"), "ticket_transferred", reply + 100 + transfer, json!({"agent": who}));
        }
        if number % 8 != 7 {
            say("done", "ticket_resolved", reply + 300, json!({"agent": who}));
        }
        if number % 11 == 3 {
            say("anew", "ticket_reopened", reply + 400, json!({}));
        }
    }
    events
}

async fn support() -> App {
    let app = App::start().await;
    settle(&app, &json!({})).await;
    tell(&app, &seven_weeks()).await;
    app
}

#[tokio::test]
async fn first_response() {
    let app = support().await;
    let query = "metric=first_response&from=2026-10-01&to=2026-11-21";
    insta::assert_snapshot!(lines(&app.metrics(&format!("{query}&interval=month&compare=previous")).await), @"");
    let grouped = app.metrics(&format!("{query}&interval=all&group_by=agent&compare=groups")).await;
    insta::assert_snapshot!(entries(&grouped), @"");
    let two = app.metrics(&format!("{query}&interval=all&group_by=channel,agent")).await;
    insta::assert_snapshot!(entries(&two), @"");
}

#[tokio::test]
async fn reply_time_by_week_with_the_week_before_and_by_agent() {
    let app = support().await;
    let query = "metric=reply_time&from=2026-10-19&to=2026-11-18";
    insta::assert_snapshot!(lines(&app.metrics(&format!("{query}&interval=week&compare=previous")).await), @"");
    let grouped = app.metrics(&format!("{query}&interval=all&group_by=agent&compare=groups")).await;
    insta::assert_snapshot!(entries(&grouped), @"");
}

#[tokio::test]
async fn resolution() {
    let app = support().await;
    let query = "metric=resolution&from=2026-10-01&to=2026-11-21";
    insta::assert_snapshot!(lines(&app.metrics(&format!("{query}&interval=month")).await), @"");
    let two = app.metrics(&format!("{query}&interval=all&group_by=agent,category")).await;
    insta::assert_snapshot!(entries(&two), @"");
}

#[tokio::test]
async fn time_to_resolve() {
    let app = support().await;
    let query = "metric=time_to_resolve&from=2026-10-01&to=2026-11-21";
    insta::assert_snapshot!(lines(&app.metrics(&format!("{query}&interval=all")).await), @"");
    let grouped = app.metrics(&format!("{query}&interval=month&group_by=channel&compare=previous")).await;
    insta::assert_snapshot!(entries(&grouped), @"");
}

#[tokio::test]
async fn first_contact() {
    let app = support().await;
    let query = "metric=first_contact&from=2026-10-01&to=2026-11-21";
    insta::assert_snapshot!(lines(&app.metrics(&format!("{query}&interval=month")).await), @"");
    let grouped = app.metrics(&format!("{query}&interval=all&group_by=channel&compare=groups")).await;
    insta::assert_snapshot!(entries(&grouped), @"");
}

#[tokio::test]
async fn transfers() {
    let app = support().await;
    let query = "metric=transfers&from=2026-10-01&to=2026-11-21&interval=month";
    insta::assert_snapshot!(lines(&app.metrics(&format!("{query}&compare=previous")).await), @"");
    let grouped = app.metrics(&format!("{query}&group_by=category&compare=groups")).await;
    insta::assert_snapshot!(entries(&grouped), @"");
}

#[tokio::test]
async fn the_hours_in_which_is_reckoned_are_named() {
    let app = App::start().await;
    let week = json!({"mon": [["09:00", "17:00"]], "tue": [["09:00", "17:00"]], "wed": [["09:00", "17:00"]]});
    let targets = json!({"first_response_minutes": 60, "first_response_hours": "business"});
    settle(&app, &json!({"business_hours": week, "targets": targets})).await;
    // Opened on a Wednesday at 16:50, answered on the next Monday at 9:30: 40 minutes of work.
    let events = [
        event("a", "ticket_opened", "2026-11-11T14:50:00Z", &json!({"ticket": "T"})),
        event("b", "ticket_replied", "2026-11-16T07:30:00Z", &json!({"ticket": "T", "agent": "mia"})),
    ];
    tell(&app, &events).await;
    let query = "interval=all&from=2026-11-11&to=2026-11-16";
    let answer = app.metrics(&format!("metric=first_response&{query}")).await;
    let entry = &answer["series"][0];
    assert_eq!(
        (&entry["value"], &entry["hours"], &entry["target_seconds"]),
        (&json!(100.0), &json!("business"), &json!(3600))
    );
    assert_eq!(entry["median"]["value"], 2400.0);
    settle(&app, &json!({"business_hours": week, "targets": {"first_response_minutes": 60}})).await;
    let answer = app.metrics(&format!("metric=first_response&{query}")).await;
    let entry = &answer["series"][0];
    assert_eq!((&entry["value"], &entry["hours"]), (&json!(0.0), &json!("calendar")));
    for metric in ["reply_time", "time_to_resolve"] {
        assert_eq!(app.metrics(&format!("metric={metric}&{query}")).await["series"][0]["hours"], "calendar");
    }
}
