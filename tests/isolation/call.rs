//! A call as data, so that what it sent is known when its answer is looked at, and the client that sends it.

use std::time::Duration;

use serde_json::Value;
use tests::Running;
use ureq::http::Request;

/// A request that is going to be sent.
#[derive(Clone, Debug)]
pub struct Call {
    method: &'static str,
    path: String,
    headers: Vec<(&'static str, String)>,
    body: Option<String>,
    /// The statuses that are right.
    pub wanted: Vec<u16>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// All headers as one text.
    pub headers: String,
    /// The body.
    pub body: String,
}

impl Answer {
    /// Whether a text stands in it, in the body or in a header.
    pub fn shows(&self, text: &str) -> bool {
        self.body.contains(text) || self.headers.contains(text)
    }

    /// Where it stands, with what is around it.
    pub fn around(&self, text: &str) -> String {
        let all = format!("{}\n{}", self.headers, self.body);
        let at = all.find(text).unwrap_or_default();
        all.chars().skip(all[..at].chars().count().saturating_sub(150)).take(400).collect()
    }

    /// The body as JSON, for a status that must be one of these.
    pub fn json(&self, wanted: &[u16]) -> Value {
        assert!(wanted.contains(&self.status), "{} {}", self.status, self.body);
        serde_json::from_str(&self.body).unwrap()
    }
}

impl Call {
    fn new(method: &'static str, path: impl Into<String>, wanted: &[u16]) -> Self {
        Self { method, path: path.into(), headers: Vec::new(), body: None, wanted: wanted.to_vec() }
    }

    pub fn get(path: impl Into<String>) -> Self {
        Self::new("GET", path, &[200])
    }

    pub fn put(path: impl Into<String>, body: &Value) -> Self {
        Self::new("PUT", path, &[200, 201]).json(body)
    }

    pub fn post(path: impl Into<String>, body: &Value) -> Self {
        Self::new("POST", path, &[200, 201, 202]).json(body)
    }

    pub fn delete(path: impl Into<String>) -> Self {
        Self::new("DELETE", path, &[404])
    }

    pub fn form(path: impl Into<String>, fields: &str) -> Self {
        let call = Self::new("POST", path, &[404]).with("content-type", "application/x-www-form-urlencoded");
        Self { body: Some(fields.to_owned()), ..call }
    }

    pub fn lines(path: impl Into<String>, lines: &[Value]) -> Self {
        let lines: Vec<_> = lines.iter().map(Value::to_string).collect();
        let call = Self::new("POST", path, &[200]).with("content-type", "application/x-ndjson");
        Self { body: Some(lines.join("\n")), ..call }
    }

    fn json(self, body: &Value) -> Self {
        Self { body: Some(body.to_string()), ..self.with("content-type", "application/json") }
    }

    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub fn by(self, key: &str) -> Self {
        self.with("authorization", format!("Bearer {key}"))
    }

    pub fn cookie(self, session: &str) -> Self {
        self.with("cookie", format!("atbalss_session={session}"))
    }

    pub fn wants(self, wanted: &[u16]) -> Self {
        Self { wanted: wanted.to_vec(), ..self }
    }

    /// Whether it itself names a text: what somebody knows already is no secret told.
    pub fn names(&self, text: &str) -> bool {
        let body = self.body.as_deref().unwrap_or_default();
        self.path.contains(text) || body.contains(text) || self.headers.iter().any(|(_, value)| value.contains(text))
    }

    /// Whether it is a call of this operation: `{…}` stands for one part of the path.
    pub fn is_of(&self, method: &str, template: &str) -> bool {
        let path = self.path.split('?').next().unwrap_or_default();
        let (own, wanted): (Vec<_>, Vec<_>) = (path.split('/').collect(), template.split('/').collect());
        let fits = |(own, wanted): (&&str, &&str)| wanted.starts_with('{') && !own.is_empty() || own == wanted;
        self.method == method && own.len() == wanted.len() && own.iter().zip(&wanted).all(fits)
    }
}

/// Sends calls to a running program.
pub struct Client {
    url: String,
    agent: ureq::Agent,
}

impl Client {
    pub fn of(running: &Running) -> Self {
        let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
        let config = config.timeout_global(Some(Duration::from_secs(30)));
        Self { url: running.url.clone(), agent: config.build().into() }
    }

    pub fn send(&self, call: &Call) -> Answer {
        let url = format!("{}{}", self.url, call.path);
        let request = Request::builder().method(call.method).uri(url);
        let request = call.headers.iter().fold(request, |request, (name, value)| request.header(*name, value));
        let answered = match &call.body {
            Some(body) => self.agent.run(request.body(body.clone()).unwrap()),
            None => self.agent.run(request.body(()).unwrap()),
        };
        let mut answer = answered.unwrap_or_else(|error| panic!("{call:?}: {error}"));
        let headers = answer.headers().iter().map(|(name, value)| format!("{name}: {}\n", value.to_str().unwrap()));
        let headers = headers.collect();
        let body = answer.body_mut().with_config().limit(50_000_000).read_to_string().unwrap();
        Answer { status: answer.status().as_u16(), headers, body }
    }
}
