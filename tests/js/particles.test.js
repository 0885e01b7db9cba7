import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { words } from "../../assets/stage/words.js";

const cases = JSON.parse(readFileSync(new URL("../particles.json", import.meta.url), "utf8"));

test("a particle follows the sound of the value before it", () => {
  for (const [value, pair, expected] of cases) {
    assert.equal(words({ key: `{value:${pair}}` })("key", { value }), expected);
  }
});

test("a placeholder without a particle, and one without a value, stay as they were", () => {
  const say = words({ plain: "{rate}, {rate:이/가}", braces: "{a:1}" });
  assert.equal(say("plain", { rate: 0.1 }), "0.1, 0.1이");
  assert.equal(say("plain"), "{rate}, {rate:이/가}");
  assert.equal(say("braces", { a: 2 }), "{a:1}");
});
