//! An endpoint that answers as SES does: one planned answer, given to every call.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// An answer.
#[derive(Clone, Copy, Debug)]
pub enum Answer {
    /// The mail is accepted.
    Accept,
    /// An error of this status and name.
    Error(u16, &'static str),
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
    let (status, name, body) = match answer {
        Answer::Accept => (200, "", r#"{"MessageId":"0100"}"#),
        Answer::Error(status, name) => (status, name, r#"{"message":"Address <anna@example.com> is on a list"}"#),
        Answer::HangUp => return Ok(()),
    };
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status} x\r\ncontent-type: application/json\r\nx-amzn-errortype: {name}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(format!("{head}{body}").as_bytes()).await
}
