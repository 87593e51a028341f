//! The API's document and the page of it: open to everybody, whole, and without anything from elsewhere.

use std::collections::BTreeSet;

use http::StatusCode;
use testing::document::{Document, examples_of};

use crate::app::App;

/// The values of an attribute.
fn values<'p>(page: &'p str, attribute: &str) -> Vec<&'p str> {
    let open = format!(" {attribute}=\"");
    page.split(open.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[tokio::test]
async fn the_page_needs_no_key_and_takes_nothing_from_elsewhere() {
    let app = App::start().await;
    let page = app.get_with("/docs", &[]).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    for banned in ["<script", " style=\"", " src=\"", "javascript:", "@import", "url("] {
        assert!(!page.text.contains(banned), "{banned}");
    }
    let elsewhere =
        values(&page.text, "href").into_iter().filter(|href| !href.starts_with(['#', '/']) && *href != "data:,");
    assert_eq!(elsewhere.collect::<Vec<_>>(), Vec::<&str>::new());
}

#[tokio::test]
async fn the_page_leads_back_to_each_page_of_the_dashboard_and_its_index_names_every_operation() {
    let app = App::start().await;
    let page = app.get_with("/docs", &[]).await.text;
    let overview = app.get("/").await.text;
    let pages = |html: &str| {
        let nav = html.split("<nav class=\"pages\"").nth(1).unwrap().split("</nav>").next().unwrap().to_owned();
        let paths = values(&nav, "href").into_iter().map(|href| href.split('?').next().unwrap().to_owned());
        paths.collect::<Vec<_>>()
    };
    assert_eq!(pages(&page), pages(&overview));
    let index = page.split("<nav class=\"index\"").nth(1).unwrap().split("</nav>").next().unwrap();
    assert!(!index.contains("<details"), "nothing of it is folded away");
    for operation in Document::committed().operations() {
        let link = format!("href=\"#{}\"", operation.says["operationId"].as_str().unwrap());
        assert!(index.contains(&link), "{link}");
    }
}

#[tokio::test]
async fn every_operation_shape_and_code_is_on_the_page_and_every_link_leads_there() {
    let app = App::start().await;
    let page = app.get_with("/docs", &[]).await.text;
    let ids: Vec<_> = values(&page, "id");
    let known: BTreeSet<_> = ids.iter().copied().collect();
    assert_eq!(ids.len(), known.len(), "an id stands once");
    let linked = values(&page, "href").into_iter().filter_map(|href| href.strip_prefix('#'));
    let lost: Vec<_> = linked.filter(|id| !known.contains(id)).collect();
    assert!(lost.is_empty(), "{lost:?}");

    // Who goes from landmark to landmark can tell them apart: names differ by more than their case.
    let heads = page.split("<h2").skip(1).filter_map(|rest| rest.split_once('>')?.1.split('<').next());
    let heads: Vec<_> = heads.map(str::to_lowercase).collect();
    let apart: BTreeSet<_> = heads.iter().collect();
    assert!(heads.len() > 10 && heads.len() == apart.len(), "{heads:?}");

    let document = Document::committed();
    for operation in document.operations() {
        let id = operation.says["operationId"].as_str().unwrap();
        let own = page.split(&format!("<article id=\"{id}\"")).nth(1).unwrap_or_else(|| panic!("{id} is not shown"));
        let own = own.split("</article>").next().unwrap();
        assert!(own.contains(&format!("<code>{}</code>", operation.path)), "{id}");
        for scope in operation.scopes() {
            assert!(own.contains(&format!("Scope <code>{scope}</code>")), "{id}");
        }
        for parameter in operation.says["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap();
            assert!(own.contains(&format!("<dt><code>{name}</code>")), "{id}: {name}");
        }
        for status in operation.says["responses"].as_object().unwrap().keys() {
            assert!(own.contains(&format!("<b>{status}</b>")), "{id}: {status}");
        }
        assert_eq!(own.matches("curl ").count().max(1), operation.examples().len().max(1), "{id}");
    }
    for name in document.0["components"]["schemas"].as_object().unwrap().keys().filter(|name| *name != "Code") {
        assert!(known.contains(format!("shape-{name}").as_str()), "{name}");
    }
    for code in document.0["components"]["schemas"]["Code"]["oneOf"].as_array().unwrap() {
        assert!(known.contains(format!("code-{}", code["const"].as_str().unwrap()).as_str()), "{code}");
    }
}

#[tokio::test]
async fn the_document_is_served_as_it_is_committed() {
    let app = App::start().await;
    let served = app.get_with("/openapi.json", &[]).await;
    assert_eq!(
        (served.status, &served.headers["content-type"]),
        (StatusCode::OK, &"application/json".parse().unwrap())
    );
    assert_eq!(served.json(), Document::committed().0);
    let content = served.json();
    let content = content.pointer("/paths/~1v1~1keys/post/requestBody/content/application~1json").unwrap();
    assert_eq!(examples_of(content).len(), 1);
}
