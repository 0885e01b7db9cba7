/** A loss surface in three dimensions, of a linear model or of a network: turned by dragging or with the arrow keys. */

import { blend, fade } from "../stage/draw/colour.js";
import { element, setAttribute, setText } from "../stage/dom.js";
import { drawText, font, typeSize } from "../stage/draw/text.js";
import { formatValue } from "../stage/draw/ticks.js";
import { drawEnds, drawOptimum, drawPath, wayOf } from "./surface_draw.js";
import { depthOf } from "./surface_form.js";

/** @typedef {import("./comparison.js").Comparison} Comparison */
/** @typedef {import("../stage/pinned_run.js").Run} Run */
/** @typedef {import("./surface_form.js").Box} Box */
/** @typedef {import("./surface_form.js").Form} Form */
/** @typedef {import("../stage/draw/types.js").Context} Context */
/** @typedef {import("../stage/draw/types.js").Theme} Theme */
/** @typedef {import("../stage/surface.js").Surface} Surface */
/** Where a place of the surface is on the canvas. @typedef {(x: number, y: number, loss: number) => [number, number]} Project */
/** A run and where each of its rows is on the base. @typedef {{run: Run, place: (row: number) => [number, number]}} Walker */
/** @typedef {import("./surface_draw.js").End} End */
/** @typedef {import("./surface_draw.js").Names} Names */
/** What stands still: the box, its losses from `floor` to `top`, and where they are drawn. @typedef {{width: number, height: number, type: number, box: Box, floor: number, top: number, project: Project}} Scene */

const CELLS = 28;
const SHADES = 24;
/** Share of the height that the losses take, of half the base's width. */
const RISE = 1.15;
const TURN = 0.012;
const TILTS = [0.25, 1.35];
const BY_KEY = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, -0.08], ArrowDown: [0, 0.08] };

export class Relief {
  /**
   * @param {Comparison} comparison
   * @param {HTMLCanvasElement} canvas  the one that takes the pointer
   */
  constructor(comparison, canvas) {
    this.comparison = comparison;
    this.canvas = canvas;
    this.turn = 0.6;
    this.tilt = 0.75;
    this.button = element("button", { class: "gp-toggle", type: "button" });
    this.button.onclick = () => comparison.look({ relief: !this.isOn });
    /** @type {Scene|null} */
    this.scene = null;
    /** @type {Form|null} */
    this.form = null;
    this.still = "";
    /** Grows with every scene: ways are of one. */
    this.version = 0;
    /** @type {WeakMap<Run, {key: string, way: import("./surface_draw.js").Way}>} */
    this.ways = new WeakMap();
    this.#listen();
  }

  get isOn() {
    return this.comparison.looks.values.relief;
  }

  #listen() {
    const { canvas } = this;
    /** @type {[number, number]|null} */
    let from = null;
    canvas.addEventListener("pointerdown", (event) => {
      if (!this.isOn) return;
      from = [event.clientX, event.clientY];
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!from) return;
      this.#rotate((event.clientX - from[0]) * TURN, (event.clientY - from[1]) * TURN);
      from = [event.clientX, event.clientY];
    });
    for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, () => { from = null; });
    canvas.addEventListener("keydown", (event) => {
      const by = Object.hasOwn(BY_KEY, event.key) ? BY_KEY[/** @type {keyof typeof BY_KEY} */ (event.key)] : null;
      if (!this.isOn || !by || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      this.#rotate(by[0], by[1]);
    });
  }

  /** @param {number} turn @param {number} tilt */
  #rotate(turn, tilt) {
    this.turn += turn;
    this.tilt = Math.max(TILTS[0], Math.min(TILTS[1], this.tilt + tilt));
    this.canvas.dataset.turned = `${this.turn.toFixed(2)},${this.tilt.toFixed(2)}`;
    this.comparison.changed();
  }

  /** @param {boolean} isPossible */
  label(isPossible) {
    const { say } = this.comparison;
    this.button.hidden = !isPossible;
    setText(this.button, say("relief"));
    setAttribute(this.button, "aria-pressed", String(this.isOn));
    // Only what can be turned takes the keyboard.
    if (this.isOn) {
      setAttribute(this.canvas, "tabindex", "0");
      setAttribute(this.canvas, "role", "img");
      setAttribute(this.canvas, "aria-label", say("relief_help"));
      this.canvas.removeAttribute("aria-hidden");
    } else {
      for (const name of ["tabindex", "role", "aria-label"]) this.canvas.removeAttribute(name);
      setAttribute(this.canvas, "aria-hidden", "true");
    }
  }

  /**
   * @param {Surface} surface
   * @param {Theme} theme
   * @param {{form: Form, box: Box, key: string, walkers: Walker[], names: Names, optimum?: readonly number[]|null, ends?: End[], fresh: boolean}} what
   */
  paint(surface, theme, { form, box, key, walkers, names, optimum = null, ends = [], fresh }) {
    const { comparison } = this;
    const still = JSON.stringify([key, names, surface.width, surface.height, this.turn, this.tilt]);
    if (fresh || still !== this.still || !this.scene) {
      this.still = still;
      this.version += 1;
      const losses = nodesOf(form, box);
      const scene = sceneOf(surface, box, losses, this.turn, this.tilt);
      this.scene = scene;
      surface.paint(0, (ctx) => drawRelief(ctx, theme, scene, losses, this.turn, names));
    }
    const { scene } = this;
    surface.paint(1, (ctx) => {
      for (const walker of walkers) {
        const { run } = walker;
        const place = comparison.runs.indexOf(run);
        const way = this.#way(walker, scene, form);
        const path = { way, cursor: Math.max(0, run.index), colour: comparison.colours[place], number: place + 1, dashed: place >= 4, isOneOfMany: walkers.length > 3 };
        if (way.rows.length) drawPath(ctx, flat(scene), theme, path);
      }
      const onSurface = (/** @type {number} */ x, /** @type {number} */ y) => scene.project(x, y, form.loss(x, y));
      drawEnds(ctx, flat(scene), theme, ends.map(([x, y, name]) => [...onSurface(x, y), name]));
      if (optimum) {
        const [x, y] = onSurface(optimum[0], optimum[1]);
        drawOptimum(ctx, { ...flat(scene), x: () => x, y: () => y }, theme, optimum, comparison.say("optimum"));
      }
    });
  }

  /**
   * The way of a run over the surface, in pixels.
   * @param {Walker} walker
   * @param {Scene} scene
   * @param {Form} form
   */
  #way({ run, place }, scene, form) {
    const { timeline } = run;
    const key = `${this.version}|${timeline.version}|${timeline.count}`;
    let known = this.ways.get(run);
    if (known?.key !== key) {
      const places = Array.from({ length: timeline.count }, (_, row) => {
        const [x, y] = place(row);
        return scene.project(x, y, form.loss(x, y));
      });
      const plane = { ...flat(scene), x: (/** @type {number} */ pixel) => pixel, y: (/** @type {number} */ pixel) => pixel };
      known = { key, way: wayOf(plane, places.map(([x]) => x), places.map(([, y]) => y)) };
      this.ways.set(run, known);
    }
    return known.way;
  }
}

