//! What can happen: the types of business events, and which kind of timeline each belongs to.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::input::Refusal;
use crate::timeline::Kind;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the contract's own")]
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

impl EventType {
    /// Every type.
    pub const ALL: [Self; 16] = [
        Self::CustomerStarted,
        Self::CustomerEnded,
        Self::OrderPaid,
        Self::OrderRefunded,
        Self::TicketOpened,
        Self::TicketReplied,
        Self::TicketCustomerReplied,
        Self::TicketTransferred,
        Self::TicketResolved,
        Self::TicketReopened,
        Self::CostBooked,
        Self::RevenueBooked,
        Self::AppointmentPlanned,
        Self::AppointmentStarted,
        Self::AppointmentMissed,
        Self::AppointmentCancelled,
    ];

    /// The name in the API and in the tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CustomerStarted => "customer_started",
            Self::CustomerEnded => "customer_ended",
            Self::OrderPaid => "order_paid",
            Self::OrderRefunded => "order_refunded",
            Self::TicketOpened => "ticket_opened",
            Self::TicketReplied => "ticket_replied",
            Self::TicketCustomerReplied => "ticket_customer_replied",
            Self::TicketTransferred => "ticket_transferred",
            Self::TicketResolved => "ticket_resolved",
            Self::TicketReopened => "ticket_reopened",
            Self::CostBooked => "cost_booked",
            Self::RevenueBooked => "revenue_booked",
            Self::AppointmentPlanned => "appointment_planned",
            Self::AppointmentStarted => "appointment_started",
            Self::AppointmentMissed => "appointment_missed",
            Self::AppointmentCancelled => "appointment_cancelled",
        }
    }

    /// The kind of timeline that it belongs to.
    pub const fn timeline(self) -> Kind {
        match self {
            Self::CustomerStarted | Self::CustomerEnded | Self::OrderPaid | Self::OrderRefunded => Kind::Customers,
            Self::TicketOpened
            | Self::TicketReplied
            | Self::TicketCustomerReplied
            | Self::TicketTransferred
            | Self::TicketResolved
            | Self::TicketReopened => Kind::Tickets,
            Self::CostBooked | Self::RevenueBooked => Kind::Bookings,
            Self::AppointmentPlanned
            | Self::AppointmentStarted
            | Self::AppointmentMissed
            | Self::AppointmentCancelled => Kind::Appointments,
        }
    }
}

impl FromStr for EventType {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        Self::ALL.into_iter().find(|kind| kind.name() == text).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|kind| kind.name()).collect();
            Refusal::new("unknown_type", format!("expected one of {}", names.join(", ")))
        })
    }
}
