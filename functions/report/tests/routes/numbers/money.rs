//! Support cost and customer lifetime value, and amounts of two currencies, which are never added.

use http::StatusCode;
use serde_json::{Value, json};

use super::customers::{spells, told};
use super::told::{at, entries, event, lines, settle, tell};
use crate::app::App;

fn booked(id: &str, kind: &str, at: &str, amount: i64, currency: &str, category: &str) -> Value {
    event(id, kind, at, &json!({"amount": amount, "currency": currency, "category": category}))
}

/// Costs and revenues of two months, and tickets of which most were resolved.
fn books() -> Vec<Value> {
    let mut events = vec![
        booked("c1", "cost_booked", "2026-10-05T10:00:00Z", 120_000, "EUR", "invoice"),
        booked("c2", "cost_booked", "2026-10-20T10:00:00Z", 80_000, "EUR", "delivery"),
        booked("c3", "cost_booked", "2026-11-05T10:00:00Z", 90_000, "EUR", "delivery"),
        booked("r1", "revenue_booked", "2026-10-31T10:00:00Z", 2_500_000, "EUR", "invoice"),
        booked("r2", "revenue_booked", "2026-11-15T10:00:00Z", 600_000, "EUR", "delivery"),
    ];
    for number in 0..30 {
        let (ticket, day) = (format!("T{number}"), at("2026-10-02", 24 * 60 * number));
        let category = ["invoice", "delivery"][usize::from(number % 2 == 0)];
        let more = json!({"ticket": ticket, "category": category, "agent": "mia"});
        events.push(event(&format!("o{number}"), "ticket_opened", &day, &more));
        if number % 5 != 0 {
            let done = at("2026-10-02", 24 * 60 * number + 90);
            events.push(event(
                &format!("d{number}"),
                "ticket_resolved",
                &done,
                &json!({"ticket": ticket, "agent": "mia"}),
            ));
        }
    }
    events
}

