//! What mail programs and mailbox providers read of a mail, read back by another parser.

use channels::mail::BadDraft;
use channels::{Draft, Mail, Sender};
use mail_parser::MessageParser;

use crate::draft;

/// A header as it stands in the mail, unfolded.
fn header(draft: Draft, name: &str) -> Option<String> {
    let mail = Mail::new(draft).unwrap();
    let read = MessageParser::default().parse(mail.bytes()).expect("a mail");
    read.header_raw(name).map(|value| value.replace("\r\n", "").trim().to_owned())
}

fn reminder() -> Draft {
    Draft { number: 2, ..draft() }
}

#[test]
fn every_mail_says_where_one_click_ends_it() {
    for draft in [draft(), reminder()] {
        let expected = format!("<{}>", draft.unsubscribe);
        assert_eq!(header(draft.clone(), "List-Unsubscribe"), Some(expected));
        assert_eq!(header(draft, "List-Unsubscribe-Post").as_deref(), Some("List-Unsubscribe=One-Click"));
    }
}

#[test]
fn no_mail_is_made_without_a_link_that_ends_it() {
    for bad in ["", " ", "https://", "voc.example.com/u/1", "https://voc.example.com/u/1>\r\nBcc: <eve@example.com"] {
        let draft = Draft { unsubscribe: bad.to_owned(), ..draft() };
        assert_eq!(Mail::new(draft).unwrap_err(), BadDraft::Unsubscribe, "{bad}");
    }
}

#[test]
fn a_mail_names_its_list_and_its_stream_and_nobody() {
    let names = |draft: Draft| (header(draft.clone(), "List-Id").unwrap(), header(draft, "Feedback-ID").unwrap());
    let (list, stream) = names(draft());
    assert_eq!(list, "<after_purchase.acme+lv=1.example.com>");
    assert_eq!(stream, "after_purchase:acme.lv_1:invitation:atbalss");
    assert_eq!(names(reminder()), (list, "after_purchase:acme.lv_1:reminder:atbalss".to_owned()));
}

#[test]
fn a_reminder_stands_beside_its_invitation() {
    let first = "<dsp_00000000000000000123456789abcdef.0@example.com>";
    assert_eq!(header(draft(), "Message-ID").as_deref(), Some(first));
    assert_eq!(header(reminder(), "Message-ID").unwrap(), first.replace(".0@", ".2@"));
    for name in ["In-Reply-To", "References"] {
        assert_eq!(header(reminder(), name).as_deref(), Some(first), "{name}");
        assert_eq!(header(draft(), name), None, "{name}");
    }
}

#[test]
fn every_header_is_printable_ascii_and_folded_wherever_it_has_a_space() {
    let id = "x".repeat(domain::id::MAX_CLIENT_ID);
    let draft = Draft {
        workspace: id.parse().unwrap(),
        survey: id.parse().unwrap(),
        from: draft().from.named(Some(&"Rīta kafija ".repeat(20))),
        subject: "Īss jautājums, ļoti īss ".repeat(40),
        unsubscribe: format!("https://voc.example.com/{}", "x".repeat(876)),
        ..reminder()
    };
    let (subject, unsubscribe) = (draft.subject.clone(), draft.unsubscribe.clone());
    let mail = Mail::new(draft.clone()).unwrap();
    let text = std::str::from_utf8(mail.bytes()).unwrap();
    let (headers, _) = text.split_once("\r\n\r\n").unwrap();
    for line in headers.split("\r\n") {
        assert!(line.bytes().all(|b| b == b' ' || b.is_ascii_graphic()) && !line.trim().is_empty(), "{line:?}");
        // What is one word can't be folded; and lettre leaves an address on the last line of its name.
        let folded = line.strip_suffix(" <survey@example.com>").unwrap_or(line);
        let words = folded.split_once(": ").map_or(folded, |(_, value)| value).trim();
        assert!(folded.len() <= 78 || (folded.len() <= 998 && !words.contains(' ')), "{line:?}");
    }
    assert_eq!(header(draft, "List-Unsubscribe"), Some(format!("<{unsubscribe}>")));
    let read = MessageParser::default().parse(mail.bytes()).unwrap();
    assert_eq!(read.subject(), Some(subject.trim()));
}

#[test]
fn a_domain_in_its_own_letters_goes_out_as_mail_systems_call_it() {
    let from: Sender = "survey@rīta-kafija.lv".parse().unwrap();
    let draft = Draft { from, to: "anna@šūpoles.lv".parse().unwrap(), ..reminder() };
    let mail = Mail::new(draft.clone()).unwrap();
    assert!(mail.is_ascii());
    assert_eq!(mail.envelope().to()[0].to_string(), "anna@xn--poles-udb4e.lv");
    assert_eq!(mail.envelope().from().unwrap().to_string(), "survey@xn--rta-kafija-1sb.lv");
    assert_eq!(header(draft.clone(), "To").as_deref(), Some("anna@xn--poles-udb4e.lv"));
    assert_eq!(header(draft, "List-Id").as_deref(), Some("<after_purchase.acme+lv=1.xn--rta-kafija-1sb.lv>"));
}

#[test]
fn a_sender_is_an_address_that_every_mail_system_takes() {
    for good in ["survey@localhost", "no-reply+x@example.com"] {
        assert!(good.parse::<Sender>().is_ok(), "{good}");
    }
    for bad in ["", "survey", "survey@", "@example.com", "jautājums@example.com", "a b@example.com", "a@[127.0.0.1]"] {
        assert!(bad.parse::<Sender>().is_err(), "{bad}");
    }
}
