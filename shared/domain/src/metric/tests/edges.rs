use super::*;
use crate::score::{Counts, Measure, MeasureSpec, Metric};

/// Every metric of timelines that is a share, with facts that have `k` of `n`.
fn shares(k: u64, n: u64) -> Vec<(BuiltIn, Facts)> {
    let slots = |n: u64| vec![600; usize::try_from(n).unwrap()];
    let mut answered = counted(&[], &[(Measured::OpenedAt, &slots(n)), (Measured::Unanswered, &slots(n - k))]);
    for _ in 0..k {
        answered.measure(Measured::FirstReply, 60);
    }
    vec![
        (BuiltIn::FirstResponse, answered),
        (BuiltIn::Resolution, counted(&[(Count::Resolved, k), (Count::Cases, n)], &[])),
        (BuiltIn::FirstContact, counted(&[(Count::FirstContact, k), (Count::Closed, n)], &[])),
        (BuiltIn::KeptAppointments, counted(&[(Count::Kept, k), (Count::Planned, n)], &[])),
        (BuiltIn::Delivery, counted(&[(Count::Sent, n), (Count::Bounced, n - k)], &[])),
        (BuiltIn::ResponseRate, counted(&[(Count::Sent, n), (Count::Answered, k)], &[])),
        (BuiltIn::Completion, counted(&[(Count::Begun, n), (Count::Finished, k)], &[])),
        (BuiltIn::OptOut, counted(&[(Count::Sent, n), (Count::Unsubscribed, k)], &[])),
    ]
}

#[test]
fn without_data_every_number_is_missing_and_says_why() {
    let nothing = november(&Facts::default());
    for metric in BuiltIn::ALL {
        let number = number(&nothing, metric);
        let estimate = number.estimate;
        let all = [estimate.value, estimate.low, estimate.high, estimate.margin];
        assert_eq!((estimate.n, all), (0, [None; 4]), "{metric}");
        assert!(number.reason.is_some() && number.is_nothing() && !number.provisional, "{metric}");
        assert_eq!(serde_json::to_value(&number).unwrap()["value"], Value::Null, "{metric}");
    }
}

#[test]
fn one_of_one_is_all_of_them_with_an_interval_that_says_how_little_that_is() {
    for (metric, facts) in shares(1, 1) {
        let one = number(&november(&facts), metric);
        let Number { estimate, reason, .. } = one;
        assert_eq!((estimate.n, estimate.value, reason), (1, Some(100.0), None), "{metric}");
        assert_eq!(rounded(estimate.low), "20.65", "{metric}");
    }
}

#[test]
fn all_or_none_of_many_still_have_an_interval() {
    for (metric, facts) in shares(0, 40) {
        let none = number(&november(&facts), metric).estimate;
        assert_eq!((none.n, none.value, none.low), (40, Some(0.0), Some(0.0)), "{metric}");
        assert_eq!(rounded(none.high), "8.76", "{metric}");
    }
    for (metric, facts) in shares(40, 40) {
        let all = number(&november(&facts), metric).estimate;
        assert_eq!((all.value, rounded(all.low)), (Some(100.0), "91.24".to_owned()), "{metric}");
    }
}

#[test]
fn shares_have_the_interval_of_wilson() {
    for (metric, facts) in shares(81, 263) {
        let estimate = number(&november(&facts), metric).estimate;
        let all = [estimate.value, estimate.low, estimate.high].map(rounded);
        assert_eq!(all, ["30.80", "25.53", "36.62"], "{metric}");
        assert_eq!(estimate.method_of_interval, "wilson", "{metric}");
    }
}

#[test]
fn times_are_medians_missing_their_interval_below_six() {
    for (metric, measured) in
        [(BuiltIn::ReplyTime, Measured::ReplyTime), (BuiltIn::TimeToResolve, Measured::TimeToResolve)]
    {
        let of = |times: &[u32]| number(&november(&counted(&[], &[(measured, times)])), metric).estimate;
        let one = of(&[90]);
        assert_eq!((one.n, one.value, one.low), (1, Some(90.0), None), "{metric}");
        let equal = of(&[90; 6]);
        assert_eq!((equal.value, equal.low, equal.high), (Some(90.0), Some(90.0), Some(90.0)), "{metric}");
        // One very long time moves a mean and no median.
        assert_eq!(of(&[60, 60, 90, 90, 86_400]).value, Some(90.0), "{metric}");
    }
}

