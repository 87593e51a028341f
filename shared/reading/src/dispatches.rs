//! Dispatches as somebody who may read sees them: one, and a list, newest first, page by page. Those of some days are read by
//! key from the newest backwards, those of a person from what stands with them; never more of them is looked at than a
//! page's budget.

mod page;
mod surveys;
mod wanted;

use domain::day::Zone;
use domain::dispatch::Dispatch;
use domain::id::{DispatchId, PersonId, SubmissionId, WorkspaceId};
use domain::input::{Problems, Refusal, parsed};
use domain::message::Status;
use domain::workspace::Workspace;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Value, json};
use store::{LinkState, PersonDispatch};
use web::backend::Backend;
use web::cursor;
use web::paging::Paging;
use web::problem::Problem;
use web::query::Query;

use page::{Filling, Reading};
use surveys::Surveys;
use wanted::{Wanted, days, instants, status};

/// The status of a dispatch that somebody answered.
pub const RESPONDED: &str = "responded";

/// The most days that are looked into for one page, by one query each where they are empty.
const QUERIES: usize = 100;
/// The most entries of days that are read for one page, whether they are wanted or not.
const ENTRIES: usize = 5000;
/// The most entries that one query reads.
const AT_ONCE: usize = 250;

/// Where a list goes on: within the instants that it was asked for at first, so that midnight does not move it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Position {
    from: Timestamp,
    end: Timestamp,
    /// The place in the days or among those of the person; empty at the beginning.
    place: String,
}

impl Position {
    fn write(&self) -> String {
        format!("{} {} {}", self.from, self.end, self.place)
    }

    fn read(text: &str) -> Option<Self> {
        let (from, rest) = text.split_once(' ')?;
        let (end, place) = rest.split_once(' ')?;
        Some(Self { from: from.parse().ok()?, end: end.parse().ok()?, place: place.to_owned() })
    }
}

/// A dispatch of a list.
#[derive(Clone, Debug)]
pub struct Row {
    /// The dispatch.
    pub dispatch: Dispatch,
    /// The answer to it that counts, as far as that may be known.
    pub answered_by: Option<SubmissionId>,
    /// The same as the API shows it.
    pub json: String,
}

impl Row {
    fn of(dispatch: Dispatch, answered_by: Option<SubmissionId>) -> Self {
        let row = Self { dispatch, answered_by, json: String::new() };
        Self { json: row.shown().to_string(), ..row }
    }

    /// The dispatch as somebody who may read sees it.
    pub fn shown(&self) -> Value {
        let mut value = self.dispatch.to_json();
        if self.answered_by.is_some() {
            value["status"] = json!(RESPONDED);
            value["reason"] = Value::Null;
            value["eligible_at"] = Value::Null;
        }
        value
    }

    /// Where it stands, as the API says it: the newest message's status, or that it was answered.
    pub fn status(&self) -> &'static str {
        let newest = self.dispatch.messages.last().map_or(Status::Scheduled, |message| message.now().status);
        if self.answered_by.is_some() { RESPONDED } else { newest.name() }
    }
}

/// A page of a list.
#[derive(Debug)]
pub struct Page {
    /// The dispatches, newest first.
    pub rows: Vec<Row>,
    /// What continues the list.
    pub next_cursor: Option<String>,
}

/// Under which id somebody answered. What a machine wrote that followed the link is no answer yet: a person may still come.
/// Which of the employees answered is known to nobody.
async fn answered_by(
    backend: &Backend,
    ws: &WorkspaceId,
    surveys: &Surveys,
    dispatch: &Dispatch,
) -> Result<Option<SubmissionId>, Problem> {
    let LinkState::Answered(id) = backend.store.link(ws, &dispatch.person, dispatch.id).await? else {
        return Ok(None);
    };
    let Some(survey) = surveys.get(&backend.store, ws, &dispatch.survey).await? else { return Ok(Some(id)) };
    let standing = backend.store.response(ws, &survey, id).await?;
    Ok(standing.is_none_or(|(response, _)| response.suspicion().is_none()).then_some(id))
}

/// One dispatch.
///
/// # Errors
/// 404 where this workspace has none of that id.
pub async fn one(backend: &Backend, ws: &WorkspaceId, id: DispatchId) -> Result<Row, Problem> {
    let dispatch = backend.store.dispatch(ws, id).await?.ok_or_else(|| Problem::not_found("dispatch"))?;
    let answered_by = answered_by(backend, ws, &Surveys::default(), &dispatch).await?;
    Ok(Row::of(dispatch, answered_by))
}

