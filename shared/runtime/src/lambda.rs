//! The start of a function that a queue, a stream or a schedule calls. Whatever an invocation logs has Lambda's own id of
//! it, so that our lines and Lambda's report of the invocation can be put side by side.

use lambda_runtime::{LambdaEvent, run, service_fn};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tracing::Instrument;
use tracing::field::Empty;

/// Why a function could not start or go on.
pub use lambda_runtime::Error;

/// Hands every event to `handle`, until Lambda ends the process.
///
/// A handler may add the workspace it works for: `tracing::Span::current().record("workspace", …)`.
///
/// # Errors
/// The runtime's own.
pub async fn serve<E, A, X, F, Fut>(function: &'static str, handle: F) -> Result<(), Error>
where
    E: DeserializeOwned,
    A: Serialize,
    X: Into<Error>,
    F: Fn(E) -> Fut,
    Fut: Future<Output = Result<A, X>>,
{
    tracing::info!(function, version = env!("CARGO_PKG_VERSION"), "started");
    run(service_fn(|event| invoke(function, event, &handle))).await
}

/// One invocation. A failure is logged here too: Lambda's own line about it is outside our span.
fn invoke<E, A, X, F, Fut>(
    function: &'static str,
    event: LambdaEvent<E>,
    handle: &F,
) -> impl Future<Output = Result<A, Error>> + use<E, A, X, F, Fut>
where
    X: Into<Error>,
    F: Fn(E) -> Fut,
    Fut: Future<Output = Result<A, X>>,
{
    let LambdaEvent { payload, context } = event;
    let span = tracing::info_span!("invocation", request_id = context.request_id, function, workspace = Empty);
    let handled = span.in_scope(|| handle(payload));
    async move {
        handled.await.map_err(|error| {
            let error: Error = error.into();
            tracing::error!(%error, "the invocation failed");
            error
        })
    }
    .instrument(span)
}

#[cfg(test)]
mod tests {
    use std::io::{self, Write};
    use std::sync::{Arc, Mutex};

    use futures::FutureExt;
    use lambda_runtime::Context;
    use serde_json::{Value, json};
    use tracing_subscriber::filter::Targets;

    use super::*;

    #[derive(Clone, Debug, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn every_line_of_an_invocation_names_it() {
        let lines = Lines::default();
        let kept = lines.clone();
        let log = crate::logs::lines("info".parse::<Targets>().unwrap(), move || kept.clone());
        let mut context = Context::default();
        context.request_id = "8f5a".to_owned();
        let handle = |_: Value| async {
            tracing::info!("at first");
            tracing::Span::current().record("workspace", "acme");
            tracing::warn!(tries = 2, "then");
            Err::<(), _>("no table")
        };
        tracing::subscriber::with_default(log, || {
            let invoked = invoke("react", LambdaEvent::new(json!({}), context), &handle);
            invoked.now_or_never().expect("nothing waits here").unwrap_err();
        });
        let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let messages: Vec<_> = lines.iter().map(|line| line["message"].clone()).collect();
        assert_eq!(messages, ["at first", "then", "the invocation failed"]);
        let named = |workspace: Value| [json!("8f5a"), json!("react"), workspace];
        let seen = |line: &Value| ["request_id", "function", "workspace"].map(|field| line["span"][field].clone());
        assert_eq!(seen(&lines[0]), named(Value::Null));
        assert_eq!(seen(&lines[1]), named(json!("acme")));
        assert_eq!(seen(&lines[2]), named(json!("acme")));
        assert_eq!((lines[1]["tries"].clone(), lines[2]["error"].clone()), (json!(2), json!("no table")));
        assert!(lines.iter().all(|line| line["timestamp"].is_string()), "{text}");
    }
}
