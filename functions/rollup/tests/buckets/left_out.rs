//! Which answers of a bucket are counted, and which are kept and left out: too many from one address, nobody known.

use std::collections::BTreeMap;

use domain::bucket::{Cell, Source};
use domain::response::{AddressHash, Response, Suspect, SuspectRule};
use domain::workspace::Workspace;
use serde_json::json;
use store::Written;
use testing::builders::{response, time, workspace};

use crate::world::{World, bytes, world};

/// An answer of 9 that came from an address.
fn from(world: &World, address: u8, at: &str, number: u64) -> Response {
    let address = Some(AddressHash([address; 12]));
    Response { address, ..response(&world.survey, time(at), number, &json!(9)) }
}

/// Stores so many answers from an address, all of one moment.
async fn burst(world: &World, address: u8, at: &str, answers: u64) {
    for number in 0..answers {
        world.store(&from(world, address, at, u64::from(address) * 1000 + number)).await;
    }
}

/// Counted, suspect and anonymous answers by day.
async fn sums(world: &World) -> BTreeMap<String, (u64, u64, u64)> {
    let (first, last) = ("2026-01-01".parse().unwrap(), "2026-12-31".parse().unwrap());
    let source = Source::from(&world.survey.id);
    let totals = world.database.store.totals::<Cell>(&workspace(), &source, first, last).await.unwrap();
    let sums = totals.into_iter().map(|(day, totals)| {
        let cell = totals.cell.unwrap();
        (day.to_string(), (cell.scores.n(), cell.suspect.n(), cell.anonymous.n()))
    });
    sums.collect()
}

#[tokio::test]
async fn past_twenty_answers_of_an_address_all_of_them_are_suspect_and_up_to_twenty_none() {
    let world = world("UTC").await;
    burst(&world, 1, "2026-11-20T10:00:00Z", 20).await;
    world.night().await;
    assert_eq!(sums(&world).await["2026-11-20"], (20, 0, 0));
    world.store(&from(&world, 1, "2026-11-20T23:00:00Z", 1999)).await;
    world.night().await;
    assert_eq!(sums(&world).await["2026-11-20"], (0, 21, 0));
}

#[tokio::test]
async fn each_address_has_a_number_of_its_own() {
    let world = world("UTC").await;
    burst(&world, 1, "2026-11-20T10:00:00Z", 20).await;
    burst(&world, 2, "2026-11-20T10:00:00Z", 21).await;
    burst(&world, 3, "2026-11-20T10:00:00Z", 1).await;
    world.night().await;
    assert_eq!(sums(&world).await["2026-11-20"], (21, 21, 0));
}

#[tokio::test]
async fn answers_that_a_link_or_a_trusted_key_vouches_for_are_never_too_many() {
    let world = world("UTC").await;
    for number in 0..50 {
        world.answer("2026-11-20T10:00:00Z", number, 9).await;
    }
    world.night().await;
    assert_eq!(sums(&world).await["2026-11-20"], (50, 0, 0));
}

#[tokio::test]
async fn answers_that_are_suspect_already_and_those_without_a_score_count_towards_the_number() {
    let world = world("UTC").await;
    burst(&world, 1, "2026-11-20T10:00:00Z", 19).await;
    let machine = Some(Suspect::by(SuspectRule::TooFast));
    world.store(&Response { suspect: machine, ..from(&world, 1, "2026-11-20T10:00:00Z", 1500) }).await;
    world.night().await;
    assert_eq!(sums(&world).await["2026-11-20"], (19, 1, 0));
    let mut comment = from(&world, 1, "2026-11-20T10:00:00Z", 1501);
    let answers = json!({"comment": "Too slow"});
    let at = comment.id.time();
    comment.answers = world
        .survey
        .read_answers(&answers, "answers")
        .unwrap()
        .into_iter()
        .map(|(question, value)| (question, domain::stamped::Stamped { value, at }))
        .collect();
    world.store(&comment).await;
    world.night().await;
    assert_eq!(sums(&world).await["2026-11-20"], (0, 20, 0));
}

