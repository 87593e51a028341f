//! The upkeep of the embedded database: what is past its time is removed, as DynamoDB does it, and the file is made anew
//! without what was removed from it. `SQLite` leaves what is deleted in the file until then.

use std::io::ErrorKind;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context;
use dynoxide::Database;
use react::React;
use rusqlite::Connection;
use store::{Store, Tables};

use crate::forgetting::Traces;
use crate::stream::Stream;

/// How often somebody may ask for the file to be made anew.
const LOOK: Duration = Duration::from_secs(2);
/// How often expired items are looked for; first of all only then, so that a machine that was off seals its days before.
const SWEEP: Duration = Duration::from_hours(1);
/// How often the file is made anew without being asked: what is past its time is removed, and nobody asks for that.
const NIGHT: Duration = Duration::from_hours(24);
/// What stands in the place of the keys of the last record of the stream that was read.
const READ: &str = r#"{"pk":{"S":"-"},"sk":{"S":"-"}}"#;
/// What the database adds to a number of its stream when it shows it.
const SHOWN_FROM: u128 = 100_000_000_000_000_000_000;

/// Looks after a database.
#[derive(Clone)]
pub struct Upkeep {
    database: Database,
    pub(crate) store: Store,
    traces: Option<Traces>,
}

impl Upkeep {
    /// Of this database; without a file only what expires is looked after.
    pub const fn new(database: Database, store: Store, traces: Option<Traces>) -> Self {
        Self { database, store, traces }
    }

    /// Looks after it until the process ends.
    pub async fn run(self) {
        let (mut swept, mut renewed) = (Instant::now(), Instant::now());
        loop {
            tokio::time::sleep(LOOK).await;
            if swept.elapsed() >= SWEEP {
                swept = Instant::now();
                match self.sweep().await {
                    Ok(0) => {}
                    Ok(items) => tracing::info!(items, "what was past its time is removed"),
                    Err(error) => tracing::error!(%error, "what is past its time could not be removed"),
                }
            }
            let Some(traces) = &self.traces else { continue };
            if renewed.elapsed() >= NIGHT {
                renewed = Instant::now();
                if let Err(error) = traces.ask() {
                    tracing::error!(%error, "the database's file can't be made anew");
                }
            }
            if let Err(error) = self.renew().await {
                tracing::error!(
                    error = format!("{error:#}"),
                    "the database's file could not be made anew; it is tried again"
                );
                tokio::time::sleep(LOOK * 10).await;
            }
        }
    }

    async fn sweep(&self) -> anyhow::Result<usize> {
        let database = self.database.clone();
        Ok(tokio::task::spawn_blocking(move || database.sweep_ttl()).await??)
    }

    /// Makes the file anew if somebody asked for it. The wish stands until no record of the stream is left unread, because
    /// those hold keys of what is gone.
    pub async fn renew(&self) -> anyhow::Result<()> {
        let Some(traces) = self.traces.clone().filter(|traces| traces.due.exists()) else { return Ok(()) };
        let database = self.database.clone();
        let unread = tokio::task::spawn_blocking(move || {
            let unread = forget_records(&traces)?;
            database.vacuum()?;
            truncate_log(&traces.database)?;
            if !unread {
                match std::fs::remove_file(&traces.due) {
                    // Whoever was cut off in the middle of it has done it too.
                    Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
                    _ => {}
                }
            }
            anyhow::Ok(unread)
        });
        if unread.await?? {
            // They are read within a moment.
            tokio::time::sleep(LOOK).await;
        }
        Ok(())
    }

    /// Before the program ends: reads what is left of the stream, and makes the file anew if that is still to be done.
    ///
    /// # Errors
    /// Where the stream or the file can't be read; the next start does it then.
    pub async fn end(self) -> anyhow::Result<()> {
        let Some(traces) = self.traces.clone().filter(|traces| traces.due.exists()) else { return Ok(()) };
        let react = React::new(self.store.clone());
        let table = Tables::default().data;
        Stream::open(self.database.clone(), react, &table, Some(traces.position))?.drain().await?;
        self.renew().await
    }
}

