//! People: contact data and what else is known, under the team's own id.

use domain::id::{PersonId, WorkspaceId};
use domain::person::Person;
use serde::{Deserialize, Serialize};

use crate::item::{bad, number, to_item};
use crate::retry::{TRIES, pause};
use crate::transaction::{Transacted, failed, put_on};
use crate::{Result, Store, StoreError, keys};

#[derive(Serialize, Deserialize)]
struct PersonItem {
    revision: u64,
    person: serde_json::Value,
}

impl Store {
    /// A person of a workspace.
    pub async fn person(&self, ws: &WorkspaceId, id: &PersonId) -> Result<Option<Person>> {
        Ok(self.person_revised(ws, id).await?.map(|(person, _)| person))
    }

    /// A person, with the revision that whoever acts on what they read must find.
    pub async fn person_revised(&self, ws: &WorkspaceId, id: &PersonId) -> Result<Option<(Person, u64)>> {
        let key = keys::person(ws, id);
        let Some(item) = self.get::<PersonItem>(&self.tables.data, &key).await? else {
            return Ok(None);
        };
        let person = Person::parse(&item.person, "").map_err(|error| bad(&key, &error))?;
        Ok(Some((person, item.revision)))
    }

    /// Sets a person to what `change` makes of the one that stands there; nothing is lost between two at once. None where
    /// they were erased; nothing is written then.
    pub async fn change_person(
        &self,
        ws: &WorkspaceId,
        id: &PersonId,
        change: impl Fn(Option<Person>) -> Person,
    ) -> Result<Option<Person>> {
        if id.is_nobody() {
            return Ok(None);
        }
        for attempt in 0..TRIES {
            let (known, seen) = self.person_revised(ws, id).await?.unzip();
            let seen = seen.unwrap_or(0);
            let person = change(known);
            let item = PersonItem { revision: seen + 1, person: person.to_json() };
            let item = to_item(&keys::person(ws, id), &item)?;
            let condition = "attribute_not_exists(pk) OR revision = :seen";
            let over = put_on(&self.tables.data, item, condition, vec![(":seen", number(seen))])?;
            match self.transact(vec![over, self.not_erased(ws, id)?]).await? {
                Transacted::Done => return Ok(Some(person)),
                Transacted::Refused(reasons) if failed(&reasons, 1) => return Ok(None),
                Transacted::Refused(_) => {}
            }
            pause(attempt).await;
        }
        Err(StoreError::Contended)
    }
}
