//! The texts that customers read, in four languages (shared page wording.md). They stand in `texts/*.ftl`, with real
//! plurals; here they are looked up, and [`Words`] puts what a team wrote in their place. No text isolates what it is filled
//! with: invisible marks would make an SMS twice as dear.

use std::sync::LazyLock;

use domain::locale::Locale;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

mod plural;
mod question;
mod words;

pub use question::Question;
pub use words::Words;

const fn source(locale: Locale) -> &'static str {
    match locale {
        Locale::En => include_str!("../texts/en.ftl"),
        Locale::Lv => include_str!("../texts/lv.ftl"),
        Locale::Lt => include_str!("../texts/lt.ftl"),
        Locale::Ru => include_str!("../texts/ru.ftl"),
    }
}

static BUNDLES: LazyLock<[FluentBundle<FluentResource>; 4]> = LazyLock::new(|| Locale::ALL.map(bundle));

fn bundle(locale: Locale) -> FluentBundle<FluentResource> {
    let languages = locale.tag().parse().into_iter().collect();
    let mut bundle = FluentBundle::new_concurrent(languages);
    bundle.set_use_isolating(false);
    // What could be read stays usable; that all of it can be read is held by a test.
    let resource = FluentResource::try_new(source(locale).to_owned()).unwrap_or_else(|(resource, _)| resource);
    if bundle.add_resource(resource).is_err() {
        tracing::error!(%locale, "a text stands twice");
    }
    bundle
}

fn format(locale: Locale, id: &str, args: &FluentArgs<'_>) -> String {
    // `Locale::ALL` is in the order of the variants.
    let bundle = &BUNDLES[locale as usize];
    let Some(pattern) = bundle.get_message(id).and_then(|message| message.value()) else {
        tracing::error!(%locale, id, "there is no such text");
        return id.to_owned();
    };
    let mut errors = Vec::new();
    let text = bundle.format_pattern(pattern, Some(args), &mut errors).into_owned();
    if !errors.is_empty() {
        tracing::error!(%locale, id, "a text lacks what it is filled with");
    }
    text
}

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
    let args = names.iter().map(|(name, value)| (*name, FluentValue::from(*value))).collect();
    format(locale, id, &args)
}

/// A number and its noun, in the plural form that the number takes: `answers` or `points`.
///
/// ```
/// use domain::locale::Locale;
/// assert_eq!(web::texts::count(Locale::Lv, "answers", 11), "11 atbilžu");
/// assert_eq!(web::texts::count(Locale::Ru, "answers", 2), "2 ответа");
/// ```
pub fn count(locale: Locale, id: &str, n: u64) -> String {
    text_with(locale, id, &[("n", &n.to_string()), ("form", plural::form(locale, n))])
}

fn is_text(id: &str) -> bool {
    BUNDLES[Locale::En as usize].has_message(id)
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
