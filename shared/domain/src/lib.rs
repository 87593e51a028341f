//! What feedback *is*: surveys, scales, scores, intervals, answers, people, dispatch states, buckets, days and links.
//!
//! Pure by rule: no I/O, no clock, no randomness, no AWS, no HTTP, no async. Time and ids are passed in, so that every
//! function here can be tested with plain values and means the same in a Lambda function and on one machine.

pub mod brand;
pub mod bucket;
pub mod contact;
pub mod context;
pub mod day;
pub mod dispatch;
pub mod enps;
pub mod erasure;
pub mod event;
pub mod export;
pub mod facts;
pub mod hours;
pub mod id;
pub mod input;
pub mod key;
pub mod keyword;
pub mod link;
pub mod link_key;
pub mod locale;
pub mod message;
pub mod metric;
pub mod money;
pub mod origin;
pub mod person;
pub mod posted;
pub mod question;
pub mod response;
pub mod review;
pub mod rules;
pub mod score;
pub mod signed_link;
pub mod sms;
pub mod stamped;
pub mod stats;
pub mod suppression;
pub mod survey;
pub mod task;
pub mod text;
pub mod timeline;
pub mod workspace;
