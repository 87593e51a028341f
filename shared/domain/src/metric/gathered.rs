//! The facts of one group in one period, gathered day by day. What depends on the day on which it is counted, such as
//! whether a ticket has had its time, is decided as the day comes in; so days merge in any order.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::money::MixedCurrencies;
use super::number::Number;
use super::{BuiltIn, Reading, appointments, customers, money, programme, tickets};
use crate::bucket::Tallied;
use crate::event::EventType;
use crate::facts::{Count, Facts, Measured, Span};
use crate::money::Currency;
use crate::stats::{Estimate, Spread};

/// What all days before a period add up to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Before {
    /// Customers who began, and those who ended.
    pub(super) started: u64,
    pub(super) ended: u64,
    /// Customers ever seen.
    pub(super) seen: u64,
    /// Paid less refunded, by currency.
    pub(super) revenue: BTreeMap<Currency, i64>,
}

impl Before {
    /// Adds a day that has passed.
    pub fn pass(&mut self, facts: &Facts) {
        self.started = self.started.saturating_add(facts.get(Count::Started));
        self.ended = self.ended.saturating_add(facts.get(Count::Ended));
        self.seen = self.seen.saturating_add(facts.get(Count::First));
        money::add(&mut self.revenue, &money::revenue(facts));
    }

    /// Adds another group's days.
    pub fn merge(&mut self, other: &Self) {
        self.started = self.started.saturating_add(other.started);
        self.ended = self.ended.saturating_add(other.ended);
        self.seen = self.seen.saturating_add(other.seen);
        money::add(&mut self.revenue, &other.revenue);
    }

    /// Customers living when the period begins.
    pub(super) const fn living(&self) -> u64 {
        self.started.saturating_sub(self.ended)
    }
}

/// The facts of one group in one period.
///
/// ```
/// use domain::facts::{Count, Facts};
/// use domain::metric::{Before, BuiltIn, Gathered, Reading};
/// let workspace = domain::workspace::Workspace::new("acme".parse().unwrap());
/// let reading = Reading::new(&workspace, "2026-12-01T00:00:00Z".parse().unwrap());
/// let mut day = Facts::default();
/// day.count(Count::Planned, 20);
/// day.count(Count::Kept, 17);
/// let mut month = Gathered::over("2026-11-01".parse().unwrap(), "2026-11-30".parse().unwrap(), Before::default());
/// month.add("2026-11-21".parse().unwrap(), &day, &reading);
/// let kept = month.number(BuiltIn::KeptAppointments, &reading).unwrap();
/// assert_eq!((kept.estimate.n, kept.estimate.value), (20, Some(85.0)));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Gathered {
    from: Date,
    to: Date,
    pub(super) before: Before,
    pub(super) facts: Facts,
    /// Tickets so young that all of them with an answer were answered in time, and those of them without one.
    young: u64,
    young_unanswered: u64,
    /// Tickets without an answer that still have time.
    pub(super) undecided: u64,
    /// Appointments without an outcome whose time is over.
    pub(super) not_begun: u64,
    /// Tickets resolved on days that are not seven days old.
    pub(super) closed_lately: u64,
    /// Customers there at the start and gone at the end.
    pub(super) lost: u64,
    /// How many days those had been customers who ended in the period and stayed away.
    pub(super) lifetimes: Spread,
    /// Customers in the period who were none at its start.
    pub(super) joined: u64,
    /// People who ordered in the period and were no customers in it.
    pub(super) buyers: u64,
}

/// How late an appointment may begin.
const LATE: SignedDuration = SignedDuration::from_mins(5);
/// For how long a resolution is on trial.
const ON_TRIAL: SignedDuration = SignedDuration::from_hours(7 * 24);

impl Gathered {
    /// Nothing yet, in the local days `from` to `to`, both included.
    pub fn over(from: Date, to: Date, before: Before) -> Self {
        Self {
            from,
            to,
            before,
            facts: Facts::default(),
            young: 0,
            young_unanswered: 0,
            undecided: 0,
            not_begun: 0,
            closed_lately: 0,
            lost: 0,
            lifetimes: Spread::default(),
            joined: 0,
            buyers: 0,
        }
    }

    /// Adds facts of a day of the period; those of another day are not counted.
    pub fn add(&mut self, day: Date, facts: &Facts, reading: &Reading<'_>) {
        if day < self.from || day > self.to {
            return;
        }
        let instants = reading.zone.day(day);
        self.add_slots(instants.start, facts, reading);
        let trial_ends = instants.end.checked_add(ON_TRIAL);
        if trial_ends.is_ok_and(|end| end > reading.now) {
            self.closed_lately = self.closed_lately.saturating_add(facts.get(Count::Closed));
        }
        for (span, times) in facts.spans() {
            self.add_span(day, span, times);
        }
        self.facts.merge(facts);
    }

