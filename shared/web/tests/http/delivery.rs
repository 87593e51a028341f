//! In which form answers go out: compressed, kept, or as they are.

use std::io::Read;

use axum::body::Body;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;
use web::coding::{BROTLI, GZIP};
use web::fresh::Kept;
use web::layer::around_with;

fn figures() -> Value {
    json!({"series": (0..100).map(|day| json!({"period": day, "n": 0, "value": null})).collect::<Vec<_>>()})
}

async fn stream() -> impl IntoResponse {
    let parts = futures::stream::iter((0..100).map(|_| Ok::<_, std::io::Error>(Bytes::from_static(&[b'a'; 1000]))));
    ([(header::CONTENT_TYPE, "text/csv")], Body::from_stream(parts))
}

fn router() -> Router {
    let text = |media: &'static str| ([(header::CONTENT_TYPE, media)], "labi, paldies! ".repeat(200));
    let routes = Router::new()
        .route("/figures", get(async || Kept(Json(figures()))).post(async || Kept(Json(figures()))))
        .route("/list", get(async || Json(figures())))
        .route("/short", get(async || Json(json!({"n": 3}))))
        .route("/csv", get(text("text/csv; charset=utf-8")))
        .route("/lines", get(text("application/x-ndjson")))
        .route("/page", get(text("text/html; charset=utf-8")))
        .route("/picture", get(text("image/png")))
        .route("/drawing", get(text("image/svg+xml")))
        .route("/gone", get(async || Kept((StatusCode::GONE, Json(figures())))))
        .route("/nothing", post(async || StatusCode::NO_CONTENT))
        .route("/origin", get(async || ([(header::VARY, "Origin")], Json(figures()))))
        .route("/file", get(stream))
        .route("/zipped", get(async || ([(header::CONTENT_ENCODING, "gzip")], Json(figures()))));
    around_with(routes, "test", &[BROTLI, GZIP])
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        let mut all = self.headers.get_all(name).into_iter();
        let first = all.next().map(|value| value.to_str().unwrap());
        assert!(all.next().is_none(), "the HTTP API passes on one line of {name}");
        first
    }

    fn text(&self) -> String {
        let mut text = String::new();
        match self.header("content-encoding") {
            None => text = String::from_utf8(self.body.clone()).unwrap(),
            Some("gzip") => {
                flate2::read::GzDecoder::new(self.body.as_slice()).read_to_string(&mut text).map(drop).unwrap();
            }
            Some("br") => {
                brotli::Decompressor::new(self.body.as_slice(), 4096).read_to_string(&mut text).map(drop).unwrap();
            }
            Some(other) => panic!("{other}"),
        }
        text
    }
}

async fn send(method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
    let request = Request::builder().method(method).uri(path);
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    let (parts, body) = router().oneshot(request.body(Body::empty()).unwrap()).await.unwrap().into_parts();
    let body = body.collect().await.unwrap().to_bytes().to_vec();
    Answer { status: parts.status, headers: parts.headers, body }
}

async fn ask(path: &str, headers: &[(&str, &str)]) -> Answer {
    send(Method::GET, path, headers).await
}

