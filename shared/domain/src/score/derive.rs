//! From counts to a score: the one place where a metric's formula stands.
//! The intervals around it are in [`stats`](crate::stats), and what counts as good is in `class`.

use serde::Serialize;

use super::counts::sum;
use super::{Class, Counts, Measure, Method, Metric};
use crate::stats::{Estimate, Spread};

/// A metric's number with all that says how sure it is. Unrounded: it is rounded once, for display.
///
/// Without answers every number is missing (`null` in JSON), never 0.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Score {
    /// The number of answers that it is made of.
    pub n: u64,
    /// The score: points from −100 to 100 (NPS), percent (CSAT, CES, GCR), or points of the scale (CES by `mean`).
    pub value: Option<f64>,
    /// The lower end of the 95 % interval, in the value's units. Never above the value.
    pub low: Option<f64>,
    /// The upper end of the 95 % interval, in the value's units. Never below the value.
    pub high: Option<f64>,
    /// Half the interval's width, in the value's units.
    pub margin: Option<f64>,
    /// `adjusted_wald` (NPS), `wilson` (shares, and means of equal answers) or `student_t` (means). Without answers the one
    /// that the measure's interval usually has.
    pub method_of_interval: &'static str,
    /// CSAT only: the mean beside the share, in points of the scale.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean: Option<f64>,
    /// NPS only: 100·promoters/n, the share who would recommend, in percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promoter_share: Option<f64>,
}

impl From<Estimate> for Score {
    fn from(Estimate { n, value, low, high, margin, method_of_interval }: Estimate) -> Self {
        Self { n, value, low, high, margin, method_of_interval, mean: None, promoter_share: None }
    }
}

impl Measure {
    /// The score of some counts. Values that are not on the scale are not counted, neither here nor in the classes: they
    /// are refused at the edge, and so can only come from a damaged row.
    ///
    /// NPS, worked: 50 promoters, 30 passives, 20 detractors.
    /// ```
    /// use domain::score::{Counts, Measure, MeasureSpec, Metric};
    /// let nps = Measure::new(MeasureSpec::of(Metric::Nps)).unwrap();
    /// let score = nps.score(&Counts::from_iter([(10, 50), (7, 30), (0, 20)]));
    /// assert_eq!((score.n, score.value, score.promoter_share), (100, Some(30.0), Some(50.0)));
    /// assert_eq!(format!("{:.1} … {:.1}", score.low.unwrap(), score.high.unwrap()), "14.1 … 44.2");
    /// assert_eq!(nps.score(&Counts::default()).value, None);
    /// ```
    ///
    /// A share: 81 of 263, which Newcombe (1998, table I, method 3) gives as 0.2553 to 0.3662.
    /// ```
    /// # use domain::score::{Counts, Measure, MeasureSpec, Metric};
    /// let csat = Measure::new(MeasureSpec::of(Metric::Csat)).unwrap();
    /// let score = csat.score(&Counts::from_iter([(5, 40), (4, 41), (2, 182)]));
    /// assert_eq!(format!("{:.2} … {:.2}", score.low.unwrap(), score.high.unwrap()), "25.53 … 36.62");
    /// ```
    ///
    /// CSAT, worked: 3 fives, 4 fours, a three, a two and a one are 7 positive of 10, and 4·4 + 3·5 + 3 + 2 + 1 = 37 points.
    /// ```
    /// # use domain::score::{Counts, Measure, MeasureSpec, Metric};
    /// # let csat = Measure::new(MeasureSpec::of(Metric::Csat)).unwrap();
    /// let score = csat.score(&Counts::from_iter([5, 5, 5, 4, 4, 4, 4, 3, 2, 1]));
    /// assert_eq!((score.value, score.mean), (Some(70.0), Some(3.7)));
    /// ```
    ///
    /// CES 2.0, worked: 5, 6 and 7 of 7 are easy. By `mean`, the answers 6, 7, 5 have x̄ = 6, s = 1 and t(2) = 4.3027, so
    /// 6 ± 2.484, cut to 7.
    /// ```
    /// # use domain::score::{Counts, Measure, MeasureSpec, Method, Metric};
    /// let ces = Measure::new(MeasureSpec::of(Metric::Ces)).unwrap();
    /// assert_eq!(ces.score(&Counts::from_iter([7, 6, 5, 4, 3])).value, Some(60.0));
    ///
    /// let mean = Measure::new(MeasureSpec { method: Some(Method::Mean), ..MeasureSpec::of(Metric::Ces) }).unwrap();
    /// let score = mean.score(&Counts::from_iter([6, 7, 5]));
    /// assert_eq!((score.value, score.high, score.method_of_interval), (Some(6.0), Some(7.0), "student_t"));
    /// assert_eq!(format!("{:.3}", score.low.unwrap()), "3.516");
    /// ```
    pub fn score(self, counts: &Counts) -> Score {
        let n = sum(self.on_scale(counts));
        match (self.metric(), self.method()) {
            (Metric::Nps | Metric::Enps, _) => Score {
                promoter_share: Estimate::share(self.good(counts), n).value,
                ..Estimate::net(self.good(counts), self.detractors(counts), n).into()
            },
            (Metric::Ces, Method::Mean) => self.average(counts).into(),
            (Metric::Csat, _) => {
                Score { mean: self.average(counts).value, ..Estimate::share(self.good(counts), n).into() }
            }
            (Metric::Ces | Metric::Gcr, _) => Estimate::share(self.good(counts), n).into(),
        }
    }

    /// x̄, in the scale's own points whatever the direction, which says how to read it.
    fn average(self, counts: &Counts) -> Estimate {
        let spread: Spread = self.on_scale(counts).map(|(score, answers)| (u32::from(score), answers)).collect();
        let scale = self.scale();
        Estimate::mean(&spread, Some((scale.min().into(), scale.max().into())))
    }

    fn detractors(self, counts: &Counts) -> u64 {
        sum(counts.iter().filter(|(score, _)| self.class_of(*score) == Some(Class::Detractors)))
    }

    fn good(self, counts: &Counts) -> u64 {
        sum(counts.iter().filter(|(score, _)| self.counts_as_good(*score)))
    }

    fn on_scale(self, counts: &Counts) -> impl Iterator<Item = (u8, u64)> + '_ {
        let scale = self.scale();
        counts.iter().filter(move |(score, _)| scale.contains(*score))
    }
}
