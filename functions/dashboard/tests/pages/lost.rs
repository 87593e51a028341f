//! What is told where there is no page: an address that is none, days or a language that can't be read.

use http::StatusCode;
use testing::builders::workspace;

use crate::app::App;
use crate::marked::element;
use crate::overview::assert_strict;

#[tokio::test]
async fn a_path_without_a_route_is_a_page_for_people_and_a_problem_for_programs() {
    let app = App::start().await;
    let html = ("accept", "text/html,application/xhtml+xml;q=0.9");
    for path in ["/nope?lang=lv", "/surveys/?lang=lv"] {
        let page = app.get_with(path, &[html]).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}: {}", page.text);
        assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
        assert!(page.headers.contains_key("x-request-id"), "it goes through the layer");
        assert!(page.text.contains("Šādā adresē lapas nav") && !page.text.contains("<form"), "{}", page.text);
    }
    // Whoever may see the dashboard has its frame around it.
    let open = App::with(Some(workspace())).await;
    let page = open.get_with("/nope?lang=lv", &[html]).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert_strict(&page);
    assert!(page.text.contains("class=\"pages\""), "{}", page.text);
    let key = ("authorization", app.key.as_str());
    for (path, headers) in [("/nope", vec![]), ("/nope", vec![key, html]), ("/v1/nope", vec![html])] {
        let page = app.get_with(path, &headers).await;
        assert_eq!(
            (page.status, page.json()["code"].as_str()),
            (StatusCode::NOT_FOUND, Some("no_such_route")),
            "{path}"
        );
    }
}

#[tokio::test]
async fn an_error_lights_no_days_and_one_of_the_language_has_its_own_heading() {
    let app = App::start().await;
    let lit = |html: &str| {
        let presets = element(html, "ul", "class", "presets").split("</ul>").next().unwrap().to_owned();
        presets.contains("aria-current")
    };
    assert!(lit(&app.get("/").await.text));
    for (query, heading) in
        [("lang=de", "This page is not there in that language"), ("from=never", "These days can&#39;t be shown")]
    {
        let page = app.get(&format!("/?{query}")).await.text;
        assert!(page.contains(&format!("<h1>{heading}</h1>")), "{page}");
        assert!(!lit(&page) && !page.contains("class=\"days\""), "{query}");
    }
}
