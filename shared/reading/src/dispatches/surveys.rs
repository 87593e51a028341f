//! The surveys of the dispatches of a page, each read once however many dispatches it has.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::id::{SurveyId, WorkspaceId};
use domain::survey::Survey;
use futures::lock::Mutex;
use store::Store;
use web::problem::Problem;

/// Those that were read so far; none in the place of one that is not there.
#[derive(Debug, Default)]
pub struct Surveys(Mutex<BTreeMap<SurveyId, Option<Arc<Survey>>>>);

impl Surveys {
    /// Nothing but what was read before.
    pub fn of(known: Option<Survey>) -> Self {
        let known = known.map(|survey| (survey.id.clone(), Some(Arc::new(survey))));
        Self(Mutex::new(known.into_iter().collect()))
    }

    /// One of them. Whoever else needs one waits meanwhile.
    pub async fn get(&self, store: &Store, ws: &WorkspaceId, id: &SurveyId) -> Result<Option<Arc<Survey>>, Problem> {
        let mut read = self.0.lock().await;
        if let Some(survey) = read.get(id) {
            return Ok(survey.clone());
        }
        let survey = store.survey(ws, id).await?.map(Arc::new);
        read.insert(id.clone(), survey.clone());
        Ok(survey)
    }
}
