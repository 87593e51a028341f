//! The claim of a message: the one write after which it may be sent. It re-checks in the database, at that very moment, what
//! may have changed since the rules were asked: a word to stop, another dispatch to the same person, an answer.

use aws_sdk_dynamodb::types::{CancellationReason, TransactWriteItem};
use domain::contact::{NumberHash, ShortCode};
use domain::id::{DispatchId, PersonId, SuppressionId, WorkspaceId};
use domain::locale::Locale;
use domain::message::Message;
use domain::suppression::Suppression;
use jiff::Timestamp;

use crate::item::{NEW, number, text, to_item};
use crate::messages::Place;
use crate::throttles::{LastAsked, ThrottleItem};
use crate::transaction::{Transacted, check, check_on, put, put_on};
use crate::{Result, Store, keys, suppressions, texts, throttles};

/// What a worker wants to send, and what it believed when it asked the rules.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Of which dispatch.
    pub dispatch: DispatchId,
    /// To whom.
    pub person: PersonId,
    /// The revision at which the person was read.
    pub person_revision: u64,
    /// The message, claimed.
    pub message: Message,
    /// Where it is put.
    pub place: Place,
    /// The address that it goes to.
    pub to: SuppressionId,
    /// All addresses of the person: each message leaves on each of them when it went out.
    pub asked: Vec<SuppressionId>,
    /// When that is: now.
    pub asked_at: Timestamp,
    /// Who was asked by another dispatch after this is not asked again; none where there is no such limit.
    pub before: Option<Timestamp>,
    /// What a text leaves behind beside it.
    pub texting: Option<Texting>,
}

/// What a text leaves behind: its short link, and by whom its number was texted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texting {
    /// The code of its links.
    pub code: ShortCode,
    /// The number that it goes to.
    pub number: NumberHash,
    /// Whom it comes from; none where the account chooses.
    pub sender: Option<String>,
    /// The language that it is written in.
    pub locale: Locale,
}

/// What became of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claimed {
    /// The message is the worker's own, and may be sent.
    Done {
        /// The claimed message's revision, which the next change must find.
        revision: u64,
    },
    /// Somebody else changed the message first.
    Overtaken,
    /// Something changed since the rules were asked; nothing was written.
    Refused(Obstacles),
}

/// What stood in a claim's way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Obstacles {
    /// The address is on the suppression list.
    pub suppressed: Option<Suppression>,
    /// Other dispatches asked the person a short time ago.
    pub throttled: Vec<LastAsked>,
    /// The survey was answered.
    pub answered: bool,
    /// The person refused further messages by a link of this very dispatch.
    pub unsubscribed: bool,
    /// The person's data changed, or was removed.
    pub person_changed: bool,
}

/// What a part of the transaction is about.
enum Part {
    Message,
    Person,
    Address,
    Link,
    Dispatch,
    Asked,
    Text,
}

impl Store {
    /// Claims a message, in one transaction, if nothing stands against it. A reminder is refused where the survey was
    /// answered; an invitation where another dispatch asked the person after `before`.
    pub async fn claim(&self, ws: &WorkspaceId, claim: &Claim) -> Result<Claimed> {
        let data = &self.tables.data;
        let mut placed = self.placed(ws, claim.dispatch, &claim.message, &claim.place)?;
        let mut parts: Vec<_> = placed.parts.drain(..).map(|part| (Part::Message, part)).collect();
        let person = keys::person(ws, &claim.person);
        let seen = vec![(":seen", number(claim.person_revision))];
        parts.push((Part::Person, check_on(data, &person, "revision = :seen", seen)?));
        parts.push((Part::Address, check(data, &keys::suppression(ws, claim.to), NEW)?));
        for address in &claim.asked {
            parts.push((Part::Asked, self.asked(ws, *address, claim)?));
        }
        if claim.message.number > 0 {
            let link = keys::link(ws, &claim.person, claim.dispatch);
            parts.push((Part::Link, check(data, &link, "attribute_not_exists(answered_by)")?));
            // They may have said so at an address that is no longer theirs.
            let dispatch = keys::dispatch(ws, claim.dispatch);
            parts.push((Part::Dispatch, check(data, &dispatch, "attribute_not_exists(unsubscribed_at)")?));
        }
        if let Some(texting) = &claim.texting {
            let (code, number) = texts::items(ws, claim, texting)?;
            parts.push((Part::Text, put(data, code, None)?));
            parts.push((Part::Text, put(data, number, None)?));
        }
        let (about, parts): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
        match self.transact(parts).await? {
            Transacted::Refused(reasons) if !placed.is_own(&reasons) => refused(ws, claim, &about, reasons),
            _ => Ok(Claimed::Done { revision: claim.place.revision() }),
        }
    }

    /// Writes down that an address was asked, unless another dispatch did a short time ago.
    fn asked(&self, ws: &WorkspaceId, address: SuppressionId, claim: &Claim) -> Result<TransactWriteItem> {
        let content = ThrottleItem::new(claim.dispatch, claim.asked_at);
        let item = to_item(&keys::throttle(ws, address), &content)?;
        // A reminder belongs to what was asked before, whatever came between.
        let Some(before) = claim.before.filter(|_| claim.message.number == 0) else {
            return put(&self.tables.data, item, None);
        };
        let condition = "attribute_not_exists(pk) OR dispatch = :own OR asked_at <= :before";
        let values =
            vec![(":own", text(claim.dispatch.to_string())), (":before", text(domain::stamped::millis(before)))];
        put_on(&self.tables.data, item, condition, values)
    }
}

/// What the reasons of a refused claim say, each in the place of its part.
fn refused(ws: &WorkspaceId, claim: &Claim, about: &[Part], reasons: Vec<CancellationReason>) -> Result<Claimed> {
    let mut obstacles = Obstacles::default();
    for (part, reason) in about.iter().zip(reasons) {
        if reason.code() != Some("ConditionalCheckFailed") {
            continue;
        }
        match part {
            Part::Message => return Ok(Claimed::Overtaken),
            Part::Person => obstacles.person_changed = true,
            Part::Link => obstacles.answered = true,
            Part::Dispatch => obstacles.unsubscribed = true,
            Part::Address => {
                let key = keys::suppression(ws, claim.to);
                obstacles.suppressed = reason.item.map(|item| suppressions::read(&key, claim.to, item)).transpose()?;
            }
            Part::Asked => obstacles.throttled.extend(reason.item.map(throttles::read).transpose()?),
            Part::Text => {} // put whatever stands there
        }
    }
    Ok(Claimed::Refused(obstacles))
}
