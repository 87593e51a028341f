//! AWS End User Messaging, against an endpoint that really listens.

use channels::sms::aws::EndUserMessaging;
use channels::{Text, Texter};
use domain::message::Handover;
use jiff::SignedDuration;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::aws_endpoint::{Answer, Call, Endpoint, settings};
use crate::{contract, text};

fn texter(url: &str) -> EndUserMessaging {
    EndUserMessaging::new(&settings(url), Some("atbalss".to_owned()))
}

fn body(call: &Call) -> Value {
    serde_json::from_str(&call.body).unwrap()
}

/// What the service was told of a text.
async fn told(text: &Text) -> Value {
    let endpoint = Endpoint::start(Answer::Accept).await;
    assert_eq!(texter(&endpoint.url).send_text(text).await, Handover::Accepted);
    body(&endpoint.calls()[0])
}

#[tokio::test]
async fn it_keeps_the_contract_of_texts() {
    let endpoint = Endpoint::start(Answer::Accept).await;
    let carried = |call: &Call| {
        let body = body(call);
        let word = |name: &str| body[name].as_str().map(str::to_owned);
        (word("DestinationPhoneNumber").unwrap(), word("OriginationIdentity"), word("MessageBody").unwrap())
    };
    contract::run_texts(&texter(&endpoint.url), async || endpoint.calls().iter().map(carried).collect()).await;
}

#[tokio::test]
async fn where_nobody_listens_nothing_was_accepted() {
    let free = TcpListener::bind(("127.0.0.1", 0)).await.unwrap().local_addr().unwrap();
    contract::run_unreachable_texts(&texter(&format!("http://{free}"))).await;
    contract::run_unreachable_texts(&texter("http://no-such-host.invalid")).await;
}

#[tokio::test]
async fn a_call_names_the_number_the_sender_the_configuration_set_and_the_message() {
    let text = Text { number: 1, ..text() };
    assert_eq!(
        told(&text).await,
        json!({
            "DestinationPhoneNumber": "+37120000000",
            "OriginationIdentity": "Acme",
            "MessageBody": text.body,
            "MessageType": "TRANSACTIONAL",
            "ConfigurationSetName": "atbalss",
            "Context": {
                "workspace": "acme.lv:1",
                "dispatch": "dsp_00000000000000000123456789abcdef",
                "message": "1",
            },
        })
    );
}

#[tokio::test]
async fn a_text_is_kept_until_it_expires_within_what_the_service_allows() {
    let minutes = SignedDuration::from_mins;
    for (left, expected) in [(minutes(90), 5400), (minutes(0), 5), (minutes(-90), 5), (minutes(100_000), 259_200)] {
        let text = Text { expires_at: Some(text().date + left), ..text() };
        assert_eq!(told(&text).await["TimeToLive"], expected);
    }
}

#[tokio::test]
async fn each_answer_says_how_to_go_on_and_no_call_is_repeated() {
    use Answer::{Because, Error, HangUp};
    for (answer, expected) in [
        (Error(400, "ThrottlingException"), Handover::Busy),
        (Error(400, "ServiceQuotaExceededException"), Handover::Busy),
        (Because(400, "ServiceQuotaExceededException", "DAILY_DESTINATION_CALL_LIMIT"), Handover::Busy),
        (Because(400, "ServiceQuotaExceededException", "MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT"), Handover::Paused),
        (Error(400, "AccessDeniedException"), Handover::Busy),
        (Because(400, "AccessDeniedException", "SOMETHING_NEW"), Handover::Busy),
        (Because(400, "AccessDeniedException", "ACCOUNT_DISABLED"), Handover::Paused),
        (Because(400, "AccessDeniedException", "INSUFFICIENT_ACCOUNT_REPUTATION"), Handover::Paused),
        (Error(400, "ResourceNotFoundException"), Handover::Busy),
        (Error(400, "ValidationException"), Handover::Rejected),
        (Because(400, "ValidationException", "DESTINATION_COUNTRY_BLOCKED"), Handover::Rejected),
        (Error(400, "ConflictException"), Handover::Busy),
        (Because(400, "ConflictException", "NO_ORIGINATION_IDENTITIES_FOUND"), Handover::Busy),
        (Because(400, "ConflictException", "DESTINATION_PHONE_NUMBER_OPTED_OUT"), Handover::OptedOut),
        (Because(400, "ConflictException", "DESTINATION_PHONE_NUMBER_NOT_VERIFIED"), Handover::Rejected),
        (
            Because(400, "ConflictException", "DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE"),
            Handover::Rejected,
        ),
        (Because(400, "ConflictException", "DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION"), Handover::Rejected),
        (Error(403, "ExpiredTokenException"), Handover::Busy),
        (Error(408, "RequestTimeout"), Handover::NoAnswer),
        (Error(500, "InternalServerException"), Handover::NoAnswer),
        (Error(503, "ServiceUnavailable"), Handover::NoAnswer),
        (HangUp, Handover::NoAnswer),
    ] {
        let endpoint = Endpoint::start(answer).await;
        assert_eq!(texter(&endpoint.url).send_text(&text()).await, expected, "{answer:?}");
        assert_eq!(endpoint.calls().len(), 1, "{answer:?}");
    }
}
