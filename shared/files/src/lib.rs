//! Files that are written once, whole or not at all, and fetched by a link that ends: exports. The only crate that knows S3;
//! on one machine they lie in a folder.

mod exports;
mod folder;
mod link;
mod s3;

use std::pin::Pin;

use domain::export::{Export, File};
use domain::id::WorkspaceId;
use jiff::Timestamp;
use store::StoreError;

pub use exports::Exports;
pub use folder::Folder;
pub use link::{seal_download, whose_download};
pub use s3::S3;

/// Why something could not be done with a file; it may be tried again.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// S3 refused, or could not be reached: its code, or what is known of it. Never its words, which may quote a signature.
    #[error("the bucket did not do it ({0})")]
    Bucket(String),
    /// The folder.
    #[error("the folder did not do it ({0})")]
    Folder(std::io::ErrorKind),
    /// The tables, where they are asked which files there are.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<std::io::Error> for FilesError {
    fn from(error: std::io::Error) -> Self {
        Self::Folder(error.kind())
    }
}

/// The future of something that is done with a file.
pub type Doing<'a, T> = Pin<Box<dyn Future<Output = Result<T, FilesError>> + Send + 'a>>;

/// A URL that opens a file for whoever has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The URL.
    pub url: String,
    /// From when on it no longer does.
    pub until: Timestamp,
}

/// A place for files. An adapter
/// - MUST show a file under its name only once all of it was written: a reader never sees a half;
/// - MUST take a file of any size in constant memory;
/// - MUST put a file over the one that stands under its name;
/// - MUST answer a deletion of what is not there as one that was done;
/// - MUST NOT keep what was written of a file that nobody finishes: for a day at most.
pub trait Files: Send + Sync + std::fmt::Debug {
    /// Begins a file. Nothing is to be seen of it until it is finished.
    fn begin(&self, file: File) -> Doing<'_, Box<dyn Draft>>;

    /// Makes a URL for the file of an export of this workspace. It ends when [`Export::link_until`] says, or before.
    fn link<'a>(&'a self, workspace: &'a WorkspaceId, export: &'a Export, now: Timestamp) -> Doing<'a, Link>;

    /// Removes a file: also for those who have a link to it.
    fn delete(&self, file: File) -> Doing<'_, ()>;
}

/// A file that is being written.
pub trait Draft: Send {
    /// Writes on.
    fn write<'a>(&'a mut self, bytes: &'a [u8]) -> Doing<'a, ()>;

    /// Puts the file under its name.
    fn finish(self: Box<Self>) -> Doing<'static, ()>;

    /// Drops what was written. Without it that goes by itself, later.
    fn discard(self: Box<Self>) -> Doing<'static, ()>;
}
