//! The fault proxy: stands between client and database and does what the embedded database never does. It can throttle,
//! fail, meet a transaction, hold a call back, and lose the reply of a write that was committed; by operation, or at one
//! certain call of a request, for once or against every retry until it is lifted. And it keeps the bill: what each call cost.

mod bill;
mod call;
mod weather;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures::stream;
use http::{StatusCode, Uri, header};
use http_body_util::BodyExt;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::Notify;

pub use bill::{Bill, Line};
pub use call::Call;

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

/// How long a fault at one call holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lasts {
    /// That call alone, so that the client's library gets through with its next try.
    Once,
    /// That call and all like it, so that no retry helps, until [`FaultProxy::lift`].
    UntilLifted,
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

/// A fault at one call.
#[derive(Debug)]
struct Aimed {
    call: Call,
    fault: Fault,
    lasts: Lasts,
    met: usize,
}

/// What is planned, and what came by.
#[derive(Debug, Default)]
struct Book {
    planned: VecDeque<(String, Fault)>,
    aimed: Option<Aimed>,
    forgetful: bool,
    weather: Option<weather::Weather>,
    calls: Vec<Call>,
    bill: Vec<Line>,
}

/// A proxy in front of a database.
#[derive(Clone, Debug)]
pub struct FaultProxy {
    endpoint: String,
    upstream: String,
    client: Client<HttpConnector, Body>,
    book: Arc<Mutex<Book>>,
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
            book: Arc::default(),
        };
        let router = Router::new().fallback(forward).with_state(proxy.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        proxy
    }

    /// Where clients connect.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().expect("the book")
    }

    /// Plans a fault for the next call of an operation, such as `PutItem`; several are met in the order planned.
    pub fn plan(&self, operation: &str, fault: Fault) {
        self.book().planned.push_back((operation.to_owned(), fault));
    }

    /// Plans a fault for one call of the request to come, as [`FaultProxy::made`] named it in a run without faults. A fault
    /// that lasts meets the later calls of that operation on those items too, which is what the client's retries are.
    pub fn plan_at(&self, call: &Call, fault: Fault, lasts: Lasts) {
        self.book().aimed = Some(Aimed { call: call.clone(), fault, lasts, met: 0 });
    }

    /// Ends the fault of [`FaultProxy::plan_at`], and says how many calls it met.
    pub fn lift(&self) -> usize {
        self.book().aimed.take().map_or(0, |aimed| aimed.met)
    }

    /// Lets transactions through without their tokens, as a database that has forgotten them treats those that come again.
    pub fn forget_tokens(&self) {
        self.book().forgetful = true;
    }

    /// Lets faults happen at random, to so many of a thousand calls; with none, the weather is fine again.
    pub fn weather(&self, seed: u64, per_mille: u64) {
        self.book().weather = Some(weather::Weather::new(seed, per_mille));
    }

    /// How many calls met a fault of the weather.
    pub fn weathered(&self) -> usize {
        self.book().weather.as_ref().map_or(0, weather::Weather::met)
    }

    /// Begins to count calls, and to keep the bill, anew.
    pub fn begin(&self) {
        let mut book = self.book();
        book.calls.clear();
        book.bill.clear();
    }

    /// The calls that were made since [`FaultProxy::begin`], oldest first.
    pub fn made(&self) -> Vec<Call> {
        self.book().calls.clone()
    }

    /// The operations of the calls that were made since [`FaultProxy::begin`], oldest first.
    pub fn calls(&self) -> Vec<String> {
        self.book().calls.iter().map(|call| call.operation.clone()).collect()
    }

    /// What the calls since [`FaultProxy::begin`] cost.
    pub fn bill(&self) -> Bill {
        Bill(self.book().bill.clone())
    }

    /// Writes a call down, and says what happens to it.
    fn meet(&self, operation: &str, body: &Value) -> (Call, Option<Fault>) {
        let mut book = self.book();
        let call = Call::read(operation, body, &book.calls);
        book.calls.push(call.clone());
        if let Some(at) = book.planned.iter().position(|(name, _)| name == operation) {
            return (call, book.planned.remove(at).map(|(_, fault)| fault));
        }
        let fault = book.aimed.as_mut().filter(|aimed| aimed.hits(&call)).map(|aimed| {
            aimed.met += 1;
            aimed.fault.clone()
        });
        let fault = fault.or_else(|| book.weather.as_mut()?.next(operation));
        (call, fault)
    }

    async fn pass(
        &self,
        mut parts: http::request::Parts,
        body: Bytes,
    ) -> Result<(http::response::Parts, Bytes), String> {
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        parts.uri = format!("http://{}{path}", self.upstream).parse::<Uri>().map_err(|error| error.to_string())?;
        // The body may be longer than the client's own.
        parts.headers.remove(header::CONTENT_LENGTH);
        let answered = self.client.request(http::Request::from_parts(parts, Body::from(body))).await;
        let (parts, body) = answered.map_err(|error| error.to_string())?.into_parts();
        let bytes = body.collect().await.map_err(|error| error.to_string())?.to_bytes();
        Ok((parts, bytes))
    }
}

