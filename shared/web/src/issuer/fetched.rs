//! The keys that an issuer publishes, found by its discovery document. The client is the one that the AWS SDK brings, so that
//! a function holds one TLS stack.

use std::collections::HashMap;
use std::time::Duration;

use aws_smithy_http_client::Connector;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::http::HttpConnector;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use http_body_util::{BodyExt, Limited};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::address::{IssuerUrl, is_safe};
use super::signature::PublicKey;

/// How long the issuer may take, for both documents together.
const PATIENCE: Duration = Duration::from_secs(2);
/// The longest document that is read; real ones have a few KB.
const MAX_DOCUMENT: usize = 256 * 1024;

/// Why there are no keys.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    #[error("it did not answer within 2 s")]
    Slow,
    #[error("it can't be reached: {0}")]
    Unreachable(String),
    #[error("it answered with status {0}")]
    Status(u16),
    #[error("its document has a form that can't be read")]
    Unreadable,
    #[error("its document names another issuer")]
    Another,
    #[error("its document sends to a place that is not https")]
    Unsafe,
}

#[derive(Deserialize)]
struct Document {
    issuer: String,
    jwks_uri: String,
}

#[derive(Deserialize)]
struct Published {
    keys: Vec<PublishedKey>,
}

/// One key, of any kind.
#[derive(Deserialize)]
struct PublishedKey {
    kty: Option<String>,
    kid: Option<String>,
    #[serde(rename = "use")]
    used_for: Option<String>,
    alg: Option<String>,
    n: Option<String>,
    e: Option<String>,
}

impl PublishedKey {
    /// The key under its id, where it signs by the one algorithm that is taken here.
    fn signing(self) -> Option<(String, PublicKey)> {
        let is = |field: Option<String>, wanted: &str| field.is_none_or(|field| field == wanted);
        let fits = self.kty? == "RSA" && is(self.used_for, "sig") && is(self.alg, "RS256");
        fits.then_some(())?;
        Some((self.kid?, PublicKey::read(&self.n?, &self.e?)?))
    }
}

/// Asks issuers for their keys.
#[derive(Debug)]
pub struct Fetcher(Connector);

impl Fetcher {
    /// Its connections are made when they are needed.
    pub fn new() -> Self {
        Self(Connector::builder().tls_provider(Provider::Rustls(CryptoMode::Ring)).build())
    }

    /// All keys that an issuer signs with at present, by their ids.
    pub async fn keys_of(&self, issuer: &IssuerUrl) -> Result<HashMap<String, PublicKey>, FetchError> {
        let asking = async {
            let document: Document = self.get(&issuer.document()).await?;
            // Discovery asks for it: else one issuer could speak for another.
            if document.issuer != issuer.as_str() {
                return Err(FetchError::Another);
            }
            if !is_safe(&document.jwks_uri) {
                return Err(FetchError::Unsafe);
            }
            let published: Published = self.get(&document.jwks_uri).await?;
            Ok(published.keys.into_iter().filter_map(PublishedKey::signing).collect())
        };
        tokio::time::timeout(PATIENCE, asking).await.unwrap_or(Err(FetchError::Slow))
    }

    /// Reads a document as it is; nobody is sent on to another place.
    async fn get<T: DeserializeOwned>(&self, url: &str) -> Result<T, FetchError> {
        let request = HttpRequest::get(url).map_err(|_| FetchError::Unreadable)?;
        let answer = self.0.call(request).await.map_err(|error| FetchError::Unreachable(error.to_string()))?;
        if answer.status().as_u16() != 200 {
            return Err(FetchError::Status(answer.status().as_u16()));
        }
        let body = Limited::new(answer.into_body(), MAX_DOCUMENT).collect().await;
        serde_json::from_slice(&body.map_err(|_| FetchError::Unreadable)?.to_bytes())
            .map_err(|_| FetchError::Unreadable)
    }
}
