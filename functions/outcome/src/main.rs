//! The Lambda function `outcome`: wires the queue of events to its handler, and that to AWS End User Messaging.

use std::sync::Arc;

use channels::sms::aws::EndUserMessaging;
use outcome::Outcome;
use runtime::lambda::{Error, serve};
use runtime::settings::{MISSING, Settings};
use web::lambda::Wanted;

#[tokio::main]
async fn main() -> Result<(), Error> {
    runtime::logs::json();
    let mut settings = Settings::from_env();
    let wanted = Wanted::read(&mut settings);
    let texts = settings.optional("ATBALSS_SMS_CONFIGURATION_SET");
    settings.finish()?;
    let backend = wanted.connect().ok_or(MISSING)?;
    let texter = EndUserMessaging::of_function(texts);
    let outcome = &Outcome::new(backend, Arc::new(texter));
    serve("outcome", |batch| outcome.handle(batch)).await
}
