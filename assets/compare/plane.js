/**
 * The loss of a network on a plane through start and end of its run and a random direction, seen from above or in three
 * dimensions, with the run's way on it. Python says the directions first, then the losses, some rows of the grid at a time.
 */

import { element, setAttribute, setText } from "../stage/dom.js";
import { formatValue } from "../stage/draw/ticks.js";
import { Surface } from "../stage/surface.js";
import { fixed, percent } from "../stage/words.js";
import { MOST_SEEDS } from "./looks.js";
import { boxOfShadow, judgement, lastGood, shadowOf } from "./plane_form.js";
import { Relief } from "./relief.js";
import { RunMarks } from "./run_marks.js";
import { boxSeen, drawEnds, drawPath, drawSurface, placeUnder, rangeOf, surfacePlane, wayOf } from "./surface_draw.js";
import { formOf } from "./surface_form.js";

/** @typedef {import("./comparison.js").Comparison} Comparison */
/** @typedef {import("./plane_form.js").Directions} Directions */
/** @typedef {import("../stage/pinned_run.js").Run} Run */
/** @typedef {import("../stage/draw/types.js").Theme} Theme */
/** @typedef {import("../tape/plane.js").Plane} Plane */
/** @typedef {import("./surface_form.js").Box} Box */
/** @typedef {import("./surface_form.js").Form} Form */

/** @typedef {{key: string, page: string, words: Record<string, string>, start: number[], end: number[], seed: number, box: Box|null, row: number}} Asked */
/** @typedef {{key: string, kind: "directions"|"rows"|"none"|"warming"|"busy"|"failed", row?: number, losses?: number[]} & Partial<Directions>} Answer */

/** A size that rests for so many ms is asked about; and so long until a busy trainer is asked again. */
const REST = 200;
const AGAIN = 900;

export class NetworkSurface {
  /**
   * @param {Comparison} comparison
   * @param {(asked: Asked) => void} send
   */
  constructor(comparison, send) {
    this.comparison = comparison;
    this.send = send;
    this.marks = new RunMarks(comparison, (run) => comparison.choose("plane", run));
    this.other = element("button", { class: "gp-toggle", type: "button" });
    this.other.onclick = () => comparison.look({ seed: (this.seed + 1) % MOST_SEEDS });
    this.told = element("p", { class: "gp-quiet gp-surface-told" });
    this.panel = element("div", { class: "gp-surface-canvas" });
    this.bar = element("progress", { class: "gp-plane-progress", hidden: "" });
    this.readout = element("p", { class: "gp-surface-readout" });
    this.off = element("p", { class: "gp-surface-readout gp-plane-off" });
    this.note = element("p", { class: "gp-quiet", "aria-live": "polite" });
    this.root = element("section", { class: "gp-compare-curves gp-compare-surface", "data-testid": "plane", role: "group", hidden: "" },
      element("div", { class: "gp-compare-bar" }, element("div", { class: "gp-compare-tools", role: "group" }, this.marks.root, this.other), this.told),
      this.panel, this.bar, this.readout, this.off, this.note);
    this.surface = new Surface(this.panel, [{ still: true }, { still: false }], () => comparison.changed(true));
    this.relief = new Relief(comparison, this.surface.canvases[1]);
    this.other.after(this.relief.button);
    this.tries = 0;
    this.timer = 0;
    /** The question that is under way. @type {Asked|null} */
    this.asked = null;
    /** @type {Answer|null} */
    this.answer = null;
    /** What the plane goes through: the run's rows and the seed. */
    this.base = "";
    this.last = 0;
    /** @type {Directions|null} */
    this.axes = null;
    /** @type {import("./plane_form.js").Shadow|null} */
    this.shadow = null;
    /** The part that is seen. @type {Box|null} */
    this.box = null;
    /** What is computed of it. @type {{box: Box, losses: number[]}|null} */
    this.coming = null;
    /** The newest whole surface of this plane. @type {{form: Form, box: Box}|null} */
    this.shown = null;
    this.kind = "";
    this.still = "";
    /** @type {[number, number]|null} */
    this.hovered = null;
    /** @type {Plane|null} */
    this.plane = null;
    const canvas = this.surface.canvases[1];
    const hover = (/** @type {PointerEvent} */ event) => {
      this.hovered = this.plane && !this.relief.isOn ? placeUnder(this.plane, event) : null;
      comparison.changed();
    };
    canvas.onpointermove = canvas.onpointerdown = hover;
    canvas.onpointerleave = () => {
      this.hovered = null;
      comparison.changed();
    };
  }

