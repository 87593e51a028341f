//! What people text back. STOP holds for every workspace that writes from the number it was sent to, START takes back what
//! the person said themselves, HELP is answered; all else is for whoever reads that number's texts.

use std::cmp::Reverse;
use std::collections::HashSet;

use channels::Text;
use domain::contact::{Contact, NumberHash, PhoneNumber};
use domain::context::Channel;
use domain::id::DispatchId;
use domain::keyword::{Keyword, keyword};
use domain::locale::Locale;
use domain::sms::plain;
use domain::suppression::{STOP, Suppression};
use domain::workspace::Workspace;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use store::{StoreError, Texted};
use web::texts::Words;

use crate::Outcome;
use crate::event::Word;

/// How long a reply is worth something.
const REPLY_HOLDS: SignedDuration = SignedDuration::from_hours(1);

impl Outcome {
    /// Does what a text asks for.
    pub(crate) async fn answer(&self, word: Word, sent_at: Option<Timestamp>) -> Result<(), StoreError> {
        let Some((keyword, language)) = keyword(&word.text) else {
            tracing::debug!("a text that is no keyword came in");
            return Ok(());
        };
        let (store, number) = (&self.backend.store, self.backend.addresses.number(&word.from));
        let at = word.at.or(sent_at).unwrap_or_else(|| self.backend.now());
        let asked = addressed(store.texted(number).await?, word.to.as_ref());
        let Some(last) = asked.first() else {
            tracing::info!(keyword = keyword.name(), "a keyword came from a number that nobody texted");
            return Ok(());
        };
        tracing::Span::current().record("workspace", last.workspace.as_str());
        // Of STOP and START to one number the later one holds, whichever comes in later.
        let to = word.to.as_ref().map(|to| self.backend.addresses.number(to));
        if keyword != Keyword::Help && !store.is_last_word(number, to, at).await? {
            tracing::info!(keyword = keyword.name(), "a keyword came in after a later one");
            return Ok(());
        }
        for texted in &asked {
            match keyword {
                Keyword::Stop => self.suppress_number(texted, &word.from, at).await?,
                Keyword::Start => self.take_back(texted, &word.from, at).await?,
                Keyword::Help => {}
            }
        }
        self.reply(number, &word, keyword, language, last, at).await
    }

    async fn suppress_number(&self, texted: &Texted, from: &PhoneNumber, at: Timestamp) -> Result<(), StoreError> {
        let (store, workspace) = (&self.backend.store, &texted.workspace);
        let id = self.backend.addresses.id(workspace, &Contact::Phone(from.clone()));
        let suppression = Suppression { id, channel: Channel::Sms, reason: STOP.to_owned(), by_person: true, at };
        let new = store.suppress(workspace, &suppression).await?;
        tracing::info!(%workspace, reason = STOP, new, "an address was suppressed");
        // It is the last text that they answer; where the last message was a mail, nobody knows which text it was.
        let Some(last) = store.throttle(workspace, id).await? else { return Ok(()) };
        let dispatch = store.dispatch(workspace, last.dispatch).await?;
        if dispatch.is_some_and(|dispatch| dispatch.channel == Channel::Sms) {
            store.unsubscribed(workspace, last.dispatch, at).await?;
        }
        Ok(())
    }

    async fn take_back(&self, texted: &Texted, from: &PhoneNumber, at: Timestamp) -> Result<(), StoreError> {
        let workspace = &texted.workspace;
        let id = self.backend.addresses.id(workspace, &Contact::Phone(from.clone()));
        let lifted = self.backend.store.take_back(workspace, id, at).await?;
        tracing::info!(%workspace, lifted, "a number may be texted again, as far as its owner forbade it");
        Ok(())
    }

