//! A post office that keeps what it is handed, mails and texts, and answers as it is told.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use channels::{HandingOver, Mail, Mailer, Text, Texter};
use domain::message::Handover;
use tokio::sync::Barrier;

/// What happens to one message.
#[derive(Clone, Copy, Debug)]
pub enum Deed {
    /// It is answered; only where it is accepted, or nobody answers, it is in the post.
    Say(Handover),
    /// The worker dies before it gets there.
    Crash,
}

/// A post office.
#[derive(Debug, Default)]
pub struct Post {
    planned: Mutex<VecDeque<Deed>>,
    taken: Mutex<Vec<Vec<u8>>>,
    texts: Mutex<Vec<Text>>,
    together: Mutex<Option<Arc<Barrier>>>,
}

impl Post {
    /// Plans what happens to the next messages; those after them are accepted.
    pub fn plan(&self, deeds: impl IntoIterator<Item = Deed>) {
        self.planned.lock().unwrap().extend(deeds);
    }

    /// The mails that may reach somebody.
    pub fn taken(&self) -> Vec<Vec<u8>> {
        self.taken.lock().unwrap().clone()
    }

    /// The texts that may reach somebody.
    pub fn texts(&self) -> Vec<Text> {
        self.texts.lock().unwrap().clone()
    }

    /// How many messages may reach somebody.
    pub fn count(&self) -> usize {
        self.taken.lock().unwrap().len() + self.texts.lock().unwrap().len()
    }

    /// Answers nobody before so many stand at the counter.
    pub fn wait_for(&self, workers: usize) {
        *self.together.lock().unwrap() = Some(Arc::new(Barrier::new(workers)));
    }

    async fn queue(&self) {
        let together = self.together.lock().unwrap().clone();
        if let Some(barrier) = together {
            barrier.wait().await;
        }
    }

    /// Answers as planned, and keeps the message where somebody may get it.
    fn answer(&self, keep: impl FnOnce()) -> Handover {
        let deed = self.planned.lock().unwrap().pop_front().unwrap_or(Deed::Say(Handover::Accepted));
        let Deed::Say(handover) = deed else { panic!("a planned crash") };
        // The worst case of no answer: it was accepted all the same.
        if matches!(handover, Handover::Accepted | Handover::NoAnswer) {
            keep();
        }
        handover
    }
}

impl Mailer for Post {
    fn send<'a>(&'a self, mail: &'a Mail) -> HandingOver<'a> {
        Box::pin(async move {
            self.queue().await;
            self.answer(|| self.taken.lock().unwrap().push(mail.bytes().to_vec()))
        })
    }
}

impl Texter for Post {
    fn send_text<'a>(&'a self, text: &'a Text) -> HandingOver<'a> {
        Box::pin(async move {
            self.queue().await;
            self.answer(|| self.texts.lock().unwrap().push(text.clone()))
        })
    }
}
