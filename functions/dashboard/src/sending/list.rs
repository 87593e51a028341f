//! The newest dispatches of the view's days, as `GET /v1/dispatches` lists them, with its filters and cursors.

use domain::message::Status;
use http::StatusCode;
use reading::dispatches::{self, RESPONDED, Row as Found};
use web::problem::Problem;

use super::{Asking, Choice, person_of, status_of, why};
use crate::moment::Moment;
use crate::view::{View, segment};

/// How many dispatches stand on a page.
const LIMIT: &str = "25";

/// A page of the list.
#[derive(Debug)]
pub struct List {
    /// The dispatches, newest first.
    pub rows: Vec<Row>,
    /// What can be chosen of the statuses.
    pub statuses: Vec<Choice>,
    /// The next page.
    pub older: Option<String>,
    /// The first page.
    pub newest: Option<String>,
    /// Whether the filter or the cursor can't be read.
    pub wrong: bool,
    status: Option<String>,
}

impl List {
    /// What it is filtered by.
    pub fn pairs(&self) -> Option<(&'static str, &str)> {
        self.status.as_deref().map(|status| ("status", status))
    }
}

/// A dispatch in the list.
#[derive(Debug)]
pub struct Row {
    /// Its id.
    pub id: String,
    /// Its page.
    pub link: String,
    /// When it was asked for.
    pub at: Moment,
    /// The survey's name.
    pub survey: String,
    /// For whom: the team's own id.
    pub person: String,
    /// How.
    pub channel: String,
    /// Where it stands, in the word of the API.
    pub status: &'static str,
    /// The same in words.
    pub status_name: String,
    /// Why, where there is a reason.
    pub reason: Option<String>,
}

/// Reads the page of the list that the view asks for.
pub(super) async fn read(asking: &Asking<'_>) -> Result<List, Problem> {
    let (view, own) = (asking.view, |name| asking.view.own(name));
    let mut asked = vec![("limit", LIMIT)];
    asked.extend(asking.chosen.map(|survey| ("survey", survey.id.as_str())));
    asked.extend(["status", "cursor"].into_iter().filter_map(|name| Some((name, own(name)?))));
    let (page, wrong) = match dispatches::list(asking.backend, &view.workspace, &view.query(&asked)).await {
        Ok(page) => (page, false),
        Err(problem) if problem.status() == StatusCode::BAD_REQUEST => {
            (dispatches::Page { rows: Vec::new(), next_cursor: None }, true)
        }
        Err(problem) => return Err(problem),
    };
    let names = asking.names();
    let row = |found: &Found| {
        let survey = found.dispatch.survey.as_str();
        row(found, names.get(survey).copied().unwrap_or(survey), view)
    };
    Ok(List {
        rows: page.rows.iter().map(row).collect(),
        statuses: statuses(view),
        older: page.next_cursor.as_deref().map(|cursor| view.here_with(&[("cursor", cursor)])),
        newest: own("cursor").map(|_| view.here_with(&[("cursor", "")])),
        wrong,
        status: own("status").map(str::to_owned),
    })
}

fn statuses(view: &View) -> Vec<Choice> {
    let sent = view.own("status").unwrap_or_default();
    let choice = |value: &str, id: &str| Choice { value: value.to_owned(), name: view.say(id), chosen: value == sent };
    let names = Status::ALL.iter().map(|status| status.name()).chain([RESPONDED]);
    let own = names.map(|name| choice(name, &format!("status-{name}")));
    std::iter::once(choice("", "sending-any-status")).chain(own).collect()
}

fn row(found: &Found, survey: &str, view: &View) -> Row {
    let dispatch = &found.dispatch;
    let id = dispatch.id.to_string();
    let status = found.status();
    let newest = dispatch.messages.last().filter(|_| status != RESPONDED);
    let reason = newest.and_then(|message| message.now().reason);
    Row {
        link: view.link(&format!("/dispatches/{}", segment(&id))),
        at: Moment::of(dispatch.created_at, &view.workspace.time_zone, view),
        survey: survey.to_owned(),
        person: person_of(dispatch, view),
        channel: view.say(&format!("channel-{}", dispatch.channel.name())),
        status,
        status_name: status_of(found, view),
        reason: reason.map(|reason| why(reason, view)),
        id,
    }
}
