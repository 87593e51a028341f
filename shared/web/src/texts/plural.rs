//! Which plural form a whole number takes, by the rules of CLDR.
//!
//! They stand here because the tables of `intl_pluralrules` 7.0.2, which Fluent asks, are wrong for our languages: they
//! drop the modulus before a range, so Lithuanian 22 and Latvian 111 get a wrong noun.

use domain::locale::Locale;

/// The name of the form, as the texts select on it. Fractions have forms of their own (`many` in Lithuanian, `other` in
/// Russian), which no whole number takes.
pub(super) const fn form(locale: Locale, n: u64) -> &'static str {
    let teens = matches!(n % 100, 11..=19);
    match (locale, n % 10) {
        (Locale::En, _) if n == 1 => "one",
        (Locale::Lv | Locale::Lt | Locale::Ru, 1) if !teens => "one",
        (Locale::Lv, 0) => "zero",
        (Locale::Lv, _) if teens => "zero",
        (Locale::Lt, 2..) | (Locale::Ru, 2..=4) if !teens => "few",
        (Locale::Ru, _) => "many",
        _ => "other",
    }
}
