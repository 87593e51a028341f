//! One spelling for all the spellings of a word: no case, no marks, one letter for those that look alike.

use icu_normalizer::DecomposingNormalizerBorrowed;

/// A text in capitals, without marks, punctuation and emoji, its words apart by one space each: once as if the
/// punctuation weren't there (`S.T.O.P`), once as if it were a space (`STOP,thanks`).
pub(super) fn folded(text: &str) -> [String; 2] {
    let upper = text.to_uppercase();
    let letters = || DecomposingNormalizerBorrowed::new_nfd().normalize_iter(upper.chars()).filter(|c| !is_mark(*c));
    let joined: String = letters().filter(|c| is_text(*c) || c.is_whitespace()).map(alike).collect();
    let apart: String = letters().map(|c| if is_text(c) { alike(c) } else { ' ' }).collect();
    [joined, apart].map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// What stands on a letter or changes how it is drawn: accents, joiners, selectors of a style, a soft hyphen.
const fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// Letters and digits; letters in boxes and circles are pictures.
fn is_text(c: char) -> bool {
    c.is_alphanumeric() && !matches!(c, '\u{2460}'..='\u{24ff}' | '\u{1f000}'..='\u{1faff}')
}

/// The Latin letter for a Cyrillic one that is drawn the same.
const fn alike(c: char) -> char {
    match c {
        'А' => 'A',
        'В' => 'B',
        'Е' => 'E',
        'К' => 'K',
        'М' => 'M',
        'Н' => 'H',
        'О' => 'O',
        'Р' => 'P',
        'С' => 'C',
        'Т' => 'T',
        'У' => 'Y',
        'Х' => 'X',
        'Ѕ' => 'S',
        'І' => 'I',
        'Ј' => 'J',
        other => other,
    }
}
