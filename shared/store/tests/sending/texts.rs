//! What a text leaves behind, without a number in it, and who may answer a reply.

use domain::contact::NumberHash;
use domain::keyword::Keyword;
use domain::locale::Locale;
use futures::future::join_all;
use serde_json::json;
use store::{Claim, Claimed, ShortLink, Texted, Texting};
use testing::builders::{address_key, workspace};
use testing::faults::Fault;

use crate::setting::{PHONE, Setting, days, phone, start};

fn number() -> NumberHash {
    address_key().number(&PHONE.parse().unwrap())
}

/// A text's claim.
pub async fn text_of(setting: &Setting, dispatch: u128, sender: Option<&str>, day: i32) -> Claim {
    let id = setting.ask(dispatch).await.id;
    let texting = Texting {
        code: address_key().code(&workspace(), id, &phone()),
        number: number(),
        sender: sender.map(str::to_owned),
        locale: Locale::Lv,
    };
    Claim { to: phone(), texting: Some(texting), ..setting.claim_of(id, days(day)).await }
}

#[tokio::test]
async fn a_text_leaves_its_short_link_and_who_texted_the_number_and_no_number() {
    let setting = Setting::start().await;
    let claim = text_of(&setting, 1, Some("Acme"), 0).await;
    let code = claim.texting.clone().unwrap().code;
    assert_eq!(setting.store.short_link(&code).await.unwrap(), None);
    assert!(setting.store.texted(number()).await.unwrap().is_empty());
    let before = setting.dump();
    assert!(matches!(setting.claim(&claim).await, Claimed::Done { .. }));
    let link = ShortLink { workspace: workspace(), dispatch: claim.dispatch, address: phone() };
    assert_eq!(setting.store.short_link(&code).await.unwrap(), Some(link));
    let texted = Texted { workspace: workspace(), sender: Some("Acme".to_owned()), locale: Locale::Lv, at: start() };
    assert_eq!(setting.store.texted(number()).await.unwrap(), [texted]);

    let mut new = setting.dump();
    new.retain(|key, _| !before.contains_key(key));
    let keys: Vec<_> = new.keys().cloned().collect();
    let mut expected = [
        format!(r#"atbalss-data "a#{}" "acme#Acme""#, number()),
        format!(r#"atbalss-data "c#{code}" "code""#),
        format!(r#"atbalss-data "h#acme#{}" "throttle""#, crate::setting::email()),
        format!(r#"atbalss-data "h#acme#{}" "throttle""#, phone()),
    ];
    expected.sort();
    assert_eq!(keys, expected);
    let end = json!({"N": days(400).as_second().to_string()});
    assert!(new.values().all(|item| item["ttl"] == end), "{new:?}");
    assert!(!format!("{new:?}").contains("2000000"), "{new:?}");
}

#[tokio::test]
async fn every_sender_that_a_workspace_texted_from_is_kept_with_the_time_of_its_last_text() {
    let setting = Setting::start().await;
    for (dispatch, sender, day) in [(1, Some("Acme"), 0), (2, None, 40), (3, Some(PHONE), 80), (4, Some("Acme"), 120)] {
        let claim = text_of(&setting, dispatch, sender, day).await;
        assert!(matches!(setting.claim(&claim).await, Claimed::Done { .. }));
    }
    assert!(setting.store.first_reply(number(), Keyword::Stop, "2026-11-21".parse().unwrap()).await.unwrap());
    let texted = setting.store.texted(number()).await.unwrap();
    let from = |sender: Option<&str>, day| Texted {
        workspace: workspace(),
        sender: sender.map(str::to_owned),
        locale: Locale::Lv,
        at: days(day),
    };
    assert_eq!(texted, [from(None, 40), from(Some(PHONE), 80), from(Some("Acme"), 120)]);
    let other = address_key().number(&"+37120000001".parse().unwrap());
    assert!(setting.store.texted(other).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_text_that_is_refused_leaves_no_link() {
    let setting = Setting::start().await;
    let claim = text_of(&setting, 1, None, 0).await;
    let stop = domain::suppression::Suppression { id: phone(), ..crate::setting::suppression("stop", start()) };
    setting.store.suppress(&workspace(), &stop).await.unwrap();
    let before = setting.dump();
    assert_eq!(crate::setting::refused(setting.claim(&claim).await).suppressed, Some(stop));
    assert_eq!(setting.dump(), before);
}

#[tokio::test]
async fn of_many_that_want_to_reply_to_a_word_one_may_each_day() {
    let setting = Setting::start().await;
    let (one, two) = ("2026-11-21".parse().unwrap(), "2026-11-22".parse().unwrap());
    let tries = join_all((0..20).map(|_| setting.store.first_reply(number(), Keyword::Stop, one))).await;
    assert_eq!(tries.into_iter().filter(|first| *first.as_ref().unwrap()).count(), 1);
    for (word, date, first) in [
        (Keyword::Help, one, true),
        (Keyword::Stop, one, false),
        (Keyword::Stop, two, true),
        (Keyword::Stop, two, false),
    ] {
        assert_eq!(setting.store.first_reply(number(), word, date).await.unwrap(), first, "{word:?} {date}");
    }
    let dump = setting.dump();
    let reply = &dump[&format!(r#"atbalss-data "a#{}" "reply#STOP#2026-11-21""#, number())];
    let end: jiff::Timestamp = "2026-11-24T00:00:00Z".parse().unwrap();
    assert_eq!(reply["ttl"]["N"].as_str(), Some(end.as_second().to_string().as_str()));
}

#[tokio::test]
async fn a_reply_whose_mark_was_written_but_not_confirmed_is_still_sent() {
    let setting = Setting::start().await;
    setting.proxy.plan("PutItem", Fault::LoseReply);
    let date = "2026-11-21".parse().unwrap();
    assert!(setting.store.first_reply(number(), Keyword::Start, date).await.unwrap());
    assert!(!setting.store.first_reply(number(), Keyword::Start, date).await.unwrap());
}

#[tokio::test]
async fn of_two_words_the_later_one_is_the_last_whichever_comes_in_first() {
    let setting = Setting::start().await;
    let is_last = async |day| setting.store.is_last_word(number(), None, days(day)).await.unwrap();
    for (day, last) in [(2, true), (2, true), (1, false), (3, true), (2, false)] {
        assert_eq!(is_last(day).await, last, "{day}");
    }
    setting.proxy.plan("PutItem", Fault::LoseReply);
    assert!(is_last(4).await);
    assert!(setting.store.texted(number()).await.unwrap().is_empty());
}
