//! Every key of the two tables, built by typed functions and nowhere else.
//!
//! Ids hold no `#` (see `domain::id`), so the separator can't be forged. An address stands in no key, only its keyed digest:
//! that of one workspace under `{suppression}`, that of a phone number in the whole stack under `{number}`. A `{name}` of a
//! link and a `{digest}` are keyed too: what they are made of may hold a person's id. Access patterns:
//!
//! | what | table | partition key | sort key | read by |
//! | --- | --- | --- | --- | --- |
//! | workspace settings | data | `w#{workspace}` | `workspace` | get |
//! | link keys | data | `w#{workspace}` | `linkkeys` | get |
//! | export | data | `w#{workspace}` | `export#{export}` | get; list by prefix |
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
//! | that events of a timeline name a person | data | `w#{workspace}#p#{person}` | `events#{kind}#{id}` | list by prefix |
//! | tombstone of an erased person | data | `z#{workspace}#{erasure}` | `tombstone` | condition; get |
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
//! | event of a timeline | data | `v#{workspace}#{kind}#{id}` | `{event}` | query of the partition |
//! | id of an event | data | `u#{workspace}#{event}` | `event` | condition; get |
//! | workspace, for sweeps | data | `workspaces` | `{workspace}` | query of the partition |
//! | heartbeat of the stream | data | `beat` | `{time}` | first of the partition after a time |
//! | what was heard, swept, looked after last | rollups | `beat` | `heard`, `swept`, `night` | get |
//! | seal of a survey's days | rollups | `f#{workspace}#{survey}` | `sealed` | get |
//! | mark of answers | rollups | `mark#{shard}` | `{workspace}#{survey}#{utc date}` | query of each shard |
//! | mark of a timeline | rollups | `mark#{shard}` | `{workspace}#@{kind}#{id}` | query of each shard |
//! | mark of a day of timelines | rollups | `mark#{shard}` | `{workspace}#@{kind}={local day}` | query of each shard |
//! | timeline | rollups | `l#{workspace}#{kind}#{shard}` | `{id}` | get; query of each shard |
//! | what a timeline adds to a day | rollups | `y#{workspace}#{kind}#{local day}` | `{id}` | query of the partition |
//! | ticket of a person | rollups | `k#{workspace}#{person}` | `{ticket}` | query of the partition |
//! | fence and time of a bucket | rollups | `f#{workspace}#{source}` | `{local day}` | get; range of days |
//! | totals of a bucket | rollups | `t#{workspace}#{source}` | `{local day}` | range of days |
//! | cube of a bucket | rollups | `c#{workspace}#{source}` | `{local day}#{part}` | range of days |
//! | answer of an employee, while its period runs | rollups | `enps#{workspace}#{survey}#{first day}#scores` | digest under the period's secret | query of the partition; condition |
//! | its comment | rollups | `enps#{workspace}#{survey}#{first day}#comments` | another digest | query of the partition |
//! | gate of a period, with its secret | rollups | `enps#{workspace}#{survey}` | `{first day}` | get; condition; query of the partition |
//! | result of a closed period | rollups | `p#{workspace}#{survey}` | `{first day}` | query of the partition |
//! | comments of a closed period | rollups | `q#{workspace}#{survey}#{first day}` | `{part}` | get by query |
//! | ledger of erasures | rollups | `z#{workspace}` | `{erasure}` | query of the partition; get |
//! | request to recompute | rollups | `job#{workspace}#{rollup}` | `job` | query of the partition |
//! | a bucket done for it | rollups | `job#{workspace}#{rollup}` | `{source}#{local day}` | query of the partition |

mod counting;
mod enps;
mod erasing;
mod kinds;
mod sending;
mod told;

use std::hash::Hasher;

use domain::id::{DispatchId, ExportId, PersonId, SubmissionId, SurveyId, WorkspaceId};
use domain::key::KeyId;
use domain::origin::Origin;
use domain::response::Response;
use domain::signed_link::LinkName;
use jiff::Timestamp;
use jiff::civil::Date;

pub use self::counting::*;
pub use self::enps::*;
pub use self::erasing::*;
pub use self::kinds::*;
pub use self::sending::*;
pub use self::told::told;

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

pub const EXPORT_PREFIX: &str = "export#";

