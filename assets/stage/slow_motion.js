/**
 * The update at the cursor, step by step, in the loss chart's place beside the plot: forward, loss, gradient, update.
 * All numbers are those of the rows that the server sent; the forward pass of one point is done here, in float32 as there.
 */

import { closeButton, element, setAttribute, setText } from "./dom.js";
import { output } from "./linear.js";
import { LOSSES } from "./losses.js";
import { className } from "./protocol.js";
import { rateAt } from "./readouts.js";
import { inBrackets, narrow, rate, signed, whole } from "./words.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./words.js").Say} Say */

const WEIGHTS = ["w1", "w2", "b"];
const COLUMNS = ["now_weights", "now_gradient", "slow_change", "slow_new"];
const UNKNOWN = "–";

/**
 * What an update does to the weights, as far as the rows say: the next row's weights, or the rule of plain descent.
 * @param {Session} session
 * @returns {{before: number, gradient: number, after: number}[]}  after is NaN where it is not known yet
 */
export function updateOf(session) {
  const { timeline, index, columns, player, config } = session;
  const { experiment } = /** @type {import("./protocol.js").Config} */ (config);
  const follows = index + 1 < timeline.count && timeline.steps[index + 1] === player.cursor + 1;
  return WEIGHTS.map((name) => {
    const [before, gradient] = [session.value(name), session.value(`grad_${name}`)];
    const rule = experiment.optimizer === "sgd" ? Math.fround(before - rateAt(experiment, player.cursor) * gradient) : NaN;
    return { before, gradient, after: follows ? timeline.at(index + 1, columns.indexOf(name)) : rule };
  });
}

/**
 * The first point that an update sees; -1 as long as its batch is not here.
 * @param {Session} session
 */
export function firstPoint({ config, sample, batch, player }) {
  if (!config || !sample) return -1;
  if (config.experiment.batches_per_epoch > 1) return batch?.step === player.cursor ? batch.indices[0] : -1;
  return sample.held ? sample.held.findIndex((held) => !held) : 0;
}

/**
 * How many points an update sees; the last batch of an epoch may have fewer than the others.
 * @param {import("./protocol.js").ExperimentView} experiment
 * @param {number} step
 */
export function batchSizeAt({ batch_size, batches_per_epoch, num_samples }, step) {
  return Math.min(batch_size, num_samples - (step % batches_per_epoch) * batch_size);
}

export class SlowMotion {
  /**
   * @param {Session} session
   * @param {HTMLElement} host  the panel that it covers while it is open
   * @param {() => void} changed
   */
  constructor(session, host, changed) {
    this.session = session;
    this.host = host;
    /** Opens and closes it; it stands beside the figures. */
    this.button = element("button", { class: "gp-link", type: "button", "aria-expanded": "false" });
    this.button.onclick = () => {
      this.#show(this.root.hidden === true);
      changed();
    };
    this.close = closeButton(() => {
      this.#show(false);
      changed();
      this.button.focus({ preventScroll: true });
    });
    this.title = element("h2", { class: "gp-title" });
    this.waits = element("p", { class: "gp-quiet" });
    this.forward = element("p");
    this.sum = element("p", { class: "gp-slow-sum" });
    this.loss = element("p");
    this.rule = element("p");
    this.heads = COLUMNS.map(() => element("th", { scope: "col" }));
    this.rows = WEIGHTS.map((name) => {
      const cells = COLUMNS.map(() => element("td"));
      const index = name.slice(1);
      const head = element("th", { scope: "row" }, name[0], ...(index ? [element("sub", {}, index)] : []));
      return { cells, row: element("tr", {}, head, ...cells) };
    });
    const table = element(
      "table", { class: "gp-weights" }, element("tr", {}, element("td"), ...this.heads), ...this.rows.map(({ row }) => row),
    );
    this.body = element("div", { class: "gp-slow-body" }, this.forward, this.sum, this.loss, this.rule, table);
    this.root = element(
      "section", { class: "gp-slow", hidden: "" },
      element("div", { class: "gp-slow-head" }, this.title, this.close), this.waits, this.body,
    );
    host.append(this.root);
    /** @type {Say|null} */
    this.say = null;
  }

