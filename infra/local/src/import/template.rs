//! Templates of field maps, such as `zendesk-{id}` or `{users[author_id].role|lower}`: text with places that are filled
//! from a record.

use std::collections::BTreeMap;

use serde_json::Value;

/// Lists beside the records, by name and key: `users[author_id]` looks into one.
pub type Lookups = BTreeMap<String, BTreeMap<String, Value>>;

/// What a template is filled from: an element of a record, the record, and the lists beside it.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// The element of the record that one event is made of; the record itself where a record makes one.
    pub element: &'a Value,
    /// The record.
    pub record: &'a Value,
    /// The lists beside the records.
    pub lookups: &'a Lookups,
}

impl<'a> Scope<'a> {
    /// The value at a path: names and numbers of elements, separated by dots. The element is looked into first, then the
    /// record; `record.` in front skips the element.
    pub fn get(&self, path: &str) -> Option<&'a Value> {
        if let Some((list, rest)) = path.split_once('[') {
            let (key, rest) = rest.split_once(']')?;
            let found = self.lookups.get(list)?.get(&text(self.get(key)?)?)?;
            return walk(found, rest.trim_start_matches('.'));
        }
        match path.strip_prefix("record.") {
            Some(path) => walk(self.record, path),
            None => walk(self.element, path).or_else(|| walk(self.record, path)),
        }
    }
}

fn walk<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    // A table's column may have a dot in its name.
    if path.is_empty() {
        return Some(value);
    }
    if let Some(found) = value.get(path) {
        return Some(found);
    }
    path.split('.').try_fold(value, |value, name| match value {
        Value::Array(values) => values.get(name.parse::<usize>().ok()?),
        _ => value.get(name),
    })
}

/// A value as text; none for what is empty or no single value.
pub fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// What is done to a value before it is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Filter {
    /// In capitals.
    Upper,
    /// In small letters.
    Lower,
    /// As an id: whatever no id may hold becomes a hyphen.
    Id,
}

impl Filter {
    fn named(name: &str) -> Result<Self, String> {
        match name.trim() {
            "upper" => Ok(Self::Upper),
            "lower" => Ok(Self::Lower),
            "id" => Ok(Self::Id),
            other => Err(format!("`{other}` is no filter; there are upper, lower and id")),
        }
    }

    fn apply(self, text: &str) -> String {
        let id = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | ':' | '-') { c } else { '-' };
        match self {
            Self::Upper => text.to_uppercase(),
            Self::Lower => text.to_lowercase(),
            Self::Id => text.chars().map(id).collect(),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Words(String),
    Place(String, Vec<Filter>),
}

/// A template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(Vec<Part>);

impl Template {
    /// Reads a template.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((words, place)) = rest.split_once('{') {
            let (place, after) = place.split_once('}').ok_or("a `{` without its `}`")?;
            if !words.is_empty() {
                parts.push(Part::Words(words.to_owned()));
            }
            let mut pieces = place.split('|');
            let path = pieces.next().unwrap_or_default().trim();
            if path.is_empty() {
                return Err("`{}` names no field".to_owned());
            }
            parts.push(Part::Place(path.to_owned(), pieces.map(Filter::named).collect::<Result<_, _>>()?));
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Words(rest.to_owned()));
        }
        Ok(Self(parts))
    }

    /// Fills it in; none where one of its places has no value.
    pub fn fill(&self, scope: Scope<'_>) -> Option<String> {
        let mut filled = String::new();
        for part in &self.0 {
            match part {
                Part::Words(words) => filled.push_str(words),
                Part::Place(path, filters) => {
                    let value = text(scope.get(path)?)?;
                    filled.push_str(&filters.iter().fold(value, |value, filter| filter.apply(&value)));
                }
            }
        }
        Some(filled)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fill(template: &str, element: &Value, record: &Value) -> Option<String> {
        let lookups = BTreeMap::from([(
            "users".to_owned(),
            BTreeMap::from([("7".to_owned(), json!({"role": "Agent", "id": 7}))]),
        )]);
        Template::parse(template).unwrap().fill(Scope { element, record, lookups: &lookups })
    }

    #[test]
    fn places_are_filled_from_the_element_then_the_record_then_the_lists_beside_it() {
        let (element, record) =
            (json!({"id": 1, "by": {"id": 7}}), json!({"id": 2, "ticket": "T-1", "tags": ["a", "b"]}));
        let filled = |template: &str| fill(template, &element, &record);
        assert_eq!(filled("x-{id}-{record.id}-{ticket}").unwrap(), "x-1-2-T-1");
        assert_eq!(filled("{users[by.id].role|lower}").unwrap(), "agent");
        assert_eq!(filled("{tags.1|upper}").unwrap(), "B");
        assert_eq!(filled("{nothing}"), None);
        assert_eq!(filled("{tags}"), None);
        assert_eq!(filled("{users[id].role}"), None);
    }

    #[test]
    fn a_column_may_have_a_dot_or_a_blank_in_its_name() {
        let row = json!({"Created (UTC)": "2026-11-01", "a.b": "c d"});
        assert_eq!(fill("{Created (UTC)}", &row, &row).unwrap(), "2026-11-01");
        assert_eq!(fill("{a.b|id}", &row, &row).unwrap(), "c-d");
    }

    #[test]
    fn a_template_that_cannot_be_read_says_why() {
        assert!(Template::parse("{id").unwrap_err().contains('}'));
        assert!(Template::parse("{}").unwrap_err().contains("names no field"));
        assert!(Template::parse("{id|shout}").unwrap_err().contains("upper, lower and id"));
    }
}
