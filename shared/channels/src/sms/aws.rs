//! AWS End User Messaging, by the API called `pinpoint-sms-voice-v2`.

use aws_config::SdkConfig;
use aws_sdk_pinpointsmsvoicev2::Client;
use aws_sdk_pinpointsmsvoicev2::operation::send_text_message::SendTextMessageError as Error;
use aws_sdk_pinpointsmsvoicev2::types::{
    AccessDeniedExceptionReason as Denied, ConflictExceptionReason as Conflict, MessageType,
    ServiceQuotaExceededExceptionReason as Quota,
};
use domain::message::Handover;

use super::Text;
use crate::aws::{self, Refused};
use crate::{HandingOver, Texter};

/// How long the service may keep a text, in seconds: at least this, at most that.
const TIME_TO_LIVE: (i64, i64) = (5, 259_200);

/// The account of the function's role.
#[derive(Clone, Debug)]
pub struct EndUserMessaging {
    client: Client,
    configuration_set: Option<String>,
}

impl EndUserMessaging {
    /// Connects as the function of Lambda that this is.
    pub fn of_function(configuration_set: Option<String>) -> Self {
        Self::new(&::aws::of_function(::aws::Service::EndUserMessaging), configuration_set)
    }

    /// Connects with these settings of the SDK, but with no retry: the service has no idempotency token.
    pub fn new(config: &SdkConfig, configuration_set: Option<String>) -> Self {
        Self { client: Client::new(&aws::one_try(config)), configuration_set }
    }

    async fn hand_over(&self, text: &Text) -> Result<(), Refused> {
        self.client
            .send_text_message()
            .destination_phone_number(text.to.as_str())
            .set_origination_identity(text.sender.as_ref().map(|sender| sender.as_str().to_owned()))
            .message_body(&text.body)
            // To who asked for it, one by one: never an advertisement.
            .message_type(MessageType::Transactional)
            .set_configuration_set_name(self.configuration_set.clone())
            .set_time_to_live(time_to_live(text))
            // What comes back in delivery events: enough to find the message.
            .context("workspace", text.workspace.as_str())
            .context("dispatch", text.dispatch.to_string())
            .context("message", text.number.to_string())
            .send()
            .await
            .map(|_| ())
            .map_err(|error| Refused::read(&error, refusal))
    }
}

fn time_to_live(text: &Text) -> Option<i32> {
    let (least, most) = TIME_TO_LIVE;
    let seconds = text.expires_at?.duration_since(text.date).as_secs();
    i32::try_from(seconds.clamp(least, most)).ok()
}

fn refusal(error: &Error) -> Option<Handover> {
    Some(match error {
        Error::ConflictException(conflict) => conflict.reason().map_or(Handover::Busy, conflicting),
        Error::ValidationException(_) => Handover::Rejected,
        Error::AccessDeniedException(denied) => match denied.reason() {
            Some(Denied::AccountDisabled | Denied::InsufficientAccountReputation) => Handover::Paused,
            // A permission that is missing.
            _ => Handover::Busy,
        },
        Error::ServiceQuotaExceededException(quota) => match quota.reason() {
            Some(Quota::MonthlySpendLimitReachedForText) => Handover::Paused,
            _ => Handover::Busy,
        },
        Error::ThrottlingException(_) | Error::ResourceNotFoundException(_) => Handover::Busy,
        Error::InternalServerException(_) => Handover::NoAnswer,
        _ => return None,
    })
}

fn conflicting(reason: &Conflict) -> Handover {
    match reason {
        Conflict::DestinationPhoneNumberOptedOut => Handover::OptedOut,
        Conflict::DestinationPhoneNumberBlockedByProtectNumberOverride
        | Conflict::DestinationCountryBlockedByProtectConfiguration
        | Conflict::DestinationPhoneNumberNotVerified => Handover::Rejected,
        // A sender that is not ready: the text is good, whoever operates mends it.
        _ => Handover::Busy,
    }
}

impl Texter for EndUserMessaging {
    fn send_text<'a>(&'a self, text: &'a Text) -> HandingOver<'a> {
        Box::pin(async move {
            match self.hand_over(text).await {
                Ok(()) => Handover::Accepted,
                Err(Refused { handover, why }) => {
                    tracing::warn!(dispatch = %text.dispatch, why, "AWS End User Messaging did not take a text");
                    handover
                }
            }
        })
    }
}
