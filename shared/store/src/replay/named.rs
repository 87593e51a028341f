//! Whom tables name of those whom a ledger of erasures knows, and what of it no pointer of theirs leads to. It keeps nothing
//! of anybody else, so a table of any size is gone through in the memory that the erased people take.

use std::collections::{BTreeSet, HashMap, HashSet};

use domain::contact::AddressKey;
use domain::id::{ErasureId, PersonId, SubmissionId, SurveyId, WorkspaceId};
use domain::timeline::{Kind, TimelineId};
use serde::Serialize;

use crate::item::{Item, bad, key_of, to_item};
use crate::keys::Key;
use crate::{Result, Store, keys};

/// What names a person.
#[derive(Debug)]
pub struct Found {
    /// Who.
    pub person: PersonId,
    events: BTreeSet<TimelineId>,
    answers: BTreeSet<(SurveyId, SubmissionId)>,
}

/// Everybody whom items name and the ledger knows.
pub struct Named<'a> {
    ws: &'a WorkspaceId,
    names: &'a AddressKey,
    known: HashSet<ErasureId>,
    found: HashMap<ErasureId, Found>,
}

#[derive(Serialize)]
struct PointerItem {}

impl<'a> Named<'a> {
    /// Nobody yet, of a workspace and of the erasures that its ledger knows.
    pub fn of(ws: &'a WorkspaceId, names: &'a AddressKey, known: HashSet<ErasureId>) -> Self {
        Self { ws, names, known, found: HashMap::new() }
    }

    /// Whoever was noted, by their erasures.
    pub fn found(self) -> HashMap<ErasureId, Found> {
        self.found
    }

    /// What is kept of somebody, where the ledger knows them.
    fn kept(&mut self, person: PersonId) -> Option<&mut Found> {
        if person.is_nobody() {
            return None;
        }
        let id = self.names.erasure(self.ws, &person);
        if !self.known.contains(&id) {
            return None;
        }
        let found = || Found { person, events: BTreeSet::new(), answers: BTreeSet::new() };
        Some(self.found.entry(id).or_insert_with(found))
    }

    /// Notes whom an item names, if it is this workspace's.
    pub fn note(&mut self, item: &Item) -> Result<()> {
        let key = key_of(item);
        let own = |ws: &WorkspaceId| ws == self.ws;
        if let Some((_, who)) = keys::read_person(&key.pk).filter(|(ws, _)| own(ws)) {
            self.kept(who);
        } else if let Some((_, timeline)) = keys::read_event_partition(&key.pk).filter(|(ws, _)| own(ws)) {
            let event = item.get("event").and_then(|event| event.as_m().ok()).ok_or_else(|| bad(&key, &"no event"))?;
            if let Some(found) = person(&key, event)?.and_then(|who| self.kept(who))
                && timeline.kind != Kind::Customers
            {
                found.events.insert(timeline);
            }
        } else if let Some((_, survey, _)) = keys::read_response_partition(&key.pk).filter(|(ws, ..)| own(ws)) {
            present(&key, item, "revision")?;
            let id = key.sk.parse().map_err(|error| bad(&key, &error))?;
            if let Some(found) = person(&key, item)?.and_then(|who| self.kept(who)) {
                found.answers.insert((survey, id));
            }
        } else if keys::read_dispatch_entry(&key).is_some_and(|(ws, _)| own(&ws))
            || keys::read_dispatch(&key.pk, &key.sk).is_some_and(|(ws, _)| own(&ws) && !keys::is_message(&key.sk))
        {
            present(&key, item, "person")?;
            person(&key, item)?.map(|who| self.kept(who));
        } else if let Some(who) = keys::read_counted_person(self.ws, &key) {
            self.kept(who);
        }
        Ok(())
    }
}

/// An item has an attribute that every item of its kind has.
fn present(key: &Key, item: &Item, name: &str) -> Result<()> {
    if item.contains_key(name) { Ok(()) } else { Err(bad(key, &format!("no {name}"))) }
}

/// Whom an item names.
fn person(key: &Key, item: &Item) -> Result<Option<PersonId>> {
    let Some(person) = item.get("person") else { return Ok(None) };
    let read = person.as_s().ok().and_then(|id| id.parse().ok());
    read.map(Some).ok_or_else(|| bad(key, &"no id of a person"))
}

