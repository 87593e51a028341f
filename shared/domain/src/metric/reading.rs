//! What the reading of facts depends on beside the facts: when it is read, and the settings that are targets or prices.
//! They are no part of what is stored, so a changed target holds at once and for every day.

use jiff::{SignedDuration, Timestamp};

use crate::day::Zone;
use crate::facts::Measured;
use crate::hours::business::BusinessHours;
use crate::workspace::{Counting, Percent, Reckoning, Workspace};

/// The length of a minute slot.
const SLOT: SignedDuration = SignedDuration::from_secs(60);
/// How far back a ticket is looked for that has had its time.
const LONG_AGO: SignedDuration = SignedDuration::from_hours(20 * 366 * 24);

/// When facts are read, and by which settings. Made once for all that is read together.
#[derive(Clone, Debug)]
pub struct Reading<'a> {
    pub(super) now: Timestamp,
    pub(super) zone: &'a Zone,
    counting: &'a Counting,
    /// What was opened at this instant or before has had its time to a first response.
    cutoff: Timestamp,
}

impl<'a> Reading<'a> {
    /// Reads at `now`, by a workspace's settings.
    pub fn new(workspace: &'a Workspace, now: Timestamp) -> Self {
        let zone = &workspace.time_zone;
        let counting = &workspace.counting;
        let target = SignedDuration::from_mins(i64::from(counting.targets.first_response_minutes));
        let cutoff = match in_business(counting) {
            None => now.checked_sub(target).unwrap_or(Timestamp::MIN),
            Some(hours) => latest_with_more(hours, zone, target, now),
        };
        Self { now, zone, counting, cutoff }
    }

    /// The target of a first response, in seconds.
    pub(super) const fn target(&self) -> u32 {
        self.counting.targets.first_response_minutes.saturating_mul(60)
    }

    /// In which hours times to a response or a resolution are reckoned.
    pub(super) fn basis(&self) -> Reckoning {
        if in_business(self.counting).is_some() { Reckoning::Business } else { Reckoning::Calendar }
    }

    /// Of two measures of one thing the one in the hours that are reckoned in.
    pub(super) fn measured(&self, calendar: Measured, business: Measured) -> Measured {
        match self.basis() {
            Reckoning::Calendar => calendar,
            Reckoning::Business => business,
        }
    }

    pub(super) const fn gross_margin(&self) -> Option<Percent> {
        self.counting.gross_margin
    }

    pub(super) const fn support_cost_target(&self) -> Percent {
        self.counting.targets.support_cost
    }

    /// Whether what was opened in a slot of the day that began then may have had its time: its first instant is that long
    /// ago. Whoever has a reply and was opened later was answered in time.
    pub(super) fn may_be_due(&self, day: Timestamp, slot: u32) -> bool {
        starts(day, slot) <= self.cutoff
    }

    /// Whether all that was opened in a slot has had its time: its end is that long ago.
    pub(super) fn is_due(&self, day: Timestamp, slot: u32) -> bool {
        ends(day, slot) <= self.cutoff
    }

    /// Whether a slot ended that long ago.
    pub(super) fn is_past(&self, day: Timestamp, slot: u32, by: SignedDuration) -> bool {
        ends(day, slot).checked_add(by).is_ok_and(|past| past <= self.now)
    }
}

fn starts(day: Timestamp, slot: u32) -> Timestamp {
    day.checked_add(SignedDuration::from_secs(60 * i64::from(slot))).unwrap_or(Timestamp::MAX)
}

fn ends(day: Timestamp, slot: u32) -> Timestamp {
    starts(day, slot).checked_add(SLOT).unwrap_or(Timestamp::MAX)
}

/// The business hours, where times are reckoned in them.
fn in_business(counting: &Counting) -> Option<&BusinessHours> {
    counting.business_hours.as_ref().filter(|_| counting.targets.first_response_hours == Reckoning::Business)
}

/// The latest whole second from which on more working time than `target` has passed until `now`. More, not as much: where
/// the time ended with the working hours, a reply before the next ones is still in time.
fn latest_with_more(hours: &BusinessHours, zone: &Zone, target: SignedDuration, now: Timestamp) -> Timestamp {
    let ago = |span: i64| now.checked_sub(SignedDuration::from_secs(span)).unwrap_or(Timestamp::MIN);
    let enough = |span: i64| hours.between(zone, ago(span), now) > target;
    let mut long = target.as_secs().max(1);
    while !enough(long) {
        if long > LONG_AGO.as_secs() {
            // Hardly anybody ever works here, so nothing is late.
            return Timestamp::MIN;
        }
        long *= 2;
    }
    // The shortest span that is enough.
    let mut short = 0;
    while long - short > 1 {
        let middle = short + (long - short) / 2;
        if enough(middle) { long = middle } else { short = middle }
    }
    ago(long)
}
