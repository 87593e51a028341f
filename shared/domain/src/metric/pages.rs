//! The worked examples of docs/metrics, which are run as they stand there.

macro_rules! pages {
    ($($name:ident $path:literal),* $(,)?) => {
        $(#[doc = include_str!(concat!("../../../../docs/metrics/", $path, ".md"))]
        mod $name {})*
    };
}

pages!(
    nps "nps",
    enps "enps",
    csat "csat",
    ces "ces",
    gcr "gcr",
    churn "churn",
    first_response "first-response",
    resolution "resolution",
    first_contact "first-contact",
    agents "agents",
    support_cost "support-cost",
    clv "clv",
    kept_appointments "kept-appointments",
    programme "programme",
    own "own",
    comparing "comparing",
);
