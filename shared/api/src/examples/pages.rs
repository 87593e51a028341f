//! Examples of pages.

use serde_json::{Value, json};

pub fn answer_survey() -> Value {
    json!({
        "submission_id": "01a1fd8c-69a0-7c3e-8f21-d1c65b2e9a10",
        "score": "9",
        "q.missing": "speed"
    })
}
