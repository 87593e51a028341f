//! Examples of workspace.

use serde_json::{Value, json};

pub fn workspace() -> Value {
    json!({
        "name": "Acme",
        "company": "Acme",
        "time_zone": "Europe/Riga",
        "locales": [
            "lv",
            "en",
            "ru"
        ],
        "allowed_origins": [
            "https://shop.example.com"
        ],
        "suspect_limit": 20,
        "quiet_hours": {
            "sms": {
                "from": "20:00",
                "to": "09:00",
                "days": [
                    "mon",
                    "tue",
                    "wed",
                    "thu",
                    "fri"
                ]
            },
            "email": null
        },
        "from_name": {
            "en": "Acme",
            "lv": "Akme"
        },
        "sms_sender": "Acme",
        "sms_countries": [
            "EE",
            "LT",
            "LV"
        ],
        "sms_segments": 2,
        "currency": "EUR",
        "gross_margin": 42.5,
        "business_hours": {
            "mon": [
                [
                    "09:00",
                    "12:30"
                ],
                [
                    "13:00",
                    "17:00"
                ]
            ],
            "fri": [
                [
                    "09:00",
                    "16:00"
                ]
            ],
            "holidays": [
                "2026-12-25"
            ]
        },
        "targets": {
            "first_response_minutes": 240,
            "first_response_hours": "business",
            "support_cost_percent": 10
        },
        "retention_days": 730,
        "brand": {
            "logo_url": "https://cdn.example.com/acme.svg",
            "color": "#0b6e4f",
            "privacy_url": "https://example.com/privacy"
        },
        "texts": {
            "thanks-high": {
                "en": "You made our day at {company}!"
            }
        }
    })
}
