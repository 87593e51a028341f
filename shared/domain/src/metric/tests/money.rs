use super::*;
use crate::event::EventType;
use crate::facts::Span;
use crate::money::Currency;

fn paid(facts: &mut Facts, what: EventType, currency: &str, amount: i64) {
    facts.amount(what, currency.parse().unwrap(), amount);
}

#[test]
fn support_costs_so_much_a_resolved_ticket_and_so_much_of_the_revenue() {
    let mut facts = counted(&[(Count::Closed, 480), (Count::Opened, 500)], &[]);
    paid(&mut facts, EventType::CostBooked, "EUR", 360_000);
    paid(&mut facts, EventType::RevenueBooked, "EUR", 4_500_000);
    let cost = number(&november(&facts), BuiltIn::SupportCost);
    assert_eq!((cost.estimate.n, cost.estimate.value, cost.estimate.low), (480, Some(750.0), None));
    assert_eq!(cost.estimate.method_of_interval, "none");
    assert_eq!(cost.beside["cost_per_opened"], Beside::Number(Some(720.0)));
    assert_eq!(cost.beside["cost_of_revenue"], Beside::Number(Some(8.0)));
    assert_eq!((&cost.beside["target_met"], &cost.beside["cost"]), (&Beside::Flag(true), &Beside::Whole(360_000)));
    assert_eq!(cost.beside["currency"], Beside::Word("EUR".to_owned()));
}

#[test]
fn a_target_is_met_below_it_and_not_at_it() {
    let mut facts = counted(&[(Count::Closed, 1)], &[]);
    paid(&mut facts, EventType::CostBooked, "EUR", 10);
    paid(&mut facts, EventType::RevenueBooked, "EUR", 100);
    assert_eq!(number(&november(&facts), BuiltIn::SupportCost).beside["target_met"], Beside::Flag(false));
}

#[test]
fn without_costs_or_without_resolved_tickets_there_is_no_cost_of_one() {
    let nothing = number(&november(&counted(&[(Count::Closed, 3)], &[])), BuiltIn::SupportCost);
    assert_eq!((nothing.estimate.n, nothing.estimate.value, nothing.reason), (3, None, Some("no_cost")));
    let mut facts = counted(&[(Count::Opened, 4)], &[]);
    paid(&mut facts, EventType::CostBooked, "EUR", 100);
    let open = number(&november(&facts), BuiltIn::SupportCost);
    assert_eq!((open.estimate.value, open.reason), (None, Some("no_resolved_tickets")));
    assert_eq!(open.beside["cost_per_opened"], Beside::Number(Some(25.0)));
    assert_eq!((open.beside.get("target_met"), &open.beside["revenue"]), (None, &Beside::Number(None)));
}

#[test]
fn currencies_are_never_mixed_and_the_error_names_them() {
    let workspace = workspace(&json!({}));
    let reading = Reading::new(&workspace, at("2027-11-01T00:00:00Z"));
    for (metric, one, other) in [
        (BuiltIn::SupportCost, EventType::CostBooked, EventType::RevenueBooked),
        (BuiltIn::Clv, EventType::OrderPaid, EventType::OrderRefunded),
    ] {
        let mut facts = Facts::default();
        paid(&mut facts, one, "USD", 1);
        paid(&mut facts, other, "EUR", 1);
        let mixed = november(&facts).number(metric, &reading).unwrap_err();
        let codes: Vec<_> = mixed.0.iter().map(Currency::code).collect();
        assert_eq!(codes, ["EUR", "USD"]);
        assert!(mixed.to_string().starts_with("amounts in EUR and USD can't be added"), "{mixed}");
        // What adds no amounts does not mind.
        assert!(november(&facts).number(BuiltIn::Resolution, &reading).is_ok());
    }
}

