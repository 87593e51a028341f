//! A number over time, as `GET /v1/metrics` answers it and the dashboard shows it. Only counts are read, by key and for the
//! days asked for: one range of day totals for each source, and for a grouping the cubes of the same days. The numbers are
//! made here, by the domain, and never rounded.

mod asked;
mod board;
mod compared;
mod enps;
mod entry;
mod gathering;
mod looked;
mod pot;
mod question;
mod read;
mod subject;
mod windows;

use domain::metric::{Reading, Unit};
use domain::score::Scale;
use domain::stamped::millis;
use domain::survey::Survey;
use domain::workspace::Workspace;
use futures::future::join_all;
use jiff::Timestamp;
use serde::{Serialize, Serializer};
use web::backend::Backend;
use web::problem::Problem;
use web::query::Query;

use board::Board;
pub use board::Found;
pub use compared::{Compared, Differ, Judged, Previous};
pub use enps::{Employees, Nothing, Said, Untold};
pub use entry::{Entry, Excluded, Group, Shown, WithSuspects};
use question::Wanted;
use read::read;

/// The answer. What a metric over events has no word for is `null`.
#[derive(Debug, Serialize)]
pub struct Answer {
    /// The metric's name.
    pub metric: String,
    /// The survey's id, where it is of one.
    pub survey: Option<String>,
    /// The zone of the days.
    pub time_zone: String,
    /// How long a period is.
    pub interval: &'static str,
    /// What the numbers are counted in.
    pub unit: Unit,
    /// Transactional or relationship.
    pub kind: Option<&'static str>,
    /// The scale of the answers.
    pub scale: Option<Scale>,
    /// Whether higher is better.
    pub direction: Option<&'static str>,
    /// How the score is made.
    pub method: Option<&'static str>,
    /// The entries.
    #[serde(flatten)]
    pub found: Found,
    /// When a bucket that it is made of changed last.
    #[serde(serialize_with = "in_millis")]
    pub as_of: Option<Timestamp>,
}

#[expect(clippy::ref_option, reason = "so serde asks for it")]
fn in_millis<S: Serializer>(at: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
    at.map(millis).serialize(serializer)
}

/// What is told: counts of customers, or the closed periods of a survey of employees.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Told {
    /// Of customers.
    Counted(Box<Answer>),
    /// Of employees.
    Employees(Employees),
}

impl Told {
    /// What is told of counts; none of employees.
    pub fn counted(self) -> Option<Box<Answer>> {
        match self {
            Self::Counted(answer) => Some(answer),
            Self::Employees(_) => None,
        }
    }
}

/// Answers a query of `GET /v1/metrics`. A survey is looked for among the `known` ones first, which somebody has read already.
///
/// # Errors
/// Every parameter that is not right; 404 for a survey that is not there.
pub async fn answer(
    backend: &Backend,
    workspace: &Workspace,
    known: &[Survey],
    query: &Query,
) -> Result<Told, Problem> {
    let told = answers(backend, workspace, known, std::slice::from_ref(query)).await?;
    told.into_iter().next().unwrap_or_else(|| Err(Problem::internal()))
}

/// Answers several queries, each as [`answer`] does, in their order. Whatever two of them need is read once: what is asked of
/// one survey costs one reading of its days, in however many ways they are cut and grouped.
///
/// # Errors
/// Where the tables fail. What is wrong with a query alone stands in its own place.
pub async fn answers(
    backend: &Backend,
    workspace: &Workspace,
    known: &[Survey],
    queries: &[Query],
) -> Result<Vec<Result<Told, Problem>>, Problem> {
    let reading = Reading::new(workspace, backend.now());
    let wanted = queries.iter().map(|query| Wanted::read(backend, workspace, known, &reading, query));
    let wanted: Vec<Result<Wanted<'_>, Problem>> = join_all(wanted).await;
    let questions = wanted.iter().filter_map(|wanted| match wanted {
        Ok(Wanted::Counts(question)) => Some(question.as_ref()),
        _ => None,
    });
    let read = read(&backend.store, &workspace.id, questions.clone()).await?;
    let told = questions.zip(&read).map(|(question, read)| {
        let held = read.held.as_ref().map_err(Clone::clone)?;
        let found = Board { question, held, looked: &read.looked }.found()?;
        Ok(question.answer(found, read.looked.as_of))
    });
    let mut told: std::vec::IntoIter<_> = told.collect::<Vec<_>>().into_iter();
    drop(read);
    Ok(wanted
        .into_iter()
        .map(|wanted| match wanted? {
            Wanted::Employees(employees) => Ok(Told::Employees(*employees)),
            Wanted::Counts(_) => told.next().unwrap_or_else(|| Err(Problem::internal())),
        })
        .collect())
}
