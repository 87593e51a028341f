//! What is signed, taken apart and put together again: of two tokens of one kind, one of each workspace, no mix opens
//! anything. And tokens of the other's issuer where none of its kind belongs.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::call::{Answer, Call, Client};
use crate::side::{COMMENTS, Side};

/// How long the tag at the end of a token is.
const TAG: usize = 32;

/// Tokens that have a part of each of two, and are neither.
fn mixes(own: &str, other: &str) -> Vec<String> {
    let (a, b) = (own.as_bytes(), other.as_bytes());
    let mut all = Vec::new();
    for (begin, end) in [(a, b), (b, a)] {
        for cut in 1..begin.len().max(end.len()) {
            // Cut at the same place from the front, and at the same place from the back.
            let (front, back) = (cut.min(begin.len()), end.len().saturating_sub(cut));
            all.push([&begin[..front], &end[cut.min(end.len())..]].concat());
            all.push([&begin[..begin.len().saturating_sub(cut)], &end[back..]].concat());
        }
    }
    let mut all: Vec<_> = all.into_iter().map(|bytes| String::from_utf8(bytes).unwrap()).collect();
    all.extend([(own, other), (other, own)].map(|(said, signed)| resigned(said, signed)));
    all.sort();
    all.dedup();
    all.retain(|mix| mix != own && mix != other);
    all
}

/// What one token says under the tag of another.
fn resigned(said: &str, signed: &str) -> String {
    let [said, signed] = [said, signed].map(|token| URL_SAFE_NO_PAD.decode(token).unwrap());
    URL_SAFE_NO_PAD.encode([&said[..said.len() - TAG], &signed[signed.len() - TAG..]].concat())
}

/// A token of the issuer whose claims are one's and whose signature is another's.
fn claims_of(said: &str, signed: &str) -> String {
    let parts = |token: &str| token.split('.').map(str::to_owned).collect::<Vec<_>>();
    let (said, signed) = (parts(said), parts(signed));
    format!("{}.{}.{}", said[0], said[1], signed[2])
}

/// The claims of a token with another workspace, under no signature that holds.
fn renamed(token: &str, workspace: &str) -> String {
    let parts: Vec<_> = token.split('.').collect();
    let mut claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts[1]).unwrap()).unwrap();
    claims["atbalss_workspace"] = json!(workspace);
    format!("{}.{}.{}", parts[0], URL_SAFE_NO_PAD.encode(claims.to_string()), parts[2])
}

/// A kind of token: one of each side, how it is tried, and what the answer has to be.
type Kind<'a> = (&'a str, [&'a str; 2], Box<dyn Fn(&str) -> Call + 'a>);

/// Tries everything; what was opened, one line each.
pub fn opened(client: &Client, i: &Side, v: &Side) -> Vec<String> {
    let list = "/v1/surveys";
    let kinds: Vec<Kind<'_>> = vec![
        (
            "a link of a survey",
            [&i.survey_token, &v.survey_token],
            Box::new(|token| Call::get(format!("/s/{token}")).wants(&[404])),
        ),
        (
            "a link that unsubscribes",
            [&i.unsubscribe_token, &v.unsubscribe_token],
            Box::new(|token| Call::get(format!("/u/{token}")).wants(&[404])),
        ),
        (
            "a link of a file",
            [&i.download, &v.download],
            Box::new(|token| Call::get(format!("/exports/{token}")).by(&i.key).wants(&[404])),
        ),
        ("a session", [&i.session, &v.session], Box::new(|token| Call::get("/").cookie(token).wants(&[401]))),
        (
            "a cursor",
            [i.cursor(list), v.cursor(list)],
            Box::new(move |token| Call::get(format!("{list}?limit=1&cursor={token}")).by(&i.key).wants(&[400])),
        ),
        (
            "a cursor of comments",
            [i.cursor(COMMENTS), v.cursor(COMMENTS)],
            Box::new(|token| Call::get(format!("{COMMENTS}&limit=1&cursor={token}")).by(&i.key).wants(&[400])),
        ),
    ];
    let mut faults = Vec::new();
    let mut check = |what: &str, call: &Call, answer: &Answer| {
        let shown: Vec<_> = v.secrets().filter(|secret| answer.shows(secret) && !call.names(secret)).collect();
        if !call.wanted.contains(&answer.status) || !shown.is_empty() {
            faults.push(format!("{what}: {call:?}\n    answers {} and shows {shown:?}", answer.status));
        }
    };
    for (what, [own, other], call) in &kinds {
        assert_ne!(own, other, "{what}");
        let mixes = mixes(own, other);
        assert!(mixes.len() > 100, "{what}: {} mixes", mixes.len());
        for mix in mixes {
            let call = call(&mix);
            check(what, &call, &client.send(&call));
        }
    }
    // An API key's id with another's secret.
    let parts = |key: &str| key.rsplit_once('_').map(|(id, secret)| (id.to_owned(), secret.to_owned())).unwrap();
    let ((own_id, own_secret), (id, secret)) = (parts(&i.key), parts(&v.key));
    for key in [format!("{id}_{own_secret}"), format!("{own_id}_{secret}")] {
        let call = Call::get("/v1/workspace").by(&key).wants(&[401]);
        check("a key", &call, &client.send(&call));
    }
    faults
}

/// Tries tokens of the issuer; what was opened, one line each.
pub fn opened_by_tokens(client: &Client, v: &Side, [own, other]: [&str; 2]) -> Vec<String> {
    let mut calls: Vec<Call> = Vec::new();
    for token in [claims_of(own, other), claims_of(other, own), renamed(own, v.workspace)] {
        calls.push(Call::get("/v1/workspace").by(&token).wants(&[401]));
        calls.push(Call::get("/").by(&token).wants(&[401]));
        calls.push(Call::form("/session", &format!("key={token}")).wants(&[401]));
    }
    // It is the other's own, and belongs into a header: nowhere else it says anything.
    calls.extend([
        Call::get("/").cookie(other).wants(&[401]),
        Call::get(format!("/s/{other}")).wants(&[404]),
        Call::get(format!("/u/{other}")).wants(&[404]),
        Call::get(format!("/exports/{other}")).by(own).wants(&[404]),
        Call::get(format!("/v1/surveys?cursor={other}")).by(own).wants(&[400]),
        Call::get("/v1/workspace").by(own).cookie(other),
        Call::get("/v1/workspace").by(own).by(other).wants(&[200, 400, 401]),
    ]);
    let mut faults = Vec::new();
    for call in calls {
        let answer = client.send(&call);
        let shown: Vec<_> = v.secrets().filter(|secret| answer.shows(secret)).collect();
        if !call.wanted.contains(&answer.status) || !shown.is_empty() {
            faults.push(format!("{call:?}\n    answers {} and shows {shown:?}", answer.status));
        }
    }
    faults
}
