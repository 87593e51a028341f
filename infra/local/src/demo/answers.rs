//! Made answers of customers: scores that get slowly better, some with a comment, a few that look like a machine's.

use domain::context::{Channel, Properties, Property};
use domain::day::{Zone, days};
use domain::id::{SubmissionId, WorkspaceId};
use domain::locale::Locale;
use domain::posted::Posted;
use domain::response::{Response, Suspect, SuspectRule};
use domain::score::{Metric, Tone};
use domain::stamped::{Stamped, stamp};
use domain::survey::{COMMENT, Survey};
use futures::{TryStreamExt, stream};
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde_json::{Value, json};
use store::Store;

use super::dice::Dice;
use super::facts::AGENTS;
use super::{AT_ONCE, DAYS};
use crate::rollup::progress;

/// The id of the question that follows a low score.
const MISSING: &str = "missing";

/// A survey of the demo.
struct Made {
    id: &'static str,
    name: &'static str,
    metric: &'static str,
    touchpoint: &'static str,
    /// How many of a hundred are content.
    good: u64,
    /// How many answers come on a working day at most.
    busy: u64,
    /// For how many days it has been asked.
    days: i64,
}

const SURVEYS: [Made; 5] = [
    Made {
        id: "nps",
        name: "After the purchase",
        metric: "nps",
        touchpoint: "purchase",
        good: 58,
        busy: 14,
        days: DAYS,
    },
    Made { id: "csat", name: "After a ticket", metric: "csat", touchpoint: "support", good: 70, busy: 12, days: DAYS },
    Made { id: "ces", name: "How easy it was", metric: "ces", touchpoint: "support", good: 55, busy: 12, days: DAYS },
    Made { id: "found", name: "Did you find it?", metric: "gcr", touchpoint: "website", good: 61, busy: 9, days: DAYS },
    Made {
        id: "pickup",
        name: "Pick-up, since this week",
        metric: "csat",
        touchpoint: "delivery",
        good: 80,
        busy: 1,
        days: 3,
    },
];

/// Makes the surveys and what people answered without an invitation of ours.
pub async fn fill(store: &Store, ws: &WorkspaceId, zone: &Zone, now: Timestamp) -> anyhow::Result<Vec<Survey>> {
    let mut surveys = Vec::new();
    let mut answers = Vec::new();
    for made in SURVEYS {
        let survey = made.survey()?;
        store.put_survey(ws, &survey).await?;
        let today = zone.date(now);
        let mut dice = Dice(0x5eed ^ (made.good << 8));
        for (age, day) in days(today.checked_sub(made.days.days())?, today).enumerate() {
            let start = zone.start(day);
            // Weekends are quieter, and things get slowly better.
            let busy = if day.weekday().to_monday_zero_offset() < 5 { made.busy } else { made.busy.div_ceil(2) };
            for _ in 0..dice.roll(busy) + made.busy.min(3) {
                let at = start + SignedDuration::from_secs(i64::try_from(8 * 3600 + dice.roll(12 * 3600))?);
                if at < now {
                    let channel = dice.pick(&[Channel::Link, Channel::App, Channel::App, Channel::Web]);
                    answers.push(answer(&survey, at, made.good + age as u64 / 8, channel, &mut dice)?);
                }
            }
        }
        surveys.push(survey);
    }
    let bar = progress(answers.len());
    let writes = stream::iter(answers.iter().map(Ok::<_, anyhow::Error>));
    writes
        .try_for_each_concurrent(AT_ONCE, |response| async {
            store.put_response(ws, response).await?;
            bar.inc(1);
            Ok(())
        })
        .await?;
    bar.finish_and_clear();
    Ok(surveys)
}

impl Made {
    fn survey(&self) -> anyhow::Result<Survey> {
        let mut definition = json!({"name": self.name, "metric": self.metric, "touchpoint": self.touchpoint});
        if self.id == "csat" {
            (definition["look"], definition["questions"]) = (json!("stars"), what_was_missing());
            definition["metrics"] = json!([{
                "id": "too_slow", "kind": "share",
                "name": {
                    "en": "Too slow, of those let down", "lv": "Par lēnu, no neapmierinātajiem",
                    "lt": "Per lėta, iš nusivylusiųjų", "ru": "Слишком медленно, из недовольных",
                },
                "of": {"question": MISSING, "any_of": ["speed"]}, "among": {"question": MISSING},
            }]);
        }
        if self.metric == "gcr" {
            definition["goal"] = json!("Find a coffee");
        }
        Ok(Survey::parse(self.id.parse()?, 1, &definition)?)
    }
}

/// A question for those who were let down: it is asked after a low score alone.
fn what_was_missing() -> Value {
    let option =
        |id: &str, [en, lv, lt, ru]: [&str; 4]| json!({"id": id, "text": {"en": en, "lv": lv, "lt": lt, "ru": ru}});
    json!([{
        "id": MISSING,
        "type": "choice",
        "text": {
            "en": "What was missing?", "lv": "Kā pietrūka?", "lt": "Ko pritrūko?", "ru": "Чего не хватило?",
        },
        "options": [
            option("speed", ["A quick answer", "Ātras atbildes", "Greito atsakymo", "Быстрого ответа"]),
            option("knowledge", ["Somebody who knew", "Zinoša speciālista", "Išmanančio specialisto", "Знающего специалиста"]),
            option("kindness", ["A kind word", "Laipnības", "Malonaus žodžio", "Приветливости"]),
        ],
        "show_if": {"question": "score", "at_most": 3},
    }])
}

