//! Bookings: single costs and revenues, each a timeline of one event.

use super::sheet::{Sheet, own_values};
use super::{Calendar, Contributions, in_order};
use crate::event::Event;

/// What a booking adds: itself and its amount, on its day, under what it says of itself.
///
/// ```
/// use domain::event::{Event, EventType};
/// use domain::timeline::{Calendar, booking};
/// let body = serde_json::json!({
///     "event_id": "b-1", "type": "cost_booked", "at": "2026-11-20T23:30:00Z", "amount": 125_000, "currency": "EUR", "category": "salaries",
/// });
/// let riga = Calendar { zone: "Europe/Riga".parse().unwrap(), business: None };
/// let days = booking::contributions(&[Event::parse(&body, None).unwrap()], &riga);
/// let (day, cells) = days.first_key_value().unwrap();
/// let (values, facts) = cells.first_key_value().unwrap();
/// assert_eq!((day.to_string().as_str(), values["category"].as_str()), ("2026-11-21", "salaries"));
/// assert_eq!(facts.amounts(EventType::CostBooked)[&"EUR".parse().unwrap()], 125_000);
/// ```
pub fn contributions(events: &[Event], calendar: &Calendar) -> Contributions {
    let mut sheet = Sheet::default();
    sheet.events(&in_order(events), calendar, own_values);
    sheet.done()
}
