//! What the routes of a function share.

use std::sync::Arc;

use domain::contact::{AddressKey, ShortCode};
use domain::id::{DispatchId, SuppressionId, WorkspaceId};
use domain::link::{LinkError, LinkKeys, Purpose, Signed};
use jiff::Timestamp;
use runtime::clock::Clock;
use store::Store;

use crate::issuer::Issuer;

/// The state of a function's router. Made once, outside the handler.
#[derive(Clone, Debug)]
pub struct Backend {
    /// The tables.
    pub store: Store,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The keys that sign links, sessions and cursors.
    pub links: LinkKeys,
    /// What the names of addresses are made with.
    pub addresses: AddressKey,
    /// Where the public pages are, without a slash at the end: what links begin with.
    pub base_url: String,
    /// Whose tokens count beside keys, where somebody was named.
    pub issuer: Option<Issuer>,
}

impl Backend {
    /// The present instant.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The URL of a survey page, for a token.
    pub fn survey_url(&self, token: &str) -> String {
        format!("{}/s/{token}", self.base_url)
    }

    /// The URL that opens a dispatch's survey page, without a query. Mails and the answers of the API carry it; equal input
    /// gives an equal URL, so an invitation and its repeated answer carry one and the same.
    pub fn survey_link(&self, workspace: &WorkspaceId, dispatch: DispatchId, expires_at: Timestamp) -> String {
        let subject = dispatch.bits().as_bytes().to_vec();
        let signed = Signed { workspace: workspace.clone(), subject, expires_at };
        self.survey_url(&self.links.seal(Purpose::Survey, &signed))
    }

    /// Whose survey page a token opens: the inverse of [`Backend::survey_link`].
    ///
    /// # Errors
    /// [`LinkError::Expired`] where all but the time is right, else [`LinkError::Invalid`].
    pub fn open_survey_link(&self, token: &str) -> Result<(WorkspaceId, DispatchId), LinkError> {
        Self::invited_by(self.links.open(Purpose::Survey, token, self.now())?)
    }

    /// What a survey page's token names, also one that has expired.
    ///
    /// # Errors
    /// [`LinkError::Invalid`] where the subject is no dispatch.
    pub fn invited_by(signed: Signed) -> Result<(WorkspaceId, DispatchId), LinkError> {
        let bits = uuid::Uuid::from_slice(&signed.subject).map_err(|_| LinkError::Invalid)?;
        Ok((signed.workspace, DispatchId::new(bits)))
    }

    /// The URL in a mail under which its reader refuses further ones. It names the address by its digest, so it works for
    /// whoever was erased too, and it never expires: a mail may be opened years later.
    pub fn unsubscribe_link(&self, workspace: &WorkspaceId, dispatch: DispatchId, address: SuppressionId) -> String {
        let subject = [dispatch.bits().into_bytes(), address.bits().into_bytes()].concat();
        let signed = Signed { workspace: workspace.clone(), subject, expires_at: Timestamp::MAX };
        format!("{}/u/{}", self.base_url, self.links.seal(Purpose::Unsubscribe, &signed))
    }

    /// Who refuses further mails with a token: the inverse of [`Backend::unsubscribe_link`].
    ///
    /// # Errors
    /// [`LinkError::Invalid`] for whatever is not such a token.
    pub fn open_unsubscribe_link(&self, token: &str) -> Result<(WorkspaceId, DispatchId, SuppressionId), LinkError> {
        // Whatever the year: the end that a token can name is the last one, and it counts for nothing.
        let signed = self.links.open(Purpose::Unsubscribe, token, Timestamp::UNIX_EPOCH)?;
        let (dispatch, address) = signed.subject.split_at_checked(16).ok_or(LinkError::Invalid)?;
        let bits = |bytes| uuid::Uuid::from_slice(bytes).map_err(|_| LinkError::Invalid);
        Ok((signed.workspace, DispatchId::new(bits(dispatch)?), SuppressionId::new(bits(address)?)))
    }

    /// The short URL in a text that opens its survey page.
    pub fn short_survey_url(&self, code: &ShortCode) -> String {
        self.survey_url(code.as_str())
    }

    /// The short URL in a text under which its reader refuses further ones.
    pub fn short_unsubscribe_url(&self, code: &ShortCode) -> String {
        format!("{}/u/{code}", self.base_url)
    }
}
