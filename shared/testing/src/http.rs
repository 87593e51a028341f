//! Calls a router as a client would: a request in, a status and a body out. Whatever a test asks for, what is answered is held
//! against the document.

use axum::Router;
use axum::body::Body;
use http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::document::{Answered, Document};

/// What came back, read to its end.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, which is text.
    pub body: String,
}

impl Reply {
    /// The body as JSON.
    ///
    /// # Panics
    /// Where it is none.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("JSON and not {}", self.body))
    }

    /// A header, where it is there.
    ///
    /// # Panics
    /// Where it is no text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// Status and code of a problem.
    ///
    /// # Panics
    /// Where it is none.
    pub fn problem(&self) -> (u16, String) {
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{}", self.body);
        (self.status.as_u16(), self.json()["code"].as_str().unwrap().to_owned())
    }

    /// The bad fields of a problem, as `field: code`.
    ///
    /// # Panics
    /// Where it names none.
    pub fn bad_fields(&self) -> Vec<String> {
        assert_eq!(self.status, StatusCode::BAD_REQUEST, "{}", self.body);
        let told = |param: &Value| format!("{}: {}", param["name"].as_str().unwrap(), param["code"].as_str().unwrap());
        self.json()["invalid_params"].as_array().unwrap().iter().map(told).collect()
    }

    /// The lines of a batch's answer.
    ///
    /// # Panics
    /// Where it is none.
    pub fn lines(&self) -> Vec<Value> {
        assert_eq!((self.status.as_u16(), self.header("content-type")), (200, Some("application/x-ndjson")));
        self.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// What became of each line of a batch: its outcome, or its problem's code.
    ///
    /// # Panics
    /// Where it is no batch's answer.
    pub fn outcomes(&self) -> Vec<String> {
        let told = |line: &Value| line.get("outcome").unwrap_or(&line["code"]).as_str().unwrap().to_owned();
        self.lines().iter().map(told).collect()
    }
}

/// The value with the members of these names at the top replaced, which differ from run to run.
pub fn masked(mut value: Value, names: &[&str]) -> Value {
    for name in names {
        if value.get(name).is_some() {
            value[*name] = json!(format!("[{name}]"));
        }
    }
    value
}

/// A request that is being put together.
pub struct Call {
    router: Router,
    request: Request<Body>,
}

impl Call {
    /// A call of a router, with a key.
    ///
    /// # Panics
    /// Where the method or path is none.
    pub fn new(router: Router, method: &str, path: &str, key: &str) -> Self {
        let request = Request::builder().method(method).uri(path).header(header::AUTHORIZATION, key);
        Self { router, request: request.body(Body::empty()).unwrap() }
    }

    /// With a header.
    ///
    /// # Panics
    /// Where the value may not stand in one.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.request.headers_mut().insert(name, value.parse().unwrap());
        self
    }

    /// With another key.
    ///
    /// # Panics
    /// Where it may not stand in a header.
    #[must_use]
    pub fn by(self, key: &str) -> Self {
        self.with("authorization", key)
    }

    /// Without a key.
    #[must_use]
    pub fn anonymous(mut self) -> Self {
        self.request.headers_mut().remove(header::AUTHORIZATION);
        self
    }

    /// With a body of JSON.
    #[must_use]
    pub fn json(self, body: &Value) -> Self {
        self.raw("application/json", &body.to_string())
    }

    /// With a body of NDJSON.
    #[must_use]
    pub fn lines(self, lines: &[Value]) -> Self {
        let lines: Vec<_> = lines.iter().map(Value::to_string).collect();
        self.raw("application/x-ndjson", &lines.join("\n"))
    }

    /// With a body.
    ///
    /// # Panics
    /// Where the media type may not stand in a header.
    #[must_use]
    pub fn raw(mut self, media: &str, body: &str) -> Self {
        *self.request.body_mut() = Body::from(body.to_owned());
        self.with("content-type", media)
    }

    /// Calls.
    ///
    /// # Panics
    /// Where the answer is not what the document says.
    pub async fn send(self) -> Reply {
        let (method, path) = (self.request.method().to_string(), self.request.uri().path().to_owned());
        let (parts, body) = self.router.oneshot(self.request).await.unwrap().into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let body = String::from_utf8(bytes.to_vec()).unwrap();
        let reply = Reply { status: parts.status, headers: parts.headers, body };
        if let Some(operation) = Document::committed().called(&method, &path) {
            let (status, media) = (reply.status.as_u16(), reply.header("content-type"));
            operation.check(Answered { status, media, body: &reply.body });
        }
        reply
    }
}
