//! A team's own questions as the API takes and shows them: a list in the order of the page, everything wrong with it named
//! at once.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Choice, Kind, Look, Question, ShowIf, YesNo};
use crate::id::client_id;
use crate::input::{Fields, Problems, Refusal, boolean, list, parsed};
use crate::score::Scale;
use crate::survey::{COMMENT, SCORE};
use crate::text::LocalText;

/// The most questions of a team's own in one survey.
pub const MAX_QUESTIONS: usize = 20;
/// The most options of one question.
const MAX_OPTIONS: usize = 20;

/// Reads the questions. `score` is the question that stands before them all; none where the measure is wrong itself.
///
/// # Errors
/// Every bad field of every question, under `path`.
pub fn parse(value: &Value, path: &str, score: Option<Question>) -> Result<Vec<Question>, Problems> {
    let reason = || Refusal::new("not_a_list", format!("expected a list of at most {MAX_QUESTIONS} questions"));
    let values = value.as_array().filter(|values| values.len() <= MAX_QUESTIONS);
    let values = values.ok_or_else(|| Problems::one(path, reason()))?;
    let mut problems = Vec::new();
    let mut unread: BTreeSet<String> = score.is_none().then(|| SCORE.to_owned()).into_iter().collect();
    let own = usize::from(score.is_some());
    let mut questions: Vec<Question> = score.into_iter().collect();
    for (at, value) in values.iter().enumerate() {
        match parse_one(value, &format!("{path}[{at}]"), &questions, &unread) {
            Ok(question) => questions.push(question),
            Err(Problems(more)) => {
                unread.extend(value["id"].as_str().map(str::to_owned));
                problems.extend(more);
            }
        }
    }
    if problems.is_empty() { Ok(questions.split_off(own)) } else { Err(Problems(problems)) }
}

fn parse_one(value: &Value, path: &str, earlier: &[Question], unread: &BTreeSet<String>) -> Result<Question, Problems> {
    let mut fields = Fields::of(value, path)?;
    let id = fields.required("id", |value| {
        let id = client_id(value)?;
        if id == SCORE || id == COMMENT {
            return Err(Refusal::new(
                "reserved_id",
                "score and comment are the survey's own questions; take another id",
            ));
        }
        if unread.contains(&id) || earlier.iter().any(|question| question.id == id) {
            return Err(Refusal::new("repeated_id", "another question has this id; each needs its own"));
        }
        Ok(id)
    });
    let kind = parse_kind(&mut fields);
    let text = fields.nested("text", LocalText::parse);
    if !fields.has("text") {
        fields.refuse("text", Refusal::new("required", "this field is required"));
    }
    let required = fields.optional("required", boolean).unwrap_or(false);
    let show_if = fields.nested("show_if", |value, path| ShowIf::parse(value, path, earlier, unread));
    fields.finish(|| Some(Question { id: id?, kind: kind?, text: Some(text?), required, show_if }))
}

fn parse_kind(fields: &mut Fields<'_>) -> Option<Kind> {
    let name = fields.required("type", |value| {
        let names = ["rating", "choice", "multi", "yes_no", "text", "contact"];
        let name = value.as_str().and_then(|name| names.into_iter().find(|known| *known == name));
        let reason = "expected rating, choice, multi, yes_no, text or contact";
        name.ok_or_else(|| Refusal::new("unknown_type", reason))
    });
    let scale = fields.nested("scale", parse_scale);
    let look = fields.optional("look", parsed::<Look>);
    // Which shape options have follows the type, so they are only read where it is known.
    let kind = match name {
        Some("rating") => {
            let scale = scale.or_else(|| (!fields.has("scale")).then_some(Scale::OneToFive));
            let look = look.unwrap_or_default();
            if let Some(Err(refusal)) = scale.map(|scale| check_look(look, scale)) {
                fields.refuse("look", refusal);
            }
            scale.map(|scale| Kind::Rating { scale, look })
        }
        Some("choice") => parse_choices(fields).map(Kind::Choice),
        Some("multi") => parse_choices(fields).map(Kind::Multi),
        Some("yes_no") => {
            let words = fields.optional("options", parse_words);
            words.or_else(|| (!fields.has("options")).then(|| YesNo::ALL.to_vec())).map(Kind::YesNo)
        }
        Some("text") => Some(Kind::Text),
        Some("contact") => Some(Kind::Contact),
        _ => None,
    };
    let mut only_for = |name: &'static str, suits: bool, whose: &str| {
        // Marks the field as read where nobody has.
        let there = fields.optional(name, |_| Ok(())).is_some();
        if there && !suits {
            fields.refuse(name, Refusal::new("not_for_this_type", format!("this field is for {whose}")));
        }
    };
    let is = |names: &[&str]| name.is_none_or(|name| names.contains(&name));
    only_for("scale", is(&["rating"]), "rating");
    only_for("look", is(&["rating"]), "rating");
    only_for("options", is(&["choice", "multi", "yes_no"]), "choice, multi and yes_no");
    kind
}

