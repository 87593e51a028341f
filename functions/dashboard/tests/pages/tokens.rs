//! Signing in with a token of an issuer instead of a key.

use axum::body::Body;
use http::{Request, StatusCode};
use jiff::SignedDuration;
use runtime::clock::Clock;
use serde_json::{Value, json};
use testing::builders::workspace;
use testing::issuer::{SigningKey, TestIssuer};
use web::issuer::Issuer;

use crate::app::{Answer, App};

async fn trusting() -> (App, TestIssuer) {
    let issuer = TestIssuer::start().await;
    let trusted = Issuer::new(issuer.url.parse().unwrap(), "atbalss".parse().unwrap());
    (App::start().await.trusting(trusted), issuer)
}

fn token(app: &App, issuer: &TestIssuer, changed: &[(&str, Value)]) -> String {
    let mut claims = issuer.claims(app.clock.now());
    for (name, value) in changed {
        claims[*name] = value.clone();
    }
    SigningKey::one().token(&claims)
}

async fn sign_in(app: &App, token: &str) -> Answer {
    let request = Request::post("/session").header("content-type", "application/x-www-form-urlencoded");
    app.send(request.body(Body::from(format!("key={token}"))).unwrap()).await
}

fn cookie(answer: &Answer) -> String {
    answer.headers["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned()
}

fn max_age(answer: &Answer) -> i64 {
    let set = answer.headers["set-cookie"].to_str().unwrap();
    set.split("; ").find_map(|part| part.strip_prefix("Max-Age=")).unwrap().parse().unwrap()
}

async fn opens(app: &App, cookie: &str) -> bool {
    app.get_with("/", &[("cookie", cookie)]).await.status == StatusCode::OK
}

#[tokio::test]
async fn a_session_that_a_token_began_ends_with_the_token() {
    let (app, issuer) = trusting().await;
    let answer = sign_in(&app, &token(&app, &issuer, &[])).await;
    assert_eq!((answer.status, max_age(&answer)), (StatusCode::SEE_OTHER, 3600));
    let set = answer.headers["set-cookie"].to_str().unwrap();
    for part in ["HttpOnly", "SameSite=Strict", "Secure", "Path=/"] {
        assert!(set.split("; ").any(|own| own == part), "{set}");
    }
    let cookie = cookie(&answer);
    app.clock.advance(SignedDuration::from_secs(3599));
    assert!(opens(&app, &cookie).await);
    app.clock.advance(SignedDuration::from_secs(1));
    assert!(!opens(&app, &cookie).await);
}

#[tokio::test]
async fn the_longest_session_is_eight_hours_whatever_the_token_says() {
    let (app, issuer) = trusting().await;
    let exp = json!(app.clock.now().as_second() + 86_400);
    let answer = sign_in(&app, &token(&app, &issuer, &[("exp", exp)])).await;
    assert_eq!(max_age(&answer), 8 * 3600);
    let cookie = cookie(&answer);
    app.clock.advance(SignedDuration::from_hours(8));
    assert!(!opens(&app, &cookie).await);
}

#[tokio::test]
async fn a_session_shows_the_workspace_that_its_token_named() {
    let (app, issuer) = trusting().await;
    app.in_riga("The house of acme").await;
    let own = cookie(&sign_in(&app, &token(&app, &issuer, &[])).await);
    assert!(app.get_with("/", &[("cookie", &own)]).await.text.contains("The house of acme"));
    let other = cookie(&sign_in(&app, &token(&app, &issuer, &[("atbalss_workspace", json!("other"))])).await);
    assert!(!app.get_with("/", &[("cookie", &other)]).await.text.contains("The house of acme"));
}

#[tokio::test]
async fn tokens_that_may_not_read_are_over_or_name_nothing_begin_no_session() {
    let (app, issuer) = trusting().await;
    let now = app.clock.now().as_second();
    for (name, value) in [
        ("scope", json!("send")),
        ("exp", json!(now - 3600)),
        // The API lets clocks differ by a minute; a session that is over as it begins is none.
        ("exp", json!(now)),
        ("aud", json!("another")),
        ("atbalss_workspace", Value::Null),
    ] {
        let answer = sign_in(&app, &token(&app, &issuer, &[(name, value)])).await;
        assert_eq!((answer.status, answer.headers.get("set-cookie")), (StatusCode::UNAUTHORIZED, None), "{name}");
        assert!(answer.text.contains("role=\"alert\""));
    }
    assert!(sign_in(&app, &token(&app, &issuer, &[("scope", json!("admin"))])).await.status.is_redirection());
}

#[tokio::test]
async fn sessions_of_tokens_end_where_no_issuer_counts_any_more() {
    let (mut app, issuer) = trusting().await;
    let of_token = cookie(&sign_in(&app, &token(&app, &issuer, &[])).await);
    let key = app.key.strip_prefix("Bearer ").unwrap().to_owned();
    let of_key = cookie(&sign_in(&app, &key).await);
    assert!(opens(&app, &of_token).await && opens(&app, &of_key).await);
    app = app.trusting_nobody();
    assert!(!opens(&app, &of_token).await && opens(&app, &of_key).await);
    assert_eq!(sign_in(&app, &token(&app, &issuer, &[])).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn while_the_issuer_is_away_sessions_go_on_and_none_begins() {
    let (app, issuer) = trusting().await;
    let begun = cookie(&sign_in(&app, &token(&app, &issuer, &[])).await);
    issuer.publish(|published| published.status = 500);
    app.clock.advance(SignedDuration::from_mins(59));
    assert!(opens(&app, &begun).await);
    app.clock.advance(SignedDuration::from_mins(2));
    let answer = sign_in(&app, &token(&app, &issuer, &[])).await;
    assert_eq!((answer.status, answer.json()["status"].as_u64()), (StatusCode::SERVICE_UNAVAILABLE, Some(503)));
    // A browser is told on a page, in the language of the page that they came for.
    let request = Request::post("/session").header("content-type", "application/x-www-form-urlencoded");
    let request = request.header("accept", "text/html,application/xhtml+xml;q=0.9");
    let form = format!("key={}&next=%2F%3Flang%3Dlt", token(&app, &issuer, &[]));
    let page = app.send(request.body(Body::from(form)).unwrap()).await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
    assert!(page.text.contains("<html lang=\"lt\">") && page.text.contains("Niekas neprarasta"), "{}", page.text);
}

#[tokio::test]
async fn a_page_takes_a_token_as_programs_send_it() {
    let (app, issuer) = trusting().await;
    let bearer = |token: String| format!("Bearer {token}");
    let good = bearer(token(&app, &issuer, &[]));
    assert_eq!(app.get_with("/", &[("authorization", &good)]).await.status, StatusCode::OK);
    let sends = bearer(token(&app, &issuer, &[("scope", json!("send"))]));
    assert_eq!(app.get_with("/", &[("authorization", &sends)]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(workspace().as_str(), "acme", "the claims name the workspace of these tests");
}
