//! Kept appointments.

use serde_json::{Value, json};

use super::told::{at, entries, event, lines, settle, tell};
use crate::app::App;

/// Appointments of seven weeks: most were kept, some began late, were missed or cancelled, and some are to come.
fn appointments() -> Vec<Value> {
    let mut events = Vec::new();
    for number in 0..50_i64 {
        let day = 24 * 60 * number + 9 * 60;
        let (appointment, agent) = (format!("A{number}"), ["mia", "otto"][usize::from(number % 3 == 0)]);
        let more = json!({"appointment": appointment, "agent": agent, "channel": if number % 2 == 0 { "phone" } else { "till" },
            "planned_at": at("2026-10-05", day)});
        events.push(event(&format!("p{number}"), "appointment_planned", &at("2026-10-01", number), &more));
        let (kind, after, by) = match number % 10 {
            _ if number > 45 => continue,
            8 => ("appointment_missed", 15, "customer"),
            7 => ("appointment_cancelled", -60, "customer"),
            6 => ("appointment_cancelled", -60, "company"),
            5 => continue,
            4 => ("appointment_started", 6, "company"),
            _ => ("appointment_started", number % 6, "company"),
        };
        let more = json!({"appointment": appointment, "by": by});
        events.push(event(&format!("x{number}"), kind, &at("2026-10-05", day + after), &more));
    }
    events
}

#[tokio::test]
async fn kept_appointments() {
    let app = App::start().await;
    settle(&app, &json!({})).await;
    tell(&app, &appointments()).await;
    let query = "metric=kept_appointments&from=2026-10-05";
    insta::assert_snapshot!(lines(&app.metrics(&format!("{query}&to=2026-11-30&interval=month&compare=previous")).await), @"");
    let two = app.metrics(&format!("{query}&to=2026-11-20&interval=all&group_by=agent,channel&compare=groups")).await;
    insta::assert_snapshot!(entries(&two), @"");
    let weeks = app.metrics("metric=kept_appointments&from=2026-11-09&to=2026-11-29&interval=week").await;
    insta::assert_snapshot!(entries(&weeks), @"");
}
