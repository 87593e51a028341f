//! `GET /surveys/{id}`: one survey. Its score, the course of it, how the answers are spread, their classes, the score by each
//! dimension, and the newest comments. Of a survey of employees: its closed periods, and nothing else.

mod breakdown;
mod employees;
mod spread;
mod words;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::context::DIMENSIONS;
use domain::survey::Survey;
use futures::future::try_join4;
use reading::metrics::{self, Answer};
use reading::responses::survey_of;
use web::backend::Backend;
use web::page::Page;
use web::problem::Problem;
use web::query::Query;

use crate::answers;
use crate::change::Change;
use crate::classes::{self, Part};
use crate::course::{self, Course, Size};
use crate::figure::{Figure, Kind, few};
use crate::moment::Moment;
use crate::own;
use crate::panel::Panel;
use crate::shell::{Link, Shell, Tab};
use crate::view::{Named, View};
use breakdown::Breakdown;
use spread::Column;
use words::Words;

#[derive(Template)]
#[template(path = "survey.html")]
struct OneSurvey {
    shell: Shell,
    id: String,
    metric: &'static str,
    metric_key: &'static str,
    of: String,
    archived: bool,
    n: u64,
    answers: String,
    figure: Option<Figure>,
    instead: String,
    change: Option<Change>,
    beside: Vec<Beside>,
    left_out: Vec<String>,
    suspects: Option<String>,
    course: Course,
    intervals: Vec<Link>,
    columns: Vec<Column>,
    parts: Vec<Part>,
    breakdowns: Vec<Breakdown>,
    own: Vec<Panel>,
    words: Words,
    zone: Option<String>,
    as_of: Option<Moment>,
}

/// A number beside the score.
#[derive(Debug)]
struct Beside {
    metric: &'static str,
    name: String,
    value: String,
    raw: Option<String>,
    more: String,
}

/// A survey in numbers
///
/// Trend, distribution, classes and groups of a survey, and its latest comments.
#[utoipa::path(
    get, path = "/surveys/{id}", tag = "dashboard", operation_id = "surveyOverview",
    security(("session" = []), ("key" = ["read"])),
    params(
        ("id" = api::ClientId, Path, description = "The survey."),
        api::params::View,
    ),
    responses((status = 200, description = "The page.", body = String, content_type = "text/html")),
    extensions(("x-codes" = json!(["not_found"]))),
)]
pub async fn show(view: View, State(backend): State<Backend>, Named(id): Named<String>) -> Response {
    let made = Box::pin(page(&view, &backend, &id)).await;
    view.answer(made)
}

async fn page(view: &View, backend: &Backend, id: &str) -> Result<Page, Problem> {
    let survey = survey_of(backend, &view.workspace.id, id).await?;
    if survey.enps.is_some() {
        return employees::page(view, backend, &survey).await;
    }
    let asking = Asking { view, backend, survey: &survey };
    let interval = course::asked(view.own("interval"), view.days);
    let own = survey.dimensions.iter().map(String::as_str);
    let dimensions: Vec<&str> = ["touchpoint", "channel", "segment", "locale", "agent", "variant"]
        .into_iter()
        .chain(own.filter(|own| !DIMENSIONS.contains(own)))
        .collect();
    // All that is asked of the survey's own days, so that they are read once.
    let mut of_answers = vec![
        view.compared(&[("survey", survey.id.as_str()), ("interval", "all")]),
        view.query(&[("survey", survey.id.as_str()), ("interval", interval)]),
    ];
    of_answers.extend(dimensions.iter().map(|dimension| asking.by(dimension)));
    let rate = [view.query(&[("metric", "response_rate"), ("survey", survey.id.as_str()), ("interval", "all")])];
    let words = words::newest(view, backend, &survey);
    let own = own::of_survey(view, backend, &survey);
    let told = try_join4(asking.answers(&of_answers), asking.answers(&rate), words, own);
    let (of_answers, rate, words, own) = Box::pin(told).await?;
    let ([headline, trend, groups @ ..], [rate]) = (of_answers.as_slice(), rate.as_slice()) else {
        return Err(Problem::internal());
    };
    let groups = dimensions.iter().zip(groups);
    let breakdowns = groups.filter_map(|(dimension, answer)| Breakdown::of(dimension, answer, view)).collect();
    let page = OneSurvey { own, ..asking.page(headline, trend, rate, breakdowns, words) };
    view.page(&survey.name, &page)
}

/// What all questions about one survey share.
struct Asking<'a> {
    view: &'a View,
    backend: &'a Backend,
    survey: &'a Survey,
}

