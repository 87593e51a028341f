//! The places where files lie, by one suite for all of them, and what is special to each.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod folder;
mod moto;
mod s3;
mod suite;

use std::collections::BTreeMap;

use domain::export::{Asked, Export, File, Format};
use domain::id::ExportId;
use jiff::Timestamp;

/// A file of its own for each number.
fn file(number: u128, format: Format) -> File {
    File { export: ExportId::new(uuid::Uuid::from_u128(number)), format }
}

/// An export that was asked for just now, with a file of that number.
fn export(number: u128, format: Format, now: Timestamp) -> Export {
    let day = "2026-11-21".parse().unwrap();
    let survey = "nps".parse().unwrap();
    let asked = Asked { survey, format, bom: false, first: day, last: day, filters: BTreeMap::new() };
    Export::new(file(number, format).export, asked, now)
}

/// Bytes that look like nothing, the same at every call; two pieces of them differ wherever they begin.
fn made(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    (0..length.div_ceil(8)).flat_map(|_| next().to_le_bytes()).take(length).collect()
}

/// What a GET without any header of our own finds: the status, two headers and the body.
struct Got {
    status: u16,
    media: String,
    disposition: String,
    bytes: Vec<u8>,
}

async fn fetch(url: &str) -> Got {
    let url = url.to_owned();
    let fetched = tokio::task::spawn_blocking(move || {
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let mut answer = agent.get(&url).call().unwrap();
        let header = |name: &str| answer.headers().get(name).map_or("", |value| value.to_str().unwrap()).to_owned();
        let (media, disposition) = (header("content-type"), header("content-disposition"));
        let bytes = answer.body_mut().with_config().limit(1 << 30).read_to_vec().unwrap();
        Got { status: answer.status().as_u16(), media, disposition, bytes }
    });
    fetched.await.unwrap()
}
