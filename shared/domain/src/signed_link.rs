//! Links and claims that a team signs itself: `/f/{workspace}/{survey}?…&sig=…`, and `person_sig` for its apps.
//!
//! A [`SignedLink`] only comes out of [`Unchecked::check`]. Everything that is wrong with one but its age is the same
//! refusal. One response per link: [`SignedLink::name`] is what the workspace, the survey and the query, without its end
//! and its key, come to, so a link that is signed once more is still the same one. It is made with the stack's secret: a
//! query holds ids of people, and a plain digest of one is found by counting.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::str::FromStr;

use hmac::Mac as _;
use jiff::Timestamp;
use serde_json::Value;

use crate::contact::AddressKey;
use crate::context::{Properties, Property};
use crate::id::{PersonId, SurveyId, WorkspaceId};
use crate::input::{Refusal, text};
use crate::link_key::{LinkKey, LinkKeyId, read_signature};
use crate::locale::Locale;

/// The parameters that are signed, in the order in which they are spelled; others are anybody's.
pub const SIGNED: [&str; 9] = ["agent", "exp", "kid", "locale", "order", "person", "ticket", "touchpoint", "variant"];
/// Those that do not name the link: signing it once more must not make another one.
const NAMELESS: [&str; 2] = ["exp", "kid"];
/// Those that become properties of the response.
const PROPERTIES: [&str; 5] = ["agent", "order", "ticket", "touchpoint", "variant"];

/// What a signed link is called: 16 bytes of a keyed digest, so that nothing about the person stands in a key, and nobody
/// who has the tables finds a person's link by trying all ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkName(pub(crate) [u8; 16]);

impl fmt::Display for LinkName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for LinkName {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let refusal = || Refusal::new("invalid_link_name", "expected 32 hex digits");
        if text.len() != 32 || !text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(refusal());
        }
        u128::from_str_radix(text, 16).map(|bits| Self(bits.to_be_bytes())).map_err(|_| refusal())
    }
}

/// The signed parameters of a query, by name.
type Signed = BTreeMap<&'static str, String>;

/// Why a signed link opens nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignedLinkError {
    /// Forged, altered, or signed by no living key: they must not be told apart.
    #[error("not a valid link")]
    Invalid,
    /// Good once.
    #[error("the link has expired")]
    Expired(Box<SignedLink>),
}

/// A link as it came in, before its signature is checked.
#[derive(Clone, Debug)]
pub struct Unchecked {
    workspace: WorkspaceId,
    survey: SurveyId,
    signed: Signed,
    signature: Vec<u8>,
}

impl Unchecked {
    /// Reads the path and the decoded query of a link. Parameters that are not signed are left aside.
    ///
    /// # Errors
    /// [`SignedLinkError::Invalid`] where the signature is missing or a signed parameter stands twice.
    pub fn read<'q>(
        workspace: WorkspaceId,
        survey: SurveyId,
        query: impl IntoIterator<Item = (&'q str, &'q str)>,
    ) -> Result<Self, SignedLinkError> {
        let mut signed = Signed::new();
        let mut signature = None;
        for (name, value) in query {
            let twice = if name == "sig" {
                signature.replace(value).is_some()
            } else if let Some(name) = SIGNED.into_iter().find(|signed| *signed == name) {
                signed.insert(name, value.to_owned()).is_some()
            } else {
                false
            };
            if twice {
                return Err(SignedLinkError::Invalid);
            }
        }
        let signature = signature.and_then(read_signature).ok_or(SignedLinkError::Invalid)?;
        Ok(Self { workspace, survey, signed, signature })
    }

    /// Checks the signature against the keys of the workspace, then the end.
    ///
    /// # Errors
    /// [`SignedLinkError::Expired`] where all but the time is right, else [`SignedLinkError::Invalid`].
    pub fn check(self, keys: &[LinkKey], now: Timestamp) -> Result<SignedLink, SignedLinkError> {
        let message = message(&self.workspace, &self.survey, &self.signed);
        let kid = self.signed.get("kid");
        let right = keys
            .iter()
            // A link without a key's id is tried against all of them.
            .filter(|key| kid.is_none_or(|kid| key.id.as_str() == kid))
            .filter_map(|key| key.secret.as_ref())
            .any(|secret| secret.mac(&message).verify_slice(&self.signature).is_ok());
        if !right {
            return Err(SignedLinkError::Invalid);
        }
        let link = SignedLink::of(self.workspace, self.survey, &self.signed).ok_or(SignedLinkError::Invalid)?;
        if link.expires_at.is_some_and(|end| now >= end) {
            return Err(SignedLinkError::Expired(Box::new(link)));
        }
        Ok(link)
    }
}

