//! Surveys.

use domain::response::Response;
use futures::future::join_all;
use serde_json::{Value, json};
use testing::builders::{self, survey_id, time, workspace};

use crate::driver::{Api, NOW};

/// Stores an answer to survey `s`.
async fn answered(api: &Api, score: &Value) -> Response {
    let survey = api.database.store.survey(&workspace(), &survey_id("s")).await.unwrap().unwrap();
    let response = builders::response(&survey, time(NOW), 1, score);
    api.database.store.put_response(&workspace(), &response).await.unwrap();
    response
}

#[tokio::test]
async fn everything_but_name_and_metric_has_a_default_and_is_shown() {
    let api = Api::start().await;
    api.put("/v1/workspace", &json!({"company": "Acme", "time_zone": "Europe/Riga"})).await;
    let put = api.put("/v1/surveys/s", &json!({"name": "After purchase", "metric": "nps"})).await;
    assert_eq!(put.status, 201);
    insta::assert_json_snapshot!(put.json(), @r#"
    {
      "archived": false,
      "default_locale": "en",
      "dimensions": [],
      "direction": "higher_is_better",
      "edit_minutes": 0,
      "id": "s",
      "kind": "transactional",
      "link_days": 30,
      "locales": [
        "en",
        "lv",
        "lt",
        "ru"
      ],
      "look": "numbers",
      "method": "top_box",
      "metric": "nps",
      "name": "After purchase",
      "pages": "one",
      "questions": [
        {
          "id": "score",
          "look": "numbers",
          "max": {
            "text": {
              "en": "Extremely likely",
              "lt": "Labai didelė",
              "lv": "Ļoti liela",
              "ru": "Очень высокая"
            },
            "value": 10
          },
          "min": {
            "text": {
              "en": "Not at all likely",
              "lt": "Labai maža",
              "lv": "Ļoti maza",
              "ru": "Очень низкая"
            },
            "value": 0
          },
          "required": true,
          "text": {
            "en": "How likely are you to recommend Acme to a friend or colleague?",
            "lt": "Kokia tikimybė, kad rekomenduosite įmonę „Acme“ draugams ar kolegoms?",
            "lv": "Cik liela ir iespējamība, ka ieteiksiet uzņēmumu “Acme” draugiem vai kolēģiem?",
            "ru": "Какова вероятность, что вы порекомендуете компанию «Acme» друзьям или коллегам?"
          },
          "type": "rating"
        },
        {
          "id": "comment",
          "required": false,
          "text": {
            "en": "What could we do better?",
            "lt": "Ką galėtume daryti geriau?",
            "lv": "Ko mēs varētu darīt labāk?",
            "ru": "Что мы могли бы делать лучше?"
          },
          "text_by_tone": {
            "high": {
              "en": "What did you like most?",
              "lt": "Kas Jums labiausiai patiko?",
              "lv": "Kas Jums patika visvairāk?",
              "ru": "Что вам понравилось больше всего?"
            },
            "low": {
              "en": "What should we improve first?",
              "lt": "Ką pirmiausia turėtume pagerinti?",
              "lv": "Kas mums vispirms būtu jāuzlabo?",
              "ru": "Что нам следует улучшить в первую очередь?"
            },
            "mid": {
              "en": "What could we do better?",
              "lt": "Ką galėtume daryti geriau?",
              "lv": "Ko mēs varētu darīt labāk?",
              "ru": "Что мы могли бы делать лучше?"
            }
          },
          "type": "text"
        }
      ],
      "scale": {
        "max": 10,
        "min": 0
      },
      "shards": 1,
      "throttle_days": 30,
      "time_zone": "Europe/Riga",
      "version": 1
    }
    "#);
    assert_eq!(api.get("/v1/surveys/s").await.body, put.body);
}

#[tokio::test]
async fn choices_are_shown_with_their_words_in_the_surveys_own_languages() {
    let api = Api::start().await;
    let body = json!({"name": "Goal", "metric": "gcr", "goal": "find a price", "locales": ["lt", "en"]});
    let put = api.put("/v1/surveys/s", &body).await.json();
    assert_eq!(put["default_locale"], "lt");
    insta::assert_json_snapshot!(put["questions"][0], @r#"
    {
      "id": "score",
      "options": [
        {
          "text": {
            "en": "Yes",
            "lt": "Taip"
          },
          "value": "yes"
        },
        {
          "text": {
            "en": "Partly",
            "lt": "Iš dalies"
          },
          "value": "partly"
        },
        {
          "text": {
            "en": "No",
            "lt": "Ne"
          },
          "value": "no"
        }
      ],
      "required": true,
      "text": {
        "en": "Were you able to do what you came for today?",
        "lt": "Ar šiandien pavyko padaryti tai, ko norėjote?"
      },
      "type": "choice"
    }
    "#);
}

#[tokio::test]
async fn relationship_is_a_kind_of_nps_and_fixed_once_there_are_answers() {
    let api = Api::start().await;
    let csat = api.put("/v1/surveys/s", &json!({"name": "s", "metric": "csat", "kind": "relationship"})).await;
    assert_eq!(csat.bad_fields(), ["kind: kind_not_for_metric"]);
    let put = api.put("/v1/surveys/s", &json!({"name": "s", "metric": "nps", "kind": "relationship"})).await;
    assert_eq!((put.status.as_u16(), &put.json()["kind"]), (201, &json!("relationship")));
    answered(&api, &json!(9)).await;
    let put = api.put("/v1/surveys/s", &json!({"name": "s", "metric": "nps"})).await;
    assert_eq!(put.problem(), (409, "survey_in_use".to_owned()));
}

#[tokio::test]
async fn an_equal_definition_makes_no_version_and_a_change_makes_one() {
    let api = Api::start().await;
    let body = json!({"name": "s", "metric": "csat"});
    assert_eq!(api.put("/v1/surveys/s", &body).await.status, 201);
    let before = api.database.dump();
    let spelled_out = json!({"name": "s", "metric": "csat", "scale": {"min": 1, "max": 5}, "kind": "transactional"});
    for same in [&body, &spelled_out] {
        let put = api.put("/v1/surveys/s", same).await;
        assert_eq!((put.status.as_u16(), &put.json()["version"]), (200, &json!(1)));
    }
    assert_eq!(api.database.dump(), before);
    let put = api.put("/v1/surveys/s", &json!({"name": "s", "metric": "csat", "touchpoint": "support"})).await;
    assert_eq!((put.status.as_u16(), &put.json()["version"]), (200, &json!(2)));
    assert_eq!(api.database.count("version#"), 2);
}

#[tokio::test]
async fn a_change_of_the_shards_starts_on_the_second_utc_date_and_an_equal_one_changes_nothing() {
    let api = Api::start().await;
    let put = |shards: u8| {
        let call = api.call("PUT", "/v1/surveys/s").json(&json!({"name": "s", "metric": "nps", "shards": shards}));
        async move { call.send().await }
    };
    let stored = || async { api.database.store.survey(&workspace(), &survey_id("s")).await.unwrap().unwrap() };
    assert_eq!(put(2).await.json()["shards"], 2);
    assert_eq!(stored().await.shards.of("2020-01-01".parse().unwrap()), 2, "a new one has them at once");
    let standing = answered(&api, &json!(9)).await;
    let shown = put(16).await.json();
    assert_eq!((&shown["shards"], &shown["version"]), (&json!(16), &json!(2)));
    let changed = stored().await;
    let dates = ["2026-11-21", "2026-11-22", "2026-11-23"].map(|date| changed.shards.of(date.parse().unwrap()));
    assert_eq!(dates, [2, 2, 16]);
    assert_eq!(put(16).await.json()["version"], 2);
    let found = api.database.store.response(&workspace(), &changed, standing.id).await.unwrap();
    assert_eq!(found.unwrap().0, standing);
    assert_eq!([put(0).await.bad_fields(), put(17).await.bad_fields()], [["shards: out_of_range"]; 2]);
}

#[tokio::test]
async fn what_answers_mean_is_fixed_once_there_are_some_and_the_rest_is_not() {
    let api = Api::start().await;
    let put = |more: Value| {
        let mut body = json!({"name": "s", "metric": "ces"});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let call = api.call("PUT", "/v1/surveys/s").json(&body);
        async move { call.send().await }
    };
    put(json!({})).await;
    assert_eq!(put(json!({"scale": {"min": 1, "max": 5}})).await.status, 200, "nobody has answered yet");
    answered(&api, &json!(5)).await;
    let before = api.database.dump();
    for change in [
        json!({"metric": "nps", "scale": null}),
        json!({"scale": {"min": 1, "max": 7}}),
        json!({"scale": {"min": 1, "max": 5}, "direction": "lower_is_better"}),
    ] {
        assert_eq!(put(change).await.problem(), (409, "survey_in_use".to_owned()));
    }
    assert_eq!(api.database.dump(), before);
    let put = put(json!({"scale": {"min": 1, "max": 5}, "method": "mean", "edit_minutes": 5})).await;
    assert_eq!((put.status.as_u16(), &put.json()["version"]), (200, &json!(3)));
}

#[tokio::test]
async fn of_two_changes_at_once_none_is_lost() {
    let api = Api::start().await;
    let put = |number: usize| {
        let call = api.call("PUT", "/v1/surveys/s").json(&json!({"name": format!("s{number}"), "metric": "nps"}));
        async move { call.send().await.json()["version"].as_u64().unwrap() }
    };
    let mut versions = join_all((0..4).map(put)).await;
    versions.sort_unstable();
    assert_eq!(versions, [1, 2, 3, 4]);
    assert_eq!(api.database.count("version#"), 4);
}

#[tokio::test]
async fn an_archived_survey_stays_readable_and_is_not_changed() {
    let api = Api::start().await;
    let body = json!({"name": "s", "metric": "nps"});
    api.put("/v1/surveys/s", &body).await;
    for _ in 0..2 {
        let reply = api.call("DELETE", "/v1/surveys/s").send().await;
        assert_eq!((reply.status.as_u16(), reply.body.as_str()), (204, ""));
    }
    assert_eq!(api.get("/v1/surveys/s").await.json()["archived"], true);
    assert_eq!(api.put("/v1/surveys/s", &body).await.problem(), (409, "survey_archived".to_owned()));
    assert_eq!(api.call("DELETE", "/v1/surveys/none").send().await.status, 404);
    assert_eq!(api.get("/v1/surveys/none").await.status, 404);
}

#[tokio::test]
async fn every_bad_field_of_a_survey_is_named_at_once_and_nothing_is_stored() {
    let api = Api::start().await;
    let before = api.database.dump();
    let body = json!({
        "metric": "csat", "scale": {"min": 0, "max": 10}, "kind": "annual", "locales": ["lv"], "default_locale": "en",
        "dimensions": ["channel"], "link_days": 0, "questions": [{"id": "score"}], "pages": "two", "look": "hearts",
        "texts": {"nothing": {"en": "x"}}, "reminder": {}, "colour": "red"
    });
    insta::assert_json_snapshot!(api.put("/v1/surveys/s", &body).await.bad_fields(), @r#"
    [
      "name: required",
      "scale: scale_not_for_metric",
      "kind: unknown_kind",
      "look: unknown_look",
      "default_locale: not_offered",
      "dimensions: invalid_dimensions",
      "link_days: out_of_range",
      "questions[0].id: reserved_id",
      "questions[0].type: required",
      "questions[0].text: required",
      "pages: unknown_pages",
      "reminder.after_days: required",
      "colour: unknown_field",
      "texts.nothing: unknown_text"
    ]
    "#);
    let enps = api.put("/v1/surveys/s", &json!({"name": "s", "metric": "enps"})).await;
    assert_eq!(enps.bad_fields(), ["periods: required"]);
    assert_eq!(api.database.dump(), before);
}

#[tokio::test]
async fn a_changed_zone_dimension_metric_or_suspect_limit_asks_for_every_counted_day_once_more_and_nothing_else_does() {
    let api = Api::start().await;
    let body = json!({"name": "x", "metric": "nps", "time_zone": "UTC"});
    api.put("/v1/surveys/nps", &body).await;
    let survey = api.database.store.survey(&workspace(), &"nps".parse().unwrap()).await.unwrap().unwrap();
    for day in ["2026-11-03", "2026-11-07"] {
        let at = time(&format!("{day}T23:00:00Z"));
        let mut cube = domain::bucket::Cube::default();
        cube.add(&builders::response(&survey, at, 1, &json!(9)), &survey);
        let day = day.parse().unwrap();
        let source = (&survey.id).into();
        let fence = api.database.store.raise_fence(&workspace(), &source, day).await.unwrap();
        api.database.store.write_bucket(&workspace(), &source, day, &cube, fence, at).await.unwrap();
    }
    let asked = |api: &Api| -> Vec<(String, String)> {
        let sent = api.queue.take();
        assert!(sent.iter().all(|sent| !sent.delay.is_zero()), "the change is stored before it is counted");
        let tasks = sent.iter().map(|sent| serde_json::from_str::<Value>(&sent.body).unwrap());
        tasks.map(|task| (task["from"].as_str().unwrap().to_owned(), task["to"].as_str().unwrap().to_owned())).collect()
    };
    let all = [("2026-11-02".to_owned(), "2026-11-08".to_owned())];
    api.put("/v1/surveys/nps", &json!({"name": "y", "metric": "nps", "time_zone": "UTC"})).await;
    assert!(asked(&api).is_empty(), "a name changes nothing that was counted");
    api.put("/v1/surveys/nps", &json!({"name": "y", "metric": "nps", "time_zone": "Europe/Riga"})).await;
    assert_eq!(asked(&api), all);
    api.put("/v1/surveys/nps", &json!({"name": "y", "metric": "nps", "dimensions": ["plan"]})).await;
    assert_eq!(asked(&api), all, "the workspace's zone is another, and so are the dimensions");
    api.put("/v1/workspace", &json!({"name": "Acme", "time_zone": "Europe/Vilnius"})).await;
    assert_eq!(asked(&api), all, "the survey has no zone of its own");
    api.put("/v1/workspace", &json!({"name": "Acme Ltd", "time_zone": "Europe/Vilnius"})).await;
    assert!(asked(&api).is_empty());
    api.put("/v1/surveys/nps", &json!({"name": "y", "metric": "nps", "time_zone": "UTC", "dimensions": ["plan"]}))
        .await;
    assert_eq!(asked(&api).len(), 1);
    let own = |name: &str| {
        let metric = json!({"id": "mean", "name": name, "kind": "mean", "of": {"question": "score"}});
        json!({"name": "y", "metric": "nps", "time_zone": "UTC", "dimensions": ["plan"], "metrics": [metric]})
    };
    api.put("/v1/surveys/nps", &own("Mean")).await;
    assert_eq!(asked(&api).len(), 1, "the words of a question count that did not");
    api.put("/v1/surveys/nps", &own("Another name")).await;
    assert!(asked(&api).is_empty());
    let settings = json!({"name": "Acme Ltd", "time_zone": "Europe/Vilnius", "suspect_limit": 50});
    api.put("/v1/workspace", &settings).await;
    assert_eq!(asked(&api), all, "how many answers of one address count is what a rollup counts by");
}
