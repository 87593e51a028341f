//! Links: tokens that name a subject, a workspace, a purpose and an end, signed with HMAC-SHA-256.
//!
//! A [`Signed`] value can only come out of [`LinkKeys::open`], so whoever holds one knows that it was checked. Everything
//! that is wrong with a token but its age is one and the same refusal, found before anything is read.

use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use sha2::Sha256;

use crate::id::WorkspaceId;
use crate::response::AddressHash;

/// The length of a tag, in bytes.
const TAG: usize = 32;

/// What a token is good for; part of the signed bytes, so none can be used for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Opens a survey page: the subject is a dispatch id.
    Survey,
    /// Refuses further messages: the subject is a dispatch id and the id of the address.
    Unsubscribe,
    /// Opens the dashboard: the subject is a key id.
    Session,
    /// Continues a list: the subject is the query and the position.
    Cursor,
    /// Fetches the file of an export on one machine: the subject is the export's id.
    Download,
}

impl Purpose {
    const fn byte(self) -> u8 {
        match self {
            Self::Survey => b's',
            Self::Unsubscribe => b'u',
            Self::Session => b'd',
            Self::Cursor => b'c',
            Self::Download => b'x',
        }
    }
}

/// What a token says, once it has been checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The workspace that the token was made for.
    pub workspace: WorkspaceId,
    /// What the token names; its meaning hangs on the purpose.
    pub subject: Vec<u8>,
    /// From when on it no longer opens anything, to the second.
    pub expires_at: Timestamp,
}

/// Why a token opens nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// Forged, altered, cut, of another purpose or signed with an unknown key: they must not be told apart.
    #[error("not a valid link")]
    Invalid,
    /// Good once; kept apart because the reader deserves a friendly page.
    #[error("the link has expired")]
    Expired(Signed),
}

/// The keys that sign links. The first signs, all of them verify: so a key is replaced without breaking sent mails.
#[derive(Clone)]
pub struct LinkKeys(Vec<(String, Vec<u8>)>);

impl std::fmt::Debug for LinkKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(id, _)| id)).finish()
    }
}

impl std::str::FromStr for LinkKeys {
    type Err = &'static str;

    /// Reads `kid:secret[,kid:secret…]`; a secret has at least 32 characters, a key id 1 to 16.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const HOW: &str =
            "expected kid:secret, comma-separated; a kid of 1 to 16 of a-z 0-9, a secret of 32 characters or more";
        let keys: Option<Vec<_>> = text
            .split(',')
            .map(|pair| {
                let (id, secret) = pair.split_once(':')?;
                let named =
                    (1..=16).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
                (named && secret.len() >= 32).then(|| (id.to_owned(), secret.as_bytes().to_vec()))
            })
            .collect();
        keys.map(Self).ok_or(HOW)
    }
}

