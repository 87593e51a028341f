//! The names of things, each a type of its own, so that a survey's id can't stand where a person's belongs.
//!
//! Client ids are checked strings; the server's own carry a type prefix before the 32 hex digits of a UUID.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use uuid::{Uuid, Variant, Version};

use crate::input::Refusal;

/// The longest id that a client may choose, in characters.
pub const MAX_CLIENT_ID: usize = 64;

fn check_client_id(text: &str) -> Result<(), Refusal> {
    let fits = (1..=MAX_CLIENT_ID).contains(&text.len());
    let plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || b"._:-".contains(&b));
    if fits && plain {
        Ok(())
    } else {
        Err(Refusal::new("invalid_id", "an id has 1 to 64 characters of A-Z a-z 0-9 . _ : - and is never contact data"))
    }
}

/// An id of a client's that has no type of its own, such as a segment's.
pub(crate) fn client_id(value: &serde_json::Value) -> Result<String, Refusal> {
    let text = value.as_str().ok_or_else(|| Refusal::new("not_a_string", "expected a string"))?;
    check_client_id(text).map(|()| text.to_owned())
}

macro_rules! client_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The id as the client wrote it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = Refusal;

            fn from_str(text: &str) -> Result<Self, Refusal> {
                check_client_id(text)?;
                Ok(Self(text.to_owned()))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

client_id!(
    /// The tenant. Every key in the tables begins with one.
    ///
    /// ```
    /// use domain::id::WorkspaceId;
    /// assert!("acme".parse::<WorkspaceId>().is_ok());
    /// assert!("a#b".parse::<WorkspaceId>().is_err());
    /// ```
    WorkspaceId
);
client_id!(
    /// A survey, by the team's own name for it.
    SurveyId
);
client_id!(
    /// A customer, by the team's own id; never an address.
    PersonId
);
/// What the id of somebody who was erased begins with.
const NOBODY: &str = "erased:";

impl PersonId {
    /// The id that what happened to somebody goes on under once they were erased: it leads back to nobody.
    ///
    /// ```
    /// use domain::id::PersonId;
    /// assert!(PersonId::nobody(uuid::Uuid::from_u128(7)).is_nobody());
    /// assert!(!"anna".parse::<PersonId>().unwrap().is_nobody());
    /// ```
    pub fn nobody(bits: Uuid) -> Self {
        Self(format!("{NOBODY}{}", bits.simple()))
    }

    /// Whether somebody was erased who had another id.
    pub fn is_nobody(&self) -> bool {
        self.0.strip_prefix(NOBODY).is_some_and(|rest| rest.len() == 32 && rest.bytes().all(|b| b.is_ascii_hexdigit()))
    }
}

client_id!(
    /// A business event, by the id that its sender gave it: what makes a repeat a repeat.
    EventId
);
client_id!(
    /// A metric of a team's own, by the team's own name for it.
    OwnId
);

macro_rules! server_id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// The id around these bits; the caller brings the randomness.
            pub const fn new(bits: Uuid) -> Self {
                Self(bits)
            }

            /// The bits that the id spells.
            pub const fn bits(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "{}"), self.0.simple())
            }
        }

        impl FromStr for $name {
            type Err = Refusal;

            fn from_str(text: &str) -> Result<Self, Refusal> {
                let hex = text.strip_prefix($prefix).filter(|hex| {
                    hex.len() == 32 && hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
                });
                hex.and_then(|hex| Uuid::try_parse(hex).ok())
                    .map(Self)
                    .ok_or_else(|| Refusal::new("invalid_id", concat!("expected ", $prefix, " and 32 hex digits")))
            }
        }
    };
}

server_id!(
    /// An erasure: the name of who was erased, made of their id with the stack's secret, so that it leads back to nobody.
    ErasureId,
    "ers_"
);

server_id!(
    /// One survey meant for one person over one channel.
    DispatchId,
    "dsp_"
);

impl DispatchId {
    /// An id that anybody can work out from a text, always the same one: for what says nothing of anybody. What a team names
    /// a dispatch by may hold an id of a person; see [`crate::contact::AddressKey::dispatch`].
    ///
    /// ```
    /// use domain::id::DispatchId;
    /// let acme = "acme".parse().unwrap();
    /// assert_eq!(DispatchId::of_key(&acme, "order-1"), DispatchId::of_key(&acme, "order-1"));
    /// ```
    pub fn of_key(workspace: &WorkspaceId, key: &str) -> Self {
        // A workspace's id holds no newline, so no two pairs spell the same bytes.
        let digest = Sha256::digest(format!("atbalss-d1\n{workspace}\n{key}"));
        let mut bits = [0; 16];
        bits.copy_from_slice(&digest[..16]);
        Self(uuid::Builder::from_custom_bytes(bits).into_uuid())
    }
}

server_id!(
    /// One request to recompute days.
    RollupId,
    "rol_"
);
server_id!(
    /// One request for a file of responses.
    ExportId,
    "exp_"
);
server_id!(
    /// An address that is not written to, under a keyed digest of it.
    SuppressionId,
    "sup_"
);
server_id!(
    /// A stored response, under the server's spelling of the submission id's bits.
    ResponseId,
    "rsp_"
);

