use proptest::prelude::*;

use super::*;

const NOW: &str = "2026-11-21T00:00:00Z";

fn key() -> LinkKey {
    LinkKey {
        id: "k1".parse().unwrap(),
        secret: Some("0123456789abcdef0123456789abcdef".parse().unwrap()),
        created_at: Timestamp::UNIX_EPOCH,
        retired_at: None,
    }
}

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn address_key() -> AddressKey {
    "0123456789abcdef0123456789abcdef".parse().unwrap()
}

fn pairs(query: &str) -> Vec<(String, String)> {
    let decoded = |text: &str| {
        let mut bytes = Vec::new();
        let mut rest = text.as_bytes();
        while let [first, tail @ ..] = rest {
            rest = tail;
            if *first == b'%' {
                bytes.push(u8::from_str_radix(std::str::from_utf8(&tail[..2]).unwrap(), 16).unwrap());
                rest = &tail[2..];
            } else {
                bytes.push(*first);
            }
        }
        String::from_utf8(bytes).unwrap()
    };
    query.split('&').filter_map(|pair| pair.split_once('=')).map(|(n, v)| (n.to_owned(), decoded(v))).collect()
}

fn open(workspace: &str, survey: &str, query: &[(String, String)]) -> Result<SignedLink, SignedLinkError> {
    let query = query.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    Unchecked::read(workspace.parse().unwrap(), survey.parse().unwrap(), query)?.check(&[key()], now())
}

fn made(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    let (ws, survey) = ("acme".parse().unwrap(), "nps".parse().unwrap());
    pairs(&SignedLink::query(&ws, &survey, fields.iter().copied(), &key()).unwrap())
}

/// The vectors of docs/links.md.
#[test]
fn the_vectors_of_the_documentation_hold() {
    let (ws, survey): (WorkspaceId, SurveyId) = ("acme".parse().unwrap(), "after-purchase".parse().unwrap());
    let fields = [("person", "c-17"), ("order", "A/1 ž"), ("exp", "1900000000")];
    let query = SignedLink::query(&ws, &survey, fields, &key()).unwrap();
    assert_eq!(
        query,
        "exp=1900000000&kid=k1&order=A%2F1%20%C5%BE&person=c-17&sig=70ac9ab68abefd74e0802ec9c71c90c4362bd8b2bd326d5c2863fcf5386b9c42"
    );
    let person = "c-17".parse().unwrap();
    let sig = PersonSig::make(&ws, &person, Timestamp::from_second(1_900_000_000).unwrap(), &key()).unwrap();
    assert_eq!(sig, "k1.1900000000.ae1abed053a64360a346d773a9414b8d4a84e37e24fdd1398ffe3a08b19a29c3");
}

#[test]
fn a_link_opens_what_it_was_signed_for_and_nothing_else() {
    let query = made(&[("person", "c-17"), ("touchpoint", "purchase"), ("locale", "ru-RU")]);
    let link = open("acme", "nps", &query).unwrap();
    assert_eq!(link.person.as_ref().map(PersonId::as_str), Some("c-17"));
    assert_eq!(link.properties.get("touchpoint"), Some(&Property::Text("purchase".to_owned())));
    assert_eq!(link.locale, Some(Locale::Ru));
    assert_eq!(open("other", "nps", &query), Err(SignedLinkError::Invalid));
    assert_eq!(open("acme", "csat", &query), Err(SignedLinkError::Invalid));
}

#[test]
fn unsigned_parameters_change_nothing_and_signed_ones_may_not_be_added_dropped_or_doubled() {
    let query = made(&[("person", "c-17"), ("order", "1")]);
    let with = |name: &str, value: &str| [query.clone(), vec![(name.to_owned(), value.to_owned())]].concat();
    assert!(open("acme", "nps", &with("score", "9")).is_ok());
    assert!(open("acme", "nps", &with("utm_source", "x")).is_ok());
    assert_eq!(open("acme", "nps", &with("agent", "a")), Err(SignedLinkError::Invalid));
    assert_eq!(open("acme", "nps", &with("order", "1")), Err(SignedLinkError::Invalid));
    assert_eq!(open("acme", "nps", &with("sig", "x")), Err(SignedLinkError::Invalid));
    let without: Vec<_> = query.iter().filter(|(name, _)| name != "order").cloned().collect();
    assert_eq!(open("acme", "nps", &without), Err(SignedLinkError::Invalid));
}

