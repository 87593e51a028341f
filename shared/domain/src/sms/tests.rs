//! Segments against a second count: the table by its code points, and parts that are cut from a row of units.

use proptest::prelude::*;

use super::*;

/// The basic table by its code points, from 0x00 to 0x7F; 0 stands for the escape.
const TABLE: [u32; 128] = [
    0x40, 0xA3, 0x24, 0xA5, 0xE8, 0xE9, 0xF9, 0xEC, 0xF2, 0xC7, 0x0A, 0xD8, 0xF8, 0x0D, 0xC5, 0xE5, // 0x00
    0x394, 0x5F, 0x3A6, 0x393, 0x39B, 0x3A9, 0x3A0, 0x3A8, 0x3A3, 0x398, 0x39E, 0, 0xC6, 0xE6, 0xDF, 0xC9, // 0x10
    0x20, 0x21, 0x22, 0x23, 0xA4, 0x25, 0x26, 0x27, 0x28, 0x29, 0x2A, 0x2B, 0x2C, 0x2D, 0x2E, 0x2F, // 0x20
    0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x3A, 0x3B, 0x3C, 0x3D, 0x3E, 0x3F, // 0x30
    0xA1, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4A, 0x4B, 0x4C, 0x4D, 0x4E, 0x4F, // 0x40
    0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5A, 0xC4, 0xD6, 0xD1, 0xDC, 0xA7, // 0x50
    0xBF, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6A, 0x6B, 0x6C, 0x6D, 0x6E, 0x6F, // 0x60
    0x70, 0x71, 0x72, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7A, 0xE4, 0xF6, 0xF1, 0xFC, 0xE0, // 0x70
];

/// The extension table: the septet after the escape, and the code point.
const EXTENDED: [(u16, u32); 10] = [
    (0x0A, 0x0C),
    (0x14, 0x5E),
    (0x28, 0x7B),
    (0x29, 0x7D),
    (0x2F, 0x5C),
    (0x3C, 0x5B),
    (0x3D, 0x7E),
    (0x3E, 0x5D),
    (0x40, 0x7C),
    (0x65, 0x20AC),
];

const ESCAPE: u16 = 0x1B;

/// The septets of a text, where every character has some.
fn encoded(text: &str) -> Option<Vec<u16>> {
    let mut septets = Vec::new();
    for c in text.chars() {
        if let Some(place) = TABLE.iter().position(|own| *own == u32::from(c) && *own != 0) {
            septets.push(u16::try_from(place).unwrap());
        } else {
            let (septet, _) = EXTENDED.into_iter().find(|(_, own)| *own == u32::from(c))?;
            septets.extend([ESCAPE, septet]);
        }
    }
    Some(septets)
}

/// Cuts a row of units after the `limit`th, or one earlier where the cut would part what belongs together.
fn cut(mut units: &[u16], limit: usize, opens_a_pair: impl Fn(u16) -> bool) -> Vec<Vec<u16>> {
    let mut parts = Vec::new();
    while units.len() > limit {
        let end = if opens_a_pair(units[limit - 1]) { limit - 1 } else { limit };
        parts.push(units[..end].to_vec());
        units = &units[end..];
    }
    parts.push(units.to_vec());
    parts
}

/// The parts that a network would carry.
fn sent(text: &str) -> (Encoding, usize, Vec<Vec<u16>>) {
    let (encoding, units) = match encoded(text) {
        Some(septets) => (Encoding::Gsm7, septets),
        None => (Encoding::Ucs2, text.encode_utf16().collect()),
    };
    let (alone, part) = if encoding == Encoding::Gsm7 { (160, 153) } else { (70, 67) };
    let parts = if units.len() <= alone {
        vec![units.clone()]
    } else if encoding == Encoding::Gsm7 {
        cut(&units, part, |unit| unit == ESCAPE)
    } else {
        cut(&units, part, |unit| (0xD800..0xDC00).contains(&unit))
    };
    (encoding, units.len(), parts)
}

