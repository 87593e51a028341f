//! `atbalss erasures`: the ledger of erasures, and making tables that were restored from a backup forget again.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::Context;
use domain::id::WorkspaceId;
use files::{Exports, S3};
use store::{Copies, LedgerEntry, Replayed, Store};

use crate::cli::{Erasures, ErasuresAction, Where};
use crate::forgetting::{self, Machines, Traces};
use crate::tables;

/// Runs the command.
pub async fn run(options: Erasures) -> anyhow::Result<()> {
    match options.action {
        ErasuresAction::List { place } => {
            let opened = tables::open_known(&place).await?;
            for entry in opened.store.erasures(&place.workspace).await? {
                println!("{}", forgetting::line(&place.workspace, &entry));
            }
            Ok(())
        }
        ErasuresAction::Replay { place, file } => replay(&place, file).await,
    }
}

async fn replay(place: &Where, file: Option<std::path::PathBuf>) -> anyhow::Result<()> {
    let opened = tables::open(place).await?;
    let (copies, own) = copies(place, &opened).await?;
    let mut entries = of_workspace(own, &place.workspace);
    if let Some(file) = file {
        anyhow::ensure!(file.is_file(), "{} is not there", file.display());
        entries.extend(of_workspace(forgetting::read(&file)?, &place.workspace));
    }
    let replayed = opened.store.replay_erasures(&place.workspace, &entries, &*copies).await?;
    let Replayed { known, erased } = replayed;
    println!("{known} erasures in the ledger of {}, {erased} of them were to be done again", place.workspace);
    if erased > 0 {
        println!("the numbers of what changed are due: run `atbalss rollup{}`", place.spelled());
    }
    match &opened.upkeep {
        Some(upkeep) => upkeep.clone().end().await,
        None => Ok(()),
    }
}

type Ledger = Vec<(WorkspaceId, LedgerEntry)>;

async fn copies(place: &Where, opened: &tables::Opened) -> anyhow::Result<(Arc<dyn Copies>, Ledger)> {
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
/// who was erased since is erased again before anybody is served.
pub async fn catch_up(store: &Store, traces: &Traces, copies: &dyn Copies) -> anyhow::Result<()> {
    let mut of_each: BTreeMap<WorkspaceId, Vec<LedgerEntry>> = BTreeMap::new();
    for (ws, entry) in forgetting::read(&traces.ledger)? {
        of_each.entry(ws).or_default().push(entry);
    }
    for (ws, entries) in of_each {
        let entries = store::newest(entries);
        if store.lacks_erasures(&ws, &entries).await? {
            tracing::warn!(workspace = %ws, "the database is older than its ledger of erasures; they are done again");
            let replayed = store.replay_erasures(&ws, &entries, copies).await?;
            tracing::warn!(workspace = %ws, erased = replayed.erased, "the erasures are done again");
        }
    }
    Ok(())
}
