//! Answers from a file: each line is a body of `POST /v1/responses`, of any age. What goes beyond that, only an export
//! writes and only an import reads: `suspect`, `known`, `version` and `at`.

use std::collections::BTreeMap;
use std::collections::HashMap;

use domain::day::Zone;
use domain::id::{SubmissionId, SurveyId, WorkspaceId};
use domain::input::{Fields, Problems, Refusal, boolean, integer, time};
use domain::posted::Posted;
use domain::question::Kind;
use domain::response::{Response, Suspect, SuspectRule};
use domain::score::Metric;
use domain::stamped::canonical;
use domain::survey::Survey;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use store::{Mark, Store};
use submit::accept::{Accepted, By, accept};

use super::{Done, problem};

/// Takes answers in, one line after the other.
pub struct Answers<'a> {
    store: &'a Store,
    ws: &'a WorkspaceId,
    now: Timestamp,
    retention: Option<u32>,
    surveys: HashMap<SurveyId, Option<Survey>>,
    /// How often each content without an id has come, by the first bytes of its digest.
    equal: HashMap<u64, u64>,
}

/// A line that can be stored.
pub struct Ready {
    survey: Survey,
    response: Response,
}

impl<'a> Answers<'a> {
    /// Answers of a workspace, which are kept so many days.
    pub fn new(store: &'a Store, ws: &'a WorkspaceId, now: Timestamp, retention: Option<u32>) -> Self {
        Self { store, ws, now, retention, surveys: HashMap::new(), equal: HashMap::new() }
    }

    /// Reads a line; `row` where it is one of a table, whose cells are all text.
    ///
    /// # Errors
    /// The outer one is the tables', the inner one what is wrong with the line.
    pub async fn read(&mut self, line: Value, row: bool) -> Result<Result<Ready, Problems>, store::StoreError> {
        let id = match Posted::survey(&line) {
            Ok(id) => id,
            Err(problems) => return Ok(Err(problems)),
        };
        if !self.surveys.contains_key(&id) {
            let survey = self.store.survey(self.ws, &id).await?;
            self.surveys.insert(id.clone(), survey);
        }
        let Some(survey) = self.surveys.get(&id).cloned().flatten() else {
            return Ok(Err(problem(
                "survey",
                "unknown_survey",
                "there is no such survey in this workspace; make it first",
            )));
        };
        if survey.measure.metric() == Metric::Enps {
            return Ok(Err(problem(
                "survey",
                "enps_is_anonymous",
                "answers to an eNPS survey come from its own pages alone",
            )));
        }
        let body = if row { body_of(line, &survey) } else { line };
        let read = self.parse(body, &survey);
        let mut ready = match read {
            Ok(response) if self.is_past(&response) => {
                let reason = "it is older than the workspace keeps answers (retention_days); raise that first";
                return Ok(Err(problem("submission_id", "expired", reason)));
            }
            Ok(response) => Ready { survey, response },
            Err(problems) => return Ok(Err(problems)),
        };
        if let Some(person) = &ready.response.person {
            ready.response.segment = self.store.person(self.ws, person).await?.and_then(|known| known.segment);
        }
        Ok(Ok(ready))
    }

    /// Whether an answer would be gone as soon as it is stored.
    fn is_past(&self, response: &Response) -> bool {
        let kept = self.retention.map(|days| SignedDuration::from_hours(24 * i64::from(days)));
        kept.is_some_and(|kept| self.now.duration_since(response.id.time()) > kept)
    }

    fn parse(&mut self, body: Value, survey: &Survey) -> Result<Response, Problems> {
        let (mut body, beyond) = Beyond::take(body)?;
        if body.get("submission_id").is_none_or(Value::is_null) {
            let id = self.id_of(&body)?;
            body["submission_id"] = json!(id);
        }
        let Posted { mut response, claims } = Posted::parse(&body, survey, self.now)?;
        response.person = claims.map(|claim| claim.person).filter(|_| beyond.known);
        response.suspect = beyond.suspect;
        response.version = beyond.version.unwrap_or(survey.version);
        for (question, at) in beyond.at {
            if let Some(answer) = response.answers.get_mut(&question) {
                answer.at = at;
            }
        }
        Ok(response)
    }

