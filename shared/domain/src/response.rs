//! One set of answers: how posts, halves, retries and second tabs become one response, whatever their order.
//!
//! Question by question the latest `answered_at` wins, on a tie the greater canonical JSON. That makes merging
//! commutative, associative and idempotent, so blind retries are safe. Only a second finishing post that comes after the
//! end of editing is refused.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::context::{Channel, Properties, Property};
use crate::id::{DispatchId, PersonId, SubmissionId, SurveyId};
use crate::input::{Fields, Problems, Refusal, boolean, parsed, time};
use crate::locale::Locale;
use crate::score::Counts;
use crate::survey::{Answer, COMMENT, SCORE, Survey};

/// The most posts that one response is made of; a survey has far fewer questions.
const MAX_POSTS: usize = 64;
/// How far back a new submission's own time may lie.
const OLDEST: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How far ahead a client's clock may be.
const AHEAD: SignedDuration = SignedDuration::from_mins(5);

/// The first bytes of the SHA-256 of a post's canonical JSON: tells a repeat from a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PostDigest(pub u64);

impl PostDigest {
    /// The digest of a body as the client sent it.
    pub fn of(body: &Value) -> Self {
        let digest = Sha256::digest(canonical(body).as_bytes());
        let mut first = [0; 8];
        first.copy_from_slice(&digest[..8]);
        Self(u64::from_be_bytes(first))
    }
}

/// JSON with sorted keys and no spaces: equal values have equal text.
pub fn canonical(value: &Value) -> String {
    match value {
        Value::Object(map) => {
            let sorted: BTreeMap<_, _> = map.iter().collect();
            let fields: Vec<_> = sorted
                .into_iter()
                .map(|(key, value)| format!("{}:{}", Value::from(key.as_str()), canonical(value)))
                .collect();
            format!("{{{}}}", fields.join(","))
        }
        Value::Array(values) => {
            let values: Vec<_> = values.iter().map(canonical).collect();
            format!("[{}]", values.join(","))
        }
        plain => plain.to_string(),
    }
}

/// A value and the time at which the person gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamped<T> {
    /// The value.
    pub value: T,
    /// When it was given.
    pub at: Timestamp,
}

impl<T: Serialize + Clone> Stamped<T> {
    /// The later of two; on a tie the greater canonical JSON.
    fn latest(self, other: Self) -> Self {
        let key = |stamped: &Self| (stamped.at, canonical(&json!(stamped.value)));
        if key(&other) > key(&self) { other } else { self }
    }
}

fn latest<T: Serialize + Clone>(a: Option<Stamped<T>>, b: Option<Stamped<T>>) -> Option<Stamped<T>> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.latest(b)),
        (a, b) => a.or(b),
    }
}

fn latest_of_each<T: Serialize + Clone>(
    mut all: BTreeMap<String, Stamped<T>>,
    more: &BTreeMap<String, Stamped<T>>,
) -> BTreeMap<String, Stamped<T>> {
    for (name, news) in more {
        let old = all.remove(name);
        all.extend(latest(old, Some(news.clone())).map(|latest| (name.clone(), latest)));
    }
    all
}

/// Why a response is kept but not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suspect {
    /// The field that people can't see was filled.
    Honeypot,
}

impl Suspect {
    /// The rule's name, as stored and shown.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::Honeypot => "honeypot",
        }
    }

    /// The version of the rules that judged.
    pub const RULES: u32 = 1;
}

/// A response as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The client's id; the key and the time of the response.
    pub id: SubmissionId,
    /// Which survey it answers.
    pub survey: SurveyId,
    /// The newest version of the survey that it answered.
    pub version: u32,
    /// The answers, by question.
    pub answers: BTreeMap<String, Stamped<Answer>>,
    /// When it was finished first.
    pub finished_at: Option<Timestamp>,
    /// The language of the page or the app.
    pub locale: Option<Stamped<Locale>>,
    /// How it came in.
    pub channel: Option<Stamped<Channel>>,
    /// What the team sent along.
    pub properties: BTreeMap<String, Stamped<Property>>,
    /// The group of the person, when they were asked.
    pub segment: Option<String>,
    /// Who answered, where that is known for certain.
    pub person: Option<PersonId>,
    /// The invitation that was answered.
    pub dispatch: Option<DispatchId>,
    /// Why it is not counted.
    pub suspect: Option<Suspect>,
    /// The posts that it is made of.
    pub posts: BTreeSet<PostDigest>,
}

