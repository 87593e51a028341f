// Every state that a page can be in. A new one is a new row:
//
//   name     what pictures and failures call it; also the id of its survey
//   survey   what PUT /v1/surveys/{id} gets besides a name
//   world    which program serves it: `plain` unless said
//   at       gives the address (default: a new personal link of the survey)
//   then     what happens on the page before it is looked at, in order
//   says     texts that must stand there in the page's language: by id, by id and what it is filled with, or a text of a survey's
//   error    the page was refused: the focus has to be at the field that is wrong, and the reason tied to it
//   flow     whether it is answered to the end, by keyboard and without script; `meets` names the fields that are then met
//            by those who always take the first answer and those who take the last

import { answeredBefore, choose, crowd, empty, longComment, send, sendStale, tooLong, write } from "./parts/acts.mjs";
import { FACES, KINDS, LONG, MET, SEVERAL, SPEED, STARS } from "./surveys.mjs";

const NPS = { metric: "nps", touchpoint: "purchase" };
const link = ({ world, id }) => world.link(id).then(({ url }) => url);
const withQuery = (query) => async (at) => `${await link(at)}${query}`;
const answered = (fields) => async ({ world, id }) => {
  const { url } = await world.link(id);
  await answeredBefore(url, fields);
  return url;
};
// Each reader has an archived survey of their own: none is invited to one that is archived already.
const archived = async ({ world }) => {
  const id = `closed-${world.next()}`;
  await world.survey(id, NPS);
  const { url } = await world.link(id);
  await world.call("DELETE", `/v1/surveys/${id}`);
  return url;
};

const refusal = ({ world, id }) => world.refusal(id);

const signed = (fields) => ({ world, id }) => world.signed(id, { order: `A ${world.next()}`, ...fields });

