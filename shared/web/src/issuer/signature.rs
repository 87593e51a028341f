//! The signature of a token: RS256 and nothing else. The form is read by `jsonwebtoken`, the arithmetic is done by `ring`,
//! which TLS brings along.

use jsonwebtoken::crypto::{CryptoProvider, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{ErrorKind, Result as JwtResult};
use jsonwebtoken::signature::{Error, Verifier};
use jsonwebtoken::{Algorithm, DecodingKey, DecodingKeyKind, Validation, decode, decode_header};
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use serde::de::DeserializeOwned;

/// The longest token that is looked at.
const MAX_TOKEN: usize = 8 * 1024;

static PROVIDER: CryptoProvider = CryptoProvider {
    // Nobody signs here, and keys are read from their numbers alone.
    signer_factory: |_, _| Err(ErrorKind::UnsupportedAlgorithm.into()),
    verifier_factory: |algorithm, key| verifier(*algorithm, key),
    key_utils: KeyUtils::new_unimplemented(),
};

/// Tells `jsonwebtoken` who does the arithmetic; a second time changes nothing.
pub fn install() {
    let _ = PROVIDER.install_default();
}

fn verifier(algorithm: Algorithm, key: &DecodingKey) -> JwtResult<Box<dyn JwtVerifier>> {
    match (algorithm, key.kind()) {
        (Algorithm::RS256, DecodingKeyKind::RsaModulusExponent { n, e }) => {
            Ok(Box::new(Rs256(RsaPublicKeyComponents { n: n.clone(), e: e.clone() })))
        }
        _ => Err(ErrorKind::UnsupportedAlgorithm.into()),
    }
}

struct Rs256(RsaPublicKeyComponents<Vec<u8>>);

impl Verifier<Vec<u8>> for Rs256 {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), Error> {
        self.0.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature).map_err(|_| Error::new())
    }
}

impl JwtVerifier for Rs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::RS256
    }
}

/// A public key of an issuer's.
#[derive(Clone, Debug)]
pub struct PublicKey(DecodingKey);

impl PublicKey {
    /// Reads modulus and exponent, in base64url.
    pub fn read(n: &str, e: &str) -> Option<Self> {
        DecodingKey::from_rsa_components(n, e).ok().map(Self)
    }
}

/// What has the form of a token that could be right; nothing in it counts before its signature does.
pub struct Token<'a> {
    text: &'a str,
    key_id: String,
}

impl<'a> Token<'a> {
    /// Reads the form; none where it can't be a token that is taken here, whoever signed it.
    pub fn read(text: &'a str) -> Option<Self> {
        let header = (text.len() <= MAX_TOKEN).then(|| decode_header(text).ok()).flatten()?;
        // What a signer calls critical and nobody here knows must be refused (RFC 7515, 4.1.11).
        let plain = header.alg == Algorithm::RS256 && header.crit.is_none();
        Some(Self { text, key_id: header.kid.filter(|_| plain)? })
    }

    /// Which key it claims to be signed with.
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    /// Its claims, where this key signed them. What they say is not judged here: time comes from our clock.
    pub fn verified<T: DeserializeOwned>(&self, key: &PublicKey) -> Option<T> {
        let mut form = Validation::new(Algorithm::RS256);
        (form.validate_exp, form.validate_nbf, form.validate_aud) = (false, false, false);
        form.required_spec_claims.clear();
        decode(self.text, &key.0, &form).ok().map(|data| data.claims)
    }
}
