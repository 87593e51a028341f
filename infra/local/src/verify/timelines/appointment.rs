//! What an appointment adds to the day for which it is planned.

use domain::bucket::Tallied;
use domain::event::{By, Event, EventType};
use domain::facts::{Count, Facts, Measured};
use domain::timeline::Kind;

use super::Plain;

impl Plain<'_> {
    pub(super) fn appointment(&mut self, events: &[&Event]) {
        let plans: Vec<usize> =
            (0..events.len()).filter(|place| events[*place].kind == EventType::AppointmentPlanned).collect();
        let Some(place) = plans.last() else { return };
        let Some(planned) = events[*place].planned_at else { return };
        let newest = |of: fn(&Event) -> Option<String>| events.iter().rev().find_map(|event| of(event));
        let under = [
            ("agent", newest(|event| event.agent.clone())),
            ("channel", newest(|event| event.channel.clone())),
            ("category", newest(|event| event.category.clone())),
            ("segment", newest(|event| event.segment.clone())),
        ];
        let after = if plans.len() == 1 { events } else { &events[*place..] };
        let find = |kinds: &[EventType]| after.iter().find(|event| kinds.contains(&event.kind));
        let mut facts = Facts::default();
        if let Some(started) = find(&[EventType::AppointmentStarted]) {
            facts.count(Count::Planned, 1);
            if started.at.as_millisecond() <= planned.as_millisecond() + 5 * 60_000 {
                facts.count(Count::Kept, 1);
            }
        } else if let Some(off) = find(&[EventType::AppointmentMissed, EventType::AppointmentCancelled]) {
            if off.kind == EventType::AppointmentCancelled && off.by == Some(By::Customer) {
                return;
            }
            facts.count(Count::Planned, 1);
        } else {
            facts.measure(Measured::Waiting, self.slot(planned));
        }
        let day = self.day(planned);
        self.cell(Kind::Appointments, day, &under).merge(&facts);
    }
}
