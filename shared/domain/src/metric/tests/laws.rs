use proptest::prelude::*;

use super::*;
use crate::bucket::Tallied;
use crate::event::EventType;
use crate::facts::Span;

fn date() -> impl Strategy<Value = Date> {
    (0_i8..20).prop_map(|days| day("2026-11-01").checked_add(jiff::Span::new().days(days)).unwrap())
}

/// Facts that can be of any kind of timeline, so that every metric has something to read.
fn facts() -> impl Strategy<Value = Facts> {
    let counts = prop::collection::vec((prop::sample::select(COUNTS.to_vec()), 1_u64..4), 0..8);
    let measured = prop::collection::vec((prop::sample::select(MEASURED.to_vec()), 0_u32..1500), 0..12);
    let lost = (date(), prop::option::of(date()), prop::option::of(date()))
        .prop_map(|(since, until, back)| Span::Lost { since, until, back });
    let active = (prop::option::of(date()), prop::option::of(date()), prop::option::of(date()))
        .prop_map(|(after, ended, starts)| Span::Active { after, ended, starts });
    let started = prop::option::of(date()).prop_map(|after| Span::Started { after });
    let spans = prop::collection::vec(prop_oneof![lost, active, started], 0..5);
    let amounts = prop::collection::vec((prop::sample::select(MONEY.to_vec()), 0_i64..9_000), 0..4);
    (counts, measured, spans, amounts).prop_map(|(counts, measured, spans, amounts)| {
        let mut facts = counted(&counts, &[]);
        for (what, value) in measured {
            facts.measure(what, value);
        }
        for span in spans {
            facts.span(span);
        }
        for (what, amount) in amounts {
            facts.amount(what, "EUR".parse().unwrap(), amount);
        }
        facts
    })
}

const COUNTS: [Count; 17] = [
    Count::Opened,
    Count::Cases,
    Count::Resolved,
    Count::Closed,
    Count::FirstContact,
    Count::Messages,
    Count::Started,
    Count::Ended,
    Count::First,
    Count::Planned,
    Count::Kept,
    Count::Sent,
    Count::Bounced,
    Count::Answered,
    Count::Begun,
    Count::Finished,
    Count::Unsubscribed,
];
const MEASURED: [Measured; 11] = [
    Measured::FirstReply,
    Measured::FirstReplyBusiness,
    Measured::ReplyTime,
    Measured::ReplyTimeBusiness,
    Measured::TimeToResolve,
    Measured::TimeToResolveBusiness,
    Measured::Transfers,
    Measured::OpenedAt,
    Measured::Unanswered,
    Measured::Waiting,
    Measured::Expires,
];
const MONEY: [EventType; 4] =
    [EventType::OrderPaid, EventType::OrderRefunded, EventType::CostBooked, EventType::RevenueBooked];

fn settings() -> Workspace {
    workspace(&json!({"gross_margin": 40, "targets": {"first_response_minutes": 60}}))
}

proptest! {
    /// Whether groups are read apart and added up, and in whatever order the days come in, the numbers are those of all
    /// facts at once.
    #[test]
    fn numbers_of_merged_groups_and_days_in_any_order_are_the_numbers_of_the_whole(
        (rows, shuffled) in prop::collection::vec((date(), any::<bool>(), facts()), 0..12)
            .prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
    ) {
        let workspace = settings();
        let reading = Reading::new(&workspace, at("2026-11-14T12:34:56Z"));
        let (from, to) = (day("2026-11-05"), day("2026-11-16"));
        let gather = |rows: &[(Date, bool, Facts)], group: Option<bool>| {
            let of = |own: bool| group.is_none_or(|group| group == own);
            let mut before = Before::default();
            for (_, _, facts) in rows.iter().filter(|(day, own, _)| *day < from && of(*own)) {
                before.pass(facts);
            }
            let mut gathered = Gathered::over(from, to, before);
            for (day, _, facts) in rows.iter().filter(|(_, own, _)| of(*own)) {
                gathered.add(*day, facts, &reading);
            }
            gathered
        };
        let whole = gather(&rows, None);
        let mut groups = gather(&shuffled, Some(true));
        groups.merge(&gather(&shuffled, Some(false)));
        for metric in BuiltIn::ALL {
            let same = groups.number(metric, &reading) == whole.number(metric, &reading);
            prop_assert!(same, "{}", metric);
        }
    }

    /// A day's facts that are read as one are those that are read cell by cell, as slots and spans only know their day.
    #[test]
    fn the_facts_of_a_day_may_be_merged_before_or_after(one in facts(), other in facts(), day in date()) {
        let workspace = settings();
        let reading = Reading::new(&workspace, at("2026-11-14T12:34:56Z"));
        let over = || Gathered::over(super::day("2026-11-01"), super::day("2026-11-20"), Before::default());
        let mut merged = one.clone();
        merged.merge(&other);
        let (mut apart, mut together) = (over(), over());
        apart.add(day, &one, &reading);
        apart.add(day, &other, &reading);
        together.add(day, &merged, &reading);
        prop_assert_eq!(apart, together);
    }

    #[test]
    fn a_value_lies_within_its_interval_and_no_share_leaves_0_to_100(rows in prop::collection::vec((date(), facts()), 0..8)) {
        let workspace = settings();
        let reading = Reading::new(&workspace, at("2026-11-14T12:34:56Z"));
        let mut gathered = Gathered::over(day("2026-11-01"), day("2026-11-20"), Before::default());
        for (day, facts) in &rows {
            gathered.add(*day, facts, &reading);
        }
        for metric in BuiltIn::ALL {
            let number = gathered.number(metric, &reading).unwrap();
            prop_assert_eq!(number.estimate.value.is_none(), number.reason.is_some(), "{}", metric);
            let Some(value) = number.estimate.value else { continue };
            prop_assert!(number.estimate.low.is_none_or(|low| low <= value), "{}", metric);
            prop_assert!(number.estimate.high.is_none_or(|high| high >= value), "{}", metric);
            if metric.test() == Test::Shares {
                prop_assert!((0.0..=100.0).contains(&value), "{}", metric);
            }
        }
    }
}
