//! A folder of files, for one machine: a file is written beside its name and renamed once it is whole. A link leads to the
//! program itself, which serves the file.

use std::path::{Path, PathBuf};

use domain::export::{Export, File, KEPT};
use domain::id::WorkspaceId;
use domain::link::LinkKeys;
use jiff::Timestamp;
use tokio::fs;
use tokio::io::{AsyncWriteExt, BufWriter};

use crate::{Doing, Draft, Files, FilesError, Link, seal_download};

/// How the name of a file ends that is not whole yet.
const DRAFT: &str = "draft";

/// A folder of files.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
    links: LinkKeys,
    base_url: String,
}

impl Folder {
    /// Opens the folder, and makes it where it is missing. What was half written when the last process ended is removed: a
    /// folder belongs to one process. Links begin with `base_url` and are signed with `links`.
    ///
    /// # Errors
    /// Where it can't be made or read.
    pub fn open(path: impl Into<PathBuf>, links: LinkKeys, base_url: &str) -> std::io::Result<Self> {
        let path = path.into();
        let mut builder = std::fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.recursive(true).create(&path)?;
        for entry in std::fs::read_dir(&path)? {
            let entry = entry?.path();
            if entry.extension().is_some_and(|end| end == DRAFT) {
                std::fs::remove_file(entry)?;
            }
        }
        Ok(Self { path, links, base_url: base_url.trim_end_matches('/').to_owned() })
    }

    /// Where a file lies once it is whole.
    pub fn path(&self, file: File) -> PathBuf {
        self.path.join(file.name())
    }

    /// Removes what is older than files are kept. Gives how many it removed.
    ///
    /// # Errors
    /// The first file that can't be looked at or removed.
    pub async fn sweep(&self, now: Timestamp) -> std::io::Result<usize> {
        let (mut entries, mut removed) = (fs::read_dir(&self.path).await?, 0);
        while let Some(entry) = entries.next_entry().await? {
            let metadata = entry.metadata().await?;
            let written = Timestamp::try_from(metadata.modified()?).unwrap_or(Timestamp::MAX);
            if metadata.is_file() && now.duration_since(written) >= KEPT {
                fs::remove_file(entry.path()).await?;
                removed += 1;
            }
        }
        Ok(removed)
    }
}

async fn remove(path: &Path) -> Result<(), FilesError> {
    match fs::remove_file(path).await {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

impl Files for Folder {
    fn begin(&self, file: File) -> Doing<'_, Box<dyn Draft>> {
        Box::pin(async move {
            let whole = self.path(file);
            let mut path = whole.clone();
            path.add_extension(DRAFT);
            let mut options = fs::OpenOptions::new();
            options.write(true).create(true).truncate(true);
            #[cfg(unix)]
            options.mode(0o600);
            let open = BufWriter::new(options.open(&path).await?);
            let draft: Box<dyn Draft> = Box::new(FolderDraft { folder: self.path.clone(), path, whole, open });
            Ok(draft)
        })
    }

    fn link<'a>(&'a self, workspace: &'a WorkspaceId, export: &'a Export, now: Timestamp) -> Doing<'a, Link> {
        Box::pin(async move {
            let until = export.link_until(now);
            let token = seal_download(&self.links, workspace, export.id, until);
            Ok(Link { url: format!("{}/exports/{token}", self.base_url), until })
        })
    }

    fn delete(&self, file: File) -> Doing<'_, ()> {
        Box::pin(async move { remove(&self.path(file)).await })
    }
}

struct FolderDraft {
    folder: PathBuf,
    path: PathBuf,
    whole: PathBuf,
    open: BufWriter<fs::File>,
}

impl Draft for FolderDraft {
    fn write<'a>(&'a mut self, bytes: &'a [u8]) -> Doing<'a, ()> {
        Box::pin(async move { Ok(self.open.write_all(bytes).await?) })
    }

    fn finish(mut self: Box<Self>) -> Doing<'static, ()> {
        Box::pin(async move {
            self.open.flush().await?;
            self.open.get_ref().sync_all().await?;
            fs::rename(&self.path, &self.whole).await?;
            // The new name too is to be there after the lights went out.
            #[cfg(unix)]
            fs::File::open(&self.folder).await?.sync_all().await?;
            Ok(())
        })
    }

    fn discard(self: Box<Self>) -> Doing<'static, ()> {
        Box::pin(async move { remove(&self.path).await })
    }
}