/// Whether a scale may be drawn so.
pub fn check_look(look: Look, scale: Scale) -> Result<(), Refusal> {
    let reason = "stars are for scales of numbers from 1 on, faces for 1–3 and 1–5";
    look.suits(scale).then_some(()).ok_or_else(|| Refusal::new("look_not_for_scale", reason))
}

fn parse_scale(value: &Value, path: &str) -> Result<Scale, Problems> {
    let scale = Scale::parse(value, path)?;
    if scale == Scale::YesPartlyNo {
        let reason = "a question of yes, partly and no has the type yes_no";
        return Err(Problems::one(path, Refusal::new("unknown_scale", reason)));
    }
    Ok(scale)
}

fn parse_choices(fields: &mut Fields<'_>) -> Option<Vec<Choice>> {
    if !fields.has("options") {
        fields.refuse("options", Refusal::new("required", "this field is required"));
    }
    fields.nested("options", |value, path| {
        let values = value.as_array().filter(|values| (2..=MAX_OPTIONS).contains(&values.len())).ok_or_else(|| {
            let reason = format!("expected a list of 2 to {MAX_OPTIONS} options");
            Problems::one(path, Refusal::new("not_a_list", reason))
        })?;
        let mut choices = Vec::new();
        let mut seen = BTreeSet::new();
        let mut problems = Vec::new();
        for (at, value) in values.iter().enumerate() {
            match parse_choice(value, &format!("{path}[{at}]"), &mut seen) {
                Ok(choice) => choices.push(choice),
                Err(Problems(more)) => problems.extend(more),
            }
        }
        if problems.is_empty() { Ok(choices) } else { Err(Problems(problems)) }
    })
}

fn parse_choice(value: &Value, path: &str, seen: &mut BTreeSet<String>) -> Result<Choice, Problems> {
    let mut fields = Fields::of(value, path)?;
    let id = fields.required("id", |value| {
        let id = client_id(value)?;
        let repeated = || Refusal::new("repeated_id", "another option has this id; each needs its own");
        seen.insert(id.clone()).then_some(id).ok_or_else(repeated)
    });
    let text = fields.nested("text", LocalText::parse);
    if !fields.has("text") {
        fields.refuse("text", Refusal::new("required", "this field is required"));
    }
    fields.finish(|| Some(Choice { id: id?, text: text? }))
}

/// Two or all of yes, partly and no; always offered in this order.
fn parse_words(value: &Value) -> Result<Vec<YesNo>, Refusal> {
    let wrong = || Refusal::new("invalid_options", "expected two or all of \"yes\", \"partly\", \"no\", each once");
    let mut words = list(3, |value| {
        let word = value.as_str().and_then(|name| YesNo::ALL.into_iter().find(|word| word.name() == name));
        word.ok_or_else(wrong)
    })(value)?;
    words.sort_unstable();
    let repeats = words.windows(2).any(|pair| pair[0] == pair[1]);
    if words.len() < 2 || repeats { Err(wrong()) } else { Ok(words) }
}

/// The questions as the API shows them; [`parse`] reads them back. `score` is the question that stands before them.
pub fn to_json(questions: &[Question], score: &Question) -> Value {
    let kind_of = |id: &str| questions.iter().chain([score]).find(|question| question.id == id).map(|own| &own.kind);
    let shown = questions.iter().map(|question| {
        let mut value = json!({"id": question.id, "type": question.kind.name(), "required": question.required});
        let mut set = |name: &str, field: Value| value[name] = field;
        if let Some(text) = &question.text {
            set("text", text.to_json());
        }
        match &question.kind {
            Kind::Rating { scale, look } => {
                set("scale", json!(scale));
                if scale.choices().is_empty() {
                    set("look", json!(look.name()));
                }
            }
            Kind::Choice(choices) | Kind::Multi(choices) => {
                let options = choices.iter().map(|choice| json!({"id": choice.id, "text": choice.text.to_json()}));
                set("options", options.collect());
            }
            Kind::YesNo(words) => set("options", words.iter().map(|word| word.name()).collect()),
            Kind::Text | Kind::Contact => {}
        }
        if let Some(condition) = &question.show_if {
            set("show_if", condition.to_json(kind_of(&condition.question)));
        }
        value
    });
    shown.collect()
}
