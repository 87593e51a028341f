//! Writes rows, each as the bytes of one line.

use super::table::Columns;
use super::versions::Versions;
use super::{Format, Row, line::line};

/// What tells a spreadsheet that the file is UTF-8.
const BOM: &str = "\u{feff}";

/// Writes rows of one format.
#[derive(Clone, Debug)]
pub struct Writer(Form);

#[derive(Clone, Debug)]
enum Form {
    Table { columns: Columns, bom: bool },
    Lines,
}

impl Writer {
    /// A writer for the responses to these surveys; `bom` counts for tables alone.
    pub fn new(format: Format, bom: bool, surveys: &[Versions]) -> Self {
        Self(match format {
            Format::Csv => Form::Table { columns: Columns::of(surveys), bom },
            Format::Ndjson => Form::Lines,
        })
    }

    /// What stands before all rows: of a table the line of its columns' names.
    pub fn head(&self) -> Vec<u8> {
        match &self.0 {
            Form::Table { columns, bom } => {
                let mut head = if *bom { BOM.as_bytes().to_vec() } else { Vec::new() };
                head.extend(record(&columns.names()));
                head
            }
            Form::Lines => Vec::new(),
        }
    }

    /// A row, as one line with its end; a cell of a table may hold line breaks.
    pub fn row(&self, row: &Row, of: &Versions) -> Vec<u8> {
        let line = line(row, of);
        match &self.0 {
            Form::Table { columns, .. } => record(&columns.cells(&line, of)),
            Form::Lines => format!("{line}\n").into_bytes(),
        }
    }
}

/// A record of RFC 4180: cells in quotes where they need them, and a line's end of two characters.
pub fn record(cells: &[String]) -> Vec<u8> {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).buffer_capacity(1024).from_writer(Vec::new());
    // Into memory nothing can fail, and there is one record, so none has another length.
    let _ = writer.write_record(cells);
    writer.into_inner().unwrap_or_default()
}
