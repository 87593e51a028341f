//! Texts that a team writes for its customers: one text in some of the four languages, and texts that stand in the place
//! of the default ones. The default texts themselves are not here: they belong to those who show them.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::input::{Problem, Problems, Refusal, named, text};
use crate::locale::Locale;

/// The longest text in one language, in Unicode scalar values.
pub const MAX_TEXT: usize = 500;
/// The most texts that a survey or a workspace may put in the place of the default ones.
pub const MAX_OVERRIDES: usize = 100;

/// One text in at least one language; no language has an empty one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalText(BTreeMap<Locale, String>);

impl LocalText {
    /// Reads an object of texts by language.
    ///
    /// # Errors
    /// Every unknown language and every text that does not fit, by name; `required` where there is none at all.
    ///
    /// ```
    /// use domain::locale::Locale;
    /// use domain::text::LocalText;
    /// let text = LocalText::parse(&serde_json::json!({"lv": "Kāpēc?", "en": "Why?"}), "text").unwrap();
    /// assert_eq!(text.pick(Locale::Lv, None), "Kāpēc?");
    /// assert_eq!(text.pick(Locale::Ru, Some(Locale::Lv)), "Kāpēc?");
    /// assert_eq!(text.pick(Locale::Ru, None), "Why?");
    /// let problems = LocalText::parse(&serde_json::json!({"de": "Warum?", "lt": " "}), "text").unwrap_err().0;
    /// let codes: Vec<_> = problems.iter().map(|p| (p.name.as_str(), p.code)).collect();
    /// assert_eq!(codes, [("text.de", "unknown_locale"), ("text.lt", "blank")]);
    /// ```
    pub fn parse(value: &Value, path: &str) -> Result<Self, Problems> {
        let texts = each(value, path, |tag, value, _| {
            // One spelling of a language alone, so that no text can stand there twice.
            let locale = Locale::ALL.into_iter().find(|locale| locale.tag() == tag);
            let locale = locale.ok_or_else(|| Refusal::new("unknown_locale", "expected en, lv, lt or ru"))?;
            let text = text(1, MAX_TEXT)(value)?;
            if text.trim().is_empty() {
                return Err(Refusal::new("blank", "a text has to show something").into());
            }
            Ok((locale, text))
        })?;
        if texts.is_empty() {
            return Err(Problems::one(path, Refusal::new("required", "expected the text in at least one language")));
        }
        Ok(Self(texts))
    }

    /// The text in exactly this language.
    pub fn get(&self, locale: Locale) -> Option<&str> {
        self.0.get(&locale).map(String::as_str)
    }

    /// The text for a reader: in their language, else in `fallback`, else in English, else in the first that there is.
    pub fn pick(&self, locale: Locale, fallback: Option<Locale>) -> &str {
        let wished = self.get(locale).or_else(|| self.get(fallback?));
        wished.or_else(|| self.get(Locale::En)).or(self.0.values().next().map(String::as_str)).unwrap_or_default()
    }

    /// The languages that it is there in, with the text of each.
    pub fn iter(&self) -> impl Iterator<Item = (Locale, &str)> {
        self.0.iter().map(|(locale, text)| (*locale, text.as_str()))
    }

    /// The texts by language, as the API shows them; [`LocalText::parse`] reads them back.
    pub fn to_json(&self) -> Value {
        self.iter().map(|(locale, text)| (locale.tag().to_owned(), Value::from(text))).collect::<Map<_, _>>().into()
    }
}

/// Texts in the place of the default ones, by the id of the text. Which ids there are is not known here.
///
/// ```
/// use domain::locale::Locale;
/// use domain::text::TextOverrides;
/// let value = serde_json::json!({"thanks-high": {"en": "You made our day."}});
/// let texts = TextOverrides::parse(&value, "texts").unwrap();
/// assert_eq!(texts.get("thanks-high", Locale::En), Some("You made our day."));
/// assert_eq!(texts.get("thanks-high", Locale::Lt), None, "the default text stays in the other languages");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextOverrides(BTreeMap<String, LocalText>);

impl TextOverrides {
    /// Reads an object of texts by id: at most 100 ids of 1 to 64 characters of `a-z 0-9 -`.
    ///
    /// # Errors
    /// Every bad id and every bad text, by name.
    pub fn parse(value: &Value, path: &str) -> Result<Self, Problems> {
        let texts = each(value, path, |id, value, path| {
            let plain = id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
            if !plain || !(1..=64).contains(&id.len()) {
                return Err(Refusal::new("invalid_text_id", "expected the id of a text, such as thanks-high").into());
            }
            Ok((id.to_owned(), LocalText::parse(value, path)?))
        })?;
        if texts.len() > MAX_OVERRIDES {
            let reason = format!("expected at most {MAX_OVERRIDES} texts");
            return Err(Problems::one(path, Refusal::new("too_many", reason)));
        }
        Ok(Self(texts))
    }

    /// The text of this id in exactly this language: where a team wrote none in it, the default text stays.
    pub fn get(&self, id: &str, locale: Locale) -> Option<&str> {
        self.0.get(id)?.get(locale)
    }

