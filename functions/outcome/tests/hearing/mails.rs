//! What each event of a message does to it and to its address.

use domain::context::Channel;
use domain::message::{Reason, Status};
use domain::person::Person;
use outcome::{Batch, Record};
use serde_json::{Value, json};
use testing::builders::{time, workspace};

use crate::*;

#[tokio::test]
async fn a_message_and_its_address_become_what_the_event_says() {
    let setting = Setting::start().await;
    let cases = [
        ("Send", json!({"send": {}}), (Status::Sent, None), None),
        (
            "DeliveryDelay",
            json!({"deliveryDelay": {"timestamp": "2026-11-21T10:00:02.000Z"}}),
            (Status::Sent, Some(Reason::Delayed)),
            None,
        ),
        ("Reject", json!({"reject": {"reason": "Bad content"}}), (Status::Failed, Some(Reason::Rejected)), None),
    ];
    let mut number = 0;
    let mut events = Vec::new();
    for (kind, more, expected, reason) in cases {
        number += 1;
        let (id, to) = (setting.sent(number, Channel::Email).await, format!("anna{number}@example.com"));
        events.push((mail(id, &to, kind, &more), id, to, expected, reason));
    }
    for (kind, subtype, expected, reason) in [
        ("Permanent", "General", Reason::HardBounce, Some("hard_bounce")),
        ("Permanent", "Suppressed", Reason::HardBounce, Some("hard_bounce")),
        ("Permanent", "OnAccountSuppressionList", Reason::AccountSuppressed, Some("account_suppressed")),
        ("Transient", "MailboxFull", Reason::SoftBounce, None),
        ("Undetermined", "Undetermined", Reason::SoftBounce, None),
    ] {
        number += 1;
        let (id, to) = (setting.sent(number, Channel::Email).await, format!("anna{number}@example.com"));
        events.push((bounce(id, &to, kind, subtype), id, to, (Status::Bounced, Some(expected)), reason));
    }
    let (id, to) = (setting.sent(100, Channel::Email).await, "anna100@example.com".to_owned());
    events.push((complaint(id, &to), id, to, (Status::Complained, Some(Reason::Complaint)), Some("complaint")));
    let (id, to) = (setting.sent(101, Channel::Email).await, "anna101@example.com".to_owned());
    events.push((delivery(id, &to), id, to, (Status::Delivered, None), None));
    for (event, id, to, expected, reason) in events {
        setting.done(&event).await;
        assert_eq!(setting.standing(id).await, expected, "{event}");
        let standing = setting.suppressed(email_id(&to)).await;
        assert_eq!(standing.as_ref().map(|one| one.reason.as_str()), reason, "{event}");
        assert!(standing.is_none_or(|one| one.channel == Channel::Email));
        // Once more: nothing happens any more.
        let before = setting.database.dump();
        setting.done(&event).await;
        assert_eq!(setting.database.dump(), before, "{event}");
    }
}

#[tokio::test]
async fn the_times_are_those_of_the_event() {
    let setting = Setting::start().await;
    let id = setting.sent(1, Channel::Email).await;
    setting.clock.advance(SignedDuration::from_hours(5));
    setting.done(&bounce(id, ANNA, "Permanent", "General")).await;
    let at = time("2026-11-21T10:00:04Z");
    assert_eq!(setting.message(id).await.now().at, at);
    assert_eq!(setting.suppressed(email_id(ANNA)).await.unwrap().at, at);
}

#[tokio::test]
async fn a_number_that_is_none_is_suppressed_and_a_text_that_did_not_arrive_is_not() {
    let setting = Setting::start().await;
    let ends = [
        ("TEXT_TTL_EXPIRED", Status::Failed, Some(Reason::Expired)),
        ("TEXT_BLOCKED", Status::Failed, Some(Reason::Undeliverable)),
        ("TEXT_DELIVERED", Status::Delivered, None),
        ("TEXT_INVALID", Status::Bounced, Some(Reason::HardBounce)),
    ];
    for (number, (kind, status, reason)) in (1..).zip(ends) {
        assert_eq!(setting.suppressed(phone_id("acme")).await, None, "before {kind}");
        let id = setting.sent(number, Channel::Sms).await;
        setting.done(&text(id, kind, true)).await;
        assert_eq!(setting.standing(id).await, (status, reason), "{kind}");
    }
    let standing = setting.suppressed(phone_id("acme")).await.unwrap();
    assert_eq!((standing.channel, standing.reason.as_str()), (Channel::Sms, "hard_bounce"));
}

