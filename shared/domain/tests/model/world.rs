//! One dispatch in the tables, the queue that tells workers of it, and a mail system that sees what they do.

use domain::message::{Feedback, Handover, LEASE, Message, Reason, Stage, Status};
use jiff::Timestamp;

/// A message as it stands in the table: a write holds only on the revision that was read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Stored {
    message: Message,
    revision: u8,
    /// How many records of the queue name it.
    queued: u8,
}

/// What a worker is about to do; a crash makes it forget.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Worker {
    Idle,
    /// It has read the message and not written yet.
    Read {
        number: usize,
        message: Message,
        revision: u8,
    },
    /// It holds a claim and is about to hand the message over.
    Holds {
        number: usize,
        message: Message,
        revision: u8,
    },
    /// The mail system has answered, and that is not written yet.
    Told {
        number: usize,
        ended: Message,
        revision: u8,
    },
}

/// What may happen next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// Time passes.
    Tick,
    /// `due` looks at everything.
    Due,
    /// The queue hands a record to a worker, and keeps it to do so `again`.
    Deliver { worker: usize, number: usize, again: bool },
    /// A worker acts on what it read: it claims, skips or settles.
    Decide(usize),
    /// A worker hands the message over; the mail system took it or did not.
    Send(usize, Handover, bool),
    /// A worker writes down what the mail system said.
    Write(usize),
    /// A worker is killed.
    Crash(usize),
    /// The mail system tells of a message that it took.
    Hear(usize, Feedback),
    /// The person wants no more messages.
    Stop,
    /// The person answers.
    Answer,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct World {
    pub tick: u8,
    pub messages: Vec<Stored>,
    pub workers: Vec<Worker>,
    /// How often the mail system took each of the messages.
    pub taken: [u8; 2],
    pub answered: bool,
    stopped: bool,
    pub claimed_after_stop: bool,
    crashes_left: u8,
    refusals_left: u8,
}

/// A tick is a lease: whoever was not heard of for one is given up.
fn time(tick: u8) -> Timestamp {
    Timestamp::UNIX_EPOCH + LEASE * i32::from(tick)
}

/// The time of entries whose time changes nothing: worlds that differ in it alone are one.
const SOME_TIME: Timestamp = Timestamp::UNIX_EPOCH;

impl Stored {
    const fn new(message: Message) -> Self {
        Self { message, revision: 0, queued: 0 }
    }

    /// A conditional write.
    fn put(&mut self, message: Message, seen: u8) -> bool {
        let holds = self.revision == seen;
        if holds {
            (self.message, self.revision) = (message, seen + 1);
        }
        holds
    }

    pub fn went_through(&self, status: Status) -> bool {
        self.message.history().iter().any(|entry| entry.status == status)
    }

    pub fn is_settled(&self) -> bool {
        self.message.due_at.is_none()
    }
}

impl World {
    pub fn new(workers: usize, crashes: u8, refusals: u8) -> Self {
        Self {
            tick: 0,
            messages: vec![Stored::new(Message::scheduled(time(0), time(0)))],
            workers: vec![Worker::Idle; workers],
            taken: [0; 2],
            answered: false,
            stopped: false,
            claimed_after_stop: false,
            crashes_left: crashes,
            refusals_left: refusals,
        }
    }

    pub fn has(&self, number: usize, status: Status) -> bool {
        self.messages.get(number).is_some_and(|stored| stored.message.now().status == status)
    }

    /// The world after an act; none where the act changes nothing.
    pub fn after(&self, act: Act) -> Option<Self> {
        let mut world = self.clone();
        world.act(act)?;
        (world != *self).then_some(world)
    }

    fn act(&mut self, act: Act) -> Option<()> {
        match act {
            Act::Tick => self.tick += 1,
            Act::Due => self.release(),
            Act::Deliver { worker, number, again } => self.deliver(worker, number, again)?,
            Act::Decide(worker) => self.decide(worker)?,
            Act::Send(worker, handover, taken) => self.send(worker, handover, taken)?,
            Act::Write(worker) => {
                let Worker::Told { number, ended, revision } = self.workers[worker].clone() else { return None };
                self.messages[number].put(ended, revision);
                self.workers[worker] = Worker::Idle;
            }
            Act::Crash(worker) => {
                self.crashes_left = self.crashes_left.checked_sub(1)?;
                self.workers[worker] = Worker::Idle;
            }
            Act::Hear(number, feedback) => {
                if self.taken[number] == 0 {
                    return None;
                }
                self.stopped |= feedback.suppresses();
                let stored = &mut self.messages[number];
                if let Some(heard) = stored.message.clone().hear(SOME_TIME, feedback) {
                    stored.put(heard, stored.revision);
                }
            }
            Act::Stop => self.stopped = true,
            Act::Answer => self.answered |= self.taken[0] > 0,
        }
        Some(())
    }

