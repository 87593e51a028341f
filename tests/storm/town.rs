//! The people of the storm, what they are asked, and the reckoning at the end. Everybody is asked by two surveys, so that the
//! throttle has to hold too; some are on the suppression list and some have no address.

use std::collections::{BTreeMap, BTreeSet};

use domain::context::{Channel, Properties};
use domain::dispatch::Dispatch;
use domain::id::{DispatchId, PersonId};
use domain::message::{Message, Reason, Status};
use domain::suppression::Suppression;
use futures::stream::{self, StreamExt as _};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use store::Store;
use testing::builders::{address_key, stored_survey, survey_id, workspace};

use crate::ledger::Ledger;
use crate::sink::Arrived;

/// One in so many is on the suppression list, and one in so many has no address.
const SUPPRESSED: usize = 25;
const UNREACHABLE: usize = 40;
/// How many calls to the database are made at once.
const AT_ONCE: usize = 16;

pub struct Town {
    /// Each dispatch with the number of its person.
    dispatches: Vec<(DispatchId, usize)>,
}

fn person(number: usize) -> PersonId {
    format!("p{number}").parse().unwrap()
}

fn address(number: usize) -> String {
    format!("p{number}@example.com")
}

impl Town {
    pub async fn build(store: &Store, dispatches: usize, now: Timestamp) -> Self {
        for survey in ["nps", "csat"] {
            stored_survey(store, survey, survey, &Value::Null).await;
        }
        stream::iter(0..dispatches / 2).for_each_concurrent(AT_ONCE, |number| settle_in(store, number, now)).await;
        let all: Vec<_> = (0..dispatches)
            .map(|number| {
                let bits = (number as u128 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
                (DispatchId::new(uuid::Uuid::from_u128(bits)), number / 2, ["nps", "csat"][number % 2])
            })
            .collect();
        stream::iter(&all)
            .for_each_concurrent(AT_ONCE, |(id, number, survey)| async move {
                let dispatch = Dispatch {
                    id: *id,
                    survey: survey_id(survey),
                    person: person(*number),
                    channel: Channel::Email,
                    created_at: now,
                    expires_at: now + SignedDuration::from_hours(24 * 30),
                    properties: Properties::default(),
                    segment: None,
                    unsubscribed_at: None,
                    locale: None,
                    messages: vec![Message::scheduled(now, now)],
                };
                store.put_dispatch(&workspace(), &dispatch).await.expect("stored");
            })
            .await;
        Self { dispatches: all.into_iter().map(|(id, number, _)| (id, number)).collect() }
    }

    async fn messages(&self, store: &Store) -> Vec<(DispatchId, usize, Message)> {
        let read = stream::iter(&self.dispatches).map(|(id, number)| async move {
            let known = store.message(&workspace(), *id, 0).await.expect("read");
            (*id, *number, known.expect("a message").0)
        });
        read.buffered(AT_ONCE).collect().await
    }

    /// How many messages something is still to be done with.
    pub async fn waiting(&self, store: &Store) -> usize {
        self.messages(store).await.iter().filter(|(_, _, message)| message.due_at.is_some()).count()
    }

    /// Holds what the tables say against what arrived.
    pub async fn settle(&self, store: &Store, mails: &[Arrived], ledger: &mut Ledger) {
        let messages = self.messages(store).await;
        let mut ends = BTreeMap::<_, usize>::new();
        for (_, _, message) in &messages {
            let end = message.now();
            *ends.entry((end.status.name(), end.reason.map_or("-", Reason::name))).or_default() += 1;
        }
        println!("{ends:?}, {} mails arrived", mails.len());

        let open = |(_, _, message): &&(_, _, Message)| {
            let end = message.now();
            let waits = matches!(end.status, Status::Scheduled | Status::Claimed) || message.due_at.is_some();
            waits || end.status != Status::Sent && end.reason.is_none()
        };
        let left: Vec<_> = messages.iter().filter(open).collect();
        ledger.check(left.is_empty(), "every dispatch ends in a state with a reason", || format!("{left:?}"));
        let sum: usize = ends.values().sum();
        ledger.check(sum == self.dispatches.len(), "the states add up to what was asked for", || sum.to_string());

        let recipients: BTreeSet<_> = mails.iter().map(|mail| mail.to.as_str()).collect();
        ledger.check(recipients.len() == mails.len(), "no recipient got two mails", || {
            let mut seen = BTreeSet::new();
            let twice: Vec<_> = mails.iter().filter(|mail| !seen.insert(&mail.to)).map(|mail| &mail.dispatch).collect();
            format!("{twice:?}")
        });
        let arrived: BTreeSet<_> = mails.iter().map(|mail| mail.dispatch.as_str()).collect();
        let told = |status: Status| -> BTreeSet<String> {
            let of = messages.iter().filter(|(_, _, message)| message.now().status == status);
            of.map(|(id, _, _)| id.to_string()).collect()
        };
        let (sent, unknown) = (told(Status::Sent), told(Status::Unknown));
        ledger.check(sent.iter().all(|id| arrived.contains(id.as_str())), "all that is told as sent arrived", || {
            format!("{} sent", sent.len())
        });
        let untold: Vec<_> = arrived.iter().filter(|id| !sent.contains(**id) && !unknown.contains(**id)).collect();
        ledger.check(untold.is_empty(), "all that arrived is told as sent or unknown", || format!("{untold:?}"));

        let mut claimed = BTreeMap::<usize, usize>::new();
        for (_, number, message) in &messages {
            *claimed.entry(*number).or_default() += usize::from(message.attempt > 0);
        }
        let both: Vec<_> = claimed.iter().filter(|(_, n)| **n > 1).collect();
        ledger.check(both.is_empty(), "of two surveys for one person one was begun", || format!("{both:?}"));
        let listed = (0..self.dispatches.len() / 2).filter(|number| number % SUPPRESSED == 1).map(address);
        let written_to: Vec<_> = listed.filter(|address| recipients.contains(address.as_str())).collect();
        ledger.check(written_to.is_empty(), "nobody on the suppression list got one", || format!("{written_to:?}"));
        let seen = |status: &str, reason: &str| ends.contains_key(&(status, reason));
        let wanted = [
            ("sent", "-"),
            ("skipped", "throttled"),
            ("skipped", "suppressed"),
            ("skipped", "no_address"),
            ("bounced", "hard_bounce"),
            ("unknown", "lease_ended"),
            ("unknown", "no_answer"),
        ];
        let missing: Vec<_> = wanted.into_iter().filter(|(status, reason)| !seen(status, reason)).collect();
        ledger.check(missing.is_empty(), "every kind of end was met", || format!("{missing:?}"));
    }
}

/// Stores a person and, for some, that they must not be written to.
async fn settle_in(store: &Store, number: usize, now: Timestamp) {
    let body =
        if number % UNREACHABLE == 2 { json!({"phone": "+37120000000"}) } else { json!({"email": address(number)}) };
    let (known, _) = testing::builders::stored_person(store, person(number).as_str(), &body).await;
    if number % SUPPRESSED == 1
        && let Some(contact) = known.contact(Channel::Email)
    {
        let id = address_key().id(&workspace(), &contact);
        let reason = "stop".to_owned();
        let suppression = Suppression { id, channel: Channel::Email, reason, by_person: true, at: now };
        assert!(store.suppress(&workspace(), &suppression).await.expect("stored"));
    }
}
