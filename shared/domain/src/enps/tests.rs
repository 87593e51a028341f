//! What a survey of employees may say, what it may become, and what is shown of its periods.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::id::SubmissionId;
use crate::response::Response;
use crate::stamped::PostDigest;

fn survey_of(more: &Value) -> Result<Survey, Problems> {
    let mut body = json!({"name": "x", "metric": "enps", "periods": [{"from": "2026-10-01", "to": "2026-10-31"}]});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    Survey::parse("team".parse().unwrap(), 1, &body)
}

fn survey(more: &Value) -> Survey {
    survey_of(more).unwrap()
}

fn problems(more: &Value) -> Vec<(String, &'static str)> {
    survey_of(more).unwrap_err().0.into_iter().map(|problem| (problem.name, problem.code)).collect()
}

fn zone() -> Zone {
    "Europe/Riga".parse().unwrap()
}

fn at(time: &str) -> Timestamp {
    time.parse().unwrap()
}

#[test]
fn a_survey_of_employees_reads_back_as_it_was_written() {
    let periods = json!([{"from": "2026-10-01", "to": "2026-10-01"}, {"from": "2026-10-02", "to": "2027-01-31"}]);
    let read = survey(&json!({"periods": periods, "group": "department", "scale": {"min": 1, "max": 10}}));
    assert_eq!(read.definition()["periods"], periods);
    assert_eq!(read.definition()["group"], "department");
    assert_eq!(Survey::parse(read.id.clone(), 1, &read.definition()).unwrap(), read);
}

#[test]
fn without_periods_nobody_is_asked_and_periods_stand_in_their_order() {
    let bare = json!({"name": "x", "metric": "enps"});
    let Problems(found) = Survey::parse("team".parse().unwrap(), 1, &bare).unwrap_err();
    assert_eq!(found.iter().map(|one| (one.name.as_str(), one.code)).collect::<Vec<_>>(), [("periods", "required")]);
    assert_eq!(problems(&json!({"periods": []})), [("periods".to_owned(), "not_a_list")]);
    let wrong = json!([
        {"from": "2026-10-01", "to": "2026-10-31"}, {"from": "2026-10-31", "to": "2026-11-30"},
        {"from": "2026-12-02", "to": "2026-12-01"}, {"from": "2027-01-01T00:00:00Z", "to": "2027-02-01"},
        {"from": "2027-03-01", "to": "2027-03-31", "name": "spring"},
    ]);
    let expected = [
        ("periods[1].from", "overlaps"),
        ("periods[2].to", "before_from"),
        ("periods[3].from", "invalid_date"),
        ("periods[4].name", "unknown_field"),
    ];
    assert_eq!(problems(&json!({"periods": wrong})), expected.map(|(name, code)| (name.to_owned(), code)));
}

#[test]
fn what_would_tell_who_answered_is_refused_and_defaults_are_not() {
    let question = json!({"id": "why", "type": "text", "text": {"en": "Why?"}});
    let body = json!({
        "dimensions": ["department"], "questions": [question], "edit_minutes": 5, "pages": "several",
        "reminder": {"after_days": 3},
    });
    let expected = ["dimensions", "questions", "edit_minutes", "pages", "reminder"];
    assert_eq!(problems(&body), expected.map(|name| (name.to_owned(), "not_for_enps")));
    survey(&json!({"dimensions": [], "questions": [], "edit_minutes": 0, "pages": "one", "kind": "transactional"}));
    for name in ["channel", "locale", "version"] {
        assert_eq!(problems(&json!({"group": name})), [("group".to_owned(), "not_kept")]);
    }
    for name in ["segment", "agent", "touchpoint", "department"] {
        survey(&json!({"group": name}));
    }
}

#[test]
fn periods_and_a_group_are_for_enps_alone() {
    let body =
        json!({"name": "x", "metric": "nps", "periods": [{"from": "2026-10-01", "to": "2026-10-31"}], "group": "a"});
    let Problems(found) = Survey::parse("s".parse().unwrap(), 1, &body).unwrap_err();
    let named: Vec<_> = found.iter().map(|one| (one.name.as_str(), one.code)).collect();
    assert_eq!(named, [("periods", "only_for_enps"), ("group", "only_for_enps")]);
}

