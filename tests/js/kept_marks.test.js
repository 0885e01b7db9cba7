/** What a browser keeps of the trainings of lesson pages, and what it tells of them. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { exchange } from "../../assets/lessons/kept_marks.js";

const PLACE = "gradient-playground.lesson-marks";
const [A, B] = ["a".repeat(16), "b".repeat(16)];

/** @param {string} [text] */
function storage(text) {
  const kept = new Map(text === undefined ? [] : [[PLACE, text]]);
  return {
    kept,
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => void kept.set(key, value),
    removeItem: (/** @type {string} */ key) => void kept.delete(key),
  };
}

test("a session hears the marks that it lacks, and what it has is kept", () => {
  const place = storage();
  assert.equal(exchange({ marks: [], wiped: 0 }, place), null);
  assert.equal(place.kept.size, 0);
  assert.equal(exchange({ marks: [A], wiped: 0 }, place), null);
  assert.equal(place.kept.get(PLACE), JSON.stringify([A]));
  assert.equal(exchange({ marks: [B], wiped: 0 }, place), JSON.stringify([A, B]));
  assert.equal(exchange({ marks: [A, B], wiped: 0 }, place), null);
});

test("what is forgotten is gone, and later marks stay", () => {
  const place = storage(JSON.stringify([A]));
  assert.equal(exchange({ marks: [], wiped: 1 }, place), null);
  assert.equal(place.kept.size, 0);
  exchange({ marks: [B], wiped: 1 }, place);
  assert.equal(place.kept.get(PLACE), JSON.stringify([B]));
});

test("what is no mark is left out, and forbidden storage does no harm", () => {
  assert.equal(exchange({ marks: [], wiped: 1 }, storage(JSON.stringify(["<b>", 7, null]))), null);
  assert.equal(exchange({ marks: [], wiped: 1 }, storage("[")), null);
  assert.equal(exchange({ marks: [A], wiped: 1 }, null), null);
  assert.equal(exchange({ marks: [A], wiped: 1 }, { ...storage(), getItem: () => { throw new Error("forbidden"); } }), null);
});
