//! The keys of what is sent: dispatches and their messages, whom not to write to, and what texts leave behind.

use domain::contact::{NumberHash, ShortCode};
use domain::context::Channel;
use domain::id::{DispatchId, SuppressionId, WorkspaceId};
use domain::keyword::Keyword;
use domain::stamped::millis;
use jiff::Timestamp;
use jiff::civil::Date;

use super::{Key, key, shard_of};

pub fn dispatch(ws: &WorkspaceId, id: DispatchId) -> Key {
    key(format!("w#{ws}#d#{id}"), "dispatch")
}

pub const MESSAGE_PREFIX: &str = "message#";

pub fn message(ws: &WorkspaceId, id: DispatchId, number: u32) -> Key {
    key(format!("w#{ws}#d#{id}"), format!("{MESSAGE_PREFIX}{number:02}"))
}

/// Reads a message's key back, as the due index gives it.
pub fn read_message(pk: &str, sk: &str) -> Option<(WorkspaceId, DispatchId, u32)> {
    let (ws, id) = pk.strip_prefix("w#")?.split_once("#d#")?;
    let number = sk.strip_prefix(MESSAGE_PREFIX)?.parse().ok()?;
    Some((ws.parse().ok()?, id.parse().ok()?, number))
}

/// Reads which dispatch the key of itself or of one of its messages names.
pub fn read_dispatch(pk: &str, sk: &str) -> Option<(WorkspaceId, DispatchId)> {
    let (ws, id) = pk.strip_prefix("w#")?.split_once("#d#")?;
    let of_it = sk == "dispatch" || sk.starts_with(MESSAGE_PREFIX);
    Some((ws.parse().ok()?, id.parse().ok()?)).filter(|_| of_it)
}

/// Whether a sort key in a dispatch's partition is one of its messages'.
pub fn is_message(sk: &str) -> bool {
    sk.starts_with(MESSAGE_PREFIX)
}

pub fn dispatches_of_day(ws: &WorkspaceId, date: Date) -> String {
    format!("e#{ws}#{date}")
}

pub fn dispatch_entry(ws: &WorkspaceId, at: Timestamp, id: DispatchId) -> Key {
    key(dispatches_of_day(ws, domain::day::Zone::utc().date(at)), format!("{}#{id}", millis(at)))
}

/// Reads which dispatch an entry of a day names.
pub fn read_dispatch_entry(key: &Key) -> Option<(WorkspaceId, DispatchId)> {
    let (ws, _date) = key.pk.strip_prefix("e#")?.split_once('#')?;
    Some((ws.parse().ok()?, read_timed(&key.sk)?.1))
}

/// Reads a sort key that begins with a time: that time, and the id behind it.
pub fn read_timed<T: std::str::FromStr>(sk: &str) -> Option<(Timestamp, T)> {
    let (at, id) = sk.split_once('#')?;
    Some((at.parse().ok()?, id.parse().ok()?))
}

pub fn suppression(ws: &WorkspaceId, id: SuppressionId) -> Key {
    key(format!("x#{ws}#{id}"), "suppression")
}

pub fn suppression_list(ws: &WorkspaceId) -> String {
    format!("w#{ws}#x")
}

pub fn suppression_entry(ws: &WorkspaceId, at: Timestamp, id: SuppressionId) -> Key {
    key(suppression_list(ws), format!("{}#{id}", millis(at)))
}

pub fn throttle(ws: &WorkspaceId, id: SuppressionId) -> Key {
    key(format!("h#{ws}#{id}"), "throttle")
}

pub fn short_link(code: &ShortCode) -> Key {
    key(format!("c#{code}"), "code")
}

pub fn number_partition(number: NumberHash) -> String {
    format!("a#{number}")
}

pub fn texted(number: NumberHash, ws: &WorkspaceId, sender: Option<&str>) -> Key {
    key(number_partition(number), format!("{ws}#{}", sender.unwrap_or_default()))
}

