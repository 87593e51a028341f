//! The handle on the two tables. Made once for each process, cheap to clone.

use std::time::Duration;

use aws_config::BehaviorVersion;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{Credentials, HttpClient, Region};

use domain::contact::AddressKey;

use crate::retention::Retention;

/// The names of the two tables.
#[derive(Clone, Debug)]
pub struct Tables {
    /// Settings, people, dispatches and responses.
    pub data: String,
    /// Marks, buckets and what rollups leave behind.
    pub rollups: String,
}

impl Tables {
    /// Reads the names by the settings that hold them; none where one is missing.
    pub fn from_settings(mut read: impl FnMut(&str) -> Option<String>) -> Option<Self> {
        // Both are read before either is judged, so that both can be named as missing.
        let (data, rollups) = (read("ATBALSS_TABLE_DATA"), read("ATBALSS_TABLE_ROLLUPS"));
        Some(Self { data: data?, rollups: rollups? })
    }
}

impl Default for Tables {
    /// The names on one machine.
    fn default() -> Self {
        Self { data: "atbalss-data".to_owned(), rollups: "atbalss-rollups".to_owned() }
    }
}

/// The handle on the two tables.
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) client: Client,
    pub(crate) tables: Tables,
    pub(crate) retention: Retention,
    /// What people are named with where they were erased; none for those who write nothing of people.
    pub(crate) names: Option<AddressKey>,
}

/// A call that hangs is tried again well before the function's own time is over.
fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .operation_attempt_timeout(Duration::from_secs(4))
        .operation_timeout(Duration::from_secs(12))
        .build()
}

impl Store {
    /// Connects as the function of Lambda that this is.
    pub fn of_function(tables: Tables) -> Self {
        Self::with(&aws::of_function(aws::Service::DynamoDb), tables)
    }

    /// Connects to deployed tables from a machine of one's own, with the settings that the AWS SDK finds there.
    pub async fn of_machine(tables: Tables) -> Self {
        Self::with(&aws::of_machine().await, tables)
    }

    fn with(config: &aws::SdkConfig, tables: Tables) -> Self {
        let config = aws_sdk_dynamodb::config::Builder::from(config).timeout_config(timeouts()).build();
        Self { client: Client::from_conf(config), tables, retention: Retention::default(), names: None }
    }

    /// Connects to a DynamoDB that listens on loopback, such as the embedded one.
    pub fn local(endpoint: &str, tables: Tables) -> Self {
        Self::through(aws_smithy_http_client::Builder::new().build_http(), endpoint, tables)
    }

    /// Connects as [`Store::local`] does, through an HTTP client of the caller's, such as one that answers from memory.
    pub fn through(http: impl HttpClient + 'static, endpoint: &str, tables: Tables) -> Self {
        let credentials = Credentials::new("local", "local", None, None, "loopback");
        let config = aws_sdk_dynamodb::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .http_client(http)
            .region(Region::from_static("local"))
            .endpoint_url(endpoint)
            .timeout_config(timeouts())
            .credentials_provider(credentials)
            .build();
        Self { client: Client::from_conf(config), tables, retention: Retention::default(), names: None }
    }
}
