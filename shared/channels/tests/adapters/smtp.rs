//! SMTP, against a server that really listens.

use channels::Mailer;
use channels::smtp::Smtp;
use domain::message::Handover;
use tokio::net::TcpListener;

use crate::smtp_sink::Sink;
use crate::{contract, mail};

fn smtp(url: &str) -> Smtp {
    url.parse().unwrap()
}

#[tokio::test]
async fn it_keeps_the_contract() {
    let sink = Sink::start(None).await;
    // The protocol ends every mail with one more line end of its own.
    let taken = async || sink.taken().into_iter().map(|mail| mail.strip_suffix(b"\r\n").unwrap().to_vec()).collect();
    contract::run(&smtp(&sink.url), taken).await;
    assert_eq!(sink.connections(), 1, "the connection is used again");
}

#[tokio::test]
async fn where_nobody_listens_nothing_was_accepted() {
    let free = TcpListener::bind(("127.0.0.1", 0)).await.unwrap().local_addr().unwrap();
    contract::run_unreachable(&smtp(&format!("smtp://{free}"))).await;
    contract::run_unreachable(&smtp("smtp://no-such-host.invalid:25")).await;
}

#[tokio::test]
async fn an_address_in_another_script_is_refused_where_the_server_does_not_take_it() {
    let sink = Sink::start(None).await;
    let mut draft = crate::draft();
    draft.to = "āna@example.com".parse().unwrap();
    let mail = channels::Mail::new(draft).unwrap();
    assert_eq!(smtp(&sink.url).send(&mail).await, Handover::Rejected);
}

#[tokio::test]
async fn encryption_that_was_asked_for_is_never_done_without() {
    let sink = Sink::start(None).await;
    let url = format!("{}?tls=required", sink.url);
    assert_eq!(smtp(&url).send(&mail()).await, Handover::Busy);
    assert!(sink.taken().is_empty());
}

#[tokio::test]
async fn a_password_goes_out_unencrypted_only_where_nothing_else_was_asked_for() {
    let sink = Sink::start(None).await;
    assert_eq!(smtp(&format!("{}?tls=opportunistic", sink.url)).send(&mail()).await, Handover::Accepted);
    let url = sink.url.replace("smtp://", "smtp://user:secret@");
    assert_eq!(smtp(&format!("{url}?tls=opportunistic")).send(&mail()).await, Handover::Busy);
    assert_eq!(sink.taken().len(), 1);
}

#[test]
fn urls_are_read_as_lettre_spells_them_and_shown_without_the_password() {
    let shown = |url: &str| format!("{:?}", smtp(url));
    assert_eq!(shown("smtp://mail.example.com"), "Smtp(mail.example.com:25)");
    assert_eq!(shown("smtp://u:p%40ss@mail.example.com?tls=required"), "Smtp(mail.example.com:587)");
    assert_eq!(shown("smtps://u:secret@mail.example.com"), "Smtp(mail.example.com:465)");
    assert_eq!(shown("smtp://[::1]:2525"), "Smtp(::1:2525)");
    for bad in ["", "localhost:25", "http://x", "smtp://", "smtp://x?tls=maybe", "smtp://u:secret@x:port"] {
        let error = bad.parse::<Smtp>().unwrap_err().to_string();
        assert!(!error.contains("secret"), "{bad}");
    }
}
