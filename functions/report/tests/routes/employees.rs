//! Surveys of employees: only periods that have closed, only what may be shown of them, and no single answer.

use domain::enps::{Period, Row, Secret, Tally};
use domain::key::Scope;
use domain::survey::Survey;
use serde_json::{Value, json};
use store::PeriodOf;
use testing::builders::{stored_key, stored_survey, submission, time, workspace};

use crate::app::App;

fn period(from: &str, to: &str) -> Period {
    Period { from: from.parse().expect("a date"), to: to.parse().expect("a date") }
}

/// A survey whose first period has closed, whose second is over and not closed, whose third runs, and whose last is to come.
async fn team(app: &App, group: Option<&str>) -> Survey {
    app.in_riga("Acme").await;
    let mut more = json!({"periods": [
        {"from": "2026-09-01", "to": "2026-09-30"}, {"from": "2026-10-01", "to": "2026-10-31"},
        {"from": "2026-11-01", "to": "2026-11-30"}, {"from": "2027-01-01", "to": "2027-01-31"},
    ]});
    if let Some(group) = group {
        more["group"] = json!(group);
    }
    stored_survey(app.store(), "team", "enps", &more).await
}

/// Answers of September, by group; and the result of them, where the period closes.
async fn answered(app: &App, survey: &Survey, groups: &[(&str, &[u8])], closes: bool) {
    let workspace = workspace();
    let from = if closes { period("2026-09-01", "2026-09-30") } else { period("2026-11-01", "2026-11-30") };
    let of = PeriodOf { workspace: &workspace, survey: &survey.id, period: from };
    let secret = Secret::new([7; 32]);
    app.store().open_enps_gate(of, secret.clone()).await.expect("a gate");
    let mut tally = Tally::default();
    let answers = groups.iter().flat_map(|(group, scores)| scores.iter().map(move |score| (*group, *score)));
    for (number, (group, score)) in (0..).zip(answers) {
        let comment = Some(format!("said {number}"));
        let row = Row { score, group: (!group.is_empty()).then(|| group.to_owned()), comment, suspect: false };
        let id = submission(time("2026-09-05T10:00:00Z"), number);
        app.store().put_enps_row(of, &secret, id, &row, None).await.expect("stored");
        tally.add(&row);
    }
    if closes {
        let result = tally.close(survey.enps.as_ref().is_some_and(|enps| enps.group.is_some()));
        app.store().close_enps_gate(of).await.expect("closed");
        let parts = app.store().put_enps_comments(of, None).await.expect("comments");
        app.store().put_enps_result(of, result.as_ref(), parts).await.expect("a result");
        app.store().remove_enps_rows(of).await.expect("removed");
    }
}

const GROUPS: [(&str, &[u8]); 4] =
    [("it", &[9, 10, 9, 7, 2, 10]), ("sales", &[0, 10, 10, 8, 9]), ("board", &[3, 10]), ("", &[4, 9, 9])];

