//! What the buckets of a survey should hold, from all its answers at once: one list, one pass after the other, nothing
//! clever. It shares no counting with the rollup, so that the one can find the other's faults.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::bucket::{Cell, MAX_VALUE, Values};
use domain::context::DIMENSIONS;
use domain::day::Zone;
use domain::id::PersonId;
use domain::response::{AddressHash, Response};
use domain::score::SurveyKind;
use domain::survey::{Answer, Survey};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

/// The stretches of time in which people were customers.
pub type Lives = HashMap<PersonId, Vec<(Timestamp, Option<Timestamp>)>>;

/// The cells of each day.
pub type Days<C> = BTreeMap<Date, BTreeMap<Values, C>>;

/// The local day of an instant: the one that has begun and whose next one has not. The date on the wall is it nearly
/// always; where clocks go back over midnight, it may be the one before.
pub fn day_of(at: Timestamp, zone: &Zone) -> Date {
    let wall = zone.date(at);
    let near = [wall.yesterday().ok(), Some(wall), wall.tomorrow().ok()];
    near.into_iter().flatten().find(|day| zone.day(*day).contains(&at)).unwrap_or(wall)
}

/// Counts all answers to a survey.
pub fn count(survey: &Survey, zone: &Zone, limit: u32, answers: &[Response], lives: &Lives) -> Days<Cell> {
    let bursts = bursts(answers, zone, limit);
    let last_words = last_words(answers, zone);
    let asked = asked(survey);
    let mut days: Days<Cell> = BTreeMap::new();
    for answer in answers {
        let day = day_of(answer.id.time(), zone);
        let cell = days.entry(day).or_default().entry(values(answer, survey)).or_default();
        let burst = answer.address.is_some_and(|address| bursts.contains(&(day, address)));
        let suspect = (answer.suspect.is_some() || burst) && !is_vouched_for(answer);
        let relationship = survey.kind == SurveyKind::Relationship;
        let side = match &answer.person {
            _ if suspect => &mut cell.suspect,
            _ if !relationship => &mut cell.scores,
            None => &mut cell.anonymous,
            Some(person) if !lives_at(lives, person, answer.id.time()) => &mut cell.outsiders,
            Some(person) => {
                let quarter = quarter(answer.id.time(), zone);
                let stands = last_words.get(&(person, quarter)).is_none_or(|last| last.id.bits() <= answer.id.bits());
                if stands { &mut cell.scores } else { &mut cell.replaced }
            }
        };
        if let Some(score) = score(answer) {
            side.add(score, 1);
        }
        if std::ptr::eq(side, &raw const cell.scores) {
            for (question, words) in words(answer, survey, &asked) {
                let counts = cell.questions.entry(question).or_default();
                for word in words {
                    *counts.entry(word).or_default() += 1;
                }
            }
        }
    }
    for cells in days.values_mut() {
        cells.retain(|_, cell| *cell != Cell::default());
        super::bounds::keep(cells, n);
    }
    days.retain(|_, cells| !cells.is_empty());
    days
}

fn score(answer: &Response) -> Option<u8> {
    match answer.answers.get("score")?.value {
        Answer::Score(score) => Some(score),
        _ => None,
    }
}

/// Whether the last thing that people said of an answer is that a person gave it.
pub fn is_vouched_for(answer: &Response) -> bool {
    answer.reviews.iter().max_by_key(|review| review.at).is_some_and(|review| review.genuine)
}

fn values(answer: &Response, survey: &Survey) -> Values {
    let own = survey.dimensions.iter().map(String::as_str);
    let value = |name: &str| answer.dimension(name).map(|value| value.chars().take(MAX_VALUE).collect());
    DIMENSIONS.into_iter().chain(own).filter_map(|name| Some((name.to_owned(), value(name)?))).collect()
}

