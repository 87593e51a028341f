//! What stands around an answer: the properties that a team sends along, and the dimensions that are made of them.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::input::{Problem, Problems, Refusal, named, text};

/// The most properties that one body may carry.
pub const MAX_PROPERTIES: usize = 20;

/// The value of a property.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Property {
    /// `true` or `false`.
    Flag(bool),
    /// A whole number.
    Number(i64),
    /// Up to 256 characters.
    Text(String),
}

impl fmt::Display for Property {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(flag) => write!(f, "{flag}"),
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => f.write_str(text),
        }
    }
}

/// The properties of a dispatch, a person or a response, by name: at most 20 keys of at most 64 characters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Properties(BTreeMap<String, Property>);

impl Properties {
    /// Reads an object of strings, whole numbers and booleans.
    ///
    /// # Errors
    /// Every bad property, by name.
    ///
    /// ```
    /// use domain::context::{Properties, Property};
    /// let value = serde_json::json!({"touchpoint": "purchase", "items": 3});
    /// let properties = Properties::parse(&value, "properties").unwrap();
    /// assert_eq!(properties.get("items"), Some(&Property::Number(3)));
    /// assert!(Properties::parse(&serde_json::json!({"a": 1.5}), "properties").is_err());
    /// ```
    pub fn parse(value: &Value, path: &str) -> Result<Self, Problems> {
        let map = value
            .as_object()
            .ok_or_else(|| Problems::one(path, Refusal::new("not_an_object", "expected a JSON object")))?;
        if map.len() > MAX_PROPERTIES {
            let reason = format!("expected at most {MAX_PROPERTIES} properties");
            return Err(Problems::one(path, Refusal::new("too_many", reason)));
        }
        let mut properties = BTreeMap::new();
        let mut problems = Vec::new();
        for (key, value) in map {
            match property(key, value) {
                // Two spellings of one name in different bytes are one name.
                Ok((name, property)) if !properties.contains_key(&name) => {
                    properties.insert(name, property);
                }
                Ok(_) => {
                    let refusal = Refusal::new("repeated_field", "this field stands more than once; send it once");
                    problems.extend(Problems::one(&named(path, key), refusal).0);
                }
                Err(Refusal { code, reason }) => problems.push(Problem { name: named(path, key), code, reason }),
            }
        }
        if problems.is_empty() { Ok(Self(properties)) } else { Err(Problems(problems)) }
    }

    /// A property's value.
    pub fn get(&self, name: &str) -> Option<&Property> {
        self.0.get(name)
    }

    /// Sets a property.
    pub fn set(&mut self, name: impl Into<String>, value: Property) {
        self.0.insert(name.into(), value);
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Property)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// These, and those of `under` that are not named here.
    #[must_use]
    pub fn over(&self, under: &Self) -> Self {
        let mut all = under.0.clone();
        all.extend(self.0.clone());
        Self(all)
    }
}

fn property(key: &str, value: &Value) -> Result<(String, Property), Refusal> {
    let name = text(1, 64)(&Value::from(key))?;
    let property = match value {
        Value::Bool(flag) => Ok(Property::Flag(*flag)),
        Value::Number(number) => number
            .as_i64()
            .map(Property::Number)
            .ok_or_else(|| Refusal::new("not_an_integer", "expected a whole number")),
        Value::String(_) => text(0, 256)(value).map(Property::Text),
        _ => Err(Refusal::new(
            "invalid_property",
            "expected a string of at most 256 characters, a whole number or a boolean",
        )),
    }?;
    Ok((name, property))
}

/// How an answer came in, or a dispatch goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A mail that Atbalss sent.
    Email,
    /// A text that Atbalss sent.
    Sms,
    /// A link that a team's own mailer sent.
    Link,
    /// A mobile app.
    App,
    /// A website.
    Web,
}

impl Channel {
    /// The channel's name in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
            Self::Link => "link",
            Self::App => "app",
            Self::Web => "web",
        }
    }
}

impl FromStr for Channel {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        [Self::Email, Self::Sms, Self::Link, Self::App, Self::Web]
            .into_iter()
            .find(|channel| channel.name() == text)
            .ok_or_else(|| Refusal::new("unknown_channel", "expected email, sms, link, app or web"))
    }
}

/// The dimensions that every survey has; up to four properties that it names come on top.
pub const DIMENSIONS: [&str; 7] = ["agent", "channel", "locale", "segment", "touchpoint", "variant", "version"];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_and_texts_are_brought_to_nfc_and_two_spellings_of_one_name_are_one() {
        let read = |value: &Value| Properties::parse(value, "properties");
        let properties = read(&json!({"va\u{304}rds": "Ru\u{304}ta"})).unwrap();
        assert_eq!(properties.get("v\u{101}rds"), Some(&Property::Text("R\u{16b}ta".to_owned())));
        let twice = read(&json!({"va\u{304}rds": 1, "v\u{101}rds": 2})).unwrap_err().0;
        assert_eq!(twice.iter().map(|problem| problem.code).collect::<Vec<_>>(), ["repeated_field"]);
    }
}
