//! A worker in a process of its own, so that it can be killed: it is told the time and some records by each line of its input,
//! and says by a line of its output which of them have to come again.

use std::sync::Arc;

use channels::outbox::Outbox;
use channels::smtp::Smtp;
use dispatch::{Channels, Dispatcher};
use runtime::batch::{SqsBatch, SqsRecord};
use serde_json::{Value, json};
use store::{Store, Tables};
use testing::builders::address_key;
use testing::clock::ManualClock;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use web::backend::Backend;

pub async fn run(database: &str, smtp: &str) {
    let clock = Arc::new(ManualClock::at("2026-11-21T10:00:00Z"));
    let backend = Backend {
        store: Store::local(database, Tables::default()).naming(address_key()),
        clock: clock.clone(),
        links: "k1:0123456789abcdef0123456789abcdef".parse().unwrap(),
        addresses: address_key(),
        base_url: "https://voc.example.com".to_owned(),
        issuer: None,
    };
    let texts = tempfile::tempdir().unwrap();
    let channels = Channels {
        mailer: Arc::new(smtp.parse::<Smtp>().unwrap()),
        texter: Arc::new(Outbox::open(texts.path()).unwrap()),
    };
    let dispatcher = Dispatcher::new(backend, channels, "survey@example.com".parse().unwrap());
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Some(line) = lines.next_line().await.unwrap() {
        let told: Value = serde_json::from_str(&line).unwrap();
        clock.set(told["now"].as_str().unwrap().parse().unwrap());
        let dispatcher = dispatcher.clone();
        tokio::spawn(async move {
            let bodies = told["bodies"].as_array().unwrap().iter().map(|body| body.as_str().unwrap().to_owned());
            let record = |(number, body): (usize, String)| SqsRecord { message_id: Some(number.to_string()), body };
            let batch = SqsBatch { records: bodies.enumerate().map(record).collect() };
            let answer = dispatcher.handle(batch).await.unwrap();
            let failed: Vec<usize> = answer.failures.iter().map(|failure| failure.id.parse().unwrap()).collect();
            println!("{}", json!({"line": told["line"], "failed": failed}));
        });
    }
}
