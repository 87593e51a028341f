//! A row for each route of the API: how one workspace tries to reach another through it. `i` calls, `v` is whom it must not
//! reach. Calls under shared names are right, and show and change the caller's own.

use serde_json::{Value, json};

use crate::Attack;
use crate::call::Call;
use crate::side::{COMMENTS, Side, submission_id};

/// A list, as it is and from where another workspace's goes on.
fn list(i: &Side, v: &Side, path: &str) -> Vec<Call> {
    let joint = if path.contains('?') { '&' } else { '?' };
    let foreign = format!("{path}{joint}cursor={}", v.cursor(path));
    // A cursor holds for the size of page too, or not: either way it is another workspace's.
    let sized = format!("{path}{joint}limit=1&cursor={}", v.cursor(path));
    vec![
        Call::get(path).by(&i.key),
        Call::get(foreign).by(&i.key).wants(&[400]),
        Call::get(sized).by(&i.key).wants(&[400]),
    ]
}

/// What is there under the same name, and what only the other has.
fn one(i: &Side, shared: String, foreign: String) -> Vec<Call> {
    vec![Call::get(shared).by(&i.key), Call::get(foreign).by(&i.key).wants(&[404])]
}

fn order(key: &str, survey: &str, person: &str) -> Value {
    json!({"key": key, "survey": survey, "person": person, "channel": "link"})
}

fn answer(number: usize, survey: &str) -> Value {
    json!({"submission_id": submission_id(number), "survey": survey, "answers": {"score": 0, "comment": "mine"}})
}

fn event() -> Value {
    json!({"event_id": "event-1", "type": "ticket_resolved", "at": "2026-11-01T10:00:00Z", "ticket": "ticket-1"})
}

