//! How fast a worker sends, beside Postfix's own load generator: both hand as many mails of one size to one smtp-sink, over as
//! many connections, in one run. The worker claims each message in the tables before and writes its end after.
//! `tests/speed/run` starts it.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a run that can't go on has failed")]

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command};
use std::sync::Arc;
use std::time::{Duration, Instant};

use channels::outbox::Outbox;
use channels::smtp::Smtp;
use dispatch::{Channels, Dispatcher};
use domain::dispatch::Dispatch;
use domain::id::DispatchId;
use domain::message::Status;
use futures::stream::{self, StreamExt as _};
use runtime::batch::{SqsBatch, SqsRecord};
use serde_json::{Value, json};
use testing::builders::{address_key, dispatch, stored_person, stored_survey, workspace};
use testing::clock::ManualClock;
use testing::database::{self, TestDatabase};
use web::backend::Backend;

/// Connections of either side, which is what the worker keeps.
const CONNECTIONS: usize = 8;
/// The size of one of our mails, in bytes; `smtp-source` fills its own up to it.
const BYTES: &str = "9000";

fn id(number: usize) -> DispatchId {
    DispatchId::new(uuid::Uuid::from_u128((number as u128 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835)))
}

fn sink(postfix: &Path) -> (Child, String) {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let address = format!("127.0.0.1:{port}");
    let sink = Command::new(postfix.join("usr/sbin/smtp-sink")).args(["-u", "root", &address, "200"]).spawn();
    let patience = Instant::now() + Duration::from_secs(20);
    while std::net::TcpStream::connect(&address).is_err() {
        assert!(Instant::now() < patience, "smtp-sink does not listen");
        std::thread::sleep(Duration::from_millis(20));
    }
    (sink.expect("smtp-sink starts"), address)
}

/// Everybody has a dispatch that is due.
async fn prepare(database: &TestDatabase, clock: &ManualClock, messages: usize) {
    use runtime::clock::Clock as _;
    let (store, now) = (&database.store, clock.now());
    stored_survey(store, "nps", "nps", &Value::Null).await;
    stream::iter(0..messages)
        .for_each_concurrent(16, |number| async move {
            let person = format!("p{number}");
            stored_person(store, &person, &json!({"email": format!("{person}@example.com")})).await;
            let asked = Dispatch { id: id(number), person: person.parse().unwrap(), ..dispatch(0, now) };
            store.put_dispatch(&workspace(), &asked).await.expect("stored");
        })
        .await;
}

async fn send_all(dispatcher: &Dispatcher, messages: usize) -> Duration {
    let body = |number| json!({"workspace": "acme", "dispatch": id(number).to_string(), "message": 0}).to_string();
    let began = Instant::now();
    stream::iter(0..messages)
        .for_each_concurrent(CONNECTIONS, |number| async move {
            let record = SqsRecord { message_id: Some(number.to_string()), body: body(number) };
            let answer = dispatcher.handle(SqsBatch { records: vec![record] }).await.expect("an answer");
            assert!(answer.failures.is_empty());
        })
        .await;
    began.elapsed()
}

fn source(postfix: &Path, address: &str, messages: usize, more: &[&str]) -> Duration {
    let began = Instant::now();
    let sent = Command::new(postfix.join("usr/sbin/smtp-source"))
        .args(["-m", &messages.to_string(), "-l", BYTES])
        .args(more)
        .args(["-f", "survey@example.com", "-t", "p@example.com", address])
        .status();
    assert!(sent.expect("smtp-source runs").success());
    began.elapsed()
}

#[tokio::main]
async fn main() {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let [postfix, messages] = arguments.as_slice() else {
        panic!("usage: sending POSTFIX MESSAGES; see tests/speed/run")
    };
    let (postfix, messages): (&Path, usize) = (postfix.as_ref(), messages.parse().unwrap());
    let (mut server, address) = sink(postfix);
    let database = database::start().await;
    database.end_stream();
    let clock = Arc::new(ManualClock::at("2026-11-21T10:00:00Z"));
    prepare(&database, &clock, messages).await;
    let texts = tempfile::tempdir().unwrap();
    let channels = Channels {
        mailer: Arc::new(format!("smtp://{address}").parse::<Smtp>().unwrap()),
        texter: Arc::new(Outbox::open(texts.path()).unwrap()),
    };
    let backend = Backend {
        store: database.store.clone(),
        clock,
        links: "k1:0123456789abcdef0123456789abcdef".parse().unwrap(),
        addresses: address_key(),
        base_url: "https://voc.example.com".to_owned(),
        issuer: None,
    };
    let dispatcher = Dispatcher::new(backend, channels, "survey@example.com".parse().unwrap());
    let ours = send_all(&dispatcher, messages).await;
    let last = database.store.message(&workspace(), id(messages - 1), 0).await.unwrap().unwrap().0;
    assert_eq!(last.now().status, Status::Sent);
    let sessions = CONNECTIONS.to_string();
    let source = |more: &[&str]| source(postfix, &address, messages, more);
    let (kept, anew, one) = (source(&["-d", "-s", &sessions]), source(&["-s", &sessions]), source(&[]));
    let _ = (server.kill(), server.wait());
    println!("| smtp-source | messages/s | atbalss reaches |\n| --- | --- | --- |");
    #[expect(clippy::cast_precision_loss, reason = "some thousands")]
    let rate = |took: Duration| messages as f64 / took.as_secs_f64();
    let manners =
        [("connections kept", kept), ("a connection each", anew), ("by default: one session, a connection each", one)];
    for (manner, took) in manners {
        println!("| {manner} | {:.0} | {:.0} % |", rate(took), 100.0 * rate(ours) / rate(took));
    }
    println!("\natbalss: {:.0} messages/s, each claimed and its end written down", rate(ours));
}
