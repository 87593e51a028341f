//! Any SMTP server. The steps are lettre's, one by one, and not its transport: only so is it known whether the mail itself
//! had left when something broke, and only so has every step an end in time.

use std::fmt;
use std::time::{Duration, Instant};

use domain::message::Handover;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Tls};
use lettre::transport::smtp::commands::{Data, Mail as MailFrom, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::Severity;
use tokio::net::TcpStream;
use tokio::sync::Mutex;
use tokio::time::timeout;

use self::refusal::{Refused, Step};
use crate::{HandingOver, Mail, Mailer};

mod refusal;
mod url;

pub use self::url::BadUrl;

/// How long a server has. Both together end before a claim's lease does.
const PATIENCE: Patience = Patience { agreeing: Duration::from_mins(2), content: Duration::from_secs(110) };
/// How long an idle connection is kept; servers hang up after minutes.
const IDLE: Duration = Duration::from_secs(30);
/// How many idle connections are kept: as many as workers send side by side.
const KEPT: usize = 16;

struct Patience {
    /// To greet, to encrypt, to let us in, and to agree to sender and recipient.
    agreeing: Duration,
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

impl Smtp {
    async fn open(&self) -> Result<AsyncSmtpConnection, Refused> {
        let read = |error: Error| Refused::read(Step::Opening, &error);
        let name = ClientId::default();
        let address = (self.host.as_str(), self.port);
        let mut connection = if let Tls::Wrapper(tls) = &self.tls {
            AsyncSmtpConnection::connect_tokio1(address, None, &name, Some(tls.clone()), None).await.map_err(read)?
        } else {
            let no_connection = |_| Refused::new(Handover::Busy, Step::Opening, "no connection");
            let stream = TcpStream::connect(address).await.map_err(no_connection)?;
            // lettre writes a mail and the dot that ends it one after the other; without this the dot would wait for the
            // server to acknowledge the mail, which servers put off for 40 ms.
            stream.set_nodelay(true).map_err(no_connection)?;
            AsyncSmtpConnection::connect_with_transport(Box::new(stream), &name).await.map_err(read)?
        };
        match &self.tls {
            Tls::Required(tls) => connection.starttls(tls.clone(), &name).await.map_err(read)?,
            Tls::Opportunistic(tls) if connection.can_starttls() => {
                connection.starttls(tls.clone(), &name).await.map_err(read)?;
            }
            // Whoever stands between could have hidden the offer, to read the password.
            Tls::Opportunistic(_) if self.credentials.is_some() => {
                return Err(Refused::new(Handover::Busy, Step::Opening, "no encryption for the password"));
            }
            _ => {}
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await.map_err(read)?;
        }
        Ok(connection)
    }

    /// A connection over which the server waits for the mail itself: an idle one, or a new one. So far nothing can have been
    /// accepted, so a connection that turns out to be closed is no try.
    async fn agreed(&self, mail: &Mail) -> Result<AsyncSmtpConnection, Refused> {
        while let Some(mut connection) = self.idle().await {
            match announce(&mut connection, mail).await {
                Ok(()) => return Ok(connection),
                Err(refused) if refused.hung_up => {}
                Err(refused) => return Err(refused),
            }
        }
        let mut connection = self.open().await?;
        announce(&mut connection, mail).await?;
        Ok(connection)
    }

    async fn hand_over(&self, mail: &Mail) -> Result<(), Refused> {
        let mut connection = match timeout(self.patience.agreeing, self.agreed(mail)).await {
            Ok(agreed) => agreed?,
            Err(_) => return Err(Refused::late(Step::Opening)),
        };
        match timeout(self.patience.content, connection.message(mail.bytes())).await {
            Ok(Ok(reply)) if reply.code().severity == Severity::PositiveCompletion => {
                self.keep(connection).await;
                Ok(())
            }
            Ok(Ok(_)) => Err(Refused::new(Handover::NoAnswer, Step::Content, "an odd reply")),
            Ok(Err(error)) => Err(Refused::read(Step::Content, &error)),
            Err(_) => Err(Refused::late(Step::Content)),
        }
    }

    /// The connection that was used last, where it is not too old.
    async fn idle(&self) -> Option<AsyncSmtpConnection> {
        let mut idle = self.idle.lock().await;
        idle.retain(|(since, _)| since.elapsed() < IDLE);
        idle.pop().map(|(_, connection)| connection)
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
async fn announce(connection: &mut AsyncSmtpConnection, mail: &Mail) -> Result<(), Refused> {
    let mut options = Vec::new();
    if !mail.is_ascii() {
        if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
            return Err(Refused::new(Handover::Rejected, Step::Sender, "an address that needs SMTPUTF8"));
        }
        options = vec![MailParameter::SmtpUtfEight, MailParameter::Body(MailBodyParameter::EightBitMime)];
    }
    let read = |step| move |error: Error| Refused::read(step, &error);
    let from = mail.envelope().from().cloned();
    connection.command(MailFrom::new(from, options)).await.map_err(read(Step::Sender))?;
    for to in mail.envelope().to() {
        connection.command(Rcpt::new(to.clone(), Vec::new())).await.map_err(read(Step::Recipient))?;
    }
    connection.command(Data).await.map_err(read(Step::Data))?;
    Ok(())
}

impl Mailer for Smtp {
    fn send<'a>(&'a self, mail: &'a Mail) -> HandingOver<'a> {
        Box::pin(async move {
            match self.hand_over(mail).await {
                Ok(()) => Handover::Accepted,
                Err(Refused { handover, step, why, .. }) => {
                    let step = step.name();
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

    /// Agrees to everything before `last`, to which it says nothing.
    async fn silent_server(last: &'static str) -> String {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            let mut stream = BufReader::new(listener.accept().await.unwrap().0);
            let mut line = "220 hello\r\n".to_owned();
            while !line.starts_with("354") {
                stream.get_mut().write_all(line.as_bytes()).await.unwrap();
                let mut command = String::new();
                stream.read_line(&mut command).await.unwrap();
                if command.starts_with(last) {
                    return std::future::pending().await;
                }
                line = if command.starts_with("DATA") { "354 go on\r\n" } else { "250 ok\r\n" }.to_owned();
            }
            stream.get_mut().write_all(line.as_bytes()).await.unwrap();
            std::future::pending::<()>().await;
        });
        url
    }

    fn mail() -> Mail {
        Mail::new(Draft {
            workspace: "acme".parse().unwrap(),
            survey: "nps".parse().unwrap(),
            dispatch: "dsp_0123456789abcdef0123456789abcdef".parse().unwrap(),
            number: 0,
            date: "2026-11-21T10:00:00Z".parse().unwrap(),
            from: "survey@example.com".parse().unwrap(),
            to: "anna@example.com".parse().unwrap(),
            subject: "One question".to_owned(),
            text: "Yes?".to_owned(),
            html: "<p>Yes?".to_owned(),
            unsubscribe: "https://voc.example.com/u/1".to_owned(),
        })
        .unwrap()
    }

    #[tokio::test]
    async fn a_server_that_falls_silent_gives_no_answer_and_its_connection_is_not_used_again() {
        let mut smtp: Smtp = silent_server("nothing").await.parse().unwrap();
        smtp.patience.content = Duration::from_millis(50);
        assert_eq!(smtp.send(&mail()).await, Handover::NoAnswer);
        assert!(smtp.idle.lock().await.is_empty());
    }

    #[tokio::test]
    async fn a_server_that_falls_silent_before_the_mail_itself_left_is_asked_again_later() {
        for last in ["EHLO", "MAIL", "RCPT", "DATA"] {
            let mut smtp: Smtp = silent_server(last).await.parse().unwrap();
            smtp.patience.agreeing = Duration::from_millis(50);
            assert_eq!(smtp.send(&mail()).await, Handover::Busy, "{last}");
        }
    }

    #[test]
    fn all_steps_together_end_before_a_claim_does() {
        assert!(PATIENCE.agreeing + PATIENCE.content < domain::message::LEASE.unsigned_abs());
    }
}
