import assert from "node:assert/strict";
import test from "node:test";

import { readEnds } from "../../assets/stage/drawn_line.js";
import { coveredBy, toldOf } from "../../assets/stage/question.js";
import { readSketch, stroked } from "../../assets/stage/sketch.js";

test("a stroke sets the knots on its way, both ways, and the nearest one where it stands still", () => {
  const flat = [1, 1, 1, 1];
  assert.deepEqual(stroked(flat, { knot: 0, loss: 2 }, { knot: 4, loss: 0 }), [1.5, 1, 0.5, 0]);
  assert.deepEqual(stroked(flat, { knot: 4, loss: 0 }, { knot: 2, loss: 2 }), [1, 2, 1, 0]);
  assert.deepEqual(stroked(flat, { knot: 2.4, loss: 0.3 }, { knot: 2.4, loss: 0.3 }), [1, 0.3, 1, 1]);
  assert.deepEqual(stroked(flat, { knot: 0.1, loss: 3 }, { knot: 0.2, loss: 3 }), [3, 1, 1, 1]);
});

test("what is kept of a drawing is read back, and anything else is no drawing", () => {
  assert.deepEqual(readSketch("1,0.5,0.25", 3), [1, 0.5, 0.25]);
  for (const text of ["", "1,2", "1,,2", "1,2,x", "1,2,-1", "1,2,Infinity"]) assert.equal(readSketch(text, 3), null);
  assert.deepEqual(readEnds("-1,2.5,3,4"), [-1, 2.5, 3, 4]);
  for (const text of ["", "1,2,3", "1,2,3,", "1,2,3,NaN"]) assert.equal(readEnds(text), null);
});

test("what is the answer itself stays covered until the run has ended", () => {
  const ask = { kind: "rate", choices: [], covers: ["gauge", "curve"], until_end: ["gauge"] };
  const entry = (phase) => ({ phase, draft: "", value: "0.1", looked: false, text: "", verdict: null });
  const covered = (phase) => [...coveredBy(ask, entry(phase))];
  assert.deepEqual(["open", "hint", "held", "verdict"].map(covered), [["gauge", "curve"], ["gauge", "curve"], ["gauge"], []]);
  assert.deepEqual([...coveredBy(ask, { ...entry("held"), looked: true })], []);
});

test("a committed drawing is said to stay, a rate is named", () => {
  const say = (key, values = {}) => `${key} ${Object.values(values)}`;
  const entry = { phase: "held", draft: "", value: "0.1", looked: false, text: "", verdict: null };
  assert.match(toldOf({ kind: "line", choices: [] }, entry, say), /question_held_drawn/);
  assert.match(toldOf({ kind: "rate", choices: [] }, entry, say), /question_held 0.1/);
});