    fn add_slots(&mut self, day: Timestamp, facts: &Facts, reading: &Reading<'_>) {
        let young = |slot| !reading.may_be_due(day, slot);
        let add = |count: &mut u64, slots: &Spread, is: &dyn Fn(u32) -> bool| {
            let more = slots.iter().filter(|(slot, _)| is(*slot)).map(|(_, times)| times);
            *count = more.fold(*count, u64::saturating_add);
        };
        add(&mut self.young, &facts.spread(Measured::OpenedAt), &young);
        let unanswered = facts.spread(Measured::Unanswered);
        add(&mut self.young_unanswered, &unanswered, &young);
        add(&mut self.undecided, &unanswered, &|slot| !reading.is_due(day, slot));
        add(&mut self.not_begun, &facts.spread(Measured::Waiting), &|slot| reading.is_past(day, slot, LATE));
    }

    fn add_span(&mut self, day: Date, span: Span, times: u64) {
        let (from, to) = (self.from, self.to);
        let before = |day: Option<Date>| day.is_none_or(|day| day < from);
        let after = |day: Option<Date>| day.is_none_or(|day| day > to);
        let add = |count: &mut u64| *count = count.saturating_add(times);
        match span {
            Span::Lost { since, until, back } if after(back) => {
                if since < from && until.is_none_or(|until| until >= from) {
                    add(&mut self.lost);
                }
                // Without `until` it is the pair of an end with its own beginning, of which each end has one.
                if until.is_none() {
                    let days = since.until(day).map_or(0, |span| span.get_days());
                    self.lifetimes.add(u32::try_from(days).unwrap_or_default(), times);
                }
            }
            Span::Started { after: end } if before(end) => add(&mut self.joined),
            Span::Active { after: order, ended, starts } if before(order) && before(ended) && after(starts) => {
                add(&mut self.buyers);
            }
            Span::Lost { .. } | Span::Started { .. } | Span::Active { .. } => {}
        }
    }

    /// Adds what was gathered of another group in the same period.
    pub fn merge(&mut self, other: &Self) {
        let add = |own: &mut u64, more: u64| *own = own.saturating_add(more);
        self.before.merge(&other.before);
        self.facts.merge(&other.facts);
        add(&mut self.young, other.young);
        add(&mut self.young_unanswered, other.young_unanswered);
        add(&mut self.undecided, other.undecided);
        add(&mut self.not_begun, other.not_begun);
        add(&mut self.closed_lately, other.closed_lately);
        add(&mut self.lost, other.lost);
        self.lifetimes.merge(&other.lifetimes);
        add(&mut self.joined, other.joined);
        add(&mut self.buyers, other.buyers);
    }

    /// The number of a metric that is read from timelines; nothing for one that is made of answers.
    ///
    /// # Errors
    /// [`MixedCurrencies`] where it would add amounts of several.
    pub fn number(&self, metric: BuiltIn, reading: &Reading<'_>) -> Result<Number, MixedCurrencies> {
        Ok(match metric {
            BuiltIn::NetChurn => customers::net_churn(self),
            BuiltIn::GrossChurn => customers::gross_churn(self),
            BuiltIn::Retention => customers::retention(self),
            BuiltIn::FirstResponse => tickets::first_response(self, reading),
            BuiltIn::ReplyTime => tickets::reply_time(self, reading),
            BuiltIn::Resolution => tickets::resolution(self),
            BuiltIn::TimeToResolve => tickets::time_to_resolve(self, reading),
            BuiltIn::FirstContact => tickets::first_contact(self),
            BuiltIn::Transfers => tickets::transfers(self),
            BuiltIn::SupportCost => money::support_cost(self, reading)?,
            BuiltIn::Clv => money::clv(self, reading)?,
            BuiltIn::KeptAppointments => appointments::kept(self),
            BuiltIn::Delivery => programme::delivery(self),
            BuiltIn::ResponseRate => programme::response_rate(self, reading),
            BuiltIn::Completion => programme::completion(self),
            BuiltIn::OptOut => programme::opt_out(self),
            BuiltIn::Nps | BuiltIn::Enps | BuiltIn::Csat | BuiltIn::Ces | BuiltIn::Gcr => {
                Number::new(Estimate::share(0, 0), [])
            }
        })
    }

    /// Tickets that were answered before their time was over whatever it was, so in time.
    pub(super) const fn answered_early(&self) -> u64 {
        self.young.saturating_sub(self.young_unanswered)
    }

    /// Amounts of a type, by currency.
    pub(super) fn amounts(&self, what: EventType) -> BTreeMap<Currency, i64> {
        self.facts.amounts(what)
    }

    pub(super) fn count(&self, what: Count) -> u64 {
        self.facts.get(what)
    }
}
