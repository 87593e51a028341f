//! Addresses of mail, international domains included.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use idna::AsciiDenyList;
use idna::uts46::{DnsLength, Hyphens, Uts46};

use crate::input::{Refusal, nfc};

/// An address that mail may be written to; its syntax has been checked.
///
/// Two spellings that reach one mailbox are equal: letter case counts nowhere, and a domain may stand in its own letters
/// or in the form of the DNS.
///
/// ```
/// use domain::contact::EmailAddress;
/// let own: EmailAddress = "Anna@Rīga.example".parse().unwrap();
/// let dns: EmailAddress = "anna@xn--rga-uta.example".parse().unwrap();
/// assert_eq!(own, dns);
/// assert_eq!(own.as_str(), "Anna@Rīga.example");
/// assert_eq!(own.wire(), "Anna@xn--rga-uta.example");
/// ```
#[derive(Clone)]
pub struct EmailAddress {
    text: String,
    /// Where the `@` stands.
    at: usize,
    domain: String,
}

impl EmailAddress {
    /// The address as the team wrote it, in NFC.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    fn local(&self) -> &str {
        &self.text[..self.at]
    }

    /// The address as mail systems take it: the local part as it was written, the domain in the form of the DNS.
    pub fn wire(&self) -> String {
        format!("{}@{}", self.local(), self.domain)
    }

    /// The one spelling of all that reach the same mailbox.
    pub fn canonical(&self) -> String {
        let local = self.local();
        // Quotes that nothing needs are no part of the name.
        let quoted = local.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        let plain = quoted.filter(|name| name.chars().all(|c| c.is_alphanumeric() || ".-_+".contains(c)));
        // Lowering can leave a text that isn't NFC any more; the digest of an address needs the one form.
        format!("{}@{}", nfc(&plain.unwrap_or(local).to_lowercase()), self.domain)
    }
}

impl PartialEq for EmailAddress {
    fn eq(&self, other: &Self) -> bool {
        self.canonical() == other.canonical()
    }
}

impl Eq for EmailAddress {}

impl Hash for EmailAddress {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.canonical().hash(state);
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(…)")
    }
}

impl FromStr for EmailAddress {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let refusal = || Refusal::new("invalid_email", "expected an email address, such as name@example.com");
        let text = nfc(text).into_owned();
        let at = text.rfind('@').ok_or_else(refusal)?;
        // Hyphens in the third and fourth place are refused by the strictest reading alone, and such domains exist.
        let domain = Uts46::new()
            .to_ascii(&text.as_bytes()[at + 1..], AsciiDenyList::STD3, Hyphens::CheckFirstLast, DnsLength::Verify)
            .map_err(|_| refusal())?
            .into_owned();
        let options =
            email_address::Options::default().without_display_text().without_domain_literal().with_required_tld();
        // The grammar is asked about what is sent: it knows fewer letters than domains have.
        email_address::EmailAddress::parse_with_options(&format!("{}@{domain}", &text[..at]), options)
            .map_err(|_| refusal())?;
        Ok(Self { text, at, domain })
    }
}