#[test]
fn a_period_is_its_local_days_and_closes_an_hour_after_them() {
    let enps = survey(&json!({})).enps.unwrap();
    let found = |time: &str| enps.period_at(&zone(), at(time)).is_some();
    // October begins in summer time, three hours ahead, and ends in winter time, two hours ahead.
    assert!(!found("2026-09-30T20:59:59.999Z") && found("2026-09-30T21:00:00Z"));
    assert!(found("2026-10-31T21:59:59.999Z") && !found("2026-10-31T22:00:00Z"));
    let takes = |time: &str| enps.periods[0].takes_answers(&zone(), at(time));
    assert!(!takes("2026-09-30T20:59:59Z") && takes("2026-09-30T21:00:00Z"));
    assert!(takes("2026-10-31T22:59:59Z") && !takes("2026-10-31T23:00:00Z"));
}

#[test]
fn what_has_begun_stays_and_what_is_to_come_may_change() {
    let now = at("2026-11-10T12:00:00Z");
    let periods = |all: &[(&str, &str)]| -> Value {
        json!({"periods": all.iter().map(|(from, to)| json!({"from": from, "to": to})).collect::<Vec<_>>()})
    };
    let (october, november) = (("2026-10-01", "2026-10-31"), ("2026-11-10", "2026-11-30"));
    let (december, spring) = (("2026-12-01", "2026-12-31"), ("2027-03-01", "2027-03-31"));
    let standing = survey(&periods(&[october, november, december]));
    let follows = |after: &Survey| may_follow(after, Some(&standing), [&zone(), &zone()], now);
    for fine in [&[october, november][..], &[october, november, spring], &[october, november, december, spring]] {
        assert_eq!(follows(&survey(&periods(fine))), Ok(()), "{fine:?}");
    }
    let longer = ("2026-11-10", "2026-12-15");
    for wrong in [&[october][..], &[november], &[october, longer], &[("2026-10-02", "2026-10-31"), november]] {
        assert_eq!(follows(&survey(&periods(wrong))), Err(Unchangeable::Begun), "{wrong:?}");
    }
    // A survey without one that has begun may become anything, but for the past.
    let planned = survey(&periods(&[december]));
    let grouped = survey(&json!({"periods": periods(&[spring])["periods"], "group": "segment"}));
    assert_eq!(may_follow(&grouped, Some(&planned), [&zone(), &zone()], now), Ok(()));
    assert_eq!(may_follow(&grouped, None, [&zone(), &zone()], now), Ok(()));
    let today = survey(&periods(&[november]));
    assert_eq!(may_follow(&today, None, [&zone(), &zone()], now), Ok(()), "it may begin at once");
    assert_eq!(may_follow(&standing, None, [&zone(), &zone()], now), Err(Unchangeable::Past));
}

#[test]
fn the_group_the_zone_and_the_measure_stay_from_the_first_day_on() {
    let now = at("2026-10-01T00:00:00Z");
    let standing = survey(&json!({"group": "department"}));
    let follows = |after: &Survey, to: &Zone| may_follow(after, Some(&standing), [&zone(), to], now);
    assert_eq!(follows(&standing, &zone()), Ok(()));
    let renamed = survey(&json!({"name": "y", "group": "department", "texts": {"question": {"en": "?"}}}));
    assert_eq!(follows(&renamed, &zone()), Ok(()));
    assert_eq!(follows(&survey(&json!({})), &zone()), Err(Unchangeable::InUse("its group")));
    assert_eq!(follows(&survey(&json!({"group": "segment"})), &zone()), Err(Unchangeable::InUse("its group")));
    assert_eq!(follows(&standing, &Zone::utc()), Err(Unchangeable::InUse("its time_zone")));
    let scale = survey(&json!({"group": "department", "scale": {"min": 1, "max": 10}}));
    assert_eq!(follows(&scale, &zone()), Err(Unchangeable::InUse("its scale")));
    let nps = Survey::parse("team".parse().unwrap(), 1, &json!({"name": "x", "metric": "nps"})).unwrap();
    assert_eq!(follows(&nps, &zone()), Err(Unchangeable::InUse("its metric")));
    let before = at("2026-09-30T20:59:59Z");
    assert_eq!(may_follow(&nps, Some(&standing), [&zone(), &zone()], before), Ok(()));
}

