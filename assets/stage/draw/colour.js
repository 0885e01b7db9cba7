/** Colours as numbers, so that a drawing can fade what the style sheet names. */

/**
 * Red, green, blue (0-255) and alpha (0-1) of a CSS colour: hex, rgb(), rgba() or color(srgb …).
 * @param {string} colour
 * @returns {[number, number, number, number]}
 */
export function parseColour(colour) {
  const text = colour.trim();
  if (text.startsWith("#")) {
    const digits = text.slice(1);
    const wide = digits.length <= 4 ? [...digits].map((digit) => digit + digit).join("") : digits;
    const channel = (/** @type {number} */ at) => Number.parseInt(wide.slice(at, at + 2), 16);
    const alpha = wide.length === 8 ? channel(6) / 255 : 1;
    const rgb = [channel(0), channel(2), channel(4)];
    if (rgb.every(Number.isFinite)) return [rgb[0], rgb[1], rgb[2], alpha];
  }
  const call = /^(rgba?|color)\((.*)\)$/i.exec(text);
  if (call) {
    const parts = call[2].replace(/srgb/i, "").split(/[\s,/]+/).filter(Boolean);
    const scale = call[1].toLowerCase() === "color" ? 255 : 1;
    const [red, green, blue] = parts.map((part) => Number.parseFloat(part) * scale);
    const alpha = parts[3] === undefined ? 1 : Number.parseFloat(parts[3]) / (parts[3].endsWith("%") ? 100 : 1);
    if ([red, green, blue, alpha].every(Number.isFinite)) return [red, green, blue, alpha];
  }
  return [128, 128, 128, 1];
}

/** @type {Map<string, string>} */
const faded = new Map();

/**
 * The colour with its alpha multiplied.
 * @param {string} colour
 * @param {number} alpha
 * @returns {string}
 */
export function fade(colour, alpha) {
  const key = `${colour}|${alpha}`;
  let result = faded.get(key);
  if (result === undefined) {
    const [red, green, blue, own] = parseColour(colour);
    const round = (/** @type {number} */ value) => Math.round(value);
    result = `rgba(${round(red)}, ${round(green)}, ${round(blue)}, ${+(own * alpha).toFixed(4)})`;
    if (faded.size > 500) faded.clear();
    faded.set(key, result);
  }
  return result;
}

/**
 * A colour with a share of another one in it, both opaque.
 * @param {string} colour
 * @param {string} other
 * @param {number} share
 * @returns {string}
 */
export function blend(colour, other, share) {
  const [to, from] = [parseColour(other), parseColour(colour)];
  return `rgb(${[0, 1, 2].map((at) => Math.round(from[at] + (to[at] - from[at]) * share)).join(", ")})`;
}
