// Tokens and ids made by hand, by their written rules (shared/domain/src/link.rs): there is no clock to turn.

import { createHmac, randomBytes } from "node:crypto";

const TAG = 32;

// A token taken apart, changed and signed anew: purpose, counted key id, counted workspace, end, subject, tag.
function changed(token, kid, secret, change) {
  const bytes = Buffer.from(token, "base64url").subarray(0, -TAG);
  const named = bytes.subarray(2, 2 + bytes[1]).toString();
  if (named !== kid) throw new Error(`the token is signed by ${named}, not ${kid}`);
  const end = 2 + bytes[1] + 1 + bytes[2 + bytes[1]];
  const body = change(bytes, end);
  const tag = createHmac("sha256", secret).update("atbalss-t1\n").update(body).digest();
  return Buffer.concat([body, tag]).toString("base64url");
}

// The same token with an end in the past.
export const expired = (token, kid, secret) =>
  changed(token, kid, secret, (bytes, end) => {
    bytes.writeUInt32BE(Math.floor(Date.now() / 1000) - 60, end);
    return bytes;
  });

// The token of the same dispatch under which its reader refuses further mails: without an end, and with the digest of an
// address, which may be anybody's.
export const refusing = (token, kid, secret) =>
  changed(token, kid, secret, (bytes, end) => {
    bytes.write("u");
    bytes.writeUInt32BE(0xffffffff, end);
    return Buffer.concat([bytes, randomBytes(16)]);
  });

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
