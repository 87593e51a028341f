//! Classes: what an answer is called (a promoter, a negative one, an easy one), and the tone in which it is replied to.
//! Classes go by value; only the share of CSAT may follow a threshold of the survey's own.

use serde::{Deserialize, Serialize};

use super::counts::sum;
use super::{Counts, Direction, Measure, Metric, Scale};

/// What an answer is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are product.md's own")]
pub enum Class {
    Promoters,
    Passives,
    Detractors,
    VeryNegative,
    Negative,
    Neutral,
    Positive,
    VeryPositive,
    Easy,
    Hard,
    Yes,
    Partly,
    No,
}

/// In which words an answer is replied to: which prompt for a comment, which thanks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// Something went wrong: what should we improve first?
    Low,
    /// Neither: what could we do better?
    Mid,
    /// It went well: what did you like most?
    High,
}

impl Class {
    /// The name in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Promoters => "promoters",
            Self::Passives => "passives",
            Self::Detractors => "detractors",
            Self::VeryNegative => "very_negative",
            Self::Negative => "negative",
            Self::Neutral => "neutral",
            Self::Positive => "positive",
            Self::VeryPositive => "very_positive",
            Self::Easy => "easy",
            Self::Hard => "hard",
            Self::Yes => "yes",
            Self::Partly => "partly",
            Self::No => "no",
        }
    }

    /// The tone for answers of this class (wording.md, "low, mid, high").
    pub const fn tone(self) -> Tone {
        match self {
            Self::Detractors | Self::VeryNegative | Self::Negative | Self::Hard | Self::No => Tone::Low,
            Self::Passives | Self::Neutral | Self::Partly => Tone::Mid,
            Self::Promoters | Self::Positive | Self::VeryPositive | Self::Easy | Self::Yes => Tone::High,
        }
    }
}

impl Tone {
    /// The name in the keys of wording.md, such as `thanks low`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Mid => "mid",
            Self::High => "high",
        }
    }
}

impl Measure {
    /// The class of an answer; none where the value is not on the scale.
    ///
    /// CES calls `easy` what its share counts, `hard` the mirror image of that on the other end, the rest `neutral`: so of
    /// 7 they are 5–7, 1–3 and 4, of 5 they are 4–5, 1–2 and 3, of 10 they are 9–10, 1–2 and 3–8, and with
    /// `lower_is_better` the other way round. The classes of CSAT go by value alone, also where a survey has a threshold
    /// of its own.
    ///
    /// ```
    /// use domain::score::{Class, Measure, MeasureSpec, Metric};
    /// let nps = Measure::new(MeasureSpec::of(Metric::Nps)).unwrap();
    /// assert_eq!(nps.class_of(6), Some(Class::Detractors));
    /// assert_eq!(nps.class_of(11), None);
    /// ```
    pub fn class_of(self, score: u8) -> Option<Class> {
        let scale = self.scale();
        if !scale.contains(score) {
            return None;
        }
        Some(match self.metric() {
            Metric::Nps | Metric::Enps => match score {
                9.. => Class::Promoters,
                7..=8 => Class::Passives,
                _ => Class::Detractors,
            },
            Metric::Csat => satisfaction(scale, score),
            Metric::Ces => match self.direction() {
                Direction::HigherIsBetter => ease(scale, score),
                Direction::LowerIsBetter => ease(scale, scale.min() + scale.max() - score),
            },
            Metric::Gcr => match score {
                2.. => Class::Yes,
                1 => Class::Partly,
                0 => Class::No,
            },
        })
    }

    /// The tone for an answer; none where the value is not on the scale.
    ///
    /// ```
    /// use domain::score::{Measure, MeasureSpec, Metric, Tone};
    /// let effort = Measure::new(MeasureSpec::of(Metric::Ces)).unwrap();
    /// assert_eq!([3, 4, 5].map(|score| effort.tone(score)), [Some(Tone::Low), Some(Tone::Mid), Some(Tone::High)]);
    /// ```
    pub fn tone(self, score: u8) -> Option<Tone> {
        self.class_of(score).map(Class::tone)
    }

    /// How many answers each class has, in a fixed order, empty classes too: promoters, passives, detractors;
    /// `very_negative` … `very_positive`; easy, neutral, hard; yes, partly, no. Values that are not on the scale are not
    /// counted, as in [`Measure::score`].
    pub fn classes(self, counts: &Counts) -> Vec<(Class, u64)> {
        self.class_list()
            .iter()
            .map(|class| (*class, sum(counts.iter().filter(|(score, _)| self.class_of(*score) == Some(*class)))))
            .collect()
    }

    /// Whether an answer is one of those whose share is the score (for NPS the promoters).
    pub(crate) fn counts_as_good(self, score: u8) -> bool {
        match (self.positive_from(), self.class_of(score)) {
            (Some(from), Some(_)) => score >= from,
            (_, class) => matches!(class, Some(Class::Promoters | Class::Easy | Class::Yes)),
        }
    }

    const fn class_list(self) -> &'static [Class] {
        match (self.metric(), self.scale()) {
            (Metric::Nps | Metric::Enps, _) => &[Class::Promoters, Class::Passives, Class::Detractors],
            (Metric::Csat, Scale::OneToThree) => &[Class::Negative, Class::Neutral, Class::Positive],
            (Metric::Csat, _) => {
                &[Class::VeryNegative, Class::Negative, Class::Neutral, Class::Positive, Class::VeryPositive]
            }
            (Metric::Ces, Scale::HardEasy) => &[Class::Easy, Class::Hard],
            (Metric::Ces, _) => &[Class::Easy, Class::Neutral, Class::Hard],
            (Metric::Gcr, _) => &[Class::Yes, Class::Partly, Class::No],
        }
    }
}

/// The classes of CSAT by value (product.md): 1–5 each its own; 1–7: 1, 2–3, 4–5, 6, 7; 1–10: 1–3, 4–6, 7–8, 9, 10; 1–3.
const fn satisfaction(scale: Scale, score: u8) -> Class {
    match (scale, score) {
        (Scale::OneToThree, 1) | (Scale::OneToFive, 2) | (Scale::OneToSeven, 2..=3) | (Scale::OneToTen, 4..=6) => {
            Class::Negative
        }
        (Scale::OneToThree, 2) | (Scale::OneToFive, 3) | (Scale::OneToSeven, 4..=5) | (Scale::OneToTen, 7..=8) => {
            Class::Neutral
        }
        (Scale::OneToThree, 3) | (Scale::OneToFive, 4) | (Scale::OneToSeven, 6) | (Scale::OneToTen, 9) => {
            Class::Positive
        }
        (Scale::OneToFive, 5) | (Scale::OneToSeven, 7) | (Scale::OneToTen, 10) => Class::VeryPositive,
        _ => Class::VeryNegative,
    }
}

/// The classes of CES where higher is better: easy is 5–7 of 7 (CES 2.0), 4–5 of 5, 9–10 of 10, or `easy`.
const fn ease(scale: Scale, score: u8) -> Class {
    match (scale, score) {
        (Scale::OneToSeven, 5..) | (Scale::OneToFive, 4..) | (Scale::OneToTen, 9..) | (Scale::HardEasy, 1) => {
            Class::Easy
        }
        (Scale::OneToSeven, 4) | (Scale::OneToFive, 3) | (Scale::OneToTen, 3..=8) => Class::Neutral,
        _ => Class::Hard,
    }
}
