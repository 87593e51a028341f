//! Keys: the values of an answer's dimensions as bytes. Two keys compare as the values do that they stand for, and there is
//! a way back.

use crate::bucket::{Counted, Needs, Values};

/// Ends a value. No byte of a value is 0: those are written as [`ZERO`].
const END: [u8; 2] = [0, 1];
const ZERO: [u8; 2] = [0, 255];

/// How the dimensions of a survey are written.
#[derive(Debug)]
pub(super) struct Keys {
    /// The dimensions by name, and their places in [`Counted::dimensions`].
    names: Vec<(String, usize)>,
}

impl Keys {
    pub(super) fn of(needs: &Needs) -> Self {
        let mut names: Vec<_> = needs.dimensions().iter().cloned().zip(0..).collect();
        names.sort();
        Self { names }
    }

    /// How many dimensions there are.
    pub(super) const fn dimensions(&self) -> usize {
        self.names.len()
    }

    /// Each value of an answer, by the place of its dimension among the names.
    pub(super) fn each(&self, counted: &Counted<'_>, mut see: impl FnMut(usize, &str)) {
        for (rank, (_, at)) in self.names.iter().enumerate() {
            if let Some(value) = counted.dimensions.get(*at).copied().flatten() {
                see(rank, &value.text());
            }
        }
    }

    /// Writes the values of an answer, each as `fold` has it.
    pub(super) fn write(
        &self,
        counted: &Counted<'_>,
        key: &mut Vec<u8>,
        fold: impl Fn(usize, &str) -> Option<&'static str>,
    ) {
        key.clear();
        self.each(counted, |rank, value| {
            // There are eleven at most.
            key.push(u8::try_from(rank).unwrap_or(u8::MAX));
            for byte in fold(rank, value).unwrap_or(value).bytes() {
                match byte {
                    0 => key.extend_from_slice(&ZERO),
                    byte => key.push(byte),
                }
            }
            key.extend_from_slice(&END);
        });
    }

    /// What a key was written from.
    pub(super) fn values(&self, key: &[u8]) -> Values {
        let mut values = Values::new();
        let mut rest = key.iter().copied();
        while let Some(rank) = rest.next() {
            let mut value = Vec::new();
            while let Some(byte) = rest.next() {
                match byte {
                    0 if rest.next() == Some(END[1]) => break,
                    byte => value.push(byte),
                }
            }
            if let Some((name, _)) = self.names.get(usize::from(rank)) {
                values.insert(name.clone(), String::from_utf8_lossy(&value).into_owned());
            }
        }
        values
    }
}
