//! The Lambda function `react`: wires the table's stream to its handler.

use react::React;
use runtime::lambda::{Error, serve};
use runtime::settings::{MISSING, Settings};
use store::{Store, Tables};

#[tokio::main]
async fn main() -> Result<(), Error> {
    runtime::logs::json();
    let mut settings = Settings::from_env();
    let tables = Tables::from_settings(|name| settings.required(name));
    settings.finish()?;
    let react = &React::new(Store::of_function(tables.ok_or(MISSING)?));
    serve("react", |batch| react.handle(batch)).await
}
