//! What a token says, once its signature is right: from whom, for whom, for how long, whose data and what may be done.

use domain::id::WorkspaceId;
use domain::key::{Caller, Scope};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::Number;

use super::address::{Audience, IssuerUrl};
use super::{Admitted, Refused};

/// How far clocks may be apart.
const LEEWAY: SignedDuration = SignedDuration::from_secs(60);
/// What scopes of a resource server's begin with, beside the audience itself.
const OWN_PREFIX: &str = "atbalss";

/// The claims that count here; all others are passed over.
#[derive(Deserialize)]
pub struct Claims {
    iss: Option<String>,
    aud: Option<For>,
    /// Where Cognito's access tokens name for whom they are: they have no `aud`.
    client_id: Option<String>,
    exp: Option<Number>,
    nbf: Option<Number>,
    scope: Option<String>,
    atbalss_workspace: Option<String>,
    /// The same, as Cognito spells attributes of a team's own.
    #[serde(rename = "custom:atbalss_workspace")]
    custom_workspace: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum For {
    One(String),
    Many(Vec<String>),
}

impl Claims {
    /// Whom they speak of.
    pub fn admit(self, issuer: &IssuerUrl, audience: &Audience, now: Timestamp) -> Result<Admitted, Refused> {
        if self.iss.as_deref() != Some(issuer.as_str()) {
            return Err(Refused::Foreign);
        }
        let meant = match (&self.aud, &self.client_id) {
            (Some(For::One(name)), _) => audience.has(name),
            (Some(For::Many(names)), _) => names.iter().any(|name| audience.has(name)),
            (None, Some(client)) => audience.has(client),
            (None, None) => false,
        };
        if !meant {
            return Err(Refused::Audience);
        }
        let ends_at = self.exp.as_ref().and_then(instant).ok_or(Refused::Foreign)?;
        let begins_at = match &self.nbf {
            Some(begin) => instant(begin).ok_or(Refused::Foreign)?,
            None => Timestamp::MIN,
        };
        if now.duration_since(ends_at) >= LEEWAY || begins_at.duration_since(now) > LEEWAY {
            return Err(Refused::Time);
        }
        let workspace = self.workspace().ok_or(Refused::Workspace)?;
        let scopes = self.scope.iter().flat_map(|all| all.split(' ')).filter_map(|name| scope(name, audience));
        Ok(Admitted { caller: Caller::of_token(workspace, scopes.collect()), ends_at })
    }

    /// The one workspace that it names; two that differ are none.
    fn workspace(&self) -> Option<WorkspaceId> {
        let named = [&self.atbalss_workspace, &self.custom_workspace];
        let mut named = named.into_iter().flatten();
        let first = named.next()?;
        named.all(|other| other == first).then(|| first.parse().ok()).flatten()
    }
}

/// Seconds since 1970, perhaps with a fraction.
fn instant(seconds: &Number) -> Option<Timestamp> {
    let whole = seconds.as_i64().or_else(|| {
        // A fraction of a second counts for nothing; what lies far outside of all time has no instant.
        let seconds = seconds.as_f64().filter(|seconds| seconds.abs() < 1e12)?;
        #[expect(clippy::cast_possible_truncation, reason = "it is a whole number that an i64 holds")]
        Some(seconds.floor() as i64)
    })?;
    Timestamp::from_second(whole).ok()
}

/// A scope by its name, or by its name behind a resource server of ours. One of another server's opens nothing here.
fn scope(name: &str, audience: &Audience) -> Option<Scope> {
    let own = match name.rsplit_once('/') {
        Some((server, own)) if server == OWN_PREFIX || audience.has(server) => own,
        Some(_) => return None,
        None => name,
    };
    own.parse().ok()
}
