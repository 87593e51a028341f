//! The words of a text message: the question and a link. Each part of a long one is paid for, so what is too long is said
//! shorter, and never cut: half a link leads nowhere.

use domain::sms::{Segments, count, plain};
use web::texts::Words;

use crate::{Kind, Occasion};

/// A text message's words, and what they take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmsText {
    /// The message.
    pub text: String,
    /// How long it is.
    pub segments: Segments,
}

/// Even the shortest wording has more segments than the workspace allows: this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TooLong(pub SmsText);

impl SmsText {
    /// Writes the text message of an occasion: the question itself where it fits, else that there is one question, by the
    /// company's name where that fits.
    ///
    /// Only a number takes replies, so every other sender's messages end with the address that stops them. Quotes and dashes
    /// are made plain, letters and addresses stay as they are.
    ///
    /// # Errors
    /// [`TooLong`] where no wording fits into the segments that the workspace allows.
    pub fn render(occasion: &Occasion<'_>) -> Result<Self, TooLong> {
        let sending = &occasion.workspace.sending;
        let words = Words::of(occasion.workspace, occasion.survey, occasion.locale);
        let takes_replies = sending.sms_sender.as_ref().is_some_and(|sender| !sender.is_letters());
        let tail = if takes_replies { String::new() } else { tail(words, &occasion.unsubscribe) };
        let whole = |words: String| Self::of(format!("{} {}{tail}", plain(&words), occasion.link));
        let fits = |sms: &Self| sms.segments.segments <= usize::from(sending.sms_segments);
        let (longer, shortest) = wordings(words, occasion);
        if let Some(sms) = longer.into_iter().map(whole).find(fits) {
            return Ok(sms);
        }
        let shortest = whole(shortest);
        if fits(&shortest) { Ok(shortest) } else { Err(TooLong(shortest)) }
    }

    fn of(text: String) -> Self {
        Self { segments: count(&text), text }
    }
}

/// What stands before the link, from the wording that says most to the one that says least.
fn wordings(words: Words<'_>, occasion: &Occasion<'_>) -> (Vec<String>, String) {
    let question = words.question(occasion.survey);
    let asked = question.stem.into_iter().chain([question.text]).collect::<Vec<_>>().join(" ");
    let by_name = format!("{}:", words.of_company("sms-short"));
    let short = format!("{}:", words.text("sms-short"));
    match occasion.kind {
        Kind::Invitation => (vec![asked, by_name], short),
        Kind::Reminder => {
            let again = |text: &String| words.text_with("sms-reminder", &[("text", text)]);
            ([asked, by_name, short.clone()].iter().map(again).collect(), short)
        }
    }
}

/// How to refuse more of them, after the link.
fn tail(words: Words<'_>, url: &str) -> String {
    // The address comes last, so that it stays as it is.
    let tail = plain(&words.text_with("sms-tail", &[("url", "{url}")])).replace("{url}", url);
    format!(" {tail}")
}
