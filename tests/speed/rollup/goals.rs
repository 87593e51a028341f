//! The goals of docs/speed.md: what was measured is told in any case, and what misses its goal fails the run.

use std::process::ExitCode;

/// Our own work beside the client's reading of the pages.
pub const OWN: f64 = 0.25;
/// The peak of memory.
pub const PEAK_KB: f64 = 64.0 * 1024.0;
/// The highest peak of all sizes beside the lowest.
pub const FLAT: f64 = 1.25;
/// Of log time over log answers.
pub const SLOPE: f64 = 1.02;

/// Whether any was missed.
#[derive(Debug, Default)]
pub struct Goals {
    missed: bool,
}

impl Goals {
    /// Holds what was measured against the most that it may be.
    pub fn most(&mut self, what: &str, measured: f64, goal: f64) {
        if measured.is_nan() || measured > goal {
            eprintln!("goal missed: {what}: {measured:.3}, at most {goal}");
            self.missed = true;
        }
    }

    /// How the process ends.
    pub fn end(&self) -> ExitCode {
        ExitCode::from(u8::from(self.missed))
    }
}
