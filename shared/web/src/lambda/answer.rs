//! A router's answer, on its way to the HTTP API. `lambda_http` would do it too, and read each text by the character set that
//! it names: by tables of all that there are, 130 KB of each zip, and it takes the mark away that a CSV begins with on
//! request. Ours are all UTF-8.

use std::pin::Pin;

use axum::body;
use axum::response::Response;
use http::header;
use lambda_http::{Body, IntoResponse};

/// A router's answer.
#[derive(Debug)]
pub struct Answer(pub Response);

impl IntoResponse for Answer {
    fn into_response(self) -> Pin<Box<dyn Future<Output = http::Response<Body>> + Send>> {
        Box::pin(async move {
            let (mut parts, body) = self.0.into_parts();
            let coded = parts.headers.contains_key(header::CONTENT_ENCODING);
            let body = match body::to_bytes(body, usize::MAX).await {
                Ok(bytes) if coded => Body::Binary(bytes.into()),
                // What is no text goes as it is, in base64.
                Ok(bytes) => {
                    String::from_utf8(bytes.into()).map_or_else(|error| Body::Binary(error.into_bytes()), Body::Text)
                }
                Err(error) => {
                    tracing::error!(%error, "an answer broke off");
                    parts.status = http::StatusCode::INTERNAL_SERVER_ERROR;
                    Body::Empty
                }
            };
            http::Response::from_parts(parts, body)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn answered(coding: Option<&str>, body: impl Into<body::Body>) -> Body {
        let mut answer = Response::builder();
        if let Some(coding) = coding {
            answer = answer.header(header::CONTENT_ENCODING, coding);
        }
        Answer(answer.body(body.into()).unwrap()).into_response().await.into_body()
    }

    #[tokio::test]
    async fn text_stays_as_it_is_with_the_mark_before_it() {
        let csv = "\u{feff}id,vārds\r\n";
        assert_eq!(answered(None, csv).await, Body::Text(csv.to_owned()));
        assert_eq!(answered(None, "").await, Body::Text(String::new()));
    }

    #[tokio::test]
    async fn what_is_compressed_or_no_text_goes_as_bytes() {
        assert_eq!(answered(Some("gzip"), "abc").await, Body::Binary(b"abc".to_vec()));
        assert_eq!(answered(None, vec![0xff, 0]).await, Body::Binary(vec![0xff, 0]));
    }

    #[tokio::test]
    async fn an_answer_that_breaks_off_is_an_error() {
        let broken = futures::stream::iter([Ok("half"), Err("gone")]);
        let answer = Answer(Response::new(body::Body::from_stream(broken))).into_response().await;
        assert_eq!((answer.status(), answer.body()), (http::StatusCode::INTERNAL_SERVER_ERROR, &Body::Empty));
    }
}
