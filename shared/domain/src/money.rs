//! Money: whole minor units of one currency, never mixed.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::input::Refusal;

/// A currency by its ISO 4217 code, such as `EUR`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Currency([u8; 3]);

impl Currency {
    /// The three letters.
    pub fn code(&self) -> &str {
        // Only upper-case letters get in.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

impl FromStr for Currency {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let code: Option<[u8; 3]> = text.as_bytes().try_into().ok();
        code.filter(|code| code.iter().all(u8::is_ascii_uppercase))
            .map(Self)
            .ok_or_else(|| Refusal::new("unknown_currency", "expected an ISO 4217 code of three capitals, such as EUR"))
    }
}

impl TryFrom<String> for Currency {
    type Error = Refusal;

    fn try_from(text: String) -> Result<Self, Refusal> {
        text.parse()
    }
}
