//! Cursors and pages.

use domain::link::{Purpose, Signed};
use jiff::SignedDuration;
use serde_json::Value;

use crate::world::{ACME, OTHER, Reply, World};
use crate::{LISTS, List};

const INVALID: (u16, &str) = (400, "invalid_cursor");

async fn page(world: &World, list: List, limit: usize, cursor: Option<&str>) -> Reply {
    let cursor = cursor.map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
    world.get(ACME, &format!("{}?{}&limit={limit}{cursor}", list.path, list.query)).await
}

/// The first cursor of a list.
async fn first_cursor(world: &World, list: List) -> String {
    let first = page(world, list, 1, None).await;
    first.cursor().unwrap_or_else(|| panic!("{list:?}: {}", first.body)).to_owned()
}

/// All rows of a list, in pages of so many.
async fn all(world: &World, list: List, limit: usize) -> Vec<Value> {
    let (mut rows, mut cursor) = (Vec::new(), None);
    for _ in 0..100 {
        let page = page(world, list, limit, cursor.as_deref()).await;
        assert!(page.rows().len() <= limit, "{list:?}");
        rows.extend_from_slice(page.rows());
        cursor = page.cursor().map(str::to_owned);
        if cursor.is_none() {
            return rows;
        }
    }
    panic!("{list:?} has no end");
}

#[tokio::test]
async fn pages_of_any_size_give_each_row_once_in_one_order_and_the_newest_first() {
    let world = World::start().await;
    for list in LISTS {
        let whole = all(&world, list, 1000).await;
        assert!(whole.len() >= list.rows, "{list:?}: {}", whole.len());
        for limit in [1, 2, 3] {
            assert_eq!(all(&world, list, limit).await, whole, "{list:?} by {limit}");
        }
        if let Some(time) = list.newest_by {
            let times: Vec<_> = whole.iter().map(|row| row.pointer(time).and_then(Value::as_str).unwrap()).collect();
            assert!(times.is_sorted_by(|newer, older| newer >= older), "{list:?}: {times:?}");
        }
    }
}

#[tokio::test]
async fn a_cursor_of_another_list_or_of_another_query_is_refused() {
    let world = World::start().await;
    for of in LISTS {
        let cursor = first_cursor(&world, of).await;
        for other in LISTS {
            let found = page(&world, other, 1, Some(&cursor)).await;
            if (of.path, of.query) == (other.path, other.query) {
                assert_eq!((found.status, found.rows().len()), (200, 1), "{of:?}");
            } else {
                assert_eq!(found.code(), INVALID, "{of:?} at {other:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_value_that_reads_like_two_parameters_is_another_query() {
    let world = World::start().await;
    let list = |query| List { query, ..LISTS[9] };
    let cursor = first_cursor(&world, list("agent=mara&touchpoint=purchase")).await;
    let found = page(&world, list("agent=mara%26touchpoint%3Dpurchase"), 1, Some(&cursor)).await;
    assert_eq!(found.code(), INVALID);
    // The order in which they are sent is nothing.
    assert_eq!(page(&world, list("touchpoint=purchase&agent=mara"), 1, Some(&cursor)).await.status, 200);
}

#[tokio::test]
async fn a_cursor_of_another_workspace_is_refused_where_the_same_list_stands() {
    let world = World::start().await;
    for list in LISTS {
        let cursor = first_cursor(&world, list).await;
        let theirs = world.get(OTHER, &format!("{}?{}&limit=1", list.path, list.query)).await;
        assert_eq!(theirs.rows().len(), 1, "{list:?}");
        let found = world.get(OTHER, &format!("{}?{}&limit=1&cursor={cursor}", list.path, list.query)).await;
        assert_eq!(found.code(), INVALID, "{list:?}");
    }
}

#[tokio::test]
async fn a_cursor_with_one_character_altered_left_out_or_added_is_refused() {
    let world = World::start().await;
    for list in LISTS {
        let cursor = first_cursor(&world, list).await;
        let last = cursor.len() - 1;
        for at in (0..cursor.len()).step_by(7).chain([last]) {
            let other = if cursor.as_bytes()[at] == b'A' { "B" } else { "A" };
            for altered in [other, "", "AA"].map(|other| format!("{}{other}{}", &cursor[..at], &cursor[at + 1..])) {
                let found = page(&world, list, 1, Some(&altered)).await;
                assert_eq!(found.code(), INVALID, "{list:?} at {at}");
            }
        }
        for foreign in ["", "AA", "%00", "null", "../../etc", "%F0%9F%98%80"] {
            assert_eq!(page(&world, list, 1, Some(foreign)).await.code(), INVALID, "{list:?} {foreign}");
        }
    }
}

#[tokio::test]
async fn a_token_that_was_signed_for_something_else_is_no_cursor() {
    let world = World::start().await;
    let at_hand = |subject: Vec<u8>| Signed {
        workspace: ACME.parse().unwrap(),
        subject,
        expires_at: world.backend.now() + SignedDuration::from_hours(1),
    };
    let links = &world.backend.links;
    for list in LISTS {
        // The very subject of a cursor that holds, under every other purpose.
        let cursor = first_cursor(&world, list).await;
        let subject = links.open(Purpose::Cursor, &cursor, world.backend.now()).unwrap().subject;
        for purpose in [Purpose::Survey, Purpose::Unsubscribe, Purpose::Session, Purpose::Download] {
            let token = links.seal(purpose, &at_hand(subject.clone()));
            assert_eq!(page(&world, list, 1, Some(&token)).await.code(), INVALID, "{list:?} {purpose:?}");
        }
        // One that we signed ourselves, but for no query or for no place.
        for broken in [Vec::new(), subject[..16].to_vec(), [&subject[..16], b"\xff\xfe"].concat()] {
            let token = links.seal(Purpose::Cursor, &at_hand(broken));
            assert!(page(&world, list, 1, Some(&token)).await.status < 500, "{list:?}");
        }
    }
}

#[tokio::test]
async fn a_cursor_holds_for_a_day() {
    let world = World::start().await;
    let mut cursors = Vec::new();
    for list in LISTS {
        cursors.push(first_cursor(&world, list).await);
    }
    world.clock.advance(SignedDuration::from_hours(24) - SignedDuration::from_secs(1));
    for (list, cursor) in LISTS.iter().zip(&cursors) {
        assert_eq!(page(&world, *list, 1, Some(cursor)).await.status, 200, "{list:?}");
    }
    world.clock.advance(SignedDuration::from_secs(1));
    for (list, cursor) in LISTS.iter().zip(&cursors) {
        assert_eq!(page(&world, *list, 1, Some(cursor)).await.code(), INVALID, "{list:?}");
    }
}

#[tokio::test]
async fn a_limit_is_1_to_1000_and_what_a_list_does_not_know_is_refused() {
    let world = World::start().await;
    for list in LISTS {
        let limits = ["0", "1001", "-1", "1.5", "1e2", "ten", "", "%00", "99999999999999999999"];
        let limits = limits.map(|limit| (format!("limit={limit}"), (400, "out_of_range")));
        let others = [
            ("limit=1000", (200, "")),
            ("limit=1&limit=2", (400, "repeated_field")),
            ("colour=red", (400, "unknown_field")),
        ];
        for (more, told) in limits.into_iter().chain(others.map(|(more, told)| (more.to_owned(), told))) {
            let reply = world.get(ACME, &format!("{}?{}&{more}", list.path, list.query)).await;
            assert_eq!(reply.code(), told, "{list:?} {more}");
        }
    }
}
