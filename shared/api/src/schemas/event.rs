//! Business events.

use utoipa::ToSchema;

use super::words::ClientId;

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum EventType {
    CustomerStarted,
    CustomerEnded,
    OrderPaid,
    OrderRefunded,
    TicketOpened,
    TicketReplied,
    TicketCustomerReplied,
    TicketTransferred,
    TicketResolved,
    TicketReopened,
    CostBooked,
    RevenueBooked,
    AppointmentPlanned,
    AppointmentStarted,
    AppointmentMissed,
    AppointmentCancelled,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum Side {
    Customer,
    Company,
}

#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Event {
    event_id: ClientId,
    /// Customers and orders need `person`, tickets `ticket`, appointments `appointment`, orders, costs and revenues
    /// `amount`, and `appointment_planned` needs `planned_at`.
    r#type: EventType,
    /// When it happened: however long ago (from 2000 on), at most 5 minutes ahead (`in_the_future`, with
    /// `server_time`).
    #[schema(format = DateTime)]
    at: String,
    /// Who did it. An appointment cancelled by the customer is left out of those that were to be kept; a ticket that
    /// the company opened is no message of the customer's.
    #[schema(nullable = false)]
    by: Option<Side>,
    #[schema(nullable = false)]
    person: Option<ClientId>,
    #[schema(min_length = 1, max_length = 64, nullable = false)]
    agent: Option<String>,
    #[schema(nullable = false)]
    ticket: Option<ClientId>,
    #[schema(nullable = false)]
    appointment: Option<ClientId>,
    /// How it came in; a `chat`, `phone` or `call` is one contact however many replies it has.
    #[schema(min_length = 1, max_length = 64, nullable = false)]
    channel: Option<String>,
    /// What the customer pays for.
    #[schema(min_length = 1, max_length = 64, nullable = false)]
    plan: Option<String>,
    /// What it was about, in your own words.
    #[schema(min_length = 1, max_length = 64, nullable = false)]
    category: Option<String>,
    /// Money in minor units: 1250 is 12.50 of a currency with cents. A refund is a positive amount too.
    #[schema(minimum = 0, maximum = 1_000_000_000_000_i64, nullable = false)]
    amount: Option<u64>,
    /// ISO 4217; the workspace's unless sent.
    #[schema(pattern = r"^[A-Z]{3}$", nullable = false)]
    currency: Option<String>,
    /// No human wrote it: it is no first response.
    #[schema(default = json!(false), nullable = false)]
    automatic: Option<bool>,
    /// When the appointment is to begin; the newest planned event of an appointment counts.
    #[schema(format = DateTime, nullable = false)]
    planned_at: Option<String>,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub enum EventOutcomeKind {
    Stored,
    Repeated,
}

#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EventOutcome {
    event_id: ClientId,
    /// `repeated`: the same event was stored before; nothing is stored twice.
    outcome: EventOutcomeKind,
}
