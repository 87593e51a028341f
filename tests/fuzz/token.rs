//! Tokens of personal links, sessions and cursors.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::link::{LinkError, LinkKeys, Purpose, Signed};
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use sha2::Sha256;

const PURPOSES: [Purpose; 4] = [Purpose::Survey, Purpose::Unsubscribe, Purpose::Session, Purpose::Cursor];
const SECRET: &str = "0123456789abcdef0123456789abcdef";
/// A new key, and the old one that still opens what it signed.
const KEYS: &str = "k2:fedcba9876543210fedcba9876543210,k1:0123456789abcdef0123456789abcdef";

fn now() -> Timestamp {
    "2026-11-21T10:00:00Z".parse().unwrap()
}

fn keys(text: &str) -> LinkKeys {
    text.parse().unwrap()
}

fn old() -> LinkKeys {
    keys(&format!("k1:{SECRET}"))
}

/// All that was ever sealed here.
fn sealed() -> impl Iterator<Item = (Purpose, Signed)> {
    let signed = |subject: &[u8], expires_at: &str| Signed {
        workspace: "acme".parse().unwrap(),
        subject: subject.to_vec(),
        expires_at: expires_at.parse().unwrap(),
    };
    let living = signed(&[7; 16], "2026-12-21T10:00:00Z");
    let lapsed = signed(b"k1", "2026-11-20T10:00:00Z");
    let endless = signed(b"", "2106-02-07T06:28:15Z");
    let word = signed(&[7; 32], "2106-02-07T06:28:15Z");
    PURPOSES.into_iter().zip([living, word, lapsed, endless])
}

/// What a token opens, whether it still does or no longer.
fn opened(keys: &LinkKeys, purpose: Purpose, token: &str) -> Option<Signed> {
    match keys.open(purpose, token, now()) {
        Ok(signed) | Err(LinkError::Expired(signed)) => Some(signed),
        Err(LinkError::Invalid) => None,
    }
}

/// Holds what must hold of any bytes: as a token, and as what a token's signature stands for.
pub fn hold(input: &[u8]) {
    if let Ok(token) = std::str::from_utf8(input) {
        for purpose in PURPOSES {
            if let Some(signed) = opened(&keys(KEYS), purpose, token) {
                assert!(sealed().any(|own| own == (purpose, signed.clone())), "{purpose:?} opened {signed:?}");
                let spelled = [keys(KEYS), old()].map(|keys| keys.seal(purpose, &signed));
                assert!(spelled.iter().any(|own| own == token), "a second spelling of {signed:?}");
            }
        }
    }
    // Rightly signed, whatever it says: so that what is behind the signature is tried too.
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(b"atbalss-t1\n");
    mac.update(input);
    let token = URL_SAFE_NO_PAD.encode([input, &mac.finalize().into_bytes()].concat());
    let all = PURPOSES.map(|purpose| (purpose, opened(&old(), purpose, &token)));
    for (purpose, signed) in &all {
        if let Some(signed) = signed {
            assert_eq!(old().seal(*purpose, signed), token, "a second spelling of {signed:?}");
        }
    }
    assert!(all.iter().filter(|(_, signed)| signed.is_some()).count() <= 1, "good for two purposes");
}

/// What to begin with: tokens that open, and what they are signed over.
pub fn seeds() -> Vec<Vec<u8>> {
    let tokens = sealed().flat_map(|(purpose, signed)| [keys(KEYS), old()].map(|keys| keys.seal(purpose, &signed)));
    let body = |token: &String| URL_SAFE_NO_PAD.decode(token).unwrap().split_last_chunk::<32>().unwrap().0.to_vec();
    let tokens: Vec<_> = tokens.collect();
    let bodies: Vec<_> = tokens.iter().map(body).collect();
    tokens.into_iter().map(String::into_bytes).chain(bodies).collect()
}
