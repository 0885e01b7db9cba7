/** The figures of a network at this moment: step, epoch, rate, gradient; loss and accuracy in training and held out. */

import { element, setText } from "../dom.js";
import { Sparkline } from "./sparkline.js";
import { COVERED, covers, rateAt } from "../readouts.js";
import { nameTerm } from "../term.js";
import { narrow, percent, rate, whole } from "../words.js";

/** @typedef {import("../session.js").Session} Session */
/** @typedef {import("../words.js").Say} Say */

const FIGURES = ["now_step", "now_epoch", "now_rate", "now_update", "now_norm"];

/**
 * Columns of the table: word, then the row's column in training and held out; "" where there is no such number.
 * @type {readonly {word: string, columns: readonly [string, string], share: boolean, heads: boolean}[]}
 */
const MEASURES = [
  { word: "now_loss", columns: ["full_loss", "val_loss"], share: false, heads: false },
  { word: "head_class", columns: ["loss_class", "val_loss_class"], share: false, heads: true },
  { word: "head_distance", columns: ["loss_distance", "val_loss_distance"], share: false, heads: true },
  { word: "now_accuracy", columns: ["accuracy", "val_accuracy"], share: true, heads: false },
  { word: "now_error", columns: ["error_distance", "val_error_distance"], share: false, heads: true },
];
const ROWS = ["row_training", "row_held"];
const UNKNOWN = "–";

export class MetricsPanel {
  /** @param {Session} session */
  constructor(session) {
    this.session = session;
    /** @type {Say} */
    this.say = (key) => key;
    this.tested = false;
    this.figures = FIGURES.map((key) => {
      const name = element("dt");
      const value = element("dd");
      return { key, name, value, box: element("div", { class: "gp-figure" }, name, value) };
    });
    this.heads = MEASURES.map(({ word }) => ({ word, cell: element("th", { scope: "col" }) }));
    this.rows = ROWS.map((key) => {
      const name = element("th", { scope: "row" });
      const cells = MEASURES.map(() => element("td"));
      const spark = new Sparkline(key === "row_held" ? "is-held" : "is-training");
      const place = element("td", { class: "gp-spark-place" }, spark.root);
      return { key, name, cells, spark, place, row: element("tr", {}, name, place, ...cells) };
    });
    /** Over the small curves. */
    this.corner = element("td", { class: "gp-spark-place" });
    const head = element("tr", {}, element("td"), this.corner, ...this.heads.map(({ cell }) => cell));
    this.root = element(
      "div", { class: "gp-now gp-metrics", role: "group", hidden: "" },
      element("dl", { class: "gp-figures" }, ...this.figures.map(({ box }) => box)),
      element("table", { class: "gp-weights" }, head, ...this.rows.map(({ row }) => row)),
    );
  }

  /** @param {Say} say */
  relabel(say) {
    this.say = say;
    this.tested = false;
    this.root.setAttribute("aria-label", say("now"));
    for (const { key, name } of this.figures) nameTerm(name, say, key);
    for (const { word, cell } of this.heads) nameTerm(cell, say, word);
    for (const { key, name } of this.rows) nameTerm(name, say, key);
  }

  /**
   * The second row is that of a test set, or of what is held out.
   * @param {boolean} tested
   */
  #nameRow(tested) {
    if (this.tested === tested) return;
    this.tested = tested;
    nameTerm(this.rows[1].name, this.say, tested ? "row_test" : ROWS[1]);
  }

  paint() {
    const { session } = this;
    const { config, sample } = session;
    if (!config?.network) return;
    const { experiment } = config;
    const known = session.index >= 0;
    const number = (/** @type {string} */ column) => (!known ? UNKNOWN : covers(session, column) ? COVERED : narrow(session.value(column)));
    const texts = [
      whole(session.player.cursor), whole(session.epoch), rate(rateAt(experiment, session.player.cursor)),
      number("loss"), number("grad_norm"),
    ];
    this.figures.forEach(({ value }, at) => setText(value, texts[at]));
    const heads = config.network.heads.length > 1;
    if (this.corner.hidden !== heads) this.corner.hidden = heads;
    this.rows.forEach(({ row, cells, spark, place }, held) => {
      if (place.hidden !== heads) place.hidden = heads;
      const loss = MEASURES[0].columns[held];
      if (!heads) spark.paint(session.timeline, covers(session, loss) ? -1 : session.columns.indexOf(loss), session.index);
      if (held) this.#nameRow(Boolean(sample?.tested));
      if (held && row.hidden !== !sample?.held) row.hidden = !sample?.held;
      MEASURES.forEach(({ columns, share, heads: own }, at) => {
        const hidden = own && !heads;
        for (const cell of [cells[at], this.heads[at].cell]) if (cell.hidden !== hidden) cell.hidden = hidden;
        if (hidden) return;
        const value = session.value(columns[held]);
        if (known && columns[held] && covers(session, columns[held])) {
          setText(cells[at], COVERED);
          return;
        }
        setText(cells[at], !known || Number.isNaN(value) && !columns[held] ? UNKNOWN : share ? percent(value) : narrow(value));
      });
    });
  }
}
