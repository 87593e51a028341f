//! Reading and writing single items: the few calls that every module of the store is made of.

use std::collections::HashMap;

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::keys::{Key, PK, SK, TTL};
use crate::retry::{TRIES, pause};
use crate::{Result, Store, StoreError};

/// An item as DynamoDB gives it.
pub type Item = HashMap<String, AttributeValue>;

/// The condition that nothing stands under a key yet.
pub const NEW: &str = "attribute_not_exists(pk)";

/// The item of a struct, under its key.
pub fn to_item<T: Serialize>(key: &Key, content: &T) -> Result<Item> {
    let mut item: Item = serde_dynamo::to_item(content).map_err(|error| bad(key, &error))?;
    item.extend(address(key));
    Ok(item)
}

/// The struct of an item.
pub fn from_item<T: DeserializeOwned>(item: Item) -> Result<T> {
    let key = key_of(&item);
    serde_dynamo::from_item(item).map_err(|error| bad(&key, &unquoted(&error.to_string())))
}

/// What a reader says of an item, without the values that it quotes; names of fields are ours and stay.
fn unquoted(why: &str) -> String {
    if ["missing field", "duplicate field"].iter().any(|said| why.starts_with(said)) {
        return why.to_owned();
    }
    let quote = |c: char| c == '"' || c == '`';
    match (why.find(quote), why.rfind(quote)) {
        (Some(from), Some(to)) => format!("{}…{}", &why[..from], &why[to + 1..]),
        _ => why.to_owned(),
    }
}

/// The key of an item.
pub fn key_of(item: &Item) -> Key {
    let text = |name| item.get(name).and_then(|value| value.as_s().ok()).cloned().unwrap_or_default();
    Key { pk: text(PK), sk: text(SK) }
}

/// A bad item as an error.
pub fn bad(key: &Key, why: &dyn std::fmt::Display) -> StoreError {
    StoreError::BadItem { pk: key.pk.clone(), sk: key.sk.clone(), why: why.to_string() }
}

/// The key as attributes.
pub fn address(key: &Key) -> Item {
    HashMap::from([(PK.to_owned(), text(&key.pk)), (SK.to_owned(), text(&key.sk))])
}

/// A string attribute.
pub fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

/// A number attribute.
pub fn number(value: impl std::fmt::Display) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

/// Any value as an attribute.
pub fn attribute<T: Serialize>(key: &Key, value: &T) -> Result<AttributeValue> {
    serde_dynamo::to_attribute_value(value).map_err(|error| bad(key, &error))
}

/// Bytes as two lower-case hex digits each.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

/// The bytes of as many pairs of hex digits.
pub fn unhex<const N: usize>(key: &Key, hex: &str) -> Result<[u8; N]> {
    let mut bytes = [0; N];
    if hex.len() != 2 * N {
        return Err(bad(key, &"hex of another length"));
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        let pair = hex.get(at * 2..at * 2 + 2).unwrap_or_default();
        *byte = u8::from_str_radix(pair, 16).map_err(|error| bad(key, &error))?;
    }
    Ok(bytes)
}

/// What became of a conditional put.
pub enum Put {
    /// The item stands.
    Done,
    /// The condition failed; the item that stands there, if there is one.
    Refused(Option<Item>),
}

/// Which items of a partition.
#[derive(Clone, Copy, Debug)]
pub enum SortKeys<'a> {
    /// All of them.
    All,
    /// Those whose sort key begins so.
    Prefix(&'a str),
    /// Those from the one to the other, both included.
    Between(&'a str, &'a str),
}

impl Store {
    /// One item, read consistently.
    pub(crate) async fn get_item(&self, table: &str, key: &Key) -> Result<Option<Item>> {
        let got =
            self.client.get_item().table_name(table).set_key(Some(address(key))).consistent_read(true).send().await?;
        Ok(got.item)
    }

    /// One item as a struct, read consistently.
    pub(crate) async fn get<T: DeserializeOwned>(&self, table: &str, key: &Key) -> Result<Option<T>> {
        self.get_item(table, key).await?.map(from_item).transpose()
    }

    /// Writes an item whatever stands there.
    pub(crate) async fn put<T: Serialize>(&self, table: &str, key: &Key, content: &T) -> Result<()> {
        self.client.put_item().table_name(table).set_item(Some(to_item(key, content)?)).send().await?;
        Ok(())
    }

    /// Writes an item where `condition` holds; `values` are the condition's.
    pub(crate) async fn put_if(
        &self,
        table: &str,
        item: Item,
        condition: &str,
        values: Vec<(&str, AttributeValue)>,
    ) -> Result<Put> {
        // `ttl` is a reserved word; DynamoDB refuses names that an expression does not use.
        let names = condition.contains("#ttl").then(|| [("#ttl".to_owned(), TTL.to_owned())].into());
        let values =
            (!values.is_empty()).then(|| values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect());
        for attempt in 0..TRIES {
            let put = self
                .client
                .put_item()
                .table_name(table)
                .set_item(Some(item.clone()))
                .condition_expression(condition)
                .set_expression_attribute_names(names.clone())
                .set_expression_attribute_values(values.clone())
                .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
                .send()
                .await;
            match put {
                Ok(_) => return Ok(Put::Done),
                Err(SdkError::ServiceError(error)) => match error.into_err() {
                    PutItemError::ConditionalCheckFailedException(failed) => return Ok(Put::Refused(failed.item)),
                    // The item takes part in a transaction at the moment; nothing was written.
                    PutItemError::TransactionConflictException(_) => pause(attempt).await,
                    error => return Err(StoreError::of_code(error.code())),
                },
                Err(error) => return Err(error.into()),
            }
        }
        Err(StoreError::Contended)
    }

    /// Removes an item.
    pub(crate) async fn delete(&self, table: &str, key: &Key) -> Result<()> {
        self.client.delete_item().table_name(table).set_key(Some(address(key))).send().await?;
        Ok(())
    }

    /// All items of a partition that a range of sort keys selects, read consistently, in the order of the sort keys.
    pub(crate) async fn query(&self, table: &str, pk: &str, range: SortKeys<'_>) -> Result<Vec<Item>> {
        let query =
            self.client.query().table_name(table).consistent_read(true).expression_attribute_values(":pk", text(pk));
        let query = match range {
            SortKeys::All => query.key_condition_expression("pk = :pk"),
            SortKeys::Prefix(prefix) => query
                .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
                .expression_attribute_values(":prefix", text(prefix)),
            SortKeys::Between(from, to) => query
                .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
                .expression_attribute_values(":from", text(from))
                .expression_attribute_values(":to", text(to)),
        };
        let mut pages = query.into_paginator().items().send();
        let mut items = Vec::new();
        while let Some(item) = pages.next().await {
            items.push(item?);
        }
        Ok(items)
    }

    /// Whether a partition holds anything.
    pub(crate) async fn has_any(&self, table: &str, pk: &str) -> Result<bool> {
        let got = self
            .client
            .query()
            .table_name(table)
            .consistent_read(true)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(pk))
            .limit(1)
            .send()
            .await?;
        Ok(got.count() > 0)
    }
}
