//! A view in the URL: it is carried by every link, is told in the reader's language, and where it can't be read the page says
//! what is wrong and keeps the form.

use axum::body::Body;
use http::{Request, StatusCode};
use serde_json::json;
use testing::builders::{dispatch, response, stored_survey, time, workspace};
use testing::document::{Document, Operation};

use crate::app::App;
use crate::marked::{attribute, element, elements};
use crate::overview::assert_strict;

/// The links of a page that lead to another page of the dashboard.
fn links(html: &str) -> Vec<String> {
    let all = elements(html, "a").into_iter().filter_map(|link| attribute(link, "href"));
    all.filter(|href| href.starts_with('/')).map(|href| href.replace("&#38;", "&")).collect()
}

#[tokio::test]
async fn every_link_carries_the_view() {
    let app = App::start().await;
    stored_survey(app.store(), "nps", "nps", &json!({})).await;
    for path in ["/", "/surveys/nps", "/operations", "/agents", "/dispatches", "/rollups"] {
        let page = app.get(&format!("{path}?from=2026-10-01&to=2026-10-31&compare=previous&lang=lt")).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text);
        let links = links(&page.text);
        assert!(links.len() > 12, "{path}: {links:?}");
        for link in links {
            assert!(link.contains("from=") && link.contains("to="), "{path}: {link}");
            let languages = link.matches("lang=").count();
            assert!(link.contains("compare=previous") && languages == 1, "{path}: {link}");
        }
    }
}

/// Bytes that are no UTF-8, ids that can't be and ids that nobody has: nothing of it is told apart.
#[tokio::test]
async fn every_page_of_what_is_not_there_is_the_same_whatever_the_address_holds() {
    let app = App::start().await;
    stored_survey(app.store(), "nps", "nps", &json!({})).await;
    let mut pages = Vec::new();
    for path in [
        "/surveys/none",
        "/surveys/%ff",
        "/surveys/%ff/responses",
        "/surveys/none/responses",
        "/surveys/nps/responses/none",
        "/surveys/nps/responses/%ff",
        "/surveys/%ff/responses/%fe%ff",
        "/dispatches/%ff",
        "/dispatches/none",
    ] {
        let page = app.get(&format!("{path}?lang=lv")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}: {}", page.text);
        assert_strict(&page);
        pages.push(page.text.replace(path, "PATH"));
    }
    assert!(pages[0].contains("<html lang=\"lv\">"));
    assert!(pages.windows(2).all(|pair| pair[0] == pair[1]));
}

/// Every page of the document, so that a new one is not forgotten, and every page that is shown in the place of one.
#[tokio::test]
async fn no_page_may_run_a_script_or_load_anything() {
    let app = App::start().await;
    let survey = stored_survey(app.store(), "nps", "nps", &json!({})).await;
    let answer = response(&survey, time("2026-11-20T10:00:00Z"), 1, &json!(9));
    app.store().put_response(&workspace(), &answer).await.unwrap();
    let asked = dispatch(1, time("2026-11-20T10:00:00Z"));
    app.store().put_dispatch(&workspace(), &asked).await.unwrap();
    let (answer, asked) = (answer.id.response().to_string(), asked.id.to_string());
    let is_page = |operation: &Operation<'_>| {
        let shows = operation.says.pointer("/responses/200/content/text~1html").is_some();
        shows && operation.method == "get" && !operation.says["tags"].as_array().unwrap().contains(&json!("pages"))
    };
    let pages = Document::committed().operations().into_iter().filter(is_page);
    let mut paths: Vec<_> = pages
        .map(|page| {
            let path = page.path.replace("/dispatches/{id}", &format!("/dispatches/{asked}"));
            (path.replace("{id}", "nps").replace("{response}", &answer), StatusCode::OK)
        })
        .collect();
    assert!(paths.len() >= 10, "{paths:?}");
    paths.extend([
        ("/surveys/none".to_owned(), StatusCode::NOT_FOUND),
        ("/surveys/%ff".to_owned(), StatusCode::NOT_FOUND),
        ("/?from=never".to_owned(), StatusCode::BAD_REQUEST),
        ("/surveys/nps/responses?score_min=x".to_owned(), StatusCode::BAD_REQUEST),
    ]);
    let mut shown = Vec::new();
    for (path, status) in paths {
        let page = app.get(&path).await;
        assert_eq!(page.status, status, "{path}: {}", page.text);
        shown.push((path, page));
    }
    shown.push(("the door".to_owned(), app.get_with("/", &[]).await));
    let refused = Request::post("/session").header("content-type", "application/x-www-form-urlencoded");
    shown.push(("a wrong key".to_owned(), app.send(refused.body(Body::from("key=x")).unwrap()).await));
    for (path, page) in shown {
        assert_eq!(page.headers["content-type"], "text/html; charset=utf-8", "{path}");
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        let mut rules: Vec<_> = policy.split(';').map(str::trim).filter(|rule| !rule.is_empty()).collect();
        assert_eq!(rules.remove(0), "default-src 'none'", "{path}: {policy}");
        for rule in rules {
            let (name, sources) = rule.split_once(' ').unwrap_or((rule, ""));
            // One style sheet by its digest, pictures that stand in the page, forms to this origin: nothing else is opened.
            let kept = match name {
                "style-src" => sources.starts_with("'sha256-") && !sources.contains(' '),
                "img-src" => sources == "data:",
                "form-action" => sources == "'self'",
                "base-uri" | "frame-ancestors" => sources == "'none'",
                _ => false,
            };
            assert!(kept, "{path}: {rule}");
        }
        for banned in ["<script", "javascript:", " onload=", " onclick=", "<link rel=\"stylesheet", " style=\""] {
            assert!(!page.text.contains(banned), "{path}: {banned}");
        }
    }
}

