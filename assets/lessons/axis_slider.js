/**
 * A native range on the axis of a panel: a pointer drags on the whole panel, keys move the range. The page is told the
 * value when it has not changed for a moment.
 */

import { element } from "../stage/dom.js";
import { onDrag } from "./drag.js";

/** Half of the native range's thumb, px: its middle lies on the axis. */
const THUMB = 8;
/** Changes that follow each other within this time, ms, are told as one. */
const REST = 200;

export class AxisSlider {
  /**
   * @param {HTMLElement} panel
   * @param {{at: (pixel: number) => number|null, changed: () => void, tell: (value: number) => void}} acts
   *   `at`: the number at so many pixels from the panel's left, null before there is an axis
   */
  constructor(panel, { at, changed, tell }) {
    this.range = element("input", { type: "range", class: "gp-axis-range" });
    this.value = 0;
    this.changed = changed;
    this.tell = tell;
    /** What the page said last. @type {number|null} */
    this.heard = null;
    this.timer = 0;
    panel.append(this.range);
    this.range.oninput = () => this.#moved();
    this.drag = onDrag(panel, {
      begin: ({ target }) => {
        if (target === this.range) return false;
        this.range.focus({ preventScroll: true });
        return true;
      },
      move: ({ clientX }) => {
        const value = at(clientX - panel.getBoundingClientRect().left);
        if (value === null) return;
        this.range.value = String(value); // the range rounds, and keeps within its ends
        this.#moved();
      },
    });
  }

  #moved() {
    this.value = Number(this.range.value);
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.timer = 0;
      if (this.value !== this.heard) this.tell(this.value);
    }, REST);
    this.changed();
  }

  /**
   * What the page holds. Its answer to a moment ago does not pull back what the learner moves.
   * @param {number} value
   * @param {{low: number, high: number, step: number}} bounds
   */
  receive(value, { low, high, step }) {
    const { range } = this;
    [range.min, range.max, range.step] = [low, high, step].map(String);
    if (value !== this.heard && !this.drag.isActive && !this.timer) this.value = value;
    this.heard = value;
    range.value = String(this.value);
  }

  /**
   * Lie on the axis from `left` to `right` at the height `y`, pixels of the panel.
   * @param {number} left
   * @param {number} right
   * @param {number} y
   */
  place(left, right, y) {
    Object.assign(this.range.style, { left: `${left - THUMB}px`, width: `${right - left + 2 * THUMB}px`, top: `${y - THUMB}px` });
  }

  dispose() {
    clearTimeout(this.timer);
  }
}
