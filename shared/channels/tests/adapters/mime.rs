//! The mail, read back by another parser.

use channels::{Mail, Sender};
use mail_parser::{HeaderValue, Message, MessageParser, MimeHeaders as _};

use crate::{draft, link, mail};

fn parse(mail: &Mail) -> Message<'_> {
    MessageParser::default().parse(mail.bytes()).expect("a mail")
}

#[test]
fn subject_sender_and_recipient_read_back_as_they_were_written() {
    let mail = mail();
    let read = parse(&mail);
    assert_eq!(read.subject(), Some(draft().subject.as_str()));
    let from = read.from().and_then(|from| from.first()).unwrap();
    assert_eq!((from.name(), from.address()), (Some("Uzņēmums “Atbalss”, Rīgā"), Some("survey@example.com")));
    assert_eq!(read.to().and_then(|to| to.first()).unwrap().address(), Some("anna@example.com"));
    assert_eq!(read.date().unwrap().to_rfc3339(), "2026-11-21T10:00:00Z");
    assert_eq!(read.header("Auto-Submitted").and_then(HeaderValue::as_text), Some("auto-generated"));
}

#[test]
fn both_parts_read_back_and_no_link_is_broken() {
    let mail = mail();
    let read = parse(&mail);
    assert!(read.content_type().unwrap().subtype() == Some("alternative"));
    assert_eq!((read.text_body_count(), read.html_body_count()), (1, 1));
    let unix = |text: &str| text.replace("\r\n", "\n");
    assert_eq!(unix(&read.body_text(0).unwrap()), draft().text);
    assert_eq!(unix(&read.body_html(0).unwrap()), draft().html);
    assert!(read.body_text(0).unwrap().contains(&link()) && read.body_html(0).unwrap().contains(&link()));
}

#[test]
fn the_bytes_and_the_message_id_hang_on_the_draft_alone() {
    assert_eq!(mail().bytes(), mail().bytes());
    let mut later = draft();
    later.date = "2026-11-22T10:00:00Z".parse().unwrap();
    later.text = "other".to_owned();
    let mail = Mail::new(later).unwrap();
    let id = "dsp_00000000000000000123456789abcdef.0@example.com";
    assert_eq!(parse(&mail).message_id(), Some(id));
}

#[test]
fn a_mail_is_plain_ascii_with_short_lines_whatever_is_in_it() {
    let mut draft = draft();
    draft.text = "ж".repeat(5000);
    draft.html = format!("<p>{}</p>", "x".repeat(5000));
    let mail = Mail::new(draft).unwrap();
    assert!(mail.bytes().is_ascii());
    let lines = std::str::from_utf8(mail.bytes()).unwrap().split("\r\n");
    assert!(lines.into_iter().all(|line| line.len() <= 998 && !line.contains('\n')));
}

#[test]
fn a_name_with_a_line_break_adds_no_header() {
    let mut draft = draft();
    draft.subject = "one\r\nBcc: eve@example.com".to_owned();
    draft.from = draft.from.named(Some("Acme\r\nBcc: eve@example.com"));
    let mail = Mail::new(draft).unwrap();
    let read = parse(&mail);
    assert!(read.bcc().is_none());
    assert_eq!(read.subject(), Some("one Bcc: eve@example.com"));
    assert_eq!(mail.envelope().to().len(), 1);
}

#[test]
fn a_sender_without_a_name_is_shown_by_the_address() {
    let mut draft = draft();
    draft.from = "survey@localhost".parse::<Sender>().unwrap();
    let mail = Mail::new(draft).unwrap();
    let read = parse(&mail);
    let from = read.from().and_then(|from| from.first()).unwrap();
    assert_eq!((from.name(), from.address()), (None, Some("survey@localhost")));
}

#[test]
fn addresses_stand_in_no_debug_output() {
    let shown = format!("{:?} {:?}", mail(), draft().from);
    assert!(!shown.contains('@') && !shown.contains("Atbalss"), "{shown}");
}
