//! Pages of lists.

use serde_json::{Value, json};

use crate::driver::Api;

async fn ids(api: &Api, path: &str, key: &str) -> (Vec<String>, Option<String>) {
    let page = api.call("GET", path).by(key).send().await.json();
    let ids = page["data"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect();
    (ids, page["next_cursor"].as_str().map(str::to_owned))
}

#[tokio::test]
async fn a_list_is_read_page_by_page_to_its_end() {
    let api = Api::start().await;
    assert_eq!(api.get("/v1/surveys").await.json(), json!({"data": [], "next_cursor": null}));
    for id in ["c", "a", "b"] {
        api.put(&format!("/v1/surveys/{id}"), &json!({"name": id, "metric": "nps"})).await;
    }
    let (first, cursor) = ids(&api, "/v1/surveys?limit=2", &api.admin).await;
    let cursor = cursor.unwrap();
    let (second, end) = ids(&api, &format!("/v1/surveys?limit=2&cursor={cursor}"), &api.admin).await;
    assert_eq!((first, second, end), (vec!["a".to_owned(), "b".to_owned()], vec!["c".to_owned()], None));
    assert_eq!(ids(&api, "/v1/surveys?limit=3", &api.admin).await.1, None);
}

#[tokio::test]
async fn keys_are_listed_newest_first() {
    let api = Api::start().await;
    let mut made = Vec::new();
    for name in ["one", "two", "three"] {
        api.clock.advance(jiff::SignedDuration::from_secs(1));
        let key = api.post("/v1/keys", &json!({"name": name, "scopes": ["read"]})).await.json();
        made.insert(0, key["id"].as_str().unwrap().to_owned());
    }
    let (first, cursor) = ids(&api, "/v1/keys?limit=2", &api.admin).await;
    assert_eq!(first, made[..2]);
    let (second, end) = ids(&api, &format!("/v1/keys?cursor={}", cursor.unwrap()), &api.admin).await;
    assert_eq!((second[0].as_str(), second.len(), end), (made[2].as_str(), 2, None), "the last is the test's own key");
}

#[tokio::test]
async fn a_cursor_holds_for_its_workspace_and_its_list_alone() {
    let api = Api::start().await;
    for id in ["a", "b"] {
        api.put(&format!("/v1/surveys/{id}"), &json!({"name": id, "metric": "nps"})).await;
    }
    let other = api.key("other", &[domain::key::Scope::Admin]).await;
    let cursor = ids(&api, "/v1/surveys?limit=1", &api.admin).await.1.unwrap();
    let invalid: (u16, String) = (400, "invalid_cursor".to_owned());
    let surveys = format!("/v1/surveys?cursor={cursor}");
    assert_eq!(api.call("GET", &surveys).by(&other).send().await.problem(), invalid);
    assert_eq!(api.get(&format!("/v1/keys?cursor={cursor}")).await.problem(), invalid);
    assert_eq!(api.get("/v1/surveys?cursor=nonsense").await.problem(), invalid);
    api.clock.advance(jiff::SignedDuration::from_hours(24));
    assert_eq!(api.get(&surveys).await.problem(), invalid);
}

#[tokio::test]
async fn a_limit_is_1_to_1000_and_nothing_else_is_a_parameter() {
    let api = Api::start().await;
    for bad in ["0", "1001", "x", "-1", ""] {
        let reply = api.get(&format!("/v1/surveys?limit={bad}")).await;
        assert_eq!(reply.bad_fields(), ["limit: out_of_range"], "{bad}");
    }
    let reply = api.get("/v1/surveys?limit=x&metric=nps").await;
    assert_eq!(reply.bad_fields(), ["limit: out_of_range", "metric: unknown_field"]);
    assert_eq!(api.get("/v1/surveys?limit=1&limit=2").await.problem(), (400, "repeated_field".to_owned()));
    assert_eq!(api.get("/v1/surveys?limit=1000").await.json()["data"], Value::Array(vec![]));
}

#[tokio::test]
async fn a_page_of_large_surveys_ends_early_and_each_survey_is_on_one() {
    let api = Api::start().await;
    api.put("/v1/workspace", &json!({"locales": ["en", "lv", "lt", "ru"]})).await;
    let text = "ž".repeat(500);
    let question = |number| json!({"id": format!("q{number}"), "type": "text", "text": {"en": text, "lv": text, "lt": text, "ru": text}});
    let questions: Vec<_> = (0..3).map(question).collect();
    for number in 0..200 {
        let survey = testing::builders::survey(&format!("s{number:03}"), "nps", &json!({"questions": questions}));
        assert!(api.database.store.put_survey(&testing::builders::workspace(), &survey).await.unwrap());
    }
    let (mut found, mut sizes, mut cursor) = (Vec::new(), Vec::new(), None);
    while found.is_empty() || cursor.is_some() {
        let more = cursor.map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
        let path = format!("/v1/surveys?limit=1000{more}");
        sizes.push(api.get(&path).await.body.len());
        let (page, next) = ids(&api, &path, &api.admin).await;
        found.extend(page);
        cursor = next;
    }
    assert_eq!(found, (0..200).map(|number| format!("s{number:03}")).collect::<Vec<_>>());
    assert!(sizes.len() > 2 && sizes.iter().all(|size| *size < 4 * 1024 * 1024), "{sizes:?}");
}
