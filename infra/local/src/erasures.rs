//! `atbalss erasures`: the ledger of erasures, and making tables that were restored from a backup forget again.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use domain::id::WorkspaceId;
use files::{Exports, S3};
use store::{Copies, Lack, LedgerEntry, Replayed, Store, StoreError};

use crate::cli::{Erasures, ErasuresAction, Where};
use crate::forgetting::{self, Machines, Traces};
use crate::tables::{self, Opened};

/// Runs the command.
pub async fn run(options: Erasures) -> anyhow::Result<ExitCode> {
    match options.action {
        ErasuresAction::List { place } => {
            let opened = tables::open_known(&place).await?;
            for entry in opened.store.erasures(&place.workspace).await? {
                println!("{}", forgetting::line(&place.workspace, &entry));
            }
            Ok(ExitCode::SUCCESS)
        }
        ErasuresAction::Replay { place, file } => replay(&place, &tables::open(&place).await?, file).await,
    }
}

async fn replay(place: &Where, opened: &Opened, file: Option<std::path::PathBuf>) -> anyhow::Result<ExitCode> {
    let (copies, own) = copies(place, opened).await?;
    let mut entries = of_workspace(own, &place.workspace);
    if let Some(file) = file {
        anyhow::ensure!(file.is_file(), "{} is not there", file.display());
        entries.extend(of_workspace(forgetting::read(&file)?, &place.workspace));
    }
    let replayed = opened.store.replay_erasures(&place.workspace, &entries, &*copies).await?;
    let Replayed { known, erased, unreadable } = replayed;
    println!("{}", told(known, erased, &place.workspace));
    if erased > 0 {
        println!("the numbers of what changed are due: run `atbalss rollup{}`", place.spelled());
    }
    if let Some(upkeep) = &opened.upkeep {
        upkeep.clone().end().await?;
    }
    if unreadable.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    println!("not everything could be read, so it may still name somebody: {}", spelled(&unreadable));
    Ok(ExitCode::from(1))
}

fn told(known: usize, erased: usize, ws: &WorkspaceId) -> String {
    let erasures = if known == 1 { "erasure" } else { "erasures" };
    let were = if erased == 1 { "was" } else { "were" };
    format!("{known} {erasures} in the ledger of {ws}, of which {erased} {were} to be done again")
}

/// What could not be read, kind by kind.
fn spelled(unreadable: &BTreeMap<&'static str, usize>) -> String {
    unreadable.iter().map(|(kind, count)| format!("{kind} {count}")).collect::<Vec<_>>().join(", ")
}

type Ledger = Vec<(WorkspaceId, LedgerEntry)>;

async fn copies(place: &Where, opened: &Opened) -> anyhow::Result<(Arc<dyn Copies>, Ledger)> {
    if let Some(folder) = &opened.folder {
        let traces = folder.traces();
        let ledger = forgetting::read(&traces.ledger)?;
        let links = folder.link_keys()?;
        let files = Arc::new(files::Folder::open(folder.exports(), links, "")?);
        let exports = Exports::new(opened.store.clone(), files);
        return Ok((Arc::new(Machines { exports, outbox: folder.outbox(), traces: Some(traces) }), ledger));
    }
    let bucket = std::env::var("ATBALSS_EXPORTS_BUCKET").ok().filter(|bucket| !bucket.is_empty());
    let bucket = bucket.with_context(|| {
        format!("ATBALSS_EXPORTS_BUCKET is missing: exports of {} are taken back there", place.workspace)
    })?;
    let files = Arc::new(S3::of_machine(bucket).await?);
    Ok((Arc::new(Exports::new(opened.store.clone(), files)), Vec::new()))
}

fn of_workspace(entries: Ledger, ws: &WorkspaceId) -> Vec<LedgerEntry> {
    entries.into_iter().filter(|(of, _)| of == ws).map(|(_, entry)| entry).collect()
}