  /** @param {boolean} open */
  #show(open) {
    this.root.hidden = !open;
    this.host.classList.toggle("is-slow", open);
    setAttribute(this.button, "aria-expanded", String(open));
  }

  /** @param {Say} say */
  relabel(say) {
    this.say = say;
    setText(this.button, say("slow_open"));
    setAttribute(this.close, "aria-label", say("close"));
    this.heads.forEach((cell, at) => setText(cell, say(COLUMNS[at])));
  }

  paint() {
    const { session, say } = this;
    const { player, config, state } = session;
    if (this.root.hidden || !say || !config) return;
    if (config.network) {
      this.#show(false); // only the linear classifier has a button for it
      return;
    }
    setText(this.title, say("slow_title", { step: whole(player.cursor), epoch: whole(session.epoch) }));
    const covered = player.cursor > 0 && session.covered.has("curve");
    const waits = state === "playing" ? say("slow_waits") : covered ? say("question_covered") : session.index < 0 ? UNKNOWN : "";
    setText(this.waits, waits);
    if (this.waits.hidden !== !waits) this.waits.hidden = !waits;
    this.body.classList.toggle("is-old", waits !== "");
    if (!waits) this.#write(say, config.experiment);
    else if (covered) this.body.hidden = true;
  }

  /**
   * @param {Say} say
   * @param {import("./protocol.js").ExperimentView} experiment
   */
  #write(say, experiment) {
    const { session } = this;
    this.body.hidden = false;
    const parts = updateOf(session);
    const point = firstPoint(session);
    const mean = { mean: narrow(session.value("loss")), count: whole(batchSizeAt(experiment, session.player.cursor)) };
    const own = point >= 0 ? this.#onePoint(say, point, parts.map(({ before }) => before), experiment) : null;
    if (!own) for (const line of [this.forward, this.sum]) setText(line, "");
    setText(this.loss, own === null ? say("slow_loss_mean", mean) : say("slow_loss", { ...mean, own }));
    const lr = rate(rateAt(experiment, session.player.cursor));
    const name = session.texts?.panel.knobs.optimizer?.choices?.find(([choice]) => choice === experiment.optimizer)?.[1];
    setText(this.rule, experiment.optimizer === "sgd" ? say("slow_rule", { rate: lr }) : say("slow_rule_other", { optimizer: name ?? "", rate: lr }));
    parts.forEach(({ before, gradient, after }, at) => {
      const known = Number.isFinite(after);
      const texts = [before, gradient, after - before, after].map((value, place) => (place > 1 && !known ? UNKNOWN : narrow(value, 4)));
      texts.forEach((text, place) => setText(this.rows[at].cells[place], text));
    });
  }

  /**
   * The first point's way through the model.
   * @param {Say} say
   * @param {number} point
   * @param {number[]} weights
   * @param {import("./protocol.js").ExperimentView} experiment
   * @returns {string|null}  its loss; null where it has none of its own
   */
  #onePoint(say, point, [w1, w2, b], experiment) {
    const sample = /** @type {import("./protocol.js").SampleData} */ (this.session.sample);
    const { inputs, labels } = sample;
    const [x1, x2] = [inputs[2 * point], inputs[2 * point + 1]];
    const answer = output({ w1, w2, b }, x1, x2);
    setText(this.forward, say("slow_forward", { point: whole(point), label: className(sample, labels[point], say), target: labels[point] }));
    setText(this.sum, `${narrow(w1, 4)} · ${inBrackets(x1)} ${signed(w2)} · ${inBrackets(x2)} ${signed(b)} = ${narrow(answer, 4)}`);
    const loss = experiment.targets === "flat" ? undefined : LOSSES[String(experiment.loss)];
    return loss && Number.isFinite(answer) ? narrow(loss([answer], labels[point])) : null;
  }
}