    /// The id of a line that has none: made of its time, its content and how many equal ones came before it, so that the
    /// same file makes the same ids.
    fn id_of(&mut self, body: &Value) -> Result<String, Problems> {
        let mut fields = Fields::of(body, "")?;
        let Some(at) = fields.optional("answered_at", time) else {
            let reason = if fields.has("answered_at") {
                "expected an RFC 3339 time with its offset, such as 2026-11-21T09:30:00Z"
            } else {
                "a line without a submission_id needs the time of the answer"
            };
            return Err(problem("answered_at", "required", reason));
        };
        let content = Sha256::digest(format!("{}\n{}", self.ws, canonical(body)));
        let first = u64::from_be_bytes(content[..8].try_into().unwrap_or_default());
        let ordinal = self.equal.entry(first).or_default();
        let digest = Sha256::new().chain_update(content).chain_update(ordinal.to_be_bytes()).finalize();
        *ordinal += 1;
        let millis = u64::try_from(at.as_millisecond())
            .map_err(|_| problem("answered_at", "invalid_time", "a time before 1970 is none of an answer"))?;
        let random: [u8; 10] = digest[..10].try_into().unwrap_or_default();
        Ok(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid().to_string())
    }
}

impl Ready {
    /// Which answer it is, or is a part of.
    pub const fn id(&self) -> SubmissionId {
        self.response.id
    }

    /// Stores the answer, or merges it into the one that stands there, as a post would be.
    pub async fn store(self, store: &Store, ws: &WorkspaceId) -> anyhow::Result<(Result<Done, Problems>, Mark)> {
        let Self { survey, response } = self;
        let date = Zone::utc().date(response.id.time());
        let mark = Mark::Answers { workspace: ws.clone(), survey: survey.id.clone(), date };
        let person = response.person.clone();
        let by = person.as_ref().map_or(By::Anybody, By::Known);
        // An import is for answers of any age: it judges each as of its own time.
        let as_of = response.id.time();
        let refused = |code, reason| Err(problem("submission_id", code, reason));
        let done = match accept(store, ws, &survey, response, by, as_of).await? {
            Accepted::New(_) | Accepted::Merged(_) => Ok(Done::Stored),
            Accepted::Repeated(_) => Ok(Done::Repeated),
            Accepted::AlreadyFinished(_) => {
                refused("already_finished", "this response was finished, and stays as it is")
            }
            Accepted::TooManyPosts(_) => refused("too_many_posts", "this response was changed too often"),
            Accepted::Taken | Accepted::Gone => {
                refused("submission_id_taken", "this id belongs to the answer of a personal link")
            }
            Accepted::Refused(refusal) => Err(Problems::one("submission_id", refusal)),
        };
        Ok((done, mark))
    }
}

/// What only an export writes.
struct Beyond {
    known: bool,
    suspect: Option<Suspect>,
    version: Option<u32>,
    at: BTreeMap<String, Timestamp>,
}

impl Beyond {
    fn take(mut body: Value) -> Result<(Value, Self), Problems> {
        let mut own = Map::new();
        if let Some(map) = body.as_object_mut() {
            for name in ["known", "suspect", "version", "at"] {
                own.extend(map.remove(name).map(|value| (name.to_owned(), value)));
            }
        }
        let own = Value::Object(own);
        let mut fields = Fields::of(&own, "")?;
        // Whoever imports holds the tables: the people whom they name are known unless the line says otherwise.
        let known = fields.optional("known", boolean).unwrap_or(true);
        let suspect = fields.optional("suspect", |value| {
            let name = value.as_str().unwrap_or_default();
            let rule = SuspectRule::ALL.into_iter().find(|rule| rule.name() == name);
            rule.map(Suspect::by).ok_or_else(|| Refusal::new("unknown_rule", "expected honeypot or too_fast"))
        });
        let version = fields.optional("version", integer(1, i64::from(u32::MAX)));
        let at = fields.nested("at", |value, path| {
            let map = value.as_object().ok_or_else(|| problem(path, "not_an_object", "expected times by question"))?;
            map.iter()
                .map(|(question, value)| {
                    time(value).map(|at| (question.clone(), at)).map_err(|refusal| Problems::one(path, refusal))
                })
                .collect()
        });
        let version = version.and_then(|version| u32::try_from(version).ok());
        fields.finish(|| Some((body, Self { known, suspect, version, at: at.unwrap_or_default() })))
    }
}

