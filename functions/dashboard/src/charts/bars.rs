//! Bars: of counts side by side, of parts of a whole in a row, and of a value with its interval. A few rectangles each, on a
//! canvas of 100 by 1 or 100 by 100 that is stretched to its place.

/// A bar among others, on a canvas of 100 by 100.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// Where it begins from the left.
    pub x: String,
    /// Where it begins from the top.
    pub y: String,
    /// How wide it is.
    pub width: String,
    /// How high it is.
    pub height: String,
}

/// A part of a whole, on a canvas of 100 by 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Slice {
    /// Where it begins.
    pub x: String,
    /// How wide it is.
    pub width: String,
}

/// A value with its interval, on a canvas of 100 by 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// Where the interval begins.
    pub x: String,
    /// How wide it is.
    pub width: String,
    /// Where the value is.
    pub at: String,
    /// Where zero is, if within.
    pub zero: Option<String>,
}

fn units(value: f64) -> String {
    format!("{value:.2}")
}

#[expect(clippy::cast_precision_loss, reason = "it is drawn, no more")]
const fn real(count: u64) -> f64 {
    count as f64
}

/// Bars of counts side by side, the highest as high as the canvas.
pub fn bars(counts: &[u64]) -> Vec<Bar> {
    /// How much of its place a bar takes.
    const FULL: f64 = 0.78;
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    let place = 100.0 / real(u64::try_from(counts.len().max(1)).unwrap_or(1));
    let mut left = place * (1.0 - FULL) / 2.0;
    let bar = |count: &u64| {
        // What is there is seen, however little it is.
        let height = if *count == 0 { 0.0 } else { (100.0 * real(*count) / real(most)).max(1.5) };
        let bar = Bar { x: units(left), y: units(100.0 - height), width: units(place * FULL), height: units(height) };
        left += place;
        bar
    };
    counts.iter().map(bar).collect()
}

/// Parts of a whole in a row; nothing of nothing.
pub fn stacked(counts: &[u64]) -> Vec<Slice> {
    let whole: u64 = counts.iter().sum();
    let mut before = 0;
    let slice = |count: &u64| {
        let share = |part: u64| if whole == 0 { 0.0 } else { 100.0 * real(part) / real(whole) };
        let slice = Slice { x: units(share(before)), width: units(share(*count)) };
        before += count;
        slice
    };
    counts.iter().map(slice).collect()
}

/// A value with its interval, between the ends of a scale.
pub fn range(value: f64, bounds: Option<(f64, f64)>, ends: (f64, f64)) -> Range {
    let (bottom, top) = ends;
    let wide = (top - bottom).max(f64::MIN_POSITIVE);
    let place = |value: f64| (100.0 * (value - bottom) / wide).clamp(0.0, 100.0);
    let (low, high) = bounds.unwrap_or((value, value));
    Range {
        x: units(place(low)),
        width: units((place(high) - place(low)).max(0.0)),
        at: units(place(value)),
        zero: (bottom < 0.0 && top > 0.0).then(|| units(place(0.0))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_share_the_canvas_and_the_highest_fills_it() {
        let drawn = bars(&[0, 5, 10, 1]);
        assert_eq!(
            drawn.iter().map(|bar| bar.height.as_str()).collect::<Vec<_>>(),
            ["0.00", "50.00", "100.00", "10.00"]
        );
        assert_eq!(drawn.iter().map(|bar| bar.x.as_str()).collect::<Vec<_>>(), ["2.75", "27.75", "52.75", "77.75"]);
        assert_eq!(drawn[2].y, "0.00");
        assert!(bars(&[]).is_empty() && bars(&[0])[0].height == "0.00");
    }

    #[test]
    fn parts_stand_in_a_row_and_are_the_whole() {
        let drawn = stacked(&[1, 0, 3]);
        let ends: Vec<_> = drawn.iter().map(|slice| (slice.x.as_str(), slice.width.as_str())).collect();
        assert_eq!(ends, [("0.00", "25.00"), ("25.00", "0.00"), ("25.00", "75.00")]);
        assert_eq!(stacked(&[0, 0])[1].width, "0.00");
    }

    #[test]
    fn a_value_stands_within_its_interval_and_zero_is_marked() {
        let drawn = range(30.0, Some((14.0, 44.0)), (-100.0, 100.0));
        assert_eq!((drawn.x.as_str(), drawn.width.as_str(), drawn.at.as_str()), ("57.00", "15.00", "65.00"));
        assert_eq!(drawn.zero.as_deref(), Some("50.00"));
        assert_eq!(range(150.0, None, (0.0, 100.0)).at, "100.00");
    }
}
