//! A folder that messages are written into, one file each, a mail as `.eml` and a text as `.txt`: what one machine sends to
//! where nothing else is named.

use std::path::{Path, PathBuf};

use domain::id::DispatchId;
use domain::message::Handover;
use tokio::fs;
use tokio::io::AsyncWriteExt;

use crate::{HandingOver, Mail, Mailer, Text, Texter};

/// A folder of messages.
#[derive(Clone, Debug)]
pub struct Outbox(PathBuf);

impl Outbox {
    /// Opens the folder, and makes it where it is missing.
    ///
    /// # Errors
    /// Where it can't be made.
    pub fn open(folder: impl Into<PathBuf>) -> std::io::Result<Self> {
        let folder = folder.into();
        std::fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.0
    }

    /// Where a mail lies once it was accepted: the dispatch's id, for later messages with their number.
    pub fn path(&self, mail: &Mail) -> PathBuf {
        self.file(mail.dispatch(), mail.number(), "eml")
    }

    /// Where a text lies once it was accepted, named as mails are.
    pub fn text_path(&self, text: &Text) -> PathBuf {
        self.file(text.dispatch, text.number, "txt")
    }

    fn file(&self, dispatch: DispatchId, number: u32, kind: &str) -> PathBuf {
        let later = if number == 0 { String::new() } else { format!("-{number}") };
        self.0.join(format!("{dispatch}{later}.{kind}"))
    }

    async fn take(&self, path: PathBuf, bytes: &[u8], dispatch: DispatchId) -> Handover {
        match write(&path, bytes).await {
            Ok(()) => Handover::Accepted,
            Err(error) => {
                tracing::warn!(%dispatch, error = %error.kind(), "the outbox took no message");
                Handover::Busy
            }
        }
    }
}

/// A reader of the folder sees whole messages only: the rename is the acceptance.
async fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut unfinished = path.to_owned();
    unfinished.add_extension("tmp");
    let mut file = fs::File::create(&unfinished).await?;
    file.write_all(bytes).await?;
    file.sync_all().await?;
    fs::rename(&unfinished, path).await
}

/// Whom it goes to and comes from, one line each, an empty line, and the words.
fn page(text: &Text) -> String {
    let sender = text.sender.as_ref().map_or("(as the account has it)", |sender| sender.as_str());
    format!("To: {}\nFrom: {sender}\n\n{}\n", text.to.as_str(), text.body)
}

impl Mailer for Outbox {
    fn send<'a>(&'a self, mail: &'a Mail) -> HandingOver<'a> {
        Box::pin(self.take(self.path(mail), mail.bytes(), mail.dispatch()))
    }
}

impl Texter for Outbox {
    fn send_text<'a>(&'a self, text: &'a Text) -> HandingOver<'a> {
        Box::pin(async move { self.take(self.text_path(text), page(text).as_bytes(), text.dispatch).await })
    }
}
