/** The legend of a plane: a strip of HTML under it, so that nothing covers a point. */

import { element, setText } from "../stage/dom.js";
import { stretchNote } from "../stage/stretch_note.js";

/** What a mark looks like; the colours are those of the plane. */
const MARKS = /** @type {Record<string, string>} */ ({
  negative: "●", positive: "▲", held_out: "○", threshold: "|", boundary: "—",
});

/**
 * Fill a strip with marks and words; nothing is written where nothing changed.
 * @param {HTMLElement} strip
 * @param {import("../stage/words.js").Say} say
 * @param {readonly string[]} names
 */
export function legend(strip, say, names) {
  const text = names.map((name) => say(name)).join("|");
  if (strip.dataset.shown === text) return;
  strip.dataset.shown = text;
  const note = strip.querySelector(".gp-axes-note") ?? "";
  strip.replaceChildren(...names.map((name) => {
    const mark = element("i", { class: `gp-class-mark is-${name}`, "aria-hidden": "true" }, MARKS[name]);
    return element("span", {}, mark, say(name));
  }), note);
}

/**
 * Say behind the marks that the axes of the plane above have two scales, where they have.
 * @param {HTMLElement} strip
 * @param {import("../stage/words.js").Say} say
 * @param {import("../stage/draw/types.js").View} view
 * @param {readonly string[]} [columns]  the names of own points' columns
 */
export function tellAxes(strip, say, view, columns = []) {
  const note = stretchNote(view, columns, say);
  const known = /** @type {HTMLElement|null} */ (strip.querySelector(".gp-axes-note"));
  if (!note) known?.remove();
  else if (known) setText(known, note);
  else strip.append(element("span", { class: "gp-axes-note" }, note));
}
