//! What was looked at, and what was wrong.

#[derive(Debug, Default)]
pub struct Ledger {
    pub passed: usize,
    pub failed: usize,
}

impl Ledger {
    pub fn check(&mut self, holds: bool, what: &str, seen: impl FnOnce() -> String) {
        if holds {
            self.passed += 1;
            println!("ok - {what}");
        } else {
            self.failed += 1;
            println!("not ok - {what}: {}", seen());
        }
    }
}
