//! What a mail carries beside its words: whom it comes from, where its links lead, and in which language it is.

use domain::contact::Contact;
use domain::context::Channel;
use domain::id::DispatchId;
use domain::locale::Locale;
use mail_parser::{Message, MessageParser};
use serde_json::{Value, json};
use testing::builders::workspace;

use crate::{Setting, task};

/// A mail, read back.
pub struct Read {
    pub subject: String,
    pub from: String,
    pub to: String,
    pub text: String,
    pub html: String,
    pub message_id: String,
    pub in_reply_to: Option<String>,
    /// The link of one click.
    pub unsubscribe: String,
}

pub fn read(mail: &[u8]) -> Read {
    let read: Message<'_> = MessageParser::default().parse(mail).unwrap();
    let person = |address: &mail_parser::Addr<'_>| {
        format!("{} <{}>", address.name().unwrap_or_default(), address.address().unwrap())
    };
    let header = |name: &str| read.header_raw(name).map(|value| value.trim().to_owned());
    Read {
        subject: read.subject().unwrap().to_owned(),
        from: person(read.from().and_then(|from| from.first()).unwrap()),
        to: person(read.to().and_then(|to| to.first()).unwrap()),
        text: read.body_text(0).unwrap().replace("\r\n", "\n"),
        html: read.body_html(0).unwrap().replace("\r\n", "\n"),
        message_id: read.message_id().unwrap().to_owned(),
        in_reply_to: header("In-Reply-To"),
        unsubscribe: header("List-Unsubscribe").unwrap().trim_matches(['<', '>']).to_owned(),
    }
}

async fn sent(setting: &Setting, survey: &str, locale: Option<Locale>) -> Read {
    let number = setting.post.count() as u128 + 1;
    let id = setting.dispatch_of(survey, "anna", locale, number).await;
    assert!(setting.deliver(&[task(id)]).await.failures.is_empty());
    read(setting.post.taken().last().unwrap())
}

/// The page that the text part leads to.
pub fn link(read: &Read) -> &str {
    read.text.split_whitespace().find(|word| word.contains("/s/")).unwrap()
}

#[tokio::test]
async fn the_link_opens_the_dispatch_that_the_mail_carries() {
    let setting = Setting::new().await;
    let read = sent(&setting, "nps", None).await;
    let token = link(&read).strip_prefix("https://voc.example.com/s/").unwrap();
    let backend = setting.backend(setting.database.store.clone());
    let opened = backend.open_survey_link(token).unwrap();
    assert_eq!(opened, (workspace(), DispatchId::new(crate::bits(1))));
    assert_eq!(read.to, " <anna@example.com>");
}

#[tokio::test]
async fn one_click_names_the_address_the_dispatch_and_the_workspace_and_stands_in_the_header_and_in_the_text() {
    let setting = Setting::new().await;
    let read = sent(&setting, "nps", None).await;
    let token = read.unsubscribe.strip_prefix("https://voc.example.com/u/").unwrap();
    let backend = setting.backend(setting.database.store.clone());
    let address = backend.addresses.id(&workspace(), &Contact::Email("Anna@Example.com".parse().unwrap()));
    assert_eq!(address, setting.address(Channel::Email).await);
    let opened = backend.open_unsubscribe_link(token).unwrap();
    assert_eq!(opened, (workspace(), DispatchId::new(crate::bits(1)), address));
    assert!(read.text.contains(&read.unsubscribe) && read.html.contains(&read.unsubscribe));
}

#[tokio::test]
async fn it_comes_from_the_workspace_s_own_address_and_name_where_it_has_them() {
    let setting = Setting::new().await;
    let from = |settings: Value| {
        let setting = &setting;
        async move {
            setting.workspace(&settings).await;
            sent(setting, "nps", None).await.from
        }
    };
    assert_eq!(from(json!({})).await, " <survey@example.com>");
    assert_eq!(from(json!({"company": "Acme"})).await, "Acme <survey@example.com>");
    let own =
        json!({"company": "Acme", "from_email": "hello@acme.example", "from_name": {"en": "Acme, customer care"}});
    assert_eq!(from(own).await, "Acme, customer care <hello@acme.example>");
    let letters = json!({"from_email": "hello@rīta-kafija.lv"});
    assert_eq!(from(letters).await, " <hello@xn--rta-kafija-1sb.lv>");
}

#[tokio::test]
async fn it_is_in_the_persons_language_where_the_survey_offers_it() {
    let setting = Setting::new().await;
    setting.survey("baltic", &json!({"locales": ["lv", "lt"], "default_locale": "lt"})).await;
    for (survey, locale, lang, subject) in [
        ("nps", Some(Locale::Ru), "ru", "Один короткий вопрос от компании «Acme»"),
        ("nps", None, "en", "One short question from Acme"),
        ("baltic", Some(Locale::Ru), "lt", "Vienas trumpas įmonės „Acme“ klausimas"),
    ] {
        let read = sent(&setting, survey, locale).await;
        assert_eq!(read.subject, subject);
        assert!(read.html.contains(&format!("<html lang=\"{lang}\"")), "{survey}");
    }
}
