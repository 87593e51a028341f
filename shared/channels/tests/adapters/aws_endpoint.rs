//! An endpoint that answers as a service of AWS does: one planned answer, given to every call.

use std::sync::{Arc, Mutex};

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_sesv2::config::{Credentials, SharedCredentialsProvider};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// An answer.
#[derive(Clone, Copy, Debug)]
pub enum Answer {
    /// The message is accepted.
    Accept,
    /// An error of this status and name.
    Error(u16, &'static str),
    /// One that gives a reason besides.
    Because(u16, &'static str, &'static str),
    /// The connection is closed after the request was read.
    HangUp,
}

/// What a call carried.
#[derive(Clone, Debug)]
pub struct Call {
    pub path: String,
    pub body: String,
}

/// An endpoint, and what it was called with.
#[derive(Debug)]
pub struct Endpoint {
    pub url: String,
    calls: Arc<Mutex<Vec<Call>>>,
}

impl Endpoint {
    pub async fn start(answer: Answer) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let calls = Arc::<Mutex<Vec<_>>>::default();
        let endpoint = Self { url: format!("http://{}", listener.local_addr().unwrap()), calls: Arc::clone(&calls) };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // Each connection carries one call, so that none is left in doubt.
                let _ = serve(stream, answer, &calls).await;
            }
        });
        endpoint
    }

    pub fn calls(&self) -> Vec<Call> {
        self.calls.lock().unwrap().clone()
    }
}

/// Settings of the SDK that lead to an endpoint.
pub fn settings(url: &str) -> SdkConfig {
    let credentials = Credentials::new("key", "secret", None, None, "tests");
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .region(Region::from_static("eu-north-1"))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .endpoint_url(url)
        .build()
}

async fn serve(stream: TcpStream, answer: Answer, calls: &Mutex<Vec<Call>>) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await?;
        if line.trim_end().is_empty() {
            break;
        }
        head.push(line.trim_end().to_owned());
    }
    let length = head.iter().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).await?;
    let path = head.first().cloned().unwrap_or_default();
    calls.lock().unwrap().push(Call { path, body: String::from_utf8(body).unwrap() });
    let (status, name, reason) = match answer {
        Answer::Accept => (200, "", ""),
        Answer::Error(status, name) => (status, name, ""),
        Answer::Because(status, name, reason) => (status, name, reason),
        Answer::HangUp => return Ok(()),
    };
    let body = match (status, reason) {
        (200, _) => r#"{"MessageId":"0100"}"#.to_owned(),
        (_, "") => r#"{"message":"Address <anna@example.com> is on a list"}"#.to_owned(),
        _ => format!(r#"{{"Message":"+37120000000 is on a list","Reason":"{reason}"}}"#),
    };
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status} x\r\ncontent-type: application/json\r\nx-amzn-errortype: {name}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(format!("{head}{body}").as_bytes()).await
}