/// The body that a row of a table stands for: columns `properties.…` and `at.…` are properties and times, columns by the id
/// of a question, or `answers.` and the id, are answers, the others fields of the body.
fn body_of(row: Value, survey: &Survey) -> Value {
    const FIELDS: [&str; 10] = [
        "submission_id",
        "survey",
        "finished",
        "answered_at",
        "person",
        "locale",
        "channel",
        "known",
        "suspect",
        "version",
    ];
    let Value::Object(row) = row else { return row };
    let mut body = Map::new();
    let mut groups: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    groups.entry("answers").or_default();
    for (name, cell) in row {
        let cell = cell.as_str().unwrap_or_default();
        if let Some(name) = name.strip_prefix("properties.") {
            groups.entry("properties").or_default().insert(name.to_owned(), plain(cell));
        } else if let Some(name) = name.strip_prefix("at.") {
            groups.entry("at").or_default().insert(name.to_owned(), json!(cell));
        } else if FIELDS.contains(&name.as_str()) {
            let value =
                if matches!(name.as_str(), "finished" | "known" | "version") { plain(cell) } else { json!(cell) };
            body.insert(name, value);
        } else {
            let id = name.strip_prefix("answers.").unwrap_or(&name);
            groups.entry("answers").or_default().insert(id.to_owned(), answer(cell, id, survey));
        }
    }
    body.extend(groups.into_iter().map(|(name, group)| (name.to_owned(), Value::Object(group))));
    Value::Object(body)
}

/// A cell as what it looks like: a whole number, a flag, or text.
fn plain(cell: &str) -> Value {
    // Spreadsheets write flags in capitals.
    match cell.to_ascii_lowercase().as_str() {
        "true" => json!(true),
        "false" => json!(false),
        _ => cell.parse::<i64>().map_or_else(|_| json!(cell), |number| json!(number)),
    }
}

fn answer(cell: &str, id: &str, survey: &Survey) -> Value {
    match survey.question(id).map(|question| question.kind.clone()) {
        Some(Kind::Rating { .. }) => plain(cell),
        Some(Kind::Multi(_)) => cell.split(';').map(str::trim).filter(|option| !option.is_empty()).collect(),
        _ => json!(cell),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn survey() -> Survey {
        let body = json!({"name": "After purchase", "metric": "nps", "questions": [
            {"id": "why", "type": "multi", "text": {"en": "Why?"}, "options": [
                {"id": "price", "text": {"en": "Price"}}, {"id": "speed", "text": {"en": "Speed"}}]}
        ]});
        Survey::parse("purchase".parse().unwrap(), 1, &body).unwrap()
    }

    #[test]
    fn a_row_of_a_table_is_the_body_that_it_stands_for() {
        let row = json!({"survey": "purchase", "score": "9", "answers.why": "price; speed", "comment": "9",
            "properties.order": "1001", "properties.note": "n/a", "finished": "true", "at.score": "2026-11-21T09:00:00Z"});
        assert_eq!(
            body_of(row, &survey()),
            json!({"survey": "purchase", "finished": true, "answers": {"score": 9, "why": ["price", "speed"], "comment": "9"},
                "properties": {"order": 1001, "note": "n/a"}, "at": {"score": "2026-11-21T09:00:00Z"}})
        );
    }

    #[test]
    fn what_only_an_export_writes_is_taken_out_and_read() {
        let body = json!({"survey": "purchase", "suspect": "too_fast", "known": false, "version": 3,
            "at": {"score": "2026-11-21T09:00:00Z"}});
        let (body, beyond) = Beyond::take(body).unwrap();
        assert_eq!(body, json!({"survey": "purchase"}));
        assert_eq!(
            (beyond.known, beyond.version, beyond.suspect.unwrap().rule),
            (false, Some(3), SuspectRule::TooFast)
        );
        assert_eq!(beyond.at["score"].to_string(), "2026-11-21T09:00:00Z");
        let bad = json!({"suspect": "moon", "known": "yes", "version": 0, "at": {"score": "noon"}});
        let Problems(problems) = Beyond::take(bad).err().unwrap();
        let named: Vec<_> = problems.iter().map(|problem| problem.name.as_str()).collect();
        assert_eq!(named, ["known", "suspect", "version", "at"]);
    }
}
