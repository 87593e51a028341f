//! Merging posts is an algebra: whatever the order, however often each of them comes, they end in one and the same response.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

use domain::id::SubmissionId;
use domain::posted::Posted;
use domain::response::{AddressHash, Merged, Response, Suspect, SuspectRule};
use domain::review::Reviews;
use domain::stamped::PostDigest;
use domain::survey::Survey;
use jiff::{SignedDuration, Timestamp};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use serde_json::{Value, json};

const BEGUN: &str = "2026-11-21T10:00:00Z";

fn survey() -> Survey {
    Survey::parse("s".parse().unwrap(), 1, &json!({"name": "x", "metric": "nps", "touchpoint": "support"})).unwrap()
}

fn begun() -> Timestamp {
    BEGUN.parse().unwrap()
}

/// What one post says; times are few, so that ties are common.
#[derive(Clone, Debug)]
struct Said {
    second: i64,
    score: Option<u8>,
    comment: Option<&'static str>,
    locale: Option<&'static str>,
    touchpoint: Option<&'static str>,
    person: Option<&'static str>,
}

fn said() -> impl Strategy<Value = Said> {
    let comment = option::of(prop_oneof![Just("a"), Just("b"), Just("\u{1f600}")]);
    let locale = option::of(prop_oneof![Just("lv"), Just("ru")]);
    let touchpoint = option::of(prop_oneof![Just("website"), Just("delivery")]);
    let person = option::of(prop_oneof![Just("anna"), Just("boris")]);
    (0..4i64, option::of(0..=10u8), comment, locale, touchpoint, person).prop_map(
        |(second, score, comment, locale, touchpoint, person)| Said {
            second,
            score,
            comment,
            locale,
            touchpoint,
            person,
        },
    )
}

fn post(said: &Said, finished: bool) -> Response {
    let mut answers = json!({});
    let mut set = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            answers[name] = value;
        }
    };
    set("score", said.score.map(Value::from));
    set("comment", said.comment.map(Value::from));
    let mut body = json!({
        "submission_id": SubmissionId::from_parts(begun(), [7; 10]).to_string(), "survey": "s", "answers": answers,
        "finished": finished, "answered_at": (begun() + SignedDuration::from_secs(said.second)).to_string(),
    });
    if let Some(locale) = said.locale {
        body["locale"] = json!(locale);
    }
    if let Some(touchpoint) = said.touchpoint {
        body["properties"] = json!({"touchpoint": touchpoint});
    }
    if let Some(person) = said.person {
        body["person"] = json!(person);
    }
    let mut response = Posted::parse(&body, &survey(), begun() + SignedDuration::from_mins(1)).unwrap().response;
    // A half that names a person brings their group; one that comes from a team's server brings no address.
    response.person = said.person.map(|person| person.parse().unwrap());
    response.segment = said.person.map(|person| format!("group-of-{person}"));
    response.address = (said.second > 0).then(|| AddressHash([u8::try_from(said.second).unwrap(); 12]));
    response
}

/// All posts merged in this order, as the store would: what is refused changes nothing.
fn end(posts: &[Response], order: &[usize], edit: SignedDuration) -> Response {
    let mut standing = posts[order[0]].clone();
    for at in &order[1..] {
        match standing.merge(&posts[*at], edit) {
            Merged::Changed(merged) => standing = *merged,
            Merged::Repeated => {}
            refused => panic!("{refused:?}"),
        }
    }
    standing
}

/// Posts, and an order in which each of them comes at least once and some come again.
fn orders() -> impl Strategy<Value = (Vec<Said>, Vec<usize>)> {
    vec(said(), 1..8).prop_flat_map(|posts| {
        let all = posts.len();
        let order = vec(0..all, 0..8)
            .prop_flat_map(move |again| Just((0..all).chain(again).collect::<Vec<_>>()).prop_shuffle());
        (Just(posts), order)
    })
}

fn suspect(mut post: Response) -> Response {
    post.suspect = Some(Suspect::by(SuspectRule::TooFast));
    post
}

/// A response of which somebody said this at a second.
fn reviewed(mut response: Response, genuine: bool, second: i64) -> Response {
    let at = begun() + SignedDuration::from_secs(second);
    response.reviews = response.reviews.with(genuine, "key1".parse().ok(), at).unwrap_or(response.reviews);
    response
}

