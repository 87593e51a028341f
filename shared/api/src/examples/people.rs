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
    let mut answer = super::put_review_answered();
    let mut asked = super::survey();
    // Whose it is stands above it, and of a survey its definition is shown.
    answer.as_object_mut().and_then(|answer| answer.remove("person"));
    answer["by_link"] = json!(false);
    for name in ["id", "version", "archived"] {
        asked.as_object_mut().and_then(|asked| asked.remove(name));
    }
    json!({
        "id": "customer-1017",
        "exported_at": "2026-11-22T10:00:00.000Z",
        "person": {"email": "anna@example.com", "locale": "lv"},
        "dispatches": [],
        "answers": [answer],
        "surveys": {"after-support": asked},
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
