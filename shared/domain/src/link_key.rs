//! Link keys: the secrets with which a team's own mailer signs links and its server vouches for a person.
//!
//! Unlike an API key a link key must be known to check what it signed, so the secret itself is kept while the key lives.

use std::fmt;
use std::str::FromStr;

use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use sha2::Sha256;

use crate::input::Refusal;

/// How many link keys of a workspace may live at once: the one in use, and the one that takes over.
pub const MAX_LIVING: usize = 2;

/// The public half of a link key, `kid` in what it signs: 1 to 16 of `a-z0-9`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkKeyId(String);

impl LinkKeyId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for LinkKeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for LinkKeyId {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let plain = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        if (1..=16).contains(&text.len()) && plain {
            Ok(Self(text.to_owned()))
        } else {
            Err(Refusal::new("invalid_key_id", "a link key's id has 1 to 16 of a-z 0-9"))
        }
    }
}

/// The secret half of a link key: 32 to 128 of `A-Za-z0-9`, used as they are spelled.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkSecret(String);

impl LinkSecret {
    /// The secret as text: to be stored, and shown once.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The HMAC-SHA-256 of a message under this secret.
    pub(crate) fn mac(&self, message: &str) -> Hmac<Sha256> {
        #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0.as_bytes()).expect("any length");
        mac.update(message.as_bytes());
        mac
    }

    /// The HMAC-SHA-256 of a message in lower-case hex, as links carry it.
    pub(crate) fn sign(&self, message: &str) -> String {
        self.mac(message).finalize().into_bytes().iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
    }
}

impl fmt::Debug for LinkSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkSecret(…)")
    }
}

impl FromStr for LinkSecret {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        if (32..=128).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(Refusal::new("invalid_secret", "a link key's secret has 32 to 128 of A-Z a-z 0-9"))
        }
    }
}

/// A link key of a workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkKey {
    /// The public half.
    pub id: LinkKeyId,
    /// The secret half; a retired key has none any more, and what it signed opens nothing.
    pub secret: Option<LinkSecret>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was retired.
    pub retired_at: Option<Timestamp>,
}

impl LinkKey {
    /// A new key from randomness of the caller's.
    pub fn generate(random: &[u8; 40], now: Timestamp) -> Self {
        const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
        let spell =
            |bytes: &[u8]| -> String { bytes.iter().map(|b| char::from(LETTERS[usize::from(b & 31)])).collect() };
        let (id, secret) = (LinkKeyId(spell(&random[..6])), LinkSecret(spell(&random[6..])));
        Self { id, secret: Some(secret), created_at: now, retired_at: None }
    }

    /// The key as it stays once it is retired.
    #[must_use]
    pub fn retired(self, now: Timestamp) -> Self {
        Self { secret: None, retired_at: self.retired_at.or(Some(now)), ..self }
    }
}

/// The signature of a text: 64 hex digits of either case, or 43 characters of base64url.
pub(crate) fn read_signature(text: &str) -> Option<Vec<u8>> {
    use base64::Engine as _;
    if text.len() == 64 && text.is_ascii() {
        let digit = |at: usize| u8::from_str_radix(&text[at..at + 2], 16);
        // `from_str_radix` takes a sign, which is no digit.
        let hex = text.bytes().all(|b| b.is_ascii_hexdigit());
        return hex.then(|| (0..64).step_by(2).map(digit).collect::<Result<_, _>>().ok()).flatten();
    }
    (text.len() == 43).then(|| base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_key_reads_back_and_shows_no_secret() {
        let key = LinkKey::generate(&[7; 40], Timestamp::UNIX_EPOCH);
        let secret = key.secret.clone().unwrap();
        assert_eq!(key.id.as_str().parse::<LinkKeyId>().unwrap(), key.id);
        assert_eq!(secret.reveal().parse::<LinkSecret>().unwrap(), secret);
        assert!(!format!("{key:?}").contains(secret.reveal()));
    }

    #[test]
    fn a_retired_key_keeps_no_secret_and_its_first_end() {
        let (first, later) = (Timestamp::from_second(1).unwrap(), Timestamp::from_second(2).unwrap());
        let key = LinkKey::generate(&[7; 40], Timestamp::UNIX_EPOCH).retired(first).retired(later);
        assert_eq!((key.secret, key.retired_at), (None, Some(first)));
    }

    #[test]
    fn a_signature_is_hex_or_base64url_and_nothing_else() {
        assert_eq!(read_signature(&"0f".repeat(32)), Some(vec![15; 32]));
        assert_eq!(read_signature(&"0F".repeat(32)), Some(vec![15; 32]));
        assert_eq!(read_signature(&"A".repeat(43)), Some(vec![0; 32]));
        for bad in ["", "0f", &"+f".repeat(32), &"0g".repeat(32), &"A".repeat(44), &"ā".repeat(32)] {
            assert_eq!(read_signature(bad), None, "{bad}");
        }
    }
}
