//! What kind of item a key is, in words that a log may hold: a key itself may hold a person's id.

use super::{EXPORT_PREFIX, Key, SURVEY_PREFIX};

/// The kind of an item, by its key.
pub fn kind(key: &Key) -> &'static str {
    let mut parts = key.pk.split('#');
    match (parts.next().unwrap_or_default(), parts.nth(1)) {
        ("r", _) => "answer",
        ("v", _) => "event",
        ("e", _) => "dispatch of a day",
        ("w", Some("d")) => "dispatch",
        ("w", Some("p")) => "of a person",
        ("w", Some("s")) => "survey",
        ("w", None) if key.sk.starts_with(SURVEY_PREFIX) => "survey",
        ("w", None) if key.sk.starts_with(EXPORT_PREFIX) => "export",
        ("w", None) if key.sk == "workspace" => "workspace",
        ("z", Some(_)) => "tombstone",
        ("z", None) => "entry of the ledger",
        ("l", Some(_)) if key.sk == "link" => "link",
        ("l" | "y" | "k", Some(_)) => "timeline",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use domain::id::{ErasureId, WorkspaceId};
    use domain::timeline::{Kind, TimelineId};

    use super::*;
    use crate::keys;

    #[test]
    fn a_kind_is_told_by_the_key_and_names_nobody() {
        let ws: WorkspaceId = "acme".parse().unwrap();
        let anna = "anna".parse().unwrap();
        let erasure: ErasureId = "ers_0123456789abcdef0123456789abcdef".parse().unwrap();
        let dispatch = "dsp_0123456789abcdef0123456789abcdef".parse().unwrap();
        let own = TimelineId { kind: Kind::Customers, id: "anna".to_owned() };
        let kinds = [
            (keys::person(&ws, &anna), "of a person"),
            (keys::link(&ws, &anna, dispatch), "of a person"),
            (keys::signed_link(&ws, "000102030405060708090a0b0c0d0e0f".parse().unwrap()), "link"),
            (keys::event(&ws, &own, "e-1"), "event"),
            (keys::timeline(&ws, &own), "timeline"),
            (keys::ticket_of(&ws, &anna, "T-1"), "timeline"),
            (keys::tombstone(&ws, erasure), "tombstone"),
            (keys::ledger_entry(&ws, erasure), "entry of the ledger"),
            (keys::dispatch(&ws, dispatch), "dispatch"),
            (keys::survey(&ws, &"nps".parse().unwrap()), "survey"),
            (keys::survey_version(&ws, &"nps".parse().unwrap(), 2), "survey"),
            (keys::export(&ws, "exp_0193f0a0b1c27000800000000000002a".parse().unwrap()), "export"),
            (keys::workspace(&ws), "workspace"),
            (keys::link_keys(&ws), "other"),
        ];
        for (key, expected) in kinds {
            assert_eq!(kind(&key), expected, "{key:?}");
        }
    }
}
