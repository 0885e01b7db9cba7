import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { parseColour } from "../../assets/stage/draw/colour.js";
import { pointLook } from "../../assets/stage/draw/points.js";
import { rimColour } from "../../assets/stage/draw/shapes.js";

const css = readFileSync(new URL("../../assets/stage/stage.css", import.meta.url), "utf8");
const others = readFileSync(new URL("../../assets/stage/stage_network.css", import.meta.url), "utf8");

/** The first value of a custom property in the rules of a theme. */
function colour(theme, name) {
  for (const sheet of [css, others]) {
    const rules = theme === "dark" ? sheet.slice(sheet.indexOf('[data-theme="dark"]')) : sheet;
    const found = new RegExp(`--gp-${name}: (?:var\\([^,]+, )?([^;)]+\\)?)`).exec(rules);
    if (found) return parseColour(found[1]);
  }
  return assert.fail(name);
}

/** One colour over another, as WCAG measures luminance. */
const over = (above, below, alpha = above[3]) => below.map((value, i) => value + (above[i] - value) * alpha);
function luminance([red, green, blue]) {
  const [r, g, b] = [red, green, blue].map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(one, other) {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

const hex = (rgb) => `rgb(${rgb.slice(0, 3).map(Math.round).join(", ")})`;
const CLASSES = { negative: "negative", positive: "positive", class2: "class-2", class3: "class-3", class4: "class-4" };

test("the rim of a point has a contrast of 3 to 1 on every ground of the plane, however many there are", () => {
  for (const theme of ["light", "dark"]) {
    const surface = colour(theme, "surface");
    const grounds = [surface, ...["negative-fill", "positive-fill"].map((name) => over(colour(theme, name), surface))];
    const classes = Object.fromEntries(Object.entries(CLASSES).map(([key, name]) => [key, hex(colour(theme, name))]));
    for (const [label, name] of Object.values(CLASSES).entries()) {
      for (const ground of grounds) {
        for (const count of [100, 2000, 20000]) {
          const rim = rimColour({ ...classes, text: hex(colour(theme, "text")) }, label);
          const seen = over(parseColour(rim), ground, pointLook(count, 600).alpha);
          const ratio = contrast(seen, ground);
          assert.ok(ratio >= 3, `${theme} ${name} on ${ground.map(Math.round)} (${count} points): ${ratio.toFixed(2)}`);
        }
      }
    }
  }
});

test("the accent as text has a contrast of 4.5 to 1 on its tint", () => {
  for (const theme of ["light", "dark"]) {
    const ground = over(colour(theme, "accent"), colour(theme, "surface"), 0.14);
    assert.ok(contrast(colour(theme, "accent-text"), ground) >= 4.5);
  }
});