#[test]
fn a_row_keeps_the_score_the_group_and_the_comment_and_nothing_else() {
    let survey = survey(&json!({"group": "department", "touchpoint": "support"}));
    let body = json!({
        "submission_id": "01a1fd8c-69a0-7c3e-8f21-d1c65b2e9a10", "survey": "team",
        "answers": {"score": 9, "comment": "Good."}, "locale": "lv", "channel": "web",
        "properties": {"department": "x".repeat(70), "order": "A-1"},
    });
    let mut posted = crate::posted::Posted::parse(&body, &survey, at("2026-10-05T00:00:00Z")).unwrap().response;
    let enps = survey.enps.as_ref().unwrap();
    let row = Row { score: 9, group: Some("x".repeat(64)), comment: Some("Good.".to_owned()), suspect: false };
    assert_eq!(Row::of(&posted, enps), Some(row.clone()));
    posted.suspect = Some(crate::response::Suspect::by(crate::response::SuspectRule::Honeypot));
    assert_eq!(Row::of(&posted, enps), Some(Row { suspect: true, comment: None, ..row }));
    assert_eq!(Row::of(&Response::begin(posted.id, &survey, PostDigest::of(&body)), enps), None, "no score");
    let said = echo(posted.id, &survey).to_string();
    assert!(
        !said.contains("Good") && !said.contains(":9") && !said.contains("support") && !said.contains("lv"),
        "{said}"
    );
}

#[test]
fn keys_hang_on_the_secret_the_id_and_what_they_are_of() {
    let id = |n: u128| SubmissionId::from_parts(at("2026-10-05T00:00:00Z"), [u8::try_from(n).unwrap(); 10]);
    let (one, other) = (Secret::new([1; 32]), Secret::new([2; 32]));
    let keys = [
        one.score_key(id(1)),
        one.score_key(id(2)),
        one.comment_key(id(1)),
        one.comment_key(id(2)),
        other.score_key(id(1)),
        other.comment_key(id(1)),
    ];
    assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), keys.len());
    assert_eq!(one.score_key(id(1)), Secret::new([1; 32]).score_key(id(1)), "a repeat is known again");
    assert_eq!(format!("{one:?}"), "Secret");
}

/// The rule of product.md as its sentence says it, group by group.
fn plainly(sizes: &BTreeMap<String, u64>) -> BTreeSet<&str> {
    let total: u64 = sizes.values().sum();
    let mut hidden: BTreeSet<&str> = sizes.iter().filter(|(_, n)| **n < 5).map(|(name, _)| name.as_str()).collect();
    let hidden_total: u64 = hidden.iter().map(|name| sizes[*name]).sum();
    let any = !hidden.is_empty();
    if any && (hidden_total < 5 || hidden.len() == 1) {
        let smallest =
            sizes.iter().filter(|(name, _)| !hidden.contains(name.as_str())).min_by_key(|(name, n)| (**n, *name));
        hidden.extend(smallest.map(|(name, _)| name.as_str()));
    }
    if total < 5 {
        return BTreeSet::new();
    }
    sizes.keys().map(String::as_str).filter(|name| !hidden.contains(name)).collect()
}

