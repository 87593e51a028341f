//! What one machine holds of people outside its tables: mails and texts in the outbox, exports, and what a database file keeps
//! of rows that are gone. And the ledger of erasures beside the file, which a backup of the file does not take back.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::Context;
use domain::id::{DispatchId, WorkspaceId};
use domain::stamped::millis;
use files::Exports;
use serde_json::{Value, json};
use store::{Copies, Forgetting, LedgerEntry, StoreError};

/// The files beside a database that erasures know.
#[derive(Clone, Debug)]
pub struct Traces {
    /// The database.
    pub database: PathBuf,
    /// How far its stream is read.
    pub position: PathBuf,
    /// The ledger, a line for each erasure.
    pub ledger: PathBuf,
    /// It is there while the database's file has to be made anew without what was removed.
    pub due: PathBuf,
}

impl Traces {
    /// Says that the file has to be made anew.
    ///
    /// # Errors
    /// Where the folder can't be written.
    pub fn ask(&self) -> io::Result<()> {
        File::create(&self.due)?.sync_all()
    }
}

/// What an erasure finds on one machine.
#[derive(Clone, Debug)]
pub struct Machines {
    /// The exports.
    pub exports: Exports,
    /// The folder of messages.
    pub outbox: PathBuf,
    /// The files beside the database, where it has one.
    pub traces: Option<Traces>,
}

fn unavailable(error: &io::Error) -> StoreError {
    StoreError::Unavailable(error.kind().to_string())
}

impl Copies for Machines {
    fn note<'a>(&'a self, ws: &'a WorkspaceId, entry: &'a LedgerEntry) -> Forgetting<'a> {
        Box::pin(async move {
            let Some(traces) = &self.traces else { return Ok(()) };
            append(&traces.ledger, &[(ws.clone(), *entry)]).map_err(|error| unavailable(&error))
        })
    }

    fn forget<'a>(&'a self, ws: &'a WorkspaceId, dispatches: &'a [DispatchId]) -> Forgetting<'a> {
        Box::pin(async move {
            let gone: BTreeSet<String> = dispatches.iter().map(ToString::to_string).collect();
            remove_messages(&self.outbox, &gone).map_err(|error| unavailable(&error))?;
            self.exports.forget(ws, dispatches).await?;
            match &self.traces {
                Some(traces) => traces.ask().map_err(|error| unavailable(&error)),
                None => Ok(()),
            }
        })
    }
}

/// Removes the messages of dispatches: their files begin with the dispatch's id.
fn remove_messages(outbox: &Path, gone: &BTreeSet<String>) -> io::Result<()> {
    if gone.is_empty() || !outbox.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(outbox)? {
        let entry = entry?;
        let name = entry.file_name();
        let id = name.to_str().map(|name| name.split(['.', '-']).next().unwrap_or_default());
        if id.is_some_and(|id| gone.contains(id)) {
            match fs::remove_file(entry.path()) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
    }
    Ok(())
}

/// An entry of the ledger as a line.
pub fn line(ws: &WorkspaceId, entry: &LedgerEntry) -> Value {
    let (id, at) = (entry.id.to_string(), millis(entry.erased_at));
    json!({"workspace": ws.as_str(), "erasure": id, "erased_at": at, "state": entry.state.name()})
}

/// Takes away a last line that was cut off: behind it nothing could be read. For the start alone, since whoever writes now has
/// such a line for a moment.
///
/// # Errors
/// Where the file can't be written.
pub fn mend(file: &Path) -> io::Result<()> {
    let _alone = alone();
    let mut open = match File::options().read(true).write(true).open(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        open => open?,
    };
    let mut known = Vec::new();
    open.read_to_end(&mut known)?;
    let whole = known.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    if whole == known.len() {
        return Ok(());
    }
    open.set_len(whole as u64)?;
    open.sync_all()
}

/// Writes erasures down, each once.
///
/// # Errors
/// Where the file can't be written; then it is as it was.
pub fn append(file: &Path, entries: &[(WorkspaceId, LedgerEntry)]) -> io::Result<()> {
    let _alone = alone();
    let mut open = File::options().create(true).read(true).append(true).open(file)?;
    let mut known = String::new();
    open.read_to_string(&mut known)?;
    if !known.is_empty() && !known.ends_with('\n') {
        return Err(io::Error::other("the ledger's last line was cut off; the next start takes it away"));
    }
    let lines = entries.iter().map(|(ws, entry)| format!("{}\n", line(ws, entry)));
    let new: String = lines.filter(|line| !known.contains(line)).collect();
    let written = open.write_all(new.as_bytes()).and_then(|()| open.sync_all());
    if written.is_err() {
        // A full disk may have taken a part of it.
        open.set_len(known.len() as u64)?;
    }
    written
}

/// One writer of ledgers at a time. A folder is held by one process, in which routes and workers write down erasures.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reads a ledger; a file that is not there is an empty one.
///
/// # Errors
/// Where it can't be read, or a line is no entry: the line is named. A last line without its end was cut off before the
/// erasure began.
pub fn read(file: &Path) -> anyhow::Result<Vec<(WorkspaceId, LedgerEntry)>> {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error).with_context(|| format!("{} can't be read", file.display())),
    };
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    let entries = whole.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    entries
        .map(|(at, line)| {
            entry(line).with_context(|| {
                format!(
                    "{}, line {}: not an entry of a ledger. Bring the file back from a backup that is younger than the \
                     database's; or, where no database was brought back from a backup, put the file aside: it is written \
                     again from what the database knows",
                    file.display(),
                    at + 1
                )
            })
        })
        .collect()
}

