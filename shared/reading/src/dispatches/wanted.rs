//! Which dispatches a list shows: all that was asked for must hold.

use std::ops::Range;

use domain::day::{Zone, parse_date};
use domain::dispatch::Dispatch;
use domain::id::{PersonId, SurveyId};
use domain::input::{Fields, Refusal};
use domain::message::Status;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use store::DispatchEntry;
use web::query::Days;

use super::RESPONDED;

/// The most days of one list.
const MAX_DAYS: usize = 366;

/// What a dispatch must be to be shown.
#[derive(Debug)]
pub struct Wanted {
    pub survey: Option<SurveyId>,
    pub person: Option<PersonId>,
    /// The status as it is shown.
    pub status: Option<&'static str>,
    /// Asked for at this time or later.
    pub from: Timestamp,
    /// Asked for before this time.
    pub end: Timestamp,
}

impl Wanted {
    /// Whether all dispatches of its instants are shown.
    pub const fn is_everything(&self) -> bool {
        self.survey.is_none() && self.person.is_none() && self.status.is_none()
    }

    /// Whether a dispatch may be shown, as far as its entry tells.
    pub fn takes(&self, entry: &DispatchEntry) -> bool {
        self.survey.as_ref().is_none_or(|survey| *survey == entry.survey) && self.covers(entry.created_at)
    }

    /// Whether it was asked for in time.
    pub fn covers(&self, created_at: Timestamp) -> bool {
        (self.from..self.end).contains(&created_at)
    }

    /// Whether a dispatch is shown if nobody answered it, and if somebody did.
    pub fn shows(&self, dispatch: &Dispatch) -> [bool; 2] {
        let newest = dispatch.messages.last();
        let own = newest.map_or(Status::Scheduled, |message| message.now().status).name();
        self.status.map_or([true, true], |status| [status == own, status == RESPONDED])
    }
}

/// A status as it is shown.
pub fn status(value: &Value) -> Result<&'static str, Refusal> {
    let mut names = Status::ALL.iter().map(|status| status.name()).chain([RESPONDED]);
    let all = || names.clone().collect::<Vec<_>>().join(", ");
    let reason = format!("expected one of {}", all());
    names.find(|name| value.as_str() == Some(name)).ok_or_else(|| Refusal::new("unknown_status", reason))
}

/// Reads `day`, or `from` and `to`; what is wrong with them is left in `fields`. None are all days, which is usual where
/// `all` holds.
pub fn days(fields: &mut Fields<'_>, today: jiff::civil::Date, all: bool) -> Option<Days> {
    let day = fields.optional("day", |value| parse_date(value.as_str().unwrap_or_default()));
    let ranged = fields.has("from") || fields.has("to");
    let range = Days::read(fields, today, MAX_DAYS);
    if fields.has("day") && ranged {
        fields.refuse("day", Refusal::new("not_with_range", "send either day, or from and to"));
    }
    match day {
        Some(day) => Some(Days { first: day, last: day }),
        None if all && !ranged => None,
        None => range,
    }
}

/// The instants of local days; of all days where there are none.
pub fn instants(days: Option<Days>, zone: &Zone, now: Timestamp) -> Range<Timestamp> {
    // None was asked for ahead of the clock by more than minutes, so days to come are not looked through.
    let latest = now + SignedDuration::from_hours(1);
    days.map_or(Timestamp::UNIX_EPOCH..latest, |days| zone.start(days.first)..zone.day(days.last).end.min(latest))
}
