//! Phone numbers that come in: there must be such a number in its country's plan. What was stored before this was asked
//! reads back all the same, so it is asked at the edge and nowhere else.

use domain::contact::PhoneNumber;
use domain::input::{Problem, Problems};
use serde_json::Value;

/// What was read of a person's fields, which stand at `path` of a body.
///
/// # Errors
/// Every bad field, and a number that can't be anybody's, all at once.
pub fn checked<T>(read: Result<T, Problems>, fields: &Value, path: &str) -> Result<T, Problems> {
    let phone = fields.get("phone").and_then(Value::as_str);
    // One that isn't even spelled like a number was refused already.
    let spelled = phone.filter(|phone| phone.parse::<PhoneNumber>().is_ok());
    let Some(Err(refusal)) = spelled.map(PhoneNumber::checked) else { return read };
    let name = if path.is_empty() { "phone".to_owned() } else { format!("{path}.phone") };
    let wrong = Problem { name, code: refusal.code, reason: refusal.reason };
    let before = read.err().map(|Problems(problems)| problems).unwrap_or_default();
    Err(Problems(before.into_iter().chain([wrong]).collect()))
}
