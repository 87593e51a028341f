//! STOP, START and HELP: for whom they hold, and in which order.

use domain::context::Channel;
use domain::person::Person;
use domain::workspace::Workspace;
use store::{Claim, Claimed, Place, Texting};
use testing::builders::time;

use crate::*;

pub const OURS: &str = "+37166000000";
pub const OTHERS: &str = "+37166000001";

/// What somebody texted to a number.
pub fn word(words: &str, to: &str) -> Value {
    json!({"originationNumber": PHONE, "destinationNumber": to, "messageKeyword": "KEYWORD_1", "messageBody": words,
        "inboundMessageId": "cae173d2-66b9-564c-8309-21f858e9fb84"})
}

impl Setting {
    /// Texts the phone from a workspace's sender, as the worker's claim leaves it behind.
    pub async fn texts(&self, ws: &str, number: u128, sender: Option<&str>, locale: Locale) -> DispatchId {
        let (ws, person) = (ws.parse().unwrap(), "anna".parse().unwrap());
        let store = self.store();
        let anna = Person::parse(&json!({"phone": PHONE}), "").unwrap();
        store.change_person(&ws, &person, |_| anna.clone()).await.unwrap();
        let (_, person_revision) = store.person_revised(&ws, &person).await.unwrap().unwrap();
        let now = self.clock.now();
        let message = Message::scheduled(now, now);
        let dispatch = Dispatch {
            id: dispatch_id(number),
            survey: survey_id("nps"),
            person: person.clone(),
            channel: Channel::Sms,
            created_at: now,
            expires_at: now + SignedDuration::from_hours(24 * 30),
            properties: Properties::default(),
            segment: None,
            unsubscribed_at: None,
            locale: Some(locale),
            messages: vec![message.clone()],
        };
        store.put_dispatch(&ws, &dispatch).await.unwrap();
        let to = address_key().id(&ws, &Contact::Phone(phone()));
        let claim = Claim {
            dispatch: dispatch.id,
            person,
            person_revision,
            message: message.claim(now, None).unwrap(),
            place: Place::Over { seen: 1 },
            to,
            asked: vec![to],
            asked_at: now,
            before: None,
            texting: Some(Texting {
                code: address_key().code(&ws, dispatch.id, &to),
                number: self::number(),
                sender: sender.map(str::to_owned),
                locale,
            }),
        };
        let claimed = store.claim(&ws, &claim).await.unwrap();
        assert!(matches!(claimed, Claimed::Done { .. }), "{claimed:?}");
        dispatch.id
    }

    /// The reason for which a workspace doesn't text the phone, if there is one.
    pub async fn reason(&self, ws: &str) -> Option<String> {
        let standing = self.store().suppression(&ws.parse().unwrap(), phone_id(ws)).await.unwrap();
        standing.map(|standing| standing.reason)
    }

    pub async fn put_workspace(&self, ws: &str, settings: &Value) {
        let settings = Workspace::parse(ws.parse().unwrap(), settings).unwrap();
        self.store().put_workspace(&settings).await.unwrap();
    }
}

#[tokio::test]
async fn stop_holds_for_every_workspace_that_writes_from_that_number_and_for_those_of_which_nobody_knows() {
    let setting = Setting::start().await;
    setting.texts("acme", 1, Some(OURS), Locale::Lv).await;
    setting.texts("twin", 2, Some(OURS), Locale::Lv).await;
    setting.texts("chosen", 3, None, Locale::Lv).await;
    setting.texts("elsewhere", 4, Some(OTHERS), Locale::Lv).await;
    setting.texts("letters", 5, Some("Acme"), Locale::Lv).await;
    setting.done(&word(" stop! ", OURS)).await;
    for ws in ["acme", "twin", "chosen"] {
        assert_eq!(setting.reason(ws).await.as_deref(), Some("stop"), "{ws}");
    }
    for ws in ["elsewhere", "letters"] {
        assert_eq!(setting.reason(ws).await, None, "{ws}");
    }
}

#[tokio::test]
async fn stop_to_a_number_that_a_workspace_no_longer_has_holds_for_all_who_texted() {
    let setting = Setting::start().await;
    setting.texts("acme", 1, Some(OURS), Locale::Lv).await;
    setting.texts("elsewhere", 2, Some(OTHERS), Locale::Lv).await;
    setting.done(&word("STOP", "+37166000009")).await;
    assert_eq!(setting.reason("acme").await.as_deref(), Some("stop"));
    assert_eq!(setting.reason("elsewhere").await.as_deref(), Some("stop"));
    setting.done(&word("START", "+37166000009")).await;
    assert_eq!((setting.reason("acme").await, setting.reason("elsewhere").await), (None, None));
}

