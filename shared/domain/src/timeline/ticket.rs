//! Tickets: how soon somebody replied, whether one reply was enough, and whether it stands resolved.
//!
//! Odd orders, and what they mean:
//! - no opening yet: nothing but the events. Opened twice: the first opening counts, the others mean nothing;
//! - anything before the opening by its time: it counts as at the opening's instant (clocks of two systems differ), so a
//!   reply before the opening took no time;
//! - resolved twice without a reopening in between: the newer one stands;
//! - reopened without having been resolved: it was reopened, whatever came of it later.

#[cfg(test)]
mod tests;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::sheet::{Sheet, own_values, values};
use super::{Calendar, Contributions, in_order, newest};
use crate::bucket::Values;
use crate::event::{By, Event, EventType};
use crate::facts::{Count, Facts, Measured};
use crate::id::PersonId;

/// How long nobody may ask again for one contact to have been enough: seven times 24 hours.
pub const QUIET: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The channels on which a conversation is one contact, however often one replies in it.
const CONVERSATIONS: [&str; 3] = ["chat", "phone", "call"];

/// What the other tickets of a person have to know of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Summary {
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it was resolved, if it stands resolved.
    pub resolved_at: Option<Timestamp>,
}

impl Summary {
    /// Whether a ticket that the same person opened then means that this one did not settle the matter: within seven days
    /// after it was resolved, the ends included.
    ///
    /// ```
    /// use domain::timeline::ticket::Summary;
    /// let at = |text: &str| text.parse().unwrap();
    /// let first = Summary { opened_at: at("2026-11-01T08:00:00Z"), resolved_at: Some(at("2026-11-01T09:00:00Z")) };
    /// assert!(first.is_asked_again_by(at("2026-11-08T09:00:00Z")));
    /// assert!(!first.is_asked_again_by(at("2026-11-08T09:00:00.001Z")));
    /// assert!(!first.is_asked_again_by(at("2026-11-01T08:59:59Z")));
    /// ```
    pub fn is_asked_again_by(&self, opened_at: Timestamp) -> bool {
        self.resolved_at.is_some_and(|resolved_at| {
            let after = opened_at.duration_since(resolved_at);
            !after.is_negative() && after <= QUIET
        })
    }
}

/// All that happened to one ticket.
///
/// ```
/// use domain::event::Event;
/// use domain::facts::{Count, Measured};
/// use domain::timeline::{Calendar, ticket::Ticket};
/// let event = |id: &str, kind: &str, at: &str| {
///     let body = serde_json::json!({"event_id": id, "type": kind, "at": at, "ticket": "T-1", "agent": "ilze", "channel": "email"});
///     Event::parse(&body, None).unwrap()
/// };
/// let events = [
///     event("3", "ticket_resolved", "2026-11-22T09:00:00Z"),
///     event("1", "ticket_opened", "2026-11-21T10:00:00Z"),
///     event("2", "ticket_replied", "2026-11-21T10:30:00Z"),
/// ];
/// let ticket = Ticket::of(&events);
/// assert_eq!(ticket.summary().unwrap().resolved_at, Some(events[0].at));
/// let calendar = Calendar { zone: "Europe/Riga".parse().unwrap(), business: None };
/// let days = ticket.contributions(&calendar, &[]);
/// let on = |day: &str| domain::timeline::total(&days[&day.parse().unwrap()]);
/// assert_eq!(on("2026-11-21").spread(Measured::FirstReply), [1800].into_iter().collect());
/// assert_eq!((on("2026-11-22").get(Count::Closed), on("2026-11-22").get(Count::FirstContact)), (1, 1));
/// ```
#[derive(Clone, Debug)]
pub struct Ticket<'a> {
    events: Vec<&'a Event>,
    opening: Option<&'a Event>,
}

impl<'a> Ticket<'a> {
    /// The ticket that these events tell of, in any order.
    pub fn of(events: &'a [Event]) -> Self {
        let events = in_order(events);
        let opening = events.iter().find(|event| event.kind == EventType::TicketOpened).copied();
        Self { events, opening }
    }

    /// Whose it is: by the newest event that says so.
    pub fn person(&self) -> Option<&'a PersonId> {
        newest(&self.events, |event| event.person.as_ref())
    }

    /// What the person's other tickets have to know of it; none as long as it was not opened.
    pub fn summary(&self) -> Option<Summary> {
        self.story().map(|story| story.summary())
    }

    /// What it adds to which day; `siblings` are the other tickets of the same person.
    pub fn contributions(&self, calendar: &Calendar, siblings: &[Summary]) -> Contributions {
        let mut sheet = Sheet::default();
        sheet.events(&self.events, calendar, own_values);
        if let Some(story) = self.story() {
            story.first_reply(&mut sheet, calendar);
            story.case(&mut sheet, calendar);
            story.messages(&mut sheet, calendar);
            story.resolution(&mut sheet, calendar, siblings);
        }
        sheet.done()
    }

    fn story(&self) -> Option<Story<'a>> {
        let opening = self.opening?;
        let after = self.events.iter().filter(|event| event.kind != EventType::TicketOpened).copied().collect();
        let category = newest(&self.events, |event| event.category.as_deref());
        let segment = newest(&self.events, |event| event.segment.as_deref());
        Some(Story { opening, after, category, segment })
    }
}

/// A ticket that was opened.
struct Story<'a> {
    opening: &'a Event,
    /// All but openings, in order.
    after: Vec<&'a Event>,
    category: Option<&'a str>,
    segment: Option<&'a str>,
}

