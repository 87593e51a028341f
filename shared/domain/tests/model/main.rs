//! Sending as a model, checked in every state that it can reach: claims, leases, sends, crashes, replies of the mail system
//! and a person's STOP, in any order, with records that are delivered more than once. The states of messages are the
//! domain's own type, and each step is one of its transitions.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod world;

use domain::message::{Feedback, Handover, Status};
use stateright::{Checker, HasDiscoveries, Model, Property};
use world::{Act, Worker, World};

/// The sizes within which every state is looked at.
struct Small {
    workers: usize,
    ticks: u8,
    crashes: u8,
    refusals: u8,
}

impl Model for Small {
    type State = World;
    type Action = Act;

    fn init_states(&self) -> Vec<World> {
        vec![World::new(self.workers, self.crashes, self.refusals)]
    }

    fn actions(&self, world: &World, acts: &mut Vec<Act>) {
        acts.extend([Act::Due, Act::Stop, Act::Answer]);
        if world.tick < self.ticks {
            acts.push(Act::Tick);
        }
        for number in 0..world.messages.len() {
            let heard = [Feedback::Sent, Feedback::Delivered, Feedback::HardBounce];
            acts.extend(heard.into_iter().map(|feedback| Act::Hear(number, feedback)));
        }
        for (at, worker) in world.workers.iter().enumerate() {
            match worker {
                Worker::Idle => {
                    for number in 0..world.messages.len() {
                        acts.extend([true, false].map(|again| Act::Deliver { worker: at, number, again }));
                    }
                }
                Worker::Read { .. } => acts.push(Act::Decide(at)),
                Worker::Holds { .. } => {
                    let sure =
                        [Handover::Accepted, Handover::Rejected, Handover::Bounced, Handover::Busy, Handover::Paused];
                    acts.extend(sure.map(|handover| Act::Send(at, handover, handover == Handover::Accepted)));
                    acts.extend([true, false].map(|taken| Act::Send(at, Handover::NoAnswer, taken)));
                }
                Worker::Told { .. } => acts.push(Act::Write(at)),
            }
            if !matches!(worker, Worker::Idle) {
                acts.push(Act::Crash(at));
            }
        }
    }

    fn next_state(&self, world: &World, act: Act) -> Option<World> {
        world.after(act)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        let reached = |name, holds| Property::sometimes(name, holds);
        vec![
            Property::always("nobody gets a message twice", |_, world: &World| world.taken.iter().all(|n| *n <= 1)),
            Property::always("nothing is claimed after a stop", |_, world: &World| !world.claimed_after_stop),
            Property::always("whatever happened, it ends and adds up", |_, world: &World| world.ends_well()),
            Property::always("an invitation that ended is told as what became of it", |_, world: &World| {
                world.is_told_right()
            }),
            reached("it can be sent", |_, world: &World| world.has(0, Status::Sent)),
            reached("it can be unknown", |_, world: &World| world.has(0, Status::Unknown)),
            reached("it can fail", |_, world: &World| world.has(0, Status::Failed)),
            reached("it can be skipped", |_, world: &World| world.has(0, Status::Skipped)),
            reached("it can bounce", |_, world: &World| world.has(0, Status::Bounced)),
            reached("unknown can be cleared up", |_, world: &World| {
                world.has(0, Status::Delivered) && world.messages[0].went_through(Status::Unknown)
            }),
            reached("a reminder can go out", |_, world: &World| world.has(1, Status::Delivered)),
            reached("a reminder can follow what was unknown", |_, world: &World| {
                world.has(1, Status::Delivered) && world.messages[0].went_through(Status::Unknown)
            }),
            reached("an answer can come before the reminder", |_, world: &World| {
                world.answered && world.messages.len() == 1 && world.messages[0].is_settled()
            }),
        ]
    }
}

#[test]
fn nobody_gets_two_nothing_is_lost_and_everything_ends_in_every_state_of_a_small_world() {
    let small = Small { workers: 2, ticks: 2, crashes: 1, refusals: 1 };
    let checker = small.checker().threads(2).finish_when(HasDiscoveries::AnyFailures).spawn_bfs().join();
    println!("{} states, {} deep", checker.unique_state_count(), checker.max_depth());
    assert!(checker.is_done(), "states were left out");
    checker.assert_properties();
    assert!(checker.unique_state_count() > 10_000, "too small a world shows nothing");
}
