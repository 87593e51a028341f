//! What calls cost: each is asked for its capacity on the way, and the answers are summed. The embedded database counts by
//! DynamoDB's rules: a write costs one unit a KB begun, each part of a transaction two, a check as much as a write.

use serde_json::Value;

use super::call::Call;

/// What one call cost.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The call.
    pub call: Call,
    /// Units of reading: 4 KB each, read consistently.
    pub read_units: f64,
    /// Units of writing: 1 KB each.
    pub write_units: f64,
    /// Whether it read an index.
    pub index: bool,
    /// Whether it was refused, such as by its condition. DynamoDB takes its units for that too, but does not say them, so
    /// they stand at nothing here.
    pub refused: bool,
}

/// What calls cost, one line for each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bill(pub Vec<Line>);

impl Bill {
    /// All units of writing.
    pub fn write_units(&self) -> f64 {
        self.0.iter().fold(0.0, |sum, line| sum + line.write_units)
    }

    /// All units of reading.
    pub fn read_units(&self) -> f64 {
        self.0.iter().fold(0.0, |sum, line| sum + line.read_units)
    }

    /// The lines of calls that touch a key which begins so.
    #[must_use]
    pub fn of(&self, prefix: &str) -> Self {
        let touches = |line: &&Line| line.call.keys.iter().any(|key| key.starts_with(prefix));
        Self(self.0.iter().filter(touches).cloned().collect())
    }

    /// The calls that no path may make on which somebody waits: those that read an index or a whole table.
    pub fn forbidden(&self) -> Vec<String> {
        let forbidden = |line: &&Line| line.index || line.call.operation == "Scan";
        self.0.iter().filter(forbidden).map(|line| line.call.to_string()).collect()
    }

    /// The calls that were refused, and whose cost is therefore unknown.
    pub fn refused(&self) -> Vec<String> {
        self.0.iter().filter(|line| line.refused).map(|line| line.call.to_string()).collect()
    }
}

/// Asks for the cost of a call, where it has one.
pub(super) fn ask(call: &Call, body: &mut Value) -> bool {
    let priced = (call.reads() || call.writes()) && body.is_object();
    if priced {
        body["ReturnConsumedCapacity"] = "INDEXES".into();
    }
    priced
}

impl Line {
    pub(super) fn read(call: Call, asked: &Value, answer: &[u8]) -> Self {
        let answer: Value = serde_json::from_slice(answer).unwrap_or_default();
        // One table's, or a list of those of several.
        let consumed = match &answer["ConsumedCapacity"] {
            Value::Array(tables) => tables.clone(),
            one => vec![one.clone()],
        };
        let units =
            consumed.iter().filter_map(|table| table["CapacityUnits"].as_f64()).fold(0.0, |sum, units| sum + units);
        let (read_units, write_units) = if call.writes() { (0.0, units) } else { (units, 0.0) };
        let index = asked["IndexName"].is_string();
        Self { call, read_units, write_units, index, refused: answer["__type"].is_string() }
    }
}
