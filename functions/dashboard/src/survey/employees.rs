//! The page of a survey of employees: its periods, each once it has closed, and of it only what was kept. Of an open period
//! nothing is shown, not even how many answered, and no days can be chosen.

use askama::Template;
use domain::survey::Survey;
use reading::metrics::{self, Employees, Entry, Said, Told, Untold};
use web::backend::Backend;
use web::page::Page;
use web::problem::Problem;
use web::query::Query;

use crate::classes::{self, Part};
use crate::figure::{Figure, Kind, in_place_of_a_number};
use crate::shell::{Shell, Tab};
use crate::view::View;

#[derive(Template)]
#[template(path = "employees.html")]
struct OfEmployees {
    shell: Shell,
    of: String,
    group: Option<String>,
    periods: Vec<Period>,
}

/// A period.
#[derive(Debug)]
struct Period {
    days: String,
    open: bool,
    hidden: bool,
    whole: Option<Whole>,
    groups: Vec<Row>,
    groups_hidden: bool,
}

/// What is shown of everybody.
#[derive(Debug)]
struct Whole {
    figure: Option<Figure>,
    instead: String,
    n: u64,
    answers: String,
    parts: Vec<Part>,
}

/// What is shown of a group.
#[derive(Debug)]
struct Row {
    name: String,
    n: String,
    value: String,
    raw: Option<String>,
    interval: String,
}

/// The page.
///
/// # Errors
/// Where the tables can't be read.
pub async fn page(view: &View, backend: &Backend, survey: &Survey) -> Result<Page, Problem> {
    let whole = ask(view, backend, survey, None).await?;
    let group = survey.enps.as_ref().and_then(|enps| enps.group.as_deref());
    let grouped = match group {
        Some(group) => Some(ask(view, backend, survey, Some(group)).await?),
        None => None,
    };
    let of_groups = grouped.as_ref().map_or(&[][..], Employees::series);
    let periods = whole.series().iter().rev().map(|said| period(view, said, of_groups)).collect();
    let shell = view.shell(Tab::Overview, &survey.name).crumb(view.link("/"), &view.say("nav-overview")).without_days();
    let group =
        group.map(|group| view.texts().known(&format!("dimension-{group}")).unwrap_or_else(|| group.to_owned()));
    view.page(&survey.name, &OfEmployees { shell, of: classes::meaning(survey.measure, view.texts()), group, periods })
}

async fn ask(view: &View, backend: &Backend, survey: &Survey, group: Option<&str>) -> Result<Employees, Problem> {
    let mut pairs = vec![("metric", "enps"), ("survey", survey.id.as_str())];
    pairs.extend(group.map(|group| ("group_by", group)));
    let known = std::slice::from_ref(survey);
    match metrics::answer(backend, &view.workspace, known, &Query::of(&pairs)).await? {
        Told::Employees(employees) => Ok(employees),
        Told::Counted(_) => Err(Problem::internal()),
    }
}

fn period(view: &View, said: &Said, of_groups: &[Said]) -> Period {
    let say = view.texts();
    let entry = match said {
        Said::Untold(Untold::Open { from, to, .. }) => return untold(view.written().days(*from, *to), true),
        Said::Untold(Untold::Hidden { from, to, .. }) => return untold(view.written().days(*from, *to), false),
        Said::Shown(entry) => entry,
    };
    let figure = Figure::of(entry, &Kind::Points, say);
    let of_this = of_groups.iter().filter_map(|said| match said {
        Said::Shown(group) if group.from == entry.from => Some(group.as_ref()),
        _ => None,
    });
    let is_hidden = |said: &Said| matches!(said, Said::Untold(Untold::Hidden { from, .. }) if *from == entry.from);
    Period {
        days: view.written().days(entry.from, entry.to),
        open: false,
        hidden: false,
        whole: Some(Whole {
            instead: in_place_of_a_number(entry, &Kind::Points, say),
            n: entry.score.n,
            answers: say.count("answers", entry.score.n),
            parts: if figure.is_some() { classes::parts(entry, say) } else { Vec::new() },
            figure,
        }),
        groups: of_this.map(|group| row(view, group)).collect(),
        groups_hidden: of_groups.iter().any(is_hidden),
    }
}

fn untold(days: String, open: bool) -> Period {
    Period { days, open, hidden: !open, whole: None, groups: Vec::new(), groups_hidden: false }
}

fn row(view: &View, entry: &Entry) -> Row {
    let say = view.texts();
    let value = entry.group.as_ref().and_then(|group| group.values().next()).and_then(|(_, value)| value);
    let figure = Figure::of(entry, &Kind::Points, say);
    Row {
        name: value.map_or_else(|| say.say("unknown"), str::to_owned),
        n: say.written().whole(entry.score.n),
        value: figure.as_ref().map_or_else(|| in_place_of_a_number(entry, &Kind::Points, say), Figure::whole),
        raw: figure.as_ref().map(|figure| figure.raw.clone()),
        interval: figure.and_then(|figure| figure.between()).unwrap_or_else(|| "\u{2013}".to_owned()),
    }
}
