//! What few answers allow, in the answer itself.

use domain::context::Channel::{App as InApp, Email};
use serde_json::{Value, json};
use testing::builders::stored_survey;

use super::told::{event, settle, tell};
use crate::app::App;

/// The entry of a day with `n` answers, of which all but one are positive.
async fn csat(n: u64) -> Value {
    let app = App::start().await;
    let survey = stored_survey(app.store(), "csat", "csat", &json!({})).await;
    if n > 0 {
        app.count(&survey, "2026-11-20", &[("", Email, json!(5), n - 1), ("", Email, json!(1), 1)]).await;
    }
    app.metrics("survey=csat&from=2026-11-20&to=2026-11-20").await["series"][0].clone()
}

#[tokio::test]
async fn below_ten_counts_stand_in_words_and_below_thirty_there_is_no_rank() {
    let said = async |n| {
        let entry = csat(n).await;
        assert_eq!(entry["n"], n);
        [entry["small_n"].as_str(), entry["counted"].as_str()].map(|text| text.map(str::to_owned))
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(said(0).await, [None, None]);
    assert_eq!(said(1).await, [some("counts_only"), some("0 of 1")]);
    assert_eq!(said(8).await, [some("counts_only"), some("7 of 8")]);
    assert_eq!(said(9).await, [some("counts_only"), some("8 of 9")]);
    assert_eq!(said(10).await, [some("no_rank"), None]);
    assert_eq!(said(29).await, [some("no_rank"), None]);
    assert_eq!(said(30).await, [None, None]);
}

#[tokio::test]
async fn without_any_answer_there_is_no_number_and_a_reason() {
    let entry = csat(0).await;
    for name in ["value", "low", "high", "margin"] {
        assert_eq!(entry[name], Value::Null, "{name}");
    }
    assert_eq!(entry["reason"], "no_data");
}

#[tokio::test]
async fn each_kind_of_number_has_its_words() {
    let app = App::start().await;
    settle(&app, &json!({})).await;
    let survey = stored_survey(app.store(), "nps", "nps", &json!({})).await;
    app.count(&survey, "2026-11-20", &[("", Email, json!(10), 3), ("", InApp, json!(7), 1), ("", InApp, json!(0), 1)])
        .await;
    let answer = app.metrics("survey=nps&interval=all").await;
    assert_eq!(answer["series"][0]["counted"], "3 promoters, 1 detractor of 5");
    let person = |id: &str, kind: &str, day: &str, who: &str| {
        event(id, kind, &format!("2026-11-{day}T10:00:00Z"), &json!({"person": who}))
    };
    let mut events: Vec<_> =
        ["a", "b", "c"].map(|who| person(&format!("s{who}"), "customer_started", "01", who)).to_vec();
    events.push(person("d", "customer_started", "11", "d"));
    events.push(person("ea", "customer_ended", "12", "a"));
    for (id, kind, at) in [("o", "ticket_opened", "10:00"), ("r", "ticket_replied", "10:05")] {
        events.push(event(id, kind, &format!("2026-11-12T{at}:00Z"), &json!({"ticket": "T"})));
    }
    tell(&app, &events).await;
    let entry = async |metric: &str| {
        app.metrics(&format!("metric={metric}&from=2026-11-10&to=2026-11-19&interval=all")).await["series"][0].clone()
    };
    let net = entry("net_churn").await;
    assert_eq!((&net["small_n"], &net["counted"]), (&json!("counts_only"), &json!("1 lost, 1 new, 3 at the start")));
    assert_eq!(entry("retention").await["counted"], "2 of 3");
    // Of one time the time itself is all that there is to say.
    let reply = entry("reply_time").await;
    assert_eq!((&reply["n"], &reply["small_n"], reply.get("counted")), (&json!(1), &json!("counts_only"), None));
    // A total is no estimate: chance has no part in it.
    let cost = entry("support_cost").await;
    assert_eq!((cost.get("small_n"), &cost["method_of_interval"]), (None, &json!("none")));
}

#[tokio::test]
async fn of_fewer_than_ten_on_either_side_nothing_is_said() {
    let verdict = async |before: u64, now: u64| {
        let app = App::start().await;
        let survey = stored_survey(app.store(), "csat", "csat", &json!({})).await;
        app.count(&survey, "2026-11-19", &[("", Email, json!(1), before)]).await;
        app.count(&survey, "2026-11-20", &[("", Email, json!(5), now)]).await;
        let answer = app.metrics("survey=csat&from=2026-11-20&to=2026-11-20&compare=previous").await;
        let compared = answer["series"][0]["comparison"].clone();
        (compared["verdict"].as_str().map(str::to_owned), compared["better"].clone(), compared["reads"].clone())
    };
    let few = json!("Too few to compare with the period before: at least ten on both sides are needed.");
    for (before, now) in [(9, 50), (50, 9), (1, 1)] {
        assert_eq!(
            verdict(before, now).await,
            (Some("too_few".to_owned()), Value::Null, few.clone()),
            "{before} {now}"
        );
    }
    let enough = verdict(10, 10).await;
    assert_eq!((enough.0.as_deref(), &enough.1), (Some("higher"), &json!(true)));
    assert_eq!(verdict(0, 50).await.0, None, "an empty side can't be tested");
}
