//! The filters of the list of answers, which are those of the API: as a form that keeps what was sent.

use domain::context::Channel;
use domain::locale::Locale;
use domain::survey::Survey;
use reading::responses::FILTERS;
use web::problem::Problem;

use crate::score::Score;
use crate::view::View;

/// The form.
#[derive(Debug)]
pub struct Form {
    /// Its fields, in the order in which the API names its filters.
    pub fields: Vec<Field>,
    /// What the form carries on unseen.
    pub kept: Vec<(&'static str, String)>,
    /// What is wrong with it, a sentence each.
    pub wrong: Vec<String>,
    /// The same list without a filter; none where there is none.
    pub clear: Option<String>,
}

/// A field of it.
#[derive(Debug)]
pub struct Field {
    /// The parameter.
    pub name: &'static str,
    /// What it is called.
    pub label: String,
    /// What was sent.
    pub value: String,
    /// What can be chosen; empty where people write.
    pub options: Vec<Choice>,
    /// Whether what was sent can't be used.
    pub wrong: bool,
}

/// Something that can be chosen.
#[derive(Debug)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What it is called.
    pub name: String,
    /// Whether it is what was sent.
    pub chosen: bool,
}

impl Form {
    /// The form of a view.
    pub fn of(view: &View, survey: &Survey) -> Self {
        let fields: Vec<_> = FILTERS.iter().map(|name| Field::of(name, view, survey)).collect();
        let filtered = fields.iter().any(|field| !field.value.is_empty());
        let none: Vec<_> = FILTERS.iter().chain(&["cursor"]).map(|name| (*name, "")).collect();
        let clear = filtered.then(|| view.here_with(&none));
        Self { fields, kept: view.carried(), wrong: Vec::new(), clear }
    }

    /// What is filtered by.
    pub fn pairs(&self) -> Vec<(&'static str, &str)> {
        let sent = self.fields.iter().filter(|field| !field.value.is_empty());
        sent.map(|field| (field.name, field.value.as_str())).collect()
    }

    /// The form with what the API says against it.
    #[must_use]
    pub fn refused(mut self, view: &View, problem: &Problem) -> Self {
        let refused = problem.to_json()["invalid_params"].take();
        for name in refused.as_array().into_iter().flatten().filter_map(|param| param["name"].as_str()) {
            if let Some(field) = self.fields.iter_mut().find(|field| field.name == name) {
                field.wrong = true;
                self.wrong.push(view.with("answers-wrong", &[("field", &field.label)]));
            } else {
                self.wrong.push(view.say("answers-wrong-cursor"));
            }
        }
        self
    }
}

impl Field {
    fn of(name: &'static str, view: &View, survey: &Survey) -> Self {
        let value = view.own(name).map(str::trim).unwrap_or_default().to_owned();
        let mut choices: Vec<(String, String)> = match name {
            "channel" => {
                let all = [Channel::Email, Channel::Sms, Channel::Link, Channel::App, Channel::Web];
                all.map(|channel| (channel.name().to_owned(), value_of(name, channel.name(), view))).into()
            }
            "locale" => Locale::ALL.map(|locale| (locale.tag().to_owned(), value_of(name, locale.tag(), view))).into(),
            "score_min" | "score_max" => scores(survey, view),
            "suspect" => [("true", "yes"), ("false", "no")]
                .map(|(value, id)| (value.to_owned(), view.say(&format!("answers-suspect-{id}"))))
                .into(),
            _ => Vec::new(),
        };
        if !choices.is_empty() {
            choices.insert(0, (String::new(), view.say("answers-any")));
            if choices.iter().all(|(own, _)| *own != value) {
                // What can't be chosen stands there as it was sent, so that whoever sent it sees it.
                choices.push((value.clone(), value.clone()));
            }
        }
        let label = match name {
            "score_min" => "answers-score-min".to_owned(),
            "score_max" => "answers-score-max".to_owned(),
            "suspect" => "answers-suspect".to_owned(),
            dimension => format!("dimension-{dimension}"),
        };
        let choice = |(own, name): (String, String)| Choice { chosen: own == value, value: own, name };
        Self {
            name,
            label: view.say(&label),
            options: choices.into_iter().map(choice).collect(),
            value: value.clone(),
            wrong: false,
        }
    }
}

/// The scores of a survey, as its answers spell them.
fn scores(survey: &Survey, view: &View) -> Vec<(String, String)> {
    let named = |score: u8| {
        let score = Score::of(score, survey.measure, view.texts());
        (score.word, score.text)
    };
    survey.measure.scale().scores().map(named).collect()
}

/// The name of a dimension's value: channels, languages and places that everybody knows have one in each language.
pub fn value_of(dimension: &str, value: &str, view: &View) -> String {
    let known = match dimension {
        "channel" | "locale" | "touchpoint" => view.texts().known(&format!("{dimension}-{}", value.replace('_', "-"))),
        _ => None,
    };
    known.unwrap_or_else(|| value.to_owned())
}
