//! The surveys of a workspace as pages read them: so many of them by one query, archived ones too, and a place to go on. Of a
//! workspace with very many no page reads all definitions.

use domain::id::{SurveyId, WorkspaceId};
use domain::survey::Survey;
use store::Store;
use web::problem::Problem;

/// The most that are read for a page. A definition has about a kilobyte, so that they are read by one query.
pub const MOST: usize = 200;

/// Surveys by id.
#[derive(Debug)]
pub struct Shelf {
    /// The surveys.
    pub surveys: Vec<Survey>,
    /// The id behind which there are more; none where these are the last.
    pub next: Option<String>,
}

impl Shelf {
    /// Reads those behind an id; the first ones without one, or where it can be none.
    ///
    /// # Errors
    /// Where the tables fail.
    pub async fn read(store: &Store, ws: &WorkspaceId, after: Option<&str>) -> Result<Self, Problem> {
        let after: Option<SurveyId> = after.and_then(|after| after.parse().ok());
        let page = store.surveys_after(ws, after.as_ref().map(SurveyId::as_str), MOST).await?;
        Ok(Self { surveys: page.items, next: page.next })
    }

    /// Adds a survey that somebody names, where it stands further behind.
    ///
    /// # Errors
    /// 404 where the workspace has none of that id.
    pub async fn with(mut self, store: &Store, ws: &WorkspaceId, id: Option<&str>) -> Result<Self, Problem> {
        let Some(id) = id.filter(|id| self.find(id).is_none()) else { return Ok(self) };
        let read = match id.parse() {
            Ok(id) => store.survey(ws, &id).await?,
            Err(_) => None,
        };
        self.surveys.push(read.ok_or_else(|| Problem::not_found("survey"))?);
        Ok(self)
    }

    /// One of them.
    pub fn find(&self, id: &str) -> Option<&Survey> {
        self.surveys.iter().find(|survey| survey.id.as_str() == id)
    }
}
