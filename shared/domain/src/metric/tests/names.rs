use std::collections::BTreeSet;

use super::*;
use crate::context::DIMENSIONS;
use crate::timeline::Kind;

#[test]
fn the_names_are_those_of_the_contract_and_read_back() {
    let contract = "nps, enps, csat, ces, gcr, net_churn, gross_churn, retention, first_response, reply_time, resolution, \
        time_to_resolve, first_contact, transfers, support_cost, clv, kept_appointments, delivery, response_rate, completion, opt_out";
    let names: Vec<_> = BuiltIn::ALL.iter().map(|metric| metric.name()).collect();
    assert_eq!(names, contract.split(", ").collect::<Vec<_>>());
    for metric in BuiltIn::ALL {
        assert_eq!(metric.name().parse(), Ok(Name::BuiltIn(metric)));
        assert_eq!(serde_json::to_value(metric).unwrap(), metric.name());
    }
}

#[test]
fn any_other_id_may_be_a_team_s_own_and_what_can_be_no_id_is_no_metric() {
    let own: Name = "upgrade_share".parse().unwrap();
    assert_eq!((own.as_str(), matches!(own, Name::Own(_))), ("upgrade_share", true));
    assert_eq!("upgrade share".parse::<Name>().unwrap_err().code, "unknown_metric");
    assert_eq!("".parse::<Name>().unwrap_err().code, "unknown_metric");
}

#[test]
fn what_a_metric_is_grouped_by_is_there_in_all_that_it_reads() {
    for metric in BuiltIn::ALL {
        let known: &[&str] = match metric.reads() {
            Reads::Answers => &DIMENSIONS,
            Reads::Timelines(kinds) if kinds.contains(&Kind::Bookings) => &["agent", "category", "channel"],
            Reads::Timelines([Kind::Customers]) => &["plan", "segment"],
            Reads::Timelines([Kind::Dispatches]) => {
                &["agent", "channel", "locale", "segment", "survey", "touchpoint", "variant"]
            }
            Reads::Timelines(_) => &["agent", "category", "channel", "segment"],
        };
        assert!(metric.dimensions().iter().all(|name| known.contains(name)), "{metric}");
    }
}

#[test]
fn only_metrics_of_customers_need_the_days_before() {
    let need: BTreeSet<_> = BuiltIn::ALL.into_iter().filter(|metric| metric.needs_before()).collect();
    let customers = Reads::Timelines(&[Kind::Customers]);
    let read: BTreeSet<_> = BuiltIn::ALL.into_iter().filter(|metric| metric.reads() == customers).collect();
    assert_eq!(need, read);
}

#[test]
fn a_number_is_compared_as_its_metric_says() {
    let facts = counted(&[(Count::Planned, 2)], &[]);
    let month = november(&facts);
    for metric in BuiltIn::ALL.into_iter().filter(|metric| matches!(metric.reads(), Reads::Timelines(_))) {
        let test = match number(&month, metric).input {
            Input::None => Test::None,
            Input::Net(_) => Test::Net,
            Input::Share(_) => Test::Shares,
            Input::Means(_) => Test::Means,
            Input::Spreads(_) => Test::Spreads,
        };
        assert_eq!(test, metric.test(), "{metric}");
    }
}
