//! Examples of suppressions.

use serde_json::{Value, json};

pub fn suppressions() -> Value {
    json!({
        "data": [
            {
                "id": "sup_3f1d0c86a6f24cc1b9d3f5a1f6f0b7de",
                "channel": "email",
                "reason": "complaint",
                "created_at": "2026-11-21T10:00:00.000Z"
            }
        ],
        "next_cursor": null
    })
}

pub fn put_suppression() -> Value {
    json!({
        "channel": "email",
        "address": "anna@example.com",
        "reason": "asked by phone"
    })
}

pub fn put_suppression_answered() -> Value {
    json!({
        "id": "sup_3f1d0c86a6f24cc1b9d3f5a1f6f0b7de",
        "channel": "email",
        "reason": "asked by phone",
        "created_at": "2026-11-21T10:00:00.000Z"
    })
}
