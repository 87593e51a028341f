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
        sent.segment = Some(["shop", "web"][usize::from(number.is_multiple_of(2))].to_owned());
        sent.unsubscribed_at = (number % 17 == 3).then_some(later);
        let answer = Answer { scored: number % 6 != 1, finished: number.is_multiple_of(6), suspect: number % 11 == 10 };
        (sent, (number.is_multiple_of(3) || number % 6 == 1).then_some(answer))
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
    insta::assert_snapshot!(lines(&app.metrics(&format!("metric=delivery&{DAYS}&interval=month")).await), @r#"
    {"as_of":"2026-11-21T03:00:00.000Z","direction":"higher_is_better","interval":"month","kind":null,"method":null,"metric":"delivery","scale":null,"survey":null,"time_zone":"Europe/Riga","unit":"percent"}
    2026-09 2026-09-20..2026-09-30 n=11 value=90.909 62.264..98.377 ±18.056 "wilson" {"counts":{"bounced":1,"sent":11},"revision":11,"small_n":"no_rank"}
    2026-10 2026-10-01..2026-10-31 n=31 value=93.548 79.281..98.213 ±9.466 "wilson" {"counts":{"bounced":2,"sent":31},"revision":31}
    2026-11 2026-11-01..2026-11-21 n=18 value=94.444 74.243..99.012 ±12.385 "wilson" {"counts":{"bounced":1,"sent":18},"revision":18,"small_n":"no_rank"}
    "#);
    let two = app.metrics(&format!("metric=delivery&{DAYS}&interval=all&group_by=survey,channel")).await;
    insta::assert_snapshot!(entries(&two), @r#"
    all 2026-09-20..2026-11-21 {"channel":"email","survey":"csat"} n=12 value=100.0 75.751..100.0 ±12.125 "wilson" {"counts":{"bounced":0,"sent":12},"revision":60,"small_n":"no_rank"}
    all 2026-09-20..2026-11-21 {"channel":"sms","survey":"csat"} n=3 value=100.0 43.85..100.0 ±28.075 "wilson" {"counted":"3 of 3","counts":{"bounced":0,"sent":3},"revision":60,"small_n":"counts_only"}
    all 2026-09-20..2026-11-21 {"channel":"email","survey":"nps"} n=36 value=91.667 78.173..97.125 ±9.476 "wilson" {"counts":{"bounced":3,"sent":36},"revision":60}
    all 2026-09-20..2026-11-21 {"channel":"sms","survey":"nps"} n=9 value=88.889 56.5..98.011 ±20.755 "wilson" {"counted":"8 of 9","counts":{"bounced":1,"sent":9},"revision":60,"small_n":"counts_only"}
    "#);
}

#[tokio::test]
async fn response_rate_is_provisional_while_links_are_open() {
    let app = programme().await;
    let query = format!("metric=response_rate&{DAYS}");
    insta::assert_snapshot!(lines(&app.metrics(&format!("{query}&interval=month&compare=previous")).await), @r#"
    {"as_of":"2026-11-21T03:00:00.000Z","direction":"higher_is_better","interval":"month","kind":null,"method":null,"metric":"response_rate","scale":null,"survey":null,"time_zone":"Europe/Riga","unit":"percent"}
    2026-09 2026-09-20..2026-09-30 n=10 value=40.0 16.818..68.733 ±25.957 "wilson" {"comparison":null,"counts":{"answered":4,"bounced":1,"sent":11},"previous":{"from":"2026-09-09","n":0,"to":"2026-09-19","value":null},"revision":11,"small_n":"no_rank"}
    2026-10 2026-10-01..2026-10-31 n=29 value=31.034 17.276..49.23 ±15.977 "wilson" {"comparison":{"better":null,"difference":-8.966,"high":20.505,"low":-40.823,"method_of_interval":"newcombe","p":0.609,"reads":"No clear difference from the period before (p = 0.609).","test":"pooled_z","verdict":"no_clear_difference"},"counts":{"answered":9,"bounced":2,"sent":31},"previous":{"from":"2026-09-01","n":10,"to":"2026-09-30","value":40.0},"provisional":true,"revision":31,"small_n":"no_rank"}
    2026-11 2026-11-01..2026-11-21 n=17 value=29.412 13.28..53.133 ±19.927 "wilson" {"comparison":{"better":null,"difference":-2.167,"high":26.566,"low":-29.78,"method_of_interval":"newcombe","p":0.889,"reads":"No clear difference from the period before (p = 0.889).","test":"pooled_z","verdict":"no_clear_difference"},"counts":{"answered":5,"bounced":1,"sent":18},"previous":{"from":"2026-10-11","n":19,"to":"2026-10-31","value":31.579},"provisional":true,"revision":18,"small_n":"no_rank"}
    "#);
    let grouped = app.metrics(&format!("{query}&interval=all&group_by=segment&compare=groups")).await;
    insta::assert_snapshot!(entries(&grouped), @r#"
    all 2026-09-20..2026-11-21 {"segment":"shop"} n=30 value=30.0 16.665..47.876 ±15.606 "wilson" {"against_rest":{"better":null,"difference":-4.615,"high":18.851,"low":-27.963,"method_of_interval":"newcombe","p":0.715,"reads":"No clear difference from all others (p = 0.715).","test":"pooled_z","verdict":"no_clear_difference"},"counts":{"answered":9,"bounced":0,"sent":30},"provisional":true,"revision":60}
    all 2026-09-20..2026-11-21 {"segment":"web"} n=26 value=34.615 19.412..53.779 ±17.184 "wilson" {"against_rest":{"better":null,"difference":4.615,"high":27.963,"low":-18.851,"method_of_interval":"newcombe","p":0.715,"reads":"No clear difference from all others (p = 0.715).","test":"pooled_z","verdict":"no_clear_difference"},"counts":{"answered":9,"bounced":4,"sent":30},"provisional":true,"revision":60,"small_n":"no_rank"}
    {"overall":{"df":1.0,"p":0.715,"statistic":0.134,"test":"chi_squared"},"period":"all"}
    "#);
}

#[tokio::test]
async fn completion() {
    let app = programme().await;
    insta::assert_snapshot!(lines(&app.metrics(&format!("metric=completion&{DAYS}&interval=all")).await), @r#"
    {"as_of":"2026-11-21T03:00:00.000Z","direction":"higher_is_better","interval":"all","kind":null,"method":null,"metric":"completion","scale":null,"survey":null,"time_zone":"Europe/Riga","unit":"percent"}
    all 2026-09-20..2026-11-21 n=27 value=33.333 18.643..52.175 ±16.766 "wilson" {"counts":{"begun":27,"finished":9},"revision":60,"small_n":"no_rank"}
    "#);
    let grouped = app.metrics(&format!("metric=completion&{DAYS}&interval=all&group_by=survey")).await;
    insta::assert_snapshot!(entries(&grouped), @r#"
    all 2026-09-20..2026-11-21 {"survey":"csat"} n=9 value=0.0 0.0..29.915 ±14.957 "wilson" {"counted":"0 of 9","counts":{"begun":9,"finished":0},"revision":60,"small_n":"counts_only"}
    all 2026-09-20..2026-11-21 {"survey":"nps"} n=18 value=50.0 29.031..70.969 ±20.969 "wilson" {"counts":{"begun":18,"finished":9},"revision":60,"small_n":"no_rank"}
    "#);
}

#[tokio::test]
async fn opt_out() {
    let app = programme().await;
    insta::assert_snapshot!(lines(&app.metrics(&format!("metric=opt_out&{DAYS}&interval=month")).await), @r#"
    {"as_of":"2026-11-21T03:00:00.000Z","direction":"lower_is_better","interval":"month","kind":null,"method":null,"metric":"opt_out","scale":null,"survey":null,"time_zone":"Europe/Riga","unit":"percent"}
    2026-09 2026-09-20..2026-09-30 n=10 value=10.0 1.788..40.415 ±19.314 "wilson" {"counts":{"bounced":1,"sent":11,"unsubscribed":1},"revision":11,"small_n":"no_rank"}
    2026-10 2026-10-01..2026-10-31 n=29 value=6.897 1.912..21.965 ±10.026 "wilson" {"counts":{"bounced":2,"sent":31,"unsubscribed":2},"revision":31,"small_n":"no_rank"}
    2026-11 2026-11-01..2026-11-21 n=17 value=5.882 1.046..26.982 ±12.968 "wilson" {"counts":{"bounced":1,"sent":18,"unsubscribed":1},"revision":18,"small_n":"no_rank"}
    "#);
    let grouped = app.metrics(&format!("metric=opt_out&{DAYS}&interval=all&group_by=channel")).await;
    insta::assert_snapshot!(entries(&grouped), @r#"
    all 2026-09-20..2026-11-21 {"channel":"email"} n=45 value=6.667 2.293..17.857 ±7.782 "wilson" {"counts":{"bounced":3,"sent":48,"unsubscribed":3},"revision":60}
    all 2026-09-20..2026-11-21 {"channel":"sms"} n=11 value=9.091 1.623..37.736 ±18.056 "wilson" {"counts":{"bounced":1,"sent":12,"unsubscribed":1},"revision":60,"small_n":"no_rank"}
    "#);
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
