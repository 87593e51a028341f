//! What a team wrote stands in the place of the default text, and nowhere else.

use domain::score::Tone;

use super::*;

/// What a team wrote: in its workspace, and in a survey of this definition.
struct Team {
    workspace: Workspace,
    survey: Survey,
}

impl Team {
    fn of(
        metric: &str,
        company: Option<&str>,
        in_workspace: &serde_json::Value,
        in_survey: &serde_json::Value,
    ) -> Self {
        let texts = domain::text::TextOverrides::parse(in_workspace, "texts").unwrap();
        let body = match metric {
            "gcr" => json!({"name": "x", "metric": "gcr", "goal": "buy", "texts": in_survey}),
            metric => json!({"name": "x", "metric": metric, "texts": in_survey}),
        };
        Self { workspace: Workspace { texts, ..workspace(company) }, survey: survey(&body) }
    }

    fn words(&self, locale: Locale) -> Words<'_> {
        Words::of(&self.workspace, &self.survey, locale)
    }

    fn question(&self, locale: Locale) -> Question {
        self.words(locale).question(&self.survey)
    }
}

#[test]
fn a_survey_s_text_goes_before_its_workspace_s_and_that_before_the_default() {
    let team = Team::of(
        "nps",
        None,
        &json!({"page-send": {"en": "Off it goes", "lv": "Aiziet"}, "page-next": {"en": "Onward"}}),
        &json!({"page-send": {"en": "Tell us"}}),
    );
    let texts = |locale| ["page-send", "page-next", "page-back"].map(|id| team.words(locale).text(id));
    assert_eq!(texts(Locale::En), ["Tell us", "Onward", "Back"]);
    assert_eq!(texts(Locale::Lv), ["Aiziet", "Tālāk", "Atpakaļ"], "each language by itself");
    assert_eq!(texts(Locale::Ru), ["Отправить", "Далее", "Назад"]);
    assert_eq!(team.words(Locale::Ru).in_locale(Locale::En).text("page-send"), "Tell us");
    assert_eq!(Words::plain(Locale::En).text("page-send"), "Send");
}

#[test]
fn every_text_of_a_customer_s_page_can_be_overridden() {
    // What is said where nobody's survey is known can't be anybody's.
    let nobodys = |id: &String| id.starts_with("page-not-found-") || id.starts_with("page-failed-");
    let shown = ["page-", "mail-", "sms-short", "sms-reminder"];
    let customers = ids(Locale::En).into_keys().filter(|id| shown.iter().any(|start| id.starts_with(start)));
    for id in customers.filter(|id| !nobodys(id)) {
        assert!(exists(&id), "{id}");
        let mut texts = json!({});
        texts[&id] = json!({"lt": "Ačiū, {company}, {max}"});
        let team = Team::of("nps", Some("Acme"), &json!({}), &texts);
        assert_eq!(team.words(Locale::Lt).text_with(&id, &[("max", "7")]), "Ačiū, Acme, 7", "{id}");
    }
    for id in ["optional", "gcr-lead", "gcr-why", "comment-low", "thanks-mid", "nps-question-company", "csat-past-min"]
    {
        assert!(exists(id), "{id}");
    }
    for id in [
        "",
        "page",
        "page-",
        "page-send ",
        "Page-send",
        "answers",
        "points",
        "class-promoters",
        "scale",
        "score",
        "language",
        "page-failed-title",
        "page-not-found-text",
        "sms-tail",
        "sms-stopped",
        "sms-help-company",
        "unsub-button",
        "unsub-email-text-company",
    ] {
        assert!(!exists(id), "{id}");
    }
}

#[test]
fn names_are_filled_in_once_and_what_is_no_name_stays() {
    let filled = |template: &str, company: Option<&str>| {
        let team = Team::of("nps", company, &json!({}), &json!({"page-score-of": {"en": template}}));
        team.words(Locale::En).text_with("page-score-of", &[("score", "{max}"), ("max", "10")])
    };
    assert_eq!(filled("{score} of {max}", None), "{max} of 10", "what a name stands for is not looked into");
    assert_eq!(filled("{company}: {score}{score}", Some("A {score} {b")), "A {score} {b: {max}{max}");
    for unknown in ["{x}", "{ max }", "{Max}", "{", "}", "{}", "{max", "}{", "{{}", "a { b } c", "{ $max }"] {
        assert_eq!(filled(unknown, Some("Acme")), unknown);
    }
    assert_eq!(filled("{{max}}", None), "{10}");
    assert_eq!(filled("{ {max}", None), "{ 10");
}

