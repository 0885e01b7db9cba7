/** What a browser keeps of the answers to lesson questions, and what it tells of them. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { exchange } from "../../assets/lessons/kept_answers.js";
import { ANSWERS, Answers, LESSON_ANSWERS } from "../../assets/stage/answers.js";

/** @param {Record<string, string>} [items] */
function storage(items = {}) {
  const kept = new Map(Object.entries(items));
  return {
    kept,
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ text) => void kept.set(key, text),
    removeItem: (/** @type {string} */ key) => void kept.delete(key),
  };
}

const told = { answers: {}, removed: [], forgotten: "", wiped: 0 };

test("a new session hears what is kept, and then what it has is kept beside that of another tab", () => {
  const place = storage({ [LESSON_ANSWERS]: '{"a":1}' });
  assert.equal(exchange({ ...told, answers: null }, place), '{"a":1}');
  assert.equal(exchange({ ...told, answers: { b: [2, 1] } }, place), null);
  assert.deepEqual(JSON.parse(place.kept.get(LESSON_ANSWERS) ?? ""), { a: 1, b: [2, 1] });
  exchange({ ...told, answers: { b: [2, 1] }, removed: ["a"] }, place);
  assert.equal(place.kept.get(LESSON_ANSWERS), '{"b":[2,1]}');
});

test("what a stage forgets the server hears once, and answers that are given later are kept", () => {
  const place = storage({ [LESSON_ANSWERS]: '{"a":1}' });
  new Answers(place).forgetAll();
  const mark = exchange({ ...told, answers: { a: 1 } }, place);
  assert.match(mark ?? "", /^forgotten \d+$/);
  assert.equal(exchange({ ...told, forgotten: mark ?? "", removed: ["a"] }, place), null);
  assert.equal(place.kept.has(LESSON_ANSWERS), false);
  exchange({ ...told, forgotten: mark ?? "", answers: { a: 3 } }, place);
  assert.equal(place.kept.get(LESSON_ANSWERS), '{"a":3}');
});

test("what is forgotten on a lesson page goes on the stages, too", () => {
  const place = storage({ [LESSON_ANSWERS]: '{"a":1}', [ANSWERS]: "[]" });
  exchange({ ...told, removed: ["a"], wiped: 1 }, place);
  assert.equal(place.kept.size, 0);
});

test("storage that is forbidden, spoilt or full does no harm", () => {
  const forbidden = { ...storage(), getItem: () => { throw new Error("forbidden"); } };
  assert.equal(exchange({ ...told, answers: null }, forbidden), "");
  assert.equal(exchange({ ...told, answers: { a: 1 } }, forbidden), null);
  assert.equal(exchange({ ...told, answers: null }, null), "");
  const spoilt = storage({ [LESSON_ANSWERS]: "[1" });
  exchange({ ...told, answers: { a: 1 } }, spoilt);
  assert.equal(spoilt.kept.get(LESSON_ANSWERS), '{"a":1}');
  exchange({ ...told, answers: { a: "x".repeat(30_000) } }, spoilt);
  assert.equal(spoilt.kept.get(LESSON_ANSWERS), '{"a":1}');
});
