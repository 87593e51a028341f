//! The dashboard's first page.

use domain::context::Channel::Email;
use domain::survey::Survey;
use http::StatusCode;
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};
use testing::builders::{stored_survey, workspace};

use crate::app::{Answer, App};

/// Counts answers on each of the last 60 days.
async fn counted(app: &App, survey: &Survey, scores: &[(Value, u64)]) {
    let today: Date = "2026-11-21".parse().unwrap();
    for back in 0..60 {
        let day = today.checked_sub(back.days()).unwrap().to_string();
        let answers: Vec<_> = scores.iter().map(|(score, n)| ("", Email, score.clone(), *n)).collect();
        app.count(survey, &day, &answers).await;
    }
}

/// What every page here keeps to.
fn assert_strict(page: &Answer) {
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    assert!(!policy.contains("unsafe") && !policy.contains("script"), "{policy}");
    for banned in [" style=", "<script", " onload=", " onclick=", "javascript:", "http://"] {
        // The namespace of an SVG would be a name only, but in HTML it is not needed.
        assert!(!page.text.contains(banned), "{banned}");
    }
    assert_eq!(page.text.matches("<style").count(), 1);
    assert_eq!(page.headers["cache-control"], "no-store");
}

#[tokio::test]
async fn the_page_has_the_figures_of_the_api_and_a_picture() {
    let app = App::start().await;
    app.in_riga("Acme").await;
    let survey = stored_survey(app.store(), "nps", "nps", &json!({"name": "After purchase"})).await;
    counted(&app, &survey, &[(json!(10), 3), (json!(8), 1), (json!(2), 1)]).await;
    let page = app.get("/").await;
    assert_eq!(page.status, StatusCode::OK);
    assert_strict(&page);

    let entry = app.metrics("survey=nps&interval=all").await["series"][0].clone();
    let rounded = |name: &str| format!("{:.0}", entry[name].as_f64().unwrap());
    let shown = format!("<span class=\"value\">{}</span>", rounded("value"));
    assert!(page.text.contains(&shown), "{shown}");
    let sure = format!("150 answers · 95% interval {} to {}", rounded("low"), rounded("high"));
    assert!(page.text.contains(&sure), "{sure}");
    for part in ["promoters <b>60%</b>", "passives <b>20%</b>", "detractors <b>20%</b>"] {
        assert!(page.text.contains(part), "{part}");
    }

    let weeks = app.metrics("survey=nps&from=2026-09-21&to=2026-11-21&interval=week").await;
    for week in weeks["series"].as_array().unwrap() {
        assert!(page.text.contains(&format!("<td>{}</td>", week["n"])), "{week}");
    }
    let svg = &page.text[page.text.find("<svg class=\"trend\"").unwrap()..];
    let svg = &svg[..svg.find("</svg>").unwrap()];
    assert!(svg.contains("<title id=\"trend-nps\">NPS of After purchase by week</title>"), "{svg}");
    assert!(svg.contains("<desc ") && svg.contains("<polygon ") && svg.contains("<path "), "{svg}");
    assert_eq!(svg.matches("<circle").count(), 9);
    assert!(page.text.contains("23 Oct to 21 Nov 2026, days of Europe/Riga."));
    assert!(page.text.contains(">21 Nov 2026, 05:00</time>"));
}

#[tokio::test]
async fn few_answers_are_counted_and_not_scored() {
    let app = App::start().await;
    let survey = stored_survey(app.store(), "csat", "csat", &json!({})).await;
    app.count(&survey, "2026-11-20", &[("", Email, json!(5), 7), ("", Email, json!(1), 1)]).await;
    let page = app.get("/").await.text;
    assert!(page.contains("7 of 8 positive") && page.contains("too few for a score"));
    assert!(!page.contains("class=\"value\"") && !page.contains("class=\"parts\"") && !page.contains("88"));
}

#[tokio::test]
async fn a_share_follows_the_surveys_own_threshold_also_among_few() {
    let app = App::start().await;
    let survey = stored_survey(app.store(), "csat", "csat", &json!({"positive_from": 5})).await;
    app.count(&survey, "2026-11-20", &[("", Email, json!(5), 2), ("", Email, json!(4), 5)]).await;
    assert!(app.get("/").await.text.contains("2 of 7 positive"));
}

#[tokio::test]
async fn names_are_escaped_wherever_they_stand() {
    let app = App::start().await;
    let evil = "</style><script>alert(1)</script>\"><img src=x>";
    app.in_riga(evil).await;
    let survey = stored_survey(app.store(), "nps", "nps", &json!({"name": evil})).await;
    counted(&app, &survey, &[(json!(10), 3)]).await;
    let page = app.get("/").await;
    assert_strict(&page);
    assert!(!page.text.contains("<img") && page.text.contains("&#60;img"));
}

#[tokio::test]
async fn without_surveys_the_page_says_what_to_do_first() {
    let app = App::start().await;
    let page = app.get("/").await;
    assert_strict(&page);
    assert!(page.text.contains("curl -X PUT https://survey.example/v1/surveys/"));
}

#[tokio::test]
async fn archived_surveys_and_those_past_the_twelfth_are_left_out() {
    let app = App::start().await;
    for number in 0..15 {
        stored_survey(app.store(), &format!("s{number:02}"), "nps", &json!({})).await;
    }
    app.store().archive_survey(&workspace(), &"s00".parse().unwrap()).await.unwrap();
    let page = app.get("/").await.text;
    assert_eq!(page.matches("<article").count(), 12);
    assert!(!page.contains("The survey s00") && page.contains("The survey s12") && !page.contains("The survey s13"));
    assert!(page.contains("2 more surveys are not shown here"));
}

#[tokio::test]
async fn nobody_sees_it_without_a_key_but_on_a_demo_everybody() {
    let closed = App::start().await;
    let page = closed.get_with("/", &[]).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    assert_strict(&page);
    assert!(page.text.contains("action=\"/session\""));
    let open = App::with(Some(workspace())).await;
    let page = open.get_with("/", &[]).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text.contains("Sign out"));
}

#[tokio::test]
async fn no_route_writes_anything() {
    let app = App::start().await;
    let survey = stored_survey(app.store(), "nps", "nps", &json!({})).await;
    counted(&app, &survey, &[(json!(10), 3)]).await;
    let before = app.db.dump();
    for path in
        ["/", "/v1/metrics?survey=nps&group_by=channel", "/v1/surveys/nps/responses", "/v1/surveys/nps/responses/x"]
    {
        for method in ["GET", "HEAD"] {
            let request = http::Request::builder().method(method).uri(path).header("authorization", &app.key);
            app.send(request.body(axum::body::Body::empty()).unwrap()).await;
        }
    }
    let form = format!("key={}", app.key.strip_prefix("Bearer ").unwrap());
    let request = http::Request::post("/session").header("content-type", "application/x-www-form-urlencoded");
    app.send(request.body(form.into()).unwrap()).await;
    assert_eq!(app.db.dump(), before);
}
