//! Made business events of the demo: a café's subscribers and their orders, tickets, appointments, and what support costs.

use std::collections::BTreeSet;

use domain::event::Event;
use domain::id::WorkspaceId;
use domain::money::Currency;
use futures::{TryStreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use store::{Mark, Store};
use uuid::Uuid;

use super::AT_ONCE;
use super::dice::Dice;
use crate::rollup::progress;

/// How many customers there are.
pub const CUSTOMERS: u64 = 240;
/// The people who answer tickets.
pub const AGENTS: [&str; 3] = ["anna", "jonas", "olga"];

/// Stores the events of so many days, and marks what they touch.
pub async fn fill(store: &Store, ws: &WorkspaceId, now: Timestamp, days: i64) -> anyhow::Result<()> {
    let currency: Currency = "EUR".parse()?;
    let made = events(now, days)
        .into_iter()
        .filter(|event| event["at"].as_str().is_some_and(|at| at < now.to_string().as_str()));
    let made: Vec<Event> =
        made.map(|event| Ok(Event::parse(&event, Some(currency))?)).collect::<anyhow::Result<_>>()?;
    let bar = progress(made.len());
    stream::iter(made.iter().map(Ok::<_, anyhow::Error>))
        .try_for_each_concurrent(AT_ONCE, |event| async {
            store.put_event(ws, event).await?;
            bar.inc(1);
            Ok(())
        })
        .await?;
    bar.finish_and_clear();
    let timelines: BTreeSet<_> = made.iter().map(Event::timeline).collect();
    for timeline in timelines {
        let mark = Mark::Timeline { workspace: ws.clone(), timeline };
        store.put_mark(&mark, &Uuid::new_v4().simple().to_string()).await?;
    }
    Ok(())
}

fn events(now: Timestamp, days: i64) -> Vec<Value> {
    let mut dice = Dice(0xcafe);
    let begin = now - SignedDuration::from_hours(24 * days);
    let mut made = Vec::new();
    let mut say = |at: Timestamp, kind: &str, more: Value| {
        let mut event = json!({"event_id": format!("demo-{}", made.len()), "type": kind, "at": at.to_string()});
        if let (Some(event), Value::Object(more)) = (event.as_object_mut(), more) {
            event.extend(more);
        }
        made.push(event);
    };
    let length = u64::try_from(days * 86_400).unwrap_or(0);
    let within = |dice: &mut Dice, from: u64| {
        begin
            + SignedDuration::from_secs(
                i64::try_from(from + dice.roll(length.saturating_sub(from).max(1))).unwrap_or(0),
            )
    };
    for customer in 0..CUSTOMERS {
        let person = format!("c{customer:03}");
        // Most were there before the first day.
        let since = if customer < 190 { begin - SignedDuration::from_hours(24 * 30) } else { within(&mut dice, 0) };
        let plan = dice.pick(&["basic", "basic", "pro"]);
        say(since, "customer_started", json!({"person": person, "plan": plan}));
        for _ in 0..dice.roll(6) {
            let amount = 900 + 50 * dice.roll(60);
            say(within(&mut dice, 0), "order_paid", json!({"person": person, "amount": amount, "currency": "EUR"}));
        }
        if dice.roll(7) == 0 {
            say(within(&mut dice, length / 3), "customer_ended", json!({"person": person}));
        }
    }
    for ticket in 0..u64::try_from(days).unwrap_or(0) * 3 {
        let id = format!("T{ticket:04}");
        let mut at = within(&mut dice, 0);
        let agent = dice.pick(&AGENTS);
        let channel = dice.pick(&["email", "email", "chat", "phone"]);
        let category = dice.pick(&["delivery", "billing", "machine"]);
        let person = format!("c{:03}", dice.roll(CUSTOMERS));
        say(at, "ticket_opened", json!({"ticket": id, "person": person, "channel": channel, "category": category}));
        let mut later = |dice: &mut Dice, most: u64| {
            at += SignedDuration::from_secs(i64::try_from(60 + dice.roll(most)).unwrap_or(0));
            at
        };
        if dice.roll(20) == 0 {
            continue;
        }
        say(later(&mut dice, 40_000), "ticket_replied", json!({"ticket": id, "agent": agent}));
        if dice.roll(3) == 0 {
            say(later(&mut dice, 20_000), "ticket_customer_replied", json!({"ticket": id}));
            say(later(&mut dice, 20_000), "ticket_replied", json!({"ticket": id, "agent": agent}));
        }
        if dice.roll(6) == 0 {
            say(later(&mut dice, 9_000), "ticket_transferred", json!({"ticket": id, "agent": dice.pick(&AGENTS)}));
        }
        if dice.roll(10) > 0 {
            say(later(&mut dice, 90_000), "ticket_resolved", json!({"ticket": id, "agent": agent}));
        }
    }
    for appointment in 0..u64::try_from(days).unwrap_or(0) {
        let (id, planned) = (format!("A{appointment:03}"), within(&mut dice, 86_400));
        let asked = planned - SignedDuration::from_hours(20);
        say(asked, "appointment_planned", json!({"appointment": id, "planned_at": planned.to_string()}));
        let late = SignedDuration::from_secs(i64::try_from(dice.roll(420)).unwrap_or(0));
        match dice.roll(12) {
            0 => say(planned, "appointment_missed", json!({"appointment": id})),
            1 => say(asked, "appointment_cancelled", json!({"appointment": id, "by": "customer"})),
            _ => say(planned + late, "appointment_started", json!({"appointment": id})),
        }
    }
    for week in 0..u64::try_from(days / 7).unwrap_or(0) {
        let at = begin + SignedDuration::from_hours(i64::try_from(24 * 7 * week).unwrap_or(0));
        say(
            at,
            "cost_booked",
            json!({"amount": 24_000 + 100 * dice.roll(40), "currency": "EUR", "category": "support"}),
        );
        say(at, "revenue_booked", json!({"amount": 410_000 + 100 * dice.roll(900), "currency": "EUR"}));
    }
    made
}
