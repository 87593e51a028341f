//! The texts of the dashboard, in four languages (`texts/*.ftl`).

use std::sync::LazyLock;

use domain::locale::Locale;
use web::texts::Book;

use crate::written::Written;

// In the order of `Locale::ALL`.
static TEXTS: LazyLock<Book> = LazyLock::new(|| {
    Book::new([
        include_str!("../texts/en.ftl"),
        include_str!("../texts/lv.ftl"),
        include_str!("../texts/lt.ftl"),
        include_str!("../texts/ru.ftl"),
    ])
});

/// What is said, in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Say(pub Locale);

impl Say {
    /// A text.
    pub fn say(self, id: &str) -> String {
        TEXTS.text(self.0, id, &[])
    }

    /// A text with names put into it.
    pub fn with(self, id: &str, names: &[(&str, &str)]) -> String {
        TEXTS.text(self.0, id, names)
    }

    /// A text about so many, in the plural form that the number takes.
    pub fn count(self, id: &str, n: u64) -> String {
        TEXTS.count(self.0, id, n, &self.written().whole(n))
    }

    /// The text of an id that something outside may have made, such as the name of a reason; none where nobody wrote one.
    pub fn known(self, id: &str) -> Option<String> {
        TEXTS.has(id).then(|| self.say(id))
    }

    /// How the language writes numbers and dates.
    pub const fn written(self) -> Written {
        Written(self.0)
    }

    /// How long something took, in the two largest units.
    pub fn duration(self, seconds: f64) -> String {
        const UNITS: [(&str, f64, f64); 4] = [
            ("unit-days", 86_400.0, 3_600.0),
            ("unit-hours", 3_600.0, 60.0),
            ("unit-minutes", 60.0, 1.0),
            ("unit-seconds", 1.0, 1.0),
        ];
        let whole = |value: f64| self.written().number(value, 0);
        let at = UNITS.iter().position(|(_, size, _)| seconds >= *size).unwrap_or(UNITS.len() - 1);
        let (unit, size, fine) = UNITS[at];
        // Rounded to the smaller unit first, so that 59 min 59.9 s are an hour and 23 h 59.9 min a day.
        let seconds = (seconds / fine).round() * fine;
        if at > 0 && seconds >= UNITS[at - 1].1 {
            return self.duration(seconds);
        }
        let (large, rest) = ((seconds / size).floor(), seconds % size);
        let first = self.with(unit, &[("n", &whole(large))]);
        match UNITS.get(at + 1).filter(|_| rest >= fine && large < 10.0) {
            Some((unit, size, _)) => format!("{first} {}", self.with(unit, &[("n", &whole((rest / size).floor()))])),
            None => first,
        }
    }
}

#[cfg(test)]
mod tests;
