//! A bucket that speaks as much of S3 as files need, on a free port of loopback. It checks every signature by rules of its
//! own, written after the AWS pages and not after the code under test, and can fail on demand.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{Method, StatusCode};
use jiff::{SignedDuration, Timestamp};

mod signature;

/// The name of the bucket.
pub const NAME: &str = "exports";
const REGION: &str = "eu-central-1";
const KEY: &str = "AKIDTEST";
const SECRET: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const TOKEN: &str = "a+session/token==";
/// The least that S3 takes as a part which is not the last.
const LEAST_PART: usize = 5 * 1024 * 1024;

/// An object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// Its media type.
    pub media: String,
    /// Its content.
    pub bytes: Bytes,
}

#[derive(Debug, Default)]
struct Upload {
    key: String,
    media: String,
    parts: BTreeMap<u16, Bytes>,
}

#[derive(Debug, Default)]
struct Held {
    objects: BTreeMap<String, Object>,
    uploads: BTreeMap<String, Upload>,
    begun: usize,
    asked: Vec<String>,
    failures: VecDeque<(&'static str, Failure)>,
    ahead: SignedDuration,
}

/// How a request fails that is fine.
#[derive(Clone, Copy, Debug)]
pub enum Failure {
    /// By this status.
    Status(u16),
    /// By 200 with an error in the body, as S3 does where it finds out late.
    Late,
}

/// A bucket in this process.
#[derive(Clone, Debug)]
pub struct Bucket {
    address: SocketAddr,
    held: Arc<Mutex<Held>>,
}

impl Bucket {
    /// Starts one.
    ///
    /// # Panics
    /// Where there is no free port.
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a free port");
        let bucket = Self { address: listener.local_addr().expect("an address"), held: Arc::default() };
        let router = Router::new().fallback(answer).with_state(bucket.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        bucket
    }

    /// Where it listens.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What the AWS SDK would read from the environment of a function that may use it: the credentials of a role.
    pub fn config(&self) -> SdkConfig {
        self.config_with(SECRET, None)
    }

    /// The same with another secret, or with credentials that end.
    pub fn config_with(&self, secret: &str, until: Option<Timestamp>) -> SdkConfig {
        let credentials = Credentials::new(KEY, secret, Some(TOKEN.to_owned()), until.map(Into::into), "test");
        SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(REGION))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .http_client(aws_smithy_http_client::Builder::new().build_http())
            .build()
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().expect("the bucket")
    }

    /// All objects, by their keys.
    pub fn objects(&self) -> BTreeMap<String, Object> {
        self.held().objects.clone()
    }

    /// How many uploads by parts are neither whole nor aborted.
    pub fn unfinished(&self) -> usize {
        self.held().uploads.len()
    }

    /// Takes the requests that came, in their order, as `PUT part`, `POST create` and so on.
    pub fn take_asked(&self) -> Vec<String> {
        std::mem::take(&mut self.held().asked)
    }

    /// Lets the next requests of a kind fail, one for each failure.
    pub fn fail(&self, kind: &'static str, failures: &[Failure]) {
        self.held().failures.extend(failures.iter().map(|failure| (kind, *failure)));
    }

    /// Lets time pass for signatures.
    pub fn wait(&self, time: SignedDuration) {
        self.held().ahead += time;
    }
}