#[tokio::test]
async fn the_form_is_filled_with_the_view_and_presets_are_links() {
    let app = App::start().await;
    let html = app.get("/?from=2026-10-01&to=2026-10-31&compare=previous").await.text;
    let field = |id: &str| element(&html, "input", "id", id);
    assert_eq!(attribute(field("from"), "value"), Some("2026-10-01"));
    assert_eq!(attribute(field("to"), "value"), Some("2026-10-31"));
    assert!(field("compare").split('>').next().unwrap().contains("checked"));
    assert!(html.contains("1 Oct – 31 Oct 2026") && html.contains("compared with 31 Aug – 30 Sept 2026"), "{html}");
    let last_month = links(&html).into_iter().any(|link| link == "/?compare=previous&from=2026-10-01&to=2026-10-31");
    assert!(last_month, "{:?}", links(&html));
    // The last thirty days where nothing is said.
    let html = app.get("/").await.text;
    let days = element(&html, "p", "class", "days");
    assert_eq!((attribute(days, "data-from"), attribute(days, "data-to")), (Some("2026-10-23"), Some("2026-11-21")));
}

#[tokio::test]
async fn what_is_wrong_with_a_view_is_said_and_the_form_is_kept() {
    let app = App::start().await;
    for (query, said, kept) in [
        ("from=yesterday&to=2026-11-01", "expected a day like 2026-11-21", "yesterday"),
        ("from=2026-11-10&to=2026-11-01", "the first day must not be after the last one", "2026-11-10"),
        ("from=2025-01-01&to=2026-11-01", "at most 366 days", "2025-01-01"),
        ("from=2026-02-30", "expected a day like", "2026-02-30"),
        ("from=%3Cb%3E", "expected a day like", "&#60;b&#62;"),
        ("compare=next", "compare takes the value previous", ""),
        ("lang=de", "the languages are en, lv, lt and ru", ""),
        ("from=2026-11-01&from=2026-11-02", "more than once", "2026-11-01"),
    ] {
        for path in ["/", "/surveys/none", "/operations"] {
            let page = app.get(&format!("{path}?{query}")).await;
            assert_eq!(page.status, StatusCode::BAD_REQUEST, "{query}");
            assert_strict(&page);
            assert!(page.text.contains(said) && page.text.contains("role=\"alert\""), "{query}: {}", page.text);
            assert!(!page.text.contains("<b>\""), "{query}");
            if !kept.is_empty() {
                assert_eq!(attribute(element(&page.text, "input", "id", "from"), "value"), Some(kept), "{query}");
            }
        }
    }
    // 366 days are not too many, empty fields are none, and what a mailer appends disturbs nobody.
    for query in ["from=2025-11-01&to=2026-11-01", "from=&to=&compare=&lang=", "utm_source=mail&fbclid=x"] {
        assert_eq!(app.get(&format!("/?{query}")).await.status, StatusCode::OK, "{query}");
    }
}

#[tokio::test]
async fn a_page_that_compares_nothing_offers_no_comparison_and_carries_it_on() {
    let app = App::start().await;
    stored_survey(app.store(), "nps", "nps", &json!({})).await;
    for (path, compares) in [
        ("/", true),
        ("/surveys/nps", true),
        ("/agents", true),
        ("/dispatches", true),
        ("/rollups", false),
        ("/surveys/nps/responses", false),
    ] {
        let page = app.get(&format!("{path}?compare=previous")).await.text;
        let kind = attribute(element(&page, "input", "name", "compare"), "type");
        assert_eq!(kind, Some(if compares { "checkbox" } else { "hidden" }), "{path}");
        assert_eq!(page.contains("compared with"), compares, "{path}");
        let page = app.get(path).await.text;
        assert_eq!(page.contains("name=\"compare\""), compares, "{path}");
    }
}

#[tokio::test]
async fn the_language_is_the_urls_else_the_browsers_else_the_workspaces() {
    let app = App::start().await;
    let settings = json!({"name": "Acme", "locales": ["lt", "en"]});
    let settings = domain::workspace::Workspace::parse(workspace(), &settings).unwrap();
    app.store().put_workspace(&settings).await.unwrap();
    let key = app.key.clone();
    for (path, accepted, language) in [
        ("/", None, "lt"),
        ("/", Some("de, ru;q=0.8, en;q=0.2"), "ru"),
        ("/?lang=lv", Some("ru"), "lv"),
        ("/", Some("de"), "lt"),
    ] {
        let mut headers = vec![("authorization", key.as_str())];
        headers.extend(accepted.map(|accepted| ("accept-language", accepted)));
        let page = app.get_with(path, &headers).await.text;
        assert!(page.contains(&format!("<html lang=\"{language}\">")), "{path} {accepted:?}");
        let current = element(&page, "a", "lang", language);
        assert!(current.split('>').next().unwrap().contains("aria-current"), "{current}");
    }
}

