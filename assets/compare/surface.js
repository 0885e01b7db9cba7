/**
 * The loss surface of the linear model with the paths of all runs that walk on it: those on the same points with the same
 * loss as the first such run. Python describes the surface, and is asked again where that takes another one.
 */

import { element, setAttribute, setText } from "../stage/dom.js";
import { MOST_PINNED } from "../stage/pins.js";
import { Surface } from "../stage/surface.js";
import { CALM } from "./difference.js";
import { fixed } from "../stage/words.js";
import { formatValue } from "../stage/draw/ticks.js";
import { updateAt } from "./inner_state.js";
import { Fan } from "./fan.js";
import { Relief } from "./relief.js";
import { WEIGHTS, boxSeen, drawOptimum, drawPath, drawSurface, drawUpdate, placeUnder, rangeOf, surfacePlane, wayOf } from "./surface_draw.js";
import { boxOf, formOf, updateOf } from "./surface_form.js";

/** @typedef {import("./comparison.js").Comparison} Comparison */
/** @typedef {import("../stage/pinned_run.js").Run} Run */
/** @typedef {import("./surface_form.js").Answer} Answer */
/** @typedef {import("./surface_form.js").Box} Box */
/** @typedef {import("./surface_form.js").Form} Form */
/** @typedef {import("../stage/draw/types.js").Theme} Theme */
/** @typedef {import("../tape/plane.js").Plane} Plane */

/** What the page is asked for. @typedef {{key: string, page: string, words: Record<string, string>, box: Box|null, bias: number|null}} Asked */

/** From the fifth run on lines are dashed, as the curves are. */
const DASHED = 4;
/** More paths than this are drawn thinner. */
const FEW = 3;
/** A cursor that rests for so many ms asks for the surface at its bias. */
const REST = 250;
const AGAIN = 900;

export class LossSurface {
  /**
   * @param {Comparison} comparison
   * @param {(asked: Asked) => void} send
   * @param {(asked: import("./fan.js").Asked) => void} sendFan
   */
  constructor(comparison, send, sendFan) {
    this.comparison = comparison;
    this.send = send;
    this.best = this.#choice(false);
    this.current = this.#choice(true);
    this.steps = element("button", { class: "gp-toggle", type: "button" });
    this.steps.onclick = () => comparison.look({ steps: !this.hasSteps });
    this.fan = new Fan(comparison, sendFan);
    this.told = element("p", { class: "gp-quiet gp-surface-told" });
    this.note = element("p", { class: "gp-quiet" });
    this.panel = element("div", { class: "gp-surface-canvas" });
    this.tools = element("div", { class: "gp-compare-tools", role: "group" }, this.best, this.current, this.steps, this.fan.button);
    this.readout = element("p", { class: "gp-surface-readout" });
    this.root = element("section", { class: "gp-compare-curves gp-compare-surface", "data-testid": "surface", role: "group" },
      element("div", { class: "gp-compare-bar" }, this.tools, this.told),
      this.panel, this.readout, this.note);
    this.surface = new Surface(this.panel, [{ still: true }, { still: false }], () => comparison.changed(true));
    this.relief = new Relief(comparison, this.surface.canvases[1]);
    this.tools.append(this.relief.button);
    /** @type {Answer|null} */
    this.answer = null;
    /** What the answer is of. @type {(Asked & {base: string})|null} */
    this.asked = null;
    this.tries = 0;
    this.timer = 0;
    /** @type {Plane|null} */
    this.plane = null;
    /** @type {Form|null} */
    this.form = null;
    /** @type {Box|null} */
    this.box = null;
    this.still = "";
    this.stillAt = -Infinity;
    /** @type {[number, number]|null} */
    this.hovered = null;
    /** @type {WeakMap<Run, {key: string, way: import("./surface_draw.js").Way}>} */
    this.ways = new WeakMap();
    this.#listen();
  }

