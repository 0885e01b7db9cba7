/**
 * The race of all optimizers: the first run again with each of them, at its own learning rate or each at the best one of a
 * ladder of rates. The server tries those (playground.compare.best_rates) a little at a time, as long as it is asked.
 */

import { languageWord, queryOf } from "../stage/address_bar.js";
import { element, setAttribute, setText } from "../stage/dom.js";

/** @typedef {import("./comparison.js").Comparison} Comparison */
/** @typedef {import("../stage/draft/mid_run_changes.js").Words} Words */

/** What the server answers. @typedef {{key: string, status: "running"|"busy"|"absent"|"failed"|"done", done: number, count: number, best?: Record<string, string>}} Answer */

/** A trainer that is busy is asked again after so many ms. */
const AGAIN = 600;

export class Race {
  /**
   * @param {Comparison} comparison
   * @param {(asked: {key: string, page: string, words: Words}) => void} send
   */
  constructor(comparison, send) {
    this.comparison = comparison;
    this.send = send;
    this.one = this.#choice(false);
    this.best = this.#choice(true);
    this.choices = element("div", { class: "gp-tool-row", role: "group" }, this.one, this.best);
    this.start = element("button", { class: "gp-button", type: "button" });
    this.start.onclick = () => (this.asked ? this.#stop() : this.#begin());
    this.help = element("p", { class: "gp-quiet" });
    this.state = element("p", { class: "gp-quiet", role: "status" });
    this.proof = element("a", {});
    this.root = element("section", { class: "gp-knob-group gp-race", "data-testid": "race" }, this.choices, this.start, this.state, this.help, this.proof);
    /** What the server tries rates for, until it has found the best ones. @type {{key: string, page: string, words: Words}|null} */
    this.asked = null;
    /** @type {Answer|null} */
    this.answer = null;
    this.tries = 0;
    this.timer = 0;
  }

  /** @param {boolean} isBest */
  #choice(isBest) {
    const button = element("button", { class: "gp-toggle", type: "button" });
    button.onclick = () => this.comparison.look({ best_rates: isBest });
    return button;
  }

  get isBest() {
    return this.comparison.looks.values.best_rates;
  }

  #begin() {
    const [first] = this.comparison.runs;
    if (!first) return;
    const { page, words } = first.pin;
    this.answer = null;
    if (this.isBest) this.#ask(page, words);
    else this.#run(page, words, {});
    this.comparison.changed(true);
  }

  /** @param {string} page @param {Words} words */
  #ask(page, words) {
    this.tries += 1;
    this.asked = { key: `race-${this.tries}`, page, words };
    this.send(this.asked);
  }

  #stop() {
    clearTimeout(this.timer);
    this.asked = this.answer = null;
    this.comparison.changed(true);
  }

  /**
   * The first run with each optimizer; what was changed in the middle of it belongs to its own rate.
   * @param {string} page
   * @param {Words} words
   * @param {Record<string, string>} rates
   */
  #run(page, words, rates) {
    const { comparison } = this;
    const { lr_changes: _, edits: __, ...plain } = words;
    comparison.replace((comparison.data?.optimizers ?? []).map(([optimizer]) => ({
      page,
      words: rates[optimizer] ? { ...plain, optimizer, lr: rates[optimizer] } : { ...words, optimizer },
    })));
  }

  /** @param {Answer} answer */
  receive(answer) {
    const { asked } = this;
    if (!asked || answer.key !== asked.key) return;
    this.answer = answer;
    if (answer.status === "done") {
      this.asked = null;
      this.#run(asked.page, asked.words, answer.best ?? {});
    } else if (answer.status === "running" || answer.status === "busy") {
      clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.#ask(asked.page, asked.words), answer.status === "busy" ? AGAIN : 0);
    } else this.asked = null;
    this.comparison.changed(true);
  }

  paint() {
    const { comparison, answer, isBest, asked } = this;
    const { say, runs, data } = comparison;
    this.root.hidden = !runs.length || !data;
    if (!data) return;
    const { rates, count, steps } = data.race;
    const [first] = runs;
    const own = Number(first?.config?.experiment.steps ?? steps);
    const limit = Math.min(own, steps);
    setText(this.one, say("race_one"));
    setText(this.best, say("race_best"));
    setAttribute(this.choices, "aria-label", say("race_rates"));
    setAttribute(this.one, "aria-pressed", String(!isBest));
    setAttribute(this.best, "aria-pressed", String(isBest));
    setText(this.start, say(asked ? "race_stop" : "race"));
    const values = { count: data.optimizers.length, rates: count, low: rates.split(",")[0], high: rates.split(",").at(-1) ?? "", steps: limit };
    setText(this.help, say(isBest ? "race_best_help" : "race_help", values));
    const trouble = answer && answer.status !== "running" && answer.status !== "done" ? say(`race_${answer.status}`) : "";
    setText(this.state, trouble || (asked ? say("race_trying", { done: answer?.done ?? 0, count: answer?.count ?? count * data.optimizers.length }) : ""));
    this.state.hidden = !this.state.textContent;
    this.root.dataset.state = asked ? "trying" : "idle";
    this.proof.hidden = !isBest || !first;
    setText(this.proof, say("race_proof"));
    if (first) setAttribute(this.proof, "href", this.#proof(first.pin.words, limit));
  }

  /** The address of the sweep that the rates come from. @param {Words} words @param {number} steps */
  #proof(words, steps) {
    const { data } = this.comparison;
    const { lr_changes: _, edits: __, stop: ___, ...plain } = words;
    const address = new URL(data?.paths.sweep ?? "", document.baseURI);
    const optimizers = (data?.optimizers ?? []).map(([name]) => name).join(",");
    const query = { ...plain, steps: String(steps), optimizer: "sgd", x: "lr", x_values: data?.race.rates ?? "", y: "optimizer", y_values: optimizers };
    address.search = queryOf({ ...query, ...languageWord() });
    return String(address);
  }
}
