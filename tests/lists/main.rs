//! Every list of the API, held to what all of them promise: a cursor holds for its workspace and its query alone, a page is
//! read by key, the newest comes first.
//!
//! A new list needs a line in `LISTS`, and something to list in `World::fill`.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod bounds;
mod cursors;
mod world;

/// A list and what it is asked for: enough stands there for pages of one row.
#[derive(Clone, Copy, Debug)]
struct List {
    path: &'static str,
    /// What selects.
    query: &'static str,
    /// How many rows there are at least.
    rows: usize,
    /// The time by which the newest come first, by its place in a row; none for a list in another order.
    newest_by: Option<&'static str>,
}

const fn list(path: &'static str, query: &'static str, rows: usize, newest_by: Option<&'static str>) -> List {
    List { path, query, rows, newest_by }
}

const LISTS: [List; 16] = [
    // By their ids: a survey is put again and again.
    list("/v1/surveys", "", 4, None),
    list("/v1/keys", "", 3, Some("/created_at")),
    list("/v1/link-keys", "", 2, Some("/created_at")),
    list("/v1/suppressions", "", 3, Some("/created_at")),
    list("/v1/dispatches", "", 6, Some("/messages/0/history/0/at")),
    list("/v1/dispatches", "survey=nps&day=2026-11-20", 3, Some("/messages/0/history/0/at")),
    list("/v1/dispatches", "survey=nps&from=2026-11-19&to=2026-11-20", 6, Some("/messages/0/history/0/at")),
    list("/v1/dispatches", "person=anna", 3, Some("/messages/0/history/0/at")),
    list("/v1/dispatches", "status=scheduled", 3, Some("/messages/0/history/0/at")),
    list("/v1/surveys/nps/responses", "", 6, Some("/started_at")),
    list("/v1/surveys/nps/responses", "from=2026-11-20&to=2026-11-20", 3, Some("/started_at")),
    list("/v1/surveys/nps/responses", "touchpoint=purchase", 3, Some("/started_at")),
    list("/v1/surveys/nps/responses", "agent=mara&touchpoint=purchase", 3, Some("/started_at")),
    list("/v1/surveys/nps/responses", "score_min=7&suspect=false", 6, Some("/started_at")),
    list("/v1/surveys/csat/responses", "", 2, Some("/started_at")),
    // Shuffled for good.
    list("/v1/surveys/team/comments", "period=2026-09-01", 3, None),
];
