//! Dispatches without their person. The link goes with the dispatch under the id of nobody, so it stays what it is: the pointer
//! to the answer, answered once, and its page says what it said.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::erasure;
use domain::id::DispatchId;
use domain::timeline::{Kind, TimelineId};

use super::Pass;
use crate::dispatch_lists::EntryItem;
use crate::dispatches::dispatch_item;
use crate::item::{Item, address, key_of, text, to_item};
use crate::link_answers::read_answer;
use crate::retry::{TRIES, pause};
use crate::transaction::{Transacted, delete_on, put, put_on};
use crate::{Result, StoreError, keys};

/// What of a link may change, and must not have since it was read.
const STATE: [&str; 3] = ["answered_by", "answered_as", "used"];

impl Pass<'_> {
    /// Moves a dispatch, its link and its entry of the day to the id of nobody, all or nothing.
    pub(super) async fn dispatch(&mut self, id: DispatchId, item: Item) -> Result<()> {
        let key = key_of(&item);
        let mut link = Some(item);
        // Before and after: a pass that dies in between finds the dispatch no more.
        let timeline = TimelineId { kind: Kind::Dispatches, id: id.to_string() };
        self.mark_timeline(timeline.clone()).await?;
        for attempt in 0..TRIES {
            let Some(standing) = link.take() else { return Ok(()) };
            if let Some((survey, answer)) = read_answer(standing.clone())? {
                self.answer(&survey, answer).await?;
            }
            if self.moved(id, &standing).await? {
                return self.mark_timeline(timeline).await;
            }
            pause(attempt).await;
            link = self.store.get_item(&self.store.tables.data, &key).await?;
        }
        Err(StoreError::Contended)
    }

    /// Whether it is where it belongs; not where the link or the dispatch changed meanwhile.
    async fn moved(&mut self, id: DispatchId, link: &Item) -> Result<bool> {
        let data = &self.store.tables.data;
        let (gone, values) = unchanged(link);
        let mut parts = vec![delete_on(data, &key_of(link), &gone, values)?];
        if let Some(dispatch) = self.store.dispatch(self.ws, id).await? {
            let survey = self.survey(&dispatch.survey).await?;
            let left = erasure::dispatch(&dispatch, survey.as_ref(), self.nobody);
            let data = &self.store.tables.data;
            let mut moved = link.clone();
            moved.extend(address(&keys::link(self.ws, self.nobody, id)));
            let entry = EntryItem { survey: left.survey.to_string(), person: self.nobody.to_string() };
            let refused = if left.is_refused() { "attribute_exists" } else { "attribute_not_exists" };
            let same = format!("person = :person AND {refused}(unsubscribed_at)");
            let whose = vec![(":person", text(self.person.as_str()))];
            parts.push(put_on(data, to_item(&keys::dispatch(self.ws, id), &dispatch_item(&left))?, &same, whose)?);
            parts.push(put(data, moved, None)?);
            parts.push(put(data, to_item(&keys::dispatch_entry(self.ws, left.created_at, id), &entry)?, None)?);
        }
        Ok(matches!(self.store.transact(parts).await?, Transacted::Done))
    }
}

/// The condition that a link is as it was read, with its values.
fn unchanged(link: &Item) -> (String, Vec<(&'static str, AttributeValue)>) {
    let names = [":answered_by", ":answered_as", ":used"];
    let mut values = Vec::new();
    let mut conditions = vec!["attribute_exists(pk)".to_owned()];
    for (attribute, name) in STATE.into_iter().zip(names) {
        match link.get(attribute) {
            Some(value) => {
                conditions.push(format!("{attribute} = {name}"));
                values.push((name, value.clone()));
            }
            None => conditions.push(format!("attribute_not_exists({attribute})")),
        }
    }
    (conditions.join(" AND "), values)
}
