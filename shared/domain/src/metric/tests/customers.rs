use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use proptest::prelude::*;

use super::*;
use crate::bucket::Tallied;
use crate::event::Event;
use crate::facts::Span;
use crate::stats::Share;
use crate::timeline::Calendar;
use crate::timeline::customer::Customer;

/// 200 customers when a month begins, 10 of whom end in it for good; 4 new ones stay.
fn a_month() -> Gathered {
    let workspace = workspace(&json!({}));
    let reading = Reading::new(&workspace, at("2027-01-01T00:00:00Z"));
    let mut before = Before::default();
    let mut past = Facts::default();
    past.count(Count::Started, 230);
    past.count(Count::Ended, 30);
    past.count(Count::First, 230);
    before.pass(&past);
    let mut month = Gathered::over(day("2026-11-01"), day("2026-11-30"), before);
    let mut facts = Facts::default();
    for _ in 0..10 {
        facts.count(Count::Ended, 1);
        facts.span(Span::Lost { since: day("2026-08-13"), until: None, back: None });
    }
    for _ in 0..4 {
        facts.count(Count::Started, 1);
        facts.count(Count::First, 1);
        facts.span(Span::Started { after: None });
    }
    month.add(day("2026-11-21"), &facts, &reading);
    month
}

#[test]
fn churn_of_a_month_added_up_by_hand() {
    let month = a_month();
    let [gross, net, kept] =
        [BuiltIn::GrossChurn, BuiltIn::NetChurn, BuiltIn::Retention].map(|own| number(&month, own));
    assert_eq!(gross.counts, BTreeMap::from([("start", 200), ("lost", 10), ("new", 4), ("end", 194)]));
    assert_eq!([gross.estimate.value, kept.estimate.value, net.estimate.value], [Some(5.0), Some(95.0), Some(3.0)]);
    assert_eq!([gross.estimate.low, gross.estimate.high].map(rounded), ["2.74", "8.96"]);
    assert_eq!([kept.estimate.low, kept.estimate.high].map(rounded), ["91.04", "97.26"]);
    assert_eq!([net.estimate.low, net.estimate.high].map(rounded), ["-0.60", "6.60"]);
    // From 13 August to 21 November are 100 days.
    let Beside::Estimate(lifetime) = &gross.beside["lifetime_days"] else { panic!("no estimate") };
    assert_eq!((lifetime.n, lifetime.value), (10, Some(100.0)));
    assert_eq!(gross.beside["new_per_lost"], Beside::Number(Some(0.4)));
}

#[test]
fn without_customers_at_the_start_there_is_no_churn_however_many_come() {
    let workspace = workspace(&json!({}));
    let reading = Reading::new(&workspace, at("2027-01-01T00:00:00Z"));
    let mut month = Gathered::over(day("2026-11-01"), day("2026-11-30"), Before::default());
    month.add(day("2026-11-21"), &counted(&[(Count::Started, 5), (Count::Ended, 1)], &[]), &reading);
    for metric in [BuiltIn::GrossChurn, BuiltIn::NetChurn, BuiltIn::Retention] {
        let number = month.number(metric, &reading).unwrap();
        assert_eq!((number.estimate.value, number.reason), (None, Some("no_customers_at_start")), "{metric}");
        assert_eq!((number.counts["new"], number.counts["end"]), (4, 4), "{metric}");
    }
}

#[test]
fn where_nobody_was_lost_churn_is_0_and_there_is_no_lifetime() {
    let workspace = workspace(&json!({}));
    let reading = Reading::new(&workspace, at("2027-01-01T00:00:00Z"));
    let mut before = Before::default();
    before.pass(&counted(&[(Count::Started, 1)], &[]));
    let month = Gathered::over(day("2026-11-01"), day("2026-11-30"), before);
    let gross = month.number(BuiltIn::GrossChurn, &reading).unwrap();
    assert_eq!((gross.estimate.n, gross.estimate.value, gross.reason), (1, Some(0.0), None));
    assert_eq!(gross.beside["new_per_lost"], Beside::Number(None));
    assert!(matches!(&gross.beside["lifetime_days"], Beside::Estimate(lifetime) if lifetime.value.is_none()));
}

#[test]
fn whose_day_lies_on_the_edge_of_a_period_is_counted_on_one_side_of_it() {
    let workspace = workspace(&json!({}));
    let reading = Reading::new(&workspace, at("2027-01-01T00:00:00Z"));
    let date = |text: &str| (!text.is_empty()).then(|| day(text));
    // Of 10 to 20 November.
    let gathered = |span| {
        let mut gathered = Gathered::over(day("2026-11-10"), day("2026-11-20"), Before::default());
        let mut facts = Facts::default();
        facts.span(span);
        gathered.add(day("2026-11-15"), &facts, &reading);
        gathered
    };
    for (since, until, back, lost, ended) in [
        ("2026-11-09", "", "", 1, 1),
        ("2026-11-10", "", "", 0, 1),
        ("2026-11-01", "2026-11-09", "", 0, 0),
        ("2026-11-01", "2026-11-10", "", 1, 0),
        ("2026-11-09", "", "2026-11-20", 0, 0),
        ("2026-11-09", "", "2026-11-21", 1, 1),
    ] {
        let gathered = gathered(Span::Lost { since: day(since), until: date(until), back: date(back) });
        assert_eq!((gathered.lost, gathered.lifetimes.n()), (lost, ended), "{since} {until} {back}");
    }
    for (after, joined) in [("", 1), ("2026-11-09", 1), ("2026-11-10", 0)] {
        assert_eq!(gathered(Span::Started { after: date(after) }).joined, joined, "{after}");
    }
    for (after, ended, starts, buyers) in [
        ("", "", "", 1),
        ("2026-11-09", "2026-11-09", "2026-11-21", 1),
        ("2026-11-10", "", "", 0),
        ("", "2026-11-10", "", 0),
        ("", "", "2026-11-20", 0),
    ] {
        let span = Span::Active { after: date(after), ended: date(ended), starts: date(starts) };
        assert_eq!(gathered(span).buyers, buyers, "{after} {ended} {starts}");
    }
}

