//! Examples of link keys.

use serde_json::{Value, json};

pub fn link_keys() -> Value {
    json!({
        "data": [
            {
                "id": "m4x2qa",
                "created_at": "2026-11-21T10:00:00.000Z",
                "retired_at": null
            },
            {
                "id": "c7hw3k",
                "created_at": "2026-01-05T08:30:00.000Z",
                "retired_at": "2026-11-28T10:00:00.000Z"
            }
        ],
        "next_cursor": null
    })
}

pub fn post_link_key() -> Value {
    json!({})
}

pub fn post_link_key_answered() -> Value {
    json!({
        "id": "m4x2qa",
        "secret": "abcdefghijklmnopqrstuvwxyz234567ab",
        "created_at": "2026-11-21T10:00:00.000Z"
    })
}