#[test]
fn the_tables_are_those_of_the_standard() {
    let basic: Vec<u32> = BASIC.chars().map(u32::from).collect();
    assert_eq!(basic, TABLE.into_iter().filter(|point| *point != 0).collect::<Vec<_>>());
    let extension: Vec<u32> = EXTENSION.chars().map(u32::from).collect();
    assert_eq!(extension, EXTENDED.map(|(_, point)| point));
    // No other character of all there are has a septet; the small ç is the best known of those that have none.
    let known = (char::MIN..=char::MAX).filter(|c| septets(*c).is_some()).count();
    assert_eq!(known, 127 + 10);
    assert_eq!((septets('Ç'), septets('ç')), (Some(1), None));
}

#[test]
fn the_limits_are_160_and_153_septets() {
    let segments = |length: usize| count(&"a".repeat(length)).segments;
    let at = [0, 1, 160, 161, 306, 307, 459, 460];
    assert_eq!(at.map(segments), [1, 1, 1, 2, 2, 3, 3, 4]);
}

#[test]
fn the_limits_are_70_and_67_units_once_a_single_character_is_outside_the_table() {
    let segments = |length: usize| count(&format!("{}ā", "a".repeat(length - 1))).segments;
    assert_eq!([1, 70, 71, 134, 135, 201, 202].map(segments), [1, 1, 2, 2, 3, 3, 4]);
}

#[test]
fn an_extension_character_takes_two_septets_and_is_never_cut() {
    let euros = count(&"€".repeat(80));
    assert_eq!((euros.units, euros.segments), (160, 1));
    // 153 is odd: a part of nothing but pairs holds 152, so 306 septets need a third.
    let euros = count(&"€".repeat(153));
    assert_eq!((euros.units, euros.segments), (306, 3));
    let cut = |before: usize| count(&format!("{}€{}", "a".repeat(before), "a".repeat(304 - before))).segments;
    assert_eq!((cut(151), cut(152), cut(153)), (2, 3, 2));
}

#[test]
fn a_surrogate_pair_takes_two_units_and_is_never_cut() {
    let faces = count(&"😀".repeat(35));
    assert_eq!((faces.encoding, faces.units, faces.segments), (Encoding::Ucs2, 70, 1));
    assert_eq!(count(&"😀".repeat(67)).segments, 3); // 134 units would fit, were the pairs parted
    assert_eq!(count(&format!("a{}", "😀".repeat(66))).segments, 2);
}

#[test]
fn typographic_marks_become_plain_and_letters_stay() {
    let fancy = "„Kā jums veicās?” — ‘ļoti’ «labi»… 5\u{2009}000\u{a0}€ – 3\u{ad}‑4\u{2212}5\u{200b}";
    assert_eq!(plain(fancy), "\"Kā jums veicās?\" - 'ļoti' \"labi\"... 5 000 € - 3-4-5");
    let letters = "āčēģīķļņšūž ąčęėįšųūž ЁЙЩЪЫЬ ß ñ é 😀 👨\u{200d}👩";
    assert_eq!(plain(letters), letters);
    assert_eq!(count(&plain("“What’s new?” – it’s €5…")).encoding, Encoding::Gsm7);
    assert_eq!((Encoding::Gsm7.name(), Encoding::Ucs2.name()), ("GSM-7", "UCS-2"));
}

/// Texts around the limits, of few kinds of characters.
fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z€^{}\\[\\]~|\u{c}@Ç\n ]{0,340}",
        "[aā😀€]{0,220}",
        "[a€]{150,310}",
        "[а😀]{60,210}",
        any::<String>()
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn segments_are_the_parts_that_a_plain_cut_makes(text in texts()) {
        let (encoding, units, parts) = sent(&text);
        prop_assert_eq!(count(&text), Segments { encoding, units, segments: parts.len() });
        for part in &parts {
            prop_assert!(part.last().is_none_or(|last| encoding == Encoding::Ucs2 || *last != ESCAPE));
            prop_assert!(encoding == Encoding::Gsm7 || String::from_utf16(part).is_ok());
        }
    }

    #[test]
    fn a_plain_text_is_plain_and_never_needs_more_than_it_did_but_for_an_ellipsis(text in ".{0,200}") {
        let plain_text = plain(&text);
        prop_assert_eq!(plain(&plain_text), plain_text.clone());
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        prop_assert_eq!(letters(&plain_text), letters(&text));
        if count(&text).encoding == Encoding::Gsm7 {
            prop_assert_eq!(plain_text, text);
        }
    }
}
