//! The Lambda function `dispatch`: wires the queue of messages to its handler, and that to SES.

use std::sync::Arc;

use channels::{Sender, ses::Ses};
use dispatch::Dispatcher;
use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use runtime::{batch::SqsBatch, logs, settings::Settings};
use web::lambda::Wanted;

#[tokio::main]
async fn main() -> Result<(), Error> {
    logs::json();
    let mut settings = Settings::from_env();
    let wanted = Wanted::read(&mut settings);
    // Only a request could tell it otherwise, and a queue brings none.
    let _: Option<String> = settings.required("ATBALSS_BASE_URL");
    let from: Option<Sender> = settings.required("ATBALSS_FROM_EMAIL");
    let configuration_set = settings.optional("ATBALSS_CONFIGURATION_SET");
    settings.finish()?;
    let (backend, from) = wanted.connect().await.zip(from).ok_or("a setting is missing")?;
    let dispatcher = &Dispatcher::new(backend, Arc::new(Ses::from_env(configuration_set).await), from);
    let handle =
        |event: LambdaEvent<SqsBatch>| async move { dispatcher.handle(event.payload).await.map_err(Error::from) };
    run(service_fn(handle)).await
}
