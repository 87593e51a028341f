//! What a touched bucket costs in write units, as docs/rollups.md tells it: measured by what the calls of a run write.

use rollup::Rollups;
use serde_json::json;
use testing::builders::{response, time, workspace};
use testing::faults::{Bill, FaultProxy};

use crate::customers::relationship;
use crate::world::{World, world};

/// The bill of running all marks.
async fn night(world: &World) -> Bill {
    let proxy = FaultProxy::start(world.database.address).await;
    let store = world.database.store_through(proxy.endpoint());
    let rollups = Rollups::new(store, world.clock.clone(), world.queue.clone());
    let marks = world.database.store.marks().await.unwrap();
    proxy.begin();
    for mark in marks {
        rollups.mark(&mark).await.unwrap();
    }
    proxy.bill()
}

fn writes(bill: &Bill) -> f64 {
    bill.write_units()
}

#[tokio::test]
async fn a_touched_bucket_costs_what_the_page_says() {
    let world = world("UTC").await;
    world.answer("2026-11-20T10:00:00Z", 1, 9).await;
    // The fence, three items in a transaction at two units each, and the mark's removal.
    assert!((writes(&night(&world).await) - 8.0).abs() < 0.01);
    world.mark(time("2026-11-20T10:00:00Z")).await;
    // Nothing changed: the fence and the mark.
    assert!((writes(&night(&world).await) - 2.0).abs() < 0.01);
}

#[tokio::test]
async fn in_a_zone_with_an_offset_a_mark_touches_two_buckets() {
    let world = world("Europe/Riga").await;
    world.answer("2026-11-20T10:00:00Z", 1, 9).await;
    // The other one is empty and stays so.
    assert!((writes(&night(&world).await) - 9.0).abs() < 0.01);
}

#[tokio::test]
async fn a_relationship_survey_costs_one_unit_more_for_each_date_that_it_marks() {
    let world = relationship("UTC").await;
    for (number, day) in ["2026-11-02", "2026-11-20"].into_iter().enumerate() {
        let at = format!("{day}T10:00:00Z");
        let person = Some("anna".parse().unwrap());
        let number = u64::try_from(number).unwrap();
        let answer = domain::response::Response { person, ..response(&world.survey, time(&at), number, &json!(9)) };
        let person = answer.person.as_ref().unwrap();
        world.database.store.put_known_response(&workspace(), &answer, person).await.unwrap();
    }
    world.mark(time("2026-11-20T10:00:00Z")).await;
    assert!((writes(&night(&world).await) - 9.0).abs() < 0.01);
}
