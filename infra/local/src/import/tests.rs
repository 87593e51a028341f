//! There and back: whatever a response holds, its line and its row of a table read back as the same response.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use domain::context::{Channel, Property};
use domain::id::SubmissionId;
use domain::input::cleaned;
use domain::locale::Locale;
use domain::response::{Response, Suspect, SuspectRule};
use domain::stamped::{PostDigest, Stamped};
use domain::survey::{Answer, Survey};
use jiff::Timestamp;
use proptest::prelude::*;
use reading::rows::{Format, Row, Versions, Writer};
use serde_json::{Value, json};
use store::{Store, Tables};

use super::answers::Answers;
use super::beyond::Segment;
use super::row::body_of;
use super::source;
use super::table::{Columns, rows};

/// When everything here was given, in milliseconds, and within how many of them.
const BEGAN: i64 = 1_763_700_000_000;

fn versions() -> Versions {
    let options = |ids: &[&str]| -> Value { ids.iter().map(|id| json!({"id": id, "text": {"en": id}})).collect() };
    let asked = |last: Value| {
        json!([
            {"id": "why", "type": "multi", "text": {"en": "Why?"}, "options": options(&["a", "-b", "true"])},
            {"id": "staff", "type": "rating", "text": {"en": "Staff?"}},
            {"id": "segment", "type": "choice", "text": {"en": "Which?"}, "options": options(&["7", "-x"])},
            {"id": "reach", "type": "contact", "text": {"en": "Where?"}},
            last,
        ])
    };
    let survey = |version: u32, touchpoint: Option<&str>, last: Value| {
        let body = json!({"name": "Shop", "metric": "nps", "dimensions": ["store"], "touchpoint": touchpoint, "questions": asked(last)});
        Survey::parse("shop".parse().unwrap(), version, &body).unwrap()
    };
    let first = survey(
        1,
        Some("purchase"),
        json!({"id": "-how", "type": "rating", "scale": "hard_easy", "text": {"en": "How?"}}),
    );
    Versions::of(survey(2, None, json!({"id": "-how", "type": "text", "text": {"en": "How?"}})), vec![first])
}

/// Text as the tables hold it; often one that troubles spreadsheets, or looks like something else.
fn text(lines: bool) -> impl Strategy<Value = String> {
    let odd = prop::sample::select(vec![
        "=1+1", "+5", "-5", "'", "''", "@x", "\tx", "5", "007", "true", "FALSE", "{}", "[1]", "null", "\"", "a,b;c",
        "\r\n", "\u{feff}", " x ",
    ]);
    (prop_oneof![odd.prop_map(str::to_owned), any::<String>()], any::<String>())
        .prop_map(move |(begin, end)| cleaned(&format!("{begin}{end}"), lines).chars().take(60).collect())
}

fn stamped<T: std::fmt::Debug>(value: impl Strategy<Value = T>) -> impl Strategy<Value = Stamped<T>> {
    // Often the same time, as one post gives.
    let at = prop_oneof![Just(0), 0..100_000_i64];
    (value, at).prop_map(|(value, at)| Stamped { value, at: Timestamp::from_millisecond(BEGAN + at).unwrap() })
}

/// An answer to a question, by its place among them.
fn answer(question: usize) -> BoxedStrategy<Answer> {
    let filled = |text: String| if text.is_empty() { "x".to_owned() } else { text };
    match question {
        0 => (0..=10_u8).prop_map(Answer::Score).boxed(),
        1 => text(true).prop_map(move |text| Answer::Text(filled(text))).boxed(),
        2 => prop::sample::subsequence(vec!["-b", "a", "true"], 1..=3)
            .prop_map(|ids| Answer::Many(ids.into_iter().map(str::to_owned).collect()))
            .boxed(),
        3 => (1..=5_u8).prop_map(Answer::Score).boxed(),
        4 => prop::sample::select(vec!["7", "-x"]).prop_map(|id| Answer::Text(id.to_owned())).boxed(),
        5 => text(false).prop_map(|text| Answer::Text(format!("{text} a@example.com"))).boxed(),
        // Of the first version a rating, of the second a text.
        _ => prop_oneof![
            (0..=1_u8).prop_map(Answer::Score),
            text(true).prop_map(move |text| Answer::Text(format!("-{text}")))
        ]
        .boxed(),
    }
}

