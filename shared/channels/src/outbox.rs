//! A folder that mails are written into, one `.eml` file each: what one machine sends to where no SMTP server is named.

use std::path::{Path, PathBuf};

use domain::message::Handover;
use tokio::fs;
use tokio::io::AsyncWriteExt;

use crate::{HandingOver, Mail, Mailer};

/// A folder of mails.
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
        let (dispatch, number) = (mail.dispatch(), mail.number());
        self.0.join(if number == 0 { format!("{dispatch}.eml") } else { format!("{dispatch}-{number}.eml") })
    }

    /// A reader of the folder sees whole mails only: the rename is the acceptance.
    async fn write(&self, mail: &Mail) -> std::io::Result<()> {
        let path = self.path(mail);
        let unfinished = path.with_extension("eml.tmp");
        let mut file = fs::File::create(&unfinished).await?;
        file.write_all(mail.bytes()).await?;
        file.sync_all().await?;
        fs::rename(&unfinished, &path).await
    }
}

impl Mailer for Outbox {
    fn send<'a>(&'a self, mail: &'a Mail) -> HandingOver<'a> {
        Box::pin(async move {
            match self.write(mail).await {
                Ok(()) => Handover::Accepted,
                Err(error) => {
                    tracing::warn!(dispatch = %mail.dispatch(), error = %error.kind(), "the outbox took no mail");
                    Handover::Busy
                }
            }
        })
    }
}