  /** Runs that have a plane: networks with all of their rows. @returns {Run[]} */
  get networks() {
    return this.comparison.runs.filter((run) => run.weightCount && run.config && run.state === "done");
  }

  /** The run whose plane is shown: the viewer's, or the first one. @returns {Run|undefined} */
  get run() {
    const { networks, comparison } = this;
    return networks.find((run) => run === comparison.chosen.plane) ?? networks[0];
  }

  /** The number of the random direction. */
  get seed() {
    return this.comparison.looks.values.seed;
  }

  relabel() {
    const { say } = this.comparison;
    setText(this.other, say("plane_other"));
    setAttribute(this.root, "aria-label", say("plane"));
    setAttribute(this.marks.root, "aria-label", say("plane_of"));
    setAttribute(this.bar, "aria-label", say("surface_wait"));
    this.still = "";
  }

  /** @param {Answer} answer */
  receive(answer) {
    const { asked, coming } = this;
    if (!asked || answer === this.answer || answer.key !== asked.key) return;
    this.answer = answer;
    this.asked = null;
    this.kind = answer.kind;
    const { along, across, length, filter_length, cells } = answer;
    if (answer.kind === "directions" && along && across && length && filter_length && cells) {
      this.axes = { along, across, length, filter_length, cells };
      this.shadow = null;
    } else if (answer.kind === "rows" && coming && answer.losses && this.axes) {
      coming.losses.push(...answer.losses);
      const side = this.axes.cells + 1;
      if (coming.losses.length >= side * side) {
        const form = formOf({ key: "", kind: "grid", box: coming.box, cells: this.axes.cells, losses: coming.losses, biases: coming.losses }, null);
        if (form) this.shown = { form, box: coming.box };
        this.still = "";
      }
    }
    this.comparison.changed(true);
  }