  /** @param {boolean} isCurrent */
  #choice(isCurrent) {
    const button = element("button", { class: "gp-toggle", type: "button" });
    button.onclick = () => this.comparison.look({ current_b: isCurrent });
    return button;
  }

  /** Whether the surface is that of the bias under the cursor, and not of the best one. */
  get isCurrent() {
    return this.comparison.looks.values.current_b;
  }

  /** Whether the next update of each run is drawn as arrows. */
  get hasSteps() {
    return this.comparison.looks.values.steps;
  }

  #listen() {
    const canvas = this.surface.canvases[1];
    const place = (/** @type {MouseEvent} */ event) => (this.plane && !this.relief.isOn ? placeUnder(this.plane, event) : null);
    const hover = (/** @type {[number, number]|null} */ at) => {
      this.hovered = at;
      this.comparison.changed();
    };
    canvas.onpointermove = canvas.onpointerdown = (event) => hover(place(event));
    canvas.onpointerleave = () => hover(null);
    // The place that was read, and not the click's own: a click is told in whole pixels.
    canvas.onclick = (event) => this.#startAt(this.hovered ?? place(event));
  }

  /** Pin a run that starts at a place, else as the first one does. @param {[number, number]|null} place */
  #startAt(place) {
    const { comparison, form } = this;
    const run = this.first;
    if (!place || !form || run?.pin.page !== "linear" || comparison.runs.length >= MOST_PINNED) return;
    const [w1, w2] = place.map((value) => Number(value.toFixed(3)));
    const b = Number(form.bias(w1, w2).toFixed(3));
    comparison.add([{ page: "linear", words: { ...run.pin.words, w1: String(w1), w2: String(w2), b: String(b) } }]);
  }

  /** The first run of a linear model, whose surface is shown. @returns {Run|undefined} */
  get first() {
    return this.comparison.runs.find((run) => run.columns.includes("w1") && run.sample);
  }

  /** The runs on the surface. @returns {Run[]} */
  get walkers() {
    const { first } = this;
    return first ? this.comparison.runs.filter((run) => run.columns.includes("w1") && baseOf(run) === baseOf(first)) : [];
  }

  relabel() {
    const { say } = this.comparison;
    setText(this.best, say("best_b"));
    setText(this.current, say("current_b"));
    setText(this.steps, say("steps"));
    setAttribute(this.root, "aria-label", say("surface"));
    this.still = "";
  }

  /** @param {Answer} answer */
  receive(answer) {
    if (answer.key !== this.asked?.key || answer === this.answer) return;
    this.answer = answer;
    this.still = "";
    this.comparison.changed(true);
  }

  /** Ask for the surface that is to be shown, unless it is there. */
  #ask() {
    const { first, plane, asked, answer, isCurrent } = this;
    if (!first || !plane) return;
    const box = boxSeen(plane);
    const base = baseOf(first);
    const isOfBase = asked?.base === base && answer?.key === asked.key;
    if (isOfBase && (answer.kind === "parabola" || answer.kind === "none")) return;
    const isRefused = isOfBase && answer.kind !== "grid";
    const wantsBias = isCurrent || (isOfBase && answer.best_bias === false);
    const bias = wantsBias && Number.isFinite(first.value("b")) ? Number(first.value("b").toFixed(4)) : null;
    const isSame = asked && asked.base === base && JSON.stringify([asked.box, asked.bias]) === JSON.stringify([box, bias]);
    if (isSame && !isRefused) return;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.tries += 1;
      this.asked = { key: `${this.tries}`, page: first.pin.page, words: first.pin.words, box, bias, base };
      const { base: _, ...sent } = this.asked;
      this.send(sent);
    }, isRefused ? AGAIN : asked?.base === base ? REST : 0);
  }

  /**
   * @param {Theme} theme
   * @param {boolean} fresh
   * @param {number} now
   */
  paint(theme, fresh, now) {
    const { comparison, surface, first } = this;
    const { say, clock } = comparison;
    const { playing } = clock.player;
    if (fresh || !this.box) this.#frame();
    this.plane = this.box && surface.ready ? surfacePlane(this.box, surface) : null;
    if (!playing) this.#ask();
    this.fan.ask(playing);
    const answer = first && this.asked?.base === baseOf(first) && this.answer?.key === this.asked.key ? this.answer : first ? this.#former(first) : null;
    this.#label(answer);
    if (!surface.ready) return;
    const bias = this.isCurrent && first ? first.value("b") : null;
    const { plane } = this;
    const form = answer && plane ? formOf(answer, Number.isFinite(bias) ? bias : null) : null;
    this.form = form;
    if (!form || !plane || !answer) {
      for (const layer of [0, 1]) surface.paint(layer, () => undefined);
      this.still = "";
      return;
    }
    if (this.relief.isOn && this.box) {
      const key = JSON.stringify([this.box, answer.key, answer.kind === "parabola" ? bias : 0]);
      this.still = "";
      this.relief.paint(surface, theme, { form, box: this.box, key, walkers: this.walkers.reverse().map((run) => ({ run, place: (row) => [run.at(row, "w1"), run.at(row, "w2")] })), names: WEIGHTS, optimum: answer.optimum ?? null, fresh });
      this.#read(form);
      return;
    }
    const key = JSON.stringify([plane.width, plane.height, this.box, answer.key, answer.kind === "parabola" ? bias : 0, playing && this.isCurrent, say("optimum")]);
    if (fresh || (key !== this.still && !(playing && now - this.stillAt < CALM))) {
      this.still = key;
      this.stillAt = now;
      const range = rangeOf(plane, form, this.isCurrent ? null : (answer.floor ?? null));
      surface.paint(0, (ctx) => drawSurface(ctx, plane, theme, form, range, playing && this.isCurrent));
    }
    surface.paint(1, (ctx) => {
      const walkers = this.walkers.reverse();
      if (this.hasSteps) {
        for (const run of this.#withArrows) {
          const update = updateOf(run);
          const carried = updateAt(run, comparison.slotsOf(run))?.carried ?? null;
          if (update) drawUpdate(ctx, plane, theme, { ...update, carried }, comparison.colours[comparison.runs.indexOf(run)]);
        }
      }
      for (const run of walkers) {
        const place = comparison.runs.indexOf(run);
        const way = this.#way(run, plane);
        const path = { way, cursor: Math.max(0, run.index), colour: comparison.colours[place], number: place + 1, dashed: place >= DASHED, isOneOfMany: walkers.length > FEW };
        if (way.rows.length) drawPath(ctx, plane, theme, path);
      }
      this.fan.draw(ctx, plane, theme, this.root);
      drawOptimum(ctx, plane, theme, answer.optimum ?? null, say("optimum"));
    });
    this.#read(form);
  }

  /** Arrows of many runs would lie over each other: then they are those of the run that is read. */
  get #withArrows() {
    const { walkers, comparison } = this;
    const { readRun } = comparison;
    return walkers.length <= FEW ? walkers : walkers.filter((run) => run === readRun);
  }

  /** The answer from before goes on being shown until the next one is there, as long as it is of the same loss. @param {Run} first */
  #former(first) {
    return this.asked?.base === baseOf(first) && this.answer && this.answer.kind !== "none" ? this.answer : null;
  }

  /** The part of the plane that is shown: it holds still while the cursor moves. */
  #frame() {
    const { walkers } = this;
    const box = boxOf(walkers, this.first?.config?.theory?.optimum);
    if (JSON.stringify(box) !== JSON.stringify(this.box)) this.box = walkers.some(({ state }) => state === "loading") && this.box ? this.box : box;
  }

  /**
   * @param {Run} run
   * @param {Plane} plane
   */
  #way(run, plane) {
    const { timeline } = run;
    const key = `${timeline.version}|${timeline.count}|${plane.left}|${plane.right}|${plane.top}|${plane.bottom}|${plane.x0}|${plane.y0}|${plane.x1}`;
    let known = this.ways.get(run);
    if (known?.key !== key) {
      const column = (/** @type {string} */ name) => Float32Array.from({ length: timeline.count }, (_, row) => run.at(row, name));
      known = { key, way: wayOf(plane, column("w1"), column("w2")) };
      this.ways.set(run, known);
    }
    return known.way;
  }

  /** @param {Answer|null|undefined} answer */
  #label(answer) {
    const { comparison, first, walkers } = this;
    const { say, runs } = comparison;
    const hasBest = answer?.best_bias !== false;
    this.best.hidden = this.current.hidden = !first || !hasBest;
    setAttribute(this.best, "aria-pressed", String(!this.isCurrent));
    setAttribute(this.current, "aria-pressed", String(this.isCurrent));
    setAttribute(this.steps, "aria-pressed", String(this.hasSteps));
    this.steps.hidden = !first || this.relief.isOn;
    const number = first ? runs.indexOf(first) + 1 : 0;
    const others = runs.filter((run) => run.state !== "loading" && !walkers.includes(run)).map((run) => String(runs.indexOf(run) + 1));
    const notes = [walkers.length > 1 ? say("surface_of", { number, count: walkers.length }) : "", others.length && first ? say("surface_others", { runs: others.join(", ") }) : ""];
    if (this.hasSteps && first && !this.relief.isOn) {
      const [only, ...more] = this.#withArrows;
      notes.unshift(say("steps_help"), only && !more.length && walkers.length > 1 ? say("steps_of", { number: runs.indexOf(only) + 1 }) : "");
    }
    this.fan.paint(first !== undefined && !this.relief.isOn, this.plane);
    this.relief.label(first !== undefined);
    notes.unshift(this.relief.isOn ? say("relief_help") : this.fan.note);
    if (!first) notes.unshift(say("surface_none"));
    else if (answer?.kind === "none") notes.unshift(say("surface_flat"));
    else if (!answer) notes.unshift(say("surface_wait"));
    setText(this.note, notes.filter(Boolean).join(" "));
    this.note.hidden = !notes.some(Boolean);
    const step = comparison.clock.player.cursor;
    const told = this.isCurrent || !hasBest ? say("surface_now", { b: first ? fixed(first.value("b"), 4) : "–", step, number }) : say("surface_best");
    setText(this.told, first ? told : "");
  }

  /** The place under the pointer on the surface; else where the first run stands, with its own bias and loss. @param {Form} form */
  #read(form) {
    const { hovered, comparison, first } = this;
    const { say, runs, clock } = comparison;
    if (!first) return;
    const [w1, w2] = hovered ?? [first.value("w1"), first.value("w2")];
    const [loss, bias] = hovered ? [form.loss(w1, w2), form.bias(w1, w2)] : [first.value(first.columnOf("loss")), first.value("b")];
    const where = hovered ? say("surface_here") : say("surface_run", { number: runs.indexOf(first) + 1, step: clock.player.cursor });
    setText(this.readout, say("surface_readout", { where, w1: fixed(w1, 3), w2: fixed(w2, 3), b: fixed(bias, 3), loss: formatValue(loss) }));
    Object.assign(this.root.dataset, { loss: String(loss), bias: String(bias), at: `${w1},${w2}`, walkers: String(this.walkers.length) });
    this.panel.classList.toggle("can-turn", this.relief.isOn);
    this.panel.classList.toggle("can-start", !this.relief.isOn && first.pin.page === "linear" && runs.length < MOST_PINNED);
  }
}

/**
 * What a surface depends on: the points that are trained on, and the loss.
 * @param {Run} run
 */
function baseOf(run) {
  const values = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (run.config?.experiment ?? {}));
  const { loss, targets, l1, l2, val, features } = values;
  return JSON.stringify([run.sample?.id, loss, targets, l1, l2, val, features]);
}
