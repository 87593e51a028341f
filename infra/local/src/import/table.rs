//! The rows of a table. Its first line is looked at once: how the columns are separated, and whether it names them at all.

mod ending;

use std::cell::Cell;
use std::io::{self, BufRead, Cursor, Read};
use std::rc::Rc;

use anyhow::{Context, bail, ensure};
use csv::{Position, Reader, ReaderBuilder, StringRecord, Trim};
use reading::rows::cell::armed;
use serde_json::{Map, Value};

use self::ending::{End, Quotes};
use super::source::{Line, MAX_LINE};

/// The column whose empty cells say something: without it the person's segment of today is looked up.
const SEGMENT: &str = "segment";
/// How columns may be separated: as RFC 4180 has it, as spreadsheets do where a comma is part of numbers, and by tabs.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];
/// What a row is known by when it comes again.
const IDS: [&str; 2] = ["submission_id", "event_id"];
/// What is said of a last row that may be cut off, where nothing would tell the whole one from it.
const CUT: &str = "the file ends in this row without a line end, so it may be cut off, and no submission_id or event_id before its \
                   last cell says which row it is: make sure that it is whole, end it with a line end and import the file again";
/// One of these stands in every table of our own kind.
const TELLING: [&str; 2] = ["survey", "event_id"];

/// Whose columns a table has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Columns {
    /// Our own, of answers or of events.
    Own,
    /// Those of a field map.
    Mapped,
}

/// The rows of a table, by the names of its columns.
pub fn rows(mut reader: impl BufRead + 'static, columns: Columns) -> anyhow::Result<impl Iterator<Item = Line>> {
    let first = first_line(&mut reader)?;
    let separator = separator(&first, columns)?;
    // Where lines end in two characters, the reader counts a line once both are read: after the place it names.
    let two = first.ends_with(b"\r\n");
    let line_of = move |place: Option<&Position>, last: u64| place.map_or(last + 1, |it| it.line() + u64::from(two));
    let end = Rc::new(Cell::new(End::Ahead));
    let quotes = Quotes::new(Cursor::new(first).chain(reader), separator, end.clone());
    let mut table = table(separator, quotes);
    let names: Vec<String> = table.headers()?.iter().map(name).collect();
    ensure!(
        end.get() != End::Quoted,
        "it ends within a quoted name of its first line: the file was cut off, or a quote is missing"
    );
    let mut last = 1;
    Ok(table.into_records().map(move |record| {
        last = line_of(record.as_ref().map_or_else(csv::Error::position, StringRecord::position), last);
        // The reader asks for the end of the file within its last row alone.
        if end.get() == End::Quoted {
            let reason = "a quoted cell begins in this row and never ends: the file was cut off, or a quote is missing";
            return (last, Err(reason.to_owned()));
        }
        let row = record.map(|record| row(&names, &record)).map_err(|error| reason(&error));
        let may_be_cut = |row: &Value| columns == Columns::Own && end.get() == End::Bare && !is_known(&names, row);
        (last, row.and_then(|row| if may_be_cut(&row) { Err(CUT.to_owned()) } else { Ok(row) }))
    }))
}

/// Whether a row has an id that is whole, wherever the file was cut off.
fn is_known(names: &[String], row: &Value) -> bool {
    let before_the_last = names.split_last().map_or(&[][..], |(_, before)| before);
    before_the_last.iter().any(|name| IDS.contains(&name.as_str()) && row.get(name).is_some())
}

fn row(names: &[String], record: &StringRecord) -> Value {
    let said = |(name, cell): &(&String, &str)| !cell.is_empty() || *name == SEGMENT;
    let cells = names.iter().zip(record.iter()).filter(said);
    Value::Object(cells.map(|(name, cell)| (name.clone(), value_of(cell))).collect::<Map<_, _>>())
}

/// What a cell says; nothing where it is empty.
fn value_of(cell: &str) -> Value {
    if cell.is_empty() { Value::Null } else { Value::from(armed(&cell.replace("\r\n", "\n"))) }
}

fn name(cell: &str) -> String {
    armed(cell.trim()).to_owned()
}

fn reason(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("{len} columns where the first line has {expected_len}")
        }
        csv::ErrorKind::Utf8 { .. } => "it is not UTF-8: save the file as \"CSV UTF-8\"".to_owned(),
        _ => "a row that can't be read; expected RFC 4180".to_owned(),
    }
}

fn table<R: Read>(separator: u8, reader: R) -> Reader<R> {
    ReaderBuilder::new().trim(Trim::None).delimiter(separator).from_reader(reader)
}

