//! Examples of metrics.

use serde_json::{Value, json};

pub fn metrics() -> Value {
    json!({
        "metric": "nps",
        "survey": "after-purchase",
        "time_zone": "Europe/Riga",
        "interval": "month",
        "unit": "points",
        "kind": "transactional",
        "scale": {
            "min": 0,
            "max": 10
        },
        "direction": "higher_is_better",
        "method": "top_box",
        "series": [
            {
                "period": "2026-11",
                "from": "2026-11-01",
                "to": "2026-11-30",
                "n": 100,
                "value": 30.0,
                "low": 14.133,
                "high": 44.216,
                "margin": 15.0415,
                "method_of_interval": "adjusted_wald",
                "promoter_share": 50.0,
                "counts": {
                    "scores": {
                        "10": 50,
                        "8": 30,
                        "3": 20
                    },
                    "classes": {
                        "promoters": 50,
                        "passives": 30,
                        "detractors": 20
                    }
                },
                "excluded": {
                    "suspect": 0,
                    "anonymous": 0
                },
                "revision": 7,
                "previous": {
                    "from": "2026-10-01",
                    "to": "2026-10-31",
                    "n": 80,
                    "value": 12.5
                },
                "comparison": {
                    "test": "pooled_z",
                    "p": 0.152,
                    "difference": 17.5,
                    "low": -6.4,
                    "high": 41.0,
                    "method_of_interval": "adjusted_wald",
                    "verdict": "no_clear_difference",
                    "better": null,
                    "reads": "No clear difference from the period before (p = 0.152)."
                }
            }
        ],
        "as_of": "2026-11-21T02:00:03.000Z"
    })
}
