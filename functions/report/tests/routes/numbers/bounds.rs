//! What a question costs and may do: bounded reading, nothing written, and no look at another workspace.

use std::collections::BTreeSet;

use domain::context::Channel::Email;
use domain::facts::Facts;
use domain::key::Scope;
use domain::metric::{BuiltIn, Reads};
use domain::timeline::Kind;
use domain::workspace::Workspace;
use serde_json::{Value, json};
use testing::builders::{stored_key, stored_survey, workspace};
use testing::faults::FaultProxy;

use super::customers::{spells, told};
use super::tickets::seven_weeks;
use super::told::{event, settle, tell, tell_in};
use crate::app::App;

/// Every metric over events.
fn over_events() -> impl Iterator<Item = BuiltIn> {
    BuiltIn::ALL.into_iter().filter(|metric| matches!(metric.reads(), Reads::Timelines(_)))
}

const OWN: &str = "tickets_an_end";

async fn told_all() -> App {
    let app = App::start().await;
    let own = json!([{"id": OWN, "name": "Tickets an end", "kind": "ratio",
        "of": {"event": "ticket_opened"}, "to": {"event": "customer_ended"}}]);
    settle(&app, &json!({"metrics": own})).await;
    tell(&app, &told(&spells())).await;
    tell(&app, &seven_weeks()).await;
    app
}

#[tokio::test]
async fn no_question_writes_anything() {
    let app = told_all().await;
    let survey = stored_survey(app.store(), "csat", "csat", &json!({})).await;
    app.count(&survey, "2026-11-10", &[("support", Email, json!(5), 3)]).await;
    let before = app.db.dump();
    let names = over_events()
        .map(|metric| format!("metric={metric}"))
        .chain([format!("metric={OWN}"), "survey=csat".to_owned()]);
    for name in names {
        for more in ["interval=all", "interval=month&compare=previous"] {
            app.metrics(&format!("{name}&from=2026-01-01&to=2026-11-20&{more}")).await;
        }
    }
    for query in
        ["metric=first_response&group_by=agent&compare=groups", "metric=none", "survey=none", "survey=csat&group_by=x"]
    {
        app.get(&format!("/v1/metrics?{query}")).await;
    }
    assert_eq!(app.db.dump(), before);
}

#[tokio::test]
async fn ten_years_cost_one_range_of_totals_and_a_grouping_one_range_of_cubes_a_month() {
    let app = told_all().await;
    let proxy = FaultProxy::start(app.db.address).await;
    let app = app.through(&proxy);
    let asked = async |query: &str| {
        proxy.begin();
        app.metrics(query).await;
        assert_eq!(proxy.bill().forbidden(), Vec::<String>::new(), "{query}");
        let calls = proxy.calls();
        assert!(calls.iter().all(|call| ["GetItem", "Query"].iter().any(|read| call.contains(read))), "{calls:?}");
        calls.iter().filter(|call| call.contains("Query")).count()
    };
    // Totals and fences of one kind; two of each for what is made of two kinds.
    let ten_years = "from=2016-11-14&to=2026-11-20";
    assert_eq!(asked(&format!("metric=gross_churn&{ten_years}&interval=month&compare=previous")).await, 2);
    assert_eq!(asked(&format!("metric=support_cost&{ten_years}&interval=month")).await, 4);
    assert_eq!(asked(&format!("metric={OWN}&{ten_years}&interval=month")).await, 4);
    // Tickets were opened and worked on in October and November; cubes of other months are not even asked for.
    assert_eq!(asked(&format!("metric=resolution&{ten_years}&interval=all&group_by=agent")).await, 4);
}

