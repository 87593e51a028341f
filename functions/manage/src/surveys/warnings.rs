//! What is said of a definition that is taken as it is, and whose numbers would not say what they seem to.

use domain::score::Metric;
use domain::survey::Survey;
use serde_json::{Value, json};

/// The touchpoint of a home or landing page.
const WEBSITE: &str = "website";

/// The warnings, each with a code and what to do; mostly there are none.
pub fn warnings(survey: &Survey) -> Vec<Value> {
    if survey.measure.metric() == Metric::Gcr && survey.touchpoint.as_deref() == Some(WEBSITE) {
        let reason = "people come to a home or landing page for different things, so it says little how many of them could \
                      do theirs; ask on the page of one goal, and name that page in touchpoint and the goal in goal";
        return vec![json!({"code": "no_single_goal", "reason": reason})];
    }
    Vec::new()
}
