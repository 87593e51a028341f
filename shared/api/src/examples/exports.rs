//! Examples of exports.

use serde_json::{Value, json};

pub fn post_export() -> Value {
    json!({
        "survey": "after-support",
        "format": "csv",
        "bom": true,
        "from": "2026-11-01",
        "to": "2026-11-20"
    })
}

pub fn post_export_answered() -> Value {
    json!({"id": "exp_01a1fd8c69a07c3e8f21d1c65b2e9a10", "status": "running"})
}

pub fn export() -> Value {
    json!({
        "id": "exp_01a1fd8c69a07c3e8f21d1c65b2e9a10",
        "status": "done",
        "survey": "after-support",
        "format": "csv",
        "from": "2026-11-01",
        "to": "2026-11-20",
        "rows": 1017,
        "bytes": 254_250,
        "url": "https://voc.example.com/exports/AAAA",
        "url_expires_at": "2026-11-21T10:15:00.000Z",
        "expires_at": "2026-11-28T10:00:00.000Z"
    })
}