fn entry(line: &str) -> Option<(WorkspaceId, LedgerEntry)> {
    let value: Value = serde_json::from_str(line).ok()?;
    let field = |name: &str| value[name].as_str();
    let entry = LedgerEntry {
        id: field("erasure")?.parse().ok()?,
        erased_at: field("erased_at")?.parse().ok()?,
        state: field("state")?.parse().ok()?,
    };
    Some((field("workspace")?.parse().ok()?, entry))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ledger_reads_back_and_a_line_that_was_cut_off_counts_for_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("erasures.ndjson");
        assert!(read(&file).unwrap().is_empty());
        mend(&file).unwrap();
        let ws: WorkspaceId = "acme".parse().unwrap();
        let entry = LedgerEntry {
            id: "ers_0123456789abcdef0123456789abcdef".parse().unwrap(),
            erased_at: "2026-11-21T10:00:00.000Z".parse().unwrap(),
            state: store::LedgerState::Running,
        };
        append(&file, &[(ws.clone(), entry)]).unwrap();
        let cut_off = || File::options().append(true).open(&file).unwrap().write_all(b"{\"workspace\":\"ac").unwrap();
        cut_off();
        assert!(append(&file, &[(ws.clone(), entry)]).is_err(), "behind it nothing could be read");
        for _ in 0..2 {
            mend(&file).unwrap();
        }
        let lifted = LedgerEntry { state: store::LedgerState::Lifted, ..entry };
        // What comes after it stands in a line of its own, and whatever comes again stands there once.
        append(&file, &[(ws.clone(), entry), (ws.clone(), lifted)]).unwrap();
        cut_off();
        assert_eq!(read(&file).unwrap(), [(ws.clone(), entry), (ws, lifted)]);
        fs::write(&file, "{}\n").unwrap();
        let damaged = format!("{:#}", read(&file).unwrap_err());
        assert!(damaged.contains("line 1") && damaged.contains("backup") && damaged.contains("put the file aside"));
    }

    #[test]
    fn whoever_writes_down_erasures_at_the_same_time_loses_none_and_writes_none_twice() {
        const WRITERS: usize = 8;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("erasures.ndjson");
        let ws: WorkspaceId = "acme".parse().unwrap();
        let entries: Vec<_> = (0..20)
            .map(|n| LedgerEntry {
                id: format!("ers_{n:032x}").parse().unwrap(),
                erased_at: "2026-11-21T10:00:00.000Z".parse().unwrap(),
                state: store::LedgerState::Running,
            })
            .collect();
        let ready = std::sync::Barrier::new(WRITERS);
        std::thread::scope(|scope| {
            for _ in 0..WRITERS {
                scope.spawn(|| {
                    for entry in &entries {
                        ready.wait();
                        append(&file, &[(ws.clone(), *entry)]).unwrap();
                    }
                });
            }
        });
        let written: Vec<_> = read(&file).unwrap().into_iter().map(|(_, entry)| entry).collect();
        assert_eq!(written, entries);
    }

    #[test]
    fn messages_of_these_dispatches_go_and_others_stay() {
        let folder = tempfile::tempdir().unwrap();
        let names = ["dsp_1.eml", "dsp_1-1.eml", "dsp_1.txt", "dsp_1.eml.tmp", "dsp_11.eml", "dsp_2.eml"];
        for name in names {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        for _ in 0..2 {
            remove_messages(folder.path(), &BTreeSet::from(["dsp_1".to_owned()])).unwrap();
        }
        let left: BTreeSet<_> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        assert_eq!(left, ["dsp_11.eml", "dsp_2.eml"].map(str::to_owned).into());
    }
}
