//! Every text is there in every language, with the same names in it, and the plurals come out right.

use std::collections::{BTreeMap, BTreeSet};

use domain::score::{Direction, MeasureSpec, Method};
use domain::survey::Survey;
use domain::workspace::Workspace;
use fluent_bundle::FluentResource;
use serde_json::json;

use super::*;

mod words;

fn source(locale: Locale) -> &'static str {
    TEXTS.source(locale)
}

/// The ids of a language, each with the names that its text takes.
fn ids(locale: Locale) -> BTreeMap<String, BTreeSet<String>> {
    let mut ids = BTreeMap::<_, BTreeSet<_>>::new();
    let mut current = String::new();
    for line in source(locale).lines().filter(|line| !line.starts_with('#')) {
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

#[test]
fn every_text_is_there_in_all_four_languages_with_the_same_names_in_it() {
    let english = ids(Locale::En);
    assert!(english.len() > 80);
    for locale in Locale::ALL {
        assert_eq!(ids(locale), english, "{locale}");
        assert!(FluentResource::try_new(source(locale).to_owned()).is_ok(), "{locale} can't be read");
    }
}

#[test]
fn no_text_falls_back_and_none_shows_a_name_unfilled_or_an_invisible_mark() {
    for locale in Locale::ALL {
        for (id, names) in ids(locale) {
            let counted = names.contains("form");
            let text = if counted {
                count(locale, &id, 5)
            } else {
                let names: Vec<_> = names.iter().map(|name| (name.as_str(), "Ω")).collect();
                text_with(locale, &id, &names)
            };
            assert_ne!(text, id, "{locale}");
            assert!(!text.contains(['{', '}', '$', '\u{2068}', '\u{2069}']), "{locale} {id}: {text}");
            assert_eq!(text.contains('Ω'), !names.is_empty() && !counted, "{locale} {id}: {text}");
        }
    }
}

#[test]
fn the_locales_stand_in_the_order_of_the_bundles() {
    let own = Locale::ALL.map(|locale| text(locale, "language"));
    assert_eq!(own, ["English", "Latviešu", "Lietuvių", "Русский"]);
}

#[test]
fn plurals_follow_each_language() {
    let nouns = |locale, id| {
        let noun = |n| count(locale, id, n).split_once(' ').unwrap().1.to_owned();
        [0, 1, 2, 10, 11, 21, 22].map(noun)
    };
    let answers = |locale| nouns(locale, "answers");
    let en = ["answers", "answer", "answers", "answers", "answers", "answers", "answers"];
    assert_eq!(answers(Locale::En), en);
    let lv = ["atbilžu", "atbilde", "atbildes", "atbilžu", "atbilžu", "atbilde", "atbildes"];
    assert_eq!(answers(Locale::Lv), lv);
    let lt = ["atsakymų", "atsakymas", "atsakymai", "atsakymų", "atsakymų", "atsakymas", "atsakymai"];
    assert_eq!(answers(Locale::Lt), lt);
    let ru = ["ответов", "ответ", "ответа", "ответов", "ответов", "ответ", "ответа"];
    assert_eq!(answers(Locale::Ru), ru);

    let points = |locale| nouns(locale, "points");
    assert_eq!(points(Locale::En), ["points", "point", "points", "points", "points", "points", "points"]);
    assert_eq!(points(Locale::Lv), ["ballu", "balle", "balles", "ballu", "ballu", "balle", "balles"]);
    assert_eq!(points(Locale::Lt), ["balų", "balas", "balai", "balų", "balų", "balas", "balai"]);
    assert_eq!(points(Locale::Ru), ["баллов", "балл", "балла", "баллов", "баллов", "балл", "балла"]);
    assert_eq!(count(Locale::Ru, "answers", 1234), "1234 ответа");
}

#[test]
fn plurals_go_by_the_last_two_digits_and_not_by_the_number() {
    let answers = |locale| [100, 101, 102, 111, 112, 119, 121, 122, 1234].map(|n| plural::form(locale, n));
    let (zero, one, few, many, other) = ("zero", "one", "few", "many", "other");
    assert_eq!(answers(Locale::En), [other; 9]);
    assert_eq!(answers(Locale::Lv), [zero, one, other, zero, zero, zero, one, other, other]);
    assert_eq!(answers(Locale::Lt), [other, one, few, other, other, other, one, few, few]);
    assert_eq!(answers(Locale::Ru), [many, one, few, many, many, many, one, few, few]);
}

#[test]
fn fractions_have_plural_forms_of_their_own() {
    let half = |form| move |locale| text_with(locale, "answers", &[("n", "1,5"), ("form", form)]);
    let many = ["1,5 answers", "1,5 atbildes", "1,5 atsakymo", "1,5 ответов"];
    assert_eq!(Locale::ALL.map(half("many")), many.map(str::to_owned));
    assert_eq!(half("other")(Locale::Ru), "1,5 ответа");
}

#[test]
fn latvian_and_lithuanian_write_jus_with_a_capital_and_russian_vy_without() {
    let words = |locale| source(locale).split(|c: char| !c.is_alphabetic()).collect::<Vec<_>>();
    for word in words(Locale::Lv) {
        assert!(!["jūs", "jums", "jūsu"].contains(&word), "{word}");
    }
    for word in words(Locale::Lt) {
        assert!(!["jūs", "jums", "jus", "jūsų"].contains(&word), "{word}");
    }
    // Only where a sentence begins may it have one.
    for line in source(Locale::Ru).lines().filter(|line| !line.starts_with('#')) {
        for (at, _) in ["Вы ", "Вас ", "Вам ", "Ваш"].iter().flat_map(|word| line.match_indices(word)) {
            assert!(line[..at].ends_with(['=', '.', '!', '?', ' ']), "{line}");
            assert!(line[..at].trim_end().ends_with(['=', '.', '!', '?']), "{line}");
        }
    }
}

fn workspace(company: Option<&str>) -> Workspace {
    Workspace { company: company.map(str::to_owned), ..Workspace::new("w".parse().unwrap()) }
}

fn survey(body: &serde_json::Value) -> Survey {
    Survey::parse("s".parse().unwrap(), 1, body).unwrap()
}

/// A question in one line: stem, text, ends, choices of words.
fn line(body: &serde_json::Value, company: Option<&str>, locale: Locale) -> String {
    let (workspace, survey) = (workspace(company), survey(body));
    let Question { stem, text, min, max, choices } = Words::of(&workspace, &survey, locale).question(&survey);
    let words = choices.into_iter().map(|(_, word)| word).filter(|word| word.parse::<u8>().is_err());
    let parts = stem.into_iter().chain([text, min, max]).chain(words);
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" | ")
}

#[test]
fn the_company_follows_the_noun_that_carries_the_case() {
    let nps = json!({"name": "x", "metric": "nps"});
    let asked = |company| Locale::ALL.map(|locale| line(&nps, company, locale));
    insta::assert_debug_snapshot!((asked(None), asked(Some("Acme"))));
}

#[test]
fn each_metric_scale_direction_and_touchpoint_asks_its_own_question() {
    let bodies = [
        json!({"name": "x", "metric": "csat"}),
        json!({"name": "x", "metric": "csat", "touchpoint": "website"}),
        json!({"name": "x", "metric": "csat", "touchpoint": "delivery"}),
        json!({"name": "x", "metric": "csat", "touchpoint": "a_team_s_own"}),
        json!({"name": "x", "metric": "ces"}),
        json!({"name": "x", "metric": "ces", "touchpoint": "support"}),
        json!({"name": "x", "metric": "ces", "touchpoint": "support", "direction": "lower_is_better"}),
        json!({"name": "x", "metric": "ces", "scale": "hard_easy"}),
        json!({"name": "x", "metric": "ces", "scale": "hard_easy", "touchpoint": "purchase"}),
        json!({"name": "x", "metric": "gcr", "goal": "find a price"}),
    ];
    let asked = |locale| bodies.iter().map(|body| line(body, Some("Acme"), locale)).collect::<Vec<_>>();
    insta::assert_debug_snapshot!((asked(Locale::En), asked(Locale::Lt)));
}

#[test]
fn every_survey_that_can_be_built_has_all_its_words_in_every_language() {
    let touchpoints = [None, Some("website"), Some("purchase"), Some("support"), Some("delivery"), Some("returns")];
    for metric in domain::score::Metric::ALL {
        for scale in metric.scales() {
            for direction in [Direction::HigherIsBetter, Direction::LowerIsBetter] {
                let spec = MeasureSpec {
                    scale: Some(*scale),
                    direction: Some(direction),
                    method: Some(Method::TopBox),
                    ..MeasureSpec::of(metric)
                };
                let Ok(measure) = domain::score::Measure::new(spec) else { continue };
                for (touchpoint, locale) in touchpoints.iter().flat_map(|t| Locale::ALL.map(|locale| (t, locale))) {
                    let mut survey = survey(&json!({"name": "x", "metric": "nps"}));
                    survey.measure = measure;
                    survey.touchpoint = touchpoint.map(str::to_owned);
                    let asked = Words::of(&workspace(Some("Acme")), &survey, locale).question(&survey);
                    // An id that was not found would stand there itself.
                    let texts = [asked.text, asked.min, asked.max, asked.stem.unwrap_or_default()];
                    let ids = ids(locale);
                    assert!(
                        texts.iter().all(|text| !ids.contains_key(text) && !text.contains("-question")),
                        "{texts:?}"
                    );
                    assert_eq!(asked.choices.len(), scale.scores().count());
                    assert_eq!(texts[1].is_empty(), !scale.choices().is_empty());
                }
            }
        }
    }
}
