/** Light or dark, and the colours of the drawings, from the page around the stage. */

import { parseColour } from "./draw/colour.js";
import { readTheme } from "./draw/theme.js";

/** @typedef {import("./draw/types.js").Theme} Theme */

/**
 * Whether the page behind an element is dark.
 * @param {Element} element
 * @returns {boolean}
 */
export function isDark(element) {
  const background = getComputedStyle(element).getPropertyValue("--st-background-color").trim();
  if (!background) return matchMedia("(prefers-color-scheme: dark)").matches;
  const [red, green, blue] = parseColour(background);
  return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
}

/**
 * Marks the stage as light or dark, and reads its colours.
 * @param {HTMLElement} root
 * @param {Theme|null} before
 * @returns {Theme} the same record as before if nothing changed
 */
export function followTheme(root, before) {
  const name = isDark(root) ? "dark" : "light";
  if (root.dataset.theme !== name) root.dataset.theme = name;
  const theme = readTheme(root);
  return before && JSON.stringify(before) === JSON.stringify(theme) ? before : theme;
}
