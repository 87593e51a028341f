//! Answers that are kept and not counted: what `GET /v1/metrics` and the dashboard say of them.

use domain::bucket::Cube;
use domain::context::Channel::Email;
use domain::response::{Suspect, SuspectRule};
use domain::survey::Survey;
use serde_json::{Value, json};
use testing::builders::{stored_survey, time};

use crate::app::{App, placed};

/// Who gave answers.
#[derive(Clone, Copy, PartialEq)]
enum By {
    Person,
    Stranger,
    Machine,
}

/// Counts answers into yesterday's bucket: by whom, the score and how many.
async fn count(app: &App, survey: &Survey, answers: &[(By, u8, u64)]) {
    let at = time("2026-11-20T10:00:00Z");
    let mut cube = Cube::default();
    for (by, score, n) in answers {
        for number in 0..*n {
            let mut response = placed(survey, at, number, &json!(score), "", Email);
            response.person = (*by == By::Person).then(|| "anna".parse().unwrap());
            response.suspect = (*by == By::Machine).then_some(Suspect::by(SuspectRule::TooFast));
            cube.add(&response, survey);
        }
    }
    app.write(survey, "2026-11-20", &cube).await;
}

async fn entry(app: &App, survey: &Survey) -> Value {
    app.metrics(&format!("survey={}&interval=all", survey.id)).await["series"][0].clone()
}

#[tokio::test]
async fn suspects_are_left_out_and_their_number_is_told() {
    let app = App::start().await;
    let survey = stored_survey(app.store(), "csat", "csat", &json!({})).await;
    count(&app, &survey, &[(By::Stranger, 5, 1), (By::Stranger, 4, 1), (By::Machine, 3, 1)]).await;
    let entry = entry(&app, &survey).await;
    assert_eq!((&entry["n"], &entry["value"], &entry["mean"]), (&json!(2), &json!(100.0), &json!(4.5)));
    assert_eq!(entry["excluded"], json!({"suspect": 1, "anonymous": 0}));
    assert_eq!(entry["counts"]["scores"], json!({"4": 1, "5": 1}));
}

#[tokio::test]
async fn the_score_with_suspects_stands_beside_it_only_where_it_differs_by_more_than_the_margin() {
    let app = App::start().await;
    let survey = stored_survey(app.store(), "csat", "csat", &json!({})).await;
    // 80 of 100: the margin is about 8 points.
    let people = [(By::Stranger, 5, 80), (By::Stranger, 1, 20)];
    count(&app, &survey, &[people[0], people[1], (By::Machine, 1, 5)]).await;
    assert!(entry(&app, &survey).await.get("with_suspects").is_none());
    count(&app, &survey, &[people[0], people[1], (By::Machine, 1, 60)]).await;
    let entry = entry(&app, &survey).await;
    assert_eq!((&entry["n"], &entry["value"]), (&json!(100), &json!(80.0)));
    assert_eq!(entry["with_suspects"], json!({"n": 160, "value": 50.0}));
}

#[tokio::test]
async fn the_score_with_suspects_stands_beside_few_answers_too() {
    let app = App::start().await;
    let survey = stored_survey(app.store(), "csat", "csat", &json!({})).await;
    count(&app, &survey, &[(By::Stranger, 5, 5), (By::Machine, 1, 60)]).await;
    assert_eq!(entry(&app, &survey).await["with_suspects"]["n"], 65);
}

#[tokio::test]
async fn a_relationship_counts_known_people_and_says_how_many_others_it_left_out() {
    let app = App::start().await;
    let survey = stored_survey(app.store(), "nps", "nps", &json!({"kind": "relationship"})).await;
    count(&app, &survey, &[(By::Person, 10, 12), (By::Stranger, 0, 7), (By::Machine, 0, 40)]).await;
    let answer = app.metrics("survey=nps&interval=all").await;
    assert_eq!(answer["kind"], "relationship");
    let entry = &answer["series"][0];
    assert_eq!((&entry["n"], &entry["value"]), (&json!(12), &json!(100.0)));
    assert_eq!(entry["excluded"], json!({"suspect": 40, "anonymous": 7, "not_customers": 0, "replaced": 0}));
    assert!(entry.get("with_suspects").is_none(), "some of them may be of nobody known: {entry}");
}

#[tokio::test]
async fn groups_say_what_they_left_out_too() {
    let app = App::start().await;
    let survey = stored_survey(app.store(), "nps", "nps", &json!({"kind": "relationship"})).await;
    count(&app, &survey, &[(By::Person, 10, 2), (By::Stranger, 0, 3)]).await;
    let answer = app.metrics("survey=nps&interval=all&group_by=channel").await;
    assert_eq!(
        answer["series"][0]["excluded"],
        json!({"suspect": 0, "anonymous": 3, "not_customers": 0, "replaced": 0})
    );
}
