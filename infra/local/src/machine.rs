//! One machine: all functions in one process, wired to each other as the template wires them in AWS. The stream, the two
//! queues and the schedules run beside the HTTP server.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use channels::Sender;
use dashboard::Dashboard;
use dispatch::{Channels, Dispatcher};
use domain::contact::AddressKey;
use domain::id::WorkspaceId;
use domain::link::LinkKeys;
use due::Due;
use manage::Manage;
use people::People;
use react::React;
use rollup::Rollups;
use runtime::clock::{Clock, SystemClock};
use store::Tables;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use web::backend::Backend;
use web::issuer::Issuer;

use crate::closing;
use crate::embedded::Embedded;
use crate::erasures;
use crate::forgetting::Traces;
use crate::long_work::LongWork;
use crate::queue::{self, Deliveries};
use crate::stop::asked_to_stop;
use crate::stream::Stream;
use crate::upkeep::Upkeep;
use crate::{download, outbox};

/// How often one machine looks for marks.
const LOOK: Duration = Duration::from_secs(2);
/// How long requests and messages in hand may take to end once the program was asked to stop.
const FAREWELL: Duration = Duration::from_secs(8);

/// What a machine is made of.
pub struct Parts {
    /// The database.
    pub embedded: Embedded,
    /// What listens.
    pub listener: TcpListener,
    /// What links begin with; `http://` and the address where there is none.
    pub base_url: Option<String>,
    /// Whose tokens count beside keys.
    pub issuer: Option<Issuer>,
    /// The keys that sign links.
    pub links: LinkKeys,
    /// What the names of addresses are made with.
    pub addresses: AddressKey,
    /// Whom mails come from.
    pub from: Sender,
    /// What carries messages out.
    pub channels: Channels,
    /// How many of them a second at most.
    pub send_rate: u32,
    /// The folder of those that go to one.
    pub outbox: PathBuf,
    /// The folder of exports.
    pub exports: PathBuf,
    /// Where the stream's position is kept.
    pub stream_position: Option<PathBuf>,
    /// The files beside the database that erasures know.
    pub traces: Option<Traces>,
    /// The workspace whose dashboard opens without a sign-in.
    pub open_to: Option<WorkspaceId>,
}

/// A machine that listens, and does not run yet.
pub struct Machine {
    /// What the routes of every function share.
    pub backend: Backend,
    /// The rollups, for whoever wants some at once.
    pub rollups: Rollups,
    /// The stream.
    pub stream: Stream,
    listener: TcpListener,
    router: Router,
    dispatcher: Dispatcher,
    due: Due,
    sends: Deliveries,
    /// The same work, for days that somebody asked for.
    requests: Rollups,
    tasks: Deliveries,
    marks: Deliveries,
    long_work: LongWork,
    upkeep: Upkeep,
    traces: Option<Traces>,
}

/// Takes the port: before anything is made, so that a start that can't be leaves nothing behind.
pub async fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| {
        format!("{address} can't be listened on; another program may have it, --listen takes another address")
    })
}

