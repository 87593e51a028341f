//! What it means for a mail that an SMTP server says no, or breaks off.

use std::sync::Arc;

use channels::Mailer;
use channels::smtp::Smtp;
use domain::message::Handover;
use tokio::sync::Barrier;

use crate::mail;
use crate::smtp_sink::{Deed, Manners, Sink, Step};

fn smtp(sink: &Sink) -> Smtp {
    sink.url.parse().unwrap()
}

async fn handed_over(step: Step, deed: Deed) -> (Handover, usize) {
    let sink = Sink::start(Some((step, deed))).await;
    let handover = smtp(&sink).send(&mail()).await;
    (handover, sink.taken().len())
}

#[tokio::test]
async fn a_refusal_for_now_is_busy_at_every_step() {
    for step in [Step::Greeting, Step::Mail, Step::Recipient, Step::Data, Step::Content] {
        for reply in ["451 try later", "451 4.7.1 try later", "421 bye"] {
            assert_eq!(handed_over(step, Deed::Say(reply)).await, (Handover::Busy, 0), "{step:?} {reply}");
        }
    }
}

#[tokio::test]
async fn a_recipient_who_is_not_there_bounces_as_soon_as_the_server_says_so() {
    for step in [Step::Recipient, Step::Content] {
        for reply in ["550 never", "550 5.1.1 <anna@example.com>: unknown", "550-5.1.1 no\r\n550 5.1.1 such user"] {
            assert_eq!(handed_over(step, Deed::Say(reply)).await, (Handover::Bounced, 0), "{step:?} {reply}");
        }
    }
}

#[tokio::test]
async fn a_refusal_for_good_of_anything_else_rejects_the_mail_and_spares_the_address() {
    for step in [Step::Mail, Step::Data] {
        assert_eq!(handed_over(step, Deed::Say("550 never")).await, (Handover::Rejected, 0), "{step:?}");
    }
    for step in [Step::Recipient, Step::Content] {
        for reply in ["552 5.2.2 full", "554 5.7.1 spam", "550-5.7.1 not\r\n550 5.7.1 from you", "552 full"] {
            assert_eq!(handed_over(step, Deed::Say(reply)).await, (Handover::Rejected, 0), "{step:?} {reply}");
        }
    }
}

#[tokio::test]
async fn a_server_that_speaks_of_us_is_asked_again_once_whoever_operates_has_mended_it() {
    assert_eq!(handed_over(Step::Greeting, Deed::Say("554 no service")).await, (Handover::Busy, 0));
    assert_eq!(handed_over(Step::Mail, Deed::Say("530 5.7.0 STARTTLS first")).await, (Handover::Busy, 0));
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
    let smtp = smtp(&sink);
    for sent in 1..=2 {
        assert_eq!(smtp.send(&mail()).await, Handover::Bounced);
        assert_eq!(sink.connections(), sent);
    }
}

#[tokio::test]
async fn a_kept_connection_that_the_server_closed_costs_a_mail_nothing() {
    let gone = [Deed::HangUp, Deed::Say("421 too long idle")];
    let steps = [Step::Mail, Step::Recipient, Step::Data].map(|step| gone.map(|deed| (step, deed)));
    for deviation in steps.into_iter().flatten().chain([(Step::Rest, Deed::HangUp)]) {
        let sink = Sink::with(Manners { deviation: Some(deviation), late: true, together: None }).await;
        let smtp = smtp(&sink);
        for sent in 1..=3 {
            assert_eq!(smtp.send(&mail()).await, Handover::Accepted, "{deviation:?}");
            assert_eq!((sink.connections(), sink.taken().len()), (sent, sent), "{deviation:?}");
        }
    }
}

#[tokio::test]
async fn a_kept_connection_that_breaks_once_the_mail_itself_had_left_is_no_answer_and_no_second_try() {
    let sink = Sink::with(Manners { deviation: Some((Step::Content, Deed::HangUp)), late: true, together: None }).await;
    let smtp = smtp(&sink);
    assert_eq!(smtp.send(&mail()).await, Handover::Accepted);
    assert_eq!(smtp.send(&mail()).await, Handover::NoAnswer);
    assert_eq!((sink.connections(), sink.taken().len()), (1, 1));
}

#[tokio::test]
async fn as_many_connections_are_kept_as_workers_send_side_by_side() {
    let side_by_side = 16;
    let together = Some(Arc::new(Barrier::new(side_by_side)));
    let sink = Sink::with(Manners { together, ..Manners::default() }).await;
    let smtp = Arc::new(smtp(&sink));
    for wave in 1..=2 {
        let mails = (0..side_by_side).map(|_| {
            let smtp = Arc::clone(&smtp);
            tokio::spawn(async move { smtp.send(&mail()).await })
        });
        for mail in mails.collect::<Vec<_>>() {
            assert_eq!(mail.await.unwrap(), Handover::Accepted);
        }
        assert_eq!((sink.connections(), sink.taken().len()), (side_by_side, wave * side_by_side));
    }
}
