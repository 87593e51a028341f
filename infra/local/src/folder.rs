//! A data folder: the database, the keys that sign links, the one that names addresses, the stream's position and the
//! outbox. One process holds it.

use std::fmt::Display;
use std::fs::{self, File, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use domain::contact::AddressKey;
use domain::link::LinkKeys;

use crate::forgetting::Traces;

/// How long to wait for a process that holds the folder.
const PATIENCE: Duration = Duration::from_secs(1);

/// The file of the keys that sign links.
const LINK_KEYS: &str = "link-keys";

/// A data folder that this process holds until it ends.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    _held: File,
}

impl Folder {
    /// Opens a folder for `serve`, making it where it does not exist.
    pub fn create(path: &Path) -> anyhow::Result<Self> {
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder
            .recursive(true)
            .create(path)
            .with_context(|| format!("the data folder {} can't be made", path.display()))?;
        Self::hold(path)
    }

    /// Opens a folder that `serve` has made.
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        if !path.join("atbalss.sqlite").is_file() {
            bail!("{} is not a data folder: `atbalss serve --data` makes one", path.display());
        }
        Self::hold(path)
    }

    fn hold(path: &Path) -> anyhow::Result<Self> {
        let lock = path.join("atbalss.lock");
        let held = File::create(&lock).with_context(|| format!("{} can't be written", lock.display()))?;
        let patience = Instant::now() + PATIENCE;
        loop {
            match held.try_lock() {
                Ok(()) => return Ok(Self { path: path.to_owned(), _held: held }),
                // One that was just killed may still be ending.
                Err(TryLockError::WouldBlock) if Instant::now() < patience => std::thread::sleep(PATIENCE / 20),
                Err(TryLockError::WouldBlock) => bail!(
                    "another atbalss holds the data folder {}: stop that one first; a `serve` can be asked over HTTP meanwhile",
                    path.display()
                ),
                Err(TryLockError::Error(error)) => return Err(error).context("the data folder can't be locked"),
            }
        }
    }

    /// The database's file.
    pub fn database(&self) -> PathBuf {
        self.path.join("atbalss.sqlite")
    }

    /// The folder that mails are written to.
    pub fn outbox(&self) -> PathBuf {
        self.path.join("outbox")
    }

    /// The folder of exports.
    pub fn exports(&self) -> PathBuf {
        self.path.join("exports")
    }

    /// Where the stream's position is kept.
    pub fn stream_position(&self) -> PathBuf {
        self.path.join("stream-position")
    }

    /// The files beside the database that erasures know.
    pub fn traces(&self) -> Traces {
        Traces {
            database: self.database(),
            position: self.stream_position(),
            ledger: self.path.join("erasures.ndjson"),
            due: self.path.join("renew-due"),
        }
    }

    /// The keys that sign links: read, or made and kept. Under others no link that is out would open, so they belong to the
    /// database.
    pub fn link_keys(&self) -> anyhow::Result<LinkKeys> {
        self.secret(LINK_KEYS, new_link_key)
    }

    /// The key that names addresses in the suppression list: read, or made and kept. Under another one nobody who opted out
    /// would be known, so it belongs to the database.
    pub fn address_key(&self) -> anyhow::Result<AddressKey> {
        self.secret("address-key", new_secret)
    }

    /// Made only where no database is there yet: what a database holds was made with the secret that it had.
    fn secret<T: FromStr<Err: Display>>(&self, name: &str, new: fn() -> anyhow::Result<String>) -> anyhow::Result<T> {
        let file = self.path.join(name);
        if !file.try_exists().with_context(|| format!("{} can't be read", file.display()))? {
            if self.database().try_exists().context("the data folder can't be read")? {
                bail!(
                    "{folder} has a database and no `{name}`: bring that file back from the backup that the database is from. It \
                     is not made anew, since {lost}; nothing was changed",
                    folder = self.path.display(),
                    lost = if name == LINK_KEYS {
                        "under another one no link that is out would open"
                    } else {
                        "under another one nobody who opted out or was erased would be known"
                    },
                );
            }
            write_private(&file, &new()?)?;
        }
        let text = fs::read_to_string(&file).with_context(|| format!("{} can't be read", file.display()))?;
        text.trim().parse().map_err(|why| anyhow::anyhow!("{}: {why}", file.display()))
    }
}

/// A new key that signs links, as settings spell it.
pub fn new_link_key() -> anyhow::Result<String> {
    Ok(format!("k1:{}", new_secret()?))
}

/// A new secret: 64 hex digits.
pub fn new_secret() -> anyhow::Result<String> {
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).context("this machine gives no randomness")?;
    Ok(secret.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}")))
}

/// Writes a file that its owner alone may read, whole or not at all.
fn write_private(file: &Path, text: &str) -> anyhow::Result<()> {
    let draft = file.with_extension("draft");
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut open = options.open(&draft).with_context(|| format!("{} can't be written", draft.display()))?;
    open.write_all(text.as_bytes())?;
    open.sync_all()?;
    fs::rename(&draft, file).with_context(|| format!("{} can't be written", file.display()))?;
    // The name too is on the disk before a database is: it would be missed beside one.
    #[cfg(unix)]
    if let Some(folder) = file.parent() {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_made_with_a_new_folder_alone_and_never_beside_a_database() {
        let data = tempfile::tempdir().unwrap();
        let folder = Folder::create(data.path()).unwrap();
        // A first start that broke off between the two goes on.
        folder.address_key().unwrap();
        folder.link_keys().unwrap();
        let kept = |name: &str| fs::read_to_string(data.path().join(name)).unwrap();
        let secrets = [kept("address-key"), kept("link-keys")];
        File::create(folder.database()).unwrap();
        folder.address_key().unwrap();
        folder.link_keys().unwrap();
        assert_eq!([kept("address-key"), kept("link-keys")], secrets);

        fs::remove_file(data.path().join("address-key")).unwrap();
        let refused = folder.address_key().unwrap_err().to_string();
        assert!(
            refused.contains("no `address-key`: bring that file back") && refused.contains("opted out"),
            "{refused}"
        );
        fs::remove_file(data.path().join("link-keys")).unwrap();
        let refused = folder.link_keys().unwrap_err().to_string();
        assert!(refused.contains("no `link-keys`: bring that file back") && refused.contains("link"), "{refused}");
        assert!(!data.path().join("address-key").exists() && !data.path().join("link-keys").exists());
    }
}
