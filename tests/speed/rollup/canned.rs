//! A DynamoDB that has read its answers before: it keeps what is put, and tells one survey's answers over and over in pages
//! of 1 MB, as many as it was asked to have. The real client speaks to it, within the process or over loopback.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::mem::take;
use std::sync::{Arc, Mutex};

use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use bytes::{Bytes, BytesMut};
use serde_json::{Map, Value, json};

/// How much a page of DynamoDB holds.
const PAGE: usize = 1 << 20;

/// A page that is being filled.
#[derive(Debug, Default)]
struct Open {
    json: String,
    answers: usize,
    bytes: usize,
}

#[derive(Debug, Default)]
struct Memory {
    /// All that was put but for answers, by its key.
    items: BTreeMap<(String, String), Value>,
    /// The page that the next answer is put on, and those that are full. An answer is kept in no other form: memory is measured.
    open: Open,
    pages: Vec<Bytes>,
    sizes: Vec<(usize, usize)>,
    /// The attributes that the first query asked for, and that answers therefore have; all where it named none.
    only: Option<BTreeSet<String>>,
    /// How many pages each partition has, and how many are left to who reads it.
    of_each: usize,
    left: BTreeMap<String, usize>,
    /// What stands for a text that no two answers have alike, and how many of those each partition told so far.
    mark: Option<&'static str>,
    marks: BTreeMap<String, u64>,
}

#[derive(Clone, Debug, Default)]
pub struct Canned(Arc<Mutex<Memory>>);

/// The size of an attribute as DynamoDB counts it.
fn size(value: &Value) -> usize {
    let (kind, value) = value.as_object().and_then(|typed| typed.iter().next()).expect("a typed value");
    match kind.as_str() {
        "S" => value.as_str().unwrap().len(),
        "N" => value.as_str().unwrap().trim_start_matches('-').len().div_ceil(2) + 1,
        "M" => 3 + value.as_object().unwrap().iter().map(|(name, value)| 1 + name.len() + size(value)).sum::<usize>(),
        "L" => 3 + value.as_array().unwrap().iter().map(|value| 1 + size(value)).sum::<usize>(),
        _ => 1,
    }
}

/// The size of an item as DynamoDB counts it.
fn item_size(item: &Value) -> usize {
    item.as_object().unwrap().iter().map(|(name, value)| name.len() + size(value)).sum()
}

impl Canned {
    /// The client's way to it within the process.
    pub fn client(&self) -> SharedHttpClient {
        let connector = SharedHttpConnector::new(self.clone());
        http_client_fn(move |_, _| connector.clone())
    }

    /// The pages that the answers fill which were put: how many each has, and how many bytes.
    pub fn pages(&self) -> Vec<(usize, usize)> {
        self.0.lock().unwrap().sizes.clone()
    }

    /// From now on each partition of answers has so many pages.
    pub fn have(&self, pages: usize) {
        self.0.lock().unwrap().of_each = pages;
    }

    /// From now on each such mark in a page is told as another text of the same length.
    pub fn tell_apart(&self, mark: &'static str) {
        self.0.lock().unwrap().mark = Some(mark);
    }

    /// The answer to a call.
    pub fn answer(&self, target: &str, body: &[u8]) -> Bytes {
        let asked: Value = serde_json::from_slice(body).unwrap_or_default();
        let mut memory = self.0.lock().unwrap();
        let empty = Value::Object(Map::new());
        let answer = match target.rsplit('.').next().unwrap_or_default() {
            "Query" if partition(&asked).starts_with("r#") => return memory.page(&asked),
            "Query" => memory.query(&partition(&asked)),
            "GetItem" => memory.items.get(&key(&asked["Key"])).map_or(empty, |item| json!({"Item": item})),
            "UpdateItem" => json!({"Attributes": {"fence": {"N": "1"}}}),
            "PutItem" => {
                memory.put(asked["Item"].clone());
                empty
            }
            "TransactWriteItems" => {
                for part in asked["TransactItems"].as_array().into_iter().flatten() {
                    if part["Put"].is_object() {
                        memory.put(part["Put"]["Item"].clone());
                    }
                }
                empty
            }
            _ => empty,
        };
        answer.to_string().into()
    }
}

fn key(item: &Value) -> (String, String) {
    let text = |name: &str| item[name]["S"].as_str().unwrap_or_default().to_owned();
    (text("pk"), text("sk"))
}

fn partition(asked: &Value) -> String {
    asked["ExpressionAttributeValues"][":pk"]["S"].as_str().unwrap_or_default().to_owned()
}

impl Memory {
    fn put(&mut self, mut item: Value) {
        let key = key(&item);
        if !key.0.starts_with("r#") {
            self.items.insert(key, item);
            return;
        }
        let size = item_size(&item);
        if self.open.bytes + size > PAGE {
            let Open { json, answers, bytes } = take(&mut self.open);
            // Where the next page begins, nobody looks at: the pages are counted.
            let end = format!(
                r#"],"Count":{answers},"ScannedCount":{answers},"LastEvaluatedKey":{{"pk":{},"sk":{}}}}}"#,
                item["pk"], item["sk"]
            );
            self.pages.push((json + &end).into());
            self.sizes.push((answers, bytes));
        }
        // What is asked for is all that is told, and the whole item is what counts for the page's size.
        if let Some(only) = &self.only {
            item.as_object_mut().unwrap().retain(|name, _| only.contains(name));
        }
        self.open.json += if self.open.answers == 0 { r#"{"Items":["# } else { "," };
        write!(self.open.json, "{item}").unwrap();
        self.open.answers += 1;
        self.open.bytes += size;
    }

    fn query(&self, partition: &str) -> Value {
        let items: Vec<_> = self.items.iter().filter(|((pk, _), _)| pk == partition).map(|(_, item)| item).collect();
        json!({"Count": items.len(), "Items": items, "ScannedCount": items.len()})
    }

    fn page(&mut self, asked: &Value) -> Bytes {
        if self.pages.is_empty() {
            let names = asked["ExpressionAttributeNames"].as_object();
            self.only = names.map(|names| names.values().filter_map(Value::as_str).map(str::to_owned).collect());
        }
        let all = self.of_each;
        let left = self.left.entry(partition(asked)).or_default();
        let marks = self.marks.entry(partition(asked)).or_default();
        if asked["ExclusiveStartKey"].is_null() {
            *left = all;
            *marks = 0;
        }
        if *left == 0 {
            return Bytes::from_static(br#"{"Count":0,"Items":[],"ScannedCount":0}"#);
        }
        let told = all - *left;
        *left -= 1;
        let page = self.pages[told % self.pages.len()].clone();
        let Some(mark) = self.mark else { return page };
        let mut told = BytesMut::from(page.as_ref());
        let finder = std::str::from_utf8(&page).expect("JSON");
        for (at, _) in finder.match_indices(mark) {
            *marks += 1;
            let number = marks.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            told[at..at + mark.len()].copy_from_slice(format!("{number:0width$x}", width = mark.len()).as_bytes());
        }
        told.freeze()
    }
}

impl HttpConnector for Canned {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let answer = self.answer(target, request.body().bytes().unwrap_or_default());
        let status = 200.try_into().expect("a status");
        HttpConnectorFuture::ready(Ok(HttpResponse::new(status, SdkBody::from(answer))))
    }
}
