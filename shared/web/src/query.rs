//! Query parameters, read as strictly as bodies: each at most once, unknown ones refused, all problems at once. A range of
//! local days is read here too, since metrics and lists ask for it in the same words.

use std::collections::BTreeMap;

use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRequestParts, Query as Pairs};
use domain::day::parse_date;
use domain::input::{Fields, Refusal};
use http::StatusCode;
use http::request::Parts;
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Map, Value, json};

use crate::problem::Problem;

/// How many local days a question without `from` is about.
pub const USUAL_DAYS: i32 = 30;

/// The parameters of a request.
#[derive(Debug)]
pub struct Query {
    values: Value,
    repeated: Vec<String>,
}

impl Query {
    /// A query of our own making.
    pub fn of(pairs: &[(&str, &str)]) -> Self {
        let values = pairs.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect();
        Self { values: Value::Object(values), repeated: Vec::new() }
    }

    /// Starts to read the parameters; those that stand more than once are problems already.
    ///
    /// # Errors
    /// None in practice: parameters always form an object.
    pub fn fields(&self) -> Result<Fields<'_>, Problem> {
        let mut fields = Fields::of(&self.values, "")?;
        for name in &self.repeated {
            fields.refuse(name, Refusal::new("repeated_field", "this parameter stands more than once; send it once"));
        }
        Ok(fields)
    }

    /// Everything that selects, spelled one way: all parameters but those that only page.
    pub fn selection(&self) -> String {
        let selecting = self.values.as_object().into_iter().flatten().filter(|(name, _)| !is_paging(name));
        // As JSON: a value that holds `&` or `=` must not read as another parameter.
        let pairs: BTreeMap<_, _> = selecting.collect();
        json!(pairs).to_string()
    }
}

fn is_paging(name: &str) -> bool {
    ["limit", "cursor"].contains(&name)
}

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let refusal =
            |_: QueryRejection| Problem::new(StatusCode::BAD_REQUEST, "malformed_query", "the query can't be read");
        let Pairs(pairs) = Pairs::<Vec<(String, String)>>::from_request_parts(parts, state).await.map_err(refusal)?;
        let mut values = Map::new();
        let mut repeated = Vec::new();
        for (name, value) in pairs {
            let name: String = name.chars().filter(|c| !c.is_control()).take(64).collect();
            if values.contains_key(&name) {
                if !repeated.contains(&name) {
                    repeated.push(name);
                }
            } else {
                values.insert(name, Value::from(value));
            }
        }
        Ok(Self { values: Value::Object(values), repeated })
    }
}

/// Local days, both included, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// The first one.
    pub first: Date,
    /// The last one.
    pub last: Date,
}

impl Days {
    /// The days up to `last`, so many of them.
    pub fn up_to(last: Date, count: i32) -> Self {
        Self { first: last.checked_sub((count - 1).days()).unwrap_or(Date::MIN), last }
    }

    /// How many they are.
    pub fn count(self) -> usize {
        let apart = self.first.until(self.last).map_or(i32::MAX, |span| span.get_days());
        usize::try_from(apart).unwrap_or(0) + 1
    }

    /// Reads `from` and `to`. Without `to` it is today; without `from` it is [`USUAL_DAYS`] that end there.
    pub fn read(fields: &mut Fields<'_>, today: Date, most: usize) -> Option<Self> {
        let date = |value: &Value| parse_date(value.as_str().unwrap_or_default());
        let from = fields.optional("from", date);
        let to = fields.optional("to", date);
        let unread = |name, read: Option<Date>| fields.has(name) && read.is_none();
        if unread("from", from) || unread("to", to) {
            return None;
        }
        let last = to.unwrap_or(today);
        let days = Self { first: from.unwrap_or(Self::up_to(last, USUAL_DAYS).first), last };
        if days.first > days.last {
            let reason = "expected a day that is not after `to`, which is today unless it is sent";
            fields.refuse("from", Refusal::new("from_after_to", reason));
            return None;
        }
        if days.count() > most {
            fields.refuse("from", Refusal::new("too_many_days", format!("expected at most {most} days up to `to`")));
            return None;
        }
        Some(days)
    }
}
