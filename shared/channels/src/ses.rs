//! SES, by version 2 of its API, with mails made elsewhere.

use aws_config::SdkConfig;
use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::operation::send_email::SendEmailError;
use aws_sdk_sesv2::primitives::Blob;
use aws_sdk_sesv2::types::{Destination, EmailContent, MessageTag, RawMessage};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::message::Handover;

use crate::aws::{self, Refused};
use crate::{HandingOver, Mail, Mailer};

/// The SES account of the function's role.
#[derive(Clone, Debug)]
pub struct Ses {
    client: Client,
    configuration_set: Option<String>,
}

impl Ses {
    /// Connects as the function of Lambda that this is.
    pub fn of_function(configuration_set: Option<String>) -> Self {
        Self::new(&::aws::of_function(::aws::Service::Ses), configuration_set)
    }

    /// Connects with these settings of the SDK, but with no retry: SES has no idempotency token.
    pub fn new(config: &SdkConfig, configuration_set: Option<String>) -> Self {
        Self { client: Client::new(&aws::one_try(config)), configuration_set }
    }

    async fn hand_over(&self, mail: &Mail) -> Result<(), Refused> {
        if !mail.is_ascii() {
            return Err(never("an address that SES does not take"));
        }
        let raw = RawMessage::builder().data(Blob::new(mail.bytes())).build().map_err(|_| never("not a request"))?;
        let to = mail.envelope().to().iter().map(ToString::to_string).collect();
        let mut request = self
            .client
            .send_email()
            .destination(Destination::builder().set_to_addresses(Some(to)).build())
            .content(EmailContent::builder().raw(raw).build())
            .set_configuration_set_name(self.configuration_set.clone());
        for (name, value) in tags(mail) {
            let tag = MessageTag::builder().name(name).value(value).build().map_err(|_| never("not a request"))?;
            request = request.email_tags(tag);
        }
        request.send().await.map(|_| ()).map_err(|error| Refused::read(&error, refusal))
    }
}

/// What SES can't even be asked.
fn never(why: &str) -> Refused {
    Refused { handover: Handover::Rejected, why: why.to_owned() }
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

fn refusal(error: &SendEmailError) -> Option<Handover> {
    Some(match error {
        SendEmailError::MessageRejected(_)
        | SendEmailError::MailFromDomainNotVerifiedException(_)
        | SendEmailError::BadRequestException(_) => Handover::Rejected,
        SendEmailError::AccountSuspendedException(_) | SendEmailError::SendingPausedException(_) => Handover::Paused,
        SendEmailError::TooManyRequestsException(_)
        | SendEmailError::LimitExceededException(_)
        // A configuration set that is missing: the message is good, whoever operates mends it.
        | SendEmailError::NotFoundException(_) => Handover::Busy,
        _ => return None,
    })
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
    use aws_sdk_sesv2::error::SdkError;

    #[test]
    fn what_may_have_been_sent_is_not_sent_again() {
        let read = |error: &SdkError<SendEmailError>| Refused::read(error, refusal).handover;
        assert_eq!(read(&SdkError::timeout_error("too long")), Handover::NoAnswer);
        assert_eq!(read(&SdkError::construction_failure("no credentials")), Handover::Busy);
        assert_eq!(refusal(&SendEmailError::unhandled("a new error")), None);
    }
}
