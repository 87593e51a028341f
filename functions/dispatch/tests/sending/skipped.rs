//! What speaks against sending, and that the reason is kept.

use domain::context::Channel;
use domain::dispatch::Dispatch;
use domain::id::DispatchId;
use domain::message::{Reason, Status};
use jiff::SignedDuration;
use runtime::clock::Clock as _;
use serde_json::{Value, json};
use testing::builders::{survey_id, time, workspace};

use crate::{Setting, task};

const YES: &str = "2026-01-01T00:00:00Z";

/// What becomes of a message that is delivered twice, where nothing may be sent.
async fn skipped(setting: &Setting, id: DispatchId) -> Option<Reason> {
    for _ in 0..2 {
        assert!(setting.deliver(&[task(id)]).await.failures.is_empty());
    }
    let message = setting.message(id).await;
    assert_eq!((message.now().status, message.due_at, setting.post.count()), (Status::Skipped, None, 0));
    assert_eq!(message.history().len(), 2);
    message.now().reason
}

fn with_phone(phone: &str, consent: &Value) -> Value {
    json!({"email": "anna@example.com", "phone": phone, "consent": consent})
}

#[tokio::test]
async fn without_an_address_on_the_channel_the_message_is_skipped() {
    let setting = Setting::new().await;
    let id = setting.text_dispatch("nps", 1).await;
    assert_eq!(skipped(&setting, id).await, Some(Reason::NoAddress));
    setting.person(&json!({"phone": "+37120000000"})).await;
    let id = setting.dispatch(2).await;
    assert_eq!(skipped(&setting, id).await, Some(Reason::NoAddress));
}

#[tokio::test]
async fn without_the_person_the_message_is_skipped() {
    let setting = Setting::new().await;
    let id = setting.dispatch_of("nps", "somebody-else", None, 1).await;
    assert_eq!(skipped(&setting, id).await, Some(Reason::NoAddress));
}

#[tokio::test]
async fn for_an_archived_survey_the_message_is_skipped() {
    let setting = Setting::new().await;
    assert!(setting.database.store.archive_survey(&workspace(), &survey_id("nps")).await.unwrap());
    let id = setting.dispatch(1).await;
    assert_eq!(skipped(&setting, id).await, Some(Reason::SurveyArchived));
}

#[tokio::test]
async fn once_its_link_has_expired_the_message_is_skipped() {
    let setting = Setting::new().await;
    let id = setting.dispatch(1).await;
    setting.clock.advance(SignedDuration::from_hours(24 * 30));
    assert_eq!(skipped(&setting, id).await, Some(Reason::LinkExpired));
}

#[tokio::test]
async fn an_address_on_the_suppression_list_gets_nothing_whatever_its_spelling() {
    let setting = Setting::new().await;
    setting.suppress(Channel::Email).await;
    setting.person(&json!({"email": "ANNA@example.com"})).await;
    let id = setting.dispatch(1).await;
    assert_eq!(skipped(&setting, id).await, Some(Reason::Suppressed));
}

#[tokio::test]
async fn no_text_goes_out_without_a_yes_and_no_mail_after_a_no() {
    let yes = json!({"sms": {"basis": "opt_in", "source": "till", "at": YES}});
    let email = |basis: &str| json!({"email": {"basis": basis, "source": "app", "at": YES}});
    let later = json!({"sms": {"basis": "opt_in", "source": "till", "at": "2027-01-01T00:00:00Z"}});
    for (consent, channel, kind, sent) in [
        (json!({}), Channel::Sms, "transactional", false),
        (email("opt_in"), Channel::Sms, "transactional", false),
        (later, Channel::Sms, "transactional", false),
        (yes, Channel::Sms, "transactional", true),
        (json!({}), Channel::Email, "transactional", true),
        (email("withdrawn"), Channel::Email, "transactional", false),
        (json!({}), Channel::Email, "relationship", false),
        (email("transactional"), Channel::Email, "relationship", false),
        (email("consent"), Channel::Email, "relationship", true),
    ] {
        let setting = Setting::new().await;
        setting.person(&with_phone("+37120000000", &consent)).await;
        setting.survey("asked", &json!({"kind": kind})).await;
        let id = setting.put(Dispatch { survey: survey_id("asked"), channel, ..setting.new_dispatch(1) }).await;
        if sent {
            setting.deliver(&[task(id)]).await;
            assert_eq!(setting.state(id).await, (Status::Sent, None), "{consent}");
        } else {
            assert_eq!(skipped(&setting, id).await, Some(Reason::NoConsent), "{consent}");
        }
    }
}

