//! What a workspace and a survey set for what is sent.

use serde_json::{Value, json};

use crate::driver::Api;

#[tokio::test]
async fn a_workspace_sets_when_and_as_whom_it_writes_and_where_texts_go() {
    let api = Api::start().await;
    let settings = json!({
        "quiet_hours": {
            "sms": {"from": "20:30", "to": "09:00", "days": ["fri", "mon"]},
            "email": {"from": "22:00", "to": "07:00"}
        },
        "from_email": "survey@example.com", "from_name": {"en": "Acme", "lv": "Akme"},
        "sms_sender": "Acme", "sms_countries": ["EE", "LV"], "sms_segments": 3
    });
    let put = api.put("/v1/workspace", &settings).await;
    assert_eq!(put.status, 200);
    let sending = ["quiet_hours", "from_email", "from_name", "sms_sender", "sms_countries", "sms_segments"];
    let shown: Value = sending.into_iter().map(|name| (name.to_owned(), put.json()[name].clone())).collect();
    insta::assert_json_snapshot!(shown, @r#"
    {
      "from_email": "survey@example.com",
      "from_name": {
        "en": "Acme",
        "lv": "Akme"
      },
      "quiet_hours": {
        "email": {
          "days": [
            "mon",
            "tue",
            "wed",
            "thu",
            "fri",
            "sat",
            "sun"
          ],
          "from": "22:00",
          "to": "07:00"
        },
        "sms": {
          "days": [
            "mon",
            "fri"
          ],
          "from": "20:30",
          "to": "09:00"
        }
      },
      "sms_countries": [
        "EE",
        "LV"
      ],
      "sms_segments": 3,
      "sms_sender": "Acme"
    }
    "#);
    assert_eq!(api.get("/v1/workspace").await.body, put.body);
    assert_eq!(api.put("/v1/workspace", &put.json()).await.body, put.body, "what is shown can be put");
    let plain = api.put("/v1/workspace", &json!({"from_name": "Acme", "sms_sender": "+37120000000"})).await.json();
    assert_eq!((&plain["from_name"], &plain["sms_sender"]), (&json!("Acme"), &json!("+37120000000")));
    assert_eq!((&plain["sms_countries"], &plain["quiet_hours"]["email"]), (&Value::Null, &Value::Null));
}

#[tokio::test]
async fn texts_may_not_go_out_longer_than_from_8_to_21_and_every_bad_setting_is_named() {
    let api = Api::start().await;
    let before = api.database.dump();
    for quiet in [json!({"from": "22:00", "to": "08:00"}), json!({"from": "21:00", "to": "07:59"})] {
        let reply = api.put("/v1/workspace", &json!({"quiet_hours": {"sms": quiet}})).await;
        assert_eq!(reply.bad_fields(), ["quiet_hours.sms: too_wide"], "{quiet}");
    }
    let body = json!({
        "quiet_hours": {"sms": {"from": "9", "days": []}, "email": {"from": "22:00", "to": "22:00"}, "link": null},
        "from_email": "survey", "from_name": {"de": "Acme"}, "sms_sender": "A name", "sms_countries": ["lv"],
        "sms_segments": 7
    });
    insta::assert_json_snapshot!(api.put("/v1/workspace", &body).await.bad_fields(), @r#"
    [
      "from_email: invalid_email",
      "from_name.de: unknown_locale",
      "sms_sender: invalid_sender",
      "sms_countries: unknown_country",
      "sms_segments: out_of_range",
      "quiet_hours.sms.from: invalid_hours",
      "quiet_hours.sms.to: required",
      "quiet_hours.sms.days: required",
      "quiet_hours.email.to: invalid_hours",
      "quiet_hours.link: unknown_field"
    ]
    "#);
    assert_eq!(api.database.dump(), before);
}

#[tokio::test]
async fn a_survey_sets_how_often_it_may_ask_and_when_it_asks_again() {
    let api = Api::start().await;
    let put = |more: Value| {
        let mut body = json!({"name": "s", "metric": "nps"});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let call = api.call("PUT", "/v1/surveys/s").json(&body);
        async move { call.send().await }
    };
    let shown = put(json!({"throttle_days": 0, "reminder": {"after_days": 3}})).await.json();
    assert_eq!((&shown["throttle_days"], &shown["reminder"]), (&json!(0), &json!({"after_days": 3, "at_most": 1})));
    let shown =
        put(json!({"throttle_days": 365, "link_days": 31, "reminder": {"after_days": 30, "at_most": 3}})).await.json();
    assert_eq!((&shown["reminder"]["at_most"], &shown["version"]), (&json!(3), &json!(2)));
    assert_eq!(put(json!({})).await.json().get("reminder"), None);
    for (more, expected) in [
        (json!({"throttle_days": 366}), "throttle_days: out_of_range"),
        (json!({"throttle_days": "30"}), "throttle_days: not_an_integer"),
        (json!({"reminder": {"after_days": 0}}), "reminder.after_days: out_of_range"),
        (json!({"reminder": {"after_days": 1, "at_most": 4}}), "reminder.at_most: out_of_range"),
        (json!({"reminder": 3}), "reminder: not_an_object"),
        (json!({"link_days": 5, "reminder": {"after_days": 5}}), "reminder.after_days: after_the_link"),
    ] {
        assert_eq!(put(more).await.bad_fields(), [expected]);
    }
}
