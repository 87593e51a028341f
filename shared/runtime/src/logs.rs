//! Logs: JSON lines in Lambda, readable lines on one machine. A line has a sentence and fields, never a person's data.

use tracing::Subscriber;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::util::SubscriberInitExt;

fn filter() -> EnvFilter {
    EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"))
}

/// JSON lines. What is true of the whole request or invocation stands in each of them, under `span`.
pub(crate) fn lines<W>(filter: EnvFilter, writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(false)
        .with_env_filter(filter)
        .with_writer(writer)
        .finish()
}

/// Starts JSON logs on standard output: what CloudWatch reads. Lambda adds the time itself, but a log that was exported
/// has to have it too.
pub fn json() {
    lines(filter(), std::io::stdout).init();
}

/// Starts readable logs on standard error, for people at a terminal.
pub fn readable(default: &str) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default));
    tracing_subscriber::fmt().compact().with_env_filter(filter).with_writer(std::io::stderr).init();
}
