//! Examples of events.

use serde_json::{Value, json};

pub fn post_events_ticket() -> Value {
    json!({
        "event_id": "helpdesk-1017-1",
        "type": "ticket_opened",
        "at": "2026-11-20T09:30:00+02:00",
        "ticket": "1017",
        "person": "customer-1017",
        "channel": "email",
        "category": "delivery",
        "by": "customer"
    })
}

pub fn post_events_reply() -> Value {
    json!({
        "event_id": "helpdesk-1017-2",
        "type": "ticket_replied",
        "at": "2026-11-20T09:30:05+02:00",
        "ticket": "1017",
        "agent": "mailbox",
        "automatic": true
    })
}

pub fn post_events_order() -> Value {
    json!({
        "event_id": "order-17-paid",
        "type": "order_paid",
        "at": "2026-11-20T10:00:00Z",
        "person": "customer-1017",
        "amount": 1250,
        "currency": "EUR"
    })
}

pub fn post_events_appointment() -> Value {
    json!({
        "event_id": "visit-7-planned",
        "type": "appointment_planned",
        "at": "2026-11-20T10:00:00Z",
        "appointment": "visit-7",
        "planned_at": "2026-12-01T08:00:00Z"
    })
}

pub fn post_events() -> Value {
    json!(
        "{\"event_id\":\"crm-1\",\"type\":\"customer_started\",\"at\":\"2026-01-01T00:00:00Z\",\"person\":\"customer-1017\",\"plan\":\"pro\"}\n{\"event_id\":\"books-2026-10\",\"type\":\"cost_booked\",\"at\":\"2026-10-31T21:59:59Z\",\"amount\":1250000,\"currency\":\"EUR\",\"category\":\"support\"}\n"
    )
}

pub fn post_events_answered() -> Value {
    json!({
        "event_id": "helpdesk-1017-1",
        "outcome": "repeated"
    })
}

pub fn post_events_answered_2() -> Value {
    json!("{\"event_id\":\"crm-1\",\"outcome\":\"stored\"}\n{\"event_id\":\"books-2026-10\",\"outcome\":\"stored\"}\n")
}

pub fn post_events_answered_3() -> Value {
    json!({
        "event_id": "helpdesk-1017-1",
        "outcome": "stored"
    })
}
