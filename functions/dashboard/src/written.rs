//! Numbers, dates and times as each language writes them, by CLDR: numbers through ICU4X, which this file alone knows, dates by
//! texts (docs/decisions/0026-icu4x.md). A number is rounded here and nowhere else.

use domain::day::Zone;
use domain::locale::Locale;
use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_decimal::options::DecimalFormatterOptions;
use icu_locale_core::{Locale as Tag, locale};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::texts::Say;

/// A space at which no line breaks.
const HARD_SPACE: char = '\u{a0}';
/// The minus sign; what CLDR has for some of the languages is a hyphen.
const MINUS: char = '\u{2212}';

/// How a language writes numbers and dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written(pub Locale);

thread_local! {
    // ICU4X counts who holds its data by counts of one thread, so each thread has its own.
    static NUMBERS: [Option<DecimalFormatter>; 4] = Locale::ALL.map(numbers);
}

/// None where the data of a language were left out of the build, which a test would say.
fn numbers(of: Locale) -> Option<DecimalFormatter> {
    let tag: Tag = match of {
        Locale::En => locale!("en-GB"),
        Locale::Lv => locale!("lv"),
        Locale::Lt => locale!("lt"),
        Locale::Ru => locale!("ru"),
    };
    DecimalFormatter::try_new((&tag).into(), DecimalFormatterOptions::default()).ok()
}

impl Written {
    /// `12,345`, `12 345`.
    pub fn whole(self, n: u64) -> String {
        self.decimal(n.to_string())
    }

    /// A number with so many digits behind the point, with a true minus sign, and none before zero.
    pub fn number(self, value: f64, digits: usize) -> String {
        let plain = format!("{value:.digits$}");
        let zero = plain.strip_prefix('-').filter(|rest| rest.bytes().all(|byte| matches!(byte, b'0' | b'.')));
        self.decimal(zero.map_or(plain.clone(), str::to_owned))
    }

    fn decimal(self, plain: String) -> String {
        let written = NUMBERS.with(|all| {
            let of = all[self.0 as usize].as_ref()?;
            Some(of.format(&plain.parse::<Decimal>().ok()?).to_string())
        });
        written.unwrap_or(plain).replace(['-', '\u{2011}'], &MINUS.to_string())
    }

    /// The number with a plus sign where it is above zero, for a difference.
    pub fn signed(self, value: f64, digits: usize) -> String {
        let text = self.number(value, digits);
        let zero = format!("{:.digits$}", value.abs()).bytes().all(|byte| matches!(byte, b'0' | b'.'));
        if value > 0.0 && !zero { format!("+{text}") } else { text }
    }

    /// What stands behind a number of percent: Lithuanian and Russian set it apart.
    pub const fn percent_sign(self) -> &'static str {
        match self.0 {
            Locale::En | Locale::Lv => "%",
            Locale::Lt | Locale::Ru => "\u{a0}%",
        }
    }

    /// `34%`, `34 %`.
    pub fn percent(self, value: f64, digits: usize) -> String {
        self.number(value, digits) + self.percent_sign()
    }

    /// `21 Nov`, `21. nov.`, `lapkričio 21 d.`, `21 нояб.`
    pub fn day(self, day: Date) -> String {
        self.by_parts("date-day", day)
    }

    /// `21 Nov 2026`, `2026. g. 21. nov.`, `2026 m. lapkričio 21 d.`, `21 нояб. 2026 г.`
    pub fn date(self, day: Date) -> String {
        self.by_parts("date-whole", day)
    }

    fn by_parts(self, id: &str, day: Date) -> String {
        let say = Say(self.0);
        let month = say.say(&format!("month-{}", day.month()));
        let (year, day) = (day.year().to_string(), day.day().to_string());
        say.with(id, &[("year", &year), ("month", &month), ("day", &day)])
    }

    /// Both ends of some days; the year stands once where it is one.
    pub fn days(self, first: Date, last: Date) -> String {
        if first == last {
            return self.date(first);
        }
        // Where the year stands first, the end says none.
        let (begin, end) = match (first.year() == last.year(), self.0) {
            (false, _) => (self.date(first), self.date(last)),
            (true, Locale::En | Locale::Ru) => (self.day(first), self.date(last)),
            (true, Locale::Lv | Locale::Lt) => (self.date(first), self.day(last)),
        };
        format!("{begin} \u{2013} {end}")
    }

    /// Both ends of some days, without the year.
    pub fn days_short(self, first: Date, last: Date) -> String {
        if first == last { self.day(first) } else { format!("{} \u{2013} {}", self.day(first), self.day(last)) }
    }

    /// `21 Nov 2026, 10:40`, in a zone.
    pub fn moment(self, at: Timestamp, zone: &Zone) -> String {
        at.in_tz(zone.name()).map_or_else(
            |_| at.to_string(),
            |zoned| format!("{}, {}", self.date(zoned.date()), zoned.strftime("%H:%M")),
        )
    }

    /// An amount in minor units, such as cents, with the code of its currency.
    pub fn money(self, minor: f64, currency: &str) -> String {
        let places = places(currency);
        let scale = 10_f64.powi(i32::try_from(places).unwrap_or(2));
        format!("{}{HARD_SPACE}{currency}", self.number(minor / scale, places))
    }
}

