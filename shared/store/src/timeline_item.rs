//! The item of a timeline, and back; whatever does not read back is an error with its key.

use std::collections::{BTreeMap, BTreeSet};

use domain::timeline::customer::Spell;
use domain::timeline::ticket::Summary;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::item::{Item, bad, from_item, key_of, to_item};
use crate::keys::Key;
use crate::timelines::{Opening, TicketPlace, Timeline, TimelineFence};
use crate::{Result, StoreError};

#[derive(Serialize, Deserialize)]
struct PlaceItem {
    person: String,
    opened_at: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    resolved_at: Option<i64>,
}

#[derive(Serialize, Deserialize)]
struct OpeningItem {
    person: String,
    at: i64,
}

#[derive(Serialize, Deserialize)]
struct TimelineItem {
    fence: u64,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    days: BTreeMap<Date, String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    spells: Vec<(i64, Option<i64>)>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    untold: BTreeSet<Date>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    spells_untold: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    place: Option<PlaceItem>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    told: Option<OpeningItem>,
}

fn write_place(place: &TicketPlace) -> PlaceItem {
    let Summary { opened_at, resolved_at } = place.summary;
    PlaceItem {
        person: place.person.to_string(),
        opened_at: opened_at.as_millisecond(),
        resolved_at: resolved_at.map(Timestamp::as_millisecond),
    }
}

fn write_opening(opening: &Opening) -> OpeningItem {
    OpeningItem { person: opening.person.to_string(), at: opening.at.as_millisecond() }
}

/// The item of a timeline under a fence.
pub(crate) fn write(key: &Key, timeline: &Timeline, fence: TimelineFence) -> Result<Item> {
    let span = |spell: &Spell| (spell.from.as_millisecond(), spell.to.map(Timestamp::as_millisecond));
    let item = TimelineItem {
        fence: fence.0,
        days: timeline.days.clone(),
        spells: timeline.spells.iter().map(span).collect(),
        untold: timeline.untold.clone(),
        spells_untold: timeline.spells_untold,
        place: timeline.place.as_ref().map(write_place),
        told: timeline.told.as_ref().map(write_opening),
    };
    to_item(key, &item)
}

/// A time that was stored in Unix milliseconds.
pub(crate) fn stored_millis(key: &Key, ms: i64) -> Result<Timestamp> {
    Timestamp::from_millisecond(ms).map_err(|error| bad(key, &error))
}

/// The timeline of an item, and its fence.
pub(crate) fn read(item: Item) -> Result<(TimelineFence, Timeline)> {
    let key = key_of(&item);
    let item: TimelineItem = from_item(item)?;
    let time = |ms: i64| stored_millis(&key, ms);
    let person = |id: String| id.parse().map_err(|error| bad(&key, &error));
    let place = |place: PlaceItem| {
        let resolved_at = place.resolved_at.map(time).transpose()?;
        let summary = Summary { opened_at: time(place.opened_at)?, resolved_at };
        Ok::<_, StoreError>(TicketPlace { person: person(place.person)?, summary })
    };
    let opening =
        |opening: OpeningItem| Ok::<_, StoreError>(Opening { person: person(opening.person)?, at: time(opening.at)? });
    let spell = |(from, to): (i64, Option<i64>)| Ok(Spell { from: time(from)?, to: to.map(time).transpose()? });
    let timeline = Timeline {
        days: item.days,
        spells: item.spells.into_iter().map(spell).collect::<Result<_>>()?,
        untold: item.untold,
        spells_untold: item.spells_untold,
        place: item.place.map(place).transpose()?,
        told: item.told.map(opening).transpose()?,
    };
    Ok((TimelineFence(item.fence), timeline))
}
