//! Codes of fields and parameters that are not right: 400, in `invalid_params`. A body or a query with one bad field
//! lends its code to the whole answer.

use super::Code;

const fn bad(name: &'static str, says: &'static str) -> Code {
    Code { status: 400, name, says }
}

const REQUIRED: Code = bad("required", "This field is required.");
const UNKNOWN_FIELD: Code = bad("unknown_field", "This field is not known here.");
const REPEATED_FIELD: Code = bad("repeated_field", "This field stands more than once.");
const INVALID_REQUEST: Code = bad("invalid_request", "Several fields are not right: see `invalid_params`.");
const NOT_A_STRING: Code = bad("not_a_string", "Expected a string.");
const NOT_AN_INTEGER: Code = bad("not_an_integer", "Expected a whole number.");
const NOT_A_BOOLEAN: Code = bad("not_a_boolean", "Expected true or false.");
const OUT_OF_RANGE: Code = bad("out_of_range", "The number is smaller or larger than may be.");
const INVALID_CURSOR: Code = bad("invalid_cursor", "Take `next_cursor` from the answer before, with the same query.");
const INVALID_DATE: Code = bad("invalid_date", "Expected a date such as 2026-11-21.");
const INVALID_ID: Code =
    bad("invalid_id", "An id has 1 to 64 characters of A-Z a-z 0-9 . _ : - and is never contact data.");
const INVALID_TIME: Code = bad("invalid_time", "Expected an RFC 3339 time with its offset.");
const INVALID_EMAIL: Code = bad("invalid_email", "Expected an email address.");
const INVALID_PHONE: Code = bad("invalid_phone", "Expected an E.164 number of its country's plan.");
const UNKNOWN_LOCALE: Code = bad("unknown_locale", "Expected en, lv, lt or ru.");
const UNKNOWN_TIME_ZONE: Code = bad("unknown_time_zone", "Expected an IANA time zone.");
const UNKNOWN_CHANNEL: Code = bad("unknown_channel", "That channel can't be named here.");
const UNKNOWN_CURRENCY: Code = bad("unknown_currency", "Expected an ISO 4217 code of three capitals.");
const UNKNOWN_SIDE: Code = bad("unknown_side", "Expected customer or company.");
const UNKNOWN_TYPE: Code = bad("unknown_type", "There is no such type.");
const UNKNOWN_KIND: Code = bad("unknown_kind", "There is no such kind.");
const UNKNOWN_METRIC: Code = bad("unknown_metric", "There is no such metric.");
const UNKNOWN_CHOICE: Code = bad("unknown_choice", "That can't be picked here.");
const UNKNOWN_DIMENSION: Code = bad("unknown_dimension", "The numbers can't be told apart by that.");
const UNKNOWN_SURVEY: Code = bad("unknown_survey", "There is no such survey in this workspace.");
const BEFORE_FROM: Code = bad("before_from", "Expected `from` or a later day.");
const TOO_MANY_DAYS: Code = bad("too_many_days", "The days are too many for one request.");
const IN_THE_FUTURE: Code = bad("in_the_future", "That is still to come; `server_time` says what time it is here.");
const NOT_OFFERED: Code = bad("not_offered", "Expected one of the survey's own locales.");
const NOT_NUMERIC: Code = bad("not_numeric", "That question is not answered by a number.");
const UNKNOWN_QUESTION: Code = bad("unknown_question", "The survey asks no such question.");
const ONLY_FOR_ENPS: Code = bad("only_for_enps", "This is for surveys of employees alone.");

/// A JSON body that can't be read, or is not what it has to be.
pub const READING: &[Code] = &[
    INVALID_REQUEST,
    bad("malformed_json", "The body is not JSON."),
    bad("not_utf8", "The body is not UTF-8."),
    bad("too_deep", "Objects and lists stand too deep in each other."),
    bad("lone_surrogate", "Half of a surrogate pair is no character."),
    bad("not_an_object", "Expected a JSON object."),
    REPEATED_FIELD,
    UNKNOWN_FIELD,
];

/// Lines of a batch can be read one by one; the body as a whole is not UTF-8, or has none.
pub const LINES: &[Code] = &[INVALID_REQUEST];

/// Values of another type than expected.
pub const TYPES: &[Code] = &[
    REQUIRED,
    NOT_A_STRING,
    NOT_AN_INTEGER,
    NOT_A_BOOLEAN,
    bad("not_a_list", "Expected a list, no longer than it may be."),
    OUT_OF_RANGE,
    bad("length", "The text is shorter or longer than may be."),
    bad("control_character", "Control characters are not allowed here."),
    bad("bidi_override", "Characters that override the direction of text are not allowed."),
    INVALID_ID,
    INVALID_TIME,
];

/// Parameters of the query.
pub const QUERY: &[Code] =
    &[INVALID_REQUEST, bad("malformed_query", "The query can't be read."), REPEATED_FIELD, UNKNOWN_FIELD, REQUIRED];

