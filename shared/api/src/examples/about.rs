//! Examples of the service itself.

use serde_json::{Value, json};

pub fn health() -> Value {
    json!({
        "status": "ok",
        "version": "0.1.0"
    })
}
