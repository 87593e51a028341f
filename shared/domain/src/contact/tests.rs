//! Addresses in their spellings, and the digests that stand for them.

use std::collections::HashSet;

use proptest::prelude::*;

use super::*;
use crate::id::{DispatchId, SuppressionId, WorkspaceId};

const SECRET: &str = "0123456789abcdef0123456789abcdef";

fn key() -> AddressKey {
    SECRET.parse().unwrap()
}

fn email(text: &str) -> EmailAddress {
    text.parse().unwrap()
}

fn phone(text: &str) -> PhoneNumber {
    text.parse().unwrap()
}

fn id(workspace: &str, contact: impl Into<Contact>) -> SuppressionId {
    key().id(&workspace.parse().unwrap(), &contact.into())
}

#[test]
fn spellings_that_reach_one_mailbox_are_one_address() {
    for (one, other) in [
        ("anna@example.com", "ANNA@Example.COM"),
        ("anna@rīga.lv", "anna@xn--rga-uta.lv"),
        ("anna@RĪGA.lv", "anna@ri\u{304}ga.LV"),
        ("jānis@example.lv", "JA\u{304}NIS@example.lv"),
        ("anna@пример.рф", "anna@xn--e1afmkfd.xn--p1ai"),
        ("anna@ｅxample.com", "anna@example.com"),
        ("anna@faß.de", "anna@xn--fa-hia.de"),
    ] {
        assert_eq!(email(one), email(other), "{one} {other}");
        assert_eq!(HashSet::from([email(one), email(other)]).len(), 1, "{one} {other}");
        assert_eq!(id("acme", email(one)), id("acme", email(other)), "{one} {other}");
    }
    assert_ne!(email("anna@example.com"), email("anna@example.org"));
    assert_ne!(email("anna@example.com"), email("anna+news@example.com"));
}

#[test]
fn the_wire_has_the_dns_form_of_the_domain_and_the_local_part_as_written() {
    assert_eq!(email("Anna.B@RĪGA.lv").wire(), "Anna.B@xn--rga-uta.lv");
    assert_eq!(email("Anna.B@RĪGA.lv").as_str(), "Anna.B@RĪGA.lv");
    assert_eq!(email("anna@Example.com").wire(), "anna@example.com");
    assert_eq!(email("ja\u{304}nis@example.lv").as_str(), "j\u{101}nis@example.lv");
    // A tag of two hyphens is no fault in a domain's own letters.
    assert_eq!(email("a@my--shop.example").wire(), "a@my--shop.example");
}

#[test]
fn what_no_mail_reaches_is_no_address() {
    let long = format!("a@{}.com", "x".repeat(64));
    let bad = [
        "",
        "anna",
        "@example.com",
        "anna@",
        "anna@example",
        "anna@@example.com",
        "anna@[127.0.0.1]",
        "Anna <anna@example.com>",
        "anna@exa mple.com",
        "anna@example..com",
        "anna@.com",
        "anna@-example.com",
        "anna@example.com.",
        "anna@xn--.com",
        "anna@xn--a.com",
        "anna@a\u{200d}b.com",
        "anna@exam_ple.com",
        "anna@example.com\r\nBcc: b@example.com",
        "anna@example。",
        "anna@\u{ad}.com",
        &long,
    ];
    for bad in bad {
        assert_eq!(bad.parse::<EmailAddress>().map_err(|refusal| refusal.code), Err("invalid_email"), "{bad:?}");
    }
}

#[test]
fn a_number_is_somebodys_only_where_a_numbering_plan_has_it() {
    for good in [
        "+37120000000",
        "+37167000000",
        "+37060000000",
        "+3725123456",
        "+4915123456789",
        "+12015550123",
        "+447400123456",
    ] {
        assert_eq!(PhoneNumber::checked(good).unwrap(), phone(good), "{good}");
    }
    for bad in [
        "+37110000000",
        "+3712000000",
        "+371200000000",
        "+9990000000",
        "+2101234567",
        "+4402079460000",
        "+3700861234567",
    ] {
        assert!(bad.parse::<PhoneNumber>().is_ok(), "{bad} has the form");
        assert_eq!(PhoneNumber::checked(bad).unwrap_err().code, "invalid_phone", "{bad}");
    }
    for bad in
        ["", "+", "20000000", "+371 20000000", "37120000000", "+371٢0000000", "+0371200000", "+371200000001234567"]
    {
        assert_eq!(bad.parse::<PhoneNumber>().unwrap_err().code, "invalid_phone", "{bad}");
        assert_eq!(PhoneNumber::checked(bad).unwrap_err().code, "invalid_phone", "{bad}");
    }
}