/// Pages of a list.
pub const PAGING: &[Code] = &[OUT_OF_RANGE, INVALID_CURSOR];

/// A range of local days.
pub const DAYS: &[Code] = &[
    INVALID_DATE,
    bad("from_after_to", "Expected a day that is not after `to`, which is today unless it is sent."),
    TOO_MANY_DAYS,
];

/// The header `Idempotency-Key`.
pub const IDEMPOTENCY: &[Code] =
    &[bad("invalid_idempotency_key", "Expected one key of 1 to 255 visible ASCII characters.")];

/// An id that the path names and the client chooses.
pub const IDS: &[Code] = &[INVALID_ID];

/// Properties.
pub const PROPERTIES: &[Code] = &[
    bad("invalid_property", "Expected a string of at most 256 characters, a whole number or a boolean."),
    bad("invalid_name", "Expected a word of a-z 0-9 _ -."),
    bad("too_many", "There are more of them than may be."),
];

/// Texts of a team's own.
pub const TEXTS: &[Code] = &[
    bad("blank", "A text has to show something."),
    bad("invalid_text_id", "Expected the id of a text."),
    bad("unknown_text", "There is no such text to replace."),
    bad("too_many", "There are more of them than may be."),
    UNKNOWN_LOCALE,
];

/// Metrics of a team's own.
pub const OWN_METRICS: &[Code] = &[
    bad("repeated_id", "Another one has this id."),
    bad("reserved_id", "That name is taken by the program."),
    UNKNOWN_KIND,
    bad("not_for_this_kind", "This field is for metrics of another kind."),
    bad("no_amount", "Events of that type have no amount."),
    bad("not_a_part", "Expected a part of `among`."),
    bad("not_picked", "Nothing is picked at that question."),
    bad("one_option", "Of a question with several answers exactly one option can be counted."),
    NOT_NUMERIC,
    UNKNOWN_CHOICE,
    UNKNOWN_QUESTION,
    UNKNOWN_TYPE,
    UNKNOWN_SIDE,
    UNKNOWN_DIMENSION,
    bad("not_of_this_type", "Events of that type have no such field."),
];

/// Hours of the day.
pub const HOURS: &[Code] = &[
    bad("invalid_hours", "Expected times of the day in their order, such as 09:00."),
    bad("overlapping_hours", "Two intervals of a day overlap."),
    INVALID_DATE,
];

/// The workspace's settings.
pub const WORKSPACE: &[Code] = &[
    UNKNOWN_TIME_ZONE,
    bad("invalid_locales", "Expected at least one of en, lv, lt, ru, each once."),
    bad("too_wide", "Texts are quiet from 21:00 to 08:00 at least."),
    INVALID_EMAIL,
    bad("invalid_sender", "Expected a number, or a name of at most 11 letters and digits."),
    bad("unknown_country", "Expected two capital letters of ISO 3166-1."),
    bad("invalid_origin", "Expected a website exactly as browsers name it."),
    UNKNOWN_CURRENCY,
    bad("not_a_number", "Expected a number."),
    bad("too_precise", "Expected at most two decimals."),
    bad("no_business_hours", "There are no `business_hours` to count in."),
    bad("unknown_hours", "Expected calendar or business."),
    bad("invalid_color", "Expected # and six hex digits."),
    bad("low_contrast", "The colour is too light beside white."),
    bad("invalid_url", "Expected an https address."),
];

/// The questions of a survey.
pub const QUESTIONS: &[Code] = &[
    bad("not_for_this_type", "This field is for questions of another type."),
    bad("invalid_options", "Expected two or all of yes, partly, no, each once."),
    bad("unknown_scale", "There is no such scale, or not for this metric."),
    bad("unknown_look", "Expected numbers, stars or faces."),
    bad("look_not_for_scale", "That scale can't be drawn so."),
    bad("not_a_condition", "Answers to that question can't be a condition."),
    bad("not_an_earlier_question", "Expected `score`, or a question that stands earlier."),
    bad("never_shown", "No answer would ever show the question."),
];

