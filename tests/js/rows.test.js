import assert from "node:assert/strict";
import test from "node:test";

import { decode } from "../../assets/stage/protocol.js";
import { Refusal, Rows } from "../../assets/stage/rows.js";
import { Drive } from "./support/drive.js";

const HELD = { config: "c", data: "d" };
/** @param {Partial<{config: string|null, data: string|null}>} [have] */
const request = (have = {}) => /** @type {any} */ ({ seq: 1, run: "r", have: { ...HELD, ...have } });

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

test("a stage that has its page asks the route; one that lacks words or points asks the page", async () => {
  const { seen, ask } = rowsOf(() => new Uint8Array(4));
  await ask(request());
  assert.deepEqual([seen.posted, seen.received.length, seen.page.length], [1, 1, 0]);
  await ask(request({ config: null }));
  await ask(request({ data: null }));
  await ask(request(), null);
  assert.deepEqual([seen.posted, seen.page.length], [1, 3]);
});

test("what the route does not answer is asked of the page, and the route is left alone after a while", async () => {
  const { seen, ask } = rowsOf(() => {
    throw new Refusal("status 404");
  });
  for (let i = 0; i < 6; i += 1) await ask(request());
  assert.equal(seen.page.length, 6, "every request goes somewhere");
  assert.equal(seen.posted, 3);
});

test("a server that is away is asked again by the route when it is back", async () => {
  let away = true;
  const { seen, ask } = rowsOf(() => {
    if (away) throw new TypeError("failed to fetch");
    return new Uint8Array(4);
  });
  for (let i = 0; i < 6; i += 1) await ask(request());
  away = false;
  await ask(request());
  assert.deepEqual([seen.posted, seen.received.length], [7, 1]);
});

test("rows of a run that is no longer shown change nothing; of the one that is, they come by the route", () => {
  Drive.byRoute = true;
  const drive = new Drive({ steps: 5000, lr: 0.01 });
  drive.session.goTo(200);
  drive.until(() => drive.session.state === "paused");
  assert.equal(drive.server.request, null, "the page was not asked");
  const old = drive.session.run;
  drive.turn({ lr: 0.02 });
  drive.until(() => drive.session.run !== old);
  const { timeline } = drive.session;
  const held = [timeline.count, timeline.version];
  const late = drive.server.rows({ ...request(), run: old, start: 100, stride: 1, count: 60, checkpoint: null });
  drive.session.receiveRows(decode(/** @type {Uint8Array} */ (late)), drive.now);
  assert.deepEqual([timeline.count, timeline.version], held);
  assert.equal(drive.session.state, "idle");
});
