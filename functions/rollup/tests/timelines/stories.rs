//! Histories that tests tell again and again, and numbers that look random and are the same every time.

use serde_json::{Value, json};

/// An event of a ticket.
pub fn ticket(ticket: &str, id: &str, kind: &str, at: &str, more: &Value) -> Value {
    with(json!({"event_id": id, "type": kind, "at": at, "ticket": ticket}), more)
}

/// An event of a customer.
pub fn customer(person: &str, id: &str, kind: &str, at: &str, more: &Value) -> Value {
    with(json!({"event_id": id, "type": kind, "at": at, "person": person}), more)
}

fn with(mut event: Value, more: &Value) -> Value {
    for (name, value) in more.as_object().into_iter().flatten() {
        event[name] = value.clone();
    }
    event
}

/// A small company's autumn: tickets that are opened again, move between people and are asked twice, customers who leave
/// and come back, appointments that move, costs and revenues. In the order in which it happened.
pub fn autumn() -> Vec<Value> {
    let mut events = vec![
        ticket("T-1", "t1-a", "ticket_opened", "2026-10-01T21:30:00Z", &json!({"person": "anna", "channel": "email"})),
        ticket("T-1", "t1-b", "ticket_replied", "2026-10-02T07:00:00Z", &json!({"agent": "otto"})),
        ticket("T-1", "t1-c", "ticket_customer_replied", "2026-10-02T21:10:00Z", &json!({})),
        ticket(
            "T-1",
            "t1-d",
            "ticket_replied",
            "2026-10-03T06:00:00Z",
            &json!({"agent": "mia", "category": "invoice"}),
        ),
        ticket("T-1", "t1-e", "ticket_resolved", "2026-10-03T06:05:00Z", &json!({"agent": "mia"})),
        ticket("T-1", "t1-f", "ticket_reopened", "2026-10-05T09:00:00Z", &json!({})),
        ticket("T-1", "t1-g", "ticket_resolved", "2026-10-07T22:30:00Z", &json!({"agent": "otto"})),
        ticket("T-2", "t2-a", "ticket_opened", "2026-10-08T12:00:00Z", &json!({"person": "anna", "channel": "chat"})),
        ticket("T-2", "t2-b", "ticket_replied", "2026-10-08T12:01:00Z", &json!({"agent": "mia"})),
        ticket("T-2", "t2-c", "ticket_resolved", "2026-10-08T12:30:00Z", &json!({"agent": "mia"})),
        ticket("T-3", "t3-a", "ticket_opened", "2026-10-12T08:00:00Z", &json!({"person": "anna"})),
        ticket("T-4", "t4-a", "ticket_opened", "2026-10-13T08:00:00Z", &json!({"person": "bob"})),
        ticket(
            "T-4",
            "t4-b",
            "ticket_transferred",
            "2026-10-13T09:00:00Z",
            &json!({"agent": "otto", "person": "anna"}),
        ),
        ticket("T-5", "t5-a", "ticket_opened", "2026-10-14T08:00:00Z", &json!({})),
        customer("anna", "c1-a", "customer_started", "2026-08-01T10:00:00Z", &json!({"plan": "small"})),
        customer("anna", "c1-b", "order_paid", "2026-09-01T10:00:00Z", &json!({"amount": 1200, "currency": "EUR"})),
        customer("anna", "c1-c", "customer_ended", "2026-09-30T21:30:00Z", &json!({})),
        customer("anna", "c1-d", "order_paid", "2026-10-04T10:00:00Z", &json!({"amount": 700, "currency": "EUR"})),
        customer("anna", "c1-e", "customer_started", "2026-10-20T10:00:00Z", &json!({"plan": "large"})),
        customer("bob", "c2-a", "order_paid", "2026-10-02T10:00:00Z", &json!({"amount": 300, "currency": "EUR"})),
        customer("bob", "c2-b", "order_refunded", "2026-10-05T10:00:00Z", &json!({"amount": 300, "currency": "EUR"})),
    ];
    let planned = |id: &str, at: &str, planned_at: &str| json!({"event_id": id, "type": "appointment_planned", "at": at, "appointment": "A-1", "planned_at": planned_at});
    events.extend([
        planned("a1-a", "2026-10-01T10:00:00Z", "2026-10-09T21:30:00Z"),
        planned("a1-b", "2026-10-05T10:00:00Z", "2026-10-11T09:00:00Z"),
        json!({"event_id": "a1-c", "type": "appointment_started", "at": "2026-10-11T09:04:00Z", "appointment": "A-1"}),
        json!({"event_id": "b1", "type": "cost_booked", "at": "2026-10-31T21:59:00Z", "amount": 5000, "currency": "EUR"}),
        json!({"event_id": "b2", "type": "revenue_booked", "at": "2026-10-31T22:00:00Z", "amount": 90_000, "currency": "EUR"}),
    ]);
    events
}

/// Numbers that look random: Knuth's MMIX.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n
    }

    /// A list in another order, some of it twice.
    pub fn shuffled<T: Clone>(&mut self, list: &[T]) -> Vec<T> {
        let mut dealt = list.to_vec();
        for _ in 0..list.len() / 3 {
            dealt.push(list[self.below(list.len())].clone());
        }
        for last in (1..dealt.len()).rev() {
            dealt.swap(last, self.below(last + 1));
        }
        dealt
    }
}
