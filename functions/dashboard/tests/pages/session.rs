//! Signing in and out.

use axum::body::Body;
use domain::key::Scope;
use http::{Request, StatusCode};
use jiff::SignedDuration;
use testing::builders::{stored_key, stored_survey, workspace};

use crate::app::{Answer, App};

async fn sign_in(app: &App, form: String) -> Answer {
    let request = Request::post("/session").header("content-type", "application/x-www-form-urlencoded");
    app.send(request.body(Body::from(form)).unwrap()).await
}

fn secret(header: &str) -> &str {
    header.strip_prefix("Bearer ").unwrap()
}

/// The cookie as a browser sends it back.
fn cookie(answer: &Answer) -> String {
    let set = answer.headers["set-cookie"].to_str().unwrap();
    format!("theme=dark; {}", set.split(';').next().unwrap())
}

#[tokio::test]
async fn a_key_that_may_read_opens_a_session_of_eight_hours() {
    let app = App::start().await;
    let answer = sign_in(&app, format!("key=+{}%0A", secret(&app.key))).await;
    assert_eq!((answer.status, answer.headers["location"].to_str().unwrap()), (StatusCode::SEE_OTHER, "/"));
    let set = answer.headers["set-cookie"].to_str().unwrap();
    for part in ["Path=/", "Max-Age=28800", "HttpOnly", "SameSite=Strict", "Secure"] {
        assert!(set.split("; ").any(|own| own == part), "{set}");
    }
    // What browsers ask of a cookie of that name.
    assert!(set.starts_with("__Host-atbalss_session=") && !set.contains("Domain"), "{set}");
    let cookie = cookie(&answer);
    let seen = app.get_with("/", &[("cookie", &cookie)]).await;
    assert_eq!(seen.status, StatusCode::OK);
    assert!(seen.text.contains("Sign out"));
    app.clock.advance(SignedDuration::from_hours(8));
    assert_eq!(app.get_with("/", &[("cookie", &cookie)]).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn over_plain_http_the_cookie_can_not_be_secured_and_is_called_otherwise() {
    let app = App::start().await.at("http://127.0.0.1:9000");
    let answer = sign_in(&app, format!("key={}", secret(&app.key))).await;
    let set = answer.headers["set-cookie"].to_str().unwrap();
    assert!(set.starts_with("atbalss_session=") && !set.contains("Secure"), "{set}");
    assert_eq!(app.get_with("/", &[("cookie", &cookie(&answer))]).await.status, StatusCode::OK);
    // Where nobody told the domain, as behind a gateway, it is secured.
    let app = app.at("");
    assert_eq!(app.get_with("/", &[("cookie", &cookie(&answer))]).await.status, StatusCode::UNAUTHORIZED);
    let answer = sign_in(&app, format!("key={}", secret(&app.key))).await;
    assert!(answer.headers["set-cookie"].to_str().unwrap().starts_with("__Host-atbalss_session="));
}

#[tokio::test]
async fn a_revoked_key_ends_its_sessions_at_once() {
    let app = App::start().await;
    let cookie = cookie(&sign_in(&app, format!("key={}", secret(&app.key))).await);
    let id = secret(&app.key).split('_').nth(1).unwrap().parse().unwrap();
    assert!(app.store().delete_api_key(&workspace(), &id).await.unwrap());
    assert_eq!(app.get_with("/", &[("cookie", &cookie)]).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_wrong_key_shows_the_sign_in_page_again_and_says_no_more() {
    let app = App::start().await;
    let send = stored_key(app.store(), &workspace(), &[Scope::Send]).await;
    let forged = format!("key=atb_abcd_{}", "a".repeat(32));
    let mut pages = Vec::new();
    for form in [String::new(), "key=%ff".to_owned(), forged, format!("key={}", secret(&send))] {
        let answer = sign_in(&app, form).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert!(answer.headers.get("set-cookie").is_none());
        pages.push(answer.text);
    }
    assert!(pages.windows(2).all(|pair| pair[0] == pair[1]));
    assert!(pages[0].contains("role=\"alert\"") && !pages[0].contains(secret(&send)));
}

#[tokio::test]
async fn another_sites_form_signs_nobody_in() {
    let app = App::start().await;
    let request = Request::post("/session")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "cross-site");
    let answer = app.send(request.body(Body::from(format!("key={}", secret(&app.key)))).unwrap()).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn signing_out_forgets_the_cookie() {
    let app = App::start().await;
    let answer = app.send(Request::post("/session/end").body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let set = answer.headers["set-cookie"].to_str().unwrap();
    assert!(set.starts_with("__Host-atbalss_session=;") && set.contains("Max-Age=0"), "{set}");
}

#[tokio::test]
async fn forged_altered_and_foreign_cookies_open_nothing() {
    let app = App::start().await;
    let good = cookie(&sign_in(&app, format!("key={}", secret(&app.key))).await);
    let link = app.backend.survey_link(
        &workspace(),
        domain::id::DispatchId::new(uuid::Uuid::nil()),
        testing::builders::time("2030-01-01T00:00:00Z"),
    );
    let of_a_survey = format!("__Host-atbalss_session={}", link.rsplit('/').next().unwrap());
    for bad in [
        "__Host-atbalss_session=",
        "__Host-atbalss_session=x",
        "__Host-atbalss_sessions=x",
        &good.replace("_session=", "_session=A"),
        // What another host of the domain may set.
        &good.replace("__Host-", ""),
        &good.replace("__Host-", "__Secure-"),
        &of_a_survey,
    ] {
        assert_eq!(app.get_with("/", &[("cookie", bad)]).await.status, StatusCode::UNAUTHORIZED, "{bad}");
    }
}

#[tokio::test]
async fn a_program_may_read_the_page_with_its_key_and_is_told_no_as_programs_are() {
    let app = App::start().await;
    stored_survey(app.store(), "nps", "nps", &serde_json::json!({})).await;
    assert_eq!(app.get("/").await.status, StatusCode::OK);
    let send = stored_key(app.store(), &workspace(), &[Scope::Send]).await;
    let refused = app.get_with("/", &[("authorization", &send)]).await;
    assert_eq!((refused.status, refused.json()["code"].as_str()), (StatusCode::FORBIDDEN, Some("forbidden")));
}
