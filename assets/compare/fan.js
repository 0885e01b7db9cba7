/**
 * The gradients of all mini-batches of the epoch, as a fan of arrows from where a run stands: each the step that this batch
 * would take, their mean the step of all points. Python computes them (playground.compare.fan) when the cursor rests.
 */

import { fade } from "../stage/draw/colour.js";
import { element, setAttribute, setText } from "../stage/dom.js";
import { drawArrow } from "./surface_draw.js";
import { rateAt } from "./inner_state.js";

/** @typedef {import("./comparison.js").Comparison} Comparison */
/** @typedef {import("../stage/pinned_run.js").Run} Run */
/** @typedef {import("../stage/draw/types.js").Context} Context */
/** @typedef {import("../stage/draw/types.js").Theme} Theme */
/** @typedef {import("../tape/plane.js").Plane} Plane */

/** @typedef {{key: string, page: string, words: Record<string, string>, step: number, weights: number[]}} Asked */
/** `taken`: the place of the batch that the step itself uses. @typedef {{key: string, kind: "fan"|"none", count?: number, gradients?: [number, number][], full?: number[], taken?: number}} Answer */

/** A cursor that rests for so many ms asks. */
const REST = 120;
/** The arrow of all points is at least so long, pixels, if the others leave room for it. */
const LONG = 70;
const ZOOMS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

export class Fan {
  /**
   * @param {Comparison} comparison
   * @param {(asked: Asked) => void} send
   */
  constructor(comparison, send) {
    this.comparison = comparison;
    this.send = send;
    this.button = element("button", { class: "gp-toggle", type: "button" });
    this.button.onclick = () => comparison.look({ fan: !this.isOn });
    /** @type {Asked|null} */
    this.asked = null;
    /** @type {Answer|null} */
    this.answer = null;
    this.tries = 0;
    this.timer = 0;
    this.zoom = 1;
  }

  get isOn() {
    return this.comparison.looks.values.fan;
  }

  /** The run whose fan is shown: the one that is read, if it trains on mini-batches. @returns {Run|null} */
  get run() {
    const { readRun } = this.comparison;
    return readRun && readRun.epochSize > 1 ? readRun : null;
  }

  /** @param {Run} run */
  #wanted(run) {
    const weights = ["w1", "w2", "b"].map((name) => run.value(name));
    return { page: run.pin.page, words: run.pin.words, step: run.timeline.steps[run.index], weights };
  }

  /** Ask for the fan of the cursor's step, unless it is there. @param {boolean} playing */
  ask(playing) {
    const { run, asked } = this;
    clearTimeout(this.timer);
    if (!this.isOn || !run || playing || run.index < 0) return;
    const wanted = this.#wanted(run);
    if (asked && sameQuestion(asked, wanted) && this.answer?.key === asked.key) return;
    if (!wanted.weights.every(Number.isFinite)) return;
    this.timer = window.setTimeout(() => {
      this.tries += 1;
      this.asked = { key: `fan-${this.tries}`, ...wanted };
      this.send(this.asked);
    }, REST);
  }

  /** @param {Answer} answer */
  receive(answer) {
    if (answer.key !== this.asked?.key || answer === this.answer) return;
    this.answer = answer;
    this.comparison.changed(true);
  }

  /** The answer, if it is of the cursor's step. */
  get #shown() {
    const { run, asked, answer, isOn } = this;
    const isOf = isOn && run && asked && answer?.kind === "fan" && answer.key === asked.key && sameQuestion(asked, this.#wanted(run));
    return isOf ? answer : null;
  }

  /**
   * The button, and how many times as long as they are the arrows are drawn.
   * @param {boolean} isPossible
   * @param {Plane|null} plane
   */
  paint(isPossible, plane) {
    const answer = this.#shown;
    if (answer && plane) this.zoom = this.#zoomOf(answer, plane);
    this.button.hidden = !isPossible || !this.run;
    setText(this.button, this.comparison.say("fan"));
    setAttribute(this.button, "aria-pressed", String(this.isOn));
  }

  /**
   * So that the arrow of all points can be seen, unless the longest one would leave the picture.
   * @param {Answer} answer
   * @param {Plane} plane
   */
  #zoomOf({ full = [0, 0], gradients = [] }, plane) {
    const run = /** @type {Run} */ (this.run);
    const unit = Math.abs(plane.x(1) - plane.x(0)) * rateAt(run, run.timeline.steps[run.index]);
    const longest = Math.max(...gradients.map(([x, y]) => Math.hypot(x, y))) * unit;
    const most = (plane.right - plane.left) / 3;
    const last = ZOOMS.findLastIndex((zoom) => zoom * longest <= most);
    const wished = ZOOMS.findIndex((zoom) => zoom * Math.hypot(full[0], full[1]) * unit >= LONG);
    return ZOOMS[Math.max(0, wished < 0 ? last : Math.min(last, wished))];
  }

  /** What is to be said below the picture, "" for nothing. */
  get note() {
    const { comparison, run, isOn } = this;
    if (!isOn || !run) return "";
    const answer = this.#shown;
    const { say, runs } = comparison;
    if (!answer) return "";
    const text = say("fan_help", { count: answer.count ?? 0, number: runs.indexOf(run) + 1 });
    return this.zoom > 1 ? `${text} ${say("fan_zoom", { zoom: this.zoom })}` : text;
  }

  /**
   * @param {Context} ctx
   * @param {Plane} plane
   * @param {Theme} theme
   * @param {HTMLElement} root  is told what is drawn
   */
  draw(ctx, plane, theme, root) {
    const { run, comparison } = this;
    const answer = this.#shown;
    root.dataset.batches = String(answer?.count ?? 0);
    root.dataset.full = answer?.full?.join(",") ?? "";
    if (!run || !answer?.gradients || !answer.full) return;
    const from = /** @type {[number, number]} */ ([run.value("w1"), run.value("w2")]);
    const rate = rateAt(run, run.timeline.steps[run.index]);
    const by = (/** @type {readonly number[]} */ gradient) => /** @type {[number, number]} */ ([-rate * this.zoom * gradient[0], -rate * this.zoom * gradient[1]]);
    ctx.save();
    ctx.beginPath();
    ctx.rect(plane.left, plane.top, plane.right - plane.left, plane.bottom - plane.top);
    ctx.clip();
    ctx.strokeStyle = fade(theme.text, answer.gradients.length > 60 ? 0.22 : 0.4);
    ctx.lineWidth = 1;
    ctx.beginPath();
    for (const gradient of answer.gradients) {
      const [dx, dy] = by(gradient);
      ctx.moveTo(plane.x(from[0]), plane.y(from[1]));
      ctx.lineTo(plane.x(from[0] + dx), plane.y(from[1] + dy));
    }
    ctx.stroke();
    ctx.fillStyle = fade(theme.text, 0.6);
    for (const gradient of answer.gradients) {
      const [dx, dy] = by(gradient);
      ctx.beginPath();
      ctx.arc(plane.x(from[0] + dx), plane.y(from[1] + dy), 1.8, 0, 2 * Math.PI);
      ctx.fill();
    }
    drawArrow(ctx, plane, theme, from, by(answer.gradients[answer.taken ?? 0]), comparison.colours[comparison.runs.indexOf(run)], []);
    drawArrow(ctx, plane, theme, from, by(answer.full), theme.text, []);
    ctx.restore();
  }
}

/**
 * @param {Omit<Asked, "key">} one
 * @param {Omit<Asked, "key">} other
 */
function sameQuestion(one, other) {
  return one.step === other.step && one.page === other.page && one.words === other.words && one.weights.every((weight, at) => weight === other.weights[at]);
}