/// The UUIDv7 that a client makes when the person begins to answer, and repeats in every retry and every half.
///
/// It alone makes the key of the response: its time is the response's time, so a retry can never land elsewhere.
///
/// ```
/// use domain::id::SubmissionId;
/// let id: SubmissionId = "01975f00-1c00-7000-8000-000000000001".parse().unwrap();
/// assert_eq!(id.time().to_string(), "2025-06-11T12:38:52.16Z");
/// assert!("0c8bd3a6-5c0f-4a0e-9b33-0a1e9ed2a1b4".parse::<SubmissionId>().is_err()); // a version 4
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SubmissionId(Uuid);

impl SubmissionId {
    /// Takes a UUID that is a version 7 of the RFC 9562 variant, with a time that a date can be made of.
    ///
    /// # Errors
    /// `submission_id_not_uuidv7` for any other UUID.
    pub fn new(bits: Uuid) -> Result<Self, Refusal> {
        let seven = bits.get_version() == Some(Version::SortRand) && bits.get_variant() == Variant::RFC4122;
        let id = Self(bits);
        if seven && Timestamp::from_millisecond(id.millis()).is_ok() { Ok(id) } else { Err(Self::refusal()) }
    }

    /// The submission id made of a time and 74 bits of randomness; those of `random` that the version needs are overwritten.
    pub fn from_parts(time: Timestamp, random: [u8; 10]) -> Self {
        let millis = u64::try_from(time.as_millisecond()).unwrap_or(0);
        Self(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }

    fn refusal() -> Refusal {
        Refusal::new(
            "submission_id_not_uuidv7",
            "make a UUIDv7 (RFC 9562: 48 bits of Unix milliseconds, then the version 7) when the person begins to answer, and repeat it in every retry",
        )
    }

    fn millis(self) -> i64 {
        i64::try_from(self.0.as_u128() >> 80).unwrap_or(i64::MAX)
    }

    /// When the person began to answer, to the millisecond.
    pub fn time(self) -> Timestamp {
        // `new` has checked the range and `from_parts` began with a time.
        Timestamp::from_millisecond(self.millis()).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// The smallest id of a millisecond: where a key range begins.
    pub fn first_at(time: Timestamp) -> Uuid {
        let millis = u128::try_from(time.as_millisecond()).unwrap_or(0);
        Uuid::from_u128(millis << 80)
    }

    /// The bits of the id.
    pub const fn bits(self) -> Uuid {
        self.0
    }

    /// The same bits in the server's spelling.
    pub const fn response(self) -> ResponseId {
        ResponseId::new(self.0)
    }
}

impl fmt::Display for SubmissionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.hyphenated())
    }
}

impl FromStr for SubmissionId {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        // Only the usual spelling: two spellings of one id must not look like two ids to a client.
        if text.len() != 36 {
            return Err(Self::refusal());
        }
        Uuid::try_parse(text).map_err(|_| Self::refusal()).and_then(Self::new)
    }
}

impl TryFrom<ResponseId> for SubmissionId {
    type Error = Refusal;

    fn try_from(id: ResponseId) -> Result<Self, Refusal> {
        Self::new(id.bits())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_response_id_spells_the_submission_ids_bits() {
        let id: SubmissionId = "01975f00-1c00-7000-8000-0000000000ff".parse().unwrap();
        let spelled = id.response().to_string();
        assert_eq!(spelled, "rsp_01975f001c00700080000000000000ff");
        let back: ResponseId = spelled.parse().unwrap();
        assert_eq!(SubmissionId::try_from(back).unwrap(), id);
    }

    #[test]
    fn ids_made_of_a_time_keep_it_and_sort_by_it() {
        let early: Timestamp = "2026-11-21T10:00:00.123Z".parse().unwrap();
        let late: Timestamp = "2026-11-21T10:00:00.124Z".parse().unwrap();
        let a = SubmissionId::from_parts(early, [255; 10]);
        let b = SubmissionId::from_parts(late, [0; 10]);
        assert_eq!((a.time(), b.time()), (early, late));
        assert!(a.to_string() < b.to_string());
        assert!(SubmissionId::first_at(late) <= b.bits() && SubmissionId::first_at(late) > a.bits());
    }

    #[test]
    fn client_ids_hold_no_separator_and_no_at_sign() {
        for bad in ["", "a#b", "a@b", "ā", "a b", "a/b", &"x".repeat(65)] {
            assert!(bad.parse::<SurveyId>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_key_names_one_dispatch_of_its_own_workspace_and_never_moves() {
        let (acme, other): (WorkspaceId, WorkspaceId) = ("acme".parse().unwrap(), "other".parse().unwrap());
        let id = DispatchId::of_key(&acme, "order-1");
        assert_eq!(id.to_string(), "dsp_b77095d6c0058e95aa88bfa6b35582e4");
        assert_ne!(id, DispatchId::of_key(&acme, "order-2"));
        assert_ne!(id, DispatchId::of_key(&other, "order-1"));
    }

    #[test]
    fn server_ids_have_one_spelling() {
        let good = "dsp_0123456789abcdef0123456789abcdef";
        assert_eq!(good.parse::<DispatchId>().unwrap().to_string(), good);
        for bad in ["dsp_", "rsp_0123456789abcdef0123456789abcdef", "dsp_0123456789ABCDEF0123456789abcdef"] {
            assert!(bad.parse::<DispatchId>().is_err(), "{bad}");
        }
    }
}
