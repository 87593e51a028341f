//! A book of texts: the same ids in four languages, each with its real plurals. No text isolates what it is filled with:
//! invisible marks would make an SMS twice as dear, and a copied name another one.

use domain::locale::Locale;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use super::plural;

/// Texts by id, in the four languages.
pub struct Book {
    sources: [&'static str; 4],
    bundles: [FluentBundle<FluentResource>; 4],
}

impl std::fmt::Debug for Book {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Book").finish_non_exhaustive()
    }
}

impl Book {
    /// A book of four Fluent sources, in the order of [`Locale::ALL`].
    pub fn new(sources: [&'static str; 4]) -> Self {
        Self { sources, bundles: Locale::ALL.map(|locale| bundle(locale, sources[locale as usize])) }
    }

    /// The source of a language.
    pub const fn source(&self, locale: Locale) -> &'static str {
        self.sources[locale as usize]
    }

    /// Whether there is a text of that id.
    pub fn has(&self, id: &str) -> bool {
        self.bundles[Locale::En as usize].has_message(id)
    }

    /// A text with names put into it. The result is plain text: whoever puts it into HTML escapes it. An id that is not
    /// there is its own text, and the log says so.
    pub fn text(&self, locale: Locale, id: &str, names: &[(&str, &str)]) -> String {
        let args = names.iter().map(|(name, value)| (*name, FluentValue::from(*value))).collect();
        self.format(locale, id, &args)
    }

    /// A text about `n` of something, in the plural form that the number takes. `written` is the number as it is shown.
    pub fn count(&self, locale: Locale, id: &str, n: u64, written: &str) -> String {
        self.text(locale, id, &[("n", written), ("form", plural::form(locale, n))])
    }

    fn format(&self, locale: Locale, id: &str, args: &FluentArgs<'_>) -> String {
        let bundle = &self.bundles[locale as usize];
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
}

fn bundle(locale: Locale, source: &str) -> FluentBundle<FluentResource> {
    let languages = locale.tag().parse().into_iter().collect();
    let mut bundle = FluentBundle::new_concurrent(languages);
    bundle.set_use_isolating(false);
    // What could be read stays usable; that all of it can be read is held by a test of whoever has the book.
    let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, _)| resource);
    if bundle.add_resource(resource).is_err() {
        tracing::error!(%locale, "a text stands twice");
    }
    bundle
}