#[tokio::test]
async fn support_cost() {
    let app = App::start().await;
    settle(&app, &json!({})).await;
    tell(&app, &books()).await;
    let query = "metric=support_cost&from=2026-09-01&to=2026-11-21";
    insta::assert_snapshot!(lines(&app.metrics(&format!("{query}&interval=month&compare=previous")).await), @r#"
    {"as_of":"2026-11-21T03:00:00.000Z","direction":"lower_is_better","interval":"month","kind":null,"method":null,"metric":"support_cost","scale":null,"survey":null,"time_zone":"Europe/Riga","unit":"minor_units"}
    2026-09 2026-09-01..2026-09-30 n=0 value=null null..null ±null "none" {"comparison":null,"cost":null,"cost_of_revenue":null,"cost_per_opened":null,"counts":{"opened":0,"resolved":0},"missing":true,"previous":{"from":"2026-08-01","n":0,"to":"2026-08-31","value":null},"reason":"no_cost","revenue":null,"revision":0,"target_percent":10.0}
    2026-10 2026-10-01..2026-10-31 n=24 value=8333.333 null..null ±null "none" {"comparison":null,"cost":200000,"cost_of_revenue":8.0,"cost_per_opened":6666.667,"counts":{"opened":30,"resolved":24},"currency":"EUR","previous":{"from":"2026-09-01","n":0,"to":"2026-09-30","value":null},"revenue":2500000,"revision":33,"target_met":true,"target_percent":10.0}
    2026-11 2026-11-01..2026-11-21 n=0 value=null null..null ±null "none" {"comparison":null,"cost":90000,"cost_of_revenue":15.0,"cost_per_opened":null,"counts":{"opened":0,"resolved":0},"currency":"EUR","previous":{"from":"2026-10-11","n":17,"to":"2026-10-31","value":4705.882},"reason":"no_resolved_tickets","revenue":600000,"revision":2,"target_met":false,"target_percent":10.0}
    "#);
    let two = app.metrics(&format!("{query}&interval=all&group_by=category,agent&compare=groups")).await;
    insta::assert_snapshot!(entries(&two), @r#"
    all 2026-09-01..2026-11-21 {"agent":null,"category":"delivery"} n=0 value=null null..null ±null "none" {"against_rest":null,"cost":170000,"cost_of_revenue":28.333,"cost_per_opened":11333.333,"counts":{"opened":15,"resolved":0},"currency":"EUR","reason":"no_resolved_tickets","revenue":600000,"revision":35,"target_met":false,"target_percent":10.0}
    all 2026-09-01..2026-11-21 {"agent":"mia","category":"delivery"} n=12 value=null null..null ±null "none" {"against_rest":null,"cost":null,"cost_of_revenue":null,"cost_per_opened":null,"counts":{"opened":0,"resolved":12},"reason":"no_cost","revenue":null,"revision":35,"target_percent":10.0}
    all 2026-09-01..2026-11-21 {"agent":null,"category":"invoice"} n=0 value=null null..null ±null "none" {"against_rest":null,"cost":120000,"cost_of_revenue":4.8,"cost_per_opened":8000.0,"counts":{"opened":15,"resolved":0},"currency":"EUR","reason":"no_resolved_tickets","revenue":2500000,"revision":35,"target_met":true,"target_percent":10.0}
    all 2026-09-01..2026-11-21 {"agent":"mia","category":"invoice"} n=12 value=null null..null ±null "none" {"against_rest":null,"cost":null,"cost_of_revenue":null,"cost_per_opened":null,"counts":{"opened":0,"resolved":12},"reason":"no_cost","revenue":null,"revision":35,"target_percent":10.0}
    {"overall":null,"period":"all"}
    "#);
}

/// Orders of customers and of people who never were any.
fn orders() -> Vec<Value> {
    let mut events = told(&spells());
    for month in ["2025-12", "2026-01", "2026-02"] {
        for number in 0..50 {
            let (id, who) = (format!("o{month}-{number}"), format!("c{number}"));
            let day = format!("{month}-{:02}T09:00:00Z", 1 + number % 28);
            events.push(event(
                &id,
                "order_paid",
                &day,
                &json!({"person": who, "amount": 1000 + 37 * number, "currency": "EUR"}),
            ));
        }
    }
    // Eleven are lost in the year then, which is enough to say how long customers stay.
    for who in ["c2", "c6", "c10"] {
        let id = format!("end-{who}");
        events.push(event(&id, "customer_ended", "2026-03-15T09:00:00Z", &json!({"person": who})));
    }
    let bought = |id: &str, at: &str| {
        event(id, "order_paid", at, &json!({"person": "guest", "amount": 5000, "currency": "EUR"}))
    };
    events.extend([bought("g1", "2026-01-05T09:00:00Z"), bought("g2", "2026-01-15T09:00:00Z")]);
    let back = json!({"person": "c7", "amount": 1259, "currency": "EUR"});
    events.push(event("b1", "order_refunded", "2026-01-20T09:00:00Z", &back));
    events
}

#[tokio::test]
async fn customer_lifetime_value() {
    let app = App::start().await;
    settle(&app, &json!({"gross_margin": 62.5})).await;
    tell(&app, &orders()).await;
    let query = "metric=clv&from=2025-12-01&to=2026-11-20";
    insta::assert_snapshot!(lines(&app.metrics(&format!("{query}&interval=all&compare=previous")).await), @r#"
    {"as_of":"2026-11-21T03:00:00.000Z","direction":"higher_is_better","interval":"all","kind":null,"method":null,"metric":"clv","scale":null,"survey":null,"time_zone":"Europe/Riga","unit":"minor_units"}
    all 2025-12-01..2026-11-20 n=64 value=10989.055 null..null ±null "none" {"comparison":null,"counts":{"active":64,"ever":65,"lost":11,"start":42},"currency":"EUR","gross_churn":26.19,"gross_margin":62.5,"historic_revenue":4534.092,"historic_value":2833.808,"mean_revenue":4604.938,"previous":{"from":"2024-12-11","n":43,"to":"2025-11-30","value":null},"revenue":294716,"revision":152}
    "#);
    let months = app.metrics("metric=clv&from=2026-01-01&to=2026-02-28&interval=month&group_by=plan").await;
    insta::assert_snapshot!(entries(&months), @r#"
    2026-01 2026-01-01..2026-01-31 {"plan":null} n=1 value=null null..null ±null "none" {"counts":{"active":1,"ever":1,"lost":0,"start":0},"currency":"EUR","gross_churn":null,"gross_margin":62.5,"historic_revenue":10000.0,"historic_value":6250.0,"mean_revenue":10000.0,"reason":"too_few_lost","revenue":10000,"revision":101}
    2026-01 2026-01-01..2026-01-31 {"plan":"basic"} n=33 value=null null..null ±null "none" {"counts":{"active":33,"ever":33,"lost":0,"start":26},"currency":"EUR","gross_churn":0.0,"gross_margin":62.5,"historic_revenue":3793.909,"historic_value":2371.193,"mean_revenue":1877.879,"reason":"too_few_lost","revenue":61970,"revision":101}
    2026-01 2026-01-01..2026-01-31 {"plan":"legacy"} n=0 value=null null..null ±null "none" {"counts":{"active":0,"ever":1,"lost":0,"start":0},"gross_churn":null,"gross_margin":62.5,"historic_revenue":null,"historic_value":null,"mean_revenue":null,"reason":"no_customers","revenue":null,"revision":101}
    2026-01 2026-01-01..2026-01-31 {"plan":"pro"} n=17 value=null null..null ±null "none" {"counts":{"active":17,"ever":17,"lost":0,"start":14},"currency":"EUR","gross_churn":0.0,"gross_margin":62.5,"historic_revenue":3776.0,"historic_value":2360.0,"mean_revenue":1888.0,"reason":"too_few_lost","revenue":32096,"revision":101}
    2026-01 2026-01-01..2026-01-31 {"plan":"since_ever"} n=3 value=null null..null ±null "none" {"counts":{"active":3,"ever":3,"lost":0,"start":3},"gross_churn":0.0,"gross_margin":62.5,"historic_revenue":null,"historic_value":null,"mean_revenue":null,"reason":"no_revenue","revenue":null,"revision":101}
    2026-02 2026-02-01..2026-02-28 {"plan":null} n=0 value=null null..null ±null "none" {"counts":{"active":0,"ever":1,"lost":0,"start":0},"gross_churn":null,"gross_margin":62.5,"historic_revenue":10000.0,"historic_value":6250.0,"mean_revenue":null,"reason":"no_customers","revenue":null,"revision":129}
    2026-02 2026-02-01..2026-02-28 {"plan":"basic"} n=33 value=null null..null ±null "none" {"counts":{"active":33,"ever":33,"lost":0,"start":27},"currency":"EUR","gross_churn":0.0,"gross_margin":62.5,"historic_revenue":5709.939,"historic_value":3568.712,"mean_revenue":1916.03,"reason":"too_few_lost","revenue":63229,"revision":129}
    2026-02 2026-02-01..2026-02-28 {"plan":"legacy"} n=0 value=null null..null ±null "none" {"counts":{"active":0,"ever":1,"lost":0,"start":0},"gross_churn":null,"gross_margin":62.5,"historic_revenue":null,"historic_value":null,"mean_revenue":null,"reason":"no_customers","revenue":null,"revision":129}
    2026-02 2026-02-01..2026-02-28 {"plan":"pro"} n=17 value=null null..null ±null "none" {"counts":{"active":17,"ever":17,"lost":1,"start":15},"currency":"EUR","gross_churn":6.667,"gross_margin":62.5,"historic_revenue":5664.0,"historic_value":3540.0,"mean_revenue":1888.0,"reason":"too_few_lost","revenue":32096,"revision":129}
    2026-02 2026-02-01..2026-02-28 {"plan":"since_ever"} n=3 value=null null..null ±null "none" {"counts":{"active":3,"ever":3,"lost":0,"start":3},"gross_churn":0.0,"gross_margin":62.5,"historic_revenue":null,"historic_value":null,"mean_revenue":null,"reason":"no_revenue","revenue":null,"revision":129}
    "#);
    settle(&app, &json!({})).await;
    let entry = &app.metrics(&format!("{query}&interval=all")).await["series"][0];
    assert_eq!((&entry["value"], &entry["reason"]), (&Value::Null, &json!("gross_margin_not_set")));
}

#[tokio::test]
async fn amounts_of_two_currencies_are_refused_by_their_names_also_where_each_period_has_one() {
    let app = App::start().await;
    let own = json!([{"id": "order_value", "name": "Mean order", "kind": "mean", "of": {"event": "order_paid"}}]);
    settle(&app, &json!({"metrics": own})).await;
    let paid = |id: &str, at: &str, currency: &str, plan: &str| {
        event(id, "order_paid", at, &json!({"person": id, "amount": 100, "currency": currency, "plan": plan}))
    };
    tell(
        &app,
        &[
            booked("a", "cost_booked", "2026-10-05T10:00:00Z", 1, "EUR", "invoice"),
            booked("b", "revenue_booked", "2026-11-05T10:00:00Z", 1, "USD", "delivery"),
            paid("p", "2026-10-05T10:00:00Z", "SEK", "small"),
            paid("q", "2026-11-05T10:00:00Z", "GBP", "large"),
        ],
    )
    .await;
    for (metric, named) in [("support_cost", "EUR and USD"), ("clv", "GBP and SEK"), ("order_value", "GBP and SEK")] {
        for interval in ["all", "month"] {
            let query = format!("/v1/metrics?metric={metric}&from=2026-10-01&to=2026-11-20&interval={interval}");
            let answer = app.get(&query).await;
            assert_eq!(answer.status, StatusCode::CONFLICT, "{query}: {}", answer.text);
            assert_eq!(answer.json()["code"], "mixed_currencies");
            assert!(answer.json()["detail"].as_str().unwrap().contains(named), "{}", answer.text);
        }
        // Days with one of them are fine, but not beside days with the other.
        let november = format!("/v1/metrics?metric={metric}&from=2026-11-01&to=2026-11-20&interval=all");
        assert_eq!(app.get(&november).await.status, StatusCode::OK);
        // 1 to 20 November has 12 to 31 October before it, in which nothing was paid; one week more, and something was.
        assert_eq!(app.get(&format!("{november}&compare=previous")).await.status, StatusCode::OK);
        let longer = format!("/v1/metrics?metric={metric}&from=2026-10-25&to=2026-11-20&interval=all&compare=previous");
        assert_eq!(app.get(&longer).await.status, StatusCode::CONFLICT, "{longer}");
    }
    let grouped = app.metrics("metric=support_cost&from=2026-10-01&to=2026-11-20&interval=all&group_by=category").await;
    let currencies: Vec<_> =
        grouped["series"].as_array().unwrap().iter().map(|entry| entry["currency"].clone()).collect();
    assert_eq!(currencies, [json!("USD"), json!("EUR")]);
}
