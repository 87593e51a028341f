//! Words of the document: paragraphs, in which what stands between backticks is code.

use serde_json::Value;

/// A piece of text, or of code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Whether it is code.
    pub code: bool,
    /// As it is to be read.
    pub text: String,
}

/// A paragraph.
pub type Paragraph = Vec<Piece>;
/// Several.
pub type Paragraphs = Vec<Paragraph>;

/// The text of a member; empty where there is none.
pub fn text(value: Option<&Value>) -> &str {
    value.and_then(Value::as_str).unwrap_or_default()
}

/// A text as paragraphs.
pub fn paragraphs(text: &str) -> Paragraphs {
    text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()).map(pieces).collect()
}

/// A paragraph as its pieces.
pub fn pieces(text: &str) -> Paragraph {
    let pieces = text.split('`').enumerate().map(|(at, text)| Piece { code: at % 2 == 1, text: text.to_owned() });
    pieces.filter(|piece| !piece.text.is_empty()).collect()
}

/// A number with its thousands apart.
pub fn grouped(number: &Value) -> String {
    let text = number.to_string();
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("-", digits));
    if digits.len() < 5 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.trim_end_matches(".0").to_owned();
    }
    let mut spelled = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            spelled.push(',');
        }
        spelled.push(digit);
    }
    format!("{sign}{spelled}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_backticks_is_code() {
        let read = paragraphs("Take `a`.\n\n`b` <i>");
        let piece = |code, text: &str| Piece { code, text: text.to_owned() };
        let first = vec![piece(false, "Take "), piece(true, "a"), piece(false, ".")];
        assert_eq!(read, [first, vec![piece(true, "b"), piece(false, " <i>")]]);
    }

    #[test]
    fn long_numbers_are_grouped() {
        let read = [0, 3650, 16384, -1_000_000].map(|number| grouped(&number.into()));
        assert_eq!(read, ["0", "3650", "16,384", "-1,000,000"]);
        assert_eq!(grouped(&100.0.into()), "100");
    }
}
