//! What a form, posted, comes to: which answers it gives, which it takes back, what is wrong with it, and which page is
//! next. Nothing here reads or writes.

use domain::id::SubmissionId;
use domain::survey::{Pages, Survey};
use serde_json::{Map, Value, json};

use super::form::{Form, Wrong};
use super::opened::{Answers, Opened, values};

/// What a form comes to.
#[derive(Debug)]
pub struct Turn {
    /// The question whose page it was, of a survey with several pages.
    pub page: Option<String>,
    /// What is answered now.
    pub given: Answers,
    /// The questions whose answers are taken back: left empty here, or not shown any more.
    pub cleared: Vec<String>,
    /// All answers as they will stand.
    pub after: Answers,
    /// What is wrong, in the order of the page.
    pub wrong: Vec<(String, Wrong)>,
    /// The page that is next; none after the last.
    pub next: Option<String>,
}

impl Turn {
    /// Reads a form against what stands there.
    pub fn of(opened: &Opened, form: &Form) -> Self {
        let survey = &opened.survey;
        let asked = survey.asked();
        let page = form.page.clone().filter(|page| survey.pages == Pages::Several && survey.question(page).is_some());
        let is_here = |id: &str| page.as_deref().is_none_or(|page| page == id);
        let standing = opened.standing(form.id).map(values).unwrap_or_default();

        let mut after = standing;
        after.retain(|id, _| !(is_here(id) && asked.iter().any(|question| question.id == *id)));
        after.extend(form.answers.iter().filter(|(id, _)| is_here(id)).map(|(id, a)| (id.clone(), a.clone())));
        let unshown: Vec<_> = asked
            .iter()
            .filter(|question| !survey.shown(&question.id, |id| after.get(id)))
            .map(|question| question.id.clone())
            .collect();
        after.retain(|id, _| !unshown.contains(id));

        let given = form.answers.iter().filter(|(id, _)| is_here(id) && !unshown.contains(id));
        let given = given.map(|(id, answer)| (id.clone(), answer.clone())).collect();
        let shown_here = asked.iter().filter(|question| is_here(&question.id) && !unshown.contains(&question.id));
        let wrong = shown_here
            .filter_map(|question| {
                let missing = question.required && !after.contains_key(&question.id);
                let wrong = form.wrong.get(&question.id).copied().or(missing.then_some(Wrong::Missing));
                Some((question.id.clone(), wrong?))
            })
            .collect();
        let stored = opened.answered.as_ref().map(values).unwrap_or_default();
        let cleared = stored.into_keys().filter(|id| !after.contains_key(id)).collect();
        let next = page.as_deref().and_then(|page| next(survey, page, &after));
        Self { page, given, cleared, after, wrong, next }
    }

    /// Whether the form is the last one.
    pub const fn is_last(&self) -> bool {
        self.next.is_none()
    }

    /// Whether there is nothing that could be stored.
    pub fn is_empty(&self) -> bool {
        self.given.is_empty() && self.cleared.is_empty() && !self.is_last()
    }

    /// Whether these answers say all that the form says, and nothing else about its questions.
    pub fn is_said_by(&self, standing: &Answers, survey: &Survey) -> bool {
        let mut here =
            survey.asked().into_iter().filter(|question| self.page.as_deref().is_none_or(|page| page == question.id));
        here.all(|question| standing.get(&question.id) == self.given.get(&question.id))
    }

    /// What makes two posts the same: not the language they were sent in, nor what only robots fill in.
    pub fn digested(&self, id: SubmissionId, survey: &Survey) -> Value {
        let spell = |(question, answer): (&String, _)| (question.clone(), survey.spell(question, answer));
        let answers: Map<_, _> = self.given.iter().map(spell).collect();
        json!({"form": id.to_string(), "page": self.page, "answers": answers, "finished": self.is_last()})
    }
}

/// The page after this one: the next question that is shown, or else one that was passed over and has to be answered.
fn next(survey: &Survey, page: &str, after: &Answers) -> Option<String> {
    let asked = survey.asked();
    let shown = |id: &str| survey.shown(id, |id| after.get(id));
    let later = asked.iter().skip_while(|question| question.id != page).skip(1).find(|question| shown(&question.id));
    let missing = |id: &str| !after.contains_key(id) && shown(id);
    let passed_over = || asked.iter().find(|question| question.required && missing(&question.id));
    later.or_else(passed_over).map(|question| question.id.clone())
}
