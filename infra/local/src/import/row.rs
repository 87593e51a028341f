//! A row of a table as the body that it stands for: columns `properties.…` and `at.…` are properties and times, columns by the
//! id of a question, or `answers.` and the id, are answers, the others fields of the body. Five columns hold JSON, which says
//! what a cell can't.

use std::collections::BTreeMap;

use reading::rows::Versions;
use reading::rows::cell::{plain, property};
use reading::rows::table::{ANSWER, JSON, PROPERTY, TIME, is_field};
use serde_json::{Map, Value, json};

/// The fields that are numbers or flags.
const PLAIN: [&str; 6] = ["finished", "known", "erased", "version", "suspect_version", "burst"];

/// The body that a row of a table stands for.
pub fn body_of(row: Value, versions: &Versions) -> Value {
    let Value::Object(row) = row else { return row };
    let version = row.get("version").and_then(Value::as_str).and_then(|version| version.parse().ok());
    let version = version.unwrap_or(versions.survey().version);
    let mut body = Map::new();
    let mut groups: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    groups.entry("answers").or_default();
    let mut exact: Vec<(&str, Value)> = Vec::new();
    for (name, cell) in &row {
        let Some(text) = cell.as_str() else {
            body.insert(name.clone(), cell.clone());
            continue;
        };
        if let Some(known) = JSON.into_iter().find(|known| known == name) {
            exact.push((known, serde_json::from_str(text).unwrap_or_else(|_| cell.clone())));
        } else if let Some(name) = name.strip_prefix(PROPERTY) {
            groups.entry("properties").or_default().insert(name.to_owned(), property(text));
        } else if let Some(name) = name.strip_prefix(TIME) {
            groups.entry("at").or_default().insert(name.to_owned(), json!(text));
        } else if is_field(name) {
            body.insert(name.clone(), if PLAIN.contains(&name.as_str()) { plain(text) } else { cell.clone() });
        } else {
            let id = name.strip_prefix(ANSWER).unwrap_or(name);
            groups.entry("answers").or_default().insert(id.to_owned(), versions.cell(version, id, text));
        }
    }
    body.extend(groups.into_iter().map(|(name, group)| (name.to_owned(), Value::Object(group))));
    for (name, said) in exact {
        match (body.get_mut(name), said) {
            (Some(Value::Object(group)), Value::Object(said)) => group.extend(said),
            (_, said) => drop(body.insert(name.to_owned(), said)),
        }
    }
    Value::Object(body)
}

#[cfg(test)]
mod tests {
    use domain::survey::Survey;

    use super::*;

    fn versions() -> Versions {
        let body = json!({"name": "After purchase", "metric": "nps", "questions": [
            {"id": "why", "type": "multi", "text": {"en": "Why?"}, "options": [
                {"id": "price", "text": {"en": "Price"}}, {"id": "speed", "text": {"en": "Speed"}}]}
        ]});
        Versions::of(Survey::parse("purchase".parse().unwrap(), 1, &body).unwrap(), Vec::new())
    }

    #[test]
    fn a_row_of_a_table_is_the_body_that_it_stands_for() {
        let row = json!({"survey": "purchase", "score": "9", "answers.why": "price; speed", "comment": "9",
            "properties.order": "1001", "properties.note": "n/a", "finished": "true", "at.score": "2026-11-21T09:00:00Z"});
        assert_eq!(
            body_of(row, &versions()),
            json!({"survey": "purchase", "finished": true, "answers": {"score": 9, "why": ["price", "speed"], "comment": "9"},
                "properties": {"order": 1001, "note": "n/a"}, "at": {"score": "2026-11-21T09:00:00Z"}})
        );
    }

    #[test]
    fn what_stands_as_json_says_more_than_the_cells_do() {
        let row = json!({"survey": "purchase", "segment": null, "score": "9", "properties.order": "1001", "burst": "true",
            "properties": r#"{"order":"1001","gone":null}"#, "answers": r#"{"old":[]}"#, "at": "{\"score\":1", "around_at": "[]"});
        assert_eq!(
            body_of(row, &versions()),
            json!({"survey": "purchase", "segment": null, "burst": true, "answers": {"score": 9, "old": []},
                "properties": {"order": "1001", "gone": null}, "at": "{\"score\":1", "around_at": []})
        );
    }
}
