//! A survey: what is asked, on which scale, and how the answers become a number.
//!
//! Everything but the name and the metric has a default. A change makes a new version; responses keep theirs.

mod answers;
mod shards;
#[cfg(test)]
mod tests;

use std::str::FromStr;

use jiff::SignedDuration;
use serde_json::{Value, json};

pub use answers::{Answer, Condition};
pub use shards::{MAX_SHARDS, Shards};

use crate::context::DIMENSIONS;
use crate::day::Zone;
use crate::enps::Enps;
use crate::id::SurveyId;
use crate::input::{Fields, Problems, Refusal, integer, list, parsed, text};
use crate::locale::Locale;
use crate::metric::own::{self, Own};
use crate::question::{self, Kind, Look, Question};
use crate::score::{Direction, Measure, MeasureSpec, Method, Metric, Scale, SurveyKind};
use crate::text::TextOverrides;
use crate::workspace::Workspace;

/// The id of the metric's own question.
pub const SCORE: &str = "score";
/// The id of the open question.
pub const COMMENT: &str = "comment";
/// The id of the offer to be contacted, which GCR ends with.
pub const CONTACT: &str = "contact";
/// The longest comment, in Unicode scalar values.
pub const MAX_COMMENT: usize = question::MAX_LONG_TEXT;

/// How many pages a survey has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pages {
    /// All questions on one.
    #[default]
    One,
    /// Each question on a page of its own.
    Several,
}

impl Pages {
    /// The name in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::One => "one",
            Self::Several => "several",
        }
    }
}

impl FromStr for Pages {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        [Self::One, Self::Several]
            .into_iter()
            .find(|pages| pages.name() == text)
            .ok_or_else(|| Refusal::new("unknown_pages", "expected one or several"))
    }
}

/// When those who don't answer are asked again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// How many days after the message before.
    pub after_days: u8,
    /// How often at most.
    pub at_most: u8,
}

impl Reminder {
    fn parse(value: &Value, path: &str) -> Result<Self, Problems> {
        let mut fields = Fields::of(value, path)?;
        let after_days = fields.required("after_days", integer(1, 30));
        let at_most = fields.optional("at_most", integer(1, 3)).unwrap_or(1);
        fields
            .finish(|| Some(Self { after_days: u8::try_from(after_days?).ok()?, at_most: u8::try_from(at_most).ok()? }))
    }
}

/// A version of a survey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Survey {
    /// The team's id.
    pub id: SurveyId,
    /// Which version this is, from 1.
    pub version: u32,
    /// The team's own name for it; customers don't see it.
    pub name: String,
    /// Whom it asks about what: everybody after an event, or known customers about the whole.
    pub kind: SurveyKind,
    /// The metric, the scale and the direction.
    pub measure: Measure,
    /// How a page draws the scale of the score.
    pub look: Look,
    /// The team's own questions, between the score and the comment.
    pub questions: Vec<Question>,
    /// The metrics of the team's own that are made of its answers.
    pub metrics: Vec<Own>,
    /// How many pages it has.
    pub pages: Pages,
    /// Texts of the team's own in the place of the default ones.
    pub texts: TextOverrides,
    /// What goal completion is asked about.
    pub goal: Option<String>,
    /// Where in the journey it is asked.
    pub touchpoint: Option<String>,
    /// The languages that it offers; the workspace's where it names none.
    pub locales: Option<Vec<Locale>>,
    /// The language of a reader who asks for none of them.
    pub default_locale: Option<Locale>,
    /// The zone of its days; the workspace's where it names none.
    pub time_zone: Option<Zone>,
    /// The properties that are dimensions beside the usual ones; at most four.
    pub dimensions: Vec<String>,
    /// How long a link opens the page, in days.
    pub link_days: u16,
    /// How long after the finish a response may still be changed, in minutes.
    pub edit_minutes: u16,
    /// How many days have to lie between the last message to a person, of any survey, and an invitation to this one.
    pub throttle_days: u16,
    /// The reminders of those who don't answer.
    pub reminder: Option<Reminder>,
    /// Over how many partitions the answers of a UTC date are spread.
    pub shards: Shards,
    /// The periods and the grouping of a survey of employees; there for eNPS, and for it alone.
    pub enps: Option<Enps>,
    /// Archived: nothing is sent or taken in for it any more.
    pub archived: bool,
}