#[test]
fn a_number_tells_its_country_among_those_that_share_a_calling_code() {
    for (number, country) in [
        ("+37120000000", Some("LV")),
        ("+37061234567", Some("LT")),
        ("+3725123456", Some("EE")),
        ("+79161234567", Some("RU")),
        ("+77012345678", Some("KZ")),
        ("+12015550123", Some("US")),
        ("+15062345678", Some("CA")),
        ("+447400123456", Some("GB")),
        ("+447781123456", Some("GG")),
        ("+80012345678", None),
        ("+9990000000", None),
    ] {
        assert_eq!(phone(number).country().map(|country| country.to_string()).as_deref(), country, "{number}");
    }
}

#[test]
fn quotes_that_nothing_needs_make_no_other_mailbox() {
    assert_eq!(email("\"plain\"@example.com").canonical(), "plain@example.com");
    assert_eq!(email("\"two words\"@example.com").canonical(), "\"two words\"@example.com");
}

#[test]
fn the_united_kingdom_is_not_listed_under_letters_that_no_number_has() {
    let refusal = "UK".parse::<Country>().unwrap_err();
    assert!(refusal.code == "unknown_country" && refusal.reason.contains("GB"), "{refusal:?}");
}

#[test]
fn a_country_is_two_capital_letters() {
    assert_eq!("LV".parse::<Country>().unwrap().as_str(), "LV");
    for bad in ["", "L", "lv", "LVA", "L1", "Ā"] {
        assert_eq!(bad.parse::<Country>().unwrap_err().code, "unknown_country", "{bad}");
    }
}

#[test]
fn the_digests_never_change_since_what_is_stored_lies_under_them() {
    let (acme, dispatch): (WorkspaceId, _) = ("acme".parse().unwrap(), DispatchId::new(uuid::Uuid::nil()));
    let sup = id("acme", email("Anna@Example.com"));
    assert_eq!(sup.to_string(), "sup_764cde8cbd18ecc30f5299b288767646");
    assert_eq!(id("acme", phone("+37120000000")).to_string(), "sup_e7cd9634bc20809189ddd18e35c09616");
    assert_eq!(key().number(&phone("+37120000000")).to_string(), "657958282a9fa806e364108560235f35");
    assert_eq!(key().code(&acme, dispatch, &sup).to_string(), "ofGi2xdBQQBW");
}

#[test]
fn each_workspace_channel_and_address_has_a_name_of_its_own() {
    let ids = [
        id("acme", email("a@example.com")),
        id("other", email("a@example.com")),
        id("acme", email("b@example.com")),
        id("acme", phone("+37120000000")),
        id("acme", phone("+37120000001")),
    ];
    assert_eq!(HashSet::from(ids).len(), ids.len());
    let other: AddressKey = "another-secret-of-32-characters!".parse().unwrap();
    assert_ne!(other.id(&"acme".parse().unwrap(), &email("a@example.com").into()), ids[0]);
    assert_ne!(other.number(&phone("+37120000000")), key().number(&phone("+37120000000")));

    let (acme, beta): (WorkspaceId, WorkspaceId) = ("acme".parse().unwrap(), "beta".parse().unwrap());
    let (one, two) = (DispatchId::new(uuid::Uuid::nil()), DispatchId::new(uuid::Uuid::max()));
    let codes = [(&acme, one, 0), (&beta, one, 0), (&acme, two, 0), (&acme, one, 2)]
        .map(|(workspace, dispatch, address)| key().code(workspace, dispatch, &ids[address]));
    assert_eq!(codes.iter().collect::<HashSet<_>>().len(), codes.len());
}