#[tokio::test]
async fn what_somebody_vouched_for_counts_with_the_next_run_until_it_is_taken_back() {
    let world = world("UTC").await;
    let machine = Some(Suspect::by(SuspectRule::TooFast));
    let fast = Response { suspect: machine, ..response(&world.survey, time("2026-11-20T09:00:00Z"), 1, &json!(3)) };
    world.store(&fast).await;
    world.answer("2026-11-20T10:00:00Z", 2, 9).await;
    world.night().await;
    let left_out = bytes(&world);
    assert_eq!(sums(&world).await["2026-11-20"], (1, 1, 0));
    world.review(&fast, true).await;
    assert_eq!(bytes(&world), left_out, "a count is the rollup's alone");
    world.night().await;
    assert_eq!(sums(&world).await["2026-11-20"], (2, 0, 0));
    let counted = &world.counts(&world.database.store).await["2026-11-20"];
    assert_eq!(*counted, (vec![(3, 1), (9, 1)], 2));
    world.review(&fast, false).await;
    world.night().await;
    assert_eq!(sums(&world).await["2026-11-20"], (1, 1, 0));
}

#[tokio::test]
async fn one_of_a_burst_that_somebody_vouched_for_counts_and_the_others_stay_a_burst() {
    let world = world("UTC").await;
    burst(&world, 1, "2026-11-20T10:00:00Z", 21).await;
    let (one, other) = (from(&world, 1, "2026-11-20T10:00:00Z", 1000), from(&world, 1, "2026-11-20T10:00:00Z", 1001));
    world.review(&one, true).await;
    world.review(&other, true).await;
    world.night().await;
    assert_eq!(sums(&world).await["2026-11-20"], (2, 19, 0), "19 alone would be no burst");
    world.review(&other, false).await;
    world.night().await;
    assert_eq!(sums(&world).await["2026-11-20"], (1, 20, 0));
}

#[tokio::test]
async fn a_workspace_may_have_a_limit_of_its_own() {
    let world = world("UTC").await;
    burst(&world, 1, "2026-11-20T10:00:00Z", 4).await;
    burst(&world, 2, "2026-11-20T10:00:00Z", 3).await;
    world.night().await;
    assert_eq!(sums(&world).await["2026-11-20"], (7, 0, 0));
    let settings = Workspace::parse(workspace(), &json!({"suspect_limit": 3})).unwrap();
    world.database.store.put_workspace(&settings).await.unwrap();
    world.mark(time("2026-11-20T10:00:00Z")).await;
    world.night().await;
    assert_eq!(sums(&world).await["2026-11-20"], (3, 4, 0));
}

#[tokio::test]
async fn the_day_of_an_address_is_the_surveys_local_day() {
    let world = world("Europe/Riga").await;
    burst(&world, 1, "2026-11-20T21:59:59.999Z", 11).await; // 23:59 in Riga
    burst(&world, 2, "2026-11-20T21:59:59.999Z", 21).await;
    for number in 0..11 {
        world.store(&from(&world, 1, "2026-11-20T22:00:00Z", 1500 + number)).await; // midnight
    }
    world.night().await;
    let sums = sums(&world).await;
    assert_eq!((sums["2026-11-20"], sums["2026-11-21"]), ((11, 21, 0), (11, 0, 0)));
}

#[tokio::test]
async fn a_day_with_bursts_run_again_changes_no_byte() {
    let world = world("UTC").await;
    burst(&world, 1, "2026-11-20T10:00:00Z", 21).await;
    burst(&world, 2, "2026-11-20T11:00:00Z", 5).await;
    world.night().await;
    let first = bytes(&world);
    let day = "2026-11-20".parse().unwrap();
    let again = world.rollups.recompute(&workspace(), &world.counting, day).await.unwrap();
    assert_eq!(again, Written::Unchanged);
    assert_eq!(bytes(&world), first);
}