#[test]
fn transfers_are_a_mean_and_equal_ones_have_no_interval() {
    let of =
        |transfers: &[u32]| number(&november(&counted(&[], &[(Measured::Transfers, transfers)])), BuiltIn::Transfers);
    let some = of(&[0, 0, 1, 3]);
    assert_eq!((some.estimate.n, some.estimate.value), (4, Some(1.0)));
    assert_eq!((some.counts["transferred"], some.counts["transfers"]), (2, 4));
    assert_eq!((of(&[0; 20]).estimate.value, of(&[0; 20]).estimate.low), (Some(0.0), None));
    assert_eq!((of(&[2]).estimate.value, of(&[2]).estimate.low), (Some(2.0), None));
}

#[test]
fn an_appointment_without_an_outcome_is_missed_five_minutes_after_its_minute() {
    let workspace = workspace(&json!({"time_zone": "Europe/Riga"}));
    // 10:00 in Riga, where it is 08:00 UTC, is slot 600.
    let facts = counted(&[(Count::Planned, 1), (Count::Kept, 1)], &[(Measured::Waiting, &[600])]);
    for (now, planned, provisional) in [("2026-11-21T08:05:59Z", 1, true), ("2026-11-21T08:06:00Z", 2, false)] {
        let reading = Reading::new(&workspace, at(now));
        let mut today = Gathered::over(day("2026-11-21"), day("2026-11-21"), Before::default());
        today.add(day("2026-11-21"), &facts, &reading);
        let kept = today.number(BuiltIn::KeptAppointments, &reading).unwrap();
        assert_eq!((kept.estimate.n, kept.provisional), (planned, provisional), "{now}");
        assert_eq!(kept.counts["kept"], 1);
    }
}

#[test]
fn a_first_contact_is_on_trial_for_seven_days_after_the_day_s_end() {
    let workspace = workspace(&json!({"time_zone": "Europe/Riga"}));
    let closed = counted(&[(Count::Closed, 2), (Count::FirstContact, 1)], &[]);
    for (now, provisional) in [("2026-11-28T21:59:59Z", true), ("2026-11-28T22:00:00Z", false)] {
        let reading = Reading::new(&workspace, at(now));
        let mut month = Gathered::over(day("2026-11-01"), day("2026-11-30"), Before::default());
        month.add(day("2026-11-21"), &closed, &reading);
        assert_eq!(month.number(BuiltIn::FirstContact, &reading).unwrap().provisional, provisional, "{now}");
    }
}

#[test]
fn a_response_rate_is_provisional_until_the_last_link_has_ended() {
    let workspace = workspace(&json!({}));
    // Day 20,790 is 2026-12-03.
    let facts = counted(&[(Count::Sent, 3), (Count::Answered, 1)], &[(Measured::Expires, &[20_780, 20_790])]);
    for (now, provisional) in [("2026-12-03T23:59:59Z", true), ("2026-12-04T00:00:00Z", false)] {
        let reading = Reading::new(&workspace, at(now));
        let mut month = Gathered::over(day("2026-11-01"), day("2026-11-30"), Before::default());
        month.add(day("2026-11-21"), &facts, &reading);
        let [response, opt_out] =
            [BuiltIn::ResponseRate, BuiltIn::OptOut].map(|metric| month.number(metric, &reading).unwrap());
        assert_eq!((response.provisional, opt_out.provisional), (provisional, false), "{now}");
    }
}

#[test]
fn bounced_messages_are_in_no_denominator_but_that_of_delivery() {
    let counts = [(Count::Sent, 10), (Count::Bounced, 2), (Count::Answered, 4), (Count::Unsubscribed, 1)];
    let month = november(&counted(&counts, &[]));
    let n = |metric| number(&month, metric).estimate.n;
    assert_eq!([BuiltIn::Delivery, BuiltIn::ResponseRate, BuiltIn::OptOut].map(n), [10, 8, 8]);
    assert_eq!(number(&month, BuiltIn::ResponseRate).estimate.value, Some(50.0));
}

#[test]
fn answers_give_the_numbers_that_their_measure_gives() {
    for metric in [Metric::Nps, Metric::Csat, Metric::Ces, Metric::Gcr] {
        let measure = Measure::new(MeasureSpec::of(metric)).unwrap();
        let counts = Counts::from_iter([(1, 3), (2, 4), (5, 2), (99, 7)]);
        let (number, score) = (Number::of_answers(measure, &counts), measure.score(&counts));
        assert_eq!((number.estimate.n, number.estimate.value), (score.n, score.value), "{metric:?}");
        assert_eq!((number.input.n(), number.counts.values().sum()), (score.n, score.n), "{metric:?}");
        let Input::Share(share) = number.input else { continue };
        assert_eq!(crate::stats::Estimate::share(share.k, share.n).value, score.value, "{metric:?}");
    }
}
