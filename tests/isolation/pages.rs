//! A row for each page: how one workspace tries to reach another through it. A link that somebody was given opens what it was
//! made for, whoever holds it; here each is tried where it was not made for.

use crate::Attack;
use crate::call::Call;
use crate::side::Side;

/// Signed tokens of the other that are none of a survey page's, and ones of which a part was changed.
fn not_for_surveys(v: &Side) -> Vec<&str> {
    vec![&v.unsubscribe_token, &v.session, &v.download, v.cursor("/v1/surveys")]
}

fn not_for_stopping(v: &Side) -> Vec<&str> {
    vec![&v.survey_token, &v.session, &v.download, v.cursor("/v1/surveys")]
}

/// A page of the dashboard: signed in as oneself, with the other's tokens for a session, and with a key.
fn page(i: &Side, v: &Side, path: &str) -> Vec<Call> {
    let mut calls = vec![
        Call::get(path).cookie(&i.session),
        Call::get(path).by(&i.key),
        // A key of one and the session of the other: the key alone counts.
        Call::get(path).cookie(&v.session).by(&i.key),
        Call::get(path).wants(&[401]),
    ];
    let tokens = [&v.survey_token, &v.unsubscribe_token, &v.download, v.cursor("/v1/surveys")];
    calls.extend(tokens.map(|token| Call::get(path).cookie(token).wants(&[401])));
    calls.extend(filtered(i, v, path));
    calls
}

/// A page with filters of its own and of all others, which name what only the other has.
fn filtered(i: &Side, v: &Side, path: &str) -> Vec<Call> {
    let named = [("survey", v.only.as_str()), ("person", &v.only), ("agent", v.marker), ("touchpoint", v.marker)];
    let more = [("variant", v.marker), ("segment", v.marker), ("id", &v.rollup), ("dispatch", &v.dispatch)];
    let last = [("cursor", v.cursor("/v1/surveys")), ("workspace", v.workspace), ("status", "sent"), ("page", "2")];
    let queries = named.into_iter().chain(more).chain(last).map(|(name, value)| format!("{name}={value}"));
    let others = [
        format!("survey=nps&agent={}&from=2025-01-01&to=2025-12-31", v.marker),
        "survey=nps".to_owned(),
        "survey=team&from=2025-08-01&to=2025-12-31&compare=previous".to_owned(),
        "survey=nps&person=anna&status=sent&interval=day&compare=previous&lang=lv".to_owned(),
    ];
    let calls = queries.chain(others).map(|query| Call::get(format!("{path}?{query}")).wants(&[200, 400, 404]));
    calls.map(|call| call.cookie(&i.session)).collect()
}

/// A page of a thing that only the other has.
fn foreign(i: &Side, path: String) -> Vec<Call> {
    vec![Call::get(path.as_str()).cookie(&i.session).wants(&[404]), Call::get(path).by(&i.key).wants(&[404])]
}

/// Every page, public and signed in.
#[rustfmt::skip]
pub const TABLE: &[(&str, &str, Attack)] = &[
    ("GET", "/s/{token}", |i, v| {
        let tokens = not_for_surveys(v).into_iter();
        tokens.map(|token| Call::get(format!("/s/{token}")).cookie(&i.session).wants(&[404])).collect()
    }),
    ("POST", "/s/{token}", |_, v| {
        not_for_surveys(v).into_iter().map(|token| Call::form(format!("/s/{token}"), "score=0&comment=mine")).collect()
    }),
    ("GET", "/u/{token}", |_, v| {
        not_for_stopping(v).into_iter().map(|token| Call::get(format!("/u/{token}")).wants(&[404])).collect()
    }),
    ("POST", "/u/{token}", |_, v| {
        not_for_stopping(v).into_iter().map(|token| Call::form(format!("/u/{token}"), "List-Unsubscribe=One-Click")).collect()
    }),
    ("GET", "/f/{workspace}/{survey}", |i, v| vec![
        Call::get(i.signed_link(v.workspace, "nps")).wants(&[404]),
        Call::get(format!("/f/{}/nps?{}", i.workspace, v.signed_query)).wants(&[404]),
        Call::get(format!("/f/{}/{}?{}", v.workspace, v.only, v.signed_query)).wants(&[404]),
    ]),
    ("POST", "/f/{workspace}/{survey}", |i, v| vec![
        Call::form(i.signed_link(v.workspace, "nps"), "score=0&comment=mine"),
        Call::form(format!("/f/{}/nps?{}", i.workspace, v.signed_query), "score=0&comment=mine"),
        Call::form(format!("/f/{}/{}?{}", v.workspace, v.only, v.signed_query), "score=0&comment=mine"),
    ]),

    ("POST", "/session", |_, v| {
        let tokens = [&v.session, &v.survey_token, &v.download, v.cursor("/v1/surveys")];
        tokens.map(|token| Call::form("/session", &format!("key={token}")).wants(&[401])).into()
    }),
    ("POST", "/session/end", |i, _| vec![Call::form("/session/end", "").cookie(&i.session).wants(&[303])]),
    ("GET", "/", |i, v| page(i, v, "/")),
    ("GET", "/surveys/{id}", |i, v| [page(i, v, "/surveys/nps"), page(i, v, "/surveys/team"), foreign(i, format!("/surveys/{}0", v.only))].concat()),
    ("GET", "/surveys/{id}/responses", |i, v| [
        page(i, v, "/surveys/nps/responses"),
        foreign(i, format!("/surveys/{}0/responses", v.only)),
        vec![Call::get(format!("/surveys/nps/responses?cursor={}", v.cursor("/v1/surveys/nps/responses"))).cookie(&i.session).wants(&[200, 400])],
    ].concat()),
    ("GET", "/surveys/{id}/responses/{response}", |i, v| [
        page(i, v, &format!("/surveys/nps/responses/{}", v.response)),
        foreign(i, format!("/surveys/{}0/responses/{}", v.only, v.response)),
    ].concat()),
    ("GET", "/agents", |i, v| page(i, v, "/agents")),
    ("GET", "/operations", |i, v| page(i, v, "/operations")),
    ("GET", "/dispatches", |i, v| [
        page(i, v, "/dispatches"),
        vec![Call::get(format!("/dispatches?cursor={}", v.cursor("/v1/dispatches?survey=nps"))).cookie(&i.session).wants(&[200, 400])],
    ].concat()),
    ("GET", "/dispatches/{id}", |i, v| [
        page(i, v, &format!("/dispatches/{}", i.dispatch)),
        foreign(i, format!("/dispatches/{}", v.dispatch)),
    ].concat()),
    ("GET", "/rollups", |i, v| page(i, v, "/rollups")),
    // Open to everybody, and the same for all.
    ("GET", "/docs", |i, v| vec![
        Call::get("/docs").cookie(&i.session),
        Call::get("/docs").cookie(&v.session),
    ]),
];