/// The definition of a survey.
pub const SURVEY: &[Code] = &[
    UNKNOWN_METRIC,
    UNKNOWN_TIME_ZONE,
    bad("kind_not_for_metric", "`relationship` is for NPS."),
    bad("scale_not_for_metric", "The metric is not asked on that scale."),
    bad("direction_not_for_metric", "`lower_is_better` is for CES on a scale of numbers."),
    bad("method_not_for_metric", "`mean` is for CES on a scale of numbers."),
    bad("threshold_not_for_metric", "`positive_from` is for CSAT."),
    bad("unknown_direction", "Expected higher_is_better or lower_is_better."),
    bad("unknown_method", "Expected top_box or mean."),
    bad("unknown_pages", "Expected one or several."),
    bad("invalid_locales", "Expected at least one of en, lv, lt, ru, each once."),
    NOT_OFFERED,
    bad("invalid_dimensions", "Expected up to four properties, each once, beside those that are dimensions already."),
    bad("invalid_name", "Expected a word of a-z 0-9 _ -."),
    bad("after_the_link", "The link would be over before the last reminder."),
    bad("changed_too_often", "The number of shards was changed too often; try again later."),
    bad("not_for_enps", "This is not for surveys of employees."),
    ONLY_FOR_ENPS,
    INVALID_DATE,
    BEFORE_FROM,
    bad("overlaps", "Two periods overlap."),
    bad("not_kept", "A period that has begun stays."),
    bad("period_in_the_past", "A new period begins today or later."),
];

/// A person.
pub const PERSON: &[Code] = &[
    INVALID_EMAIL,
    INVALID_PHONE,
    UNKNOWN_TIME_ZONE,
    UNKNOWN_LOCALE,
    bad("invalid_basis", "Expected a word that says why they may be written to."),
];

/// What a dispatch is asked for with, and the list of them.
pub const DISPATCH: &[Code] = &[
    UNKNOWN_SURVEY,
    bad("unknown_person", "There is no such person in this workspace; send them with their fields."),
    UNKNOWN_CHANNEL,
    bad("too_far_ahead", "Expected a time at most 90 days ahead."),
    bad("unknown_status", "There is no such status."),
    bad("not_with_range", "Send either `day`, or `from` and `to`."),
];

/// Keys.
pub const KEYS: &[Code] = &[
    bad("invalid_scopes", "Expected at least one of respond, send, read, admin, each once."),
    bad("unknown_scope", "Expected respond, send, read or admin."),
    bad("in_the_past", "Expected a time that is still to come."),
];

/// An event.
pub const EVENT: &[Code] = &[
    UNKNOWN_TYPE,
    UNKNOWN_SIDE,
    UNKNOWN_CURRENCY,
    bad("not_of_this_type", "Events of that type have no such field."),
    IN_THE_FUTURE,
];

/// Answers to the questions of a survey.
pub const ANSWERS: &[Code] = &[
    UNKNOWN_QUESTION,
    UNKNOWN_CHOICE,
    bad("repeated_choice", "Expected each option once."),
    bad("nothing_picked", "Expected at least one option; leave the answer out where nothing was picked."),
    bad("invalid_contact", "Expected an email address, or a phone number of 7 to 15 digits."),
];

/// A response.
pub const POST: &[Code] = &[
    UNKNOWN_SURVEY,
    UNKNOWN_LOCALE,
    UNKNOWN_CHANNEL,
    IN_THE_FUTURE,
    bad("invalid_person_sig", "The signature was not made for this person."),
    bad("submission_id_not_uuidv7", "Make a UUIDv7 when the person begins to answer, and repeat it in every retry."),
    bad("submission_id_too_old", "The submission id's own time is more than 30 days back."),
    bad("submission_id_in_the_future", "The submission id's own time is more than 5 minutes ahead of `server_time`."),
];

/// Filters of the lists of responses and comments, and what a preview is asked for.
pub const LIST: &[Code] = &[
    UNKNOWN_CHANNEL,
    UNKNOWN_LOCALE,
    UNKNOWN_CHOICE,
    UNKNOWN_KIND,
    NOT_AN_INTEGER,
    NOT_A_BOOLEAN,
    NOT_OFFERED,
    INVALID_DATE,
    bad("unknown_period", "Expected the first day of a period of this survey."),
];

/// What metrics are asked for with.
pub const METRICS: &[Code] = &[
    INVALID_ID,
    UNKNOWN_METRIC,
    UNKNOWN_SURVEY,
    UNKNOWN_DIMENSION,
    bad("unknown_interval", "Expected day, week, month or all."),
    bad("unknown_comparison", "Expected previous or groups."),
    bad("invalid_group_by", "Expected one or two dimensions, comma-separated, each once."),
    bad("no_groups", "`compare=groups` needs `group_by`."),
    bad("metric_not_of_survey", "That is not the survey's metric."),
    bad("survey_not_for_metric", "That metric is made of events; leave the survey out."),
    bad("enps_has_fixed_periods", "Surveys of employees are told by their own periods alone."),
    bad("too_many_entries", "The answer would have more than 8,000 entries."),
];

/// What is exported, beside the filters of the list.
pub const EXPORT: &[Code] = &[
    UNKNOWN_SURVEY,
    bad("unknown_format", "Expected csv or ndjson."),
    bad("not_for_ndjson", "NDJSON has no byte order mark."),
];

/// Days to recompute.
pub const ROLLUP: &[Code] = &[INVALID_DATE, BEFORE_FROM, TOO_MANY_DAYS, UNKNOWN_SURVEY];