    /// Replies to STOP and HELP: each at most once a day and number, and never twice because something broke in between.
    async fn reply(
        &self,
        number: NumberHash,
        word: &Word,
        keyword: Keyword,
        language: Option<Locale>,
        last: &Texted,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        // Where it was sent to no number, there is none to reply from.
        let sender = word.to.as_ref().and_then(|to| to.as_str().parse().ok());
        let (Some(sender), Keyword::Stop | Keyword::Help) = (sender, keyword) else { return Ok(()) };
        let (store, workspace) = (&self.backend.store, &last.workspace);
        let settings = store.workspace(workspace).await?.unwrap_or_else(|| Workspace::new(workspace.clone()));
        let words = Words::of_workspace(&settings, language.unwrap_or(last.locale));
        let body = match keyword {
            Keyword::Stop => words.text("sms-stopped"),
            _ => words.of_company("sms-help"),
        };
        let date = at.to_zoned(TimeZone::UTC).date();
        if !store.first_reply(number, keyword, date).await? {
            return Ok(());
        }
        let now = self.backend.now();
        let text = Text {
            workspace: workspace.clone(),
            // No dispatch has this id: what becomes of a reply is nobody's news.
            dispatch: DispatchId::of_key(workspace, &format!("reply {} {date} {number}", keyword.name())),
            number: 0,
            date: now,
            to: word.from.clone(),
            sender: Some(sender),
            body: plain(&body),
            expires_at: Some(now + REPLY_HOLDS),
        };
        let handover = self.texter.send_text(&text).await;
        tracing::info!(%workspace, keyword = keyword.name(), ?handover, "a keyword was replied to");
        Ok(())
    }
}

/// Whom a text was meant for: the workspaces that ever wrote from the number it was sent to, and those of which nobody knows
/// from where. Where that is nobody, all who ever wrote to this phone. Each workspace once, by the last of those texts.
fn addressed(mut texted: Vec<Texted>, to: Option<&PhoneNumber>) -> Vec<Texted> {
    let from_there = |texted: &Texted| {
        let known = texted.sender.as_deref().zip(to);
        known.is_none_or(|(sender, to)| sender == to.as_str())
    };
    if texted.iter().any(from_there) {
        texted.retain(from_there);
    }
    texted.sort_by_key(|texted| Reverse(texted.at));
    let mut seen = HashSet::new();
    texted.retain(|texted| seen.insert(texted.workspace.clone()));
    texted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_workspace_is_addressed_once_by_its_last_text_from_there_or_from_nobody_knows_where() {
        let texted = |(ws, sender, minute): (&str, &str, i64)| Texted {
            workspace: ws.parse().unwrap(),
            sender: Some(sender.to_owned()).filter(|sender| !sender.is_empty()),
            locale: Locale::Lv,
            at: Timestamp::from_second(minute * 60).unwrap(),
        };
        let (one, two) = ("+37166000000", "+37166000001");
        let all =
            [("acme", "", 1), ("acme", one, 4), ("acme", two, 6), ("twin", one, 5), ("far", two, 3), ("far", "Far", 2)];
        for (to, expected) in [
            (Some(one), vec![("twin", one, 5), ("acme", one, 4)]),
            (Some(two), vec![("acme", two, 6), ("far", two, 3)]),
            (Some("+37166000009"), vec![("acme", "", 1)]),
            (None, vec![("acme", two, 6), ("twin", one, 5), ("far", two, 3)]),
        ] {
            let to: Option<PhoneNumber> = to.map(|to| to.parse().unwrap());
            let expected: Vec<_> = expected.into_iter().map(texted).collect();
            assert_eq!(addressed(all.map(texted).to_vec(), to.as_ref()), expected, "{to:?}");
        }
        // Where nobody wrote from there, and it is known of all from where.
        let unknown = "+37166000009".parse().unwrap();
        let expected = [("acme", two, 6), ("twin", one, 5), ("far", two, 3)].map(texted);
        assert_eq!(addressed(all[1..].iter().copied().map(texted).collect(), Some(&unknown)), expected);
    }
}