#[tokio::test]
async fn dates_and_numbers_are_written_as_the_language_does() {
    let app = App::start().await;
    app.in_riga("Acme").await;
    let survey = stored_survey(app.store(), "ces", "ces", &json!({"method": "mean"})).await;
    let answers =
        [("", domain::context::Channel::Email, json!(6), 900), ("", domain::context::Channel::Email, json!(5), 337)];
    app.count(&survey, "2026-11-20", &answers).await;
    for (lang, days, answers, value) in [
        ("en", "23 Oct – 21 Nov 2026", "1,237 answers", "5.73"),
        ("lv", "2026. g. 23. okt. – 21. nov.", "1237 atbildes", "5,73"),
        ("lt", "2026 m. spalio 23 d. – lapkričio 21 d.", "1237 atsakymai", "5,73"),
        ("ru", "23 окт. – 21 нояб. 2026\u{202f}г.", "1237 ответов", "5,73"),
    ] {
        let page = app.get(&format!("/?lang={lang}")).await.text;
        // Whether four digits are set apart each language decides for itself.
        let page = page.replace("1\u{a0}237", "1237");
        for said in [days, answers, value] {
            assert!(page.contains(said), "{lang}: {said} in {page}");
        }
    }
}

#[tokio::test]
async fn the_navigation_says_where_the_reader_is() {
    let app = App::start().await;
    stored_survey(app.store(), "nps", "nps", &json!({})).await;
    for (path, name) in [("/", "Overview"), ("/operations", "Operations"), ("/surveys/nps", "Overview")] {
        let html = app.get(path).await.text;
        let here: Vec<_> =
            elements(&html, "a").into_iter().filter(|link| attribute(link, "aria-current") == Some("page")).collect();
        assert_eq!(here.len(), 1, "{path}");
        assert!(here[0].split('<').next().unwrap().ends_with(&format!(">{name}")), "{}", here[0]);
    }
}

#[tokio::test]
async fn whoever_is_not_signed_in_returns_to_the_page_they_asked_for() {
    let app = App::start().await;
    stored_survey(app.store(), "nps", "nps", &json!({})).await;
    let asked = "/surveys/nps?from=2026-10-01&to=2026-10-31&lang=lv";
    let door = app.get_with(asked, &[]).await;
    assert_eq!(door.status, StatusCode::UNAUTHORIZED);
    assert!(door.text.contains("<html lang=\"lv\">"), "in the language of the page");
    let next = attribute(element(&door.text, "input", "name", "next"), "value").unwrap().replace("&#38;", "&");
    assert_eq!(next, asked);
    let key = app.key.strip_prefix("Bearer ").unwrap();
    let sign_in = |next: &str| {
        let next: Vec<String> = next.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let next = next.concat();
        let request = Request::post("/session").header("content-type", "application/x-www-form-urlencoded");
        request.body(Body::from(format!("key={key}&next={next}"))).unwrap()
    };
    let answer = app.send(sign_in(&next)).await;
    assert_eq!((answer.status, answer.headers["location"].to_str().unwrap()), (StatusCode::SEE_OTHER, asked));
    for elsewhere in
        ["https://evil.example/", "//evil.example", "/\\evil.example", "/session/end", "evil", "/a\r\nb: c"]
    {
        let answer = app.send(sign_in(elsewhere)).await;
        assert_eq!(answer.headers["location"].to_str().unwrap(), "/", "{elsewhere:?}");
    }
}

#[tokio::test]
async fn a_link_from_elsewhere_offers_the_page_to_whoever_is_signed_in_already() {
    let app = App::start().await;
    let door = app.get_with("/operations", &[("sec-fetch-site", "cross-site")]).await.text;
    assert!(door.contains("<a href=\"/operations\">"), "{door}");
    assert!(!app.get_with("/operations", &[]).await.text.contains("<a href=\"/operations\">"));
}

#[tokio::test]
async fn when_the_tables_fail_the_page_says_so_and_when_to_come_again() {
    let app = App::start().await;
    let proxy = testing::faults::FaultProxy::start(app.db.address).await;
    let app = app.through(&proxy);
    stored_survey(app.store(), "nps", "nps", &json!({})).await;
    assert_eq!(app.get("/").await.status, StatusCode::OK);
    let last = proxy.made().pop().unwrap();
    proxy.plan_at(&last, testing::faults::Fault::Throttle, testing::faults::Lasts::UntilLifted);
    let page = app.get("/?lang=lt").await;
    assert_eq!(
        (page.status, page.headers["retry-after"].as_bytes()),
        (StatusCode::SERVICE_UNAVAILABLE, b"2".as_slice())
    );
    assert_strict(&page);
    assert!(page.text.contains("Niekas neprarasta"), "{}", page.text);
}
