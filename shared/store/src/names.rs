//! What stands in the tables in the place of something that holds a person's id: digests under the stack's secret. Ids are
//! often numbers, and a plain digest of one is found by counting, also long after its person was erased.

use domain::contact::AddressKey;
use domain::id::{DispatchId, WorkspaceId};
use domain::signed_link::{LinkName, SignedLink};
use domain::stamped::PostDigest;

use crate::item::hex;
use crate::{Result, Store, StoreError};

impl Store {
    /// The handle with the key that names erasures, and whatever else must not tell a person.
    #[must_use]
    pub fn naming(self, key: AddressKey) -> Self {
        Self { names: Some(key), ..self }
    }

    pub(crate) fn names(&self) -> Result<&AddressKey> {
        self.names.as_ref().ok_or_else(|| StoreError::Refused("there is no key to name people with".to_owned()))
    }

    /// What a signed link is called: its query may name a person.
    pub fn name_of_link(&self, link: &SignedLink) -> Result<LinkName> {
        Ok(link.name(self.names()?))
    }

    /// What is kept of a post: its body may name a person.
    pub fn kept_of_post(&self, ws: &WorkspaceId, post: PostDigest) -> Result<PostDigest> {
        Ok(self.names()?.post(ws, post))
    }

    /// The id of the dispatch that a team's own key names: it may be made of a person's id.
    pub fn dispatch_of_key(&self, ws: &WorkspaceId, own: &str) -> Result<DispatchId> {
        Ok(self.names()?.dispatch(ws, own))
    }

    /// The digest of a line that was given without an id, of which it gets one: it may name a person.
    pub fn digest_of_line(&self, ws: &WorkspaceId, line: &str) -> Result<[u8; 32]> {
        Ok(self.names()?.request(ws, line))
    }

    /// The digest of a request, or of its idempotency key, in hex: a body may name a person.
    pub(crate) fn digest_of_request(&self, ws: &WorkspaceId, text: &str) -> Result<String> {
        Ok(hex(&self.names()?.request(ws, text)))
    }
}
