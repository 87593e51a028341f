//! What these tests bring by files: answers of years ago on days of every length, and a made history of customers, tickets,
//! appointments and books.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::company::{NAUGHTY, ago};

/// Answers that are too old for a post: around the ends of days that are longer or shorter than others, in several versions,
/// of known people and of others, and some that are suspect.
pub fn old_answers() -> Vec<Value> {
    let mut lines = Vec::new();
    let mut line = |survey: &str, at: Timestamp, answers: Value, more: Value| {
        let mut line = json!({"survey": survey, "answered_at": at, "answers": answers});
        line.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        lines.push(line);
    };
    for (survey, ends) in [
        // The ends of days of 25, 23, 23.5 and 24.5 hours, of one with two midnights, and of one that never was.
        ("csat", ["2025-10-04T15:30:00Z", "2026-04-04T15:00:00Z"]),
        ("year", ["2025-11-02T04:30:00Z", "2026-03-08T05:00:00Z"]),
        ("csat-ten", ["2026-04-05T03:00:00Z", "2025-09-07T04:00:00Z"]),
        ("ces-words", ["2011-12-30T10:00:00Z", "2012-01-01T10:00:00Z"]),
        ("shop", ["2020-02-28T18:30:00Z", "2020-02-29T18:30:00Z"]),
    ] {
        for end in ends {
            for minutes in [-90, -31, -1, 0, 1, 29, 61] {
                let at = end.parse::<Timestamp>().unwrap() + SignedDuration::from_mins(minutes);
                let score = match survey {
                    "ces-words" => json!("easy"),
                    "csat" => json!(3),
                    _ => json!(9),
                };
                line(survey, at, json!({"score": score}), json!({}));
                line(
                    survey,
                    at,
                    json!({"score": score}),
                    json!({"person": "anna", "known": minutes % 2 == 0, "locale": "ru"}),
                );
            }
        }
    }
    for (at, rule) in [(1, "honeypot"), (2, "too_fast")] {
        let suspect = json!({"suspect": rule, "person": "bert"});
        line("year", ago(24 * 40 * at), json!({"score": 0, "comment": NAUGHTY[0]}), suspect.clone());
        line("csat", ago(24 * 40 * at), json!({"score": 1}), suspect.clone());
        // Of one somebody said that it is a person's after all.
        let earlier =
            json!([{"genuine": false, "at": ago(24), "by": "key1"}, {"genuine": true, "at": ago(25), "by": null}]);
        let review = json!({"genuine": true, "at": ago(23), "by": "key2", "earlier": earlier});
        let mut vouched = suspect;
        vouched["review"] = review;
        line("csat", ago(24 * 40 * at), json!({"score": 2}), vouched);
    }
    // Of one person several in a quarter, and equal lines are two answers.
    for days in [33, 34, 36, 60, 130, 131, 300] {
        for person in ["anna", "bert", "cleo"] {
            line("year", ago(24 * days), json!({"score": days % 11}), json!({"person": person}));
        }
        line("nps-ten", ago(24 * days), json!({"score": 7}), json!({}));
        line("nps-ten", ago(24 * days), json!({"score": 7}), json!({}));
    }
    // Of the first version: a question that nobody asks any more, and one that was asked otherwise.
    let was = json!({"score": 4, "old": "=old", "-how": "hard", "why": ["price"]});
    line("shop", ago(24 * 50), was.clone(), json!({"version": 1, "channel": "sms"}));
    line("shop", ago(24 * 51), json!({"score": 4, "-how": "hard"}), json!({"version": 2, "channel": "email"}));
    let id = "018df4f3-4480-7000-8000-0000000000aa";
    line(
        "shop",
        "2024-02-29T12:10:00Z".parse().unwrap(),
        was,
        json!({"submission_id": id, "version": 1, "finished": false}),
    );
    let text = json!({"-how": "so so", "comment": "b"});
    line(
        "shop",
        "2024-02-29T12:20:00Z".parse().unwrap(),
        text,
        json!({"submission_id": id, "at": {"-how": "2024-02-29T12:00:00Z"}}),
    );
    lines
}

/// Business events, in no order.
pub fn events() -> Vec<Value> {
    let mut events = Vec::new();
    let mut tell = |kind: &str, hours: u32, more: Value| {
        let mut event = json!({"event_id": format!("e-{}", events.len()), "type": kind, "at": ago(hours)});
        event.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        events.push(event);
    };
    for (at, person) in (0..).zip(["anna", "bert", "cleo", "-dina"]) {
        tell("customer_ended", 24 * 10 + at, json!({"person": person, "by": "company"}));
        tell(
            "customer_started",
            24 * 400 + at,
            json!({"person": person, "plan": NAUGHTY[at as usize], "channel": "web"}),
        );
        tell("order_paid", 24 * 45 + at, json!({"person": person, "amount": 1250 + at, "currency": "EUR"}));
        tell("order_paid", 24 * 46 + at, json!({"person": person, "amount": 99}));
        tell("order_refunded", 24 * 40 + at, json!({"person": person, "amount": 10}));
    }
    // Anna comes back.
    tell("customer_started", 24 * 9, json!({"person": "anna", "plan": "pro"}));
    for ticket in 0..12_u32 {
        let category: String = NAUGHTY[ticket as usize].chars().filter(|c| !c.is_control()).collect();
        let of = json!({"ticket": format!("T-{ticket}"), "person": (["anna", "bert"][ticket as usize % 2]), "category": category});
        let with = |more: Value| {
            let mut all = of.clone();
            all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            all
        };
        let begin = 24 * 20 + 37 * ticket;
        tell("ticket_resolved", begin - 30, with(json!({"agent": "@lea"})));
        tell("ticket_opened", begin, with(json!({"channel": "chat"})));
        tell("ticket_replied", begin - 1, with(json!({"automatic": true})));
        tell("ticket_replied", begin - 2, with(json!({"agent": "@lea", "automatic": false})));
        tell("ticket_customer_replied", begin - 3, with(json!({})));
        if ticket % 3 == 0 {
            tell("ticket_reopened", begin - 40, with(json!({})));
            tell("ticket_transferred", begin - 41, with(json!({"agent": "max"})));
        }
    }
    for appointment in 0..4_u32 {
        let of = json!({"appointment": format!("a{appointment}"), "planned_at": ago(48 + appointment)});
        tell("appointment_planned", 24 * 6, of.clone());
        let kind = ["appointment_started", "appointment_missed", "appointment_cancelled", "appointment_started"]
            [appointment as usize];
        tell(kind, 47 + appointment, json!({"appointment": format!("a{appointment}"), "by": "customer"}));
    }
    for (kind, amount) in [("cost_booked", 5000), ("revenue_booked", 90_000)] {
        tell(kind, 24 * 3, json!({"amount": amount, "category": "=support"}));
    }
    events
}
