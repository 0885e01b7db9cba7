/** The learning-rate panel: the critical rate and what each update leaves of each mode, live while a class is dragged. */

import { drawGauge, gaugeHeight, hasModes, rateAxis, rateRange } from "./draw/gauge.js";
import { element, setAttribute, setText } from "./dom.js";
import { RateMark } from "./rate_mark.js";
import { rateAt, rateChangeAfter } from "./readouts.js";
import { onSliderRelease } from "./slider_release.js";
import { Surface } from "./surface.js";
import { rate, whole } from "./words.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./draw/types.js").Theme} Theme */
/** @typedef {import("./words.js").Say} Say */

/** Positions of the handle along the axis, and half of its thumb, px. */
const POSITIONS = 1000;
const THUMB = 12;

export class RatePanel {
  /**
   * @param {Session} session
   * @param {() => void} changed
   */
  constructor(session, changed) {
    this.session = session;
    /** What is painted, to paint only when that changes. @type {unknown[]} */
    this.shown = [];
    this.title = element("h2", { class: "gp-title" });
    this.words = element("p", { class: "gp-quiet" });
    this.root = element("div", { class: "gp-gauge" }, this.title);
    this.surface = new Surface(this.root, [{ still: true }], () => {
      this.shown = [];
      changed();
    });
    this.canvas = this.surface.canvases[0];
    this.root.append(this.canvas, this.words);
    /** The rate is taken on the axis itself, by pointer, finger or keys. */
    this.handle = element("input", { type: "range", class: "gp-gauge-handle", min: "0", max: String(POSITIONS), step: "1" });
    this.handle.oninput = () => this.#turn(changed);
    onSliderRelease(this.handle, () => {
      session.release("lr");
      changed();
    });
    this.mark = new RateMark(session, () => {
      this.shown = [];
      changed();
    });
    this.root.append(this.handle, this.mark.handle);
    this.placedAt = 0;
    this.range = [1e-3, 1];
    this.canvas.setAttribute("role", "img");
    this.canvas.removeAttribute("aria-hidden");
  }

  /** @param {Say} say */
  relabel(say) {
    this.say = say;
    this.shown = [];
    setAttribute(this.handle, "aria-label", say("gauge_title"));
  }

  /**
   * The round rate nearest to where the handle is.
   * @param {() => void} changed
   */
  #turn(changed) {
    const [low, high] = this.range;
    const wanted = low * (high / low) ** (Number(this.handle.value) / POSITIONS);
    const stops = this.session.texts?.panel.knobs.lr?.stops ?? [];
    const distance = (/** @type {string} */ text) => Math.abs(Math.log(Number(text) / wanted));
    const text = stops.reduce((best, stop) => (distance(stop) < distance(best) ? stop : best), stops[0]);
    if (text === undefined) return;
    setAttribute(this.handle, "aria-valuetext", text);
    this.session.turn("lr", text, true);
    changed();
  }

  /**
   * @param {number} lr
   * @param {number} critical
   * @param {boolean} bars  whether the modes are drawn
   */
  #placeHandle(lr, critical, bars) {
    const { width } = this.surface;
    const axis = rateAxis(width, bars);
    if (axis.right !== this.placedAt) { // reading where the canvas lies costs a layout
      this.placedAt = axis.right;
      const { style } = this.handle;
      style.insetInlineStart = `${this.canvas.offsetLeft + axis.left - THUMB}px`;
      style.insetBlockStart = `${this.canvas.offsetTop + axis.middle - THUMB}px`;
      style.inlineSize = `${axis.right - axis.left + 2 * THUMB}px`;
    }
    if (this.handle.matches(":active")) return;
    this.range = rateRange(lr, critical);
    const [low, high] = this.range;
    this.handle.value = String(Math.round((POSITIONS * Math.log(lr / low)) / Math.log(high / low)));
    setAttribute(this.handle, "aria-valuetext", rate(lr));
  }

  /**
   * @param {Theme} theme
   * @param {boolean} fresh
   */
  paint(theme, fresh) {
    const { session, surface, say } = this;
    const { config, curvature } = session;
    if (!config || !curvature || !say) return;
    const { experiment } = config;
    const lr = rateAt(experiment, session.player.cursor);
    const change = rateChangeAfter(experiment, session.player.cursor);
    const { eigenvalues, critical, kind, modes, noRate } = curvature;
    const isCovered = session.covered.has("gauge");
    const { prediction } = this.mark;
    const next = [curvature, lr, change?.[0], change?.[1], surface.width, surface.height, isCovered, prediction?.text, prediction?.isOpen, prediction?.phase];
    if (!fresh && next.every((value, index) => value === this.shown[index])) return;
    this.shown = next;
    setText(this.title, `${say("gauge_title")} ${rate(lr)}${change ? say("gauge_later", { step: whole(change[0]), rate: rate(change[1]) }) : ""}`);
    if (isCovered && prediction) {
      this.#ask(theme, lr, say);
      return;
    }
    this.mark.handle.hidden = true;
    const known = kind !== null && critical !== null && !isCovered;
    this.canvas.hidden = this.handle.hidden = !known;
    this.words.hidden = known && kind === "exact";
    const values = {
      rate: rate(lr), critical: critical === null ? "" : rate(critical), batch: whole(experiment.batch_size),
      whole: rate(2 / Math.max(...eigenvalues)),
    };
    const text = isCovered ? say("question_covered") : say(known ? `gauge_${kind}` : noRate, values);
    setText(this.words, text);
    setAttribute(this.canvas, "aria-label", text);
    if (!known || !surface.ready) return;
    const height = `${gaugeHeight(surface.width, kind)}px`;
    if (this.canvas.style.blockSize !== height) this.canvas.style.blockSize = height;
    this.#placeHandle(lr, critical, hasModes(kind) && modes !== null);
    const labels = { critical: say(`gauge_mark_${kind}`), modes: say("gauge_modes") };
    const data = { lr, eigenvalues: [...eigenvalues], critical, kind, modes, labels };
    const own = { range: rateRange(lr, critical), bars: hasModes(kind) && modes !== null, name: say("question_yours") };
    surface.paint(0, (ctx) => {
      drawGauge(ctx, surface, theme, data);
      this.mark.draw(ctx, surface, theme, own);
    });
  }

  /**
   * The gauge while the learner is to mark a rate on it: an axis that tells nothing.
   * @param {Theme} theme
   * @param {number} lr
   * @param {Say} say
   */
  #ask(theme, lr, say) {
    const { surface, canvas, mark } = this;
    canvas.hidden = false;
    this.handle.hidden = true;
    this.words.hidden = false;
    setText(this.words, say(mark.prediction?.isOpen ? "question_how_rate" : "question_until_end"));
    setAttribute(canvas, "aria-label", say("question_covered"));
    const height = `${gaugeHeight(surface.width, "all_points")}px`;
    if (canvas.style.blockSize !== height) canvas.style.blockSize = height;
    mark.place(canvas, surface.width, lr, say);
    if (surface.ready) surface.paint(0, (ctx) => mark.drawAsked(ctx, surface, theme, say("question_yours")));
  }

  dispose() {
    this.surface.dispose();
  }
}