#[test]
fn names_and_codes_read_back_as_spelled_and_in_no_other_spelling() {
    let number = key().number(&phone("+37120000000"));
    assert_eq!(number.to_string().parse::<NumberHash>().unwrap(), number);
    let code: ShortCode = "Az09_-Az09_-".parse().unwrap();
    assert_eq!(code.to_string(), "Az09_-Az09_-");
    for bad in ["", "Az09_-Az09_", "Az09_-Az09_-x", "Az09_-Az09_=", "Az09_-Az09/+", "Az09_-Az0ā"] {
        assert!(bad.parse::<ShortCode>().is_err(), "{bad}");
    }
    for bad in ["", &"A".repeat(32), &"0".repeat(31), &"0".repeat(36), "00000000-0000-0000-0000-000000000000"] {
        assert!(bad.parse::<NumberHash>().is_err(), "{bad}");
    }
}

#[test]
fn neither_addresses_nor_secrets_stand_in_debug_output() {
    let contacts = [Contact::from(email("anna@example.com")), Contact::from(phone("+37120000000"))];
    let shown = format!("{contacts:?} {:?}", key());
    assert!(!shown.contains("anna") && !shown.contains("2000") && !shown.contains(&SECRET[..4]), "{shown}");
}

#[test]
fn a_short_secret_is_refused() {
    for bad in ["", "0123456789abcdef0123456789abcde", &format!("{}   ", "x".repeat(31))] {
        assert!(bad.parse::<AddressKey>().is_err(), "{bad}");
    }
    // The newline at the end of a file isn't part of it.
    let read: AddressKey = format!("{SECRET}\n").parse().unwrap();
    assert_eq!(read.number(&phone("+37120000000")), key().number(&phone("+37120000000")));
}

proptest! {
    #[test]
    fn an_address_reads_back_and_its_wire_form_is_itself(
        text in "[a-zA-Z0-9._+ā-žа-яА-Я-]{1,12}@[a-zA-Zā-žа-яßǅİſ0-9。．-]{1,12}[.][a-zа-я]{2,6}",
    ) {
        if let Ok(read) = text.parse::<EmailAddress>() {
            let again = email(read.as_str());
            prop_assert_eq!(again.as_str(), read.as_str());
            prop_assert_eq!(&email(&read.wire()), &read);
            prop_assert!(read.wire().rsplit('@').next().unwrap().is_ascii());
        }
    }

    #[test]
    fn any_text_can_be_tried(text in any::<String>(), digits in "[+]?[0-9]{0,20}") {
        let _ = (text.parse::<EmailAddress>(), PhoneNumber::checked(&text), text.parse::<Country>());
        if let Ok(number) = PhoneNumber::checked(&digits) {
            prop_assert_eq!(number.as_str(), digits);
        }
    }
}

#[test]
fn a_sealed_id_reads_back_with_its_own_secret_and_shows_nothing() {
    let key: AddressKey = "0123456789abcdef0123456789abcdef".parse().unwrap();
    let (ws, nobody) = ("acme".parse().unwrap(), crate::id::PersonId::nobody(uuid::Uuid::from_u128(7)));
    let long = "x".repeat(crate::id::MAX_CLIENT_ID);
    for id in ["7", "anna", long.as_str()] {
        let person: crate::id::PersonId = id.parse().unwrap();
        let erasure = key.erasure(&ws, &person);
        let sealed = key.seal_person(erasure, &nobody, &person);
        assert_eq!((sealed.len(), sealed.contains(id) && id.len() > 1), (2 * crate::id::MAX_CLIENT_ID, false));
        assert_eq!(key.open_person(&ws, erasure, &nobody, &sealed), Some(person));
        let other: AddressKey = "fedcba9876543210fedcba9876543210".parse().unwrap();
        assert_eq!(other.open_person(&ws, erasure, &nobody, &sealed), None);
        assert_ne!(key.erasure(&"other".parse().unwrap(), &id.parse().unwrap()), erasure);
    }
}
