/** What a tab tells a lesson page of the sets of own points that it keeps, and what it keeps of those that it is sent. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { exchange } from "../../assets/lessons/kept_sets.js";
import { findSets } from "../../assets/stage/point_sets.js";

const [A, B] = [`~${"a".repeat(32)}`, `~${"b".repeat(32)}`];
const data = (more) => ({ turn: "1", lacking: [], names: [], texts: {}, ...more });

beforeEach(() => {
  const kept = new Map();
  globalThis.sessionStorage = {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
});

test("a tab asks for the set that it lacks, keeps it, and gives it to the next server", () => {
  assert.deepEqual(exchange(data({ names: [A] })), { turn: "1", found: [], wanted: [A] });
  assert.equal(exchange(data({ names: [A], texts: { [A]: "set a" } })), null);
  assert.deepEqual(findSets([A]), ["set a"]);
  assert.equal(exchange(data({ names: [A] })), null);
  assert.deepEqual(exchange(data({ turn: "2", lacking: [A, B] })), { turn: "2", found: ["set a"], wanted: [] });
});

test("a tab that keeps nothing says so, and asks for nothing twice", () => {
  globalThis.sessionStorage = { getItem: () => { throw new Error("forbidden"); } };
  assert.deepEqual(exchange(data({ lacking: [A] })), { turn: "1", found: [], wanted: [] });
  assert.equal(exchange(data({ names: [A], texts: { [A]: "set a" } })), null);
});
