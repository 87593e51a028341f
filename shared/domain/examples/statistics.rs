//! Prints what [`domain::stats`] makes of a grid of inputs, one JSON object a line: `name`, `in` and `out`. The script
//! `tests/statistics/run` recomputes each of them with other software.

use domain::stats::{
    Comparison, Estimate, Net, Overall, Quantile, Share, Spread, compare, duration_step, holm, overall,
};
use serde_json::{Value, json};

const SIZES: [u64; 18] = [1, 2, 3, 5, 6, 7, 9, 10, 19, 20, 29, 30, 36, 100, 263, 1_000, 100_000, 10_000_000];

fn main() {
    estimates();
    orders();
    pairs();
    several();
    for p in [vec![], vec![0.2], vec![0.04, 0.01, 0.03], vec![0.01, 0.01, 0.9, 0.02, 0.5], vec![0.3; 7]] {
        say("holm", &json!({ "p": p }), &holm(&p));
    }
    for seconds in (0..200).chain(3_590..3_730).chain([86_400, 86_401, 4_294_967_280, 4_294_967_281, u64::MAX]) {
        say("duration_step", &json!({ "seconds": seconds }), &duration_step(seconds));
    }
}

fn say(name: &str, given: &Value, out: &impl serde::Serialize) {
    println!("{}", json!({ "name": name, "in": given, "out": out }));
}

fn estimates() {
    for n in SIZES.into_iter().chain([0, 1_000_000_000]) {
        for k in parts(n) {
            say("share", &json!({ "k": k, "n": n }), &Estimate::share(k, n));
            for d in parts(n - k) {
                say("net", &json!({ "p": k, "d": d, "n": n }), &Estimate::net(k, d, n));
                say("net_churn", &json!({ "s": n, "l": k, "g": d }), &Estimate::net_churn(n, k, d));
            }
        }
        for seed in 0..6 {
            let answers = spread(seed, n, 1, 7);
            let given = json!({ "values": counted(&answers), "scale": [1, 7] });
            say("mean", &given, &Estimate::mean(&answers, Some((1, 7))));
            let times = spread(seed, n, 0, 90_000);
            say("mean", &json!({ "values": counted(&times), "scale": null }), &Estimate::mean(&times, None));
        }
    }
}

/// Values that stand one by one around the ranks that an interval may end at, so that being one off is seen.
fn orders() {
    for n in (0..130).chain(SIZES).chain([1_000_000_000]) {
        for (name, q, quantile) in [("median", 0.5, Quantile::Median), ("p90", 0.9, Quantile::P90)] {
            let mut singles = Spread::default();
            let (mut value, mut at) = (0_u32, 0_u64);
            #[expect(
                clippy::cast_precision_loss,
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "it is from 0 to n"
            )]
            for part in [-1.96, 0.0, 1.96] {
                let rank = (n as f64 * q + part * (n as f64 * q * (1.0 - q)).sqrt()).max(0.0) as u64;
                let from = rank.saturating_sub(60).clamp(at, n);
                singles.add(value, from - at);
                at = from;
                while at < (from + 120).min(n) {
                    value += 1;
                    singles.add(value, 1);
                    at += 1;
                }
                value += 1;
            }
            singles.add(value, n - at);
            let given = json!({ "values": counted(&singles), "quantile": name });
            say("quantile", &given, &Estimate::quantile(&singles, quantile));
        }
    }
}

fn pairs() {
    for (one, other) in sizes_of_pairs() {
        for k in parts(one) {
            for its in parts(other) {
                let (now, before) = (Share { k, n: one }, Share { k: its, n: other });
                say_of_two(
                    "compare_shares",
                    &json!({ "now": [k, one], "before": [its, other] }),
                    compare::shares(now, before),
                );
            }
        }
        for seed in 0..5 {
            let (now, before) = (answers(seed, one), answers(seed + 7, other));
            let given = json!({ "now": list(now), "before": list(before) });
            say_of_two("compare_net", &given, compare::net(now, before));
            let (now, before) = (spread(seed, one, 1, 7), spread(seed + 9, other, 1, 6));
            let given = json!({ "now": counted(&now), "before": counted(&before) });
            say_of_two("compare_means", &given, compare::means(&now, &before));
            for (seed, longest) in [(seed, 90), (seed + 20, 90_000)] {
                let (now, before) = (spread(seed, one, 0, longest), spread(seed + 9, other, 5, longest + 20));
                let given = json!({ "now": counted(&now), "before": counted(&before) });
                say_of_two("compare_spreads", &given, compare::spreads(&now, &before));
            }
        }
    }
}