export const STATES = [
  { name: "nps", survey: NPS, says: ["nps-question-company", "page-send", "optional"], flow: true },
  { name: "csat", survey: { metric: "csat", touchpoint: "support" }, says: ["csat-question-support"], flow: true },
  { name: "csat-of-3", survey: { metric: "csat", scale: { min: 1, max: 3 } }, says: ["csat-question"] },
  { name: "csat-of-10", survey: { metric: "csat", scale: { min: 1, max: 10 }, touchpoint: "delivery" }, says: ["csat-question-delivery"] },
  { name: "ces-agree", survey: { metric: "ces" }, says: ["ces-agree-stem", "ces-agree-text-company"], flow: true },
  { name: "ces-words", survey: { metric: "ces", scale: "hard_easy", touchpoint: "support" }, says: ["ces-hard", "ces-easy"], flow: true },
  { name: "ces-effort", survey: { metric: "ces", direction: "lower_is_better" }, says: ["ces-effort-question"] },
  { name: "gcr", survey: { metric: "gcr", goal: "buy" }, says: ["gcr-question", "gcr-partly"], flow: { last: ["score", "comment", "q.contact"] } },
  { name: "preselected", survey: NPS, at: withQuery("?score=9"), says: ["comment-high"] },
  { name: "nothing-chosen", survey: NPS, then: [empty, send], error: true, says: ["page-score-missing"] },
  { name: "long-comment", survey: NPS, then: [choose("3"), longComment, send], error: true, says: [["page-comment-long", () => ({ max: "2000" })]] },
  { name: "stale", survey: NPS, then: [choose("3"), sendStale], says: [["page-again", (say) => ({ button: say("page-send") })]] },
  { name: "thanks", survey: NPS, then: [choose("2"), write("comment"), send], says: ["thanks-low", ["page-score-of", () => ({ score: "2", max: "10" })]] },
  { name: "editable", survey: { ...NPS, edit_minutes: 60 }, at: answered({ score: "9", comment: "Ā 👍" }), says: ["page-still-editable"] },
  { name: "answered", survey: NPS, at: answered({ score: "7", comment: "Ā 👍" }), says: ["page-answered-title", "page-answered-text"] },
  { name: "answered-otherwise", survey: NPS, then: [({ page }) => answeredBefore(page.url(), { score: "1" }), choose("8"), send], says: ["page-answered-title"] },
  { name: "expired", survey: NPS, at: ({ world, id }) => world.expiredLink(id), says: ["page-expired-title", "page-expired-text"] },
  { name: "closed", at: archived, says: ["page-closed-title", "page-closed-text"] },
  { name: "not-found", at: ({ world }) => `${world.url}/s/AAAA`, says: ["page-not-found-title", "page-not-found-text"] },
  { name: "thanks-for-now", survey: { ...NPS, edit_minutes: 60 }, then: [choose("9"), send], says: ["thanks-high", "page-change"] },
  { name: "after-a-machine", survey: NPS, at: answered({ score: "0", homepage: "x" }), says: ["comment-mid"] },
  { name: "too-large", survey: NPS, then: [choose("9"), tooLong, send], says: ["page-too-large"] },
  { name: "stars", survey: STARS, flow: true },
  { name: "faces", survey: FACES, flow: true },
  { name: "kinds", survey: KINDS, says: [SPEED], flow: MET },
  { name: "kinds-shown", survey: KINDS, then: [choose("10"), choose("no", "q.again")] },
  { name: "kinds-missing", survey: KINDS, then: [choose("2"), empty, send], error: true, says: ["page-choice-missing"] },
  { name: "contact-invalid", survey: KINDS, then: [choose("8"), choose("3", "q.speed"), choose("no", "q.again"), write("q.reach", "x"), send], error: true, says: ["page-contact-invalid"] },
  { name: "characters", survey: NPS, then: [choose("8"), write("comment", "a\u202eb"), send], error: true, says: ["page-characters"] },
  { name: "kinds-answered", survey: KINDS, at: answered({ score: "10", "q.speed": "4", "q.mood": "5", "q.liked": "price", "q.again": "yes" }), says: ["page-answered-title", SPEED] },
  { name: "long-words", survey: LONG, then: [choose("2")] },
  { name: "several", survey: SEVERAL, says: ["page-next"], flow: MET },
  { name: "several-second", survey: SEVERAL, then: [choose("2"), send], says: [SPEED, "page-back", "page-next"] },
  { name: "several-missing", survey: SEVERAL, then: [choose("2"), send, empty, send], error: true, says: [SPEED] },
  { name: "several-resumed", survey: SEVERAL, then: [choose("2"), send, ({ page }) => page.goto(page.url().split("?")[0])], says: [SPEED, "page-resumed"] },
  { name: "signed", survey: NPS, at: signed({ person: "anna-1" }), says: ["nps-question-company"] },
  { name: "signed-thanks", survey: NPS, at: signed({}), then: [choose("9"), send], says: ["thanks-high"] },
  { name: "signed-expired", survey: NPS, at: signed({ exp: 1_700_000_000 }), says: ["page-expired-title"] },
  { name: "signed-forged", survey: NPS, at: async (at) => `${await signed({})(at)}0`, says: ["page-not-found-title"] },
  { name: "branded", world: "branded", survey: KINDS, then: [choose("10")], says: ["page-privacy"] },
  { name: "branded-thanks", world: "branded", survey: NPS, then: [choose("9"), send], says: ["thanks-high"] },
  { name: "bright", world: "bright", survey: KINDS, then: [choose("10"), choose("4", "q.speed")] },
  { name: "unsubscribe", survey: NPS, at: refusal, says: ["unsub-email-title", "unsub-email-text-company", "unsub-button"] },
  { name: "unsubscribed", survey: NPS, at: refusal, then: [send], says: ["unsub-email-done-title", "unsub-email-done-text-company"] },
  { name: "unsubscribe-forged", at: ({ world }) => `${world.url}/u/AAAA`, says: ["page-not-found-title"] },
  { name: "branded-unsubscribe", world: "branded", survey: NPS, at: refusal, says: ["unsub-email-title", "page-privacy"] },
  { name: "limited", world: "crowded", survey: NPS, at: signed({}), then: [choose("9"), crowd, send], says: ["page-limited-title", "page-limited-text"] },
];