#[test]
fn without_a_company_a_text_that_names_it_gives_way_to_the_next() {
    let texts = json!({"page-title": {"en": "Your word to {company}"}, "page-send": {"en": "Send to {company}"}});
    let title = |company, in_workspace: &serde_json::Value| {
        let team = Team::of("nps", company, in_workspace, &texts);
        ["page-title", "page-send"].map(|id| team.words(Locale::En).text(id))
    };
    let in_workspace = json!({"page-title": {"en": "Your word"}});
    assert_eq!(title(Some("Acme"), &in_workspace), ["Your word to Acme", "Send to Acme"]);
    assert_eq!(title(None, &in_workspace), ["Your word", "Send"]);
}

#[test]
fn a_team_words_the_metric_s_question_by_its_own_id_or_whatever_the_metric() {
    let asked = |metric: &str, texts: serde_json::Value| {
        let Question { stem, text, min, max, .. } =
            Team::of(metric, Some("Acme"), &texts, &json!({})).question(Locale::En);
        [stem.unwrap_or_default(), text, min, max].join("|")
    };
    let any = json!({
        "question": {"en": "How was {company}?"}, "scale-min": {"en": "Awful"}, "scale-max": {"en": "Great"}
    });
    assert_eq!(asked("nps", any.clone()), "|How was Acme?|Awful|Great");
    assert_eq!(asked("csat", any.clone()), "|How was Acme?|Awful|Great");
    // Another question is not led to by the stem of the statement, and a scale of words has no ends.
    assert_eq!(asked("ces", any.clone()), "|How was Acme?|Awful|Great");
    assert_eq!(asked("gcr", any), "|How was Acme?||");

    let own =
        json!({"nps-question": {"en": "Would you tell others?"}, "question": {"en": "?"}, "nps-max": {"en": "Sure"}});
    assert_eq!(
        asked("nps", own.clone()),
        "|Would you tell others?|Not at all likely|Sure",
        "also where a company is set"
    );
    assert_eq!(asked("csat", own), "|?|Very dissatisfied|Very satisfied");
    let both =
        json!({"nps-question-company": {"en": "Would you tell others of {company}?"}, "nps-question": {"en": "?"}});
    assert_eq!(asked("nps", both), "|Would you tell others of Acme?|Not at all likely|Extremely likely");

    let statement = "Strongly disagree|Strongly agree";
    let stem = "How much do you agree with this statement?";
    assert_eq!(
        asked("ces", json!({"ces-agree-text": {"en": "It was easy."}})),
        format!("{stem}|It was easy.|{statement}")
    );
    assert_eq!(
        asked("ces", json!({"question": {"en": "It was easy."}, "question-stem": {"en": "Agreed?"}})),
        format!("Agreed?|It was easy.|{statement}")
    );
    assert_eq!(
        asked("ces", json!({"question-stem": {"en": "Agreed?"}})),
        format!("Agreed?|Acme made it easy for me to resolve my issue.|{statement}")
    );
    assert_eq!(
        asked("gcr", json!({"question-stem": {"en": "About today:"}})),
        "About today:|Were you able to do what you came for today?||"
    );
}

#[test]
fn a_survey_s_general_question_goes_before_its_workspace_s_metric_s_own() {
    let in_workspace = json!({"nps-question": {"en": "Workspace's"}, "question": {"lv": "Darba vietas"}});
    let team = Team::of("nps", None, &in_workspace, &json!({"question": {"en": "Survey's"}}));
    assert_eq!(team.question(Locale::En).text, "Survey's");
    assert_eq!(team.question(Locale::Lv).text, "Darba vietas");
    assert_eq!(team.question(Locale::Lt).text, "Kokia tikimybė, kad rekomenduosite mus draugams ar kolegoms?");
}

#[test]
fn words_to_choose_from_can_be_overridden_and_numbers_stay() {
    let team = Team::of("gcr", None, &json!({}), &json!({"gcr-partly": {"ru": "Не совсем"}}));
    let words: Vec<_> = team.question(Locale::Ru).choices.into_iter().map(|(_, word)| word).collect();
    assert_eq!(words, ["Да", "Не совсем", "Нет"]);
}

#[test]
fn the_open_question_goes_by_the_metric_and_the_tone() {
    let asked = |metric: &str| {
        let team = Team::of(metric, None, &json!({}), &json!({"gcr-why": {"en": "Why not?"}}));
        let tones = [None, Some(Tone::Low), Some(Tone::Mid), Some(Tone::High)];
        tones.map(|tone| team.words(Locale::En).comment_prompt(&team.survey, tone))
    };
    let [any, low, high] = ["What could we do better?", "What should we improve first?", "What did you like most?"];
    assert_eq!(asked("nps"), [any, low, any, high]);
    assert_eq!(asked("gcr"), [any, "Why not?", "Why not?", high]);
    let team = Team::of("nps", None, &json!({}), &json!({"thanks-low": {"lv": "Piedodiet!"}}));
    let thanks = |tone| team.words(Locale::Lv).thanks(tone);
    assert_eq!([thanks(Tone::Low), thanks(Tone::Mid)], ["Piedodiet!", "Paldies par atbildi!"]);
}

