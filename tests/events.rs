//! What other systems tell, by the outer contract alone: events come in, in any order and late, and the numbers follow.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

use serde_json::{Value, json};
use tests::{ADMIN, Running};

fn event(id: &str, kind: &str, at: &str, more: &Value) -> Value {
    let mut event = json!({"event_id": id, "type": kind, "at": at});
    event.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    event
}

/// Sends a batch; what became of each line.
fn send(running: &Running, events: &[Value]) -> Vec<String> {
    let lines: Vec<_> = events.iter().map(Value::to_string).collect();
    let key = format!("Bearer {ADMIN}");
    let headers = [("authorization", key.as_str()), ("content-type", "application/x-ndjson")];
    let answer = running.send("POST", "/v1/events", &headers, Some(lines.join("\n")));
    assert_eq!(answer.status, 200, "{}", answer.body);
    let told = |line: &str| -> Value { serde_json::from_str(line).unwrap() };
    let word = |line: Value| line.get("outcome").unwrap_or(&line["code"]).as_str().unwrap().to_owned();
    answer.body.lines().map(told).map(word).collect()
}

/// The metric of a range in one number, once it has so many.
fn counted(running: &Running, metric: &str, (from, to): (&str, &str), n: u64) -> Value {
    let path = format!("/v1/metrics?metric={metric}&from={from}&to={to}&interval=all");
    running.until(&path, |value| value["series"][0]["n"] == n)["series"][0].clone()
}

/// Two tickets of 2025-03-30, the day on which clocks in Riga go from 3 to 4: one is answered after 60 minutes by these
/// clocks and resolved, the other waits.
fn tickets() -> Vec<Value> {
    let one = |n: u8, kind: &str, at: &str, more: &Value| {
        let mut event = event(&format!("T-1-{n}"), kind, at, more);
        event["ticket"] = json!("T-1");
        event
    };
    let agent = json!({"agent": "marta"});
    vec![
        one(4, "ticket_resolved", "2025-03-30T06:00:00+03:00", &agent),
        one(3, "ticket_replied", "2025-03-30T04:30:00+03:00", &agent),
        one(2, "ticket_replied", "2025-03-30T02:30:01+02:00", &json!({"agent": "mailbox", "automatic": true})),
        one(1, "ticket_opened", "2025-03-30T02:30:00+02:00", &json!({"channel": "email"})),
        event("T-2-1", "ticket_opened", "2025-03-30T23:59:59+03:00", &json!({"ticket": "T-2"})),
    ]
}

#[test]
fn events_are_counted_whatever_their_order_and_counted_anew_when_late_ones_come() {
    let folder = tempfile::tempdir().unwrap();
    let running = Running::serve(folder.path(), &[]);
    let settings = json!({"time_zone": "Europe/Riga", "currency": "EUR", "targets": {"first_response_minutes": 60}});
    running.call("PUT", "/v1/workspace", Some(&settings)).expect(200);
    assert_eq!(send(&running, &tickets()), ["stored"; 5]);
    let day = ("2025-03-30", "2025-03-30");
    let first = counted(&running, "first_response", day, 2);
    assert_eq!(first["value"], 50.0, "{first}");
    assert_eq!(counted(&running, "resolution", day, 2)["value"], 50.0);
    assert_eq!(counted(&running, "first_contact", day, 1)["value"], 100.0);
    // Told again, nothing changes: neither a number nor its revision.
    assert_eq!(send(&running, &tickets()), ["repeated"; 5]);
    assert_eq!(counted(&running, "first_response", day, 2), first);

    // Late: the ticket was reopened, and the other one was answered in time after all.
    let late = [
        event("T-1-5", "ticket_reopened", "2025-03-30T07:00:00+03:00", &json!({"ticket": "T-1"})),
        event("T-2-2", "ticket_replied", "2025-03-31T00:10:00+03:00", &json!({"ticket": "T-2", "agent": "juris"})),
        event("T-2-1", "ticket_opened", "2025-03-30T23:59:58+03:00", &json!({"ticket": "T-2"})),
    ];
    assert_eq!(send(&running, &late), ["stored", "stored", "event_id_taken"]);
    let path = "/v1/metrics?metric=first_response&from=2025-03-30&to=2025-03-30&interval=all";
    running.until(path, |value| value["series"][0]["value"] == 100.0);
    let path = "/v1/metrics?metric=resolution&from=2025-03-30&to=2025-03-30&interval=all";
    running.until(path, |value| value["series"][0]["value"] == 0.0 && value["series"][0]["n"] == 2);
}

#[test]
fn what_was_answered_as_stored_is_counted_though_the_program_dies_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut running = Running::serve(folder.path(), &[]);
    assert_eq!(send(&running, &tickets()), ["stored"; 5]);
    running.end("-KILL");
    let running = Running::serve(folder.path(), &[]);
    counted(&running, "first_response", ("2025-03-30", "2025-03-30"), 2);
    assert_eq!(send(&running, &tickets()), ["repeated"; 5]);
}
