//! Cells of a table: what spreadsheets would take for a formula is made harmless by one `'` in front, which is taken off
//! where the table is read back. Writing and reading stand side by side here, so that each undoes the other.

use std::borrow::Cow;

use domain::question::Kind;
use serde_json::{Value, json};

/// What a formula begins with for some spreadsheet. The `'` is there so that a text which begins with one keeps it.
const FORMULA: [char; 7] = ['=', '+', '-', '@', '\'', '\t', '\r'];
/// What stands between several options in one cell; no option's id holds it.
const BETWEEN: &str = ";";

/// A text as a cell that no spreadsheet takes for a formula.
///
/// ```
/// use reading::rows::cell::{armed, disarmed};
/// assert_eq!(disarmed("=1+1"), "'=1+1");
/// assert_eq!(disarmed("1+1"), "1+1");
/// assert_eq!(armed(&disarmed("'tis")), "'tis");
/// ```
pub fn disarmed(text: &str) -> Cow<'_, str> {
    if text.starts_with(FORMULA) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text of a cell: the inverse of [`disarmed`]. A `'` before anything else is the text's own.
pub fn armed(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(FORMULA) => rest,
        _ => cell,
    }
}

/// A value as a cell: texts are disarmed, a number or a flag stands as it is, several options are separated by `;`.
pub fn of(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => disarmed(text).into_owned(),
        Value::Array(options) => {
            let options: Vec<_> = options.iter().filter_map(Value::as_str).collect();
            disarmed(&options.join(BETWEEN)).into_owned()
        }
        plain => plain.to_string(),
    }
}

/// The property that a cell's text is: a number where it is spelled as numbers are, a flag, or text.
///
/// ```
/// use reading::rows::cell::property;
/// assert_eq!(property("-5"), serde_json::json!(-5));
/// assert_eq!(property("007"), serde_json::json!("007"));
/// ```
pub fn property(text: &str) -> Value {
    if let Some(flag) = flag(text) {
        return json!(flag);
    }
    let number = text.parse::<i64>().ok().filter(|number| number.to_string() == text);
    number.map_or_else(|| json!(text), |number| json!(number))
}

/// A number or a flag that a field wants, or the text where it is neither.
pub fn plain(text: &str) -> Value {
    if let Some(flag) = flag(text) {
        return json!(flag);
    }
    text.parse::<i64>().map_or_else(|_| json!(text), |number| json!(number))
}

/// Spreadsheets write flags in capitals.
fn flag(text: &str) -> Option<bool> {
    [("true", true), ("false", false)].into_iter().find(|(word, _)| text.eq_ignore_ascii_case(word)).map(|(_, is)| is)
}

/// What a cell's text answers to a question of this kind.
pub fn answer(text: &str, kind: &Kind) -> Value {
    match kind {
        Kind::Rating { .. } => plain(text),
        Kind::Multi(_) => text.split(BETWEEN).map(str::trim).filter(|option| !option.is_empty()).collect(),
        Kind::Choice(_) | Kind::YesNo(_) | Kind::Text | Kind::Contact => json!(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_begins_a_formula_is_harmless_and_everything_reads_back() {
        for begin in ["=", "+", "-", "@", "'", "\t", "\r"] {
            let text = format!("{begin}cmd|' /C calc'!A0");
            assert_eq!(disarmed(&text), format!("'{text}"));
            assert_eq!(armed(&disarmed(&text)), text);
        }
        for plain in ["", "a", " =1", "1-1", "\u{feff}=1", "ё", "👍"] {
            assert_eq!(disarmed(plain), plain);
            assert_eq!(armed(plain), plain);
        }
        // One is taken off, and none that nobody put there.
        assert_eq!(armed("''=1"), "'=1");
        assert_eq!(armed("'a"), "'a");
    }

    #[test]
    fn numbers_and_flags_stand_as_they_are_and_several_options_in_one_cell() {
        for (value, cell) in [
            (json!(-5), "-5"),
            (json!(true), "true"),
            (json!("-5"), "'-5"),
            (json!(["a", "b"]), "a;b"),
            (json!(["-a"]), "'-a"),
            (json!(null), ""),
        ] {
            assert_eq!(of(&value), cell);
        }
        for (text, value) in [
            ("5", json!(5)),
            ("+5", json!("+5")),
            ("007", json!("007")),
            ("TRUE", json!(true)),
            ("5.0", json!("5.0")),
            ("-0", json!("-0")),
        ] {
            assert_eq!(property(text), value, "{text}");
        }
    }
}