/// Removes the records of the stream that were read; whether there are others.
fn forget_records(traces: &Traces) -> anyhow::Result<bool> {
    let connection = open(&traces.database)?;
    let position = std::fs::read_to_string(&traces.position).unwrap_or_default();
    let read = position.trim().parse::<u128>().unwrap_or(0).saturating_sub(SHOWN_FROM);
    let read = i64::try_from(read).unwrap_or(i64::MAX);
    connection.execute("DELETE FROM _stream_records WHERE CAST(sequence_number AS INTEGER) < ?1", [read])?;
    // The last one stays, for the next start to go on behind it.
    let last = "UPDATE _stream_records SET keys_json = ?1 WHERE CAST(sequence_number AS INTEGER) = ?2";
    connection.execute(last, (READ, read))?;
    let unread = "SELECT EXISTS (SELECT 1 FROM _stream_records WHERE CAST(sequence_number AS INTEGER) > ?1)";
    Ok(connection.query_row(unread, [read], |row| row.get(0))?)
}

/// Brings everything from the log beside the file into the file, and empties the log.
fn truncate_log(database: &Path) -> anyhow::Result<()> {
    let busy: i64 = open(database)?.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    anyhow::ensure!(busy == 0, "the database's log is in use");
    Ok(())
}

fn open(database: &Path) -> anyhow::Result<Connection> {
    Connection::open(database).with_context(|| format!("{} can't be opened", database.display()))
}

#[cfg(test)]
pub(crate) mod tests {
    use domain::id::{PersonId, WorkspaceId};
    use domain::person::Person;
    use serde_json::json;

    use super::*;
    use crate::embedded;

    pub(crate) struct Machine {
        folder: tempfile::TempDir,
        pub(crate) traces: Traces,
        pub(crate) upkeep: Upkeep,
    }

    pub(crate) async fn machine() -> Machine {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        let traces = Traces {
            database: file("atbalss.sqlite"),
            position: file("stream-position"),
            ledger: file("erasures.ndjson"),
            due: file("renew-due"),
        };
        let key = "0123456789abcdef0123456789abcdef".parse().unwrap();
        let opened = embedded::start(Some(&traces.database), key).await.unwrap();
        let upkeep = Upkeep::new(opened.database, opened.store, Some(traces.clone()));
        Machine { folder, traces, upkeep }
    }

    pub(crate) fn holds(machine: &Machine, marker: &str) -> bool {
        let files = std::fs::read_dir(machine.folder.path()).unwrap();
        files
            .map(|file| std::fs::read(file.unwrap().path()).unwrap())
            .any(|bytes| bytes.windows(marker.len()).any(|window| window == marker.as_bytes()))
    }

    #[tokio::test]
    async fn what_was_erased_is_in_no_byte_of_the_folder_once_the_program_has_ended() {
        let machine = machine().await;
        let (ws, anna): (WorkspaceId, PersonId) = ("acme".parse().unwrap(), "zq-anna-4417".parse().unwrap());
        let store = &machine.upkeep.store;
        let person = Person::parse(&json!({"email": "zq-mail-4417@example.com"}), "").unwrap();
        store.change_person(&ws, &anna, |_| person.clone()).await.unwrap();
        let erasure = store.begin_erasure(&ws, &anna, "2026-11-21T10:00:00Z".parse().unwrap()).await.unwrap();
        assert!(store.erase(&ws, &erasure, &(), Instant::now() + NIGHT).await.unwrap());
        assert!(holds(&machine, "zq-anna-4417") && holds(&machine, "zq-mail-4417"), "SQLite leaves it there");
        machine.upkeep.clone().end().await.unwrap();
        assert!(holds(&machine, "zq-anna-4417"), "nobody asked for it");
        machine.traces.ask().unwrap();
        machine.upkeep.clone().end().await.unwrap();
        assert!(!holds(&machine, "zq-anna-4417") && !holds(&machine, "zq-mail-4417") && !machine.traces.due.exists());
        // The stream goes on behind what was removed from it.
        store.change_person(&ws, &"berta".parse().unwrap(), Option::unwrap_or_default).await.unwrap();
        let react = React::new(store.clone());
        let position = Some(machine.traces.position.clone());
        let table = Tables::default().data;
        let mut stream = Stream::open(machine.upkeep.database.clone(), react, &table, position).unwrap();
        assert!(stream.step().await.unwrap());
    }

    #[tokio::test]
    async fn what_is_past_its_time_is_removed_and_nothing_else() {
        let machine = machine().await;
        let (ws, store) = ("acme".parse().unwrap(), &machine.upkeep.store);
        let now = jiff::Timestamp::now();
        for (key, hours) in [("old", 25), ("young", 23)] {
            let at = now - jiff::SignedDuration::from_hours(hours);
            store.begin_idempotent(&ws, key, "body", at).await.unwrap();
        }
        assert_eq!((machine.upkeep.sweep().await.unwrap(), machine.upkeep.sweep().await.unwrap()), (1, 0));
    }
}
