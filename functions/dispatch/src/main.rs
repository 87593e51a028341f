//! The Lambda function `dispatch`: wires the queue of messages to its handler, and that to SES.

use std::sync::Arc;

use channels::{Sender, ses::Ses};
use dispatch::Dispatcher;
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
    let configuration_set = settings.optional("ATBALSS_CONFIGURATION_SET");
    settings.finish()?;
    let backend = wanted.connect().await.ok_or(MISSING)?;
    let ses = Arc::new(Ses::from_env(configuration_set).await);
    let dispatcher = &Dispatcher::new(backend, ses, from.ok_or(MISSING)?);
    serve("dispatch", |batch| dispatcher.handle(batch)).await
}