/// At the start of a machine: where the database knows less than the ledger beside it, it was brought back from a backup, and
/// who was erased since is erased again before anybody is served. Then the ledger is made to hold what the database knows.
pub async fn catch_up(store: &Store, traces: &Traces, copies: &dyn Copies) -> anyhow::Result<()> {
    let mut of_each: BTreeMap<WorkspaceId, Vec<LedgerEntry>> = BTreeMap::new();
    forgetting::mend(&traces.ledger).with_context(|| format!("{} can't be written", traces.ledger.display()))?;
    for (ws, entry) in forgetting::read(&traces.ledger)? {
        of_each.entry(ws).or_default().push(entry);
    }
    for (ws, entries) in of_each {
        let entries = store::newest(entries);
        if let Some(lack) = store.lack_of_erasures(&ws, &entries).await? {
            tracing::warn!(workspace = %ws, "{}", why(lack));
            let replayed = store.replay_erasures(&ws, &entries, copies).await?;
            tracing::warn!(workspace = %ws, erased = replayed.erased, "the erasures are done again");
            if !replayed.unreadable.is_empty() {
                let unreadable = spelled(&replayed.unreadable);
                tracing::error!(workspace = %ws, unreadable, "not everything could be read, so it may still name somebody");
            }
        }
    }
    complete(store, traces).await
}

const fn why(lack: Lack) -> &'static str {
    match lack {
        Lack::Older => "the database is older than its ledger of erasures; they are done again",
        Lack::Unreadable => {
            "what the database holds of an erasure can't be read; the erasures of its ledger are done again, at each start until \
             it can"
        }
    }
}

