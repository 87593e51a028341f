//! The form of a survey of employees: it is sent whole, once, and nothing of it is shown again.

use axum::response::{IntoResponse, Response};
use domain::id::SubmissionId;
use domain::response::{Response as Stored, SuspectRule};
use domain::score::Tone;
use http::StatusCode;
use web::problem::Problem;

use super::Post;
use crate::Submit;
use crate::enps::{Taken, take};
use crate::page::halt::Halt;
use crate::page::view::{self, Notice, Over};

impl Post<'_> {
    /// Takes the form in; `post` is what came, with all that the link knows.
    pub(super) async fn take_unnamed(
        &self,
        submit: &Submit,
        id: SubmissionId,
        post: &Stored,
    ) -> Result<Response, Halt> {
        let opened = self.opened;
        // Nothing of it could be found again and set right, so who was as quick as a machine presses once more.
        if post.suspect.is_some_and(|suspect| suspect.rule == SuspectRule::TooFast) {
            return self.again(Notice::Again, StatusCode::UNPROCESSABLE_ENTITY, None);
        }
        let (store, zone) = (&submit.backend.store, opened.survey.zone(&opened.workspace));
        let link = Some(opened.invitation.link());
        match take(store, &opened.workspace.id, &opened.survey, zone, post, link, self.now).await {
            Ok(Taken::New | Taken::Repeated) => {
                let tone = post.score().and_then(|score| opened.survey.measure.tone(score));
                Ok(view::thanks_alone(opened, tone.unwrap_or(Tone::Mid), self.locale)?.into_response())
            }
            Ok(Taken::Used) => Ok(view::used(opened, self.locale, StatusCode::CONFLICT)?.into_response()),
            Ok(Taken::Gone) => Err(Halt::NotFound),
            // A page that lay open until the next period.
            Ok(Taken::Closed) if opened.takes_employees(self.now) => {
                self.again(Notice::Again, StatusCode::UNPROCESSABLE_ENTITY, None)
            }
            Ok(Taken::Closed) => Ok(view::over(opened, self.locale, Over::Closed)?.into_response()),
            Ok(Taken::Refused(_) | Taken::Empty) => self.again(Notice::Again, StatusCode::UNPROCESSABLE_ENTITY, None),
            // With the same id, so that pressing once more is a retry whatever was lost.
            Err(error) => self.again(Notice::Unavailable, Problem::from(error).status(), Some(id)),
        }
    }
}
