//! How fast, and in how much memory, a day's answers are counted: on canned pages that the real DynamoDB client reads within
//! the process, and beside boto3 on the same pages over loopback. docs/speed.md says what was measured; `run` starts it.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a run that can't go on has failed")]
#![allow(clippy::cast_precision_loss, reason = "nanoseconds and answers below 2⁵³")]

mod answers;
mod canned;
mod goals;
mod loopback;

use std::io::Read as _;
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::time::{Duration, Instant};

use answers::{MARK, Mix};
use canned::Canned;
use domain::bucket::Source;
use domain::day::Zone;
use domain::survey::Survey;
use goals::Goals;
use jiff::civil::Date;
use rollup::{Counting, Rollups};
use serde_json::json;
use store::{Store, Tables};
use testing::builders::{survey, time, workspace};
use testing::clock::ManualClock;
use testing::queue::MemoryQueue;

const DAY: Date = jiff::civil::date(2026, 11, 21);
/// So many pages, each of other answers, are told over and over.
const PAGES: usize = 4;

struct World {
    store: Store,
    rollups: Rollups,
    counting: Counting,
    /// How many answers there are.
    answers: usize,
}

fn the_survey(shards: u8, zone: &str) -> Survey {
    survey("nps", "nps", &json!({"shards": shards, "time_zone": zone}))
}

/// A survey, and pages of its answers: at least so many.
async fn prepared(answers: usize, shards: u8, zone: &str, mix: Mix) -> (Canned, usize) {
    let canned = Canned::default();
    let store = Store::through(canned.client(), "http://canned", Tables::default());
    let survey = the_survey(shards, zone);
    assert!(store.put_survey(&workspace(), &survey).await.unwrap());
    // The first query, before there is any answer, tells which attributes answers are asked for.
    if std::env::var_os("SPEED_WHOLE").is_none() {
        let day = Zone::utc().day(DAY);
        let first = store.counted(&workspace(), &survey, &day).next().await.unwrap();
        assert!(first.is_some_and(|page| page.is_empty()));
    }
    for answer in answers::made(&survey, time("2026-11-21T00:00:00Z"), mix) {
        store.put_response(&workspace(), &answer).await.unwrap();
        if canned.pages().len() == PAGES {
            break;
        }
    }
    let sizes = canned.pages();
    let of_pages: Vec<_> = sizes.iter().map(|(answers, _)| *answers).collect();
    let mean = sizes.iter().map(|(_, bytes)| *bytes).sum::<usize>() as f64 / of_pages.iter().sum::<usize>() as f64;
    // Each partition tells the pages in their order, from the first one on.
    let partitions = usize::from(shards) * if zone == "UTC" { 1 } else { 2 };
    let (mut pages, mut of_each) = (0, 0);
    while of_each * partitions < answers {
        of_each += of_pages[pages % PAGES];
        pages += 1;
    }
    canned.have(pages);
    if mix != Mix::Usual {
        canned.tell_apart(MARK);
    }
    eprintln!(
        "{pages} pages for each of {partitions} partitions, {of_pages:?} answers on each, {mean:.1} bytes an answer"
    );
    (canned, of_each * partitions)
}

async fn world(store: Store, answers: usize) -> World {
    let clock = Arc::new(ManualClock::at("2026-11-22T02:00:00Z"));
    let rollups = Rollups::new(store.clone(), clock, Arc::new(MemoryQueue::default()));
    let counting = rollups.counting(&workspace(), &"nps".parse().unwrap()).await.unwrap().expect("the survey");
    World { store, rollups, counting, answers }
}

impl World {
    async fn within(answers: usize, shards: u8, zone: &str, mix: Mix) -> Self {
        let (canned, answers) = prepared(answers, shards, zone, mix).await;
        world(Store::through(canned.client(), "http://canned", Tables::default()), answers).await
    }

    /// Reads all pages and counts nothing.
    async fn drain(&self) {
        let range = self.counting.zone.day(DAY);
        let mut pages = self.store.counted(&workspace(), &self.counting.survey, &range);
        let mut drained = 0;
        while let Some(page) = pages.next().await.unwrap() {
            drained += page.len();
        }
        assert_eq!(drained, self.answers);
    }

    /// The rollup of the day.
    async fn count(&self) {
        self.rollups.recompute(&workspace(), &self.counting, DAY).await.unwrap();
    }

    /// What the rollup wrote.
    async fn counted(&self) -> (u64, u64) {
        let source = Source::from(&self.counting.survey.id);
        let cubes = self.store.cubes::<domain::bucket::Cell>(&workspace(), &source, DAY, DAY).await.unwrap();
        let total = cubes[&DAY].total();
        (total.scores.n(), total.suspect.n())
    }
}

/// The time that this thread, which is all that works here, has had of a core.
fn cpu() -> Duration {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(stat.split(' ').next().unwrap().parse().unwrap())
}

fn status(name: &str) -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    line.trim_start_matches(':').trim().trim_end_matches(" kB").parse().unwrap()
}

async fn timed(work: impl Future<Output = ()>) -> (Duration, Duration) {
    let (began, before) = (Instant::now(), cpu());
    work.await;
    (cpu().saturating_sub(before), began.elapsed())
}

fn median(mut of: Vec<f64>) -> f64 {
    of.sort_by(f64::total_cmp);
    of[of.len() / 2]
}