impl Aimed {
    fn hits(&self, call: &Call) -> bool {
        self.call.is_like(call)
            && match self.lasts {
                Lasts::Once => call.nth == self.call.nth,
                Lasts::UntilLifted => call.nth >= self.call.nth,
            }
    }
}

fn refusal(status: StatusCode, error: &str, more: &Value) -> Response {
    let mut body =
        json!({"__type": format!("com.amazonaws.dynamodb.v20120810#{error}"), "message": "planned by a test"});
    for (name, value) in more.as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    (status, [(header::CONTENT_TYPE, "application/x-amz-json-1.0")], body.to_string()).into_response()
}

/// A meeting with another transaction, as DynamoDB says it: transactions give a reason for each of their parts.
fn conflict(body: &Value) -> Response {
    let Some(parts) = body["TransactItems"].as_array() else {
        return refusal(StatusCode::BAD_REQUEST, "TransactionConflictException", &Value::Null);
    };
    let code = |at: usize| json!({"Code": if at == 0 { "TransactionConflict" } else { "None" }});
    let reasons: Vec<_> = (0..parts.len()).map(code).collect();
    let more = json!({"CancellationReasons": reasons});
    refusal(StatusCode::BAD_REQUEST, "TransactionCanceledException", &more)
}

async fn forward(State(proxy): State<FaultProxy>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let target = parts.headers.get("x-amz-target").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let operation = target.rsplit('.').next().unwrap_or_default().to_owned();
    let bytes = match body.collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) => return (StatusCode::BAD_GATEWAY, error.to_string()).into_response(),
    };
    let mut body: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let (call, fault) = proxy.meet(&operation, &body);
    match &fault {
        Some(Fault::Throttle) => return refusal(StatusCode::BAD_REQUEST, "ThrottlingException", &Value::Null),
        Some(Fault::Conflict) => return conflict(&body),
        Some(Fault::Fail) => return refusal(StatusCode::INTERNAL_SERVER_ERROR, "InternalServerError", &Value::Null),
        Some(Fault::Hold(gate)) => {
            gate.reached.notify_one();
            gate.opened.notified().await;
        }
        Some(Fault::LoseReply) | None => {}
    }
    let token = body.as_object_mut().filter(|_| proxy.book().forgetful);
    let forgotten = token.and_then(|body| body.remove("ClientRequestToken")).is_some();
    let asked = bill::ask(&call, &mut body);
    let bytes = if asked || forgotten { Bytes::from(body.to_string()) } else { bytes };
    let (mut parts, bytes) = match proxy.pass(parts, bytes).await {
        Ok(answer) => answer,
        Err(error) => return (StatusCode::BAD_GATEWAY, error).into_response(),
    };
    if asked {
        proxy.book().bill.push(Line::read(call, &body, &bytes));
    }
    if matches!(fault, Some(Fault::LoseReply)) {
        parts.headers.remove(header::CONTENT_LENGTH);
        let broken = stream::iter([Err::<Bytes, _>(std::io::Error::other("the reply was lost"))]);
        return Response::from_parts(parts, Body::from_stream(broken));
    }
    Response::from_parts(parts, Body::from(bytes))
}
