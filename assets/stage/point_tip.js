/** The point under the pointer: its values, what the model says of it, and its loss. */

import { element, setText } from "./dom.js";
import { formatValue } from "./draw/ticks.js";
import { output } from "./linear.js";
import { LOSSES } from "./losses.js";
import { classNode, decision, pointColumns } from "./network/field.js";
import { Forward } from "./network/forward.js";
import { className } from "./protocol.js";
import { fixed, percent } from "./words.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./draw/types.js").View} View */
/** @typedef {import("./protocol.js").SampleData} SampleData */
/** @typedef {import("./words.js").Say} Say */

/** A point this near to the pointer, in pixels, is meant; of a finger that taps, this near. */
const REACH = 8;
const FINGER_REACH = 16;

/**
 * The point nearest to a pixel.
 * @param {View} view
 * @param {SampleData} sample
 * @param {number} x
 * @param {number} y
 * @param {number} reach
 * @returns {number} its index, -1 if none is near
 */
export function nearestPoint(view, { inputs, count }, x, y, reach) {
  let found = -1;
  let least = reach ** 2;
  for (let i = 0; i < count; i += 1) {
    const distance = (view.x(inputs[2 * i]) - x) ** 2 + (view.y(inputs[2 * i + 1]) - y) ** 2;
    if (distance <= least) [found, least] = [i, distance];
  }
  return found;
}

export class PointTip {
  /**
   * @param {HTMLElement} panel
   * @param {Session} session
   */
  constructor(panel, session) {
    this.panel = panel;
    this.session = session;
    this.ring = element("div", { class: "gp-point-ring", hidden: "" });
    this.lines = Array.from({ length: 4 }, () => element("span"));
    this.tip = element("div", { class: "gp-tip", "aria-hidden": "true", hidden: "" }, ...this.lines);
    panel.append(this.ring, this.tip);
    /** @type {View|null} */
    this.view = null;
    /** @type {SampleData|null} */
    this.sample = null;
    this.index = -1;
    /** @type {Forward|null} */
    this.forward = null;
    /** @type {Say|null} */
    this.say = null;
    const point = (/** @type {PointerEvent} */ event) => this.#point(event);
    panel.addEventListener("pointermove", point);
    panel.addEventListener("pointerdown", (event) => {
      point(event);
      if (this.index >= 0 && this.sample) session.chosen = { sample: this.sample, index: this.index };
    });
    panel.addEventListener("pointerleave", () => this.#choose(-1));
  }

  /** @param {PointerEvent} event */
  #point(event) {
    const { view, session } = this;
    const sample = session.shownSample;
    // A handle under the pointer is to be taken hold of.
    const isHandle = event.target instanceof Element && event.target.closest(".gp-handle");
    if (!view || !sample || isHandle || session.isMoving) {
      this.#choose(-1);
      return;
    }
    const box = this.panel.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    this.sample = sample;
    this.#choose(nearestPoint(view, sample, x, y, event.pointerType === "touch" ? FINGER_REACH : REACH));
  }

  /** @param {number} index */
  #choose(index) {
    if (index === this.index) return;
    this.index = index;
    this.paint(this.view);
  }

  /** Write the point's numbers; they change with every step. @param {View|null} view */
  paint(view) {
    this.view = view;
    const { index, session, say, ring, tip } = this;
    const sample = session.shownSample;
    const isShown = index >= 0 && view !== null && say !== null && sample === this.sample && sample !== null && session.index >= 0;
    if (ring.hidden === isShown) ring.hidden = tip.hidden = !isShown;
    if (!isShown) return;
    const at = [view.x(sample.inputs[2 * index]), view.y(sample.inputs[2 * index + 1])];
    ring.style.transform = `translate(${at[0]}px, ${at[1]}px)`;
    const [left, up] = [at[0] > view.width / 2, at[1] > view.height / 2];
    tip.style.transform = `translate(calc(${at[0] + (left ? -14 : 14)}px - ${left ? 100 : 0}%), calc(${at[1] + (up ? -10 : 10)}px - ${up ? 100 : 0}%))`;
    this.#tell(sample, index, say).forEach((line, place) => {
      setText(this.lines[place], line);
      this.lines[place].hidden = !line;
    });
  }

  /**
   * @param {SampleData} sample
   * @param {number} index
   * @param {Say} say
   * @returns {string[]}
   */
  #tell(sample, index, say) {
    const { experiment } = /** @type {import("./protocol.js").Config} */ (this.session.config);
    const { inputs, labels, held } = sample;
    const name = (/** @type {number} */ label) => className(sample, label, say);
    const { covered, player } = this.session;
    const isCovered = player.cursor > 0 && ["curve", "accuracy", "boundary"].some((part) => covered.has(part));
    const outputs = isCovered ? null : this.#outputs(inputs[2 * index], inputs[2 * index + 1]);
    const label = labels[index];
    const places = say("point_place", { x: fixed(inputs[2 * index], 2), y: fixed(inputs[2 * index + 1], 2) });
    const place = held?.[index] ? `${places} · ${say(sample.tested ? "test_points" : "held_out")}` : places;
    if (!outputs?.every(Number.isFinite)) return [name(label), place, "", ""];
    const called = decision(outputs.map((one) => Float32Array.of(one)), 0, experiment.threshold);
    const verdict = say("point_class", { label: name(label), called: name(called) });
    const share = outputs.length === 1 && experiment.shading.curve === "sigmoid" ? ` · ${percent(1 / (1 + Math.exp(-outputs[0])))}` : "";
    const loss = experiment.targets === "flat" ? undefined : LOSSES[String(experiment.loss)];
    return [
      verdict, place, `${say("point_output", { value: outputs.map((one) => formatValue(one, 3)).join(", ") })}${share}`,
      loss ? say("point_loss", { value: formatValue(loss(outputs, label)) }) : "",
    ];
  }

  /**
   * What the model answers at a place, before any decision; null where there are no weights yet.
   * @param {number} x1
   * @param {number} x2
   * @returns {number[]|null}
   */
  #outputs(x1, x2) {
    const { session } = this;
    const network = session.config?.network ?? null;
    if (!network) return [output({ w1: session.value("w1"), w2: session.value("w2"), b: session.value("b") }, x1, x2)];
    const { weights } = session;
    if (!weights || weights.length !== network.size) return null;
    if (this.forward?.network !== network) this.forward = new Forward(network);
    const columns = pointColumns(network.features, { inputs: Float32Array.of(x1, x2), count: 1 });
    return this.forward.run(weights, columns, 1)[classNode(network)].map((values) => values[0]);
  }
}
