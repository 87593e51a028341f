//! `GET /operations`: what business events say. Who comes and goes, how fast and how well tickets are solved, what support
//! costs and what a customer is worth, and which appointments are kept; and what the team counts of its own. Each panel is one
//! metric of the API.

mod panel;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::metric::BuiltIn;
use futures::future::try_join;
use web::backend::Backend;
use web::page::Page;
use web::problem::Problem;

use crate::panel::{Panel, ask};
use crate::shell::{Shell, Tab};
use crate::view::View;
use crate::{course, own};

#[derive(Template)]
#[template(path = "operations.html")]
struct Operations {
    shell: Shell,
    groups: Vec<Group>,
    own: Vec<Panel>,
}

/// Panels of one kind of events.
#[derive(Debug)]
struct Group {
    key: &'static str,
    title: String,
    /// How to send such events, where there are none.
    how: Option<How>,
    panels: Vec<Panel>,
}

/// How to send events of a kind.
#[derive(Debug)]
struct How {
    sentence: String,
    /// The types of the events, as the API names them.
    types: &'static str,
    /// One of them, as it is sent.
    example: &'static str,
}

/// The metrics of a kind of events, and what such events are.
struct Kind {
    key: &'static str,
    metrics: &'static [BuiltIn],
    types: &'static str,
    example: &'static str,
}

const KINDS: [Kind; 4] = [
    Kind {
        key: "customers",
        metrics: &[BuiltIn::GrossChurn, BuiltIn::Retention, BuiltIn::NetChurn, BuiltIn::Clv],
        types: "customer_started, customer_ended, order_paid, order_refunded",
        example: r#"{"event_id": "c-1", "type": "customer_started", "at": "2026-11-21T10:00:00Z", "person": "customer-1", "plan": "basic"}"#,
    },
    Kind {
        key: "tickets",
        metrics: &[
            BuiltIn::FirstResponse,
            BuiltIn::ReplyTime,
            BuiltIn::Resolution,
            BuiltIn::TimeToResolve,
            BuiltIn::FirstContact,
            BuiltIn::Transfers,
        ],
        types: "ticket_opened, ticket_replied, ticket_customer_replied, ticket_transferred, ticket_resolved, ticket_reopened",
        example: r#"{"event_id": "t-1", "type": "ticket_opened", "at": "2026-11-21T10:00:00Z", "ticket": "4711", "person": "customer-1"}"#,
    },
    Kind {
        key: "costs",
        metrics: &[BuiltIn::SupportCost],
        types: "cost_booked, revenue_booked",
        example: r#"{"event_id": "k-1", "type": "cost_booked", "at": "2026-11-21T10:00:00Z", "amount": 24000, "currency": "EUR"}"#,
    },
    Kind {
        key: "appointments",
        metrics: &[BuiltIn::KeptAppointments],
        types: "appointment_planned, appointment_started, appointment_missed, appointment_cancelled",
        example: r#"{"event_id": "a-1", "type": "appointment_planned", "at": "2026-11-21T10:00:00Z", "appointment": "A17", "planned_at": "2026-11-25T08:00:00Z"}"#,
    },
];

/// What is counted from events
///
/// Churn, lifetime value, times, cost and kept appointments.
#[utoipa::path(
    get, path = "/operations", tag = "dashboard", operation_id = "operationsPage",
    security(("session" = []), ("key" = ["read"])),
    params(
        api::params::View,
    ),
    responses((status = 200, description = "The page.", body = String, content_type = "text/html")),
)]
pub async fn show(view: View, State(backend): State<Backend>) -> Response {
    let made = page(&view, &backend).await;
    view.answer(made)
}

async fn page(view: &View, backend: &Backend) -> Result<Page, Problem> {
    let metrics = || KINDS.iter().flat_map(|kind| kind.metrics).copied();
    let names: Vec<&str> = metrics().map(BuiltIn::name).collect();
    let said = ask(view, backend, None, &names, course::interval(view.days));
    let (said, own) = try_join(said, own::of_events(view, backend)).await?;
    let mut panels = metrics().zip(said).map(|(metric, said)| panel::of(metric, said, view.texts()));
    let groups = KINDS.iter().map(|kind| {
        let panels: Vec<Panel> = panels.by_ref().take(kind.metrics.len()).collect();
        let nothing = panels.iter().all(|panel| panel.nothing);
        let how =
            || How { sentence: view.say(&format!("no-events-{}", kind.key)), types: kind.types, example: kind.example };
        Group {
            key: kind.key,
            title: view.say(&format!("events-{}", kind.key)),
            how: nothing.then(how),
            panels: if nothing { Vec::new() } else { panels },
        }
    });
    let title = view.say("nav-operations");
    let groups = groups.collect();
    view.page(&title, &Operations { shell: view.shell(Tab::Operations, &title), groups, own })
}
