//! A post office that keeps what it is handed, and answers as it is told.

use std::collections::VecDeque;
use std::sync::Mutex;

use channels::{HandingOver, Mail, Mailer};
use domain::message::Handover;

/// What happens to one mail.
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
}

impl Post {
    /// Plans what happens to the next mails; those after them are accepted.
    pub fn plan(&self, deeds: impl IntoIterator<Item = Deed>) {
        self.planned.lock().unwrap().extend(deeds);
    }

    /// The mails that may reach somebody.
    pub fn taken(&self) -> Vec<Vec<u8>> {
        self.taken.lock().unwrap().clone()
    }

    /// How many mails may reach somebody.
    pub fn count(&self) -> usize {
        self.taken.lock().unwrap().len()
    }
}

impl Mailer for Post {
    fn send<'a>(&'a self, mail: &'a Mail) -> HandingOver<'a> {
        Box::pin(async move {
            let deed = self.planned.lock().unwrap().pop_front().unwrap_or(Deed::Say(Handover::Accepted));
            let Deed::Say(handover) = deed else { panic!("a planned crash") };
            // The worst case of no answer: it was accepted all the same.
            if matches!(handover, Handover::Accepted | Handover::NoAnswer) {
                self.taken.lock().unwrap().push(mail.bytes().to_vec());
            }
            handover
        })
    }
}
