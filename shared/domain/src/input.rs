//! Parsing at the edge: reads the fields of a JSON object and collects *every* problem, so that a client learns all of
//! them at once. No input is echoed; a problem names the field and says what would be right.

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;
use serde_json::{Map, Value};

/// Why one value is refused: a stable code to branch on and a sentence that says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Refusal {
    /// A stable `snake_case` word.
    pub code: &'static str,
    /// A sentence for people, without the input.
    pub reason: String,
}

impl Refusal {
    /// A refusal with its code and its sentence.
    pub fn new(code: &'static str, reason: impl Into<String>) -> Self {
        Self { code, reason: reason.into() }
    }
}

/// One bad field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The field's path, such as `person.email`; empty for the body itself.
    pub name: String,
    /// A stable `snake_case` word.
    pub code: &'static str,
    /// A sentence for people, without the input.
    pub reason: String,
}

/// Every bad field of one body; never empty.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} bad field(s)", .0.len())]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// One problem alone.
    pub fn one(name: &str, refusal: Refusal) -> Self {
        Self(vec![Problem { name: name.to_owned(), code: refusal.code, reason: refusal.reason }])
    }
}

/// What a key is called in an answer: clients send anything, so it is cut and cleaned before it is named.
fn nameable(key: &str) -> String {
    key.chars().filter(|c| !c.is_control()).take(64).collect()
}

/// The path of a key that the client chose, in the object at `path`.
pub(crate) fn named(path: &str, key: &str) -> String {
    format!("{path}.{}", nameable(key))
}

/// Reads one JSON object field by field.
///
/// ```
/// use domain::input::{text, Fields};
/// let body = serde_json::json!({"nmae": "x"});
/// let mut fields = Fields::of(&body, "").unwrap();
/// let name = fields.required("name", text(1, 200));
/// let problems = fields.finish(|| name).unwrap_err().0;
/// let codes: Vec<_> = problems.iter().map(|p| (p.name.as_str(), p.code)).collect();
/// assert_eq!(codes, [("name", "required"), ("nmae", "unknown_field")]);
/// ```
pub struct Fields<'a> {
    path: String,
    map: &'a Map<String, Value>,
    read: Vec<&'static str>,
    problems: Vec<Problem>,
}

impl<'a> Fields<'a> {
    /// Starts to read an object that stands at `path`.
    ///
    /// # Errors
    /// `not_an_object` where the value is anything else.
    pub fn of(value: &'a Value, path: &str) -> Result<Self, Problems> {
        let Value::Object(map) = value else {
            return Err(Problems::one(path, Refusal::new("not_an_object", "expected a JSON object")));
        };
        Ok(Self { path: path.to_owned(), map, read: Vec::new(), problems: Vec::new() })
    }

    fn full(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// Whether the client sent the field with a value.
    pub fn has(&self, name: &str) -> bool {
        self.map.get(name).is_some_and(|value| !value.is_null())
    }

    /// A field as it stands there, read or not.
    pub(crate) fn value(&self, name: &str) -> Option<&'a Value> {
        self.map.get(name)
    }

    /// A field that may be missing; `null` counts as missing.
    pub fn optional<T>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&'a Value) -> Result<T, Refusal>,
    ) -> Option<T> {
        self.read.push(name);
        let value = self.map.get(name).filter(|value| !value.is_null())?;
        parse(value).map_err(|refusal| self.refuse(name, refusal)).ok()
    }

    /// A field that must be there.
    pub fn required<T>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&'a Value) -> Result<T, Refusal>,
    ) -> Option<T> {
        if !self.has(name) {
            self.refuse(name, Refusal::new("required", "this field is required"));
        }
        self.optional(name, parse)
    }

    /// A field that holds an object of its own, read by `parse` with the field's path.
    pub fn nested<T>(
        &mut self,
        name: &'static str,
        parse: impl FnOnce(&'a Value, &str) -> Result<T, Problems>,
    ) -> Option<T> {
        self.read.push(name);
        let value = self.map.get(name).filter(|value| !value.is_null())?;
        let path = self.full(name);
        match parse(value, &path) {
            Ok(parsed) => Some(parsed),
            Err(Problems(more)) => {
                self.problems.extend(more);
                None
            }
        }
    }

    /// Whether nothing was wrong so far.
    pub fn is_fine(&self) -> bool {
        self.problems.is_empty()
    }

    /// Adds a problem with a field.
    pub fn refuse(&mut self, name: &str, refusal: Refusal) {
        let name = self.full(name);
        self.problems.push(Problem { name, code: refusal.code, reason: refusal.reason });
    }

    /// Ends the reading: unknown keys are problems too, and without any the value is built.
    ///
    /// # Errors
    /// All problems found.
    pub fn finish<T>(mut self, build: impl FnOnce() -> Option<T>) -> Result<T, Problems> {
        for key in self.map.keys() {
            if !self.read.contains(&key.as_str()) {
                self.refuse(&nameable(key), Refusal::new("unknown_field", "this field is not known here"));
            }
        }
        match build() {
            Some(value) if self.problems.is_empty() => Ok(value),
            _ => Err(Problems(self.problems)),
        }
    }
}

