//! A team's own metrics: a share, a mean and a ratio, over the questions of a survey and over business events.

use domain::bucket::{Settled, Tally};
use domain::posted::Posted;
use domain::survey::Survey;
use serde_json::{Value, json};
use testing::builders::{stored_survey, submission, time};

use super::told::{entries, event, lines, settle, tell};
use crate::app::App;

/// A survey with two questions and a metric of each kind over them.
async fn surveyed(app: &App) -> Survey {
    settle(app, &json!({})).await;
    let option = |id: &str| json!({"id": id, "text": {"en": id}});
    let more = json!({
        "questions": [
            {"id": "why", "type": "choice", "text": {"en": "Why us?"}, "options": [option("price"), option("service")]},
            {"id": "speed", "type": "rating", "text": {"en": "How fast?"}},
        ],
        "metrics": [
            {"id": "for_the_price", "name": "Came for the price", "kind": "share", "of": {"question": "why", "any_of": ["price"]}, "among": {"question": "why"}},
            {"id": "speed_mean", "name": "Speed", "kind": "mean", "of": {"question": "speed"}},
            {"id": "speed_of_scored", "name": "Speeds an answer", "kind": "ratio", "of": {"question": "speed"}, "to": {"question": "score"}},
        ],
    });
    let survey = stored_survey(app.store(), "shop", "csat", &more).await;
    for (day, answers) in [("2026-10-28", 40_u64), ("2026-11-04", 30)] {
        let mut tally = Tally::new(&survey, 1000);
        for number in 0..answers {
            let at = time(&format!("{day}T10:00:00Z"));
            let late = u64::from(day > "2026-11");
            let mut given = json!({"score": 1 + number % 5});
            if number % 4 != 3 {
                given["why"] = json!(if number % 3 < 1 + late { "price" } else { "service" });
            }
            if number % 2 == 0 {
                given["speed"] = json!(1 + (number + late) % 5);
            }
            let body = json!({
                "submission_id": submission(at, number).to_string(), "survey": "shop", "answers": given,
                "answered_at": at.to_string(), "properties": {"touchpoint": if number % 5 < 2 { "purchase" } else { "support" }},
            });
            tally.add(&Posted::parse(&body, &survey, at).unwrap().response);
        }
        let Settled::Whole(cube) = tally.settle() else { panic!("so few are counted at once") };
        app.write(&survey, day, &cube).await;
    }
    survey
}

const WEEKS: &str = "survey=shop&from=2026-10-26&to=2026-11-08";

