//! What can't be answered: each with a code of its own at the parameter that is wrong.

use domain::metric::{BuiltIn, Reads};
use http::StatusCode;
use serde_json::json;
use testing::builders::stored_survey;

use super::told::settle;
use crate::app::App;

#[tokio::test]
async fn what_does_not_fit_together_is_named() {
    let app = App::start().await;
    let own = json!([{"id": "orders", "name": "Orders", "kind": "mean", "of": {"event": "order_paid"}}]);
    settle(&app, &json!({"metrics": own})).await;
    stored_survey(app.store(), "nps", "nps", &json!({})).await;
    let periods = json!({"periods": [{"from": "2026-10-01", "to": "2026-10-31"}]});
    stored_survey(app.store(), "team", "enps", &periods).await;
    for (query, name, code) in [
        ("", "survey", "required"),
        ("interval=all", "survey", "required"),
        ("metric=nps", "survey", "required"),
        ("metric=enps", "survey", "required"),
        ("metric=", "metric", "unknown_metric"),
        ("metric=a%20b", "metric", "unknown_metric"),
        ("metric=happiness", "metric", "unknown_metric"),
        ("metric=NPS&survey=nps", "metric", "unknown_metric"),
        ("metric=happiness&survey=nps", "metric", "unknown_metric"),
        // A metric over events is the workspace's, not a survey's.
        ("metric=orders&survey=nps", "metric", "unknown_metric"),
        ("metric=csat&survey=nps", "metric", "metric_not_of_survey"),
        ("metric=enps&survey=nps", "metric", "metric_not_of_survey"),
        ("metric=clv&survey=nps", "survey", "survey_not_for_metric"),
        ("metric=first_response&survey=nps", "survey", "survey_not_for_metric"),
        ("metric=orders&group_by=touchpoint", "group_by", "unknown_dimension"),
        ("metric=clv&group_by=agent", "group_by", "unknown_dimension"),
        ("metric=support_cost&group_by=segment", "group_by", "unknown_dimension"),
        ("metric=delivery&group_by=plan", "group_by", "unknown_dimension"),
        ("metric=delivery&group_by=", "group_by", "unknown_dimension"),
        ("metric=delivery&compare=groups", "compare", "no_groups"),
        ("metric=delivery&compare=Previous", "compare", "unknown_comparison"),
        ("metric=delivery&compare=previous,groups", "compare", "unknown_comparison"),
        ("metric=response_rate&survey=team", "metric", "metric_not_of_survey"),
        ("metric=nps&survey=team", "metric", "metric_not_of_survey"),
    ] {
        let answer = app.get(&format!("/v1/metrics?{query}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}: {}", answer.text);
        assert_eq!(answer.problems(), [(name.to_owned(), code.to_owned())], "{query}: {}", answer.text);
    }
    for query in ["survey=none", "survey=none&metric=nps", "survey=none&metric=clv", "survey=none&metric=happiness"] {
        let answer = app.get(&format!("/v1/metrics?{query}")).await;
        assert_eq!((answer.status, &answer.json()["code"]), (StatusCode::NOT_FOUND, &json!("not_found")), "{query}");
    }
}

#[tokio::test]
async fn every_metric_may_be_grouped_by_each_of_its_dimensions_and_by_no_other() {
    let app = App::start().await;
    settle(&app, &json!({})).await;
    for metric in BuiltIn::ALL.into_iter().filter(|metric| matches!(metric.reads(), Reads::Timelines(_))) {
        let all =
            ["agent", "category", "channel", "locale", "plan", "segment", "survey", "touchpoint", "variant", "version"];
        for name in all {
            let answer = app.get(&format!("/v1/metrics?metric={metric}&group_by={name}")).await;
            let expected = if metric.dimensions().contains(&name) { StatusCode::OK } else { StatusCode::BAD_REQUEST };
            assert_eq!(answer.status, expected, "{metric} {name}");
        }
    }
}

#[tokio::test]
async fn the_first_days_of_the_calendar_are_answered_too() {
    let app = App::start().await;
    settle(&app, &json!({})).await;
    for day in ["0001-01-01", "9999-12-30"] {
        for metric in ["retention", "delivery"] {
            for interval in ["day", "week", "month", "all"] {
                let query =
                    format!("/v1/metrics?metric={metric}&from={day}&to={day}&interval={interval}&compare=previous");
                let answer = app.get(&query).await;
                assert!([200, 400].contains(&answer.status.as_u16()), "{query}: {}", answer.text);
            }
        }
    }
}
