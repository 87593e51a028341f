//! What the days of timelines should hold, from all events at once, by the rules as docs/metrics says them and not by the
//! folds of the rollup.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::bucket::{MAX_VALUE, MAX_VALUES, OTHER, Tallied, Values};
use domain::context::{Channel, Property};
use domain::dispatch::Dispatch;
use domain::event::{By, Event, EventType};
use domain::facts::{Count, Facts, Measured, Span};
use domain::id::PersonId;
use domain::message::Status;
use domain::response::Response;
use domain::survey::Answer;
use domain::timeline::Kind;
use domain::workspace::Workspace;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::answers::{Days, Lives, day_of};

/// How long after a resolution a new ticket of the same person says that it was none.
const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Counts the timelines of a workspace.
pub struct Plain<'a> {
    workspace: &'a Workspace,
    days: BTreeMap<Kind, Days<Facts>>,
}

impl<'a> Plain<'a> {
    /// All days of all kinds of timelines.
    pub fn count(
        workspace: &'a Workspace,
        events: &[Event],
        dispatches: &[Dispatch],
        answers: &[Response],
    ) -> BTreeMap<Kind, Days<Facts>> {
        let mut plain = Self { workspace, days: BTreeMap::new() };
        let mut things: BTreeMap<(Kind, String), Vec<&Event>> = BTreeMap::new();
        for event in events {
            let timeline = event.timeline();
            things.entry((timeline.kind, timeline.id)).or_default().push(event);
        }
        for events in things.values_mut() {
            events.sort_by_key(|event| (event.at, event.id.to_string()));
        }
        let openings = openings(&things);
        for ((kind, id), events) in &things {
            plain.events(*kind, events);
            match kind {
                Kind::Tickets => plain.ticket(id, events, &openings),
                Kind::Customers => plain.customer(events),
                Kind::Appointments => plain.appointment(events),
                Kind::Bookings | Kind::Dispatches => {}
            }
        }
        let mut answered: HashMap<_, &Response> = HashMap::new();
        for answer in answers {
            answered.extend(answer.dispatch.map(|dispatch| (dispatch, answer)));
        }
        for dispatch in dispatches {
            plain.dispatch(dispatch, answered.get(&dispatch.id).copied());
        }
        for cells in plain.days.values_mut().flat_map(BTreeMap::values_mut) {
            super::compare::cap(cells, Tallied::weight, MAX_VALUES, OTHER);
        }
        plain.days
    }

    fn day(&self, at: Timestamp) -> Date {
        day_of(at, &self.workspace.time_zone)
    }

    fn cell(&mut self, kind: Kind, day: Date, values: &[(&str, Option<String>)]) -> &mut Facts {
        let values: Values = values
            .iter()
            .filter_map(|(name, value)| Some(((*name).to_owned(), value.as_ref()?.chars().take(MAX_VALUE).collect())))
            .collect();
        self.days.entry(kind).or_default().entry(day).or_default().entry(values).or_default()
    }

    /// Minutes since the day began.
    fn slot(&self, at: Timestamp) -> u32 {
        let start = self.workspace.time_zone.start(self.day(at));
        u32::try_from((at.as_millisecond() - start.as_millisecond()) / 60_000).unwrap_or(0)
    }

    /// Every event at its own day.
    fn events(&mut self, kind: Kind, events: &[&Event]) {
        let newest = |of: fn(&Event) -> Option<String>| events.iter().rev().find_map(|event| of(event));
        let plan = events
            .iter()
            .rev()
            .find_map(|event| event.plan.clone().filter(|_| event.kind == EventType::CustomerStarted));
        let segment = newest(|event| event.segment.clone());
        for event in events {
            let customers = kind == Kind::Customers;
            let values = [
                ("agent", event.agent.clone()),
                ("automatic", event.automatic.then(|| "true".to_owned())),
                ("by", event.by.map(|by| by.name().to_owned())),
                ("category", event.category.clone()),
                ("channel", event.channel.clone()),
                ("plan", if customers { plan.clone() } else { event.plan.clone() }),
                ("segment", if customers { segment.clone() } else { event.segment.clone() }),
            ];
            let day = self.day(event.at);
            let cell = self.cell(kind, day, &values);
            cell.event(event.kind);
            if let (Some(amount), Some(currency)) = (event.amount, event.currency) {
                cell.amount(event.kind, currency, amount);
            }
        }
    }

