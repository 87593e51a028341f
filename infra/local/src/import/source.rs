//! The lines of a file that is imported: NDJSON, CSV, or with a field map whole JSON too. Each has its number, so that a bad
//! one can be named.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::{Context, bail};
use indicatif::ProgressBar;
use reading::rows::cell::armed;
use serde_json::{Map, Value};

/// The longest line, in bytes: what the tables hold of one answer at most, spelled as JSON.
const MAX_LINE: usize = 1024 * 1024;
/// The column whose empty cells say something: without it the person's segment of today is looked up.
const SEGMENT: &str = "segment";

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
pub fn lines(path: &Path, format: Format, bar: &ProgressBar) -> anyhow::Result<Box<dyn Iterator<Item = Line>>> {
    let file = File::open(path).with_context(|| format!("{} can't be read", path.display()))?;
    bar.set_length(file.metadata().map_or(0, |file| file.len()));
    let reader = BufReader::new(bar.wrap_read(file));
    match format {
        Format::Lines => Ok(Box::new(objects(reader))),
        Format::Table => Ok(Box::new(rows(reader)?)),
        Format::Whole => {
            bail!("{}: a whole JSON file needs a --map; without one write one object a line, .ndjson", path.display())
        }
    }
}

/// A whole JSON file.
pub fn whole(path: &Path) -> anyhow::Result<Value> {
    let file = File::open(path).with_context(|| format!("{} can't be read", path.display()))?;
    serde_json::from_reader(BufReader::new(file)).with_context(|| format!("{} is no JSON", path.display()))
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

/// The rows of a table, by the names of its columns.
pub(super) fn rows(mut reader: impl BufRead + 'static) -> anyhow::Result<impl Iterator<Item = Line>> {
    // Where lines end in two characters, the reader counts a line once both are read: after the place it names.
    let two = reader.fill_buf().is_ok_and(|begin| begin.windows(2).any(|pair| pair == b"\r\n"));
    let line_of =
        move |place: Option<&csv::Position>, last: u64| place.map_or(last + 1, |place| place.line() + u64::from(two));
    let mut table = csv::ReaderBuilder::new().trim(csv::Trim::None).from_reader(reader);
    let names = table.headers().context("the first line of a CSV file names its columns")?.clone();
    let name = |name: &str| armed(name.trim_start_matches('\u{feff}').trim()).to_owned();
    let names: Vec<String> = names.iter().map(name).collect();
    if names.iter().enumerate().any(|(at, name)| names[..at].contains(name)) {
        bail!("two columns have the same name; rename one");
    }
    let records = table.into_records();
    let mut last = 1;
    Ok(records.map(move |record| match record {
        Ok(record) => {
            last = line_of(record.position(), last);
            let said = |(name, cell): &(&String, &str)| !cell.is_empty() || *name == SEGMENT;
            let cells = names.iter().zip(record.iter()).filter(said);
            let row: Map<_, _> = cells.map(|(name, cell)| (name.clone(), value_of(cell))).collect();
            (last, Ok(Value::Object(row)))
        }
        Err(error) => {
            last = line_of(error.position(), last);
            let reason = match error.kind() {
                csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                    format!("{len} columns where the first line has {expected_len}")
                }
                _ => "a row that can't be read; expected UTF-8 and RFC 4180".to_owned(),
            };
            (last, Err(reason))
        }
    }))
}

/// What a cell says; nothing where it is empty.
fn value_of(cell: &str) -> Value {
    if cell.is_empty() { Value::Null } else { Value::from(armed(&cell.replace("\r\n", "\n"))) }
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

    #[test]
    fn rows_are_read_by_the_names_of_their_columns() {
        let file = "\u{feff}id,comment\n1,\"two\nlines, \"\"quoted\"\"\"\n2\n3,'=1+1\n4,'tis\n5,\n";
        let rows: Vec<_> = rows(Cursor::new(file.to_owned())).unwrap().collect();
        assert_eq!(rows[0], (2, Ok(json!({"id": "1", "comment": "two\nlines, \"quoted\""}))));
        assert_eq!(rows[1].0, 4);
        assert!(rows[1].1.as_ref().unwrap_err().contains("1 columns where the first line has 2"));
        assert_eq!(rows[2].1, Ok(json!({"id": "3", "comment": "=1+1"})));
        assert_eq!(rows[3].1, Ok(json!({"id": "4", "comment": "'tis"})));
        assert_eq!(rows[4].1, Ok(json!({"id": "5"})));
    }

    #[test]
    fn names_of_columns_are_disarmed_as_cells_are_and_a_segment_may_be_none() {
        let file = "'-why,segment,locale\r\n'-5,,\r\n";
        let rows: Vec<_> = rows(Cursor::new(file.to_owned())).unwrap().collect();
        assert_eq!(rows[0].1, Ok(json!({"-why": "-5", "segment": null})));
    }

    #[test]
    fn a_table_of_a_spreadsheet_has_the_same_line_numbers_and_its_breaks_are_breaks() {
        let file = "id,comment\r\n1,\"two\r\nlines\"\r\n2\r\n3,x\r\n";
        let rows: Vec<_> = rows(Cursor::new(file.to_owned())).unwrap().collect();
        assert_eq!(rows.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 4, 5]);
        assert_eq!(rows[0].1, Ok(json!({"id": "1", "comment": "two\nlines"})));
    }
}