impl Machine {
    /// Wires everything.
    pub async fn build(parts: Parts) -> anyhow::Result<Self> {
        let listener = parts.listener;
        let address = listener.local_addr()?;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let store = parts.embedded.store.clone();
        let at_home = address.ip().is_loopback() && parts.base_url.is_none();
        let base_url = parts.base_url.unwrap_or_else(|| format!("http://{address}"));
        let backend = Backend {
            store: store.clone(),
            clock: clock.clone(),
            links: parts.links,
            addresses: parts.addresses,
            base_url: base_url.trim_end_matches('/').to_owned(),
            issuer: parts.issuer,
        };
        let (send_queue, sends) = queue::local(4);
        let (task_queue, tasks) = queue::local(2);
        // Marks don't wait behind a request for years of days.
        let (mark_queue, marks) = queue::local(2);
        let (send_queue, task_queue, mark_queue) = (Arc::new(send_queue), Arc::new(task_queue), Arc::new(mark_queue));
        let upkeep = Upkeep::new(parts.embedded.database.clone(), store.clone(), parts.traces.clone());
        let long_work = LongWork::build(&backend, &parts.exports, &parts.outbox, parts.traces.clone())?;
        if let Some(traces) = &parts.traces {
            erasures::catch_up(&store, traces, &*long_work.copies).await?;
        }
        let dispatcher = Dispatcher::new(backend.clone(), parts.channels, parts.from);
        let react = React::new(store.clone());
        let table = Tables::default().data;
        let stream = Stream::open(parts.embedded.database, react, &table, parts.stream_position)?;
        let manage = Manage {
            backend: backend.clone(),
            rollups: task_queue.clone(),
            jobs: long_work.queue.clone(),
            files: long_work.folder.clone(),
        };
        let people = People {
            backend: backend.clone(),
            jobs: long_work.queue.clone(),
            copies: long_work.copies.clone(),
            patience: people::PATIENCE,
        };
        // Each function brings a fallback of its own; a process has one: that of the pages, which people may look for.
        let mut router = submit::router(backend.clone())
            .reset_fallback()
            .merge(manage::router(manage).reset_fallback())
            .merge(download::router(backend.clone(), long_work.folder.clone()).reset_fallback())
            .merge(events::router(backend.clone()).reset_fallback())
            .merge(people::router(people).reset_fallback())
            .merge(report::router(backend.clone()).reset_fallback())
            .merge(dashboard::router(Dashboard { backend: backend.clone(), open_to: parts.open_to }));
        // Behind a proxy everybody is on loopback: the outbox is for people at this machine.
        if at_home {
            router = router.merge(outbox::router(parts.outbox).reset_fallback());
        }
        Ok(Self {
            rollups: Rollups::new(store.clone(), clock.clone(), mark_queue),
            requests: Rollups::new(store.clone(), clock.clone(), task_queue),
            due: Due::new(store, clock, send_queue, parts.send_rate),
            backend,
            stream,
            listener,
            router,
            dispatcher,
            sends,
            tasks,
            marks,
            long_work,
            upkeep,
            traces: parts.traces,
        })
    }

    /// Serves until the process is asked to stop; requests that run then may end.
    pub async fn run(self) -> anyhow::Result<()> {
        let Self {
            rollups,
            requests,
            stream,
            dispatcher,
            due,
            sends,
            tasks,
            marks,
            long_work,
            upkeep,
            traces,
            listener,
            router,
            ..
        } = self;
        let (waiting, senders) = (marks.waiting(), sends.hands());
        let mut parts = JoinSet::new();
        parts.spawn(stream.run());
        let last = upkeep.clone();
        parts.spawn(upkeep.run());
        long_work.spawn(&mut parts).await?;
        parts.spawn(sends.run("dispatch", move |batch| {
            let dispatcher = dispatcher.clone();
            async move { dispatcher.handle(batch).await }
        }));
        for (name, deliveries, worker) in [("rollup", tasks, requests), ("marks", marks, rollups.clone())] {
            let traces = traces.clone();
            parts.spawn(deliveries.run(name, move |batch| {
                let (rollups, traces) = (worker.clone(), traces.clone());
                async move { closing::work(&rollups, traces.as_ref(), batch).await }
            }));
        }
        let hands = senders.clone();
        parts.spawn(async move {
            loop {
                if !hands.are_closed()
                    && let Err(error) = due.tick(SystemClock.now()).await
                {
                    tracing::error!(%error, "due messages could not be released");
                }
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        });
        parts.spawn(async move {
            loop {
                // What is still being worked off need not be found again.
                if waiting.load(Ordering::Relaxed) == 0
                    && let Err(error) = rollups.look(SystemClock.now()).await
                {
                    tracing::error!(%error, "the marks could not be read");
                }
                tokio::time::sleep(LOOK).await;
            }
        });
        let (stopping, stopped) = tokio::sync::oneshot::channel::<()>();
        // Each request tells who is at the other end; behind a proxy that is the proxy.
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        let hands = senders.clone();
        let server = axum::serve(listener, service).with_graceful_shutdown(async move {
            asked_to_stop().await;
            hands.close();
            // Whoever listens counts the seconds from here.
            let _ = stopping.send(());
        });
        // A message in hand would be unknown for ever if the program ended before it is written down.
        let all_done = async {
            server.await.context("the server stopped")?;
            senders.done().await;
            Ok(())
        };
        let ended = tokio::select! {
            ended = all_done => ended,
            // None of them ever ends by itself: without one of them the machine would only look alive.
            _ = parts.join_next() => anyhow::bail!("a part of the program broke; start it again, nothing is lost"),
            () = async { let _ = stopped.await; tokio::time::sleep(FAREWELL).await } => Ok(()),
        };
        parts.shutdown().await;
        last.end().await.context("the database's file is made anew at the next start")?;
        ended
    }
}
