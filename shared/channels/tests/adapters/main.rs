//! The adapters as their users see them: one contract for all three, each against something that really listens, and the
//! mail itself read back by a parser that is not ours.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod contract;
mod mime;
mod outbox;
mod ses;
mod ses_endpoint;
mod smtp;
mod smtp_sink;

use channels::{Draft, Mail};
use domain::id::DispatchId;

/// A draft with letters that need encoding everywhere.
fn draft() -> Draft {
    dispatch_draft(0x0123_4567_89ab_cdef)
}

fn dispatch_draft(bits: u128) -> Draft {
    Draft {
        workspace: "acme.lv:1".parse().unwrap(),
        dispatch: DispatchId::new(uuid::Uuid::from_u128(bits)),
        number: 0,
        date: "2026-11-21T10:00:00Z".parse().unwrap(),
        from: "survey@example.com".parse::<channels::Sender>().unwrap().named(Some("Uzņēmums “Atbalss”, Rīgā")),
        to: "anna@example.com".parse().unwrap(),
        subject: "Viens īss jautājums no uzņēmuma “Ромашка” — desmit sekundes, ne vairāk kā desmit sekundes".to_owned(),
        text: format!("Cik liela ir iespējamība?\n.\n{}\n", link()),
        html: format!("<!doctype html><p>Cik liela ir iespējamība?</p><a href=\"{}?score=10\">10</a>", link()),
    }
}

fn mail() -> Mail {
    Mail::new(draft()).unwrap()
}

/// A link as long as ours are, with what quoted-printable would like to encode.
fn link() -> String {
    format!("https://voc.example.com/s/{}", "Ab-_9=".repeat(25))
}