/**
 * The canvas as the drawing of the flat surface knows it.
 * @param {Scene} scene
 * @returns {import("../tape/plane.js").Plane}
 */
function flat({ width, height, type }) {
  const pixel = (/** @type {number} */ value) => value;
  return { width, height, type, left: 0, right: width, top: 0, bottom: height, x0: 0, x1: width, y0: 0, y1: height, x: pixel, y: pixel, invertX: pixel, invertY: pixel };
}

/**
 * The losses at the corners of the mesh, row by row from the lowest w2.
 * @param {Form} form
 * @param {Box} box
 */
function nodesOf(form, [x0, x1, y0, y1]) {
  const nodes = CELLS + 1;
  return Float64Array.from({ length: nodes * nodes }, (_, at) =>
    form.loss(x0 + ((x1 - x0) * (at % nodes)) / CELLS, y0 + ((y1 - y0) * Math.floor(at / nodes)) / CELLS));
}

/**
 * Seen from far away, so that equal lengths stay equal: the base is turned, then tilted towards the viewer.
 * @param {{width: number, height: number}} size
 * @param {Box} box
 * @param {Float64Array} losses
 * @param {number} turn
 * @param {number} tilt  from above: a quarter of a turn; from the side: 0
 * @returns {Scene}
 */
export function sceneOf({ width, height }, box, losses, turn, tilt) {
  const [x0, x1, y0, y1] = box;
  let [floor, top] = [Infinity, -Infinity];
  for (const loss of losses) {
    if (Number.isFinite(loss)) [floor, top] = [Math.min(floor, loss), Math.max(top, loss)];
  }
  const [sin, cos] = [Math.sin(turn), Math.cos(turn)];
  const [lean, stand] = [Math.sin(tilt), Math.cos(tilt) * RISE];
  const type = typeSize(Math.min(width, 1.6 * height));
  // The base's half diagonal is √2; its height on the canvas that of the tilted diagonal and the losses.
  const scale = Math.min((width / 2 - 3.5 * type) / Math.SQRT2, (height - 4 * type) / (2 * Math.SQRT2 * lean + stand));
  const middle = height / 2 + (scale * stand) / 2;
  const project = (/** @type {number} */ w1, /** @type {number} */ w2, /** @type {number} */ loss) => {
    const [u, v] = [(2 * (w1 - x0)) / (x1 - x0) - 1, (2 * (w2 - y0)) / (y1 - y0) - 1];
    // Losses above the box leave it at its rim.
    const rise = Math.max(0, Math.min(1.05, (loss - floor) / (top - floor || 1)));
    return /** @type {[number, number]} */ ([width / 2 + scale * (u * cos - v * sin), middle - scale * ((u * sin + v * cos) * lean + rise * stand)]);
  };
  return { width, height, type, box, floor, top, project };
}

/**
 * The mesh from back to front, each cell tinted by its loss as the flat surface is, with the axes of its base.
 * @param {Context} ctx
 * @param {Theme} theme
 * @param {Scene} scene
 * @param {Float64Array} losses
 * @param {number} turn
 * @param {Names} names
 */