/// How many digits the minor units of a currency are (ISO 4217); most have two.
fn places(currency: &str) -> usize {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "UYI" | "VND"
        | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all<T>(write: impl Fn(Written) -> T) -> [T; 4] {
        Locale::ALL.map(|locale| write(Written(locale)))
    }

    #[test]
    fn dates_are_written_as_each_language_does() {
        let day: Date = "2026-11-21".parse().unwrap();
        assert_eq!(
            all(|written| written.date(day)),
            ["21 Nov 2026", "2026. g. 21. nov.", "2026 m. lapkričio 21 d.", "21 нояб. 2026\u{202f}г."]
                .map(str::to_owned)
        );
        assert_eq!(
            all(|written| written.day(day)),
            ["21 Nov", "21. nov.", "lapkričio 21 d.", "21 нояб."].map(str::to_owned)
        );
    }

    #[test]
    fn ranges_say_the_year_once_where_it_is_one() {
        let [first, last]: [Date; 2] = ["2026-10-23", "2026-11-21"].map(|day| day.parse().unwrap());
        assert_eq!(
            all(|written| written.days(first, last)),
            [
                "23 Oct – 21 Nov 2026",
                "2026. g. 23. okt. – 21. nov.",
                "2026 m. spalio 23 d. – lapkričio 21 d.",
                "23 окт. – 21 нояб. 2026\u{202f}г."
            ]
            .map(str::to_owned)
        );
        assert_eq!(Written(Locale::En).days("2025-12-31".parse().unwrap(), last), "31 Dec 2025 – 21 Nov 2026");
        assert_eq!(Written(Locale::En).days(last, last), "21 Nov 2026");
    }

    #[test]
    fn numbers_have_a_decimal_comma_and_thousands_apart_where_the_language_has() {
        assert_eq!(
            all(|written| written.number(-12_345.67, 1)),
            ["−12,345.7", "−12\u{a0}345,7", "−12\u{a0}345,7", "−12\u{a0}345,7"].map(str::to_owned)
        );
        assert_eq!(
            all(|written| written.percent(34.25, 1)),
            ["34.2%", "34,2%", "34,2\u{a0}%", "34,2\u{a0}%"].map(str::to_owned)
        );
        assert_eq!(all(|written| written.money(123_456.0, "EUR"))[0], "1,234.56\u{a0}EUR");
        assert_eq!(Written(Locale::En).money(500.0, "JPY"), "500\u{a0}JPY");
    }

    #[test]
    fn minus_signs_are_true_ones_and_never_stand_before_zero() {
        let en = Written(Locale::En);
        assert_eq!([en.number(-3.4, 0), en.number(-0.4, 0), en.number(-0.04, 1)], ["−3", "0", "0.0"]);
        assert_eq!([en.signed(3.4, 0), en.signed(0.4, 0), en.signed(-3.4, 1)], ["+3", "0", "−3.4"]);
    }

    /// What ICU4X 2.4 wrote of the 1st of each month, in the forms of `en-GB`, `lv`, `lt` (long) and `ru`.
    #[test]
    fn every_month_has_its_name_in_the_form_that_a_date_takes() {
        let months = [
            ["1 Jan", "1. janv.", "sausio 1 d.", "1 янв."],
            ["1 Feb", "1. febr.", "vasario 1 d.", "1 февр."],
            ["1 Mar", "1. marts", "kovo 1 d.", "1 мар."],
            ["1 Apr", "1. apr.", "balandžio 1 d.", "1 апр."],
            ["1 May", "1. maijs", "gegužės 1 d.", "1 мая"],
            ["1 Jun", "1. jūn.", "birželio 1 d.", "1 июн."],
            ["1 Jul", "1. jūl.", "liepos 1 d.", "1 июл."],
            ["1 Aug", "1. aug.", "rugpjūčio 1 d.", "1 авг."],
            ["1 Sept", "1. sept.", "rugsėjo 1 d.", "1 сент."],
            ["1 Oct", "1. okt.", "spalio 1 d.", "1 окт."],
            ["1 Nov", "1. nov.", "lapkričio 1 d.", "1 нояб."],
            ["1 Dec", "1. dec.", "gruodžio 1 d.", "1 дек."],
        ];
        for (month, written) in (1..).zip(months) {
            let day = jiff::civil::date(2027, month, 1);
            assert_eq!(all(|of| of.day(day)), written.map(str::to_owned));
            let [en, lv, lt, ru] = written;
            assert_eq!(
                all(|of| of.date(day)),
                [
                    format!("{en} 2027"),
                    format!("2027. g. {lv}"),
                    format!("2027 m. {lt}"),
                    format!("{ru} 2027\u{202f}г.")
                ]
            );
        }
    }

    #[test]
    fn numbers_are_grouped_by_three_and_four_digits_stay_together_in_latvian() {
        let table = [
            (999.0, ["999", "999", "999", "999"]),
            (1000.0, ["1,000", "1000", "1\u{a0}000", "1\u{a0}000"]),
            (9999.0, ["9,999", "9999", "9\u{a0}999", "9\u{a0}999"]),
            (10_000.0, ["10,000", "10\u{a0}000", "10\u{a0}000", "10\u{a0}000"]),
            (1_234_567.0, ["1,234,567", "1\u{a0}234\u{a0}567", "1\u{a0}234\u{a0}567", "1\u{a0}234\u{a0}567"]),
        ];
        for (value, written) in table {
            assert_eq!(all(|of| of.number(value, 0)), written.map(str::to_owned));
        }
    }

    #[test]
    fn moments_are_those_of_the_zone() {
        let at: Timestamp = "2026-11-21T22:40:00Z".parse().unwrap();
        let riga: Zone = "Europe/Riga".parse().unwrap();
        assert_eq!(Written(Locale::Ru).moment(at, &riga), "22 нояб. 2026\u{202f}г., 00:40");
    }
}
