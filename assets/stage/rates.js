/** The learning-rate panel: the critical rate and what each update leaves of each mode, live while a class is dragged. */

import { drawGauge, gaugeHeight } from "./draw/gauge.js";
import { element, setAttribute, setText } from "./dom.js";
import { rateAt } from "./figures.js";
import { Surface } from "./surface.js";
import { rate, whole } from "./words.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./draw/types.js").Theme} Theme */
/** @typedef {import("./words.js").Say} Say */

/** Decay of the momentum optimiser, as in the trainer. */
const MOMENTUM = 0.9;

export class RatePanel {
  /**
   * @param {Session} session
   * @param {() => void} changed
   */
  constructor(session, changed) {
    this.session = session;
    /** What is painted, to paint only when that changes. @type {unknown[]} */
    this.shown = [];
    this.title = element("h3", { class: "gp-title" });
    this.words = element("p", { class: "gp-quiet" });
    this.root = element("div", { class: "gp-gauge" }, this.title);
    this.surface = new Surface(this.root, [{ still: true }], () => {
      this.shown = [];
      changed();
    });
    this.canvas = this.surface.canvases[0];
    this.root.append(this.canvas, this.words);
    this.canvas.setAttribute("role", "img");
    this.canvas.removeAttribute("aria-hidden");
  }

  /** @param {Say} say */
  relabel(say) {
    this.say = say;
    this.shown = [];
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
    const { eigenvalues, critical, kind } = curvature;
    const next = [curvature, lr, surface.width, surface.height];
    if (!fresh && next.every((value, index) => value === this.shown[index])) return;
    this.shown = next;
    const known = kind !== null && critical !== null;
    setText(this.title, `${say("gauge_title")} ${rate(lr)}`);
    this.canvas.hidden = !known;
    this.words.hidden = known && kind === "exact";
    const values = {
      rate: rate(lr), critical: critical === null ? "" : rate(critical), batch: whole(experiment.batch_size),
      whole: rate(2 / Math.max(...eigenvalues)),
    };
    const text = say(known ? `gauge_${kind}` : "gauge_none", values);
    setText(this.words, text);
    setAttribute(this.canvas, "aria-label", text);
    if (!known || !surface.ready) return;
    const height = `${gaugeHeight(surface.width, kind)}px`;
    if (this.canvas.style.blockSize !== height) this.canvas.style.blockSize = height;
    const labels = { critical: say(`gauge_mark_${kind}`), modes: say("gauge_modes") };
    const momentum = experiment.optimizer === "momentum" ? MOMENTUM : 0;
    const data = { lr, eigenvalues: [...eigenvalues], critical, kind, momentum, labels };
    surface.paint(0, (ctx) => drawGauge(ctx, surface, theme, data));
  }

  dispose() {
    this.surface.dispose();
  }
}
