//! Keyed digests: what stands in the place of an address wherever no message is written to it, and of whatever an id of a
//! person is a part of. Such ids are often numbers that anybody can count through, and so undo a plain digest of one.
//!
//! Unlike the keys of links this one is never replaced: under another every suppression would be forgotten.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::Mac as _;
use jiff::Timestamp;
use uuid::Uuid;

use super::{Contact, PhoneNumber};
use crate::id::{DispatchId, ErasureId, MAX_CLIENT_ID, PersonId, SuppressionId, WorkspaceId};
use crate::input::Refusal;
use crate::link::keyed;
use crate::signed_link::LinkName;
use crate::stamped::{PostDigest, millis};

/// How long a sealed id is, in bytes: as long as the longest id, so that its length says nothing.
const SEALED: usize = MAX_CLIENT_ID;

/// The stack's secret for addresses: 32 characters or more.
///
/// ```
/// use domain::contact::{AddressKey, Contact};
/// let key: AddressKey = "0123456789abcdef0123456789abcdef".parse().unwrap();
/// let id = |workspace: &str, email: &str| {
///     key.id(&workspace.parse().unwrap(), &Contact::Email(email.parse().unwrap()))
/// };
/// assert_eq!(id("acme", "Anna@Example.com"), id("acme", "anna@example.com"));
/// assert_ne!(id("acme", "anna@example.com"), id("other", "anna@example.com"));
/// ```
#[derive(Clone)]
pub struct AddressKey(Vec<u8>);

impl AddressKey {
    /// The name of an address in a workspace: the same for every spelling, of its own for each channel.
    pub fn id(&self, workspace: &WorkspaceId, contact: &Contact) -> SuppressionId {
        let body = format!("{workspace}\n{}\n{}", contact.channel().name(), contact.canonical());
        SuppressionId::new(Uuid::from_bytes(self.digest(b"atbalss-x1\n", &body)))
    }

    /// The name of a number in the whole stack: a reply names no workspace.
    pub fn number(&self, number: &PhoneNumber) -> NumberHash {
        NumberHash(self.digest(b"atbalss-n1\n", number.as_str()))
    }

    /// The code of the short link of one dispatch to one address: always the same, so that no retry makes another.
    pub fn code(&self, workspace: &WorkspaceId, dispatch: DispatchId, address: &SuppressionId) -> ShortCode {
        let bytes: [u8; 9] = self.digest(b"atbalss-c1\n", &format!("{workspace}\n{dispatch}\n{address}"));
        ShortCode(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The name of a person's erasure in a workspace. Ids are often numbers that anybody can count through, so without the
    /// secret nobody can tell from it whose it is.
    pub fn erasure(&self, workspace: &WorkspaceId, person: &PersonId) -> ErasureId {
        ErasureId::new(Uuid::from_bytes(self.digest(b"atbalss-e1\n", &format!("{workspace}\n{person}"))))
    }

    /// The id that takes the place of a person's in an erasure of this time: whoever repeats it finds the same.
    pub fn nobody(&self, erasure: ErasureId, erased_at: Timestamp) -> PersonId {
        PersonId::nobody(Uuid::from_bytes(self.digest(b"atbalss-e3\n", &format!("{erasure}\n{}", millis(erased_at)))))
    }

    /// A person's id as it is kept while their erasure runs: nobody reads it without the secret. `nobody` is the id
    /// that takes its place, so no two erasures are sealed alike.
    pub fn seal_person(&self, erasure: ErasureId, nobody: &PersonId, person: &PersonId) -> String {
        let mut bytes = person.as_str().as_bytes().to_vec();
        bytes.resize(SEALED, 0);
        self.shroud(erasure, nobody, &mut bytes);
        bytes.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
    }

    /// Reads back what [`AddressKey::seal_person`] made; none where it was made with another secret.
    pub fn open_person(
        &self,
        workspace: &WorkspaceId,
        erasure: ErasureId,
        nobody: &PersonId,
        sealed: &str,
    ) -> Option<PersonId> {
        let pairs = sealed.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).ok());
        let bytes = pairs.map(|pair| u8::from_str_radix(pair?, 16).ok()).collect::<Option<Vec<u8>>>();
        let mut bytes = bytes.filter(|bytes| bytes.len() == SEALED)?;
        self.shroud(erasure, nobody, &mut bytes);
        let person: PersonId = std::str::from_utf8(&bytes).ok()?.trim_end_matches('\0').parse().ok()?;
        (self.erasure(workspace, &person) == erasure).then_some(person)
    }

