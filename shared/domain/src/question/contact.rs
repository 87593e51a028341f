//! What people leave so that they can be reached: free text that has to hold an email address or a phone number.

use crate::input::Refusal;
use crate::person::EmailAddress;

/// # Errors
/// `invalid_contact` where nobody could be reached by this. What was written is not said.
pub(super) fn check(text: &str) -> Result<(), Refusal> {
    if holds_email(text) || holds_phone(text) {
        return Ok(());
    }
    Err(Refusal::new("invalid_contact", "expected an email address, or a phone number of 7 to 15 digits"))
}

fn holds_email(text: &str) -> bool {
    let words = text.split(|c: char| c.is_whitespace() || ",;:<>()[]\"'".contains(c));
    words.map(|word| word.trim_matches('.')).any(|word| word.contains('@') && word.parse::<EmailAddress>().is_ok())
}

/// People group the digits of a number as they like; two numbers may stand side by side.
fn holds_phone(text: &str) -> bool {
    let fits = |part: &str| (7..=15).contains(&part.chars().filter(char::is_ascii_digit).count());
    let groups = text.split(|c: char| !(c.is_ascii_digit() || c.is_whitespace() || "+-–().\u{2011}/".contains(c)));
    groups.into_iter().any(|group| fits(group) || group.split_whitespace().any(fits))
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn an_address_or_a_number_is_found_in_what_people_write() {
        for good in [
            "anna@example.com",
            "Anna <anna@example.com>",
            "e-mail:anna@example.com.",
            "rakstiet uz anna@example.com, lūdzu",
            "+371 20 000 000",
            "20000000",
            "8-(900)-123-45-67",
            "tel. 2000 0000, after 6",
            "20000000 / 67000000",
            "67 000 000 20000000",
            "+49 30 123456-78",
        ] {
            assert!(check(good).is_ok(), "{good}");
        }
        for bad in ["", " ", "Anna", "anna@", "@example.com", "anna@localhost", "123456", "at 6", "a1b2c3d4e5f6g7h8"] {
            assert_eq!(check(bad).unwrap_err().code, "invalid_contact", "{bad}");
        }
        assert!(check("1234567890123456").is_err(), "no number has 16 digits");
    }
}
