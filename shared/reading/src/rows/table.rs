//! Responses as a table: one column for each question that was ever asked and each property that has a place of its own. The
//! columns hang on the surveys alone, never on the rows that come, so a table can be written in pieces.
//!
//! What a cell can't say exactly, such as a text that looks like a number, stands once more as JSON in one of the last columns.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::cell;
use super::versions::Versions;

/// The properties that every table has a column for: the usual dimensions, and what signed links name.
const PROPERTIES: [&str; 5] = ["agent", "order", "ticket", "touchpoint", "variant"];
/// The fields before the answers.
const FIRST: [&str; 6] = ["submission_id", "survey", "version", "started_at", "answered_at", "finished"];
/// The fields behind them.
const THEN: [&str; 10] =
    ["person", "known", "erased", "locale", "channel", "segment", "dispatch", "suspect", "suspect_version", "burst"];
/// The fields whose cells are JSON.
pub const JSON: [&str; 5] = ["answers", "properties", "at", "around_at", "review"];
/// What stands before the name of a property's column.
pub const PROPERTY: &str = "properties.";
/// What stands before the id of a question that is called like another column.
pub const ANSWER: &str = "answers.";
/// What stands before the id of a question whose time a column has.
pub const TIME: &str = "at.";

/// Whether a column of this name is a field of the response, and no question's.
pub fn is_field(name: &str) -> bool {
    FIRST.contains(&name) || THEN.contains(&name) || JSON.contains(&name)
}

#[derive(Clone, Debug)]
enum Column {
    Field(&'static str),
    Question(String),
    Property(String),
}

impl Column {
    fn name(&self) -> String {
        match self {
            Self::Field(name) => (*name).to_owned(),
            Self::Property(name) => format!("{PROPERTY}{name}"),
            Self::Question(id) => {
                let taken =
                    is_field(id) || id == "event_id" || [PROPERTY, ANSWER, TIME].iter().any(|it| id.starts_with(it));
                if taken { format!("{ANSWER}{id}") } else { id.clone() }
            }
        }
    }
}

/// The columns of a table.
#[derive(Clone, Debug)]
pub struct Columns(Vec<Column>);

impl Columns {
    /// The columns for the responses to these surveys.
    pub fn of(surveys: &[Versions]) -> Self {
        let mut questions: Vec<&String> = Vec::new();
        for id in surveys.iter().flat_map(Versions::questions) {
            if !questions.contains(&id) {
                questions.push(id);
            }
        }
        let own = surveys.iter().flat_map(Versions::dimensions).map(String::as_str);
        let properties: BTreeSet<&str> = PROPERTIES.into_iter().chain(own).collect();
        let mut columns: Vec<_> = FIRST.into_iter().map(Column::Field).collect();
        columns.extend(questions.into_iter().cloned().map(Column::Question));
        columns.extend(THEN.into_iter().map(Column::Field));
        columns.extend(properties.into_iter().map(|name| Column::Property(name.to_owned())));
        columns.extend(JSON.into_iter().map(Column::Field));
        Self(columns)
    }

    /// The names, as cells.
    pub fn names(&self) -> Vec<String> {
        self.0.iter().map(|column| cell::disarmed(&column.name()).into_owned()).collect()
    }

    /// The cells of a response, of which this is the line.
    pub fn cells(&self, line: &Value, of: &Versions) -> Vec<String> {
        let cells = self.0.iter().map(|column| match column {
            Column::Field("answers") => json(self.unsaid_answers(line, of)),
            Column::Field("properties") => json(self.unsaid_properties(line)),
            Column::Field("at") => json(other_times(line)),
            Column::Field(name @ ("around_at" | "review")) => {
                line[*name].as_object().cloned().map_or_else(String::new, json)
            }
            Column::Field(name) => cell::of(&line[*name]),
            Column::Question(id) => cell::of(&line["answers"][id]),
            Column::Property(name) => cell::of(&line["properties"][name]),
        });
        cells.collect()
    }

    /// The answers that their cells don't give back, as one to a question that another version asked in another way.
    fn unsaid_answers(&self, line: &Value, of: &Versions) -> Map<String, Value> {
        let version = line["version"].as_u64().and_then(|version| u32::try_from(version).ok()).unwrap_or_default();
        let said = |id: &String, value: &Value| {
            let has_column = self.0.iter().any(|column| matches!(column, Column::Question(other) if other == id));
            let cell = cell::of(value);
            let read = of.cell(version, id, cell::armed(&cell));
            has_column && of.take(version, id, &read) == of.take(version, id, value)
        };
        members(&line["answers"])
            .filter(|(id, value)| !said(id, value))
            .map(|(id, value)| (id.clone(), value.clone()))
            .collect()
    }

    /// The properties that have no column, or whose cells don't give them back.
    fn unsaid_properties(&self, line: &Value) -> Map<String, Value> {
        let said = |name: &String, value: &Value| {
            let has_column = self.0.iter().any(|column| matches!(column, Column::Property(other) if other == name));
            let cell = cell::of(value);
            has_column && !cell.is_empty() && cell::property(cell::armed(&cell)) == *value
        };
        let unsaid = members(&line["properties"]).filter(|(name, value)| !said(name, value));
        unsaid.map(|(name, value)| (name.clone(), value.clone())).collect()
    }
}

/// The times of answers that are not the row's own, and of those that were taken back.
fn other_times(line: &Value) -> Map<String, Value> {
    let own = |id: &String, at: &Value| *at == line["answered_at"] && line["answers"].get(id).is_some();
    members(&line["at"]).filter(|(id, at)| !own(id, at)).map(|(id, at)| (id.clone(), at.clone())).collect()
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// An object as a cell; it begins with a brace, so it is none of a formula.
fn json(members: Map<String, Value>) -> String {
    if members.is_empty() { String::new() } else { Value::Object(members).to_string() }
}
