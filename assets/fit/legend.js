/** The legend of a plane: a strip of HTML under it, so that nothing covers a point. */

import { element } from "../stage/dom.js";

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
  strip.replaceChildren(...names.map((name) => {
    const mark = element("i", { class: `gp-class-mark is-${name}`, "aria-hidden": "true" }, MARKS[name]);
    return element("span", {}, mark, say(name));
  }));
}
