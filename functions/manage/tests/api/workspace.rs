//! The workspace's settings.

use domain::bucket::{Cube, Source, Values};
use domain::facts::{Count, Facts};
use domain::key::Scope;
use domain::timeline::Kind;
use serde_json::json;
use testing::builders::{time, workspace};

use crate::driver::{Api, NOW};

#[tokio::test]
async fn a_workspace_that_was_never_set_has_defaults() {
    let api = Api::start().await;
    insta::assert_json_snapshot!(api.get("/v1/workspace").await.json(), @r#"
    {
      "allowed_origins": [],
      "locales": [
        "en",
        "lv",
        "lt",
        "ru"
      ],
      "name": "acme",
      "quiet_hours": {
        "email": null,
        "sms": {
          "days": [
            "mon",
            "tue",
            "wed",
            "thu",
            "fri",
            "sat",
            "sun"
          ],
          "from": "21:00",
          "to": "08:00"
        }
      },
      "sms_segments": 2,
      "suspect_limit": 20,
      "targets": {
        "first_response_hours": "calendar",
        "first_response_minutes": 1440,
        "support_cost_percent": 10
      },
      "time_zone": "UTC"
    }
    "#);
}

#[tokio::test]
async fn a_workspace_is_set_whole() {
    let api = Api::start().await;
    let settings = json!({
        "name": "Acme", "company": "Acme SIA", "time_zone": "europe/riga", "locales": ["lv", "ru"], "suspect_limit": 5,
        "allowed_origins": ["https://shop.example", "http://localhost:5173", "https://shop.example"],
        "brand": {"logo_url": "https://cdn.example/logo.svg", "color": "#0B6E4F", "privacy_url": "https://acme.example/p"},
        "texts": {"thanks-high": {"lv": "Paldies no {company}!"}}, "currency": "EUR", "gross_margin": 62.5,
        "business_hours": {"tue": [["13:00", "17:00"], ["09:00", "12:30"]], "holidays": ["2026-12-25"]},
        "targets": {"first_response_minutes": 240, "first_response_hours": "business"}, "retention_days": 365,
    });
    let put = api.put("/v1/workspace", &settings).await;
    assert_eq!(put.status, 200);
    insta::assert_json_snapshot!(put.json(), @r##"
    {
      "allowed_origins": [
        "http://localhost:5173",
        "https://shop.example"
      ],
      "brand": {
        "color": "#0b6e4f",
        "logo_url": "https://cdn.example/logo.svg",
        "privacy_url": "https://acme.example/p"
      },
      "business_hours": {
        "holidays": [
          "2026-12-25"
        ],
        "tue": [
          [
            "09:00",
            "12:30"
          ],
          [
            "13:00",
            "17:00"
          ]
        ]
      },
      "company": "Acme SIA",
      "currency": "EUR",
      "gross_margin": 62.5,
      "locales": [
        "lv",
        "ru"
      ],
      "name": "Acme",
      "quiet_hours": {
        "email": null,
        "sms": {
          "days": [
            "mon",
            "tue",
            "wed",
            "thu",
            "fri",
            "sat",
            "sun"
          ],
          "from": "21:00",
          "to": "08:00"
        }
      },
      "retention_days": 365,
      "sms_segments": 2,
      "suspect_limit": 5,
      "targets": {
        "first_response_hours": "business",
        "first_response_minutes": 240,
        "support_cost_percent": 10
      },
      "texts": {
        "thanks-high": {
          "lv": "Paldies no {company}!"
        }
      },
      "time_zone": "Europe/Riga"
    }
    "##);
    assert_eq!(api.get("/v1/workspace").await.body, put.body);
    api.put("/v1/workspace", &json!({"time_zone": "UTC"})).await;
    let plain = api.get("/v1/workspace").await.json();
    for name in ["company", "brand", "texts", "currency", "gross_margin", "business_hours", "retention_days"] {
        assert_eq!(plain[name], json!(null), "a PUT replaces the whole, {name} too");
    }
    assert_eq!(plain["targets"]["first_response_minutes"], 1440);
    assert_eq!((&plain["allowed_origins"], &plain["suspect_limit"]), (&json!([]), &json!(20)));
}

#[tokio::test]
async fn origins_are_known_as_long_as_a_workspace_allows_them() {
    let api = Api::start().await;
    let other = api.key("other", &[Scope::Admin]).await;
    let shop = "https://shop.example".parse().unwrap();
    let store = &api.database.store;
    let allow = |key: &str, origins: serde_json::Value| {
        api.call("PUT", "/v1/workspace").by(key).json(&json!({"allowed_origins": origins})).send()
    };
    assert!(!store.origin_known(&shop).await.unwrap());
    for key in [&api.admin, &other] {
        assert_eq!(allow(key, json!(["https://shop.example", "https://www.example"])).await.status, 200);
    }
    allow(&api.admin, json!(["https://www.example"])).await;
    assert!(!store.origin_of(&workspace(), &shop).await.unwrap());
    assert!(store.origin_known(&shop).await.unwrap(), "the other workspace allows it still");
    allow(&other, json!([])).await;
    assert!(!store.origin_known(&shop).await.unwrap());
    assert!(store.origin_of(&workspace(), &"https://www.example".parse().unwrap()).await.unwrap());
}

#[tokio::test]
async fn forty_origins_may_be_allowed_and_each_is_exactly_what_browsers_send() {
    let api = Api::start().await;
    let origins = |n: usize| (0..n).map(|at| format!("https://{at}.example")).collect::<Vec<_>>();
    assert_eq!(api.put("/v1/workspace", &json!({"allowed_origins": origins(40)})).await.status, 200);
    // All forty give way to others in one write.
    let others: Vec<_> = origins(80).split_off(40);
    assert_eq!(api.put("/v1/workspace", &json!({"allowed_origins": others})).await.status, 200);
    assert_eq!(api.database.count("\"o#"), 40);
    let reply = api.put("/v1/workspace", &json!({"allowed_origins": origins(41)})).await;
    assert_eq!(reply.bad_fields(), ["allowed_origins: not_a_list"]);
    let bad = json!([
        "https://shop.example/",
        "*",
        "null",
        "https://Shop.example",
        "https://shop.example:443",
        1,
        "https://ok.example"
    ]);
    let reply = api.put("/v1/workspace", &json!({"allowed_origins": bad})).await;
    let mut named: Vec<_> = (0..5).map(|at| format!("allowed_origins[{at}]: invalid_origin")).collect();
    named.push("allowed_origins[5]: not_a_string".to_owned());
    assert_eq!(reply.bad_fields(), named);
    assert_eq!(api.database.count("\"o#"), 40);
}

#[tokio::test]
async fn a_colour_that_can_not_be_read_is_refused_with_one_that_can() {
    let api = Api::start().await;
    let reply = api.put("/v1/workspace", &json!({"brand": {"color": "#ffcc00"}})).await;
    assert_eq!(reply.bad_fields(), ["brand.color: low_contrast"]);
    let reason = reply.json()["invalid_params"][0]["reason"].as_str().unwrap().to_owned();
    let offered = reason.split_whitespace().find(|word| word.starts_with('#')).unwrap();
    let put = api.put("/v1/workspace", &json!({"brand": {"color": offered}})).await;
    assert_eq!((put.status.as_u16(), &put.json()["brand"]), (200, &json!({"color": offered})));
}

#[tokio::test]
async fn every_bad_setting_is_named_at_once_and_nothing_is_stored() {
    let api = Api::start().await;
    let before = api.database.dump();
    let body = json!({
        "name": "", "time_zone": "Mars", "locales": [], "quiet_hours": {"sms": null}, "retention_days": 3, "colour": 1,
        "currency": "euro", "gross_margin": 33.333, "targets": {"first_response_minutes": 0},
        "business_hours": {"mon": [["09:00", "12:00"], ["11:00", "17:00"]], "holidays": ["25.12."]},
        "suspect_limit": 0, "brand": {"color": "red", "logo_url": "http://cdn.example/x"},
        "texts": {"thanks-high": {"de": "Danke"}, "class-promoters": {"en": "fans"}, "Thanks": {"en": "x"}, "none": {"en": ""}},
    });
    insta::assert_json_snapshot!(api.put("/v1/workspace", &body).await.bad_fields(), @r#"
    [
      "name: length",
      "time_zone: unknown_time_zone",
      "locales: invalid_locales",
      "suspect_limit: out_of_range",
      "currency: unknown_currency",
      "gross_margin: too_precise",
      "business_hours.mon: overlapping_hours",
      "business_hours.holidays: invalid_date",
      "targets.first_response_minutes: out_of_range",
      "retention_days: out_of_range",
      "brand.logo_url: invalid_url",
      "brand.color: invalid_color",
      "texts.Thanks: invalid_text_id",
      "texts.none.en: length",
      "texts.thanks-high.de: unknown_locale",
      "colour: unknown_field",
      "texts.class-promoters: unknown_text",
      "texts.none: unknown_text"
    ]
    "#);
    assert_eq!(api.database.dump(), before);
}

#[tokio::test]
async fn changed_business_hours_or_days_ask_for_every_counted_day_of_the_timelines_and_nothing_else_does() {
    let api = Api::start().await;
    let (store, source) = (&api.database.store, Source::from(Kind::Tickets));
    let mut cube = Cube::<Facts>::default();
    let mut facts = Facts::default();
    facts.count(Count::Opened, 1);
    cube.merge(Values::new(), &facts);
    for day in ["2026-11-03", "2026-11-07"] {
        let day = day.parse().unwrap();
        let fence = store.raise_fence(&workspace(), &source, day).await.unwrap();
        store.write_bucket(&workspace(), &source, day, &cube, fence, time(NOW)).await.unwrap();
    }
    let hours = json!({"mon": [["09:00", "17:00"]]});
    let others =
        json!({"targets": {"first_response_minutes": 60}, "gross_margin": 50, "currency": "EUR", "retention_days": 90});
    let mut settings = json!({"name": "Acme"});
    for (field, value, asks) in [
        ("business_hours", hours.clone(), true),
        ("business_hours", hours, false),
        ("targets", others["targets"].clone(), false),
        ("gross_margin", others["gross_margin"].clone(), false),
        ("currency", others["currency"].clone(), false),
        ("retention_days", others["retention_days"].clone(), false),
        ("time_zone", json!("Europe/Riga"), true),
        ("business_hours", json!({"tue": [["09:00", "17:00"]]}), true),
        ("business_hours", json!(null), true),
    ] {
        settings[field] = value;
        assert_eq!(api.put("/v1/workspace", &settings).await.status, 200, "{settings}");
        let sent = api.queue.take();
        assert!(sent.iter().all(|sent| !sent.delay.is_zero()), "the change is stored before it is counted");
        let tasks: Vec<serde_json::Value> = sent.iter().map(|sent| serde_json::from_str(&sent.body).unwrap()).collect();
        let asked: Vec<_> = tasks.iter().map(|task| (&task["kind"], &task["from"], &task["to"])).collect();
        let all = (&json!("tickets"), &json!("2026-11-02"), &json!("2026-11-08"));
        assert_eq!(asked, if asks { vec![all] } else { vec![] }, "{field} of {settings}");
    }
}
