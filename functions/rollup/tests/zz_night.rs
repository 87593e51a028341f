use rollup::*;
fn s<F: Send>(_: F) {}
pub fn a(r: &Rollups, t: jiff::Timestamp) { s(r.look(t)); }
pub fn b(r: &Rollups, m: &store::Mark) { s(r.mark(m)); }
pub fn c(r: &Rollups, w: &domain::id::WorkspaceId, c: &Counting, d: jiff::civil::Date) { s(r.recompute(w, c, d)); }
pub fn d(r: &Rollups, w: &domain::id::WorkspaceId, i: &domain::timeline::TimelineId) { s(r.fold(w, i)); }
pub fn e(r: &Rollups, w: &domain::id::WorkspaceId, d: jiff::civil::Date) { s(r.recount_timelines(w, domain::timeline::Kind::Tickets, d)); }