/// The same post from another form of the same link.
fn by_another_form(mut post: Response) -> Response {
    post.id = SubmissionId::from_parts(begun(), [9; 10]);
    post
}

#[test]
fn a_machine_that_finishes_first_does_not_close_the_link_to_a_person() {
    let late = Said { second: 3, score: Some(9), comment: None, locale: None, touchpoint: None, person: None };
    let (machine, person) =
        (suspect(post(&Said { second: 0, score: Some(0), ..late.clone() }, true)), post(&late, true));
    let Merged::Changed(merged) = machine.merge(&person, SignedDuration::ZERO) else { panic!("it was closed") };
    assert_eq!((merged.score(), merged.suspect, merged.finished_at), (Some(9), None, person.finished_at));
    // The next machine finds it closed, and says so to nobody.
    let next = suspect(post(&Said { second: 3, score: Some(1), ..late }, true));
    assert_eq!(merged.merge(&next, SignedDuration::from_hours(1)), Merged::Repeated);
}

#[test]
fn a_person_takes_the_place_of_a_machine_whole_and_their_own_hasty_page_stays() {
    let said = Said { second: 1, score: Some(1), comment: Some("a"), locale: None, touchpoint: None, person: None };
    let own = post(&Said { second: 2, score: None, comment: None, locale: Some("lv"), ..said.clone() }, false);
    let Merged::Changed(merged) = suspect(post(&said, false)).merge(&own, SignedDuration::ZERO) else {
        panic!("not merged")
    };
    assert_eq!((merged.score(), merged.comment(), merged.suspect), (Some(1), Some("a"), None));
    let machine = by_another_form(suspect(post(&said, true)));
    let Merged::Changed(merged) = machine.merge(&own, SignedDuration::ZERO) else { panic!("not merged") };
    assert_eq!((merged.score(), merged.comment(), merged.finished_at), (None, None, None));
}

#[test]
fn a_machine_changes_nothing_of_a_persons_half() {
    let half = Said { second: 1, score: Some(9), comment: None, locale: None, touchpoint: None, person: None };
    let machine = suspect(post(&Said { second: 3, score: Some(0), ..half.clone() }, true));
    assert_eq!(post(&half, false).merge(&machine, SignedDuration::ZERO), Merged::Repeated);
}

#[test]
fn what_only_machines_sent_stays_suspect_by_the_rule_that_comes_first() {
    let half = Said { second: 1, score: Some(1), comment: None, locale: None, touchpoint: None, person: None };
    let fast = suspect(post(&half, false));
    let mut trapped = suspect(post(&Said { score: Some(2), ..half.clone() }, false));
    trapped.suspect = Some(Suspect::by(SuspectRule::Honeypot));
    for (a, b) in [(&fast, &trapped), (&trapped, &fast)] {
        let Merged::Changed(merged) = a.merge(b, SignedDuration::ZERO) else { panic!("not merged") };
        assert_eq!(merged.suspect, Some(Suspect::by(SuspectRule::Honeypot)));
    }
    let Merged::Changed(merged) = fast.merge(&post(&Said { comment: Some("a"), ..half }, false), SignedDuration::ZERO)
    else {
        panic!("not merged")
    };
    assert_eq!(merged.suspect, None);
}

#[test]
fn what_somebody_vouched_for_is_a_persons_answer_to_whatever_comes_after() {
    let quick = Said { second: 1, score: Some(9), comment: None, locale: None, touchpoint: None, person: None };
    let vouched = reviewed(suspect(post(&quick, true)), true, 2);
    assert_eq!((vouched.suspicion(), vouched.suspect.is_some()), (None, true), "the rule that it met stays on record");
    // Another machine writes nothing over it, and another form of a person is as late as it is for anybody.
    let other = Said { second: 3, score: Some(0), comment: Some("b"), ..quick };
    let machine = by_another_form(suspect(post(&other, true)));
    assert_eq!(vouched.merge(&machine, SignedDuration::from_hours(1)), Merged::Repeated);
    let person = by_another_form(post(&other, true));
    assert_eq!(vouched.merge(&person, SignedDuration::ZERO), Merged::AlreadyFinished);
    // Once it is taken back, a person takes the machine's place again, and the record stays.
    let doubted = reviewed(vouched, false, 3);
    assert!(doubted.suspicion().is_some());
    let Merged::Changed(merged) = doubted.merge(&person, SignedDuration::ZERO) else { panic!("it was closed") };
    assert_eq!((merged.score(), merged.suspect, &merged.reviews), (Some(0), None, &doubted.reviews));
}