impl Serialize for Locale {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.tag())
    }
}

/// What became of a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Merged {
    /// The response now stands so.
    Changed(Box<Response>),
    /// The very same post was merged before.
    Repeated,
    /// The response was finished and the time for changes is over.
    AlreadyFinished,
    /// More halves than any survey has questions.
    TooManyPosts,
}

impl Response {
    /// Adds a post to the response. `edit` is how long after the finish a finishing post may still change it.
    pub fn merge(&self, post: &Self, edit: SignedDuration) -> Merged {
        if post.posts.is_subset(&self.posts) {
            return Merged::Repeated;
        }
        let over = |finish: Timestamp| finish.checked_add(edit).unwrap_or(Timestamp::MAX);
        if let (Some(finished), Some(again)) = (self.finished_at, post.finished_at)
            && again > over(finished)
        {
            return Merged::AlreadyFinished;
        }
        if self.posts.len() >= MAX_POSTS {
            return Merged::TooManyPosts;
        }
        let finished_at = match (self.finished_at, post.finished_at) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Merged::Changed(Box::new(Self {
            version: self.version.max(post.version),
            answers: latest_of_each(self.answers.clone(), &post.answers),
            finished_at,
            locale: latest(self.locale.clone(), post.locale.clone()),
            channel: latest(self.channel.clone(), post.channel.clone()),
            properties: latest_of_each(self.properties.clone(), &post.properties),
            suspect: self.suspect.or(post.suspect),
            posts: self.posts.union(&post.posts).copied().collect(),
            ..self.clone()
        }))
    }

    /// The score, as a small integer of the survey's scale.
    pub fn score(&self) -> Option<u8> {
        match self.answers.get(SCORE)?.value {
            Answer::Score(score) => Some(score),
            Answer::Text(_) => None,
        }
    }

    /// The value of a dimension: one of [`crate::context::DIMENSIONS`] or a property that the survey names.
    pub fn dimension(&self, name: &str) -> Option<String> {
        match name {
            "channel" => Some(self.channel.as_ref()?.value.name().to_owned()),
            "locale" => Some(self.locale.as_ref()?.value.tag().to_owned()),
            "segment" => self.segment.clone(),
            "version" => Some(self.version.to_string()),
            property => Some(self.properties.get(property)?.value.to_string()),
        }
    }

    /// The response as the API shows it.
    pub fn to_json(&self, survey: &Survey) -> Value {
        let answers: Map<_, _> =
            self.answers.iter().map(|(question, answer)| (question.clone(), survey.spell(&answer.value))).collect();
        let properties: Map<_, _> =
            self.properties.iter().map(|(name, stamped)| (name.clone(), json!(stamped.value))).collect();
        json!({
            "id": self.id.response().to_string(),
            "submission_id": self.id.to_string(),
            "survey": self.survey.as_str(),
            "version": self.version,
            "answers": answers,
            "finished": self.finished_at.is_some(),
            "finished_at": self.finished_at.map(millis),
            "started_at": millis(self.id.time()),
            "locale": self.locale.as_ref().map(|stamped| stamped.value.tag()),
            "channel": self.channel.as_ref().map(|stamped| stamped.value.name()),
            "properties": properties,
        })
    }

    /// Adds this response to counts, if it has a score.
    pub fn count(&self, into: &mut Counts) {
        if let Some(score) = self.score() {
            into.add(score, 1);
        }
    }
}

/// A time as the API shows it: UTC, to the millisecond.
///
/// ```
/// use domain::response::millis;
/// assert_eq!(millis("2026-11-21T10:00:00+02:00".parse().unwrap()), "2026-11-21T08:00:00.000Z");
/// ```
pub fn millis(at: Timestamp) -> String {
    format!("{at:.3}")
}

/// What the app's way, `POST /v1/responses`, brings: a response of one post and the person it claims.
#[derive(Clone, Debug)]
pub struct Posted {
    /// The post as a response of its own.
    pub response: Response,
    /// Whom the client names; known only where the key may name people.
    pub claims: Option<PersonId>,
}

