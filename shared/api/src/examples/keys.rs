//! Examples of keys.

use serde_json::{Value, json};

pub fn keys() -> Value {
    json!({
        "data": [
            {
                "id": "k2vq7dxa",
                "name": "The shop",
                "scopes": [
                    "send"
                ],
                "expires_at": null,
                "created_at": "2026-11-21T10:00:00.000Z"
            }
        ],
        "next_cursor": null
    })
}

pub fn post_key() -> Value {
    json!({
        "name": "The shop",
        "scopes": [
            "send"
        ]
    })
}

pub fn post_key_answered() -> Value {
    json!({
        "id": "k2vq7dxa",
        "name": "The shop",
        "scopes": [
            "send"
        ],
        "expires_at": null,
        "created_at": "2026-11-21T10:00:00.000Z",
        "key": "atb_k2vq7dxa_abcdefghijklmnopqrstuvwxyz234567"
    })
}
