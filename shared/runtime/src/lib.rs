//! What every function needs around its handler: a clock, a queue to write to, settings from the environment, logs that
//! a machine can read, the start in Lambda, and the runner that handles the records of a batch one by one.

pub mod batch;
pub mod clock;
pub mod lambda;
pub mod logs;
pub mod queue;
pub mod schedule;
pub mod settings;