impl Store {
    /// Leaves pointers by which an erasure of a person finds what names them.
    pub(super) async fn point_at(&self, ws: &WorkspaceId, found: &Found) -> Result<()> {
        let who = &found.person;
        let events = found.events.iter().map(|timeline| keys::events_of(ws, who, timeline));
        let answers = found.answers.iter().map(|(survey, id)| keys::pointer(ws, who, survey, *id));
        for key in events.chain(answers) {
            self.client
                .put_item()
                .table_name(&self.tables.data)
                .set_item(Some(to_item(&key, &PointerItem {})?))
                .send()
                .await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use super::*;
    use crate::item::{address, text};

    fn item(key: &Key, more: &[(&str, aws_sdk_dynamodb::types::AttributeValue)]) -> Item {
        let mut item = address(key);
        item.extend(more.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        item
    }

    #[test]
    fn of_ten_thousand_people_those_alone_are_kept_whom_the_ledger_knows() {
        let ws: WorkspaceId = "acme".parse().unwrap();
        let key = AddressKey::from_str("0123456789abcdef0123456789abcdef").unwrap();
        let person = |number: usize| -> PersonId { format!("person-{number}").parse().unwrap() };
        let known = [7, 4711, 20_000].map(|number| key.erasure(&ws, &person(number)));
        let mut named = Named::of(&ws, &key, known.into());
        let (survey, ticket) = ("nps".parse().unwrap(), TimelineId { kind: Kind::Tickets, id: "T-1".to_owned() });
        for number in 0..10_000 {
            let who = text(person(number).as_str());
            let id: SubmissionId = format!("01975f00-1c00-7000-8000-{number:012}").parse().unwrap();
            let answer = item(
                &keys::response_by_id(&ws, &survey, id, 0),
                &[("person", who.clone()), ("revision", crate::item::number(1))],
            );
            let event = HashMap::from([("person".to_owned(), who)]);
            let event = aws_sdk_dynamodb::types::AttributeValue::M(event);
            for item in [
                answer,
                item(&keys::event(&ws, &ticket, &format!("e-{number}")), &[("event", event)]),
                item(&keys::person(&ws, &person(number)), &[]),
            ] {
                named.note(&item).unwrap();
            }
        }
        let mut kept: Vec<_> = named
            .found()
            .into_values()
            .map(|found| (found.person.to_string(), found.events.len(), found.answers.len()))
            .collect();
        kept.sort();
        assert_eq!(kept, [("person-4711".to_owned(), 1, 1), ("person-7".to_owned(), 1, 1)]);
    }

    #[test]
    fn of_another_workspace_nobody_is_kept_and_an_item_that_lost_who_it_names_is_told() {
        let (ws, other): (WorkspaceId, WorkspaceId) = ("acme".parse().unwrap(), "acme2".parse().unwrap());
        let key = AddressKey::from_str("0123456789abcdef0123456789abcdef").unwrap();
        let anna: PersonId = "anna".parse().unwrap();
        let known = [&ws, &other].map(|ws| key.erasure(ws, &anna));
        let mut named = Named::of(&ws, &key, known.into());
        named.note(&item(&keys::person(&other, &anna), &[])).unwrap();
        let dispatch = "dsp_0123456789abcdef0123456789abcdef".parse().unwrap();
        let at = "2026-11-21T10:00:00Z".parse().unwrap();
        let lost = |ws: &WorkspaceId| {
            let ticket = TimelineId { kind: Kind::Tickets, id: "T-1".to_owned() };
            let answer = "01975f00-1c00-7000-8000-000000000001".parse().unwrap();
            [
                keys::event(ws, &ticket, "e-1"),
                keys::response_by_id(ws, &"nps".parse().unwrap(), answer, 0),
                keys::dispatch(ws, dispatch),
                keys::dispatch_entry(ws, at, dispatch),
            ]
        };
        for at in lost(&other).iter().chain([&keys::message(&ws, dispatch, 0)]) {
            named.note(&item(at, &[])).unwrap();
        }
        let kinds = lost(&ws).map(|key| named.note(&item(&key, &[])).map_err(|_| keys::kind(&key)));
        assert_eq!(kinds, [Err("event"), Err("answer"), Err("dispatch"), Err("dispatch of a day")]);
        assert!(named.found().is_empty());
    }
}
