//! Any SMTP server. The steps are lettre's, one by one, and not its transport: only so is it known whether the mail itself
//! had left when something broke, and only so has every step an end in time.

use std::fmt;
use std::time::{Duration, Instant};

use domain::message::Handover;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Tls, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail as MailFrom, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::Severity;
use percent_encoding::percent_decode_str;
use tokio::sync::Mutex;
use tokio::time::timeout;
use url::Url;

use crate::{HandingOver, Mail, Mailer};

/// How long a server has for each step. All three together end before a claim's lease does.
const PATIENCE: Patience =
    Patience { opening: Duration::from_mins(1), envelope: Duration::from_mins(1), content: Duration::from_secs(110) };
/// How long an idle connection is kept; servers hang up after minutes.
const IDLE: Duration = Duration::from_secs(30);
/// How many idle connections are kept.
const KEPT: usize = 4;

struct Patience {
    /// To greet, to encrypt and to let us in.
    opening: Duration,
    /// To agree to sender and recipient.
    envelope: Duration,
    /// To take the mail itself.
    content: Duration,
}

/// An SMTP server.
pub struct Smtp {
    host: String,
    port: u16,
    tls: Tls,
    credentials: Option<Credentials>,
    patience: Patience,
    idle: Mutex<Vec<(Instant, AsyncSmtpConnection)>>,
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Smtp({}:{})", self.host, self.port)
    }
}

/// Why a URL names no SMTP server. The URL isn't shown: it may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected smtp://host:port, smtp://user:password@host?tls=required or smtps://user:password@host")]
pub struct BadUrl;

impl std::str::FromStr for Smtp {
    type Err = BadUrl;

    /// Reads a URL as lettre spells them: `smtp://host:25`, `smtp://user:password@host:587?tls=required` (STARTTLS; or
    /// `opportunistic`), `smtps://user:password@host:465` (TLS from the first byte).
    fn from_str(text: &str) -> Result<Self, BadUrl> {
        let url = Url::parse(text).map_err(|_| BadUrl)?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(BadUrl)?.trim_matches(['[', ']']).to_owned();
        let mode = url.query_pairs().find(|(name, _)| name == "tls").map(|(_, value)| value.into_owned());
        let tls = || TlsParameters::new(host.clone()).map_err(|_| BadUrl);
        let (default_port, tls) = match (url.scheme(), mode.as_deref()) {
            ("smtp", None) => (25, Tls::None),
            ("smtp", Some("opportunistic")) => (587, Tls::Opportunistic(tls()?)),
            ("smtp", Some("required")) => (587, Tls::Required(tls()?)),
            ("smtps", None) => (465, Tls::Wrapper(tls()?)),
            _ => return Err(BadUrl),
        };
        let plain = |text: &str| percent_decode_str(text).decode_utf8().map(String::from).map_err(|_| BadUrl);
        let credentials =
            url.password().map(|secret| Ok(Credentials::new(plain(url.username())?, plain(secret)?))).transpose()?;
        let port = url.port().unwrap_or(default_port);
        Ok(Self { host, port, tls, credentials, patience: PATIENCE, idle: Mutex::default() })
    }
}

impl Smtp {
    /// A connection that answers: an idle one, or a new one.
    async fn connection(&self) -> Result<AsyncSmtpConnection, Error> {
        loop {
            let Some((since, mut connection)) = self.idle.lock().await.pop() else { break };
            if since.elapsed() < IDLE && connection.test_connected().await {
                return Ok(connection);
            }
        }
        let name = ClientId::default();
        let wrapper = if let Tls::Wrapper(tls) = &self.tls { Some(tls.clone()) } else { None };
        let address = (self.host.as_str(), self.port);
        let mut connection = AsyncSmtpConnection::connect_tokio1(address, None, &name, wrapper, None).await?;
        match &self.tls {
            Tls::Required(tls) => connection.starttls(tls.clone(), &name).await?,
            Tls::Opportunistic(tls) if connection.can_starttls() => connection.starttls(tls.clone(), &name).await?,
            _ => {}
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(connection)
    }

    async fn hand_over(&self, mail: &Mail) -> Result<(), Refused> {
        // Until the mail itself leaves, nothing can have been accepted.
        let mut connection = match timeout(self.patience.opening, self.connection()).await {
            Ok(Ok(connection)) => connection,
            // Also where the server said "never": it spoke of us, not of this mail.
            Ok(Err(error)) => return Err(Refused::new(Handover::Busy, "opening", &error)),
            Err(_) => return Err(Refused::late(Handover::Busy, "opening")),
        };
        // Bodies are always ASCII; an address in another script is not, and needs a server that takes it.
        let ascii = mail.bytes().is_ascii();
        if !ascii && !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
            let why = "an address that needs SMTPUTF8".to_owned();
            return Err(Refused { handover: Handover::Rejected, step: "envelope", why });
        }
        match timeout(self.patience.envelope, announce(&mut connection, mail, ascii)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                let handover = if error.is_permanent() { Handover::Rejected } else { Handover::Busy };
                return Err(Refused::new(handover, "envelope", &error));
            }
            Err(_) => return Err(Refused::late(Handover::Busy, "envelope")),
        }
        match timeout(self.patience.content, connection.message(mail.bytes())).await {
            Ok(Ok(reply)) if reply.code().severity == Severity::PositiveCompletion => {
                self.keep(connection).await;
                Ok(())
            }
            Ok(Ok(_)) => Err(Refused { handover: Handover::NoAnswer, step: "content", why: "an odd reply".to_owned() }),
            Ok(Err(error)) => {
                let handover = match (error.is_permanent(), error.is_transient()) {
                    (true, _) => Handover::Rejected,
                    (_, true) => Handover::Busy,
                    _ => Handover::NoAnswer,
                };
                Err(Refused::new(handover, "content", &error))
            }
            Err(_) => Err(Refused::late(Handover::NoAnswer, "content")),
        }
    }

    /// Keeps a connection whose last reply was read; one with anything pending would answer for the mail before.
    async fn keep(&self, connection: AsyncSmtpConnection) {
        let mut idle = self.idle.lock().await;
        if idle.len() < KEPT {
            idle.push((Instant::now(), connection));
        }
    }
}

