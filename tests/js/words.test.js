import assert from "node:assert/strict";
import test from "node:test";

import { narrow } from "../../assets/stage/words.js";

test("a number for a column has at most seven characters, and reads back near itself", () => {
  for (let exponent = -40; exponent <= 38; exponent += 1) {
    for (const mantissa of [1, 1.00049, 1.82217656, 5.46, 9.99996]) {
      for (const value of [mantissa * 10 ** exponent, -mantissa * 10 ** exponent]) {
        const text = narrow(value);
        assert.ok(text.length <= 7, text);
        const size = Math.abs(value);
        const share = size >= 1e-2 && size < 1e4 ? 6e-3 : size >= 1e-9 && size < 1e10 ? 0.06 : 0.5;
        assert.ok(Math.abs(Number(text.replaceAll("−", "-")) - value) <= share * size, `${value}: ${text}`);
      }
    }
  }
});

test("columns of weights have four decimals as long as these fit", () => {
  const texts = [[0.211, "0.2110"], [-0.0467, "−0.0467"], [0, "0.0000"], [-25304.873, "−25305"], [-1822176.56, "−1.82e6"], [NaN, "NaN"], [-Infinity, "−∞"]];
  for (const [value, text] of texts) assert.equal(narrow(value, 4), text);
});
