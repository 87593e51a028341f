//! Odd orders of what happens to a ticket.

use serde_json::json;

use super::*;
use crate::timeline::total;

/// The minute of 2026-11-21 in which something happens, with its type and what else it says.
type Told = (i64, &'static str, &'static [(&'static str, &'static str)]);

fn events(told: &[Told]) -> Vec<Event> {
    let start: Timestamp = "2026-11-21T00:00:00Z".parse().unwrap();
    let event = |(number, (minute, kind, fields)): (usize, &Told)| {
        let at = start + SignedDuration::from_mins(*minute);
        let mut body = json!({"event_id": number.to_string(), "type": format!("ticket_{kind}"), "at": at.to_string(), "ticket": "T-1"});
        for (name, value) in *fields {
            body[*name] = if *name == "automatic" { true.into() } else { (*value).into() };
        }
        Event::parse(&body, None).unwrap()
    };
    told.iter().enumerate().map(event).collect()
}

fn utc() -> Calendar {
    Calendar { zone: crate::day::Zone::utc(), business: None }
}

/// All that a ticket adds, whatever the day.
fn facts(told: &[Told], siblings: &[Summary]) -> Facts {
    let events = events(told);
    let days = Ticket::of(&events).contributions(&utc(), siblings);
    days.values().map(total).fold(Facts::default(), |mut all, day| {
        crate::bucket::Tallied::merge(&mut all, &day);
        all
    })
}

fn minutes(facts: &Facts, what: Measured) -> Vec<u32> {
    facts.spread(what).iter().flat_map(|(seconds, times)| (0..times).map(move |_| seconds / 60)).collect()
}

/// Closed, and closed with one contact.
fn closed(told: &[Told]) -> (u64, u64) {
    let facts = facts(told, &[]);
    (facts.get(Count::Closed), facts.get(Count::FirstContact))
}

const OPENED: Told = (10, "opened", &[]);
const REPLIED: Told = (20, "replied", &[]);
const RESOLVED: Told = (30, "resolved", &[]);

#[test]
fn without_an_opening_there_are_only_events() {
    let facts = facts(&[REPLIED, RESOLVED, (5, "customer_replied", &[])], &[]);
    assert_eq!([Count::Opened, Count::Cases, Count::Messages, Count::Closed].map(|what| facts.get(what)), [0; 4]);
    assert_eq!(facts.events(EventType::TicketReplied), 1);
    let events = events(&[REPLIED]);
    assert_eq!(Ticket::of(&events).summary(), None);
}

#[test]
fn a_second_opening_means_nothing() {
    let facts = facts(&[(40, "opened", &[]), OPENED, REPLIED], &[]);
    assert_eq!((facts.get(Count::Opened), facts.get(Count::Messages)), (1, 1));
    assert_eq!(minutes(&facts, Measured::FirstReply), [10]);
    assert_eq!(facts.events(EventType::TicketOpened), 2);
}

#[test]
fn what_lies_before_the_opening_counts_as_at_it() {
    let facts = facts(&[OPENED, (9, "replied", &[]), (8, "customer_replied", &[]), (7, "resolved", &[])], &[]);
    assert_eq!(minutes(&facts, Measured::FirstReply), [0]);
    assert_eq!(minutes(&facts, Measured::ReplyTime), [0, 0]);
    assert_eq!(minutes(&facts, Measured::TimeToResolve), [0]);
}

#[test]
fn a_machines_reply_is_none_and_a_machines_message_waits_for_none() {
    let receipt: Told = (11, "replied", &[("automatic", "")]);
    assert_eq!(minutes(&facts(&[OPENED, receipt, REPLIED], &[]), Measured::FirstReply), [10]);
    let unanswered = facts(&[OPENED, receipt], &[]);
    assert_eq!(minutes(&unanswered, Measured::FirstReply), [0_u32; 0]);
    assert_eq!(unanswered.spread(Measured::Unanswered), [10].into_iter().collect());
    let away: Told = (12, "customer_replied", &[("automatic", "")]);
    assert_eq!(facts(&[OPENED, away, REPLIED], &[]).get(Count::Messages), 1);
    assert_eq!(closed(&[OPENED, receipt, REPLIED, RESOLVED]), (1, 1));
}

#[test]
fn every_message_of_the_customer_waits_for_the_next_reply() {
    let told = [
        OPENED,
        (15, "customer_replied", &[]),
        REPLIED,
        (25, "customer_replied", &[]),
        (31, "replied", &[]),
        (40, "customer_replied", &[]),
    ];
    let all = facts(&told, &[]);
    assert_eq!(all.get(Count::Messages), 4);
    assert_eq!(minutes(&all, Measured::ReplyTime), [5, 6, 10]);
    // One that the company opened is no message of the customer's.
    assert_eq!(facts(&[(10, "opened", &[("by", "company")]), REPLIED], &[]).get(Count::Messages), 0);
}

