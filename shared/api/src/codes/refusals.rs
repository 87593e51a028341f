//! Codes of whole requests that are refused.

use super::Code;

const fn refusal(status: u16, name: &'static str, says: &'static str) -> Code {
    Code { status, name, says }
}

/// Codes that stand for one reason each; a handler names them.
pub const REFUSALS: &[Code] = &[
    refusal(401, "unauthorized", "There is no living key. Nothing of the request was looked at."),
    refusal(403, "forbidden", "The key has not the scope."),
    refusal(
        403,
        "origin_not_allowed",
        "A browser sent it, from a page that is not of the workspace's `allowed_origins`.",
    ),
    refusal(404, "not_found", "There is no such thing in this workspace."),
    refusal(404, "no_such_route", "There is nothing at this path."),
    refusal(405, "method_not_allowed", "This path does not take that method."),
    refusal(406, "not_acceptable", "There is no such form; ask for one of those that the answer lists, by `Accept`."),
    refusal(409, "already_finished", "It was finished, and the time for changes is over."),
    refusal(409, "enps_is_anonymous", "Of employees no single answer is shown."),
    refusal(409, "erasure_running", "The erasure of who had this id has not ended; try again in a minute."),
    refusal(409, "event_id_taken", "Another event has this id; nothing is changed."),
    refusal(
        409,
        "idempotency_key_in_use",
        "A request with this `Idempotency-Key` is still running; try again in a moment.",
    ),
    refusal(409, "key_in_use", "A key can't delete itself."),
    refusal(
        409,
        "mixed_currencies",
        "Amounts of several currencies, which it names, would have to be added or set beside each other.",
    ),
    refusal(409, "only_for_enps", "The survey is not one of employees."),
    refusal(
        409,
        "person_erased",
        "The person was erased; `PUT /v1/people/{id}?again=true` says that somebody new has the id.",
    ),
    refusal(409, "period_open", "The period has not closed."),
    refusal(
        409,
        "secret_shown_once",
        "The first answer to this `Idempotency-Key` showed the secret, which can't be shown again; `id` says what was made.",
    ),
    refusal(409, "submission_id_taken", "The id belongs to the answer of a personal link."),
    refusal(409, "survey_archived", "The survey is archived: it is not changed, and takes nothing in any more."),
    refusal(409, "survey_closed", "Employees are asked in periods, and none that the id belongs to takes answers."),
    refusal(
        409,
        "survey_in_use",
        "It has answers, so metric, scale, direction and kind stay; or a period of it has begun, so that, its group and its time \
         zone stay.",
    ),
    refusal(409, "too_many_link_keys", "Two link keys live already, which is as many as may."),
    refusal(409, "too_many_posts", "It was changed too often, or has too many properties."),
    refusal(413, "body_too_large", "The body has more than 16 KiB; of a batch, more than 4 MiB."),
    refusal(413, "too_many_lines", "More than 500 lines. A line over 16 KiB is refused by itself."),
    refusal(415, "not_json", "The body is not JSON, or does not say so."),
    refusal(415, "not_ndjson", "The body is not lines of JSON, or does not say so."),
    refusal(422, "idempotency_key_reused", "The `Idempotency-Key` was used with another body."),
    refusal(
        429,
        "rate_limited",
        "Too many from this key, for this survey or from this address; try again after `Retry-After` seconds.",
    ),
    refusal(500, "internal", "Our fault."),
    refusal(503, "unavailable", "Not now; try again after `Retry-After` seconds."),
];
