//! Churn and retention in the middle of a long history, against a plain count by the definition.

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::told::{entries, event, lines, settle, tell};
use crate::app::App;

/// A stretch in which somebody was a customer; the second day is the one on which they ended.
pub struct Spell {
    who: String,
    plan: &'static str,
    from: Date,
    to: Option<Date>,
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

/// Sixty customers of two plans over a year and a half, some of whom left, and one who came back; a plan that nobody has
/// had for long, and one whose customers have been there since ever.
pub fn spells() -> Vec<Spell> {
    let mut spells = Vec::new();
    let mut add = |who: String, plan, from: Date, to| spells.push(Spell { who, plan, from, to });
    for number in 0..60_i32 {
        let plan = if number % 3 == 0 { "pro" } else { "basic" };
        let from = if number < 40 {
            date("2025-06-01").saturating_add(number.days())
        } else {
            date("2025-12-01").saturating_add((16 * (number - 40)).days())
        };
        let ends = number % 4 == 1 && number < 40;
        let to = ends.then(|| date("2025-11-15").saturating_add((9 * number).days()));
        add(format!("c{number}"), plan, from, to);
    }
    add("c5".to_owned(), "basic", date("2026-03-02"), None);
    add("g1".to_owned(), "legacy", date("2024-02-01"), Some(date("2024-12-01")));
    for number in 0..3 {
        add(format!("s{number}"), "since_ever", date("2024-01-01"), None);
    }
    spells
}

pub fn told(spells: &[Spell]) -> Vec<Value> {
    let mut events = Vec::new();
    for (number, Spell { who, plan, from, to }) in spells.iter().enumerate() {
        let more = json!({"person": who, "plan": plan, "segment": if who.ends_with('1') { "eu" } else { "us" }});
        events.push(event(&format!("s{number}"), "customer_started", &format!("{from}T10:00:00Z"), &more));
        if let Some(to) = to {
            events.push(event(
                &format!("e{number}"),
                "customer_ended",
                &format!("{to}T10:00:00Z"),
                &json!({"person": who}),
            ));
        }
    }
    events
}

/// Start, lost, new and end of a plan in the days `from` to `to`, by the definition.
fn counted(spells: &[Spell], plan: &str, from: Date, to: Date) -> Value {
    let there = |who: &str, day: Date| {
        let own = spells.iter().filter(|spell| spell.who == who);
        own.clone().any(|spell| spell.from < day && spell.to.is_none_or(|end| end >= day))
    };
    let after = to.tomorrow().unwrap();
    let mut people: Vec<&str> =
        spells.iter().filter(|spell| spell.plan == plan).map(|spell| spell.who.as_str()).collect();
    people.sort_unstable();
    people.dedup();
    let count = |is: &dyn Fn(&str) -> bool| people.iter().filter(|who| is(who)).count();
    json!({
        "start": count(&|who| there(who, from)),
        "lost": count(&|who| there(who, from) && !there(who, after)),
        "new": count(&|who| !there(who, from) && there(who, after)),
        "end": count(&|who| there(who, after)),
    })
}

async fn company() -> App {
    let app = App::start().await;
    settle(&app, &json!({})).await;
    tell(&app, &told(&spells())).await;
    app
}

#[tokio::test]
async fn every_window_in_the_middle_of_the_history_counts_what_the_definition_counts() {
    let (app, spells) = (company().await, spells());
    // Cut months and weeks, one day, and windows that overlap those before them.
    for query in [
        "from=2025-11-20&to=2026-04-10&interval=month&compare=previous",
        "from=2026-01-07&to=2026-03-11&interval=week&compare=previous",
        "from=2026-02-25&to=2026-03-05&interval=day",
        "from=2024-11-01&to=2026-11-20&interval=all",
        "from=2023-01-01&to=2024-01-31&interval=month",
    ] {
        let answer = app.metrics(&format!("metric=gross_churn&group_by=plan&{query}")).await;
        for entry in answer["series"].as_array().unwrap() {
            let [plan, from, to] =
                [&entry["group"]["plan"], &entry["from"], &entry["to"]].map(|text| text.as_str().unwrap());
            let expected = counted(&spells, plan, date(from), date(to));
            assert_eq!(entry["counts"], expected, "{query} {plan} {from} {to}");
            if let Some(previous) = entry.get("previous") {
                let [from, to] = ["from", "to"].map(|name| date(previous[name].as_str().unwrap()));
                assert_eq!(previous["n"], counted(&spells, plan, from, to)["start"], "{query} {plan} {from} {to}");
            }
        }
    }
}

#[tokio::test]
async fn a_plan_without_any_event_in_the_range_stands_in_it_and_one_that_all_left_before_does_not() {
    let app = company().await;
    let answer = app.metrics("metric=retention&group_by=plan&from=2026-05-01&to=2026-06-30&interval=month").await;
    insta::assert_snapshot!(lines(&answer), @r#"
    {"as_of":"2026-11-21T03:00:00.000Z","direction":"higher_is_better","interval":"month","kind":null,"method":null,"metric":"retention","scale":null,"survey":null,"time_zone":"Europe/Riga","unit":"percent"}
    2026-05 2026-05-01..2026-05-31 {"plan":"basic"} n=30 value=100.0 88.649..100.0 ±5.676 "wilson" {"counts":{"end":31,"lost":0,"new":1,"start":30},"lifetime_days":{"high":null,"low":null,"margin":null,"method_of_interval":"student_t","n":0,"value":null},"new_per_lost":null,"revision":62}
    2026-05 2026-05-01..2026-05-31 {"plan":"pro"} n=16 value=93.75 71.671..98.888 ±13.608 "wilson" {"counts":{"end":16,"lost":1,"new":1,"start":16},"lifetime_days":{"high":null,"low":null,"margin":null,"method_of_interval":"student_t","n":1,"value":335.0},"new_per_lost":1.0,"revision":62,"small_n":"no_rank"}
    2026-05 2026-05-01..2026-05-31 {"plan":"since_ever"} n=3 value=100.0 43.85..100.0 ±28.075 "wilson" {"counted":"3 of 3","counts":{"end":3,"lost":0,"new":0,"start":3},"lifetime_days":{"high":null,"low":null,"margin":null,"method_of_interval":"student_t","n":0,"value":null},"new_per_lost":null,"revision":62,"small_n":"counts_only"}
    2026-06 2026-06-01..2026-06-30 {"plan":"basic"} n=31 value=96.774 83.806..99.428 ±7.811 "wilson" {"counts":{"end":32,"lost":1,"new":2,"start":31},"lifetime_days":{"high":null,"low":null,"margin":null,"method_of_interval":"student_t","n":1,"value":367.0},"new_per_lost":2.0,"revision":65}
    2026-06 2026-06-01..2026-06-30 {"plan":"pro"} n=16 value=100.0 80.639..100.0 ±9.68 "wilson" {"counts":{"end":16,"lost":0,"new":0,"start":16},"lifetime_days":{"high":null,"low":null,"margin":null,"method_of_interval":"student_t","n":0,"value":null},"new_per_lost":null,"revision":65,"small_n":"no_rank"}
    2026-06 2026-06-01..2026-06-30 {"plan":"since_ever"} n=3 value=100.0 43.85..100.0 ±28.075 "wilson" {"counted":"3 of 3","counts":{"end":3,"lost":0,"new":0,"start":3},"lifetime_days":{"high":null,"low":null,"margin":null,"method_of_interval":"student_t","n":0,"value":null},"new_per_lost":null,"revision":65,"small_n":"counts_only"}
    "#);
}

#[tokio::test]
async fn gross_churn_has_its_year_beside_the_twelfth_month_that_is_over() {
    let app = company().await;
    let months = "from=2025-10-01&to=2026-11-30&interval=month";
    let answer = app.metrics(&format!("metric=gross_churn&{months}")).await;
    insta::assert_snapshot!(lines(&answer), @r#"
    {"as_of":"2026-11-21T03:00:00.000Z","direction":"lower_is_better","interval":"month","kind":null,"method":null,"metric":"gross_churn","scale":null,"survey":null,"time_zone":"Europe/Riga","unit":"percent"}
    2025-10 2025-10-01..2025-10-31 n=43 value=0.0 0.0..8.201 ±4.1 "wilson" {"counts":{"end":43,"lost":0,"new":0,"start":43},"lifetime_days":{"high":null,"low":null,"margin":null,"method_of_interval":"student_t","n":0,"value":null},"new_per_lost":null,"revision":43}
    2025-11 2025-11-01..2025-11-30 n=43 value=2.326 0.412..12.059 ±5.824 "wilson" {"counts":{"end":42,"lost":1,"new":0,"start":43},"lifetime_days":{"high":null,"low":null,"margin":null,"method_of_interval":"student_t","n":1,"value":175.0},"new_per_lost":0.0,"revision":44}
    2025-12 2025-12-01..2025-12-31 n=42 value=2.381 0.422..12.321 ±5.95 "wilson" {"counts":{"end":43,"lost":1,"new":2,"start":42},"lifetime_days":{"high":null,"low":null,"margin":null,"method_of_interval":"student_t","n":1,"value":207.0},"new_per_lost":2.0,"revision":47}
    2026-01 2026-01-01..2026-01-31 n=43 value=0.0 0.0..8.201 ±4.1 "wilson" {"counts":{"end":45,"lost":0,"new":2,"start":43},"lifetime_days":{"high":null,"low":null,"margin":null,"method_of_interval":"student_t","n":0,"value":null},"new_per_lost":null,"revision":49}
    2026-02 2026-02-01..2026-02-28 n=45 value=2.222 0.393..11.567 ±5.587 "wilson" {"counts":{"end":46,"lost":1,"new":2,"start":45},"lifetime_days":{"high":null,"low":null,"margin":null,"method_of_interval":"student_t","n":1,"value":239.0},"new_per_lost":2.0,"revision":52}
    2026-03 2026-03-01..2026-03-31 n=46 value=2.174 0.385..11.335 ±5.475 "wilson" {"counts":{"end":48,"lost":1,"new":3,"start":46},"lifetime_days":{"high":null,"low":null,"margin":null,"method_of_interval":"student_t","n":1,"value":271.0},"new_per_lost":3.0,"revision":56}
    2026-04 2026-04-01..2026-04-30 n=48 value=2.083 0.369..10.899 ±5.265 "wilson" {"counts":{"end":49,"lost":1,"new":2,"start":48},"lifetime_days":{"high":null,"low":null,"margin":null,"method_of_interval":"student_t","n":1,"value":303.0},"new_per_lost":2.0,"revision":59}
    2026-05 2026-05-01..2026-05-31 n=49 value=2.041 0.361..10.694 ±5.166 "wilson" {"counts":{"end":50,"lost":1,"new":2,"start":49},"lifetime_days":{"high":null,"low":null,"margin":null,"method_of_interval":"student_t","n":1,"value":335.0},"new_per_lost":2.0,"revision":62}
    2026-06 2026-06-01..2026-06-30 n=50 value=2.0 0.354..10.495 ±5.071 "wilson" {"counts":{"end":51,"lost":1,"new":2,"start":50},"lifetime_days":{"high":null,"low":null,"margin":null,"method_of_interval":"student_t","n":1,"value":367.0},"new_per_lost":2.0,"revision":65}
    2026-07 2026-07-01..2026-07-31 n=51 value=0.0 0.0..7.005 ±3.502 "wilson" {"counts":{"end":53,"lost":0,"new":2,"start":51},"lifetime_days":{"high":null,"low":null,"margin":null,"method_of_interval":"student_t","n":0,"value":null},"new_per_lost":null,"revision":67}
    2026-08 2026-08-01..2026-08-31 n=53 value=1.887 0.334..9.943 ±4.805 "wilson" {"counts":{"end":54,"lost":1,"new":2,"start":53},"lifetime_days":{"high":null,"low":null,"margin":null,"method_of_interval":"student_t","n":1,"value":399.0},"new_per_lost":2.0,"revision":70}
    2026-09 2026-09-01..2026-09-30 n=54 value=1.852 0.328..9.771 ±4.722 "wilson" {"counts":{"end":54,"lost":1,"new":1,"start":54},"lifetime_days":{"high":null,"low":null,"margin":null,"method_of_interval":"student_t","n":1,"value":431.0},"new_per_lost":1.0,"revision":72,"year":17.444}
    2026-10 2026-10-01..2026-10-31 n=54 value=1.852 0.328..9.771 ±4.722 "wilson" {"counts":{"end":54,"lost":1,"new":1,"start":54},"lifetime_days":{"high":null,"low":null,"margin":null,"method_of_interval":"student_t","n":1,"value":463.0},"new_per_lost":1.0,"revision":74,"year":18.973}
    2026-11 2026-11-01..2026-11-30 n=54 value=0.0 0.0..6.641 ±3.321 "wilson" {"counts":{"end":54,"lost":0,"new":0,"start":54},"lifetime_days":{"high":null,"low":null,"margin":null,"method_of_interval":"student_t","n":0,"value":null},"new_per_lost":null,"provisional":true,"revision":74}
    "#);
    let retention = app.metrics(&format!("metric=retention&{months}")).await;
    let years = |answer: &Value| -> Vec<Option<f64>> {
        answer["series"].as_array().unwrap().iter().map(|entry| entry["year"].as_f64()).collect()
    };
    let (lost, stayed) = (years(&answer), years(&retention));
    // October and November 2025 open two years; November 2026 is not over.
    assert_eq!(
        lost.iter().map(Option::is_some).collect::<Vec<_>>(),
        [vec![false; 11], vec![true; 2], vec![false]].concat()
    );
    for (lost, stayed) in lost.iter().flatten().zip(stayed.iter().flatten()) {
        assert!((lost + stayed - 100.0).abs() < 1e-9);
    }
    let months: Vec<_> = answer["series"].as_array().unwrap()[1..13].to_vec();
    let stayed: f64 = months.iter().map(|month| 1.0 - month["value"].as_f64().unwrap() / 100.0).product();
    assert!((lost[12].unwrap() - 100.0 * (1.0 - stayed)).abs() < 1e-9, "a product, not a sum");
    // Cut months are no whole ones, and weeks have no year.
    for query in ["from=2025-11-02&to=2026-10-31&interval=month", "from=2025-10-01&to=2026-10-31&interval=week"] {
        let answer = app.metrics(&format!("metric=gross_churn&{query}")).await;
        assert!(years(&answer).iter().all(Option::is_none), "{query}");
    }
    let grouped = app
        .metrics(&format!("metric=gross_churn&{}&group_by=plan", "from=2025-11-01&to=2026-10-31&interval=month"))
        .await;
    let with: Vec<_> =
        grouped["series"].as_array().unwrap().iter().filter(|entry| entry.get("year").is_some()).collect();
    assert_eq!(
        with.iter().map(|entry| entry["group"]["plan"].as_str().unwrap()).collect::<Vec<_>>(),
        ["basic", "pro", "since_ever"]
    );
    assert!(with.iter().all(|entry| entry["period"] == "2026-10"));
}

#[tokio::test]
async fn net_churn() {
    let app = company().await;
    let query = "metric=net_churn&from=2026-01-01&to=2026-06-30";
    insta::assert_snapshot!(lines(&app.metrics(&format!("{query}&interval=month&compare=previous")).await), @r#"
    {"as_of":"2026-11-21T03:00:00.000Z","direction":"lower_is_better","interval":"month","kind":null,"method":null,"metric":"net_churn","scale":null,"survey":null,"time_zone":"Europe/Riga","unit":"percent"}
    2026-01 2026-01-01..2026-01-31 n=43 value=-4.651 -11.097..1.795 ±6.446 "normal" {"comparison":null,"counts":{"end":45,"lost":0,"new":2,"start":43},"lifetime_days":{"high":null,"low":null,"margin":null,"method_of_interval":"student_t","n":0,"value":null},"new_per_lost":null,"previous":{"from":"2025-12-01","n":42,"to":"2025-12-31","value":-2.381},"revision":49}
    2026-02 2026-02-01..2026-02-28 n=45 value=-2.222 -9.738..5.294 ±7.516 "normal" {"comparison":null,"counts":{"end":46,"lost":1,"new":2,"start":45},"lifetime_days":{"high":null,"low":null,"margin":null,"method_of_interval":"student_t","n":1,"value":239.0},"new_per_lost":2.0,"previous":{"from":"2026-01-01","n":43,"to":"2026-01-31","value":-4.651},"revision":52}
    2026-03 2026-03-01..2026-03-31 n=46 value=-4.348 -12.846..4.151 ±8.498 "normal" {"comparison":null,"counts":{"end":48,"lost":1,"new":3,"start":46},"lifetime_days":{"high":null,"low":null,"margin":null,"method_of_interval":"student_t","n":1,"value":271.0},"new_per_lost":3.0,"previous":{"from":"2026-02-01","n":45,"to":"2026-02-28","value":-2.222},"revision":56}
    2026-04 2026-04-01..2026-04-30 n=48 value=-2.083 -9.131..4.964 ±7.048 "normal" {"comparison":null,"counts":{"end":49,"lost":1,"new":2,"start":48},"lifetime_days":{"high":null,"low":null,"margin":null,"method_of_interval":"student_t","n":1,"value":303.0},"new_per_lost":2.0,"previous":{"from":"2026-03-01","n":46,"to":"2026-03-31","value":-4.348},"revision":59}
    2026-05 2026-05-01..2026-05-31 n=49 value=-2.041 -8.945..4.864 ±6.904 "normal" {"comparison":null,"counts":{"end":50,"lost":1,"new":2,"start":49},"lifetime_days":{"high":null,"low":null,"margin":null,"method_of_interval":"student_t","n":1,"value":335.0},"new_per_lost":2.0,"previous":{"from":"2026-04-01","n":48,"to":"2026-04-30","value":-2.083},"revision":62}
    2026-06 2026-06-01..2026-06-30 n=50 value=-2.0 -8.767..4.767 ±6.767 "normal" {"comparison":null,"counts":{"end":51,"lost":1,"new":2,"start":50},"lifetime_days":{"high":null,"low":null,"margin":null,"method_of_interval":"student_t","n":1,"value":367.0},"new_per_lost":2.0,"previous":{"from":"2026-05-01","n":49,"to":"2026-05-31","value":-2.041},"revision":65}
    "#);
    let two = app.metrics(&format!("{query}&interval=all&group_by=plan,segment&compare=groups")).await;
    insta::assert_snapshot!(entries(&two), @r#"
    all 2026-01-01..2026-06-30 {"plan":"basic","segment":"eu"} n=3 value=0.0 0.0..0.0 ±0.0 "normal" {"against_rest":null,"counted":"0 lost, 0 new, 3 at the start","counts":{"end":3,"lost":0,"new":0,"start":3},"lifetime_days":{"high":null,"low":null,"margin":null,"method_of_interval":"student_t","n":0,"value":null},"new_per_lost":null,"revision":65,"small_n":"counts_only"}
    all 2026-01-01..2026-06-30 {"plan":"basic","segment":"us"} n=23 value=-26.087 -55.121..2.947 ±29.034 "normal" {"against_rest":null,"counts":{"end":29,"lost":3,"new":9,"start":23},"lifetime_days":{"high":435.093,"low":192.24,"margin":121.427,"method_of_interval":"student_t","n":3,"value":313.667},"new_per_lost":3.0,"revision":65,"small_n":"no_rank"}
    all 2026-01-01..2026-06-30 {"plan":"pro","segment":"eu"} n=1 value=0.0 -195.996..100.0 ±147.998 "normal" {"against_rest":null,"counted":"1 lost, 1 new, 1 at the start","counts":{"end":1,"lost":1,"new":1,"start":1},"lifetime_days":{"high":null,"low":null,"margin":null,"method_of_interval":"student_t","n":1,"value":335.0},"new_per_lost":1.0,"revision":65,"small_n":"counts_only"}
    all 2026-01-01..2026-06-30 {"plan":"pro","segment":"us"} n=13 value=-15.385 -45.247..14.477 ±29.862 "normal" {"against_rest":null,"counts":{"end":15,"lost":1,"new":3,"start":13},"lifetime_days":{"high":null,"low":null,"margin":null,"method_of_interval":"student_t","n":1,"value":239.0},"new_per_lost":3.0,"revision":65,"small_n":"no_rank"}
    all 2026-01-01..2026-06-30 {"plan":"since_ever","segment":"eu"} n=1 value=0.0 0.0..0.0 ±0.0 "normal" {"against_rest":null,"counted":"0 lost, 0 new, 1 at the start","counts":{"end":1,"lost":0,"new":0,"start":1},"lifetime_days":{"high":null,"low":null,"margin":null,"method_of_interval":"student_t","n":0,"value":null},"new_per_lost":null,"revision":65,"small_n":"counts_only"}
    all 2026-01-01..2026-06-30 {"plan":"since_ever","segment":"us"} n=2 value=0.0 0.0..0.0 ±0.0 "normal" {"against_rest":null,"counted":"0 lost, 0 new, 2 at the start","counts":{"end":2,"lost":0,"new":0,"start":2},"lifetime_days":{"high":null,"low":null,"margin":null,"method_of_interval":"student_t","n":0,"value":null},"new_per_lost":null,"revision":65,"small_n":"counts_only"}
    {"overall":null,"period":"all"}
    "#);
}

#[tokio::test]
async fn gross_churn_is_compared_with_the_period_before_and_between_plans() {
    let app = company().await;
    let query = "metric=gross_churn&from=2026-01-01&to=2026-06-30&interval=all";
    insta::assert_snapshot!(entries(&app.metrics(&format!("{query}&compare=previous")).await), @r#"all 2026-01-01..2026-06-30 n=43 value=11.628 5.07..24.479 ±9.704 "wilson" {"comparison":{"better":null,"difference":6.072,"high":19.537,"low":-8.122,"method_of_interval":"newcombe","p":0.347,"reads":"No clear difference from the period before (p = 0.347).","test":"pooled_z","verdict":"no_clear_difference"},"counts":{"end":51,"lost":5,"new":13,"start":43},"lifetime_days":{"high":365.824,"low":240.176,"margin":62.824,"method_of_interval":"student_t","n":5,"value":303.0},"new_per_lost":2.6,"previous":{"from":"2025-07-04","n":36,"to":"2025-12-31","value":5.556},"revision":65}"#);
    insta::assert_snapshot!(entries(&app.metrics(&format!("{query}&group_by=plan&compare=groups")).await), @r#"
    all 2026-01-01..2026-06-30 {"plan":"basic"} n=26 value=11.538 4.003..28.976 ±12.486 "wilson" {"against_rest":{"better":null,"difference":-0.226,"high":19.162,"low":-24.022,"method_of_interval":"newcombe","p":1.0,"reads":"No clear difference from all others (p = 1.000).","test":"pooled_z","verdict":"no_clear_difference"},"counts":{"end":32,"lost":3,"new":9,"start":26},"lifetime_days":{"high":435.093,"low":192.24,"margin":121.427,"method_of_interval":"student_t","n":3,"value":313.667},"new_per_lost":3.0,"revision":65,"small_n":"no_rank"}
    all 2026-01-01..2026-06-30 {"plan":"pro"} n=14 value=14.286 4.009..39.941 ±17.966 "wilson" {"against_rest":{"better":null,"difference":3.941,"high":30.473,"low":-15.109,"method_of_interval":"newcombe","p":1.0,"reads":"No clear difference from all others (p = 1.000).","test":"pooled_z","verdict":"no_clear_difference"},"counts":{"end":16,"lost":2,"new":4,"start":14},"lifetime_days":{"high":896.898,"low":0.0,"margin":448.449,"method_of_interval":"student_t","n":2,"value":287.0},"new_per_lost":2.0,"revision":65,"small_n":"no_rank"}
    all 2026-01-01..2026-06-30 {"plan":"since_ever"} n=3 value=0.0 0.0..56.15 ±28.075 "wilson" {"against_rest":{"better":null,"difference":-12.5,"high":44.089,"low":-26.112,"method_of_interval":"newcombe","p":1.0,"reads":"Too few to compare with all others: at least ten on both sides are needed.","test":"fisher_mid_p","verdict":"too_few"},"counted":"0 of 3","counts":{"end":3,"lost":0,"new":0,"start":3},"lifetime_days":{"high":null,"low":null,"margin":null,"method_of_interval":"student_t","n":0,"value":null},"new_per_lost":null,"revision":65,"small_n":"counts_only"}
    {"overall":{"df":2.0,"p":0.787,"statistic":0.48,"test":"chi_squared"},"period":"all"}
    "#);
}

#[tokio::test]
async fn who_will_be_a_customer_is_not_known() {
    let app = company().await;
    let answer = app.metrics("metric=retention&from=2026-11-20&to=2026-11-23").await;
    let known: Vec<_> = answer["series"].as_array().unwrap().iter().map(|entry| entry["value"].is_null()).collect();
    assert_eq!(known, [false, false, true, true]);
    let to_come = &answer["series"][3];
    assert_eq!((&to_come["n"], &to_come["reason"], &to_come["missing"]), (&json!(0), &json!("to_come"), &json!(true)));
}

#[tokio::test]
async fn a_change_long_before_a_period_raises_its_revision_and_its_time() {
    let app = App::start().await;
    settle(&app, &json!({})).await;
    let mut events = vec![event("a", "customer_started", "2026-01-10T10:00:00Z", &json!({"person": "anna"}))];
    tell(&app, &events).await;
    let query = "metric=retention&from=2026-05-01&to=2026-05-31&interval=all";
    let before = app.metrics(query).await;
    let entry = &before["series"][0];
    assert_eq!((&entry["value"], &entry["revision"], entry.get("missing")), (&json!(100.0), &json!(1), None));
    assert_eq!(before["as_of"], "2026-11-21T03:00:00.000Z");
    events.push(event("b", "customer_started", "2026-01-10T11:00:00Z", &json!({"person": "bob"})));
    tell(&app, &events).await;
    let entry = &app.metrics(query).await["series"][0];
    assert_eq!((&entry["n"], &entry["revision"]), (&json!(2), &json!(2)));
}
