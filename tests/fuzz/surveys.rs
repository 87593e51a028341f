//! Surveys that ask everything that can be asked.

use domain::survey::Survey;
use serde_json::{Value, json};

/// A definition with a question of each kind, conditions among them.
fn everything(metric: &str) -> Value {
    let text = |text: &str| json!({"en": text, "lv": "?"});
    let option = |id: &str| json!({"id": id, "text": text(id)});
    json!({
        "name": "Everything", "metric": metric, "goal": "buy", "touchpoint": "purchase", "edit_minutes": 10,
        "questions": [
            {"id": "speed", "type": "rating", "text": text("Speed?"), "look": "stars"},
            {"id": "ease", "type": "rating", "text": text("Ease?"), "scale": "hard_easy"},
            {"id": "which", "type": "choice", "text": text("Which?"), "options": [option("a"), option("b"), option("c")]},
            {"id": "all", "type": "multi", "text": text("All?"), "options": [option("x"), option("y"), option("z")],
                "show_if": {"question": "which", "any_of": ["a", "b"]}},
            {"id": "done", "type": "yes_no", "text": text("Done?"), "show_if": {"question": "speed", "at_most": 3}},
            {"id": "why", "type": "text", "text": text("Why?"), "show_if": {"question": "all", "any_of": ["x"]}},
            {"id": "reach", "type": "contact", "text": text("Where?")},
        ],
    })
}

fn survey(id: &str, definition: &Value) -> Survey {
    Survey::parse(id.parse().unwrap(), 1, definition).unwrap()
}

/// One with nothing but a score and a comment, one with everything on a page, and one with a page for each question.
pub fn all() -> [Survey; 3] {
    let mut several = everything("gcr");
    several["pages"] = json!("several");
    [
        survey("plain", &json!({"name": "Plain", "metric": "ces", "scale": "hard_easy"})),
        survey("everything", &everything("nps")),
        survey("several", &several),
    ]
}