/// What a signed link says, once it has been checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedLink {
    /// The workspace whose key signed it.
    pub workspace: WorkspaceId,
    /// The survey that it opens.
    pub survey: SurveyId,
    /// Who answers, where it names somebody.
    pub person: Option<PersonId>,
    /// The language that it asks for.
    pub locale: Option<Locale>,
    /// Agent, order, ticket, touchpoint and variant.
    pub properties: Properties,
    /// From when on it opens nothing, to the second; without an end it opens as long as its key lives.
    pub expires_at: Option<Timestamp>,
    /// What makes it this link and no other, spelled out.
    naming: String,
}

impl SignedLink {
    /// What the link is called in a stack: one response per name.
    pub fn name(&self, key: &AddressKey) -> LinkName {
        key.link(&self.naming)
    }

    fn of(workspace: WorkspaceId, survey: SurveyId, signed: &Signed) -> Option<Self> {
        let person = signed.get("person").map(|person| person.parse()).transpose().ok()?;
        let expires_at = signed.get("exp").map(|exp| end(exp).ok_or(())).transpose().ok()?;
        let mut properties = Properties::default();
        for name in PROPERTIES {
            let Some(value) = signed.get(name).filter(|value| !value.is_empty()) else { continue };
            properties.set(name, Property::Text(text(1, 256)(&Value::from(value.as_str())).ok()?));
        }
        let naming: Signed =
            signed.iter().filter(|(name, _)| !NAMELESS.contains(name)).map(|(n, v)| (*n, v.clone())).collect();
        let naming = message(&workspace, &survey, &naming);
        // A language that the pages don't speak is a wish that can't be met, and not a broken link.
        let locale = signed.get("locale").and_then(|locale| locale.parse().ok());
        Some(Self { workspace, survey, person, locale, properties, expires_at, naming })
    }

    /// The query of a new link, signed: what stands behind the `?`. Of `fields` those that are signed count; `kid` is the
    /// key's own.
    ///
    /// ```
    /// use domain::link_key::LinkKey;
    /// use domain::signed_link::{SignedLink, Unchecked};
    /// let now = "2026-11-21T00:00:00Z".parse().unwrap();
    /// let key = LinkKey::generate(&[7; 40], now);
    /// let (acme, nps) = ("acme".parse().unwrap(), "nps".parse().unwrap());
    /// let query = SignedLink::query(&acme, &nps, [("person", "c-17"), ("order", "A 1")], &key).unwrap();
    /// assert!(query.starts_with("kid=hhhhhh&order=A%201&person=c-17&sig="));
    ///
    /// let sig = query.rsplit_once("sig=").unwrap().1;
    /// let read = [("order", "A 1"), ("sig", sig), ("person", "c-17"), ("kid", "hhhhhh"), ("utm_source", "mail")];
    /// let link = Unchecked::read(acme, nps, read).unwrap().check(&[key], now).unwrap();
    /// assert_eq!(link.person.unwrap().as_str(), "c-17");
    /// ```
    pub fn query<'f>(
        workspace: &WorkspaceId,
        survey: &SurveyId,
        fields: impl IntoIterator<Item = (&'f str, &'f str)>,
        key: &LinkKey,
    ) -> Option<String> {
        let secret = key.secret.as_ref()?;
        let mut signed: Signed = fields
            .into_iter()
            .filter_map(|(name, value)| Some((SIGNED.into_iter().find(|own| *own == name)?, value.to_owned())))
            .collect();
        signed.insert("kid", key.id.to_string());
        Some(format!("{}&sig={}", spell(&signed), secret.sign(&message(workspace, survey, &signed))))
    }
}

