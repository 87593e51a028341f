//! The committed corpus: small, all there, and changed at random for more.

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use proptest::sample::Index;

use crate::{LONGEST, form, json, link, token};

type Hold = fn(&[u8]);

const TARGETS: [(&str, Hold, u32); 4] =
    [("token", token::hold, 512), ("link", link::hold, 512), ("json", json::hold, 512), ("form", form::hold, 32)];

fn folder(target: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/__fuzz__").join(target).join("corpus")
}

fn inputs(target: &str) -> Vec<Vec<u8>> {
    let mut files: Vec<_> =
        std::fs::read_dir(folder(target)).expect("a corpus").map(|file| file.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| std::fs::read(file).expect("an input")).collect()
}

#[test]
fn the_corpus_of_each_target_is_there_and_small() {
    let sizes: Vec<_> = TARGETS.map(|(target, ..)| inputs(target)).into_iter().collect();
    assert!(sizes.iter().all(|inputs| inputs.len() >= 12), "a target without inputs tries next to nothing");
    assert!(sizes.iter().map(Vec::len).sum::<usize>() <= 200);
    assert!(sizes.iter().flatten().all(|input| input.len() <= LONGEST));
}

#[test]
fn what_opens_is_in_the_corpus() {
    for (target, seeds) in [("token", token::seeds()), ("link", link::seeds())] {
        let inputs = inputs(target);
        for seed in seeds {
            assert!(inputs.contains(&seed), "{target}: add {:?}", String::from_utf8_lossy(&seed));
        }
    }
}

/// One small change.
#[derive(Clone, Debug)]
enum Change {
    Set(Index, u8),
    Insert(Index, &'static str),
    Cut(Index, Index),
    Double(Index, Index),
    Splice(Index, Index),
}

/// What means something in one of the formats, or has been known to break things.
const WORDS: [&str; 40] = [
    "",
    "&",
    "=",
    "%",
    "%00",
    "%C4%81",
    "%ED%A0%80",
    "%F0%9F%98%80",
    "%C0%80",
    "+",
    "\r\n",
    "\0",
    "{",
    "}",
    "[[[[[[[[",
    "]",
    "\"",
    ",",
    ":",
    "null",
    "true",
    "-0",
    "1e400",
    "1E-2",
    "18446744073709551616",
    "\\ud83d",
    "\\ude00",
    "\\u0000",
    "\u{202e}",
    "\u{feff}",
    "e\u{301}",
    "ā",
    "\u{1f600}",
    "score=9&",
    "\"score\":9,",
    "&page=which&",
    "sig=",
    "kid=k1&",
    ".",
    "AAAA",
];

fn change() -> impl Strategy<Value = Change> {
    let place = any::<Index>;
    prop_oneof![
        (place(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        (place(), prop::sample::select(&WORDS[..])).prop_map(|(at, word)| Change::Insert(at, word)),
        (place(), place()).prop_map(|(from, to)| Change::Cut(from, to)),
        (place(), place()).prop_map(|(from, to)| Change::Double(from, to)),
        (place(), place()).prop_map(|(other, at)| Change::Splice(other, at)),
    ]
}

fn changed(mut input: Vec<u8>, changes: &[Change], others: &[Vec<u8>]) -> Vec<u8> {
    for change in changes {
        let length = input.len() + 1;
        let place = |at: &Index| at.index(length);
        let range = |from: &Index, to: &Index| place(from).min(place(to))..place(from).max(place(to));
        match change {
            Change::Set(at, byte) => input[place(at).min(length - 1)..].iter_mut().take(1).for_each(|old| *old = *byte),
            Change::Insert(at, word) => drop(input.splice(place(at)..place(at), word.bytes())),
            Change::Cut(from, to) => drop(input.drain(range(from, to))),
            Change::Double(from, to) => {
                let again = input[range(from, to)].to_vec();
                let at = range(from, to).start;
                drop(input.splice(at..at, again));
            }
            Change::Splice(other, at) => {
                let other = other.get(others);
                let at = place(at);
                input.truncate(at);
                input.extend_from_slice(&other[at.min(other.len())..]);
            }
        }
    }
    input.truncate(LONGEST);
    input
}

#[test]
fn mutants_of_the_corpus_hold_too() {
    for (target, hold, cases) in TARGETS {
        let inputs = inputs(target);
        let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
        let mutant = (any::<Index>(), prop::collection::vec(change(), 1..6));
        proptest!(config, |((which, changes) in mutant)| {
            hold(&changed(which.get(&inputs).clone(), &changes, &inputs));
        });
    }
}