#[test]
fn the_end_and_the_key_do_not_name_the_link_and_all_else_does() {
    let name = |fields: &[(&str, &str)]| open("acme", "nps", &made(fields)).unwrap().name(&address_key());
    let plain = name(&[("person", "c-17")]);
    assert_eq!(plain, name(&[("person", "c-17"), ("exp", "1900000000")]));
    assert_ne!(plain, name(&[("person", "c-18")]));
    assert_ne!(plain, name(&[("person", "c-17"), ("order", "1")]));
    assert_eq!(plain.to_string().parse(), Ok(plain));
    // Under another secret it is another name, so that whoever lacks the secret finds none by counting.
    let other: AddressKey = "another secret of 32 characters!".parse().unwrap();
    assert_ne!(open("acme", "nps", &made(&[("person", "c-17")])).unwrap().name(&other), plain);
}

#[test]
fn the_end_is_the_first_second_that_is_refused() {
    let end = now().as_second();
    let at = |second: i64| open("acme", "nps", &made(&[("exp", &second.to_string()), ("locale", "lt")]));
    assert!(at(end + 1).is_ok());
    let Err(SignedLinkError::Expired(link)) = at(end) else { panic!("it has ended") };
    assert_eq!(link.locale, Some(Locale::Lt));
    assert_eq!(open("acme", "nps", &made(&[("exp", "soon")])), Err(SignedLinkError::Invalid));
}

#[test]
fn a_retired_key_opens_nothing() {
    let query = made(&[("person", "c-17")]);
    let query = query.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let link = Unchecked::read("acme".parse().unwrap(), "nps".parse().unwrap(), query).unwrap();
    assert_eq!(link.check(&[key().retired(now())], now()), Err(SignedLinkError::Invalid));
}

#[test]
fn a_person_is_vouched_for_by_name_until_the_end() {
    let (ws, person): (WorkspaceId, PersonId) = ("acme".parse().unwrap(), "c-17".parse().unwrap());
    let end = now() + jiff::SignedDuration::from_mins(1);
    let sig: PersonSig = PersonSig::make(&ws, &person, end, &key()).unwrap().parse().unwrap();
    assert_eq!(sig.check(&ws, &person, &[key()], now()), Vouched::Known);
    assert_eq!(sig.check(&ws, &person, &[key()], end), Vouched::Lapsed);
    assert_eq!(sig.check(&ws, &person, &[key().retired(now())], now()), Vouched::Lapsed);
    assert_eq!(sig.check(&ws, &"c-18".parse().unwrap(), &[key()], now()), Vouched::Wrong);
    assert_eq!(sig.check(&"other".parse().unwrap(), &person, &[key()], now()), Vouched::Wrong);
    assert_eq!(sig.check(&ws, &person, &[], now()), Vouched::Wrong);
    for bad in ["", "k1", "k1.1", "k1.x.00", "k1.1900000000.zz"] {
        assert_eq!(bad.parse::<PersonSig>().unwrap_err().code, "invalid_person_sig", "{bad}");
    }
}

proptest! {
    #[test]
    fn any_value_survives_the_way_through_a_link(order in "\\PC{1,60}", agent in "[ -~]{1,40}") {
        let link = open("acme", "nps", &made(&[("order", &order), ("agent", &agent)]));
        // What a property can't hold, such as an override of direction, is refused; what is read is what was signed.
        if let Ok(link) = link {
            prop_assert_eq!(link.properties.get("agent"), Some(&Property::Text(agent)));
        }
    }

    #[test]
    fn changing_any_character_of_a_value_makes_a_link_invalid(order in "[a-z]{3}", other in "[a-z]{3}") {
        prop_assume!(order != other);
        let mut query = made(&[("order", &order)]);
        query.iter_mut().filter(|(name, _)| name == "order").for_each(|(_, value)| value.clone_from(&other));
        prop_assert_eq!(open("acme", "nps", &query), Err(SignedLinkError::Invalid));
    }
}
