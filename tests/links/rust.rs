use std::collections::BTreeMap;

use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, PercentEncode, utf8_percent_encode};
use sha2::Sha256;

fn spell(value: &str) -> PercentEncode<'_> {
    const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    utf8_percent_encode(value, RESERVED)
}

pub fn link(base: &str, workspace: &str, survey: &str, secret: &str, fields: &BTreeMap<&str, &str>) -> String {
    let query = fields.iter().map(|(name, value)| format!("{name}={}", spell(value))).collect::<Vec<_>>().join("&");
    let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any length will do");
    let sig = mac.chain_update(format!("atbalss-f1\n{workspace}\n{survey}\n{query}")).finalize().into_bytes();
    sig.iter().fold(format!("{base}/f/{workspace}/{survey}?{query}&sig="), |link, byte| link + &format!("{byte:02x}"))
}
