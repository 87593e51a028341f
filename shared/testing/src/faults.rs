//! The fault proxy: stands between client and database and does what the embedded database never does. It can throttle,
//! fail, hold a call back, and lose the reply of a write that was committed.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures::stream;
use http::{StatusCode, Uri};
use http_body_util::BodyExt;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::net::TcpListener;
use tokio::sync::Notify;

/// What happens to one call.
#[derive(Clone, Debug)]
pub enum Fault {
    /// It is refused with 400 and DynamoDB's own throttling error.
    Throttle,
    /// It fails with 500 and is not carried out.
    Fail,
    /// It meets a transaction on the same items, and is not carried out.
    Conflict,
    /// It is carried out, but the connection breaks before the reply is whole.
    LoseReply,
    /// It waits for [`Gate::open`] before it is carried out.
    Hold(Gate),
}

/// Holds a call back until a test lets it go.
#[derive(Clone, Debug, Default)]
pub struct Gate {
    reached: Arc<Notify>,
    opened: Arc<Notify>,
}

impl Gate {
    /// Waits until a call stands at the gate.
    pub async fn reached(&self) {
        self.reached.notified().await;
    }

    /// Lets the call go on.
    pub fn open(&self) {
        self.opened.notify_one();
    }
}

/// A proxy in front of a database.
#[derive(Clone, Debug)]
pub struct FaultProxy {
    endpoint: String,
    upstream: String,
    client: Client<HttpConnector, Body>,
    planned: Arc<Mutex<VecDeque<(String, Fault)>>>,
    calls: Arc<Mutex<Vec<String>>>,
}

impl FaultProxy {
    /// Starts a proxy in front of a database.
    ///
    /// # Panics
    /// Where no port is free.
    pub async fn start(upstream: std::net::SocketAddr) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let proxy = Self {
            endpoint: format!("http://{}", listener.local_addr().expect("an address")),
            upstream: upstream.to_string(),
            client: Client::builder(TokioExecutor::new()).build_http(),
            planned: Arc::default(),
            calls: Arc::default(),
        };
        let router = Router::new().fallback(forward).with_state(proxy.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        proxy
    }

    /// Where clients connect.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Plans a fault for the next call of an operation, such as `PutItem`; several are met in the order planned.
    ///
    /// # Panics
    /// Where another thread panicked while it held the plan.
    pub fn plan(&self, operation: &str, fault: Fault) {
        self.planned.lock().expect("the plan").push_back((operation.to_owned(), fault));
    }

    /// The operations that were called so far, oldest first.
    ///
    /// # Panics
    /// Where another thread panicked while it held the list.
    pub fn calls(&self) -> Vec<String> {
        self.calls.lock().expect("the calls").clone()
    }

    fn next(&self, operation: &str) -> Option<Fault> {
        self.calls.lock().expect("the calls").push(operation.to_owned());
        let mut planned = self.planned.lock().expect("the plan");
        let at = planned.iter().position(|(name, _)| name == operation)?;
        planned.remove(at).map(|(_, fault)| fault)
    }

    async fn pass(&self, request: Request) -> Result<(http::response::Parts, Bytes), String> {
        let (mut parts, body) = request.into_parts();
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        parts.uri = format!("http://{}{path}", self.upstream).parse::<Uri>().map_err(|error| error.to_string())?;
        let answered = self.client.request(http::Request::from_parts(parts, body)).await;
        let (parts, body) = answered.map_err(|error| error.to_string())?.into_parts();
        let bytes = body.collect().await.map_err(|error| error.to_string())?.to_bytes();
        Ok((parts, bytes))
    }
}

fn refusal(status: StatusCode, error: &str) -> Response {
    let body = format!(r#"{{"__type":"com.amazonaws.dynamodb.v20120810#{error}","message":"planned by a test"}}"#);
    (status, [("content-type", "application/x-amz-json-1.0")], body).into_response()
}

fn canceled() -> Response {
    let body = r#"{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","message":"planned by a test",
        "CancellationReasons":[{"Code":"TransactionConflict"},{"Code":"None"}]}"#;
    (StatusCode::BAD_REQUEST, [("content-type", "application/x-amz-json-1.0")], body).into_response()
}

async fn forward(State(proxy): State<FaultProxy>, request: Request) -> Response {
    let target = request.headers().get("x-amz-target").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let operation = target.rsplit('.').next().unwrap_or_default().to_owned();
    let fault = proxy.next(&operation);
    match &fault {
        Some(Fault::Throttle) => return refusal(StatusCode::BAD_REQUEST, "ThrottlingException"),
        Some(Fault::Conflict) if operation == "TransactWriteItems" => return canceled(),
        Some(Fault::Conflict) => return refusal(StatusCode::BAD_REQUEST, "TransactionConflictException"),
        Some(Fault::Fail) => return refusal(StatusCode::INTERNAL_SERVER_ERROR, "InternalServerError"),
        Some(Fault::Hold(gate)) => {
            gate.reached.notify_one();
            gate.opened.notified().await;
        }
        Some(Fault::LoseReply) | None => {}
    }
    let (mut parts, bytes) = match proxy.pass(request).await {
        Ok(answer) => answer,
        Err(error) => return (StatusCode::BAD_GATEWAY, error).into_response(),
    };
    if matches!(fault, Some(Fault::LoseReply)) {
        parts.headers.remove(http::header::CONTENT_LENGTH);
        let broken = stream::iter([Err::<Bytes, _>(std::io::Error::other("the reply was lost"))]);
        return Response::from_parts(parts, Body::from_stream(broken));
    }
    Response::from_parts(parts, Body::from(bytes))
}
