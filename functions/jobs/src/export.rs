//! Writes one export: the rows of its survey, newest first, page by page into its file. Nothing is kept between runs; one
//! that begins anew takes the export over, and the file is put over whatever the one before it left.

use std::time::Duration;

use domain::export::{Asked, Export, Failed, State, TRIES};
use domain::id::{ExportId, WorkspaceId};
use domain::input::Fields;
use domain::survey::Survey;
use domain::workspace::Workspace;
use files::Draft;
use jiff::Timestamp;
use reading::responses::Filter;
use reading::rows::{Answers, Versions, Writer};
use serde_json::Value;
use store::ExportRun;
use uuid::Uuid;
use web::query::Days;

use crate::{JobError, Jobs};

/// After how many bytes a run tells how far it is, and hears whether it is still wanted.
const TELL: u64 = 4 * 1024 * 1024;

/// How a run ended that met no error.
enum Written {
    /// All rows are in the draft.
    Whole,
    /// There will be no file.
    No(Failed),
    /// The export is no longer this run's: it was taken back, or another run has taken it over.
    Lost,
}

/// How much was written.
#[derive(Clone, Copy, Default)]
struct Size {
    rows: u64,
    bytes: u64,
}

impl Jobs {
    /// Writes an export, if it still runs.
    pub(crate) async fn export(&self, ws: &WorkspaceId, id: ExportId) -> Result<(), JobError> {
        tracing::Span::current().record("workspace", ws.as_str());
        let Some((export, run)) = self.store.begin_export(ws, id, Uuid::new_v4()).await? else {
            return self.drop_leftover(ws, id).await;
        };
        if export.tries > TRIES {
            // Every run before this one died where it could not say so.
            self.store.fail_export(&run, Failed::GaveUp).await?;
            return Ok(());
        }
        let written = self.write(ws, &export, &run).await;
        if written.is_err() && export.tries == TRIES {
            self.store.fail_export(&run, Failed::GaveUp).await?;
        }
        written
    }

    /// A file that was finished by a run which could not say so any more, of an export that was taken back since.
    async fn drop_leftover(&self, ws: &WorkspaceId, id: ExportId) -> Result<(), JobError> {
        match self.store.export(ws, id).await? {
            Some(export) if matches!(export.state, State::Failed(_)) => Ok(self.files.delete(export.file()).await?),
            _ => Ok(()),
        }
    }

    async fn write(&self, ws: &WorkspaceId, export: &Export, run: &ExportRun) -> Result<(), JobError> {
        let survey = self.store.survey(ws, &export.asked.survey).await?;
        let survey = survey.ok_or(JobError::Unanswerable("survey_gone"))?;
        if survey.enps.is_some() {
            // It was nobody's yet when it was asked for.
            self.store.fail_export(run, Failed::Anonymous).await?;
            return Ok(());
        }
        let (mut draft, mut size) = (self.files.begin(export.file()).await?, Size::default());
        match self.fill(ws, export, survey, run, &mut *draft, &mut size).await {
            Ok(Written::Whole) => draft.finish().await?,
            ended => {
                // What is dropped here anyhow goes by itself.
                let _ = draft.discard().await;
                if let Written::No(why) = ended? {
                    self.store.fail_export(run, why).await?;
                }
                return Ok(());
            }
        }
        if self.store.finish_export(run, size.rows, size.bytes).await? {
            tracing::info!(export = %export.id, rows = size.rows, bytes = size.bytes, "an export is written");
            return Ok(());
        }
        self.drop_leftover(ws, export.id).await
    }

    async fn fill(
        &self,
        ws: &WorkspaceId,
        export: &Export,
        survey: Survey,
        run: &ExportRun,
        draft: &mut dyn Draft,
        size: &mut Size,
    ) -> Result<Written, JobError> {
        let (asked, began) = (&export.asked, self.clock.now());
        let filter = filter(asked, &survey)?;
        let workspace = self.store.workspace(ws).await?.unwrap_or_else(|| Workspace::new(ws.clone()));
        let versions = Versions::read(&self.store, ws, survey).await?;
        let writer = Writer::new(asked.format, asked.bom, std::slice::from_ref(&versions));
        let days = Days { first: asked.first, last: asked.last };
        let answers = Answers::of(&self.store, &workspace, &versions, days, began);
        let mut answers = answers.map_err(|problem| JobError::Unanswerable(problem.code()))?;
        let (mut page, mut told) = (writer.head(), 0);
        loop {
            draft.write(&page).await?;
            size.bytes += u64::try_from(page.len()).unwrap_or(u64::MAX);
            if size.bytes >= told + TELL {
                told = size.bytes;
                if !self.store.note_export(run, size.rows, size.bytes).await? {
                    return Ok(Written::Lost);
                }
            }
            if self.is_late(began) {
                return Ok(Written::No(Failed::TooLong));
            }
            let Some(rows) = answers.next().await? else { break };
            page.clear();
            for row in rows.iter().filter(|row| filter.lets(&row.response)) {
                page.extend(writer.row(row, &versions));
                size.rows += 1;
            }
        }
        // Once more before the file gets its name: a draft that nobody wants never becomes one.
        let wanted = self.store.note_export(run, size.rows, size.bytes).await?;
        Ok(if wanted { Written::Whole } else { Written::Lost })
    }

    fn is_late(&self, began: Timestamp) -> bool {
        let taken: Duration = self.clock.now().duration_since(began).try_into().unwrap_or_default();
        self.patience.is_some_and(|patience| taken >= patience)
    }
}

/// The filters of an export, as they were asked for.
fn filter(asked: &Asked, survey: &Survey) -> Result<Filter, JobError> {
    let spelled: Value =
        asked.filters.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect();
    let read = Fields::of(&spelled, "").and_then(|mut fields| {
        let filter = Filter::read(&mut fields, survey);
        fields.finish(|| Some(filter))
    });
    read.map_err(|_| JobError::Unanswerable("filters"))
}
