/** Small choices of the viewer that outlive a visit: speed, scale of the loss, overlays. Never the experiment. */

const PREFIX = "gradient-playground.";

/**
 * @template T
 * @param {string} name
 * @param {(value: unknown) => value is T} valid
 * @returns {T|null}
 */
export function remembered(name, valid) {
  try {
    const value = JSON.parse(localStorage.getItem(PREFIX + name) ?? "null");
    return valid(value) ? value : null;
  } catch {
    return null;
  }
}

/**
 * @param {string} name
 * @param {unknown} value
 */
export function remember(name, value) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // Storage is full, forbidden or absent: the choice lasts as long as the page.
  }
}

/**
 * @param {unknown} value
 * @returns {value is boolean}
 */
export function isBoolean(value) {
  return typeof value === "boolean";
}