/// Reads back which workspace texted a number, and from which sender; none for a reply's key, which has a part more: a
/// workspace may be called `reply`. Items from before senders were told apart have the workspace alone.
pub fn read_texted(sk: &str) -> Option<(&str, Option<&str>)> {
    let (ws, sender) = sk.split_once('#').unwrap_or((sk, ""));
    (!sender.contains('#')).then_some((ws, Some(sender).filter(|sender| !sender.is_empty())))
}

pub fn reply(number: NumberHash, word: Keyword, date: Date) -> Key {
    key(number_partition(number), format!("reply#{}#{date}", word.name()))
}

pub fn last_word(number: NumberHash, to: Option<NumberHash>) -> Key {
    key(format!("a#{number}#word"), to.map_or_else(|| "unknown".to_owned(), |to| to.to_string()))
}

/// The due index's partition of a message.
pub fn due_shard(dispatch: DispatchId) -> String {
    due_shard_number(shard_of(&dispatch.to_string()))
}

/// A partition of the due index, by number.
pub fn due_shard_number(shard: u8) -> String {
    format!("due#{shard:02}")
}

pub fn release_lock() -> Key {
    key("lock#due".to_owned(), "lock")
}

pub fn breaker(channel: Channel) -> Key {
    key(format!("lock#breaker#{}", channel.name()), "lock")
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use super::*;
    use crate::keys::{link, read_link, signed_link_of};

    #[test]
    fn keys_of_lists_sort_by_time_and_read_back() {
        let ws: WorkspaceId = "acme".parse().unwrap();
        let id: DispatchId = "dsp_0123456789abcdef0123456789abcdef".parse().unwrap();
        let (early, late) = ("2026-11-21T09:59:59.999Z".parse().unwrap(), "2026-11-21T10:00:00Z".parse().unwrap());
        let (a, b) = (dispatch_entry(&ws, early, id), dispatch_entry(&ws, late, id));
        assert_eq!((a.pk.as_str(), &a.pk, a.sk < b.sk), ("e#acme#2026-11-21", &b.pk, true));
        assert_eq!((read_timed(&a.sk), read_timed(&b.sk)), (Some((early, id)), Some((late, id))));
        assert_eq!(read_timed::<SuppressionId>(&a.sk), None);
        assert_eq!((read_dispatch_entry(&a), read_dispatch_entry(&dispatch(&ws, id))), (Some((ws.clone(), id)), None));
        let (person, name) = ("anna".parse().unwrap(), "000102030405060708090a0b0c0d0e0f".parse().unwrap());
        assert_eq!(read_link(&link(&ws, &person, id).sk), Some(id));
        assert_eq!(read_link(&signed_link_of(&ws, &person, name).sk), None);
    }

    #[test]
    fn who_texted_reads_back_and_a_reply_is_nobody() {
        let key = domain::contact::AddressKey::from_str("0123456789abcdef0123456789abcdef").unwrap();
        let number = key.number(&"+37120000000".parse().unwrap());
        for ws in ["acme", "reply", "word"] {
            let ws: WorkspaceId = ws.parse().unwrap();
            for sender in [None, Some("Acme"), Some("STOP"), Some("+37120000001")] {
                assert_eq!(read_texted(&texted(number, &ws, sender).sk), Some((ws.as_str(), sender)));
            }
        }
        assert_eq!(read_texted("acme"), Some(("acme", None)));
        assert_eq!(read_texted(&reply(number, Keyword::Stop, "2026-11-21".parse().unwrap()).sk), None);
    }

    #[test]
    fn message_keys_read_back() {
        let ws: WorkspaceId = "acme".parse().unwrap();
        let id: DispatchId = "dsp_0123456789abcdef0123456789abcdef".parse().unwrap();
        let key = message(&ws, id, 0);
        assert_eq!(read_message(&key.pk, &key.sk), Some((ws, id, 0)));
        assert_eq!(read_message(&key.pk, "dispatch"), None);
    }
}