impl Survey {
    /// Reads a definition as the API takes it.
    ///
    /// # Errors
    /// Every bad field.
    ///
    /// ```
    /// use domain::survey::Survey;
    /// let body = serde_json::json!({"name": "After purchase", "metric": "nps"});
    /// let survey = Survey::parse("purchase".parse().unwrap(), 1, &body).unwrap();
    /// assert_eq!((survey.measure.scale().min(), survey.measure.scale().max()), (0, 10));
    /// assert_eq!(survey.link_days, 30);
    /// ```
    pub fn parse(id: SurveyId, version: u32, body: &Value) -> Result<Self, Problems> {
        let mut fields = Fields::of(body, "")?;
        let name = fields.required("name", text(1, 200));
        let measure = read_measure(&mut fields);
        let kind = read_kind(&mut fields, measure);
        let look = read_look(&mut fields, measure);
        let goal = fields.optional("goal", text(1, 200));
        let touchpoint = fields.optional("touchpoint", name_of_property);
        let locales = fields.optional("locales", crate::workspace::locales);
        let default_locale = fields.optional("default_locale", parsed::<Locale>);
        if let (Some(locales), Some(default)) = (&locales, default_locale)
            && !locales.contains(&default)
        {
            fields.refuse("default_locale", Refusal::new("not_offered", "expected one of the survey's own locales"));
        }
        let time_zone = fields.optional("time_zone", parsed::<Zone>);
        let dimensions = fields.optional("dimensions", dimensions).unwrap_or_default();
        let link_days = fields.optional("link_days", integer(1, 365)).unwrap_or(30);
        let edit_minutes = fields.optional("edit_minutes", integer(0, 1440)).unwrap_or(0);
        let score = measure.map(|measure| score_question(measure.scale(), look));
        let questions = fields.nested("questions", |value, path| question::parse(value, path, score));
        let metrics = read_metrics(&mut fields, measure, questions.as_deref());
        let questions = questions.unwrap_or_default();
        let pages = fields.optional("pages", parsed::<Pages>).unwrap_or_default();
        let texts = fields.nested("texts", TextOverrides::parse).unwrap_or_default();
        let throttle_days = fields.optional("throttle_days", integer(0, 365)).unwrap_or(30);
        let shards = fields.optional("shards", integer(1, i64::from(MAX_SHARDS))).unwrap_or(1);
        let reminder = fields.nested("reminder", Reminder::parse);
        let enps = Enps::read(&mut fields, measure.map(Measure::metric));
        if reminder.is_some_and(|reminder| i64::from(reminder.after_days) >= link_days) {
            let reason = "a reminder after the link's end opens nothing; set link_days to more, or after_days to less";
            fields.refuse("reminder.after_days", Refusal::new("after_the_link", reason));
        }
        fields.finish(|| {
            Some(Self {
                id,
                version,
                name: name?,
                kind,
                measure: measure?,
                look,
                questions,
                metrics,
                pages,
                texts,
                goal,
                touchpoint,
                locales,
                default_locale,
                time_zone,
                dimensions,
                link_days: u16::try_from(link_days).ok()?,
                edit_minutes: u16::try_from(edit_minutes).ok()?,
                throttle_days: u16::try_from(throttle_days).ok()?,
                reminder,
                shards: Shards::new(u8::try_from(shards).ok()?),
                enps,
                archived: false,
            })
        })
    }

    /// The definition as the API takes it; [`Survey::parse`] reads it back.
    pub fn definition(&self) -> Value {
        let mut value = json!({
            "name": self.name,
            "metric": self.measure.metric(),
            "kind": self.kind.name(),
            "scale": self.measure.scale(),
            "direction": self.measure.direction(),
            "method": self.measure.method(),
            "questions": question::to_json(&self.questions, &self.score_question()),
            "pages": self.pages.name(),
            "dimensions": self.dimensions,
            "link_days": self.link_days,
            "edit_minutes": self.edit_minutes,
            "throttle_days": self.throttle_days,
            "shards": self.shards.wanted(),
        });
        let mut set = |name: &str, field: Option<Value>| {
            if let Some(field) = field {
                value[name] = field;
            }
        };
        set("positive_from", self.measure.positive_from().map(Value::from));
        let draws = self.measure.scale().choices().is_empty();
        set("look", draws.then(|| self.look.name().into()));
        set("texts", (!self.texts.is_empty()).then(|| self.texts.to_json()));
        set("metrics", (!self.metrics.is_empty()).then(|| self.metrics.iter().map(Own::to_json).collect()));
        set("reminder", self.reminder.map(|again| json!({"after_days": again.after_days, "at_most": again.at_most})));
        set("goal", self.goal.clone().map(Value::from));
        set("touchpoint", self.touchpoint.clone().map(Value::from));
        set("locales", self.locales.as_ref().map(|all| all.iter().map(|locale| locale.tag()).collect()));
        set("default_locale", self.default_locale.map(|locale| locale.tag().into()));
        set("time_zone", self.time_zone.as_ref().map(|zone| zone.name().into()));
        if let Some(enps) = &self.enps {
            enps.write(&mut value);
        }
        value
    }

    /// Whether two versions give numbers that may be pooled.
    pub fn measures_like(&self, other: &Self) -> bool {
        // A threshold decides how counts are read, not what was counted.
        let key =
            |survey: &Self| (survey.kind, survey.measure.metric(), survey.measure.scale(), survey.measure.direction());
        key(self) == key(other)
    }

