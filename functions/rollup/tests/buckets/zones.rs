//! Days by the zone's own rules: with no midnight, with two, of half hours more or less, and of 22 and 26 hours.

use std::collections::BTreeMap;

use domain::id::RollupId;
use domain::survey::Survey;
use domain::task::RollupTask;
use jiff::{SignedDuration, Timestamp};
use runtime::batch::{SqsBatch, SqsRecord};
use testing::builders::{time, workspace};

use crate::world::{World, world};

type Counts = BTreeMap<String, BTreeMap<u8, u64>>;

async fn counted(world: &World) -> Counts {
    let counts = world.counts(&world.database.store).await;
    counts.into_iter().map(|(day, (scores, _))| (day, scores.into_iter().collect())).collect()
}

/// Each odd day with its instants, as tzdata has them: written down here by hand, and not asked of the code under test.
const ODD: [(&str, &str, &str, &str); 9] = [
    ("Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00Z", "2026-04-24T21:00:00Z"), // from 00:00 to 01:00: no midnight
    ("America/Santiago", "2026-09-06", "2026-09-06T04:00:00Z", "2026-09-07T03:00:00Z"), // no midnight
    ("America/Havana", "2026-11-01", "2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z"), // two midnights
    ("America/Havana", "2026-03-08", "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z"), // no midnight
    ("Australia/Lord_Howe", "2026-10-04", "2026-10-03T13:30:00Z", "2026-10-04T13:00:00Z"), // 23.5 hours
    ("Australia/Lord_Howe", "2026-04-05", "2026-04-04T13:00:00Z", "2026-04-05T13:30:00Z"), // 24.5 hours
    ("Antarctica/Troll", "2026-03-29", "2026-03-29T00:00:00Z", "2026-03-29T22:00:00Z"), // 22 hours
    ("Antarctica/Troll", "2026-10-25", "2026-10-24T22:00:00Z", "2026-10-26T00:00:00Z"), // 26 hours
    ("Europe/Riga", "2026-10-25", "2026-10-24T21:00:00Z", "2026-10-25T22:00:00Z"),  // 25 hours
];

#[tokio::test]
async fn an_odd_day_holds_the_answers_of_its_own_instants_and_no_other() {
    for (zone, day, start, end) in ODD {
        let world = world(zone).await;
        let (start, end) = (time(start), time(end));
        let before = start - SignedDuration::from_millis(1);
        let last = end - SignedDuration::from_millis(1);
        let middle = start + SignedDuration::from_secs(end.duration_since(start).as_secs() / 2);
        for (number, at) in [before, start, middle, last, end].into_iter().enumerate() {
            let number = u8::try_from(number).unwrap();
            world.answer(&at.to_string(), number.into(), number).await;
        }
        world.night().await;
        let counts = counted(&world).await;
        assert_eq!(counts[day], BTreeMap::from([(1, 1), (2, 1), (3, 1)]), "{zone} {day}");
        assert_eq!(counts.values().flat_map(BTreeMap::values).sum::<u64>(), 5, "{zone} {day}");
    }
}

#[tokio::test]
async fn in_every_zone_the_buckets_equal_a_plain_count() {
    for (zone, around) in [
        ("Europe/Riga", "2026-10-23T00:00:00Z"),
        ("Africa/Cairo", "2026-04-22T00:00:00Z"),
        ("America/Santiago", "2026-09-04T00:00:00Z"),
        ("America/Havana", "2026-10-30T00:00:00Z"),
        ("Australia/Lord_Howe", "2026-10-02T00:00:00Z"),
        ("Antarctica/Troll", "2026-03-27T00:00:00Z"),
        ("Pacific/Kiritimati", "2026-10-30T00:00:00Z"),
    ] {
        let world = world(zone).await;
        let mut plain = Counts::new();
        // The steps and scores look random and are the same every time.
        let mut at: Timestamp = time(around);
        for number in 0..120_u64 {
            at += SignedDuration::from_secs(i64::try_from((number * 7919) % 7200).unwrap());
            let score = u8::try_from((number * 31) % 11).unwrap();
            world.answer(&at.to_string(), number, score).await;
            *plain.entry(world.counting.zone.date(at).to_string()).or_default().entry(score).or_default() += 1;
        }
        world.night().await;
        assert_eq!(counted(&world).await, plain, "{zone}");
    }
}

#[tokio::test]
async fn after_a_changed_zone_the_counted_days_hold_every_answer_once() {
    let world = world("UTC").await;
    for number in 0..40_u64 {
        let at = time("2026-11-10T00:30:00Z") + SignedDuration::from_hours(3 * i64::try_from(number).unwrap());
        world.answer(&at.to_string(), number, 9).await;
    }
    world.night().await;
    let store = &world.database.store;
    let n = |counts: BTreeMap<String, (Vec<(u8, u64)>, u64)>| -> Vec<u64> {
        counts.into_values().map(|(scores, _)| scores.into_iter().map(|(_, n)| n).sum()).collect()
    };
    assert_eq!(n(world.counts(store).await), [8, 8, 8, 8, 8]);
    let moved = Survey { version: 2, time_zone: Some("Pacific/Kiritimati".parse().unwrap()), ..world.survey.clone() };
    assert!(store.put_survey(&workspace(), &moved).await.unwrap());
    let (first, last) = store.counted_days(&workspace(), &(&moved.id).into()).await.unwrap().unwrap();
    let task = RollupTask::Range {
        workspace: "acme".into(),
        job: RollupId::new(uuid::Uuid::from_u128(8)).to_string(),
        from: first.yesterday().unwrap(),
        to: last.tomorrow().unwrap(),
        survey: Some("nps".into()),
        kind: None,
        part: false,
    };
    let record = SqsRecord { message_id: Some("1".into()), body: serde_json::to_string(&task).unwrap() };
    world.rollups.handle(SqsBatch { records: vec![record] }).await.unwrap();
    world.drain().await;
    let after = n(world.counts(store).await);
    assert_eq!(after.iter().sum::<u64>(), 40);
    assert_ne!(after, [8, 8, 8, 8, 8]);
}
