/** The figures of this moment: step, loss, accuracy, epoch, learning rate, weights and their gradient. */

import { element, setText } from "./dom.js";
import { formatValue } from "./draw/ticks.js";
import { fixed, percent, rate, whole } from "./words.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./words.js").Say} Say */

const LARGE = ["now_step", "now_loss", "now_accuracy"];
const SMALL = ["now_epoch", "now_loss_all", "now_rate"];
const WEIGHTS = ["w1", "w2", "b"];
/** Before the first row is there. */
const UNKNOWN = "–";

export class FiguresPanel {
  /** @param {Session} session */
  constructor(session) {
    this.session = session;
    /** @type {Map<string, {name: HTMLElement, value: HTMLElement, box: HTMLElement}>} */
    this.figures = new Map();
    const list = element("dl", { class: "gp-figures" });
    for (const key of [...LARGE, ...SMALL]) list.append(this.#figure(key));
    const names = WEIGHTS.map((name) => {
      const index = name.slice(1);
      return element("th", { scope: "col" }, name[0], ...(index ? [element("sub", {}, index)] : []));
    });
    const head = element("tr", {}, element("td"), ...names);
    this.rows = ["now_weights", "now_gradient"].map((key) => {
      const name = element("th", { scope: "row" });
      const cells = WEIGHTS.map(() => element("td"));
      return { key, name, cells, row: element("tr", {}, name, ...cells) };
    });
    const table = element("table", { class: "gp-weights" }, head, ...this.rows.map(({ row }) => row));
    this.root = element("div", { class: "gp-now", role: "group" }, list, table);
  }

  /** @param {string} key */
  #figure(key) {
    const name = element("dt");
    const value = element("dd");
    const box = element("div", { class: SMALL.includes(key) ? "gp-figure is-small" : "gp-figure" }, name, value);
    this.figures.set(key, { name, value, box });
    return box;
  }

  /** @param {Say} say */
  relabel(say) {
    this.root.setAttribute("aria-label", say("now"));
    for (const [key, { name }] of this.figures) setText(name, say(key));
    for (const { key, name } of this.rows) setText(name, say(key));
  }

  paint() {
    const { session } = this;
    const { config } = session;
    if (!config) return;
    const { experiment } = config;
    const known = session.index >= 0;
    const value = (/** @type {string} */ name) => (known ? formatValue(session.value(name)) : UNKNOWN);
    this.#set("now_step", whole(session.player.cursor));
    this.#set("now_loss", value("loss"));
    this.#set("now_accuracy", known ? percent(session.value("accuracy")) : UNKNOWN);
    this.#set("now_epoch", whole(session.epoch));
    const all = /** @type {{box: HTMLElement}} */ (this.figures.get("now_loss_all")).box;
    const batches = experiment.batches_per_epoch > 1;
    if (all.hidden === batches) all.hidden = !batches;
    if (batches) this.#set("now_loss_all", value("full_loss"));
    this.#set("now_rate", rate(rateAt(experiment, session.player.cursor)));
    const [weights, gradient] = this.rows;
    WEIGHTS.forEach((name, index) => {
      setText(weights.cells[index], known ? fixed(session.value(name), 4) : UNKNOWN);
      setText(gradient.cells[index], known ? fixed(session.value(`grad_${name}`), 4) : UNKNOWN);
    });
  }

  /**
   * @param {string} key
   * @param {string} text
   */
  #set(key, text) {
    const figure = this.figures.get(key);
    if (figure) setText(figure.value, text);
  }
}

/**
 * The learning rate of update `step`.
 * @param {import("./protocol.js").ExperimentView} experiment
 * @param {number} step
 * @returns {number}
 */
export function rateAt(experiment, step) {
  let found = experiment.lr;
  for (const [from, lr] of experiment.changes) if (from <= step) found = lr;
  return found;
}
