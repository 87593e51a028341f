//! A team's own metrics, each on a card: those over the questions of a survey on its page, those over events among what else
//! is counted of events. They are asked for by their ids, as anybody asks the API for them. Of employees there are none.

use domain::locale::Locale;
use domain::metric::own::{Formula, Own, OwnName, Thing};
use domain::survey::Survey;
use web::backend::Backend;
use web::problem::Problem;

use crate::course;
use crate::figure::Kind;
use crate::panel::{self, About, Panel, Said};
use crate::texts::Say;
use crate::view::View;

/// Those of a survey, in the order in which the team wrote them; none where it has none.
///
/// # Errors
/// Where the tables can't be read.
pub async fn of_survey(view: &View, backend: &Backend, survey: &Survey) -> Result<Vec<Panel>, Problem> {
    let interval = course::asked(view.own("interval"), view.days);
    panels(view, backend, &survey.metrics, Some(survey), interval).await
}

/// Those of the workspace, over events.
///
/// # Errors
/// As of [`of_survey`].
pub async fn of_events(view: &View, backend: &Backend) -> Result<Vec<Panel>, Problem> {
    panels(view, backend, &view.workspace.metrics, None, course::interval(view.days)).await
}

async fn panels(
    view: &View,
    backend: &Backend,
    all: &[Own],
    survey: Option<&Survey>,
    interval: &str,
) -> Result<Vec<Panel>, Problem> {
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let names: Vec<&str> = all.iter().map(|own| own.id.as_str()).collect();
    let said = panel::ask(view, backend, survey, &names, interval).await?;
    let usual = match survey {
        Some(survey) => survey.default_locale,
        None => view.workspace.locales.first().copied(),
    };
    Ok(all.iter().zip(said).map(|(own, said)| of(own, said, usual, view.texts())).collect())
}

fn of(own: &Own, said: Result<Said, &'static str>, usual: Option<Locale>, say: Say) -> Panel {
    let about = about(own, usual, say);
    match said.map(Said::of_few_counts_alone) {
        Ok(said) => {
            // The API has no method for what is no score: points of a team's own are always a mean.
            let kind = match Kind::of(&said.headline) {
                Kind::Points => Kind::Mean,
                other => other,
            };
            Panel::of(about, &said, &kind, Vec::new(), say)
        }
        Err(code) => Panel::refused(about, code, say),
    }
}

fn about(own: &Own, usual: Option<Locale>, say: Say) -> About {
    About {
        // No id has a slash, so nothing else on the page is called so.
        id: format!("own/{}", own.id),
        key: own.id.to_string(),
        own: true,
        name: match &own.name {
            OwnName::Plain(name) => name.clone(),
            OwnName::Local(text) => text.pick(say.0, usual).to_owned(),
        },
        of: match &own.formula {
            Formula::Share { of, among } => say.with("own-share", &[("of", &word(of)), ("among", &word(among))]),
            Formula::Mean { of } => say.with("own-mean", &[("of", &word(of))]),
            Formula::Ratio { of, to } => say.with("own-ratio", &[("of", &word(of)), ("to", &word(to))]),
        },
    }
}

/// What is counted, in the words of the API: `why: price, range`, `customer_started (plan: big)`.
fn word(thing: &Thing) -> String {
    match thing {
        Thing::Answered { question, any_of: None, .. } => question.clone(),
        Thing::Answered { question, any_of: Some(words), .. } => format!("{question}: {}", words.join(", ")),
        Thing::Happened { event, only } if only.is_empty() => event.name().to_owned(),
        Thing::Happened { event, only } => {
            let only: Vec<_> = only.iter().map(|(name, value)| format!("{name}: {value}")).collect();
            format!("{} ({})", event.name(), only.join(", "))
        }
    }
}