fn problem(status: u16, code: &str) -> Response {
    let status = StatusCode::from_u16(status).expect("a status");
    (status, format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code></Error>")).into_response()
}

async fn answer(State(bucket): State<Bucket>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.expect("a body");
    let url = url::Url::parse(&format!("http://{}{}", bucket.address, parts.uri)).expect("a URL");
    let query: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
    let mut held = bucket.held();
    let now = Timestamp::now() + held.ahead;
    if let Err(code) = signature::check(&parts, &url, &query, now) {
        return problem(403, code);
    }
    let Some(key) = url.path().strip_prefix(&format!("/{NAME}/")).map(str::to_owned) else {
        return problem(404, "NoSuchBucket");
    };
    let kind = match (&parts.method, query.contains_key("uploads"), query.contains_key("uploadId")) {
        (&Method::POST, true, _) => "create",
        (&Method::POST, false, true) => "complete",
        (&Method::PUT, _, true) => "part",
        (&Method::PUT, _, false) => "put",
        (&Method::DELETE, _, true) => "abort",
        (&Method::DELETE, _, false) => "delete",
        (&Method::GET, ..) => "get",
        _ => return problem(405, "MethodNotAllowed"),
    };
    held.asked.push(kind.to_owned());
    if held.failures.front().is_some_and(|(fails, _)| *fails == kind) {
        match held.failures.pop_front() {
            Some((_, Failure::Status(status))) => return problem(status, "SlowDown"),
            _ => return problem(200, "InternalError"),
        }
    }
    let media = || parts.headers.get("content-type").map_or("", |media| media.to_str().expect("text")).to_owned();
    let upload = query.get("uploadId").cloned().unwrap_or_default();
    match kind {
        "put" => {
            held.objects.insert(key, Object { media: media(), bytes: body });
            StatusCode::OK.into_response()
        }
        "create" => {
            held.begun += 1;
            let id = format!("upload-{}", held.begun);
            held.uploads.insert(id.clone(), Upload { key, media: media(), parts: BTreeMap::new() });
            let namespace = "http://s3.amazonaws.com/doc/2006-03-01/";
            format!("<InitiateMultipartUploadResult xmlns=\"{namespace}\"><UploadId>{id}</UploadId></InitiateMultipartUploadResult>").into_response()
        }
        "part" => {
            let number = query["partNumber"].parse().expect("a number");
            let Some(upload) = held.uploads.get_mut(&upload) else { return problem(404, "NoSuchUpload") };
            let tag = signature::tag(&body);
            upload.parts.insert(number, body);
            [("etag", tag)].into_response()
        }
        "complete" => complete(&mut held, &upload, std::str::from_utf8(&body).expect("XML")),
        "abort" => match held.uploads.remove(&upload) {
            Some(_) => StatusCode::NO_CONTENT.into_response(),
            None => problem(404, "NoSuchUpload"),
        },
        "delete" => {
            held.objects.remove(&key);
            StatusCode::NO_CONTENT.into_response()
        }
        _ => match held.objects.get(&key) {
            Some(object) => {
                let disposition = query.get("response-content-disposition").cloned().unwrap_or_default();
                let headers = [("content-type", object.media.clone()), ("content-disposition", disposition)];
                (headers, object.bytes.clone()).into_response()
            }
            None => problem(404, "NoSuchKey"),
        },
    }
}

fn complete(held: &mut Held, id: &str, body: &str) -> Response {
    let Some(upload) = held.uploads.get(id) else { return problem(404, "NoSuchUpload") };
    let between = |text: &str, open: &str, close: &str| -> String {
        text.split_once(open)
            .and_then(|(_, rest)| rest.split_once(close))
            .expect("an element")
            .0
            .replace("&quot;", "\"")
    };
    let named: Vec<(u16, String)> = body
        .split("<Part>")
        .skip(1)
        .map(|part| {
            let number = between(part, "<PartNumber>", "</PartNumber>").parse().expect("a number");
            (number, between(part, "<ETag>", "</ETag>"))
        })
        .collect();
    let there: Vec<(u16, String)> = upload.parts.iter().map(|(number, part)| (*number, signature::tag(part))).collect();
    if named != there {
        return problem(400, "InvalidPart");
    }
    if upload.parts.values().rev().skip(1).any(|part| part.len() < LEAST_PART) {
        return problem(400, "EntityTooSmall");
    }
    let upload = held.uploads.remove(id).expect("it was there");
    let bytes: Vec<u8> = upload.parts.into_values().flatten().collect();
    held.objects.insert(upload.key, Object { media: upload.media, bytes: bytes.into() });
    let namespace = "http://s3.amazonaws.com/doc/2006-03-01/";
    format!(
        "<CompleteMultipartUploadResult xmlns=\"{namespace}\"><ETag>\"whole\"</ETag></CompleteMultipartUploadResult>"
    )
    .into_response()
}
