//! Times and amounts as other systems write them.

use domain::day::Zone;
use jiff::Timestamp;
use jiff::civil::DateTime;

/// A time of an export: RFC 3339, a date and a time without an offset, or Unix seconds or milliseconds.
pub fn time(written: &str, zone: &Zone) -> Result<String, String> {
    if let Ok(number) = written.parse::<i64>() {
        // Seconds until the year 5138, milliseconds from 1973 on.
        let at = if number.abs() < 100_000_000_000 {
            Timestamp::from_second(number)
        } else {
            Timestamp::from_millisecond(number)
        };
        return Ok(at.map_err(|_| "a time that is no time".to_owned())?.to_string());
    }
    if let Ok(at) = written.parse::<Timestamp>() {
        return Ok(at.to_string());
    }
    let local: DateTime = written
        .trim_end_matches(" UTC")
        .parse()
        .map_err(|_| "a time that is none: expected RFC 3339, `2026-11-21 09:30:00` or Unix seconds".to_owned())?;
    let zoned = local.in_tz(zone.name()).map_err(|_| "a time that the zone does not have".to_owned())?;
    Ok(zoned.timestamp().to_string())
}

/// An amount in minor units: `12.50` with two decimals is 1250. Exact, by digits.
pub fn minor(written: &str, decimals: u32) -> Result<i64, String> {
    let wrong = || format!("an amount that is none: expected a number with at most {decimals} decimals");
    let (whole, part) = written.split_once(['.', ',']).unwrap_or((written, ""));
    let places = usize::try_from(decimals).unwrap_or(usize::MAX);
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    // What is beyond the decimals must be nothing.
    let (kept, beyond) = part.split_at_checked(places).unwrap_or((part, ""));
    if whole.is_empty() || !digits(whole) || !digits(part) || beyond.bytes().any(|byte| byte != b'0') {
        return Err(wrong());
    }
    format!("{whole}{kept:0<places$}").parse().map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone() -> Zone {
        "Europe/Riga".parse().unwrap()
    }

    #[test]
    fn times_are_read_in_the_ways_that_exports_write_them() {
        for (written, expected) in [
            ("2026-11-21T09:30:00+02:00", "2026-11-21T07:30:00Z"),
            ("2026-11-21 09:30:00", "2026-11-21T07:30:00Z"),
            ("1764405600", "2025-11-29T08:40:00Z"),
            ("1764405600123", "2025-11-29T08:40:00.123Z"),
        ] {
            assert_eq!(time(written, &zone()).unwrap(), expected, "{written}");
        }
        assert!(time("yesterday", &zone()).is_err());
    }

    #[test]
    fn amounts_become_minor_units_by_their_digits() {
        for (written, decimals, expected) in [
            ("1250", 0, 1250),
            ("12.50", 2, 1250),
            ("12,5", 2, 1250),
            ("12", 2, 1200),
            ("0.07", 2, 7),
            ("3.500", 2, 350),
        ] {
            assert_eq!(minor(written, decimals).unwrap(), expected, "{written}");
        }
        for wrong in ["12.505", "-1.00", "1 000.00", "", ".50", "1e3"] {
            assert!(minor(wrong, 2).is_err(), "{wrong}");
        }
    }
}
