//! What a ticket adds to its days.

use domain::bucket::Tallied;
use domain::event::{By, Event, EventType};
use domain::facts::{Count, Facts, Measured};
use domain::id::PersonId;
use domain::timeline::Kind;
use jiff::{SignedDuration, Timestamp};

use super::Plain;

/// How long after a resolution a new ticket of the same person says that it was none.
const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);

impl Plain<'_> {
    pub(super) fn ticket(&mut self, id: &str, events: &[&Event], openings: &[(PersonId, String, Timestamp)]) {
        let Some(opening) = events.iter().find(|event| event.kind == EventType::TicketOpened) else { return };
        let opened = opening.at;
        let newest = |of: fn(&Event) -> Option<String>| events.iter().rev().find_map(|event| of(event));
        let shared = [
            ("channel", opening.channel.clone()),
            ("category", newest(|event| event.category.clone())),
            ("segment", newest(|event| event.segment.clone())),
        ];
        let under = |agent: &Option<String>| [vec![("agent", agent.clone())], shared.to_vec()].concat();
        // What has an earlier time than the opening came with it.
        let at = |event: &Event| event.at.max(opened);
        let is_reply = |event: &Event| {
            event.kind == EventType::TicketReplied && !event.automatic && event.by != Some(By::Customer)
        };
        let is_message = |event: &Event| {
            let asks = match event.kind {
                EventType::TicketOpened => event.id == opening.id && event.by != Some(By::Company),
                EventType::TicketCustomerReplied => true,
                EventType::TicketReplied => event.by == Some(By::Customer),
                _ => false,
            };
            asks && !event.automatic
        };
        // The opening stands first, the others follow in their order.
        let told: Vec<&Event> =
            std::iter::once(*opening).chain(events.iter().copied().filter(|event| event.id != opening.id)).collect();
        let first = told.iter().find(|event| is_reply(event)).copied();

        let day = self.day(opened);
        let slot = self.slot(opened);
        let mut facts = Facts::default();
        facts.count(Count::Opened, 1);
        facts.measure(Measured::OpenedAt, slot);
        match first {
            Some(reply) => {
                self.measure(&mut facts, [Measured::FirstReply, Measured::FirstReplyBusiness], opened, at(reply));
            }
            None => facts.measure(Measured::Unanswered, slot),
        }
        self.cell(Kind::Tickets, day, &under(&first.and_then(|reply| reply.agent.clone()))).merge(&facts);

        let end_place = told.iter().rposition(|event| event.kind == EventType::TicketResolved);
        let reopened = told.iter().rposition(|event| event.kind == EventType::TicketReopened);
        let resolver = end_place.and_then(|place| told[place].agent.clone());
        let standing = end_place.filter(|place| reopened.is_none_or(|again| again < *place)).map(|place| told[place]);
        let transfers = told.iter().filter(|event| event.kind == EventType::TicketTransferred).count();
        let mut facts = Facts::default();
        facts.count(Count::Cases, 1);
        facts.measure(Measured::Transfers, u32::try_from(transfers).unwrap_or(u32::MAX));
        if let Some(resolution) = standing {
            facts.count(Count::Resolved, 1);
            let both = [Measured::TimeToResolve, Measured::TimeToResolveBusiness];
            self.measure(&mut facts, both, opened, at(resolution));
        }
        self.cell(Kind::Tickets, day, &under(&resolver)).merge(&facts);

        for (place, message) in told.iter().enumerate().filter(|(_, event)| is_message(event)) {
            let reply = told[place + 1..].iter().find(|event| is_reply(event)).copied();
            let mut facts = Facts::default();
            facts.count(Count::Messages, 1);
            if let Some(reply) = reply {
                self.measure(&mut facts, [Measured::ReplyTime, Measured::ReplyTimeBusiness], at(message), at(reply));
            }
            let day = self.day(at(message));
            self.cell(Kind::Tickets, day, &under(&reply.and_then(|reply| reply.agent.clone()))).merge(&facts);
        }

        if let Some(resolution) = standing {
            let end = at(resolution);
            let person =
                told.iter().filter(|event| event.person.is_some()).max_by_key(|event| (event.at, event.id.to_string()));
            let person = person.and_then(|event| event.person.clone());
            let again = openings.iter().any(|(other, ticket, opened)| {
                Some(other) == person.as_ref()
                    && ticket != id
                    && end <= *opened
                    && opened.as_millisecond() - end.as_millisecond() <= i64::try_from(WEEK.as_millis()).unwrap_or(0)
            });
            let talk = matches!(opening.channel.as_deref(), Some("chat" | "phone" | "call"));
            let replies = told.iter().filter(|event| is_reply(event)).count();
            let mut facts = Facts::default();
            facts.count(Count::Closed, 1);
            if (talk || replies <= 1) && reopened.is_none() && !again {
                facts.count(Count::FirstContact, 1);
            }
            let day = self.day(end);
            self.cell(Kind::Tickets, day, &under(&resolver)).merge(&facts);
        }
    }
}
