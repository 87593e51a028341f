//! What every service of AWS has in common that messages are handed to: one try, an end in time, and what a failure says
//! about whether the message was taken.

use std::error::Error;
use std::time::Duration;

use aws_config::SdkConfig;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use domain::message::Handover;

/// How long a service has for an answer; it takes well under a second.
const PATIENCE: Duration = Duration::from_secs(15);

/// The same settings for one try: no message can be sent idempotently.
pub(crate) fn one_try(config: &SdkConfig) -> SdkConfig {
    let timeouts = TimeoutConfig::builder().connect_timeout(Duration::from_secs(5)).operation_timeout(PATIENCE).build();
    config.to_builder().retry_config(RetryConfig::disabled()).timeout_config(timeouts).build()
}

/// Why a service did not say yes: how to go on, and a word for the log.
#[derive(Debug)]
pub(crate) struct Refused {
    pub handover: Handover,
    pub why: String,
}

impl Refused {
    /// Reads an error; `refusal` says how to go on where the service itself named it, and none where that says nothing.
    pub(crate) fn read<E>(error: &SdkError<E, HttpResponse>, refusal: impl FnOnce(&E) -> Option<Handover>) -> Self
    where
        E: Error + ProvideErrorMetadata + 'static,
    {
        let (handover, why) = match error {
            SdkError::ServiceError(service) => {
                let status = service.raw().status().as_u16();
                let code = service.err().code().unwrap_or("an unnamed error");
                (refusal(service.err()).unwrap_or_else(|| by_status(status)), code)
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

/// How to go on after an error without a meaning of its own here.
fn by_status(status: u16) -> Handover {
    match status {
        // Something on the way gave up waiting, and doesn't know either.
        408 => Handover::NoAnswer,
        // Refused before the service looked at the message: a permission, an expired token, the common throttling errors.
        400..500 => Handover::Busy,
        _ => Handover::NoAnswer,
    }
}

/// Whether the error says that there was no connection to send anything over.
fn never_connected(error: &(dyn Error + 'static)) -> bool {
    std::iter::successors(Some(error), |error| (**error).source())
        .filter_map(|error| error.downcast_ref::<hyper_util::client::legacy::Error>())
        .any(hyper_util::client::legacy::Error::is_connect)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_that_a_service_adds_later_goes_by_its_status() {
        assert_eq!(by_status(403), Handover::Busy);
        assert_eq!(by_status(408), Handover::NoAnswer);
        assert_eq!(by_status(500), Handover::NoAnswer);
        assert_eq!(by_status(200), Handover::NoAnswer);
    }
}
