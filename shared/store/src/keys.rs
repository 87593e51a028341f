//! Every key of the two tables, built by typed functions and nowhere else.
//!
//! Ids hold no `#` (see `domain::id`), so the separator can't be forged. An address stands in no key, only its keyed digest:
//! that of one workspace under `{suppression}`, that of a phone number in the whole stack under `{number}`. Access patterns:
//!
//! | what | table | partition key | sort key | read by |
//! | --- | --- | --- | --- | --- |
//! | workspace settings | data | `w#{workspace}` | `workspace` | get |
//! | link keys | data | `w#{workspace}` | `linkkeys` | get |
//! | origin that may post | data | `o#{origin}` | `{workspace}` | get; first of the partition |
//! | survey, current | data | `w#{workspace}` | `survey#{survey}` | get; list by prefix |
//! | survey, each version | data | `w#{workspace}#s#{survey}` | `version#{n}` | get |
//! | API key | data | `k#{key id}` | `key` | get |
//! | API key, for lists | data | `w#{workspace}` | `key#{key id}` | list by prefix |
//! | person | data | `w#{workspace}#p#{person}` | `person` | get |
//! | link of a dispatch | data | `w#{workspace}#p#{person}` | `link#{dispatch}` | get |
//! | answered signed link of a person | data | `w#{workspace}#p#{person}` | `link#{name}` | get; list by prefix |
//! | answered signed link of nobody | data | `l#{workspace}#{name}` | `link` | get |
//! | pointer to a known answer | data | `w#{workspace}#p#{person}` | `response#{survey}#{id}` | list by prefix |
//! | tombstone of an erased person | data | `w#{workspace}#p#{person}` | `tombstone` | condition |
//! | dispatch | data | `w#{workspace}#d#{dispatch}` | `dispatch` | query of the partition |
//! | message | data | `w#{workspace}#d#{dispatch}` | `message#{n}` | query of the partition; index `due` |
//! | dispatch, by day | data | `e#{workspace}#{utc date}` | `{time}#{dispatch}` | pages, newest first |
//! | suppression | data | `x#{workspace}#{suppression}` | `suppression` | get; condition |
//! | suppression, for lists | data | `w#{workspace}#x` | `{time}#{suppression}` | pages, newest first |
//! | when an address was last asked | data | `h#{workspace}#{suppression}` | `throttle` | get; condition |
//! | short link | data | `c#{code}` | `code` | get |
//! | who texts a number, from which sender | data | `a#{number}` | `{workspace}#{sender}` | query of the partition |
//! | reply to a number | data | `a#{number}` | `reply#{word}#{utc date}` | condition |
//! | last STOP or START from a number to one of ours | data | `a#{number}#word` | `{ours}` | condition |
//! | response | data | `r#{workspace}#{survey}#{utc date}#{shard}` | submission id | get; range of a day |
//! | idempotency | data | `i#{workspace}#{digest}` | `idempotency` | get |
//! | count of a limit | data | `n#{workspace}#{kind}#{id}` | `{start of window}` | update |
//! | release lock | data | `lock#due` | `lock` | get; condition |
//! | breaker of a channel | data | `lock#breaker#{channel}` | `lock` | get; condition |
//! | mark | rollups | `mark#{shard}` | `{workspace}#{survey}#{utc date}` | query of each shard |
//! | fence and time of a bucket | rollups | `f#{workspace}#{survey}` | `{local day}` | get; range of days |
//! | totals of a bucket | rollups | `t#{workspace}#{survey}` | `{local day}` | range of days |
//! | cube of a bucket | rollups | `c#{workspace}#{survey}` | `{local day}#{part}` | range of days |
//! | request to recompute | rollups | `job#{workspace}#{rollup}` | `job` | query of the partition |
//! | a bucket done for it | rollups | `job#{workspace}#{rollup}` | `{survey}#{local day}` | query of the partition |

mod sending;

use std::hash::Hasher;