impl<'a> Story<'a> {
    /// When an event happened: nothing happened before the opening.
    fn time(&self, event: &Event) -> Timestamp {
        event.at.max(self.opening.at)
    }

    fn all(&self, kind: EventType) -> impl DoubleEndedIterator<Item = &'a Event> {
        self.after.iter().copied().filter(move |event| event.kind == kind)
    }

    fn replies(&self) -> impl Iterator<Item = &'a Event> {
        self.all(EventType::TicketReplied).filter(|event| !event.automatic)
    }

    /// The resolution that no reopening followed.
    fn standing(&self) -> Option<&'a Event> {
        let turns = [EventType::TicketResolved, EventType::TicketReopened];
        let last = self.after.iter().rfind(|event| turns.contains(&event.kind))?;
        (last.kind == EventType::TicketResolved).then_some(last)
    }

    /// Who resolved it last, also where that did not last.
    fn resolver(&self) -> Option<&'a str> {
        self.all(EventType::TicketResolved).next_back()?.agent.as_deref()
    }

    fn summary(&self) -> Summary {
        Summary { opened_at: self.opening.at, resolved_at: self.standing().map(|event| self.time(event)) }
    }

    /// The dimensions, under an agent.
    fn under(&self, agent: Option<&str>) -> Values {
        values([
            ("agent", agent),
            ("channel", self.opening.channel.as_deref()),
            ("category", self.category),
            ("segment", self.segment),
        ])
    }

    /// On the day of opening, under who replied first: how long that took.
    fn first_reply(&self, sheet: &mut Sheet, calendar: &Calendar) {
        let opened_at = self.opening.at;
        let reply = self.replies().next();
        let values = self.under(reply.and_then(|reply| reply.agent.as_deref()));
        let facts = sheet.on(calendar.day(opened_at), &values);
        let slot = calendar.slot(opened_at);
        facts.count(Count::Opened, 1);
        facts.measure(Measured::OpenedAt, slot);
        match reply {
            None => facts.measure(Measured::Unanswered, slot),
            Some(reply) => {
                let took = [Measured::FirstReply, Measured::FirstReplyBusiness];
                measure(facts, took, calendar, opened_at, self.time(reply));
            }
        }
    }

    /// On the day of opening, under who resolved it: whether it stands resolved, how long that took, and through how many
    /// hands it went.
    fn case(&self, sheet: &mut Sheet, calendar: &Calendar) {
        let opened_at = self.opening.at;
        let facts = sheet.on(calendar.day(opened_at), &self.under(self.resolver()));
        facts.count(Count::Cases, 1);
        let transfers = self.all(EventType::TicketTransferred).count();
        facts.measure(Measured::Transfers, u32::try_from(transfers).unwrap_or(u32::MAX));
        if let Some(resolution) = self.standing() {
            facts.count(Count::Resolved, 1);
            let took = [Measured::TimeToResolve, Measured::TimeToResolveBusiness];
            measure(facts, took, calendar, opened_at, self.time(resolution));
        }
    }

    /// On the day of each message of the customer, under who replied next: how long that took.
    fn messages(&self, sheet: &mut Sheet, calendar: &Calendar) {
        let mut reply: Option<&Event> = None;
        // From the end, so that the next reply is known.
        for event in self.after.iter().rev().copied().chain([self.opening]) {
            if event.automatic {
                continue;
            }
            match event.kind {
                EventType::TicketReplied => reply = Some(event),
                EventType::TicketOpened if event.by == Some(By::Company) => {}
                EventType::TicketOpened | EventType::TicketCustomerReplied => {
                    let at = self.time(event);
                    let values = self.under(reply.and_then(|reply| reply.agent.as_deref()));
                    let facts = sheet.on(calendar.day(at), &values);
                    facts.count(Count::Messages, 1);
                    if let Some(reply) = reply {
                        let took = [Measured::ReplyTime, Measured::ReplyTimeBusiness];
                        measure(facts, took, calendar, at, self.time(reply));
                    }
                }
                _ => {}
            }
        }
    }

    /// On the day of the resolution that stands, under who resolved it: whether one contact was enough.
    fn resolution(&self, sheet: &mut Sheet, calendar: &Calendar, siblings: &[Summary]) {
        let Some(resolution) = self.standing() else { return };
        let facts = sheet.on(calendar.day(self.time(resolution)), &self.under(self.resolver()));
        facts.count(Count::Closed, 1);
        facts.count(Count::FirstContact, u64::from(self.was_one_contact(siblings)));
    }

    fn was_one_contact(&self, siblings: &[Summary]) -> bool {
        let conversation = self.opening.channel.as_deref().is_some_and(|channel| CONVERSATIONS.contains(&channel));
        let reopened = self.all(EventType::TicketReopened).next().is_some();
        let own = self.summary();
        (conversation || self.replies().count() <= 1)
            && !reopened
            && !siblings.iter().any(|sibling| own.is_asked_again_by(sibling.opened_at))
    }
}

/// Counts how long it took, by the clock and by business hours.
fn measure(facts: &mut Facts, what: [Measured; 2], calendar: &Calendar, from: Timestamp, to: Timestamp) {
    let [by_clock, by_business] = what;
    facts.measure(by_clock, Calendar::took(from, to));
    if let Some(worked) = calendar.worked(from, to) {
        facts.measure(by_business, worked);
    }
}
