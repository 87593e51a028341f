//! Examples of responses.

use serde_json::{Value, json};

pub fn post_response_whole() -> Value {
    json!({
        "submission_id": "01a1fd8c-69a0-7c3e-8f21-d1c65b2e9a10",
        "survey": "after-support",
        "answers": {
            "score": 5,
            "comment": "Quick and kind."
        },
        "locale": "en"
    })
}

pub fn post_response_half() -> Value {
    json!({
        "submission_id": "01a1fd8c-69a0-7c3e-8f21-d1c65b2e9a10",
        "survey": "after-support",
        "answers": {
            "score": 2,
            "missing": [
                "speed"
            ]
        },
        "finished": false,
        "answered_at": "2026-11-21T10:00:07.000Z",
        "person": "c-17",
        "person_sig": "k1.1900000000.ae1abed053a64360a346d773a9414b8d4a84e37e24fdd1398ffe3a08b19a29c3"
    })
}

pub fn post_response_answered() -> Value {
    json!({
        "id": "rsp_01a1fd8c69a07c3e8f21d1c65b2e9a10",
        "submission_id": "01a1fd8c-69a0-7c3e-8f21-d1c65b2e9a10",
        "survey": "after-support",
        "version": 1,
        "answers": {
            "score": 5,
            "comment": "Quick and kind."
        },
        "finished": true,
        "finished_at": "2026-11-21T10:00:12.000Z",
        "started_at": "2026-11-21T10:00:00.160Z",
        "locale": "en",
        "channel": "app",
        "properties": {
            "touchpoint": "support"
        }
    })
}

pub fn post_responses() -> Value {
    json!(
        "{\"submission_id\":\"01a1fd8c-69a0-7c3e-8f21-d1c65b2e9a10\",\"survey\":\"after-support\",\"answers\":{\"score\":5}}\n"
    )
}

pub fn post_responses_answered() -> Value {
    json!(
        "{\"id\":\"rsp_01a1fd8c69a07c3e8f21d1c65b2e9a10\",\"submission_id\":\"01a1fd8c-69a0-7c3e-8f21-d1c65b2e9a10\",\"survey\":\"after-support\",\"version\":1,\"answers\":{\"score\":5},\"finished\":true,\"finished_at\":\"2026-11-21T10:00:12.000Z\",\"started_at\":\"2026-11-21T10:00:00.160Z\",\"locale\":null,\"channel\":\"app\",\"properties\":{}}\n"
    )
}

pub fn comments() -> Value {
    json!({
        "data": [
            "More light in the office.",
            "Good people."
        ],
        "next_cursor": null
    })
}

pub fn responses() -> Value {
    json!({
        "data": [
            {
                "id": "rsp_01a1fd8c69a07c3e8f21d1c65b2e9a10",
                "submission_id": "01a1fd8c-69a0-7c3e-8f21-d1c65b2e9a10",
                "survey": "after-support",
                "version": 1,
                "answers": {
                    "score": 5,
                    "comment": "Quick and kind."
                },
                "finished": true,
                "finished_at": "2026-11-21T10:00:12.000Z",
                "started_at": "2026-11-21T10:00:00.160Z",
                "locale": "en",
                "channel": "app",
                "properties": {
                    "touchpoint": "support"
                },
                "segment": "vip",
                "person": "customer-1017",
                "dispatch": null,
                "suspect": null,
                "suspect_version": null,
                "review": null
            }
        ],
        "next_cursor": null
    })
}

pub fn response() -> Value {
    json!({
        "id": "rsp_01a1fd8c69a07c3e8f21d1c65b2e9a10",
        "submission_id": "01a1fd8c-69a0-7c3e-8f21-d1c65b2e9a10",
        "survey": "after-support",
        "version": 1,
        "answers": {
            "score": 5,
            "comment": "Quick and kind."
        },
        "finished": true,
        "finished_at": "2026-11-21T10:00:12.000Z",
        "started_at": "2026-11-21T10:00:00.160Z",
        "locale": "en",
        "channel": "app",
        "properties": {
            "touchpoint": "support"
        },
        "segment": "vip",
        "person": "customer-1017",
        "dispatch": null,
        "suspect": null,
        "suspect_version": null,
        "review": null
    })
}

pub fn put_review() -> Value {
    json!({"genuine": true})
}

pub fn put_review_answered() -> Value {
    let mut answered = response();
    answered["suspect"] = json!("too_fast");
    answered["suspect_version"] = json!(2);
    answered["review"] = json!({"genuine": true, "at": "2026-11-21T12:30:00.000Z", "by": "q7w3e9r2", "earlier": []});
    answered
}