#[tokio::test]
async fn one_day_of_churn_by_plan_costs_the_cubes_of_every_month_since_the_first_customer() {
    let app = told_all().await;
    let (first, last) = ("2000-01-01".parse().unwrap(), "2026-11-20".parse().unwrap());
    let totals = app.store().totals::<Facts>(&workspace(), &Kind::Customers.into(), first, last).await.unwrap();
    let months: BTreeSet<_> = totals.iter().map(|(day, _)| day.first_of_month()).collect();
    assert!(months.len() > 15, "the history is long: {}", months.len());
    let proxy = FaultProxy::start(app.db.address).await;
    let app = app.through(&proxy);
    for metric in ["gross_churn", "net_churn", "retention", "clv"] {
        let asked = async |more: &str| {
            proxy.begin();
            app.metrics(&format!("metric={metric}&from=2026-11-20&to=2026-11-20{more}")).await;
            proxy.calls().iter().filter(|call| call.contains("Query")).count()
        };
        // Totals and fences of all days; without a grouping nothing else.
        assert_eq!(asked("").await, 2, "{metric}");
        assert_eq!(asked("&group_by=plan").await, 2 + months.len(), "{metric}");
        assert_eq!(asked("&group_by=plan,segment&compare=groups").await, 2 + months.len(), "{metric}");
    }
}

#[tokio::test]
async fn another_workspaces_facts_and_metrics_are_in_no_answer() {
    let app = told_all().await;
    let other = Workspace::new("other".parse().unwrap());
    app.store().put_workspace(&other).await.unwrap();
    let theirs = event("x", "ticket_opened", "2026-11-10T10:00:00Z", &json!({"ticket": "T", "agent": "eve"}));
    tell_in(&app, &other.id, &[theirs]).await;
    let key = stored_key(app.store(), &other.id, &[Scope::Read]).await;
    let headers = [("authorization", key.as_str())];
    for metric in over_events() {
        let path = format!("/v1/metrics?metric={metric}&from=2026-01-01&to=2026-11-20&interval=all");
        let seen = app.get_with(&path, &headers).await.json()["series"][0].clone();
        let own = u64::from(
            metric == BuiltIn::Resolution || metric == BuiltIn::Transfers || metric == BuiltIn::FirstResponse,
        );
        assert_eq!(seen["n"], own, "{metric}: {seen}");
    }
    let mut ours =
        app.metrics("metric=resolution&from=2026-11-10&to=2026-11-10&group_by=agent").await["series"].clone();
    ours.as_array_mut().unwrap().retain(|entry| entry["group"]["agent"] == "eve");
    assert_eq!(ours, Value::Array(Vec::new()));
    // A metric of our own is as unknown there as one that nobody has, and so is a survey.
    let problem = async |query: &str| {
        let answer = app.get_with(&format!("/v1/metrics?{query}"), &headers).await;
        let mut problem = answer.json();
        problem.as_object_mut().unwrap().remove("request_id");
        (answer.status, problem)
    };
    assert_eq!(problem(&format!("metric={OWN}")).await, problem("metric=nobodys").await);
    stored_survey(app.store(), "csat", "csat", &json!({})).await;
    for metric in ["", "metric=delivery&", "metric=csat&", "metric=own&"] {
        let theirs = problem(&format!("{metric}survey=csat")).await;
        assert_eq!((theirs.0.as_u16(), &theirs.1["code"]), (404, &json!("not_found")));
        assert_eq!(theirs, problem(&format!("{metric}survey=nobodys")).await);
    }
}

#[tokio::test]
async fn many_groups_over_many_periods_are_refused_before_they_fill_the_memory() {
    let app = App::start().await;
    settle(&app, &json!({})).await;
    let started = |number: u32| {
        let more = json!({"person": format!("p{number}"), "plan": format!("plan{number}")});
        event(&format!("s{number}"), "customer_started", "2020-01-01T10:00:00Z", &more)
    };
    tell(&app, &(0..100).map(started).collect::<Vec<_>>()).await;
    let many = "metric=retention&group_by=plan&to=2026-11-20";
    let answer = app.get(&format!("/v1/metrics?{many}&from=2026-09-01")).await;
    assert_eq!(answer.problems(), [("group_by".to_owned(), "too_many_entries".to_owned())], "8,100 entries");
    let answer = app.get(&format!("/v1/metrics?{many}&from=2016-11-14")).await;
    assert_eq!(answer.problems(), [("group_by".to_owned(), "too_many_entries".to_owned())]);
    let answer = app.metrics(&format!("{many}&from=2026-09-02")).await;
    assert_eq!(answer["series"].as_array().unwrap().len(), 8000);
}