#[test]
fn a_review_that_comes_with_what_changes_nothing_else_is_taken_over() {
    let said = Said { second: 1, score: Some(9), comment: None, locale: None, touchpoint: None, person: None };
    let own = post(&said, true);
    let told = reviewed(reviewed(suspect(post(&Said { score: Some(0), ..said }, true)), true, 2), false, 3);
    let Merged::Changed(merged) = own.merge(&told, SignedDuration::ZERO) else { panic!("not taken over") };
    assert_eq!(*merged, Response { reviews: told.reviews, ..own });
}

proptest! {
    #[test]
    fn the_reviews_of_halves_are_left_whatever_the_order_and_vouch_for_every_half_of_the_form(
        (said, order) in orders(),
        words in vec(option::of((any::<bool>(), 0..6i64)), 8),
        finish in option::of(0..8usize),
    ) {
        let half = |(at, said)| {
            let mut half = suspect(post(said, finish == Some(at)));
            // A line of an export has its reviews in it, so two with other ones are two posts.
            half.posts = [PostDigest(u64::try_from(at).unwrap())].into();
            words[at].map_or(half.clone(), |(genuine, second)| reviewed(half, genuine, second))
        };
        let posts: Vec<_> = said.iter().enumerate().map(half).collect();
        let in_order: Vec<_> = (0..posts.len()).collect();
        let whole = end(&posts, &order, SignedDuration::ZERO);
        let all = posts.iter().fold(Reviews::default(), |all, post| all.union(&post.reviews));
        prop_assert_eq!(&whole.reviews, &all);
        prop_assert_eq!(whole.suspicion().is_none(), all.genuine());
        prop_assert_eq!(whole, end(&posts, &in_order, SignedDuration::ZERO));
    }

    #[test]
    fn halves_and_one_finish_end_the_same_in_any_order_and_however_often(
        (said, order) in orders(),
        finish in option::of(0..8usize),
    ) {
        let posts: Vec<_> = said.iter().enumerate().map(|(at, said)| post(said, finish == Some(at))).collect();
        let in_order: Vec<_> = (0..posts.len()).collect();
        prop_assert_eq!(end(&posts, &order, SignedDuration::ZERO), end(&posts, &in_order, SignedDuration::ZERO));
    }

    #[test]
    fn within_the_edit_window_so_do_any_number_of_finishes((said, order) in orders(), finished in any::<u8>()) {
        let posts: Vec<_> =
            said.iter().enumerate().map(|(at, said)| post(said, finished & (1 << at) != 0)).collect();
        let in_order: Vec<_> = (0..posts.len()).collect();
        let edit = SignedDuration::from_mins(1);
        prop_assert_eq!(end(&posts, &order, edit), end(&posts, &in_order, edit));
    }

    #[test]
    fn merging_is_associative(one in said(), two in said(), three in said()) {
        let [one, two, three] = [one, two, three].map(|said| post(&said, false));
        let both = |a: &Response, b: &Response| match a.merge(b, SignedDuration::ZERO) {
            Merged::Changed(merged) => *merged,
            _ => a.clone(),
        };
        prop_assert_eq!(both(&both(&one, &two), &three), both(&one, &both(&two, &three)));
    }

    #[test]
    fn a_later_finish_after_the_edit_window_changes_nothing_and_a_repeat_is_known(
        first in said(), second in said(), seconds in 0..3i64,
    ) {
        let edit = SignedDuration::from_secs(seconds);
        let (first, again) = (post(&first, true), post(&second, true));
        let merged = first.merge(&again, edit);
        let later = again.finished_at > first.finished_at.map(|finish| finish + edit);
        prop_assert_eq!(first.merge(&first, edit), Merged::Repeated);
        if first.posts == again.posts {
            prop_assert_eq!(merged, Merged::Repeated);
        } else if later {
            prop_assert_eq!(merged, Merged::AlreadyFinished);
        } else {
            prop_assert!(matches!(merged, Merged::Changed(_)));
        }
    }
}
