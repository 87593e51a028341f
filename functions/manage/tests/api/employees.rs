//! Surveys of employees: what may still be changed, and what a dispatch tells of them.

use domain::enps::{Period, Row, Secret};
use domain::id::DispatchId;
use serde_json::{Value, json};
use store::{EnpsLink, PeriodOf, StoredRow};
use testing::builders::{submission, time, workspace};

use crate::driver::{Api, NOW};

fn team(periods: &[(&str, &str)], more: &Value) -> Value {
    let periods: Vec<_> = periods.iter().map(|(from, to)| json!({"from": from, "to": to})).collect();
    let mut body = json!({"name": "Team", "metric": "enps", "periods": periods});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    body
}

const NOVEMBER: (&str, &str) = ("2026-11-21", "2026-11-30");
const DECEMBER: (&str, &str) = ("2026-12-01", "2026-12-31");

#[tokio::test]
async fn a_survey_of_employees_is_put_shown_and_put_back_as_it_is() {
    let api = Api::start().await;
    let put = api.put("/v1/surveys/team", &team(&[NOVEMBER, DECEMBER], &json!({"group": "department"}))).await;
    assert_eq!(put.status, 201, "{}", put.body);
    let shown = api.get("/v1/surveys/team").await.json();
    assert_eq!(
        shown["periods"],
        json!([{"from": "2026-11-21", "to": "2026-11-30"}, {"from": "2026-12-01", "to": "2026-12-31"}])
    );
    assert_eq!(
        (&shown["group"], &shown["metric"], &shown["scale"]),
        (&json!("department"), &json!("enps"), &json!({"min": 0, "max": 10}))
    );
    assert_eq!(shown["questions"][0]["text"]["en"], "How likely are you to recommend us as a place to work?");
    let again = api.put("/v1/surveys/team", &team(&[NOVEMBER, DECEMBER], &json!({"group": "department"}))).await;
    assert_eq!((again.status.as_u16(), &again.json()["version"]), (200, &json!(1)));
}

#[tokio::test]
async fn what_has_begun_stays_and_what_is_to_come_may_change() {
    let api = Api::start().await;
    let put = async |periods: &[(&str, &str)], more: &Value| {
        let reply = api.put("/v1/surveys/team", &team(periods, more)).await;
        let code = reply.json()["code"].as_str().unwrap_or("-").to_owned();
        (reply.status.as_u16(), code)
    };
    let in_use = (409, "survey_in_use".to_owned());
    let past = api.put("/v1/surveys/team", &team(&[("2026-11-20", "2026-11-30")], &json!({}))).await;
    assert_eq!(past.bad_fields(), ["periods: period_in_the_past"]);
    assert_eq!(put(&[DECEMBER], &json!({})).await.0, 201);
    assert_eq!(put(&[NOVEMBER, DECEMBER], &json!({"group": "segment"})).await.0, 200, "nothing had begun");
    let group = json!({"group": "segment"});
    assert_eq!(put(&[NOVEMBER, ("2027-03-01", "2027-03-31")], &group).await.0, 200);
    assert_eq!(put(&[NOVEMBER, DECEMBER], &json!({"group": "segment", "name": "Crew"})).await.0, 200);
    assert_eq!(put(&[DECEMBER], &group).await, in_use);
    assert_eq!(put(&[("2026-11-21", "2026-12-01")], &group).await, in_use);
    assert_eq!(put(&[NOVEMBER, DECEMBER], &json!({})).await, in_use);
    assert_eq!(put(&[NOVEMBER, DECEMBER], &json!({"group": "agent"})).await, in_use);
    assert_eq!(put(&[NOVEMBER, DECEMBER], &json!({"group": "segment", "time_zone": "Asia/Tokyo"})).await, in_use);
    assert_eq!(put(&[NOVEMBER], &json!({"group": "segment", "scale": {"min": 1, "max": 10}})).await, in_use);
    let nps = api.put("/v1/surveys/team", &json!({"name": "Team", "metric": "nps"})).await;
    assert_eq!(nps.problem(), in_use);
    assert_eq!(api.get("/v1/surveys/team").await.json()["group"], "segment");
}

#[tokio::test]
async fn a_changed_zone_of_the_workspace_moves_no_period() {
    let api = Api::start().await;
    api.put("/v1/workspace", &json!({"name": "Acme", "time_zone": "Europe/Riga"})).await;
    let body = team(&[NOVEMBER], &json!({}));
    assert_eq!(api.put("/v1/surveys/team", &body).await.status, 201);
    api.put("/v1/workspace", &json!({"name": "Acme", "time_zone": "Asia/Tokyo"})).await;
    assert_eq!(api.get("/v1/surveys/team").await.json()["time_zone"], "Europe/Riga");
    assert_eq!(api.put("/v1/surveys/team", &body).await.status, 200, "it keeps the zone that it was made with");
    assert_eq!(api.get("/v1/surveys/team").await.json()["time_zone"], "Europe/Riga");
}

#[tokio::test]
async fn no_dispatch_tells_who_answered() {
    let api = Api::start().await.with_anna().await;
    api.put("/v1/surveys/team", &team(&[NOVEMBER], &json!({}))).await;
    let ask = json!({"survey": "team", "person": "anna", "channel": "link", "key": "a"});
    let asked = api.post("/v1/dispatches", &ask).await.json();
    let id = asked["id"].as_str().unwrap();
    let (one, all) = (
        format!("/v1/dispatches/{id}"),
        ["", "?person=anna", "?survey=team"].map(|query| format!("/v1/dispatches{query}")),
    );
    let before = api.get(&one).await.json();
    let mut lists = Vec::new();
    for list in &all {
        lists.push(api.get(list).await.json());
    }

    let store = &api.database.store;
    let (workspace, survey) = (workspace(), "team".parse().unwrap());
    let period = Period { from: NOVEMBER.0.parse().unwrap(), to: NOVEMBER.1.parse().unwrap() };
    let of = PeriodOf { workspace: &workspace, survey: &survey, period };
    let secret = Secret::new([7; 32]);
    store.open_enps_gate(of, secret.clone()).await.unwrap();
    let row = Row { score: 9, group: None, comment: None, suspect: false };
    let (person, dispatch): (_, DispatchId) = ("anna".parse().unwrap(), id.parse().unwrap());
    let link = Some(EnpsLink::Dispatch(&person, dispatch));
    let stored = store.put_enps_row(of, &secret, submission(time(NOW), 1), &row, link).await.unwrap();
    assert_eq!(stored, StoredRow::New);

    assert_eq!(api.get(&one).await.json(), before);
    for (list, before) in all.iter().zip(lists) {
        assert_eq!(api.get(list).await.json(), before, "{list}");
    }
    assert_eq!(api.get("/v1/dispatches?status=responded").await.json()["data"], json!([]));
    assert_eq!(api.post("/v1/dispatches", &ask).await.json()["id"], asked["id"]);
}