impl Posted {
    /// Reads which survey a body is for, before anything else can be judged.
    ///
    /// # Errors
    /// `survey` missing or not an id.
    pub fn survey(body: &Value) -> Result<SurveyId, Problems> {
        let mut fields = Fields::of(body, "")?;
        match fields.required("survey", parsed::<SurveyId>) {
            Some(survey) => Ok(survey),
            None => fields.finish(|| None),
        }
    }

    /// Reads a body of `POST /v1/responses`; `now` fills a finishing post's missing `answered_at`.
    ///
    /// # Errors
    /// Every bad field.
    pub fn parse(body: &Value, survey: &Survey, now: Timestamp) -> Result<Self, Problems> {
        let mut fields = Fields::of(body, "")?;
        let id = fields.required("submission_id", parsed::<SubmissionId>);
        fields.required("survey", parsed::<SurveyId>);
        let finished = fields.optional("finished", boolean).unwrap_or(true);
        let at = if finished { fields.optional("answered_at", time) } else { fields.required("answered_at", time) };
        if at.is_some_and(|at| at > now + AHEAD) {
            fields.refuse(
                "answered_at",
                Refusal::new("in_the_future", "an answer can't be given later than now; check the device's clock"),
            );
        }
        let at = at.unwrap_or(now);
        let answers = fields.nested("answers", |value, path| survey.read_answers(value, path));
        if !fields.has("answers") {
            fields.refuse("answers", Refusal::new("required", "this field is required"));
        }
        let claims = fields.optional("person", parsed::<PersonId>);
        fields.not_yet(&["person_sig"]);
        let locale = fields.optional("locale", parsed::<Locale>);
        let channel = fields.optional("channel", |value| match parsed(value)? {
            channel @ (Channel::App | Channel::Web) => Ok(channel),
            _ => Err(Refusal::new("unknown_channel", "expected app or web")),
        });
        let properties = fields.nested("properties", Properties::parse).unwrap_or_default();
        fields.finish(|| {
            let mut response = Response::begin(id?, survey, PostDigest::of(body));
            response.answers = answers?.into_iter().map(|(name, value)| (name, Stamped { value, at })).collect();
            response.finished_at = finished.then_some(at);
            response.locale = locale.map(|value| Stamped { value, at });
            response.channel = Some(Stamped { value: channel.unwrap_or(Channel::App), at });
            response.properties.extend(stamp(&properties, at));
            Some(Self { response, claims })
        })
    }
}

/// The properties, each with its time.
pub fn stamp(properties: &Properties, at: Timestamp) -> BTreeMap<String, Stamped<Property>> {
    properties.iter().map(|(name, value)| (name.to_owned(), Stamped { value: value.clone(), at })).collect()
}

impl Response {
    /// A response without answers yet.
    pub fn begin(id: SubmissionId, survey: &Survey, post: PostDigest) -> Self {
        // The survey's own touchpoint is older than any post, so that a property which names one wins.
        let touchpoint = survey.touchpoint.as_ref().map(|touchpoint| {
            let value = Property::Text(touchpoint.clone());
            ("touchpoint".to_owned(), Stamped { value, at: Timestamp::UNIX_EPOCH })
        });
        Self {
            id,
            survey: survey.id.clone(),
            version: survey.version,
            answers: BTreeMap::new(),
            finished_at: None,
            locale: None,
            channel: None,
            properties: touchpoint.into_iter().collect(),
            segment: None,
            person: None,
            dispatch: None,
            suspect: None,
            posts: BTreeSet::from([post]),
        }
    }

    /// Whether a *new* response of this id may be stored: its time is at most 30 days back and 5 minutes ahead.
    ///
    /// # Errors
    /// `submission_id_too_old` or `submission_id_in_the_future`.
    pub fn check_age(&self, now: Timestamp) -> Result<(), Refusal> {
        let time = self.id.time();
        if time < now - OLDEST {
            return Err(Refusal::new(
                "submission_id_too_old",
                "the submission id's own time is more than 30 days back; older answers come in by import",
            ));
        }
        if time > now + AHEAD {
            return Err(Refusal::new(
                "submission_id_in_the_future",
                "the submission id's own time is more than 5 minutes ahead; check the device's clock against server_time",
            ));
        }
        Ok(())
    }

    /// The comment, where one was left.
    pub fn comment(&self) -> Option<&str> {
        match &self.answers.get(COMMENT)?.value {
            Answer::Text(text) => Some(text),
            Answer::Score(_) => None,
        }
    }
}
