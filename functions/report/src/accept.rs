//! `Accept`: which form of an answer a client would have, of those that there are (RFC 9110, 12.5.1).

use http::{HeaderMap, header};

/// What one element of the header asks for.
struct Range<'a> {
    kind: &'a str,
    /// From 0, which is not at all, to 1000.
    quality: u16,
    place: usize,
}

/// Which of the forms is wanted most; each has the names that clients know it by. Without the header it is the first one;
/// none where the client takes none of them.
pub fn wanted<T>(headers: &HeaderMap, forms: &[(T, &[&str])]) -> Option<usize> {
    let all: Vec<_> = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect();
    let all = all.join(",").to_ascii_lowercase();
    if all.trim().is_empty() {
        return Some(0);
    }
    let ranges: Vec<_> = all.split(',').enumerate().filter_map(|(place, element)| range(place, element)).collect();
    let mut found: Vec<_> = forms
        .iter()
        .enumerate()
        .filter_map(|(at, (_, names))| {
            // Of several elements that fit, the most exact one speaks for the form.
            let (exact, range) =
                ranges.iter().filter_map(|range| Some((exactness(range.kind, names)?, range))).max_by_key(|it| it.0)?;
            let rank = (range.quality, exact, std::cmp::Reverse(range.place), std::cmp::Reverse(at));
            (range.quality > 0).then_some((rank, at))
        })
        .collect();
    found.sort_unstable();
    found.last().map(|(_, at)| *at)
}

/// An element of the header; none where it is none.
fn range(place: usize, element: &str) -> Option<Range<'_>> {
    let mut parts = element.split(';').map(str::trim);
    let kind = parts.next().filter(|kind| kind.split('/').count() == 2)?;
    let quality = parts.find_map(|part| part.strip_prefix("q="));
    Some(Range { kind, quality: quality.map_or(Some(1000), thousandths)?, place })
}

/// A weight: 0 to 1, with three digits at most.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let fits = ["0", "1"].contains(&whole) && part.len() <= 3 && part.bytes().all(|digit| digit.is_ascii_digit());
    let part: u16 = if fits { format!("{part:0<3}").parse().ok()? } else { return None };
    Some((whole.parse::<u16>().ok()? * 1000 + part).min(1000))
}

/// How exactly an element names a form; none where it names another.
fn exactness(kind: &str, names: &[&str]) -> Option<u8> {
    if names.contains(&kind) {
        return Some(2);
    }
    let family = kind.strip_suffix("/*")?;
    let fits = |name: &&str| name.split('/').next() == Some(family);
    if family == "*" { Some(0) } else { names.iter().any(fits).then_some(1) }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn chosen(accept: &[&str]) -> Option<&'static str> {
        let forms: [(&str, &[&str]); 3] = [
            ("json", &["application/json"]),
            ("csv", &["text/csv"]),
            ("lines", &["application/x-ndjson", "application/jsonl"]),
        ];
        let values = accept.iter().map(|value| (header::ACCEPT, HeaderValue::from_str(value).unwrap()));
        wanted(
            &values.collect::<Vec<_>>().into_iter().fold(HeaderMap::new(), |mut all, (name, value)| {
                all.append(name, value);
                all
            }),
            &forms,
        )
        .map(|at| forms[at].0)
    }

    #[test]
    fn the_form_that_is_wanted_most_is_given() {
        for (accept, form) in [
            ("", Some("json")),
            ("*/*", Some("json")),
            ("application/*", Some("json")),
            ("text/*", Some("csv")),
            ("Text/CSV; charset=utf-8", Some("csv")),
            ("application/jsonl", Some("lines")),
            ("text/csv;q=0.5, application/json", Some("json")),
            ("text/csv;q=0.5, application/json;q=0.4", Some("csv")),
            ("text/csv, application/json", Some("csv")),
            ("application/json, text/csv", Some("json")),
            ("*/*;q=0.1, text/csv", Some("csv")),
            ("text/csv, */*;q=1", Some("csv")),
            ("application/json;q=0, */*;q=0.5", Some("csv")),
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", Some("json")),
            ("text/csv;header=present;q=0.001", Some("csv")),
            ("text/csv;q=0", None),
            ("text/html", None),
            ("image/*", None),
            ("text/csv;q=2", None),
            ("text/csv;q=0.5555", None),
            ("nonsense", None),
        ] {
            assert_eq!(chosen(&[accept]), form, "{accept}");
        }
        assert_eq!(chosen(&[]), Some("json"));
        assert_eq!(chosen(&["text/html", "text/csv"]), Some("csv"));
    }
}
