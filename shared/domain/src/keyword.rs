//! Words that people text back to a number: to get no more texts, to get them again, or to learn who writes.
//!
//! A text is a keyword as a whole, in any of the four languages, whatever its case, its marks and its look-alike letters.
//! Only the word STOP counts as a first word too: whoever explains why they want no more must not go on getting texts.

mod fold;
#[cfg(test)]
mod tests;

use crate::locale::Locale;
use fold::folded;

/// What a text asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Keyword {
    /// No more texts.
    Stop,
    /// Texts again.
    Start,
    /// Who writes, and how to make it stop.
    Help,
}

impl Keyword {
    /// The keyword's name, in capitals.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stop => "STOP",
            Self::Start => "START",
            Self::Help => "HELP",
        }
    }
}

/// The words as people spell them. A word may be of several languages; none may stand under two keywords.
const WORDS: [(Keyword, Locale, &[&str]); 12] = [
    (
        Keyword::Stop,
        Locale::En,
        &[
            "STOP",
            "STOPALL",
            "UNSUBSCRIBE",
            "CANCEL",
            "END",
            "QUIT",
            "OPTOUT",
            "OPT OUT",
            "OPT-OUT",
            "REVOKE",
            "REMOVE",
            "ARRET",
            "TD",
        ],
    ),
    (
        Keyword::Stop,
        Locale::Lv,
        &[
            "STOP",
            "ATTEIKTIES",
            "ATTEIKT",
            "ATTEICOS",
            "ATRAKSTĪTIES",
            "PĀRTRAUKT",
            "NESŪTĪT",
            "NESŪTIET",
            "VAIRS NESŪTIET",
            "NEVĒLOS",
            "PIETIEK",
            "BEIDZIET",
            "ATCELT",
        ],
    ),
    (
        Keyword::Stop,
        Locale::Lt,
        &[
            "STOP",
            "ATSISAKYTI",
            "ATSISAKAU",
            "STABDYTI",
            "NUTRAUKTI",
            "NESIŲSTI",
            "NEBESIŲSTI",
            "NESIŲSKITE",
            "NEBESIŲSKITE",
            "NENORIU",
            "GANA",
            "UŽTENKA",
            "ATŠAUKTI",
        ],
    ),
    (
        Keyword::Stop,
        Locale::Ru,
        &[
            "СТОП",
            "STOP",
            "ОТПИСАТЬСЯ",
            "ОТПИСКА",
            "ОТПИШИТЕ",
            "ОТКАЗ",
            "ОТКАЗАТЬСЯ",
            "ОТМЕНА",
            "ОТМЕНИТЬ",
            "НЕ ПРИСЫЛАТЬ",
            "НЕ ПИШИТЕ",
            "ХВАТИТ",
            // In Latin letters, and STOP and СТОП typed with the keyboard in the other language.
            "OTPISKA",
            "OTKAZ",
            "HVATIT",
            "ЫЕЩЗ",
            "CNJG",
        ],
    ),
    (Keyword::Start, Locale::En, &["START", "UNSTOP", "SUBSCRIBE"]),
    (Keyword::Start, Locale::Lv, &["START", "SĀKT", "ATSĀKT", "PIETEIKTIES", "PIERAKSTĪTIES"]),
    (Keyword::Start, Locale::Lt, &["START", "PRADĖTI", "ATNAUJINTI", "PRENUMERUOTI"]),
    (Keyword::Start, Locale::Ru, &["СТАРТ", "START", "НАЧАТЬ", "ВОЗОБНОВИТЬ", "ПОДПИСАТЬСЯ"]),
    (Keyword::Help, Locale::En, &["HELP", "INFO"]),
    (Keyword::Help, Locale::Lv, &["PALĪDZĪBA", "PALĪGĀ", "INFO", "HELP"]),
    (Keyword::Help, Locale::Lt, &["PAGALBA", "INFO", "HELP"]),
    (Keyword::Help, Locale::Ru, &["ПОМОЩЬ", "СПРАВКА", "ИНФО", "INFO", "HELP"]),
];

/// The words that count as a first word too.
const FIRST_WORDS: [&str; 2] = ["STOP", "СТОП"];

/// What a text asks for, if it is a keyword, and in which language, where only one has the word.
///
/// ```
/// use domain::keyword::{Keyword, keyword};
/// use domain::locale::Locale;
/// assert_eq!(keyword("stop!!"), Some((Keyword::Stop, None)));
/// assert_eq!(keyword("Vairs nesutiet."), Some((Keyword::Stop, Some(Locale::Lv))));
/// assert_eq!(keyword("Стоп, надоели"), Some((Keyword::Stop, Some(Locale::Ru))));
/// assert_eq!(keyword("Нет"), None);
/// assert_eq!(keyword("I would like to cancel"), None);
/// ```
pub fn keyword(text: &str) -> Option<(Keyword, Option<Locale>)> {
    let spellings = folded(text);
    spellings.iter().find_map(|spelling| meaning(spelling)).or_else(|| {
        spellings.iter().find_map(|spelling| {
            let first = spelling.split(' ').next().filter(|first| FIRST_WORDS.iter().any(|word| same(word, first)))?;
            meaning(first)
        })
    })
}

/// What a folded text means as a whole.
fn meaning(spelling: &str) -> Option<(Keyword, Option<Locale>)> {
    let mut found = WORDS.iter().filter(|(_, _, words)| words.iter().any(|word| same(word, spelling)));
    let (keyword, locale, _) = found.next()?;
    Some((*keyword, found.next().is_none().then_some(*locale)))
}

fn same(word: &str, spelling: &str) -> bool {
    folded(word).iter().any(|own| own == spelling)
}
