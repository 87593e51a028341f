//! What can go wrong between us and the tables; each error knows whether trying again may help.

use std::fmt;

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};

use crate::keys::{Key, told};

/// An error of the database, or an item that can't be read. However it is printed, it names nobody.
#[derive(thiserror::Error)]
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
    /// An item that doesn't read back. Its key may hold a person's id, and is told only as far as it names nobody.
    #[error("the item {} can't be read: {why}", told(&Key { pk: pk.clone(), sk: sk.clone() }))]
    BadItem {
        /// Its partition key.
        pk: String,
        /// Its sort key.
        sk: String,
        /// What is wrong with it, without its content.
        why: String,
    },
}

impl fmt::Debug for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StoreError({self})")
    }
}

impl StoreError {
    /// Whether the same request may succeed later.
    pub fn retryable(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::Contended)
    }

    /// The error of a code of the database's. The code and not the message: a message may quote values.
    pub(crate) fn of_code(code: Option<&str>) -> Self {
        let code = code.unwrap_or("unknown");
        if PASSING.contains(&code) { Self::Unavailable(code.to_owned()) } else { Self::Refused(code.to_owned()) }
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
    R: fmt::Debug,
{
    fn from(error: SdkError<E, R>) -> Self {
        match &error {
            SdkError::ServiceError(service) => Self::of_code(service.err().code()),
            SdkError::ConstructionFailure(_) => Self::Refused("the request could not be built".to_owned()),
            SdkError::TimeoutError(_) => Self::Unavailable("timeout".to_owned()),
            SdkError::DispatchFailure(_) => Self::Unavailable("not reached".to_owned()),
            _ => Self::Unavailable("no answer".to_owned()),
        }
    }
}