    fn release(&mut self) {
        let now = time(self.tick);
        for stored in &mut self.messages {
            if let Some(lapsed) = stored.message.clone().lapse(now) {
                stored.put(lapsed, stored.revision);
            } else if let Some(leased) = stored.message.clone().lease(now) {
                stored.put(leased, stored.revision);
                stored.queued = 2; // whatever is queued may come twice
            }
        }
    }

    fn deliver(&mut self, worker: usize, number: usize, again: bool) -> Option<()> {
        let stored = &mut self.messages[number];
        stored.queued = stored.queued.checked_sub(1)?;
        if again && stored.queued == 0 {
            return None;
        }
        if !again {
            stored.queued = 0;
        }
        if stored.message.stage(time(self.tick)) != Stage::Rest {
            let (message, revision) = (stored.message.clone(), stored.revision);
            self.workers[worker] = Worker::Read { number, message, revision };
        }
        Some(())
    }

    /// One transaction: it holds on the revision that was read, and looks at the suppression list and the link once more.
    fn decide(&mut self, worker: usize) -> Option<()> {
        let Worker::Read { number, message, revision } = self.workers[worker].clone() else { return None };
        self.workers[worker] = Worker::Idle;
        let now = time(self.tick);
        let stopped = self.stopped;
        match message.stage(now) {
            Stage::Send if stopped => {
                self.messages[number].put(message.skip(SOME_TIME, Reason::Suppressed, None)?, revision);
            }
            Stage::Send => {
                let claimed = message.claim(now, (number == 0).then(|| now + LEASE))?;
                if self.messages[number].put(claimed.clone(), revision) {
                    self.hold(worker, number, claimed, revision + 1);
                }
            }
            Stage::Remind => {
                let reminder = message.reminder(now);
                let held = self.messages[number].put(message.settle()?, revision);
                if held && !self.answered {
                    let next = if stopped {
                        reminder.skip(SOME_TIME, Reason::Suppressed, None)?
                    } else {
                        reminder.claim(now, None)?
                    };
                    self.messages.push(Stored::new(next.clone()));
                    if !stopped {
                        self.hold(worker, number + 1, next, 0);
                    }
                }
            }
            Stage::Rest => return None,
        }
        Some(())
    }

    fn hold(&mut self, worker: usize, number: usize, message: Message, revision: u8) {
        self.claimed_after_stop |= self.stopped;
        self.workers[worker] = Worker::Holds { number, message, revision };
    }

    fn send(&mut self, worker: usize, handover: Handover, taken: bool) -> Option<()> {
        let Worker::Holds { number, message, revision } = self.workers[worker].clone() else { return None };
        if matches!(handover, Handover::Busy | Handover::Paused) {
            self.refusals_left = self.refusals_left.checked_sub(1)?;
        }
        let now = time(self.tick);
        let ended = message.hand_over(SOME_TIME, handover, now + LEASE)?;
        self.taken[number] += u8::from(taken);
        self.stopped |= matches!(handover, Handover::Bounced | Handover::OptedOut);
        self.workers[worker] = Worker::Told { number, ended, revision };
        Some(())
    }

    /// Nothing is scheduled or claimed for ever: with every worker killed and time going on, all comes to an end, nobody gets
    /// a second message, and the table tells what became of each.
    pub fn ends_well(&self) -> bool {
        let mut world = Self { workers: vec![Worker::Idle], ..self.clone() };
        for _ in 0..12 {
            world.tick += 1;
            world.release();
            for number in 0..world.messages.len() {
                world.work_off(number);
            }
        }
        let ended = world.messages.iter().all(|stored| {
            let status = stored.message.now().status;
            stored.is_settled() && !matches!(status, Status::Scheduled | Status::Claimed)
        });
        ended && world.taken.iter().all(|n| *n <= 1) && world.is_told_right()
    }

    fn work_off(&mut self, number: usize) {
        if self.deliver(0, number, false).is_some() && self.decide(0).is_some() {
            let _ = self.act(Act::Send(0, Handover::Accepted, true));
            let _ = self.act(Act::Write(0));
        }
    }

    /// What went out is never told as not sent, and what did not is never told as sent.
    pub fn is_told_right(&self) -> bool {
        self.messages.iter().zip(self.taken).all(|(stored, taken)| match stored.message.now().status {
            Status::Sent | Status::Delivered | Status::Complained => taken == 1,
            Status::Scheduled | Status::Failed | Status::Skipped => taken == 0,
            // Mail comes back from the mail system that took it, or is refused at its door.
            Status::Bounced | Status::Claimed | Status::Unknown => true,
        })
    }
}
