//! The answers that are counted: made, always the same ones, in the mix that docs/speed.md names.

use domain::context::{Channel, Property};
use domain::id::{DispatchId, SubmissionId};
use domain::locale::Locale;
use domain::response::{AddressHash, Response, Suspect, SuspectRule};
use domain::stamped::{PostDigest, Stamped};
use domain::survey::{Answer, COMMENT, SCORE, Survey};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

/// The addresses that answers without a link come from.
const ADDRESSES: u64 = 4000;
const COMMENT_TEXT: &str = "It came two days late, but the people in the shop were kind and sorted it out at once.";

/// Stands for the hex of an address, or in a property, for a text that no other answer has.
pub const MARK: &str = "abababababababababababab";

/// What the answers are like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mix {
    /// As docs/speed.md names it.
    Usual,
    /// Each from a public page, and with an address of its own.
    Addresses,
    /// Each with a value of its own in one dimension.
    Values,
}

impl Mix {
    pub fn named(name: &str) -> Self {
        match name {
            "usual" => Self::Usual,
            "addresses" => Self::Addresses,
            "values" => Self::Values,
            _ => panic!("no mix is called {name}"),
        }
    }
}

/// `SplitMix64`: the same numbers in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        let at = usize::try_from(self.next() % of.len() as u64).unwrap();
        of[at]
    }
}

/// Answers to a survey, begun one after the other from a time on.
pub fn made(survey: &Survey, start: Timestamp, mix: Mix) -> impl Iterator<Item = Response> {
    let mut random = Random(5);
    (0..).map(move |number| one(survey, start + SignedDuration::from_millis(number), mix, &mut random))
}

fn one(survey: &Survey, at: Timestamp, mix: Mix, random: &mut Random) -> Response {
    let mut bits = [0; 10];
    bits[..8].copy_from_slice(&random.next().to_be_bytes());
    let post = PostDigest::of(&json!(random.next()));
    let mut response = Response::begin(SubmissionId::from_parts(at, bits), survey, post);
    let later = at + SignedDuration::from_secs(40);
    let stamped = |value: Answer| Stamped { value, at: later };
    let score = random.one(&[0, 2, 3, 5, 6, 6, 7, 7, 8, 8, 8, 9, 9, 9, 9, 10, 10, 10, 10, 10]);
    response.answers.insert(SCORE.to_owned(), stamped(Answer::Score(score)));
    response.finished_at = Some(later);
    response.locale = Some(Stamped { value: random.one(&[Locale::Lv, Locale::Lv, Locale::En, Locale::Ru]), at: later });
    let mut property = |name: &str, value: String| {
        response.properties.insert(name.to_owned(), Stamped { value: Property::Text(value), at: later });
    };
    property("touchpoint", random.one(&["purchase", "delivery", "support", "returns"]).to_owned());
    let way = if mix == Mix::Addresses { 99 } else { random.below(100) };
    // Of a hundred: 65 by links, 20 by an app's server, 15 from a page that anybody may open.
    let channel = match way {
        0..50 => Channel::Email,
        50..65 => Channel::Sms,
        65..85 => Channel::App,
        _ => Channel::Web,
    };
    if (65..85).contains(&way) {
        property("agent", format!("agent-{:02}", random.below(12)));
    }
    if mix == Mix::Values {
        property("agent", MARK.to_owned());
    }
    response.channel = Some(Stamped { value: channel, at: later });
    if way < 75 {
        response.person = Some(format!("c-{:08}", random.below(20_000_000)).parse().unwrap());
        response.segment = Some(random.one(&["new", "regular", "vip", "business"]).to_owned());
    }
    if way < 65 {
        response.dispatch = Some(DispatchId::new(uuid::Uuid::from_u128(u128::from(random.next()) << 64 | 7)));
    }
    if way >= 85 {
        let mut address = [0; 12];
        address[4..].copy_from_slice(&random.below(ADDRESSES).wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
        if mix == Mix::Addresses {
            address = [0xab; 12];
        }
        response.address = Some(AddressHash(address));
        response.suspect = (random.below(100) < 3).then_some(Suspect::by(SuspectRule::TooFast));
    }
    if random.below(100) < 8 {
        let text = COMMENT_TEXT[..usize::try_from(20 + random.below(60)).unwrap()].to_owned();
        response.answers.insert(COMMENT.to_owned(), stamped(Answer::Text(text)));
    }
    response
}