/// Our own work on top of the client's: the same pages, read with and without counting, in turns.
async fn share(answers: usize) -> ExitCode {
    let world = World::within(answers, 1, "UTC", Mix::Usual).await;
    world.drain().await;
    world.count().await;
    let (mut shares, mut parse, mut whole) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..7 {
        let (drained, counted) = (timed(world.drain()).await.0, timed(world.count()).await.0);
        shares.push(counted.as_secs_f64() / drained.as_secs_f64() - 1.0);
        parse.push(drained.as_secs_f64() * 1e9 / world.answers as f64);
        whole.push(counted.as_secs_f64() * 1e9 / world.answers as f64);
    }
    let (least, most) = shares.iter().fold((f64::MAX, f64::MIN), |(least, most), s| (least.min(*s), most.max(*s)));
    let share = median(shares);
    println!(
        "share: {share:.3} of the client's own time (7 rounds of {} answers: {least:.3} to {most:.3}); {:.0} ns an answer without counting, {:.0} ns with",
        world.answers,
        median(parse),
        median(whole)
    );
    let mut goals = Goals::default();
    goals.most("our own work beside the client's", share, goals::OWN);
    goals.end()
}

/// One size in this process, which did nothing before.
async fn memory(answers: usize, shards: u8, zone: &str, mix: Mix) {
    let world = World::within(answers, shards, zone, mix).await;
    let before = status("VmHWM");
    let (cpu, wall) = timed(world.count()).await;
    let peak = status("VmHWM");
    let (scores, suspect) = world.counted().await;
    assert_eq!(scores + suspect, world.answers as u64, "every answer is counted once");
    println!("{} {} {} {} {:.6} {:.6}", world.answers, shards, before, peak, cpu.as_secs_f64(), wall.as_secs_f64());
}

/// Each size in a process of its own: the peak of its memory, and how its time grows.
fn sizes() -> ExitCode {
    let own = std::env::current_exe().unwrap();
    let child = |answers: usize, shards: &str, zone: &str, mix: &str| {
        let out = Command::new(&own).args(["memory", &answers.to_string(), shards, zone, mix]).output().unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        let out = String::from_utf8(out.stdout).unwrap();
        out.split_whitespace().map(|number| number.parse().unwrap()).collect::<Vec<f64>>()
    };
    println!(
        "| answers | of which | partitions | peak RSS, KB (with the pages alone) | CPU s | answers/s |\n| --- | --- | --- | --- | --- | --- |"
    );
    let (mut grown, mut peaks, mut goals) = (Vec::new(), Vec::new(), Goals::default());
    for answers in [10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000] {
        let first = child(answers, "1", "UTC", "usual");
        // The quicker of two, for the time: what else the machine does only adds.
        let second = if answers <= 3_000_000 { child(answers, "1", "UTC", "usual") } else { first.clone() };
        let (n, peak, cpu) = (first[0], first[3].max(second[3]), first[4].min(second[4]));
        println!("| {n} | usual | 1 | {peak} ({}) | {cpu:.2} | {:.0} |", first[2], n / cpu);
        peaks.push(peak);
        if n >= 100_000.0 {
            grown.push((n.ln(), cpu.ln()));
        }
    }
    for (shards, zone, mix) in [("16", "Europe/Riga", "usual"), ("1", "UTC", "addresses"), ("1", "UTC", "values")] {
        let one = child(1_000_000, shards, zone, mix);
        let partitions = if zone == "UTC" { one[1] } else { 2.0 * one[1] };
        println!(
            "| {} | {mix} | {partitions} | {} ({}) | {:.2} | {:.0} |",
            one[0],
            one[3],
            one[2],
            one[4],
            one[0] / one[4]
        );
        goals.most(&format!("KB at the peak, {mix}, {partitions} partitions"), one[3], goals::PEAK_KB);
    }
    let slope = slope(&grown);
    println!("slope: {slope:.4} of log time over log answers, from 100,000 on");
    let (least, most) = peaks.iter().fold((f64::MAX, f64::MIN), |(least, most), p| (least.min(*p), most.max(*p)));
    goals.most("KB at the peak, usual", most, goals::PEAK_KB);
    goals.most("the highest peak beside the lowest", most / least, goals::FLAT);
    goals.most("the slope", slope, goals::SLOPE);
    goals.end()
}

/// Least squares.
fn slope(points: &[(f64, f64)]) -> f64 {
    let n = points.len() as f64;
    let (x, y) = points.iter().fold((0.0, 0.0), |(x, y), point| (x + point.0 / n, y + point.1 / n));
    let (over, under) = points.iter().fold((0.0, 0.0), |(over, under), point| {
        (over + (point.0 - x) * (point.1 - y), under + (point.0 - x) * (point.0 - x))
    });
    over / under
}

/// Tells the pages over loopback, to whoever asks, until its input ends.
async fn serve(answers: usize, shards: u8) {
    let (canned, answers) = prepared(answers, shards, "UTC", Mix::Usual).await;
    println!("http://{} {answers}", loopback::serve(&canned));
    std::io::stdin().read_to_end(&mut Vec::new()).unwrap();
}

/// The rollup over loopback.
async fn over(endpoint: &str, answers: usize) {
    let world = world(Store::local(endpoint, Tables::default()), answers).await;
    let (cpu, wall) = timed(world.count()).await;
    let (scores, suspect) = world.counted().await;
    println!("{scores} {suspect} {:.3} {:.3} {}", wall.as_secs_f64(), cpu.as_secs_f64(), status("VmHWM"));
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["share", answers] => return share(answers.parse().unwrap()).await,
        ["memory", answers, shards, zone, mix] => {
            memory(answers.parse().unwrap(), shards.parse().unwrap(), zone, Mix::named(mix)).await;
        }
        ["sizes"] => return sizes(),
        ["serve", answers, shards] => serve(answers.parse().unwrap(), shards.parse().unwrap()).await,
        ["over", endpoint, answers] => over(endpoint, answers.parse().unwrap()).await,
        _ => panic!("usage: see tests/speed/rollup/run"),
    }
    ExitCode::SUCCESS
}