#[tokio::test]
async fn text_of_every_kind_is_compressed_and_reads_the_same() {
    for path in ["/figures", "/list", "/csv", "/lines", "/page", "/drawing", "/gone"] {
        let plain = ask(path, &[]).await;
        assert_eq!((plain.header("content-encoding"), plain.header("vary").is_some()), (None, true), "{path}");
        for (accept, coding) in [("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("br;q=0.1, gzip", "gzip")] {
            let answer = ask(path, &[("accept-encoding", accept)]).await;
            assert_eq!(answer.header("content-encoding"), Some(coding), "{path}");
            assert_eq!(answer.header("content-length"), Some(answer.body.len().to_string().as_str()));
            assert_eq!((answer.text(), answer.header("vary")), (plain.text(), plain.header("vary")));
            assert!(answer.body.len() < plain.body.len() / 2, "{path}");
        }
    }
}

#[tokio::test]
async fn what_is_short_a_picture_a_stream_or_compressed_already_goes_out_as_it_is() {
    for path in ["/short", "/picture", "/file", "/zipped"] {
        let (plain, asked) = (ask(path, &[]).await, ask(path, &[("accept-encoding", "br, gzip")]).await);
        assert_eq!(
            (plain.body, plain.headers.get("content-encoding")),
            (asked.body, asked.headers.get("content-encoding"))
        );
    }
    assert_eq!(ask("/file", &[("accept-encoding", "gzip")]).await.body.len(), 100_000);
    let refused = ask("/short", &[("accept-encoding", "gzip, identity;q=0")]).await;
    assert_eq!((refused.header("content-encoding"), refused.text().as_str()), (Some("gzip"), "{\"n\":3}"));
    let nothing = send(Method::POST, "/nothing", &[("accept-encoding", "gzip")]).await;
    assert_eq!((nothing.status, nothing.header("content-encoding")), (StatusCode::NO_CONTENT, None));
}

#[tokio::test]
async fn other_headers_that_an_answer_hangs_on_stay_in_one_line() {
    let answer = ask("/origin", &[("accept-encoding", "gzip")]).await;
    assert_eq!(answer.header("vary"), Some("Origin, accept-encoding"));
}

#[tokio::test]
async fn a_kept_answer_is_sent_once_and_then_known_again() {
    let first = ask("/figures", &[]).await;
    let tag = first.header("etag").unwrap().to_owned();
    assert!(tag.starts_with('"'), "{tag}");
    assert_eq!(first.header("cache-control"), Some("private, no-cache"));
    assert_eq!(first.header("vary"), Some("accept-encoding, authorization, cookie"));
    for accept in ["identity", "gzip", "br"] {
        let whole = ask("/figures", &[("accept-encoding", accept)]).await;
        let own = whole.header("etag").unwrap();
        assert_eq!(own, if accept == "identity" { tag.clone() } else { format!("W/{tag}") });
        for held in [tag.as_str(), own, "*", &format!("\"a\", {tag}")] {
            let again = ask("/figures", &[("accept-encoding", accept), ("if-none-match", held)]).await;
            assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0), "{held}");
            for name in ["etag", "cache-control", "vary"] {
                assert_eq!(again.header(name), whole.header(name));
            }
            for name in ["content-type", "content-length", "content-encoding"] {
                assert_eq!(again.header(name), None, "{name}");
            }
        }
    }
    let other = ask("/figures", &[("if-none-match", "\"other\"")]).await;
    assert_eq!((other.status, other.text()), (StatusCode::OK, first.text()));
}

#[tokio::test]
async fn what_is_not_said_to_be_kept_is_stored_nowhere() {
    for path in ["/list", "/gone", "/none"] {
        let answer = ask(path, &[("if-none-match", "*")]).await;
        assert_ne!(answer.status, StatusCode::NOT_MODIFIED);
        assert_eq!((answer.header("etag"), answer.header("cache-control")), (None, Some("no-store")), "{path}");
    }
    // Only reading has an answer that can be known already.
    let written = send(Method::POST, "/figures", &[("if-none-match", "*")]).await;
    assert_eq!((written.status, written.header("etag")), (StatusCode::OK, None));
}

#[tokio::test]
async fn head_tells_what_get_would() {
    for path in ["/figures", "/page", "/short"] {
        for accept in ["identity", "gzip", "br"] {
            let (get, head) = (
                ask(path, &[("accept-encoding", accept)]).await,
                send(Method::HEAD, path, &[("accept-encoding", accept)]).await,
            );
            assert!(head.body.is_empty());
            let shown = |answer: &Answer| {
                let mut headers = answer.headers.clone();
                headers.remove("x-request-id");
                format!("{headers:?}")
            };
            assert_eq!(shown(&get), shown(&head));
        }
    }
    let tag = ask("/figures", &[]).await.header("etag").unwrap().to_owned();
    assert_eq!(send(Method::HEAD, "/figures", &[("if-none-match", &tag)]).await.status, StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn the_http_api_gets_compressed_bodies_in_base64() {
    let event = json!({
        "version": "2.0", "routeKey": "GET /figures", "rawPath": "/figures", "rawQueryString": "", "isBase64Encoded": false,
        "headers": {"accept-encoding": "gzip, deflate, br"},
        "requestContext": {
            "accountId": "1", "apiId": "a", "stage": "$default", "requestId": "r", "timeEpoch": 0,
            "http": {"method": "GET", "path": "/figures", "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "test"},
        },
    });
    let request: lambda_http::request::LambdaRequest = serde_json::from_value(event).unwrap();
    let event = lambda_http::lambda_runtime::LambdaEvent::new(request, lambda_http::Context::default());
    let answer = lambda_http::Adapter::from(web::lambda::service(router())).oneshot(event).await.unwrap();
    let answer = serde_json::to_value(answer).unwrap();
    assert_eq!((&answer["isBase64Encoded"], &answer["headers"]["content-encoding"]), (&json!(true), &json!("br")));
    let body = STANDARD.decode(answer["body"].as_str().unwrap()).unwrap();
    let mut text = String::new();
    brotli::Decompressor::new(body.as_slice(), 4096).read_to_string(&mut text).unwrap();
    assert_eq!(text, figures().to_string());
}
