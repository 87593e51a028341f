//! Examples of rollups.

use serde_json::{Value, json};

pub fn post_rollup() -> Value {
    json!({
        "from": "2026-11-01",
        "to": "2026-11-20"
    })
}

pub fn post_rollup_answered() -> Value {
    json!({
        "id": "rol_01a1fd8c69a07c3e8f21d1c65b2e9a10"
    })
}

pub fn rollup() -> Value {
    json!({
        "id": "rol_01a1fd8c69a07c3e8f21d1c65b2e9a10",
        "status": "done",
        "buckets": 60,
        "changed": 2
    })
}
