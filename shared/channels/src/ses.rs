//! SES, by version 2 of its API, with mails made elsewhere.

use std::time::Duration;

use aws_config::{BehaviorVersion, SdkConfig};
use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::config::retry::RetryConfig;
use aws_sdk_sesv2::config::timeout::TimeoutConfig;
use aws_sdk_sesv2::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sesv2::operation::send_email::SendEmailError;
use aws_sdk_sesv2::primitives::Blob;
use aws_sdk_sesv2::types::{Destination, EmailContent, MessageTag, RawMessage};
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::message::Handover;

use crate::{HandingOver, Mail, Mailer};

/// How long SES has for an answer; it takes well under a second.
const PATIENCE: Duration = Duration::from_secs(15);

/// The SES account of the function's role.
#[derive(Clone, Debug)]
pub struct Ses {
    client: Client,
    configuration_set: Option<String>,
}

impl Ses {
    /// Connects with the settings of the AWS SDK: its environment variables, and the role of the function.
    pub async fn from_env(configuration_set: Option<String>) -> Self {
        let http =
            aws_smithy_http_client::Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https();
        let config = aws_config::defaults(BehaviorVersion::latest()).http_client(http).load().await;
        Self::new(&config, configuration_set)
    }

    /// Connects with these settings of the SDK, but with no retry: SES has no idempotency token.
    pub fn new(config: &SdkConfig, configuration_set: Option<String>) -> Self {
        let timeouts =
            TimeoutConfig::builder().connect_timeout(Duration::from_secs(5)).operation_timeout(PATIENCE).build();
        let config = aws_sdk_sesv2::config::Builder::from(config)
            .retry_config(RetryConfig::disabled())
            .timeout_config(timeouts)
            .build();
        Self { client: Client::from_conf(config), configuration_set }
    }

    async fn hand_over(&self, mail: &Mail) -> Result<(), Refused> {
        let raw = RawMessage::builder().data(Blob::new(mail.bytes())).build().map_err(|_| Refused::never())?;
        let to = mail.envelope().to().iter().map(ToString::to_string).collect();
        let mut request = self
            .client
            .send_email()
            .destination(Destination::builder().set_to_addresses(Some(to)).build())
            .content(EmailContent::builder().raw(raw).build())
            .set_configuration_set_name(self.configuration_set.clone());
        for (name, value) in tags(mail) {
            let tag = MessageTag::builder().name(name).value(value).build().map_err(|_| Refused::never())?;
            request = request.email_tags(tag);
        }
        request.send().await.map(|_| ()).map_err(|error| Refused::read(&error))
    }
}

/// What comes back in delivery events: enough to find the message. A value may hold `A-Z a-z 0-9 _ -` alone, a workspace's
/// id more, so that one is in base64url.
fn tags(mail: &Mail) -> [(&'static str, String); 3] {
    [
        ("dispatch", mail.dispatch().to_string()),
        ("message", mail.number().to_string()),
        ("workspace", URL_SAFE_NO_PAD.encode(mail.workspace().as_str())),
    ]
}

/// Why SES did not say yes: how to go on, and a word for the log.
struct Refused {
    handover: Handover,
    why: String,
}

impl Refused {
    fn never() -> Self {
        Self { handover: Handover::Rejected, why: "not a request".to_owned() }
    }

    fn read(error: &SdkError<SendEmailError>) -> Self {
        let (handover, why) = match error {
            SdkError::ServiceError(service) => {
                let code = service.err().code().unwrap_or("an unnamed error");
                (refusal(service.err(), service.raw().status().as_u16()), code)
            }
            // Credentials or an endpoint could not be had: nothing was sent.
            SdkError::ConstructionFailure(_) => (Handover::Busy, "the request could not be built"),
            _ if never_connected(error) => (Handover::Busy, "no connection"),
            SdkError::TimeoutError(_) => (Handover::NoAnswer, "no answer in time"),
            _ => (Handover::NoAnswer, "the connection broke"),
        };
        Self { handover, why: why.to_owned() }
    }
}

fn refusal(error: &SendEmailError, status: u16) -> Handover {
    match error {
        SendEmailError::MessageRejected(_)
        | SendEmailError::MailFromDomainNotVerifiedException(_)
        | SendEmailError::BadRequestException(_)
        | SendEmailError::AccountSuspendedException(_) => Handover::Rejected,
        SendEmailError::TooManyRequestsException(_)
        | SendEmailError::LimitExceededException(_)
        | SendEmailError::SendingPausedException(_)
        // A configuration set that is missing: the message is good, whoever operates mends it.
        | SendEmailError::NotFoundException(_) => Handover::Busy,
        _ => match status {
            // Something on the way gave up waiting, and doesn't know either.
            408 => Handover::NoAnswer,
            // Refused before SES looked at the mail: a permission, an expired token, the common throttling errors.
            400..500 => Handover::Busy,
            _ => Handover::NoAnswer,
        },
    }
}

/// Whether the error says that there was no connection to send anything over.
fn never_connected(error: &(dyn std::error::Error + 'static)) -> bool {
    std::iter::successors(Some(error), |error| error.source())
        .filter_map(|error| error.downcast_ref::<hyper_util::client::legacy::Error>())
        .any(hyper_util::client::legacy::Error::is_connect)
}

impl Mailer for Ses {
    fn send<'a>(&'a self, mail: &'a Mail) -> HandingOver<'a> {
        Box::pin(async move {
            match self.hand_over(mail).await {
                Ok(()) => Handover::Accepted,
                Err(Refused { handover, why }) => {
                    tracing::warn!(dispatch = %mail.dispatch(), why, "SES did not take a mail");
                    handover
                }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(error: &SdkError<SendEmailError>) -> Handover {
        Refused::read(error).handover
    }

    #[test]
    fn what_may_have_been_sent_is_not_sent_again() {
        assert_eq!(read(&SdkError::timeout_error("too long")), Handover::NoAnswer);
        assert_eq!(read(&SdkError::construction_failure("no credentials")), Handover::Busy);
    }

    #[test]
    fn an_error_that_ses_adds_later_goes_by_its_status() {
        let unknown = || SendEmailError::unhandled("a new error");
        assert_eq!(refusal(&unknown(), 403), Handover::Busy);
        assert_eq!(refusal(&unknown(), 408), Handover::NoAnswer);
        assert_eq!(refusal(&unknown(), 500), Handover::NoAnswer);
        assert_eq!(refusal(&unknown(), 200), Handover::NoAnswer);
    }
}
