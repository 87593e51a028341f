//! Trying again where two writers met: how often, and after which pause.

/// How often a write that met another on the same items is tried.
pub const TRIES: u32 = 8;

/// Pauses, twice as long with every attempt and with jitter, so that those who met do not meet again.
pub async fn pause(attempt: u32) {
    let most = 10u64 << attempt.min(6);
    let mut random = [0; 2];
    // Without randomness the pause is merely the same for all.
    let _ = getrandom::fill(&mut random);
    let share = u64::from(u16::from_be_bytes(random));
    tokio::time::sleep(std::time::Duration::from_millis(most / 2 + most * share / 131_072)).await;
}
