//! A team's own metrics: how they are read, what they count, and what their numbers are.

mod numbers;
mod reading;

use serde_json::{Value, json};

use super::*;
use crate::input::Problems;
use crate::survey::Survey;
use crate::workspace::Workspace;

fn survey(metrics: &Value) -> Result<Survey, Problems> {
    let body = json!({"name": "After purchase", "metric": "csat", "questions": [
        {"id": "why", "type": "choice", "text": {"en": "Why?"}, "options": [
            {"id": "price", "text": {"en": "Price"}}, {"id": "range", "text": {"en": "Range"}}, {"id": "staff", "text": {"en": "Staff"}}]},
        {"id": "used", "type": "multi", "text": {"en": "What did you use?"}, "options": [
            {"id": "app", "text": {"en": "App"}}, {"id": "shop", "text": {"en": "Shop"}}]},
        {"id": "speed", "type": "rating", "text": {"en": "How fast?"}},
        {"id": "hard", "type": "rating", "scale": "hard_easy", "text": {"en": "How hard?"}},
        {"id": "again", "type": "yes_no", "text": {"en": "Again?"}}
    ], "metrics": metrics});
    Survey::parse("purchase".parse().unwrap(), 1, &body)
}

fn workspace(metrics: &Value) -> Result<Workspace, Problems> {
    Workspace::parse("acme".parse().unwrap(), &json!({"metrics": metrics}))
}

fn over_answers() -> Value {
    json!([
        {"id": "price_share", "name": "Came for the price", "kind": "share", "of": {"question": "why", "any_of": ["price"]}, "among": {"question": "why"}},
        {"id": "app_share", "name": {"en": "Used the app", "lv": "Lietoja lietotni"}, "kind": "share",
            "of": {"question": "used", "any_of": ["app"]}, "among": {"question": "used"}},
        {"id": "fast", "name": "Fast", "kind": "share", "of": {"question": "speed", "any_of": [4, 5]}, "among": {"question": "speed", "any_of": [1, 2, 4, 5]}},
        {"id": "speed_mean", "name": "Speed", "kind": "mean", "of": {"question": "speed"}},
        {"id": "comments", "name": "Comments an answer", "kind": "ratio", "of": {"question": "comment"}, "to": {"question": "score"}},
    ])
}

fn over_event_metrics() -> Value {
    json!([
        {"id": "upgrade_share", "name": "Big plan", "kind": "share", "of": {"event": "customer_started", "where": {"plan": "big"}}, "among": {"event": "customer_started"}},
        {"id": "order_value", "name": "Mean order", "kind": "mean", "of": {"event": "order_paid"}},
        {"id": "by_people", "name": "Replies of people", "kind": "share",
            "of": {"event": "ticket_replied", "where": {"channel": "email", "automatic": false}},
            "among": {"event": "ticket_replied", "where": {"channel": "email"}}},
        {"id": "tickets_an_order", "name": "Tickets an order", "kind": "ratio", "of": {"event": "ticket_opened"}, "to": {"event": "order_paid"}},
    ])
}

fn of<'a>(all: &'a [Own], id: &str) -> &'a Own {
    Own::find(all, &id.parse().unwrap()).unwrap()
}
