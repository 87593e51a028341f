//! Logs: JSON lines in Lambda, readable lines on one machine. A line has a sentence and fields, never a person's data.

use tracing_subscriber::EnvFilter;

fn filter() -> EnvFilter {
    EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"))
}

/// Starts JSON logs on standard output: what CloudWatch reads. Lambda adds the time itself, but a log that was exported
/// has to have it too.
pub fn json() {
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(false)
        .with_env_filter(filter())
        .init();
}

/// Starts readable logs on standard error, for people at a terminal.
pub fn readable(default: &str) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default));
    tracing_subscriber::fmt().compact().with_env_filter(filter).with_writer(std::io::stderr).init();
}