/// The line of names, with its end and the empty lines before it. A name in quotes may have lines of its own.
fn first_line(reader: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    loop {
        let read = reader.by_ref().take(MAX_LINE as u64).read_until(b'\n', &mut line)?;
        if line.starts_with(b"\xef\xbb\xbf") {
            line.drain(..3);
        }
        let is_open = line.iter().fold(false, |is_open, byte| is_open != (*byte == b'"'));
        let is_whole = !is_open && !line.trim_ascii().is_empty();
        if read == 0 || is_whole || line.len() > MAX_LINE {
            return Ok(line);
        }
    }
}

/// How the columns are separated: so that the names are known, or, of another system's, so that there are most of them.
fn separator(first: &[u8], columns: Columns) -> anyhow::Result<u8> {
    ensure!(std::str::from_utf8(first).is_ok(), "its line of names is not UTF-8: save the file as \"CSV UTF-8\"");
    let mut names = Vec::new();
    for separator in SEPARATORS {
        let read: Vec<String> = table(separator, first).headers()?.iter().map(name).collect();
        names.push((separator, read));
    }
    let found = match columns {
        Columns::Own => names.iter().find(|(_, names)| TELLING.iter().any(|one| names.iter().any(|name| name == one))),
        // Of several with as many the first.
        Columns::Mapped => {
            names.iter().rev().max_by_key(|(_, names)| names.len()).filter(|(_, names)| !names.is_empty())
        }
    };
    let (separator, names) = found.context(
        "its first line names no columns: a table of answers has one called `survey`, a table of events one called `event_id`, and \
         another system's is read with --map",
    )?;
    for (at, name) in names.iter().enumerate() {
        if let Some(before) = names[..at].iter().position(|other| other == name) {
            bail!("its columns {} and {} have the same name; rename one", before + 1, at + 1);
        }
    }
    Ok(*separator)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn read(file: &str) -> Vec<Line> {
        rows(Cursor::new(file.to_owned()), Columns::Mapped).unwrap().collect()
    }

    fn refused(file: &[u8], columns: Columns) -> String {
        rows(Cursor::new(file.to_vec()), columns).map(|_| ()).unwrap_err().to_string()
    }

    #[test]
    fn rows_are_read_by_the_names_of_their_columns() {
        let rows = read("\u{feff}id,comment\n1,\"two\nlines, \"\"quoted\"\"\"\n2\n3,'=1+1\n4,'tis\n5,\n");
        assert_eq!(rows[0], (2, Ok(json!({"id": "1", "comment": "two\nlines, \"quoted\""}))));
        assert_eq!(rows[1].0, 4);
        assert!(rows[1].1.as_ref().unwrap_err().contains("1 columns where the first line has 2"));
        assert_eq!(rows[2].1, Ok(json!({"id": "3", "comment": "=1+1"})));
        assert_eq!(rows[3].1, Ok(json!({"id": "4", "comment": "'tis"})));
        assert_eq!(rows[4].1, Ok(json!({"id": "5"})));
    }

    #[test]
    fn names_of_columns_are_disarmed_as_cells_are_and_a_segment_may_be_none() {
        let rows = read("'-why,segment,locale\r\n'-5,,\r\n");
        assert_eq!(rows[0].1, Ok(json!({"-why": "-5", "segment": null})));
    }

    #[test]
    fn a_table_of_a_spreadsheet_has_the_same_line_numbers_and_its_breaks_are_breaks() {
        let rows = read("id,comment\r\n1,\"two\r\nlines\"\r\n2\r\n3,x\r\n");
        assert_eq!(rows.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 4, 5]);
        assert_eq!(rows[0].1, Ok(json!({"id": "1", "comment": "two\nlines"})));
    }

    #[test]
    fn a_row_whose_quoted_cell_never_ends_is_bad_and_the_rows_before_it_are_good() {
        for cut in ["\"Great, but the del", "\"", "\"two\nlines", "\"a \"\"quoted\"\" one", "\"ends in one \"\""] {
            let rows = read(&format!("survey,comment\ncsat,good\ncsat,{cut}"));
            assert_eq!(rows[0], (2, Ok(json!({"survey": "csat", "comment": "good"}))));
            assert_eq!((rows.len(), rows[1].0), (2, 3), "{cut}");
            assert!(rows[1].1.as_ref().unwrap_err().contains("never ends"), "{cut}");
        }
        // With fewer columns too, and where the line of names has none of it.
        assert!(read("survey,comment\n\"csat")[0].1.as_ref().unwrap_err().contains("never ends"));
        for whole in ["\"good\"", "go\"od", "\"go\"od", "\"a \"\"quoted\"\"\"", "\"\"", "good\n", "\"good\"\n"] {
            assert!(read(&format!("survey,comment\ncsat,{whole}"))[0].1.is_ok(), "{whole}");
        }
    }

    #[test]
    fn a_last_row_without_its_line_end_is_bad_unless_an_id_says_which_row_it_is() {
        let last =
            |file: &str, columns: Columns| rows(Cursor::new(file.to_owned()), columns).unwrap().last().unwrap().1;
        let whole = "survey,answered_at,score\ncsat,2026-05-01T10:00:00Z,10";
        for cut in
            [whole, &whole[..whole.len() - 1], "survey,comment\ncsat,\"whole\"", "survey,submission_id,score\ncsat,,1"]
        {
            let reason = last(cut, Columns::Own).unwrap_err();
            assert!(reason.contains("cut off") && reason.contains("line end"), "{cut}: {reason}");
            for ended in ["\n", "\r\n", "\r"] {
                assert!(last(&format!("{cut}{ended}"), Columns::Own).is_ok(), "{cut}");
            }
            // Of another system's the map says what a row is known by.
            assert!(last(cut, Columns::Mapped).is_ok());
        }
        // The rows before it are good.
        let file = format!("{whole}\ncsat,2026-05-02T10:00:00Z,1");
        let rows: Vec<_> = rows(Cursor::new(file), Columns::Own).unwrap().collect();
        assert!(rows[0].1.is_ok() && rows[1].0 == 3 && rows[1].1.is_err());
        for known in
            ["survey,submission_id,score\ncsat,018df4f3-4480-7000-8000-000000000001,1", "event_id,type\ne1,order_paid"]
        {
            assert!(last(known, Columns::Own).is_ok(), "{known}");
        }
        // An id in the last cell may be cut off itself.
        assert!(last("type,event_id\norder_paid,e1", Columns::Own).is_err());
    }

    #[test]
    fn columns_are_separated_as_the_line_of_names_has_them() {
        let row = json!({"survey": "csat", "comment": "a, b; c"});
        for file in [
            "survey,comment\r\ncsat,\"a, b; c\"\r\n",
            "\u{feff}\"survey\";comment\r\ncsat;\"a, b; c\"\r\n",
            "survey\tcomment\r\ncsat\ta, b; c\r\n",
            "\"survey\";\"comment\"\ncsat;a, b\n",
        ] {
            let rows: Vec<_> = rows(Cursor::new(file), Columns::Own).unwrap().collect();
            assert_eq!((rows.len(), rows[0].0), (1, 2), "{file}");
            let read = rows[0].1.as_ref().unwrap();
            assert!(*read == row || read["comment"] == "a, b", "{file}: {read}");
        }
        // Whatever stands in a name of ours, a comma separates where the names are known by it.
        let odd: Vec<_> = rows(Cursor::new("survey,properties.a;b;c;d\ncsat,1\n"), Columns::Own).unwrap().collect();
        assert_eq!(odd[0].1, Ok(json!({"survey": "csat", "properties.a;b;c;d": "1"})));
        let other: Vec<_> = rows(Cursor::new("Order No;Paid at\nA 1;2026\n"), Columns::Mapped).unwrap().collect();
        assert_eq!(other[0].1, Ok(json!({"Order No": "A 1", "Paid at": "2026"})));
    }

    #[test]
    fn a_first_line_that_names_nothing_is_said_once() {
        for file in ["purchase,2026-05-01T10:00:00Z,9\npurchase,2026-05-02T10:00:00Z,9\n", "", "\n\n", "score|survey\n"]
        {
            assert!(refused(file.as_bytes(), Columns::Own).contains("called `survey`"), "{file}");
        }
        assert!(refused(b"survey,\"scor", Columns::Own).contains("within a quoted name"));
        assert!(refused(b"", Columns::Mapped).contains("names no columns"));
        assert!(refused(b"survey,score,why,score\n", Columns::Own).contains("columns 2 and 4 have the same name"));
        assert!(refused(b"survey,\xe2\n", Columns::Own).contains("CSV UTF-8"));
        let rows: Vec<_> = rows(Cursor::new(b"survey,comment\ncsat,\xe2\n".to_vec()), Columns::Own).unwrap().collect();
        assert!(rows[0].1.as_ref().unwrap_err().contains("CSV UTF-8"));
    }

    proptest! {
        /// Whatever a cell holds: as it is written it is whole, and without its last quote it is not.
        #[test]
        fn a_file_is_unended_without_its_last_quote_alone(cell in "[a\",;\r\n\t ]{0,12}") {
            let whole = format!("survey,comment\ncsat,\"{}\"", cell.replace('"', "\"\""));
            let rows = read(&whole);
            prop_assert_eq!(rows.len(), 1);
            prop_assert!(rows[0].1.is_ok());
            let cut = read(&whole[..whole.len() - 1]);
            prop_assert!(cut.last().unwrap().1.is_err());
        }
    }
}
