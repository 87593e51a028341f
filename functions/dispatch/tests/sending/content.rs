//! The mail as its reader gets it.

use domain::locale::Locale;
use mail_parser::{Message, MessageParser};
use serde_json::{Value, json};
use testing::builders::{stored_survey, workspace};

use crate::{Setting, task};

/// A mail, read back.
struct Read {
    subject: String,
    from: String,
    text: String,
    html: String,
    size: usize,
}

fn read(mail: &[u8]) -> Read {
    let read: Message<'_> = MessageParser::default().parse(mail).unwrap();
    let from = read.from().and_then(|from| from.first()).unwrap();
    Read {
        subject: read.subject().unwrap().to_owned(),
        from: format!("{} <{}>", from.name().unwrap_or_default(), from.address().unwrap()),
        text: read.body_text(0).unwrap().replace("\r\n", "\n"),
        html: read.body_html(0).unwrap().replace("\r\n", "\n"),
        size: mail.len(),
    }
}

async fn sent(setting: &Setting, survey: &str, locale: Option<Locale>) -> Read {
    let number = setting.post.count() as u128 + 1;
    let id = setting.dispatch_of(survey, "anna", locale, number).await;
    assert!(setting.deliver(&[task(id)]).await.failures.is_empty());
    read(setting.post.taken().last().unwrap())
}

/// The address that the text part gives.
fn link(read: &Read) -> &str {
    read.text.split_whitespace().find(|word| word.starts_with("https://")).unwrap()
}

#[tokio::test]
async fn the_text_is_the_question_one_link_and_who_asks_why() {
    let setting = Setting::new().await;
    let read = sent(&setting, "nps", None).await;
    assert_eq!(
        (read.subject.as_str(), read.from.as_str()),
        ("One short question from Acme", "Acme <survey@example.com>")
    );
    let text = read.text.replace(link(&read), "LINK");
    insta::assert_snapshot!(text, @r"
    Please answer one short question. It takes ten seconds.

    How likely are you to recommend Acme to a friend or colleague?

    0 = Not at all likely, 10 = Extremely likely

    Give your answer: LINK

    You received this email because you recently used the services of Acme.
    ");
}

#[tokio::test]
async fn the_link_opens_the_dispatch_that_the_mail_carries() {
    let setting = Setting::new().await;
    let read = sent(&setting, "nps", None).await;
    let token = link(&read).strip_prefix("https://voc.example.com/s/").unwrap();
    let backend = setting.backend(setting.database.store.clone());
    let opened = backend.open_survey_link(token).unwrap();
    assert_eq!(opened, (workspace(), domain::id::DispatchId::new(crate::bits(1))));
}

#[tokio::test]
async fn each_answer_is_a_link_that_only_chooses_it_beforehand() {
    let setting = Setting::new().await;
    let more = [
        ("csat", "csat", json!({})),
        ("ces", "ces", json!({})),
        ("ease", "ces", json!({"scale": "hard_easy"})),
        ("gcr", "gcr", json!({"goal": "find a price"})),
    ];
    for (id, metric, fields) in more {
        stored_survey(&setting.database.store, id, metric, &fields).await;
    }
    for (survey, expected) in [
        ("nps", "0 1 2 3 4 5 6 7 8 9 10"),
        ("csat", "1 2 3 4 5"),
        ("ces", "1 2 3 4 5 6 7"),
        ("ease", "hard easy"),
        ("gcr", "yes partly no"),
    ] {
        let read = sent(&setting, survey, None).await;
        let start = format!("href=\"{}?score=", link(&read));
        let scores: Vec<_> = read.html.split(&start).skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        assert_eq!(scores.join(" "), expected, "{survey}");
        assert_eq!(read.html.matches(&format!("href=\"{}\"", link(&read))).count(), 2);
        assert!(!read.text.contains("score="));
    }
}

#[tokio::test]
async fn it_is_in_the_persons_language_where_the_survey_offers_it() {
    let setting = Setting::new().await;
    stored_survey(&setting.database.store, "baltic", "nps", &json!({"locales": ["lv", "lt"], "default_locale": "lt"}))
        .await;
    stored_survey(&setting.database.store, "latvian", "nps", &json!({"locales": ["lv"]})).await;
    for (survey, locale, lang, subject) in [
        ("nps", Some(Locale::Ru), "ru", "Один короткий вопрос от компании «Acme»"),
        ("nps", Some(Locale::Lv), "lv", "Viens īss jautājums no uzņēmuma “Acme”"),
        ("nps", None, "en", "One short question from Acme"),
        ("baltic", Some(Locale::Ru), "lt", "Vienas trumpas įmonės „Acme“ klausimas"),
        ("latvian", None, "lv", "Viens īss jautājums no uzņēmuma “Acme”"),
    ] {
        let read = sent(&setting, survey, locale).await;
        assert_eq!(read.subject, subject);
        assert!(read.html.contains(&format!("<html lang=\"{lang}\">")), "{survey}");
    }
}

#[tokio::test]
async fn a_companys_name_is_text_and_never_markup() {
    let setting = Setting::new().await;
    let company = "<img src=x onerror=alert(1)> & \"Sons\"";
    setting.workspace(&json!({"company": company, "from_name": "Sons, customer care"})).await;
    let read = sent(&setting, "nps", None).await;
    assert!(!read.html.contains("<img") && read.html.contains("&#60;img"), "{}", read.html);
    assert!(read.text.contains(company));
    assert_eq!(read.subject, format!("One short question from {company}"));
    assert_eq!(read.from, "Sons, customer care <survey@example.com>");
}

#[tokio::test]
async fn a_workspace_with_nothing_set_sends_too() {
    let setting = Setting::new().await;
    setting.workspace(&Value::Object(serde_json::Map::new())).await;
    let read = sent(&setting, "nps", None).await;
    assert_eq!((read.subject.as_str(), read.from.as_str()), ("One short question for you", " <survey@example.com>"));
    assert!(read.html.contains("recommend us to a friend"));
}

#[tokio::test]
async fn the_largest_mail_is_small_and_needs_nothing_from_elsewhere() {
    let setting = Setting::new().await;
    setting.workspace(&json!({"company": "Ж".repeat(200)})).await;
    for locale in Locale::ALL {
        let read = sent(&setting, "nps", Some(locale)).await;
        assert!(read.size < 40_000, "{}", read.size);
        for word in ["<img", "<link", "<script", "src=", "url("] {
            assert!(!read.html.contains(word), "{word}");
        }
    }
}