fn answers() -> impl Strategy<Value = BTreeMap<String, Stamped<Answer>>> {
    const QUESTIONS: [&str; 7] = ["score", "comment", "why", "staff", "segment", "reach", "-how"];
    let of = |(at, question): (usize, &'static str)| {
        let said = prop_oneof![8 => answer(at), 1 => Just(Answer::Cleared)];
        prop::option::of(stamped(said)).prop_map(move |said| said.map(|said| (question.to_owned(), said)))
    };
    let all: Vec<_> = QUESTIONS.into_iter().enumerate().map(of).collect();
    all.prop_map(|all| all.into_iter().flatten().collect())
}

fn properties() -> impl Strategy<Value = BTreeMap<String, Stamped<Property>>> {
    let named = prop::sample::select(vec!["store", "order", "touchpoint", "agent"]).prop_map(str::to_owned);
    let name = prop_oneof![named, text(false).prop_map(|text| if text.is_empty() { "x".to_owned() } else { text })];
    let value = prop_oneof![
        any::<bool>().prop_map(Property::Flag),
        any::<i64>().prop_map(Property::Number),
        text(false).prop_map(Property::Text)
    ];
    prop::collection::btree_map(name, stamped(value), 0..5)
}

prop_compose! {
    fn row()(
        answers in answers(),
        properties in properties(),
        version in 1..=2_u32,
        random in any::<[u8; 10]>(),
        finished in prop::option::of(0..100_000_i64),
        locale in prop::option::of(stamped(prop::sample::select(vec!["en", "lv", "ru"]))),
        channel in stamped(prop::sample::select(vec![Channel::App, Channel::Web, Channel::Email, Channel::Sms, Channel::Link])),
        segment in prop::option::of("[=A-Za-z0-9._:-]{1,20}"),
        person in prop::option::of("[A-Za-z0-9._:-]{1,20}"),
        suspect in prop::option::of((prop::sample::select(SuspectRule::ALL.to_vec()), 1..=2_u32)),
        (burst, erased) in any::<(bool, bool)>(),
    ) -> Row {
        let versions = versions();
        let id = SubmissionId::from_parts(Timestamp::from_millisecond(BEGAN).unwrap(), random);
        let response = Response {
            version,
            answers,
            properties,
            finished_at: finished.map(|at| Timestamp::from_millisecond(BEGAN + at).unwrap()),
            locale: locale.map(|it| Stamped { value: it.value.parse::<Locale>().unwrap(), at: it.at }),
            channel: Some(channel),
            segment,
            person: person.map(|person| person.parse().unwrap()),
            suspect: suspect.map(|(rule, rules)| Suspect { rule, rules }),
            erased,
            ..Response::begin(id, versions.at(version), PostDigest(0))
        };
        Row { response, burst }
    }
}

/// Whatever stands in it but for where it came from.
fn said(response: &Response) -> Response {
    Response { posts: BTreeSet::new(), address: None, ..response.clone() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_response_reads_back_from_its_line_and_from_its_row(row in row(), bom in any::<bool>()) {
        let versions = versions();
        let store = Store::local("http://127.0.0.1:1", Tables::default());
        let ws = "default".parse().unwrap();
        for format in [Format::Ndjson, Format::Csv] {
            let writer = Writer::new(format, bom, std::slice::from_ref(&versions));
            let file = [writer.head(), writer.row(&row, &versions)].concat();
            let mut lines: Vec<_> = match format {
                Format::Ndjson => source::objects(Cursor::new(file)).collect(),
                Format::Csv => rows(Cursor::new(file), Columns::Own).unwrap().collect(),
            };
            prop_assert_eq!(lines.len(), 1);
            let line = lines.remove(0).1.unwrap();
            let line = if format == Format::Csv { body_of(line, &versions) } else { line };
            let mut answers = Answers::new(&store, &ws, Timestamp::now(), None);
            let (mut read, segment, whole) = answers.parse(line, &versions).unwrap();
            prop_assert!(whole);
            prop_assert_eq!(segment, Segment::Was(row.response.segment.clone()));
            read.segment.clone_from(&row.response.segment);
            prop_assert_eq!(said(&read), said(&row.response));
            prop_assert_eq!(read.address.is_some(), row.burst);
        }
    }
}
