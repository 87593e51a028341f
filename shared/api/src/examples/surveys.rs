//! Examples of surveys.

use serde_json::{Value, json};

pub fn surveys() -> Value {
    json!({
        "data": [
            {
                "archived": false,
                "default_locale": "en",
                "dimensions": [],
                "direction": "higher_is_better",
                "edit_minutes": 0,
                "throttle_days": 30,
                "shards": 1,
                "id": "after-support",
                "kind": "transactional",
                "link_days": 30,
                "locales": [
                    "en"
                ],
                "method": "top_box",
                "metric": "csat",
                "name": "After support",
                "positive_from": 4,
                "questions": [
                    {
                        "id": "score",
                        "type": "rating",
                        "required": true,
                        "text": {
                            "en": "How satisfied are you with the help you received?"
                        },
                        "min": {
                            "value": 1,
                            "text": {
                                "en": "Very dissatisfied"
                            }
                        },
                        "max": {
                            "value": 5,
                            "text": {
                                "en": "Very satisfied"
                            }
                        },
                        "look": "numbers"
                    },
                    {
                        "id": "comment",
                        "type": "text",
                        "required": false,
                        "text": {
                            "en": "What could we do better?"
                        },
                        "text_by_tone": {
                            "low": {
                                "en": "What should we improve first?"
                            },
                            "mid": {
                                "en": "What could we do better?"
                            },
                            "high": {
                                "en": "What did you like most?"
                            }
                        }
                    }
                ],
                "scale": {
                    "min": 1,
                    "max": 5
                },
                "time_zone": "Europe/Riga",
                "touchpoint": "support",
                "version": 1,
                "look": "numbers",
                "pages": "one"
            }
        ],
        "next_cursor": null
    })
}

pub fn survey() -> Value {
    json!({
        "archived": false,
        "default_locale": "en",
        "dimensions": [],
        "direction": "higher_is_better",
        "edit_minutes": 0,
        "throttle_days": 30,
        "shards": 1,
        "id": "after-support",
        "kind": "transactional",
        "link_days": 30,
        "locales": [
            "en"
        ],
        "method": "top_box",
        "metric": "csat",
        "name": "After support",
        "positive_from": 4,
        "questions": [
            {
                "id": "score",
                "type": "rating",
                "required": true,
                "text": {
                    "en": "How satisfied are you with the help you received?"
                },
                "min": {
                    "value": 1,
                    "text": {
                        "en": "Very dissatisfied"
                    }
                },
                "max": {
                    "value": 5,
                    "text": {
                        "en": "Very satisfied"
                    }
                },
                "look": "numbers"
            },
            {
                "id": "comment",
                "type": "text",
                "required": false,
                "text": {
                    "en": "What could we do better?"
                },
                "text_by_tone": {
                    "low": {
                        "en": "What should we improve first?"
                    },
                    "mid": {
                        "en": "What could we do better?"
                    },
                    "high": {
                        "en": "What did you like most?"
                    }
                }
            }
        ],
        "scale": {
            "min": 1,
            "max": 5
        },
        "time_zone": "Europe/Riga",
        "touchpoint": "support",
        "version": 1,
        "look": "numbers",
        "pages": "one"
    })
}

pub fn put_survey_nps() -> Value {
    json!({
        "name": "After purchase",
        "metric": "nps"
    })
}

pub fn put_survey_csat() -> Value {
    json!({
        "name": "After support",
        "metric": "csat",
        "touchpoint": "support",
        "locales": [
            "en"
        ]
    })
}

pub fn put_survey_gcr() -> Value {
    json!({
        "name": "Price list",
        "metric": "gcr",
        "goal": "find a price"
    })
}

pub fn put_survey_questions() -> Value {
    json!({
        "name": "After support",
        "metric": "csat",
        "touchpoint": "support",
        "locales": [
            "en"
        ],
        "look": "stars",
        "pages": "several",
        "questions": [
            {
                "id": "missing",
                "type": "multi",
                "text": {
                    "en": "What was missing?"
                },
                "options": [
                    {
                        "id": "speed",
                        "text": {
                            "en": "A quick answer"
                        }
                    },
                    {
                        "id": "kindness",
                        "text": {
                            "en": "A kind word"
                        }
                    }
                ],
                "show_if": {
                    "question": "score",
                    "at_most": 3
                }
            },
            {
                "id": "again",
                "type": "yes_no",
                "options": [
                    "yes",
                    "no"
                ],
                "text": {
                    "en": "May we ask you again?"
                }
            }
        ],
        "texts": {
            "thanks-low": {
                "en": "Thank you. {company} will do better."
            }
        }
    })
}

pub fn preview_messages_sms() -> Value {
    json!({
        "channel": "sms",
        "kind": "invitation",
        "data": [
            {
                "locale": "en",
                "sender": "Acme",
                "text": "How satisfied are you with the help you received? https://voc.example.com/s/preview-only Stop: https://voc.example.com/u/preview-only",
                "encoding": "GSM-7",
                "units": 133,
                "segments": 1,
                "too_long": false
            }
        ]
    })
}
