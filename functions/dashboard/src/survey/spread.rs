//! How answers are spread over the scale: a column for each score.

use reading::metrics::Entry;

use crate::charts::{Bar, bars};
use crate::figure::percent;
use crate::score::Score;
use crate::texts::Say;

/// A score of the scale.
#[derive(Debug)]
pub struct Column {
    /// The score as answers spell it.
    pub key: String,
    /// Its name: the number, or a word where the scale has words.
    pub name: String,
    /// `good`, `mid` or `low`.
    pub tone: &'static str,
    /// How many answers.
    pub count: String,
    /// The same for machines.
    pub n: u64,
    /// Their share.
    pub share: String,
    /// Its bar.
    pub bar: Bar,
}

/// A column for each score of the scale, empty ones too; none where nobody answered.
pub fn columns(entry: &Entry, say: Say) -> Vec<Column> {
    let Some((counts, measure)) = entry.counts.scores() else { return Vec::new() };
    let scale = measure.scale();
    let all: Vec<(u8, u64)> = scale.scores().map(|score| (score, counts.get(score))).collect();
    let n: u64 = all.iter().map(|(_, count)| count).sum();
    if n == 0 {
        return Vec::new();
    }
    let heights: Vec<u64> = all.iter().map(|(_, count)| *count).collect();
    let column = |((score, count), bar): ((u8, u64), Bar)| {
        let score = Score::of(score, measure, say);
        Column {
            key: score.word,
            name: score.text,
            tone: score.tone,
            count: say.written().whole(count),
            n: count,
            share: say.written().percent(percent(count, n), 0),
            bar,
        }
    };
    all.into_iter().zip(bars(&heights)).map(column).collect()
}
