//! What somebody who has the tables, and not the stack's secret, tries: a digest of a text for each id that may be a
//! person's, looked for in every item, however it may be spelled there.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

use crate::database::TestDatabase;

/// How many of a digest's first bytes may be kept.
const KEPT: [usize; 4] = [8, 12, 16, 32];

/// The spellings of a text's plain digest, and of its first bytes: hex, base64 (which is how binary is dumped), numbers.
#[must_use]
pub fn spelled(text: &str) -> Vec<String> {
    let digest: [u8; 32] = Sha256::digest(text).into();
    let mut first = [0; 8];
    first.copy_from_slice(&digest[..8]);
    let mut all = vec![u64::from_be_bytes(first).to_string(), u64::from_le_bytes(first).to_string()];
    for bytes in KEPT.map(|length| &digest[..length]) {
        let hex = bytes.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        all.extend([hex.to_uppercase(), hex]);
        all.extend([STANDARD.encode(bytes), STANDARD_NO_PAD.encode(bytes), URL_SAFE_NO_PAD.encode(bytes)]);
    }
    all
}

/// The items whose key or content holds a plain digest of one of these texts.
pub fn found(database: &TestDatabase, texts: &[String]) -> Vec<String> {
    let digests: Vec<_> = texts.iter().flat_map(|text| spelled(text)).collect();
    let tells = |item: &str| digests.iter().any(|digest| item.contains(digest.as_str()));
    database.dump().into_iter().filter(|(key, item)| tells(&format!("{key} {item}"))).map(|(key, _)| key).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[tokio::test]
    async fn a_digest_is_found_in_a_key_and_in_every_kind_of_attribute() {
        let digest: [u8; 32] = Sha256::digest("zq-4711").into();
        let number = u64::from_be_bytes(digest[..8].try_into().unwrap()).to_string();
        let attributes = [
            json!({"N": number}),
            json!({"B": STANDARD.encode(digest)}),
            json!({"B": STANDARD.encode(&digest[..16])}),
            json!({"S": format!("dsp_{}", spelled("zq-4711")[13])}),
            json!({"L": [{"N": number}]}),
        ];
        let database = crate::database::start().await;
        let guesses = ["zq-4710", "zq-4711"].map(str::to_owned);
        for attribute in attributes {
            let item = json!({"pk": {"S": "w#acme"}, "sk": {"S": "odd"}, "held": attribute});
            database.restore(&[("atbalss-data \"w#acme\" \"odd\"".to_owned(), item)].into());
            assert_eq!(found(&database, &guesses), ["atbalss-data \"w#acme\" \"odd\""], "{attribute}");
            assert_eq!(found(&database, &guesses[..1]), Vec::<String>::new());
        }
    }
}
