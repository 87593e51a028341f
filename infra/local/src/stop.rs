//! Being asked to stop: Ctrl-C, and SIGTERM where there is one. Whoever works in steps ends the one in hand first.

use tokio::sync::watch;

/// Whether the process was asked to stop.
#[derive(Clone, Debug)]
pub struct Stop(watch::Receiver<bool>);

impl Stop {
    /// Listens from now on. Asked a second time, the process ends at once.
    pub fn when_asked() -> Self {
        let (asked, stop) = watch::channel(false);
        tokio::spawn(async move {
            asked_to_stop().await;
            asked.send_replace(true);
            asked_to_stop().await;
            std::process::exit(1);
        });
        Self(stop)
    }

    /// Whether it was asked.
    pub fn asked(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until it is.
    pub async fn wait(mut self) {
        if self.0.wait_for(|asked| *asked).await.is_err() {
            // Nobody listens any more, so nobody is heard.
            std::future::pending::<()>().await;
        }
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
