//! The Lambda function `dispatch`: wires the queue of messages to its handler, and that to SES and to AWS End User Messaging.

use std::sync::Arc;

use channels::{Sender, ses::Ses, sms::aws::EndUserMessaging};
use dispatch::{Channels, Dispatcher};
use runtime::lambda::{Error, serve};
use runtime::settings::{MISSING, Settings};
use web::lambda::Wanted;

#[tokio::main]
async fn main() -> Result<(), Error> {
    runtime::logs::json();
    let mut settings = Settings::from_env();
    let wanted = Wanted::read(&mut settings);
    // Only a request could tell it otherwise, and a queue brings none.
    let _: Option<String> = settings.required("ATBALSS_BASE_URL");
    let from: Option<Sender> = settings.required("ATBALSS_FROM_EMAIL");
    let mails = settings.optional("ATBALSS_CONFIGURATION_SET");
    let texts = settings.optional("ATBALSS_SMS_CONFIGURATION_SET");
    settings.finish()?;
    let backend = wanted.connect().ok_or(MISSING)?;
    let (mailer, texter) = (Ses::of_function(mails), EndUserMessaging::of_function(texts));
    let channels = Channels { mailer: Arc::new(mailer), texter: Arc::new(texter) };
    let dispatcher = &Dispatcher::new(backend, channels, from.ok_or(MISSING)?);
    serve("dispatch", |batch| dispatcher.handle(batch)).await
}
