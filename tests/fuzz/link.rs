//! Links that a team's own mailer signs, and what its server gives an app to name a person with.

use domain::id::{PersonId, SurveyId, WorkspaceId};
use domain::link_key::LinkKey;
use domain::signed_link::{PersonSig, SIGNED, SignedLink, SignedLinkError, Unchecked, Vouched};
use jiff::Timestamp;

fn now() -> Timestamp {
    "2026-11-21T10:00:00Z".parse().unwrap()
}

fn key() -> LinkKey {
    LinkKey {
        id: "k1".parse().unwrap(),
        secret: Some("0123456789abcdef0123456789abcdef".parse().unwrap()),
        created_at: Timestamp::UNIX_EPOCH,
        retired_at: None,
    }
}

fn names() -> (WorkspaceId, SurveyId) {
    ("acme".parse().unwrap(), "after-purchase".parse().unwrap())
}

/// The fields of every link that was ever signed here.
const MADE: [&[(&str, &str)]; 4] = [
    &[],
    &[("person", "c-17"), ("order", "A/1 ž"), ("exp", "1900000000")],
    &[("agent", "7"), ("locale", "lv"), ("ticket", "T&1=2"), ("touchpoint", "purchase"), ("variant", "b")],
    &[("person", "c-17"), ("exp", "1700000000")],
];

fn made(fields: &[(&str, &str)]) -> String {
    let (ws, survey) = names();
    SignedLink::query(&ws, &survey, fields.iter().copied(), &key()).unwrap()
}

fn person() -> PersonId {
    "c-17".parse().unwrap()
}

fn person_sig() -> String {
    PersonSig::make(&names().0, &person(), "2030-03-17T17:46:40Z".parse().unwrap(), &key()).unwrap()
}

type Pairs = Vec<(String, String)>;

/// A query as the web server reads it.
fn pairs(query: &[u8]) -> Pairs {
    url::form_urlencoded::parse(query).map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

/// What a query opens, whether it still does or no longer.
fn opened(query: &Pairs) -> Option<SignedLink> {
    let (ws, survey) = names();
    let query = query.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    match Unchecked::read(ws, survey, query).and_then(|unchecked| unchecked.check(&[key()], now())) {
        Ok(link) => Some(link),
        Err(SignedLinkError::Expired(link)) => Some(*link),
        Err(SignedLinkError::Invalid) => None,
    }
}

/// What of a query is signed, sorted; `kid` is the key's own.
fn signed(query: &Pairs) -> Pairs {
    let mut signed: Pairs = query.iter().filter(|(name, _)| SIGNED.contains(&name.as_str())).cloned().collect();
    signed.sort();
    signed
}

/// Holds what must hold of any query, and of its fields rightly signed.
pub fn hold(input: &[u8]) {
    let query = pairs(input);
    if let Some(link) = opened(&query) {
        let made = MADE.iter().map(|fields| signed(&pairs(made(fields).as_bytes())));
        assert!(made.into_iter().any(|made| made == signed(&query)), "opened {link:?}");
    }

    let mut fields: Pairs = query.into_iter().filter(|(name, _)| name != "sig" && name != "kid").collect();
    fields.sort();
    fields.dedup_by(|a, b| a.0 == b.0);
    let (ws, survey) = names();
    let borrowed = || fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let again = SignedLink::query(&ws, &survey, borrowed(), &key()).unwrap();
    if let Some(link) = opened(&pairs(again.as_bytes())) {
        // However often it is signed, and whatever else stands in it, it is one link.
        let later = borrowed().filter(|(name, _)| *name != "exp").chain([("exp", "1900000001")]);
        let renewed = SignedLink::query(&ws, &survey, later, &key()).unwrap();
        let addresses = "0123456789abcdef0123456789abcdef".parse().unwrap();
        let renewed = opened(&pairs(format!("utm_source=mail&{renewed}&score=9").as_bytes())).unwrap();
        assert_eq!((renewed.name(&addresses), renewed.person), (link.name(&addresses), link.person), "{again}");
        assert!(opened(&pairs(format!("{again}&kid=k1").as_bytes())).is_none(), "a signed field stands twice: {again}");
    }

    let Ok(text) = std::str::from_utf8(input) else { return };
    if let Ok(sig) = text.parse::<PersonSig>() {
        let said = sig.check(&ws, &person(), &[key()], now());
        let own = sig == person_sig().parse().unwrap();
        assert_eq!(said == Vouched::Known, own, "{text}");
    }
}

/// What to begin with: links that open, and a claim that is right.
pub fn seeds() -> Vec<Vec<u8>> {
    let odd = "utm_source=a%20b&".to_owned() + &made(MADE[1]) + "&score=9";
    let links = MADE.iter().map(|fields| made(fields)).chain([odd, person_sig()]);
    links.map(String::into_bytes).collect()
}
