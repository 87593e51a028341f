//! What can go wrong between us and the tables; each error knows whether trying again may help.

use aws_sdk_dynamodb::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};

/// An error of the database, or an item that can't be read.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused for now, or could not be reached.
    #[error("the database can't take the request at the moment ({0})")]
    Unavailable(String),
    /// Others wrote the same items at the same time, again and again.
    #[error("too many writers of one item at the same time")]
    Contended,
    /// The database refused for good: a permission, a missing table, a bug of ours.
    #[error("the database refused the request: {0}")]
    Refused(String),
    /// An item that doesn't read back; named by its key, which holds no personal data.
    #[error("the item {pk} {sk} can't be read: {why}")]
    BadItem {
        /// Its partition key.
        pk: String,
        /// Its sort key.
        sk: String,
        /// What is wrong with it, without its content.
        why: String,
    },
}

impl StoreError {
    /// Whether the same request may succeed later.
    pub fn retryable(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::Contended)
    }

    /// The error's name in metrics.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Unavailable(_) => "unavailable",
            Self::Contended => "contended",
            Self::Refused(_) => "refused",
            Self::BadItem { .. } => "bad_item",
        }
    }
}

const PASSING: [&str; 7] = [
    "ThrottlingException",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "InternalServerError",
    "ServiceUnavailable",
    "TransactionInProgressException",
    "TransactionConflictException",
];

impl<E, R> From<SdkError<E, R>> for StoreError
where
    E: ProvideErrorMetadata + std::error::Error + 'static,
    R: std::fmt::Debug,
{
    fn from(error: SdkError<E, R>) -> Self {
        match &error {
            SdkError::ServiceError(service) => {
                let code = service.err().code().unwrap_or("unknown").to_owned();
                if PASSING.contains(&code.as_str()) {
                    Self::Unavailable(code)
                } else {
                    // The code and not the message: a message may quote values.
                    Self::Refused(code)
                }
            }
            SdkError::ConstructionFailure(_) => Self::Refused("the request could not be built".to_owned()),
            _ => Self::Unavailable(format!("{}", DisplayErrorContext(&error)).chars().take(200).collect()),
        }
    }
}
