//! The largest mail that settings can bring about stays small: mail programs cut what is larger than about 100 KB.

use super::*;
use domain::text::MAX_TEXT;
use lettre::message::Body;

/// The ids of everything that a mail says.
const IDS: [&str; 14] = [
    "mail-subject",
    "mail-intro",
    "mail-reminder-subject",
    "mail-reminder-intro",
    "mail-link",
    "mail-link-plain",
    "mail-why",
    "mail-unsubscribe",
    "question",
    "question-stem",
    "scale-min",
    "scale-max",
    "gcr-yes",
    "gcr-partly",
];

/// A mail as it goes over the wire: both parts and the subject as the mail library encodes them, beside 4 KB of headers.
fn wire(mail: &MailText) -> usize {
    let encoded = |text: &str| Body::new(text.to_owned()).into_vec().len();
    encoded(&mail.text) + encoded(&mail.html) + 2 * encoded(&mail.subject) + 4_000
}

fn largest(text: &str, company: &str, metric: &str) -> usize {
    let mut texts = json!({});
    for id in IDS.into_iter().chain(["gcr-no"]) {
        texts[id] = json!({"ru": text});
    }
    let survey =
        json!({"metric": metric, "goal": if metric == "gcr" { json!("x") } else { Value::Null }, "texts": texts});
    let team = Team::of(&json!({"company": company, "from_name": "Ж".repeat(100)}), &survey);
    let mut occasion = team.occasion(Kind::Reminder, Locale::Ru);
    // Longer than any link that is made here.
    for link in [&mut occasion.link, &mut occasion.unsubscribe] {
        link.push_str(&"x".repeat(250));
    }
    wire(&MailText::render(&occasion).unwrap())
}

#[test]
fn the_largest_mail_is_under_100_kb_whatever_a_team_writes() {
    for metric in ["nps", "csat", "ces", "gcr"] {
        // Four bytes a character; five once escaped; a text of nothing but the company's name. Names of both kinds are encoded
        // in the dearer of two ways while at most a third of their bytes is not ASCII.
        for text in ["😀".repeat(MAX_TEXT), "<".repeat(MAX_TEXT), "{company}".repeat(MAX_TEXT / 9)] {
            for company in
                ["😀", "&", "=", "😀<", "😀<<", "😀😀<<<"].map(|name| name.repeat(200 / name.chars().count()))
            {
                let size = largest(&text, &company, metric);
                assert!((15_000..100_000).contains(&size), "{metric}: {size}");
            }
        }
    }
}

#[test]
fn a_mail_with_the_default_texts_and_the_longest_company_is_a_few_kilobytes() {
    let team = Team::of(&json!({"company": "Ж".repeat(200)}), &json!({"metric": "nps"}));
    for locale in Locale::ALL {
        assert!(wire(&team.mail(Kind::Reminder, locale)) < 30_000);
    }
}

#[test]
fn only_a_text_longer_than_a_team_may_write_is_cut() {
    let intro = |text: &str, company: &str| {
        let workspace = json!({"company": company, "texts": {"mail-intro": {"en": text}}});
        let mail = Team::of(&workspace, &json!({"metric": "nps"})).mail(Kind::Invitation, Locale::En);
        mail.text.lines().next().unwrap().to_owned()
    };
    let whole = format!("{}{{company}}", "ā".repeat(MAX_TEXT - 9));
    assert_eq!(intro(&whole, &"ž".repeat(200)), format!("{}{}", "ā".repeat(MAX_TEXT - 9), "ž".repeat(200)));
    let cut = intro(&"{company}".repeat(4), &"ž".repeat(200));
    assert_eq!(cut, format!("{}…", "ž".repeat(699)));
}