    /// The name of a signed link, made of what tells it from all others.
    pub(crate) fn link(&self, naming: &str) -> LinkName {
        LinkName(self.digest(b"atbalss-l1\n", naming))
    }

    /// The name of a signed link whose person was erased: another for each erasure, so that somebody new under the same id
    /// has links of their own.
    #[must_use]
    pub fn left_link(&self, nobody: &PersonId, name: LinkName) -> LinkName {
        LinkName(self.digest(b"atbalss-l2\n", &format!("{nobody}\n{name}")))
    }

    /// What is kept of a post or an event, by which a repeat of it is known.
    #[must_use]
    pub fn post(&self, workspace: &WorkspaceId, post: PostDigest) -> PostDigest {
        PostDigest(u64::from_be_bytes(self.digest(b"atbalss-o1\n", &format!("{workspace}\n{}", post.0))))
    }

    /// The id of the dispatch that a team's own key names: always the same one, so that a repeated request finds the first.
    ///
    /// ```
    /// let key: domain::contact::AddressKey = "0123456789abcdef0123456789abcdef".parse().unwrap();
    /// let id = |workspace: &str, own: &str| key.dispatch(&workspace.parse().unwrap(), own);
    /// assert_eq!(id("acme", "order-1"), id("acme", "order-1"));
    /// assert_ne!(id("acme", "order-1"), id("other", "order-1"));
    /// ```
    pub fn dispatch(&self, workspace: &WorkspaceId, own: &str) -> DispatchId {
        // A workspace's id holds no newline, so no two pairs spell the same bytes.
        let bits = self.digest(b"atbalss-d1\n", &format!("{workspace}\n{own}"));
        DispatchId::new(uuid::Builder::from_custom_bytes(bits).into_uuid())
    }

    /// The digest of a request to a workspace, or of a line that it was given, by which it is known again.
    pub fn request(&self, workspace: &WorkspaceId, text: &str) -> [u8; 32] {
        self.digest(b"atbalss-i1\n", &format!("{workspace}\n{text}"))
    }

    fn shroud(&self, erasure: ErasureId, nobody: &PersonId, bytes: &mut [u8]) {
        for (at, block) in bytes.chunks_mut(32).enumerate() {
            let stream: [u8; 32] = self.digest(b"atbalss-e2\n", &format!("{erasure}\n{nobody}\n{at}"));
            block.iter_mut().zip(stream).for_each(|(byte, with)| *byte ^= with);
        }
    }

    /// The first bytes of the digest of a text. No part of a body but the last holds a newline, so no two spell the same.
    fn digest<const N: usize>(&self, prefix: &[u8], body: &str) -> [u8; N] {
        let tag = keyed(&self.0, prefix, body.as_bytes()).finalize().into_bytes();
        let mut first = [0; N];
        first.copy_from_slice(&tag[..N]);
        first
    }
}

impl fmt::Debug for AddressKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AddressKey(…)")
    }
}

impl FromStr for AddressKey {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let secret = text.trim();
        if secret.chars().count() >= 32 {
            Ok(Self(secret.as_bytes().to_vec()))
        } else {
            Err("expected a secret of 32 characters or more")
        }
    }
}

/// The name of a phone number in the stack: 32 hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NumberHash([u8; 16]);

impl fmt::Debug for NumberHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NumberHash({self})")
    }
}

impl fmt::Display for NumberHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Uuid::from_bytes(self.0).simple())
    }
}

impl FromStr for NumberHash {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let hex = text.len() == 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        hex.then(|| Uuid::try_parse(text).ok())
            .flatten()
            .map(|bits| Self(bits.into_bytes()))
            .ok_or_else(|| Refusal::new("invalid_id", "expected 32 hex digits"))
    }
}

/// The code in a short link: 12 of `A-Za-z0-9_-`, which nobody guesses.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShortCode(String);

impl ShortCode {
    /// How many characters a code has; no token of a long link is as short.
    pub const LENGTH: usize = 12;

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ShortCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for ShortCode {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b));
        if text.len() == Self::LENGTH && plain {
            Ok(Self(text.to_owned()))
        } else {
            Err(Refusal::new("invalid_code", "expected 12 of A-Z a-z 0-9 _ -"))
        }
    }
}
