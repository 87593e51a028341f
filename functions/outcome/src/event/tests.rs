use std::collections::BTreeMap;

use serde_json::json;

use super::*;

const MAILS: &str = include_str!("../../../../infra/events/outcome-mails.json");
const TEXTS: &str = include_str!("../../../../infra/events/outcome-texts.json");
const WORDS: &str = include_str!("../../../../infra/events/outcome-words.json");

/// The records of a sample, by the ids that they have there.
fn sample(text: &str) -> BTreeMap<String, Event> {
    let batch: crate::Batch = serde_json::from_str(text).unwrap();
    let records = batch.records.into_iter();
    records.map(|record| (record.message_id.unwrap(), read(&record.body).unwrap())).collect()
}

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn tag() -> Option<Tag> {
    Tag::read("acme", "dsp_01a1ffe8a8807c1e8d2f3a4b5c6d7e8f", "0")
}

/// What each record says, to the second, and whether it names somebody; those that say nothing are left out.
fn said(text: &str) -> Vec<(String, Feedback, String, usize)> {
    let news = sample(text).into_iter().filter_map(|(id, event)| match event {
        Event::News(news) => {
            assert_eq!(news.tag, tag(), "{id}");
            Some((id, news.feedback, news.at.to_string(), news.about.len()))
        }
        _ => None,
    });
    news.collect()
}

#[test]
fn each_event_of_a_mail_says_what_aws_says_that_it_does() {
    let (bounced, complained) = ("2026-11-21T10:00:02.669Z", "2026-11-21T10:05:00Z");
    let expected = [
        ("bounce-permanent-general", Feedback::HardBounce, bounced, 1),
        ("bounce-permanent-no-email", Feedback::HardBounce, bounced, 1),
        ("bounce-permanent-on-account-suppression-list", Feedback::AccountSuppressed, bounced, 1),
        ("bounce-permanent-suppressed", Feedback::HardBounce, bounced, 1),
        ("bounce-permanent-unsubscribed-recipient", Feedback::AccountSuppressed, bounced, 1),
        ("bounce-transient-attachment-rejected", Feedback::SoftBounce, bounced, 0),
        ("bounce-transient-content-rejected", Feedback::SoftBounce, bounced, 0),
        ("bounce-transient-general", Feedback::SoftBounce, bounced, 0),
        ("bounce-transient-mailbox-full", Feedback::SoftBounce, bounced, 0),
        ("bounce-transient-message-too-large", Feedback::SoftBounce, bounced, 0),
        ("bounce-undetermined", Feedback::SoftBounce, bounced, 0),
        ("complaint", Feedback::Complained, complained, 1),
        ("complaint-on-account-suppression-list", Feedback::AccountSuppressed, complained, 1),
        ("complaint-without-a-report", Feedback::Complained, complained, 1),
        ("delivery", Feedback::Delivered, "2026-11-21T10:00:03Z", 0),
        ("delivery-delay", Feedback::Delayed, "2026-11-21T10:00:02Z", 0),
        ("reject", Feedback::Rejected, "2026-11-21T10:00:01.012Z", 0),
        ("send", Feedback::Sent, "2026-11-21T10:00:01.012Z", 0),
    ];
    let expected = expected.map(|(id, feedback, at, about)| (id.to_owned(), feedback, at.to_owned(), about));
    assert_eq!(said(MAILS), expected);
}

#[test]
fn automatic_replies_opens_and_the_like_say_nothing_of_a_message() {
    let others: Vec<_> = sample(MAILS).into_iter().filter(|(_, event)| matches!(event, Event::Other(_))).collect();
    let ids: Vec<_> = others.iter().map(|(id, _)| id.as_str()).collect();
    let expected =
        ["bounce-transient-general-reply", "click", "complaint-not-spam", "open", "rendering-failure", "subscription"];
    assert_eq!(ids, expected);
}

