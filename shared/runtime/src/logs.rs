//! Logs: JSON lines in Lambda, readable lines on one machine. A line has a sentence and fields, never a person's data.
//!
//! `RUST_LOG` says how much, by modules and levels: `info,dynoxide=error`. Directives by span or field are not known, since
//! their patterns would bring a whole regex engine into every function.

use tracing::Subscriber;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// What `RUST_LOG` asks for; the default where it is not set or can't be read.
fn filter(default: &str) -> Targets {
    let asked = std::env::var("RUST_LOG").ok().filter(|text| !text.is_empty());
    let asked = asked.and_then(|text| text.parse().ok());
    asked.or_else(|| default.parse().ok()).unwrap_or_else(|| Targets::new().with_default(LevelFilter::INFO))
}

/// JSON lines. What is true of the whole request or invocation stands in each of them, under `span`.
pub(crate) fn lines<W>(filter: Targets, writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(false)
        .with_max_level(LevelFilter::TRACE)
        .with_writer(writer)
        .finish()
        .with(filter)
}

/// Starts JSON logs on standard output: what CloudWatch reads. Lambda adds the time itself, but a log that was exported
/// has to have it too.
pub fn json() {
    lines(filter("info"), std::io::stdout).init();
}

/// Starts readable logs on standard error, for people at a terminal.
pub fn readable(default: &str) {
    let log = tracing_subscriber::fmt().compact().with_max_level(LevelFilter::TRACE).with_writer(std::io::stderr);
    log.finish().with(filter(default)).init();
}

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::*;

    #[test]
    fn the_defaults_of_the_program_can_be_read() {
        let filter: Targets = "info,dynoxide=error".parse().unwrap();
        assert!(filter.would_enable("store", &Level::INFO) && !filter.would_enable("store", &Level::DEBUG));
        assert!(
            filter.would_enable("dynoxide::http", &Level::ERROR)
                && !filter.would_enable("dynoxide::http", &Level::WARN)
        );
    }
}
