//! `atbalss demo`: everything in memory, with a workspace of three surveys and 60 days of made answers and business events,
//! already counted.

mod facts;

use std::sync::Arc;

use anyhow::Context;
use channels::outbox::Outbox;
use dispatch::Channels;
use domain::context::{Channel, Property};
use domain::day::days;
use domain::dispatch::Dispatch;
use domain::id::{DispatchId, SubmissionId, WorkspaceId};
use domain::key::Scope;
use domain::locale::Locale;
use domain::person::Person;
use domain::posted::Posted;
use domain::response::Response;
use domain::stamped::{Stamped, stamp};
use domain::survey::Survey;
use domain::workspace::Workspace;
use futures::{TryStreamExt, stream};
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde_json::{Value, json};
use store::Store;
use uuid::Uuid;

use crate::cli::Demo;
use crate::machine::{Machine, Parts};
use crate::rollup::progress;
use crate::{embedded, folder, key, link};

/// How many days of answers are made.
const DAYS: i64 = 60;
/// The id of the question that follows a low score.
const MISSING: &str = "missing";
/// How many writes run side by side.
const AT_ONCE: usize = 16;

/// Runs the command.
pub async fn run(options: Demo) -> anyhow::Result<()> {
    let embedded = embedded::start(None).await?;
    let store = embedded.store.clone();
    let workspace: WorkspaceId = "demo".parse()?;
    let mails = tempfile::Builder::new().prefix("atbalss-outbox-").tempdir().context("no folder for the outbox")?;
    let outbox = Arc::new(Outbox::open(mails.path())?);
    let mut machine = Machine::build(Parts {
        embedded,
        listen: options.listen,
        base_url: None,
        links: folder::new_link_key()?.parse().map_err(|why| anyhow::anyhow!("{why}"))?,
        addresses: folder::new_secret()?.parse().map_err(|why| anyhow::anyhow!("{why}"))?,
        from: "survey@localhost".parse()?,
        channels: Channels { mailer: outbox.clone(), texter: outbox },
        send_rate: 50,
        outbox: mails.path().to_owned(),
        stream_position: None,
        open_to: Some(workspace.clone()).filter(|_| options.listen.ip().is_loopback()),
    })
    .await?;
    eprintln!("Making 60 days of answers and events …");
    let now = Timestamp::now();
    let surveys = fill(&store, &workspace, now).await?;
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

/// Makes the workspace, its surveys and their answers.
async fn fill(store: &Store, ws: &WorkspaceId, now: Timestamp) -> anyhow::Result<Vec<Survey>> {
    let settings = json!({
        "name": "Demo", "company": "Rīta Kafija", "time_zone": "Europe/Riga", "brand": {"color": "#7a4a21"},
        "currency": "EUR", "gross_margin": 62, "targets": {"first_response_minutes": 480},
    });
    let settings = Workspace::parse(ws.clone(), &settings)?;
    store.put_workspace(&settings).await?;
    let zone = settings.time_zone;
    let mut surveys = Vec::new();
    let mut answers = Vec::new();
    for (id, name, metric, touchpoint, good) in [
        ("nps", "After the purchase", "nps", "purchase", 58),
        ("csat", "After a ticket", "csat", "support", 76),
        ("ces", "How easy it was", "ces", "support", 55),
    ] {
        let mut definition = json!({"name": name, "metric": metric, "touchpoint": touchpoint});
        if metric == "csat" {
            (definition["look"], definition["questions"]) = (json!("stars"), what_was_missing());
        }
        let survey = Survey::parse(id.parse()?, 1, &definition)?;
        store.put_survey(ws, &survey).await?;
        let today = zone.date(now);
        let mut dice = Dice(0x5eed ^ (good << 8));
        for (age, day) in days(today.checked_sub(DAYS.days())?, today).enumerate() {
            let start = zone.start(day);
            // Weekends are quieter, and things get slowly better.
            let busy = if day.weekday().to_monday_zero_offset() < 5 { 14 } else { 6 };
            for _ in 0..dice.roll(busy) + 3 {
                let at = start + SignedDuration::from_secs(i64::try_from(8 * 3600 + dice.roll(12 * 3600))?);
                if at < now {
                    answers.push(answer(&survey, at, good + age as u64 / 8, &mut dice)?);
                }
            }
        }
        surveys.push(survey);
    }
    let bar = progress(answers.len());
    let writes = stream::iter(answers.iter().map(Ok::<_, anyhow::Error>));
    writes
        .try_for_each_concurrent(AT_ONCE, |response| async {
            store.put_response(ws, response).await?;
            bar.inc(1);
            Ok(())
        })
        .await?;
    bar.finish_and_clear();
    Ok(surveys)
}

/// A question for those who were let down: it is asked after a low score alone.
fn what_was_missing() -> Value {
    let option =
        |id: &str, [en, lv, lt, ru]: [&str; 4]| json!({"id": id, "text": {"en": en, "lv": lv, "lt": lt, "ru": ru}});
    json!([{
        "id": MISSING,
        "type": "choice",
        "text": {
            "en": "What was missing?", "lv": "Kā pietrūka?", "lt": "Ko pritrūko?", "ru": "Чего не хватило?",
        },
        "options": [
            option("speed", ["A quick answer", "Ātras atbildes", "Greito atsakymo", "Быстрого ответа"]),
            option("knowledge", ["Somebody who knew", "Zinoša speciālista", "Išmanančio specialisto", "Знающего специалиста"]),
            option("kindness", ["A kind word", "Laipnības", "Malonaus žodžio", "Приветливости"]),
        ],
        "show_if": {"question": "score", "at_most": 3},
    }])
}

/// One made answer; `good` of a hundred are content.
fn answer(survey: &Survey, at: Timestamp, good: u64, dice: &mut Dice) -> anyhow::Result<Response> {
    let scale = survey.measure.scale();
    let (min, max) = (u64::from(scale.min()), u64::from(scale.max()));
    let score = match dice.roll(100) {
        luck if luck < good => max - dice.roll(2),
        luck if luck < good + 22 => max - 2 - dice.roll(2),
        _ => min + dice.roll(max - min - 2),
    };
    let mut random = [0; 10];
    random[..8].copy_from_slice(&dice.next().to_be_bytes());
    let mut answers = json!({"score": score});
    if survey.question(MISSING).is_some() && score <= 3 {
        answers[MISSING] = json!(["speed", "speed", "knowledge", "kindness"][dice.pick(4)]);
    }
    let body = json!({
        "submission_id": SubmissionId::from_parts(at, random).to_string(),
        "survey": survey.id.as_str(),
        "answers": answers,
        "answered_at": at.to_string(),
    });
    let mut response = Posted::parse(&body, survey, at)?.response;
    let channel = [Channel::Email, Channel::Email, Channel::Link, Channel::App, Channel::Web][dice.pick(5)];
    response.channel = Some(Stamped { value: channel, at });
    response.locale = Some(Stamped { value: Locale::ALL[dice.pick(4)], at });
    let mut properties = domain::context::Properties::default();
    if dice.roll(3) == 0 {
        let touchpoint = ["website", "delivery", "returns"][dice.pick(3)];
        properties.set("touchpoint", Property::Text(touchpoint.to_owned()));
    }
    properties.set("agent", Property::Text(["anna", "jonas", "olga"][dice.pick(3)].to_owned()));
    response.properties.extend(stamp(&properties, at));
    Ok(response)
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

/// Numbers that look random and are the same at every start (splitmix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn roll(&mut self, sides: u64) -> u64 {
        self.next() % sides
    }

    fn pick(&mut self, sides: usize) -> usize {
        usize::try_from(self.next() % sides as u64).unwrap_or(0)
    }
}
