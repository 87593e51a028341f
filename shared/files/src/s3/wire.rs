//! What carries requests to S3: the HTTP client of the AWS SDK, inside the machinery by which the SDK itself tries again
//! what may be tried again. All requests here may.

use std::time::Duration;

use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime::client::retries::classifiers::{HttpStatusCodeClassifier, TransientErrorClassifier};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse, OrchestratorError};
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use bytes::Bytes;
use url::{Position, Url};

use crate::FilesError;

/// How long to wait at most before a request is sent again; twice as long before the next time.
const BACKOFF: Duration = Duration::from_millis(250);

/// A part takes a second; one that hangs is tried again.
fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(4))
        .operation_attempt_timeout(Duration::from_mins(1))
        .operation_timeout(Duration::from_mins(3))
        .build()
}

#[derive(Debug)]
struct Request {
    method: &'static str,
    path: String,
    headers: Vec<(&'static str, &'static str)>,
    body: Bytes,
}

/// What S3 answered.
#[derive(Debug)]
pub struct Answer {
    /// What it calls the part.
    pub tag: Option<String>,
    /// The body, XML.
    pub body: String,
}

/// S3 said no.
#[derive(Debug, thiserror::Error)]
#[error("{code} ({status})")]
struct Refused {
    status: u16,
    code: String,
}

/// What carries requests to one endpoint.
#[derive(Clone, Debug)]
pub struct Wire(Operation<Request, Answer, Refused>);

impl Wire {
    /// By this client to the endpoint of this URL.
    pub fn new(http: SharedHttpClient, url: &str) -> Self {
        // Paths are signed whole, so the endpoint has none.
        let endpoint = Url::parse(url).map_or_else(|_| url.to_owned(), |url| url[..Position::BeforePath].to_owned());
        let operation = Operation::builder()
            .service_name("s3")
            .operation_name("request")
            .behavior_version(BehaviorVersion::latest())
            .with_connection_poisoning()
            .endpoint_url(&endpoint)
            .no_auth()
            .http_client(http)
            .timeout_config(timeouts())
            .standard_retry(&RetryConfig::standard().with_initial_backoff(BACKOFF))
            .retry_classifier(TransientErrorClassifier::<Refused>::new())
            .retry_classifier(HttpStatusCodeClassifier::default())
            .serializer(spell)
            .deserializer(read)
            .build();
        Self(operation)
    }

    /// Sends a request that its URL signs.
    pub async fn send(
        &self,
        method: &'static str,
        url: Url,
        headers: &[(&'static str, &'static str)],
        body: Bytes,
    ) -> Result<Answer, FilesError> {
        let path = url[Position::BeforePath..Position::AfterQuery].to_owned();
        let request = Request { method, path, headers: headers.to_vec(), body };
        let sent = Box::pin(self.0.invoke(request)).await;
        sent.map_err(|error| {
            FilesError::Bucket(match error {
                SdkError::ServiceError(refused) => refused.into_err().to_string(),
                SdkError::TimeoutError(_) => "it took too long".to_owned(),
                SdkError::DispatchFailure(_) => "it could not be reached".to_owned(),
                _ => "its answer could not be read".to_owned(),
            })
        })
    }
}

fn spell(request: Request) -> Result<HttpRequest, BoxError> {
    let mut spelled = HttpRequest::new(SdkBody::from(request.body));
    spelled.set_method(request.method)?;
    spelled.set_uri(request.path)?;
    for (name, value) in request.headers {
        spelled.headers_mut().insert(name, value);
    }
    Ok(spelled)
}

fn read(response: &HttpResponse) -> Result<Answer, OrchestratorError<Refused>> {
    let body = String::from_utf8_lossy(response.body().bytes().unwrap_or_default()).into_owned();
    if response.status().is_success() {
        return Ok(Answer { tag: response.headers().get("etag").map(str::to_owned), body });
    }
    let code = body.split_once("<Code>").and_then(|(_, rest)| rest.split_once("</Code>"));
    let code = code.map_or("no code", |(code, _)| code).chars().take(64).collect();
    Err(OrchestratorError::operation(Refused { status: response.status().as_u16(), code }))
}
