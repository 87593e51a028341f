//! The programme's own rates, of all surveys and of one.

use domain::dispatch::Dispatch;
use domain::message::{Feedback, Handover, Message};
use domain::timeline::dispatch::Answer;
use jiff::SignedDuration;
use serde_json::{Value, json};
use testing::builders::{dispatch, stored_survey, survey_id, time};

use super::told::{entries, lines, settle, tell_of_dispatches};
use crate::app::App;

/// Sixty dispatches of two surveys over two months. Links open for 30 days.
fn sent() -> Vec<(Dispatch, Option<Answer>)> {
    let one = |number: u32| {
        let at = time("2026-09-20T10:00:00Z") + SignedDuration::from_hours(24 * i64::from(number));
        let mut sent = dispatch(u128::from(number) + 1, at);
        let accepted =
            Message::scheduled(at, at).claim(at, None).unwrap().hand_over(at, Handover::Accepted, at).unwrap();
        let heard = match number % 9 {
            4 => Feedback::HardBounce,
            _ => Feedback::Delivered,
        };
        let later = at + SignedDuration::from_mins(5);
        sent.messages = vec![accepted.hear(later, heard).unwrap()];
        sent.survey = survey_id(["nps", "csat"][usize::from(number % 4 == 1)]);
        sent.channel = ["email", "sms"][usize::from(number % 5 == 2)].parse().unwrap();
        sent.segment = Some(["shop", "web"][usize::from(number % 2 == 0)].to_owned());
        sent.unsubscribed_at = (number % 17 == 3).then_some(later);
        let answer = Answer { scored: number % 6 != 1, finished: number % 6 == 0, suspect: number % 11 == 10 };
        (sent, (number % 3 == 0 || number % 6 == 1).then_some(answer))
    };
    (0..60).map(one).collect()
}

async fn programme() -> App {
    let app = App::start().await;
    settle(&app, &json!({})).await;
    for (id, metric) in [("nps", "nps"), ("csat", "csat"), ("quiet", "nps")] {
        stored_survey(app.store(), id, metric, &json!({})).await;
    }
    tell_of_dispatches(&app, &sent()).await;
    app
}

const DAYS: &str = "from=2026-09-20&to=2026-11-21";

#[tokio::test]
async fn delivery() {
    let app = programme().await;
    insta::assert_snapshot!(lines(&app.metrics(&format!("metric=delivery&{DAYS}&interval=month")).await), @"");
    let two = app.metrics(&format!("metric=delivery&{DAYS}&interval=all&group_by=survey,channel")).await;
    insta::assert_snapshot!(entries(&two), @"");
}

#[tokio::test]
async fn response_rate_is_provisional_while_links_are_open() {
    let app = programme().await;
    let query = format!("metric=response_rate&{DAYS}");
    insta::assert_snapshot!(lines(&app.metrics(&format!("{query}&interval=month&compare=previous")).await), @"");
    let grouped = app.metrics(&format!("{query}&interval=all&group_by=segment&compare=groups")).await;
    insta::assert_snapshot!(entries(&grouped), @"");
}

#[tokio::test]
async fn completion() {
    let app = programme().await;
    insta::assert_snapshot!(lines(&app.metrics(&format!("metric=completion&{DAYS}&interval=all")).await), @"");
    let grouped = app.metrics(&format!("metric=completion&{DAYS}&interval=all&group_by=survey")).await;
    insta::assert_snapshot!(entries(&grouped), @"");
}

#[tokio::test]
async fn opt_out() {
    let app = programme().await;
    insta::assert_snapshot!(lines(&app.metrics(&format!("metric=opt_out&{DAYS}&interval=month")).await), @"");
    let grouped = app.metrics(&format!("metric=opt_out&{DAYS}&interval=all&group_by=channel")).await;
    insta::assert_snapshot!(entries(&grouped), @"");
}

#[tokio::test]
async fn of_one_survey_its_own_dispatches_count_alone() {
    let app = programme().await;
    let dispatches = sent();
    for metric in ["delivery", "response_rate", "completion", "opt_out"] {
        let all = app.metrics(&format!("metric={metric}&{DAYS}&interval=all")).await["series"][0]["counts"].clone();
        let mut summed = Value::Null;
        for survey in ["nps", "csat"] {
            let own = app.metrics(&format!("metric={metric}&survey={survey}&{DAYS}&interval=all")).await;
            assert_eq!((&own["survey"], &own["kind"], &own["scale"]), (&json!(survey), &Value::Null, &Value::Null));
            let counts = &own["series"][0]["counts"];
            if metric == "delivery" {
                let expected = dispatches.iter().filter(|(sent, _)| sent.survey.as_str() == survey).count();
                assert_eq!(counts["sent"], expected);
            }
            summed = match summed {
                Value::Null => counts.clone(),
                before => before
                    .as_object()
                    .unwrap()
                    .iter()
                    .map(|(name, count)| {
                        (name.clone(), json!(count.as_u64().unwrap() + counts[name].as_u64().unwrap()))
                    })
                    .collect(),
            };
            // Grouped, the filter holds as well.
            let grouped =
                app.metrics(&format!("metric={metric}&survey={survey}&{DAYS}&interval=all&group_by=survey")).await;
            assert_eq!(grouped["series"].as_array().unwrap().len(), 1);
            assert_eq!(grouped["series"][0]["counts"], *counts);
        }
        assert_eq!(summed, all, "{metric}");
        let quiet = app.metrics(&format!("metric={metric}&survey=quiet&{DAYS}&interval=all")).await;
        assert_eq!((&quiet["series"][0]["n"], &quiet["series"][0]["value"]), (&json!(0), &Value::Null));
    }
}