#[tokio::test]
async fn stop_holds_for_a_workspace_that_texts_from_another_number_by_now() {
    let setting = Setting::start().await;
    setting.texts("acme", 1, Some(OURS), Locale::Lv).await;
    setting.texts("named", 2, Some(OURS), Locale::Lv).await;
    setting.texts("chosen", 3, Some(OURS), Locale::Lv).await;
    setting.texts("elsewhere", 4, Some(OTHERS), Locale::Lv).await;
    setting.clock.advance(SignedDuration::from_hours(24 * 40));
    setting.texts("acme", 5, Some(OTHERS), Locale::Lv).await;
    setting.texts("named", 6, Some("Acme"), Locale::Lv).await;
    setting.texts("chosen", 7, None, Locale::Lv).await;
    setting.texts("twin", 8, Some(OURS), Locale::Lv).await;
    setting.done(&word("STOP", OURS)).await;
    for ws in ["acme", "named", "chosen", "twin"] {
        assert_eq!(setting.reason(ws).await.as_deref(), Some("stop"), "{ws}");
    }
    assert_eq!(setting.reason("elsewhere").await, None);
    setting.clock.advance(SignedDuration::from_secs(1));
    setting.done(&word("START", OTHERS)).await;
    assert_eq!(setting.reason("acme").await, None);
    assert_eq!(setting.reason("named").await.as_deref(), Some("stop"));
}

#[tokio::test]
async fn stop_notes_the_dispatch_of_the_last_text() {
    let setting = Setting::start().await;
    setting.texts("acme", 1, Some(OURS), Locale::Lv).await;
    setting.clock.advance(SignedDuration::from_hours(24 * 40));
    let last = setting.texts("acme", 2, Some(OURS), Locale::Lv).await;
    setting.done(&word("Стоп", OURS)).await;
    let unsubscribed = async |id| setting.store().dispatch(&workspace(), id).await.unwrap().unwrap().unsubscribed_at;
    assert_eq!(unsubscribed(last).await, Some(setting.clock.now()));
    assert_eq!(unsubscribed(dispatch_id(1)).await, None);
}

#[tokio::test]
async fn words_of_four_languages_are_understood_and_answers_are_no_words() {
    let setting = Setting::start().await;
    setting.texts("acme", 1, Some(OURS), Locale::Lv).await;
    for answer in ["9", "No", "Nē", "Ne", "Нет", "yes", "I'd like to stop by", "", "👍"] {
        setting.done(&word(answer, OURS)).await;
        assert_eq!(setting.reason("acme").await, None, "{answer}");
    }
    for stop in ["STOP", "Stop, please", "vairs nesūtiet", "nebesiųskite", "Отписаться", "СТОП надоели"]
    {
        setting.done(&word(stop, OURS)).await;
        assert_eq!(setting.reason("acme").await.as_deref(), Some("stop"), "{stop}");
        setting.clock.advance(SignedDuration::from_secs(1));
        setting.done(&word("Sākt", OURS)).await;
        assert_eq!(setting.reason("acme").await, None, "{stop}");
        setting.clock.advance(SignedDuration::from_secs(1));
    }
}

#[tokio::test]
async fn start_takes_back_what_the_person_said_and_nothing_that_others_found_out() {
    let setting = Setting::start().await;
    setting.texts("acme", 1, Some(OURS), Locale::Lv).await;
    let at = setting.clock.now();
    for (reason, by_person) in [
        ("stop", true),
        ("unsubscribed", true),
        ("hard_bounce", false),
        ("complaint", false),
        ("account_suppressed", false),
        ("asked by phone", false),
        ("stop", false),
    ] {
        let suppression =
            Suppression { id: phone_id("acme"), channel: Channel::Sms, reason: reason.to_owned(), by_person, at };
        setting.store().suppress(&workspace(), &suppression).await.unwrap();
        setting.done(&word("START", OURS)).await;
        assert_eq!(setting.reason("acme").await.as_deref(), Some(reason).filter(|_| !by_person), "{reason}");
        setting.store().unsuppress(&workspace(), phone_id("acme")).await.unwrap();
    }
    assert!(setting.carrier.replies().is_empty(), "START has no reply");
}

