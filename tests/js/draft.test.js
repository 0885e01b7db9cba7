import assert from "node:assert/strict";
import test from "node:test";

import { commonRows, currentRate, restarted, sameWords, withRate, withSteps, withWeight } from "../../assets/stage/draft/mid_run_changes.js";
import { Draft } from "../../assets/stage/draft/draft.js";
import { load, save } from "../../assets/stage/draft/storage.js";
import { Random } from "./support/random.js";
import { trained } from "./support/server.js";

/** A draft whose words hold. */
function draftOf(words = {}) {
  const draft = new Draft();
  draft.words = { ...words };
  draft.held = { ...words };
  draft.link = { ...words };
  return draft;
}

/** The server's answer that takes all that was sent. */
function taken(draft, sent = draft.words) {
  draft.settled(sent, { words: { ...sent }, link: { ...sent }, refused: [] });
}

/** The server's answer that refuses some words: what held before holds. */
function refused(draft, sent, ...names) {
  const held = { ...draft.held };
  draft.settled(sent, { words: held, link: held, refused: names.map((name) => ({ name, text: `no ${name}`, readings: [] })) });
}

test("undo and redo go through the words, and a change after undo ends what could be done again", () => {
  const draft = draftOf();
  draft.set({ seed: "1" });
  draft.set({ seed: "2" });
  draft.undo();
  assert.deepEqual([draft.words, draft.canUndo, draft.canRedo], [{ seed: "1" }, true, true]);
  draft.redo();
  assert.deepEqual([draft.words, draft.canRedo], [{ seed: "2" }, false]);
  draft.undo();
  draft.set({ lr: "0.2" });
  assert.deepEqual([draft.words, draft.canRedo], [{ seed: "1", lr: "0.2" }, false]);
  for (let i = 0; i < 5; i += 1) draft.undo();
  assert.deepEqual([draft.words, draft.canUndo], [{}, false]);
});

test("a movement is one step of undo, one that comes back is none, and the next is its own", () => {
  const draft = draftOf();
  for (const text of ["1", "2", "3"]) draft.set({ neg_x: text }, "a");
  draft.endGesture();
  for (const text of ["5", "3"]) draft.set({ neg_x: text }, "b");
  draft.endGesture();
  assert.deepEqual([draft.words, draft.past], [{ neg_x: "3" }, [{}]]);
  for (const text of ["4", "3"]) draft.set({ neg_x: text }, "c");
  draft.set({ seed: "1" }); // nobody said that the movement is over
  assert.deepEqual(draft.past, [{}, { neg_x: "3" }]);
});

test("a text that says the default is no change", () => {
  const draft = draftOf();
  draft.defaults = { lr: "0.1", w1: "" };
  draft.set({ lr: "0.1" });
  draft.set({ w1: "" });
  assert.deepEqual([draft.words, draft.isDirty, draft.canUndo], [{}, false, false]);
  draft.setRate("0.1", 20);
  assert.deepEqual(draft.words, { lr_changes: "20:0.1" }, "mid-run it is one");
});

test("texts that changed since the request was sent stay, whatever the reply says", () => {
  const draft = draftOf({ seed: "1" });
  draft.set({ lr: "0.20" });
  const sent = { ...draft.words };
  draft.set({ seed: "2", batch: "8" });
  draft.settled(sent, { words: { seed: "1", lr: "0.2" }, link: {}, refused: [] });
  assert.deepEqual([draft.words, draft.isDirty], [{ seed: "2", lr: "0.2", batch: "8" }, true]);
  const again = { ...draft.words };
  draft.become({ batch: "8" });
  draft.settled(again, { words: again, link: {}, refused: [] });
  assert.deepEqual(draft.words, { batch: "8" }, "a word that is gone stays gone");
});

test("the server's own text of a word takes the place of the typed one, in the steps of undo too", () => {
  const draft = draftOf();
  draft.set({ lr: "0.50" });
  const sent = { ...draft.words };
  draft.set({ seed: "3" });
  draft.settled(sent, { words: { lr: "0.5" }, link: {}, refused: [] });
  assert.deepEqual([draft.words, draft.past], [{ lr: "0.5", seed: "3" }, [{}, { lr: "0.5" }]]);
  draft.undo();
  draft.set({ lr: " 0.5" });
  draft.settled({ lr: " 0.5" }, { words: { lr: "0.5" }, link: {}, refused: [] });
  assert.deepEqual([draft.words, draft.past], [{ lr: "0.5" }, [{}]], "it says the same: no step of undo");
});