#[test]
fn each_event_of_a_text_says_what_its_table_says() {
    let expected = [
        ("text-blocked", Feedback::Undeliverable, 0),
        ("text-carrier-blocked", Feedback::Undeliverable, 0),
        ("text-carrier-unreachable", Feedback::Undeliverable, 0),
        ("text-carrier-unreachable-meanwhile", Feedback::Delayed, 0),
        ("text-delivered", Feedback::Delivered, 0),
        ("text-invalid", Feedback::HardBounce, 1),
        ("text-invalid-message", Feedback::Rejected, 0),
        ("text-pending-meanwhile", Feedback::Sent, 0),
        ("text-protect-blocked", Feedback::Rejected, 0),
        ("text-queued-meanwhile", Feedback::Sent, 0),
        ("text-sent-meanwhile", Feedback::Sent, 0),
        ("text-spam", Feedback::Rejected, 0),
        ("text-successful", Feedback::Delivered, 0),
        ("text-successful-meanwhile", Feedback::Sent, 0),
        ("text-ttl-expired", Feedback::Expired, 0),
        ("text-unknown", Feedback::Sent, 0),
        ("text-unreachable", Feedback::Undeliverable, 0),
        ("text-unreachable-meanwhile", Feedback::Delayed, 0),
    ];
    let at = "2026-11-21T10:00:03.47Z";
    let expected = expected.map(|(id, feedback, about)| (id.to_owned(), feedback, at.to_owned(), about));
    assert_eq!(said(TEXTS), expected);
    assert_eq!(sample(TEXTS)["voice-completed"], Event::Other("VOICE_COMPLETED".to_owned()));
}

#[test]
fn a_text_that_came_in_is_read_with_the_time_of_its_envelope() {
    let words = sample(WORDS);
    let Event::Word(stop) = &words["stop"] else { panic!("{words:?}") };
    assert_eq!((stop.from.as_str(), stop.to.as_ref().unwrap().as_str()), ("+37120000000", "+37166000000"));
    assert_eq!((stop.text.as_str(), stop.at), ("STOP", None));
    let Event::Word(start) = &words["start"] else { panic!("{words:?}") };
    assert_eq!((start.text.as_str(), start.at), ("START", Some(time("2026-11-21T10:20:00Z"))));
    let batch: crate::Batch = serde_json::from_str(WORDS).unwrap();
    assert!(batch.records.iter().all(|record| record.sent_at() == Some(time("2026-11-21T10:10:00Z"))));
}

fn bounce(recipients: &Value, destination: &Value) -> Vec<Contact> {
    let event = json!({
        "eventType": "Bounce",
        "bounce": {"bounceType": "Permanent", "bounceSubType": "General", "timestamp": "2026-11-21T10:00:00.000Z",
            "bouncedRecipients": recipients},
        "mail": {"timestamp": "2026-11-21T10:00:00.000Z", "destination": destination}
    });
    let Ok(Event::News(news)) = read(&event.to_string()) else { panic!("{event}") };
    news.about
}

#[test]
fn a_bounce_is_about_whom_it_names_and_whom_the_mail_was_sent_to() {
    let about = |emails: &[&str]| emails.iter().map(|email| Contact::Email(email.parse().unwrap())).collect::<Vec<_>>();
    // Named in a header's way, in another case, and with a domain in letters of its own: one and the same.
    let named =
        json!([{"emailAddress": "\"Anna <A>\" <Anna@xn--rga-uta.example>"}, {"emailAddress": "anna@rīga.example"}]);
    assert_eq!(bounce(&named, &json!(["anna@rīga.example"])), about(&["anna@rīga.example"]));
    // Passed on to another mailbox, which bounced.
    let passed_on = json!([{"emailAddress": "anna@other.example"}]);
    assert_eq!(bounce(&passed_on, &json!(["anna@example.com"])), about(&["anna@other.example", "anna@example.com"]));
    // Unreadable or not there: the one that it was sent to.
    for odd in [json!([{"emailAddress": "no address"}]), json!([{}]), json!([]), json!(null), json!("x")] {
        assert_eq!(bounce(&odd, &json!(["anna@example.com"])), about(&["anna@example.com"]), "{odd}");
    }
    assert_eq!(bounce(&json!([]), &json!([])), []);
}

