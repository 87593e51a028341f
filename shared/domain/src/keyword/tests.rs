//! Every word of the table in many spellings, and the answers that must never be one.

use proptest::prelude::*;

use super::*;

fn all() -> impl Iterator<Item = (Keyword, &'static str)> {
    WORDS.iter().flat_map(|(keyword, _, words)| words.iter().map(|word| (*keyword, *word)))
}

/// The languages whose list has the very word.
fn languages(word: &str) -> Vec<Locale> {
    WORDS.iter().filter(|(_, _, words)| words.contains(&word)).map(|(_, locale, _)| *locale).collect()
}

/// The letters that are drawn alike, in the other script.
fn swapped(word: &str) -> String {
    let (latin, cyrillic) = ("ABEKMHOPCTYXSIJ", "АВЕКМНОРСТУХЅІЈ");
    let other = |c, from: &str, to: &str| from.chars().position(|own| own == c).and_then(|at| to.chars().nth(at));
    word.chars().map(|c| other(c, latin, cyrillic).or_else(|| other(c, cyrillic, latin)).unwrap_or(c)).collect()
}

fn decomposed(word: &str) -> String {
    icu_normalizer::DecomposingNormalizerBorrowed::new_nfd().normalize(word).into_owned()
}

fn without_marks(word: &str) -> String {
    decomposed(word).chars().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).collect()
}

#[test]
fn every_word_is_known_in_every_spelling() {
    for (asked, word) in all() {
        let lower = word.to_lowercase();
        let mixed: String =
            lower.chars().enumerate().map(|(i, c)| if i % 2 == 0 { c.to_ascii_uppercase() } else { c }).collect();
        for spelling in [
            word.to_owned(),
            lower.clone(),
            mixed,
            decomposed(word),
            decomposed(&lower),
            without_marks(&lower),
            swapped(word),
            swapped(word).to_lowercase(),
            format!("  {lower} \n"),
            format!("{word}!!!"),
            format!("\"{lower}\"."),
            format!("«{word}»…"),
            format!("{word} 😡"),
            format!("🛑{lower}🙏🏽❤️"),
            format!("\u{feff}{word}\u{200b}\u{fe0f}"),
            lower.replace(' ', "   "),
            lower.replace(' ', "\u{a0}"),
            lower.chars().map(String::from).collect::<Vec<_>>().join("."),
        ] {
            assert_eq!(keyword(&spelling).map(|(keyword, _)| keyword), Some(asked), "{word} as {spelling:?}");
        }
    }
}

#[test]
fn the_language_is_told_where_one_alone_has_the_word() {
    for (asked, word) in all() {
        let languages = languages(word);
        let expected = (languages.len() == 1).then(|| languages[0]);
        assert_eq!(keyword(&word.to_lowercase()), Some((asked, expected)), "{word}");
    }
    assert_eq!(keyword("stop"), Some((Keyword::Stop, None)));
    assert_eq!(keyword("стоп"), Some((Keyword::Stop, Some(Locale::Ru))));
    assert_eq!(keyword("sakt"), Some((Keyword::Start, Some(Locale::Lv))));
}

#[test]
fn no_word_is_folded_into_one_of_another_keyword_or_of_another_language_without_it() {
    for (own, word) in all() {
        for (other, second) in all() {
            if same(word, &folded(second)[0]) {
                assert_eq!(own, other, "{word} and {second}");
                let equal = word == second || word.replace([' ', '-'], "") == second.replace([' ', '-'], "");
                assert!(equal, "{word} and {second} are one by their look alone");
            }
        }
    }
}

#[test]
fn an_answer_is_never_a_keyword() {
    for answer in [
        "NO",
        "NĒ",
        "NE",
        "НЕТ",
        "HET",
        "НE",
        "YES",
        "JĀ",
        "JA",
        "TAIP",
        "ДА",
        "DA",
        "OK",
        "ОК",
        "NĖ",
        "Не",
        "Ņe",
        "N0",
        "НÈТ",
        "нет!",
        "No.",
        "Nē 😕",
        "yes 👍",
        "Y",
        "N",
        "Д",
        "Н",
        // What a stop word is part of, or begins.
        "STOPP",
        "UNSTOPPABLE",
        "STOPS",
        "СТОПУДОВО",
        "НЕ СТОП",
        "NON-STOP",
        "NO STOP",
        "DON'T STOP",
        "THE END",
        "ENDE",
        "INFORMATION",
        "HELPFUL",
        "GANA GERAI",
        "PIETIEK LABI",
        "ТД!Д",
        "Т Д",
        "OTK",
        "UNSUBSCRIBE ME",
        "CANCEL IT",
        "START 10",
        "HELP ME",
        "INFO?!PLEASE",
        "ХВАТИТ ЗВОНИТЬ",
        "END OF IT",
        "ST0P",
        "5T0P",
        "QUITE GOOD",
        "КОНЕЦ",
        "SТАRТS",
        "",
        " ",
        "!",
        "👍",
        "🛑",
        "\u{301}",
    ] {
        assert_eq!(keyword(answer), None, "{answer:?}");
        assert_eq!(keyword(&answer.to_lowercase()), None, "{answer:?} in small letters");
        assert_eq!(keyword(&swapped(answer)), None, "{answer:?} in the other script");
    }
}

#[test]
fn only_stop_counts_as_a_first_word() {
    for text in [
        "Stop it",
        "STOP, please",
        "стоп, надоели",
        "Stop-sms",
        "«СТОП» уже",
        "S.T.O.P. now",
        "sтop 5",
        "STOP NO",
        "stop\nAnna",
    ] {
        assert_eq!(keyword(text).map(|(keyword, _)| keyword), Some(Keyword::Stop), "{text}");
    }
    for (_, word) in all().filter(|(_, word)| !FIRST_WORDS.contains(word)) {
        assert_eq!(keyword(&format!("{word} xyz")), None, "{word}");
    }
    // A keyword of two words isn't found behind its first.
    assert_eq!(keyword("opt"), None);
    assert_eq!(keyword("не"), None);
}

proptest! {
    #[test]
    fn digits_are_answers(text in "[0-9 .,/+٠-٩-]{0,12}[\u{fe0f}\u{20e3}]{0,2}") {
        prop_assert_eq!(keyword(&text), None);
    }

    #[test]
    fn a_text_of_other_words_is_no_keyword(text in "(zz|зз)[ -]?.{0,40}") {
        prop_assert_eq!(keyword(&text), None);
    }

    #[test]
    fn any_text_can_be_asked_about(text in any::<String>()) {
        let _ = keyword(&text);
    }

    #[test]
    fn the_keyword_of_a_text_is_that_of_its_capitals(text in "[stopаеоСТОПnNēЕНет ,.!]{0,10}") {
        prop_assert_eq!(keyword(&text), keyword(&text.to_uppercase()));
    }
}
