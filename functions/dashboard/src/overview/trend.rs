//! The picture of a trend: the weeks' scores as a line, their 95 % intervals as a band around it, on a few level lines.
//!
//! The chart crate draws the shapes and is known here alone. Words and colours are the page's own: labels are HTML, so
//! they keep their size on a phone, and the style sheet colours the shapes, so that they follow light and dark.

use charts_rs::{Color, LineChart, Series, SeriesBand};
use domain::score::Measure;

use super::figures::{ENOUGH, Unit};
use reading::metrics::Entry;

/// The size of the picture in its own units; the page scales it.
pub const WIDTH: f32 = 400.0;
/// As [`WIDTH`].
pub const HEIGHT: f32 = 156.0;
/// The most spaces between level lines.
const MOST_SPACES: f64 = 4.0;

/// A drawn trend.
#[derive(Clone, Debug)]
pub struct Trend {
    /// The shapes: what stands inside the `<svg>` element.
    pub shapes: String,
    /// What the level lines stand for, from the top.
    pub levels: Vec<String>,
    /// Whether the line has gaps, or does not reach over all weeks.
    pub gaps: bool,
}

impl Trend {
    /// Draws the trend of some periods; none where fewer than two have enough answers for a score.
    pub fn draw(entries: &[Entry], measure: Measure) -> Option<Self> {
        let point = |entry: &Entry| {
            let score = entry.score;
            (score.n >= ENOUGH).then_some((score.value?, score.low?, score.high?))
        };
        let points: Vec<_> = entries.iter().map(point).collect();
        if points.iter().flatten().count() < 2 {
            return None;
        }
        let lowest = points.iter().flatten().map(|(_, low, _)| *low).fold(f64::INFINITY, f64::min);
        let highest = points.iter().flatten().map(|(_, _, high)| *high).fold(f64::NEG_INFINITY, f64::max);
        let unit = Unit::of(measure);
        let scale = Levels::around(lowest, highest, unit);
        let pick = |part: fn(&(f64, f64, f64)) -> f64| -> Vec<Option<f32>> {
            points.iter().map(|point| point.as_ref().map(|point| pixels(part(point)))).collect()
        };
        let mut series = Series { data: pick(|point| point.0), ..Series::default() };
        series.band =
            Some(SeriesBand { lower: pick(|point| point.1), upper: pick(|point| point.2), ..Default::default() });
        let svg = chart(series, entries.len(), &scale).svg().ok()?;
        Some(Self { shapes: inside(&svg)?.to_owned(), levels: scale.names(unit), gaps: points.contains(&None) })
    }
}

fn chart(series: Series, points: usize, levels: &Levels) -> LineChart {
    let mut chart = LineChart::new(vec![series], vec![String::new(); points]);
    (chart.width, chart.height) = (WIDTH, HEIGHT);
    chart.margin = charts_rs::Box::default();
    chart.background_color = Color::transparent();
    chart.legend.show = Some(false);
    chart.x_axis.hidden = true;
    chart.x_axis.boundary_gap = Some(false);
    chart.y_axis_hidden = true;
    for axis in &mut chart.y_axis_configs {
        axis.min = Some(pixels(levels.bottom));
        axis.max = Some(pixels(levels.top()));
        axis.split_number = usize::from(levels.spaces);
    }
    chart
}

/// The chart crate counts in `f32`: far finer than a pixel.
#[expect(clippy::cast_possible_truncation, reason = "scores are between −100 and 100, and drawn")]
const fn pixels(value: f64) -> f32 {
    value as f32
}

/// What stands inside the outermost element.
fn inside(svg: &str) -> Option<&str> {
    let begin = svg.find('>')? + 1;
    let end = svg.rfind("</svg>")?;
    svg.get(begin..end)
}

/// Round levels that hold everything drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Levels {
    bottom: f64,
    step: f64,
    spaces: u8,
}

impl Levels {
    fn around(lowest: f64, highest: f64, unit: Unit) -> Self {
        let steps: &[f64] = match unit {
            Unit::Points | Unit::Percent => &[2.0, 5.0, 10.0, 20.0, 25.0, 50.0],
            Unit::Scale => &[0.2, 0.5, 1.0, 2.0, 3.0],
        };
        let fitted = |step: f64| {
            let bottom = (lowest / step).floor() * step;
            let spaces = ((highest - bottom) / step).ceil().max(1.0);
            (bottom, step, spaces)
        };
        let fitting = steps.iter().map(|step| fitted(*step)).find(|(_, _, spaces)| *spaces <= MOST_SPACES);
        let (bottom, step, spaces) = fitting.unwrap_or_else(|| fitted(50.0));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 to 4, a small whole number")]
        let spaces = spaces as u8;
        Self { bottom, step, spaces }
    }

    fn top(&self) -> f64 {
        self.bottom + self.step * f64::from(self.spaces)
    }

    /// From the top.
    fn names(&self, unit: Unit) -> Vec<String> {
        let level = |at| self.bottom + self.step * f64::from(at);
        (0..=self.spaces).rev().map(|at| unit.level(level(at), self.step)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_round_and_hold_everything() {
        for (lowest, highest, unit, bottom, step, spaces) in [
            (14.1, 44.2, Unit::Points, 10.0, 10.0, 4),
            (-100.0, 100.0, Unit::Points, -100.0, 50.0, 4),
            (88.2, 91.0, Unit::Percent, 88.0, 2.0, 2),
            (70.0, 70.0, Unit::Percent, 70.0, 2.0, 1),
            (0.0, 100.0, Unit::Percent, 0.0, 25.0, 4),
            (5.2, 6.4, Unit::Scale, 5.0, 0.5, 3),
        ] {
            assert_eq!(Levels::around(lowest, highest, unit), Levels { bottom, step, spaces });
        }
    }
}