#[test]
fn a_text_of_the_company_takes_its_name_from_the_workspace() {
    let subject =
        |company, texts| Team::of("nps", company, &texts, &json!({})).words(Locale::En).of_company("mail-subject");
    assert_eq!(subject(Some("Acme"), json!({})), "One short question from Acme");
    assert_eq!(subject(None, json!({})), "One short question for you");
    let own = json!({"mail-subject": {"en": "A word?"}});
    assert_eq!([subject(Some("Acme"), own.clone()), subject(None, own)], ["A word?", "A word?"]);
    let own = json!({"mail-subject-company": {"en": "A word to {company}?"}});
    assert_eq!(
        [subject(Some("Acme"), own.clone()), subject(None, own)],
        ["A word to Acme?", "One short question for you"]
    );
}

#[test]
fn faces_mean_the_same_on_both_scales_in_every_language() {
    for locale in Locale::ALL {
        let words = Words::plain(locale);
        let five = words.faces(5);
        assert_eq!(words.faces(3), five[1..4], "{locale}");
        assert_eq!(five.iter().collect::<BTreeSet<_>>().len(), 5, "{locale}");
        assert!(words.faces(7).is_empty());
    }
    let five = ["Ļoti slikti", "Slikti", "Viduvēji", "Labi", "Ļoti labi"];
    assert_eq!(Words::plain(Locale::Lv).faces(5), five);
}

#[test]
fn stars_and_steps_read_well_with_any_number() {
    let text = |locale, id| text_with(locale, id, &[("n", "1"), ("max", "5")]);
    let of = |id| Locale::ALL.map(|locale| text(locale, id));
    assert_eq!(of("page-stars"), ["1 of 5 stars", "1 no 5 zvaigznēm", "1 iš 5 žvaigždučių", "1 из 5 звёзд"]);
    assert_eq!(of("page-step"), ["Question 1", "1. jautājums", "1 klausimas", "Вопрос 1"]);
}

#[test]
fn what_is_said_without_a_survey_is_of_the_workspace_and_names_its_company() {
    let team =
        Team::of("nps", Some("Acme"), &json!({"page-title": {"lt": "Jūs"}}), &json!({"page-title": {"lt": "-"}}));
    let words = Words::of_workspace(&team.workspace, Locale::Lt);
    assert_eq!(words.text("page-title"), "Jūs");
    assert_eq!(words.of_company("sms-help"), "Įmonės „Acme“ apklausų SMS. Atsisakyti: STOP");
}

#[test]
fn a_company_follows_the_noun_that_carries_the_case_wherever_messages_are_refused() {
    let nouns = |locale| match locale {
        Locale::En => [""].as_slice(),
        Locale::Lv => &["uzņēmums “", "uzņēmuma “"],
        Locale::Lt => &["įmonė „", "įmonės „"],
        Locale::Ru => &["компания «", "компании «"],
    };
    for locale in Locale::ALL {
        for (id, _) in ids(locale).into_iter().filter(|(_, names)| names.contains("company")) {
            let text = text_with(locale, &id, &[("company", "Ω")]);
            let lower = text.to_lowercase();
            let new = ["unsub-", "sms-"].iter().any(|start| id.starts_with(start));
            let noun = nouns(locale).iter().any(|noun| lower.contains(&format!("{noun}ω")));
            assert!(!new || noun, "{locale} {id}: {text}");
        }
    }
}

#[test]
fn the_words_of_texts_are_those_of_the_contract() {
    let of = |id: &str| Locale::ALL.map(|locale| text_with(locale, id, &[("url", "URL")]));
    assert_eq!(of("sms-tail"), ["Stop: URL", "Atteikties: URL", "Atsisakyti: URL", "Отказаться: URL"]);
    let stopped = [
        "No more survey texts from us. To restart: START",
        "Aptauju īsziņas vairs nesūtīsim. Atsākt: START",
        "Apklausų SMS daugiau nesiųsime. Atnaujinti: START",
        "Больше не пришлём SMS с опросами. Вернуть: СТАРТ",
    ];
    assert_eq!(of("sms-stopped"), stopped);
}
