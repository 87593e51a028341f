//! The adapters as their users see them: one contract for all, each against something that really listens, and the mail
//! itself read back by a parser that is not ours.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod aws_endpoint;
mod contract;
mod end_user_messaging;
mod headers;
mod mime;
mod outbox;
mod ses;
mod smtp;
mod smtp_refusals;
mod smtp_sink;

use channels::{Draft, Mail, Text};
use domain::id::DispatchId;

const BITS: u128 = 0x0123_4567_89ab_cdef;

/// A draft with letters that need encoding everywhere.
fn draft() -> Draft {
    dispatch_draft(BITS)
}

fn dispatch_draft(bits: u128) -> Draft {
    Draft {
        workspace: "acme.lv:1".parse().unwrap(),
        survey: "after_purchase".parse().unwrap(),
        dispatch: DispatchId::new(uuid::Uuid::from_u128(bits)),
        number: 0,
        date: "2026-11-21T10:00:00Z".parse().unwrap(),
        from: "survey@example.com".parse::<channels::Sender>().unwrap().named(Some("Uzņēmums “Atbalss”, Rīgā")),
        to: "anna@example.com".parse().unwrap(),
        subject: "Viens īss jautājums no uzņēmuma “Ромашка” — desmit sekundes, ne vairāk kā desmit sekundes".to_owned(),
        text: format!("Cik liela ir iespējamība?\n.\n{}\n", link()),
        html: format!("<!doctype html><p>Cik liela ir iespējamība?</p><a href=\"{}?score=10\">10</a>", link()),
        unsubscribe: format!("https://voc.example.com/u/{}", "Ab-_9".repeat(30)),
    }
}

fn mail() -> Mail {
    Mail::new(draft()).unwrap()
}

/// A link as long as ours are, with what quoted-printable would like to encode.
fn link() -> String {
    format!("https://voc.example.com/s/{}", "Ab-_9=".repeat(25))
}

fn text() -> Text {
    dispatch_text(BITS)
}

fn dispatch_text(bits: u128) -> Text {
    Text {
        workspace: "acme.lv:1".parse().unwrap(),
        dispatch: DispatchId::new(uuid::Uuid::from_u128(bits)),
        number: 0,
        date: "2026-11-21T10:00:00Z".parse().unwrap(),
        to: "+37120000000".parse().unwrap(),
        sender: Some("Acme".parse().unwrap()),
        body: "How was it? https://voc.example.com/s/Ab-_9 Stop: https://voc.example.com/u/Ab-_9".to_owned(),
        expires_at: None,
    }
}
