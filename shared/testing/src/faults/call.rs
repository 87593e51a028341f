//! One call of the database, named so that the same call of another run, and a retry of it, are known again: by its operation
//! and the keys that it touches, and by how many like it went before.

use std::fmt;

use serde_json::Value;

/// One call of the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The operation, such as `PutItem`.
    pub operation: String,
    /// The keys of the items that it touches, or the partition that it queries.
    pub keys: Vec<String>,
    /// How many calls of this operation on these keys went before.
    pub nth: usize,
}

impl Call {
    pub(super) fn read(operation: &str, body: &Value, before: &[Self]) -> Self {
        let mut keys = Vec::new();
        collect(body, &mut keys);
        let mut call = Self { operation: operation.to_owned(), keys, nth: 0 };
        call.nth = before.iter().filter(|other| other.is_like(&call)).count();
        call
    }

    /// Whether another call is of the same operation on the same keys, as a retry is.
    pub fn is_like(&self, other: &Self) -> bool {
        (&self.operation, &self.keys) == (&other.operation, &other.keys)
    }

    /// Whether the call writes.
    pub fn writes(&self) -> bool {
        matches!(
            self.operation.as_str(),
            "PutItem" | "UpdateItem" | "DeleteItem" | "BatchWriteItem" | "TransactWriteItems"
        )
    }

    /// Whether the call reads.
    pub fn reads(&self) -> bool {
        matches!(self.operation.as_str(), "GetItem" | "Query" | "Scan" | "BatchGetItem" | "TransactGetItems")
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} #{}", self.operation, self.keys.join(" + "), self.nth)
    }
}

/// Finds the keys, however deep they stand: those of items and of addresses, and the partition of a query.
fn collect(value: &Value, keys: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            let text = |name: &str| map.get(name).and_then(|value| value["S"].as_str());
            match (text("pk"), text("sk"), text(":pk")) {
                (Some(pk), Some(sk), _) => keys.push(format!("{pk}/{sk}")),
                (_, _, Some(pk)) => keys.push(pk.to_owned()),
                _ => map.values().for_each(|value| collect(value, keys)),
            }
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, keys)),
        _ => {}
    }
}
