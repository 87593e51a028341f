// The program as a process of its own, over a folder that goes with it, and a client of its HTTP API.

import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { expired, refusing, signedQuery } from "./token.mjs";

const ADMIN = "atb_pages_0123456789abcdefghijklmnopqrstuv";
const running = new Set();
process.on("exit", () => running.forEach((program) => program.end()));

export class Program {
  said = "";
  key = ADMIN;
  #given = 0;
  #linkKey;
  #appKey;
  #surveys = new Map();

  static async serve(program, settings) {
    const folder = mkdtempSync(join(tmpdir(), "atbalss-pages-"));
    const self = await new Program(program, ["serve", "--data", folder], folder).#ready();
    if (settings) await self.call("PUT", "/v1/workspace", settings);
    return self;
  }

  // Another process on the folder of one that has stopped.
  again() {
    return new Program(this.program, ["serve", "--data", this.folder], this.folder).#ready();
  }

  // Ends it and keeps its folder, for a command to work on.
  async stop() {
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.kill("SIGTERM");
    await ended;
  }

  // Runs a command on its folder once it has stopped; gives what it wrote.
  run(...words) {
    const { status, stdout, stderr } = spawnSync(this.program, [...words, "--data", this.folder], { encoding: "utf8", maxBuffer: 1 << 26 });
    if (status !== 0) throw new Error(`${words.join(" ")} ended with ${status}: ${stderr}${stdout}`);
    return stdout;
  }

  // The demo says its own key, with those lines that tell how to call it.
  static async demo(program) {
    const self = await new Program(program, ["demo"]).#ready();
    for (const end = Date.now() + 120_000; !self.said.includes("atb_") && Date.now() < end; )
      await new Promise((resolve) => setTimeout(resolve, 50));
    [self.key] = self.said.match(/atb_[a-z0-9]+_[A-Za-z0-9]+/);
    return self;
  }

  constructor(program, words, folder) {
    this.program = program;
    this.folder = folder;
    this.child = spawn(program, [...words, "--listen", "127.0.0.1:0"], {
      env: { ...process.env, ATBALSS_ADMIN_KEY: ADMIN },
      stdio: ["ignore", "pipe", "ignore"],
    });
    running.add(this);
  }

  // It says where it is once it has the port, and answers a moment later.
  async #ready() {
    const lines = createInterface({ input: this.child.stdout });
    const ended = new Promise((_, reject) =>
      this.child.once("exit", () => reject(new Error("the program ended before it served"))),
    );
    ended.catch(() => {});
    const told = new Promise((resolve) => {
      lines.on("line", (line) => {
        this.said += `${line}\n`;
        const found = this.said.match(/http:\/\/127\.0\.0\.1:\d+/);
        if (found) resolve(found[0]);
      });
    });
    this.url = await Promise.race([told, ended]);
    for (const end = Date.now() + 30_000; ;) {
      const alive = await fetch(`${this.url}/healthz`).then(
        (answer) => answer.ok,
        () => false,
      );
      if (alive) return this;
      if (Date.now() > end) throw new Error("the program does not answer");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  // Ends it and removes its folder; also from an exit handler, so nothing here may wait.
  end() {
    running.delete(this);
    this.child.kill("SIGKILL");
    if (this.folder) rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async call(method, path, body) {
    const answer = await fetch(`${this.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.key}`, ...(body && { "content-type": "application/json" }) },
      body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : null;
  }

  // A number that nobody had.
  next() {
    this.#given += 1;
    return this.#given;
  }

  // Makes a survey, once for each id.
  survey(id, body) {
    if (!this.#surveys.has(id)) this.#surveys.set(id, this.call("PUT", `/v1/surveys/${id}`, { name: id, ...body }));
    return this.#surveys.get(id);
  }

  // A personal link of somebody new: its address, and the dispatch that its answer will name.
  async link(survey) {
    const person = { id: `person-${this.next()}`, segment: "pages" };
    const { id, link, reason } = await this.call("POST", "/v1/dispatches", { survey, person, channel: "link" });
    if (!link) throw new Error(`no link for ${survey}: ${reason}`);
    return { url: link, dispatch: id };
  }

  // The link of somebody new, with another token in it that is made of its own.
  async #otherLink(survey, made) {
    const { url } = await this.link(survey);
    const [kid, secret] = readFileSync(join(this.folder, "link-keys"), "utf8").trim().split(",")[0].split(":");
    return url.replace(/[^/]+$/, (token) => made(token, kid, secret));
  }

  // A link of which the days are over.
  expiredLink(survey) {
    return this.#otherLink(survey, expired);
  }

  // The address under which somebody new refuses further mails.
  async refusal(survey) {
    return (await this.#otherLink(survey, refusing)).replace("/s/", "/u/");
  }

  // A link that a team's own mailer signed, of these fields.
  async signed(survey, fields) {
    this.#linkKey ??= this.call("POST", "/v1/link-keys", {});
    return `${this.url}/f/default/${survey}?${signedQuery(await this.#linkKey, "default", survey, fields)}`;
  }

  // Posts a batch as an app does; gives its last outcome, as it is spelled.
  async batch(bodies) {
    this.#appKey ??= this.call("POST", "/v1/keys", { scopes: ["respond"] });
    const { key } = await this.#appKey;
    const answer = await fetch(`${this.url}/v1/responses/batch`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/x-ndjson" },
      body: bodies.map((body) => JSON.stringify(body)).join("\n"),
    });
    return (await answer.text()).trim().split("\n").at(-1);
  }

  // What stands there of a link, or nothing.
  async answerOf(survey, dispatch) {
    const { data } = await this.call("GET", `/v1/surveys/${survey}/responses?limit=1000`);
    return data.find((response) => response.dispatch === dispatch);
  }
}
