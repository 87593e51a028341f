//! The scores of surveys: NPS, CSAT, CES in its forms, GCR. (eNPS has fixed periods and stands elsewhere.)

use domain::context::Channel::{App as InApp, Email};
use domain::survey::Survey;
use serde_json::{Value, json};
use testing::builders::stored_survey;

use super::told::{entries, lines, settle};
use crate::app::App;

/// Two weeks in two months: scores with how many in the first, and in the second.
async fn asked(app: &App, id: &str, metric: &str, more: &Value, scores: [&[(Value, u64)]; 2]) -> Survey {
    settle(app, &json!({})).await;
    let survey = stored_survey(app.store(), id, metric, more).await;
    for (day, scores) in ["2026-10-28", "2026-11-04"].into_iter().zip(scores) {
        let mut answers = Vec::new();
        for (place, (score, n)) in scores.iter().enumerate() {
            let half = n / 2;
            answers.push((["support", "purchase"][place % 2], Email, score.clone(), half));
            answers.push(("support", InApp, score.clone(), n - half));
        }
        app.count(&survey, day, &answers).await;
    }
    survey
}

async fn by_week(app: &App, id: &str) -> String {
    lines(&app.metrics(&format!("survey={id}&from=2026-10-26&to=2026-11-08&interval=week&compare=previous")).await)
}

async fn by_group(app: &App, id: &str, dimensions: &str) -> String {
    let query = format!("survey={id}&from=2026-10-01&to=2026-11-08&interval=all&group_by={dimensions}&compare=groups");
    entries(&app.metrics(&query).await)
}