#[tokio::test]
async fn texts_stay_in_the_countries_that_the_workspace_names() {
    let setting = Setting::new().await;
    setting.workspace(&json!({"sms_countries": ["LV"]})).await;
    setting.person(&with_phone("+37060000000", &crate::texts::consent())).await;
    let id = setting.text_dispatch("nps", 1).await;
    assert_eq!(skipped(&setting, id).await, Some(Reason::CountryNotAllowed));
}

#[tokio::test]
async fn a_text_that_fits_into_no_wording_is_not_sent() {
    let setting = Setting::new().await;
    setting.workspace(&json!({"company": "Ж".repeat(60), "sms_segments": 1, "sms_sender": "Acme"})).await;
    setting.person(&with_phone("+37120000000", &crate::texts::consent())).await;
    let id = setting
        .put(Dispatch { channel: Channel::Sms, locale: Some(domain::locale::Locale::Ru), ..setting.new_dispatch(1) })
        .await;
    assert_eq!(skipped(&setting, id).await, Some(Reason::TooLong));
}

#[tokio::test]
async fn whoever_was_asked_lately_is_not_asked_again_and_it_is_said_when_they_may_be() {
    let setting = Setting::new().await;
    setting.survey("weekly", &json!({"throttle_days": 7})).await;
    let first = setting.dispatch(1).await;
    setting.deliver(&[task(first)]).await;
    setting.clock.advance(SignedDuration::from_hours(24 * 6));
    let second = setting.dispatch_of("weekly", "anna", None, 2).await;
    setting.deliver(&[task(second)]).await;
    let entry = setting.message(second).await.now().clone();
    assert_eq!((entry.status, entry.reason), (Status::Skipped, Some(Reason::Throttled)));
    assert_eq!(entry.eligible_at, Some(time("2026-11-28T10:00:00Z")));
    // What was skipped stays so; from then on, another may be asked for.
    setting.clock.set(entry.eligible_at.unwrap() - SignedDuration::from_secs(1));
    let early = setting.dispatch_of("weekly", "anna", None, 3).await;
    setting.clock.set(entry.eligible_at.unwrap());
    let third = setting.dispatch_of("weekly", "anna", None, 4).await;
    setting.clock.advance(SignedDuration::from_secs(-1));
    setting.deliver(&[task(early)]).await;
    setting.clock.advance(SignedDuration::from_secs(1));
    setting.deliver(&[task(third), task(second)]).await;
    assert_eq!(setting.state(early).await.1, Some(Reason::Throttled));
    assert_eq!(setting.state(third).await, (Status::Sent, None));
    assert_eq!(setting.state(second).await.1, Some(Reason::Throttled));
    assert_eq!(setting.post.count(), 2);
}

#[tokio::test]
async fn a_text_counts_for_the_mails_to_the_same_person() {
    let setting = Setting::new().await;
    setting.person(&with_phone("+37120000000", &crate::texts::consent())).await;
    setting.survey("monthly", &json!({"throttle_days": 30})).await;
    let text = setting.text_dispatch("nps", 1).await;
    let mail = setting.dispatch_of("monthly", "anna", None, 2).await;
    setting.deliver(&[task(text), task(mail)]).await;
    assert_eq!(setting.state(text).await, (Status::Sent, None));
    assert_eq!(setting.state(mail).await, (Status::Skipped, Some(Reason::Throttled)));
    // Also under another person's id: it is the address that was asked.
    let again = domain::person::Person::parse(&json!({"phone": "+37120000000", "email": "a@example.com"}), "").unwrap();
    setting.database.store.change_person(&workspace(), &"twin".parse().unwrap(), |_| again.clone()).await.unwrap();
    let twin = setting.dispatch_of("monthly", "twin", None, 3).await;
    setting.deliver(&[task(twin)]).await;
    assert_eq!(setting.state(twin).await, (Status::Skipped, Some(Reason::Throttled)));
    assert_eq!(
        setting.message(twin).await.now().eligible_at,
        Some(setting.clock.now() + SignedDuration::from_hours(720))
    );
}
