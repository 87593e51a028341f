//! Text messages: the question where it fits, the link whole, and how to refuse them where nobody can reply.

use super::*;
use domain::sms::{Encoding, count};
use proptest::prelude::*;

fn team(workspace: &Value) -> Team {
    Team::of(workspace, &json!({"metric": "csat"}))
}

fn texts(workspace: &Value, kind: Kind) -> [String; 4] {
    Locale::ALL.map(|locale| team(workspace).sms(kind, locale).unwrap().text)
}

#[test]
fn a_text_from_a_name_is_the_question_the_link_and_how_to_refuse_them() {
    let said = texts(&json!({"company": "Acme", "sms_sender": "Acme", "sms_segments": 3}), Kind::Invitation);
    insta::assert_debug_snapshot!(said, @r#"
    [
        "How satisfied are you with our service? https://voc.example.com/s/AbCdEf012-_x Stop: https://voc.example.com/u/ZyXwVu987-_q",
        "Cik lielā mērā Jūs apmierina mūsu apkalpošana? https://voc.example.com/s/AbCdEf012-_x Atteikties: https://voc.example.com/u/ZyXwVu987-_q",
        "Kiek Jus tenkina mūsų aptarnavimas? https://voc.example.com/s/AbCdEf012-_x Atsisakyti: https://voc.example.com/u/ZyXwVu987-_q",
        "Насколько вы довольны нашим обслуживанием? https://voc.example.com/s/AbCdEf012-_x Отказаться: https://voc.example.com/u/ZyXwVu987-_q",
    ]
    "#);
}

#[test]
fn a_text_from_a_number_has_no_tail_since_a_reply_stops_them() {
    let said = texts(&json!({"company": "Acme", "sms_sender": "+37120000000"}), Kind::Invitation);
    insta::assert_debug_snapshot!(said, @r#"
    [
        "How satisfied are you with our service? https://voc.example.com/s/AbCdEf012-_x",
        "Cik lielā mērā Jūs apmierina mūsu apkalpošana? https://voc.example.com/s/AbCdEf012-_x",
        "Kiek Jus tenkina mūsų aptarnavimas? https://voc.example.com/s/AbCdEf012-_x",
        "Насколько вы довольны нашим обслуживанием? https://voc.example.com/s/AbCdEf012-_x",
    ]
    "#);
}

#[test]
fn without_a_sender_nobody_knows_whether_a_reply_comes_in_so_the_tail_is_there() {
    let said = texts(&json!({"company": "Acme", "sms_segments": 3}), Kind::Invitation);
    assert!(said.iter().all(|text| text.ends_with(&format!(": {STOP}"))), "{said:?}");
}

#[test]
fn a_reminder_says_that_it_is_one() {
    let said = texts(&json!({"company": "Acme", "sms_sender": "+37120000000", "sms_segments": 3}), Kind::Reminder);
    insta::assert_debug_snapshot!(said, @r#"
    [
        "Reminder: How satisfied are you with our service? https://voc.example.com/s/AbCdEf012-_x",
        "Atgādinājums: Cik lielā mērā Jūs apmierina mūsu apkalpošana? https://voc.example.com/s/AbCdEf012-_x",
        "Priminimas: Kiek Jus tenkina mūsų aptarnavimas? https://voc.example.com/s/AbCdEf012-_x",
        "Напоминание: Насколько вы довольны нашим обслуживанием? https://voc.example.com/s/AbCdEf012-_x",
    ]
    "#);
}

#[test]
fn what_is_too_long_is_said_shorter_then_without_the_company_and_never_cut() {
    let shorter = |company: String, segments: u8| {
        let workspace = json!({"company": company, "sms_sender": "Acme", "sms_segments": segments});
        Locale::ALL.map(|locale| match Team::of(&workspace, &json!({"metric": "nps"})).sms(Kind::Invitation, locale) {
            Ok(sms) => format!("{} {}", sms.segments.segments, sms.text),
            Err(TooLong(sms)) => format!("too long: {} {}", sms.segments.segments, sms.text),
        })
    };
    insta::assert_debug_snapshot!(shorter("Acme".to_owned(), 2), @r#"
    [
        "1 How likely are you to recommend Acme to a friend or colleague? https://voc.example.com/s/AbCdEf012-_x Stop: https://voc.example.com/u/ZyXwVu987-_q",
        "2 Viens īss jautājums no uzņēmuma \"Acme\": https://voc.example.com/s/AbCdEf012-_x Atteikties: https://voc.example.com/u/ZyXwVu987-_q",
        "2 Vienas trumpas įmonės \"Acme\" klausimas: https://voc.example.com/s/AbCdEf012-_x Atsisakyti: https://voc.example.com/u/ZyXwVu987-_q",
        "2 Один короткий вопрос от компании \"Acme\": https://voc.example.com/s/AbCdEf012-_x Отказаться: https://voc.example.com/u/ZyXwVu987-_q",
    ]
    "#);
    insta::assert_debug_snapshot!(shorter("A".repeat(200), 2), @r#"
    [
        "1 One short question for you: https://voc.example.com/s/AbCdEf012-_x Stop: https://voc.example.com/u/ZyXwVu987-_q",
        "2 Viens īss jautājums Jums: https://voc.example.com/s/AbCdEf012-_x Atteikties: https://voc.example.com/u/ZyXwVu987-_q",
        "1 Vienas trumpas klausimas Jums: https://voc.example.com/s/AbCdEf012-_x Atsisakyti: https://voc.example.com/u/ZyXwVu987-_q",
        "2 Один короткий вопрос для вас: https://voc.example.com/s/AbCdEf012-_x Отказаться: https://voc.example.com/u/ZyXwVu987-_q",
    ]
    "#);
    insta::assert_debug_snapshot!(shorter("Acme".to_owned(), 1), @r#"
    [
        "1 How likely are you to recommend Acme to a friend or colleague? https://voc.example.com/s/AbCdEf012-_x Stop: https://voc.example.com/u/ZyXwVu987-_q",
        "too long: 2 Viens īss jautājums Jums: https://voc.example.com/s/AbCdEf012-_x Atteikties: https://voc.example.com/u/ZyXwVu987-_q",
        "1 Vienas trumpas klausimas Jums: https://voc.example.com/s/AbCdEf012-_x Atsisakyti: https://voc.example.com/u/ZyXwVu987-_q",
        "too long: 2 Один короткий вопрос для вас: https://voc.example.com/s/AbCdEf012-_x Отказаться: https://voc.example.com/u/ZyXwVu987-_q",
    ]
    "#);
}

#[test]
fn a_reminder_that_does_not_fit_is_sent_without_saying_that_it_is_one() {
    let workspace = json!({"sms_sender": "+37120000000", "sms_segments": 1});
    let [first, again] = Kind::ALL.map(|kind| team(&workspace).sms(kind, Locale::Lv).unwrap());
    assert_eq!(first.text, format!("Viens īss jautājums Jums: {LINK}"));
    assert_eq!(again, first);
    // In English there is room for the word.
    let again = team(&workspace).sms(Kind::Reminder, Locale::En).unwrap();
    assert!(again.text.starts_with("Reminder: How satisfied"), "{}", again.text);
}

#[test]
fn quotes_and_dashes_become_plain_and_letters_and_links_stay() {
    let texts = json!({"question": {"en": "“Labi” – jā… Åsa, Ķēniņš, ąčęė, ёж?"}});
    let survey = json!({"metric": "nps", "texts": texts});
    let team = Team::of(&json!({"sms_sender": "+37120000000"}), &survey);
    let mut occasion = team.occasion(Kind::Invitation, Locale::En);
    occasion.link = "https://xn--e1afmkfd.example/“s”/–".to_owned();
    let sms = SmsText::render(&occasion).unwrap();
    assert_eq!(sms.text, "\"Labi\" - jā... Åsa, Ķēniņš, ąčęė, ёж? https://xn--e1afmkfd.example/“s”/–");
    assert_eq!(sms.segments.encoding, Encoding::Ucs2);
}

proptest! {
    /// Whatever a team writes, a text that may be sent fits and has its links whole.
    #[test]
    fn a_text_fits_or_is_refused_and_its_links_are_whole(
        company in ".{1,60}", question in "[a-zĀ-ž“–€{}?]{1,300}", segments in 1_u8..=6, number: bool, reminder: bool, at in 0_usize..4,
    ) {
        let named = domain::input::cleaned(&company, false);
        prop_assume!(!named.is_empty() && !question.trim().is_empty());
        let sender = if number { "+37120000000" } else { "Acme" };
        let workspace = json!({"company": named, "sms_sender": sender, "sms_segments": segments});
        let texts = json!({"question": {"en": question, "ru": question}});
        let team = Team::of(&workspace, &json!({"metric": "nps", "texts": texts}));
        let kind = if reminder { Kind::Reminder } else { Kind::Invitation };
        let made = team.sms(kind, Locale::ALL[at]);
        let fits = made.is_ok();
        let sms = made.unwrap_or_else(|TooLong(sms)| sms);
        prop_assert_eq!(sms.segments, count(&sms.text));
        prop_assert_eq!(sms.segments.segments <= usize::from(segments), fits);
        let words: Vec<_> = sms.text.split(' ').collect();
        prop_assert!(words.contains(&LINK));
        prop_assert_eq!(words.contains(&STOP), !number);
    }
}
