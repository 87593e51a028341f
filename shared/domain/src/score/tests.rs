//! What holds for every measure, and the definitions as lists.

mod classes;
mod laws;
mod measures;

use super::{Direction, Measure, MeasureSpec, Method, Metric, Scale};

fn spec(metric: Metric, scale: Scale) -> MeasureSpec {
    MeasureSpec { scale: Some(scale), ..MeasureSpec::of(metric) }
}

fn mirrored(spec: MeasureSpec) -> MeasureSpec {
    MeasureSpec { direction: Some(Direction::LowerIsBetter), ..spec }
}

/// Every combination of the parts that builds.
fn every_measure() -> Vec<Measure> {
    let mut all = Vec::new();
    for metric in Metric::ALL {
        for scale in Scale::ALL {
            for direction in [Direction::HigherIsBetter, Direction::LowerIsBetter] {
                for method in [Method::TopBox, Method::Mean] {
                    for positive_from in std::iter::once(None).chain((0..12).map(Some)) {
                        let (direction, method) = (Some(direction), Some(method));
                        all.extend(Measure::new(MeasureSpec {
                            metric,
                            scale: Some(scale),
                            direction,
                            method,
                            positive_from,
                        }));
                    }
                }
            }
        }
    }
    all
}