pub fn export(ws: &WorkspaceId, id: ExportId) -> Key {
    key(format!("w#{ws}"), format!("{EXPORT_PREFIX}{id}"))
}

/// Reads which export a sort key names.
pub fn read_export(sk: &str) -> Option<ExportId> {
    sk.strip_prefix(EXPORT_PREFIX)?.parse().ok()
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

pub const LINK_PREFIX: &str = "link#";

pub fn link(ws: &WorkspaceId, person: &PersonId, dispatch: DispatchId) -> Key {
    key(format!("w#{ws}#p#{person}"), format!("{LINK_PREFIX}{dispatch}"))
}

/// Reads the dispatch of a link's sort key; none for a signed link, which has a name in its place.
pub fn read_link(sk: &str) -> Option<DispatchId> {
    sk.strip_prefix(LINK_PREFIX)?.parse().ok()
}

/// Reads which dispatch the key of a link in a person's partition names; none for a signed link.
pub fn read_dispatch_link(pk: &str, sk: &str) -> Option<(WorkspaceId, DispatchId)> {
    let (ws, _person) = pk.strip_prefix("w#")?.split_once("#p#")?;
    Some((ws.parse().ok()?, read_link(sk)?))
}

pub const POINTER_PREFIX: &str = "response#";

/// Reads which answer a person's pointer names.
pub fn read_pointer(sk: &str) -> Option<(SurveyId, SubmissionId)> {
    let (survey, id) = sk.strip_prefix(POINTER_PREFIX)?.split_once('#')?;
    Some((survey.parse().ok()?, id.parse().ok()?))
}

pub fn signed_link_of(ws: &WorkspaceId, person: &PersonId, name: LinkName) -> Key {
    key(format!("w#{ws}#p#{person}"), format!("{LINK_PREFIX}{name}"))
}

pub fn signed_link(ws: &WorkspaceId, name: LinkName) -> Key {
    key(format!("l#{ws}#{name}"), "link")
}

pub fn pointer(ws: &WorkspaceId, person: &PersonId, survey: &SurveyId, id: SubmissionId) -> Key {
    key(format!("w#{ws}#p#{person}"), format!("{POINTER_PREFIX}{survey}#{id}"))
}

pub fn response_partition(ws: &WorkspaceId, survey: &SurveyId, date: Date, shard: u8) -> String {
    format!("{RESPONSE_PREFIX}{ws}#{survey}#{date}#{shard:02}")
}

pub fn response_by_id(ws: &WorkspaceId, survey: &SurveyId, id: SubmissionId, shard: u8) -> Key {
    let date = domain::day::Zone::utc().date(id.time());
    key(response_partition(ws, survey, date, shard), id.to_string())
}

pub fn response(ws: &WorkspaceId, response: &Response) -> Key {
    response_by_id(ws, &response.survey, response.id, response.shard)
}

/// Reads the shard of a response's partition key.
pub fn read_shard(pk: &str) -> Option<u8> {
    pk.strip_prefix(RESPONSE_PREFIX)?.rsplit('#').next()?.parse().ok()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Mark;

    #[test]
    fn a_response_key_is_made_of_what_the_client_repeats_alone() {
        let (ws, survey) = ("acme".parse().unwrap(), "nps".parse().unwrap());
        let id: SubmissionId = "01975f00-1c00-7000-8000-0000000000ff".parse().unwrap();
        let key = response_by_id(&ws, &survey, id, 0);
        assert_eq!(key.pk, "r#acme#nps#2025-06-11#00");
        assert_eq!(key.sk, "01975f00-1c00-7000-8000-0000000000ff");
        let of_a_shard = response_by_id(&ws, &survey, id, 15).pk;
        assert_eq!((read_shard(&key.pk), read_shard(&of_a_shard)), (Some(0), Some(15)));
        assert_eq!(read_response_partition(&of_a_shard), read_response_partition(&key.pk));
        assert_eq!(read_response_partition(&key.pk), Some((ws, survey, "2025-06-11".parse().unwrap())));
    }

    #[test]
    fn shards_never_move() {
        let answers = Mark::Answers {
            workspace: "acme".parse().unwrap(),
            survey: "nps".parse().unwrap(),
            date: "2026-11-21".parse().unwrap(),
        };
        let key = mark(&answers);
        assert_eq!((key.pk.as_str(), key.sk.as_str()), ("mark#15", "acme#nps#2026-11-21"));
    }
}