/// The time of an `exp`: whole Unix seconds.
fn end(exp: &str) -> Option<Timestamp> {
    let digits = (1..=12).contains(&exp.len()) && exp.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| Timestamp::from_second(exp.parse().ok()?).ok()).flatten()
}

/// The bytes that are signed.
fn message(workspace: &WorkspaceId, survey: &SurveyId, signed: &Signed) -> String {
    format!("atbalss-f1\n{workspace}\n{survey}\n{}", spell(signed))
}

/// Sorted by name, RFC 3986-encoded: only the unreserved characters stand for themselves.
fn spell(signed: &Signed) -> String {
    let pairs: Vec<_> = signed.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    pairs.join("&")
}

fn encode(value: &str) -> String {
    value.bytes().fold(String::new(), |mut spelled, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            spelled.push(char::from(byte));
        } else {
            let _ = write!(spelled, "%{byte:02X}");
        }
        spelled
    })
}

/// What a team's server gives its app, so that the app may name the person: `{kid}.{exp}.{sig}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonSig {
    kid: LinkKeyId,
    exp: String,
    expires_at: Timestamp,
    signature: Vec<u8>,
}

/// What a [`PersonSig`] is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vouched {
    /// The person is who the app says.
    Known,
    /// It was right once, or its key is retired: the answer is taken in under no name, since the app can't help it.
    Lapsed,
    /// It is of another person or workspace, altered, or signed by a key that never was.
    Wrong,
}

impl FromStr for PersonSig {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let read = || {
            let mut parts = text.splitn(3, '.');
            let (kid, exp, sig) = (parts.next()?, parts.next()?, parts.next()?);
            let (kid, expires_at) = (kid.parse().ok()?, end(exp)?);
            Some(Self { kid, exp: exp.to_owned(), expires_at, signature: read_signature(sig)? })
        };
        read().ok_or_else(|| {
            Refusal::new("invalid_person_sig", "expected {kid}.{exp}.{sig}, made by the team's server for this person")
        })
    }
}

impl PersonSig {
    fn message(workspace: &WorkspaceId, exp: &str, kid: &LinkKeyId, person: &PersonId) -> String {
        format!("atbalss-p1\n{workspace}\nexp={exp}&kid={kid}&person={}", encode(person.as_str()))
    }

    /// Makes one; none with a retired key.
    pub fn make(workspace: &WorkspaceId, person: &PersonId, expires_at: Timestamp, key: &LinkKey) -> Option<String> {
        let exp = expires_at.as_second().to_string();
        let sig = key.secret.as_ref()?.sign(&Self::message(workspace, &exp, &key.id, person));
        Some(format!("{}.{exp}.{sig}", key.id))
    }

    /// Checks it for a person of a workspace.
    pub fn check(&self, workspace: &WorkspaceId, person: &PersonId, keys: &[LinkKey], now: Timestamp) -> Vouched {
        let Some(key) = keys.iter().find(|key| key.id == self.kid) else { return Vouched::Wrong };
        let Some(secret) = &key.secret else { return Vouched::Lapsed };
        let message = Self::message(workspace, &self.exp, &self.kid, person);
        match secret.mac(&message).verify_slice(&self.signature) {
            Ok(()) if now < self.expires_at => Vouched::Known,
            Ok(()) => Vouched::Lapsed,
            Err(_) => Vouched::Wrong,
        }
    }
}

#[cfg(test)]
mod tests;