test("one word of several is refused: it goes back, the others stay and are sent again", () => {
  const draft = draftOf({ lr: "0.2" });
  draft.set({ seed: "many" });
  draft.set({ batch: "8" });
  refused(draft, { ...draft.words }, "seed");
  assert.deepEqual([draft.words, draft.isDirty], [{ lr: "0.2", batch: "8" }, true]);
  assert.deepEqual(draft.refused.get("seed"), { text: "no seed", typed: "many", readings: [] });
  assert.deepEqual(draft.past, [{ lr: "0.2" }], "no step of undo holds it");
  draft.set({ pos_x: "a", pos_y: "1" }, "drag");
  refused(draft, { ...draft.words }, "pos_x");
  assert.deepEqual(draft.words, { lr: "0.2", batch: "8", pos_y: "1" });
  draft.set({ seed: "4" });
  assert.equal(draft.refused.has("seed"), false, "what is set anew is not refused yet");
});

test("a change that is refused altogether leaves no trace, and what was changed mid-run stays", () => {
  const before = { lr: "0.2", lr_changes: "20:0.05", edits: "30:1:2" };
  const acts = {
    seed: (draft) => draft.set({ seed: "many" }), lr: (draft) => draft.set({ lr: "quick" }),
    lr_changes: (draft) => draft.setRate("quick", 25), edits: (draft) => draft.setWeight(10, 0, "1e9"),
  };
  for (const [name, act] of Object.entries(acts)) {
    const draft = draftOf(before);
    act(draft);
    refused(draft, { ...draft.words }, name);
    assert.deepEqual([draft.words, draft.past, draft.isDirty], [before, [], false], name);
    act(draft);
    const sent = { ...draft.words };
    draft.set({ batch: "8" });
    refused(draft, sent, name);
    assert.equal(draft.words.batch, "8");
    draft.undo();
    assert.deepEqual([draft.words, draft.canUndo], [before, false], `${name}, with a change made meanwhile`);
  }
});

test("what was refused while it moves goes back to where the movement was taken, and one undo takes all of it back", () => {
  const draft = draftOf();
  draft.set({ neg_sx: "1.5" }, "a");
  taken(draft, { ...draft.words });
  draft.set({ neg_sx: "-1" }, "a");
  refused(draft, { ...draft.words }, "neg_sx");
  assert.deepEqual([draft.words, draft.past], [{ neg_sx: "1.5" }, [{}]]);
  const other = draftOf();
  other.set({ neg_sx: "-1" }, "a");
  refused(other, { ...other.words }, "neg_sx");
  other.set({ neg_sx: "2" }, "a");
  assert.deepEqual([other.words, other.past], [{ neg_sx: "2" }, [{}]], "what moves on can be undone");
});

test("what was undone before it was refused is not done again", () => {
  const draft = draftOf();
  draft.set({ seed: "many" });
  const sent = { ...draft.words };
  draft.undo();
  refused(draft, sent, "seed");
  assert.deepEqual([draft.words, draft.canRedo, draft.isDirty], [{}, false, false]);
});

test("a text that was set twice before it was refused stands in no step of undo", () => {
  const draft = draftOf();
  for (const text of ["many", "4", "many"]) draft.set({ seed: text });
  refused(draft, { seed: "many" }, "seed");
  assert.deepEqual([draft.words, draft.past], [{ seed: "4" }, [{}]]);
});

test("a refusal of a word that nobody set is not sent again for ever", () => {
  const draft = draftOf();
  draft.set({ seed: "3" });
  refused(draft, { ...draft.words }, "batch");
  assert.equal(draft.isDirty, false);
});

