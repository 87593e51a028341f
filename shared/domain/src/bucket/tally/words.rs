//! The words of answers to the questions that metrics of the team's own count. Each word of each cell has a place of its
//! own, so that what is held grows with the words there are, not with the ways to combine them.

use std::collections::HashMap;

use super::Counted;
use super::cells::Keyed;
use crate::metric::own::{questions_of, words_of};
use crate::question::Kind;
use crate::survey::Survey;

/// A word of a question, in a cell: the cell's place, the question's, the word.
type Word = (u32, usize, String);

/// The words that occurred.
#[derive(Debug)]
pub(super) struct Words {
    questions: Vec<(String, Kind)>,
    places: HashMap<Word, u32>,
    known: Vec<Word>,
}

impl Words {
    pub(super) fn of(survey: &Survey) -> Self {
        let kind = |id: &str| Some((id.to_owned(), survey.question(id)?.kind.clone()));
        let questions = questions_of(&survey.metrics).into_iter().filter_map(kind).collect();
        Self { questions, places: HashMap::new(), known: Vec::new() }
    }

    /// Whether an answer has any.
    pub(super) const fn has(&self, counted: &Counted<'_>) -> bool {
        !self.questions.is_empty() && !counted.questions.is_empty()
    }

    /// Whether any of an answer's words counts.
    pub(super) fn any(&self, counted: &Counted<'_>) -> bool {
        counted.questions.iter().any(|(question, answer)| {
            let of = self.questions.iter().find(|(id, _)| id == question);
            of.is_some_and(|(_, kind)| !words_of(kind, answer).is_empty())
        })
    }

    /// The places of an answer's words in a cell.
    pub(super) fn places(&mut self, cell: u32, counted: &Counted<'_>) -> Vec<u32> {
        let mut places = Vec::new();
        for (question, answer) in &counted.questions {
            let Some(at) = self.questions.iter().position(|(id, _)| id == question) else { continue };
            for word in words_of(&self.questions[at].1, answer) {
                places.push(self.place((cell, at, word)));
            }
        }
        places
    }

    fn place(&mut self, word: Word) -> u32 {
        let next = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
        let place = *self.places.entry(word.clone()).or_insert(next);
        if place == next {
            self.known.push(word);
        }
        place
    }

    /// Counts the word of a place in its cell.
    pub(super) fn count(&self, place: u32, answers: u64, cells: &mut [Keyed]) {
        let Some((cell, at, word)) = self.known.get(place as usize) else { return };
        let Some((_, cell)) = cells.get_mut(*cell as usize) else { return };
        let words = cell.questions.entry(self.questions[*at].0.clone()).or_default();
        let count = words.entry(word.clone()).or_default();
        *count = count.saturating_add(answers);
    }

    /// Forgets all places, as the cells are done with.
    pub(super) fn clear(&mut self) {
        self.places.clear();
        self.known.clear();
    }
}

#[cfg(test)]
mod tests;
