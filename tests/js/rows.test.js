import assert from "node:assert/strict";
import test from "node:test";

import { decode } from "../../assets/stage/protocol.js";
import { findSets, keepSet } from "../../assets/stage/point_sets.js";
import { Lacking, Refusal, Rows } from "../../assets/stage/rows.js";
import { Drive } from "./support/drive.js";

const REQUEST = /** @type {any} */ ({ seq: 1, words: {}, have: {} });

/** A tab's storage, as large as its room. */
function storage(room = Infinity) {
  const kept = new Map();
  globalThis.sessionStorage = /** @type {any} */ ({
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, text) => {
      if (text.length > room) throw new Error("full");
      kept.set(name, text);
    },
    removeItem: (name) => kept.delete(name),
  });
  return kept;
}

/** Rows whose route answers with what `answer` returns or throws. */
function rowsOf(answer) {
  const seen = { page: [], received: [], posted: 0 };
  const post = () => {
    seen.posted += 1;
    return Promise.resolve().then(answer);
  };
  const rows = new Rows((asked) => seen.page.push(asked), (bytes) => seen.received.push(bytes), post);
  /** @param {any} asked @param {string|null} [address] */
  const ask = async (asked, address = "rows") => {
    rows.ask(asked, address);
    await new Promise(setImmediate);
  };
  return { seen, ask };
}

test("a request goes to the route, or to the page where there is none", async () => {
  const { seen, ask } = rowsOf(() => new Uint8Array(4));
  await ask(REQUEST);
  assert.deepEqual([seen.posted, seen.received.length, seen.page.length], [1, 1, 0]);
  await ask(REQUEST, null);
  assert.deepEqual([seen.posted, seen.page.length], [1, 1]);
});

test("after three answers that were none, the route is left alone and the page is asked", async () => {
  const { seen, ask } = rowsOf(() => {
    throw new Refusal("status 404");
  });
  for (let i = 0; i < 6; i += 1) await ask(REQUEST);
  assert.deepEqual([seen.posted, seen.page.length], [3, 3]);
});

test("a server that is away is asked again by the route when it is back", async () => {
  let away = true;
  const { seen, ask } = rowsOf(() => {
    if (away) throw new TypeError("failed to fetch");
    return new Uint8Array(4);
  });
  for (let i = 0; i < 6; i += 1) await ask(REQUEST);
  away = false;
  await ask(REQUEST);
  assert.deepEqual([seen.posted, seen.received.length], [7, 1]);
});

test("own points that a server lacks are sent with the same request, once", async () => {
  storage();
  keepSet("~a", "set a");
  keepSet("zinline", "not kept");
  const posted = [];
  const received = [];
  const post = async (_address, body) => {
    posted.push(JSON.parse(body));
    if (posted.length === 2 || posted.length === 4) throw new Lacking(["~a", "~b"]);
    return posted.length === 1 ? Promise.reject(new Lacking(["~a", "~b"])) : new Uint8Array(4);
  };
  const rows = new Rows(() => assert.fail("the page was asked"), (bytes) => received.push(bytes), post);
  const asked = /** @type {any} */ ({ ...REQUEST, words: { points: "~a" } });
  rows.ask(asked, "rows");
  await new Promise(setImmediate);
  assert.deepEqual(posted, [asked, { ...asked, points: ["set a"] }]); // it still lacks one: nothing more can be done
  rows.ask(asked, "rows");
  await new Promise(setImmediate);
  rows.ask(asked, "rows");
  await new Promise(setImmediate);
  assert.equal(received.length, 2);
  const byPage = [];
  new Rows((request) => byPage.push(request), () => {}).ask(asked, null);
  assert.deepEqual(byPage, [{ ...asked, points: ["set a"] }]);
});

test("a tab keeps the sets that were used last, and does without storage", () => {
  const kept = storage();
  const text = "z".repeat(900_000);
  for (const name of ["~1", "~2", "~1", "~3"]) keepSet(name, text);
  assert.deepEqual(findSets(["~1", "~2", "~3", undefined, "zinline"]), [text, text]);
  assert.equal(kept.size, 3);
  kept.set("gradient-playground.points", "no list");
  keepSet("~4", "four");
  storage(10);
  keepSet("~5", text);
  assert.deepEqual(findSets(["~5"]), []);
});

test("rows of a run that is no longer shown change nothing; the same reply twice neither", () => {
  const drive = new Drive({ steps: 5000, lr: 0.01 });
  drive.session.goTo(200);
  drive.until(() => drive.session.state === "paused");
  assert.equal(drive.server.request, null, "the page was not asked");
  const old = drive.requests.at(-1);
  drive.turn({ seed: 2 }).settled();
  const { timeline } = drive.session;
  const held = [timeline.count, timeline.version];
  const late = drive.server.reply({ ...old, start: 100, checkpoint: null, lang: "en" });
  for (let i = 0; i < 2; i += 1) drive.session.receive(decode(late), drive.now);
  assert.deepEqual([timeline.count, timeline.version], held);
  assert.equal(drive.session.state, "idle");
  assert.equal(drive.untruth, "");
});
