//! Lines over time: the values as a line, their 95 % intervals as a band around it, on a few level lines; or, in little, as a
//! spark. The chart crate draws them and is known here alone.

use charts_rs::{Color, LineChart, Series, SeriesBand, Symbol};

use super::levels::{Levels, Scale};

/// The size of a trend in its own units; the page scales it.
const TREND: (f32, f32) = (640.0, 200.0);
/// The size of a spark.
const SPARK: (f32, f32) = (400.0, 110.0);
/// More points than this get no dots.
const MOST_DOTS: usize = 40;

/// A value in time; without bounds where chance has no part in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The value.
    pub value: f64,
    /// Its 95 % interval.
    pub bounds: Option<(f64, f64)>,
}

/// A drawn line.
#[derive(Clone, Debug)]
pub struct Line {
    /// How wide the picture is, in its own units.
    pub width: f32,
    /// How high it is.
    pub height: f32,
    /// The shapes: what stands inside the `<svg>` element.
    pub shapes: String,
    /// Where the level lines stand, from the top.
    pub levels: Vec<f64>,
    /// How many digits a level takes.
    pub digits: usize,
    /// Whether the line has gaps, or does not reach over all periods.
    pub gaps: bool,
}

/// Draws a course; none where fewer than two periods have a value.
pub fn trend(points: &[Option<Point>], scale: Scale) -> Option<Line> {
    draw(points, scale, TREND)
}

/// Draws a course in little.
pub fn spark(points: &[Option<Point>], scale: Scale) -> Option<Line> {
    draw(points, scale, SPARK)
}

fn draw(points: &[Option<Point>], scale: Scale, (width, height): (f32, f32)) -> Option<Line> {
    let there = || points.iter().flatten();
    if there().count() < 2 {
        return None;
    }
    let ends = |point: &Point| point.bounds.unwrap_or((point.value, point.value));
    let lowest = there().map(|point| ends(point).0.min(point.value)).fold(f64::INFINITY, f64::min);
    let highest = there().map(|point| ends(point).1.max(point.value)).fold(f64::NEG_INFINITY, f64::max);
    let levels = Levels::around(lowest, highest, scale)?;
    let pick = |part: fn(&Point) -> f64| -> Vec<Option<f32>> {
        points.iter().map(|point| point.as_ref().map(|point| pixels(part(point)))).collect()
    };
    let mut series = Series { data: pick(|point| point.value), ..Series::default() };
    if there().any(|point| point.bounds.is_some()) {
        let lower = pick(|point| point.bounds.map_or(point.value, |(low, _)| low));
        let upper = pick(|point| point.bounds.map_or(point.value, |(_, high)| high));
        series.band = Some(SeriesBand { lower, upper, ..SeriesBand::default() });
    }
    let mut chart = LineChart::new(vec![series], vec![String::new(); points.len()]);
    (chart.width, chart.height) = (width, height);
    chart.margin = charts_rs::Box::default();
    chart.background_color = Color::transparent();
    chart.legend.show = Some(false);
    chart.x_axis.hidden = true;
    chart.x_axis.boundary_gap = Some(false);
    chart.y_axis_hidden = true;
    if points.len() > MOST_DOTS {
        chart.series.symbol = Some(Symbol::None);
    }
    for axis in &mut chart.y_axis_configs {
        axis.min = Some(pixels(levels.bottom));
        axis.max = Some(pixels(levels.top()));
        axis.split_number = usize::from(levels.spaces);
    }
    let svg = chart.svg().ok()?;
    let shapes = inside(&svg)?.to_owned();
    Some(Line {
        width,
        height,
        shapes,
        levels: levels.downwards(),
        digits: levels.digits(),
        gaps: points.contains(&None),
    })
}

/// The chart crate counts in `f32`: far finer than a pixel.
#[expect(clippy::cast_possible_truncation, reason = "it is drawn, no more")]
const fn pixels(value: f64) -> f32 {
    value as f32
}

/// What stands inside the outermost element.
fn inside(svg: &str) -> Option<&str> {
    let begin = svg.find('>')? + 1;
    let end = svg.rfind("</svg>")?;
    svg.get(begin..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(value: f64) -> Point {
        Point { value, bounds: Some((value - 5.0, value + 5.0)) }
    }

    #[test]
    fn a_course_is_a_line_with_a_band_and_a_gap_where_nothing_is_known() {
        let line = trend(&[Some(point(30.0)), Some(point(40.0)), None, Some(point(35.0))], Scale::Percent).unwrap();
        assert!(line.shapes.contains("<polygon ") && line.shapes.contains("<path "), "{}", line.shapes);
        assert_eq!(line.shapes.matches("<circle").count(), 3);
        assert!(line.gaps);
        assert_eq!(line.levels, [45.0, 40.0, 35.0, 30.0, 25.0]);
        assert!(trend(&[Some(point(30.0)), None], Scale::Percent).is_none());
    }

    #[test]
    fn a_picture_styles_and_scripts_nothing() {
        let points: Vec<_> = (0..60).map(|at| Some(point(f64::from(at % 7) * 3.0))).collect();
        for line in [trend(&points, Scale::Points), spark(&points[..9], Scale::Points)] {
            let shapes = line.unwrap().shapes;
            for banned in ["style", "script", "<text", "href", " id=", "font"] {
                assert!(!shapes.contains(banned), "{banned}: {shapes}");
            }
        }
    }
}
