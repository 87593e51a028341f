use std::io::Read;

use super::*;

fn chosen(accept: &str, length: u64) -> Option<&'static str> {
    let mut request = HeaderMap::new();
    request.insert(header::ACCEPT_ENCODING, accept.parse().unwrap());
    choose(&request, &[BROTLI, GZIP], length).map(|coding| coding.name)
}

#[test]
fn a_client_gets_what_it_wants_most_and_br_among_equals() {
    for (accept, coding) in [
        ("gzip, deflate, br, zstd", Some("br")),
        ("gzip", Some("gzip")),
        ("x-gzip", Some("gzip")),
        ("GZIP", Some("gzip")),
        ("br;q=0.5, gzip;q=0.8", Some("gzip")),
        ("br;q=0, gzip;q=0.001", Some("gzip")),
        ("*", Some("br")),
        ("br;q=0, *;q=0.1", Some("gzip")),
        ("gzip;q=0", None),
        ("identity", None),
        ("identity;q=0.5, gzip;q=0.4", None),
        ("identity;q=0.5, gzip;q=0.5", Some("gzip")),
        ("deflate, zstd", None),
        ("", None),
        ("gzip;q=2", None),
        ("gzip;q=0.1234", None),
        ("gzip;level=9", None),
    ] {
        assert_eq!(chosen(accept, 5000), coding, "{accept}");
    }
    assert!(choose(&HeaderMap::new(), &[GZIP], 5000).is_none());
}

#[test]
fn short_bodies_stay_as_they_are_unless_that_is_refused() {
    assert_eq!(chosen("gzip", 1023), None);
    assert_eq!(chosen("gzip", 1024), Some("gzip"));
    assert_eq!(chosen("gzip, identity;q=0", 10), Some("gzip"));
    assert_eq!(chosen("gzip, *;q=0", 10), Some("gzip"));
    assert_eq!(chosen("gzip, *;q=0, identity", 10), None);
    // Nothing is left that could be sent: then it is sent as it is.
    assert_eq!(chosen("identity;q=0", 5000), None);
}

#[test]
fn text_is_open_and_pictures_and_what_is_compressed_are_not() {
    let headers = |pairs: &[(header::HeaderName, &'static str)]| {
        is_open(&pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect())
    };
    for media in [
        "application/json",
        "application/problem+json",
        "application/x-ndjson",
        "text/csv; charset=utf-8; header=present",
        "text/html; charset=utf-8",
        "image/svg+xml",
    ] {
        assert!(headers(&[(header::CONTENT_TYPE, media)]), "{media}");
        assert!(!headers(&[(header::CONTENT_TYPE, media), (header::CONTENT_ENCODING, "gzip")]), "{media}");
        assert!(!headers(&[(header::CONTENT_TYPE, media), (header::CACHE_CONTROL, "no-transform")]), "{media}");
    }
    assert!(!headers(&[(header::CONTENT_TYPE, "image/png")]) && !headers(&[]));
}

#[test]
fn bodies_come_out_as_they_went_in_and_smaller() {
    let text = "\u{feff}id,score,comment\r\nrsp_1,9,\"labi, paldies — aš čia\"\r\n".repeat(400);
    for body in ["".as_bytes(), b"a", text.as_bytes()] {
        let mut read = Vec::new();
        flate2::read::GzDecoder::new(GZIP.encode(body).unwrap().as_slice()).read_to_end(&mut read).unwrap();
        assert_eq!(read, body);
        let mut read = Vec::new();
        brotli::Decompressor::new(BROTLI.encode(body).unwrap().as_slice(), 4096).read_to_end(&mut read).unwrap();
        assert_eq!(read, body);
    }
    for coding in [GZIP, BROTLI] {
        assert!(coding.encode(text.as_bytes()).unwrap().len() < text.len() / 10, "{coding:?}");
    }
}
