//! What a workspace of these tests holds: surveys of every metric and scale in several zones, and all that can become of an
//! answer on its way in.

use domain::link_key::LinkKey;
use domain::signed_link::{PersonSig, SignedLink};
use jiff::{SignedDuration, Timestamp, ToSpan};
use serde_json::{Value, json};
use tests::{Answer, Running, hidden_fields, submission, unhurried};

/// Texts that trouble spreadsheets, readers of tables, and pages.
pub const NAUGHTY: [&str; 16] = [
    "=HYPERLINK(\"https://example.com\";\"click\")",
    "+371 20000000",
    "-5",
    "@SUM(A1:A9)",
    "'quoted",
    "''twice",
    "\ttab",
    "one\ntwo\n\nfour, \"five\"; six",
    "\"",
    ",;\t|",
    "👍🏽 👩‍👩‍👧 ļoti labi, ещё раз",
    "مرحبا بالعالم שלום",
    "<script>alert(1)</script>&amp;",
    "{\"json\":[1,2]}",
    " spaces around ",
    "\u{feff}mark",
];

/// What people answer the questions of the shop's first version, one after the other.
const SHOP: [&str; 2] = ["shop", "shop-two"];

/// The settings of the workspace.
pub fn settings() -> Value {
    json!({"name": "Acme", "time_zone": "Europe/Riga", "currency": "EUR", "suspect_limit": 3,
        "business_hours": {"mon": [["09:00", "12:30"], ["13:15", "17:00"]], "tue": [["08:00", "20:00"]], "sun": [["20:00", "24:00"]]},
        "metrics": [{"id": "order_value", "name": "Mean order", "kind": "mean", "of": {"event": "order_paid"}}]})
}

fn options(ids: &[&str]) -> Value {
    ids.iter().map(|id| json!({"id": id, "text": {"en": id}})).collect()
}

/// The surveys, each in all its versions.
pub fn surveys() -> Vec<(&'static str, Vec<Value>)> {
    let why = json!({"id": "why", "type": "multi", "text": {"en": "Why?"}, "options": options(&["price", "-speed", "staff.all"])});
    let staff = json!({"id": "staff", "type": "rating", "text": {"en": "And our staff?"}});
    let again = json!({"id": "again", "type": "yes_no", "text": {"en": "Again?"}});
    let person =
        json!({"id": "person", "type": "choice", "text": {"en": "For whom?"}, "options": options(&["me", "them"])});
    let reach = json!({"id": "reach", "type": "contact", "text": {"en": "Where?"}});
    let how = |kind: Value| {
        let mut how = json!({"id": "-how", "text": {"en": "How was it?"}});
        how.as_object_mut().unwrap().extend(kind.as_object().unwrap().clone());
        how
    };
    let metrics = json!([
        {"id": "price_share", "name": "Price", "kind": "share", "of": {"question": "why", "any_of": ["price"]}, "among": {"question": "why"}},
        {"id": "staff_mean", "name": "Staff", "kind": "mean", "of": {"question": "staff"}},
        {"id": "again_share", "name": "Again", "kind": "share", "of": {"question": "again", "any_of": ["yes"]}, "among": {"question": "again"}},
    ]);
    let old = json!({"id": "old", "type": "text", "text": {"en": "Anything else?"}});
    let first = json!({"metric": "nps", "time_zone": "Asia/Kolkata", "edit_minutes": 1440, "dimensions": ["store", "n"], "metrics": metrics,
        "questions": [why, staff, again, person, reach, old, how(json!({"type": "rating", "scale": "hard_easy"}))]});
    let second = json!({"metric": "nps", "time_zone": "Asia/Kolkata", "edit_minutes": 1440, "dimensions": ["store", "plan"], "metrics": metrics,
        "touchpoint": "purchase", "questions": [why, staff, again, person, reach, how(json!({"type": "text"}))]});
    let scale = |min: u8, max: u8| json!({"min": min, "max": max});
    let one = |body: Value| vec![body];
    let mut all = vec![
        (SHOP[0], vec![first.clone(), second.clone()]),
        (SHOP[1], vec![second, first]),
        ("year", one(json!({"metric": "nps", "kind": "relationship", "time_zone": "America/Havana"}))),
        ("nps-ten", one(json!({"metric": "nps", "scale": scale(1, 10), "time_zone": "America/St_Johns"}))),
        ("csat", one(json!({"metric": "csat", "time_zone": "Australia/Lord_Howe"}))),
        ("csat-three", one(json!({"metric": "csat", "scale": scale(1, 3), "time_zone": "Pacific/Chatham"}))),
        ("csat-seven", one(json!({"metric": "csat", "scale": scale(1, 7)}))),
        (
            "csat-ten",
            one(json!({"metric": "csat", "scale": scale(1, 10), "positive_from": 8, "time_zone": "America/Santiago"})),
        ),
        ("ces", one(json!({"metric": "ces", "time_zone": "Pacific/Auckland"}))),
        ("ces-five", one(json!({"metric": "ces", "scale": scale(1, 5), "method": "mean"}))),
        ("ces-ten", one(json!({"metric": "ces", "scale": scale(1, 10), "direction": "lower_is_better"}))),
        ("ces-words", one(json!({"metric": "ces", "scale": "hard_easy", "time_zone": "Pacific/Apia"}))),
        ("gcr", one(json!({"metric": "gcr", "goal": "find a price", "dimensions": ["page"]}))),
    ];
    for (id, versions) in &mut all {
        for body in versions {
            body["name"] = json!(id);
        }
    }
    all
}

