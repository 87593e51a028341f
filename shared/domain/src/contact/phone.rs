//! Phone numbers. Their form is checked wherever one is read; what numbers there are is asked once, at the edge.

use std::fmt;
use std::str::FromStr;

use rlibphonenumber::{PHONE_NUMBER_UTIL, Region};

use crate::input::Refusal;

/// A phone number in E.164 form, such as `+37120000000`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// A number that could be somebody's: one that the numbering plan of its country has, by libphonenumber's data.
    ///
    /// ```
    /// use domain::contact::PhoneNumber;
    /// assert!(PhoneNumber::checked("+37120000000").is_ok());
    /// assert!(PhoneNumber::checked("+37110000000").is_err()); // no Latvian number begins with 1
    /// assert!("+37110000000".parse::<PhoneNumber>().is_ok()); // but it has the form of one
    /// ```
    ///
    /// # Errors
    /// `invalid_phone` for anything else.
    pub fn checked(text: &str) -> Result<Self, Refusal> {
        let number: Self = text.parse()?;
        let planned = number.planned().filter(|planned| {
            // `+44 020…` is understood, and isn't E.164: the same number must not have two spellings.
            let spelled = format!("+{}{}", planned.country_code, planned.get_national_significant_number());
            PHONE_NUMBER_UTIL.is_valid_number(planned) && spelled == number.0
        });
        planned.map(|_| number).ok_or_else(refusal)
    }

    fn planned(&self) -> Option<rlibphonenumber::PhoneNumber> {
        PHONE_NUMBER_UTIL.parse(&self.0, None).ok()
    }

    /// The number as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The country that the number is of, also among those that share a calling code. None where no plan has the number,
    /// and for numbers of no country, such as those of satellites.
    ///
    /// ```
    /// use domain::contact::PhoneNumber;
    /// let country = |number: &str| number.parse::<PhoneNumber>().unwrap().country().map(|country| country.to_string());
    /// assert_eq!(country("+77012345678").as_deref(), Some("KZ"));
    /// assert_eq!(country("+79161234567").as_deref(), Some("RU"));
    /// assert_eq!(country("+870773111632"), None);
    /// ```
    pub fn country(&self) -> Option<Country> {
        let region = PHONE_NUMBER_UTIL.get_region_for_number(&self.planned()?)?;
        Some(region).filter(|region| *region != Region::World)?.as_region_str().parse().ok()
    }
}

fn refusal() -> Refusal {
    Refusal::new("invalid_phone", "expected an E.164 number, such as +37120000000")
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PhoneNumber(…)")
    }
}

impl FromStr for PhoneNumber {
    type Err = Refusal;

    /// Checks the form alone, so that what was stored once always reads back.
    fn from_str(text: &str) -> Result<Self, Refusal> {
        let digits = text.strip_prefix('+').filter(|digits| {
            (7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0')
        });
        digits.map(|_| Self(text.to_owned())).ok_or_else(refusal)
    }
}

/// A country by the two letters of ISO 3166-1, such as `LV`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country([u8; 2]);

impl Country {
    /// The two letters.
    pub fn as_str(&self) -> &str {
        // Only capital letters get in.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Country({self})")
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Country {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        match *text.as_bytes() {
            // Often written, and no country of ISO 3166-1: no number would ever be in it.
            [b'U', b'K'] => Err(Refusal::new("unknown_country", "the United Kingdom is GB in ISO 3166-1")),
            [a @ b'A'..=b'Z', b @ b'A'..=b'Z'] => Ok(Self([a, b])),
            _ => Err(Refusal::new("unknown_country", "expected two capital letters of ISO 3166-1, such as LV")),
        }
    }
}
