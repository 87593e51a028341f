//! A list of a team's own metrics as the API takes it, everything wrong with it named at once.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Formula, MAX_METRICS, Own, OwnName, Thing};
use crate::event::{By, EventType};
use crate::id::OwnId;
use crate::input::{Fields, Problems, Refusal, boolean, list, parsed, text};
use crate::metric::BuiltIn;
use crate::question::{Kind, Question};
use crate::text::LocalText;

/// The longest name and the longest value, in characters.
const MAX_NAME: usize = 200;
const MAX_VALUE: usize = 64;

/// Reads metrics over the questions of a survey; `asked` is none where the questions are wrong themselves, about which
/// nothing more is said then.
pub fn over_questions(value: &Value, path: &str, asked: Option<&[Question]>) -> Result<Vec<Own>, Problems> {
    read_all(value, path, asked.is_some(), |value, path| answered(value, path, asked))
}

/// Reads metrics over business events.
pub fn over_events(value: &Value, path: &str) -> Result<Vec<Own>, Problems> {
    read_all(value, path, true, happened)
}

/// Reads a list; only where what is counted is known can be told whether a formula means something.
fn read_all(
    value: &Value,
    path: &str,
    known: bool,
    thing: impl Fn(&Value, &str) -> Result<Thing, Problems>,
) -> Result<Vec<Own>, Problems> {
    let values = value.as_array().filter(|values| values.len() <= MAX_METRICS).ok_or_else(|| {
        let reason = format!("expected a list of at most {MAX_METRICS} metrics");
        Problems::one(path, Refusal::new("not_a_list", reason))
    })?;
    let mut all = Vec::new();
    let mut problems = Vec::new();
    let mut taken = BTreeSet::new();
    for (at, value) in values.iter().enumerate() {
        match read_one(value, &format!("{path}[{at}]"), &mut taken, known, &thing) {
            Ok(own) => all.push(own),
            Err(Problems(more)) => problems.extend(more),
        }
    }
    if problems.is_empty() { Ok(all) } else { Err(Problems(problems)) }
}

fn read_one(
    value: &Value,
    path: &str,
    taken: &mut BTreeSet<OwnId>,
    known: bool,
    thing: impl Fn(&Value, &str) -> Result<Thing, Problems>,
) -> Result<Own, Problems> {
    let mut fields = Fields::of(value, path)?;
    let id = fields.required("id", |value| {
        let id: OwnId = parsed(value)?;
        if id.as_str().parse::<BuiltIn>().is_ok() {
            return Err(Refusal::new("reserved_id", "a built-in metric has this name; take another id"));
        }
        let repeated = || Refusal::new("repeated_id", "another metric has this id; each needs its own");
        taken.insert(id.clone()).then_some(id).ok_or_else(repeated)
    });
    let name = fields.nested("name", read_name);
    let kind = fields.required("kind", |value| {
        let known = value.as_str().and_then(|kind| ["share", "mean", "ratio"].into_iter().find(|own| *own == kind));
        known.ok_or_else(|| Refusal::new("unknown_kind", "expected share, mean or ratio"))
    });
    let [of, among, to] = ["of", "among", "to"].map(|name| fields.nested(name, &thing));
    let needed: &[&str] = match kind {
        Some("share") => &["name", "of", "among"],
        Some("ratio") => &["name", "of", "to"],
        _ => &["name", "of"],
    };
    for name in needed {
        if !fields.has(name) {
            fields.refuse(name, Refusal::new("required", "this field is required"));
        }
    }
    for (name, whose) in [("among", "share"), ("to", "ratio")] {
        if fields.has(name) && kind.is_some_and(|kind| kind != whose) {
            fields.refuse(name, Refusal::new("not_for_this_kind", format!("this field is for a {whose}")));
        }
    }
    let formula = match kind {
        Some("share") => of.zip(among).map(|(of, among)| Formula::Share { of, among }),
        Some("mean") => of.map(|of| Formula::Mean { of }),
        Some("ratio") => of.zip(to).map(|(of, to)| Formula::Ratio { of, to }),
        _ => None,
    };
    if let Some(Err(refusal)) = formula.as_ref().filter(|_| known).map(check) {
        fields.refuse("of", refusal);
    }
    fields.finish(|| Some(Own { id: id?, name: name?, formula: formula? }))
}

fn read_name(value: &Value, path: &str) -> Result<OwnName, Problems> {
    if value.is_object() {
        return LocalText::parse(value, path).map(OwnName::Local);
    }
    text(1, MAX_NAME)(value).map(OwnName::Plain).map_err(|refusal| Problems::one(path, refusal))
}

