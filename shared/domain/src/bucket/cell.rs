//! Cells: what a cube holds for one combination of dimension values, and on which side of a cell an answer counts.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::response::Response;
use crate::score::{Counts, SurveyKind};
use crate::survey::Survey;

/// What the cells of a cube hold: integers that merge exactly, in any order and any grouping.
pub trait Tallied: Clone + fmt::Debug + Default + PartialEq + Serialize + DeserializeOwned {
    /// Adds another cell's counts.
    fn merge(&mut self, other: &Self);

    /// How much it holds: what holds more is kept apart where there are too many.
    fn weight(&self) -> u64;
}

/// Counts per score value, of those that are counted and of those that are kept but left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// The answers that make the score.
    pub scores: Counts,
    /// The answers that look like a machine's.
    #[serde(default, skip_serializing_if = "Counts::is_empty")]
    pub suspect: Counts,
    /// The answers of nobody known, where the survey counts known people only.
    #[serde(default, skip_serializing_if = "Counts::is_empty")]
    pub anonymous: Counts,
    /// The answers of people who were no living customers, where the survey counts those only.
    #[serde(default, skip_serializing_if = "Counts::is_empty")]
    pub outsiders: Counts,
    /// The answers that a later one of the same person and calendar quarter stands for, where the survey counts one each.
    #[serde(default, skip_serializing_if = "Counts::is_empty")]
    pub replaced: Counts,
    /// Of the questions that a metric of the team's own counts: how often each word was answered, by question.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub questions: BTreeMap<String, BTreeMap<String, u64>>,
}

/// Where in a cell an answer is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Scores,
    Suspect,
    Anonymous,
    Outsider,
    Replaced,
}

impl Side {
    /// Where a response belongs that is judged by itself. What looks like a machine's is nobody's answer, known or not.
    pub(super) fn of(response: &Response, survey: &Survey) -> Self {
        match survey.kind {
            _ if response.suspicion().is_some() => Self::Suspect,
            SurveyKind::Relationship if response.person.is_none() => Self::Anonymous,
            SurveyKind::Relationship | SurveyKind::Transactional => Self::Scores,
        }
    }
}

impl Cell {
    pub(super) const fn side(&mut self, side: Side) -> &mut Counts {
        match side {
            Side::Scores => &mut self.scores,
            Side::Suspect => &mut self.suspect,
            Side::Anonymous => &mut self.anonymous,
            Side::Outsider => &mut self.outsiders,
            Side::Replaced => &mut self.replaced,
        }
    }

    fn sides(&self) -> [&Counts; 5] {
        [&self.scores, &self.suspect, &self.anonymous, &self.outsiders, &self.replaced]
    }
}

impl Tallied for Cell {
    fn merge(&mut self, other: &Self) {
        let own = [&mut self.scores, &mut self.suspect, &mut self.anonymous, &mut self.outsiders, &mut self.replaced];
        for (own, more) in own.into_iter().zip(other.sides()) {
            own.merge(more);
        }
        for (question, words) in &other.questions {
            let own = self.questions.entry(question.clone()).or_default();
            for (word, answers) in words {
                let count = own.entry(word.clone()).or_default();
                *count = count.saturating_add(*answers);
            }
        }
    }

    fn weight(&self) -> u64 {
        self.sides().into_iter().map(Counts::n).sum()
    }
}
