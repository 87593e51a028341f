//! What speaks against sending, and that the reason is kept.

use domain::message::{Reason, Status};
use jiff::SignedDuration;
use serde_json::json;
use testing::builders::{survey_id, workspace};

use crate::{Setting, task};

async fn skipped(setting: &Setting, person: &str) -> Option<Reason> {
    let id = setting.dispatch_of("nps", person, None, 1).await;
    skipped_later(setting, id).await
}

async fn skipped_later(setting: &Setting, id: domain::id::DispatchId) -> Option<Reason> {
    for _ in 0..2 {
        assert!(setting.deliver(&[task(id)]).await.failures.is_empty());
    }
    let message = setting.message(id).await;
    assert_eq!((message.now().status, message.due_at, setting.post.count()), (Status::Skipped, None, 0));
    assert_eq!(message.history().len(), 2);
    message.now().reason
}

#[tokio::test]
async fn without_an_address_the_message_is_skipped() {
    let setting = Setting::new().await;
    setting.person(&json!({"phone": "+37120000000"})).await;
    assert_eq!(skipped(&setting, "anna").await, Some(Reason::NoAddress));
}

#[tokio::test]
async fn without_the_person_the_message_is_skipped() {
    let setting = Setting::new().await;
    assert_eq!(skipped(&setting, "somebody-else").await, Some(Reason::NoAddress));
}

#[tokio::test]
async fn for_an_archived_survey_the_message_is_skipped() {
    let setting = Setting::new().await;
    assert!(setting.database.store.archive_survey(&workspace(), &survey_id("nps")).await.unwrap());
    assert_eq!(skipped(&setting, "anna").await, Some(Reason::SurveyArchived));
}

#[tokio::test]
async fn once_its_link_has_expired_the_message_is_skipped() {
    let setting = Setting::new().await;
    let id = setting.dispatch(1).await;
    setting.clock.advance(SignedDuration::from_hours(24 * 30));
    assert_eq!(skipped_later(&setting, id).await, Some(Reason::LinkExpired));
}
