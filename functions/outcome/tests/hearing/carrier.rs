//! A carrier that keeps the texts it is handed, and answers as it is told.

use std::collections::VecDeque;
use std::sync::Mutex;

use channels::{HandingOver, Text, Texter};
use domain::message::Handover;

/// A carrier.
#[derive(Debug, Default)]
pub struct Carrier {
    planned: Mutex<VecDeque<Handover>>,
    taken: Mutex<Vec<Text>>,
}

impl Carrier {
    /// Plans what the next texts are answered with; those after them are accepted.
    pub fn plan(&self, handover: Handover) {
        self.planned.lock().unwrap().push_back(handover);
    }

    /// All that was handed over, whatever became of it: number, sender and words.
    pub fn replies(&self) -> Vec<[String; 3]> {
        let sender = |text: &Text| text.sender.as_ref().map_or("", |sender| sender.as_str()).to_owned();
        let taken = self.taken.lock().unwrap();
        taken.iter().map(|text| [text.to.as_str().to_owned(), sender(text), text.body.clone()]).collect()
    }

    pub fn texts(&self) -> Vec<Text> {
        self.taken.lock().unwrap().clone()
    }
}

impl Texter for Carrier {
    fn send_text<'a>(&'a self, text: &'a Text) -> HandingOver<'a> {
        Box::pin(async move {
            self.taken.lock().unwrap().push(text.clone());
            self.planned.lock().unwrap().pop_front().unwrap_or(Handover::Accepted)
        })
    }
}
