//! What became of a message: its address is suppressed where it must be, and then the message learns of it.

use domain::message::Message;
use domain::suppression::Suppression;
use store::{StoreError, Updated};

use crate::Outcome;
use crate::event::{News, Tag};

/// How often a message that was changed meanwhile is read again: by the worker, and by other events of the same message.
const TRIES: u32 = 8;

impl Outcome {
    /// Takes news in. Of a message that nobody knows there is nothing to do: it is of another stack, or its time is over.
    pub(crate) async fn hear(&self, news: News) -> Result<(), StoreError> {
        let Some(tag) = &news.tag else {
            tracing::info!(feedback = ?news.feedback, "news of a message that was not sent from here");
            return Ok(());
        };
        tracing::Span::current().record("workspace", tag.workspace.as_str());
        self.suppress(tag, &news).await?;
        self.tell(tag, &news).await
    }

    /// Suppresses every address that the news says must not be written to. By the news and not by the person, who may have
    /// another address by now, or be forgotten.
    async fn suppress(&self, tag: &Tag, news: &News) -> Result<(), StoreError> {
        let Tag { workspace, dispatch, .. } = tag;
        let Some(reason) = Suppression::reason_of(news.feedback) else { return Ok(()) };
        if news.about.is_empty() {
            tracing::error!(%workspace, %dispatch, reason, "an address must not be written to, and the event names none");
        }
        for contact in &news.about {
            let id = self.backend.addresses.id(workspace, contact);
            let channel = contact.channel();
            let suppression = Suppression { id, channel, reason: reason.to_owned(), by_person: false, at: news.at };
            let new = self.backend.store.suppress(workspace, &suppression).await?;
            tracing::info!(%workspace, %dispatch, reason, new, "an address was suppressed");
        }
        Ok(())
    }

    /// Tells the message, on the revision that it has by then.
    async fn tell(&self, tag: &Tag, news: &News) -> Result<(), StoreError> {
        let Tag { workspace, dispatch, number } = tag;
        let store = &self.backend.store;
        for _ in 0..TRIES {
            let Some((message, revision)) = store.message(workspace, *dispatch, *number).await? else {
                tracing::info!(%workspace, %dispatch, number, "news of a message that is not there");
                return Ok(());
            };
            let Some(heard) = Message::hear(message, news.at, news.feedback) else { return Ok(()) };
            if store.update_message(workspace, *dispatch, &heard, revision).await? == Updated::Done {
                let status = heard.now().status.name();
                tracing::info!(%workspace, %dispatch, number, status, "a message was heard of");
                return Ok(());
            }
        }
        Err(StoreError::Contended)
    }
}
