//! SMTP, against a server that really listens.

use channels::Mailer;
use channels::smtp::Smtp;
use domain::message::Handover;
use tokio::net::TcpListener;

use crate::smtp_sink::{Deed, Sink, Step};
use crate::{contract, mail};

fn smtp(url: &str) -> Smtp {
    url.parse().unwrap()
}

async fn handed_over(step: Step, deed: Deed) -> (Handover, usize) {
    let sink = Sink::start(Some((step, deed))).await;
    let handover = smtp(&sink.url).send(&mail()).await;
    (handover, sink.taken().len())
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
async fn a_refusal_for_now_is_busy_at_every_step() {
    for step in [Step::Greeting, Step::Mail, Step::Recipient, Step::Data, Step::Content] {
        assert_eq!(handed_over(step, Deed::Say("451 try later")).await, (Handover::Busy, 0), "{step:?}");
    }
}

#[tokio::test]
async fn a_refusal_for_good_rejects_the_mail_once_the_server_spoke_of_it() {
    for step in [Step::Mail, Step::Recipient, Step::Data, Step::Content] {
        assert_eq!(handed_over(step, Deed::Say("550 never")).await, (Handover::Rejected, 0), "{step:?}");
    }
    // Before that it spoke of us: whoever operates mends it, and the mail goes out then.
    assert_eq!(handed_over(Step::Greeting, Deed::Say("554 no service")).await, (Handover::Busy, 0));
}

#[tokio::test]
async fn a_connection_that_breaks_is_no_answer_only_once_the_mail_itself_had_left() {
    for step in [Step::Greeting, Step::Mail, Step::Recipient, Step::Data] {
        assert_eq!(handed_over(step, Deed::HangUp).await, (Handover::Busy, 0), "{step:?}");
    }
    assert_eq!(handed_over(Step::Content, Deed::HangUp).await, (Handover::NoAnswer, 0));
    for odd in ["hello", "354 go on", "2"] {
        assert_eq!(handed_over(Step::Content, Deed::Say(odd)).await.0, Handover::NoAnswer, "{odd}");
    }
}

#[tokio::test]
async fn a_connection_that_refused_a_mail_does_not_answer_for_the_next() {
    let sink = Sink::start(Some((Step::Recipient, Deed::Say("550 never")))).await;
    let smtp = smtp(&sink.url);
    for sent in 1..=2 {
        assert_eq!(smtp.send(&mail()).await, Handover::Rejected);
        assert_eq!(sink.connections(), sent);
    }
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
