/** The figures of this moment: step, epoch, loss, accuracy, weights and their gradient. The gauge tells the rate. */

import { element, setText } from "./dom.js";
import { nameTerm } from "./term.js";
import { narrow, percent, whole } from "./words.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./words.js").Say} Say */

const FIGURES = ["now_step", "now_epoch", "now_loss", "now_loss_all", "now_accuracy", "now_test_loss", "now_test_accuracy"];
/** Of a test set, and there only with one. */
const TESTED = FIGURES.slice(-2);
const WEIGHTS = ["w1", "w2", "b"];
/** Before the first row is there. */
const UNKNOWN = "–";
/** In the place of what the open question covers. */
export const COVERED = "?";

/**
 * Whether the open question covers a number of the row that is shown. What training begins with answers nothing.
 * @param {Session} session
 * @param {string} column
 */
export function covers({ covered, player }, column) {
  return player.cursor > 0 && covered.has(/accuracy|error/.test(column) ? "accuracy" : "curve");
}

export class FiguresPanel {
  /** @param {Session} session */
  constructor(session) {
    this.session = session;
    /** @type {Map<string, {name: HTMLElement, value: HTMLElement, box: HTMLElement}>} */
    this.figures = new Map();
    this.list = element("dl", { class: "gp-figures" }, ...FIGURES.map((key) => this.#figure(key)));
    const names = WEIGHTS.map((name) => {
      const index = name.slice(1);
      return element("th", { scope: "col" }, name[0], ...(index ? [element("sub", {}, index)] : []));
    });
    /** The table's empty corner: room for a button. */
    this.corner = element("td");
    const head = element("tr", {}, this.corner, ...names);
    this.rows = ["now_weights", "now_gradient"].map((key) => {
      const name = element("th", { scope: "row" });
      const cells = WEIGHTS.map(() => element("td"));
      return { key, name, cells, row: element("tr", {}, name, ...cells) };
    });
    const table = element("table", { class: "gp-weights" }, head, ...this.rows.map(({ row }) => row));
    this.root = element("div", { class: "gp-now", role: "group" }, this.list, table);
  }

  /** @param {string} key */
  #figure(key) {
    const name = element("dt");
    const value = element("dd");
    const box = element("div", { class: "gp-figure" }, name, value);
    this.figures.set(key, { name, value, box });
    return box;
  }

  /** @param {Say} say */
  relabel(say) {
    this.root.setAttribute("aria-label", say("now"));
    for (const [key, { name }] of this.figures) nameTerm(name, say, key);
    for (const { key, name } of this.rows) nameTerm(name, say, key);
  }

  paint() {
    const { session } = this;
    const { config } = session;
    if (!config) return;
    const { experiment } = config;
    const known = session.index >= 0;
    const value = (/** @type {string} */ name) => (!known ? UNKNOWN : covers(session, name) ? COVERED : narrow(session.value(name)));
    this.#set("now_step", whole(session.player.cursor));
    this.#set("now_loss", value("loss"));
    this.#set("now_accuracy", !known ? UNKNOWN : covers(session, "accuracy") ? COVERED : percent(session.value("accuracy")));
    this.#set("now_epoch", whole(session.epoch));
    const all = /** @type {{box: HTMLElement}} */ (this.figures.get("now_loss_all")).box;
    const batches = experiment.batches_per_epoch > 1;
    if (all.hidden === batches) all.hidden = !batches;
    this.list.classList.toggle("is-five", batches);
    if (batches) this.#set("now_loss_all", value("full_loss"));
    const tested = Boolean(session.sample?.tested);
    for (const key of TESTED) {
      const { box } = /** @type {{box: HTMLElement}} */ (this.figures.get(key));
      if (box.hidden === tested) box.hidden = !tested;
    }
    this.list.classList.toggle("is-tested", tested);
    if (tested) {
      this.#set("now_test_loss", value("val_loss"));
      this.#set("now_test_accuracy", !known ? UNKNOWN : covers(session, "val_accuracy") ? COVERED : percent(session.value("val_accuracy")));
    }
    const [weights, gradient] = this.rows;
    WEIGHTS.forEach((name, index) => {
      const isCovered = session.player.cursor > 0 && session.covered.has("boundary");
      const number = (/** @type {string} */ column) => (isCovered ? COVERED : narrow(session.value(column), 4));
      setText(weights.cells[index], known ? number(name) : UNKNOWN);
      setText(gradient.cells[index], known ? number(`grad_${name}`) : UNKNOWN);
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

/**
 * The next change of the learning rate after an update: its step and the new rate; undefined where it stays.
 * @param {import("./protocol.js").ExperimentView} experiment
 * @param {number} step
 */
export const rateChangeAfter = (experiment, step) => experiment.changes.find(([from]) => from > step);
