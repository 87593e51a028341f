//! Kept appointments.

use serde_json::{Value, json};

use super::told::{at, entries, event, lines, settle, tell};
use crate::app::App;

/// Appointments of seven weeks: most were kept, some began late, were missed or cancelled, and some are to come.
fn appointments() -> Vec<Value> {
    let mut events = Vec::new();
    for number in 0..50_i64 {
        let day = 24 * 60 * number + 9 * 60;
        let (appointment, agent) = (format!("A{number}"), ["mia", "otto"][usize::from(number % 3 == 0)]);
        let more = json!({"appointment": appointment, "agent": agent, "channel": if number % 2 == 0 { "phone" } else { "till" },
            "planned_at": at("2026-10-05", day)});
        events.push(event(&format!("p{number}"), "appointment_planned", &at("2026-10-01", number), &more));
        let (kind, after, by) = match number % 10 {
            _ if number > 45 => continue,
            8 => ("appointment_missed", 15, "customer"),
            7 => ("appointment_cancelled", -60, "customer"),
            6 => ("appointment_cancelled", -60, "company"),
            5 => continue,
            4 => ("appointment_started", 6, "company"),
            _ => ("appointment_started", number % 6, "company"),
        };
        let more = json!({"appointment": appointment, "by": by});
        events.push(event(&format!("x{number}"), kind, &at("2026-10-05", day + after), &more));
    }
    events
}

#[tokio::test]
async fn kept_appointments() {
    let app = App::start().await;
    settle(&app, &json!({})).await;
    tell(&app, &appointments()).await;
    let query = "metric=kept_appointments&from=2026-10-05";
    insta::assert_snapshot!(lines(&app.metrics(&format!("{query}&to=2026-11-30&interval=month&compare=previous")).await), @r#"
    {"as_of":"2026-11-21T03:00:00.000Z","direction":"higher_is_better","interval":"month","kind":null,"method":null,"metric":"kept_appointments","scale":null,"survey":null,"time_zone":"Europe/Riga","unit":"percent"}
    2026-10 2026-10-05..2026-10-31 n=25 value=56.0 37.067..73.334 ±18.134 "wilson" {"comparison":null,"counts":{"kept":14,"planned":25,"to_come":0,"without_outcome":3},"previous":{"from":"2026-09-08","n":0,"to":"2026-10-04","value":null},"revision":27,"small_n":"no_rank"}
    2026-11 2026-11-01..2026-11-30 n=19 value=52.632 31.708..72.67 ±20.481 "wilson" {"comparison":{"better":null,"difference":-3.368,"high":24.2,"low":-30.54,"method_of_interval":"newcombe","p":0.826,"reads":"No clear difference from the period before (p = 0.826).","test":"pooled_z","verdict":"no_clear_difference"},"counts":{"kept":10,"planned":19,"to_come":2,"without_outcome":4},"previous":{"from":"2026-10-01","n":25,"to":"2026-10-31","value":56.0},"provisional":true,"revision":23,"small_n":"no_rank"}
    "#);
    let two = app.metrics(&format!("{query}&to=2026-11-20&interval=all&group_by=agent,channel&compare=groups")).await;
    insta::assert_snapshot!(entries(&two), @r#"
    all 2026-10-05..2026-11-20 {"agent":"mia","channel":"phone"} n=16 value=37.5 18.481..61.359 ±21.439 "wilson" {"against_rest":{"better":null,"difference":-29.167,"high":1.235,"low":-53.198,"method_of_interval":"newcombe","p":0.263,"reads":"No clear difference from all others (p = 0.263).","test":"pooled_z","verdict":"no_clear_difference"},"counts":{"kept":6,"planned":16,"to_come":0,"without_outcome":1},"revision":47,"small_n":"no_rank"}
    all 2026-10-05..2026-11-20 {"agent":"mia","channel":"till"} n=12 value=75.0 46.769..91.106 ±22.168 "wilson" {"against_rest":{"better":null,"difference":26.613,"high":49.611,"low":-6.224,"method_of_interval":"newcombe","p":0.358,"reads":"No clear difference from all others (p = 0.358).","test":"pooled_z","verdict":"no_clear_difference"},"counts":{"kept":9,"planned":12,"to_come":0,"without_outcome":3},"revision":47,"small_n":"no_rank"}
    all 2026-10-05..2026-11-20 {"agent":"otto","channel":"phone"} n=8 value=50.0 21.522..78.478 ±28.478 "wilson" {"against_rest":{"better":null,"difference":-7.143,"high":25.663,"low":-39.271,"method_of_interval":"newcombe","p":0.738,"reads":"Too few to compare with all others: at least ten on both sides are needed.","test":"pooled_z","verdict":"too_few"},"counted":"4 of 8","counts":{"kept":4,"planned":8,"to_come":0,"without_outcome":0},"revision":47,"small_n":"counts_only"}
    all 2026-10-05..2026-11-20 {"agent":"otto","channel":"till"} n=7 value=71.429 35.893..91.778 ±27.942 "wilson" {"against_rest":{"better":null,"difference":18.651,"high":44.397,"low":-20.013,"method_of_interval":"newcombe","p":0.738,"reads":"Too few to compare with all others: at least ten on both sides are needed.","test":"pooled_z","verdict":"too_few"},"counted":"5 of 7","counts":{"kept":5,"planned":7,"to_come":0,"without_outcome":2},"revision":47,"small_n":"counts_only"}
    {"overall":{"df":3.0,"p":0.199,"statistic":4.658,"test":"chi_squared"},"period":"all"}
    "#);
    let weeks = app.metrics("metric=kept_appointments&from=2026-11-09&to=2026-11-29&interval=week").await;
    insta::assert_snapshot!(entries(&weeks), @r#"
    2026-W46 2026-11-09..2026-11-15 n=6 value=50.0 18.762..81.238 ±31.238 "wilson" {"counted":"3 of 6","counts":{"kept":3,"planned":6,"to_come":0,"without_outcome":1},"revision":7,"small_n":"counts_only"}
    2026-W47 2026-11-16..2026-11-22 n=6 value=33.333 9.677..70.001 ±30.162 "wilson" {"counted":"2 of 6","counts":{"kept":2,"planned":6,"to_come":1,"without_outcome":3},"provisional":true,"revision":7,"small_n":"counts_only"}
    2026-W48 2026-11-23..2026-11-29 n=0 value=null null..null ±null "wilson" {"counts":{"kept":0,"planned":0,"to_come":1,"without_outcome":0},"provisional":true,"reason":"no_data","revision":1}
    "#);
}
