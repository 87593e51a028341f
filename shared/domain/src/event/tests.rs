use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::input::Problems;

fn read(body: &Value) -> Result<Event, Problems> {
    Event::parse(body, None)
}

fn told(body: &Value) -> Vec<(String, &'static str)> {
    let Problems(problems) = read(body).unwrap_err();
    problems.into_iter().map(|problem| (problem.name, problem.code)).collect()
}

/// A body of a type with all that the type needs.
fn whole(kind: EventType) -> Value {
    let mut body = json!({"event_id": "ev-1", "type": kind.name(), "at": "2026-11-21T08:00:00.000Z"});
    let more = match kind.timeline() {
        Kind::Tickets => json!({"ticket": "T-1"}),
        Kind::Appointments => json!({"appointment": "A-1"}),
        Kind::Customers => json!({"person": "anna"}),
        Kind::Bookings | Kind::Dispatches => json!({}),
    };
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    match kind {
        EventType::OrderPaid | EventType::OrderRefunded | EventType::CostBooked | EventType::RevenueBooked => {
            body["amount"] = json!(1250);
            body["currency"] = json!("EUR");
        }
        EventType::AppointmentPlanned => body["planned_at"] = json!("2026-11-25T08:00:00.000Z"),
        _ => {}
    }
    body
}

#[test]
fn every_type_reads_back_as_it_is_shown_and_needs_exactly_what_is_said() {
    for kind in EventType::ALL {
        let body = whole(kind);
        let event = read(&body).unwrap();
        assert_eq!((event.kind, event.to_json()), (kind, body.clone()));
        for name in body.as_object().unwrap().keys() {
            let mut less = body.clone();
            less.as_object_mut().unwrap().remove(name);
            let missing = vec![(name.clone(), "required")];
            // Without its type nobody knows what else an event needs, or may not have.
            assert_eq!(told(&less), missing, "{} without {name}", kind.name());
        }
    }
}

#[test]
fn an_order_without_money_is_told_of_both_halves_at_once() {
    let body = json!({"event_id": "ev-1", "type": "order_paid", "at": "2026-11-21T08:00:00Z"});
    let told: Vec<_> = told(&body).into_iter().map(|(name, _)| name).collect();
    assert_eq!(told, ["person", "amount", "currency"]);
}

#[test]
fn an_event_belongs_to_the_timeline_of_what_it_is_about() {
    let timelines = EventType::ALL.map(|kind| read(&whole(kind)).unwrap().timeline().to_string());
    let mut seen = timelines.to_vec();
    seen.dedup();
    assert_eq!(seen, ["customers anna", "tickets T-1", "bookings ev-1", "appointments A-1"]);
}

#[test]
fn every_bad_field_is_named_at_once() {
    let body = json!({"event_id": "a b", "type": "order_paid", "at": "1999-12-31T23:59:59Z", "by": "robot", "person": "Rūta",
        "agent": "", "ticket": 7, "appointment": "a#b", "channel": "x".repeat(65), "plan": "a\nb", "category": 1,
        "amount": -1, "currency": "eur", "automatic": "yes", "planned_at": "2026-11-21", "segment": "vip"});
    assert_eq!(
        told(&body).iter().map(|(name, code)| format!("{name} {code}")).collect::<Vec<_>>(),
        [
            "event_id invalid_id",
            "at out_of_range",
            "by unknown_side",
            "person invalid_id",
            "agent length",
            "ticket not_a_string",
            "appointment invalid_id",
            "channel length",
            "plan control_character",
            "category not_a_string",
            "amount out_of_range",
            "currency unknown_currency",
            "automatic not_a_boolean",
            "planned_at invalid_time",
            "planned_at not_of_this_type",
            "segment unknown_field"
        ]
    );
}

#[test]
fn nothing_of_what_was_sent_is_repeated_in_a_refusal() {
    let body = json!({"event_id": "anna@example.com", "type": "anna@example.com", "at": "anna@example.com", "person": "anna@example.com",
        "by": "anna@example.com", "currency": "anna@example.com"});
    let shown = format!("{:?}", read(&body).unwrap_err());
    assert!(!shown.contains("anna"), "{shown}");
}

#[test]
fn an_amount_has_a_currency_its_own_or_the_workspaces() {
    let mut body = whole(EventType::CostBooked);
    body.as_object_mut().unwrap().remove("currency");
    let usd = "USD".parse().unwrap();
    assert_eq!(Event::parse(&body, Some(usd)).unwrap().currency, Some(usd));
    body["currency"] = json!("EUR");
    assert_eq!(Event::parse(&body, Some(usd)).unwrap().currency.unwrap().code(), "EUR");
    let plain = whole(EventType::TicketOpened);
    assert_eq!(Event::parse(&plain, Some(usd)).unwrap().currency, None);
}

