//! SES, against an endpoint that really listens.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use channels::ses::Ses;
use channels::{Draft, Mail, Mailer};
use domain::message::Handover;
use tokio::net::TcpListener;

use crate::aws_endpoint::{Answer, Endpoint, settings};
use crate::{contract, draft, mail};

fn ses(url: &str) -> Ses {
    Ses::new(&settings(url), Some("atbalss".to_owned()))
}

/// The mail that a call carries.
fn carried(body: &str) -> Vec<u8> {
    let (_, rest) = body.split_once(r#""Data":""#).unwrap();
    STANDARD.decode(rest.split_once('"').unwrap().0).unwrap()
}

#[tokio::test]
async fn it_keeps_the_contract() {
    let endpoint = Endpoint::start(Answer::Accept).await;
    let taken = async || endpoint.calls().iter().map(|call| carried(&call.body)).collect();
    contract::run(&ses(&endpoint.url), taken).await;
}

#[tokio::test]
async fn where_nobody_listens_nothing_was_accepted() {
    let free = TcpListener::bind(("127.0.0.1", 0)).await.unwrap().local_addr().unwrap();
    contract::run_unreachable(&ses(&format!("http://{free}"))).await;
    contract::run_unreachable(&ses("http://no-such-host.invalid")).await;
}

#[tokio::test]
async fn a_call_names_the_recipient_the_configuration_set_and_the_message() {
    let endpoint = Endpoint::start(Answer::Accept).await;
    assert_eq!(ses(&endpoint.url).send(&mail()).await, Handover::Accepted);
    let call = endpoint.calls().remove(0);
    assert_eq!(call.path, "POST /v2/email/outbound-emails HTTP/1.1");
    for part in [
        r#""Destination":{"ToAddresses":["anna@example.com"]}"#,
        r#""ConfigurationSetName":"atbalss""#,
        r#"{"Name":"dispatch","Value":"dsp_00000000000000000123456789abcdef"}"#,
        r#"{"Name":"message","Value":"0"}"#,
        r#"{"Name":"workspace","Value":"YWNtZS5sdjox"}"#,
    ] {
        assert!(call.body.contains(part), "{part}");
    }
}

#[tokio::test]
async fn each_answer_says_how_to_go_on_and_no_call_is_repeated() {
    for (answer, expected) in [
        (Answer::Error(429, "TooManyRequestsException"), Handover::Busy),
        (Answer::Error(400, "LimitExceededException"), Handover::Busy),
        (Answer::Error(400, "SendingPausedException"), Handover::Paused),
        (Answer::Error(404, "NotFoundException"), Handover::Busy),
        (Answer::Error(403, "AccessDeniedException"), Handover::Busy),
        (Answer::Error(400, "ThrottlingException"), Handover::Busy),
        (Answer::Error(400, "MessageRejected"), Handover::Rejected),
        (Answer::Error(400, "MailFromDomainNotVerifiedException"), Handover::Rejected),
        (Answer::Error(400, "BadRequestException"), Handover::Rejected),
        (Answer::Error(400, "AccountSuspendedException"), Handover::Paused),
        (Answer::Error(500, "InternalServiceError"), Handover::NoAnswer),
        (Answer::Error(503, "ServiceUnavailable"), Handover::NoAnswer),
        (Answer::HangUp, Handover::NoAnswer),
    ] {
        let endpoint = Endpoint::start(answer).await;
        assert_eq!(ses(&endpoint.url).send(&mail()).await, expected, "{answer:?}");
        assert_eq!(endpoint.calls().len(), 1, "{answer:?}");
    }
}

#[tokio::test]
async fn an_address_that_ses_does_not_take_is_refused_before_it_is_asked() {
    let endpoint = Endpoint::start(Answer::Accept).await;
    let mail = |to: &str| Mail::new(Draft { to: to.parse().unwrap(), ..draft() }).unwrap();
    assert_eq!(ses(&endpoint.url).send(&mail("āna@example.com")).await, Handover::Rejected);
    assert!(endpoint.calls().is_empty());
    assert_eq!(ses(&endpoint.url).send(&mail("anna@rīga.lv")).await, Handover::Accepted);
    assert!(endpoint.calls()[0].body.contains(r#"["anna@xn--rga-uta.lv"]"#));
}