/// Writes into the ledger beside the database what the database knows of and the file lacks: where the file was lost, a backup
/// of the database that is brought back later would bring back who was erased.
async fn complete(store: &Store, traces: &Traces) -> anyhow::Result<()> {
    let written = forgetting::read(&traces.ledger)?;
    let mut lacking = Vec::new();
    for ws in store.workspaces().await? {
        let written = store::newest(of_workspace(written.clone(), &ws));
        let written: BTreeMap<_, _> = written.into_iter().map(|entry| (entry.id, entry)).collect();
        let known = match store.erasures(&ws).await {
            Ok(known) => known,
            Err(StoreError::BadItem { .. }) => {
                tracing::error!(workspace = %ws, "an erasure of the database can't be read; its ledger is left as it is");
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        let lacks = |entry: &LedgerEntry| written.get(&entry.id).is_none_or(|written| entry.is_newer_than(written));
        lacking.extend(known.into_iter().filter(lacks).map(|entry| (ws.clone(), entry)));
    }
    if !lacking.is_empty() {
        let entries = lacking.len();
        tracing::warn!(
            entries,
            "the ledger beside the database lacked erasures; they are written there from the database"
        );
        forgetting::append(&traces.ledger, &lacking)
            .with_context(|| format!("{} can't be written", traces.ledger.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use dynoxide::actions::put_item::PutItemRequest;
    use serde_json::json;

    use super::*;
    use crate::embedded;
    use crate::folder::Folder;

    #[tokio::test]
    async fn what_cant_be_read_stops_neither_a_replay_nor_a_start_and_a_replay_ends_with_findings() {
        let data = tempfile::tempdir().unwrap();
        let folder = Folder::create(data.path()).unwrap();
        folder.link_keys().unwrap();
        let embedded = embedded::start(Some(&folder.database()), folder.address_key().unwrap()).await.unwrap();
        let (store, database, traces) = (embedded.store, embedded.database, folder.traces());
        let place = Where { data: Some(data.path().to_owned()), workspace: "acme".parse().unwrap() };
        let opened = Opened { store: store.clone(), folder: Some(folder), upkeep: None };
        // A ledger of which the tables know nothing, as if they were brought back from before it.
        let erasure = "ers_0123456789abcdef0123456789abcdef".parse().unwrap();
        let erased_at = "2026-11-21T10:00:00Z".parse().unwrap();
        let entry = LedgerEntry { id: erasure, erased_at, state: store::LedgerState::Done };
        std::fs::write(&traces.ledger, format!("{}\n", forgetting::line(&place.workspace, &entry))).unwrap();
        let code = |code: ExitCode| format!("{code:?}");
        assert_eq!(code(replay(&place, &opened, None).await.unwrap()), code(ExitCode::SUCCESS));

        let item = json!({"pk": {"S": "v#acme#customers#anna"}, "sk": {"S": "e-1"}});
        let put = json!({"TableName": store::Tables::default().data, "Item": item});
        database.put_item(serde_json::from_value::<PutItemRequest>(put).unwrap()).unwrap();
        assert_eq!(code(replay(&place, &opened, None).await.unwrap()), code(ExitCode::from(1)));
        let later = LedgerEntry { erased_at: "2026-11-22T10:00:00Z".parse().unwrap(), ..entry };
        std::fs::write(&traces.ledger, format!("{}\n", forgetting::line(&place.workspace, &later))).unwrap();
        let (copies, _) = copies(&place, &opened).await.unwrap();
        catch_up(&store, &traces, &*copies).await.unwrap();
        assert_eq!(store.lack_of_erasures(&place.workspace, &[later]).await.unwrap(), None);
        // A tombstone that nobody can read is told apart from a database that came back from a backup.
        let item = json!({"pk": {"S": format!("z#acme#{}", later.id)}, "sk": {"S": "tombstone"}});
        let put = json!({"TableName": store::Tables::default().data, "Item": item});
        database.put_item(serde_json::from_value::<PutItemRequest>(put).unwrap()).unwrap();
        let lack = store.lack_of_erasures(&place.workspace, &[later]).await.unwrap();
        assert_eq!(lack, Some(Lack::Unreadable));
        catch_up(&store, &traces, &*copies).await.unwrap();
        assert!(why(Lack::Unreadable).contains("can't be read") && why(Lack::Older).contains("older"));
        assert_eq!(spelled(&[("answer", 1), ("event", 2)].into()), "answer 1, event 2");
    }

    #[tokio::test]
    async fn a_ledger_that_was_lost_is_written_again_from_what_the_database_knows() {
        let data = tempfile::tempdir().unwrap();
        let folder = Folder::create(data.path()).unwrap();
        let (links, addresses) = (folder.link_keys().unwrap(), folder.address_key().unwrap());
        let embedded = embedded::start(Some(&folder.database()), addresses).await.unwrap();
        let (store, traces) = (embedded.store, folder.traces());
        let files = Arc::new(files::Folder::open(folder.exports(), links, "").unwrap());
        let copies = Exports::new(store.clone(), files);
        let (acme, other): (WorkspaceId, WorkspaceId) = ("acme".parse().unwrap(), "other".parse().unwrap());
        let at = |time: &str| time.parse().unwrap();
        for (ws, person, time) in [(&acme, "anna", "2026-11-21T10:00:00Z"), (&other, "berta", "2026-11-21T11:00:00Z")] {
            store.begin_erasure(ws, &person.parse().unwrap(), at(time)).await.unwrap();
        }
        let known = [
            (acme.clone(), store.erasures(&acme).await.unwrap()[0]),
            (other.clone(), store.erasures(&other).await.unwrap()[0]),
        ];
        catch_up(&store, &traces, &copies).await.unwrap();
        assert_eq!(forgetting::read(&traces.ledger).unwrap(), known);
        // Nothing is written twice, and what the file alone knows stays there.
        catch_up(&store, &traces, &copies).await.unwrap();
        assert_eq!(forgetting::read(&traces.ledger).unwrap(), known);
        std::fs::write(&traces.ledger, format!("{}\n", forgetting::line(&other, &known[1].1))).unwrap();
        catch_up(&store, &traces, &copies).await.unwrap();
        assert_eq!(forgetting::read(&traces.ledger).unwrap(), [known[1].clone(), known[0].clone()]);
    }

    #[test]
    fn one_erasure_is_spoken_of_as_one() {
        let ws = "acme".parse().unwrap();
        assert_eq!(told(1, 1, &ws), "1 erasure in the ledger of acme, of which 1 was to be done again");
        assert_eq!(told(8, 0, &ws), "8 erasures in the ledger of acme, of which 0 were to be done again");
    }
}
