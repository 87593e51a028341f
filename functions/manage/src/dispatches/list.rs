//! `GET /v1/dispatches`: newest first, page by page. Those of some days are read by key from the newest backwards, those of
//! a person from what stands with them; never more of them is looked at than a page's budget.

mod page;
mod wanted;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use domain::day::Zone;
use domain::id::{DispatchId, PersonId};
use domain::input::{Problems, Refusal, parsed};
use http::header;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;
use store::PersonDispatch;
use web::auth::Reader;
use web::backend::Backend;
use web::cursor;
use web::problem::Problem;
use web::query::Query;

use self::page::{Page, Reading};
use self::wanted::{Wanted, days, instants, status};
use web::paging::Paging;
use crate::workspace::settings;

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

/// Handles the call.
pub async fn list(Reader(caller): Reader, State(backend): State<Backend>, query: Query) -> Result<Response, Problem> {
    let ws = &caller.workspace;
    let selection = format!("dispatches {}", query.selection());
    let workspace = settings(&backend, ws).await?;
    let mut fields = query.fields()?;
    let survey = fields.optional("survey", parsed);
    let known = match &survey {
        Some(id) => backend.store.survey(ws, id).await?,
        None => None,
    };
    let zone = known.as_ref().map_or(&workspace.time_zone, |survey| survey.zone(&workspace));
    let person = fields.optional("person", parsed);
    let status = fields.optional("status", status);
    let days = days(&mut fields, zone.date(backend.now()), person.is_some());
    let paging = Paging::read(&mut fields);
    fields.finish(|| Some(()))?;
    if survey.is_some() && known.is_none() {
        return Err(Problem::not_found("survey"));
    }
    let at = if let Some(text) = paging.after(&backend, ws, &selection)? {
        let refusal = || Refusal::new("invalid_cursor", "begin the list again, without a cursor");
        Position::read(&text).ok_or_else(|| Problems::one("cursor", refusal()))?
    } else {
        let instants = instants(days, zone, backend.now());
        Position { from: instants.start, end: instants.end, place: String::new() }
    };
    let wanted = Wanted { survey, person, status, from: at.from, end: at.end };
    let reading = Reading { backend: &backend, ws, wanted: &wanted };
    let mut page = Page::of(paging.limit);
    let next = match &wanted.person {
        Some(person) => of_person(&reading, person, &at.place, &mut page).await?,
        None => of_days(&reading, &at.place, &mut page).await?,
    };
    let next = next.map(|place| cursor::seal(&backend, ws, &selection, &Position { place, ..at }.write()));
    // The rows are JSON texts already: they were measured for the page's size.
    let body = format!(r#"{{"data":[{}],"next_cursor":{}}}"#, page.rows().join(","), json!(next));
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}

/// Fills a page with dispatches of days, backwards from a place: a UTC date, and a position in it. The place where it goes
/// on; none at the end.
async fn of_days(reading: &Reading<'_>, place: &str, page: &mut Page) -> Result<Option<String>, Problem> {
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
    page: &mut Page,
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
