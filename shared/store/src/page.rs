//! Pages of a partition. Newest first where its sort keys begin with a time; by their keys where they are ids. The last one
//! of a page says where to go on.

use crate::item::{Item, address, key_of, text};
use crate::keys::Key;
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

    /// At most `limit` items of a partition whose sort keys begin so, from the first one up: those behind `after`. `next` is
    /// what stands behind the prefix.
    pub(crate) async fn in_order(
        &self,
        pk: &str,
        prefix: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Page<Item>> {
        let start = after.map(|after| address(&Key { pk: pk.to_owned(), sk: format!("{prefix}{after}") }));
        let got = self
            .client
            .query()
            .table_name(&self.tables.data)
            .consistent_read(true)
            .limit(i32::try_from(limit).unwrap_or(i32::MAX).saturating_add(1))
            .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
            .expression_attribute_values(":pk", text(pk))
            .expression_attribute_values(":prefix", text(prefix))
            .set_exclusive_start_key(start)
            .send()
            .await?;
        let mut items = got.items.unwrap_or_default();
        let more = items.len() > limit || got.last_evaluated_key.is_some();
        items.truncate(limit);
        let last = items.last().filter(|_| more).map(|last| key_of(last).sk);
        let next = last.and_then(|last| last.strip_prefix(prefix).map(str::to_owned));
        Ok(Page { items, next })
    }
}
