//! The issuer whose tokens count beside keys: an OIDC server of the team's own, such as a Cognito user pool. What it signs
//! with it publishes; that is looked up when a token comes, and kept for an hour.
//!
//! Where the keys can't be had, nobody is let in and nobody is turned away: the answer is 503.

mod address;
mod claims;
mod fetched;
mod signature;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use domain::key::Caller;
use jiff::{SignedDuration, Timestamp};
use runtime::settings::Settings;
use tokio::sync::Mutex;

pub use address::{Audience, IssuerUrl};
use claims::Claims;
use fetched::Fetcher;
use signature::{PublicKey, Token};

use crate::problem::Problem;

/// How long published keys are kept.
const KEPT: SignedDuration = SignedDuration::from_hours(1);
/// How long the issuer is left alone after it answered, whatever keys tokens name.
const FLOOR: SignedDuration = SignedDuration::from_mins(1);
/// The same after it did not answer.
const PAUSE: SignedDuration = SignedDuration::from_secs(5);

/// An issuer of tokens.
#[derive(Clone)]
pub struct Issuer(Arc<Inner>);

struct Inner {
    url: IssuerUrl,
    audience: Audience,
    fetcher: Fetcher,
    known: RwLock<Option<Known>>,
    /// Held while the issuer is asked, so that it is asked once, however many tokens wait; those of known keys do not wait.
    asked: Mutex<Option<Asked>>,
}

/// What was published.
#[derive(Clone)]
struct Known {
    keys: Arc<HashMap<String, PublicKey>>,
    until: Timestamp,
}

/// The last time that the issuer was asked.
#[derive(Clone, Copy)]
struct Asked {
    answered: bool,
    again_from: Timestamp,
}

/// A token that is right.
#[derive(Debug)]
pub struct Admitted {
    /// Whom it speaks of.
    pub caller: Caller,
    /// When it ends.
    pub ends_at: Timestamp,
}

/// Why a token opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The issuer can't be asked.
    #[error("the issuer of tokens can't be asked at the moment; try again")]
    Unavailable,
    /// Nothing that the issuer signed: another form, another algorithm, an unknown key, a wrong signature.
    #[error("this is no token that the issuer signed by RS256, with a key that it publishes under the token's kid")]
    Forged,
    /// Another issuer, or a claim that can't be read.
    #[error("this token's iss is another issuer, or a claim has a wrong form")]
    Foreign,
    /// Meant for somebody else.
    #[error("this token is for another audience")]
    Audience,
    /// Over, or not begun.
    #[error("this token has ended, or has not begun; take a new one")]
    Time,
    /// Right, but nobody knows whose data it opens.
    #[error("this token names no workspace; have the issuer set the claim atbalss_workspace to its id")]
    Workspace,
}

impl Issuer {
    /// Trusts the tokens of `url` that are for `audience`. Nothing is asked yet.
    pub fn new(url: IssuerUrl, audience: Audience) -> Self {
        signature::install();
        let fetcher = Fetcher::new();
        Self(Arc::new(Inner { url, audience, fetcher, known: RwLock::default(), asked: Mutex::default() }))
    }

    /// The issuer of the settings, where there is one. Its name and its audience come together.
    pub fn read<F: Fn(&str) -> Option<String>>(settings: &mut Settings<F>) -> Option<Self> {
        const URL: &str = "ATBALSS_JWT_ISSUER";
        const AUDIENCE: &str = "ATBALSS_JWT_AUDIENCE";
        let any = settings.optional::<String>(URL).is_some() | settings.optional::<String>(AUDIENCE).is_some();
        let (url, audience) = any.then(|| (settings.required(URL), settings.required(AUDIENCE)))?;
        Some(Self::new(url?, audience?))
    }

    /// Checks a token, whatever it may do.
    ///
    /// # Errors
    /// Everything but a token of this issuer, for this audience, that lives and names a workspace.
    pub async fn admit(&self, token: &str, now: Timestamp) -> Result<Admitted, Refused> {
        let token = Token::read(token).ok_or(Refused::Forged)?;
        let key = self.key(token.key_id(), now).await?;
        let claims: Claims = token.verified(&key).ok_or(Refused::Forged)?;
        claims.admit(&self.0.url, &self.0.audience, now)
    }

    async fn key(&self, id: &str, now: Timestamp) -> Result<PublicKey, Refused> {
        let found = |known: &Known| known.keys.get(id).cloned();
        if let Some(key) = self.known(now).as_ref().and_then(found) {
            return Ok(key);
        }
        let mut asked = self.0.asked.lock().await;
        // Somebody else may have asked while this one waited.
        let known = self.known(now);
        if let Some(key) = known.as_ref().and_then(found) {
            return Ok(key);
        }
        if let Some(last) = asked.filter(|last| now < last.again_from && (known.is_some() || !last.answered)) {
            return Err(if last.answered { Refused::Forged } else { Refused::Unavailable });
        }
        let keys = self.0.fetcher.keys_of(&self.0.url).await;
        let pause = if keys.is_ok() { FLOOR } else { PAUSE };
        *asked = Some(Asked { answered: keys.is_ok(), again_from: now + pause });
        let keys = keys.map_err(|error| {
            // An error of ours or of the issuer's, never of the caller's: it holds nothing that a token said.
            tracing::error!(%error, "the keys of the issuer could not be read");
            Refused::Unavailable
        })?;
        let known = Known { keys: Arc::new(keys), until: now + KEPT };
        let key = found(&known).ok_or(Refused::Forged);
        *self.0.known.write().unwrap_or_else(PoisonError::into_inner) = Some(known);
        key
    }

    /// The keys that are not too old.
    fn known(&self, now: Timestamp) -> Option<Known> {
        let known = self.0.known.read().unwrap_or_else(PoisonError::into_inner);
        known.clone().filter(|known| now < known.until)
    }
}

impl fmt::Debug for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Issuer").field(&self.0.url).finish()
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        use http::StatusCode;
        match refused {
            Refused::Unavailable => Self::unavailable(),
            Refused::Workspace => Self::new(StatusCode::FORBIDDEN, "forbidden", refused.to_string()),
            _ => Self::new(StatusCode::UNAUTHORIZED, "unauthorized", refused.to_string()),
        }
    }
}