#[tokio::test]
async fn a_share_over_questions() {
    let app = App::start().await;
    surveyed(&app).await;
    let query = format!("metric=for_the_price&{WEEKS}");
    insta::assert_snapshot!(lines(&app.metrics(&format!("{query}&interval=week&compare=previous")).await), @r#"
    {"as_of":"2026-11-21T03:00:00.000Z","direction":null,"interval":"week","kind":"transactional","method":null,"metric":"for_the_price","scale":null,"survey":"shop","time_zone":"Europe/Riga","unit":"percent"}
    2026-W44 2026-10-26..2026-11-01 n=30 value=33.333 19.23..51.22 ±15.995 "wilson" {"comparison":null,"counts":{"among":30,"of":10},"previous":{"from":"2026-10-19","n":0,"to":"2026-10-25","value":null},"revision":1}
    2026-W45 2026-11-02..2026-11-08 n=23 value=65.217 44.89..81.189 ±18.149 "wilson" {"comparison":{"better":null,"difference":31.884,"high":53.191,"low":4.808,"method_of_interval":"newcombe","p":0.022,"reads":"Higher than the period before (p = 0.022).","test":"pooled_z","verdict":"higher"},"counts":{"among":23,"of":15},"previous":{"from":"2026-10-26","n":30,"to":"2026-11-01","value":33.333},"revision":1,"small_n":"no_rank"}
    "#);
    let grouped = app.metrics(&format!("{query}&interval=all&group_by=touchpoint&compare=groups")).await;
    insta::assert_snapshot!(entries(&grouped), @r#"
    all 2026-10-26..2026-11-08 {"touchpoint":"purchase"} n=22 value=54.545 34.66..73.08 ±19.21 "wilson" {"against_rest":{"better":null,"difference":12.61,"high":36.784,"low":-13.747,"method_of_interval":"newcombe","p":0.369,"reads":"No clear difference from all others (p = 0.369).","test":"pooled_z","verdict":"no_clear_difference"},"counts":{"among":22,"of":12},"revision":2,"small_n":"no_rank"}
    all 2026-10-26..2026-11-08 {"touchpoint":"support"} n=31 value=41.935 26.416..59.234 ±16.409 "wilson" {"against_rest":{"better":null,"difference":-12.61,"high":13.747,"low":-36.784,"method_of_interval":"newcombe","p":0.369,"reads":"No clear difference from all others (p = 0.369).","test":"pooled_z","verdict":"no_clear_difference"},"counts":{"among":31,"of":13},"revision":2}
    {"overall":{"df":1.0,"p":0.369,"statistic":0.806,"test":"chi_squared"},"period":"all"}
    "#);
}

#[tokio::test]
async fn a_mean_over_questions() {
    let app = App::start().await;
    surveyed(&app).await;
    let query = format!("metric=speed_mean&{WEEKS}");
    insta::assert_snapshot!(lines(&app.metrics(&format!("{query}&interval=week&compare=previous")).await), @r#"
    {"as_of":"2026-11-21T03:00:00.000Z","direction":null,"interval":"week","kind":"transactional","method":null,"metric":"speed_mean","scale":null,"survey":"shop","time_zone":"Europe/Riga","unit":"points"}
    2026-W44 2026-10-26..2026-11-01 n=20 value=3.0 2.321..3.679 ±0.679 "student_t" {"comparison":null,"counts":{"of":20},"previous":{"from":"2026-10-19","n":0,"to":"2026-10-25","value":null},"revision":1,"small_n":"no_rank"}
    2026-W45 2026-11-02..2026-11-08 n=15 value=3.0 2.189..3.811 ±0.811 "student_t" {"comparison":{"better":null,"difference":0.0,"high":1.017,"low":-1.017,"method_of_interval":"welch","p":1.0,"reads":"No clear difference from the period before (p = 1.000).","test":"welch","verdict":"no_clear_difference"},"counts":{"of":15},"previous":{"from":"2026-10-26","n":20,"to":"2026-11-01","value":3.0},"revision":1,"small_n":"no_rank"}
    "#);
    let two = app.metrics(&format!("{query}&interval=all&group_by=touchpoint,channel&compare=groups")).await;
    insta::assert_snapshot!(entries(&two), @r#"
    all 2026-10-26..2026-11-08 {"channel":"app","touchpoint":"purchase"} n=14 value=1.929 1.507..2.35 ±0.422 "student_t" {"against_rest":{"better":null,"difference":-1.786,"high":-1.067,"low":-2.504,"method_of_interval":"welch","p":0.0,"reads":"Lower than all others (p < 0.001).","test":"welch","verdict":"lower"},"counts":{"of":14},"revision":2,"small_n":"no_rank"}
    all 2026-10-26..2026-11-08 {"channel":"app","touchpoint":"support"} n=21 value=3.714 3.101..4.327 ±0.613 "student_t" {"against_rest":{"better":null,"difference":1.786,"high":2.504,"low":1.067,"method_of_interval":"welch","p":0.0,"reads":"Higher than all others (p < 0.001).","test":"welch","verdict":"higher"},"counts":{"of":21},"revision":2,"small_n":"no_rank"}
    {"overall":{"df":1.0,"p":0.0,"statistic":25.62,"test":"welch"},"period":"all"}
    "#);
}

#[tokio::test]
async fn a_ratio_over_questions() {
    let app = App::start().await;
    surveyed(&app).await;
    let query = format!("metric=speed_of_scored&{WEEKS}");
    insta::assert_snapshot!(lines(&app.metrics(&format!("{query}&interval=month&compare=previous")).await), @r#"
    {"as_of":"2026-11-21T03:00:00.000Z","direction":null,"interval":"month","kind":"transactional","method":null,"metric":"speed_of_scored","scale":null,"survey":"shop","time_zone":"Europe/Riga","unit":"count"}
    2026-10 2026-10-26..2026-10-31 n=40 value=0.5 null..null ±null "none" {"comparison":null,"counts":{"of":20,"to":40},"previous":{"from":"2026-10-20","n":0,"to":"2026-10-25","value":null},"revision":1}
    2026-11 2026-11-01..2026-11-08 n=30 value=0.5 null..null ±null "none" {"comparison":null,"counts":{"of":15,"to":30},"previous":{"from":"2026-10-24","n":40,"to":"2026-10-31","value":0.5},"revision":1}
    "#);
}

/// Orders and tickets of a month, and a metric of each kind over them.
async fn traded(app: &App) {
    let own = json!([
        {"id": "by_people", "name": "Replies of people", "kind": "share",
            "of": {"event": "ticket_replied", "where": {"automatic": false}}, "among": {"event": "ticket_replied"}},
        {"id": "order_value", "name": "Mean order", "kind": "mean", "of": {"event": "order_paid"}},
        {"id": "tickets_an_order", "name": "Tickets an order", "kind": "ratio",
            "of": {"event": "ticket_opened"}, "to": {"event": "order_paid"}},
    ]);
    settle(app, &json!({"metrics": own})).await;
    let mut events = Vec::new();
    for number in 0..40 {
        let day = format!("2026-{}-{:02}T10:00:00Z", 10 + number % 2, 1 + number % 20);
        let ticket = json!({"ticket": format!("T{number}"), "channel": if number % 4 < 2 { "email" } else { "chat" }});
        if number < 16 {
            events.push(event(&format!("o{number}"), "ticket_opened", &day, &ticket));
        }
        let mut reply = ticket.clone();
        reply["automatic"] = json!(number % 5 == 0);
        events.push(event(&format!("r{number}"), "ticket_replied", &day, &reply));
        let paid =
            json!({"person": format!("p{}", number % 7), "amount": 900 + number, "currency": "EUR", "channel": "shop"});
        events.push(event(&format!("p{number}"), "order_paid", &day, &paid));
    }
    tell(app, &events).await;
}

const MONTHS: &str = "from=2026-10-01&to=2026-11-21";

#[tokio::test]
async fn a_share_over_events() {
    let app = App::start().await;
    traded(&app).await;
    let query = format!("metric=by_people&{MONTHS}");
    insta::assert_snapshot!(lines(&app.metrics(&format!("{query}&interval=month&compare=previous")).await), @r#"
    {"as_of":"2026-11-21T03:00:00.000Z","direction":null,"interval":"month","kind":null,"method":null,"metric":"by_people","scale":null,"survey":null,"time_zone":"Europe/Riga","unit":"percent"}
    2026-10 2026-10-01..2026-10-31 n=20 value=80.0 58.398..91.934 ±16.768 "wilson" {"comparison":null,"counts":{"among":20,"of":16},"previous":{"from":"2026-09-01","n":0,"to":"2026-09-30","value":null},"revision":10,"small_n":"no_rank"}
    2026-11 2026-11-01..2026-11-21 n=20 value=80.0 58.398..91.934 ±16.768 "wilson" {"comparison":{"better":null,"difference":0.0,"high":33.203,"low":-25.924,"method_of_interval":"newcombe","p":1.0,"reads":"No clear difference from the period before (p = 1.000).","test":"pooled_z","verdict":"no_clear_difference"},"counts":{"among":20,"of":16},"previous":{"from":"2026-10-11","n":10,"to":"2026-10-31","value":80.0},"revision":10,"small_n":"no_rank"}
    "#);
    let grouped = app.metrics(&format!("{query}&interval=all&group_by=channel&compare=groups")).await;
    insta::assert_snapshot!(entries(&grouped), @r#"
    all 2026-10-01..2026-11-21 {"channel":"chat"} n=20 value=80.0 58.398..91.934 ±16.768 "wilson" {"against_rest":{"better":null,"difference":0.0,"high":24.679,"low":-24.679,"method_of_interval":"newcombe","p":1.0,"reads":"No clear difference from all others (p = 1.000).","test":"pooled_z","verdict":"no_clear_difference"},"counts":{"among":20,"of":16},"revision":20,"small_n":"no_rank"}
    all 2026-10-01..2026-11-21 {"channel":"email"} n=20 value=80.0 58.398..91.934 ±16.768 "wilson" {"against_rest":{"better":null,"difference":0.0,"high":24.679,"low":-24.679,"method_of_interval":"newcombe","p":1.0,"reads":"No clear difference from all others (p = 1.000).","test":"pooled_z","verdict":"no_clear_difference"},"counts":{"among":20,"of":16},"revision":20,"small_n":"no_rank"}
    {"overall":{"df":1.0,"p":1.0,"statistic":0.0,"test":"chi_squared"},"period":"all"}
    "#);
}

#[tokio::test]
async fn a_mean_of_amounts() {
    let app = App::start().await;
    traded(&app).await;
    let query = format!("metric=order_value&{MONTHS}");
    insta::assert_snapshot!(lines(&app.metrics(&format!("{query}&interval=month&compare=previous")).await), @r#"
    {"as_of":"2026-11-21T03:00:00.000Z","direction":null,"interval":"month","kind":null,"method":null,"metric":"order_value","scale":null,"survey":null,"time_zone":"Europe/Riga","unit":"minor_units"}
    2026-10 2026-10-01..2026-10-31 n=20 value=919.0 null..null ±null "none" {"comparison":null,"counts":{"of":20},"currency":"EUR","previous":{"from":"2026-09-01","n":0,"to":"2026-09-30","value":null},"revision":10,"sum":18380}
    2026-11 2026-11-01..2026-11-21 n=20 value=920.0 null..null ±null "none" {"comparison":null,"counts":{"of":20},"currency":"EUR","previous":{"from":"2026-10-11","n":10,"to":"2026-10-31","value":924.0},"revision":10,"sum":18400}
    "#);
    let two = app.metrics(&format!("{query}&interval=all&group_by=channel,plan")).await;
    insta::assert_snapshot!(entries(&two), @r#"all 2026-10-01..2026-11-21 {"channel":"shop","plan":null} n=40 value=919.5 null..null ±null "none" {"counts":{"of":40},"currency":"EUR","revision":20,"sum":36780}"#);
}

#[tokio::test]
async fn a_ratio_of_events_of_two_kinds() {
    let app = App::start().await;
    traded(&app).await;
    insta::assert_snapshot!(lines(&app.metrics(&format!("metric=tickets_an_order&{MONTHS}&interval=month")).await), @r#"
    {"as_of":"2026-11-21T03:00:00.000Z","direction":null,"interval":"month","kind":null,"method":null,"metric":"tickets_an_order","scale":null,"survey":null,"time_zone":"Europe/Riga","unit":"count"}
    2026-10 2026-10-01..2026-10-31 n=20 value=0.4 null..null ±null "none" {"counts":{"of":8,"to":20},"revision":20}
    2026-11 2026-11-01..2026-11-21 n=20 value=0.4 null..null ±null "none" {"counts":{"of":8,"to":20},"revision":20}
    "#);
}

#[tokio::test]
async fn which_way_is_better_nobody_knows() {
    let app = App::start().await;
    surveyed(&app).await;
    let answer = app.metrics(&format!("metric=for_the_price&{WEEKS}&interval=week&compare=previous")).await;
    let compared = &answer["series"][1]["comparison"];
    assert_eq!((&answer["direction"], &compared["better"]), (&Value::Null, &Value::Null));
    assert_eq!(compared["verdict"], "higher");
    let reads = compared["reads"].as_str().unwrap();
    assert!(reads.starts_with("Higher than the period before (p ") && reads.ends_with(")."), "{reads}");
}
