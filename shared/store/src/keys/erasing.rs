//! The keys of erasures, none of which holds a person's id, and of what leads an erasure to the events of a person.

use domain::id::{ErasureId, PersonId, WorkspaceId};
use domain::timeline::TimelineId;

use super::{Key, key, person};

pub fn tombstone(ws: &WorkspaceId, erasure: ErasureId) -> Key {
    key(format!("z#{ws}#{erasure}"), "tombstone")
}

pub fn ledger(ws: &WorkspaceId) -> String {
    format!("z#{ws}")
}

pub fn ledger_entry(ws: &WorkspaceId, erasure: ErasureId) -> Key {
    key(ledger(ws), erasure.to_string())
}

pub const EVENTS_PREFIX: &str = "events#";

/// That events of a timeline name a person.
pub fn events_of(ws: &WorkspaceId, who: &PersonId, timeline: &TimelineId) -> Key {
    key(person(ws, who).pk, format!("{EVENTS_PREFIX}{}#{}", timeline.kind.name(), timeline.id))
}

/// Reads which timeline names a person.
pub fn read_events_of(sk: &str) -> Option<TimelineId> {
    let (kind, id) = sk.strip_prefix(EVENTS_PREFIX)?.split_once('#')?;
    Some(TimelineId { kind: kind.parse().ok()?, id: id.to_owned() })
}

/// Reads whose partition of `data` this is.
pub fn read_person(pk: &str) -> Option<(WorkspaceId, PersonId)> {
    let (ws, person) = pk.strip_prefix("w#")?.split_once("#p#")?;
    Some((ws.parse().ok()?, person.parse().ok()?))
}

/// Reads whom a key of what is counted names: a customer's timeline, its entry of a day, or a person's ticket.
pub fn read_counted_person(ws: &WorkspaceId, key: &Key) -> Option<PersonId> {
    let customers = [format!("l#{ws}#customers#"), format!("y#{ws}#customers#")];
    if customers.iter().any(|prefix| key.pk.starts_with(prefix)) {
        return key.sk.parse().ok();
    }
    key.pk.strip_prefix(&format!("k#{ws}#"))?.parse().ok()
}

#[cfg(test)]
mod tests {
    use domain::timeline::Kind;

    use super::*;

    #[test]
    fn what_leads_to_events_and_to_people_reads_back() {
        let (ws, anna): (WorkspaceId, PersonId) = ("acme".parse().unwrap(), "anna".parse().unwrap());
        let timeline = TimelineId { kind: Kind::Tickets, id: "T-1:a.b_c".to_owned() };
        let key = events_of(&ws, &anna, &timeline);
        assert_eq!((read_person(&key.pk), read_events_of(&key.sk)), (Some((ws, anna)), Some(timeline)));
        assert_eq!((read_events_of("person"), read_person("w#acme#d#dsp_1")), (None, None));
    }
}
