//! Where an export goes: to the output, or to a file. It is written beside the file's name and takes that name once it is
//! whole, so what stands there is never half an export. Nobody but its owner may read it: it holds what people wrote.

use std::io::{BufWriter, ErrorKind, Stdout, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use tempfile::NamedTempFile;

/// Takes an export.
pub struct Sink(To);

enum To {
    Output(BufWriter<Stdout>),
    File(BufWriter<NamedTempFile>, PathBuf),
}

impl Sink {
    /// A file of this name, or the output.
    pub fn open(file: Option<&Path>) -> anyhow::Result<Self> {
        let Some(file) = file else { return Ok(Self(To::Output(BufWriter::new(std::io::stdout())))) };
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let beside = tempfile::Builder::new().prefix(".atbalss-").suffix(".part").tempfile_in(folder);
        let beside = beside.with_context(|| format!("{} can't be written", file.display()))?;
        Ok(Self(To::File(BufWriter::new(beside), file.to_owned())))
    }

    /// Writes on.
    pub fn write(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        match &mut self.0 {
            To::Output(output) => told(output.write_all(bytes)),
            To::File(beside, file) => {
                beside.write_all(bytes).with_context(|| format!("{} can't be written", file.display()))
            }
        }
    }

    /// Ends it: a file takes its name.
    pub fn finish(self) -> anyhow::Result<()> {
        match self.0 {
            To::Output(mut output) => told(output.flush()),
            To::File(beside, file) => {
                let failed = || format!("{} can't be written", file.display());
                let beside = beside.into_inner().map_err(std::io::IntoInnerError::into_error).with_context(failed)?;
                beside.as_file().sync_all().with_context(failed)?;
                beside.persist(&file).with_context(failed)?;
                Ok(())
            }
        }
    }
}

/// Where nobody reads the output any more, as behind `| head`, the command ends quietly.
fn told(written: std::io::Result<()>) -> anyhow::Result<()> {
    match written {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => std::process::exit(2),
        written => written.context("the output can't be written"),
    }
}