    /// The ids of the texts.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The texts by id, as the API shows them; [`TextOverrides::parse`] reads them back.
    pub fn to_json(&self) -> Value {
        self.0.iter().map(|(id, text)| (id.clone(), text.to_json())).collect::<Map<_, _>>().into()
    }
}

/// What is wrong with one entry: itself, or something in it.
enum Wrong {
    Itself(Refusal),
    Within(Problems),
}

impl From<Refusal> for Wrong {
    fn from(refusal: Refusal) -> Self {
        Self::Itself(refusal)
    }
}

impl From<Problems> for Wrong {
    fn from(problems: Problems) -> Self {
        Self::Within(problems)
    }
}

/// Reads each entry of an object whose keys are the client's own; `parse` gets the key, the value and their path.
fn each<K: Ord, V>(
    value: &Value,
    path: &str,
    parse: impl Fn(&str, &Value, &str) -> Result<(K, V), Wrong>,
) -> Result<BTreeMap<K, V>, Problems> {
    let not_an_object = || Problems::one(path, Refusal::new("not_an_object", "expected a JSON object"));
    let mut read = BTreeMap::new();
    let mut problems = Vec::new();
    for (key, value) in value.as_object().ok_or_else(not_an_object)? {
        let path = named(path, key);
        match parse(key, value, &path) {
            Ok((key, value)) => {
                read.insert(key, value);
            }
            Err(Wrong::Itself(Refusal { code, reason })) => problems.push(Problem { name: path, code, reason }),
            Err(Wrong::Within(Problems(more))) => problems.extend(more),
        }
    }
    if problems.is_empty() { Ok(read) } else { Err(Problems(problems)) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn codes(problems: Problems) -> Vec<(String, &'static str)> {
        problems.0.into_iter().map(|problem| (problem.name, problem.code)).collect()
    }

    #[test]
    fn a_text_is_picked_by_language_then_fallback_then_english_then_whatever_there_is() {
        let text = |value| LocalText::parse(&value, "text").unwrap();
        let two = text(json!({"ru": "р", "lt": "l"}));
        assert_eq!(two.pick(Locale::Ru, Some(Locale::Lt)), "р");
        assert_eq!(two.pick(Locale::En, Some(Locale::Ru)), "р");
        assert_eq!(two.pick(Locale::Lv, Some(Locale::En)), "l", "the first that there is");
        assert_eq!(text(json!({"en": "e", "ru": "р"})).pick(Locale::Lv, Some(Locale::Lt)), "e");
    }

    #[test]
    fn a_text_has_at_most_500_characters_and_says_something() {
        let parse = |text: String| LocalText::parse(&json!({"en": text}), "text").map_err(codes);
        assert!(parse("ā".repeat(500)).is_ok());
        assert_eq!(parse("ā".repeat(501)).unwrap_err(), [("text.en".to_owned(), "length")]);
        assert_eq!(parse("\u{202e}x".to_owned()).unwrap_err(), [("text.en".to_owned(), "bidi_override")]);
        assert_eq!(codes(LocalText::parse(&json!({}), "text").unwrap_err()), [("text".to_owned(), "required")]);
        assert_eq!(
            codes(LocalText::parse(&json!("Why?"), "text").unwrap_err()),
            [("text".to_owned(), "not_an_object")]
        );
        let spelled = LocalText::parse(&json!({"ru-RU": "х", "EN": "x"}), "text").unwrap_err();
        assert_eq!(codes(spelled), ["EN", "ru-RU"].map(|tag| (format!("text.{tag}"), "unknown_locale")));
    }

    #[test]
    fn overrides_read_back_and_every_bad_one_is_named() {
        let value =
            json!({"thanks-high": {"en": "Yay, {company}!"}, "question": {"lv": "Kā gāja?", "en": "How was it?"}});
        let texts = TextOverrides::parse(&value, "texts").unwrap();
        assert_eq!(texts.to_json(), value);
        assert_eq!(texts.ids().collect::<Vec<_>>(), ["question", "thanks-high"]);
        let bad = json!({"Thanks": {"en": "x"}, "question": {"en": ""}, "": {"en": "x"}, "thanks-low": {}});
        assert_eq!(
            codes(TextOverrides::parse(&bad, "texts").unwrap_err()),
            [
                ("texts.".to_owned(), "invalid_text_id"),
                ("texts.Thanks".to_owned(), "invalid_text_id"),
                ("texts.question.en".to_owned(), "length"),
                ("texts.thanks-low".to_owned(), "required"),
            ]
        );
    }

    #[test]
    fn a_hundred_texts_may_be_overridden() {
        let many = |n: usize| {
            let texts: Map<_, _> = (0..n).map(|at| (format!("t-{at}"), json!({"en": "x"}))).collect();
            TextOverrides::parse(&Value::Object(texts), "texts").map_err(codes)
        };
        assert_eq!(many(100).unwrap().ids().count(), 100);
        assert_eq!(many(101).unwrap_err(), [("texts".to_owned(), "too_many")]);
    }
}
