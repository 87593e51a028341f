//! JSON bodies: of a bounded size and depth, with every key once and every text whole. What the fields mean is the domain's
//! business.

use std::collections::BTreeSet;
use std::fmt;

use axum::extract::{FromRequest, Request};
use bytes::Bytes;
use domain::input::{Problem as Field, Problems, Refusal};
use http::{HeaderMap, StatusCode, header};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::problem::Problem;

/// The largest JSON body, and the longest line of NDJSON, in bytes.
pub const MAX_BODY: usize = 16 * 1024;
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

/// What a body says it is, without parameters.
pub(crate) fn media_type(headers: &HeaderMap) -> String {
    let header = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    header.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// 413 for a body, or a line, of more than `most` bytes.
pub(crate) fn too_large(most: usize) -> Problem {
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
        if media_type(request.headers()) != "application/json" {
            let detail = "send JSON, with the header Content-Type: application/json";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not_json", detail));
        }
        let bytes = read(request, MAX_BODY).await?;
        Ok(Self { value: parse(&bytes)?, bytes })
    }
}

/// Reads JSON whose keys each stand once, at most 8 deep.
///
/// # Errors
/// 400 `not_utf8`, `malformed_json` or `too_deep`; `repeated_field` or `lone_surrogate` with the path of the field.
pub fn parse(bytes: &[u8]) -> Result<Value, Problem> {
    if let Err(error) = std::str::from_utf8(bytes) {
        let detail = format!("the body is not UTF-8 (after {} bytes); send it as UTF-8", error.valid_up_to());
        return Err(Problem::new(StatusCode::BAD_REQUEST, "not_utf8", detail));
    }
    let mut found = Found::default();
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = Checked { depth: 0, path: "", found: &mut found }.deserialize(&mut json);
    let whole = value.and_then(|value| json.end().map(|()| value));
    if found.too_deep {
        let detail = format!("objects and lists may stand {MAX_DEPTH} deep in each other at most");
        return Err(Problem::new(StatusCode::BAD_REQUEST, "too_deep", detail));
    }
    if !found.repeated.is_empty() {
        let (code, reason) = ("repeated_field", "this field stands more than once; send it once".to_owned());
        let named = found.repeated.into_iter().map(|name| Field { name, code, reason: reason.clone() });
        return Err(Problems(named.collect()).into());
    }
    whole.map_err(|error| {
        if is_surrogate(&error) {
            let reason = "\\u escapes of a surrogate stand in pairs only; send whole characters";
            let path = found.failed.unwrap_or_default();
            return Problems::one(&path, Refusal::new("lone_surrogate", reason)).into();
        }
        let detail = format!("the body is not JSON (line {}, column {})", error.line(), error.column());
        Problem::new(StatusCode::BAD_REQUEST, "malformed_json", detail)
    })
}

/// Whether JSON could not be read because half of a surrogate pair is missing. `serde_json` tells it by its words alone,
/// which a test holds.
fn is_surrogate(error: &serde_json::Error) -> bool {
    let told = error.to_string();
    told.starts_with("lone leading surrogate in hex escape") || told.starts_with("unexpected end of hex escape")
}

#[derive(Default)]
struct Found {
    /// The paths of the keys that stand twice, each once.
    repeated: BTreeSet<String>,
    too_deep: bool,
    /// The path of the innermost value that could not be read.
    failed: Option<String>,
}

/// Reads one value, keeping an eye on depth and repeated keys.
struct Checked<'f> {
    depth: usize,
    path: &'f str,
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

    /// Notes where reading ended, if it did.
    fn noting<T, E>(&mut self, path: &str, read: Result<T, E>) -> Result<T, E> {
        if read.is_err() {
            self.found.failed.get_or_insert_with(|| path.to_owned());
        }
        read
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
            let read = values.next_element_seed(Checked { depth, path: &path, found: self.found });
            let Some(value) = self.noting(&path, read)? else { break };
            list.push(value);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut fields: A) -> Result<Value, A::Error> {
        let depth = self.deeper()?;
        let mut map = Map::new();
        while let Some(key) = self.noting(self.path, fields.next_key::<String>())? {
            let named: String = key.chars().filter(|c| !c.is_control()).take(64).collect();
            let path = if self.path.is_empty() { named } else { format!("{}.{named}", self.path) };
            if map.contains_key(&key) {
                self.found.repeated.insert(path.clone());
            }
            let read = fields.next_value_seed(Checked { depth, path: &path, found: self.found });
            map.insert(key, self.noting(&path, read)?);
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
    fn every_key_that_stands_twice_is_named_once() {
        let body = r#"{"a":1,"b":{"c":1,"c":2},"a":2,"a":3}"#;
        let named = parse(body.as_bytes()).unwrap_err().to_json();
        let named: Vec<_> = named["invalid_params"].as_array().unwrap().iter().map(|bad| &bad["name"]).collect();
        assert_eq!(named, ["a", "b.c"]);
    }

    #[test]
    fn repeated_keys_depth_and_rubbish_are_refused_each_with_its_code() {
        assert_eq!(code(r#"{"a":{"b":1,"b":1}}"#), "repeated_field");
        assert_eq!(code("[[[[[[[[[]]]]]]]]]"), "too_deep");
        assert!(parse(b"[[[[[[[[]]]]]]]]").is_ok());
        for rubbish in ["", "{", "{} {}", "nul", "{\"a\":1,}", "\u{feff}{}", "\"\\ud800\\uzzzz\"", "\"\\ud800"] {
            assert_eq!(code(rubbish), "malformed_json", "{rubbish}");
        }
    }

    #[test]
    fn half_a_surrogate_pair_is_refused_in_values_and_in_keys_and_the_field_is_named() {
        // Both halves alone, the wrong way round, and the first half before each of what else can follow it.
        let halves = [
            r"\ud800",
            r"\udfff",
            r"\uDBFF x",
            r"\udc00\ud800",
            r"\ud800\ud800",
            r"\ud83d\n",
            r"\ud83d\u0041",
            "\\ud83d\u{1f600}",
        ];
        for half in halves {
            for (text, name) in [
                (format!("\"{half}\""), ""),
                (format!("{{\"a\":{{\"b\":[1,\"x{half}y\"]}},\"c\":2}}"), "a.b[1]"),
                (format!("{{\"a\":{{\"b\":1,\"{half}\":1}}}}"), "a"),
                (format!("{{\"{half}\":1}}"), ""),
            ] {
                let problem = parse(text.as_bytes()).unwrap_err().to_json();
                assert_eq!((&problem["code"], &problem["status"]), (&"lone_surrogate".into(), &400.into()), "{text}");
                assert_eq!(problem["invalid_params"][0]["name"], name, "{text}");
            }
        }
        assert_eq!(parse(br#"{"\ud83d\ude00":"\uD83D\uDE00"}"#).unwrap().to_string(), r#"{"😀":"😀"}"#);
    }

    #[test]
    fn bytes_that_are_not_utf8_are_refused_wherever_they_stand() {
        // A stray byte, an overlong slash, a surrogate as bytes, a character cut short, UTF-16.
        let texts: [&[u8]; 6] =
            [b"\"\xff\"", b"\"\xc0\xaf\"", b"{\"\xed\xa0\x80\":1}", b"\"\xe2\x82\"", b"{} \xfe", b"\xff\xfe{\0}\0"];
        for text in texts {
            let problem = parse(text).unwrap_err();
            assert_eq!((problem.status().as_u16(), problem.code()), (400, "not_utf8"), "{text:?}");
        }
        assert_eq!(parse("\"ā 😀 ж\"".as_bytes()).unwrap(), "ā 😀 ж");
    }
}
