//! Examples of people.

use serde_json::{Value, json};

pub fn person() -> Value {
    json!({
        "id": "customer-1017",
        "email": "anna@example.com",
        "locale": "lv",
        "segment": "vip",
        "properties": {
            "plan": "pro"
        },
        "consent": {
            "email": {
                "basis": "contract",
                "source": "checkout",
                "at": "2026-11-01T12:00:00Z"
            }
        }
    })
}

pub fn put_person() -> Value {
    json!({
        "email": "anna@example.com",
        "locale": "lv",
        "segment": "vip",
        "properties": {
            "plan": "pro"
        },
        "consent": {
            "email": {
                "basis": "contract",
                "source": "checkout",
                "at": "2026-11-01T12:00:00.000Z"
            }
        }
    })
}

pub fn put_person_answered() -> Value {
    json!({
        "id": "customer-1017",
        "email": "anna@example.com",
        "locale": "lv",
        "segment": "vip",
        "properties": {
            "plan": "pro"
        },
        "consent": {
            "email": {
                "basis": "contract",
                "source": "checkout",
                "at": "2026-11-01T12:00:00.000Z"
            }
        }
    })
}

pub fn person_export() -> Value {
    json!({
        "id": "customer-1017",
        "exported_at": "2026-11-21T10:00:00.000Z",
        "person": {"email": "anna@example.com", "locale": "lv"},
        "dispatches": [],
        "answers": [],
        "surveys": {},
        "events": [{
            "event_id": "ev-1",
            "type": "customer_started",
            "at": "2026-11-01T09:00:00.000Z",
            "person": "customer-1017",
            "segment": null
        }],
        "addresses": [{
            "id": "sup_0123456789abcdef0123456789abcdef",
            "channel": "email",
            "suppression": null,
            "last_asked_at": null,
            "last_asked_by": null,
            "texted": []
        }],
        "left_out": {"dispatches": 0, "answers": 0, "events": 0, "more_events": false}
    })
}
