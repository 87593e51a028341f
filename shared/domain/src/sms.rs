//! Texts as networks count them: septets of GSM 03.38 while every character has one, else UTF-16 units, and the parts
//! that a longer text is cut into. Each part is paid for, so a text is measured before it is sent.

#[cfg(test)]
mod tests;

/// How a text's characters go over the air.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Seven bits each, from a table of Latin letters.
    Gsm7,
    /// Sixteen bits each; one character outside that table is enough.
    Ucs2,
}

impl Encoding {
    /// The name that people know it by.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gsm7 => "GSM-7",
            Self::Ucs2 => "UCS-2",
        }
    }

    /// The most units of a text that is sent in one piece.
    const fn alone(self) -> usize {
        match self {
            Self::Gsm7 => 160,
            Self::Ucs2 => 70,
        }
    }

    /// The most units of each part of a longer one: a header of six bytes says which part it is.
    const fn part(self) -> usize {
        match self {
            Self::Gsm7 => 153,
            Self::Ucs2 => 67,
        }
    }
}

/// How long a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segments {
    /// What its characters need.
    pub encoding: Encoding,
    /// Septets or UTF-16 units; a character of the extension table has two septets.
    pub units: usize,
    /// How many parts are sent and paid for.
    pub segments: usize,
}

/// The characters of the basic table (3GPP TS 23.038, 6.2.1) in its order, but for the escape at 0x1B.
const BASIC: &str = concat!(
    "@£$¥èéùìòÇ\nØø\rÅå",
    "Δ_ΦΓΛΩΠΨΣΘΞÆæßÉ",
    " !\"#¤%&'()*+,-./0123456789:;<=>?",
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§",
    "¿abcdefghijklmnopqrstuvwxyzäöñüà",
);

/// The characters of the extension table (6.2.1.1): each is an escape and another septet.
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

/// The septets of a character, where it has any.
fn septets(c: char) -> Option<usize> {
    if BASIC.contains(c) { Some(1) } else { EXTENSION.contains(c).then_some(2) }
}

/// Counts a text. What belongs together, an escape and its septet or the two halves of a surrogate pair, is never put
/// into two parts, so a part may be one unit shorter than it could be.
///
/// ```
/// use domain::sms::{Encoding, count};
/// let short = count("How was it? €5 off");
/// assert_eq!((short.encoding, short.units, short.segments), (Encoding::Gsm7, 19, 1));
/// assert_eq!(count(&"ā".repeat(71)).segments, 2);
/// ```
pub fn count(text: &str) -> Segments {
    let septets: Option<Vec<usize>> = text.chars().map(septets).collect();
    let (encoding, widths) = match septets {
        Some(widths) => (Encoding::Gsm7, widths),
        None => (Encoding::Ucs2, text.chars().map(char::len_utf16).collect()),
    };
    let units = widths.iter().sum();
    let segments = if units <= encoding.alone() { 1 } else { parts(encoding.part(), &widths) };
    Segments { encoding, units, segments }
}

/// How many parts of at most `limit` units the characters fill, each whole.
fn parts(limit: usize, widths: &[usize]) -> usize {
    let (mut parts, mut used) = (1, 0);
    for width in widths {
        if used + width > limit {
            parts += 1;
            used = 0;
        }
        used += width;
    }
    parts
}

/// The text with its typographic marks made plain, since one of them would more than halve what fits. No letter changes.
///
/// ```
/// assert_eq!(domain::sms::plain("„Jā” — labi…"), "\"Jā\" - labi...");
/// ```
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '“' | '”' | '„' | '‟' | '«' | '»' | '″' | '〝' | '〞' => plain.push('"'),
            '‘' | '’' | '‚' | '‛' | '‹' | '›' | '′' | '´' | '`' => plain.push('\''),
            // Hyphens, dashes, the minus of mathematics.
            '\u{2010}'..='\u{2015}' | '\u{2212}' => plain.push('-'),
            '…' => plain.push_str("..."),
            // Spaces that do not break, of any width.
            '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => plain.push(' '),
            // What nobody sees: a soft hyphen, a break of no width, its opposite, the mark of a file's beginning.
            '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => {}
            other => plain.push(other),
        }
    }
    plain
}
