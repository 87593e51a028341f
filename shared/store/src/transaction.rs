//! Transactions: their parts, and trying again where two of them met.

use aws_sdk_dynamodb::error::{BuildError, SdkError};
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    AttributeValue, CancellationReason, ConditionCheck, Delete, Put, ReturnValuesOnConditionCheckFailure,
    TransactWriteItem, Update,
};

use crate::item::{Item, address};
use crate::keys::Key;
use crate::retry::{TRIES, pause};
use crate::{Result, Store, StoreError};

/// What became of a transaction.
pub enum Transacted {
    /// All of it was written.
    Done,
    /// A condition failed, so nothing was written; the reasons in the order of the parts.
    Refused(Vec<CancellationReason>),
}

impl From<BuildError> for StoreError {
    fn from(error: BuildError) -> Self {
        Self::Refused(error.to_string())
    }
}

/// Puts an item, on a condition if there is one; the old item comes back where it fails.
pub fn put(table: &str, item: Item, condition: Option<&str>) -> Result<TransactWriteItem> {
    let put = Put::builder()
        .table_name(table)
        .set_item(Some(item))
        .set_condition_expression(condition.map(str::to_owned))
        .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
        .build()?;
    Ok(TransactWriteItem::builder().put(put).build())
}

/// Puts an item on a condition with values; the old item comes back where it fails.
pub fn put_on(
    table: &str,
    item: Item,
    condition: &str,
    values: Vec<(&str, AttributeValue)>,
) -> Result<TransactWriteItem> {
    let values = values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let put = Put::builder()
        .table_name(table)
        .set_item(Some(item))
        .condition_expression(condition)
        .set_expression_attribute_values(Some(values))
        .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
        .build()?;
    Ok(TransactWriteItem::builder().put(put).build())
}

/// Removes an item on a condition with values; the old item comes back where it fails.
pub fn delete_on(
    table: &str,
    key: &Key,
    condition: &str,
    values: Vec<(&str, AttributeValue)>,
) -> Result<TransactWriteItem> {
    let values = values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let delete = Delete::builder()
        .table_name(table)
        .set_key(Some(address(key)))
        .condition_expression(condition)
        .set_expression_attribute_values(Some(values))
        .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
        .build()?;
    Ok(TransactWriteItem::builder().delete(delete).build())
}

/// Removes an item.
pub fn delete(table: &str, key: &Key) -> Result<TransactWriteItem> {
    let delete = Delete::builder().table_name(table).set_key(Some(address(key))).build()?;
    Ok(TransactWriteItem::builder().delete(delete).build())
}

/// Updates an item on a condition; the old item comes back where it fails.
pub fn update(
    table: &str,
    key: &Key,
    expression: &str,
    condition: &str,
    values: Vec<(&str, AttributeValue)>,
) -> Result<TransactWriteItem> {
    let values = values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let update = Update::builder()
        .table_name(table)
        .set_key(Some(address(key)))
        .update_expression(expression)
        .condition_expression(condition)
        .set_expression_attribute_values(Some(values))
        .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
        .build()?;
    Ok(TransactWriteItem::builder().update(update).build())
}

/// Checks a condition on an item that is not written; the item comes back where it fails.
pub fn check(table: &str, key: &Key, condition: &str) -> Result<TransactWriteItem> {
    check_on(table, key, condition, vec![])
}

/// Checks a condition with values on an item that is not written; the item comes back where it fails.
pub fn check_on(
    table: &str,
    key: &Key,
    condition: &str,
    values: Vec<(&str, AttributeValue)>,
) -> Result<TransactWriteItem> {
    // DynamoDB refuses an empty set of values.
    let values =
        (!values.is_empty()).then(|| values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect());
    let check = ConditionCheck::builder()
        .table_name(table)
        .set_key(Some(address(key)))
        .condition_expression(condition)
        .set_expression_attribute_values(values)
        .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
        .build()?;
    Ok(TransactWriteItem::builder().condition_check(check).build())
}

/// Whether the part at this position is the one whose condition failed.
pub fn failed(reasons: &[CancellationReason], part: usize) -> bool {
    reasons.get(part).and_then(CancellationReason::code) == Some("ConditionalCheckFailed")
}

impl Store {
    /// Writes all parts or none. A meeting with another transaction on the same items is tried again, with a growing
    /// pause, since nothing of it was written.
    pub(crate) async fn transact(&self, parts: Vec<TransactWriteItem>) -> Result<Transacted> {
        for attempt in 0..TRIES {
            let sent = self.client.transact_write_items().set_transact_items(Some(parts.clone())).send().await;
            let error = match sent {
                Ok(_) => return Ok(Transacted::Done),
                Err(SdkError::ServiceError(service)) => service,
                Err(error) => return Err(error.into()),
            };
            let reasons = match error.err() {
                TransactWriteItemsError::TransactionCanceledException(canceled) => {
                    canceled.cancellation_reasons().to_vec()
                }
                _ => return Err(SdkError::ServiceError(error).into()),
            };
            let coded = |code: &str| reasons.iter().any(|reason| reason.code() == Some(code));
            if coded("ConditionalCheckFailed") {
                return Ok(Transacted::Refused(reasons));
            }
            if coded("ThrottlingError") || coded("ProvisionedThroughputExceeded") {
                return Err(StoreError::Unavailable("ThrottlingError".to_owned()));
            }
            if !coded("TransactionConflict") {
                let named: Vec<_> = reasons.iter().filter_map(CancellationReason::code).collect();
                return Err(StoreError::Refused(named.join(" ")));
            }
            pause(attempt).await;
        }
        Err(StoreError::Contended)
    }
}
