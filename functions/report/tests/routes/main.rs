//! The routes of `report`, driven as clients drive them, against the embedded database.

mod app;
mod dashboard;
mod metrics;
mod responses;
mod session;