    /// Seconds, rounded up; past an hour whole minutes, rounded up.
    fn elapsed(from: Timestamp, to: Timestamp) -> u32 {
        Self::step(SignedDuration::from_millis(to.as_millisecond() - from.as_millisecond()))
    }

    fn step(elapsed: SignedDuration) -> u32 {
        let millis = elapsed.as_millis().max(0);
        let mut seconds = (millis + 999) / 1000;
        if seconds > 3600 {
            seconds = (seconds + 59) / 60 * 60;
        }
        u32::try_from(seconds).unwrap_or(u32::MAX)
    }

    fn measure(&self, cell: &mut Facts, [calendar, business]: [Measured; 2], from: Timestamp, to: Timestamp) {
        cell.measure(calendar, Self::elapsed(from, to));
        if let Some(hours) = &self.workspace.counting.business_hours {
            cell.measure(business, Self::step(hours.between(&self.workspace.time_zone, from, to)));
        }
    }

    fn ticket(&mut self, id: &str, events: &[&Event], openings: &[(PersonId, String, Timestamp)]) {
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

        let resolved = told.iter().rposition(|event| event.kind == EventType::TicketResolved);
        let reopened = told.iter().rposition(|event| event.kind == EventType::TicketReopened);
        let resolver = resolved.and_then(|place| told[place].agent.clone());
        let standing = resolved.filter(|place| reopened.is_none_or(|again| again < *place)).map(|place| told[place]);
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

    fn customer(&mut self, events: &[&Event]) {
        let newest = |of: fn(&Event) -> Option<String>| events.iter().rev().find_map(|event| of(event));
        let plan = newest(|event| event.plan.clone().filter(|_| event.kind == EventType::CustomerStarted));
        let under = [("plan", plan), ("segment", newest(|event| event.segment.clone()))];
        let spells: Vec<(Date, Option<Date>)> =
            spells(events).into_iter().map(|(from, to)| (self.day(from), to.map(|to| self.day(to)))).collect();
        let orders: BTreeSet<Date> =
            events.iter().filter(|event| event.kind == EventType::OrderPaid).map(|event| self.day(event.at)).collect();
        let first = events
            .iter()
            .find(|event| matches!(event.kind, EventType::CustomerStarted | EventType::OrderPaid))
            .map(|event| self.day(event.at));
        if let Some(first) = first {
            self.cell(Kind::Customers, first, &under).count(Count::First, 1);
        }
        for (place, (from, to)) in spells.iter().enumerate() {
            let before = place.checked_sub(1).and_then(|before| spells[before].1);
            let cell = self.cell(Kind::Customers, *from, &under);
            cell.count(Count::Started, 1);
            cell.span(Span::Started { after: before });
            let Some(end) = to else { continue };
            let back = spells.get(place + 1).map(|next| next.0);
            let cell = self.cell(Kind::Customers, *end, &under);
            cell.count(Count::Ended, 1);
            cell.span(Span::Lost { since: *from, until: None, back });
            for (since, until) in &spells[..place] {
                cell.span(Span::Lost { since: *since, until: *until, back });
            }
        }
        for day in &orders {
            let living = spells.iter().any(|(from, to)| from <= day && to.is_none_or(|to| *day <= to));
            if living {
                continue;
            }
            let after = orders.range(..*day).next_back().copied();
            let ended = spells.iter().filter_map(|(_, to)| *to).filter(|to| to < day).max();
            let starts = spells.iter().map(|(from, _)| *from).find(|from| from > day);
            self.cell(Kind::Customers, *day, &under).span(Span::Active { after, ended, starts });
        }
    }

    fn appointment(&mut self, events: &[&Event]) {
        let plans: Vec<usize> =
            (0..events.len()).filter(|place| events[*place].kind == EventType::AppointmentPlanned).collect();
        let Some(place) = plans.last() else { return };
        let Some(planned) = events[*place].planned_at else { return };
        let newest = |of: fn(&Event) -> Option<String>| events.iter().rev().find_map(|event| of(event));
        let under = [
            ("agent", newest(|event| event.agent.clone())),
            ("channel", newest(|event| event.channel.clone())),
            ("category", newest(|event| event.category.clone())),
            ("segment", newest(|event| event.segment.clone())),
        ];
        let after = if plans.len() == 1 { events } else { &events[*place..] };
        let find = |kinds: &[EventType]| after.iter().find(|event| kinds.contains(&event.kind));
        let mut facts = Facts::default();
        if let Some(started) = find(&[EventType::AppointmentStarted]) {
            facts.count(Count::Planned, 1);
            if started.at.as_millisecond() <= planned.as_millisecond() + 5 * 60_000 {
                facts.count(Count::Kept, 1);
            }
        } else if let Some(off) = find(&[EventType::AppointmentMissed, EventType::AppointmentCancelled]) {
            if off.kind == EventType::AppointmentCancelled && off.by == Some(By::Customer) {
                return;
            }
            facts.count(Count::Planned, 1);
        } else {
            facts.measure(Measured::Waiting, self.slot(planned));
        }
        let day = self.day(planned);
        self.cell(Kind::Appointments, day, &under).merge(&facts);
    }

    fn dispatch(&mut self, dispatch: &Dispatch, answer: Option<&Response>) {
        if dispatch.channel == Channel::Link {
            return;
        }
        let Some(invitation) = dispatch.messages.first() else { return };
        let out = [Status::Sent, Status::Delivered, Status::Unknown, Status::Bounced, Status::Complained];
        let Some(sent) = invitation.history().iter().find(|entry| out.contains(&entry.status)) else { return };
        let answer = answer.filter(|answer| answer.suspect.is_none());
        let scored = answer
            .is_some_and(|answer| answer.answers.get("score").is_some_and(|score| score.value != Answer::Cleared));
        let property = |name: &str| dispatch.properties.get(name).map(Property::to_string);
        let under = [
            ("survey", Some(dispatch.survey.to_string())),
            ("channel", Some(dispatch.channel.name().to_owned())),
            ("touchpoint", property("touchpoint")),
            ("locale", dispatch.locale.map(|locale| locale.tag().to_owned())),
            ("segment", dispatch.segment.clone()),
            ("agent", property("agent")),
            ("variant", property("variant")),
        ];
        let mut facts = Facts::default();
        facts.count(Count::Sent, 1);
        let heard = answer.is_some() || dispatch.unsubscribed_at.is_some();
        let bounced = invitation.now().status == Status::Bounced && !heard;
        let counted = [
            (Count::Bounced, bounced),
            (Count::Answered, scored),
            (Count::Begun, answer.is_some()),
            (Count::Finished, answer.is_some_and(|answer| answer.finished_at.is_some())),
            (Count::Unsubscribed, dispatch.unsubscribed_at.is_some()),
        ];
        for (what, so) in counted {
            facts.count(what, u64::from(so));
        }
        if !scored && !bounced {
            let days = dispatch.expires_at.as_second().div_euclid(86_400);
            facts.measure(Measured::Expires, u32::try_from(days).unwrap_or(u32::MAX));
        }
        let day = self.day(sent.at);
        self.cell(Kind::Dispatches, day, &under).merge(&facts);
    }
}

/// When which person's tickets were opened.
fn openings(things: &BTreeMap<(Kind, String), Vec<&Event>>) -> Vec<(PersonId, String, Timestamp)> {
    let tickets = things.iter().filter(|((kind, _), _)| *kind == Kind::Tickets);
    tickets
        .filter_map(|((_, id), events)| {
            let opened = events.iter().find(|event| event.kind == EventType::TicketOpened)?.at;
            let person = events.iter().rev().find_map(|event| event.person.clone())?;
            Some((person, id.clone(), opened))
        })
        .collect()
}

/// The stretches in which somebody was a customer; what says twice the same is said once.
fn spells(events: &[&Event]) -> Vec<(Timestamp, Option<Timestamp>)> {
    let mut spells: Vec<(Timestamp, Option<Timestamp>)> = Vec::new();
    for event in events {
        let open = spells.last().is_some_and(|(_, to)| to.is_none());
        match (event.kind, spells.last_mut()) {
            (EventType::CustomerStarted, _) if !open => spells.push((event.at, None)),
            (EventType::CustomerEnded, Some(last)) if open => last.1 = Some(event.at),
            _ => {}
        }
    }
    spells
}

/// When people were customers, by their events.
pub fn lives(events: &[Event]) -> Lives {
    let mut of_each: HashMap<PersonId, Vec<&Event>> = HashMap::new();
    for event in events.iter().filter(|event| event.kind.timeline() == Kind::Customers) {
        if let Some(person) = &event.person {
            of_each.entry(person.clone()).or_default().push(event);
        }
    }
    let sorted = of_each.into_iter().map(|(person, mut events)| {
        events.sort_by_key(|event| (event.at, event.id.to_string()));
        (person, spells(&events))
    });
    sorted.collect()
}