test("a link is read as such, with its problems; undo leads back to what was before", () => {
  const draft = draftOf({ seed: "1" });
  draft.openLink({ lr: "fast", batch: "8" });
  assert.equal(draft.held, null);
  draft.settled({ lr: "fast", batch: "8" }, { words: { batch: "8" }, link: { batch: "8" }, refused: [{ name: "", text: "no" }] });
  assert.deepEqual([draft.words, draft.problems, draft.isDirty], [{ batch: "8" }, ["no"], false]);
  draft.undo();
  assert.deepEqual([draft.words, draft.problems], [{ seed: "1" }, []]);
});

test("the way back is bounded", () => {
  const draft = draftOf();
  for (let i = 1; i <= 250; i += 1) draft.set({ seed: String(i) });
  assert.equal(draft.past.length, 100);
  assert.deepEqual(draft.past[0], { seed: "150" });
});

test("what a tab keeps is taken up again, and arrays are its own", () => {
  const draft = draftOf();
  draft.set({ seed: "1" });
  draft.set({ seed: "2" });
  draft.undo();
  const stored = draft.stored(7);
  const other = new Draft();
  other.restore(JSON.parse(JSON.stringify(stored)));
  assert.deepEqual([other.words, other.isDirty, stored.step], [{ seed: "1" }, true, 7]);
  other.redo();
  assert.deepEqual(other.words, { seed: "2" });
  assert.equal(draft.canRedo, true);
});

// ---- storage

/** A tab's storage. @param {Record<string, string>} [content] @param {number} [most]  characters */
function withStorage(content = {}, most = Infinity) {
  globalThis.sessionStorage = /** @type {any} */ ({
    getItem: (key) => content[key] ?? null,
    setItem: (key, text) => {
      if (text.length > most) throw new Error("QuotaExceededError");
      content[key] = text;
    },
  });
  return content;
}

const PREFIX = "gradient-playground.draft.";

test("nonsense in a tab's storage is no draft", () => {
  const sound = { words: { lr: "0.2" }, held: null, past: [{}], future: [], link: {}, step: 3 };
  const nonsense = [
    "", "{", "null", "3", "[]", '"text"', JSON.stringify({}), JSON.stringify({ ...sound, words: { lr: 0.2 } }), JSON.stringify({ ...sound, past: [3] }),
    JSON.stringify({ ...sound, step: "3" }), JSON.stringify({ ...sound, held: [1] }), JSON.stringify({ ...sound, link: undefined }),
    JSON.stringify({ ...sound, future: {} }), JSON.stringify({ ...sound, words: null }), JSON.stringify({ ...sound, step: -1 }), JSON.stringify({ ...sound, words: ["a"] }),
  ];
  for (const text of nonsense) {
    withStorage({ [`${PREFIX}linear`]: text });
    assert.equal(load("linear"), null, text);
  }
  withStorage({ [`${PREFIX}linear`]: JSON.stringify(sound) });
  assert.deepEqual(load("linear"), sound);
  assert.equal(load("layers"), null, "each page has its own");
  delete globalThis.sessionStorage;
  assert.equal(load("linear"), null, "no storage at all");
  save("linear", sound);
});

test("a draft with a very long way to it is kept without it, and a full storage does no harm", () => {
  const long = { words: { seed: "1" }, held: null, past: Array(100).fill({ edits: "1:1:1,".repeat(600) }), future: [{}], link: {}, step: 0 };
  const content = withStorage();
  save("linear", long);
  assert.ok(content[`${PREFIX}linear`].length < 200_000);
  assert.deepEqual([load("linear")?.words, load("linear")?.past.length], [{ seed: "1" }, 10]);
  withStorage({}, 10);
  save("linear", long);
  assert.equal(load("linear"), null);
});

// ---- changes made mid-run

/** The changes of words as lists of numbers. */
const listed = (text) => (text ? text.split(",").map((part) => part.split(":").map(Number)) : []);

/** What is changed mid-run, as a plain list of what happens when. */
class Plain {
  constructor() {
    this.lr = 0.1;
    /** @type {number[][]} */
    this.rates = [];
    /** @type {number[][]} */
    this.edits = [];
  }

  rate(step, rate) {
    this.rates = [...this.rates.filter(([at]) => at < step), [step, rate]];
    this.edits = this.edits.filter(([at]) => at <= step);
  }

