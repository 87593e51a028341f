//! `GET /v1/metrics`.

use domain::context::Channel::{self, App as InApp, Email};
use domain::key::Scope;
use domain::survey::Survey;
use http::StatusCode;
use serde_json::{Value, json};
use testing::builders::{stored_key, stored_survey, time, workspace};

use crate::app::App;

/// Touchpoint, channel, score and how many.
type Counted = (&'static str, Channel, u8, u64);

/// An NPS survey with answers on three days of two weeks and two months.
async fn nps(app: &App) -> Survey {
    app.in_riga("Acme").await;
    let survey = stored_survey(app.store(), "nps", "nps", &json!({})).await;
    let days: [(&str, &[Counted]); 3] = [
        ("2026-10-31", &[("purchase", Email, 10, 4), ("purchase", InApp, 3, 1)]),
        ("2026-11-02", &[("purchase", Email, 9, 2), ("support", Email, 7, 3), ("", InApp, 0, 1)]),
        ("2026-11-03", &[("support", InApp, 8, 5)]),
    ];
    for (day, answers) in days {
        let answers: Vec<_> =
            answers.iter().map(|(place, channel, score, n)| (*place, *channel, json!(score), *n)).collect();
        app.count(&survey, day, &answers).await;
    }
    survey
}

/// The entries in one line each: period, days, group, n, value, revision.
fn lines(answer: &Value) -> Vec<String> {
    let entries = answer["series"].as_array().expect("entries");
    let line = |entry: &Value| {
        let group = entry.get("group").map_or_else(String::new, |group| format!(" {group}"));
        let [period, from, to] = ["period", "from", "to"].map(|name| entry[name].as_str().expect("text"));
        format!("{period} {from}..{to}{group} n={} value={} r={}", entry["n"], entry["value"], entry["revision"])
    };
    entries.iter().map(line).collect()
}

#[tokio::test]
async fn an_answer_says_everything_that_its_numbers_hang_on_in_a_stable_order() {
    let app = App::start().await;
    nps(&app).await;
    let answer = app.get("/v1/metrics?survey=nps&metric=nps&from=2026-10-31&to=2026-10-31").await;
    insta::assert_snapshot!(answer.text, @r#"{"metric":"nps","survey":"nps","time_zone":"Europe/Riga","interval":"day","unit":"points","kind":"transactional","scale":{"min":0,"max":10},"direction":"higher_is_better","method":"top_box","series":[{"period":"2026-10-31","from":"2026-10-31","to":"2026-10-31","n":5,"value":60.0,"low":-19.299870002830446,"high":94.29987000283045,"margin":56.799870002830446,"method_of_interval":"adjusted_wald","promoter_share":80.0,"counts":{"scores":{"3":1,"10":4},"classes":{"promoters":4,"passives":0,"detractors":1}},"excluded":{"suspect":0,"anonymous":0},"revision":1,"small_n":"counts_only","counted":"4 promoters, 1 detractor of 5"}],"as_of":"2026-11-21T03:00:00.000Z"}"#);
}

#[tokio::test]
async fn worked_example_from_the_literature() {
    let app = App::start().await;
    let survey = stored_survey(app.store(), "nps", "nps", &json!({})).await;
    let answers = [("", Email, json!(10), 50), ("", Email, json!(7), 30), ("", Email, json!(2), 20)];
    app.count(&survey, "2026-11-20", &answers).await;
    let entry = &app.metrics("survey=nps&interval=all").await["series"][0];
    let one_digit = |name: &str| format!("{:.1}", entry[name].as_f64().unwrap());
    assert_eq!(["value", "low", "high"].map(one_digit), ["30.0", "14.1", "44.2"]);
    assert_eq!(entry["counts"]["classes"], json!({"promoters": 50, "passives": 30, "detractors": 20}));
}

#[tokio::test]
async fn days_without_answers_are_there() {
    let app = App::start().await;
    nps(&app).await;
    let answer = app.metrics("survey=nps&from=2026-10-31&to=2026-11-03").await;
    insta::assert_snapshot!(lines(&answer).join("\n"), @r#"
    2026-10-31 2026-10-31..2026-10-31 n=5 value=60.0 r=1
    2026-11-01 2026-11-01..2026-11-01 n=0 value=null r=0
    2026-11-02 2026-11-02..2026-11-02 n=6 value=16.666666666666668 r=1
    2026-11-03 2026-11-03..2026-11-03 n=5 value=0.0 r=1
    "#);
    let empty = &answer["series"][1];
    assert_eq!((&empty["value"], &empty["low"], &empty["margin"]), (&Value::Null, &Value::Null, &Value::Null));
    assert_eq!(empty["counts"]["scores"], json!({}));
}

#[tokio::test]
async fn weeks_are_iso_weeks_and_say_which_of_their_days_they_cover() {
    let app = App::start().await;
    nps(&app).await;
    let answer = app.metrics("survey=nps&from=2026-10-31&to=2026-11-10&interval=week").await;
    insta::assert_snapshot!(lines(&answer).join("\n"), @r#"
    2026-W44 2026-10-31..2026-11-01 n=5 value=60.0 r=1
    2026-W45 2026-11-02..2026-11-08 n=11 value=9.090909090909092 r=2
    2026-W46 2026-11-09..2026-11-10 n=0 value=null r=0
    "#);
}

#[tokio::test]
async fn months_and_all_pool_counts_and_never_scores() {
    let app = App::start().await;
    nps(&app).await;
    let answer = app.metrics("survey=nps&from=2026-10-01&to=2026-11-21&interval=month").await;
    insta::assert_snapshot!(lines(&answer).join("\n"), @r#"
    2026-10 2026-10-01..2026-10-31 n=5 value=60.0 r=1
    2026-11 2026-11-01..2026-11-21 n=11 value=9.090909090909092 r=2
    "#);
    let answer = app.metrics("survey=nps&from=2026-10-01&to=2026-11-21&interval=all").await;
    insta::assert_snapshot!(lines(&answer).join("\n"), @"all 2026-10-01..2026-11-21 n=16 value=25.0 r=3");
}

#[tokio::test]
async fn every_group_of_the_range_stands_in_every_period_also_that_without_a_value() {
    let app = App::start().await;
    nps(&app).await;
    let query = "survey=nps&from=2026-10-31&to=2026-11-03&interval=month";
    let answer = app.metrics(&format!("{query}&group_by=touchpoint")).await;
    insta::assert_snapshot!(lines(&answer).join("\n"), @r#"
    2026-10 2026-10-31..2026-10-31 {"touchpoint":null} n=0 value=null r=1
    2026-10 2026-10-31..2026-10-31 {"touchpoint":"purchase"} n=5 value=60.0 r=1
    2026-10 2026-10-31..2026-10-31 {"touchpoint":"support"} n=0 value=null r=1
    2026-11 2026-11-01..2026-11-03 {"touchpoint":null} n=1 value=-100.0 r=2
    2026-11 2026-11-01..2026-11-03 {"touchpoint":"purchase"} n=2 value=100.0 r=2
    2026-11 2026-11-01..2026-11-03 {"touchpoint":"support"} n=8 value=0.0 r=2
    "#);
    let answer = app.metrics(&format!("{query}&group_by=channel")).await;
    insta::assert_snapshot!(lines(&answer).join("\n"), @r#"
    2026-10 2026-10-31..2026-10-31 {"channel":"app"} n=1 value=-100.0 r=1
    2026-10 2026-10-31..2026-10-31 {"channel":"email"} n=4 value=100.0 r=1
    2026-11 2026-11-01..2026-11-03 {"channel":"app"} n=6 value=-16.666666666666668 r=2
    2026-11 2026-11-01..2026-11-03 {"channel":"email"} n=5 value=40.0 r=2
    "#);
    let answer = app.metrics(&format!("{query}&group_by=touchpoint,channel")).await;
    insta::assert_snapshot!(lines(&answer).join("\n"), @r#"
    2026-10 2026-10-31..2026-10-31 {"channel":"app","touchpoint":null} n=0 value=null r=1
    2026-10 2026-10-31..2026-10-31 {"channel":"app","touchpoint":"purchase"} n=1 value=-100.0 r=1
    2026-10 2026-10-31..2026-10-31 {"channel":"email","touchpoint":"purchase"} n=4 value=100.0 r=1
    2026-10 2026-10-31..2026-10-31 {"channel":"app","touchpoint":"support"} n=0 value=null r=1
    2026-10 2026-10-31..2026-10-31 {"channel":"email","touchpoint":"support"} n=0 value=null r=1
    2026-11 2026-11-01..2026-11-03 {"channel":"app","touchpoint":null} n=1 value=-100.0 r=2
    2026-11 2026-11-01..2026-11-03 {"channel":"app","touchpoint":"purchase"} n=0 value=null r=2
    2026-11 2026-11-01..2026-11-03 {"channel":"email","touchpoint":"purchase"} n=2 value=100.0 r=2
    2026-11 2026-11-01..2026-11-03 {"channel":"app","touchpoint":"support"} n=5 value=0.0 r=2
    2026-11 2026-11-01..2026-11-03 {"channel":"email","touchpoint":"support"} n=3 value=0.0 r=2
    "#);
}

#[tokio::test]
async fn groups_add_up_to_the_total_over_more_days_than_are_read_at_once() {
    let app = App::start().await;
    let survey = nps(&app).await;
    app.count(&survey, "2026-03-01", &[("trial", Email, json!(9), 2)]).await;
    app.count(&survey, "2026-08-09", &[("trial", InApp, json!(1), 3)]).await;
    let query = "survey=nps&from=2026-03-01&to=2026-11-21&interval=all";
    let total = app.metrics(query).await["series"][0]["n"].as_u64().unwrap();
    let grouped = app.metrics(&format!("{query}&group_by=touchpoint")).await;
    let sum: u64 = grouped["series"].as_array().unwrap().iter().map(|entry| entry["n"].as_u64().unwrap()).sum();
    assert_eq!((total, sum), (21, 21));
}

#[tokio::test]
async fn without_dates_it_is_about_the_last_thirty_local_days() {
    let app = App::start().await;
    nps(&app).await;
    // 23:30 in London is the next day in Riga.
    app.clock.set(time("2026-11-21T23:30:00Z"));
    let answer = app.metrics("survey=nps").await;
    let series = answer["series"].as_array().unwrap();
    assert_eq!((series.len(), &series[0]["from"], &series[29]["to"]), (30, &json!("2026-10-24"), &json!("2026-11-22")));
    assert_eq!((&answer["interval"], &answer["time_zone"]), (&json!("day"), &json!("Europe/Riga")));
}

#[tokio::test]
async fn a_surveys_own_zone_comes_before_the_workspaces() {
    let app = App::start().await;
    app.in_riga("Acme").await;
    stored_survey(app.store(), "far", "csat", &json!({"time_zone": "Pacific/Auckland"})).await;
    app.clock.set(time("2026-11-21T12:00:00Z"));
    let answer = app.metrics("survey=far").await;
    assert_eq!(answer["time_zone"], "Pacific/Auckland");
    assert_eq!(answer["series"][29]["period"], "2026-11-22");
    assert_eq!(answer["as_of"], Value::Null);
}

#[tokio::test]
async fn scales_of_words_are_counted_under_their_words() {
    let app = App::start().await;
    let survey = stored_survey(app.store(), "goal", "gcr", &json!({"goal": "find a price"})).await;
    let answers = [("", Email, json!("yes"), 3), ("", Email, json!("no"), 1)];
    app.count(&survey, "2026-11-20", &answers).await;
    let answer = app.metrics("survey=goal&interval=all").await;
    assert_eq!((&answer["scale"], &answer["metric"]), (&json!("yes_partly_no"), &json!("gcr")));
    let entry = &answer["series"][0];
    assert_eq!(entry["counts"], json!({"scores": {"yes": 3, "no": 1}, "classes": {"yes": 3, "partly": 0, "no": 1}}));
    assert_eq!((&entry["value"], &entry["method_of_interval"]), (&json!(75.0), &json!("wilson")));
}

#[tokio::test]
async fn a_revision_grows_when_counts_change_and_only_then() {
    let app = App::start().await;
    let survey = nps(&app).await;
    let query = "survey=nps&from=2026-10-31&to=2026-11-03&interval=all";
    let revision = async || app.metrics(query).await["series"][0]["revision"].as_u64().unwrap();
    let before = revision().await;
    let same = [("support", InApp, json!(8), 5)];
    app.count(&survey, "2026-11-03", &same).await;
    assert_eq!(revision().await, before);
    app.count(&survey, "2026-11-03", &[("support", InApp, json!(8), 6)]).await;
    assert_eq!(revision().await, before + 1);
}

#[tokio::test]
async fn everything_wrong_is_named_at_once() {
    let app = App::start().await;
    nps(&app).await;
    let path = "/v1/metrics?survey=nps&metric=csat&from=2026-11-31&interval=hour&group_by=touchpoint,colour\
                &compare=yesterday&colour=red&interval=day";
    let answer = app.get(path).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    insta::assert_snapshot!(answer.problem_lines(), @r#"
    interval: repeated_field
    metric: metric_not_of_survey
    from: invalid_date
    interval: unknown_interval
    group_by: unknown_dimension
    compare: unknown_comparison
    colour: unknown_field
    "#);
    assert!(!answer.text.contains("2026-11-31") && !answer.text.contains("hour\""), "{}", answer.text);
}

#[tokio::test]
async fn each_bad_parameter_has_its_code() {
    let app = App::start().await;
    nps(&app).await;
    for (query, name, code) in [
        ("survey=", "survey", "invalid_id"),
        ("survey=a%23b", "survey", "invalid_id"),
        ("survey=nps&metric=ces", "metric", "metric_not_of_survey"),
        ("survey=nps&interval=Day", "interval", "unknown_interval"),
        ("survey=nps&from=20261121", "from", "invalid_date"),
        ("survey=nps&to=2026-02-30", "to", "invalid_date"),
        ("survey=nps&from=2026-11-22", "from", "from_after_to"),
        ("survey=nps&from=2026-11-10&to=2026-11-09", "from", "from_after_to"),
        ("survey=nps&from=2016-11-13&to=2026-11-21", "from", "too_many_days"),
        ("survey=nps&group_by=", "group_by", "unknown_dimension"),
        ("survey=nps&group_by=person", "group_by", "unknown_dimension"),
        ("survey=nps&group_by=channel,channel", "group_by", "invalid_group_by"),
        ("survey=nps&group_by=channel,locale,agent", "group_by", "invalid_group_by"),
        ("survey=nps&compare=next", "compare", "unknown_comparison"),
        ("survey=nps&survey=other", "survey", "repeated_field"),
        ("survey=nps&limit=5", "limit", "unknown_field"),
    ] {
        let answer = app.get(&format!("/v1/metrics?{query}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}: {}", answer.text);
        assert_eq!(answer.problems(), [(name.to_owned(), code.to_owned())], "{query}");
    }
}

#[tokio::test]
async fn ten_years_and_days_to_come_are_answered() {
    let app = App::start().await;
    nps(&app).await;
    let answer = app.metrics("survey=nps&from=2016-11-14&to=2026-11-21").await;
    assert_eq!(answer["series"].as_array().unwrap().len(), 3660);
    let answer = app.metrics("survey=nps&from=2027-01-01&to=2027-01-02").await;
    assert_eq!(lines(&answer).len(), 2);
}

#[tokio::test]
async fn an_answer_that_would_not_fit_is_refused_with_what_to_do() {
    let app = App::start().await;
    nps(&app).await;
    let answer = app.get("/v1/metrics?survey=nps&from=2016-11-14&to=2026-11-21&group_by=touchpoint,channel").await;
    assert_eq!(answer.problems(), [("group_by".to_owned(), "too_many_entries".to_owned())]);
}

#[tokio::test]
async fn a_dimension_of_the_surveys_own_may_be_grouped_by() {
    let app = App::start().await;
    stored_survey(app.store(), "own", "nps", &json!({"dimensions": ["plan"]})).await;
    assert_eq!(app.metrics("survey=own&group_by=plan").await["series"], json!([]));
}

#[tokio::test]
async fn another_workspaces_survey_is_as_unknown_as_one_that_is_not() {
    let app = App::start().await;
    nps(&app).await;
    let other = stored_key(app.store(), &"other".parse().unwrap(), &[Scope::Admin]).await;
    let theirs = app.get_with("/v1/metrics?survey=nps", &[("authorization", &other)]).await;
    let nobodys = app.get("/v1/metrics?survey=none").await;
    for answer in [&theirs, &nobodys] {
        assert_eq!((answer.status, answer.json()["code"].as_str()), (StatusCode::NOT_FOUND, Some("not_found")));
    }
    assert_eq!(theirs.json()["detail"], nobodys.json()["detail"]);
}

#[tokio::test]
async fn a_key_is_looked_at_before_anything_else() {
    let app = App::start().await;
    let send = stored_key(app.store(), &workspace(), &[Scope::Send, Scope::Respond]).await;
    for path in ["/v1/metrics?colour=red", "/v1/surveys/nps/responses?colour=red", "/v1/surveys/nps/responses/x?y=z"] {
        assert_eq!(app.get_with(path, &[]).await.status, StatusCode::UNAUTHORIZED, "{path}");
        let forged = format!("Bearer atb_abcd_{}", "a".repeat(32));
        assert_eq!(app.get_with(path, &[("authorization", &forged)]).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(app.get_with(path, &[("authorization", &send)]).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}