/// Puts the settings and the first versions of all surveys.
pub fn found(running: &Running) {
    running.call("PUT", "/v1/workspace", Some(&settings())).expect(200);
    for (id, versions) in surveys() {
        running.call("PUT", &format!("/v1/surveys/{id}"), Some(&versions[0])).expect(201);
    }
}

/// Puts the other versions.
pub fn renew(running: &Running) {
    for (id, versions) in surveys() {
        for version in &versions[1..] {
            running.call("PUT", &format!("/v1/surveys/{id}"), Some(version)).expect(200);
        }
    }
}

/// So many hours ago, at the same minute of the hour.
pub fn ago(hours: u32) -> Timestamp {
    let now = Timestamp::now();
    let whole = Timestamp::from_second(now.as_second() / 3600 * 3600).unwrap();
    whole - SignedDuration::from_hours(hours.into())
}

fn seconds(hours: u32) -> u64 {
    u64::try_from(Timestamp::now().duration_since(ago(hours)).as_secs()).unwrap()
}

/// Somebody who posts answers.
pub struct Poster<'a> {
    pub running: &'a Running,
    /// Its key: an admin's vouches for people, another's answers have an address.
    pub key: String,
}

impl Poster<'_> {
    fn send(&self, body: &Value) -> Answer {
        let answer = self.running.call_as(Some(&self.key), "POST", "/v1/responses", Some(body));
        assert!([200, 201].contains(&answer.status), "{body}: {}", answer.body);
        answer
    }

    /// Posts answers that were begun so many hours ago; gives the id under which more may come.
    pub fn post(&self, survey: &str, hours: u32, answers: &Value, more: &Value) -> String {
        let id = submission(seconds(hours));
        let mut body = json!({"submission_id": id, "survey": survey, "answers": answers, "answered_at": ago(hours) + 30.seconds()});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.send(&body);
        id
    }

    /// Posts more under an id, given so many seconds after the hour at which it began.
    pub fn more(&self, survey: &str, id: &str, (hours, later): (u32, i64), answers: &Value, more: &Value) {
        let at = ago(hours) + SignedDuration::from_secs(later);
        let mut body =
            json!({"submission_id": id, "survey": survey, "answers": answers, "answered_at": at, "finished": false});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.send(&body);
    }
}

/// Answers whatever can be answered to a survey's score, some of it every few days.
pub fn every_score(poster: &Poster<'_>) {
    let scores = |from: u8, to: u8| -> Vec<Value> { (from..=to).map(|score| json!(score)).collect() };
    let words = |words: &[&str]| -> Vec<Value> { words.iter().map(|word| json!(word)).collect() };
    for (survey, values) in [
        ("nps-ten", scores(1, 10)),
        ("csat", scores(1, 5)),
        ("csat-three", scores(1, 3)),
        ("csat-seven", scores(1, 7)),
        ("csat-ten", scores(1, 10)),
        ("ces", scores(1, 7)),
        ("ces-five", scores(1, 5)),
        ("ces-ten", scores(1, 10)),
        ("ces-words", words(&["hard", "easy"])),
        ("gcr", words(&["yes", "partly", "no"])),
    ] {
        for (at, value) in (1..).zip(&values) {
            let around = json!({"locale": (["en", "lv", "lt", "ru"][at as usize % 4]), "channel": "web",
                "properties": {"page": format!("/{}", at % 2), "agent": "anna", "variant": "B"}});
            poster.post(survey, 50 * at, &json!({"score": value}), &around);
            poster.post(survey, 50 * at + 1, &json!({"score": value, "comment": "ok"}), &json!({"person": "bert"}));
        }
    }
    let contact = json!({"score": "no", "contact": "=anna@example.com, +371 20000000", "comment": "-"});
    poster.post("gcr", 30, &contact, &json!({}));
}

/// Texts in every place where a text may stand.
pub fn naughty(poster: &Poster<'_>) {
    let long = "ā👍".repeat(1000);
    for (at, text) in (1..).zip(NAUGHTY.into_iter().chain([long.as_str()])) {
        // One line of at most 256 characters, as properties are.
        let short: String = text.chars().filter(|c| !c.is_control()).take(200).collect();
        let name: String = short.chars().take(60).collect();
        let properties = json!({"store": short, "order": "007", "n": -5, "plan": true, "=1+1": short, name: "-1", "empty": "",
            "ticket": "-5", "variant": "True", "agent": short});
        let answers = json!({"score": at % 11, "comment": text, "why": ["-speed", "staff.all"], "staff": 1 + at % 5, "again": "partly",
            "person": "them", "reach": format!("{} a@example.com", short.chars().take(150).collect::<String>())});
        poster.post(SHOP[at as usize % 2], 7 * at, &answers, &json!({"properties": properties}));
    }
}

