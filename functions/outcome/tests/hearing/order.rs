//! Whatever the order, and however often: the tables end up the same.

use std::collections::BTreeMap;

use domain::context::Channel;
use domain::message::{Reason, Status};
use serde_json::{Value, json};

use crate::*;

/// All orders of so many things.
pub fn orders(n: usize) -> Vec<Vec<usize>> {
    if n == 0 {
        return vec![Vec::new()];
    }
    let shorter = orders(n - 1);
    let at = |place: usize| shorter.iter().map(move |order| [&order[..place], &[n - 1], &order[place..]].concat());
    (0..n).flat_map(at).collect()
}

/// The same numbers in an order made of a seed: xorshift, so that it is the same in every run.
fn shuffled(mut numbers: Vec<usize>, mut seed: u64) -> Vec<usize> {
    for at in (1..numbers.len()).rev() {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        numbers.swap(at, usize::try_from(seed).unwrap() % (at + 1));
    }
    numbers
}

fn events(id: DispatchId, to: &str) -> [Value; 5] {
    let delayed = json!({"deliveryDelay": {"timestamp": "2026-11-21T10:00:02.000Z"}});
    [
        mail(id, to, "Send", &json!({"send": {}})),
        delivery(id, to),
        mail(id, to, "DeliveryDelay", &delayed),
        bounce(id, to, "Permanent", "General"),
        complaint(id, to),
    ]
}

/// What stands of a message and of its address, but for the way there: its history, how often it was written and by whom,
/// and which of two hard facts came first.
fn left_behind(all: &BTreeMap<String, Value>, id: DispatchId, address: SuppressionId) -> BTreeMap<String, Value> {
    let (id, address) = (id.to_string(), address.to_string());
    let mut named = BTreeMap::new();
    for (key, item) in all.iter().filter(|(key, _)| key.contains(&id) || key.contains(&address)) {
        let mut item = item.clone();
        let fields = item.as_object_mut().unwrap();
        fields.retain(|name, _| {
            !["pk", "sk", "id", "revision", "writer", "history", "reason", "suppressed_at"].contains(&name.as_str())
        });
        let key = key.replace(&id, "[dispatch]").replace(&address, "[address]");
        // In the list by time an address stands under the time of its first fact.
        let key = match key.split_once("#x\" \"") {
            Some((list, _)) => list.to_owned(),
            None => key,
        };
        named.insert(key, item);
    }
    named
}

#[tokio::test]
async fn five_events_in_each_of_their_orders_and_each_twice_end_in_the_same_state() {
    let setting = Setting::start().await;
    let mut all = Vec::new();
    for (number, order) in (1_u32..).zip(orders(5)) {
        let (id, to) = (setting.sent(number.into(), Channel::Email).await, format!("anna{number}@example.com"));
        let events = events(id, &to);
        // In this order, with each once more at any place among and behind them.
        let mut once = order.iter();
        let mut taken = Vec::new();
        for slot in shuffled((0..10).collect(), u64::from(number)) {
            let event = if slot < 5 { *once.next().unwrap() } else { slot - 5 };
            taken.push(event);
            setting.done(&events[event]).await;
        }
        assert_eq!(setting.standing(id).await, (Status::Complained, Some(Reason::Complaint)), "{taken:?}");
        all.push((id, email_id(&to), taken));
    }
    let tables = setting.database.dump();
    let (id, address, _) = &all[0];
    let first = left_behind(&tables, *id, *address);
    assert_eq!(first.len(), 6, "{first:#?}");
    for (id, address, taken) in &all {
        assert_eq!(left_behind(&tables, *id, *address), first, "{taken:?}");
    }
}

#[tokio::test]
async fn a_status_never_goes_back() {
    let setting = Setting::start().await;
    for (number, order) in (1_u32..).zip(orders(4)) {
        let (id, to) = (setting.sent(number.into(), Channel::Email).await, format!("anna{number}@example.com"));
        let events = events(id, &to);
        for event in &order {
            setting.done(&events[*event]).await;
        }
        let message = setting.message(id).await;
        let rank =
            |status: Status| [Status::Sent, Status::Delivered, Status::Bounced].iter().position(|own| *own == status);
        let ranks: Vec<_> = message.history().iter().skip(2).map(|entry| rank(entry.status).unwrap()).collect();
        assert!(ranks.is_sorted(), "{order:?}: {ranks:?}");
        assert_eq!(message.now().status, Status::Bounced, "{order:?}");
    }
}

#[tokio::test]
async fn texts_that_are_heard_of_in_any_order_end_in_the_same_state() {
    let setting = Setting::start().await;
    let kinds =
        [("TEXT_QUEUED", false), ("TEXT_UNREACHABLE", false), ("TEXT_SUCCESSFUL", false), ("TEXT_DELIVERED", true)];
    for (number, order) in (1_u32..).zip(orders(4)) {
        let id = setting.sent(number.into(), Channel::Sms).await;
        for at in order.iter().chain(&order) {
            let (kind, is_final) = kinds[*at];
            setting.done(&text(id, kind, is_final)).await;
        }
        assert_eq!(setting.standing(id).await, (Status::Delivered, None), "{order:?}");
    }
}
