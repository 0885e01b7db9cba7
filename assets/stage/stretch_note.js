/** What is said of a plane whose axes have two scales: what lies at right angles in the numbers does not in the picture. */

import { stretchOf } from "./draw/view.js";
import { whole } from "./words.js";

/** @typedef {import("./draw/types.js").View} View */
/** @typedef {import("./words.js").Say} Say */

const AXES = ["x₁", "x₂"];
/** The names of columns that have none of their own. */
const PLAIN = ["x1", "x2"];

/**
 * The sentence for a view; "" where both axes have one scale.
 * @param {View|null} view
 * @param {readonly string[]} columns  the names of own points' columns
 * @param {Say} say
 * @returns {string}
 */
export function stretchNote(view, columns, say) {
  const stretch = view && stretchOf(view);
  if (!stretch) return "";
  const name = columns[stretch.axis] ?? PLAIN[stretch.axis];
  const times = whole(Number(stretch.times.toPrecision(2)));
  return say("axes_stretched", { name: name === PLAIN[stretch.axis] ? AXES[stretch.axis] : name, times });
}