#[test]
fn a_year_needs_twelve_months_that_all_began_with_customers() {
    let month = Share { k: 1, n: 100 };
    assert_eq!(year(&[month; 11]), None);
    assert_eq!(year(&[month; 13]), None);
    let mut months = [month; 12];
    assert_eq!(rounded(year(&months).unwrap().value), "11.36");
    months[3] = Share { k: 0, n: 0 };
    assert_eq!(year(&months), None);
    months[3] = Share { k: 9, n: 9 };
    assert_eq!(year(&months).unwrap().value, Some(100.0));
}

/// What happened to somebody: an hour of the 60 days, and what.
type Life = Vec<(i64, u8)>;

fn events(person: usize, life: &Life) -> Vec<Event> {
    let kinds = ["customer_started", "customer_ended", "order_paid"];
    let event = |(place, (hour, kind)): (usize, &(i64, u8))| {
        let at = at("2026-09-30T22:00:00Z").checked_add(SignedDuration::from_hours(*hour)).unwrap();
        let kind = kinds[usize::from(*kind)];
        let mut body = json!({"event_id": format!("{person}-{place}"), "type": kind, "at": at.to_string(), "person": format!("p{person}")});
        if kind == "order_paid" {
            body["amount"] = json!(100);
            body["currency"] = json!("EUR");
        }
        Event::parse(&body, None).unwrap()
    };
    life.iter().enumerate().map(event).collect()
}

proptest! {
    /// Late October has a change of the clocks in Riga.
    #[test]
    fn who_was_there_at_the_start_and_gone_at_the_end_is_counted_exactly_in_any_period(
        lives in prop::collection::vec(prop::collection::vec((0_i64..60 * 24, 0_u8..3), 0..9), 0..7),
        from in 0_i8..60,
        length in 0_i8..60,
    ) {
        let workspace = workspace(&json!({"time_zone": "Europe/Riga"}));
        let reading = Reading::new(&workspace, at("2027-01-01T00:00:00Z"));
        let calendar = Calendar { zone: workspace.time_zone.clone(), business: None };
        let from = day("2026-10-01").checked_add(jiff::Span::new().days(from)).unwrap();
        let to = from.checked_add(jiff::Span::new().days(length)).unwrap();

        let mut days: BTreeMap<Date, Facts> = BTreeMap::new();
        let (mut start, mut lost, mut end, mut active, mut ever) = (0, 0, 0, 0, 0);
        for (person, life) in lives.iter().enumerate() {
            let events = events(person, life);
            let customer = Customer::of(&events);
            for (day, contribution) in customer.contributions(&calendar) {
                for facts in contribution.values() {
                    days.entry(day).or_default().merge(facts);
                }
            }
            let spells: Vec<_> = customer.spells().iter()
                .map(|spell| (calendar.day(spell.from), spell.to.map(|to| calendar.day(to)))).collect();
            let there = |at: Date| spells.iter().any(|(from, to)| *from < at && to.is_none_or(|to| to >= at));
            let after = to.tomorrow().unwrap();
            let ordered: BTreeSet<_> = events.iter()
                .filter(|event| event.amount.is_some()).map(|event| calendar.day(event.at)).collect();
            start += u64::from(there(from));
            lost += u64::from(there(from) && !there(after));
            end += u64::from(there(after));
            let living = spells.iter().any(|(begun, ended)| *begun <= to && ended.is_none_or(|ended| ended >= from));
            active += u64::from(living || ordered.range(from..=to).next().is_some());
            let first = spells.iter().map(|(begun, _)| *begun).chain(ordered).min();
            ever += u64::from(first.is_some_and(|first| first <= to));
        }

        let mut before = Before::default();
        for (_, facts) in days.range(..from) {
            before.pass(facts);
        }
        let mut gathered = Gathered::over(from, to, before);
        for (day, facts) in &days {
            gathered.add(*day, facts, &reading);
        }
        let churn = gathered.number(BuiltIn::GrossChurn, &reading).unwrap();
        let new = end + lost - start;
        prop_assert_eq!(churn.counts, BTreeMap::from([("start", start), ("lost", lost), ("new", new), ("end", end)]));
        let clv = gathered.number(BuiltIn::Clv, &reading).unwrap();
        prop_assert_eq!((clv.counts["active"], clv.counts["ever"]), (active, ever));
    }
}
