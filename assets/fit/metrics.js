/**
 * Scores on a number line, a threshold to drag, and a row for each metric below: the learner says which samples it
 * counts as right, then TensorFlow counts.
 */

import { AxisSlider } from "../lessons/axis_slider.js";
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

/** @extends {Lab<Data>} */
class Metrics extends Lab {
  /** @param {import("../tape/lab.js").Component<Data>} component */
  constructor(component) {
    super("metrics", component);
    this.root.classList.add("gp-picture", "gp-metrics-picture");
    this.panel = element("div", { class: "gp-lab-panel gp-line-panel" });
    this.table = element("table", { class: "gp-metric-rows" });
    this.strip = element("div", { class: "gp-legend-strip" });
    this.told = element("span", { role: "status" });
    this.root.append(this.panel, this.table, element("div", { class: "gp-lab-row" }, this.strip, this.told));
    this.surface = new Surface(this.panel, [{ still: true }], () => this.schedule(true));
    this.threshold = new AxisSlider(this.panel, {
      at: (pixel) => lineOf(this.surface, this.data.scores).invert(pixel),
      changed: () => this.schedule(true),
      tell: (threshold) => this.tell("release", { threshold }),
    });
    /** What the learner says, for the samples that `asked` names. @type {Map<string, number[]>} */
    this.said = new Map();
    this.asked = "";
  }

  /** @param {Data} data */
  receive(data) {
    const asked = JSON.stringify([data.scores, data.targets]);
    if (asked !== this.asked) this.said.clear();
    this.asked = asked;
    this.threshold.receive(data.threshold, { low: 0, high: 1, step: data.step });
    setAttribute(this.threshold.range, "aria-label", this.say("threshold"));
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
    const { data, surface } = this;
    const threshold = this.threshold.value;
    if (!surface.ready) return;
    const line = lineOf(surface, data.scores);
    const box = this.panel.getBoundingClientRect();
    const columns = [...this.table.querySelectorAll("thead td")].map((cell) => {
      const { left, width } = cell.getBoundingClientRect();
      return left + width / 2 - box.left;
    });
    const names = { plain: "BinaryAccuracy(): 0.5", own: this.say("own", { threshold: String(threshold) }) };
    surface.paint(0, (ctx) => drawNumberLine(ctx, line, theme, { scores: data.scores, targets: data.targets, threshold, columns, names }));
    this.threshold.place(line.x(0), line.x(1), line.axis);
    this.root.dataset.threshold = String(threshold);
  }

  dispose() {
    this.threshold.dispose();
    super.dispose();
    this.surface.dispose();
  }
}

export const mount = mounter(Metrics);
