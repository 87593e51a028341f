//! A posted form as bytes: how much of it is read, and how its fields are spelled. What they mean stands elsewhere.

use axum::extract::Request;
use http::header;

/// The largest form that is taken in, in bytes as it comes in. Each byte of a text may take three as a form spells it.
const MAX_SPELLED: usize = 48 * 1024;
/// The largest form that is read, so that who wrote too much has it before them again.
const MAX_READ: usize = 128 * 1024;
/// The most that may stand in a form, in bytes once it is decoded: as much as a JSON body may have.
const MAX_DECODED: usize = 16 * 1024;

/// One field, decoded.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    pub name: String,
    pub value: String,
    /// Whether bytes were left out of the value that are no text: halves of characters, lone surrogates.
    pub broken: bool,
}

/// The fields of a form, in its order.
#[derive(Debug, Default)]
pub struct Fields {
    pub all: Vec<Field>,
    /// Whether more stands in it than may. Of one that was too large even to be read there are no fields.
    pub too_large: bool,
}

impl Fields {
    /// Reads a posted form. Anything else than a form is one with nothing in it.
    pub async fn read(request: Request) -> Self {
        let kind =
            request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let essence = kind.split(';').next().unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Self::default();
        }
        match axum::body::to_bytes(request.into_body(), MAX_READ).await {
            Ok(bytes) => Self::of(&bytes),
            Err(_) => Self { all: Vec::new(), too_large: true },
        }
    }

    fn of(form: &[u8]) -> Self {
        let pairs = form.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
        let all: Vec<_> = pairs
            .map(|pair| {
                let (name, value) = pair.iter().position(|byte| *byte == b'=').map_or((pair, &[][..]), |at| {
                    let (name, value) = pair.split_at(at);
                    (name, &value[1..])
                });
                let (value, broken) = decoded(value);
                Field { name: decoded(name).0, value, broken }
            })
            .collect();
        let size: usize = all.iter().map(|field| field.name.len() + field.value.len()).sum();
        Self { all, too_large: size > MAX_DECODED || form.len() > MAX_SPELLED }
    }

    /// The fields of a name.
    pub fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Field> {
        self.all.iter().filter(move |field| field.name == name)
    }
}

/// A part of a form as text, and whether some of its bytes were none.
fn decoded(spelled: &[u8]) -> (String, bool) {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut bytes = Vec::with_capacity(spelled.len());
    let mut rest = spelled;
    while let Some((first, mut after)) = rest.split_first() {
        let escaped = match after {
            [high, low, ..] if *first == b'%' => digit(*high).zip(digit(*low)).map(|(high, low)| high * 16 + low),
            _ => None,
        };
        if escaped.is_some() {
            after = &after[2..];
        }
        bytes.push(escaped.unwrap_or(if *first == b'+' { b' ' } else { *first }));
        rest = after;
    }
    match String::from_utf8(bytes) {
        Ok(text) => (text, false),
        Err(error) => (error.as_bytes().utf8_chunks().map(|chunk| chunk.valid()).collect(), true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(form: &[u8]) -> Vec<(String, String, bool)> {
        Fields::of(form).all.into_iter().map(|field| (field.name, field.value, field.broken)).collect()
    }

    #[test]
    fn fields_are_read_as_browsers_spell_them() {
        let field = |name: &str, value: &str| (name.to_owned(), value.to_owned(), false);
        assert_eq!(
            read("score=9&q.a=x&q.a=%C4%81+b%26&&empty=&bare&=nameless&raw=ā&odd=100%&odder=%zz%2".as_bytes()),
            [
                field("score", "9"),
                field("q.a", "x"),
                field("q.a", "ā b&"),
                field("empty", ""),
                field("bare", ""),
                field("", "nameless"),
                field("raw", "ā"),
                field("odd", "100%"),
                field("odder", "%zz%2"),
            ]
        );
    }

    #[test]
    fn bytes_that_are_no_text_are_left_out_and_that_is_said() {
        // A stray byte, a lone surrogate, a character cut short, an overlong zero.
        for (spelled, left) in [("a%FFb", "ab"), ("%ED%A0%80x", "x"), ("x%E2%82", "x"), ("%C0%80", "")] {
            assert_eq!(read(format!("c={spelled}").as_bytes()), [("c".to_owned(), left.to_owned(), true)], "{spelled}");
        }
    }

    #[test]
    fn what_stands_in_a_form_is_measured_once_it_is_decoded() {
        let form = |letters: usize| Fields::of(format!("c={}", "%C4%81".repeat(letters)).as_bytes()).too_large;
        assert!(!form(8191));
        assert!(form(8192));
    }
}
