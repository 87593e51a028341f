//! Takes the answer of an employee in: whole, once, and so that nobody can tell whose it was. There is no way to read it
//! again, to go on with it or to change it; a repeat is known while its period runs, and not after.
//!
//! Which period an answer belongs to is told by its id's own time, which every retry repeats, and never by the clock here.

use domain::day::Zone;
use domain::enps::{Row, Secret};
use domain::id::WorkspaceId;
use domain::input::Refusal;
use domain::response::Response;
use domain::survey::Survey;
use jiff::Timestamp;
use store::{EnpsLink, Gate, PeriodOf, Store, StoreError, StoredRow};

use crate::accept::Link;

/// What became of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is new.
    New,
    /// It was taken in before, and its reply lost.
    Repeated,
    /// The link was used for another answer.
    Used,
    /// The link is gone: its person was erased.
    Gone,
    /// No period that it could belong to takes answers.
    Closed,
    /// It has no score, and so nothing to count.
    Empty,
    /// The id is too old or too new for a new answer.
    Refused(Refusal),
}

impl<'a> From<Link<'a>> for EnpsLink<'a> {
    fn from(link: Link<'a>) -> Self {
        match link {
            Link::Dispatch(id, person) => Self::Dispatch(person, id),
            Link::Signed(name, person) => Self::Signed(name, person),
        }
    }
}

/// Takes an answer in. `post` is the answer as it came, with all that its link knows: what may be kept of it is taken from
/// there, and the rest forgotten.
///
/// # Errors
/// What the database says, and [`StoreError::Unavailable`] where the system gives no randomness.
pub async fn take(
    store: &Store,
    ws: &WorkspaceId,
    survey: &Survey,
    zone: &Zone,
    post: &Response,
    link: Option<Link<'_>>,
    now: Timestamp,
) -> Result<Taken, StoreError> {
    let Some(enps) = &survey.enps else { return Ok(Taken::Closed) };
    let Some(row) = Row::of(post, enps) else { return Ok(Taken::Empty) };
    let period = enps.period_at(zone, post.id.time()).filter(|period| period.takes_answers(zone, now));
    let Some(period) = period else { return Ok(Taken::Closed) };
    let of = PeriodOf { workspace: ws, survey: &survey.id, period };
    let gate = store.enps_gate(of).await?;
    let refused = post.check_age(now).err();
    // What was taken in before is known, however old it has become, and also where nothing new is taken in.
    if survey.archived || refused.is_some() {
        let known = match &gate {
            Some(Gate::Open(secret)) => store.has_enps_row(of, secret, post.id).await?,
            _ => false,
        };
        return Ok(match refused {
            _ if known => Taken::Repeated,
            Some(refusal) if !survey.archived => Taken::Refused(refusal),
            _ => Taken::Closed,
        });
    }
    let secret = match gate {
        Some(Gate::Open(secret)) => secret,
        Some(Gate::Closed { .. }) => return Ok(Taken::Closed),
        None => match store.open_enps_gate(of, fresh_secret()?).await? {
            Gate::Open(secret) => secret,
            Gate::Closed { .. } => return Ok(Taken::Closed),
        },
    };
    // A machine that follows a link must not use it up before the person comes.
    let link = link.filter(|_| !row.suspect).map(EnpsLink::from);
    Ok(match store.put_enps_row(of, &secret, post.id, &row, link).await? {
        StoredRow::New => Taken::New,
        StoredRow::Repeated => Taken::Repeated,
        StoredRow::Used => Taken::Used,
        StoredRow::Gone => Taken::Gone,
        StoredRow::Closed => Taken::Closed,
    })
}

fn fresh_secret() -> Result<Secret, StoreError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| StoreError::Unavailable(error.to_string()))?;
    Ok(Secret::new(bytes))
}
