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
use crate::review::Reviews;
use crate::signed_link::LinkName;
use crate::stamped::{PostDigest, Stamped, latest, latest_of_each, millis};
use crate::survey::{Answer, COMMENT, SCORE, Survey};

/// The most posts whose digests a response remembers.
const MAX_POSTS: usize = 64;
/// How far back a new submission's own time may lie.
const OLDEST: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How far ahead a client's clock may be.
pub(crate) const AHEAD: SignedDuration = SignedDuration::from_mins(5);

/// What makes an answer look like a machine's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SuspectRule {
    /// The field that people can't see was filled.
    Honeypot,
    /// It was sent before anybody could have read the page.
    TooFast,
}

impl SuspectRule {
    /// Every rule that is stored with a response.
    pub const ALL: [Self; 2] = [Self::Honeypot, Self::TooFast];

    /// The rule's name, as stored and shown.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Honeypot => "honeypot",
            Self::TooFast => "too_fast",
        }
    }
}

/// What a response has met that keeps it out of the counts. Never its score or its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Suspect {
    /// What it met.
    pub rule: SuspectRule,
    /// The version of the rules that judged.
    pub rules: u32,
}

impl Suspect {
    /// The version of the rules as they are now: 1 knew the honeypot alone.
    pub const RULES: u32 = 2;
    /// How long people take at least to answer a page.
    pub const FASTEST: SignedDuration = SignedDuration::from_secs(2);

    /// Suspect by a rule of today.
    pub const fn by(rule: SuspectRule) -> Self {
        Self { rule, rules: Self::RULES }
    }
}

/// A source address as it is stored: a keyed digest, so that only equal ones can be told. See
/// [`crate::link::LinkKeys::address_hash`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AddressHash(pub [u8; 12]);

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
    /// The link of a team's own mailer that was answered.
    pub link: Option<LinkName>,
    /// Where it came from; only of answers that came by no link and under no `send` key.
    pub address: Option<AddressHash>,
    /// The rule that it met. It is kept and not counted then, unless somebody vouched for it: see [`Response::suspicion`].
    pub suspect: Option<Suspect>,
    /// What people said of that.
    pub reviews: Reviews,
    /// The posts that it is made of.
    pub posts: BTreeSet<PostDigest>,
    /// In which shard of its UTC date it lies.
    pub shard: u8,
    /// When it may be removed, as it is stored; none where it is kept for ever.
    pub expires: Option<Timestamp>,
    /// Whether its person was erased: it has no name, and no later half gives it one.
    pub erased: bool,
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
        let reviews = self.reviews.union(&post.reviews);
        // Whoever vouched for a form did so for all of its halves. What another form brings is judged by itself.
        let vouched = |form: &Self| reviews.genuine() && form.id == self.id;
        let by_a_machine = |form: &Self| form.suspect.is_some() && !vouched(form);
        // A machine that follows a link must not write over a person, nor close the link before the person comes.
        if by_a_machine(post) && !by_a_machine(self) {
            return self.instead(Self { reviews, ..self.clone() });
        }
        let closed_by_a_machine = by_a_machine(self) && !by_a_machine(post);
        // What another form wrote there is the machine's; of the person's own form it was only the first, hasty page.
        let written_by_a_machine = closed_by_a_machine && self.id != post.id;
        let over = |finish: Timestamp| finish.checked_add(edit).unwrap_or(Timestamp::MAX);
        if let (Some(finished), Some(again)) = (self.finished_at, post.finished_at)
            && again > over(finished)
            && !closed_by_a_machine
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
            (_, b) if written_by_a_machine => b,
            (Some(_), Some(b)) if closed_by_a_machine => Some(b),
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        // A half that knows the person tells it of the whole, whichever came first; of two persons the lesser id stands.
        let named = |response: &Self| response.person.clone().map(|person| (person, response.segment.clone()));
        let (person, segment) = match (named(self), named(post)) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
        .map_or((None, None), |(person, segment)| (Some(person), segment));
        let properties = latest_of_each(self.properties.clone(), &post.properties);
        // The survey's own touchpoint comes on top of those that clients name.
        if properties.len() > MAX_PROPERTIES + 1 {
            return Merged::TooManyPosts;
        }
        let answers = if written_by_a_machine { BTreeMap::new() } else { self.answers.clone() };
        let merged = Self {
            version: self.version.max(post.version),
            answers: latest_of_each(answers, &post.answers),
            finished_at,
            locale: latest(self.locale.clone(), post.locale.clone()),
            channel: latest(self.channel.clone(), post.channel.clone()),
            properties,
            person,
            segment,
            // What one half lacks of these, the whole lacks: a person's half clears a machine's, a server's an address.
            address: self.address.zip(post.address).map(|(a, b)| a.min(b)),
            suspect: self.suspect.zip(post.suspect).map(|(a, b)| a.min(b)),
            reviews,
            erased: self.erased || post.erased,
            posts,
            ..self.clone()
        };
        self.instead(merged)
    }

    fn instead(&self, merged: Self) -> Merged {
        if merged == *self { Merged::Repeated } else { Merged::Changed(Box::new(merged)) }
    }

    /// Why it is kept but not counted; none where nothing is held against it, or somebody vouched for it.
    pub fn suspicion(&self) -> Option<Suspect> {
        self.suspect.filter(|_| !self.reviews.genuine())
    }

    /// Whether its time is over: it may still lie there for a while, and is no longer shown or counted.
    pub fn is_expired(&self, now: Timestamp) -> bool {
        self.expires.is_some_and(|expires| expires <= now)
    }

    /// The score, as a small integer of the survey's scale.
    pub fn score(&self) -> Option<u8> {
        match self.answers.get(SCORE)?.value {
            Answer::Score(score) => Some(score),
            _ => None,
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
        let standing = self.answers.iter().filter(|(_, answer)| answer.value != Answer::Cleared);
        let answers: Map<_, _> =
            standing.map(|(question, answer)| (question.clone(), survey.spell(question, &answer.value))).collect();
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
            link: None,
            address: None,
            suspect: None,
            reviews: Reviews::default(),
            posts: BTreeSet::from([post]),
            shard: survey.shards.shard(&id),
            expires: None,
            erased: false,
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

    /// Whether a link that allows one response was answered: only that link opens it then.
    pub const fn linked(&self) -> bool {
        self.dispatch.is_some() || self.link.is_some()
    }

    /// The comment, where one was left.
    pub fn comment(&self) -> Option<&str> {
        match &self.answers.get(COMMENT)?.value {
            Answer::Text(text) => Some(text),
            _ => None,
        }
    }
}
