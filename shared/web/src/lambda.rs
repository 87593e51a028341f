//! The start of an HTTP function in Lambda: settings, clients made once, then the router under `lambda_http`.
//!
//! A function's `main.rs` is `web::lambda::serve("submit", submit::router).await`. One that needs more than the
//! [`Backend`] reads [`Wanted`] and its own settings from one [`Settings`], so that all missing ones are named at once, and
//! ends with [`run`].

mod answer;

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use domain::contact::AddressKey;
use domain::link::LinkKeys;
use runtime::clock::SystemClock;
use runtime::settings::Settings;
use store::{Store, Tables};
use tower::{Service, ServiceExt};

use crate::backend::Backend;
use crate::issuer::Issuer;

pub use answer::Answer;
/// Why a function could not start or go on.
pub use lambda_http::Error;

/// The settings that a [`Backend`] is made of.
#[derive(Debug)]
pub struct Wanted {
    data: Option<String>,
    rollups: Option<String>,
    base_url: Option<String>,
    links: Option<LinkKeys>,
    addresses: Option<AddressKey>,
    issuer: Option<Issuer>,
}

impl Wanted {
    /// Reads them; what is missing or wrong, `settings.finish()` tells.
    pub fn read<F: Fn(&str) -> Option<String>>(settings: &mut Settings<F>) -> Self {
        Self {
            data: settings.required("ATBALSS_TABLE_DATA"),
            rollups: settings.required("ATBALSS_TABLE_ROLLUPS"),
            base_url: settings.optional("ATBALSS_BASE_URL"),
            links: settings.required("ATBALSS_LINK_KEYS"),
            addresses: settings.required("ATBALSS_ADDRESS_KEY"),
            issuer: Issuer::read(settings),
        }
    }

    /// Connects; none where a setting is missing, which `settings.finish()` has told by then.
    pub fn connect(self) -> Option<Backend> {
        let tables = Tables { data: self.data?, rollups: self.rollups? };
        let addresses = self.addresses?;
        Some(Backend {
            store: Store::of_function(tables).naming(addresses.clone()),
            clock: Arc::new(SystemClock),
            links: self.links?,
            addresses,
            base_url: self.base_url.unwrap_or_default().trim_end_matches('/').to_owned(),
            issuer: self.issuer,
        })
    }
}

/// Runs a function that needs nothing but a [`Backend`].
///
/// # Errors
/// Settings that are missing or wrong, all at once; or the runtime's own.
pub async fn serve(function: &'static str, router: impl FnOnce(Backend) -> Router) -> Result<(), Error> {
    runtime::logs::json();
    let mut settings = Settings::from_env();
    let wanted = Wanted::read(&mut settings);
    settings.finish()?;
    let backend = wanted.connect().ok_or("a setting is missing")?;
    tracing::info!(function, version = env!("CARGO_PKG_VERSION"), "started");
    run(router(backend)).await
}

/// Answers the events of an HTTP API with a router, until Lambda ends the process.
///
/// # Errors
/// The runtime's own.
pub async fn run(router: Router) -> Result<(), Error> {
    lambda_http::run(service(router)).await
}

/// The same as a service, for one that calls it by itself.
pub fn service(
    router: Router,
) -> impl Service<lambda_http::Request, Response = Answer, Error = Infallible, Future: Send + 'static> + Clone {
    ServiceExt::<lambda_http::Request>::map_response(router, Answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_missing_settings_are_named_at_once() {
        let mut settings = Settings::new(|_| None);
        let _ = Wanted::read(&mut settings);
        let error = settings.finish().unwrap_err().to_string();
        for name in ["ATBALSS_TABLE_DATA", "ATBALSS_TABLE_ROLLUPS", "ATBALSS_LINK_KEYS", "ATBALSS_ADDRESS_KEY"] {
            assert!(error.contains(name), "{error}");
        }
    }
}
