import assert from "node:assert/strict";
import test from "node:test";

import { decode } from "../../assets/stage/protocol.js";
import { Refusal, Rows } from "../../assets/stage/rows.js";
import { Drive } from "./support/drive.js";

const REQUEST = /** @type {any} */ ({ seq: 1, words: {}, have: {} });

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
