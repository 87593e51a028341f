//! The page about messages shows what is really written.

use super::*;

fn page() -> String {
    std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/messages.md")).unwrap()
}

fn delivery(sender: &str) -> Team {
    let workspace = json!({"company": "Acme", "sms_sender": sender});
    Team::of(&workspace, &json!({"metric": "csat", "touchpoint": "delivery"}))
}

#[test]
fn the_mail_of_the_page_is_written_so() {
    let (team, page) = (delivery("Acme"), page());
    let shown = page.split("```text mail\n").nth(1).unwrap().split("```").next().unwrap();
    assert_eq!(shown, team.mail(Kind::Invitation, Locale::En).text);
    for kind in Kind::ALL {
        let mail = team.mail(kind, Locale::En);
        assert!(page.contains(&format!("\"{}\"", mail.subject)));
    }
    let reminded = team.mail(Kind::Reminder, Locale::En).text;
    let told = page.split("A reminder begins with \"").nth(1).unwrap().split('"').next().unwrap();
    assert!(reminded.starts_with(told));
}

#[test]
fn the_texts_of_the_page_are_written_so() {
    let page = page();
    for (from, sender, kind) in [
        ("`Acme`", "Acme", Kind::Invitation),
        ("`+37120000000`", "+37120000000", Kind::Invitation),
        ("`Acme`, a reminder", "Acme", Kind::Reminder),
    ] {
        let text = delivery(sender).sms(kind, Locale::En).unwrap().text;
        assert!(page.contains(&format!("| {from} | {text} |\n")), "{text}");
    }
    let short = |company: Value| {
        let mut workspace = json!({"sms_segments": 1, "sms_sender": "+37120000000"});
        workspace["company"] = company;
        let texts = json!({"question": {"en": "x".repeat(200)}});
        let sms = Team::of(&workspace, &json!({"metric": "nps", "texts": texts})).sms(Kind::Invitation, Locale::En);
        sms.unwrap().text.split(" https").next().unwrap().to_owned()
    };
    for words in [short(json!("Acme")), short(json!("A".repeat(150)))] {
        assert!(page.contains(&format!("\"{words}\"")), "{words}");
    }
}