/// Names sender and recipient, and asks to send.
async fn announce(connection: &mut AsyncSmtpConnection, mail: &Mail, ascii: bool) -> Result<(), Error> {
    let options = if ascii {
        Vec::new()
    } else {
        vec![MailParameter::SmtpUtfEight, MailParameter::Body(MailBodyParameter::EightBitMime)]
    };
    connection.command(MailFrom::new(mail.envelope().from().cloned(), options)).await?;
    for to in mail.envelope().to() {
        connection.command(Rcpt::new(to.clone(), Vec::new())).await?;
    }
    connection.command(Data).await?;
    Ok(())
}

/// Why a mail was not accepted: how to go on, and words for the log.
struct Refused {
    handover: Handover,
    step: &'static str,
    why: String,
}

impl Refused {
    fn new(handover: Handover, step: &'static str, error: &Error) -> Self {
        // A reply's code and never its text, which quotes addresses.
        let why = match error.status() {
            Some(code) => code.to_string(),
            None if error.is_response() => "not a reply of SMTP".to_owned(),
            None => error.to_string(),
        };
        Self { handover, step, why }
    }

    fn late(handover: Handover, step: &'static str) -> Self {
        Self { handover, step, why: "no answer in time".to_owned() }
    }
}

impl Mailer for Smtp {
    fn send<'a>(&'a self, mail: &'a Mail) -> HandingOver<'a> {
        Box::pin(async move {
            match self.hand_over(mail).await {
                Ok(()) => Handover::Accepted,
                Err(Refused { handover, step, why }) => {
                    tracing::warn!(dispatch = %mail.dispatch(), step, why, "the SMTP server did not take a mail");
                    handover
                }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Draft;
    use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
    use tokio::net::TcpListener;

    /// Agrees to everything but the mail itself, to which it says nothing.
    async fn silent_server() -> String {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            let mut stream = BufReader::new(listener.accept().await.unwrap().0);
            let mut line = "220 hello\r\n".to_owned();
            while !line.starts_with("354") {
                stream.get_mut().write_all(line.as_bytes()).await.unwrap();
                let mut command = String::new();
                stream.read_line(&mut command).await.unwrap();
                line = if command.starts_with("DATA") { "354 go on\r\n" } else { "250 ok\r\n" }.to_owned();
            }
            stream.get_mut().write_all(line.as_bytes()).await.unwrap();
            std::future::pending::<()>().await;
        });
        url
    }

    #[tokio::test]
    async fn a_server_that_falls_silent_gives_no_answer_and_its_connection_is_not_used_again() {
        let mut smtp: Smtp = silent_server().await.parse().unwrap();
        smtp.patience.content = Duration::from_millis(50);
        let mail = Mail::new(Draft {
            workspace: "acme".parse().unwrap(),
            dispatch: "dsp_0123456789abcdef0123456789abcdef".parse().unwrap(),
            number: 0,
            date: "2026-11-21T10:00:00Z".parse().unwrap(),
            from: "survey@example.com".parse().unwrap(),
            to: "anna@example.com".parse().unwrap(),
            subject: "One question".to_owned(),
            text: "Yes?".to_owned(),
            html: "<p>Yes?".to_owned(),
        });
        assert_eq!(smtp.send(&mail.unwrap()).await, Handover::NoAnswer);
        assert!(smtp.idle.lock().await.is_empty());
    }

    #[test]
    fn all_steps_together_end_before_a_claim_does() {
        let all = PATIENCE.opening + PATIENCE.envelope + PATIENCE.content;
        assert!(all < domain::message::LEASE.unsigned_abs());
    }
}
