//! `atbalss demo`: everything in memory, with a workspace that has something on every page: surveys of customers and of
//! employees, 60 days of made answers, invitations and business events, already counted.

mod answers;
mod dice;
mod employees;
mod facts;
mod sending;

use std::sync::Arc;

use anyhow::Context;
use channels::outbox::Outbox;
use dispatch::Channels;
use domain::contact::AddressKey;
use domain::context::Channel;
use domain::dispatch::Dispatch;
use domain::id::{DispatchId, WorkspaceId};
use domain::key::Scope;
use domain::person::Person;
use domain::survey::Survey;
use domain::workspace::Workspace;
use futures::{TryStreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use store::Store;
use uuid::Uuid;

use crate::cli::Demo;
use crate::machine::{self, Machine, Parts};
use crate::rollup::progress;
use crate::{embedded, folder, key, link};

/// How many days of answers are made.
const DAYS: i64 = 60;
/// How many writes run side by side.
const AT_ONCE: usize = 16;

/// Runs the command.
pub async fn run(options: Demo) -> anyhow::Result<()> {
    let addresses: AddressKey = folder::new_secret()?.parse().map_err(|why| anyhow::anyhow!("{why}"))?;
    let embedded = embedded::start(None, addresses.clone()).await?;
    let store = embedded.store.clone();
    let workspace: WorkspaceId = "demo".parse()?;
    let mails = tempfile::Builder::new().prefix("atbalss-outbox-").tempdir().context("no folder for the outbox")?;
    let outbox = Arc::new(Outbox::open(mails.path())?);
    let files = tempfile::Builder::new().prefix("atbalss-exports-").tempdir().context("no folder for exports")?;
    let mut machine = Machine::build(Parts {
        embedded,
        listener: machine::listen(options.listen).await?,
        base_url: None,
        issuer: None,
        links: folder::new_link_key()?.parse().map_err(|why| anyhow::anyhow!("{why}"))?,
        addresses,
        from: "survey@localhost".parse()?,
        channels: Channels { mailer: outbox.clone(), texter: outbox },
        send_rate: 50,
        outbox: mails.path().to_owned(),
        exports: files.path().to_owned(),
        stream_position: None,
        traces: None,
        open_to: Some(workspace.clone()).filter(|_| options.listen.ip().is_loopback()),
    })
    .await?;
    eprintln!("Making 60 days of answers and events …");
    let now = Timestamp::now();
    let settings = settle(&store, &workspace).await?;
    let zone = &settings.time_zone;
    let surveys = answers::fill(&store, &workspace, zone, now).await?;
    sending::fill(&store, &workspace, zone, &surveys, now).await?;
    employees::fill(&store, &workspace, zone, now, &machine.rollups).await?;
    facts::fill(&store, &workspace, now, DAYS).await?;
    machine.stream.drain().await?;
    // Timelines mark the days that they add to.
    loop {
        let marks = store.marks().await?;
        if marks.is_empty() {
            break;
        }
        let bar = progress(marks.len());
        let rollups = &machine.rollups;
        stream::iter(marks.iter().map(Ok::<_, anyhow::Error>))
            .try_for_each_concurrent(AT_ONCE, |mark| async {
                rollups.mark(mark).await?;
                bar.inc(1);
                Ok(())
            })
            .await?;
        bar.finish_and_clear();
    }
    let key = key::create(&store, &workspace, vec![Scope::Admin], Some("demo".to_owned())).await?.reveal();
    let link = invite(&machine, &workspace, &surveys[0], now).await?;
    let url = &machine.backend.base_url;
    key::create_link_key(&store, &workspace).await?;
    let signed = [("order", "4711"), ("person", "visitor")];
    let signed = link::sign(&store, &workspace, &surveys[1], url, &signed).await?;
    println!(
        "Atbalss demo. Everything is in memory and gone when you stop it (Ctrl-C).\n\n  \
         Dashboard      {url}/\n  \
         Answer one     {link}\n  \
         One with stars {signed}\n  \
         Sent messages  {url}/outbox\n  \
         API key        {key}\n\n  \
         curl -H 'Authorization: Bearer {key}' '{url}/v1/metrics?survey=nps&interval=week'\n  \
         curl -H 'Authorization: Bearer {key}' '{url}/v1/metrics?metric=first_response&group_by=agent&interval=all'\n"
    );
    machine.run().await
}

/// Makes the workspace.
async fn settle(store: &Store, ws: &WorkspaceId) -> anyhow::Result<Workspace> {
    let settings = json!({
        "name": "Demo", "company": "Rīta Kafija", "time_zone": "Europe/Riga", "brand": {"color": "#7a4a21"},
        "currency": "EUR", "gross_margin": 62, "targets": {"first_response_minutes": 480},
        "metrics": [
            {
                "id": "mean_order", "kind": "mean", "of": {"event": "order_paid"},
                "name": {"en": "Mean order", "lv": "Vidējais pasūtījums", "lt": "Vidutinis užsakymas", "ru": "Средний заказ"},
            },
            {
                "id": "tickets_an_order", "kind": "ratio",
                "name": {
                    "en": "Tickets an order", "lv": "Pieteikumi uz pasūtījumu",
                    "lt": "Užklausos vienam užsakymui", "ru": "Обращений на заказ",
                },
                "of": {"event": "ticket_opened"}, "to": {"event": "order_paid"},
            },
        ],
    });
    let settings = Workspace::parse(ws.clone(), &settings)?;
    store.put_workspace(&settings).await?;
    Ok(settings)
}

/// A survey link for somebody made up.
async fn invite(machine: &Machine, ws: &WorkspaceId, survey: &Survey, now: Timestamp) -> anyhow::Result<String> {
    let store = &machine.backend.store;
    let person = "visitor".parse()?;
    store.change_person(ws, &person, |_| Person::default()).await?;
    let dispatch = Dispatch {
        id: DispatchId::new(Uuid::now_v7()),
        survey: survey.id.clone(),
        person,
        channel: Channel::Link,
        created_at: now,
        expires_at: now + SignedDuration::from_hours(24 * i64::from(survey.link_days)),
        properties: domain::context::Properties::default(),
        segment: None,
        unsubscribed_at: None,
        locale: None,
        messages: Vec::new(),
    };
    store.put_dispatch(ws, &dispatch).await?;
    Ok(machine.backend.survey_link(ws, dispatch.id, dispatch.expires_at))
}
