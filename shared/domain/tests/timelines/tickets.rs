//! Tickets, appointments and single events against a plain recomputation: every number as a line of its own, found by
//! looking at all pairs of events instead of walking through them.

use std::collections::BTreeMap;

use domain::bucket::Values;
use domain::event::{By, Event, EventType};
use domain::facts::{Count, Facts, Measured};
use domain::timeline::ticket::{Summary, Ticket};
use domain::timeline::{Calendar, Contributions, appointment};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::world::{APPOINTMENTS, TICKETS, calendars, events, plain_day, said};

/// A day, the values of its dimensions, and what is counted there; each with how often.
type Lines = BTreeMap<(Date, Values, String), u64>;

const COUNTS: [Count; 8] = [
    Count::Opened,
    Count::Cases,
    Count::Resolved,
    Count::Closed,
    Count::FirstContact,
    Count::Messages,
    Count::Planned,
    Count::Kept,
];
const MEASURED: [Measured; 10] = [
    Measured::FirstReply,
    Measured::FirstReplyBusiness,
    Measured::ReplyTime,
    Measured::ReplyTimeBusiness,
    Measured::TimeToResolve,
    Measured::TimeToResolveBusiness,
    Measured::Transfers,
    Measured::OpenedAt,
    Measured::Unanswered,
    Measured::Waiting,
];

/// What was folded, line by line.
fn folded(contributions: &Contributions) -> Lines {
    let mut lines = Lines::new();
    for (day, cells) in contributions {
        for (values, facts) in cells {
            let mut line = |what: String, times: u64| {
                if times > 0 {
                    *lines.entry((*day, values.clone(), what)).or_default() += times;
                }
            };
            for what in COUNTS {
                line(format!("{what:?}"), facts.get(what));
            }
            for what in MEASURED {
                for (value, times) in facts.spread(what).iter() {
                    line(format!("{what:?} {value}"), times);
                }
            }
            for what in EventType::ALL {
                line(format!("{what:?}"), facts.events(what));
            }
            assert_ne!(*facts, Facts::default(), "a cell that says nothing");
        }
    }
    lines
}

/// The plain way: a page of lines.
struct Page<'a> {
    lines: Lines,
    calendar: &'a Calendar,
}

impl Page<'_> {
    fn line(&mut self, at: Timestamp, dimensions: &[(&str, Option<String>)], what: String) {
        let day = plain_day(&self.calendar.zone, at);
        let values = dimensions.iter().filter_map(|(name, value)| Some(((*name).to_owned(), value.clone()?))).collect();
        *self.lines.entry((day, values, what)).or_default() += 1;
    }

    fn events(&mut self, events: &[Event]) {
        for event in events {
            let dimensions = [
                ("agent", event.agent.clone()),
                ("channel", event.channel.clone()),
                ("category", event.category.clone()),
                ("plan", event.plan.clone()),
                ("segment", event.segment.clone()),
                ("by", event.by.map(|by| by.name().to_owned())),
                ("automatic", event.automatic.then(|| "true".to_owned())),
            ];
            self.line(event.at, &dimensions, format!("{:?}", event.kind));
        }
    }

    fn minute(&self, at: Timestamp) -> i64 {
        let start = self.calendar.zone.start(plain_day(&self.calendar.zone, at));
        (at.as_millisecond() - start.as_millisecond()) / 60_000
    }

    fn duration(
        &mut self,
        at: Timestamp,
        dimensions: &[(&str, Option<String>)],
        what: &str,
        from: Timestamp,
        to: Timestamp,
    ) {
        self.line(at, dimensions, format!("{what} {}", counted((to.as_millisecond() - from.as_millisecond()).max(0))));
        if let Some(business) = &self.calendar.business {
            let worked = business.between(&self.calendar.zone, from, to).as_millis();
            self.line(at, dimensions, format!("{what}Business {}", counted(i64::try_from(worked).unwrap())));
        }
    }
}

/// Milliseconds as they are counted: whole seconds up to an hour, whole minutes above, both rounded up.
fn counted(millis: i64) -> i64 {
    let seconds = (millis + 999) / 1000;
    if seconds <= 3600 { seconds } else { (seconds + 59) / 60 * 60 }
}

/// Where an event stands in its ticket: the opening first, the others by time and id, none before the opening.
fn place(event: &Event, opening: &Event) -> (bool, Timestamp, String) {
    (event.id != opening.id, event.at, event.id.to_string())
}

fn last_word(events: &[Event], word: impl Fn(&Event) -> Option<String>) -> Option<String> {
    let said = events.iter().filter(|event| word(event).is_some());
    said.max_by_key(|event| (event.at, event.id.to_string())).and_then(word)
}

