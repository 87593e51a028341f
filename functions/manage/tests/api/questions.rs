//! What a survey asks besides its score, and in which words.

use serde_json::json;

use crate::driver::Api;

#[tokio::test]
async fn a_teams_own_questions_are_shown_as_it_wrote_them_where_the_page_has_them() {
    let api = Api::start().await;
    let questions = json!([
        {"id": "missing", "type": "multi", "required": true, "text": {"en": "What was missing?", "lv": "Kā pietrūka?"},
         "options": [{"id": "speed", "text": {"en": "Speed"}}, {"id": "care", "text": {"en": "Care"}}],
         "show_if": {"question": "score", "any_of": ["no", "partly"]}},
        {"id": "staff", "type": "rating", "required": false, "text": {"en": "And our staff?"}, "scale": {"min": 1, "max": 5},
         "look": "faces"},
        {"id": "sure", "type": "yes_no", "required": false, "text": {"en": "Sure?"}, "options": ["yes", "no"],
         "show_if": {"question": "staff", "at_least": 2, "at_most": 4}},
    ]);
    let body = json!({
        "name": "Goal", "metric": "gcr", "locales": ["en", "lv"], "pages": "several", "questions": questions,
        "texts": {"question": {"en": "Did you find it at {company}?"}, "gcr-why": {"lv": "Kas par vainu?"}},
    });
    api.put("/v1/workspace", &json!({"company": "Acme", "texts": {"gcr-yes": {"en": "I did"}}})).await;
    let put = api.put("/v1/surveys/s", &body).await;
    assert_eq!(put.status, 201, "{}", put.body);
    let shown = put.json();
    assert_eq!(shown["pages"], "several");
    assert_eq!(shown["texts"], body["texts"]);
    let all = shown["questions"].as_array().unwrap();
    assert_eq!(all[1..4], *questions.as_array().unwrap());
    let ids: Vec<_> = all.iter().map(|question| question["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["score", "missing", "staff", "sure", "comment", "contact"]);
    // A team's texts stand in the place of the default ones, in the languages that it wrote them in.
    assert_eq!(all[0]["text"]["en"], "Did you find it at Acme?");
    assert_eq!(all[0]["text"]["lv"], "Vai Jums šodien izdevās paveikt to, ko vēlējāties?");
    assert_eq!(all[0]["options"][0], json!({"value": "yes", "text": {"en": "I did", "lv": "Jā"}}));
    let low = &all[4]["text_by_tone"]["low"];
    assert_eq!(low, &json!({"en": "What got in the way?", "lv": "Kas par vainu?"}));
    assert_eq!(all[5]["show_if"], json!({"question": "score", "any_of": ["partly", "no"]}));
    assert_eq!(api.get("/v1/surveys/s").await.body, put.body);

    let again = api.put("/v1/surveys/s", &body).await;
    assert_eq!((again.status.as_u16(), &again.json()["version"]), (200, &json!(1)));
    let fewer = json!({"name": "Goal", "metric": "gcr", "locales": ["en", "lv"], "questions": []});
    let put = api.put("/v1/surveys/s", &fewer).await;
    assert_eq!((put.status.as_u16(), &put.json()["version"]), (200, &json!(2)));
}