/// Answers a query of `GET /v1/dispatches`.
///
/// # Errors
/// Every parameter that is not right; 404 for a survey that is not there.
pub async fn list(backend: &Backend, workspace: &Workspace, query: &Query) -> Result<Page, Problem> {
    let ws = &workspace.id;
    let selection = format!("dispatches {}", query.selection());
    let mut fields = query.fields()?;
    let survey = fields.optional("survey", parsed);
    let known = match &survey {
        Some(id) => backend.store.survey(ws, id).await?,
        None => None,
    };
    let zone = known.as_ref().map_or(&workspace.time_zone, |survey| survey.zone(workspace));
    let person = fields.optional("person", parsed);
    let status = fields.optional("status", status);
    let days = days(&mut fields, zone.date(backend.now()), person.is_some());
    let paging = Paging::read(&mut fields);
    fields.finish(|| Some(()))?;
    if survey.is_some() && known.is_none() {
        return Err(Problem::not_found("survey"));
    }
    let at = if let Some(text) = paging.after(backend, ws, &selection)? {
        let refusal = || Refusal::new("invalid_cursor", "begin the list again, without a cursor");
        Position::read(&text).ok_or_else(|| Problems::one("cursor", refusal()))?
    } else {
        let instants = instants(days, zone, backend.now());
        Position { from: instants.start, end: instants.end, place: String::new() }
    };
    let wanted = Wanted { survey, person, status, from: at.from, end: at.end };
    let reading = Reading { backend, ws, wanted: &wanted, surveys: Surveys::of(known) };
    let mut page = Filling::of(paging.limit);
    let next = match &wanted.person {
        Some(person) => of_person(&reading, person, &at.place, &mut page).await?,
        None => of_days(&reading, &at.place, &mut page).await?,
    };
    let next_cursor = next.map(|place| cursor::seal(backend, ws, &selection, &Position { place, ..at }.write()));
    Ok(Page { rows: page.into_rows(), next_cursor })
}

/// Fills a page with dispatches of days, backwards from a place: a UTC date, and a position in it. The place where it goes
/// on; none at the end.
async fn of_days(reading: &Reading<'_>, place: &str, page: &mut Filling) -> Result<Option<String>, Problem> {
    let (wanted, utc) = (reading.wanted, Zone::utc());
    if wanted.from >= wanted.end {
        return Ok(None);
    }
    let (date, after) = place.split_once(' ').unwrap_or((place, ""));
    let newest = utc.date(wanted.end - jiff::SignedDuration::from_nanos(1));
    let mut date = date.parse::<Date>().unwrap_or(newest);
    let mut after = Some(after.to_owned()).filter(|after| !after.is_empty());
    let write = |date: Date, after: Option<&str>| format!("{date} {}", after.unwrap_or_default());
    let mut entries = 0;
    for _ in 0..QUERIES {
        // Without a filter no more is read than is shown.
        let most = if wanted.is_everything() { page.room() } else { AT_ONCE };
        let found = reading.backend.store.dispatches_of_day(reading.ws, date, after.as_deref(), most).await?;
        entries += found.items.len();
        let own: Vec<_> = found.items.iter().filter(|entry| wanted.takes(entry)).collect();
        let ids: Vec<_> = own.iter().map(|entry| entry.dispatch).collect();
        let done = page.look(reading, &ids).await?;
        if done < ids.len() {
            let last = done.checked_sub(1).and_then(|last| own.get(last)).map(|entry| entry.position(reading.ws));
            return Ok(Some(write(date, last.as_deref().or(after.as_deref()))));
        }
        after = found.next;
        if after.is_none() {
            match date.yesterday() {
                Ok(before) if date > utc.date(wanted.from) => date = before,
                _ => return Ok(None),
            }
        }
        if page.room() == 0 || page.is_spent() || entries >= ENTRIES {
            break;
        }
    }
    Ok(Some(write(date, after.as_deref())))
}

/// Fills a page with dispatches to a person, after a place: the name of the last one. The place where it goes on; none at
/// the end.
async fn of_person(
    reading: &Reading<'_>,
    person: &PersonId,
    place: &str,
    page: &mut Filling,
) -> Result<Option<String>, Problem> {
    let wanted = reading.wanted;
    let of_survey = |one: &PersonDispatch| wanted.survey.as_ref().is_none_or(|survey| *survey == one.survey);
    let found = reading.backend.store.dispatches_of_person(reading.ws, person).await?;
    let mut names: Vec<(String, DispatchId)> = found
        .into_iter()
        .filter(of_survey)
        .map(|one| (web::paging::newest_first(one.created_at, one.dispatch), one.dispatch))
        .collect();
    names.sort();
    let rest: Vec<_> = names.into_iter().filter(|(name, _)| name.as_str() > place).collect();
    let ids: Vec<_> = rest.iter().map(|(_, id)| *id).collect();
    let done = page.look(reading, &ids).await?;
    let last = done.checked_sub(1).and_then(|last| rest.get(last)).map(|(name, _)| name.clone());
    Ok((done < rest.len()).then(|| last.unwrap_or_else(|| place.to_owned())))
}
