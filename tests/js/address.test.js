import assert from "node:assert/strict";
import test from "node:test";

import { Address } from "../../assets/stage/draft/address.js";

/** A browser's address bar with its history. @param {string} address */
function browser(address) {
  const entries = [new URL(address)];
  let at = 0;
  const location = {
    get pathname() { return entries[at].pathname; },
    get search() { return entries[at].search; },
    get hash() { return entries[at].hash; },
    get origin() { return entries[at].origin; },
    get href() { return entries[at].href; },
  };
  const history = {
    state: { page: 1 },
    pushState: (_, __, next) => { entries.splice((at += 1), Infinity, new URL(next, entries[at - 1])); },
    replaceState: (_, __, next) => { entries[at] = new URL(next, entries[at]); },
  };
  const bar = new Address(/** @type {any} */ (location), /** @type {any} */ (history));
  bar.pageWords = ["lang", "view"];
  return { bar, entries, back: () => { at -= 1; }, leave: (path) => { entries[(at += 1)] = new URL(path, entries[0]); } };
}

test("the words of an address set knobs, save those that speak to the page; the last of two is read", () => {
  const { bar } = browser("https://a.example/linear?lr=0.1&lr=0.2&lang=ko&view=curve&edits=3%3A1%3A-2");
  assert.deepEqual(bar.read(), { lr: "0.2", edits: "3:1:-2" });
});

test("words are written as they are read, the language stays, and what holds already is not written again", () => {
  const { bar, entries } = browser("https://a.example/linear?lang=ko");
  const words = { lr_changes: "20:0.05,30:0.1", own: "a b&c=d" };
  bar.write(words, true);
  assert.equal(entries.length, 2);
  assert.equal(entries[1].search, "?lr_changes=20:0.05,30:0.1&own=a%20b%26c%3Dd&lang=ko");
  assert.deepEqual(bar.read(), words);
  bar.write(words, true);
  bar.write({ own: "a b&c=d", lr_changes: "20:0.05,30:0.1" }, true);
  assert.equal(entries.length, 2, "no second entry for the same words");
  bar.write({ seed: "1" }, false);
  assert.deepEqual([entries.length, bar.read()], [2, { seed: "1" }]);
  assert.equal(bar.share({ seed: "2" }), "https://a.example/linear?seed=2&lang=ko");
});

test("back leads to the words of before; another page's address is left alone", () => {
  const { bar, entries, back, leave } = browser("https://a.example/linear?seed=1");
  bar.write({ seed: "2" }, true);
  back();
  assert.deepEqual(bar.read(), { seed: "1" });
  leave("/layers");
  assert.equal(bar.isHere, false);
  bar.write({ seed: "3" }, true);
  assert.equal(entries.at(-1).href, "https://a.example/layers");
});

test("settings behind # are words too, and are written into the address as such", () => {
  const { bar, entries } = browser("https://a.example/layers#activation=tanh&learningRate=0.03");
  assert.deepEqual(bar.readFragment(), { activation: "tanh", learningRate: "0.03" });
  bar.write({}, false);
  assert.equal(entries[0].href, "https://a.example/layers");
  assert.equal(browser("https://a.example/layers#part").bar.readFragment(), null);
});

test("under the address of a view without a stage nothing is written: this stage comes too late, or goes", () => {
  const { bar, entries } = browser("https://a.example/layers?view=kinds");
  bar.otherViews = ["kinds"];
  bar.write({ seed: "1" }, false);
  assert.deepEqual([bar.isOfOtherView, entries.map(String)], [true, ["https://a.example/layers?view=kinds"]]);
  bar.otherViews = [];
  bar.write({ seed: "1" }, false);
  assert.deepEqual([bar.isOfOtherView, entries.map(String)], [false, ["https://a.example/layers?seed=1"]]);
});

test("a stored draft is that of the address that it wrote last, of an empty one, and of the one before it after a reload", (t) => {
  const { bar } = browser("https://a.example/linear?seed=1");
  bar.write({ seed: "2" }, false);
  assert.deepEqual(bar.before, { seed: "1" });
  const stored = (link, before) => /** @type {any} */ ({ link, before });
  assert.equal(bar.isOf(stored({ seed: "2" }, null)), true);
  assert.equal(bar.isOf(stored({ seed: "3" }, { seed: "2" })), false, "a link opened from outside");
  assert.equal(browser("https://a.example/linear").bar.isOf(stored({ seed: "3" }, null)), true);
  for (const [type, isOwn] of /** @type {const} */ ([["reload", true], ["navigate", false], ["back_forward", false]])) {
    t.mock.method(performance, "getEntriesByType", () => [{ type, name: bar.location.href }]);
    assert.equal(bar.isOf(stored({ seed: "3" }, { seed: "2" })), isOwn, type);
  }
});

test("a stage that comes when the address is another page's already belongs to no address", () => {
  const paths = { home: "", linear: "linear", layers: "layers" };
  for (const [address, page, isOwn] of /** @type {const} */ ([
    ["https://a.example/linear", "linear", true],
    ["https://a.example/linear", "home", false],
    ["https://a.example/layers?view=kinds", "linear", false],
    ["https://a.example/", "home", true],
    ["https://a.example/", "linear", false],
    ["https://a.example/a/b/layers", "layers", true],
    ["https://a.example/a/b", "home", true],
    ["https://a.example/a/b/", "home", true],
  ])) {
    const { bar } = browser(address);
    bar.belongTo(page, paths);
    assert.equal(bar.isOwn, isOwn, `${page} at ${address}`);
  }
});
