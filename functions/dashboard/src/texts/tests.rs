//! Every text is there in every language, with the same names in it, and none is English by oversight.

use std::collections::{BTreeMap, BTreeSet};

use super::*;

/// What is the same in two languages by right: names, codes, signs and units.
const ALIKE: [&str; 6] = ["channel-", "nav-docs", "unit-", "of-n", "agents-csat", "few-share"];

/// The ids of a language, each with the names that its text takes.
fn ids(locale: Locale) -> BTreeMap<String, BTreeSet<String>> {
    let mut ids = BTreeMap::<_, BTreeSet<_>>::new();
    let mut current = String::new();
    for line in TEXTS.source(locale).lines().filter(|line| !line.starts_with('#')) {
        if let Some((id, _)) = line.split_once(" =").filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase())) {
            id.clone_into(&mut current);
            assert!(ids.insert(current.clone(), BTreeSet::new()).is_none(), "{locale} has {id} twice");
        }
        for name in line.split('$').skip(1) {
            let name = name.split(|c: char| !c.is_ascii_lowercase()).next().unwrap();
            ids.get_mut(&current).unwrap().insert(name.to_owned());
        }
    }
    ids
}

fn filled(locale: Locale, id: &str, names: &BTreeSet<String>) -> String {
    if names.contains("form") {
        return Say(locale).count(id, 5);
    }
    let names: Vec<_> = names.iter().map(|name| (name.as_str(), "Ω")).collect();
    Say(locale).with(id, &names)
}

#[test]
fn every_text_is_there_in_all_four_languages_with_the_same_names_in_it() {
    let english = ids(Locale::En);
    assert!(english.len() > 200);
    for locale in Locale::ALL {
        let own = ids(locale);
        let missing: Vec<_> = english.iter().filter(|(id, names)| own.get(*id) != Some(names)).collect();
        let more: Vec<_> = own.keys().filter(|id| !english.contains_key(*id)).collect();
        assert!(missing.is_empty() && more.is_empty(), "{locale}: {missing:?} {more:?}");
    }
}

#[test]
fn no_text_falls_back_and_none_shows_a_name_unfilled_or_an_invisible_mark() {
    for locale in Locale::ALL {
        for (id, names) in ids(locale) {
            let text = filled(locale, &id, &names);
            assert_ne!(text, id, "{locale}");
            assert!(!text.contains(['{', '}', '$', '\u{2068}', '\u{2069}']), "{locale} {id}: {text}");
        }
    }
}

#[test]
fn no_english_is_left_in_another_language() {
    for (id, names) in ids(Locale::En) {
        let english = filled(Locale::En, &id, &names);
        let by_right = ALIKE.iter().any(|prefix| id.starts_with(prefix))
            || !english.replace('Ω', "").contains(char::is_alphabetic);
        for locale in [Locale::Lv, Locale::Lt, Locale::Ru] {
            assert!(by_right || filled(locale, &id, &names) != english, "{locale} {id}: {english}");
        }
    }
}

#[test]
fn russian_is_written_in_its_own_letters() {
    for (id, names) in ids(Locale::Ru) {
        let text = filled(Locale::Ru, &id, &names);
        let known = ["API", "SMS", "Holm", "NPS", "eNPS", "CSAT", "UTC", "n", "Atbalss", "atbalss", "verify", "react"];
        for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| word.is_ascii() && word.len() > 3) {
            // Words of the API stand as they are sent.
            let sent = text.contains('_') || ["previous", "compare", "admin", "survey"].contains(&word);
            assert!(known.contains(&word) || sent, "{id}: {text}");
        }
    }
}

#[test]
fn latvian_and_lithuanian_write_jus_with_a_capital_and_russian_vy_without() {
    let words = |locale| TEXTS.source(locale).split(|c: char| !c.is_alphabetic()).collect::<Vec<_>>();
    for (locale, small) in [(Locale::Lv, ["jūs", "jums", "jūsu", "jūs"]), (Locale::Lt, ["jūs", "jums", "jus", "jūsų"])]
    {
        for word in words(locale) {
            assert!(!small.contains(&word), "{locale}: {word}");
        }
    }
    for line in TEXTS.source(Locale::Ru).lines().filter(|line| !line.starts_with('#')) {
        for (at, _) in ["Вы ", "Вас ", "Вам ", "Ваш"].iter().flat_map(|word| line.match_indices(word)) {
            assert!(line[..at].trim_end().ends_with(['=', '.', '!', '?']), "{line}");
        }
    }
}

#[test]
fn counts_take_the_plural_of_their_language() {
    let answers = |locale, n| Say(locale).count("answers", n);
    assert_eq!(answers(Locale::En, 1), "1 answer");
    assert_eq!(answers(Locale::En, 12_345), "12,345 answers");
    assert_eq!(answers(Locale::Lv, 21), "21 atbilde");
    assert_eq!(answers(Locale::Lv, 11), "11 atbilžu");
    assert_eq!(answers(Locale::Lt, 22), "22 atsakymai");
    assert_eq!(answers(Locale::Ru, 12_345), "12\u{a0}345 ответов");
}

/// The texts that templates and code name by themselves are there; a wrong id would stand on the page.
#[test]
fn every_text_that_is_asked_for_is_there() {
    let known = ids(Locale::En);
    let mut asked = BTreeSet::new();
    for folder in ["src", "templates"] {
        gather(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut asked);
    }
    assert!(asked.len() > 80, "{}", asked.len());
    let missing: Vec<_> = asked.iter().filter(|id| !known.contains_key(*id)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

fn gather(folder: &std::path::Path, asked: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, asked);
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        for call in ["say(\"", "with(\"", "count(\""] {
            for rest in text.split(call).skip(1) {
                let id = rest.split('"').next().unwrap();
                let plain = id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
                // `counts.count("promoters")` and its like ask for no text.
                if plain && rest[id.len()..].starts_with(['"']) && id.contains('-') && !id.starts_with("form-") {
                    asked.insert(id.to_owned());
                }
            }
        }
    }
}

#[test]
fn what_something_took_is_told_in_its_two_largest_units() {
    let say = Say(Locale::En);
    let told =
        [0.0, 59.4, 60.0, 3_599.9, 7_500.0, 86_400.0, 100_000.0, 1_000_000.0].map(|seconds| say.duration(seconds));
    assert_eq!(told, ["0 s", "59 s", "1 min", "1 h", "2 h 5 min", "1 d", "1 d 4 h", "11 d"]);
}
