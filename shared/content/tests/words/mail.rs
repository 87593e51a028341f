//! Mails: one question, one link, who asks and why, and how to get no more of them.

use super::*;

#[test]
fn the_text_is_the_question_one_link_who_asks_why_and_how_to_stop_it() {
    let mail = Team::acme().mail(Kind::Invitation, Locale::En);
    assert_eq!((mail.subject.as_str(), mail.from_name.as_deref()), ("One short question from Acme", Some("Acme")));
    insta::assert_snapshot!(mail.text, @"
    Please answer one short question. It takes ten seconds.

    How likely are you to recommend Acme to a friend or colleague?

    0 = Not at all likely, 10 = Extremely likely

    Give your answer: https://voc.example.com/s/AbCdEf012-_x

    You received this email because you recently used the services of Acme.
    Stop survey emails: https://voc.example.com/u/ZyXwVu987-_q
    ");
}

#[test]
fn a_reminder_says_that_it_is_one_and_asks_the_same() {
    let team = Team::acme();
    insta::assert_snapshot!(team.mail(Kind::Reminder, Locale::En).text, @"
    A few days ago we asked you one short question. It takes ten seconds to answer.

    How likely are you to recommend Acme to a friend or colleague?

    0 = Not at all likely, 10 = Extremely likely

    Give your answer: https://voc.example.com/s/AbCdEf012-_x

    You received this email because you recently used the services of Acme.
    Stop survey emails: https://voc.example.com/u/ZyXwVu987-_q
    ");
    let subjects = Locale::ALL.map(|locale| team.mail(Kind::Reminder, locale).subject);
    insta::assert_debug_snapshot!(subjects, @r#"
    [
        "Reminder: One short question from Acme",
        "Atgādinājums: Viens īss jautājums no uzņēmuma “Acme”",
        "Priminimas: Vienas trumpas įmonės „Acme“ klausimas",
        "Напоминание: Один короткий вопрос от компании «Acme»",
    ]
    "#);
    let intros = Locale::ALL.map(|locale| team.mail(Kind::Reminder, locale).text.lines().next().unwrap().to_owned());
    insta::assert_debug_snapshot!(intros, @r#"
    [
        "A few days ago we asked you one short question. It takes ten seconds to answer.",
        "Pirms dažām dienām uzdevām Jums vienu īsu jautājumu. Atbilde aizņems desmit sekundes.",
        "Prieš kelias dienas uždavėme Jums vieną trumpą klausimą. Atsakyti užtruks dešimt sekundžių.",
        "Несколько дней назад мы задали вам один короткий вопрос. Ответ займёт десять секунд.",
    ]
    "#);
    for locale in Locale::ALL {
        let [first, again] = Kind::ALL.map(|kind| team.mail(kind, locale).text);
        assert_eq!(first.lines().skip(1).collect::<Vec<_>>(), again.lines().skip(1).collect::<Vec<_>>());
    }
}

#[test]
fn a_team_that_words_the_subject_words_that_of_the_reminder_too() {
    let texts = json!({"mail-subject": {"en": "A word?"}});
    let team = Team::of(&json!({"company": "Acme", "texts": texts}), &json!({"metric": "nps"}));
    assert_eq!(Kind::ALL.map(|kind| team.mail(kind, Locale::En).subject), ["A word?", "Reminder: A word?"]);
}

#[test]
fn text_and_html_say_the_same_in_the_same_order() {
    let surveys = [
        json!({"metric": "nps"}),
        json!({"metric": "csat", "touchpoint": "support"}),
        json!({"metric": "ces"}),
        json!({"metric": "ces", "scale": "hard_easy"}),
        json!({"metric": "gcr", "goal": "find a price"}),
    ];
    let readers: Vec<_> = Kind::ALL.into_iter().flat_map(|kind| Locale::ALL.map(|locale| (kind, locale))).collect();
    for (survey, (kind, locale)) in
        surveys.iter().flat_map(|survey| readers.iter().map(move |reader| (survey, *reader)))
    {
        let mail = Team::of(&json!({"company": "Acme"}), survey).mail(kind, locale);
        let seen = seen(&mail.html);
        let mut rest = seen.as_str();
        let lines = mail.text.lines().filter(|line| !line.is_empty());
        // The ends of the scale stand in one line of the text and in two of the page; links are words there.
        for part in lines.filter_map(|line| line.split(": http").next()).flat_map(|line| line.split(", ")) {
            let at = rest.find(part).unwrap_or_else(|| panic!("{locale}: {part:?} is not in {rest:?}"));
            rest = &rest[at + part.len()..];
        }
        let leads = |text: &str| [LINK, STOP].map(|link| text.contains(link));
        assert_eq!((leads(&mail.text), leads(&mail.html)), ([true; 2], [true; 2]));
    }
}

/// What a reader sees of a page.
fn seen(html: &str) -> String {
    let body = html.split("<body").nth(1).unwrap();
    let texts = body.split('<').filter_map(|tag| tag.split_once('>')).map(|(_, text)| text.trim());
    let texts = texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n");
    texts.replace("&#34;", "\"").replace("&#39;", "'").replace("&#38;", "&")
}

#[test]
fn each_answer_is_a_link_that_only_chooses_it_beforehand() {
    for (survey, expected) in [
        (json!({"metric": "nps"}), "0 1 2 3 4 5 6 7 8 9 10"),
        (json!({"metric": "csat"}), "1 2 3 4 5"),
        (json!({"metric": "ces"}), "1 2 3 4 5 6 7"),
        (json!({"metric": "ces", "scale": "hard_easy"}), "hard easy"),
        (json!({"metric": "gcr", "goal": "find a price"}), "yes partly no"),
    ] {
        let mail = Team::of(&json!({}), &survey).mail(Kind::Invitation, Locale::En);
        let start = format!("href=\"{LINK}?score=");
        let scores: Vec<_> = mail.html.split(&start).skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        assert_eq!(scores.join(" "), expected);
        assert_eq!(mail.html.matches(&format!("href=\"{LINK}\"")).count(), 2);
        assert!(!mail.text.contains("score="));
    }
}

#[test]
fn the_page_that_stops_them_is_linked_once_by_words_of_the_reader_s_language() {
    for (locale, words) in Locale::ALL.into_iter().zip([
        "Stop survey emails",
        "Vairs nesūtīt aptauju e-pastus",
        "Nebesiųsti apklausų el. laiškų",
        "Больше не присылать письма с опросами",
    ]) {
        let mail = Team::acme().mail(Kind::Reminder, locale);
        assert!(mail.text.ends_with(&format!("\n{words}: {STOP}\n")), "{}", mail.text);
        let linked = mail.html.split(&format!("<a href=\"{STOP}\"")).skip(1).collect::<Vec<_>>();
        assert_eq!(linked.len(), 1);
        assert!(linked[0].split_once('>').unwrap().1.starts_with(&format!("{words}</a>")));
    }
}

#[test]
fn the_sender_s_name_is_in_the_reader_s_language_else_the_company_s() {
    let names = |workspace: Value| {
        let team = Team::of(&workspace, &json!({"metric": "nps"}));
        Locale::ALL.map(|locale| team.mail(Kind::Invitation, locale).from_name.unwrap_or_default())
    };
    let by_language = json!({"company": "Acme", "from_name": {"en": "Acme care", "lv": "Acme klientiem"}});
    assert_eq!(names(by_language), ["Acme care", "Acme klientiem", "Acme care", "Acme care"]);
    assert_eq!(names(json!({"company": "Acme", "from_name": "Care"})), ["Care"; 4]);
    assert_eq!(names(json!({"company": "Acme"})), ["Acme"; 4]);
    assert_eq!(names(json!({})), [""; 4]);
}

#[test]
fn what_a_team_wrote_is_text_and_never_markup() {
    let company = "<img src=x onerror=alert(1)> & \"Sons\"";
    let texts = json!({"mail-unsubscribe": {"en": "</a><script>"}, "nps-min": {"en": "<b>"}});
    let team = Team::of(&json!({"company": company, "texts": texts}), &json!({"metric": "nps"}));
    let mail = team.mail(Kind::Invitation, Locale::En);
    for tag in ["<img", "<script", "<b>"] {
        assert!(!mail.html.contains(tag), "{tag}");
    }
    assert!(mail.html.contains("&#60;img"));
    assert!(mail.text.contains(company) && mail.text.contains("</a><script>: https"), "{}", mail.text);
    assert_eq!(mail.subject, format!("One short question from {company}"));
}

#[test]
fn a_subject_is_one_line_and_nothing_is_fetched_from_elsewhere() {
    for (kind, locale) in Kind::ALL.into_iter().flat_map(|kind| Locale::ALL.map(|locale| (kind, locale))) {
        let mail = Team::acme().mail(kind, locale);
        assert!(!mail.subject.contains(['\r', '\n']));
        for word in ["<img", "<link", "<script", "<style", "src=", "url(", "@import"] {
            assert!(!mail.html.contains(word), "{word}");
        }
        assert!(mail.html.contains(&format!("<html lang=\"{locale}\">")));
    }
}
