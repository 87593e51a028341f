//! The order of arrival: whatever it is, the same stands in the tables.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::driver::{Api, event};

/// The life of two tickets, a customer and an appointment, with some events told twice.
fn history() -> Vec<Value> {
    let at = |hour: u8| format!("2026-11-20T{hour:02}:00:00Z");
    let mut events = vec![
        event("c1", "customer_started", &json!({"person": "anna", "plan": "pro", "at": at(1)})),
        event("c2", "order_paid", &json!({"person": "anna", "amount": 990, "currency": "EUR", "at": at(2)})),
        event("c3", "customer_ended", &json!({"person": "anna", "at": at(9)})),
        event("a1", "appointment_planned", &json!({"appointment": "A", "planned_at": at(7), "at": at(3)})),
        event("a2", "appointment_started", &json!({"appointment": "A", "at": at(7)})),
        event("b1", "cost_booked", &json!({"amount": 50_000, "currency": "EUR", "category": "support", "at": at(4)})),
    ];
    for ticket in ["T-1", "T-2"] {
        let of = |n: u8, kind: &str| event(&format!("{ticket}-{n}"), kind, &json!({"ticket": ticket, "at": at(n)}));
        events.extend([
            of(3, "ticket_opened"),
            of(4, "ticket_replied"),
            of(5, "ticket_resolved"),
            of(6, "ticket_reopened"),
        ]);
    }
    let twice = events[3..9].to_vec();
    events.extend(twice);
    events
}

fn run(events: &[Value], pieces: usize, single: bool) -> Vec<(String, Value)> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let api = Api::start().await;
        for piece in events.chunks(events.len().div_ceil(pieces)) {
            if single {
                for one in piece {
                    assert!(api.post(one).await.status.is_success());
                }
            } else {
                assert!(api.batch(piece).await.lines().iter().all(|line| line.get("outcome").is_some()));
            }
        }
        api.stored()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn in_any_order_and_in_any_pieces_the_same_is_stored_and_marked(
        events in Just(history()).prop_shuffle(),
        pieces in 1..5_usize,
        single in any::<bool>(),
    ) {
        let straight = run(&history(), 1, false);
        prop_assert_eq!(straight.len(), 14 * 2 + 5);
        prop_assert_eq!(run(&events, pieces, single), straight);
    }
}
