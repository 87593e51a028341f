//! Whom a mail comes from.

use std::fmt;
use std::str::FromStr;

/// Whom a mail comes from: an address, with a name that people see.
#[derive(Clone, PartialEq, Eq)]
pub struct Sender {
    pub(super) address: lettre::Address,
    pub(super) name: Option<String>,
}

impl Sender {
    /// The same address under another name; without one, mail programs show the address.
    #[must_use]
    pub fn named(&self, name: Option<&str>) -> Self {
        Self { address: self.address.clone(), name: name.map(str::to_owned) }
    }
}

impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sender(…)")
    }
}

impl FromStr for Sender {
    type Err = BadAddress;

    /// Reads a bare address. One without a dot in its domain is fine: one machine sends as `survey@localhost`. A domain in
    /// letters of its own becomes what mail systems call it; before the `@`, they all take plain letters alone.
    ///
    /// ```
    /// use channels::Sender;
    /// assert!("survey@localhost".parse::<Sender>().is_ok());
    /// assert!("survey@rīta-kafija.lv".parse::<Sender>().is_ok());
    /// assert!("jautājums@example.com".parse::<Sender>().is_err());
    /// assert!("survey".parse::<Sender>().is_err());
    /// ```
    fn from_str(text: &str) -> Result<Self, BadAddress> {
        let (local, domain) = text.rsplit_once('@').ok_or(BadAddress)?;
        let domain = idna::domain_to_ascii(domain).map_err(|_| BadAddress)?;
        let plain = domain.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b));
        if !plain || !local.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(BadAddress);
        }
        let address = lettre::Address::new(local, domain).map_err(|_| BadAddress)?;
        Ok(Self { address, name: None })
    }
}

/// An address that mail can't be written to or from. It isn't shown: errors hold no contact data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected an email address, such as survey@example.com")]
pub struct BadAddress;