use domain::id::{DispatchId, PersonId, RollupId, SubmissionId, SurveyId, WorkspaceId};
use domain::key::KeyId;
use domain::origin::Origin;
use domain::signed_link::LinkName;
use jiff::Timestamp;
use jiff::civil::Date;

pub use self::sending::*;

/// The partition key's attribute.
pub const PK: &str = "pk";
/// The sort key's attribute.
pub const SK: &str = "sk";
/// When DynamoDB may remove an item, in Unix seconds.
pub const TTL: &str = "ttl";
/// The sparse index of messages by the time at which they fall due.
pub const DUE_INDEX: &str = "due";
/// The index's partition key.
pub const DUE_SHARD: &str = "due_shard";
/// The index's sort key: UTC, to the millisecond.
pub const DUE_AT: &str = "due_at";
/// How many partitions the due index and the marks are spread over.
pub const SHARDS: u8 = 16;
/// What a response's partition key begins with: the stream's filter.
pub const RESPONSE_PREFIX: &str = "r#";

/// The address of one item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The partition key.
    pub pk: String,
    /// The sort key.
    pub sk: String,
}

fn key(pk: String, sk: impl Into<String>) -> Key {
    Key { pk, sk: sk.into() }
}

/// FNV-1a, because a shard must be the same in every build and for ever.
struct Fnv(u64);

