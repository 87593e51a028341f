//! Telling a history: events and dispatches, folded as the rollup folds them and written as the rollup writes them.

use std::collections::BTreeMap;

use domain::bucket::Cube;
use domain::dispatch::Dispatch;
use domain::event::Event;
use domain::facts::Facts;
use domain::id::{PersonId, WorkspaceId};
use domain::timeline::dispatch::Answer;
use domain::timeline::ticket::{Summary, Ticket};
use domain::timeline::{Calendar, Contributions, Kind, TimelineId, appointment, booking, customer, dispatch};
use domain::workspace::Workspace;
use jiff::civil::Date;
use serde_json::{Map, Value, json};
use testing::builders::{time, workspace};

use crate::app::App;

type Days = BTreeMap<(Kind, Date), Cube<Facts>>;

/// A workspace in Riga with more settings.
pub async fn settle(app: &App, more: &Value) {
    let mut settings = json!({"name": "Acme", "time_zone": "Europe/Riga"});
    for (name, value) in more.as_object().into_iter().flatten() {
        settings[name] = value.clone();
    }
    let settings = Workspace::parse(workspace(), &settings).expect("settings");
    app.store().put_workspace(&settings).await.expect("stored");
}

/// Tells events of the workspace.
pub async fn tell(app: &App, events: &[Value]) {
    tell_in(app, &workspace(), events).await;
}

/// Tells events of a workspace, whose settings are stored before.
pub async fn tell_in(app: &App, ws: &WorkspaceId, events: &[Value]) {
    let calendar = calendar(app, ws).await;
    let mut timelines: BTreeMap<TimelineId, Vec<Event>> = BTreeMap::new();
    for event in events {
        let event = read(event);
        timelines.entry(event.timeline()).or_default().push(event);
    }
    let mut days = Days::new();
    for (id, events) in &timelines {
        let contributions = match id.kind {
            Kind::Tickets => Ticket::of(events).contributions(&calendar, &siblings(&timelines, id)),
            Kind::Customers => customer::Customer::of(events).contributions(&calendar),
            Kind::Appointments => appointment::contributions(events, &calendar),
            Kind::Bookings => booking::contributions(events, &calendar),
            Kind::Dispatches => panic!("dispatches are told of otherwise"),
        };
        add(&mut days, id.kind, contributions);
    }
    write(app, ws, &days).await;
}

/// An event; its segment is what the server stamps on it.
fn read(event: &Value) -> Event {
    let mut sent = event.as_object().expect("an event").clone();
    let segment = sent.remove("segment").map(|segment| segment.as_str().expect("text").to_owned());
    Event { segment, ..Event::parse(&Value::from(sent), None).expect("an event") }
}

/// Tells of dispatches and how each was answered.
pub async fn tell_of_dispatches(app: &App, dispatches: &[(Dispatch, Option<Answer>)]) {
    let calendar = calendar(app, &workspace()).await;
    let mut days = Days::new();
    for (sent, answer) in dispatches {
        add(&mut days, Kind::Dispatches, dispatch::contributions(sent, *answer, &calendar));
    }
    write(app, &workspace(), &days).await;
}

async fn calendar(app: &App, ws: &WorkspaceId) -> Calendar {
    let settings = app.store().workspace(ws).await.expect("read").unwrap_or_else(|| Workspace::new(ws.clone()));
    Calendar { zone: settings.time_zone, business: settings.counting.business_hours }
}

/// The other tickets of the person of a ticket.
fn siblings(timelines: &BTreeMap<TimelineId, Vec<Event>>, own: &TimelineId) -> Vec<Summary> {
    let person = |events: &[Event]| Ticket::of(events).person().cloned();
    let Some(of): Option<PersonId> = person(&timelines[own]) else { return Vec::new() };
    let others = timelines.iter().filter(|(id, _)| id.kind == Kind::Tickets && *id != own);
    others
        .filter(|(_, events)| person(events).as_ref() == Some(&of))
        .filter_map(|(_, events)| Ticket::of(events).summary())
        .collect()
}

fn add(days: &mut Days, kind: Kind, contributions: Contributions) {
    for (day, contribution) in contributions {
        let cube = days.entry((kind, day)).or_default();
        for (values, facts) in contribution {
            cube.merge(values, &facts);
        }
    }
}

async fn write(app: &App, ws: &WorkspaceId, days: &Days) {
    for ((kind, day), cube) in days {
        let (source, at) = ((*kind).into(), time("2026-11-21T03:00:00Z"));
        let fence = app.store().raise_fence(ws, &source, *day).await.expect("a fence");
        app.store().write_bucket(ws, &source, *day, cube, fence, at).await.expect("written");
    }
}

/// An answer as lines: what it is of, then each entry with its number first; numbers with three digits.
pub fn lines(answer: &Value) -> String {
    let mut head = answer.as_object().expect("an answer").clone();
    let series = head.remove("series").expect("entries");
    let overall = head.remove("overall");
    let mut lines = vec![Value::from(head).to_string()];
    lines.extend(series.as_array().expect("entries").iter().map(|entry| line(rounded(entry))));
    lines.extend(overall.iter().flat_map(|all| all.as_array().expect("a list")).map(|one| rounded(one).to_string()));
    lines.join("\n")
}

/// The entries alone.
pub fn entries(answer: &Value) -> String {
    lines(answer).split_once('\n').map(|(_, entries)| entries.to_owned()).unwrap_or_default()
}

fn line(entry: Value) -> String {
    let Value::Object(mut entry) = entry else { panic!("an entry is an object") };
    let mut take = |name: &str| entry.remove(name).expect(name);
    let [period, from, to] =
        ["period", "from", "to"].map(&mut take).map(|text| text.as_str().expect("text").to_owned());
    let [n, value, low, high, margin] = ["n", "value", "low", "high", "margin"].map(&mut take);
    let method = take("method_of_interval");
    let group = entry.remove("group").map_or_else(String::new, |group| format!(" {group}"));
    let rest = Value::from(Map::from_iter(entry));
    format!("{period} {from}..{to}{group} n={n} value={value} {low}..{high} ±{margin} {method} {rest}")
}

fn rounded(value: &Value) -> Value {
    match value {
        Value::Number(number) if number.is_f64() => {
            json!((number.as_f64().expect("a number") * 1000.0).round() / 1000.0)
        }
        Value::Array(list) => list.iter().map(rounded).collect(),
        Value::Object(map) => map.iter().map(|(name, value)| (name.clone(), rounded(value))).collect(),
        other => other.clone(),
    }
}

/// An event with more fields.
pub fn event(id: &str, kind: &str, at: &str, more: &Value) -> Value {
    let mut event = json!({"event_id": id, "type": kind, "at": at});
    for (name, value) in more.as_object().into_iter().flatten() {
        event[name] = value.clone();
    }
    event
}

/// A time some minutes after the start of a day in UTC.
pub fn at(day: &str, after: i64) -> String {
    (time(&format!("{day}T00:00:00Z")) + jiff::SignedDuration::from_mins(after)).to_string()
}