#[test]
fn an_event_without_a_currency_is_the_same_whatever_the_workspaces_is() {
    let said = whole(EventType::CostBooked);
    let mut body = said.clone();
    body.as_object_mut().unwrap().remove("currency");
    let under = |body: &Value, code: &str| Event::parse(body, Some(code.parse().unwrap())).unwrap();
    let (euros, dollars) = (under(&body, "EUR"), under(&body, "USD"));
    assert!(euros.digest_as_sent().is_some());
    assert_eq!(euros.digest_as_sent(), dollars.digest_as_sent());
    assert_ne!(euros.digest(), dollars.digest());
    // To name the currency that it got anyway is another spelling, and one that was named is none by default.
    assert_eq!((under(&said, "USD").digest(), under(&said, "USD").digest_as_sent()), (euros.digest(), None));
    body["amount"] = json!(1251);
    assert_ne!(under(&body, "EUR").digest_as_sent(), euros.digest_as_sent());
}

#[test]
fn money_may_stand_on_any_event_and_a_currency_never_alone() {
    let mut body = whole(EventType::TicketResolved);
    body["currency"] = json!("EUR");
    assert_eq!(told(&body), [("amount".to_owned(), "required")]);
    body["amount"] = json!(0);
    assert_eq!(read(&body).unwrap().amount, Some(0));
}

#[test]
fn a_type_and_a_side_that_contradict_each_other_are_refused_with_the_type_to_send() {
    for (kind, by, other) in [
        (EventType::TicketReplied, "customer", "ticket_customer_replied"),
        (EventType::TicketCustomerReplied, "company", "ticket_replied"),
    ] {
        let mut body = whole(kind);
        body["by"] = json!(by);
        let Problems(problems) = read(&body).unwrap_err();
        assert_eq!((problems[0].name.as_str(), problems[0].code, problems.len()), ("by", "not_of_this_type", 1));
        assert!(problems[0].reason.ends_with(&format!("send it as {other}")), "{}", problems[0].reason);
    }
}

#[test]
fn a_repeat_in_another_spelling_is_a_repeat_and_any_other_change_is_not() {
    let body = whole(EventType::TicketOpened);
    let event = read(&body).unwrap();
    let mut other = body.clone();
    other["at"] = json!("2026-11-21T10:00:00.0009+02:00");
    other["automatic"] = json!(false);
    assert_eq!(read(&other).unwrap().digest(), event.digest());
    let stamped = Event { segment: Some("vip".to_owned()), ..event.clone() };
    assert_eq!((stamped.digest(), stamped.to_json()), (event.digest(), body.clone()));
    for (name, value) in
        [("at", json!("2026-11-21T08:00:00.001Z")), ("automatic", json!(true)), ("agent", json!("Ilze"))]
    {
        let mut other = body.clone();
        other[name] = value;
        assert_ne!(read(&other).unwrap().digest(), event.digest(), "{name}");
    }
}

#[test]
fn times_are_of_the_years_2000_to_2100_and_to_the_millisecond() {
    let at = |at: &str| {
        let mut body = whole(EventType::TicketOpened);
        body["at"] = json!(at);
        read(&body).map(|event| millis(event.at))
    };
    assert_eq!(at("2000-01-01T00:00:00Z").unwrap(), "2000-01-01T00:00:00.000Z");
    assert_eq!(at("2100-12-31T23:59:59.9999Z").unwrap(), "2100-12-31T23:59:59.999Z");
    assert!(at("2101-01-01T00:00:00Z").is_err() && at("1999-12-31T23:59:59.999Z").is_err());
}

proptest! {
    #[test]
    fn any_event_reads_back_with_or_without_a_currency_of_the_workspace(
        kind in prop::sample::select(EventType::ALL.to_vec()),
        millis in 946_684_800_000_i64..4_133_980_800_000,
        words in prop::collection::vec(prop::option::of("[a-zA-Z0-9._:-]{1,64}"), 5),
        money in prop::option::of(0_i64..=1_000_000_000_000),
        automatic in any::<bool>(),
        default in prop::option::of(Just("USD")),
    ) {
        let mut body = whole(kind);
        body["at"] = json!(Timestamp::from_millisecond(millis).unwrap().to_string());
        body["automatic"] = json!(automatic);
        for (name, word) in ["agent", "channel", "plan", "category", "event_id"].into_iter().zip(words) {
            if let Some(word) = word {
                body[name] = json!(word);
            }
        }
        if let Some(amount) = money {
            body["amount"] = json!(amount);
            body["currency"] = json!("LTL");
        }
        let event = read(&body).unwrap();
        let default = default.map(|code| code.parse().unwrap());
        prop_assert_eq!(Event::parse(&event.to_json(), default).unwrap(), event);
    }
}