#[tokio::test]
async fn of_stop_and_start_the_later_one_holds_in_whichever_order_they_come_in() {
    let minute = |minute: i64| time(NOW) + SignedDuration::from_mins(minute);
    let said = [("STOP", minute(0)), ("START", minute(1)), ("STOP", minute(2)), ("START", minute(3))];
    for words in 1..=said.len() {
        let said = &said[..words];
        // Each order, with everything once more behind it.
        for order in order::orders(words) {
            let setting = Setting::start().await;
            setting.texts("acme", 1, Some(OURS), Locale::Lv).await;
            for at in order.iter().chain(&order) {
                let (words, sent) = said[*at];
                assert_eq!(setting.take_at(&word(words, OURS), sent).await, BatchAnswer::default());
            }
            let expected = Some("stop".to_owned()).filter(|_| said.last().unwrap().0 == "STOP");
            assert_eq!(setting.reason("acme").await, expected, "{words} words in the order {order:?}");
        }
    }
}

#[tokio::test]
async fn a_later_word_to_another_number_leaves_this_one_as_it_is() {
    let setting = Setting::start().await;
    setting.texts("acme", 1, Some(OURS), Locale::Lv).await;
    setting.texts("elsewhere", 2, Some(OTHERS), Locale::Lv).await;
    let now = setting.clock.now();
    setting.take_at(&word("START", OTHERS), now + SignedDuration::from_secs(1)).await;
    setting.take_at(&word("STOP", OURS), now).await;
    assert_eq!(setting.reason("acme").await.as_deref(), Some("stop"));
    assert_eq!(setting.reason("elsewhere").await, None);
}

#[tokio::test]
async fn a_start_that_is_delivered_twice_lifts_nothing_that_was_said_after_it() {
    let setting = Setting::start().await;
    setting.texts("acme", 1, Some(OURS), Locale::Lv).await;
    setting.done(&word("STOP", OURS)).await;
    setting.clock.advance(SignedDuration::from_secs(1));
    let started = setting.clock.now();
    setting.done(&word("START", OURS)).await;
    // By the link of a text, which is no word.
    let at = started + SignedDuration::from_secs(1);
    let suppression = Suppression {
        id: phone_id("acme"),
        channel: Channel::Sms,
        reason: "unsubscribed".to_owned(),
        by_person: true,
        at,
    };
    setting.store().suppress(&workspace(), &suppression).await.unwrap();
    assert_eq!(setting.take_at(&word("START", OURS), started).await, BatchAnswer::default());
    assert_eq!(setting.reason("acme").await.as_deref(), Some("unsubscribed"));
}

#[tokio::test]
async fn a_start_that_comes_in_late_lifts_no_refusal_that_was_said_again_after_it() {
    let setting = Setting::start().await;
    setting.texts("acme", 1, Some(OURS), Locale::Lv).await;
    let minute = |minute: i64| time(NOW) + SignedDuration::from_mins(minute);
    // By the link of a text, twice.
    for at in [minute(1), minute(3)] {
        let suppression = Suppression {
            id: phone_id("acme"),
            channel: Channel::Sms,
            reason: "unsubscribed".to_owned(),
            by_person: true,
            at,
        };
        setting.store().suppress(&workspace(), &suppression).await.unwrap();
    }
    for (started, reason) in [(minute(2), Some("unsubscribed")), (minute(4), None)] {
        assert_eq!(setting.take_at(&word("START", OURS), started).await, BatchAnswer::default());
        assert_eq!(setting.reason("acme").await.as_deref(), reason);
    }
}

#[tokio::test]
async fn the_envelopes_time_counts_for_more_than_the_queues() {
    let setting = Setting::start().await;
    setting.texts("acme", 1, Some(OURS), Locale::Lv).await;
    let wrapped = |words: &str, at: &str| json!({"Type": "Notification", "Message": word(words, OURS).to_string(), "Timestamp": at});
    setting.done(&wrapped("STOP", "2026-11-21T09:59:00.000Z")).await;
    assert_eq!(
        setting.store().suppression(&workspace(), phone_id("acme")).await.unwrap().unwrap().at,
        time("2026-11-21T09:59:00Z")
    );
    setting.done(&wrapped("START", "2026-11-21T09:58:00.000Z")).await;
    assert_eq!(setting.reason("acme").await.as_deref(), Some("stop"));
}

#[tokio::test]
async fn a_word_from_a_number_that_nobody_texted_is_done_and_leaves_nothing() {
    let setting = Setting::start().await;
    let before = setting.database.dump();
    for words in ["STOP", "START", "HELP"] {
        setting.done(&word(words, OURS)).await;
    }
    assert_eq!(setting.database.dump(), before);
    assert!(setting.carrier.replies().is_empty());
}
