/** Reads the drawing's colours from the custom properties that stage.css sets on `.gp-stage`. */

/** @typedef {import("./types.js").Theme} Theme */

/** Property of Theme → custom property and what to use where the style sheet is missing. */
const TOKENS = /** @type {const} */ ({
  background: ["--gp-background", "#faf8f3"],
  surface: ["--gp-surface", "#fffefb"],
  text: ["--gp-text", "#1c2430"],
  muted: ["--gp-muted", "#5f6875"],
  grid: ["--gp-grid", "#ece8de"],
  border: ["--gp-border", "#ddd7ca"],
  negative: ["--gp-negative", "#0072b2"],
  positive: ["--gp-positive", "#d95f02"],
  class2: ["--gp-class-2", "#8b3fa0"],
  class3: ["--gp-class-3", "#00875a"],
  class4: ["--gp-class-4", "#9a7400"],
  validation: ["--gp-validation", "#8b3fa0"],
  negativeFill: ["--gp-negative-fill", "rgba(0, 114, 178, 0.22)"],
  positiveFill: ["--gp-positive-fill", "rgba(217, 95, 2, 0.2)"],
  boundary: ["--gp-boundary", "#1c2430"],
  accent: ["--gp-accent", "#0b7a75"],
  warning: ["--gp-warning", "#8f5f00"],
  danger: ["--gp-danger", "#c1123f"],
  beside: ["--gp-beside", "#6d4bc3"],
  ghost: ["--gp-ghost", "#b3ab9c"],
  font: ["--gp-font", "system-ui, sans-serif"],
  mono: ["--gp-mono", "ui-monospace, monospace"],
});

/**
 * The theme in force at an element. Read it again when the page's theme changes, not at every frame.
 * @param {Element} element   the stage, or anything inside it
 * @returns {Theme}
 */
export function readTheme(element) {
  const style = getComputedStyle(element);
  const stage = element.closest("[data-theme]");
  /** @type {Record<string, string>} */
  const values = {};
  for (const [name, [property, otherwise]] of Object.entries(TOKENS)) {
    values[name] = style.getPropertyValue(property).trim() || otherwise;
  }
  const dark = stage?.getAttribute("data-theme") === "dark";
  return /** @type {Theme} */ (/** @type {unknown} */ ({ dark, ...values }));
}
