//! Answers from a file: each line is a body of `POST /v1/responses`, of any age, and what an export says beside it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use domain::day::Zone;
use domain::id::{SubmissionId, SurveyId, WorkspaceId};
use domain::input::{Fields, Problems, time};
use domain::posted::Posted;
use domain::response::Response;
use domain::score::Metric;
use domain::stamped::{PostDigest, Stamped, canonical};
use domain::survey::Answer;
use jiff::{SignedDuration, Timestamp};
use reading::rows::Versions;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use store::{Mark, Store};
use submit::accept::{Accepted, By, accept};

use super::beyond::{Beyond, Segment};
use super::row::body_of;
use super::{Done, problem};

/// Takes answers in, one line after the other.
pub struct Answers<'a> {
    store: &'a Store,
    ws: &'a WorkspaceId,
    now: Timestamp,
    retention: Option<u32>,
    surveys: HashMap<SurveyId, Option<Arc<Versions>>>,
    /// How often each content without an id has come, by the first bytes of its digest.
    equal: HashMap<u64, u64>,
}

/// A line that can be stored.
pub struct Ready {
    versions: Arc<Versions>,
    response: Response,
    /// Whether it tells how a whole answer stood, as an export does.
    whole: bool,
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
            let versions = match survey {
                Some(survey) => Some(Arc::new(Versions::read(self.store, self.ws, survey).await?)),
                None => None,
            };
            self.surveys.insert(id.clone(), versions);
        }
        let Some(versions) = self.surveys.get(&id).cloned().flatten() else {
            return Ok(Err(problem(
                "survey",
                "unknown_survey",
                "there is no such survey in this workspace; make it first",
            )));
        };
        if versions.survey().measure.metric() == Metric::Enps {
            return Ok(Err(problem(
                "survey",
                "enps_is_anonymous",
                "answers to an eNPS survey come from its own pages alone",
            )));
        }
        let body = if row { body_of(line, &versions) } else { line };
        let (mut response, segment, whole) = match self.parse(body, &versions) {
            Ok((response, ..)) if self.is_past(&response) => {
                let reason = "it is older than the workspace keeps answers (retention_days); raise that first";
                return Ok(Err(problem("submission_id", "expired", reason)));
            }
            Ok(read) => read,
            Err(problems) => return Ok(Err(problems)),
        };
        response.segment = match (segment, &response.person) {
            (Segment::Was(segment), _) => segment,
            (Segment::Unsaid, Some(person)) => {
                self.store.person(self.ws, person).await?.and_then(|known| known.segment)
            }
            (Segment::Unsaid, None) => None,
        };
        Ok(Ok(Ready { versions, response, whole }))
    }

    /// Whether an answer would be gone as soon as it is stored.
    fn is_past(&self, response: &Response) -> bool {
        let kept = self.retention.map(|days| SignedDuration::from_hours(24 * i64::from(days)));
        kept.is_some_and(|kept| self.now.duration_since(response.id.time()) > kept)
    }

    /// The response that a line tells of, with what it says of the segment, and whether it tells of the whole.
    pub(super) fn parse(&mut self, line: Value, versions: &Versions) -> Result<(Response, Segment, bool), Problems> {
        let digest = PostDigest::of(&line);
        let (mut body, beyond) = Beyond::take(line)?;
        let (whole, segment) = (beyond.version.is_some(), beyond.segment.clone());
        if body.get("submission_id").is_none_or(Value::is_null) {
            let id = self.id_of(&body)?;
            body["submission_id"] = json!(id);
        }
        let version = beyond.version.unwrap_or(versions.survey().version);
        let answers = take_answers(&mut body, versions, version);
        let Posted { mut response, claims } = Posted::parse(&body, versions.at(version), self.now)?;
        let given = response.channel.as_ref().map_or(self.now, |channel| channel.at);
        let stamped = answers.into_iter().map(|(question, value)| (question, Stamped { value, at: given }));
        response.answers.extend(stamped);
        response.person = claims.map(|claim| claim.person).filter(|_| beyond.known);
        response.version = version;
        response.posts = BTreeSet::from([digest]);
        // Where it is stored is the survey's matter as it stands now.
        response.shard = versions.survey().shards.shard(&response.id);
        beyond.add(&mut response, versions, given)?;
        Ok((response, segment, whole))
    }

    /// The id of a line that has none: made of its time, its content and how many equal ones came before it, so that the
    /// same file makes the same ids. A line may name a person, so without the stack's secret nobody finds it by its id.
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
        let content = self.store.digest_of_line(self.ws, &canonical(body)).map_err(|_| {
            problem("submission_id", "required", "only with the stack's ATBALSS_ADDRESS_KEY does a line get an id")
        })?;
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
        let Self { versions, response, whole } = self;
        let survey = versions.survey();
        let date = Zone::utc().date(response.id.time());
        let mark = Mark::Answers { workspace: ws.clone(), survey: survey.id.clone(), date };
        let person = response.person.clone();
        let by = person.as_ref().map_or(By::Anybody, By::Known);
        // An import is for answers of any age: it judges each as of its own time.
        let as_of = response.id.time();
        let refused = |code, reason| Err(problem("submission_id", code, reason));
        // What stands there already is left as it is, though it may be made of other posts, or belong to a link.
        if whole && store.response(ws, survey, response.id).await?.is_some_and(|(there, _)| same(&there, &response)) {
            return Ok((Ok(Done::Repeated), mark));
        }
        let done = match accept(store, ws, survey, response, by, as_of).await? {
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

/// Takes those answers out of a body that the survey reads, in this version or in another. What is left is none.
fn take_answers(body: &mut Value, versions: &Versions, version: u32) -> BTreeMap<String, Answer> {
    let mut taken = BTreeMap::new();
    if let Some(answers) = body.get_mut("answers").and_then(Value::as_object_mut) {
        answers.retain(|question, value| {
            let Ok(answer) = versions.take(version, question, value) else { return true };
            taken.insert(question.clone(), answer);
            false
        });
    }
    taken
}

/// Whether two responses say the same, wherever they came from.
fn same(a: &Response, b: &Response) -> bool {
    let said = |response: &Response| Response {
        posts: BTreeSet::new(),
        address: None,
        dispatch: None,
        link: None,
        shard: 0,
        expires: None,
        ..response.clone()
    };
    said(a) == said(b)
}
