use std::collections::BTreeMap;

use jiff::SignedDuration;
use proptest::prelude::*;

use super::*;
use crate::bucket::Tallied;
use crate::event::Event;
use crate::hours::business::BusinessHours;
use crate::timeline::Calendar;
use crate::timeline::ticket::Ticket;

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

fn today(facts: &Facts, settings: &Value, now: &str) -> Number {
    let workspace = workspace(settings);
    let reading = Reading::new(&workspace, at(now));
    let mut today = Gathered::over(day("2026-11-20"), day("2026-11-20"), Before::default());
    today.add(day("2026-11-20"), facts, &reading);
    today.number(BuiltIn::FirstResponse, &reading).unwrap()
}

fn an_hour() -> Value {
    json!({"targets": {"first_response_minutes": 60}})
}

#[test]
fn an_unanswered_ticket_is_a_miss_once_its_minute_has_had_the_time() {
    // 10:00 in universal time.
    let open = counted(&[], &[(Measured::OpenedAt, &[600]), (Measured::Unanswered, &[600])]);
    let before = today(&open, &an_hour(), "2026-11-20T11:00:59Z");
    assert_eq!((before.estimate.value, before.reason, before.provisional), (None, Some("none_due"), true));
    let after = today(&open, &an_hour(), "2026-11-20T11:01:00Z");
    assert_eq!((after.estimate.n, after.estimate.value, after.provisional), (1, Some(0.0), false));
    assert_eq!((after.counts["unanswered"], after.counts["not_due"]), (1, 0));
}

#[test]
fn a_quick_answer_counts_once_the_others_of_its_time_could_count_too() {
    let quick = counted(&[], &[(Measured::OpenedAt, &[600]), (Measured::FirstReply, &[90])]);
    assert_eq!(today(&quick, &an_hour(), "2026-11-20T10:59:59Z").reason, Some("none_due"));
    let after = today(&quick, &an_hour(), "2026-11-20T11:00:00Z");
    assert_eq!((after.estimate.n, after.estimate.value), (1, Some(100.0)));
    assert_eq!(after.beside["hours"], Beside::Word("calendar".to_owned()));
}

#[test]
fn in_business_hours_a_weekend_takes_nobody_s_time() {
    let settings = json!({"business_hours": {"mon": [["09:00", "17:00"]], "fri": [["09:00", "17:00"]]},
        "targets": {"first_response_minutes": 60, "first_response_hours": "business"}});
    // Friday, 20 November 2026, half an hour before the end of the week.
    let open = counted(&[], &[(Measured::OpenedAt, &[16 * 60 + 30]), (Measured::Unanswered, &[16 * 60 + 30])]);
    for (now, n) in [("2026-11-22T12:00:00Z", 0), ("2026-11-23T09:30:59Z", 0), ("2026-11-23T09:31:01Z", 1)] {
        let number = today(&open, &settings, now);
        assert_eq!(number.estimate.n, n, "{now}");
        assert_eq!(number.beside["hours"], Beside::Word("business".to_owned()));
    }
    // The time of one that is opened an hour before the end is used up by then, and a reply before Monday is in time.
    let open = counted(&[], &[(Measured::OpenedAt, &[15 * 60 + 59]), (Measured::Unanswered, &[15 * 60 + 59])]);
    assert_eq!(today(&open, &settings, "2026-11-22T12:00:00Z").estimate.n, 0);
    assert_eq!(today(&open, &settings, "2026-11-23T09:00:01Z").estimate.n, 1);
}

#[test]
fn where_hardly_anybody_ever_works_nothing_is_late() {
    // One minute a week: the 30 days of the target take 800 years.
    let settings = json!({"business_hours": {"mon": [["09:00", "09:01"]]},
        "targets": {"first_response_minutes": 43_200, "first_response_hours": "business"}});
    let open = counted(&[], &[(Measured::OpenedAt, &[0]), (Measured::Unanswered, &[0])]);
    assert_eq!(today(&open, &settings, "2040-11-20T00:00:00Z").reason, Some("none_due"));
}

#[test]
fn messages_without_a_reply_wait() {
    let facts = counted(&[(Count::Messages, 5)], &[(Measured::ReplyTime, &[60, 120, 240])]);
    let number = number(&november(&facts), BuiltIn::ReplyTime);
    assert_eq!(number.counts, BTreeMap::from([("messages", 5), ("replied", 3), ("waiting", 2)]));
    assert_eq!(number.estimate.value, Some(120.0));
}

