//! What a comparison says in words, and which way is better.

use domain::context::Channel::{App as InApp, Email};
use domain::metric::BuiltIn;
use serde_json::{Value, json};
use testing::builders::stored_survey;

use super::customers::{spells, told};
use super::tickets::seven_weeks;
use super::told::{event, settle, tell};
use crate::app::App;

/// Direction, verdict, whether that is better, and the sentence without its p.
fn said(answer: &Value, name: &str, entry: usize) -> (String, String, Value, String) {
    let compared = &answer["series"][entry][name];
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let reads = text(&compared["reads"]);
    let p = reads.find(" (p ").map(|from| (from, reads.find(')').expect("an end") + 1));
    let reads = p.map_or(reads.clone(), |(from, to)| format!("{}{}", &reads[..from], &reads[to..]));
    (text(&answer["direction"]), text(&compared["verdict"]), compared["better"].clone(), reads)
}

/// What is said of a survey whose scores were `before` on one day and `now` on the next, thirty each.
async fn of_scores(metric: &str, more: &Value, before: &Value, now: &Value) -> (String, String, Value, String) {
    let app = App::start().await;
    let survey = stored_survey(app.store(), "one", metric, more).await;
    for (day, score, other) in [("2026-11-19", before, now), ("2026-11-20", now, before)] {
        app.count(&survey, day, &[("", Email, score.clone(), 29), ("", InApp, other.clone(), 1)]).await;
    }
    said(&app.metrics("survey=one&from=2026-11-20&to=2026-11-20&compare=previous").await, "comparison", 0)
}

fn words(direction: &str, verdict: &str, better: bool, reads: &str) -> (String, String, Value, String) {
    (direction.to_owned(), verdict.to_owned(), json!(better), reads.to_owned())
}

#[tokio::test]
async fn for_most_scores_higher_is_better() {
    let better = words("higher_is_better", "higher", true, "Higher than the period before: better.");
    let worse = words("higher_is_better", "lower", false, "Lower than the period before: worse.");
    for (metric, good, bad) in [("nps", json!(10), json!(0)), ("csat", json!(5), json!(1)), ("ces", json!(7), json!(1))]
    {
        assert_eq!(of_scores(metric, &json!({}), &bad, &good).await, better, "{metric}");
        assert_eq!(of_scores(metric, &json!({}), &good, &bad).await, worse, "{metric}");
    }
}

#[tokio::test]
async fn of_effort_by_mean_less_is_better_and_its_share_of_easy_answers_more() {
    let mean = json!({"method": "mean", "direction": "lower_is_better"});
    let better = words("lower_is_better", "lower", true, "Lower than the period before: better.");
    assert_eq!(of_scores("ces", &mean, &json!(6), &json!(2)).await, better);
    let worse = words("lower_is_better", "higher", false, "Higher than the period before: worse.");
    assert_eq!(of_scores("ces", &mean, &json!(2), &json!(6)).await, worse);
    let share = json!({"direction": "lower_is_better"});
    let better = words("lower_is_better", "higher", true, "Higher than the period before: better.");
    assert_eq!(of_scores("ces", &share, &json!(6), &json!(2)).await, better);
}

#[tokio::test]
async fn what_may_be_chance_is_said_to_be_no_clear_difference() {
    let app = App::start().await;
    let survey = stored_survey(app.store(), "one", "csat", &json!({})).await;
    app.count(&survey, "2026-11-19", &[("", Email, json!(5), 20), ("", Email, json!(1), 12)]).await;
    app.count(&survey, "2026-11-20", &[("", Email, json!(5), 22), ("", Email, json!(1), 10)]).await;
    let answer = app.metrics("survey=one&from=2026-11-20&to=2026-11-20&compare=previous").await;
    let entry = &answer["series"][0];
    assert_eq!(entry["comparison"]["reads"], "No clear difference from the period before (p = 0.602).");
    assert_eq!(entry["comparison"]["better"], Value::Null);
    assert_eq!(entry["previous"], json!({"from": "2026-11-19", "to": "2026-11-19", "n": 32, "value": 62.5}));
}

#[tokio::test]
async fn of_waiting_less_is_better() {
    let app = App::start().await;
    settle(&app, &json!({})).await;
    tell(&app, &seven_weeks()).await;
    let answer =
        app.metrics("metric=reply_time&from=2026-10-01&to=2026-11-20&interval=all&group_by=agent&compare=groups").await;
    let mia = answer["series"].as_array().unwrap().iter().position(|entry| entry["group"]["agent"] == "mia").unwrap();
    assert_eq!(
        said(&answer, "against_rest", mia),
        words("lower_is_better", "lower", true, "Lower than all others: better.")
    );
    assert_eq!(
        said(&answer, "against_rest", mia + 1),
        words("lower_is_better", "higher", false, "Higher than all others: worse.")
    );
}

