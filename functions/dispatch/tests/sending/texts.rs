//! Texts: their short links, their sender, and until when they may be delivered.

use domain::contact::Contact;
use domain::context::Channel;
use domain::message::Status;
use domain::workspace::SmsSender;
use serde_json::{Value, json};
use testing::builders::{time, workspace};

use crate::{Setting, task};

/// A yes to texts.
pub fn consent() -> Value {
    json!({"sms": {"basis": "opt_in", "source": "till", "at": "2026-01-01T00:00:00Z"}})
}

/// Gives the person a phone and a yes.
pub async fn with_phone(setting: &Setting) {
    let zone = "Europe/Riga";
    let person = json!({"email": "anna@example.com", "phone": "+37120000000", "time_zone": zone, "consent": consent()});
    setting.person(&person).await;
}

#[tokio::test]
async fn a_text_carries_short_links_that_lead_to_its_dispatch() {
    let setting = Setting::new().await;
    with_phone(&setting).await;
    setting.workspace(&json!({"company": "Acme", "sms_sender": "Acme"})).await;
    let id = setting.text_dispatch("nps", 1).await;
    assert!(setting.deliver(&[task(id)]).await.failures.is_empty());
    assert_eq!(setting.state(id).await, (Status::Sent, None));
    let texts = setting.post.texts();
    let [text] = &texts[..] else { panic!("{texts:?}") };
    assert_eq!((text.dispatch, text.number, text.to.as_str()), (id, 0, "+37120000000"));
    assert_eq!(text.sender.as_ref().map(SmsSender::as_str), Some("Acme"));
    let address = setting.address(Channel::Sms).await;
    let backend = setting.backend(setting.database.store.clone());
    let code = backend.addresses.code(&workspace(), id, &address);
    assert!(text.body.contains(&format!("https://voc.example.com/s/{code}")), "{}", text.body);
    assert!(text.body.contains(&format!("https://voc.example.com/u/{code}")), "a name in letters takes no replies");
    let led = setting.database.store.short_link(&code).await.unwrap().unwrap();
    assert_eq!((led.workspace, led.dispatch, led.address), (workspace(), id, address));
}

#[tokio::test]
async fn a_reply_finds_the_workspace_that_texted_the_number() {
    let setting = Setting::new().await;
    with_phone(&setting).await;
    setting.workspace(&json!({"sms_sender": "+37120000001"})).await;
    let id = setting.text_dispatch("nps", 1).await;
    setting.deliver(&[task(id)]).await;
    let address = setting.address(Channel::Sms).await;
    let Some(Contact::Phone(number)) = setting.contact(Channel::Sms).await else { panic!("no number") };
    let backend = setting.backend(setting.database.store.clone());
    let texted = setting.database.store.texted(backend.addresses.number(&number)).await.unwrap();
    assert_eq!(texted.len(), 1);
    assert_eq!((&texted[0].workspace, texted[0].sender.as_deref()), (&workspace(), Some("+37120000001")));
    assert!(!setting.database.dump().keys().any(|key| key.contains("37120000000")), "{address}");
}

#[tokio::test]
async fn a_phone_that_is_off_until_the_night_never_gets_the_text() {
    let setting = Setting::new().await;
    with_phone(&setting).await;
    let id = setting.text_dispatch("nps", 1).await;
    setting.deliver(&[task(id)]).await;
    // 12:00 in Riga, where texts go out until 21:00.
    assert_eq!(setting.post.texts()[0].expires_at, Some(time("2026-11-21T19:00:00Z")));
}

#[tokio::test]
async fn a_text_whose_link_ends_before_the_night_ends_with_it() {
    let setting = Setting::new().await;
    with_phone(&setting).await;
    let expires_at = time("2026-11-21T11:00:00Z");
    let dispatch = domain::dispatch::Dispatch { channel: Channel::Sms, expires_at, ..setting.new_dispatch(1) };
    let id = setting.put(dispatch).await;
    setting.deliver(&[task(id)]).await;
    assert_eq!(setting.post.texts()[0].expires_at, Some(expires_at));
}
