//! Links that a team's own mailer signs: the page that says how, its examples as they stand there, and the pages that such
//! links open. What is documented is read from docs/links.md itself, so that it can't say anything else.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

#[path = "links/languages.rs"]
mod languages;
#[path = "links/page.rs"]
mod page;
#[path = "links/rust.rs"]
mod rust;

use std::collections::BTreeMap;

use domain::link_key::LinkKey;
use domain::signed_link::{PersonSig, SignedLink, Unchecked, Vouched};
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::Sha256;
use tests::{Running, unhurried};

use languages::{Case, LANGUAGES};
use page::{example, vectors};

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap()
}

fn key(vectors: &Value) -> LinkKey {
    LinkKey {
        id: "k1".parse().unwrap(),
        secret: Some(text(vectors, "secret").parse().unwrap()),
        created_at: Timestamp::UNIX_EPOCH,
        retired_at: None,
    }
}

/// The links of the vectors as cases for an example.
fn cases(vectors: &Value) -> Vec<Case> {
    let case = |link: &Value| Case {
        base: "https://feedback.example.com".to_owned(),
        workspace: text(vectors, "workspace").to_owned(),
        survey: text(vectors, "survey").to_owned(),
        secret: text(vectors, "secret").to_owned(),
        fields: serde_json::from_value(link["fields"].clone()).unwrap(),
    };
    vectors["links"].as_array().unwrap().iter().map(case).collect()
}

fn in_rust(case: &Case) -> String {
    let fields: BTreeMap<_, _> = case.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    rust::link(&case.base, &case.workspace, &case.survey, &case.secret, &fields)
}

#[test]
fn the_vectors_are_what_the_rule_says_and_what_the_pages_check() {
    let vectors = vectors();
    let (ws, survey) = (text(&vectors, "workspace").parse().unwrap(), text(&vectors, "survey").parse().unwrap());
    let now = "2026-11-21T00:00:00Z".parse().unwrap();
    for (case, link) in cases(&vectors).iter().zip(vectors["links"].as_array().unwrap()) {
        let (query, sig) = (text(link, "query"), text(link, "sig"));
        assert_eq!(text(link, "message"), format!("atbalss-f1\n{ws}\n{survey}\n{query}"));
        let mut mac = Hmac::<Sha256>::new_from_slice(case.secret.as_bytes()).unwrap();
        mac.update(text(link, "message").as_bytes());
        let hex = mac.finalize().into_bytes().iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
        assert_eq!(hex, sig);

        let fields = || case.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let own = SignedLink::query(&ws, &survey, fields(), &key(&vectors)).unwrap();
        assert_eq!(own, format!("{query}&sig={sig}"));
        let read = Unchecked::read(ws.clone(), survey.clone(), fields().chain([("sig", sig)])).unwrap();
        assert!(read.check(&[key(&vectors)], now).is_ok(), "{query}");
    }
    let all: String = cases(&vectors).iter().flat_map(|case| case.fields.values().cloned()).collect();
    for odd in " /~+%&=?#'()*!\"<>[]:_.öžЗ😀".to_lowercase().chars() {
        assert!(all.to_lowercase().contains(odd), "no vector has {odd:?}, which tools spell differently");
    }
    for claim in vectors["person_sigs"].as_array().unwrap() {
        let (person, exp) = (text(claim, "person").parse().unwrap(), claim["exp"].as_i64().unwrap());
        let end = Timestamp::from_second(exp).unwrap();
        let made = PersonSig::make(&ws, &person, end, &key(&vectors)).unwrap();
        assert_eq!(made, text(claim, "person_sig"));
        let read: PersonSig = made.parse().unwrap();
        assert_eq!(read.check(&ws, &person, &[key(&vectors)], now), Vouched::Known);
    }
}

#[test]
fn the_rust_example_is_the_code_that_is_compiled_here() {
    assert_eq!(example("rust"), include_str!("links/rust.rs"));
}