/// What must hold whatever the sizes: no group under five is there, and none can be found by taking those that are there
/// from the total.
fn check(sizes: &BTreeMap<String, u64>) {
    let shown = shown(sizes);
    assert_eq!(shown, plainly(sizes), "{sizes:?}");
    assert!(shown.iter().all(|name| sizes[*name] >= 5), "{sizes:?}");
    let hidden: Vec<u64> = sizes.iter().filter(|(name, _)| !shown.contains(name.as_str())).map(|(_, n)| *n).collect();
    let total: u64 = sizes.values().sum();
    if total < 5 {
        assert!(shown.is_empty());
    } else if let Some(rest) = total.checked_sub(shown.iter().map(|name| sizes[*name]).sum()).filter(|rest| *rest > 0) {
        assert!(rest >= 5, "{sizes:?}: the rest of {rest} is less than is ever shown");
        let small = hidden.iter().filter(|n| **n < 5).count();
        assert!(small == 0 || hidden.len() > 1, "{sizes:?}: the rest is one small group");
    }
}

#[test]
fn every_set_of_up_to_five_groups_of_up_to_eight_hides_what_it_must() {
    let mut sets = vec![vec![]];
    for _ in 0..5 {
        let longer: Vec<Vec<u64>> = sets
            .iter()
            .flat_map(|set: &Vec<u64>| {
                let from = set.last().copied().unwrap_or(1);
                (from..=8).map(move |n| [set.as_slice(), &[n]].concat())
            })
            .collect();
        for set in &longer {
            // In both orders of the names, so that the name decides among equals and never against size.
            for turned in [false, true] {
                let name = |at: usize| format!("g{}", if turned { 9 - at } else { at });
                check(&set.iter().enumerate().map(|(at, n)| (name(at), *n)).collect());
            }
        }
        sets = longer;
    }
}

proptest! {
    #[test]
    fn no_group_under_five_can_be_found_by_subtraction(sizes in prop::collection::btree_map("[a-z]{1,3}", 1u64..40, 0..30)) {
        check(&sizes);
    }

    #[test]
    fn a_result_hangs_on_the_answers_and_not_on_their_order(
        rows in prop::collection::vec((0u8..=10, prop::option::of("[a-d]"), prop::bool::weighted(0.1)), 0..60)
    ) {
        let row = |(score, group, suspect): &(u8, Option<String>, bool)| Row {
            score: *score, group: group.clone(), comment: None, suspect: *suspect,
        };
        let tally = |rows: &mut dyn Iterator<Item = Row>| {
            let mut tally = Tally::default();
            rows.for_each(|row| tally.add(&row));
            tally.close(true)
        };
        let closed = tally(&mut rows.iter().map(row));
        prop_assert_eq!(&closed, &tally(&mut rows.iter().rev().map(row)));
        let counted = rows.iter().filter(|(.., suspect)| !suspect).count();
        prop_assert_eq!(closed.is_some(), counted >= 5);
        if let Some(closed) = closed {
            prop_assert_eq!(closed.total.n(), u64::try_from(counted).unwrap());
            prop_assert!(closed.groups.values().all(|counts| counts.n() >= 5));
            prop_assert_eq!(serde_json::from_str::<Closed>(&closed.text()).unwrap(), closed);
        }
    }
}

#[test]
fn of_four_nothing_is_kept_and_suspects_are_none_of_the_five() {
    let mut tally = Tally::default();
    let row = |suspect| Row { score: 9, group: None, comment: None, suspect };
    (0..4).for_each(|_| tally.add(&row(false)));
    (0..9).for_each(|_| tally.add(&row(true)));
    assert_eq!(tally.clone().close(true), None);
    tally.add(&row(false));
    let closed = tally.close(true).unwrap();
    assert_eq!((closed.total.n(), closed.suspect, closed.groups.len()), (5, 9, 1), "all of no group are one");
}

#[test]
fn of_more_groups_than_are_kept_apart_the_smallest_are_one_and_no_answer_is_lost() {
    let mut tally = Tally::default();
    for group in 0..300u32 {
        for _ in 0..5 + u32::from(group < 200) {
            let group = Some(format!("team {group:03}"));
            tally.add(&Row { score: 7, group, comment: None, suspect: false });
        }
    }
    let closed = tally.close(true).unwrap();
    assert_eq!((closed.groups.len(), closed.groups["other"].n()), (201, 500));
    assert_eq!(closed.groups.values().map(crate::score::Counts::n).sum::<u64>(), closed.total.n());
}