    /// Whether two versions count the same of every answer: by the same dimensions, and the same words of the questions
    /// that metrics of the team's own count. Where they don't, every day is counted again.
    pub fn counts_like(&self, other: &Self) -> bool {
        let words = |survey: &Self| -> Vec<_> {
            let questions = own::questions_of(&survey.metrics).into_iter().filter_map(|id| survey.question(id));
            let words = |kind: &Kind| kind.offered().iter().map(|answer| kind.word(answer)).collect::<Vec<_>>();
            questions.map(|asked| (asked.id.clone(), asked.kind.name(), words(&asked.kind))).collect()
        };
        self.dimensions == other.dimensions && words(self) == words(other)
    }

    /// The zone of its days: its own, or the workspace's.
    pub fn zone<'a>(&'a self, workspace: &'a Workspace) -> &'a Zone {
        self.time_zone.as_ref().unwrap_or(&workspace.time_zone)
    }

    /// How long after the finish a response may still be changed.
    pub fn edit_window(&self) -> SignedDuration {
        SignedDuration::from_mins(i64::from(self.edit_minutes))
    }
}

/// The metric's own question.
fn score_question(scale: Scale, look: Look) -> Question {
    Question { required: true, ..Question::built_in(SCORE, Kind::Rating { scale, look }) }
}

/// The metrics of the team's own, over the score, the questions, the comment and, for GCR, the offer to be contacted.
fn read_metrics(fields: &mut Fields<'_>, measure: Option<Measure>, questions: Option<&[Question]>) -> Vec<Own> {
    let wrong = questions.is_none() && fields.has("questions");
    let asked = measure.filter(|_| !wrong).map(|measure| {
        let mut asked = vec![score_question(measure.scale(), Look::default())];
        asked.extend_from_slice(questions.unwrap_or_default());
        asked.push(Question::built_in(COMMENT, Kind::Text));
        if measure.metric() == Metric::Gcr && !asked.iter().any(|question| question.id == CONTACT) {
            asked.push(Question::built_in(CONTACT, Kind::Contact));
        }
        asked
    });
    let metrics = fields.nested("metrics", |value, path| own::over_questions(value, path, asked.as_deref()));
    let metrics = metrics.unwrap_or_default();
    if measure.is_some_and(|measure| measure.metric() == Metric::Enps) && !metrics.is_empty() {
        let reason = "of employees nothing is counted but the score, by the one grouping; leave metrics out";
        fields.refuse("metrics", Refusal::new("not_for_enps", reason));
    }
    metrics
}

fn read_kind(fields: &mut Fields<'_>, measure: Option<Measure>) -> SurveyKind {
    let kind = fields.optional("kind", parsed::<SurveyKind>).unwrap_or_default();
    let other = measure.is_some_and(|measure| measure.metric() != Metric::Nps);
    if kind == SurveyKind::Relationship && other {
        fields.refuse("kind", Refusal::new("kind_not_for_metric", "relationship is for nps"));
    }
    kind
}

fn read_look(fields: &mut Fields<'_>, measure: Option<Measure>) -> Look {
    let look = fields.optional("look", parsed::<Look>).unwrap_or_default();
    if let Some(Err(refusal)) = measure.map(|measure| question::check_look(look, measure.scale())) {
        fields.refuse("look", refusal);
    }
    look
}

fn read_measure(fields: &mut Fields<'_>) -> Option<Measure> {
    let metric = fields.required("metric", parsed::<Metric>);
    let scale = fields.nested("scale", Scale::parse);
    let direction = fields.optional("direction", parsed::<Direction>);
    let method = fields.optional("method", parsed::<Method>);
    let positive_from = fields.optional("positive_from", integer(0, 10)).and_then(|from| u8::try_from(from).ok());
    let spec = MeasureSpec { metric: metric?, scale, direction, method, positive_from };
    match Measure::new(spec) {
        Ok(measure) => Some(measure),
        Err(errors) => {
            for error in errors {
                fields.refuse(error.field(), error.into());
            }
            None
        }
    }
}

/// A word of `a-z 0-9 _ -`: a touchpoint or a property that is a dimension.
pub(crate) fn name_of_property(value: &Value) -> Result<String, Refusal> {
    let name = text(1, 64)(value)?;
    let plain = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-');
    if plain { Ok(name) } else { Err(Refusal::new("invalid_name", "expected a word of a-z 0-9 _ -, such as win_back")) }
}

fn dimensions(value: &Value) -> Result<Vec<String>, Refusal> {
    let mut names = list(4, name_of_property)(value)?;
    names.sort();
    let built_in = names.iter().any(|name| DIMENSIONS.contains(&name.as_str()));
    if built_in || names.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(Refusal::new(
            "invalid_dimensions",
            "expected up to four properties, each once, beside touchpoint, channel, locale, segment, agent, version and variant",
        ));
    }
    Ok(names)
}