#[test]
fn every_example_makes_the_links_of_the_vectors() {
    let vectors = vectors();
    let cases = cases(&vectors);
    let wanted: Vec<_> = vectors["links"]
        .as_array()
        .unwrap()
        .iter()
        .zip(&cases)
        .map(|(link, case)| {
            let (query, sig) = (text(link, "query"), text(link, "sig"));
            format!("{}/f/{}/{}?{query}&sig={sig}", case.base, case.workspace, case.survey)
        })
        .collect();
    assert_eq!(cases.iter().map(in_rust).collect::<Vec<_>>(), wanted);
    for language in LANGUAGES {
        assert_eq!(language.example().trim_end().lines().count(), 4, "{}", language.name);
        if let Some(links) = language.run(&cases) {
            assert_eq!(links, wanted, "{}", language.name);
        }
    }
}

/// The links of the vectors, signed with a key of a running program's workspace.
fn signed_for(running: &Running, key: &Value) -> Vec<Case> {
    let own = |case: Case| {
        let mut fields = case.fields;
        fields.insert("kid".to_owned(), text(key, "id").to_owned());
        let (base, workspace) = (running.url.clone(), "default".to_owned());
        Case { base, workspace, secret: text(key, "secret").to_owned(), fields, ..case }
    };
    cases(&vectors()).into_iter().map(own).collect()
}

#[test]
fn a_link_of_any_language_opens_its_survey_and_takes_one_answer_whichever_key_signs_it() {
    let folder = tempfile::tempdir().unwrap();
    let running = Running::serve(folder.path(), &[]);
    running
        .call("PUT", "/v1/surveys/after-purchase", Some(&json!({"name": "After purchase", "metric": "nps"})))
        .expect(201);
    let first = running.call("POST", "/v1/link-keys", Some(&json!({}))).expect(201);
    let cases = signed_for(&running, &first);
    let links: Vec<_> = cases.iter().map(in_rust).collect();
    for language in LANGUAGES {
        assert!(language.run(&cases).is_none_or(|own| own == links), "{}", language.name);
    }
    let answers = || running.call("GET", "/v1/surveys/after-purchase/responses", None).expect(200)["data"].clone();
    for link in &links {
        let page = running.call_as(None, "GET", link, None);
        assert!(page.status == 200 && page.body.contains("<form"), "{link}: {}", page.body);
        let altered = link.replace("kid=", "variant=z&kid=");
        assert_eq!(running.call_as(None, "GET", &altered, None).status, 404);
        let mut fields = unhurried(&page.body);
        fields.push(("score".to_owned(), "9".to_owned()));
        assert_eq!(running.post_form(link, &fields).status, 200);
    }
    let stored = answers();
    let said = |name: &str, value: &str| {
        stored.as_array().unwrap().iter().any(|one| one[name] == value || one["properties"][name] == value)
    };
    for (name, value) in cases.iter().flat_map(|case| &case.fields) {
        assert!(["exp", "kid"].contains(&name.as_str()) || said(name, value), "{name} {value}: {stored}");
    }
    assert_eq!(stored.as_array().unwrap().len(), links.len());

    // Signed once more with the key that takes over: the same links, which have their answers.
    let second = running.call("POST", "/v1/link-keys", Some(&json!({}))).expect(201);
    let third = running.call("POST", "/v1/link-keys", Some(&json!({})));
    assert_eq!((third.status, text(&third.json(), "code")), (409, "too_many_link_keys"));
    let again: Vec<_> = signed_for(&running, &second).iter().map(in_rust).collect();
    for link in &again {
        let page = running.call_as(None, "GET", link, None);
        assert!(page.status == 200 && !page.body.contains("<form"), "{link}");
    }
    assert_eq!(answers(), stored);
    let retired = running.call("DELETE", &format!("/v1/link-keys/{}", text(&first, "id")), None);
    assert_eq!(retired.status, 204);
    let status = |link: &String| running.call_as(None, "GET", link, None).status;
    assert!(links.iter().all(|link| status(link) == 404) && again.iter().all(|link| status(link) == 200));
}