/// Whether a formula means something.
fn check(formula: &Formula) -> Result<(), Refusal> {
    match formula {
        Formula::Share { of, among } if !of.is_part_of(among) => Err(Refusal::new(
            "not_a_part",
            "expected a part of among: the same question with fewer answers, or the same event with more in where",
        )),
        Formula::Mean { of: Thing::Answered { any_of, scale, .. } } => {
            let numbers = any_of.is_none() && scale.is_some_and(|scale| scale.choices().is_empty());
            let reason = "a mean is of all answers to a rating with a scale of numbers";
            numbers.then_some(()).ok_or_else(|| Refusal::new("not_numeric", reason))
        }
        Formula::Mean { of: Thing::Happened { event, .. } } => {
            let always =
                [EventType::OrderPaid, EventType::OrderRefunded, EventType::CostBooked, EventType::RevenueBooked];
            let reason =
                "a mean is of amounts; only order_paid, order_refunded, cost_booked and revenue_booked always have one";
            always.contains(event).then_some(()).ok_or_else(|| Refusal::new("no_amount", reason))
        }
        Formula::Share { .. } | Formula::Ratio { .. } => Ok(()),
    }
}

fn answered(value: &Value, path: &str, asked: Option<&[Question]>) -> Result<Thing, Problems> {
    let mut fields = Fields::of(value, path)?;
    let question = fields.required("question", crate::id::client_id);
    let spelled = fields.optional("any_of", list(20, |value| Ok(value.clone())));
    let kind = match (&question, asked) {
        (Some(id), Some(asked)) => {
            let kind = asked.iter().find(|question| question.id == *id).map(|question| &question.kind);
            if kind.is_none() {
                fields.refuse("question", Refusal::new("unknown_question", "this survey asks no such question"));
            }
            kind
        }
        _ => None,
    };
    let any_of = match (kind, &spelled) {
        (Some(kind), Some(spelled)) => match words(kind, spelled) {
            Ok(words) => Some(words),
            Err(refusal) => {
                fields.refuse("any_of", refusal);
                None
            }
        },
        _ => None,
    };
    let scale = match kind {
        Some(Kind::Rating { scale, .. }) => Some(*scale),
        _ => None,
    };
    fields.finish(|| Some(Thing::Answered { question: question?, any_of, scale }))
}

/// The words of some answers, sorted, each once.
fn words(kind: &Kind, spelled: &[Value]) -> Result<Vec<String>, Refusal> {
    if spelled.is_empty() {
        return Err(Refusal::new("required", "expected at least one answer; leave any_of out to count all"));
    }
    if matches!(kind, Kind::Text | Kind::Contact) {
        let reason = "what people write is only counted as a whole; leave any_of out";
        return Err(Refusal::new("not_picked", reason));
    }
    // Whoever picks two options is one answer, which the counts of the options don't show.
    if matches!(kind, Kind::Multi(_)) && spelled.len() > 1 {
        return Err(Refusal::new("one_option", "of a question with several answers exactly one option can be counted"));
    }
    let offered = kind.offered();
    let word = |value: &Value| {
        let picked = offered.iter().find(|answer| kind.spell(answer) == *value);
        let reason = "expected answers that can be picked at that question, as the API spells them";
        picked.map(|answer| kind.word(answer)).ok_or_else(|| Refusal::new("unknown_choice", reason))
    };
    let words: BTreeSet<String> = spelled.iter().map(word).collect::<Result<_, _>>()?;
    Ok(words.into_iter().collect())
}

fn happened(value: &Value, path: &str) -> Result<Thing, Problems> {
    let mut fields = Fields::of(value, path)?;
    let event = fields.required("event", parsed::<EventType>);
    let only = fields.nested("where", narrowed).unwrap_or_default();
    fields.finish(|| Some(Thing::Happened { event: event?, only }))
}

fn narrowed(value: &Value, path: &str) -> Result<BTreeMap<&'static str, String>, Problems> {
    let mut fields = Fields::of(value, path)?;
    let mut only = BTreeMap::new();
    for name in ["agent", "category", "channel", "plan", "segment"] {
        only.extend(fields.optional(name, text(1, MAX_VALUE)).map(|value| (name, value)));
    }
    only.extend(fields.optional("by", parsed::<By>).map(|by| ("by", by.name().to_owned())));
    only.extend(fields.optional("automatic", boolean).map(|automatic| ("automatic", automatic.to_string())));
    fields.finish(|| Some(only))
}