#[tokio::test]
async fn of_churn_less_is_better_and_of_retention_more() {
    let app = App::start().await;
    settle(&app, &json!({})).await;
    let of = |number: usize, kind: &str, day: &str| {
        event(&format!("{kind}{number}"), kind, &format!("{day}T10:00:00Z"), &json!({"person": format!("p{number}")}))
    };
    let mut events: Vec<_> = (0..40).map(|number| of(number, "customer_started", "2025-01-01")).collect();
    events.extend((0..20).map(|number| of(number, "customer_ended", "2026-11-10")));
    tell(&app, &events).await;
    let query = "from=2026-11-01&to=2026-11-20&interval=all&compare=previous";
    let churn = app.metrics(&format!("metric=gross_churn&{query}")).await;
    let worse = words("lower_is_better", "higher", false, "Higher than the period before: worse.");
    assert_eq!(said(&churn, "comparison", 0), worse);
    let stayed = app.metrics(&format!("metric=retention&{query}")).await;
    let worse = words("higher_is_better", "lower", false, "Lower than the period before: worse.");
    assert_eq!(said(&stayed, "comparison", 0), worse);
}

#[tokio::test]
async fn groups_are_adjusted_for_how_many_they_are_and_one_overall_test_stands_first() {
    let app = App::start().await;
    let survey = stored_survey(app.store(), "one", "csat", &json!({})).await;
    let mut answers = vec![("p0", Email, json!(5), 27), ("p0", Email, json!(1), 5)];
    for place in ["p1", "p2", "p3", "p4", "p5"] {
        answers.extend([(place, Email, json!(5), 20), (place, Email, json!(1), 12)]);
    }
    app.count(&survey, "2026-11-20", &answers).await;
    let query = "survey=one&interval=all&group_by=touchpoint&compare=groups";
    let answer = app.metrics(query).await;
    let first = &answer["series"][0]["against_rest"];
    // Alone it would be 0.023; of six groups it is six times that.
    assert_eq!(first["verdict"], "no_clear_difference");
    let p = first["p"].as_f64().unwrap();
    assert!((0.05..0.3).contains(&p), "{p}");
    let overall = answer["overall"].as_array().unwrap();
    assert_eq!(
        (overall.len(), &overall[0]["period"], &overall[0]["overall"]["test"]),
        (1, &json!("all"), &json!("chi_squared"))
    );
    assert_eq!(overall[0]["overall"]["df"], 5.0);
}

#[tokio::test]
async fn each_group_is_compared_with_all_others_together() {
    let app = App::start().await;
    let survey = stored_survey(app.store(), "one", "csat", &json!({})).await;
    let mut answers = Vec::new();
    for (place, good, bad) in [("a", 30, 10), ("b", 12, 8), ("c", 5, 30), ("d", 17, 3), ("e", 0, 11)] {
        answers.extend([(place, Email, json!(5), good), (place, Email, json!(1), bad)]);
    }
    app.count(&survey, "2026-11-20", &answers).await;
    let answer = app.metrics("survey=one&interval=all&group_by=touchpoint&compare=groups").await;
    let all: (u64, u64) = (64, 126);
    for (entry, (good, n)) in
        answer["series"].as_array().unwrap().iter().zip([(30, 40), (12, 20), (5, 35), (17, 20), (0, 11)])
    {
        #[expect(clippy::cast_precision_loss, reason = "small numbers")]
        let expected = 100.0 * (good as f64 / n as f64 - (all.0 - good) as f64 / (all.1 - n) as f64);
        let difference = entry["against_rest"]["difference"].as_f64().unwrap();
        assert!((difference - expected).abs() < 1e-9, "{difference} {expected}: {entry}");
    }
}

#[tokio::test]
async fn what_no_test_knows_is_compared_by_nothing() {
    let app = App::start().await;
    settle(&app, &json!({})).await;
    tell(&app, &told(&spells())).await;
    for metric in [BuiltIn::NetChurn, BuiltIn::Clv, BuiltIn::SupportCost] {
        let answer =
            app.metrics(&format!("metric={metric}&from=2026-01-01&to=2026-06-30&interval=all&compare=previous")).await;
        let entry = answer["series"][0].as_object().unwrap();
        assert_eq!((entry.get("comparison"), entry.contains_key("previous")), (Some(&Value::Null), true), "{metric}");
    }
}
