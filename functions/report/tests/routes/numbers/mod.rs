//! `GET /v1/metrics` for a fixed history: every metric that every workspace has, and one of a team's own of each kind,
//! with the statistics and the words around the numbers. The history is told as events; the folds of the domain make of it
//! what the rollup stores.

mod appointments;
mod bounds;
mod customers;
mod few;
mod money;
mod own;
mod programme;
mod refused;
mod scores;
mod tickets;
mod times;
mod told;
mod words;
