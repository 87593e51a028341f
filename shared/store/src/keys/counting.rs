//! Keys of what counting needs: events, timelines and their entries, marks, buckets, seals and heartbeats.

use domain::bucket::Source;
use domain::id::{PersonId, RollupId, SurveyId, WorkspaceId};
use domain::timeline::{Kind, TimelineId};
use jiff::Timestamp;
use jiff::civil::Date;

use super::{Key, RESPONSE_PREFIX, key, shard_of};
use crate::Mark;

pub fn event_partition(ws: &WorkspaceId, timeline: &TimelineId) -> String {
    format!("v#{ws}#{}#{}", timeline.kind.name(), timeline.id)
}

pub fn event(ws: &WorkspaceId, timeline: &TimelineId, event: &str) -> Key {
    key(event_partition(ws, timeline), event)
}

/// Reads which timeline an event's partition is.
pub fn read_event_partition(pk: &str) -> Option<(WorkspaceId, TimelineId)> {
    let mut parts = pk.strip_prefix("v#")?.splitn(3, '#');
    let (ws, kind, id) = (parts.next()?, parts.next()?, parts.next()?);
    Some((ws.parse().ok()?, TimelineId { kind: kind.parse().ok()?, id: id.to_owned() }))
}

pub fn event_id(ws: &WorkspaceId, event: &str) -> Key {
    key(format!("u#{ws}#{event}"), "event")
}

/// What the partition keys of a workspace's responses, events and dispatches begin with.
pub fn history_prefixes(ws: &WorkspaceId) -> [String; 3] {
    [format!("{RESPONSE_PREFIX}{ws}#"), format!("v#{ws}#"), format!("w#{ws}#d#")]
}

/// What the partitions of people begin with.
pub fn people_prefix(ws: &WorkspaceId) -> String {
    format!("w#{ws}#p#")
}

pub const WORKSPACES: &str = "workspaces";

pub fn workspace_entry(ws: &WorkspaceId) -> Key {
    key(WORKSPACES.to_owned(), ws.as_str())
}

pub const BEAT: &str = "beat";

pub fn beat(at: Timestamp) -> Key {
    key(BEAT.to_owned(), at.to_string())
}

pub fn last(of: &str) -> Key {
    key(BEAT.to_owned(), of)
}

pub fn seal(ws: &WorkspaceId, survey: &SurveyId) -> Key {
    key(format!("f#{ws}#{survey}"), "sealed")
}

pub fn mark_partition(shard: u8) -> String {
    format!("mark#{shard:02}")
}

pub fn mark(mark: &Mark) -> Key {
    let sk = match mark {
        Mark::Answers { workspace, survey, date } => format!("{workspace}#{survey}#{date}"),
        Mark::Timeline { workspace, timeline } => format!("{workspace}#@{}#{}", timeline.kind.name(), timeline.id),
        Mark::Day { workspace, kind, day } => format!("{workspace}#@{}={day}", kind.name()),
    };
    key(mark_partition(shard_of(&sk)), sk)
}

/// What the sort keys of a workspace's marks begin with.
pub fn marks_of(ws: &WorkspaceId) -> String {
    format!("{ws}#")
}

/// Reads a mark's sort key back.
pub fn read_mark(sk: &str) -> Option<Mark> {
    let (workspace, what) = sk.split_once('#')?;
    let workspace = workspace.parse().ok()?;
    let Some(timelines) = what.strip_prefix('@') else {
        let (survey, date) = what.split_once('#')?;
        return Some(Mark::Answers { workspace, survey: survey.parse().ok()?, date: date.parse().ok()? });
    };
    if let Some((kind, id)) = timelines.split_once('#') {
        let timeline = TimelineId { kind: kind.parse().ok()?, id: id.to_owned() };
        return Some(Mark::Timeline { workspace, timeline });
    }
    let (kind, day) = timelines.split_once('=')?;
    Some(Mark::Day { workspace, kind: kind.parse().ok()?, day: day.parse().ok()? })
}

pub fn timeline_partition(ws: &WorkspaceId, kind: Kind, shard: u8) -> String {
    format!("l#{ws}#{}#{shard:02}", kind.name())
}

pub fn timeline(ws: &WorkspaceId, timeline: &TimelineId) -> Key {
    key(timeline_partition(ws, timeline.kind, shard_of(&timeline.id)), timeline.id.as_str())
}

pub fn timeline_entries(ws: &WorkspaceId, kind: Kind, day: Date) -> String {
    format!("y#{ws}#{}#{day}", kind.name())
}

pub fn timeline_entry(ws: &WorkspaceId, timeline: &TimelineId, day: Date) -> Key {
    key(timeline_entries(ws, timeline.kind, day), timeline.id.as_str())
}

pub fn tickets_of(ws: &WorkspaceId, person: &PersonId) -> String {
    format!("k#{ws}#{person}")
}

pub fn ticket_of(ws: &WorkspaceId, person: &PersonId, ticket: &str) -> Key {
    key(tickets_of(ws, person), ticket)
}

pub fn fence(ws: &WorkspaceId, source: &Source, day: Date) -> Key {
    key(format!("f#{ws}#{source}"), day.to_string())
}

pub fn totals(ws: &WorkspaceId, source: &Source, day: Date) -> Key {
    key(format!("t#{ws}#{source}"), day.to_string())
}

pub fn cube(ws: &WorkspaceId, source: &Source, day: Date, part: usize) -> Key {
    key(format!("c#{ws}#{source}"), format!("{day}#{part:03}"))
}

pub fn job(ws: &WorkspaceId, id: RollupId) -> Key {
    key(format!("job#{ws}#{id}"), "job")
}

pub fn job_bucket(ws: &WorkspaceId, id: RollupId, source: &Source, day: Date) -> Key {
    key(format!("job#{ws}#{id}"), format!("{source}#{day}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_read_back() {
        let workspace: WorkspaceId = "acme".parse().unwrap();
        let timeline = TimelineId { kind: Kind::Tickets, id: "T-1:a.b_c".to_owned() };
        let marks = [
            Mark::Answers {
                workspace: workspace.clone(),
                survey: "nps".parse().unwrap(),
                date: "2026-11-21".parse().unwrap(),
            },
            Mark::Timeline { workspace: workspace.clone(), timeline },
            Mark::Day { workspace, kind: Kind::Customers, day: "2026-11-21".parse().unwrap() },
        ];
        for own in marks {
            assert_eq!(read_mark(&mark(&own).sk), Some(own));
        }
        for odd in ["", "acme", "acme#nps", "acme#@tickets", "acme#@nothing#1", "acme#@tickets=monday"] {
            assert_eq!(read_mark(odd), None, "{odd}");
        }
    }
}
