//! `GET /v1/surveys/{id}/preview`: the words of messages, and nobody gets one.

use axum::body::Body;
use domain::key::Scope;
use domain::workspace::Workspace;
use http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use report::router;
use serde_json::{Value, json};
use testing::builders::{stored_key, stored_survey, workspace};
use testing::document::Document;
use tower::ServiceExt as _;
use web::backend::Backend;

use crate::app::App;

async fn app(settings: Value, survey: Value) -> App {
    let app = App::start().await;
    let settings = Workspace::parse(workspace(), &settings).unwrap();
    app.store().put_workspace(&settings).await.unwrap();
    stored_survey(app.store(), "nps", "nps", &survey).await;
    app
}

async fn preview(app: &App, query: &str) -> Value {
    let answer = app.get(&format!("/v1/surveys/nps/preview?{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    answer.json()
}

#[tokio::test]
async fn a_mail_is_shown_as_it_will_be_read() {
    let app = app(json!({"company": "Acme", "from_name": "Acme care"}), Value::Null).await;
    let mut shown = preview(&app, "channel=email&locale=lv&kind=reminder").await;
    let html = shown["data"][0]["html"].take();
    let html = html.as_str().unwrap();
    let text = shown["data"][0]["text"].as_str().unwrap();
    assert_eq!(shown["data"][0]["bytes"], html.len() + text.len());
    assert!(
        html.starts_with("<!doctype html>") && html.contains("href=\"https://survey.example/s/preview-only?score=9\"")
    );
    shown["data"][0]["bytes"].take();
    insta::assert_snapshot!(serde_json::to_string_pretty(&shown).unwrap(), @r#"
    {
      "channel": "email",
      "data": [
        {
          "bytes": null,
          "from_name": "Acme care",
          "html": null,
          "locale": "lv",
          "subject": "Atgādinājums: Viens īss jautājums no uzņēmuma “Acme”",
          "text": "Pirms dažām dienām uzdevām Jums vienu īsu jautājumu. Atbilde aizņems desmit sekundes.\n\nCik liela ir iespējamība, ka ieteiksiet uzņēmumu “Acme” draugiem vai kolēģiem?\n\n0 = Ļoti maza, 10 = Ļoti liela\n\nAtbildēt: https://survey.example/s/preview-only\n\nJūs saņēmāt šo e-pastu, jo nesen izmantojāt uzņēmuma “Acme” pakalpojumus.\nVairs nesūtīt aptauju e-pastus: https://survey.example/u/preview-only\n"
        }
      ],
      "kind": "reminder"
    }
    "#);
}

#[tokio::test]
async fn a_text_is_shown_with_its_sender_and_what_it_costs_in_each_language() {
    let app = app(json!({"company": "Acme", "sms_sender": "Acme", "sms_segments": 3}), Value::Null).await;
    let shown = preview(&app, "channel=sms").await;
    insta::assert_snapshot!(serde_json::to_string_pretty(&shown).unwrap(), @r#"
    {
      "channel": "sms",
      "data": [
        {
          "encoding": "GSM-7",
          "locale": "en",
          "segments": 1,
          "sender": "Acme",
          "text": "How likely are you to recommend Acme to a friend or colleague? https://survey.example/s/preview-only Stop: https://survey.example/u/preview-only",
          "too_long": false,
          "units": 144
        },
        {
          "encoding": "UCS-2",
          "locale": "lv",
          "segments": 3,
          "sender": "Acme",
          "text": "Cik liela ir iespējamība, ka ieteiksiet uzņēmumu \"Acme\" draugiem vai kolēģiem? https://survey.example/s/preview-only Atteikties: https://survey.example/u/preview-only",
          "too_long": false,
          "units": 166
        },
        {
          "encoding": "UCS-2",
          "locale": "lt",
          "segments": 3,
          "sender": "Acme",
          "text": "Kokia tikimybė, kad rekomenduosite įmonę \"Acme\" draugams ar kolegoms? https://survey.example/s/preview-only Atsisakyti: https://survey.example/u/preview-only",
          "too_long": false,
          "units": 157
        },
        {
          "encoding": "UCS-2",
          "locale": "ru",
          "segments": 3,
          "sender": "Acme",
          "text": "Какова вероятность, что вы порекомендуете компанию \"Acme\" друзьям или коллегам? https://survey.example/s/preview-only Отказаться: https://survey.example/u/preview-only",
          "too_long": false,
          "units": 167
        }
      ],
      "kind": "invitation"
    }
    "#);
}

#[tokio::test]
async fn a_text_that_can_t_be_sent_is_shown_as_too_long() {
    let app = app(json!({"company": "Acme", "sms_sender": "Acme", "sms_segments": 1}), Value::Null).await;
    let shown = preview(&app, "channel=sms&locale=ru").await;
    assert_eq!((&shown["data"][0]["too_long"], &shown["data"][0]["segments"]), (&json!(true), &json!(2)));
}

#[tokio::test]
async fn without_a_language_it_is_shown_in_each_that_the_survey_offers() {
    let app = app(json!({"locales": ["ru", "lt"]}), Value::Null).await;
    stored_survey(app.store(), "own", "csat", &json!({"locales": ["lv", "en"]})).await;
    let languages = |shown: &Value| {
        shown["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["locale"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(languages(&preview(&app, "channel=email").await), ["ru", "lt"]);
    let own = app.get("/v1/surveys/own/preview?channel=sms").await.json();
    assert_eq!(languages(&own), ["lv", "en"]);
}

#[tokio::test]
async fn every_bad_parameter_is_named_at_once() {
    let app = app(json!({"locales": ["lv"]}), Value::Null).await;
    for (query, expected) in [
        ("", "channel: required"),
        (
            "channel=link&kind=both&locale=xx&to=1",
            "channel: unknown_channel\nkind: unknown_kind\nlocale: unknown_locale\nto: unknown_field",
        ),
        ("channel=email&locale=ru", "locale: not_offered"),
        ("channel=sms&channel=sms", "channel: repeated_field"),
    ] {
        let answer = app.get(&format!("/v1/surveys/nps/preview?{query}")).await;
        assert_eq!((answer.status, answer.problem_lines().as_str()), (StatusCode::BAD_REQUEST, expected));
    }
}

#[tokio::test]
async fn it_takes_a_key_that_may_read_and_a_survey_of_its_workspace() {
    let app = app(json!({}), Value::Null).await;
    let path = "/v1/surveys/nps/preview?channel=email";
    assert_eq!(app.get_with(path, &[]).await.status, StatusCode::UNAUTHORIZED);
    let sender = stored_key(app.store(), &workspace(), &[Scope::Send]).await;
    assert_eq!(app.get_with(path, &[("authorization", &sender)]).await.status, StatusCode::FORBIDDEN);
    let other = stored_key(app.store(), &"other".parse().unwrap(), &[Scope::Read]).await;
    assert_eq!(app.get_with(path, &[("authorization", &other)]).await.status, StatusCode::NOT_FOUND);
    for unknown in ["csat", "no%20id"] {
        let path = format!("/v1/surveys/{unknown}/preview?channel=email");
        assert_eq!(app.get(&path).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn it_writes_nothing_and_its_links_open_nothing() {
    let app = app(json!({"company": "Acme"}), Value::Null).await;
    let before = app.db.dump();
    let shown = preview(&app, "channel=email").await;
    assert_eq!(app.db.dump(), before);
    for mail in shown["data"].as_array().unwrap() {
        let links = mail["text"].as_str().unwrap().split_whitespace().filter(|word| word.starts_with("https://"));
        for link in links {
            let token = link.rsplit('/').next().unwrap();
            assert!(app.backend.open_survey_link(token).is_err(), "{link}");
        }
    }
}

#[tokio::test]
async fn the_document_shows_what_is_answered() {
    let operation = Document::committed().operation("get", "/v1/surveys/{id}/preview");
    let example = operation.says.pointer("/responses/200/content/application~1json/examples/sms/value").unwrap();
    let mut expected: Value =
        serde_json::from_str(&example.to_string().replace("voc.example.com", "survey.example")).unwrap();
    // Its host is one letter longer, twice.
    expected["data"][0]["units"] = json!(expected["data"][0]["units"].as_u64().unwrap() - 2);
    let app = app(json!({"company": "Acme", "sms_sender": "Acme"}), Value::Null).await;
    stored_survey(app.store(), "support", "csat", &json!({"touchpoint": "support"})).await;
    let answer = app.get("/v1/surveys/support/preview?channel=sms&locale=en").await;
    assert_eq!(answer.json(), expected);
}

#[tokio::test]
async fn where_no_setting_says_the_address_links_lead_to_the_host_that_was_asked() {
    let app = app(json!({}), Value::Null).await;
    let backend = Backend { base_url: String::new(), ..app.backend.clone() };
    let request = Request::get("/v1/surveys/nps/preview?channel=sms&locale=en")
        .header("host", "api.example")
        .header("authorization", &app.key)
        .body(Body::empty())
        .unwrap();
    let answer = router(backend).oneshot(request).await.unwrap();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    let shown: Value = serde_json::from_slice(&body).unwrap();
    let text = shown["data"][0]["text"].as_str().unwrap();
    assert!(text.contains(" https://api.example/s/") && text.contains(" https://api.example/u/"), "{text}");
}
