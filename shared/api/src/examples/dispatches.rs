//! Examples of dispatches.

use serde_json::{Value, json};

pub fn dispatches() -> Value {
    json!({
        "data": [
            {
                "channel": "email",
                "created_at": "2026-11-21T10:00:00.000Z",
                "eligible_at": null,
                "expires_at": "2026-12-21T10:00:00.000Z",
                "id": "dsp_b77095d6c0058e95aa88bfa6b35582e4",
                "messages": [
                    {
                        "kind": "invitation",
                        "status": "sent",
                        "history": [
                            {
                                "status": "scheduled",
                                "at": "2026-11-21T10:00:00.000Z",
                                "reason": null
                            },
                            {
                                "status": "claimed",
                                "at": "2026-11-21T10:00:01.000Z",
                                "reason": null
                            },
                            {
                                "status": "sent",
                                "at": "2026-11-21T10:00:02.000Z",
                                "reason": null
                            }
                        ]
                    }
                ],
                "outcome": "scheduled",
                "person": "customer-1017",
                "reason": null,
                "status": "responded",
                "survey": "after-support"
            }
        ],
        "next_cursor": null
    })
}

pub fn post_dispatch_email() -> Value {
    json!({
        "key": "order-17",
        "survey": "after-support",
        "person": "customer-1017",
        "channel": "email",
        "properties": {
            "ticket": "T-17"
        }
    })
}

pub fn post_dispatch_sms() -> Value {
    json!({
        "key": "visit-17",
        "survey": "after-support",
        "person": {
            "id": "customer-1017",
            "phone": "+37126123456",
            "time_zone": "Europe/Riga",
            "consent": {
                "sms": {
                    "basis": "opt_in",
                    "source": "checkout",
                    "at": "2026-11-01T12:00:00.000Z"
                }
            }
        },
        "channel": "sms",
        "send_at": "2026-11-22T09:00:00+02:00",
        "spread_minutes": 60
    })
}

pub fn post_dispatch_link() -> Value {
    json!({
        "key": "order-18",
        "survey": "after-support",
        "person": {
            "id": "customer-1018",
            "locale": "lt"
        },
        "channel": "link"
    })
}

pub fn post_dispatch_scheduled() -> Value {
    json!({
        "id": "dsp_b77095d6c0058e95aa88bfa6b35582e4",
        "outcome": "scheduled"
    })
}

pub fn post_dispatch_skipped() -> Value {
    json!({
        "id": "dsp_54ef14a9d6e58fbb8ab3cbd4f7cfd7a4",
        "outcome": "skipped",
        "reason": "throttled",
        "eligible_at": "2026-12-20T10:00:02.000Z"
    })
}

pub fn post_dispatches() -> Value {
    json!("{\"key\":\"order-17\",\"survey\":\"after-support\",\"person\":\"customer-1017\",\"channel\":\"email\"}\n")
}

pub fn post_dispatches_answered() -> Value {
    json!("{\"id\":\"dsp_b77095d6c0058e95aa88bfa6b35582e4\",\"outcome\":\"scheduled\"}\n")
}

pub fn dispatch() -> Value {
    json!({
        "channel": "email",
        "created_at": "2026-11-21T10:00:00.000Z",
        "eligible_at": null,
        "expires_at": "2026-12-21T10:00:00.000Z",
        "id": "dsp_b77095d6c0058e95aa88bfa6b35582e4",
        "messages": [
            {
                "kind": "invitation",
                "status": "sent",
                "history": [
                    {
                        "status": "scheduled",
                        "at": "2026-11-21T10:00:00.000Z",
                        "reason": null
                    },
                    {
                        "status": "claimed",
                        "at": "2026-11-21T10:00:01.000Z",
                        "reason": null
                    },
                    {
                        "status": "sent",
                        "at": "2026-11-21T10:00:02.000Z",
                        "reason": null
                    }
                ]
            }
        ],
        "outcome": "scheduled",
        "person": "customer-1017",
        "reason": null,
        "status": "responded",
        "survey": "after-support"
    })
}
