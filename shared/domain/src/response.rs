//! One set of answers: how posts, halves, retries and second tabs become one response, whatever their order.
//!
//! Question by question the latest `answered_at` wins, on a tie the greater canonical JSON. That makes merging
//! commutative, associative and idempotent, so blind retries are safe. Only a second finishing post that comes after the
//! end of editing is refused.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use crate::context::{Channel, MAX_PROPERTIES, Property};
use crate::id::{DispatchId, PersonId, SubmissionId, SurveyId};
use crate::input::Refusal;
use crate::locale::Locale;
use crate::stamped::{PostDigest, Stamped, latest, latest_of_each, millis};
use crate::survey::{Answer, COMMENT, SCORE, Survey};

/// The most posts whose digests a response remembers.
const MAX_POSTS: usize = 64;
/// How far back a new submission's own time may lie.
const OLDEST: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How far ahead a client's clock may be.
pub(crate) const AHEAD: SignedDuration = SignedDuration::from_mins(5);

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

/// What became of a post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Merged {
    /// The response now stands so.
    Changed(Box<Response>),
    /// The very same post was merged before.
    Repeated,
    /// The response was finished and the time for changes is over.
    AlreadyFinished,
    /// More finishing posts than anybody changes their mind, or more properties than one body may carry.
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
        // Past the limit a half is merged and its digest forgotten: merging it once more would change nothing anyway.
        let half = post.finished_at.is_none();
        if !half && self.posts.len() >= 2 * MAX_POSTS {
            return Merged::TooManyPosts;
        }
        let forget = half && self.posts.len() >= MAX_POSTS;
        let posts = if forget { self.posts.clone() } else { self.posts.union(&post.posts).copied().collect() };
        let finished_at = match (self.finished_at, post.finished_at) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        let properties = latest_of_each(self.properties.clone(), &post.properties);
        // The survey's own touchpoint comes on top of those that clients name.
        if properties.len() > MAX_PROPERTIES + 1 {
            return Merged::TooManyPosts;
        }
        let merged = Self {
            version: self.version.max(post.version),
            answers: latest_of_each(self.answers.clone(), &post.answers),
            finished_at,
            locale: latest(self.locale.clone(), post.locale.clone()),
            channel: latest(self.channel.clone(), post.channel.clone()),
            properties,
            suspect: self.suspect.or(post.suspect),
            posts,
            ..self.clone()
        };
        if merged == *self { Merged::Repeated } else { Merged::Changed(Box::new(merged)) }
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
