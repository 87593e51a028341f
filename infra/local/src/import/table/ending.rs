//! How the file of a table ends: with a line, within a row, or within a quoted cell of one.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

/// What is read goes through, and where it ends within a row that is told: the reader of tables takes such a row for whole.
pub(super) struct Quotes<R> {
    inner: R,
    separator: u8,
    place: Place,
    end: Rc<Cell<End>>,
    /// The last byte that was read.
    last: u8,
}

/// How a file ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// It is not read so far.
    Ahead,
    /// With the end of a line.
    Line,
    /// Within a row, which is whole or not.
    Bare,
    /// Within a quoted cell.
    Quoted,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Begin,
    Plain,
    Quoted,
    /// After a quote within a quoted cell: its end, or the first half of a quote.
    Closed,
}

impl<R> Quotes<R> {
    /// Where columns are separated so.
    pub(super) const fn new(inner: R, separator: u8, end: Rc<Cell<End>>) -> Self {
        Self { inner, separator, place: Place::Begin, end, last: b'\n' }
    }

    /// As the reader of tables takes them: a quote begins a quoted cell where the cell begins, and nowhere else.
    const fn after(&self, byte: u8) -> Place {
        match (self.place, byte) {
            (Place::Quoted, b'"') => Place::Closed,
            (Place::Quoted, _) | (Place::Begin | Place::Closed, b'"') => Place::Quoted,
            (_, b'\n' | b'\r') => Place::Begin,
            (_, byte) if byte == self.separator => Place::Begin,
            _ => Place::Plain,
        }
    }
}

impl<R: Read> Read for Quotes<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        for byte in buffer.iter().take(read) {
            self.place = self.after(*byte);
            self.last = *byte;
        }
        if read == 0 && !buffer.is_empty() {
            self.end.set(match (self.place, self.last) {
                (Place::Quoted, _) => End::Quoted,
                (_, b'\n' | b'\r') => End::Line,
                _ => End::Bare,
            });
        }
        Ok(read)
    }
}