#[tokio::test]
async fn the_address_that_bounced_is_suppressed_and_not_the_one_that_the_person_has_by_now() {
    let setting = Setting::start().await;
    let person = "anna".parse().unwrap();
    let anna = Person::parse(&json!({"email": "new@example.com"}), "").unwrap();
    setting.store().change_person(&workspace(), &person, |_| anna.clone()).await.unwrap();
    let id = setting.sent(1, Channel::Email).await;
    setting.done(&bounce(id, "old@example.com", "Permanent", "General")).await;
    assert!(setting.suppressed(email_id("old@example.com")).await.is_some());
    assert_eq!(setting.suppressed(email_id("new@example.com")).await, None);
}

#[tokio::test]
async fn news_of_a_message_that_is_not_there_suppresses_and_is_done() {
    let setting = Setting::start().await;
    // Its person was forgotten with it; the address must not be written to for all that.
    setting.done(&bounce(dispatch_id(1), ANNA, "Permanent", "General")).await;
    assert!(setting.suppressed(email_id(ANNA)).await.is_some());
    setting.done(&delivery(dispatch_id(1), ANNA)).await;
    assert_eq!(setting.store().dispatch(&workspace(), dispatch_id(1)).await.unwrap(), None);
    // A reminder that there never was, and what other programs of the account send.
    let id = setting.sent(2, Channel::Email).await;
    let before = setting.database.dump();
    let mut reminder = delivery(id, ANNA);
    reminder["mail"]["tags"]["message"] = json!(["1"]);
    let mut foreign = bounce(id, "other@example.com", "Permanent", "General");
    foreign["mail"]["tags"] = json!({"ses:source-ip": ["192.0.2.0"]});
    let mut elsewhere = delivery(id, ANNA);
    elsewhere["mail"]["tags"]["workspace"] = json!(["b3RoZXI"]);
    for event in [reminder, foreign, elsewhere, mail(id, ANNA, "Open", &json!({}))] {
        setting.done(&event).await;
        assert_eq!(setting.database.dump(), before, "{event}");
    }
}

#[tokio::test]
async fn an_event_in_the_envelope_of_sns_is_the_same_event() {
    let setting = Setting::start().await;
    let id = setting.sent(1, Channel::Email).await;
    let inner = bounce(id, ANNA, "Permanent", "General").to_string();
    let envelope = json!({"Type": "Notification", "MessageId": "m", "Message": inner,
        "Timestamp": "2026-11-21T11:00:00.000Z"});
    setting.done(&envelope).await;
    assert_eq!(setting.standing(id).await, (Status::Bounced, Some(Reason::HardBounce)));
    assert!(setting.suppressed(email_id(ANNA)).await.is_some());
}

#[tokio::test]
async fn a_record_that_is_no_event_comes_again_and_leaves_the_others_done() {
    let setting = Setting::start().await;
    let id = setting.sent(1, Channel::Email).await;
    let record = |id: &str, body: String| Record { message_id: Some(id.to_owned()), body, ..Record::default() };
    let records = vec![
        record("poison", "not JSON".to_owned()),
        record("good", delivery(id, ANNA).to_string()),
        record("odd", json!({"eventType": "Bounce", "mail": {}}).to_string()),
        record("nothing", String::new()),
    ];
    let answer = setting.outcome.handle(Batch { records }).await.unwrap();
    let failed: Vec<_> = answer.failures.iter().map(|failure| failure.id.as_str()).collect();
    assert_eq!(failed, ["poison", "odd", "nothing"]);
    assert_eq!(setting.standing(id).await, (Status::Delivered, None));
    let nameless = Record { message_id: None, ..record("", delivery(id, ANNA).to_string()) };
    assert!(setting.outcome.handle(Batch { records: vec![nameless] }).await.is_err());
}

#[tokio::test]
async fn the_samples_are_taken_in() {
    let setting = Setting::start().await;
    for sample in ["mails", "texts", "words", "sqs"] {
        let path = format!("{}/../../infra/events/outcome-{sample}.json", env!("CARGO_MANIFEST_DIR"));
        let event: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let answer = setting.outcome.handle(serde_json::from_value(event).unwrap()).await.unwrap();
        assert_eq!(answer, BatchAnswer::default(), "{sample}");
    }
}
