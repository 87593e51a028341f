//! The texts that customers read, in four languages (shared page wording.md). They stand in `texts/*.ftl`, with real
//! plurals; here they are looked up, and [`Words`] puts what a team wrote in their place. The dashboard has a [`Book`] of its
//! own.

use std::sync::LazyLock;

use domain::locale::Locale;

mod book;
mod plural;
mod question;
mod words;

pub use book::Book;
pub use question::Question;
pub use words::Words;

// In the order of `Locale::ALL`.
static TEXTS: LazyLock<Book> = LazyLock::new(|| {
    Book::new([
        include_str!("../texts/en.ftl"),
        include_str!("../texts/lv.ftl"),
        include_str!("../texts/lt.ftl"),
        include_str!("../texts/ru.ftl"),
    ])
});

/// A default text by its id.
///
/// ```
/// use domain::locale::Locale;
/// assert_eq!(web::texts::text(Locale::Lt, "page-send"), "Siųsti");
/// ```
pub fn text(locale: Locale, id: &str) -> String {
    text_with(locale, id, &[])
}

/// A default text with names put into it. The result is plain text: whoever puts it into HTML escapes it.
///
/// ```
/// use domain::locale::Locale;
/// let subject = web::texts::text_with(Locale::Ru, "mail-subject-company", &[("company", "Ромашка")]);
/// assert_eq!(subject, "Один короткий вопрос от компании «Ромашка»");
/// ```
pub fn text_with(locale: Locale, id: &str, names: &[(&str, &str)]) -> String {
    TEXTS.text(locale, id, names)
}

/// A number and its noun, in the plural form that the number takes: `answers` or `points`.
///
/// ```
/// use domain::locale::Locale;
/// assert_eq!(web::texts::count(Locale::Lv, "answers", 11), "11 atbilžu");
/// assert_eq!(web::texts::count(Locale::Ru, "answers", 2), "2 ответа");
/// ```
pub fn count(locale: Locale, id: &str, n: u64) -> String {
    TEXTS.count(locale, id, n, &n.to_string())
}

fn is_text(id: &str) -> bool {
    TEXTS.has(id)
}

/// Whether a team may write a text under this id: customers read it, or it words the metric's own question whatever the
/// metric is (`question`, `question-stem`, `scale-min`, `scale-max`).
///
/// ```
/// use web::texts::exists;
/// assert!(exists("thanks-high") && exists("question"));
/// assert!(!exists("thanks") && !exists("class-promoters"));
/// assert!(!exists("sms-tail"), "how to refuse texts stays as it is");
/// ```
pub fn exists(id: &str) -> bool {
    // Counts and the names of classes are read by the team alone; a language calls itself by its name; and where a link
    // names nobody's survey, or no table can be read, nobody's words can be known. How to refuse messages is said the same
    // to everybody: carriers ask for these words, and they hold for all of a workspace's surveys.
    let prefixes = ["class-", "page-not-found-", "page-failed-", "sms-help", "sms-stopped", "sms-tail", "unsub-"];
    let elsewhere = prefixes.iter().any(|prefix| id.starts_with(prefix));
    let for_customers = !["answers", "points", "language"].contains(&id) && !elsewhere;
    question::WHATEVER_THE_METRIC.contains(&id) || for_customers && is_text(id)
}

#[cfg(test)]
mod tests;