/// 200 customers at the start, of whom `lost` end; 50 more people order without being customers; 500,000 cents come in.
fn a_quarter(lost: u64, reading: &Reading<'_>) -> Gathered {
    let mut past = counted(&[(Count::Started, 200), (Count::First, 250)], &[]);
    paid(&mut past, EventType::OrderPaid, "EUR", 800_000);
    paid(&mut past, EventType::OrderRefunded, "EUR", 50_000);
    let mut before = Before::default();
    before.pass(&past);
    let mut facts = Facts::default();
    for _ in 0..lost {
        facts.count(Count::Ended, 1);
        facts.span(Span::Lost { since: day("2025-11-01"), until: None, back: None });
    }
    for _ in 0..50 {
        facts.span(Span::Active { after: Some(day("2026-01-01")), ended: None, starts: None });
    }
    paid(&mut facts, EventType::OrderPaid, "EUR", 510_000);
    paid(&mut facts, EventType::OrderRefunded, "EUR", 10_000);
    let mut quarter = Gathered::over(day("2026-10-01"), day("2026-12-31"), before);
    quarter.add(day("2026-11-01"), &facts, reading);
    quarter
}

#[test]
fn a_customer_is_worth_the_mean_revenue_times_the_margin_over_the_churn() {
    let workspace = workspace(&json!({"gross_margin": 40}));
    let reading = Reading::new(&workspace, at("2027-11-01T00:00:00Z"));
    let clv = a_quarter(20, &reading).number(BuiltIn::Clv, &reading).unwrap();
    // 500,000 cents of 250 active customers are 2,000 each; 40 % of it over a churn of 10 %.
    assert_eq!((clv.estimate.n, rounded(clv.estimate.value)), (250, "8000.00".to_owned()));
    assert_eq!(clv.beside["mean_revenue"], Beside::Number(Some(2000.0)));
    // 750,000 before and 500,000 now, of 250 people ever.
    assert_eq!(clv.beside["historic_revenue"], Beside::Number(Some(5000.0)));
    assert_eq!(clv.beside["historic_value"], Beside::Number(Some(2000.0)));
}

#[test]
fn a_value_of_customers_that_can_t_be_told_says_why() {
    let (unset, set) = (workspace(&json!({})), workspace(&json!({"gross_margin": 40})));
    let [unset, set] = [&unset, &set].map(|own| Reading::new(own, at("2027-11-01T00:00:00Z")));
    let why = |gathered: &Gathered, reading| {
        let number = gathered.number(BuiltIn::Clv, reading).unwrap();
        assert_eq!(number.estimate.value, None);
        number.reason
    };
    assert_eq!(why(&a_quarter(20, &unset), &unset), Some("gross_margin_not_set"));
    assert_eq!(why(&a_quarter(9, &set), &set), Some("too_few_lost"));
    assert!(a_quarter(10, &set).number(BuiltIn::Clv, &set).unwrap().estimate.value.is_some());
    assert_eq!(why(&november(&Facts::default()), &set), Some("no_customers"));
    let mut before = Before::default();
    before.pass(&counted(&[(Count::Started, 5)], &[]));
    assert_eq!(why(&Gathered::over(day("2026-11-01"), day("2026-11-30"), before), &set), Some("no_revenue"));
}

#[test]
fn a_history_of_two_currencies_leaves_only_the_historic_value_out() {
    let workspace = workspace(&json!({"gross_margin": 40}));
    let reading = Reading::new(&workspace, at("2027-11-01T00:00:00Z"));
    let mut quarter = a_quarter(20, &reading);
    let mut litas = Facts::default();
    paid(&mut litas, EventType::OrderPaid, "LTL", 1);
    quarter.before.pass(&litas);
    let clv = quarter.number(BuiltIn::Clv, &reading).unwrap();
    assert_eq!(rounded(clv.estimate.value), "8000.00");
    assert_eq!(clv.beside["historic_reason"], Beside::Word("mixed_currencies".to_owned()));
    assert_eq!(clv.beside.get("historic_value"), None);
}