#[test]
fn the_newest_resolution_stands_until_a_reopening() {
    let resolve = |told: &[Told]| minutes(&facts(told, &[]), Measured::TimeToResolve);
    let (reopened, again): (Told, Told) = ((40, "reopened", &[]), (50, "resolved", &[]));
    assert_eq!(resolve(&[OPENED, RESOLVED]), [20]);
    assert_eq!(resolve(&[OPENED, again, RESOLVED]), [40]);
    assert_eq!(resolve(&[OPENED, RESOLVED, reopened]), [0_u32; 0]);
    assert_eq!(resolve(&[again, reopened, OPENED, RESOLVED]), [40]);
    assert_eq!(closed(&[OPENED, RESOLVED, reopened]), (0, 0));
    assert_eq!(closed(&[OPENED, RESOLVED, reopened, again]), (1, 0));
    // Reopened without having been resolved, as far as anybody knows yet.
    assert_eq!(closed(&[OPENED, reopened, again]), (1, 0));
    let cases = facts(&[OPENED, RESOLVED, reopened], &[]);
    assert_eq!((cases.get(Count::Cases), cases.get(Count::Resolved)), (1, 0));
}

#[test]
fn two_replies_are_one_contact_only_in_a_conversation() {
    let again: Told = (25, "replied", &[]);
    assert_eq!(closed(&[OPENED, RESOLVED]), (1, 1));
    assert_eq!(closed(&[OPENED, REPLIED, RESOLVED]), (1, 1));
    assert_eq!(closed(&[OPENED, REPLIED, again, RESOLVED]), (1, 0));
    for opened in [&[("channel", "chat")][..], &[("channel", "phone")], &[("channel", "call")]] {
        assert_eq!(closed(&[(10, "opened", opened), REPLIED, again, RESOLVED]), (1, 1), "{opened:?}");
    }
    assert_eq!(closed(&[(10, "opened", &[("channel", "email")]), REPLIED, again, RESOLVED]), (1, 0));
}

#[test]
fn another_ticket_within_seven_days_takes_the_first_contact_back() {
    let resolved_at: Timestamp = "2026-11-21T00:30:00Z".parse().unwrap();
    for (hours, first_contact) in [(-1, 1), (0, 0), (1, 0), (168, 0), (169, 1)] {
        let opened_at = resolved_at + SignedDuration::from_hours(hours);
        let sibling = Summary { opened_at, resolved_at: None };
        let facts = facts(&[OPENED, REPLIED, RESOLVED], &[sibling]);
        assert_eq!((facts.get(Count::Closed), facts.get(Count::FirstContact)), (1, first_contact), "{hours}");
    }
}

#[test]
fn each_number_stands_under_the_agent_whose_work_it_is() {
    let told: [Told; 5] = [
        (10, "opened", &[("channel", "email"), ("category", "bill")]),
        (20, "replied", &[("agent", "ilze")]),
        (25, "customer_replied", &[("category", "refund")]),
        (28, "replied", &[("agent", "juris")]),
        (30, "resolved", &[("agent", "maija"), ("channel", "phone")]),
    ];
    let events = events(&told);
    let days = Ticket::of(&events).contributions(&utc(), &[]);
    let cells = days.values().next().unwrap();
    let of = |agent: &str| {
        let values = [("agent", agent), ("channel", "email"), ("category", "refund")];
        let values = values.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect::<Values>();
        let facts = cells.get(&values).cloned().unwrap_or_default();
        [Count::Opened, Count::Messages, Count::Cases, Count::Closed].map(|what| facts.get(what))
    };
    assert_eq!([of("ilze"), of("juris"), of("maija")], [[1, 1, 0, 0], [0, 1, 0, 0], [0, 0, 1, 1]]);
}

#[test]
fn hands_and_business_hours_are_counted_too() {
    let hours = json!({"sat": [["00:15", "00:25"]]});
    let business = crate::hours::business::BusinessHours::parse(&hours, "").unwrap();
    let calendar = Calendar { business: Some(business), ..utc() };
    let events = events(&[OPENED, (12, "transferred", &[]), (13, "transferred", &[]), REPLIED, RESOLVED]);
    let days = Ticket::of(&events).contributions(&calendar, &[]);
    let facts = days.values().map(total).next().unwrap();
    assert_eq!(facts.spread(Measured::Transfers), [2].into_iter().collect());
    assert_eq!(minutes(&facts, Measured::FirstReplyBusiness), [5]);
    assert_eq!(minutes(&facts, Measured::TimeToResolveBusiness), [10]);
    assert_eq!(minutes(&facts, Measured::ReplyTimeBusiness), [5]);
    assert_eq!(minutes(&facts, Measured::FirstReply), [10]);
}
