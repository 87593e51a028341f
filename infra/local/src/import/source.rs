//! The lines of a file that is imported: NDJSON, CSV, or with a field map whole JSON too. Each has its number, so that a bad
//! one can be named.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::{Context, bail};
use indicatif::ProgressBar;
use serde_json::Value;

use super::table::{Columns, rows};

/// The longest line, in bytes: what the tables hold of one answer at most, spelled as JSON.
pub(super) const MAX_LINE: usize = 1024 * 1024;

/// A line: its number, and what it says or why it can't be read.
pub type Line = (u64, Result<Value, String>);

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line.
    Lines,
    /// A table with a first line of names; RFC 4180.
    Table,
    /// One JSON value.
    Whole,
}

impl Format {
    /// By the file's extension.
    pub fn of(path: &Path) -> anyhow::Result<Self> {
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        match extension.to_ascii_lowercase().as_str() {
            "ndjson" | "jsonl" => Ok(Self::Lines),
            "csv" => Ok(Self::Table),
            "json" => Ok(Self::Whole),
            _ => bail!("{}: expected a file that ends in .ndjson, .jsonl, .csv, or with --map .json", path.display()),
        }
    }
}

/// The lines of a file, one after the other. A whole JSON file is none of lines; see [`whole`].
pub fn lines(
    path: &Path,
    format: Format,
    columns: Columns,
    bar: &ProgressBar,
) -> anyhow::Result<Box<dyn Iterator<Item = Line>>> {
    let reader = open(path, bar)?;
    match format {
        Format::Lines => Ok(Box::new(objects(reader))),
        Format::Table => Ok(Box::new(rows(reader, columns).with_context(|| path.display().to_string())?)),
        Format::Whole => {
            bail!("{}: a whole JSON file needs a --map; without one write one object a line, .ndjson", path.display())
        }
    }
}

/// Opens a file of UTF-8. What some programs call Unicode is another spelling, and its mark is the one thing in it that is known.
fn open(path: &Path, bar: &ProgressBar) -> anyhow::Result<impl BufRead + use<>> {
    let cannot = || format!("{} can't be read", path.display());
    let file = File::open(path).with_context(cannot)?;
    bar.set_length(file.metadata().map_or(0, |file| file.len()));
    let mut reader = BufReader::new(bar.wrap_read(file));
    let begin = reader.fill_buf().with_context(cannot)?;
    if begin.starts_with(b"\xff\xfe") || begin.starts_with(b"\xfe\xff") {
        bail!(
            "{} is UTF-16, which spreadsheets call Unicode text: save it as UTF-8, a table as \"CSV UTF-8\"",
            path.display()
        );
    }
    Ok(reader)
}

/// A whole JSON file.
pub fn whole(path: &Path) -> anyhow::Result<Value> {
    serde_json::from_reader(open(path, &ProgressBar::hidden())?)
        .with_context(|| format!("{} is no JSON", path.display()))
}

/// The lines of NDJSON; empty ones are none.
pub(super) fn objects(mut reader: impl BufRead) -> impl Iterator<Item = Line> {
    let mut number = 0;
    std::iter::from_fn(move || {
        loop {
            number += 1;
            let mut line = Vec::new();
            match reader.read_until(b'\n', &mut line) {
                Ok(0) => return None,
                Ok(_) => {}
                Err(error) => return Some((number, Err(error.to_string()))),
            }
            let text = line.strip_prefix(b"\xef\xbb\xbf").filter(|_| number == 1).unwrap_or(&line);
            let text = text.trim_ascii();
            if text.is_empty() {
                continue;
            }
            if text.len() > MAX_LINE {
                return Some((number, Err(format!("longer than {MAX_LINE} bytes"))));
            }
            // The parser says what it did not expect, and never what stood there.
            let said =
                |problem: web::problem::Problem| problem.to_json()["detail"].as_str().unwrap_or_default().to_owned();
            return Some((number, web::body::parse(text).map_err(said)));
        }
    })
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use serde_json::json;

    use super::*;

    #[test]
    fn bad_lines_have_their_numbers_and_the_good_ones_are_kept() {
        let file = "\u{feff}{\"a\":1}\n\n{\"a\":\n{\"a\":1,\"a\":2}\n{\"b\":2}";
        let lines: Vec<_> = objects(Cursor::new(file.to_owned())).map(|(at, line)| (at, line.ok())).collect();
        assert_eq!(lines, [(1, Some(json!({"a": 1}))), (3, None), (4, None), (5, Some(json!({"b": 2})))]);
    }

    #[test]
    fn a_line_that_is_too_long_is_named() {
        let file = format!("{{\"a\":\"{}\"}}\n{{}}", "x".repeat(MAX_LINE));
        let lines: Vec<_> = objects(Cursor::new(file)).collect();
        assert!(lines[0].1.as_ref().unwrap_err().contains("1048576"));
        assert_eq!(lines[1], (2, Ok(json!({}))));
    }
}
