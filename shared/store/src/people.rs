//! People: contact data and what else is known, under the team's own id.

use domain::id::{PersonId, WorkspaceId};
use domain::person::Person;
use serde::{Deserialize, Serialize};

use crate::item::{Put, bad, number, to_item};
use crate::retry::{TRIES, pause};
use crate::{Result, Store, StoreError, keys};

#[derive(Serialize, Deserialize)]
struct PersonItem {
    revision: u64,
    person: serde_json::Value,
}

/// A person with the revision that an update must find.
struct Revised {
    person: Person,
    revision: u64,
}

impl Store {
    /// A person of a workspace.
    pub async fn person(&self, ws: &WorkspaceId, id: &PersonId) -> Result<Option<Person>> {
        Ok(self.revised_person(ws, id).await?.map(|known| known.person))
    }

    async fn revised_person(&self, ws: &WorkspaceId, id: &PersonId) -> Result<Option<Revised>> {
        let key = keys::person(ws, id);
        let Some(item) = self.get::<PersonItem>(&self.tables.data, &key).await? else {
            return Ok(None);
        };
        let person = Person::parse(&item.person, "").map_err(|error| bad(&key, &error))?;
        Ok(Some(Revised { person, revision: item.revision }))
    }

    /// Sets a person to what `change` makes of the one that stands there; nothing is lost between two at once.
    pub async fn change_person(
        &self,
        ws: &WorkspaceId,
        id: &PersonId,
        change: impl Fn(Option<Person>) -> Person,
    ) -> Result<Person> {
        for attempt in 0..TRIES {
            let known = self.revised_person(ws, id).await?;
            let seen = known.as_ref().map_or(0, |known| known.revision);
            let person = change(known.map(|known| known.person));
            let item = PersonItem { revision: seen + 1, person: person.to_json() };
            let item = to_item(&keys::person(ws, id), &item)?;
            let condition = "attribute_not_exists(pk) OR revision = :seen";
            if let Put::Done = self.put_if(&self.tables.data, item, condition, vec![(":seen", number(seen))]).await? {
                return Ok(person);
            }
            pause(attempt).await;
        }
        Err(StoreError::Contended)
    }
}
