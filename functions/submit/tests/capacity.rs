//! What an answer costs, as DynamoDB counts it: so many write units for each way in, no index and no scan.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that can't go on has failed")]

mod scenarios;
mod support;

use http::StatusCode;
use scenarios::{ALL, Scenario, many, send, staged, taken_in};
use testing::faults::Bill;

/// What the limiter's counters are kept under.
const LIMITER: &str = "n#";

/// Whether two sums of units, which are multiples of a half, are the same.
fn same(units: f64, expected: f64) -> bool {
    (units - expected).abs() < 0.01
}

/// Tells a story, and gives what it cost.
async fn cost(scenario: Scenario) -> Bill {
    let (house, proxy, asks) = staged(scenario).await;
    for ask in &asks {
        let answer = send(&house, ask).await;
        assert!(taken_in(&answer), "{}: {} {}", scenario.name, answer.status, answer.body);
    }
    proxy.bill()
}

#[tokio::test]
async fn each_way_in_costs_its_write_units_and_reads_no_index() {
    for scenario in ALL {
        let (name, bill) = (scenario.name, cost(scenario).await);
        let own = bill.write_units() - bill.of(LIMITER).write_units();
        assert!(same(own, scenario.write_units), "{name}: {own} {bill:#?}");
        assert_eq!(bill.refused().len(), scenario.refused, "{name}: {bill:#?}");
        assert_eq!(bill.forbidden(), [""; 0], "{name}");
    }
}

#[tokio::test]
async fn the_limiter_costs_a_tenth_of_a_unit_an_answer_at_most_and_on_personal_links_nothing() {
    let (house, proxy, asks) = staged(scenarios::APP).await;
    let mut answers = 0.0;
    for ask in many(&asks[0]).take(90) {
        assert_eq!(send(&house, &ask).await.status, StatusCode::CREATED);
        answers += 1.0;
        let limiter = proxy.bill().of(LIMITER).write_units();
        assert!(limiter <= 0.1 * answers, "{limiter} units on {answers} answers");
    }
    let bill = proxy.bill();
    // By key, survey and address, in two leases each.
    assert!(same(bill.of(LIMITER).write_units(), 6.0), "{bill:#?}");
    assert!(same(bill.write_units(), answers + 6.0), "{bill:#?}");
    assert_eq!((bill.refused(), bill.forbidden()), (vec![], vec![]));
    for link in [scenarios::LINK, scenarios::SIGNED_PERSON] {
        assert_eq!(cost(link).await.of(LIMITER), Bill::default(), "{}", link.name);
    }
}
