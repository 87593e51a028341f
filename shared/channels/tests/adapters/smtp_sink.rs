//! A small SMTP server (RFC 5321) that takes mails, or misbehaves at one step.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Barrier;

/// At which command the server does something else than agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Greeting,
    Mail,
    Recipient,
    Data,
    Content,
    /// Right after a mail, before any command.
    Rest,
}

/// What it does there.
#[derive(Clone, Copy, Debug)]
pub enum Deed {
    /// Answers with this line.
    Say(&'static str),
    /// Closes the connection without a word.
    HangUp,
}

/// How a server behaves, on every connection.
#[derive(Clone, Debug, Default)]
pub struct Manners {
    pub deviation: Option<(Step, Deed)>,
    /// Whether it deviates only once a connection has brought one mail.
    pub late: bool,
    /// Who waits for whom before a mail is taken.
    pub together: Option<Arc<Barrier>>,
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
        Self::with(Manners { deviation, ..Manners::default() }).await
    }

    pub async fn with(manners: Manners) -> Self {
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
                tokio::spawn(serve(stream, manners.clone(), Arc::clone(&taken)));
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

async fn serve(stream: TcpStream, manners: Manners, taken: Arc<Mutex<Vec<Vec<u8>>>>) {
    // A client that goes away ends the conversation.
    let _ = converse(stream, manners, taken).await;
}

/// The reply at a step; an error where the connection is to be closed.
fn reply(deviation: Option<(Step, Deed)>, step: Step, usual: &'static str) -> std::io::Result<&'static str> {
    match deviation {
        Some((at, Deed::Say(line))) if at == step => Ok(line),
        Some((at, Deed::HangUp)) if at == step => Err(std::io::ErrorKind::ConnectionAborted.into()),
        _ => Ok(usual),
    }
}

async fn converse(stream: TcpStream, manners: Manners, taken: Arc<Mutex<Vec<Vec<u8>>>>) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut deviation = manners.deviation.filter(|_| !manners.late);
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
            "QUIT" => "221 bye",
            _ => "502 what?",
        };
        say(&mut stream, answer).await?;
        if answer.starts_with("354") {
            let mail = content(&mut stream).await?;
            if let Some(all) = &manners.together {
                all.wait().await;
            }
            let answer = reply(deviation, Step::Content, "250 queued")?;
            if answer.starts_with("250") {
                taken.lock().unwrap().push(mail);
            }
            say(&mut stream, answer).await?;
            deviation = manners.deviation;
            reply(deviation, Step::Rest, "")?;
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