#[test]
fn what_was_not_sent_from_here_has_no_tag() {
    let event = |tags: Value| {
        let mail = json!({"timestamp": "2026-11-21T10:00:00.000Z", "tags": tags});
        let Ok(Event::News(news)) = read(&json!({"eventType": "Send", "mail": mail}).to_string()) else { panic!() };
        news.tag
    };
    let dispatch = "dsp_01a1ffe8a8807c1e8d2f3a4b5c6d7e8f";
    assert_eq!(event(json!({"workspace": ["YWNtZQ"], "dispatch": [dispatch], "message": ["0"]})), tag());
    for odd in [
        json!(null),
        json!({}),
        json!({"workspace": ["acme"], "dispatch": [dispatch], "message": ["0"]}),
        json!({"workspace": ["YWNtZQ"], "dispatch": ["dsp_1"], "message": ["0"]}),
        json!({"workspace": ["YWNtZQ"], "dispatch": [dispatch], "message": ["-1"]}),
        json!({"workspace": ["YWNtZQ"], "dispatch": [dispatch], "message": [0]}),
        json!({"workspace": ["YWNtZQ"], "dispatch": dispatch, "message": ["0"]}),
    ] {
        assert_eq!(event(odd.clone()), None, "{odd}");
    }
}

#[test]
fn what_is_no_event_is_refused_and_not_quoted() {
    let wrapped = |inner: &str| json!({"Type": "Notification", "Message": inner}).to_string();
    let bounce = json!({"eventType": "Bounce", "bounce": {"bouncedRecipients": []}, "mail": {}}).to_string();
    let delivery = json!({"eventType": "Delivery", "delivery": {"timestamp": "zenta"}, "mail": {}}).to_string();
    let from = json!({"originationNumber": "zenta", "messageBody": "zenta"}).to_string();
    let wordless = json!({"originationNumber": "+37120000000", "messageBody": null}).to_string();
    let timeless = json!({"eventType": "TEXT_DELIVERED", "isFinal": true, "eventTimestamp": "zenta"}).to_string();
    let bodies = [
        String::new(),
        "zenta".to_owned(),
        "[]".to_owned(),
        "7".to_owned(),
        "{}".to_owned(),
        "{\"zenta\":1}".to_owned(),
        "{\"eventType\":\"zenta@example.com\"}".to_owned(),
        wrapped("zenta"),
        wrapped("{}"),
        bounce,
        delivery,
        from,
        wordless,
        timeless,
    ];
    for body in bodies {
        let refused = read(&body).unwrap_err().to_string();
        assert!(refused.starts_with("the record is not an event (") && !refused.contains("zenta"), "{body}: {refused}");
    }
}

#[test]
fn the_greeting_of_ses_is_no_failure() {
    let greeting = "Successfully validated SNS topic for Amazon SES event publishing.";
    let wrapped = json!({"Type": "Notification", "Message": greeting}).to_string();
    for body in [greeting, &wrapped] {
        assert_eq!(read(body), Ok(Event::Other("greeting".to_owned())));
    }
}

#[test]
fn the_notifications_of_an_identity_are_read_too() {
    let mail = json!({"timestamp": "2026-11-21T10:00:00.000Z"});
    let delivery = json!({"timestamp": "2026-11-21T10:00:01.000Z"});
    let event = json!({"notificationType": "Delivery", "mail": mail, "delivery": delivery}).to_string();
    assert!(matches!(read(&event), Ok(Event::News(News { feedback: Feedback::Delivered, tag: None, .. }))));
}