impl Hasher for Fnv {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

fn shard_of(text: &str) -> u8 {
    let mut hash = Fnv(0xcbf2_9ce4_8422_2325);
    hash.write(text.as_bytes());
    u8::try_from(hash.finish() % u64::from(SHARDS)).unwrap_or(0)
}

pub fn workspace(ws: &WorkspaceId) -> Key {
    key(format!("w#{ws}"), "workspace")
}

pub fn link_keys(ws: &WorkspaceId) -> Key {
    key(format!("w#{ws}"), "linkkeys")
}

pub fn origin_partition(origin: &Origin) -> String {
    format!("o#{origin}")
}

pub fn origin(ws: &WorkspaceId, origin: &Origin) -> Key {
    key(origin_partition(origin), ws.as_str())
}

pub const SURVEY_PREFIX: &str = "survey#";

pub fn survey(ws: &WorkspaceId, survey: &SurveyId) -> Key {
    key(format!("w#{ws}"), format!("{SURVEY_PREFIX}{survey}"))
}

pub fn survey_version(ws: &WorkspaceId, survey: &SurveyId, version: u32) -> Key {
    key(format!("w#{ws}#s#{survey}"), format!("version#{version:08}"))
}

pub fn api_key(id: &KeyId) -> Key {
    key(format!("k#{id}"), "key")
}

pub const API_KEY_PREFIX: &str = "key#";

pub fn api_key_entry(ws: &WorkspaceId, id: &KeyId) -> Key {
    key(format!("w#{ws}"), format!("{API_KEY_PREFIX}{id}"))
}

pub fn person(ws: &WorkspaceId, person: &PersonId) -> Key {
    key(format!("w#{ws}#p#{person}"), "person")
}

pub fn tombstone(ws: &WorkspaceId, person: &PersonId) -> Key {
    key(format!("w#{ws}#p#{person}"), "tombstone")
}

pub const LINK_PREFIX: &str = "link#";

pub fn link(ws: &WorkspaceId, person: &PersonId, dispatch: DispatchId) -> Key {
    key(format!("w#{ws}#p#{person}"), format!("{LINK_PREFIX}{dispatch}"))
}

/// Reads the dispatch of a link's sort key; none for a signed link, which has a name in its place.
pub fn read_link(sk: &str) -> Option<DispatchId> {
    sk.strip_prefix(LINK_PREFIX)?.parse().ok()
}

pub fn signed_link_of(ws: &WorkspaceId, person: &PersonId, name: LinkName) -> Key {
    key(format!("w#{ws}#p#{person}"), format!("{LINK_PREFIX}{name}"))
}

pub fn signed_link(ws: &WorkspaceId, name: LinkName) -> Key {
    key(format!("l#{ws}#{name}"), "link")
}

pub fn pointer(ws: &WorkspaceId, person: &PersonId, survey: &SurveyId, id: SubmissionId) -> Key {
    key(format!("w#{ws}#p#{person}"), format!("response#{survey}#{id}"))
}

pub fn response_partition(ws: &WorkspaceId, survey: &SurveyId, date: Date) -> String {
    // One shard a day: the number stands in the key so that a busy survey can be given more.
    format!("{RESPONSE_PREFIX}{ws}#{survey}#{date}#00")
}

pub fn response(ws: &WorkspaceId, survey: &SurveyId, id: SubmissionId) -> Key {
    let date = domain::day::Zone::utc().date(id.time());
    key(response_partition(ws, survey, date), id.to_string())
}

/// Reads what a mark needs from a response's partition key.
pub fn read_response_partition(pk: &str) -> Option<(WorkspaceId, SurveyId, Date)> {
    let mut parts = pk.strip_prefix(RESPONSE_PREFIX)?.split('#');
    let (ws, survey, date, _shard) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    Some((ws.parse().ok()?, survey.parse().ok()?, date.parse().ok()?))
}

pub fn idempotency(ws: &WorkspaceId, digest: &str) -> Key {
    key(format!("i#{ws}#{digest}"), "idempotency")
}

pub fn count(ws: &WorkspaceId, kind: &str, id: &str, window: Timestamp) -> Key {
    key(format!("n#{ws}#{kind}#{id}"), window.to_string())
}

pub fn mark_partition(shard: u8) -> String {
    format!("mark#{shard:02}")
}

pub fn mark(ws: &WorkspaceId, survey: &SurveyId, date: Date) -> Key {
    let sk = format!("{ws}#{survey}#{date}");
    key(mark_partition(shard_of(&sk)), sk)
}

/// Reads a mark's sort key back.
pub fn read_mark(sk: &str) -> Option<(WorkspaceId, SurveyId, Date)> {
    let mut parts = sk.split('#');
    let (ws, survey, date) = (parts.next()?, parts.next()?, parts.next()?);
    Some((ws.parse().ok()?, survey.parse().ok()?, date.parse().ok()?))
}

pub fn fence(ws: &WorkspaceId, survey: &SurveyId, day: Date) -> Key {
    key(format!("f#{ws}#{survey}"), day.to_string())
}

pub fn totals(ws: &WorkspaceId, survey: &SurveyId, day: Date) -> Key {
    key(format!("t#{ws}#{survey}"), day.to_string())
}

pub fn cube(ws: &WorkspaceId, survey: &SurveyId, day: Date, part: usize) -> Key {
    key(format!("c#{ws}#{survey}"), format!("{day}#{part:03}"))
}

pub fn job(ws: &WorkspaceId, id: RollupId) -> Key {
    key(format!("job#{ws}#{id}"), "job")
}

pub fn job_bucket(ws: &WorkspaceId, id: RollupId, survey: &SurveyId, day: Date) -> Key {
    key(format!("job#{ws}#{id}"), format!("{survey}#{day}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_response_key_is_made_of_what_the_client_repeats_alone() {
        let (ws, survey) = ("acme".parse().unwrap(), "nps".parse().unwrap());
        let id: SubmissionId = "01975f00-1c00-7000-8000-0000000000ff".parse().unwrap();
        let key = response(&ws, &survey, id);
        assert_eq!(key.pk, "r#acme#nps#2025-06-11#00");
        assert_eq!(key.sk, "01975f00-1c00-7000-8000-0000000000ff");
        assert_eq!(read_response_partition(&key.pk), Some((ws, survey, "2025-06-11".parse().unwrap())));
    }

    #[test]
    fn shards_never_move() {
        let (ws, survey) = ("acme".parse().unwrap(), "nps".parse().unwrap());
        let key = mark(&ws, &survey, "2026-11-21".parse().unwrap());
        assert_eq!((key.pk.as_str(), key.sk.as_str()), ("mark#15", "acme#nps#2026-11-21"));
        assert_eq!(read_mark(&key.sk), Some((ws, survey, "2026-11-21".parse().unwrap())));
    }
}
