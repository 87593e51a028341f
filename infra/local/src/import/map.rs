//! Field maps: small TOML files that say how the records of another system's export become business events.

mod values;

use std::collections::BTreeMap;

use domain::day::Zone;
use domain::event::EventType;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use self::values::{minor, time};
use super::template::{Lookups, Scope, Template, text};

/// The maps that come with the program, by name.
pub const KNOWN: [(&str, &str); 4] = [
    ("chatwoot", include_str!("../../../maps/chatwoot.toml")),
    ("stripe", include_str!("../../../maps/stripe.toml")),
    ("zammad", include_str!("../../../maps/zammad.toml")),
    ("zendesk", include_str!("../../../maps/zendesk.toml")),
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    /// Where the list of records stands in a JSON file; the file itself where nothing is said.
    records: Option<String>,
    /// The zone of times that say none.
    time_zone: Option<String>,
    #[serde(default)]
    lookups: BTreeMap<String, WrittenLookup>,
    event: Vec<WrittenEvent>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenLookup {
    records: String,
    key: String,
}

#[derive(Deserialize)]
struct WrittenEvent {
    /// The list that it is made of, where the file has several.
    records: Option<String>,
    /// The list in a record that makes one event for each of its elements.
    each: Option<String>,
    /// What must be so: a path and the value, or the values, that it must have.
    #[serde(default)]
    when: BTreeMap<String, Value>,
    /// What must not be so.
    #[serde(default)]
    unless: BTreeMap<String, Value>,
    /// How many decimals an amount has; 0 where it is in minor units already.
    #[serde(default)]
    decimals: u32,
    /// The event's own fields.
    #[serde(flatten)]
    fields: BTreeMap<String, Value>,
}

/// How one event is made.
struct Rule {
    records: Option<String>,
    each: Option<String>,
    when: BTreeMap<String, Value>,
    unless: BTreeMap<String, Value>,
    decimals: u32,
    fields: Vec<(String, Field)>,
}

enum Field {
    Filled(Template),
    Fixed(Value),
}

/// A map.
pub struct FieldMap {
    records: Option<String>,
    zone: Zone,
    lookups: BTreeMap<String, WrittenLookup>,
    rules: Vec<Rule>,
}

/// The fields that an event may have.
const FIELDS: [&str; 15] = [
    "event_id",
    "type",
    "at",
    "by",
    "person",
    "agent",
    "ticket",
    "appointment",
    "channel",
    "plan",
    "category",
    "amount",
    "currency",
    "automatic",
    "planned_at",
];
/// The most decimals that a currency has.
const MOST_DECIMALS: u32 = 4;
/// The fields whose texts are times.
const TIMES: [&str; 2] = ["at", "planned_at"];

impl FieldMap {
    /// Reads a map.
    pub fn parse(toml: &str) -> Result<Self, String> {
        let written: Written = toml::from_str(toml).map_err(|error| error.to_string())?;
        let zone = written.time_zone.as_deref().unwrap_or("UTC");
        let zone = zone.parse().map_err(|refusal: domain::input::Refusal| format!("time_zone: {}", refusal.reason))?;
        let rules = written.event.into_iter().map(Rule::read).collect::<Result<_, _>>()?;
        Ok(Self { records: written.records, zone, lookups: written.lookups, rules })
    }

    /// The records of a whole JSON file, each with the list that it stands in, and the lists beside them.
    pub fn open(&self, mut file: Value) -> Result<(Vec<Record>, Lookups), String> {
        let mut lookups = Lookups::new();
        for (name, lookup) in &self.lookups {
            let rows = file.get(&lookup.records).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
            let keyed = rows.iter().filter_map(|row| Some((text(row.get(&lookup.key)?)?, row.clone())));
            lookups.insert(name.clone(), keyed.collect());
        }
        let mut records = Vec::new();
        for list in self.lists() {
            let found = match &list {
                Some(path) => {
                    file.get_mut(path).map(Value::take).ok_or_else(|| format!("the file has no list `{path}`"))?
                }
                None => file.take(),
            };
            match found {
                Value::Array(found) => {
                    records.extend(found.into_iter().map(|value| Record { list: list.clone(), value }));
                }
                value @ Value::Object(_) => records.push(Record { list, value }),
                _ => return Err("expected a list of records".to_owned()),
            }
        }
        Ok((records, lookups))
    }

    /// The lists that events are made of, each once.
    fn lists(&self) -> Vec<Option<String>> {
        let mut lists: Vec<_> = self.rules.iter().map(|rule| rule.list(self)).collect();
        lists.sort();
        lists.dedup();
        // The whole file is taken last: it would take the lists along.
        lists.reverse();
        lists
    }

    /// The events of a record, as bodies of `POST /v1/events`. What a record doesn't say makes no event.
    pub fn events(&self, record: &Record, lookups: &Lookups) -> Result<Vec<Value>, String> {
        let mut events = Vec::new();
        let own = self.rules.iter().filter(|rule| rule.list(self) == record.list);
        let record = &record.value;
        for rule in own {
            let of_record = Scope { element: record, record, lookups };
            let elements: Vec<&Value> = match &rule.each {
                None => vec![record],
                Some(path) => {
                    of_record.get(path).and_then(Value::as_array).map(|all| all.iter().collect()).unwrap_or_default()
                }
            };
            for element in elements {
                if let Some(event) = rule.event(Scope { element, record, lookups }, &self.zone)? {
                    events.push(event);
                }
            }
        }
        Ok(events)
    }
}

/// A record of another system, and the list of the file that it stands in.
#[derive(Clone, Debug)]
pub struct Record {
    /// The list; none where the file is the list, or a line of it.
    pub list: Option<String>,
    /// The record.
    pub value: Value,
}

impl Rule {
    fn list(&self, map: &FieldMap) -> Option<String> {
        self.records.clone().or_else(|| map.records.clone())
    }

    fn read(written: WrittenEvent) -> Result<Self, String> {
        for needed in ["event_id", "type", "at"] {
            if !written.fields.contains_key(needed) {
                return Err(format!("an [[event]] without `{needed}`"));
            }
        }
        if written.decimals > MOST_DECIMALS {
            return Err(format!("decimals: expected 0 to {MOST_DECIMALS}"));
        }
        let field = |(name, value): (String, Value)| {
            if !FIELDS.contains(&name.as_str()) {
                return Err(format!("`{name}` is no field of an event; there are {}", FIELDS.join(", ")));
            }
            let field = match &value {
                Value::String(text) if name == "type" && !text.contains('{') => {
                    text.parse::<EventType>().map_err(|refusal| format!("type: {}", refusal.reason))?;
                    Field::Fixed(value)
                }
                Value::String(text) => {
                    Field::Filled(Template::parse(text).map_err(|error| format!("{name}: {error}"))?)
                }
                Value::Bool(_) if name == "automatic" => Field::Fixed(value),
                Value::Number(_) if name == "amount" => Field::Fixed(value),
                _ => return Err(format!("{name}: expected a text, with the record's fields in braces")),
            };
            Ok::<_, String>((name, field))
        };
        Ok(Self {
            records: written.records,
            each: written.each,
            when: written.when,
            unless: written.unless,
            decimals: written.decimals,
            fields: written.fields.into_iter().map(field).collect::<Result<_, _>>()?,
        })
    }

    fn event(&self, scope: Scope<'_>, zone: &Zone) -> Result<Option<Value>, String> {
        if !self.when.iter().all(|(path, wanted)| is_so(scope, path, wanted))
            || self.unless.iter().any(|(path, wanted)| is_so(scope, path, wanted))
        {
            return Ok(None);
        }
        let mut event = Map::new();
        for (name, field) in &self.fields {
            let value = match field {
                Field::Fixed(value) => value.clone(),
                Field::Filled(template) => match template.fill(scope) {
                    None if name == "event_id" || name == "at" => return Ok(None),
                    None => continue,
                    Some(filled) if TIMES.contains(&name.as_str()) => {
                        json!(time(&filled, zone).map_err(|why| format!("{name}: {why}"))?)
                    }
                    Some(filled) if name == "amount" => {
                        json!(minor(&filled, self.decimals).map_err(|why| format!("{name}: {why}"))?)
                    }
                    Some(filled) if name == "automatic" => json!(filled.eq_ignore_ascii_case("true")),
                    Some(filled) => json!(filled),
                },
            };
            event.insert(name.clone(), value);
        }
        Ok(Some(Value::Object(event)))
    }
}

/// Whether the value at a path is the wanted one, or one of them; with `.*.` in the path, that of any element of a list.
/// `"*"` is any value that is there.
fn is_so(scope: Scope<'_>, path: &str, wanted: &Value) -> bool {
    let suits = |found: &Value| {
        let Some(found) = text(found) else { return false };
        match wanted {
            // Spreadsheets write flags in capitals.
            Value::Bool(flag) => found.eq_ignore_ascii_case(&flag.to_string()),
            Value::Array(any) => any.iter().filter_map(text).any(|wanted| wanted == found),
            one => text(one).is_some_and(|wanted| wanted == "*" || wanted == found),
        }
    };
    let Some((list, rest)) = path.split_once(".*.") else { return scope.get(path).is_some_and(suits) };
    let elements = scope.get(list).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    elements.iter().any(|element| is_so(Scope { element, record: element, ..scope }, rest, wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_that_cannot_be_read_says_why() {
        let read = |toml: &str| FieldMap::parse(toml).err().unwrap();
        assert!(read("[[event]]\ntype = \"order_paid\"\nat = \"{t}\"").contains("event_id"));
        assert!(
            read("time_zone = \"Mars\"\n[[event]]\ntype = \"order_paid\"\nat = \"{t}\"\nevent_id = \"x\"")
                .contains("IANA")
        );
        assert!(read("recrods = \"x\"\nevent = []").contains("recrods"));
        let one = |more: &str| read(&format!("[[event]]\nevent_id = \"x\"\nat = \"{{t}}\"\n{more}"));
        assert!(one("type = \"order_payd\"").contains("expected one of"));
        assert!(one("type = \"order_paid\"\npersn = \"{c}\"").contains("`persn` is no field"));
        assert!(one("type = \"order_paid\"\nperson = 5").contains("person: expected a text"));
        assert!(one("type = \"order_paid\"\ndecimals = 20").contains("0 to 4"));
    }

    #[test]
    fn the_maps_that_come_along_can_be_read() {
        for (name, toml) in KNOWN {
            assert!(FieldMap::parse(toml).is_ok(), "{name}: {:?}", FieldMap::parse(toml).err());
        }
    }

    #[test]
    fn a_record_makes_the_events_that_it_says_and_no_others() {
        let map = FieldMap::parse(
            r#"
            records = "rows"
            [lookups.users]
            records = "users"
            key = "id"
            [[event]]
            type = "ticket_opened"
            event_id = "x-{id}-opened"
            at = "{opened}"
            ticket = "{id}"
            [[event]]
            type = "ticket_resolved"
            event_id = "x-{id}-solved"
            at = "{solved}"
            ticket = "{id}"
            [[event]]
            each = "replies"
            when = { "users[by].role" = ["agent", "admin"] }
            unless = { hidden = true }
            type = "ticket_replied"
            event_id = "x-{id}"
            at = "{at}"
            ticket = "{record.id}"
            automatic = "{bot}"
            "#,
        )
        .unwrap();
        let file = json!({
            "users": [{"id": 1, "role": "agent"}, {"id": 2, "role": "end-user"}],
            "rows": [{"id": 9, "opened": 1_764_405_600, "solved": null, "replies": [
                {"id": 91, "by": 1, "at": "2025-11-29T09:00:00Z", "bot": true},
                {"id": 92, "by": 2, "at": "2025-11-29T09:01:00Z"},
                {"id": 93, "by": 1, "at": "2025-11-29T09:02:00Z", "hidden": true},
            ]}]
        });
        let (records, lookups) = map.open(file).unwrap();
        let events = map.events(&records[0], &lookups).unwrap();
        assert_eq!(
            events,
            [
                json!({"type": "ticket_opened", "event_id": "x-9-opened", "at": "2025-11-29T08:40:00Z", "ticket": "9"}),
                json!({"type": "ticket_replied", "event_id": "x-91", "at": "2025-11-29T09:00:00Z", "ticket": "9", "automatic": true}),
            ]
        );
    }
}
