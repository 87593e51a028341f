//! Over how many partitions the answers of one UTC date are spread: one by default, more for a survey that is answered more
//! often than one partition takes in. A date keeps its number for ever, so whoever has a submission id finds its answer.

use jiff::ToSpan as _;
use jiff::civil::Date;
use sha2::{Digest, Sha256};

use crate::day::Zone;
use crate::id::SubmissionId;
use crate::input::Refusal;

/// The most shards of a date.
pub const MAX_SHARDS: u8 = 16;
/// The most changes that a survey remembers.
const MAX_CHANGES: usize = 100;
/// A new survey's number holds from here; no submission id is older.
const EVER: Date = jiff::civil::date(1970, 1, 1);

/// How many shards a survey's UTC dates have: entries of a first date and a number, sorted, and 1 before all of them.
///
/// ```
/// use domain::survey::Shards;
/// let shards = Shards::new(1).changed(4, "2026-11-21".parse().unwrap()).unwrap();
/// assert_eq!(shards.of("2026-11-22".parse().unwrap()), 1);
/// assert_eq!(shards.of("2026-11-23".parse().unwrap()), 4);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shards(Vec<(Date, u8)>);

impl Shards {
    /// As many on all dates, as a new survey has them.
    pub fn new(count: u8) -> Self {
        Self(if count == 1 { Vec::new() } else { vec![(EVER, count)] })
    }

    /// As many from the second UTC date after `today` on: who read the settings before the change, and keeps them for some
    /// minutes, still puts every answer where all others look for it.
    ///
    /// # Errors
    /// `changed_too_often` where no further change can be remembered.
    pub fn changed(&self, count: u8, today: Date) -> Result<Self, Refusal> {
        let from = today.checked_add(2.days()).unwrap_or(Date::MAX);
        let mut entries: Vec<_> = self.0.iter().copied().filter(|(date, _)| *date < from).collect();
        if Self(entries.clone()).of(from) != count {
            entries.push((from, count));
        }
        if entries.len() > MAX_CHANGES {
            let reason =
                "the number of shards was changed as often as a survey remembers; put a new survey for another";
            return Err(Refusal::new("changed_too_often", reason));
        }
        Ok(Self(entries))
    }

    /// The number that was asked for last.
    pub fn wanted(&self) -> u8 {
        self.0.last().map_or(1, |(_, count)| *count)
    }

    /// How many shards a UTC date has.
    pub fn of(&self, date: Date) -> u8 {
        self.0.iter().rev().find(|(from, _)| *from <= date).map_or(1, |(_, count)| *count)
    }

    /// The shard of an answer, from 0: by its id alone, so that every retry goes to the same one.
    pub fn shard(&self, id: &SubmissionId) -> u8 {
        let count = self.of(Zone::utc().date(id.time()));
        if count == 1 {
            return 0;
        }
        let digest = Sha256::digest(id.bits().as_bytes());
        let start = u16::from_be_bytes([digest[0], digest[1]]) % u16::from(count);
        u8::try_from(start).unwrap_or(0)
    }

    /// The entries, to be stored.
    pub fn entries(&self) -> &[(Date, u8)] {
        &self.0
    }

    /// The shards of stored entries.
    ///
    /// # Errors
    /// `invalid_shards` where they are out of order, or a number is none of 1 to 16.
    pub fn read(entries: Vec<(Date, u8)>) -> Result<Self, Refusal> {
        let sorted = entries.is_sorted_by(|(a, _), (b, _)| a < b);
        if sorted && entries.iter().all(|(_, count)| (1..=MAX_SHARDS).contains(count)) {
            Ok(Self(entries))
        } else {
            Err(Refusal::new("invalid_shards", "expected dates in order, each with a number from 1 to 16"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn id(at: &str, number: u8) -> SubmissionId {
        SubmissionId::from_parts(at.parse().unwrap(), [number; 10])
    }

    #[test]
    fn a_change_begins_on_the_second_date_from_now_and_those_before_keep_theirs() {
        let first = Shards::new(2).changed(8, date("2026-11-21")).unwrap();
        let both = first.changed(3, date("2026-11-22")).unwrap();
        let counts =
            ["1999-01-01", "2026-11-22", "2026-11-23", "2026-11-24", "2030-01-01"].map(|day| both.of(date(day)));
        assert_eq!(counts, [2, 2, 8, 3, 3]);
        assert_eq!((first.wanted(), both.wanted()), (8, 3));
    }

    #[test]
    fn of_two_changes_of_one_day_the_later_stands_and_one_taken_back_leaves_nothing() {
        let today = date("2026-11-21");
        let once = Shards::new(1).changed(4, today).unwrap();
        assert_eq!(once.changed(6, today).unwrap(), Shards::new(1).changed(6, today).unwrap());
        assert_eq!(once.changed(1, today).unwrap(), Shards::new(1));
        assert_eq!(once.changed(4, date("2026-12-24")).unwrap(), once);
    }

    #[test]
    fn a_survey_remembers_so_many_changes_and_no_more() {
        let mut shards = Shards::new(1);
        let mut today = date("2026-01-01");
        for change in 0..MAX_CHANGES {
            shards = shards.changed(2 + u8::try_from(change % 2).unwrap(), today).unwrap();
            today = today.tomorrow().unwrap();
        }
        assert_eq!(shards.entries().len(), MAX_CHANGES);
        assert_eq!(shards.changed(9, today).unwrap_err().code, "changed_too_often");
    }

    #[test]
    fn an_answer_never_moves_and_the_shards_of_a_date_fill_evenly() {
        let shards = Shards::new(16);
        let mut filled = [0; 16];
        for number in 0..=255 {
            filled[usize::from(shards.shard(&id("2026-11-21T10:00:00Z", number)))] += 1;
        }
        assert!(filled.iter().all(|count| (4..=40).contains(count)), "{filled:?}");
        let known: SubmissionId = "01975f00-1c00-7000-8000-0000000000ff".parse().unwrap();
        assert_eq!([2, 5, 16].map(|count| Shards::new(count).shard(&known)), [1, 1, 15]);
        assert_eq!(Shards::new(1).shard(&known), 0);
    }

    #[test]
    fn the_count_is_that_of_the_ids_own_utc_date() {
        let shards = Shards::new(1).changed(16, date("2026-11-21")).unwrap();
        let before = (0..=255).map(|number| shards.shard(&id("2026-11-22T23:59:59.999Z", number)));
        assert!(before.into_iter().all(|shard| shard == 0));
        let after = (0..=255).map(|number| shards.shard(&id("2026-11-23T00:00:00Z", number)));
        assert!(after.max() > Some(0));
    }

    #[test]
    fn entries_read_back_and_bad_ones_are_refused() {
        let shards = Shards::new(2).changed(4, date("2026-11-21")).unwrap();
        assert_eq!(Shards::read(shards.entries().to_vec()), Ok(shards));
        let (early, late) = (date("2026-11-21"), date("2026-11-22"));
        for bad in [vec![(late, 2), (early, 3)], vec![(early, 2), (early, 3)], vec![(early, 0)], vec![(early, 17)]] {
            assert_eq!(Shards::read(bad).unwrap_err().code, "invalid_shards");
        }
    }
}