  /** Forget what belongs to another plane. @param {Run} run */
  #beginPlane(run) {
    const base = JSON.stringify([run.pin.page, run.pin.words, run.timeline.version, this.seed]);
    if (base === this.base) return;
    Object.assign(this, { base, asked: null, axes: null, shadow: null, box: null, coming: null, shown: null, kind: "", still: "", last: lastGood(run) });
  }

  /** Ask for what is missing: the directions, then rows of the grid. @param {Run} run */
  #ask(run) {
    const { axes, plane, asked, kind } = this;
    if (asked || kind === "none" || kind === "failed") return;
    const isLate = kind === "busy" || kind === "warming";
    let wait = isLate ? AGAIN : 0;
    if (axes) {
      if (!plane) return;
      const box = boxSeen(plane);
      const side = axes.cells + 1;
      const { coming } = this;
      if (JSON.stringify(coming?.box) !== JSON.stringify(box)) {
        if (coming) wait = Math.max(wait, REST);
        this.coming = { box, losses: [] };
      } else if (coming && coming.losses.length >= side * side) return;
    }
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      const [start, end] = [0, this.last].map((row) => Array.from(run.timeline.weights(row, run.weightCount) ?? []));
      this.tries += 1;
      const { coming } = this;
      const row = coming && this.axes ? coming.losses.length / (this.axes.cells + 1) : 0;
      this.asked = { key: `plane-${this.tries}`, page: run.pin.page, words: run.pin.words, start, end, seed: this.seed, box: coming?.box ?? null, row };
      this.send(this.asked);
    }, wait);
  }

  /**
   * @param {Theme} theme
   * @param {boolean} fresh
   */
  paint(theme, fresh) {
    const { comparison, surface, run } = this;
    const { say } = comparison;
    if (fresh) this.#label(run);
    if (run) this.#beginPlane(run);
    const { axes } = this;
    if (run && axes) {
      this.shadow ??= shadowOf(run, axes);
      this.box ??= boxOfShadow(this.shadow, this.last, axes.length);
    }
    this.plane = this.box && surface.ready ? surfacePlane(this.box, surface) : null;
    if (run) this.#ask(run);
    this.#tell(run);
    const { plane, shown, shadow } = this;
    if (!surface.ready) return;
    if (!run || !plane || !shadow || !axes) {
      for (const layer of [0, 1]) surface.paint(layer, () => undefined);
      this.still = "";
      return;
    }
    const names = { x: say("plane_along"), y: say("plane_across") };
    /** @type {import("./surface_draw.js").End[]} */
    const ends = [[0, 0, say("plane_start")], [axes.length, 0, say("plane_end")]];
    if (this.relief.isOn && shown && this.box) {
      this.still = "";
      const walkers = [{ run, place: (/** @type {number} */ row) => /** @type {[number, number]} */ ([shadow.along[row], shadow.across[row]]) }];
      this.relief.paint(surface, theme, { form: shown.form, box: this.box, key: JSON.stringify([this.base, shown.box]), walkers, names, ends, fresh });
      return;
    }
    const key = JSON.stringify([plane.width, plane.height, this.box, shown?.box, names]);
    if (fresh || key !== this.still) {
      this.still = key;
      surface.paint(0, (ctx) => {
        if (shown) drawSurface(ctx, plane, theme, shown.form, rangeOf(plane, shown.form, null), false, names);
      });
    }
    surface.paint(1, (ctx) => {
      const place = comparison.runs.indexOf(run);
      const path = { way: wayOf(plane, shadow.along, shadow.across), cursor: Math.max(0, run.index), colour: comparison.colours[place], number: place + 1, dashed: false, isOneOfMany: false };
      drawPath(ctx, plane, theme, path);
      drawEnds(ctx, plane, theme, ends);
    });
  }

  /** @param {Run|undefined} run */
  #label(run) {
    const { networks } = this;
    this.marks.root.hidden = networks.length < 2;
    this.other.hidden = !run;
    this.relief.label(run !== undefined);
    this.panel.classList.toggle("can-turn", this.relief.isOn);
    this.marks.paint(networks, run);
  }

  /** What is read: the place, the distance from the plane, and how far the computing is. @param {Run|undefined} run */
  #tell(run) {
    const { comparison, axes, shadow, shown, coming, kind, hovered } = this;
    const { say, runs } = comparison;
    const side = axes ? axes.cells + 1 : 0;
    const done = coming && axes ? coming.losses.length / side : 0;
    const isComing = run !== undefined && kind !== "none" && kind !== "failed" && (!shown || done < side);
    this.bar.hidden = !isComing || !axes;
    if (isComing && axes) Object.assign(this.bar, { max: side, value: done });
    this.root.dataset.rows = String(done);
    this.root.dataset.state = run ? (isComing ? "coming" : kind) : "empty";
    setText(this.told, run ? say("plane_told", { number: runs.indexOf(run) + 1, seed: this.seed + 1 }) : "");
    const notes = run && this.relief.isOn ? [say("relief_help")] : [];
    const isLoading = runs.some(({ state }) => state === "loading");
    if (!run) notes.push(say(isLoading ? "surface_wait" : "plane_none"));
    else if (kind === "none") notes.push(say("plane_flat"));
    else if (kind === "failed") notes.push(say("plane_failed"));
    else if (isComing) notes.push(axes ? say("plane_rows", { done, count: side }) : say("surface_wait"));
    else if (axes) notes.push(say("plane_filters", { length: fixed(axes.filter_length, 2) }));
    setText(this.note, notes.join(" "));
    if (!run || !axes || !shadow) {
      setText(this.readout, "");
      setText(this.off, "");
      return;
    }
    const row = Math.max(0, run.index);
    const [along, across] = hovered ?? [shadow.along[row], shadow.across[row]];
    const below = shown ? shown.form.loss(along, across) : NaN;
    const loss = run.at(row, run.columnOf("loss"));
    const places = { along: rounded(along), across: rounded(across) };
    const step = run.timeline.steps[row];
    setText(this.readout, hovered ? say("plane_here", { ...places, loss: formatValue(below) })
      : say("plane_at", { ...places, step, loss: formatValue(loss), below: Number.isNaN(below) ? "–" : formatValue(below) }));
    const far = shadow.far[row];
    const share = far / axes.length;
    const most = shadow.farthest;
    setText(this.off, [
      say("plane_off", { count: run.weightCount, distance: rounded(far), share: percent(share), length: fixed(axes.length, 2), judged: say(judgement(share)) }),
      say("plane_most", { step: run.timeline.steps[most], distance: rounded(shadow.far[most]) }),
    ].join(" "));
    Object.assign(this.root.dataset, { at: `${along},${across}`, below: String(below), far: String(far), length: String(axes.length) });
  }
}

/** Two decimals, and no minus before a zero. @param {number} value */
const rounded = (value) => fixed(Number(value.toFixed(2)) || 0, 2);