#[tokio::test]
async fn a_closed_period_is_told_and_one_that_runs_only_that_it_runs() {
    let app = App::start().await;
    let survey = team(&app, None).await;
    answered(&app, &survey, &GROUPS, true).await;
    answered(&app, &survey, &GROUPS, false).await;
    let told = app.get("/v1/metrics?metric=enps&survey=team").await;
    insta::assert_json_snapshot!(told.json(), @r#"
    {
      "as_of": "2026-09-30T22:00:00.000Z",
      "direction": "higher_is_better",
      "interval": "period",
      "kind": "transactional",
      "method": "top_box",
      "metric": "enps",
      "scale": {
        "max": 10,
        "min": 0
      },
      "series": [
        {
          "counts": {
            "classes": {
              "detractors": 4,
              "passives": 2,
              "promoters": 10
            },
            "scores": {
              "0": 1,
              "10": 5,
              "2": 1,
              "3": 1,
              "4": 1,
              "7": 1,
              "8": 1,
              "9": 5
            }
          },
          "excluded": {
            "anonymous": 0,
            "suspect": 0
          },
          "from": "2026-09-01",
          "high": 69.62836085623077,
          "low": -6.470466119388663,
          "margin": 38.04941348780971,
          "method_of_interval": "adjusted_wald",
          "n": 16,
          "period": "2026-09-01/2026-09-30",
          "promoter_share": 62.5,
          "revision": 1,
          "small_n": "no_rank",
          "to": "2026-09-30",
          "value": 37.5
        },
        {
          "from": "2026-10-01",
          "open": true,
          "period": "2026-10-01/2026-10-31",
          "to": "2026-10-31"
        },
        {
          "from": "2026-11-01",
          "open": true,
          "period": "2026-11-01/2026-11-30",
          "to": "2026-11-30"
        }
      ],
      "survey": "team",
      "time_zone": "Europe/Riga",
      "unit": "points"
    }
    "#);
    assert_eq!(app.get("/v1/metrics?survey=team").await.json(), told.json());
}

#[tokio::test]
async fn groups_are_told_as_far_as_nobody_can_be_found_by_them() {
    let app = App::start().await;
    let survey = team(&app, Some("department")).await;
    answered(&app, &survey, &GROUPS, true).await;
    let told = app.metrics("metric=enps&survey=team&group_by=department").await;
    let series = told["series"].as_array().expect("a series");
    let of_september: Vec<_> = series
        .iter()
        .filter(|entry| entry["from"] == "2026-09-01")
        .map(|entry| {
            format!(
                "{} n={} value={} hidden={}",
                entry["group"]["department"], entry["n"], entry["value"], entry["hidden"]
            )
        })
        .collect();
    insta::assert_json_snapshot!(of_september, @r#"
              [
                "\"it\" n=6 value=50.0 hidden=null",
                "\"sales\" n=5 value=40.0 hidden=null",
                "null n=null value=null hidden=true"
              ]
              "#);
    assert!(!told.to_string().contains("board"), "{told}");
    assert!(series[0]["excluded"].is_null(), "which groups suspects are of nobody counts");
    let whole = app.metrics("metric=enps&survey=team").await;
    assert_eq!(whole["series"][0]["n"], 16);
}

#[tokio::test]
async fn of_four_answers_nothing_is_told_neither_together_nor_by_group() {
    let app = App::start().await;
    let survey = team(&app, Some("department")).await;
    answered(&app, &survey, &[("it", &[9, 10, 9, 7])], true).await;
    for query in ["metric=enps&survey=team", "survey=team&group_by=department"] {
        let told = app.metrics(query).await;
        let entry = &told["series"][0];
        assert_eq!((&entry["hidden"], &entry["n"], &entry["value"]), (&json!(true), &Value::Null, &Value::Null));
        assert!(entry["counts"].is_null() && !told.to_string().contains("\"it\""), "{told}");
    }
}

#[tokio::test]
async fn whatever_would_choose_among_the_answers_is_refused_at_once() {
    let app = App::start().await;
    let survey = team(&app, Some("department")).await;
    answered(&app, &survey, &GROUPS, true).await;
    let query = "metric=nps&survey=team&from=2026-09-01&to=2026-09-02&interval=day&compare=previous&channel=email\
        &segment=gold&group_by=segment&order=A-1";
    let refused = app.get(&format!("/v1/metrics?{query}")).await;
    insta::assert_snapshot!(refused.problem_lines(), @r"
    metric: metric_not_of_survey
    from: enps_has_fixed_periods
    to: enps_has_fixed_periods
    interval: enps_has_fixed_periods
    compare: enps_has_fixed_periods
    channel: enps_has_fixed_periods
    segment: enps_has_fixed_periods
    group_by: unknown_dimension
    order: unknown_field
    ");
    for metric in ["csat", "retention", "response_rate", "completion", "delivery", "opt_out"] {
        let refused = app.get(&format!("/v1/metrics?metric={metric}&survey=team")).await;
        assert_eq!(refused.problem_lines(), "metric: metric_not_of_survey", "{metric}");
        let of_messages = ["response_rate", "completion", "delivery", "opt_out"].contains(&metric);
        assert_eq!(refused.text.contains("leave survey out for the rate of all others"), of_messages, "{metric}");
    }
    let ungrouped =
        stored_survey(app.store(), "plain", "enps", &json!({"periods": [{"from": "2026-09-01", "to": "2026-09-30"}]}))
            .await;
    let refused = app.get(&format!("/v1/metrics?survey={}&group_by=department", ungrouped.id)).await;
    assert_eq!(refused.problem_lines(), "group_by: unknown_dimension");
}

#[tokio::test]
async fn no_single_answer_is_shown_in_a_list_or_by_its_id() {
    let app = App::start().await;
    let survey = team(&app, None).await;
    answered(&app, &survey, &GROUPS, false).await;
    let id = submission(time("2026-09-05T10:00:00Z"), 0);
    for path in [String::new(), "?limit=1".to_owned(), format!("/{id}"), format!("/{}", id.response())] {
        let refused = app.get(&format!("/v1/surveys/team/responses{path}")).await;
        assert_eq!((refused.status.as_u16(), &refused.json()["code"]), (409, &json!("enps_is_anonymous")), "{path}");
    }
}

#[tokio::test]
async fn comments_of_a_closed_period_are_pages_of_texts_alone() {
    let app = App::start().await;
    let survey = team(&app, Some("department")).await;
    answered(&app, &survey, &GROUPS, true).await;
    answered(&app, &survey, &GROUPS, false).await;
    let (mut said, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = app.get(&format!("/v1/surveys/team/comments?period=2026-09-01&limit=7{cursor}")).await.json();
        let rows = page["data"].as_array().expect("rows").clone();
        assert!(rows.iter().all(Value::is_string) && rows.len() <= 7, "{page}");
        said.extend(rows.iter().map(|row| row.as_str().expect("text").to_owned()));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    let given: Vec<_> = (0..16).map(|number| format!("said {number}")).collect();
    assert_ne!(said, given, "shuffled");
    said.sort_by_key(|text| text[5..].parse::<u32>().expect("a number"));
    assert_eq!(said, given);

    let code = async |path: &str| {
        let refused = app.get(path).await;
        (refused.status.as_u16(), refused.json()["code"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(code("/v1/surveys/team/comments?period=2026-11-01").await, (409, "period_open".to_owned()));
    assert_eq!(code("/v1/surveys/team/comments?period=2026-10-01").await, (409, "period_open".to_owned()));
    assert_eq!(app.get("/v1/surveys/team/comments?period=2026-11-02").await.problem_lines(), "period: unknown_period");
    assert_eq!(
        app.get("/v1/surveys/team/comments?channel=web").await.problem_lines(),
        "period: required\nchannel: unknown_field"
    );
    assert_eq!(code("/v1/surveys/none/comments?period=2026-11-01").await.0, 404);
    // With another workspace's key it is as unknown as one that nobody has.
    let other = stored_key(app.store(), &"other".parse().expect("an id"), &[Scope::Admin]).await;
    for survey in ["team", "none"] {
        let path = format!("/v1/surveys/{survey}/comments?period=2026-09-01");
        let refused = app.get_with(&path, &[("authorization", &other)]).await;
        assert_eq!((refused.status.as_u16(), &refused.json()["code"]), (404, &json!("not_found")), "{survey}");
    }
    stored_survey(app.store(), "nps", "nps", &json!({})).await;
    assert_eq!(code("/v1/surveys/nps/comments?period=2026-11-01").await, (409, "only_for_enps".to_owned()));
}
