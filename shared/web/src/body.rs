//! JSON bodies: of a bounded size and depth, with every key once. What the fields mean is the domain's business.

use std::fmt;

use axum::extract::{FromRequest, Request};
use bytes::Bytes;
use domain::input::{Problems, Refusal};
use http::{StatusCode, header};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::problem::Problem;

/// The largest JSON body, and the longest line of NDJSON, in bytes.
pub const MAX_BODY: usize = 16 * 1024;
/// The largest NDJSON body, in bytes.
pub const MAX_NDJSON: usize = 4 * 1024 * 1024;
/// How deep objects and lists may stand in each other.
const MAX_DEPTH: usize = 8;

/// A JSON body, and its bytes as they came.
#[derive(Debug)]
pub struct Json {
    /// The value.
    pub value: Value,
    /// The bytes as they came.
    pub bytes: Bytes,
}

fn media_type(request: &Request) -> String {
    let header = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    header.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn too_large(most: usize) -> Problem {
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", format!("the body may have {most} bytes at most"))
}

/// Reads a body of at most `most` bytes.
///
/// # Errors
/// 413 where it is longer.
pub async fn read(request: Request, most: usize) -> Result<Bytes, Problem> {
    axum::body::to_bytes(request.into_body(), most).await.map_err(|_| too_large(most))
}

impl<S: Send + Sync> FromRequest<S> for Json {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        if media_type(&request) != "application/json" {
            let detail = "send JSON, with the header Content-Type: application/json";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_json", detail));
        }
        let bytes = read(request, MAX_BODY).await?;
        Ok(Self { value: parse(&bytes)?, bytes })
    }
}

/// The lines of an NDJSON body: each a value or what is wrong with it, in order. Empty lines are left out.
#[derive(Debug)]
pub struct Lines(pub Vec<Result<Value, Problem>>);

impl<S: Send + Sync> FromRequest<S> for Lines {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        if !["application/x-ndjson", "application/ndjson", "application/jsonl"].contains(&media_type(&request).as_str())
        {
            let detail = "send one JSON object a line, with the header Content-Type: application/x-ndjson";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_ndjson", detail));
        }
        let bytes = read(request, MAX_NDJSON).await?;
        let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
        Ok(Self(lines.map(|line| if line.len() > MAX_BODY { Err(too_large(MAX_BODY)) } else { parse(line) }).collect()))
    }
}

/// Reads JSON whose keys each stand once, at most 8 deep.
///
/// # Errors
/// 400 `malformed_json`, `too_deep` or `repeated_field`, the latter with the key's path.
pub fn parse(bytes: &[u8]) -> Result<Value, Problem> {
    let mut found = Found::default();
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = Checked { depth: 0, path: String::new(), found: &mut found }.deserialize(&mut json);
    let whole = value.and_then(|value| json.end().map(|()| value));
    if found.too_deep {
        let detail = format!("objects and lists may stand {MAX_DEPTH} deep in each other at most");
        return Err(Problem::new(StatusCode::BAD_REQUEST, "too_deep", detail));
    }
    if let Some(path) = found.repeated {
        let refusal = Refusal::new("repeated_field", "this field stands more than once; send it once");
        return Err(Problems::one(&path, refusal).into());
    }
    whole.map_err(|error| {
        let detail = format!("the body is not JSON (line {}, column {})", error.line(), error.column());
        Problem::new(StatusCode::BAD_REQUEST, "malformed_json", detail)
    })
}

#[derive(Default)]
struct Found {
    repeated: Option<String>,
    too_deep: bool,
}

/// Reads one value, keeping an eye on depth and repeated keys.
struct Checked<'f> {
    depth: usize,
    path: String,
    found: &'f mut Found,
}

impl Checked<'_> {
    fn deeper<E: serde::de::Error>(&mut self) -> Result<usize, E> {
        if self.depth == MAX_DEPTH {
            self.found.too_deep = true;
            return Err(E::custom("too deep"));
        }
        Ok(self.depth + 1)
    }
}

impl<'de> DeserializeSeed<'de> for Checked<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Checked<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut values: A) -> Result<Value, A::Error> {
        let depth = self.deeper()?;
        let mut list = Vec::new();
        loop {
            let path = format!("{}[{}]", self.path, list.len());
            let Some(value) = values.next_element_seed(Checked { depth, path, found: self.found })? else { break };
            list.push(value);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut fields: A) -> Result<Value, A::Error> {
        let depth = self.deeper()?;
        let mut map = Map::new();
        while let Some(key) = fields.next_key::<String>()? {
            let named: String = key.chars().filter(|c| !c.is_control()).take(64).collect();
            let path = if self.path.is_empty() { named } else { format!("{}.{named}", self.path) };
            if map.contains_key(&key) {
                self.found.repeated.get_or_insert_with(|| path.clone());
            }
            let value = fields.next_value_seed(Checked { depth, path, found: self.found })?;
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> &'static str {
        parse(text.as_bytes()).unwrap_err().code()
    }

    #[test]
    fn json_is_read_as_it_is() {
        let text = r#"{"a":[1,-2,9.0,"x",true,null,{"b":{}}]}"#;
        assert_eq!(parse(text.as_bytes()).unwrap().to_string(), text);
    }

    #[test]
    fn repeated_keys_depth_and_rubbish_are_refused_each_with_its_code() {
        assert_eq!(code(r#"{"a":{"b":1,"b":1}}"#), "repeated_field");
        assert_eq!(code("[[[[[[[[[]]]]]]]]]"), "too_deep");
        assert!(parse(b"[[[[[[[[]]]]]]]]").is_ok());
        for rubbish in ["", "{", "{} {}", "nul", "{\"a\":1,}", "\"\\ud800\"", "\u{feff}{}"] {
            assert_eq!(code(rubbish), "malformed_json", "{rubbish}");
        }
    }
}
