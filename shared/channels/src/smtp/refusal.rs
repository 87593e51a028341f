//! What it means that an SMTP server did not take a mail. Its words are read for the codes at their beginning and for
//! nothing else, and never kept: they quote addresses.

use domain::message::Handover;
use lettre::transport::smtp::Error;

/// Where in the conversation something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Greeting, encryption, login.
    Opening,
    /// `MAIL FROM`.
    Sender,
    /// `RCPT TO`.
    Recipient,
    /// `DATA`, before the mail itself.
    Data,
    /// The mail itself, and the reply to it.
    Content,
}

impl Step {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Opening => "opening",
            Self::Sender => "sender",
            Self::Recipient => "recipient",
            Self::Data => "data",
            Self::Content => "content",
        }
    }
}

/// Why a mail was not accepted: how to go on, and words for the log.
pub(super) struct Refused {
    pub(super) handover: Handover,
    pub(super) step: Step,
    pub(super) why: String,
    /// Whether the server spoke of nothing but the connection.
    pub(super) hung_up: bool,
}

impl Refused {
    pub(super) fn new(handover: Handover, step: Step, why: &str) -> Self {
        Self { handover, step, why: why.to_owned(), hung_up: false }
    }

    pub(super) fn late(step: Step) -> Self {
        Self::new(broken(step), step, "no answer in time")
    }

    pub(super) fn read(step: Step, error: &Error) -> Self {
        let Some(code) = error.status().map(u16::from) else {
            let why = if error.is_response() { "not a reply of SMTP".to_owned() } else { error.to_string() };
            return Self { handover: broken(step), step, why, hung_up: true };
        };
        // An error's source is the reply's text.
        let text = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
        let enhanced = Enhanced::read(&text);
        let why = match enhanced {
            Some(Enhanced(class, subject, detail)) => format!("{code} {class}.{subject}.{detail}"),
            None => code.to_string(),
        };
        Self { handover: replied(step, code, enhanced), step, why, hung_up: code == 421 }
    }
}

/// Without a reply, only the mail itself may have been accepted.
fn broken(step: Step) -> Handover {
    if step == Step::Content { Handover::NoAnswer } else { Handover::Busy }
}

/// An enhanced status code (RFC 3463).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Enhanced(u16, u16, u16);

impl Enhanced {
    /// Reads the code that a reply's text begins with (RFC 2034).
    fn read(text: &str) -> Option<Self> {
        let mut numbers = text.split_whitespace().next()?.splitn(3, '.').map(|number| {
            let plain = (1..=3).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
            number.parse().ok().filter(|_| plain)
        });
        Some(Self(numbers.next()??, numbers.next()??, numbers.next()??))
    }
}

/// What a refusal says, by its code.
fn replied(step: Step, code: u16, enhanced: Option<Enhanced>) -> Handover {
    // For now; or it spoke of us, where "never" ends once whoever operates has mended it: before it heard of the mail, and
    // where it wants a login or encryption first (RFC 4954, 3207).
    if code < 500 || step == Step::Opening || matches!(code, 530 | 534 | 535 | 538) {
        return Handover::Busy;
    }
    let of_this_recipient = matches!(step, Step::Recipient | Step::Content) && is_of_the_recipient(code, enhanced);
    if of_this_recipient { Handover::Bounced } else { Handover::Rejected }
}

/// Whether a refusal for good is of the recipient, who then gets nothing more. Not every one is: a full mailbox, a size, a
/// policy or a sender without a domain, which many servers complain of at this step too, say nothing against the address.
fn is_of_the_recipient(code: u16, enhanced: Option<Enhanced>) -> bool {
    match enhanced {
        Some(Enhanced(5, 1, 7 | 8)) => false, // of the sender's address
        Some(enhanced) => matches!(enhanced, Enhanced(5, 1, _) | Enhanced(5, 2, 1) | Enhanced(5, 0, 0)),
        // A command that was not understood, a full mailbox, a parameter (RFC 5321, 4.2.3).
        None => !matches!(code, 500..=504 | 552 | 554 | 555),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(step: Step, reply: &str) -> Handover {
        let (code, text) = reply.split_once(' ').unwrap_or((reply, ""));
        replied(step, code.parse().unwrap(), Enhanced::read(text))
    }

    #[test]
    fn a_recipient_who_is_not_there_bounces_and_nothing_else_does() {
        for step in [Step::Recipient, Step::Content] {
            for gone in [
                "550",
                "550 No such user",
                "551 moved",
                "553 what?",
                "556 no mail",
                "550 5.1.1 Unknown",
                "550 5.1.10 null MX",
            ] {
                assert_eq!(to(step, gone), Handover::Bounced, "{gone}");
            }
            for gone in ["550 5.2.1 disabled", "550 5.0.0 no", "554 5.1.1 <anna@example.com>: unknown"] {
                assert_eq!(to(step, gone), Handover::Bounced, "{gone}");
            }
            for kept in ["552", "552 5.2.2 full", "554 5.3.4 too big", "554 5.6.0 bad", "550 5.7.1 relaying denied"] {
                assert_eq!(to(step, kept), Handover::Rejected, "{kept}");
            }
            for kept in
                ["550 5.1.8 sender's domain", "553 5.1.7 sender", "555 parameters", "503 order", "550 4.2.2 full"]
            {
                assert_eq!(to(step, kept), Handover::Rejected, "{kept}");
            }
        }
    }

    #[test]
    fn no_refusal_before_or_of_the_envelope_says_anything_of_the_recipient() {
        for never in ["550", "554 5.1.1 Unknown"] {
            assert_eq!(to(Step::Opening, never), Handover::Busy);
            assert_eq!(to(Step::Sender, never), Handover::Rejected);
            assert_eq!(to(Step::Data, never), Handover::Rejected);
        }
    }

    #[test]
    fn a_server_that_wants_a_login_first_speaks_of_us() {
        for step in [Step::Sender, Step::Recipient, Step::Content] {
            for code in ["530 5.7.0 STARTTLS first", "530", "535 5.7.8 no", "421 bye", "451 4.7.1 greylisted"] {
                assert_eq!(to(step, code), Handover::Busy, "{code}");
            }
        }
    }

    #[test]
    fn only_a_whole_code_at_the_very_beginning_counts() {
        assert_eq!(Enhanced::read("5.1.1 Unknown"), Some(Enhanced(5, 1, 1)));
        for text in ["", "Unknown 5.1.1", "5.1", "5.1.1.1 x", "5.1.x", "5.+1.1", "5..1", "5.1.1234", "<5.1.1>"] {
            assert_eq!(Enhanced::read(text), None, "{text}");
        }
    }
}
