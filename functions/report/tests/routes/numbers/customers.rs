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
    insta::assert_snapshot!(lines(&answer), @"");
}

#[tokio::test]
async fn gross_churn_has_its_year_beside_the_twelfth_month_that_is_over() {
    let app = company().await;
    let months = "from=2025-10-01&to=2026-11-30&interval=month";
    let answer = app.metrics(&format!("metric=gross_churn&{months}")).await;
    insta::assert_snapshot!(lines(&answer), @"");
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
    insta::assert_snapshot!(lines(&app.metrics(&format!("{query}&interval=month&compare=previous")).await), @"");
    let two = app.metrics(&format!("{query}&interval=all&group_by=plan,segment&compare=groups")).await;
    insta::assert_snapshot!(entries(&two), @"");
}

#[tokio::test]
async fn gross_churn_is_compared_with_the_period_before_and_between_plans() {
    let app = company().await;
    let query = "metric=gross_churn&from=2026-01-01&to=2026-06-30&interval=all";
    insta::assert_snapshot!(entries(&app.metrics(&format!("{query}&compare=previous")).await), @"");
    insta::assert_snapshot!(entries(&app.metrics(&format!("{query}&group_by=plan&compare=groups")).await), @"");
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