/// A single line of text of `min` to `max` characters in NFC, without control characters.
pub fn text(min: usize, max: usize) -> impl Fn(&Value) -> Result<String, Refusal> {
    move |value| {
        let text = value.as_str().ok_or_else(|| Refusal::new("not_a_string", "expected a string"))?;
        check_text(text, min, max, |_| false)
    }
}

/// Text of `min` to `max` Unicode scalar values in NFC; of the control characters only newline and tab are kept.
///
/// ```
/// use domain::input::long_text;
/// let decomposed = "a\u{304}".into();
/// assert_eq!(long_text(1, 1)(&decomposed).unwrap(), "ā");
/// ```
pub fn long_text(min: usize, max: usize) -> impl Fn(&Value) -> Result<String, Refusal> {
    move |value| {
        let text = value.as_str().ok_or_else(|| Refusal::new("not_a_string", "expected a string"))?;
        check_text(text, min, max, is_layout)
    }
}

/// Whether a character turns the direction of the text around it, so that a reader sees something else than what is there.
fn overrides_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The text in NFC: letters that look and mean the same are the same, and are counted so.
///
/// ```
/// use domain::input::nfc;
/// assert_eq!(nfc("Ru\u{304}ta"), "R\u{16b}ta");
/// ```
pub fn nfc(text: &str) -> Cow<'_, str> {
    ComposingNormalizerBorrowed::new_nfc().normalize(text)
}

/// The text in NFC and without the characters that [`text`] and, where `lines` may stand in it, [`long_text`] refuse.
///
/// ```
/// use domain::input::cleaned;
/// assert_eq!(cleaned("a\0b\u{202e}\n", true), "ab\n");
/// ```
pub fn cleaned(text: &str, lines: bool) -> String {
    let kept = |c: &char| !overrides_direction(*c) && (!c.is_control() || lines && is_layout(*c));
    let kept: String = text.chars().filter(kept).collect();
    nfc(&kept).into_owned()
}

/// The control characters that longer text may hold.
const fn is_layout(c: char) -> bool {
    matches!(c, '\n' | '\t')
}

fn check_text(text: &str, min: usize, max: usize, allowed: impl Fn(char) -> bool) -> Result<String, Refusal> {
    if text.chars().any(|c| c.is_control() && !allowed(c)) {
        return Err(Refusal::new("control_character", "control characters are not allowed here; remove them"));
    }
    if text.chars().any(overrides_direction) {
        return Err(Refusal::new(
            "bidi_override",
            "characters that override the direction of text are not allowed; remove them",
        ));
    }
    let text = nfc(text);
    if (min..=max).contains(&text.chars().count()) {
        Ok(text.into_owned())
    } else {
        Err(Refusal::new("length", format!("expected {min} to {max} characters")))
    }
}

/// A whole number of `min` to `max`; `9.0`, `"9"` and `true` are not numbers here.
pub fn integer(min: i64, max: i64) -> impl Fn(&Value) -> Result<i64, Refusal> {
    move |value| {
        let number = value.as_i64().ok_or_else(|| Refusal::new("not_an_integer", "expected a whole number"))?;
        if (min..=max).contains(&number) {
            Ok(number)
        } else {
            Err(Refusal::new("out_of_range", format!("expected {min} to {max}")))
        }
    }
}

/// Anything with a parser of its own: ids, times, zones.
pub fn parsed<T>(value: &Value) -> Result<T, Refusal>
where
    T: std::str::FromStr<Err = Refusal>,
{
    value.as_str().ok_or_else(|| Refusal::new("not_a_string", "expected a string"))?.parse()
}

/// An RFC 3339 time with its offset.
pub fn time(value: &Value) -> Result<jiff::Timestamp, Refusal> {
    value.as_str().and_then(|text| text.parse().ok()).ok_or_else(|| {
        Refusal::new("invalid_time", "expected an RFC 3339 time with its offset, such as 2026-11-21T09:30:00Z")
    })
}

/// `true` or `false`.
pub fn boolean(value: &Value) -> Result<bool, Refusal> {
    value.as_bool().ok_or_else(|| Refusal::new("not_a_boolean", "expected true or false"))
}

/// A list of at most `max` values, each read by `parse`.
pub fn list<T>(max: usize, parse: impl Fn(&Value) -> Result<T, Refusal>) -> impl Fn(&Value) -> Result<Vec<T>, Refusal> {
    move |value| {
        let values = value
            .as_array()
            .filter(|values| values.len() <= max)
            .ok_or_else(|| Refusal::new("not_a_list", format!("expected a list of at most {max} values")))?;
        values.iter().map(&parse).collect()
    }
}
