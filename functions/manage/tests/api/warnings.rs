//! What is said of a survey that is taken and whose numbers would not say what they seem to.

use serde_json::{Value, json};

use crate::driver::Api;

#[tokio::test]
async fn goal_completion_on_a_page_without_one_goal_is_taken_and_warned_of() {
    let api = Api::start().await;
    let put = async |metric: &str, touchpoint: Value| {
        let put = api.put("/v1/surveys/s", &json!({"name": "s", "metric": metric, "touchpoint": touchpoint})).await;
        assert!(put.status.is_success(), "{}", put.body);
        put.json()
    };
    let told = put("gcr", json!("website")).await;
    let warnings = told["warnings"].as_array().unwrap();
    assert_eq!((warnings.len(), &warnings[0]["code"]), (1, &json!("no_single_goal")));
    assert!(warnings[0]["reason"].as_str().unwrap().contains("home or landing page"), "{told}");
    assert_eq!(put("gcr", json!("website")).await["warnings"], told["warnings"], "a repeat says so again");
    assert_eq!(api.get("/v1/surveys/s").await.json(), told);
    assert_eq!(api.get("/v1/surveys").await.json()["data"][0]["warnings"], told["warnings"]);
    for (metric, touchpoint) in [("gcr", json!("price_page")), ("gcr", Value::Null), ("csat", json!("website"))] {
        assert_eq!(put(metric, touchpoint).await.get("warnings"), None, "{metric}");
    }
}
