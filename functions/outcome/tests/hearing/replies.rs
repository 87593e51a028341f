//! What people get back when they text STOP or HELP: once a day, from the number they wrote to, in their language.

use jiff::SignedDuration;
use web::texts::{text, text_with};

use crate::words::{OURS, word};
use crate::*;

#[tokio::test]
async fn stop_is_confirmed_once_a_day_in_the_language_of_the_word_else_of_the_last_text() {
    let setting = Setting::start().await;
    setting.texts("acme", 1, Some(OURS), Locale::Lt).await;
    setting.done(&word("STOP", OURS)).await;
    let stopped = |locale| [PHONE.to_owned(), OURS.to_owned(), domain::sms::plain(&text(locale, "sms-stopped"))];
    assert_eq!(setting.carrier.replies(), [stopped(Locale::Lt)]);
    // Again, in a language that has a word of its own, and delivered twice: the same day says it once.
    for words in ["STOP", "Отписаться", "Отписаться"] {
        setting.done(&word(words, OURS)).await;
    }
    assert_eq!(setting.carrier.replies().len(), 1);
    setting.clock.advance(SignedDuration::from_hours(24));
    setting.done(&word("Отписаться", OURS)).await;
    assert_eq!(setting.carrier.replies(), [stopped(Locale::Lt), stopped(Locale::Ru)]);
}

#[tokio::test]
async fn help_says_who_writes_once_a_day_and_suppresses_nothing() {
    let setting = Setting::start().await;
    setting.put_workspace("acme", &json!({"name": "A", "company": "Acme", "time_zone": "Europe/Riga"})).await;
    setting.texts("acme", 1, Some(OURS), Locale::En).await;
    let sentences = ["Palīdzība", "help!", "INFO"];
    for words in sentences {
        setting.done(&word(words, OURS)).await;
    }
    let help = text_with(Locale::Lv, "sms-help-company", &[("company", "Acme")]);
    assert_eq!(setting.carrier.replies(), [[PHONE.to_owned(), OURS.to_owned(), domain::sms::plain(&help)]]);
    assert_eq!(setting.reason("acme").await, None);
    // STOP is another word: it has its own reply on the same day.
    setting.done(&word("STOP", OURS)).await;
    assert_eq!(setting.carrier.replies().len(), 2);
}

#[tokio::test]
async fn the_workspace_that_texted_last_speaks() {
    let setting = Setting::start().await;
    for ws in ["acme", "twin"] {
        setting.put_workspace(ws, &json!({"name": ws, "company": ws, "time_zone": "Europe/Riga"})).await;
    }
    setting.texts("twin", 1, Some(OURS), Locale::Lv).await;
    setting.clock.advance(SignedDuration::from_mins(1));
    setting.texts("acme", 2, Some(OURS), Locale::En).await;
    setting.done(&word("HELP", OURS)).await;
    let help = text_with(Locale::En, "sms-help-company", &[("company", "acme")]);
    assert_eq!(setting.carrier.replies()[0][2], help);
}

#[tokio::test]
async fn a_reply_that_the_carrier_did_not_take_is_not_sent_again() {
    let setting = Setting::start().await;
    setting.texts("acme", 1, Some(OURS), Locale::En).await;
    for handover in [Handover::Busy, Handover::NoAnswer] {
        setting.carrier.plan(handover);
        setting.done(&word("STOP", OURS)).await;
        setting.done(&word("STOP", OURS)).await;
        assert_eq!(setting.reason("acme").await.as_deref(), Some("stop"));
        setting.clock.advance(SignedDuration::from_hours(24));
    }
    assert_eq!(setting.carrier.replies().len(), 2);
}

#[tokio::test]
async fn nothing_is_sent_from_a_name_in_letters_or_from_nobody_and_the_word_holds() {
    let setting = Setting::start().await;
    setting.texts("acme", 1, Some("Acme"), Locale::En).await;
    let mut nowhere = word("STOP", OURS);
    nowhere.as_object_mut().unwrap().remove("destinationNumber");
    for odd in [word("STOP", "Acme"), nowhere] {
        setting.done(&odd).await;
        assert_eq!(setting.reason("acme").await.as_deref(), Some("stop"), "{odd}");
        setting.store().unsuppress(&workspace(), phone_id("acme")).await.unwrap();
    }
    assert!(setting.carrier.replies().is_empty());
}

#[tokio::test]
async fn what_becomes_of_a_reply_is_nobodys_news() {
    let setting = Setting::start().await;
    setting.texts("acme", 1, Some(OURS), Locale::En).await;
    setting.done(&word("STOP", OURS)).await;
    let reply = &setting.carrier.texts()[0];
    assert_eq!(setting.store().dispatch(&workspace(), reply.dispatch).await.unwrap(), None);
    let before = setting.database.dump();
    setting.done(&crate::text(reply.dispatch, "TEXT_DELIVERED", true)).await;
    assert_eq!(setting.database.dump(), before);
    assert_eq!(reply.expires_at, Some(setting.clock.now() + SignedDuration::from_hours(1)));
}
