//! Questions that are answered by picking: numbers, stars, faces, words, options, each a radio button or a box to tick.

use domain::question::{Choice as Offered, Kind, Look, YesNo};
use domain::score::{Scale, Tone};
use domain::survey::{Answer, SCORE};

use super::ask::{Maker, Worded};

/// What is drawn in the place of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawing {
    Star,
    /// The mouth of a face, as a path.
    Face(&'static str),
}

/// The mouths, from the saddest to the happiest.
const MOUTHS: [&str; 5] = [
    "M7.4 17.6c.6-2.8 2.3-4 4.6-4s4 1.2 4.6 4z",
    "M8 16.3c2.4-1.8 5.6-1.8 8 0",
    "M8 15.5h8",
    "M8 14.6c2.4 1.8 5.6 1.8 8 0",
    "M7.2 13.8h9.6c-.6 2.8-2.4 4.2-4.8 4.2s-4.2-1.4-4.8-4.2z",
];

/// One radio button, or one box.
pub struct Choice {
    pub value: String,
    pub label: Worded,
    pub drawing: Option<Drawing>,
    /// What is read out and not shown: what a drawing is, what an end of the scale means.
    pub unseen: Option<String>,
    /// How an answer sounds, where another question's words follow it.
    pub tone: Option<&'static str>,
    /// Where something points at it.
    pub id: Option<String>,
    pub checked: bool,
}

/// All that can be picked.
pub struct Picks {
    pub class: String,
    pub several: bool,
    pub choices: Vec<Choice>,
    /// What the ends of the scale mean.
    pub ends: Option<[String; 2]>,
}

/// What a question's answers are drawn as; `wrong` where an error points at the first.
pub fn picks(maker: &Maker<'_>, base: &str, wrong: bool) -> Picks {
    let kind = &maker.question.kind;
    let mut choices = match kind {
        Kind::Rating { scale, look } => rating(maker, *scale, *look),
        Kind::Choice(options) | Kind::Multi(options) => options.iter().map(|option| of_option(maker, option)).collect(),
        Kind::YesNo(words) => words.iter().map(|word| of_word(maker, *word)).collect(),
        Kind::Text | Kind::Contact => Vec::new(),
    };
    let picked = maker.scene.answers.get(&maker.question.id);
    let points = |value: &String| {
        maker
            .conditions
            .iter()
            .any(|condition| condition.question == maker.question.id && condition.words.contains(value))
    };
    for (at, choice) in choices.iter_mut().enumerate() {
        choice.checked = match picked {
            Some(Answer::Many(ids)) => ids.contains(&choice.value),
            Some(answer) => kind.word(answer) == choice.value,
            None => false,
        };
        choice.id = (points(&choice.value) || wrong && at == 0).then(|| format!("{base}-o{at}"));
    }
    let (class, ends) = match kind {
        Kind::Rating { scale, look } if scale.choices().is_empty() => {
            (drawn(*scale, *look), ends(maker, *scale, *look))
        }
        Kind::Multi(_) => ("words many".to_owned(), None),
        _ => ("words".to_owned(), None),
    };
    Picks { class, several: matches!(kind, Kind::Multi(_)), choices, ends }
}

fn drawn(scale: Scale, look: Look) -> String {
    let of = format!("scale of{}", scale.scores().count());
    match look {
        Look::Numbers => of,
        Look::Stars => format!("{of} stars"),
        Look::Faces => format!("{of} faces"),
    }
}

fn bare(value: String, label: impl Into<Worded>) -> Choice {
    Choice { value, label: label.into(), drawing: None, unseen: None, tone: None, id: None, checked: false }
}

fn of_option(maker: &Maker<'_>, option: &Offered) -> Choice {
    bare(option.id.clone(), maker.worded(&option.text))
}

fn of_word(maker: &Maker<'_>, word: YesNo) -> Choice {
    bare(word.name().to_owned(), maker.words.text(&format!("gcr-{}", word.name())))
}

fn rating(maker: &Maker<'_>, scale: Scale, look: Look) -> Vec<Choice> {
    let is_score = maker.question.id == SCORE;
    let kind = &maker.question.kind;
    // The words of a scale are the metric's own, in its order; so are the numbers.
    let labels = if is_score { maker.metrics.choices.clone() } else { labels(maker, scale) };
    let faces = maker.words.faces(u8::try_from(scale.scores().count()).unwrap_or_default());
    let choice = |(value, label): (u8, String)| {
        let place = usize::from(value - scale.min());
        let (drawing, drawn) = match look {
            Look::Numbers => (None, None),
            Look::Stars => (Some(Drawing::Star), Some(star(maker, value, scale))),
            Look::Faces => (Some(Drawing::Face(mouth(place, scale))), faces.get(place).cloned()),
        };
        let end = is_score.then(|| end(maker, scale, value)).flatten().map(|end| format!(": {end}"));
        // On a page of its own nothing follows the score.
        let toned = is_score && maker.scene.page.is_none();
        Choice {
            drawing,
            unseen: match (drawn, end) {
                (Some(face), _) if look == Look::Faces => Some(face),
                (None, None) => None,
                (drawn, end) => Some(drawn.unwrap_or_default() + &end.unwrap_or_default()),
            },
            tone: toned.then(|| maker.scene.opened.survey.measure.tone(value)).flatten().map(Tone::name),
            ..bare(kind.word(&Answer::Score(value)), if drawing.is_some() { String::new() } else { label })
        }
    };
    labels.into_iter().map(choice).collect()
}

fn labels(maker: &Maker<'_>, scale: Scale) -> Vec<(u8, String)> {
    let label = |value: u8| match scale.choice(value) {
        Some(word) => maker.words.text(&format!("{}-{word}", if scale == Scale::HardEasy { "ces" } else { "gcr" })),
        None => value.to_string(),
    };
    scale.scores().map(|value| (value, label(value))).collect()
}

fn star(maker: &Maker<'_>, value: u8, scale: Scale) -> String {
    maker.words.text_with("page-stars", &[("n", &value.to_string()), ("max", &scale.max().to_string())])
}

/// The mouth at a place of a scale of 3 or 5; on 3 none is at its widest.
fn mouth(place: usize, scale: Scale) -> &'static str {
    let from = usize::from(scale == Scale::OneToThree);
    MOUTHS[(place + from).min(MOUTHS.len() - 1)]
}

/// What a value of the score's numbers means, at the ends of them.
fn end(maker: &Maker<'_>, scale: Scale, value: u8) -> Option<String> {
    match value {
        _ if !scale.choices().is_empty() => None,
        value if value == scale.min() => Some(maker.metrics.min.clone()),
        value if value == scale.max() => Some(maker.metrics.max.clone()),
        _ => None,
    }
}

/// What is shown under the ends: numbers with what they mean, drawings with that alone.
fn ends(maker: &Maker<'_>, scale: Scale, look: Look) -> Option<[String; 2]> {
    if maker.question.id != SCORE {
        let faces = maker.words.faces(scale.max());
        return faces.first().zip(faces.last()).filter(|_| look == Look::Faces).map(|(a, b)| [a.clone(), b.clone()]);
    }
    let ends = [(scale.min(), &maker.metrics.min), (scale.max(), &maker.metrics.max)];
    Some(ends.map(|(value, end)| if look == Look::Numbers { format!("{value} – {end}") } else { end.clone() }))
}
