//! Being asked to stop: Ctrl-C, and SIGTERM where there is one. Whoever works in steps ends the one in hand first.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the process was asked to stop.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Listens from now on. Asked a second time, the process ends at once.
    pub fn when_asked() -> Self {
        let stop = Self::default();
        let asked = stop.clone();
        tokio::spawn(async move {
            asked_to_stop().await;
            asked.0.store(true, Ordering::Relaxed);
            asked_to_stop().await;
            std::process::exit(1);
        });
        stop
    }

    /// Whether it was asked.
    pub fn asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Waits for Ctrl-C or SIGTERM.
pub async fn asked_to_stop() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! { () = interrupt => {}, () = terminate => {} }
}