/// Halves in any order, late ones, edits, and answers that say only a part.
pub fn in_pieces(poster: &Poster<'_>) {
    for survey in SHOP {
        let half = |later: i64, score: u8| (json!({"score": score, "staff": score % 5 + 1}), later);
        for (hours, halves) in
            [(100, [half(50, 3), half(20, 9)]), (480, [half(20, 9), half(50, 3)]), (250, [half(40, 8), half(40, 9)])]
        {
            let id = submission(seconds(hours));
            for (answers, later) in halves {
                let around = json!({"locale": if later > 30 { "lv" } else { "ru" }, "properties": {"store": later, "late": later == 20}});
                poster.more(survey, &id, (hours, later), &answers, &around);
            }
            poster.more(
                survey,
                &id,
                (hours, 86_400 * 3),
                &json!({"comment": "three days later"}),
                &json!({"person": "cleo"}),
            );
        }
        // Finished, then finished otherwise while it may be edited, then a half that is older than both.
        let edited = poster.post(survey, 60, &json!({"score": 1, "why": ["price"]}), &json!({"channel": "web"}));
        poster.more(survey, &edited, (60, 3600), &json!({"score": 10}), &json!({"finished": true}));
        poster.more(survey, &edited, (60, 5), &json!({"score": 5, "comment": "older"}), &json!({}));
        poster.more(survey, &submission(seconds(20)), (20, 9), &json!({"comment": "a comment alone"}), &json!({}));
    }
}

/// Answers of one address: more than the limit on some days, not so on others.
pub fn bursts(app: &Poster<'_>, link_key: &LinkKey) {
    for (survey, day, score) in [("csat-seven", 5, json!(7)), ("gcr", 9, json!("yes")), (SHOP[0], 3, json!(0))] {
        for n in 0..5 {
            // One of them has no score, and counts for the address.
            let answers = if n == 2 { json!({"comment": "no score"}) } else { json!({"score": score}) };
            app.post(survey, 24 * day, &answers, &json!({"person": "anna", "properties": {"agent": "bot"}}));
        }
        for _ in 0..3 {
            app.post(survey, 24 * (day + 3), &json!({"score": score}), &json!({}));
        }
    }
    // Known people may be behind one address too: what they answered before stands for nothing then.
    let ends = Timestamp::now() + SignedDuration::from_hours(100);
    let sig = PersonSig::make(&"default".parse().unwrap(), &"anna".parse().unwrap(), ends, link_key).unwrap();
    let known = json!({"person": "anna", "person_sig": sig});
    app.post("year", 24 * 4, &json!({"score": 10}), &known);
    for _ in 0..5 {
        app.post("year", 24 * 2, &json!({"score": 0}), &known);
    }
}

/// Somebody looks through what came in: some of it is a person's, and of some that is taken back.
pub fn reviewed(running: &Running) {
    for survey in ["csat-seven", "gcr", "year", SHOP[0]] {
        let list = running.call("GET", &format!("/v1/surveys/{survey}/responses"), None).expect(200);
        for (at, row) in list["data"].as_array().unwrap().iter().enumerate() {
            let path = format!("/v1/surveys/{survey}/responses/{}/review", row["id"].as_str().unwrap());
            let words: &[bool] = [&[true][..], &[true, false], &[]][at % 3];
            for genuine in words {
                running.call("PUT", &path, Some(&json!({"genuine": genuine}))).expect(200);
            }
        }
    }
}

/// Answers by the pages of signed links: of a machine that fills everything, of one that is too fast, and of people.
pub fn by_links(running: &Running, link_key: &LinkKey) {
    for (at, (trap, hurried, person)) in
        [(true, false, None), (false, true, Some("bert")), (false, false, Some("bert")), (false, false, None)]
            .into_iter()
            .enumerate()
    {
        for (survey, score) in [("gcr", "no"), ("year", "9")] {
            let order = format!("={at}");
            let mut fields = vec![("agent", "@anna"), ("order", order.as_str()), ("touchpoint", "support")];
            fields.extend(person.map(|person| ("person", person)));
            fields.push(("kid", link_key.id.as_str()));
            let query =
                SignedLink::query(&"default".parse().unwrap(), &survey.parse().unwrap(), fields, link_key).unwrap();
            let link = format!("{}/f/default/{survey}?{query}", running.url);
            let page = running.call_as(None, "GET", &link, None);
            assert_eq!(page.status, 200, "{}", page.body);
            let mut form = if hurried { hidden_fields(&page.body) } else { unhurried(&page.body) };
            form.push(("score".to_owned(), score.to_owned()));
            form.push(("comment".to_owned(), NAUGHTY[at].to_owned()));
            if trap {
                form.push(("homepage".to_owned(), "x".to_owned()));
            }
            assert_eq!(running.post_form(&link, &form).status, 200);
        }
    }
}
