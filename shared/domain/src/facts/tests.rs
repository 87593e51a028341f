//! What holds for every cell that is merged: of facts and of answers.

use std::collections::BTreeMap;
use std::fmt::Debug;

use jiff::ToSpan;
use jiff::civil::date;
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::bucket::{Cell, Cube, Values};
use crate::score::Counts;

fn day() -> impl Strategy<Value = Date> {
    (0..30_i64).prop_map(|days| date(2026, 11, 1) + days.days())
}

fn span() -> impl Strategy<Value = Span> {
    prop_oneof![
        option::of(day()).prop_map(|after| Span::Started { after }),
        (day(), option::of(day()), option::of(day())).prop_map(|(since, until, back)| Span::Lost {
            since,
            until,
            back
        }),
        (option::of(day()), option::of(day()), option::of(day())).prop_map(|(after, ended, starts)| Span::Active {
            after,
            ended,
            starts
        }),
    ]
}

/// One thing that is written into facts.
#[derive(Clone, Debug)]
enum Entry {
    Count(Count, u64),
    Measure(Measured, u32),
    Span(Span),
    Event(EventType),
    Reason(Reason),
    Amount(EventType, &'static str, i64),
}

fn entry() -> impl Strategy<Value = Entry> {
    let counts = vec![Count::Opened, Count::Ended, Count::FirstContact];
    let measured = vec![Measured::FirstReply, Measured::Expires];
    let kinds = vec![EventType::OrderPaid, EventType::OrderRefunded];
    prop_oneof![
        (select(counts), 0..4_u64).prop_map(|(what, times)| Entry::Count(what, times)),
        (select(measured), 0..5_u32).prop_map(|(what, value)| Entry::Measure(what, value)),
        span().prop_map(Entry::Span),
        select(kinds.clone()).prop_map(Entry::Event),
        select(Reason::ALL).prop_map(Entry::Reason),
        (select(kinds), select(vec!["EUR", "USD"]), 0..1_000_000_000_000_i64)
            .prop_map(|(what, currency, amount)| Entry::Amount(what, currency, amount)),
    ]
}

fn write(entries: &[Entry]) -> Facts {
    let mut facts = Facts::default();
    for entry in entries {
        match *entry {
            Entry::Count(what, times) => facts.count(what, times),
            Entry::Measure(what, value) => facts.measure(what, value),
            Entry::Span(span) => facts.span(span),
            Entry::Event(what) => facts.event(what),
            Entry::Reason(why) => facts.reason(why),
            Entry::Amount(what, currency, amount) => facts.amount(what, currency.parse().unwrap(), amount),
        }
    }
    facts
}

fn facts() -> impl Strategy<Value = Facts> {
    vec(entry(), 0..12).prop_map(|entries| write(&entries))
}

fn cell() -> impl Strategy<Value = Cell> {
    let counts = || vec((0..=10_u8, 0..4_u64), 0..3).prop_map(Counts::from_iter);
    let words = btree_map(select(vec!["yes", "no"]), 1..4_u64, 1..3);
    let questions = btree_map(select(vec!["why", "where"]), words, 0..3);
    (counts(), counts(), counts(), counts(), counts(), questions).prop_map(
        |(scores, suspect, anonymous, outsiders, replaced, questions)| {
            let owned = |words: BTreeMap<&str, u64>| words.into_iter().map(|(word, n)| (word.to_owned(), n)).collect();
            let questions =
                questions.into_iter().map(|(question, words)| (question.to_owned(), owned(words))).collect();
            Cell { scores, suspect, anonymous, outsiders, replaced, questions }
        },
    )
}

fn merged<C: Tallied>(left: &C, right: &C) -> C {
    let mut both = left.clone();
    both.merge(right);
    both
}

fn bytes<C: Tallied>(cell: &C) -> String {
    let mut cube = Cube::default();
    cube.merge(Values::from([("channel".to_owned(), "email".to_owned())]), cell);
    cube.parts().join("\n")
}

/// Equal cells, and equal bytes of them.
fn same<C: Tallied>(left: &C, right: &C) -> Result<(), TestCaseError> {
    prop_assert_eq!(left, right);
    prop_assert_eq!(bytes(left), bytes(right));
    Ok(())
}

fn laws<C: Tallied + Debug>(a: &C, b: &C, c: &C) -> Result<(), TestCaseError> {
    same(&merged(&merged(a, b), c), &merged(a, &merged(b, c)))?;
    same(&merged(a, b), &merged(b, a))?;
    same(&merged(a, &C::default()), a)?;
    same(&merged(&C::default(), a), a)?;
    prop_assert_eq!(merged(a, b).weight(), a.weight() + b.weight());
    let mut read = Cube::<C>::default();
    read.read_part(&bytes(a)).unwrap();
    same(&read.total(), a)
}

proptest! {
    #[test]
    fn facts_merge_in_any_order_and_any_grouping_and_read_back(a in facts(), b in facts(), c in facts()) {
        laws(&a, &b, &c)?;
    }

    #[test]
    fn cells_of_answers_merge_in_any_order_and_any_grouping_and_read_back(a in cell(), b in cell(), c in cell()) {
        laws(&a, &b, &c)?;
    }

    #[test]
    fn facts_have_the_same_bytes_in_whatever_order_they_were_written(
        (entries, shuffled) in vec(entry(), 0..12).prop_flat_map(|entries| (Just(entries.clone()), Just(entries).prop_shuffle())),
    ) {
        same(&write(&entries), &write(&shuffled))?;
        let text = serde_json::to_string(&write(&entries)).unwrap();
        prop_assert_eq!(serde_json::to_string(&serde_json::from_str::<Facts>(&text).unwrap()).unwrap(), text);
    }

    #[test]
    fn two_spans_have_the_same_text_only_where_they_are_the_same(one in span(), other in span()) {
        prop_assert_eq!(one.to_string().parse::<Span>().unwrap(), one);
        prop_assert_eq!(one.to_string() == other.to_string(), one == other);
    }

    #[test]
    fn no_text_breaks_the_reading_of_spans(text in "(started|lost|active|x)?(/|2026-11-21|-|a){0,8}") {
        if let Ok(span) = text.parse::<Span>() {
            prop_assert_eq!(span.to_string(), text);
        }
    }
}

#[test]
fn spans_are_spelled_as_they_are_stored() {
    let [first, second] = [date(2026, 11, 1), date(2026, 11, 21)];
    for (span, text) in [
        (Span::Started { after: None }, "started/"),
        (Span::Started { after: Some(first) }, "started/2026-11-01"),
        (Span::Lost { since: first, until: None, back: Some(second) }, "lost/2026-11-01//2026-11-21"),
        (Span::Active { after: None, ended: Some(first), starts: None }, "active//2026-11-01/"),
    ] {
        assert_eq!(serde_json::to_string(&span).unwrap(), format!("\"{text}\""));
    }
    for bad in ["", "started", "started//", "lost///", "lost/2026-11-01/", "active/a//", "gone/", "started/2026-02-30"]
    {
        assert!(bad.parse::<Span>().is_err(), "{bad}");
    }
}

#[test]
fn counts_stay_at_the_largest_number_there_is() {
    let mut facts = Facts::default();
    facts.count(Count::Opened, u64::MAX);
    facts.count(Count::Opened, 1);
    facts.count(Count::Cases, 1);
    assert_eq!((facts.get(Count::Opened), facts.weight()), (u64::MAX, u64::MAX));
}
