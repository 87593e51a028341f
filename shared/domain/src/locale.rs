//! The four languages that customers read.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use crate::input::Refusal;

/// A language of the pages, the mails and the question texts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Locale {
    /// English.
    #[default]
    En,
    /// Latvian.
    Lv,
    /// Lithuanian.
    Lt,
    /// Russian.
    Ru,
}

impl Locale {
    /// All four, in the order in which they are listed to people.
    pub const ALL: [Self; 4] = [Self::En, Self::Lv, Self::Lt, Self::Ru];

    /// The BCP 47 tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Lv => "lv",
            Self::Lt => "lt",
            Self::Ru => "ru",
        }
    }

    /// The first of `offered` that an `Accept-Language` header asks for, by its weights.
    ///
    /// ```
    /// use domain::locale::Locale;
    /// assert_eq!(Locale::accepted("de, ru-RU;q=0.8, en;q=0.5", &Locale::ALL), Some(Locale::Ru));
    /// assert_eq!(Locale::accepted("de, lv;q=0", &Locale::ALL), None);
    /// ```
    pub fn accepted(header: &str, offered: &[Self]) -> Option<Self> {
        let mut wanted: Vec<(u16, Self)> = header
            .split(',')
            .filter_map(|range| {
                let mut parts = range.split(';');
                let locale = parts.next()?.trim().parse().ok()?;
                let weight = parts
                    .find_map(|part| part.trim().strip_prefix("q="))
                    .map_or(Some(1.0), |q| q.trim().parse::<f32>().ok())?;
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0–1000")]
                let weight = (weight.clamp(0.0, 1.0) * 1000.0) as u16;
                (weight > 0 && offered.contains(&locale)).then_some((weight, locale))
            })
            .collect();
        // A stable sort keeps the header's own order among equal weights.
        wanted.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
        wanted.first().map(|(_, locale)| *locale)
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

impl Serialize for Locale {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.tag())
    }
}

impl FromStr for Locale {
    type Err = Refusal;

    /// `ru` and `ru-RU` are the same reader.
    fn from_str(text: &str) -> Result<Self, Refusal> {
        let primary = text.split(['-', '_']).next().unwrap_or(text);
        Self::ALL
            .into_iter()
            .find(|locale| locale.tag().eq_ignore_ascii_case(primary))
            .ok_or_else(|| Refusal::new("unknown_locale", "expected en, lv, lt or ru"))
    }
}
