//! Answers without their person: on the revision that was read, so that a half that comes at the same time is not lost.

use domain::day::Zone;
use domain::erasure;
use domain::id::{SubmissionId, SurveyId};

use super::Pass;
use crate::item::{Item, Put, key_of, number};
use crate::link_answers::read_answer;
use crate::retention::kept_response_item;
use crate::retry::{TRIES, pause};
use crate::transaction::{delete_on, put};
use crate::{Mark, Result, StoreError, keys};

impl Pass<'_> {
    /// Takes the name from an answer, and what may tell it; then its days are marked.
    pub(super) async fn answer(&mut self, survey: &SurveyId, id: SubmissionId) -> Result<()> {
        // Surveys are never removed; without one nobody knows where its answers lie.
        let Some(survey) = self.survey(survey).await? else { return Ok(()) };
        for attempt in 0..TRIES {
            let Some((response, seen)) = self.store.response(self.ws, &survey, id).await? else { return Ok(()) };
            // Of two people who were named for one answer it is the other's.
            if response.person.as_ref().is_some_and(|named| named != self.person) {
                return Ok(());
            }
            let left = erasure::response(&response, Some(&survey), self.keep_comments);
            if left == response {
                break;
            }
            let item = kept_response_item(self.ws, &response, &left, seen.0 + 1)?;
            let seen = vec![(":seen", number(seen.0))];
            match self.store.put_if(&self.store.tables.data, item, "revision = :seen", seen).await? {
                Put::Done => break,
                Put::Refused(_) if attempt + 1 == TRIES => return Err(StoreError::Contended),
                Put::Refused(_) => pause(attempt).await,
            }
        }
        let date = Zone::utc().date(id.time());
        self.mark(&Mark::Answers { workspace: self.ws.clone(), survey: survey.id, date }).await
    }

    /// The link of a team's own mailer stays answered, where no name is.
    pub(super) async fn signed_link(&mut self, item: Item) -> Result<()> {
        let key = key_of(&item);
        if let Some((survey, id)) = read_answer(item.clone())? {
            self.answer(&survey, id).await?;
        }
        let data = &self.store.tables.data;
        let Some(name) = key.sk.strip_prefix(keys::LINK_PREFIX).and_then(|name| name.parse().ok()) else {
            return self.store.delete(data, &key).await;
        };
        let unnamed = keys::signed_link(self.ws, self.store.names()?.left_link(self.nobody, name));
        let mut moved = item;
        moved.extend(crate::item::address(&unnamed));
        // Where it is gone already, another run has moved it.
        let parts = vec![delete_on(data, &key, "attribute_exists(pk)", vec![])?, put(data, moved, None)?];
        self.store.transact(parts).await.map(drop)
    }
}
