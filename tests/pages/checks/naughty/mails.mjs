// Mails that were really sent, as another program than ours reads them: one line in each header, no header of a text's own,
// and a page that is built as that of plain words.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { FIELDS } from "../../parts/fields.mjs";
import { inert } from "./looks.mjs";
import { TEXTS, kept } from "./write.mjs";

const READ = `import email, email.policy, json, sys
from email.header import decode_header, make_header
from email.utils import getaddresses
data = sys.stdin.buffer.read()
mail, plain = email.message_from_bytes(data, policy=email.policy.default), email.message_from_bytes(data)
json.dump({"headers": mail.keys(), "from": [[str(make_header(decode_header(name))), address] for name, address in getaddresses(plain.get_all("from"))],
  "to": [one.addr_spec for one in mail["to"].addresses], "subject": str(make_header(decode_header(plain["subject"]))),
  "parts": {part.get_content_type(): part.get_content() for part in mail.walk() if not part.is_multipart()},
  "defects": [str(defect) for part in mail.walk() for defect in part.defects] + [str(defect) for name in ("from", "subject", "to") for defect in mail[name].defects]}, sys.stdout)`;

function parsed(bytes) {
  const { status, stdout, stderr } = spawnSync("python3", ["-c", READ], { input: bytes, encoding: "utf8" });
  if (status !== 0) throw new Error(`the mail can't be read: ${stderr}`);
  return JSON.parse(stdout);
}

const flat = (text) => text.replace(/\s+/g, " ").trim();
const field = (at) => FIELDS.find((field) => field.at === at);

export async function mails(check, world, page, rounds, plain) {
  const name = field("from_name.en");
  // What the workspace is set to reaches the worker some seconds later.
  const names = [...TEXTS.keys()].map((round) => flat(kept(name, round)));
  const headers = new Set();
  const senders = new Set();
  for (const [round, { mailed }] of rounds.entries()) {
    const mail = parsed(readFileSync(join(world.folder, "outbox", `${mailed.id}.eml`)));
    headers.add(mail.headers.join());
    check.none(mail.defects, `the mail of ${round} is whole`);
    check(mail.from.length === 1 && mail.from[0][1] === "survey@localhost", `the mail of ${round} comes from one address`, [JSON.stringify(mail.from)]);
    check(mail.to.join() === `mailed-${round}@example.com`, `the mail of ${round} goes to one address`, mail.to);
    check(names.includes(flat(mail.from[0][0])), `the sender of ${round} is called as the workspace says`, [mail.from[0][0]]);
    senders.add(mail.from[0][0]);
    const subject = flat(kept(field("texts.mail-subject-company.en"), round));
    check(flat(mail.subject) === subject, `the subject of ${round} is the team's`, [mail.subject]);
    const question = flat(kept(field("texts.question.en"), round));
    check(flat(mail.parts["text/plain"]).includes(question), `the mail of ${round} asks its question`, [mail.parts["text/plain"].slice(0, 200)]);
    await page.goto("about:blank");
    await page.setContent(mail.parts["text/html"]);
    await inert(check, page, `the mail of ${round}`, plain);
  }
  check(headers.size === 1, "all mails have the same headers", [...headers]);
  check(senders.size > 3, "the mails are of several senders", [...senders]);
}