fn plain_ticket(events: &[Event], siblings: &[Timestamp], calendar: &Calendar) -> Lines {
    let mut page = Page { lines: Lines::new(), calendar };
    page.events(events);
    let of = |kind: EventType| events.iter().filter(move |event| event.kind == kind);
    let Some(opening) = of(EventType::TicketOpened).min_by_key(|event| (event.at, event.id.to_string())) else {
        return page.lines;
    };
    let clock = |event: &Event| if event.at < opening.at { opening.at } else { event.at };
    let next = |kind: EventType, after: &Event| {
        let follow = of(kind).filter(|event| place(event, opening) > place(after, opening));
        follow
            .filter(|event| kind != EventType::TicketReplied || !event.automatic)
            .min_by_key(|event| place(event, opening))
    };
    let dimensions = |agent: Option<String>| {
        [
            ("agent", agent),
            ("channel", opening.channel.clone()),
            ("category", last_word(events, |event| event.category.clone())),
            ("segment", last_word(events, |event| event.segment.clone())),
        ]
    };
    let opened_at = opening.at;

    let reply = next(EventType::TicketReplied, opening);
    let under = dimensions(reply.and_then(|reply| reply.agent.clone()));
    page.line(opened_at, &under, "Opened".to_owned());
    page.line(opened_at, &under, format!("OpenedAt {}", page.minute(opened_at)));
    match reply {
        Some(reply) => page.duration(opened_at, &under, "FirstReply", opened_at, clock(reply)),
        None => page.line(opened_at, &under, format!("Unanswered {}", page.minute(opened_at))),
    }

    let resolutions = of(EventType::TicketResolved);
    let newest = resolutions.max_by_key(|event| place(event, opening));
    let standing = newest.filter(|newest| next(EventType::TicketReopened, newest).is_none());
    let under = dimensions(newest.and_then(|newest| newest.agent.clone()));
    page.line(opened_at, &under, "Cases".to_owned());
    page.line(opened_at, &under, format!("Transfers {}", of(EventType::TicketTransferred).count()));
    if let Some(resolved) = standing {
        page.line(opened_at, &under, "Resolved".to_owned());
        page.duration(opened_at, &under, "TimeToResolve", opened_at, clock(resolved));
        page.line(clock(resolved), &under, "Closed".to_owned());
        let contacts = of(EventType::TicketReplied).filter(|event| !event.automatic).count();
        let few = contacts < 2 || opening.channel.as_deref() == Some("chat");
        let week = clock(resolved)..=clock(resolved) + SignedDuration::from_hours(168);
        if few && of(EventType::TicketReopened).count() == 0 && !siblings.iter().any(|at| week.contains(at)) {
            page.line(clock(resolved), &under, "FirstContact".to_owned());
        }
    }

    let from_outside = |event: &&Event| match event.kind {
        EventType::TicketCustomerReplied => !event.automatic,
        _ => event.id == opening.id && !event.automatic && event.by != Some(By::Company),
    };
    for message in events.iter().filter(from_outside) {
        let reply = next(EventType::TicketReplied, message);
        let under = dimensions(reply.and_then(|reply| reply.agent.clone()));
        page.line(clock(message), &under, "Messages".to_owned());
        if let Some(reply) = reply {
            page.duration(clock(message), &under, "ReplyTime", clock(message), clock(reply));
        }
    }
    page.lines
}

fn plain_appointment(events: &[Event], calendar: &Calendar) -> Lines {
    let mut page = Page { lines: Lines::new(), calendar };
    page.events(events);
    let key = |event: &&Event| (event.at, event.id.to_string());
    let plans: Vec<_> = events.iter().filter(|event| event.planned_at.is_some()).collect();
    let Some(plan) = plans.iter().copied().max_by_key(key) else { return page.lines };
    let planned_at = plan.planned_at.unwrap();
    let first = |kind: EventType| {
        let own = events.iter().filter(|event| plans.len() == 1 || key(event) > key(&plan));
        own.filter(|event| event.kind == kind).min_by_key(key)
    };
    let dimensions = [
        ("agent", last_word(events, |event| event.agent.clone())),
        ("channel", last_word(events, |event| event.channel.clone())),
        ("category", last_word(events, |event| event.category.clone())),
        ("segment", last_word(events, |event| event.segment.clone())),
    ];
    let begun = first(EventType::AppointmentStarted);
    let (missed, cancelled) = (first(EventType::AppointmentMissed), first(EventType::AppointmentCancelled));
    let called_off = cancelled
        .filter(|off| missed.is_none_or(|missed| key(&missed) > key(off)))
        .is_some_and(|off| off.by == Some(By::Customer));
    if begun.is_none() && called_off {
        return page.lines;
    }
    if begun.is_none() && missed.is_none() && cancelled.is_none() {
        page.line(planned_at, &dimensions, format!("Waiting {}", page.minute(planned_at)));
    } else {
        page.line(planned_at, &dimensions, "Planned".to_owned());
        if begun.is_some_and(|begun| begun.at.as_millisecond() - planned_at.as_millisecond() <= 300_000) {
            page.line(planned_at, &dimensions, "Kept".to_owned());
        }
    }
    page.lines
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1200))]

    #[test]
    fn a_ticket_adds_what_looking_at_every_pair_of_its_events_finds(
        said in vec(said(&TICKETS), 0..10),
        (calendar, first) in calendars(),
        siblings in vec(-24..(9 * 24_i64), 0..3),
    ) {
        let events = events(&said, "T", "anna", &calendar, first);
        let siblings: Vec<_> = siblings.iter().map(|hours| calendar.zone.start(first) + SignedDuration::from_hours(*hours)).collect();
        let summaries: Vec<_> = siblings.iter().map(|at| Summary { opened_at: *at, resolved_at: None }).collect();
        let contributions = Ticket::of(&events).contributions(&calendar, &summaries);
        prop_assert_eq!(folded(&contributions), plain_ticket(&events, &siblings, &calendar));
    }

    #[test]
    fn an_appointment_adds_what_looking_at_every_pair_of_its_events_finds(
        said in vec(said(&APPOINTMENTS), 0..8),
        (calendar, first) in calendars(),
    ) {
        let events = events(&said, "A", "anna", &calendar, first);
        prop_assert_eq!(folded(&appointment::contributions(&events, &calendar)), plain_appointment(&events, &calendar));
    }
}