impl Asking<'_> {
    async fn answers(&self, queries: &[Query]) -> Result<Vec<Box<Answer>>, Problem> {
        let known = std::slice::from_ref(self.survey);
        let told = metrics::answers(self.backend, &self.view.workspace, known, queries).await?;
        told.into_iter().map(|told| told?.counted().ok_or_else(Problem::internal)).collect()
    }

    fn by(&self, dimension: &str) -> Query {
        let id = self.survey.id.as_str();
        self.view.query(&[("survey", id), ("interval", "all"), ("group_by", dimension), ("compare", "groups")])
    }

    fn page(
        &self,
        headline: &Answer,
        trend: &Answer,
        rate: &Answer,
        breakdowns: Vec<Breakdown>,
        words: Words,
    ) -> OneSurvey {
        let (view, survey) = (self.view, self.survey);
        let say = view.texts();
        let kind = Kind::of(headline);
        let entry = headline.found.series.first();
        let figure = entry.and_then(|entry| Figure::of(entry, &kind, say));
        let n = entry.map_or(0, |entry| entry.score.n);
        let metric = crate::overview::short(survey);
        let title = say.with("course-of", &[("metric", metric), ("name", &survey.name)]);
        let suspects = entry.and_then(|entry| entry.excluded).filter(|excluded| excluded.suspect > 0);
        let path = answers::path(survey);
        let own_zone = survey.zone(&view.workspace).name();
        OneSurvey {
            shell: view
                .shell(Tab::Overview, &survey.name)
                .crumb(view.link("/"), &view.say("nav-overview"))
                .keeping(&view.own("interval").map(|name| ("interval", name)).into_iter().collect::<Vec<_>>()),
            id: survey.id.to_string(),
            metric,
            metric_key: survey.measure.metric().name(),
            of: classes::meaning(survey.measure, say),
            archived: survey.archived,
            n,
            answers: say.count("answers", n),
            instead: entry.filter(|_| n > 0).map_or_else(|| say.say("no-answers"), |entry| few(entry, &kind, say)),
            change: entry.and_then(|entry| Change::since(entry, &kind, say)),
            beside: entry.map_or_else(Vec::new, |entry| self.beside(entry, figure.is_some(), rate)),
            left_out: entry.map_or_else(Vec::new, |entry| classes::left_out(entry, &kind, say)),
            suspects: suspects.map(|_| view.link_with(&path, &[("suspect", "true")])),
            course: Course::of(survey.id.as_str(), title, &trend.found.series, &kind, trend.interval, Size::Whole, say),
            intervals: ["day", "week", "month"].map(|name| self.by_interval(name, trend.interval)).to_vec(),
            columns: entry.map_or_else(Vec::new, |entry| spread::columns(entry, say)),
            parts: entry.filter(|_| figure.is_some()).map_or_else(Vec::new, |entry| classes::parts(entry, say)),
            figure,
            breakdowns,
            own: Vec::new(),
            words,
            zone: (own_zone != view.workspace.time_zone.name()).then(|| own_zone.to_owned()),
            as_of: headline.as_of.map(|at| Moment::of(at, survey.zone(&view.workspace), view)),
        }
    }

    fn by_interval(&self, name: &str, current: &str) -> Link {
        Link {
            href: self.view.here_with(&[("interval", name)]),
            name: self.view.say(&format!("by-{name}")),
            key: name.to_owned(),
            current: name == current,
        }
    }

    fn beside(&self, entry: &metrics::Entry, enough: bool, rate: &Answer) -> Vec<Beside> {
        use domain::metric::Beside as Known;
        let say = self.view.texts();
        let mut all = Vec::new();
        let of = |name: &str| match entry.beside.get(name) {
            Some(Known::Number(Some(value))) if enough => Some(*value),
            _ => None,
        };
        for (metric, id, percent) in [("mean", "beside-mean", false), ("promoter_share", "beside-promoters", true)] {
            if let Some(value) = of(metric) {
                let shown = if percent { say.written().percent(value, 0) } else { say.written().number(value, 2) };
                all.push(Beside {
                    metric,
                    name: say.say(id),
                    value: shown,
                    raw: Some(value.to_string()),
                    more: String::new(),
                });
            }
        }
        if let Some(rate) = crate::overview::rate_of(rate, say) {
            let more = if rate.open { format!("{}, {}", rate.of, say.say("so-far")) } else { rate.of };
            let name = say.say("metric-response-rate");
            all.push(Beside { metric: "response_rate", name, value: rate.value, raw: rate.raw, more });
        }
        all
    }
}
