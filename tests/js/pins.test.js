import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { MOST_PINNED, linkOf, loadPins, pinOf, pinsOf, sameRun, savePins, textOf } from "../../assets/stage/pins.js";

const pin = (words, others = {}) => ({ page: "linear", words, name: "", seen: 0, ...others });

test("a run goes through a link and comes back, with its name and how far it was watched", () => {
  for (const run of [pin({}), pin({ lr: "0.9" }), pin({ hidden: "4,2", data: "circle" }, { page: "layers", name: "zwei & drei = 5?", seen: 130 })]) {
    assert.deepEqual(pinOf(textOf(run)), run);
    assert.deepEqual(pinsOf(`?${linkOf([run], { lang: "ko" }).query}`), [run]);
  }
  const many = Array.from({ length: MOST_PINNED + 2 }, (_, at) => pin({ seed: String(at) }));
  assert.equal(pinsOf(`?${linkOf(many, {}).query}`).length, MOST_PINNED);
  assert.deepEqual(pinsOf("?run=nowhere%3Flr%3D1&lr=3"), []);
});

test("points that are too many for a link stay out of it, and are counted", () => {
  const { query, left } = linkOf([pin({ lr: "0.9" }), pin({ points: "1,2,0;".repeat(400) })], {});
  assert.equal(left, 1);
  assert.deepEqual(pinsOf(`?${query}`), [pin({ lr: "0.9" })]);
});

test("a run that the server would not read is none: it would hold up all others", () => {
  const many = Object.fromEntries(Array.from({ length: 101 }, (_, at) => [`w${at}`, "1"]));
  const runs = [many, { ["w".repeat(65)]: "1" }, { edits: "1".repeat(4001) }, { points: "z".repeat(10_001) }].map((words) => pin(words));
  const python = (file) => readFileSync(new URL(`../../playground/${file}`, import.meta.url), "utf8");
  for (const bound of ["_LONGEST_ID = 64", "_LONGEST_TEXT = 4000", "_LONGEST_POINTS = 10_000"]) assert.ok(python("stage/request.py").includes(bound));
  assert.ok(python("core/experiment.py").includes("MOST_WORDS = 100"));
  const good = [pin({ lr: "0.9" }), pin({ points: "z".repeat(10_000), edits: "1".repeat(4000) })];
  const query = new URLSearchParams([...runs, ...good].map((run) => ["run", textOf(run)]));
  assert.deepEqual(pinsOf(`?${query}`), good);
});

test("the same words in another order are the same run; another page is another run", () => {
  assert.ok(sameRun(pin({ lr: "1", seed: "2" }), pin({ seed: "2", lr: "1" }, { name: "mine" })));
  assert.ok(!sameRun(pin({ lr: "1" }), pin({ lr: "1" }, { page: "layers" })));
});

test("what storage holds is read as it was written; nonsense and absence are no runs", () => {
  const stored = new Map();
  globalThis.localStorage = { getItem: (key) => stored.get(key) ?? null, setItem: (key, text) => stored.set(key, text) };
  const pins = { runs: [pin({ lr: "0.3" })], before: [pin({}, { name: "old" })] };
  assert.ok(savePins(pins));
  assert.deepEqual(loadPins(), pins);
  for (const text of ["", "[]", "{", '{"runs":[{"page":"linear"},{"page":"x","words":{}},{"page":"linear","words":{"lr":3}}]}']) {
    stored.set("gradient-playground.pinned", text);
    assert.deepEqual(loadPins(), { runs: [], before: [] });
  }
  delete globalThis.localStorage;
  assert.deepEqual(loadPins(), { runs: [], before: [] });
  assert.ok(!savePins(pins));
});
