//! Examples of dashboard.

use serde_json::{Value, json};

pub fn sign_in() -> Value {
    json!({
        "key": "atb_k2vq7dxa_abcdefghijklmnopqrstuvwxyz234567"
    })
}
