//! The id of the request that is being handled: every error and every log line carries it.

tokio::task_local! {
    static REQUEST_ID: String;
}

/// The id of the request that is being handled.
pub fn current() -> String {
    REQUEST_ID.try_with(Clone::clone).unwrap_or_default()
}

/// Handles a request under this id.
pub async fn within<T>(id: String, handling: impl Future<Output = T>) -> T {
    REQUEST_ID.scope(id, handling).await
}
