//! Round level lines that hold all that is drawn.

/// What the numbers of a picture are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// From −100 to 100.
    Points,
    /// From 0 to 100, mostly.
    Percent,
    /// Points of a question's scale.
    Mean,
    /// Seconds.
    Seconds,
    /// Anything else.
    Any,
}

/// The most spaces between level lines.
const MOST_SPACES: f64 = 4.0;
const MINUTE: f64 = 60.0;
const HOUR: f64 = 60.0 * MINUTE;
const DAY: f64 = 24.0 * HOUR;

impl Scale {
    /// How far level lines may be apart, finest first.
    fn steps(self, width: f64) -> Vec<f64> {
        match self {
            Self::Points | Self::Percent => vec![1.0, 2.0, 5.0, 10.0, 20.0, 25.0, 50.0],
            Self::Mean => vec![0.2, 0.5, 1.0, 2.0, 3.0],
            Self::Seconds => {
                let small = [1.0, 5.0, 15.0, 30.0, MINUTE, 5.0 * MINUTE, 15.0 * MINUTE, 30.0 * MINUTE];
                let large =
                    [HOUR, 2.0 * HOUR, 4.0 * HOUR, 6.0 * HOUR, 12.0 * HOUR, DAY, 2.0 * DAY, 7.0 * DAY, 30.0 * DAY];
                [small.as_slice(), &large].concat()
            }
            Self::Any => {
                let power = 10_f64.powf((width.max(1e-9) / MOST_SPACES).log10().floor());
                [1.0, 2.0, 5.0, 10.0, 20.0].map(|step| step * power).to_vec()
            }
        }
    }
}

/// Level lines.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Levels {
    pub(super) bottom: f64,
    pub(super) step: f64,
    pub(super) spaces: u8,
}

impl Levels {
    /// Those around what is drawn; none where that is no number.
    pub(super) fn around(lowest: f64, highest: f64, scale: Scale) -> Option<Self> {
        if !(lowest.is_finite() && highest.is_finite()) {
            return None;
        }
        let fitted = |step: f64| {
            let bottom = (lowest / step).floor() * step;
            let spaces = ((highest - bottom) / step).ceil().max(1.0);
            (bottom, step, spaces)
        };
        let steps = scale.steps(highest - lowest);
        let fitting = steps.iter().map(|step| fitted(*step)).find(|(_, _, spaces)| *spaces <= MOST_SPACES);
        let widest = (highest - lowest).max(1.0) / (MOST_SPACES - 1.0);
        let (bottom, step, spaces) = fitting.unwrap_or_else(|| fitted(widest.ceil()));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 to 4, a small whole number")]
        let spaces = spaces.min(MOST_SPACES) as u8;
        Some(Self { bottom, step, spaces })
    }

    pub(super) fn top(&self) -> f64 {
        self.bottom + self.step * f64::from(self.spaces)
    }

    pub(super) fn downwards(&self) -> Vec<f64> {
        (0..=self.spaces).rev().map(|at| self.bottom + self.step * f64::from(at)).collect()
    }

    /// How many digits behind the point tell the levels apart.
    pub(super) fn digits(&self) -> usize {
        if self.step.fract().abs() < 1e-9 {
            0
        } else if self.step >= 0.1 {
            1
        } else {
            2
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_round_and_hold_everything() {
        for (lowest, highest, scale, bottom, step, spaces) in [
            (14.1, 44.2, Scale::Points, 10.0, 10.0, 4),
            (-100.0, 100.0, Scale::Points, -100.0, 50.0, 4),
            (88.2, 91.0, Scale::Percent, 88.0, 1.0, 3),
            (70.0, 70.0, Scale::Percent, 70.0, 1.0, 1),
            (0.0, 100.0, Scale::Percent, 0.0, 25.0, 4),
            (5.2, 6.4, Scale::Mean, 5.0, 0.5, 3),
            (4000.0, 9000.0, Scale::Seconds, 3600.0, 1800.0, 3),
            (1200.0, 4100.0, Scale::Any, 1000.0, 1000.0, 4),
        ] {
            let found = Levels::around(lowest, highest, scale);
            assert_eq!(found, Some(Levels { bottom, step, spaces }), "{lowest} to {highest}");
            assert!(found.unwrap().top() >= highest);
        }
        assert_eq!(Levels::around(f64::NAN, 1.0, Scale::Any), None);
    }
}