/// When a ticket was opened, in minutes and milliseconds after the first Monday or, if so said, around the target before
/// now; and those until its reply.
type Asked = (bool, i64, i64, Option<(i64, i64)>);

fn asked() -> impl Strategy<Value = Asked> {
    let millis = prop_oneof![Just(0_i64), 0_i64..60_000];
    let reply = (prop_oneof![Just(60_i64), 0_i64..6000], millis.clone());
    (any::<bool>(), 0_i64..4 * 1440, millis, prop::option::weighted(0.7, reply))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Half of all tickets lie where only their minute is known to be old enough: answered ones are told apart to the
    /// millisecond all the same, unanswered ones are a miss a minute later at most.
    #[test]
    fn answered_in_time_is_what_a_recount_of_the_tickets_finds(
        all in prop::collection::vec(asked(), 0..12),
        hours in 0_i64..120,
        millis in prop_oneof![Just(0), 0_i64..120_000],
        business in any::<bool>(),
    ) {
        let mut settings = json!({"time_zone": "Europe/Riga", "targets": {"first_response_minutes": 60}});
        if business {
            let week = ["mon", "tue", "wed", "thu", "fri"].map(|day| (day, json!([["09:00", "12:00"], ["13:00", "17:30"]])));
            settings["business_hours"] = week.into_iter().collect();
            settings["targets"]["first_response_hours"] = json!("business");
        }
        let workspace = workspace(&settings);
        let target = SignedDuration::from_mins(60);
        let monday = at("2026-10-22T21:00:00Z");
        let now = monday.checked_add(SignedDuration::from_hours(hours) + SignedDuration::from_millis(millis)).unwrap();
        let reading = Reading::new(&workspace, now);
        let calendar = Calendar { zone: workspace.time_zone.clone(), business: workspace.counting.business_hours.clone() };
        let took = |from, to| match workspace.counting.business_hours.as_ref() {
            Some(hours) => BusinessHours::between(hours, &workspace.time_zone, from, to),
            None => to.duration_since(from),
        };
        let later = |at: Timestamp, (minutes, millis): (i64, i64)| {
            at.checked_add(SignedDuration::from_mins(minutes) + SignedDuration::from_millis(millis)).unwrap()
        };

        let mut days: BTreeMap<Date, Facts> = BTreeMap::new();
        let (mut in_time, mut late, mut unanswered) = (0, 0, 0);
        for (place, (around, minutes, millis, reply)) in all.iter().enumerate() {
            let opened = if *around { later(now, (minutes % 5 - 62, *millis)) } else { later(monday, (*minutes, *millis)) };
            if opened > now {
                continue;
            }
            let reply = reply.map(|reply| later(opened, reply)).filter(|reply| *reply <= now);
            let event = |kind: &str, at: Timestamp| {
                let id = format!("{place}-{kind}");
                Event::parse(&json!({"event_id": id, "type": kind, "at": at.to_string(), "ticket": format!("t{place}"), "by": null}), None).unwrap()
            };
            let mut events = vec![event("ticket_opened", opened)];
            events.extend(reply.map(|at| event("ticket_replied", at)));
            for (day, contribution) in Ticket::of(&events).contributions(&calendar, &[]) {
                for facts in contribution.values() {
                    days.entry(day).or_default().merge(facts);
                }
            }
            let minute = calendar.slot_start(calendar.day(opened), calendar.slot(opened));
            let is_over = |passed| if business { passed > target } else { passed >= target };
            match reply {
                Some(reply) if took(opened, reply) > target => late += 1,
                Some(_) => in_time += u64::from(is_over(took(minute, now))),
                None => unanswered += u64::from(is_over(took(minute.checked_add(MINUTE).unwrap(), now))),
            }
        }

        let mut gathered = Gathered::over(day("2026-10-20"), day("2026-11-10"), Before::default());
        for (day, facts) in &days {
            gathered.add(*day, facts, &reading);
        }
        let number = gathered.number(BuiltIn::FirstResponse, &reading).unwrap();
        let counts = (number.counts["in_time"], number.counts["late"], number.counts["unanswered"]);
        prop_assert_eq!(counts, (in_time, late, unanswered));
        prop_assert_eq!(number.estimate.n, in_time + late + unanswered);
    }
}
