//! Pages of a partition, newest first: its sort keys begin with a time, and the last one of a page says where to go on.

use crate::item::{Item, key_of, text};
use crate::{Result, Store};

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// What stands on it.
    pub items: Vec<T>,
    /// Where the next one begins; none after the last.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// Reads each item of a page.
    pub(crate) fn read<U>(self, read: impl FnMut(T) -> Result<U>) -> Result<Page<U>> {
        Ok(Page { items: self.items.into_iter().map(read).collect::<Result<_>>()?, next: self.next })
    }
}

impl Store {
    /// At most `limit` items of a partition, from the last one down: those whose sort keys are below `after`.
    pub(crate) async fn newest(&self, pk: &str, after: Option<&str>, limit: usize) -> Result<Page<Item>> {
        let below = if after.is_some() { "pk = :pk AND sk < :after" } else { "pk = :pk" };
        let mut query = self
            .client
            .query()
            .table_name(&self.tables.data)
            .consistent_read(true)
            .scan_index_forward(false)
            // One more than is shown: it tells whether there is another page.
            .limit(i32::try_from(limit).unwrap_or(i32::MAX).saturating_add(1))
            .key_condition_expression(below)
            .expression_attribute_values(":pk", text(pk));
        if let Some(after) = after {
            query = query.expression_attribute_values(":after", text(after));
        }
        let got = query.send().await?;
        let mut items = got.items.unwrap_or_default();
        let more = items.len() > limit || got.last_evaluated_key.is_some();
        items.truncate(limit);
        let next = items.last().filter(|_| more).map(|last| key_of(last).sk);
        Ok(Page { items, next })
    }
}