/// The addresses that gave too many answers on a day.
fn bursts(answers: &[Response], zone: &Zone, limit: u32) -> BTreeSet<(Date, AddressHash)> {
    let mut counts: BTreeMap<(Date, AddressHash), u32> = BTreeMap::new();
    for answer in answers {
        let says = answer.answers.values().any(|answer| answer.value != Answer::Cleared);
        if let (true, Some(address)) = (says, answer.address) {
            *counts.entry((day_of(answer.id.time(), zone), address)).or_default() += 1;
        }
    }
    counts.into_iter().filter(|(_, count)| *count > limit).map(|(key, _)| key).collect()
}

fn lives_at(lives: &Lives, person: &PersonId, at: Timestamp) -> bool {
    let spells = lives.get(person).map(Vec::as_slice).unwrap_or_default();
    spells.iter().any(|(from, to)| *from <= at && to.is_none_or(|to| at < to))
}

/// The year and the quarter of an instant's local day.
fn quarter(at: Timestamp, zone: &Zone) -> (i16, i8) {
    let day = day_of(at, zone);
    (day.year(), (day.month() - 1) / 3)
}

/// The last answer with a score of each person in each quarter.
fn last_words<'a>(answers: &'a [Response], zone: &Zone) -> HashMap<(&'a PersonId, (i16, i8)), &'a Response> {
    let mut last: HashMap<_, &Response> = HashMap::new();
    for answer in answers {
        let Some(person) = &answer.person else { continue };
        if score(answer).is_none() || answer.suspect.is_some() && !is_vouched_for(answer) {
            continue;
        }
        let standing = last.entry((person, quarter(answer.id.time(), zone))).or_insert(answer);
        if answer.id.bits() > standing.id.bits() {
            *standing = answer;
        }
    }
    last
}

/// The questions that metrics of the team's own name, each as the survey's list has it.
fn asked(survey: &Survey) -> BTreeMap<String, Option<Value>> {
    fn named(value: &Value, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(map) => {
                found.extend(map.get("question").and_then(Value::as_str).map(str::to_owned));
                map.values().for_each(|value| named(value, found));
            }
            Value::Array(values) => values.iter().for_each(|value| named(value, found)),
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    let definition = survey.definition();
    named(&definition["metrics"], &mut found);
    let list = definition["questions"].as_array().map(Vec::as_slice).unwrap_or_default();
    let of = |id: String| (list.iter().find(|asked| asked["id"] == *id).cloned(), id);
    found.into_iter().map(of).map(|(asked, id)| (id, asked)).collect()
}

/// What was answered to some questions: `""` for an answer at all, and each word of it that could be picked.
fn words(answer: &Response, survey: &Survey, asked: &BTreeMap<String, Option<Value>>) -> Vec<(String, Vec<String>)> {
    let standing = answer.answers.iter().filter(|(_, answer)| answer.value != Answer::Cleared);
    standing
        .filter_map(|(id, answer)| Some((id, answer, asked.get(id)?.as_ref())))
        .map(|(id, answer, asked)| {
            let spelled = survey.spell(id, &answer.value);
            let word = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let given = match &spelled {
                Value::Array(options) => options.iter().map(word).collect(),
                one => vec![word(one)],
            };
            let words = given.into_iter().filter(|word| is_counted(id, asked, word)).collect();
            (id.clone(), [vec![String::new()], words].concat())
        })
        .collect()
}

/// Whether a word is one of those that a question still offers. Free text is none; of what every survey asks, which stands in
/// no list, only the score is picked.
fn is_counted(id: &str, asked: Option<&Value>, word: &str) -> bool {
    let Some(asked) = asked else { return id == "score" };
    match asked["options"].as_array() {
        // Options are told apart by their ids; those of a question of yes and no are the words themselves.
        Some(options) => options.iter().any(|option| option["id"] == word || option == word),
        None => !matches!(asked["type"].as_str(), Some("text" | "contact")),
    }
}

/// How many answers a cell holds.
fn n(cell: &Cell) -> u64 {
    [&cell.scores, &cell.suspect, &cell.anonymous, &cell.outsiders, &cell.replaced].iter().map(|side| side.n()).sum()
}
