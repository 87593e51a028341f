//! Appointments: planned for a time, and then begun, missed or cancelled.
//!
//! Odd orders, and what they mean:
//! - planned again: the newest plan stands. What came of the appointment before that belongs to a plan that was replaced, and
//!   counts nothing. Where there is one plan alone, all that happened is its own, also what happened before it by its time;
//! - begun and missed: it was begun. Begun twice: the first time counts;
//! - missed and cancelled: whichever came first;
//! - never planned: nothing but its events.

#[cfg(test)]
mod tests;

use jiff::{SignedDuration, Timestamp};

use super::sheet::{Sheet, own_values, values};
use super::{Calendar, Contributions, in_order, newest};
use crate::event::{By, Event, EventType};
use crate::facts::{Count, Measured};

/// How late one may begin and still be kept.
pub const GRACE: SignedDuration = SignedDuration::from_mins(5);

/// What came of an appointment.
enum Outcome {
    Kept,
    Broken,
    CancelledByCustomer,
    Waiting,
}

impl Outcome {
    fn of(planned_at: Timestamp, since: &[&Event]) -> Self {
        let first = |kinds: &[EventType]| since.iter().find(|event| kinds.contains(&event.kind));
        if let Some(started) = first(&[EventType::AppointmentStarted]) {
            return if started.at.duration_since(planned_at) <= GRACE { Self::Kept } else { Self::Broken };
        }
        match first(&[EventType::AppointmentMissed, EventType::AppointmentCancelled]) {
            None => Self::Waiting,
            Some(end) if end.kind == EventType::AppointmentCancelled && end.by == Some(By::Customer) => {
                Self::CancelledByCustomer
            }
            Some(_) => Self::Broken,
        }
    }
}

/// What an appointment adds: itself and whether it was kept, on the day that it was planned for. One that the customer
/// cancelled adds only its events, and one that has not ended the minute for which it was planned.
///
/// ```
/// use domain::event::Event;
/// use domain::facts::Count;
/// use domain::timeline::{Calendar, appointment};
/// let event = |id: &str, body: serde_json::Value| {
///     let mut event = serde_json::json!({"event_id": id, "appointment": "A-1", "type": "appointment_started"});
///     event.as_object_mut().unwrap().extend(body.as_object().unwrap().clone());
///     Event::parse(&event, None).unwrap()
/// };
/// let planned = serde_json::json!({
///     "type": "appointment_planned", "at": "2026-11-20T12:00:00Z", "planned_at": "2026-11-21T09:00:00Z",
/// });
/// let events = [event("2", serde_json::json!({"at": "2026-11-21T09:05:00Z"})), event("1", planned)];
/// let riga = Calendar { zone: "Europe/Riga".parse().unwrap(), business: None };
/// let days = appointment::contributions(&events, &riga);
/// let kept: u64 = days[&"2026-11-21".parse().unwrap()].values().map(|facts| facts.get(Count::Kept)).sum();
/// assert_eq!(kept, 1);
/// ```
pub fn contributions(events: &[Event], calendar: &Calendar) -> Contributions {
    let events = in_order(events);
    let mut sheet = Sheet::default();
    sheet.events(&events, calendar, own_values);
    let plans: Vec<_> = (0..events.len()).filter(|at| events[*at].planned_at.is_some()).collect();
    let newest_plan = plans.last().and_then(|at| Some((*at, events[*at].planned_at?)));
    if let Some((at, planned_at)) = newest_plan {
        let since = if plans.len() == 1 { &events[..] } else { &events[at..] };
        let values = values([
            ("agent", newest(&events, |event| event.agent.as_deref())),
            ("channel", newest(&events, |event| event.channel.as_deref())),
            ("category", newest(&events, |event| event.category.as_deref())),
            ("segment", newest(&events, |event| event.segment.as_deref())),
        ]);
        let day = calendar.day(planned_at);
        match Outcome::of(planned_at, since) {
            Outcome::CancelledByCustomer => {}
            Outcome::Waiting => sheet.on(day, &values).measure(Measured::Waiting, calendar.slot(planned_at)),
            Outcome::Broken => sheet.on(day, &values).count(Count::Planned, 1),
            Outcome::Kept => {
                let facts = sheet.on(day, &values);
                facts.count(Count::Planned, 1);
                facts.count(Count::Kept, 1);
            }
        }
    }
    sheet.done()
}