/// Every operation under a key, and the public ones of programs.
#[rustfmt::skip]
pub const TABLE: &[(&str, &str, Attack)] = &[
    ("GET", "/healthz", |_, _| vec![Call::get("/healthz")]),
    ("GET", "/openapi.json", |_, _| vec![Call::get("/openapi.json")]),

    ("GET", "/v1/workspace", |i, _| vec![Call::get("/v1/workspace").by(&i.key)]),
    ("PUT", "/v1/workspace", |i, _| vec![Call::put("/v1/workspace", &json!({"name": "Mine", "suspect_limit": 7})).by(&i.key)]),

    ("GET", "/v1/surveys", |i, v| list(i, v, "/v1/surveys")),
    ("GET", "/v1/surveys/{id}", |i, v| one(i, "/v1/surveys/nps".to_owned(), format!("/v1/surveys/{}", v.only))),
    ("DELETE", "/v1/surveys/{id}", |i, v| vec![
        Call::delete(format!("/v1/surveys/{}", v.only)).by(&i.key),
        Call::delete("/v1/surveys/spare").by(&i.key).wants(&[200, 204]),
    ]),
    ("PUT", "/v1/surveys/{id}", |i, v| vec![
        Call::put("/v1/surveys/nps", &json!({"name": "Mine", "metric": "nps", "throttle_days": 0})).by(&i.key),
        Call::put(format!("/v1/surveys/{}", v.only), &json!({"name": "Mine", "metric": "csat"})).by(&i.key),
    ]),
    ("GET", "/v1/surveys/{id}/preview", |i, v| one(
        i,
        "/v1/surveys/nps/preview?channel=email".to_owned(),
        format!("/v1/surveys/{}0/preview?channel=email", v.only),
    )),
    ("GET", "/v1/surveys/{id}/comments", |i, v| [list(i, v, COMMENTS), vec![
        Call::get("/v1/surveys/staff/comments?period=2099-01-01").by(&i.key).wants(&[409]),
        Call::get(format!("/v1/surveys/{}0/comments?period=2025-09-01", v.only)).by(&i.key).wants(&[404]),
    ]].concat()),
    ("GET", "/v1/surveys/{id}/responses", |i, v| {
        let mut calls = list(i, v, "/v1/surveys/nps/responses");
        calls.extend(["application/x-ndjson", "text/csv"].map(|media| {
            Call::get("/v1/surveys/nps/responses").with("accept", media).by(&i.key)
        }));
        calls.push(Call::get(format!("/v1/surveys/nps/responses?agent={}", v.marker)).by(&i.key));
        calls.push(Call::get(format!("/v1/surveys/{}0/responses", v.only)).by(&i.key).wants(&[404]));
        calls
    }),
    ("GET", "/v1/surveys/{id}/responses/{response}", |i, v| one(
        i,
        format!("/v1/surveys/nps/responses/{}", v.response),
        format!("/v1/surveys/{}0/responses/{}", v.only, v.response),
    )),
    ("PUT", "/v1/surveys/{id}/responses/{response}/review", |i, v| vec![
        Call::put(format!("/v1/surveys/nps/responses/{}/review", v.response), &json!({"genuine": true})).by(&i.key),
        Call::put(format!("/v1/surveys/{}0/responses/{}/review", v.only, v.response), &json!({"genuine": true})).by(&i.key).wants(&[404]),
    ]),

    ("GET", "/v1/people/{id}", |i, v| one(i, "/v1/people/anna".to_owned(), format!("/v1/people/{}", v.only))),
    ("GET", "/v1/people/{id}/export", |i, v| one(i, "/v1/people/anna/export".to_owned(), format!("/v1/people/{}/export", v.only))),
    ("DELETE", "/v1/people/{id}", |i, v| vec![
        Call::delete(format!("/v1/people/{}", v.only)).by(&i.key).wants(&[204, 404]),
        Call::delete("/v1/people/carl").by(&i.key).wants(&[202, 204]),
    ]),
    ("PUT", "/v1/people/{id}", |i, v| vec![
        Call::put("/v1/people/bert", &json!({"email": "mine@example.com", "locale": "lt"})).by(&i.key),
        Call::put(format!("/v1/people/{}0", v.only), &json!({"email": "anna@example.com"})).by(&i.key),
    ]),

    ("GET", "/v1/dispatches", |i, v| {
        let mut calls = list(i, v, "/v1/dispatches?survey=nps");
        calls.push(Call::get(format!("/v1/dispatches?person={}", v.only)).by(&i.key).wants(&[200, 404]));
        calls
    }),
    ("POST", "/v1/dispatches", |i, v| vec![
        Call::post("/v1/dispatches", &order("order-1", "nps", "anna")).by(&i.key),
        // The very request of the other, under the very key.
        Call::post("/v1/dispatches", &order("order-1", "nps", "anna")).with("idempotency-key", "once-1").by(&i.key),
        Call::post("/v1/dispatches", &order("order-3", &format!("{}0", v.only), "anna")).by(&i.key).wants(&[400, 404]),
    ]),
    ("POST", "/v1/dispatches/batch", |i, _| vec![Call::lines("/v1/dispatches/batch", &[order("order-1", "nps", "anna"), order("order-2", "nps", "bert")]).by(&i.key)]),
    ("GET", "/v1/dispatches/{id}", |i, v| vec![Call::get(format!("/v1/dispatches/{}", v.dispatch)).by(&i.key).wants(&[404])]),

    ("GET", "/v1/suppressions", |i, v| list(i, v, "/v1/suppressions")),
    ("PUT", "/v1/suppressions", |i, _| vec![
        Call::put("/v1/suppressions", &json!({"channel": "email", "address": "stop@example.com", "reason": "manual"})).by(&i.key),
        Call::put("/v1/suppressions", &json!({"channel": "email", "address": "anna@example.com", "reason": "manual"})).by(&i.key),
    ]),
    ("DELETE", "/v1/suppressions/{id}", |i, v| vec![Call::delete(format!("/v1/suppressions/{}", v.suppression)).by(&i.key)]),

    ("POST", "/v1/responses", |i, v| vec![
        Call::post("/v1/responses", &answer(0, "nps")).by(&i.key).wants(&[200, 409]),
        Call::post("/v1/responses", &answer(2, &format!("{}0", v.only))).by(&i.key).wants(&[400, 404]),
        Call::post("/v1/responses", &answer(3, "nps")).by(&i.key).wants(&[201]),
    ]),
    ("POST", "/v1/responses/batch", |i, _| vec![Call::lines("/v1/responses/batch", &[answer(0, "nps"), answer(1, "nps")]).by(&i.key)]),
    ("POST", "/v1/events", |i, _| vec![
        Call::post("/v1/events", &event()).by(&i.key).wants(&[200, 201, 409]),
        Call::lines("/v1/events", &[event()]).by(&i.key),
    ]),
    ("GET", "/v1/metrics", |i, v| vec![
        Call::get("/v1/metrics?survey=nps&group_by=agent&interval=all").by(&i.key),
        Call::get("/v1/metrics?metric=first_response&group_by=agent&interval=all").by(&i.key),
        Call::get("/v1/metrics?metric=enps&survey=team").by(&i.key),
        Call::get("/v1/metrics?metric=enps&survey=team&group_by=variant").by(&i.key),
        Call::get(format!("/v1/metrics?survey=nps&agent={}", v.marker)).by(&i.key).wants(&[200, 400]),
        Call::get(format!("/v1/metrics?survey={}0", v.only)).by(&i.key).wants(&[404]),
    ]),

    ("POST", "/v1/rollups", |i, v| vec![
        Call::post("/v1/rollups", &json!({"from": "2026-11-01", "to": "2026-11-02"})).by(&i.key),
        Call::post("/v1/rollups", &json!({"from": "2026-11-01", "to": "2026-11-02", "survey": format!("{}0", v.only)})).by(&i.key).wants(&[400, 404]),
    ]),
    ("GET", "/v1/rollups/{id}", |i, v| vec![Call::get(format!("/v1/rollups/{}", v.rollup)).by(&i.key).wants(&[404])]),
    ("POST", "/v1/exports", |i, v| vec![
        Call::post("/v1/exports", &json!({"survey": "nps", "format": "csv"})).by(&i.key),
        Call::post("/v1/exports", &json!({"survey": format!("{}0", v.only), "format": "csv"})).by(&i.key).wants(&[400, 404]),
    ]),
    ("GET", "/v1/exports/{id}", |i, v| vec![
        Call::get(format!("/v1/exports/{}", v.export)).by(&i.key).wants(&[404]),
        Call::get(format!("/v1/exports/{}", i.export)).by(&i.key),
    ]),

    ("GET", "/v1/keys", |i, v| list(i, v, "/v1/keys")),
    ("POST", "/v1/keys", |i, _| vec![
        // The very request of the other, under the very key; its secret is shown once, also to oneself.
        Call::post("/v1/keys", &json!({"name": "spare", "scopes": ["read"]})).with("idempotency-key", "once-2").by(&i.key).wants(&[409]),
    ]),
    ("DELETE", "/v1/keys/{id}", |i, v| vec![
        Call::delete(format!("/v1/keys/{}", v.spare_key)).by(&i.key),
        Call::delete(format!("/v1/keys/{}", v.key.split('_').nth(1).unwrap())).by(&i.key),
    ]),
    ("GET", "/v1/link-keys", |i, v| list(i, v, "/v1/link-keys")),
    ("POST", "/v1/link-keys", |i, _| vec![Call::post("/v1/link-keys", &json!({})).by(&i.key).wants(&[201, 409])]),
    ("DELETE", "/v1/link-keys/{id}", |i, v| vec![Call::delete(format!("/v1/link-keys/{}", v.link_key.0)).by(&i.key)]),
];
