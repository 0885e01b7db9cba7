/** The learner's own mark on the gauge of the learning rate: where they think that training begins to fail. */

import { element, setAttribute } from "./dom.js";
import { drawAsked, drawOwnMark } from "./draw/gauge_mark.js";
import { rateAxis } from "./draw/gauge.js";
import { rate } from "./words.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./draw/types.js").Context} Context */
/** @typedef {import("./draw/types.js").Theme} Theme */
/** @typedef {import("./words.js").Say} Say */

const POSITIONS = 400;
const THUMB = 12;
/** More than a step of the keys, or the mark would stay where it is. */
const DIGITS = 3;
/** Ends of the axis while it is asked: they say nothing about the answer. @type {[number, number]} */
export const ASKED = [1e-4, 1];

export class RateMark {
  /**
   * @param {Session} session
   * @param {() => void} changed
   */
  constructor(session, changed) {
    this.session = session;
    this.handle = element("input", { type: "range", class: "gp-gauge-handle is-asked", min: "0", max: String(POSITIONS), step: "1", hidden: "" });
    this.handle.oninput = () => {
      const [low, high] = ASKED;
      const value = low * (high / low) ** (Number(this.handle.value) / POSITIONS);
      this.prediction?.put(String(Number(value.toPrecision(DIGITS))));
      changed();
    };
  }

  /** @returns {import("./question.js").Prediction|null} */
  get prediction() {
    const { prediction } = this.session;
    return prediction?.ask.kind === "rate" ? prediction : null;
  }

  /** The rate that is marked; NaN where none is. */
  get value() {
    const text = this.prediction?.text;
    return text ? Number(text) : NaN;
  }

  /**
   * Put the handle on the axis of the canvas.
   * @param {HTMLCanvasElement} canvas
   * @param {number} width
   * @param {number} lr
   * @param {Say} say
   */
  place(canvas, width, lr, say) {
    const { handle, prediction } = this;
    if (handle.hidden === (prediction?.isOpen ?? false)) handle.hidden = !prediction?.isOpen;
    if (!prediction?.isOpen) return;
    const axis = rateAxis(width, false);
    handle.style.insetInlineStart = `${canvas.offsetLeft + axis.left - THUMB}px`;
    handle.style.insetBlockStart = `${canvas.offsetTop + axis.middle - THUMB}px`;
    handle.style.inlineSize = `${axis.right - axis.left + 2 * THUMB}px`;
    setAttribute(handle, "aria-label", say("rate_mark"));
    const [low, high] = ASKED;
    const shown = this.value || lr;
    setAttribute(handle, "aria-valuetext", rate(shown));
    if (!handle.matches(":active")) handle.value = String(Math.round((POSITIONS * Math.log(shown / low)) / Math.log(high / low)));
  }

  /**
   * The axis without anything that the theory knows, and the mark on it.
   * @param {Context} ctx
   * @param {{width: number, height: number}} size
   * @param {Theme} theme
   * @param {string} name
   */
  drawAsked(ctx, size, theme, name) {
    drawAsked(ctx, size, theme, { range: ASKED, value: this.value, name });
  }

  /**
   * The mark beside the real critical rate.
   * @param {Context} ctx
   * @param {{width: number, height: number}} size
   * @param {Theme} theme
   * @param {{range: [number, number], bars: boolean, name: string}} gauge
   */
  draw(ctx, size, theme, gauge) {
    if (Number.isFinite(this.value)) drawOwnMark(ctx, size, theme, { ...gauge, value: this.value });
  }
}
