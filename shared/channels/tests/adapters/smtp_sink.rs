//! A small SMTP server (RFC 5321) that takes mails, or misbehaves at one step.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// At which command the server does something else than agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Greeting,
    Mail,
    Recipient,
    Data,
    Content,
}

/// What it does there.
#[derive(Clone, Copy, Debug)]
pub enum Deed {
    /// Answers with this line.
    Say(&'static str),
    /// Closes the connection without a word.
    HangUp,
}

/// A server, and what it took and saw.
#[derive(Debug)]
pub struct Sink {
    pub url: String,
    taken: Arc<Mutex<Vec<Vec<u8>>>>,
    connections: Arc<Mutex<usize>>,
}

impl Sink {
    /// Starts a server that does `deed` at `step`, on every connection.
    pub async fn start(deviation: Option<(Step, Deed)>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let (taken, connections) = (Arc::<Mutex<Vec<_>>>::default(), Arc::<Mutex<usize>>::default());
        let sink = Self {
            url: format!("smtp://{}", listener.local_addr().unwrap()),
            taken: Arc::clone(&taken),
            connections: Arc::clone(&connections),
        };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                *connections.lock().unwrap() += 1;
                tokio::spawn(serve(stream, deviation, Arc::clone(&taken)));
            }
        });
        sink
    }

    pub fn taken(&self) -> Vec<Vec<u8>> {
        self.taken.lock().unwrap().clone()
    }

    pub fn connections(&self) -> usize {
        *self.connections.lock().unwrap()
    }
}

async fn serve(stream: TcpStream, deviation: Option<(Step, Deed)>, taken: Arc<Mutex<Vec<Vec<u8>>>>) {
    // A client that goes away ends the conversation.
    let _ = converse(stream, deviation, taken).await;
}

/// The reply at a step; an error where the connection is to be closed.
fn reply(deviation: Option<(Step, Deed)>, step: Step, usual: &'static str) -> std::io::Result<&'static str> {
    match deviation {
        Some((at, Deed::Say(line))) if at == step => Ok(line),
        Some((at, Deed::HangUp)) if at == step => Err(std::io::ErrorKind::ConnectionAborted.into()),
        _ => Ok(usual),
    }
}

async fn converse(
    stream: TcpStream,
    deviation: Option<(Step, Deed)>,
    taken: Arc<Mutex<Vec<Vec<u8>>>>,
) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    say(&mut stream, reply(deviation, Step::Greeting, "220 sink ESMTP")?).await?;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let answer = match line.trim_end().to_ascii_uppercase().as_str() {
            line if line.starts_with("EHLO") => "250-sink\r\n250 8BITMIME",
            line if line.starts_with("MAIL FROM:<") => reply(deviation, Step::Mail, "250 ok")?,
            line if line.starts_with("RCPT TO:<") => reply(deviation, Step::Recipient, "250 ok")?,
            "DATA" => reply(deviation, Step::Data, "354 go on")?,
            "NOOP" => "250 ok",
            "QUIT" => "221 bye",
            _ => "502 what?",
        };
        say(&mut stream, answer).await?;
        if answer.starts_with("354") {
            let mail = content(&mut stream).await?;
            let answer = reply(deviation, Step::Content, "250 queued")?;
            if answer.starts_with("250") {
                taken.lock().unwrap().push(mail);
            }
            say(&mut stream, answer).await?;
        }
    }
}

async fn say(stream: &mut BufReader<TcpStream>, line: &str) -> std::io::Result<()> {
    stream.get_mut().write_all(format!("{line}\r\n").as_bytes()).await
}

/// The lines up to the lone dot, without the dots that were stuffed in.
async fn content(stream: &mut BufReader<TcpStream>) -> std::io::Result<Vec<u8>> {
    let mut mail = Vec::new();
    loop {
        let mut line = Vec::new();
        if stream.read_until(b'\n', &mut line).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        match line.as_slice() {
            b".\r\n" => return Ok(mail),
            [b'.', rest @ ..] => mail.extend_from_slice(rest),
            whole => mail.extend_from_slice(whole),
        }
    }
}
