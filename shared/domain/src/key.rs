//! API keys: `atb_<key id>_<secret>`. Only a digest of the secret is kept, and scopes say what a key may do.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::id::WorkspaceId;
use crate::input::Refusal;

/// What a key may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Post responses and nothing else; safe inside an app.
    Respond,
    /// Put people and ask for dispatches.
    Send,
    /// Read metrics, responses and settings.
    Read,
    /// Everything.
    Admin,
}

impl Scope {
    /// All scopes, by name.
    pub const ALL: [(&'static str, Self); 4] =
        [("respond", Self::Respond), ("send", Self::Send), ("read", Self::Read), ("admin", Self::Admin)];

    /// The scope's name in the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Respond => "respond",
            Self::Send => "send",
            Self::Read => "read",
            Self::Admin => "admin",
        }
    }
}

impl FromStr for Scope {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        Self::ALL
            .into_iter()
            .find(|(name, _)| *name == text)
            .map(|(_, scope)| scope)
            .ok_or_else(|| Refusal::new("unknown_scope", "expected respond, send, read or admin"))
    }
}

/// The public half of a key: 4 to 16 of `a-z0-9`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(String);

impl KeyId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for KeyId {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let plain = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        if (4..=16).contains(&text.len()) && plain {
            Ok(Self(text.to_owned()))
        } else {
            Err(Refusal::new("invalid_key_id", "a key id has 4 to 16 of a-z 0-9"))
        }
    }
}

/// The SHA-256 of a secret. Secrets are long and random, so a plain digest is enough.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretDigest(pub [u8; 32]);

impl fmt::Debug for SecretDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretDigest(…)")
    }
}

/// A key as a client presents it.
pub struct PresentedKey {
    /// Which key it claims to be.
    pub id: KeyId,
    secret: String,
}

impl PresentedKey {
    /// The digest to store for this secret.
    pub fn digest(&self) -> SecretDigest {
        SecretDigest(Sha256::digest(self.secret.as_bytes()).into())
    }

    /// A new key from randomness of the caller's: at least 8 bytes of id, 30 of secret.
    pub fn generate(random: &[u8; 40]) -> Self {
        const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
        let spell =
            |bytes: &[u8]| -> String { bytes.iter().map(|b| char::from(LETTERS[usize::from(b & 31)])).collect() };
        Self { id: KeyId(spell(&random[..8])), secret: spell(&random[8..]) }
    }

    /// The whole key, to be shown once.
    pub fn reveal(&self) -> String {
        format!("atb_{}_{}", self.id, self.secret)
    }
}

impl fmt::Debug for PresentedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "atb_{}_…", self.id)
    }
}

impl FromStr for PresentedKey {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let refusal = || {
            Refusal::new(
                "invalid_key",
                "a key is atb_<id>_<secret>: 4 to 16 of a-z 0-9, then at least 32 of A-Z a-z 0-9",
            )
        };
        let (id, secret) = text.strip_prefix("atb_").and_then(|rest| rest.split_once('_')).ok_or_else(refusal)?;
        let plain = secret.bytes().all(|b| b.is_ascii_alphanumeric());
        if !plain || !(32..=128).contains(&secret.len()) {
            return Err(refusal());
        }
        Ok(Self { id: id.parse().map_err(|_| refusal())?, secret: secret.to_owned() })
    }
}

/// A key as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKey {
    /// The public half.
    pub id: KeyId,
    /// Whose data it opens.
    pub workspace: WorkspaceId,
    /// A team's own name for it.
    pub name: Option<String>,
    /// What it may do; never empty.
    pub scopes: Vec<Scope>,
    /// The digest of its secret.
    pub digest: SecretDigest,
    /// From when on it is refused.
    pub expires_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Somebody whose key or token was shown to be right: the only way to name a workspace in a request.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Whose data the request may touch.
    pub workspace: WorkspaceId,
    /// Which key it came with; none where it came with a token of the issuer's.
    pub key: Option<KeyId>,
    scopes: Vec<Scope>,
}

impl Caller {
    /// Whom a token speaks of. Nobody makes one but who has checked the token's signature, its end and for whom it is.
    pub const fn of_token(workspace: WorkspaceId, scopes: Vec<Scope>) -> Self {
        Self { workspace, key: None, scopes }
    }

    /// Whether the caller may do this; `admin` includes the others.
    pub fn may(&self, scope: Scope) -> bool {
        self.scopes.iter().any(|own| *own == scope || *own == Scope::Admin)
    }
}

impl ApiKey {
    /// Checks a presented key against this record, in constant time for the secret.
    pub fn admit(&self, presented: &PresentedKey, now: Timestamp) -> Option<Caller> {
        let right = self.digest.0.ct_eq(&presented.digest().0);
        let living = self.expires_at.is_none_or(|end| now < end);
        (bool::from(right) && self.id == presented.id && living).then(|| Caller {
            workspace: self.workspace.clone(),
            key: Some(self.id.clone()),
            scopes: self.scopes.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(presented: &PresentedKey) -> ApiKey {
        ApiKey {
            id: presented.id.clone(),
            workspace: "acme".parse().unwrap(),
            name: None,
            scopes: vec![Scope::Respond],
            digest: presented.digest(),
            expires_at: Some("2026-11-21T00:00:00Z".parse().unwrap()),
            created_at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_made_key_reads_back_and_opens_its_own_record_alone() {
        let made = PresentedKey::generate(&[7; 40]);
        let read: PresentedKey = made.reveal().parse().unwrap();
        let caller = key(&made).admit(&read, Timestamp::UNIX_EPOCH).unwrap();
        assert!(caller.may(Scope::Respond) && !caller.may(Scope::Read) && !caller.may(Scope::Admin));
        let other = PresentedKey::generate(&[8; 40]);
        assert!(key(&made).admit(&other, Timestamp::UNIX_EPOCH).is_none());
    }

    #[test]
    fn an_expired_key_opens_nothing() {
        let made = PresentedKey::generate(&[7; 40]);
        let end = "2026-11-21T00:00:00Z".parse().unwrap();
        assert!(key(&made).admit(&made, end).is_none());
    }

    #[test]
    fn keys_never_show_their_secret_in_debug_output() {
        let made = PresentedKey::generate(&[7; 40]);
        let shown = format!("{made:?} {:?}", key(&made));
        assert!(!shown.contains(&made.secret));
    }

    #[test]
    fn malformed_keys_are_refused() {
        let secret = "a".repeat(32);
        for bad in [
            "",
            "atb_",
            "atb_abcd_short",
            &format!("atb_abc_{secret}"),
            &format!("atb_ABCD_{secret}"),
            &format!("key_abcd_{secret}"),
            &format!("atb_abcd_{secret}_x"),
        ] {
            assert!(bad.parse::<PresentedKey>().is_err(), "{bad}");
        }
    }
}