function drawRelief(ctx, theme, scene, losses, turn, names) {
  const { box: [x0, x1, y0, y1], floor, top, project, width, height } = scene;
  ctx.fillStyle = theme.surface;
  ctx.fillRect(0, 0, width, height);
  if (!(top > floor)) return;
  const nodes = CELLS + 1;
  const corners = Array.from(losses, (loss, at) =>
    project(x0 + ((x1 - x0) * (at % nodes)) / CELLS, y0 + ((y1 - y0) * Math.floor(at / nodes)) / CELLS, loss));
  const tints = Array.from({ length: SHADES + 1 }, (_, at) => blend(theme.surface, theme.accent, 0.06 + (0.66 * at) / SHADES));
  drawBase(ctx, theme, scene);
  const far = (/** @type {number} */ at, /** @type {boolean} */ isReversed) => (isReversed ? CELLS - 1 - at : at);
  // What is behind is drawn first, along both axes.
  const [byColumn, byRow] = [Math.sin(turn) >= 0, Math.cos(turn) >= 0];
  ctx.lineWidth = 0.8;
  ctx.lineJoin = "round";
  ctx.strokeStyle = fade(theme.text, 0.28);
  for (let i = 0; i < CELLS; i += 1) {
    for (let j = 0; j < CELLS; j += 1) {
      const at = far(i, byRow) * nodes + far(j, byColumn);
      const own = [at, at + 1, at + nodes + 1, at + nodes];
      const loss = own.reduce((sum, corner) => sum + losses[corner], 0) / 4;
      if (!Number.isFinite(loss)) continue;
      ctx.beginPath();
      own.forEach((corner, index) => (index ? ctx.lineTo(...corners[corner]) : ctx.moveTo(...corners[corner])));
      ctx.closePath();
      ctx.fillStyle = tints[Math.round(SHADES * depthOf(loss, floor, top))];
      ctx.fill();
      ctx.stroke();
    }
  }
  label(ctx, theme, scene, names);
}

/** @param {Context} ctx @param {Theme} theme @param {Scene} scene */
function drawBase(ctx, theme, { box: [x0, x1, y0, y1], floor, project }) {
  ctx.strokeStyle = theme.border;
  ctx.lineWidth = 1;
  ctx.beginPath();
  [[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]].forEach(([x, y], at) => (at ? ctx.lineTo(...project(x, y, floor)) : ctx.moveTo(...project(x, y, floor))));
  ctx.stroke();
}

/**
 * The names of both axes at the edges of the base that are in front, and the loss at the edge furthest left.
 * @param {Context} ctx
 * @param {Theme} theme
 * @param {Scene} scene
 * @param {Names} names
 */
function label(ctx, theme, { box: [x0, x1, y0, y1], floor, top, project, type }, names) {
  const write = (/** @type {string} */ text, /** @type {[number, number]} */ [x, y], align = /** @type {CanvasTextAlign} */ ("center")) =>
    drawText(ctx, text, x, y, { colour: theme.text, halo: fade(theme.surface, 0.85), align, baseline: "middle" });
  const frontY = project(x0, y0, floor)[1] + project(x1, y0, floor)[1] > project(x0, y1, floor)[1] + project(x1, y1, floor)[1] ? y0 : y1;
  const frontX = project(x0, y0, floor)[1] + project(x0, y1, floor)[1] > project(x1, y0, floor)[1] + project(x1, y1, floor)[1] ? x0 : x1;
  const below = (/** @type {[number, number]} */ [x, y]) => /** @type {[number, number]} */ ([x, y + type * 1.1]);
  ctx.font = font(theme, type);
  // A little inwards, as both edges end at the corner in front.
  const inwards = (/** @type {number} */ end, /** @type {number} */ other) => end + 0.12 * (other - end);
  for (const [x, other] of [[x0, x1], [x1, x0]]) write(formatValue(x, 2), below(project(inwards(x, other), frontY, floor)));
  for (const [y, other] of [[y0, y1], [y1, y0]]) write(formatValue(y, 2), below(project(frontX, inwards(y, other), floor)));
  ctx.font = font(theme, type, 600);
  write(names.x, below(project((x0 + x1) / 2, frontY, floor)));
  write(names.y, below(project(frontX, (y0 + y1) / 2, floor)));
  const corners = /** @type {[number, number][]} */ ([[x0, y0], [x1, y0], [x0, y1], [x1, y1]]);
  const [cornerX, cornerY] = corners.reduce((best, own) => (project(...own, floor)[0] < project(...best, floor)[0] ? own : best));
  const [foot, head] = [project(cornerX, cornerY, floor), project(cornerX, cornerY, top)];
  ctx.strokeStyle = theme.muted;
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(...foot);
  ctx.lineTo(...head);
  ctx.stroke();
  ctx.font = font(theme, type);
  write(formatValue(top, 2), [head[0] - 5, head[1]], "right");
  write(formatValue(floor, 2), [foot[0] - 5, foot[1] - type * 0.2], "right");
}
