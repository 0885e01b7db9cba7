/**
 * Scores on a number line, a threshold to drag, and a row for each metric below: the learner says which samples it
 * counts as right, then TensorFlow counts.
 */

import { element, setAttribute, setText } from "../stage/dom.js";
import { Surface } from "../stage/surface.js";
import { Lab, mounter } from "../tape/lab.js";
import { legend } from "./legend.js";
import { drawNumberLine, lineOf } from "./number_line.js";

/** @typedef {import("../stage/draw/types.js").Theme} Theme */

/**
 * @typedef {object} Data
 * @property {Record<string, string>} strings
 * @property {number[]} scores
 * @property {string[]} written   the scores as they are shown: two that differ look different
 * @property {number[]} targets
 * @property {number} threshold
 * @property {number} step
 * @property {{key: string, name: string, counted: number[]|null, result: string}[]} metrics  null: not counted yet
 */

/** What a learner says of a sample: nothing yet, right, not right. */
const SAID = ["?", "✓", "–"];
const THUMB = 8;
const REST = 200;

/** @extends {Lab<Data>} */
class Metrics extends Lab {
  /** @param {import("../tape/lab.js").Component<Data>} component */
  constructor(component) {
    super("metrics", component);
    this.root.classList.add("gp-picture", "gp-metrics-picture");
    this.panel = element("div", { class: "gp-lab-panel gp-line-panel" });
    this.slider = element("input", { type: "range", min: "0", max: "1", class: "gp-axis-range" });
    this.table = element("table", { class: "gp-metric-rows" });
    this.strip = element("div", { class: "gp-legend-strip" });
    this.told = element("span", { role: "status" });
    this.panel.append(this.slider);
    this.root.append(this.panel, this.table, element("div", { class: "gp-lab-row" }, this.strip, this.told));
    this.surface = new Surface(this.panel, [{ still: true }], () => this.schedule(true));
    this.threshold = 0;
    /** @type {number|null} */
    this.heard = null;
    this.timer = 0;
    /** What the learner says, for the samples that `asked` names. @type {Map<string, number[]>} */
    this.said = new Map();
    this.asked = "";
    this.slider.oninput = () => this.#moved();
    let dragging = false;
    this.panel.onpointerdown = (event) => {
      if (event.button !== 0 || event.target === this.slider) return;
      this.panel.setPointerCapture(event.pointerId);
      dragging = true;
      this.slider.focus({ preventScroll: true });
      this.#follow(event);
      event.preventDefault();
    };
    this.panel.onpointermove = (event) => {
      if (dragging) this.#follow(event);
    };
    this.panel.onpointerup = this.panel.onpointercancel = () => {
      dragging = false;
    };
  }

  #moved() {
    this.threshold = Number(this.slider.value);
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.timer = 0;
      if (this.threshold !== this.heard) this.tell("release", { threshold: this.threshold });
    }, REST);
    this.schedule(true);
  }

  /** @param {PointerEvent} event */
  #follow(event) {
    const line = lineOf(this.surface, this.data.scores);
    this.slider.value = String(line.invert(event.clientX - this.panel.getBoundingClientRect().left));
    this.#moved();
  }

  /** @param {Data} data */
  receive(data) {
    const asked = JSON.stringify([data.scores, data.targets]);
    if (asked !== this.asked) this.said.clear();
    this.asked = asked;
    this.slider.step = String(data.step);
    if (data.threshold !== this.heard && !this.timer) this.threshold = data.threshold;
    this.heard = data.threshold;
    this.slider.value = String(this.threshold);
    setAttribute(this.slider, "aria-label", this.say("threshold"));
    setAttribute(this.root, "aria-label", this.say("table"));
    legend(this.strip, this.say, ["negative", "positive"]);
    this.#fill(data);
  }

  /** @param {Data} data */
  #fill(data) {
    const { say } = this;
    const counted = data.metrics.some((metric) => metric.counted !== null);
    const focus = /** @type {HTMLElement|null} */ (this.table.querySelector(":focus"))?.dataset.cell;
    const head = element("tr", {}, element("th", { scope: "col" }, say("score")),
      ...data.written.map((text) => element("td", {}, text)), element("th", { scope: "col" }, say("all")));
    const targets = element("tr", { class: "gp-metric-targets" }, element("th", { scope: "row" }, say("target")),
      ...data.targets.map((target) => element("td", {}, String(target))), element("td"));
    const rows = data.metrics.map(({ key, name, counted: found, result }) => {
      const said = this.said.get(key) ?? data.scores.map(() => 0);
      this.said.set(key, said);
      const cells = data.scores.map((_, i) => this.#cell(key, i, said, found));
      return element("tr", { "data-metric": key }, element("th", { scope: "row" }, name), ...cells,
        element("td", { class: "gp-metric-result" }, result));
    });
    const caption = element("caption", { class: "gp-hidden" }, say("table"));
    this.table.replaceChildren(caption, element("thead", {}, head), element("tbody", {}, targets, ...rows));
    if (focus) /** @type {HTMLElement|null} */ (this.table.querySelector(`[data-cell="${focus}"]`))?.focus();
    let [given, right] = [0, 0];
    for (const { key, counted: found } of data.metrics) {
      this.said.get(key)?.forEach((mark, i) => {
        given += mark ? 1 : 0;
        right += mark && found && (mark === 1) === Boolean(found[i]) ? 1 : 0;
      });
    }
    setText(this.told, counted ? (given ? say("matched", { right, given }) : "") : say("guess"));
  }

  /**
   * @param {string} key
   * @param {number} i
   * @param {number[]} said
   * @param {number[]|null} found
   */
  #cell(key, i, said, found) {
    if (found) {
      const wrong = said[i] !== 0 && (said[i] === 1) !== Boolean(found[i]);
      const text = found[i] ? "✓" : "–";
      const cell = element("td", { class: `${found[i] ? "is-counted" : ""} ${wrong ? "is-missed" : ""}` }, text);
      if (wrong) cell.append(element("small", {}, this.say("you_said", { mark: SAID[said[i]] })));
      return cell;
    }
    const button = element("button", { type: "button", "data-cell": `${key}-${i}` }, SAID[said[i]]);
    const name = () => this.say("cell", { sample: i + 1, metric: key, said: this.say(`said_${said[i]}`) });
    setAttribute(button, "aria-label", name());
    button.onclick = () => {
      said[i] = (said[i] + 1) % SAID.length;
      setText(button, SAID[said[i]]);
      setAttribute(button, "aria-label", name());
    };
    return element("td", {}, button);
  }

  /** @param {Theme} theme */
  paint(theme) {
    const { data, surface, threshold } = this;
    if (!surface.ready) return;
    const line = lineOf(surface, data.scores);
    const box = this.panel.getBoundingClientRect();
    const columns = [...this.table.querySelectorAll("thead td")].map((cell) => {
      const { left, width } = cell.getBoundingClientRect();
      return left + width / 2 - box.left;
    });
    const names = { plain: "BinaryAccuracy(): 0.5", own: this.say("own", { threshold: String(threshold) }) };
    surface.paint(0, (ctx) => drawNumberLine(ctx, line, theme, { scores: data.scores, targets: data.targets, threshold, columns, names }));
    Object.assign(this.slider.style, {
      left: `${line.x(0) - THUMB}px`, width: `${line.x(1) - line.x(0) + 2 * THUMB}px`, top: `${line.axis - THUMB}px`,
    });
    this.root.dataset.threshold = String(threshold);
  }

  dispose() {
    clearTimeout(this.timer);
    super.dispose();
    this.surface.dispose();
  }
}

export const mount = mounter(Metrics);
