//! How a number changed, or how a group differs: a test decides, and an arrow stands only where it says so. Of fewer than ten
//! on either side nothing is said.

use domain::stats::{SmallN, Verdict};
use reading::metrics::{Compared, Entry, Judged};

use crate::figure::Kind;
use crate::texts::Say;

/// A difference as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// `▲` or `▼`; none where nothing differs clearly.
    pub arrow: Option<&'static str>,
    /// `better`, `worse` or `plain`.
    pub tone: &'static str,
    /// How far they are apart; none of few.
    pub difference: Option<String>,
    /// What the test says.
    pub words: String,
    /// What it was before; none for a group beside the rest.
    pub was: Option<String>,
    /// The verdict in the words of the API.
    pub verdict: &'static str,
}

impl Change {
    /// How a number compares with the period before; none where the view compares nothing.
    pub fn since(entry: &Entry, kind: &Kind, say: Say) -> Option<Self> {
        let previous = entry.previous.as_ref()?;
        let judged = entry.comparison.as_ref()?;
        let totals = entry.score.method_of_interval == "none" && entry.small_n.is_none();
        let enough = [previous.n, entry.score.n].into_iter().all(|n| SmallN::of(n) != Some(SmallN::CountsOnly));
        let was = match previous.value.filter(|_| enough || totals) {
            Some(value) => say.with("was", &[("value", &kind.beside(value, &entry.score, say))]),
            None => say.with("was-of", &[("answers", &say.count("values", previous.n))]),
        };
        let of = |compared: &Compared| Self::of(compared, entry, kind, say, "before");
        Some(match judged {
            Judged::Compared(compared) => Self { was: Some(was), ..of(compared) },
            Judged::Untestable => Self::untestable(Some(was).filter(|_| previous.n > 0), say),
        })
    }

    /// How a group compares with all others together; none where that was not asked.
    pub fn beside_the_rest(entry: &Entry, kind: &Kind, say: Say) -> Option<Self> {
        match entry.against_rest.as_ref()? {
            Judged::Compared(compared) => Some(Self::of(compared, entry, kind, say, "rest")),
            Judged::Untestable => None,
        }
    }

    fn of(compared: &Compared, entry: &Entry, kind: &Kind, say: Say, with: &str) -> Self {
        let (arrow, name, verdict) = match compared.verdict {
            Verdict::Higher => (Some("\u{25b2}"), "higher", "higher"),
            Verdict::Lower => (Some("\u{25bc}"), "lower", "lower"),
            Verdict::NoClearDifference => (None, "same", "no_clear_difference"),
            Verdict::TooFew => (None, "few", "too_few"),
        };
        let tone = match compared.better {
            Some(true) => "better",
            Some(false) => "worse",
            None => "plain",
        };
        let told = compared.verdict != Verdict::TooFew;
        Self {
            arrow,
            tone,
            difference: told.then(|| kind.apart(compared.comparison.difference, &entry.score, say)),
            words: say.say(&format!("change-{name}-{with}")),
            was: None,
            verdict,
        }
    }

    fn untestable(was: Option<String>, say: Say) -> Self {
        let id = if was.is_none() { "change-nothing-before" } else { "change-untested" };
        Self { arrow: None, tone: "plain", difference: None, words: say.say(id), was, verdict: "untested" }
    }
}
