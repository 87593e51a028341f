//! What happened to a response, oldest first: the dispatch that asked for it and its messages, its beginning, each answer, its
//! finish, what was changed after that, and what people said of it.

use domain::day::Zone;
use domain::dispatch::Dispatch;
use domain::response::Response;
use domain::survey::Answer;
use jiff::Timestamp;

use super::wording::Wording;
use crate::moment::Moment;
use crate::sending;
use crate::view::View;

/// Something that happened.
#[derive(Debug)]
pub struct Event {
    /// When.
    pub at: Moment,
    /// What, for machines: `asked`, a message's status, `begun`, `answered`, `changed`, `taken_back`, `finished`, or what a
    /// review says, `genuine` or `doubted`.
    pub key: &'static str,
    /// What, for people.
    pub text: String,
}

/// Everything that happened, oldest first.
pub fn history(
    view: &View,
    zone: &Zone,
    response: &Response,
    dispatch: Option<&Dispatch>,
    words: &Wording<'_>,
) -> Vec<Event> {
    let mut all: Vec<(Timestamp, &'static str, String)> = Vec::new();
    if let Some(dispatch) = dispatch {
        all.push((dispatch.created_at, "asked", view.say("answer-dispatch-asked")));
        for message in &dispatch.messages {
            let kind = sending::kind_of(message, view);
            for entry in message.history() {
                let status = sending::said(entry, view);
                let text = view.with("answer-message", &[("kind", &kind), ("status", &status)]);
                all.push((entry.at, entry.status.name(), text));
            }
        }
    }
    all.push((response.id.time(), "begun", view.say("answer-begun")));
    for (id, answer) in &response.answers {
        let (key, text) = match &answer.value {
            Answer::Cleared => ("taken_back", "answer-back-to"),
            _ if is_later(response, answer.at) => ("changed", "answer-changed-to"),
            _ => ("answered", "answer-given-to"),
        };
        let question = words.question(id);
        all.push((answer.at, key, view.with(text, &[("question", &question.text)])));
    }
    all.extend(response.finished_at.map(|at| (at, "finished", view.say("answer-finished"))));
    for review in response.reviews.iter() {
        let by = review.by.as_ref().map_or_else(
            || view.say("answer-review-token"),
            |by| view.with("answer-review-key", &[("key", by.as_str())]),
        );
        let (key, text) = if review.genuine { ("genuine", "answer-genuine") } else { ("doubted", "answer-doubted") };
        all.push((review.at, key, view.with(text, &[("by", &by)])));
    }
    // A stable order: what stands at one instant stays in the order in which it was put down.
    all.sort_by_key(|(at, ..)| *at);
    all.into_iter().map(|(at, key, text)| Event { at: Moment::of(at, zone, view), key, text }).collect()
}

/// Whether something was given after the finish.
pub fn is_later(response: &Response, at: Timestamp) -> bool {
    response.finished_at.is_some_and(|finish| at > finish)
}
