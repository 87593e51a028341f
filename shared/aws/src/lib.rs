//! How the clients of AWS reach it. Lambda tells a function its region and its role by environment variables, so a function
//! reads these alone: the SDK's own search through profiles, metadata services and web identities would be a twentieth of
//! each zip. Whoever calls from a machine of their own may have any of those, and gets that search.

use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_config::{BehaviorVersion, Region};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::http::SharedHttpClient;

pub use aws_config::SdkConfig;

/// A service of AWS, as the environment names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// The tables.
    DynamoDb,
    /// The queues.
    Sqs,
    /// The buckets.
    S3,
    /// Mails.
    Ses,
    /// Texts.
    EndUserMessaging,
}

impl Service {
    /// Where it has an endpoint of its own, such as an emulator's.
    const fn endpoint(self) -> &'static str {
        match self {
            Self::DynamoDb => "AWS_ENDPOINT_URL_DYNAMODB",
            Self::Sqs => "AWS_ENDPOINT_URL_SQS",
            Self::S3 => "AWS_ENDPOINT_URL_S3",
            Self::Ses => "AWS_ENDPOINT_URL_SESV2",
            Self::EndUserMessaging => "AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2",
        }
    }
}

/// The HTTP client of all clients.
pub fn https() -> SharedHttpClient {
    aws_smithy_http_client::Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https()
}

/// The settings of a function: what Lambda sets.
pub fn of_function(service: Service) -> SdkConfig {
    read(service, |name| std::env::var(name).ok())
}

fn read(service: Service, variable: impl Fn(&str) -> Option<String>) -> SdkConfig {
    let set = |name| variable(name).filter(|value| !value.is_empty());
    let mut config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(https())
        .region(set("AWS_REGION").map(Region::new))
        .credentials_provider(SharedCredentialsProvider::new(EnvironmentVariableCredentialsProvider::new()));
    config.set_endpoint_url(set(service.endpoint()).or_else(|| set("AWS_ENDPOINT_URL")));
    config.build()
}

/// The settings of a machine of one's own: all that the SDK knows to look for.
pub async fn of_machine() -> SdkConfig {
    aws_config::defaults(BehaviorVersion::latest()).http_client(https()).load().await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(service: Service, set: &[(&str, &str)]) -> Option<String> {
        let variable = |name: &str| set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        read(service, variable).endpoint_url().map(str::to_owned)
    }

    #[test]
    fn a_function_is_where_lambda_says_and_has_its_role() {
        let config = read(Service::Sqs, |name| (name == "AWS_REGION").then(|| "eu-north-1".to_owned()));
        assert_eq!(config.region().map(Region::as_ref), Some("eu-north-1"));
        assert!(config.credentials_provider().is_some() && config.http_client().is_some());
        assert_eq!(config.endpoint_url(), None);
        assert_eq!(read(Service::Sqs, |_| None).region(), None);
    }

    #[test]
    fn a_service_has_its_own_endpoint_before_that_of_all() {
        let all = ("AWS_ENDPOINT_URL", "http://all");
        assert_eq!(endpoint(Service::S3, &[all, ("AWS_ENDPOINT_URL_S3", "http://s3")]).as_deref(), Some("http://s3"));
        assert_eq!(endpoint(Service::Sqs, &[all, ("AWS_ENDPOINT_URL_S3", "http://s3")]).as_deref(), Some("http://all"));
        assert_eq!(endpoint(Service::DynamoDb, &[("AWS_ENDPOINT_URL_DYNAMODB", "")]), None);
    }
}