/// One made answer; `good` of a hundred are content.
pub fn answer(
    survey: &Survey,
    at: Timestamp,
    good: u64,
    channel: Channel,
    dice: &mut Dice,
) -> anyhow::Result<Response> {
    let agent = dice.pick(&AGENTS);
    // One of them is better with people than the others.
    let score = score(survey, if agent == "olga" { good + 12 } else { good }, dice);
    let mut random = [0; 10];
    random[..8].copy_from_slice(&dice.next().to_be_bytes());
    let locale = dice.pick(&[Locale::Lv, Locale::Lv, Locale::Lv, Locale::Ru, Locale::En, Locale::Lt]);
    let spelled = survey.measure.scale().choice(score).map_or_else(|| json!(score), |word| json!(word));
    let mut answers = json!({"score": spelled});
    if survey.question(MISSING).is_some() && score <= 3 {
        answers[MISSING] = json!(dice.pick(&["speed", "speed", "knowledge", "kindness"]));
    }
    if survey.measure.metric() != Metric::Gcr && dice.roll(5) == 0 {
        answers[COMMENT] = json!(comment(survey.measure.tone(score).unwrap_or(Tone::Mid), locale, dice));
    }
    let body = json!({
        "submission_id": SubmissionId::from_parts(at, random).to_string(),
        "survey": survey.id.as_str(),
        "answers": answers,
        "answered_at": at.to_string(),
    });
    let mut response = Posted::parse(&body, survey, at)?.response;
    response.channel = Some(Stamped { value: channel, at });
    response.locale = Some(Stamped { value: locale, at });
    response.segment =
        dice.pick(&[Some("regulars"), Some("regulars"), Some("new"), Some("offices"), None]).map(str::to_owned);
    let mut properties = Properties::default();
    if dice.roll(3) == 0 {
        let touchpoint = dice.pick(&["website", "delivery", "returns"]);
        properties.set("touchpoint", Property::Text(touchpoint.to_owned()));
    }
    properties.set("agent", Property::Text(agent.to_owned()));
    properties.set("variant", Property::Text(dice.pick(&["short", "long"]).to_owned()));
    response.properties.extend(stamp(&properties, at));
    if channel == Channel::Web && dice.roll(25) == 0 {
        response.suspect = Some(Suspect::by(SuspectRule::Honeypot));
    }
    Ok(response)
}

fn score(survey: &Survey, good: u64, dice: &mut Dice) -> u8 {
    let scale = survey.measure.scale();
    let (min, max) = (u64::from(scale.min()), u64::from(scale.max()));
    let score = match dice.roll(100) {
        // Of few choices each is a step of its own.
        luck if max - min < 4 => max.saturating_sub(u64::from(luck >= good) + u64::from(luck >= good + 22)).max(min),
        luck if luck < good => max - dice.roll(2),
        luck if luck < good + 22 => max - 2 - dice.roll(2),
        _ => min + dice.roll(max - min - 2),
    };
    u8::try_from(score).unwrap_or(scale.max())
}

/// What somebody wrote, in their language and in the tone of their score.
fn comment(tone: Tone, locale: Locale, dice: &mut Dice) -> &'static str {
    let all: &[&str] = match (locale, tone) {
        (Locale::En, Tone::High) => {
            &["The best flat white in town.", "Quick & kind, as always.", "You remembered my order <3"]
        }
        (Locale::En, Tone::Mid) => &["Good coffee, slow queue.", "Fine. Opening earlier would help."],
        (Locale::En, Tone::Low) => {
            &["Waited 25 minutes for an espresso.", "My order came without the milk I asked for."]
        }
        (Locale::Lv, Tone::High) => {
            &["Garšīgākā kafija Rīgā!", "Ļoti laipna apkalpošana.", "Piegāde ātrāk, nekā solīts."]
        }
        (Locale::Lv, Tone::Mid) => &["Viss labi, bet rinda gara.", "Gribētos vairāk bezkofeīna izvēles."],
        (Locale::Lv, Tone::Low) => &["Kafija bija auksta.", "Neviens neatbildēja uz e-pastu trīs dienas."],
        (Locale::Lt, Tone::High) => &["Puiki kava ir malonūs žmonės.", "Viskas greitai ir paprasta."],
        (Locale::Lt, Tone::Mid) => &["Skanu, bet brangoka.", "Norėtųsi daugiau vietos sėdėti."],
        (Locale::Lt, Tone::Low) => &["Ilgai laukiau atsakymo.", "Pupelės atkeliavo pažeistoje pakuotėje."],
        (Locale::Ru, Tone::High) => &["Лучший кофе в городе.", "Очень приветливые люди.", "Всё быстро и понятно."],
        (Locale::Ru, Tone::Mid) => &["Вкусно, но долго.", "Хотелось бы больше столиков."],
        (Locale::Ru, Tone::Low) => &["Ждал ответа четыре дня.", "Привезли не тот помол."],
    };
    dice.pick(all)
}
