//! Texts of a team's own: which texts there are to be put in another's place is known to the pages, not to the domain.

use domain::input::{Problem, Problems};
use serde_json::Value;

/// What was read of a body whose `texts` stand in the place of default ones.
///
/// # Errors
/// Every bad field, and every text that customers never read, all at once.
pub fn known<T>(read: Result<T, Problems>, body: &Value) -> Result<T, Problems> {
    let ids = body.get("texts").and_then(Value::as_object).into_iter().flatten().map(|(id, _)| id);
    let unknown: Vec<_> = ids
        .filter(|id| is_spelled(id) && !web::texts::exists(id))
        .map(|id| Problem {
            name: format!("texts.{id}"),
            code: "unknown_text",
            reason: "no text of this id can be put in other words; docs/surveys.md lists those that can".to_owned(),
        })
        .collect();
    match read {
        Ok(read) if unknown.is_empty() => Ok(read),
        Ok(_) => Err(Problems(unknown)),
        Err(Problems(problems)) => Err(Problems(problems.into_iter().chain(unknown).collect())),
    }
}

/// Whether it can be an id at all; what can't was refused already.
fn is_spelled(id: &str) -> bool {
    (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
