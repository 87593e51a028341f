//! An issuer of tokens: a small server on loopback that publishes what discovery of `OpenID` Connect asks for, and keys that sign.
//! The keys in the folder beside this file were made for these tests and open nothing.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::rsa::PublicKeyComponents;
use ring::signature::{RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RsaEncoding, RsaKeyPair};
use serde_json::{Value, json};

/// A key that signs tokens.
pub struct SigningKey {
    /// What it is called in tokens.
    pub id: &'static str,
    pair: RsaKeyPair,
}

impl SigningKey {
    /// The first key, `one`.
    pub fn one() -> Self {
        Self::read("one", include_bytes!("issuer/one.der"))
    }

    /// The second key, `two`.
    pub fn two() -> Self {
        Self::read("two", include_bytes!("issuer/two.der"))
    }

    fn read(id: &'static str, der: &[u8]) -> Self {
        Self { id, pair: RsaKeyPair::from_der(der).expect("a key") }
    }

    /// The public key as it is published.
    pub fn published(&self) -> Value {
        let public = PublicKeyComponents::<Vec<u8>>::from(self.pair.public());
        let (n, e) = (URL_SAFE_NO_PAD.encode(public.n), URL_SAFE_NO_PAD.encode(public.e));
        json!({"kid": self.id, "kty": "RSA", "use": "sig", "alg": "RS256", "n": n, "e": e})
    }

    /// A token with these claims, as issuers make them.
    pub fn token(&self, claims: &Value) -> String {
        self.sign(&json!({"alg": "RS256", "kid": self.id, "typ": "JWT"}), claims, &RSA_PKCS1_SHA256)
    }

    /// A token with a header of its own, signed by RS256 all the same.
    pub fn token_with(&self, header: &Value, claims: &Value) -> String {
        self.sign(header, claims, &RSA_PKCS1_SHA256)
    }

    /// A token that is signed by RS384, and says so.
    pub fn token_of_another_algorithm(&self, claims: &Value) -> String {
        self.sign(&json!({"alg": "RS384", "kid": self.id}), claims, &RSA_PKCS1_SHA384)
    }

    fn sign(&self, header: &Value, claims: &Value, encoding: &'static dyn RsaEncoding) -> String {
        let message = unsigned(header, claims);
        let mut signature = vec![0; self.pair.public().modulus_len()];
        self.pair.sign(encoding, &SystemRandom::new(), message.as_bytes(), &mut signature).expect("a signature");
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

/// The first two parts of a token.
pub fn unsigned(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", part(header), part(claims))
}

/// What the server answers with.
#[derive(Clone, Debug)]
pub struct Published {
    /// The status of every answer.
    pub status: u16,
    /// The document that says where the keys are.
    pub document: String,
    /// The keys.
    pub keys: String,
    /// Where everybody is sent instead of to the keys.
    pub elsewhere: Option<String>,
    /// Whether no answer ever comes.
    pub silent: bool,
    /// How often the document was asked for.
    pub asked: usize,
}

/// A server that publishes keys.
pub struct TestIssuer {
    /// The name of the issuer.
    pub url: String,
    published: Arc<Mutex<Published>>,
}

impl TestIssuer {
    /// Starts one that publishes the first key.
    ///
    /// # Panics
    /// Where there is no port.
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let document = json!({"issuer": url, "jwks_uri": format!("{url}/keys"), "response_types_supported": ["code"]});
        let published = Published {
            status: 200,
            document: document.to_string(),
            keys: json!({"keys": [SigningKey::one().published()]}).to_string(),
            elsewhere: None,
            silent: false,
            asked: 0,
        };
        let published = Arc::new(Mutex::new(published));
        let router = Router::new().fallback(answer).with_state(published.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, published }
    }

    /// Changes what is published from now on.
    ///
    /// # Panics
    /// Where another change panicked.
    pub fn publish<T>(&self, change: impl FnOnce(&mut Published) -> T) -> T {
        change(&mut self.published.lock().expect("what is published"))
    }

    /// Publishes these keys from now on.
    pub fn publish_keys(&self, keys: &[Value]) {
        self.publish(|published| published.keys = json!({"keys": keys}).to_string());
    }

    /// How often it was asked.
    pub fn asked(&self) -> usize {
        self.publish(|published| published.asked)
    }

    /// Claims of a client of workspace `acme` that may read, good for an hour from `now` on.
    pub fn claims(&self, now: jiff::Timestamp) -> Value {
        let now = now.as_second();
        json!({
            "iss": self.url, "aud": "atbalss", "sub": "6f1a", "iat": now, "exp": now + 3600,
            "scope": "atbalss/read", "atbalss_workspace": "acme",
        })
    }
}

async fn answer(State(published): State<Arc<Mutex<Published>>>, request: Request) -> Response {
    let is_document = request.uri().path() == "/.well-known/openid-configuration";
    let published = {
        let mut published = published.lock().expect("what is published");
        published.asked += usize::from(is_document);
        published.clone()
    };
    if published.silent {
        std::future::pending::<()>().await;
    }
    let status = StatusCode::from_u16(published.status).expect("a status");
    match published.elsewhere {
        Some(place) if !is_document => (StatusCode::FOUND, [(header::LOCATION, place)]).into_response(),
        _ => (status, if is_document { published.document } else { published.keys }).into_response(),
    }
}
