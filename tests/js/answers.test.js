import assert from "node:assert/strict";
import test from "node:test";

import { sentence } from "../../assets/stage/aria_live.js";
import { Answers } from "../../assets/stage/answers.js";
import { coveredBy, toldOf } from "../../assets/stage/question.js";
import { covers } from "../../assets/stage/readouts.js";

const say = (key, values = {}) => `${key}${Object.keys(values).length ? JSON.stringify(values) : ""}`;
const ASK = { kind: "choice", choices: [["a", "first"], ["b", "second"]], covers: ["floor", "curve"] };
const verdict = (right) => ({ question: "x", value: "a", lang: "en", phase: "verdict", text: "why", right, said: "first", came: "second" });

function storage(text = null) {
  const kept = { text };
  return {
    kept, getItem: () => kept.text, setItem: (_, value) => (kept.text = value), removeItem: () => (kept.text = null),
  };
}

test("what a question covers is covered until its answer is committed, or its learner looks", () => {
  const answers = new Answers(storage());
  assert.deepEqual([...coveredBy(ASK, answers.of("q"))], ["floor", "curve"]);
  answers.set("q", { phase: "hint", value: "a" });
  assert.equal(coveredBy(ASK, answers.of("q")).size, 2);
  answers.set("q", { phase: "held" });
  assert.equal(coveredBy(ASK, answers.of("q")).size, 0);
  answers.set("r", { looked: true });
  assert.equal(coveredBy(ASK, answers.of("r")).size, 0);
  assert.equal(coveredBy(null, answers.of("s")).size, 0);
});

test("a covered loss is in no figure and no sentence from the first update on", () => {
  const session = (cursor) => ({
    covered: new Set(["curve"]), player: { cursor }, state: "paused", timeline: { end: null, steps: [0] }, value: () => 0.125, config: null,
  });
  assert.equal(covers(session(0), "full_loss"), false);
  assert.equal(covers(session(1), "full_loss"), true);
  assert.equal(covers(session(1), "accuracy"), false);
  assert.doesNotMatch(sentence(session(1), say), /0\.125/);
  assert.match(sentence(session(0), say), /0\.125/);
});

test("answers are read back, right ones are counted, and those that were looked up are not", () => {
  const kept = storage();
  const answers = new Answers(kept);
  answers.set("one", { phase: "verdict", value: "a", verdict: verdict(true) });
  answers.set("two", { phase: "verdict", value: "a", verdict: verdict(false) });
  answers.set("three", { phase: "verdict", value: "a", looked: true, verdict: verdict(true) });
  answers.set("four", { draft: "b" });
  const again = new Answers(kept);
  assert.deepEqual(again.score, { count: 2, right: 1 });
  assert.equal(again.of("four").draft, "b");
  again.forgetAll();
  assert.equal(kept.kept.text, null);
});

test("the store is bounded, and what it cannot use it leaves out", () => {
  const kept = storage();
  const answers = new Answers(kept);
  for (let at = 0; at < 100; at += 1) answers.set(`q${at}`, { draft: "a".repeat(5000) });
  assert.ok(answers.entries.size <= 60);
  assert.ok(kept.kept.text.length <= 100_000);
  assert.equal(new Answers(kept).of("q99").draft.length, 5000);
  for (const text of ["", "{", "null", '{"a": 1}', '[["a", 3], ["b", {"phase": "verdict"}], 7]']) assert.equal(new Answers(storage(text)).entries.size, 0);
});

test("a hint is no solution, and a verdict says what came beside what was said", () => {
  const entry = { phase: "hint", draft: "a", value: "a", looked: false, text: "think", verdict: null };
  assert.match(toldOf(ASK, entry, say), /question_hint think question_hint_keep/);
  assert.match(toldOf(ASK, { ...entry, phase: "held" }, say), /first/);
  const told = toldOf(ASK, { ...entry, phase: "verdict", verdict: verdict(false) }, say);
  assert.match(told, /question_wrong .*first.*second.*why/);
});
