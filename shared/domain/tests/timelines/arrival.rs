//! The order in which events come, how often, and in which grouping things are added up, makes no difference.

use domain::event::{Event, EventType};
use domain::timeline::customer::Customer;
use domain::timeline::ticket::{Summary, Ticket};
use domain::timeline::{Calendar, Contributions, appointment, booking, changed_days, digests, read, text};
use jiff::SignedDuration;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::world::{APPOINTMENTS, CUSTOMERS, Said, TICKETS, calendars, cubes, events, later, said};

/// A kind of timeline and its fold.
#[derive(Clone, Copy, Debug)]
enum Fold {
    Ticket,
    Customer,
    Appointment,
    Booking,
}

impl Fold {
    fn of(self, events: &[Event], calendar: &Calendar) -> Contributions {
        match self {
            Self::Ticket => Ticket::of(events).contributions(calendar, &[]),
            Self::Customer => Customer::of(events).contributions(calendar),
            Self::Appointment => appointment::contributions(events, calendar),
            Self::Booking => booking::contributions(events, calendar),
        }
    }

    const fn kinds(self) -> &'static [EventType] {
        match self {
            Self::Ticket => &TICKETS,
            Self::Customer => &CUSTOMERS,
            Self::Appointment => &APPOINTMENTS,
            Self::Booking => &[EventType::CostBooked],
        }
    }
}

fn folds() -> impl Strategy<Value = (Fold, Vec<Said>)> {
    let fold = prop::sample::select(vec![Fold::Ticket, Fold::Customer, Fold::Appointment, Fold::Booking]);
    fold.prop_flat_map(|fold| (Just(fold), vec(said(fold.kinds()), 0..9)))
}

/// Each place at least once, some of them again, in any order.
fn order(all: usize) -> impl Strategy<Value = Vec<usize>> {
    let again = if all == 0 { Just(Vec::new()).boxed() } else { vec(0..all, 0..6).boxed() };
    again.prop_flat_map(move |again| Just((0..all).chain(again).collect::<Vec<_>>()).prop_shuffle())
}

proptest! {
    #[test]
    fn a_fold_is_the_same_after_any_order_and_any_repeats(
        ((fold, said), order) in folds().prop_flat_map(|folds| { let all = folds.1.len(); (Just(folds), order(all)) }),
        (calendar, first) in calendars(),
    ) {
        let straight = events(&said, "T", "anna", &calendar, first);
        let shuffled: Vec<_> = order.iter().map(|place| straight[*place].clone()).collect();
        prop_assert_eq!(fold.of(&straight, &calendar), fold.of(&shuffled, &calendar));
        prop_assert_eq!(Ticket::of(&straight).summary(), Ticket::of(&shuffled).summary());
        prop_assert_eq!(Ticket::of(&straight).person(), Ticket::of(&shuffled).person());
        let customers = [Customer::of(&straight), Customer::of(&shuffled)];
        prop_assert_eq!(customers[0].spells(), customers[1].spells());
    }

    #[test]
    fn days_are_the_same_in_whatever_grouping_things_are_added_up(
        things in vec((folds(), any::<bool>()), 0..7),
        (calendar, first) in calendars(),
    ) {
        let folded: Vec<_> = things
            .iter()
            .enumerate()
            .map(|(number, ((fold, said), left))| {
                (fold.of(&events(said, &format!("T{number}"), "anna", &calendar, first), &calendar), *left)
            })
            .collect();
        let side = |of: bool| folded.iter().filter(|(_, left)| *left == of).map(|(days, _)| days.clone()).collect::<Vec<_>>();
        let at_once = cubes(&side(true).into_iter().chain(side(false)).collect::<Vec<_>>());
        // Each side by itself, read back from its text, the right one first.
        let mut in_parts = cubes(&side(false));
        for (day, cube) in cubes(&side(true)) {
            let whole = in_parts.entry(day).or_default();
            for part in cube.parts() {
                whole.read_part(&part).unwrap();
            }
        }
        prop_assert_eq!(&at_once, &in_parts);
        let bytes = |cubes: &std::collections::BTreeMap<_, domain::bucket::Cube<_>>| -> Vec<_> { cubes.values().map(domain::bucket::Cube::parts).collect() };
        prop_assert_eq!(bytes(&at_once), bytes(&in_parts));
    }

    #[test]
    fn what_is_stored_reads_back_and_a_late_event_changes_just_the_days_that_it_changes(
        (fold, said) in folds().prop_filter("an event to come late", |(_, said)| !said.is_empty()),
        (calendar, first) in calendars(),
    ) {
        let all = events(&said, "T", "anna", &calendar, first);
        let (before, after) = (fold.of(&all[1..], &calendar), fold.of(&all, &calendar));
        let changed = changed_days(&digests(&before), &digests(&after));
        // A plan may lie a day or two after all that happened.
        for day in (-3..12).map(|days| later(first, days)) {
            prop_assert_eq!(changed.contains(&day), before.get(&day) != after.get(&day), "{}", day);
        }
        prop_assert!(changed.contains(&calendar.day(all[0].at)), "an event counts on its own day");
        for cells in after.values() {
            prop_assert_eq!(&read(&text(cells)).unwrap(), cells);
        }
    }

    #[test]
    fn a_sibling_matters_exactly_where_it_is_said_to(
        said in vec(said(&TICKETS), 0..7),
        (calendar, first) in calendars(),
        hours in -24..(14 * 24_i64),
    ) {
        let events = events(&said, "T", "anna", &calendar, first);
        let ticket = Ticket::of(&events);
        let opened_at = calendar.zone.start(first) + SignedDuration::from_hours(hours);
        let alone = ticket.contributions(&calendar, &[]);
        let among = ticket.contributions(&calendar, &[Summary { opened_at, resolved_at: None }]);
        if alone != among {
            prop_assert!(ticket.summary().unwrap().is_asked_again_by(opened_at));
        }
        let first_contacts = |days: &Contributions| -> u64 {
            days.values().flat_map(|cells| cells.values()).map(|facts| facts.get(domain::facts::Count::FirstContact)).sum()
        };
        if ticket.summary().is_some_and(|own| own.is_asked_again_by(opened_at)) {
            prop_assert_eq!(first_contacts(&among), 0);
        }
    }
}
