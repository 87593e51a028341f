//! What a list reads: key ranges of its own workspace, and no more of them than it shows or has a budget for.

use domain::id::WorkspaceId;
use domain::message::Reason;
use jiff::SignedDuration;
use serde_json::json;
use testing::builders::{survey, time};
use testing::faults::Bill;

use crate::LISTS;
use crate::world::{ACME, World};

async fn bill(world: &World, path: &str) -> Bill {
    world.proxy.begin();
    let reply = world.get(ACME, path).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.body);
    world.proxy.bill()
}

/// Whether a partition's or an item's key names the workspace, or is the caller's API key.
fn is_own(key: &str) -> bool {
    let partition = key.split('/').next().unwrap_or_default();
    let mut parts = partition.split('#');
    let kind = parts.next();
    kind == Some("k") || parts.next() == Some(ACME)
}

#[tokio::test]
async fn lists_read_by_key_within_their_workspace_and_write_nothing() {
    let world = World::start().await;
    for list in LISTS {
        let bill = bill(&world, &format!("{}?{}&limit=2", list.path, list.query)).await;
        assert_eq!(bill.forbidden(), Vec::<String>::new(), "{list:?}");
        assert!(bill.write_units() == 0.0, "{list:?}");
        for line in &bill.0 {
            assert!(
                !line.call.keys.is_empty() && line.call.keys.iter().all(|key| is_own(key)),
                "{list:?}: {}",
                line.call
            );
        }
    }
}

/// What lies beside that which a list is asked for: other days, other surveys, other people, in the same partitions where
/// they have any in common.
async fn add_others(world: &World) {
    let ws: WorkspaceId = ACME.parse().unwrap();
    let early = time("2026-10-01T00:00:00Z");
    for number in 0..40 {
        let at = early + SignedDuration::from_mins(number);
        world.dispatch(&ws, at, &format!("person-{number}"), Some(Reason::NoAddress)).await;
        world.answer(&ws, "nps", at, "purchase").await;
        let id = format!("zz-{number}");
        world.database.store.put_survey(&ws, &survey(&id, "nps", &json!({}))).await.unwrap();
    }
}

#[tokio::test]
async fn what_a_list_was_not_asked_for_costs_it_nothing() {
    let world = World::start().await;
    // Without days a list of dispatches to a person reads all of theirs, and no more than theirs.
    let lists = LISTS.iter().filter(|list| list.path != "/v1/keys");
    let mut before = Vec::new();
    for list in lists.clone() {
        let path = format!("{}?{}&limit=2", list.path, list.query);
        let bill = bill(&world, &path).await;
        before.push((path, bill.0.len(), bill.read_units()));
    }
    add_others(&world).await;
    for (path, calls, units) in before {
        let bill = bill(&world, &path).await;
        assert_eq!(bill.0.len(), calls, "{path}");
        assert!(bill.read_units() <= units, "{path}: {} and {units} before", bill.read_units());
    }
}

#[tokio::test]
async fn a_filter_that_lets_nothing_through_ends_at_its_budget_with_an_empty_page_and_a_cursor() {
    let world = World::start().await;
    let ws: WorkspaceId = ACME.parse().unwrap();
    // More days than one page looks into, with nothing on them.
    world.answer(&ws, "nps", time("2026-01-02T10:00:00Z"), "rare").await;
    let path = "/v1/surveys/nps/responses?from=2026-01-01&to=2026-11-20&touchpoint=rare";
    let (mut pages, mut found, mut cursor) = (0, 0, None::<String>);
    loop {
        let path = cursor.as_ref().map_or_else(|| path.to_owned(), |cursor| format!("{path}&cursor={cursor}"));
        world.proxy.begin();
        let page = world.get(ACME, &path).await;
        assert_eq!(page.status, 200, "{}", page.body);
        // A hundred days, and what every request reads.
        assert!(world.proxy.made().len() <= 105, "{}", world.proxy.made().len());
        (pages, found) = (pages + 1, found + page.rows().len());
        match page.cursor() {
            Some(next) => cursor = Some(next.to_owned()),
            None => break,
        }
        assert!(pages > 1 || page.rows().is_empty(), "the first hundred days have none");
    }
    assert_eq!((pages, found), (4, 1), "324 days");
}
