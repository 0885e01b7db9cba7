import assert from "node:assert/strict";
import test from "node:test";

import { Address } from "../../assets/stage/draft/address.js";
import { lessonOf } from "../../assets/stage/lesson_bar.js";
import { leftOutOf } from "../../assets/stage/left_out.js";

const PANEL = /** @type {any} */ ({ scenes: [{ name: "edge" }, { name: "far" }], elsewhere: { circle: "layers" } });

test("a lesson holds the scenes there are, and its part is one of them", () => {
  assert.deepEqual(lessonOf({ lesson: " edge,nowhere, circle,far" }, PANEL), { names: ["edge", "circle", "far"], part: 1 });
  assert.deepEqual(["0", "2", "99", "-1", "2.5", "x", ""].map((part) => lessonOf({ lesson: "edge,far", part }, PANEL).part), [1, 2, 2, 1, 1, 1, 1]);
  assert.deepEqual(lessonOf({}, PANEL), { names: [], part: 1 });
  assert.deepEqual(lessonOf({ lesson: "nowhere" }, PANEL), { names: [], part: 1 });
  assert.equal(lessonOf({ lesson: "edge,".repeat(1000) }, PANEL).names.length, 50);
});

test("names of hidden parts are bounded", () => {
  assert.deepEqual([...leftOutOf({ hide: "lr, batch,,lr" })], ["lr", "batch"]);
  assert.equal(leftOutOf({ hide: Array.from({ length: 1000 }, (_, at) => `a${at}`).join() }).size, 100);
  assert.equal(leftOutOf({}).size, 0);
});

/** A stage's address. @param {string} address */
function addressOf(address) {
  const at = new URL(address);
  /** @type {string[]} */
  const written = [];
  const history = { state: null, pushState: (_, __, next) => written.push(next), replaceState: (_, __, next) => written.push(next) };
  const bar = new Address(/** @type {any} */ (at), /** @type {any} */ (history));
  bar.pageWords = ["lang", "view", "lesson", "part", "hide", "only", "step"];
  bar.readKept();
  return { bar, written };
}

test("what an address says of lesson and hidden parts stays whatever is set; a step is forgotten", () => {
  const { bar, written } = addressOf("https://a.example/linear?lesson=edge,far&hide=lr&step=7&lang=ko");
  assert.deepEqual(bar.read(), { lesson: "edge,far", part: "1" });
  assert.equal(bar.step, 7);
  bar.write({ lr: "0.149" }, true);
  assert.deepEqual(written, ["/linear?lr=0.149&lesson=edge,far&hide=lr&lang=ko"]);
  assert.equal(bar.share({ lr: "0.2" }), "https://a.example/linear?lr=0.2&lesson=edge,far&hide=lr&lang=ko");
});

test("another part of a lesson is written also where its scene sets the same words", () => {
  const { bar, written } = addressOf("https://a.example/linear?lr=0.2&lesson=edge,far&part=1");
  assert.deepEqual(bar.read(), { lr: "0.2" });
  bar.write({ lr: "0.2" }, false);
  assert.deepEqual(written, []);
  bar.kept = { ...bar.kept, part: "2" };
  bar.write({ lr: "0.2" }, false);
  assert.deepEqual(written, ["/linear?lr=0.2&lesson=edge,far&part=2"]);
  assert.equal(addressOf("https://a.example/linear?step=-3").bar.step, null);
});