fn several() {
    for (round, sizes) in
        [[5, 6, 7, 9], [0, 10, 1, 3], [20, 30, 19, 36], [100, 263, 1_000, 0], [100_000, 30, 263, 2_000]]
            .into_iter()
            .enumerate()
    {
        for seed in 0..6 {
            let seeds = (0..4_u64).map(|group| seed * 4 + group + 100 * round as u64).zip(sizes);
            let groups: Vec<Net> = seeds.clone().map(|(seed, n)| answers(seed, n)).collect();
            let given: Vec<_> = groups.iter().map(|group| list(*group)).collect();
            say_of_all("overall_net", &given, overall::net(&groups));
            let shares: Vec<Share> = groups.iter().map(|group| Share { k: group.promoters, n: group.n() }).collect();
            let given: Vec<_> = shares.iter().map(|share| json!([share.k, share.n])).collect();
            say_of_all("overall_shares", &given, overall::shares(&shares));
            let values: Vec<Spread> = seeds.clone().map(|(seed, n)| spread(seed, n, 1, 7)).collect();
            let given: Vec<_> = values.iter().map(counted).collect();
            say_of_all("overall_means", &given, overall::means(&values.iter().collect::<Vec<_>>()));
            let times: Vec<Spread> =
                seeds.map(|(seed, n)| spread(seed, n, 0, if seed % 2 == 0 { 60 } else { 90_000 })).collect();
            let given: Vec<_> = times.iter().map(counted).collect();
            say_of_all("overall_spreads", &given, overall::spreads(&times.iter().collect::<Vec<_>>()));
        }
    }
}

fn say_of_two(name: &str, given: &Value, found: Option<Comparison>) {
    say(name, given, &found);
}

fn say_of_all(name: &str, given: &[Value], found: Option<Overall>) {
    say(name, &json!({ "groups": given }), &found);
}

fn sizes_of_pairs() -> Vec<(u64, u64)> {
    let small = [1, 2, 3, 6, 9, 10, 19, 20, 30];
    let mut all: Vec<_> = small.into_iter().flat_map(|one| small.map(|other| (one, other))).collect();
    all.extend([(0, 5), (5, 0), (36, 100), (263, 36), (100, 1_000), (1_000, 1_000), (19, 100_000), (100_000, 263)]);
    all.extend([(100_000, 100_000), (7, 10_000_000), (10_000_000, 100_000), (10_000_000, 10_000_000)]);
    all
}

/// None, one, a few, a third, half, nearly all and all of n.
fn parts(n: u64) -> Vec<u64> {
    let mut parts: Vec<u64> = [0, 1, 3, n / 3, n / 2, n.saturating_sub(2), n].into_iter().filter(|k| *k <= n).collect();
    parts.sort_unstable();
    parts.dedup();
    parts
}

/// Numbers that look like chance and are always the same (splitmix64).
fn mixed(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// `n` values from `least` to `most`, in up to 60 places; every fifth seed has all in one.
fn spread(seed: u64, n: u64, least: u32, most: u32) -> Spread {
    let places = if seed.is_multiple_of(5) { 1 } else { n.clamp(1, 60) };
    let each = n / places;
    (0..places)
        .map(|place| {
            let drawn = mixed(seed * 1_000 + place) % u64::from(most - least + 1);
            let times = if place == 0 { n - each * (places - 1) } else { each };
            (least + u32::try_from(drawn).unwrap_or(0), times)
        })
        .collect()
}

fn answers(seed: u64, n: u64) -> Net {
    let promoters = mixed(seed) % (n + 1);
    let detractors = if seed.is_multiple_of(4) { 0 } else { mixed(seed + 50) % (n - promoters + 1) };
    Net { promoters, passives: n - promoters - detractors, detractors }
}

fn list(net: Net) -> Value {
    json!([net.promoters, net.passives, net.detractors])
}

fn counted(spread: &Spread) -> Value {
    spread.iter().map(|(value, times)| json!([value, times])).collect()
}