impl LinkKeys {
    /// Makes a token.
    ///
    /// ```
    /// use domain::link::{LinkKeys, Purpose, Signed};
    /// let keys: LinkKeys = "k1:0123456789abcdef0123456789abcdef".parse().unwrap();
    /// let signed = Signed {
    ///     workspace: "acme".parse().unwrap(),
    ///     subject: b"subject".to_vec(),
    ///     expires_at: "2026-12-21T00:00:00Z".parse().unwrap(),
    /// };
    /// let token = keys.seal(Purpose::Survey, &signed);
    /// let now = "2026-11-21T00:00:00Z".parse().unwrap();
    /// assert_eq!(keys.open(Purpose::Survey, &token, now), Ok(signed));
    /// assert!(keys.open(Purpose::Session, &token, now).is_err());
    /// ```
    pub fn seal(&self, purpose: Purpose, signed: &Signed) -> String {
        let (id, secret) = &self.0[0]; // `from_str` refuses an empty list: splitting gives at least one part.
        let mut bytes = vec![purpose.byte()];
        for part in [id.as_bytes(), signed.workspace.as_str().as_bytes()] {
            bytes.push(u8::try_from(part.len()).unwrap_or(u8::MAX)); // both are at most 64 long
            bytes.extend_from_slice(part);
        }
        // Times before 1970 have ended, those after 2106 end then.
        let end = u32::try_from(signed.expires_at.as_second().max(0)).unwrap_or(u32::MAX);
        bytes.extend_from_slice(&end.to_be_bytes());
        bytes.extend_from_slice(&signed.subject);
        let tag = mac(secret, &bytes).finalize().into_bytes();
        bytes.extend_from_slice(&tag);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Checks a token and reads what it says.
    ///
    /// # Errors
    /// [`LinkError::Expired`] where all but the time is right, else [`LinkError::Invalid`].
    pub fn open(&self, purpose: Purpose, token: &str, now: Timestamp) -> Result<Signed, LinkError> {
        let signed = self.read(purpose, token).ok_or(LinkError::Invalid)?;
        if now < signed.expires_at { Ok(signed) } else { Err(LinkError::Expired(signed)) }
    }

    /// A source address as it may be stored: a keyed digest, of its own for each workspace. An IPv6 address counts by its
    /// /64, since one customer has all of it; an IPv4 address is the same however it is written.
    ///
    /// ```
    /// use domain::link::LinkKeys;
    /// let keys: LinkKeys = "k1:0123456789abcdef0123456789abcdef".parse().unwrap();
    /// let hash = |ip: &str| keys.address_hash(&"acme".parse().unwrap(), ip.parse().unwrap());
    /// assert_eq!(hash("2001:db8::1"), hash("2001:db8::2:3"));
    /// assert_ne!(hash("2001:db8::1"), hash("2001:db8:0:1::1"));
    /// assert_eq!(hash("192.0.2.7"), hash("::ffff:192.0.2.7"));
    /// ```
    pub fn address_hash(&self, workspace: &WorkspaceId, address: IpAddr) -> AddressHash {
        let network = match address.to_canonical() {
            IpAddr::V4(four) => four.octets().to_vec(),
            IpAddr::V6(six) => six.octets()[..8].to_vec(),
        };
        let (_, secret) = &self.0[0]; // never empty, see `seal`
        let body = [workspace.as_str().as_bytes(), b"\n", network.as_slice()].concat();
        let tag = keyed(secret, b"atbalss-a1\n", &body).finalize().into_bytes();
        let mut first = [0; 12];
        first.copy_from_slice(&tag[..12]);
        AddressHash(first)
    }

    fn read(&self, purpose: Purpose, token: &str) -> Option<Signed> {
        let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
        let (body, tag) = bytes.split_at_checked(bytes.len().checked_sub(TAG)?)?;
        let (kind, rest) = body.split_first()?;
        let (id, rest) = counted(rest)?;
        let (_, secret) = self.0.iter().find(|(own, _)| own.as_bytes() == id)?;
        mac(secret, body).verify_slice(tag).ok()?;
        if *kind != purpose.byte() {
            return None;
        }
        let (workspace, rest) = counted(rest)?;
        let (end, subject) = rest.split_first_chunk::<4>()?;
        Some(Signed {
            workspace: std::str::from_utf8(workspace).ok()?.parse().ok()?,
            subject: subject.to_vec(),
            expires_at: Timestamp::from_second(i64::from(u32::from_be_bytes(*end))).ok()?,
        })
    }
}

fn counted(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first()?;
    rest.split_at_checked(usize::from(*length))
}

fn mac(secret: &[u8], body: &[u8]) -> Hmac<Sha256> {
    keyed(secret, b"atbalss-t1\n", body)
}

/// The prefix says what is signed, so that no signature can be taken for one of another kind.
pub(crate) fn keyed(secret: &[u8], prefix: &[u8], body: &[u8]) -> Hmac<Sha256> {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("any length");
    mac.update(prefix);
    mac.update(body);
    mac
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const OLD: &str = "k1:0123456789abcdef0123456789abcdef";
    const NEW: &str = "k2:fedcba9876543210fedcba9876543210,k1:0123456789abcdef0123456789abcdef";

    fn keys(text: &str) -> LinkKeys {
        text.parse().unwrap()
    }

    fn signed() -> Signed {
        Signed {
            workspace: "acme".parse().unwrap(),
            subject: vec![1, 2, 3],
            expires_at: Timestamp::from_second(2_000_000_000).unwrap(),
        }
    }

    fn now() -> Timestamp {
        Timestamp::from_second(1_900_000_000).unwrap()
    }

    #[test]
    fn a_replaced_key_still_opens_what_it_signed() {
        let token = keys(OLD).seal(Purpose::Survey, &signed());
        assert_eq!(keys(NEW).open(Purpose::Survey, &token, now()), Ok(signed()));
        let token = keys(NEW).seal(Purpose::Survey, &signed());
        assert_eq!(keys(OLD).open(Purpose::Survey, &token, now()), Err(LinkError::Invalid));
    }

    #[test]
    fn the_end_is_the_first_second_that_is_refused() {
        let token = keys(OLD).seal(Purpose::Survey, &signed());
        let end = signed().expires_at;
        assert_eq!(keys(OLD).open(Purpose::Survey, &token, end), Err(LinkError::Expired(signed())));
        let before = Timestamp::from_second(1_999_999_999).unwrap();
        assert!(keys(OLD).open(Purpose::Survey, &token, before).is_ok());
    }

    #[test]
    fn an_expired_token_that_was_altered_is_invalid_and_not_expired() {
        let token = keys(OLD).seal(Purpose::Survey, &signed());
        let altered = token.replace(&token[10..12], "zz");
        assert_eq!(keys(OLD).open(Purpose::Survey, &altered, signed().expires_at), Err(LinkError::Invalid));
    }

    #[test]
    fn a_short_secret_is_refused() {
        for bad in ["", "k1", "k1:short", "K:0123456789abcdef0123456789abcdef", "k1:0123456789abcdef0123456789abcdef,"]
        {
            assert!(bad.parse::<LinkKeys>().is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn changing_any_one_character_makes_a_token_invalid(at in 0usize..62, to in "[A-Za-z0-9_-]") {
            let token = keys(OLD).seal(Purpose::Survey, &signed());
            let at = at % token.len();
            let mut altered = token.clone();
            altered.replace_range(at..=at, &to);
            prop_assume!(altered != token);
            prop_assert_eq!(keys(OLD).open(Purpose::Survey, &altered, now()), Err(LinkError::Invalid));
        }

        #[test]
        fn no_text_opens_and_none_panics(text in ".{0,200}") {
            prop_assert_eq!(keys(OLD).open(Purpose::Survey, &text, now()), Err(LinkError::Invalid));
        }
    }
}
