/** The tools of pinned runs among a stage's knobs. */

import assert from "node:assert/strict";
import test from "node:test";

import { PinTools } from "../../assets/stage/draft/pin_tools.js";
import { STORED } from "../../assets/stage/pins.js";
import { installPage } from "./support/page.js";

test("pins of another tab are followed until the stage is gone, which nothing keeps then", () => {
  installPage();
  document.baseURI = "http://localhost/";
  globalThis.localStorage = /** @type {any} */ ({ getItem: () => null });
  /** @type {Set<Function>} */
  const listeners = new Set();
  globalThis.window = /** @type {any} */ ({
    addEventListener: (/** @type {string} */ _, /** @type {Function} */ listener) => listeners.add(listener),
    removeEventListener: (/** @type {string} */ _, /** @type {Function} */ listener) => listeners.delete(listener),
  });
  const tools = new PinTools(/** @type {any} */ ({ texts: null }));
  tools.describe({ pin: "Pin" });
  for (const listener of listeners) listener({ key: "other" });
  assert.equal(tools.word.textContent, "");
  for (const listener of listeners) listener({ key: STORED });
  assert.equal(tools.word.textContent, "Pin");
  tools.dispose();
  assert.equal(listeners.size, 0);
});
