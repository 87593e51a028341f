//! What errors and logs say of a key: of those that may hold an id of a person, or one that a team made, the kind alone.

use super::{EVENTS_PREFIX, Key, LINK_PREFIX, MESSAGE_PREFIX, POINTER_PREFIX};

/// What stands in the place of what is not said.
const UNSAID: &str = "…";

/// What may be told of a key. Whoever looks for the item finds it by its kind and workspace.
pub fn told(key: &Key) -> String {
    let parts: Vec<&str> = key.pk.split('#').collect();
    let first = |count: usize| format!("{}#{UNSAID}", parts[..count.min(parts.len())].join("#"));
    let whole = match parts.as_slice() {
        ["w", _, "d", _] => key.sk == "dispatch" || key.sk.starts_with(MESSAGE_PREFIX),
        ["r" | "e" | "f" | "t" | "p" | "q" | "z" | "job", _, ..]
        | ["c", _, _]
        | ["w", _]
        | ["w", _, "s", _]
        | ["beat" | "workspaces"]
        | ["lock", ..] => true,
        _ => false,
    };
    if whole {
        return format!("{} {}", key.pk, key.sk);
    }
    match parts.as_slice() {
        ["w", _, "p", ..] => {
            let kinds = [LINK_PREFIX, POINTER_PREFIX, EVENTS_PREFIX, "person"];
            let kind = kinds.into_iter().find(|kind| key.sk.starts_with(kind)).unwrap_or(UNSAID).trim_end_matches('#');
            format!("{} {kind}", first(3))
        }
        ["v" | "l" | "y", _, _, ..] => first(3),
        ["mark", ..] | [_, _, ..] => first(2.min(parts.len() - 1)),
        _ => UNSAID.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use domain::id::{PersonId, WorkspaceId};
    use domain::timeline::{Kind, TimelineId};

    use super::*;
    use crate::{Mark, keys};

    #[test]
    fn a_key_that_may_name_somebody_is_told_by_its_kind() {
        let (ws, who): (WorkspaceId, PersonId) = ("acme".parse().unwrap(), "zq-4711".parse().unwrap());
        let (survey, id) = ("nps".parse().unwrap(), "01975f00-1c00-7000-8000-0000000000ff".parse().unwrap());
        let own = TimelineId { kind: Kind::Customers, id: who.to_string() };
        let of_people = [
            (keys::person(&ws, &who), "w#acme#p#… person"),
            (keys::pointer(&ws, &who, &survey, id), "w#acme#p#… response"),
            (keys::signed_link_of(&ws, &who, "000102030405060708090a0b0c0d0e0f".parse().unwrap()), "w#acme#p#… link"),
            (keys::events_of(&ws, &who, &own), "w#acme#p#… events"),
            (keys::event(&ws, &own, "zq-4711-paid"), "v#acme#customers#…"),
            (keys::event_id(&ws, "zq-4711-paid"), "u#acme#…"),
            (keys::timeline(&ws, &own), "l#acme#customers#…"),
            (keys::timeline_entry(&ws, &own, "2026-11-21".parse().unwrap()), "y#acme#customers#…"),
            (keys::ticket_of(&ws, &who, "T-zq-4711"), "k#acme#…"),
            (keys::short_link(&"zq-4711-code".parse().unwrap()), "c#…"),
            (Key { pk: "zq-4711".to_owned(), sk: "zq-4711".to_owned() }, "…"),
        ];
        for (key, expected) in of_people {
            assert_eq!(told(&key), expected);
        }
        let mark = told(&keys::mark(&Mark::Timeline { workspace: ws, timeline: own }));
        assert!(mark.starts_with("mark#") && mark.ends_with('…') && !mark.contains("4711"), "{mark}");
    }

    #[test]
    fn a_key_that_names_nobody_is_told_whole() {
        let ws: WorkspaceId = "acme".parse().unwrap();
        let (survey, id) = ("nps".parse().unwrap(), "01975f00-1c00-7000-8000-0000000000ff".parse().unwrap());
        let dispatch = "dsp_0123456789abcdef0123456789abcdef".parse().unwrap();
        for key in [
            keys::response_by_id(&ws, &survey, id, 0),
            keys::dispatch(&ws, dispatch),
            keys::message(&ws, dispatch, 1),
            keys::survey_version(&ws, &survey, 2),
            keys::workspace(&ws),
            keys::last("night"),
        ] {
            assert_eq!(told(&key), format!("{} {}", key.pk, key.sk));
        }
    }
}