  weight(step, index, value) {
    const kept = this.edits.filter(([at, of]) => at <= step && !(at === step && of === index));
    this.edits = [...kept, [step, index, value]].sort(([a, b], [c, d]) => a - c || b - d);
    this.rates = this.rates.filter(([at]) => at <= step);
  }
}

test("rates and weights changed mid-run agree with a plain list, whatever their order", () => {
  for (let seed = 0; seed < 300; seed += 1) {
    const random = new Random(seed);
    const plain = new Plain();
    let words = { lr: "0.1", seed: "5" };
    for (let i = 0; i < 12; i += 1) {
      const step = 1 + random.below(9);
      if (random.is(0.5)) {
        const rate = random.one([0.05, 0.2, 0.3]);
        words = withRate(words, step, String(rate));
        plain.rate(step, rate);
      } else {
        const [index, value] = [random.below(3), random.one([1, -2])];
        words = withWeight(words, step, index, String(value));
        plain.weight(step, index, value);
      }
      assert.deepEqual([listed(words.lr_changes), listed(words.edits)], [plain.rates, plain.edits], `seed ${seed}`);
      assert.equal(Number(currentRate(words)), plain.rates.at(-1)?.[1] ?? plain.lr);
      assert.equal(words.seed, "5");
      assert.deepEqual(restarted(words), { lr: currentRate(words), seed: "5" });
    }
  }
});

test("the rows that two runs share are those that are equal when both are trained from the start", () => {
  const base = { data: "moons", samples: "3", hidden: "1", loss: "bce", steps: "12" };
  let [shared, exact] = [0, 0];
  for (let seed = 0; seed < 250; seed += 1) {
    const random = new Random(seed);
    const vary = (words) => {
      const step = 1 + random.below(11);
      return random.is(0.5)
        ? withRate(words, step, random.one(["0.5", "0.9"]))
        : withWeight(words, random.below(12), random.below(3), random.one(["3", "-3"]));
    };
    let one = base;
    for (let i = random.below(3); i > 0; i -= 1) one = vary(one);
    let other = random.is(0.7) ? one : base;
    for (let i = 1 + random.below(3); i > 0; i -= 1) other = vary(other);
    const common = commonRows(one, other);
    assert.deepEqual(common, commonRows(other, one), "it does not matter which was first");
    if (!common) continue;
    shared += 1;
    const [a, b] = [trained(one, 12), trained(other, 12)];
    const width = a.rows.length / a.steps.length;
    const equal = (step) => a.rows.subarray(step * width, (step + 1) * width).every((value, k) => Object.is(value, b.rows[step * width + k]));
    for (let step = 0; step <= Math.min(12, common.through); step += 1) assert.ok(equal(step), `seed ${seed}: row ${step} of ${JSON.stringify([one, other])}`);
    assert.ok(common.start === common.through || common.start === common.through + 1);
    // A change that sets what held already parts the words and not the rows.
    if (common.through >= 11 || !equal(common.through + 1)) exact += 1;
  }
  assert.ok(shared > 100, `${shared} pairs share rows`);
  assert.ok(exact > 0.7 * shared, `${exact} of ${shared} share no row more`);
  assert.equal(commonRows(base, { ...base, seed: "1", lr_changes: "3:0.2" }), null);
  assert.equal(commonRows(base, base), null);
});

test("words are the same whatever their order", () => {
  assert.ok(sameWords({ a: "1", b: "2" }, { b: "2", a: "1" }));
  assert.ok(!sameWords({ a: "1" }, { a: "1", b: "2" }));
  assert.ok(!sameWords({ a: "1", c: "2" }, { a: "1", b: "2" }));
});

test("another number of steps keeps what comes before it, and all of it where only the server reads the number", () => {
  const words = { lr: "0.1", steps: "50", lr_changes: "10:0.2,40:0.3", edits: "30:1:0.5" };
  assert.deepEqual(withSteps(words, "30"), { lr: "0.1", steps: "30", lr_changes: "10:0.2" });
  for (const typed of ["1 000", "２００"]) assert.deepEqual(withSteps(words, typed), { ...words, steps: typed });
});