#[tokio::test]
async fn nps() {
    let app = App::start().await;
    let scores: [&[(Value, u64)]; 2] =
        [&[(json!(10), 22), (json!(8), 9), (json!(3), 9)], &[(json!(9), 12), (json!(7), 8), (json!(0), 20)]];
    asked(&app, "nps", "nps", &json!({}), scores).await;
    insta::assert_snapshot!(by_week(&app, "nps").await, @r#"
    {"as_of":"2026-11-21T03:00:00.000Z","direction":"higher_is_better","interval":"week","kind":"transactional","method":"top_box","metric":"nps","scale":{"max":10,"min":0},"survey":"nps","time_zone":"Europe/Riga","unit":"points"}
    2026-W44 2026-10-26..2026-11-01 n=40 value=32.5 5.869..54.596 ±24.363 "adjusted_wald" {"comparison":null,"counts":{"classes":{"detractors":9,"passives":9,"promoters":22},"scores":{"10":22,"3":9,"8":9}},"excluded":{"anonymous":0,"suspect":0},"previous":{"from":"2026-10-19","n":0,"to":"2026-10-25","value":null},"promoter_share":55.0,"revision":1}
    2026-W45 2026-11-02..2026-11-08 n=40 value=-20.0 -44.394..7.184 ±25.789 "adjusted_wald" {"comparison":{"better":false,"difference":-52.5,"high":-14.361,"low":-86.844,"method_of_interval":"adjusted_wald","p":0.008,"reads":"Lower than the period before (p = 0.008): worse.","test":"pooled_z","verdict":"lower"},"counts":{"classes":{"detractors":20,"passives":8,"promoters":12},"scores":{"0":20,"7":8,"9":12}},"excluded":{"anonymous":0,"suspect":0},"previous":{"from":"2026-10-26","n":40,"to":"2026-11-01","value":32.5},"promoter_share":30.0,"revision":1}
    "#);
    insta::assert_snapshot!(by_group(&app, "nps", "channel").await, @r#"
    all 2026-10-01..2026-11-08 {"channel":"app"} n=41 value=4.878 -21.202..30.293 ±25.747 "adjusted_wald" {"against_rest":{"better":null,"difference":-2.814,"high":35.152,"low":-40.555,"method_of_interval":"adjusted_wald","p":0.888,"reads":"No clear difference from all others (p = 0.888).","test":"pooled_z","verdict":"no_clear_difference"},"counts":{"classes":{"detractors":15,"passives":9,"promoters":17},"scores":{"0":10,"10":11,"3":5,"7":4,"8":5,"9":6}},"excluded":{"anonymous":0,"suspect":0},"promoter_share":41.463,"revision":2}
    all 2026-10-01..2026-11-08 {"channel":"email"} n=39 value=7.692 -19.373..33.659 ±26.516 "adjusted_wald" {"against_rest":{"better":null,"difference":2.814,"high":40.555,"low":-35.152,"method_of_interval":"adjusted_wald","p":0.888,"reads":"No clear difference from all others (p = 0.888).","test":"pooled_z","verdict":"no_clear_difference"},"counts":{"classes":{"detractors":14,"passives":8,"promoters":17},"scores":{"0":10,"10":11,"3":4,"7":4,"8":4,"9":6}},"excluded":{"anonymous":0,"suspect":0},"promoter_share":43.59,"revision":2}
    {"overall":{"df":1.0,"p":0.888,"statistic":0.02,"test":"chi_squared"},"period":"all"}
    "#);
    insta::assert_snapshot!(by_group(&app, "nps", "touchpoint,channel").await, @r#"
    all 2026-10-01..2026-11-08 {"channel":"email","touchpoint":"purchase"} n=8 value=0.0 -21.822..21.822 ±21.822 "adjusted_wald" {"against_rest":{"better":null,"difference":-6.944,"high":20.949,"low":-34.554,"method_of_interval":"adjusted_wald","p":1.0,"reads":"Too few to compare with all others: at least ten on both sides are needed.","test":"permutation","verdict":"too_few"},"counted":"0 promoters, 0 detractors of 8","counts":{"classes":{"detractors":0,"passives":8,"promoters":0},"scores":{"7":4,"8":4}},"excluded":{"anonymous":0,"suspect":0},"promoter_share":0.0,"revision":2,"small_n":"counts_only"}
    all 2026-10-01..2026-11-08 {"channel":"app","touchpoint":"support"} n=41 value=4.878 -21.202..30.293 ±25.747 "adjusted_wald" {"against_rest":{"better":null,"difference":-2.814,"high":35.152,"low":-40.555,"method_of_interval":"adjusted_wald","p":1.0,"reads":"No clear difference from all others (p = 1.000).","test":"pooled_z","verdict":"no_clear_difference"},"counts":{"classes":{"detractors":15,"passives":9,"promoters":17},"scores":{"0":10,"10":11,"3":5,"7":4,"8":5,"9":6}},"excluded":{"anonymous":0,"suspect":0},"promoter_share":41.463,"revision":2}
    all 2026-10-01..2026-11-08 {"channel":"email","touchpoint":"support"} n=31 value=9.677 -23.906..41.553 ±32.729 "adjusted_wald" {"against_rest":{"better":null,"difference":5.596,"high":45.727,"low":-35.187,"method_of_interval":"adjusted_wald","p":1.0,"reads":"No clear difference from all others (p = 1.000).","test":"pooled_z","verdict":"no_clear_difference"},"counts":{"classes":{"detractors":14,"passives":0,"promoters":17},"scores":{"0":10,"10":11,"3":4,"9":6}},"excluded":{"anonymous":0,"suspect":0},"promoter_share":54.839,"revision":2}
    {"overall":{"df":2.0,"p":0.954,"statistic":0.095,"test":"chi_squared"},"period":"all"}
    "#);
}

#[tokio::test]
async fn csat() {
    let app = App::start().await;
    let scores: [&[(Value, u64)]; 2] =
        [&[(json!(5), 20), (json!(4), 10), (json!(2), 10)], &[(json!(5), 9), (json!(3), 9), (json!(1), 12)]];
    asked(&app, "csat", "csat", &json!({}), scores).await;
    insta::assert_snapshot!(by_week(&app, "csat").await, @r#"
    {"as_of":"2026-11-21T03:00:00.000Z","direction":"higher_is_better","interval":"week","kind":"transactional","method":"top_box","metric":"csat","scale":{"max":5,"min":1},"survey":"csat","time_zone":"Europe/Riga","unit":"percent"}
    2026-W44 2026-10-26..2026-11-01 n=40 value=75.0 59.806..85.813 ±13.003 "wilson" {"comparison":null,"counts":{"classes":{"negative":10,"neutral":0,"positive":10,"very_negative":0,"very_positive":20},"scores":{"2":10,"4":10,"5":20}},"excluded":{"anonymous":0,"suspect":0},"mean":4.0,"previous":{"from":"2026-10-19","n":0,"to":"2026-10-25","value":null},"revision":1}
    2026-W45 2026-11-02..2026-11-08 n=30 value=30.0 16.665..47.876 ±15.606 "wilson" {"comparison":{"better":false,"difference":-45.0,"high":-21.539,"low":-62.168,"method_of_interval":"newcombe","p":0.0,"reads":"Lower than the period before (p < 0.001): worse.","test":"pooled_z","verdict":"lower"},"counts":{"classes":{"negative":0,"neutral":9,"positive":0,"very_negative":12,"very_positive":9},"scores":{"1":12,"3":9,"5":9}},"excluded":{"anonymous":0,"suspect":0},"mean":2.8,"previous":{"from":"2026-10-26","n":40,"to":"2026-11-01","value":75.0},"revision":1}
    "#);
    insta::assert_snapshot!(by_group(&app, "csat", "channel").await, @r#"
    all 2026-10-01..2026-11-08 {"channel":"app"} n=36 value=55.556 39.581..70.459 ±15.439 "wilson" {"against_rest":{"better":null,"difference":-0.327,"high":21.854,"low":-22.401,"method_of_interval":"newcombe","p":0.978,"reads":"No clear difference from all others (p = 0.978).","test":"pooled_z","verdict":"no_clear_difference"},"counts":{"classes":{"negative":5,"neutral":5,"positive":5,"very_negative":6,"very_positive":15},"scores":{"1":6,"2":5,"3":5,"4":5,"5":15}},"excluded":{"anonymous":0,"suspect":0},"mean":3.5,"revision":2}
    all 2026-10-01..2026-11-08 {"channel":"email"} n=34 value=55.882 39.454..71.117 ±15.831 "wilson" {"against_rest":{"better":null,"difference":0.327,"high":22.401,"low":-21.854,"method_of_interval":"newcombe","p":0.978,"reads":"No clear difference from all others (p = 0.978).","test":"pooled_z","verdict":"no_clear_difference"},"counts":{"classes":{"negative":5,"neutral":4,"positive":5,"very_negative":6,"very_positive":14},"scores":{"1":6,"2":5,"3":4,"4":5,"5":14}},"excluded":{"anonymous":0,"suspect":0},"mean":3.471,"revision":2}
    {"overall":{"df":1.0,"p":0.978,"statistic":0.001,"test":"chi_squared"},"period":"all"}
    "#);
}

#[tokio::test]
async fn ces_as_a_share_of_easy_answers() {
    let app = App::start().await;
    let scores: [&[(Value, u64)]; 2] =
        [&[(json!(7), 12), (json!(5), 8), (json!(2), 4)], &[(json!(6), 11), (json!(4), 9)]];
    asked(&app, "ces", "ces", &json!({}), scores).await;
    insta::assert_snapshot!(by_week(&app, "ces").await, @r#"
    {"as_of":"2026-11-21T03:00:00.000Z","direction":"higher_is_better","interval":"week","kind":"transactional","method":"top_box","metric":"ces","scale":{"max":7,"min":1},"survey":"ces","time_zone":"Europe/Riga","unit":"percent"}
    2026-W44 2026-10-26..2026-11-01 n=24 value=83.333 64.147..93.321 ±14.587 "wilson" {"comparison":null,"counts":{"classes":{"easy":20,"hard":4,"neutral":0},"scores":{"2":4,"5":8,"7":12}},"excluded":{"anonymous":0,"suspect":0},"previous":{"from":"2026-10-19","n":0,"to":"2026-10-25","value":null},"revision":1,"small_n":"no_rank"}
    2026-W45 2026-11-02..2026-11-08 n=20 value=55.0 34.209..74.18 ±19.986 "wilson" {"comparison":{"better":false,"difference":-28.333,"high":-1.204,"low":-51.399,"method_of_interval":"newcombe","p":0.043,"reads":"Lower than the period before (p = 0.043): worse.","test":"pooled_z","verdict":"lower"},"counts":{"classes":{"easy":11,"hard":0,"neutral":9},"scores":{"4":9,"6":11}},"excluded":{"anonymous":0,"suspect":0},"previous":{"from":"2026-10-26","n":24,"to":"2026-11-01","value":83.333},"revision":1,"small_n":"no_rank"}
    "#);
    insta::assert_snapshot!(by_group(&app, "ces", "touchpoint").await, @r#"
    all 2026-10-01..2026-11-08 {"touchpoint":"purchase"} n=8 value=50.0 21.522..78.478 ±28.478 "wilson" {"against_rest":{"better":null,"difference":-25.0,"high":7.7,"low":-55.62,"method_of_interval":"newcombe","p":0.166,"reads":"Too few to compare with all others: at least ten on both sides are needed.","test":"pooled_z","verdict":"too_few"},"counted":"4 of 8","counts":{"classes":{"easy":4,"hard":0,"neutral":4},"scores":{"4":4,"5":4}},"excluded":{"anonymous":0,"suspect":0},"revision":2,"small_n":"counts_only"}
    all 2026-10-01..2026-11-08 {"touchpoint":"support"} n=36 value=75.0 58.93..86.25 ±13.66 "wilson" {"against_rest":{"better":null,"difference":25.0,"high":55.62,"low":-7.7,"method_of_interval":"newcombe","p":0.166,"reads":"Too few to compare with all others: at least ten on both sides are needed.","test":"pooled_z","verdict":"too_few"},"counts":{"classes":{"easy":27,"hard":4,"neutral":5},"scores":{"2":4,"4":5,"5":4,"6":11,"7":12}},"excluded":{"anonymous":0,"suspect":0},"revision":2}
    {"overall":{"df":1.0,"p":0.166,"statistic":1.921,"test":"chi_squared"},"period":"all"}
    "#);
}

#[tokio::test]
async fn ces_by_mean_of_how_much_effort_it_was() {
    let app = App::start().await;
    let more = json!({"method": "mean", "direction": "lower_is_better"});
    let scores: [&[(Value, u64)]; 2] = [&[(json!(2), 14), (json!(3), 6)], &[(json!(4), 8), (json!(6), 12)]];
    asked(&app, "effort", "ces", &more, scores).await;
    insta::assert_snapshot!(by_week(&app, "effort").await, @r#"
    {"as_of":"2026-11-21T03:00:00.000Z","direction":"lower_is_better","interval":"week","kind":"transactional","method":"mean","metric":"ces","scale":{"max":7,"min":1},"survey":"effort","time_zone":"Europe/Riga","unit":"points"}
    2026-W44 2026-10-26..2026-11-01 n=20 value=2.3 2.08..2.52 ±0.22 "student_t" {"comparison":null,"counts":{"classes":{"easy":20,"hard":0,"neutral":0},"scores":{"2":14,"3":6}},"excluded":{"anonymous":0,"suspect":0},"previous":{"from":"2026-10-19","n":0,"to":"2026-10-25","value":null},"revision":1,"small_n":"no_rank"}
    2026-W45 2026-11-02..2026-11-08 n=20 value=5.2 4.73..5.67 ±0.47 "student_t" {"comparison":{"better":false,"difference":2.9,"high":3.409,"low":2.391,"method_of_interval":"welch","p":0.0,"reads":"Higher than the period before (p < 0.001): worse.","test":"welch","verdict":"higher"},"counts":{"classes":{"easy":0,"hard":12,"neutral":8},"scores":{"4":8,"6":12}},"excluded":{"anonymous":0,"suspect":0},"previous":{"from":"2026-10-26","n":20,"to":"2026-11-01","value":2.3},"revision":1,"small_n":"no_rank"}
    "#);
    insta::assert_snapshot!(by_group(&app, "effort", "channel").await, @r#"
    all 2026-10-01..2026-11-08 {"channel":"app"} n=20 value=3.75 2.963..4.537 ±0.787 "student_t" {"against_rest":{"better":null,"difference":0.0,"high":1.077,"low":-1.077,"method_of_interval":"welch","p":1.0,"reads":"No clear difference from all others (p = 1.000).","test":"welch","verdict":"no_clear_difference"},"counts":{"classes":{"easy":10,"hard":6,"neutral":4},"scores":{"2":7,"3":3,"4":4,"6":6}},"excluded":{"anonymous":0,"suspect":0},"revision":2,"small_n":"no_rank"}
    all 2026-10-01..2026-11-08 {"channel":"email"} n=20 value=3.75 2.963..4.537 ±0.787 "student_t" {"against_rest":{"better":null,"difference":0.0,"high":1.077,"low":-1.077,"method_of_interval":"welch","p":1.0,"reads":"No clear difference from all others (p = 1.000).","test":"welch","verdict":"no_clear_difference"},"counts":{"classes":{"easy":10,"hard":6,"neutral":4},"scores":{"2":7,"3":3,"4":4,"6":6}},"excluded":{"anonymous":0,"suspect":0},"revision":2,"small_n":"no_rank"}
    {"overall":{"df":1.0,"p":1.0,"statistic":0.0,"test":"welch"},"period":"all"}
    "#);
}

#[tokio::test]
async fn gcr() {
    let app = App::start().await;
    let scores: [&[(Value, u64)]; 2] =
        [&[(json!("yes"), 30), (json!("partly"), 6), (json!("no"), 4)], &[(json!("yes"), 10), (json!("no"), 3)]];
    asked(&app, "goal", "gcr", &json!({"goal": "find a price"}), scores).await;
    insta::assert_snapshot!(by_week(&app, "goal").await, @r#"
    {"as_of":"2026-11-21T03:00:00.000Z","direction":"higher_is_better","interval":"week","kind":"transactional","method":"top_box","metric":"gcr","scale":"yes_partly_no","survey":"goal","time_zone":"Europe/Riga","unit":"percent"}
    2026-W44 2026-10-26..2026-11-01 n=40 value=75.0 59.806..85.813 ±13.003 "wilson" {"comparison":null,"counts":{"classes":{"no":4,"partly":6,"yes":30},"scores":{"no":4,"partly":6,"yes":30}},"excluded":{"anonymous":0,"suspect":0},"previous":{"from":"2026-10-19","n":0,"to":"2026-10-25","value":null},"revision":1}
    2026-W45 2026-11-02..2026-11-08 n=13 value=76.923 49.744..91.82 ±21.038 "wilson" {"comparison":{"better":null,"difference":1.923,"high":23.202,"low":-27.328,"method_of_interval":"newcombe","p":0.89,"reads":"No clear difference from the period before (p = 0.890).","test":"pooled_z","verdict":"no_clear_difference"},"counts":{"classes":{"no":3,"partly":0,"yes":10},"scores":{"no":3,"yes":10}},"excluded":{"anonymous":0,"suspect":0},"previous":{"from":"2026-10-26","n":40,"to":"2026-11-01","value":75.0},"revision":1,"small_n":"no_rank"}
    "#);
    insta::assert_snapshot!(by_group(&app, "goal", "channel").await, @r#"
    all 2026-10-01..2026-11-08 {"channel":"app"} n=27 value=74.074 55.321..86.83 ±15.754 "wilson" {"against_rest":{"better":null,"difference":-2.849,"high":20.015,"low":-25.136,"method_of_interval":"newcombe","p":0.811,"reads":"No clear difference from all others (p = 0.811).","test":"pooled_z","verdict":"no_clear_difference"},"counts":{"classes":{"no":4,"partly":3,"yes":20},"scores":{"no":4,"partly":3,"yes":20}},"excluded":{"anonymous":0,"suspect":0},"revision":2,"small_n":"no_rank"}
    all 2026-10-01..2026-11-08 {"channel":"email"} n=26 value=76.923 57.948..88.966 ±15.509 "wilson" {"against_rest":{"better":null,"difference":2.849,"high":25.136,"low":-20.015,"method_of_interval":"newcombe","p":0.811,"reads":"No clear difference from all others (p = 0.811).","test":"pooled_z","verdict":"no_clear_difference"},"counts":{"classes":{"no":3,"partly":3,"yes":20},"scores":{"no":3,"partly":3,"yes":20}},"excluded":{"anonymous":0,"suspect":0},"revision":2,"small_n":"no_rank"}
    {"overall":{"df":1.0,"p":0.811,"statistic":0.057,"test":"chi_squared"},"period":"all"}
    "#);
}
