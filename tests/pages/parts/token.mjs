// Tokens and ids made by hand, by their written rules (shared/domain/src/link.rs): there is no clock to turn.

import { createHmac, randomBytes } from "node:crypto";

const TAG = 32;

// The same token with an end in the past, signed anew: purpose, counted key id, counted workspace, end, subject, tag.
export function expired(token, kid, secret) {
  const bytes = Buffer.from(token, "base64url").subarray(0, -TAG);
  const named = bytes.subarray(2, 2 + bytes[1]).toString();
  if (named !== kid) throw new Error(`the token is signed by ${named}, not ${kid}`);
  const end = 2 + bytes[1] + 1 + bytes[2 + bytes[1]];
  bytes.writeUInt32BE(Math.floor(Date.now() / 1000) - 60, end);
  const tag = createHmac("sha256", secret).update("atbalss-t1\n").update(bytes).digest();
  return Buffer.concat([bytes, tag]).toString("base64url");
}

// The query of a link that a team's own mailer signs (docs/, "signed links").
export function signedQuery({ id, secret }, workspace, survey, fields) {
  const encode = (text) =>
    encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  const query = Object.entries({ ...fields, kid: id })
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${encode(String(value))}`)
    .join("&");
  const sig = createHmac("sha256", secret).update(`atbalss-f1\n${workspace}\n${survey}\n${query}`).digest("hex");
  return `${query}&sig=${sig}`;
}

// A UUIDv7 of this many seconds ago: the id of a page that somebody took time to read.
export function submissionId(secondsAgo) {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now() - secondsAgo * 1000, 0, 6);
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
