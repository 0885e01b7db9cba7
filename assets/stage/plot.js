/** The plot's panel: points, prediction and boundary at the cursor, overlays, handles; under them legend and buttons. */

import {
  drawAxisHandles, drawBackdrop, drawBoundary, drawEllipses, drawHandles, drawPoints, drawReference, drawShading,
  boundsOfRun, plotView,
} from "./draw/plot.js";
import { Calm } from "./calm.js";
import { element, setAttribute, setText } from "./dom.js";
import { coarseLinear } from "./draw/coarse.js";
import { Handles } from "./handles.js";
import { Drawing } from "./point_drawing.js";
import { DrawnLine } from "./drawn_line.js";
import { Legend } from "./legend.js";
import { markWrong } from "./linear.js";
import { Plane } from "./network/plane.js";
import { PointTip } from "./point_tip.js";
import { isBoolean, remember, remembered } from "./preferences.js";
import { stretchNote } from "./stretch_note.js";
import { Surface } from "./surface.js";
import { shortest } from "./words.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./protocol.js").Config} Config */
/** @typedef {import("./protocol.js").SampleData} SampleData */
/** @typedef {import("./draw/types.js").Theme} Theme */
/** @typedef {import("./draw/types.js").Context} Context */
/** @typedef {import("./draw/types.js").View} View */
/** @typedef {import("./draw/types.js").Frame} Frame */
/** @typedef {import("./words.js").Say} Say */
/** @typedef {"decision"|"ellipses"|"best"|"bayes"} Overlay */

/** @type {readonly [Overlay, string][]} */
const OVERLAYS = [["decision", "decision"], ["ellipses", "ellipses"], ["best", "best_line"], ["bayes", "bayes_short"]];
/** Overlays that are known before training, and would answer an open question. @type {readonly Overlay[]} */
const ANSWERS = ["best", "bayes"];

/** A plot that has rested so long, ms, is as fine as it gets. */
const RESTED = 5000;

/** From back to front. The shading is smooth, and its one edge lies under the boundary: half the pixels suffice. */
const LAYERS = [{ still: true }, { still: false, scale: 0.5 }, { still: true }, { still: false }, { still: true }];
const [PAPER, SHADING, POINTS, MARKS, FRONT] = LAYERS.keys();

export class PlotPanel {
  /**
   * @param {Session} session
   * @param {() => void} changed  something is to be painted
   * @param {import("./network/field.js").Field} field
   */
  constructor(session, changed, field) {
    this.session = session;
    this.changed = changed;
    this.calm = new Calm();
    this.plane = new Plane(session, field, this.calm);
    this.tools = element("div", { class: "gp-plot-tools", role: "group" });
    this.legend = new Legend();
    /** What the plot shows instead of the prediction, "" if it shows that. */
    this.caption = element("p", { class: "gp-caption", hidden: "" });
    this.averaged = element("p", { class: "gp-averaged", hidden: "" });
    const panel = element("div", { class: "gp-plot" }, this.averaged, this.caption);
    // Under the plot and not over it: nothing covers the points.
    this.root = element("div", { class: "gp-picture", role: "group" }, panel, element("div", { class: "gp-strip" }));
    this.surface = new Surface(panel, LAYERS, () => this.#forget());
    this.point = new PointTip(panel, session);
    this.handles = new Handles(panel, {
      move: (label, values) => {
        session.dragTo(label, values);
        changed();
      },
      release: () => {
        session.release();
        changed();
      },
      changed: () => {
        this.front = "";
        changed();
      },
    });
    this.line = new DrawnLine(panel, session, changed);
    this.drawing = new Drawing(panel, session, () => {
      this.legend.root.hidden = this.drawing.isOn;
      changed();
    });
    this.root.lastElementChild?.append(this.legend.root, this.drawing.tools, this.tools);
    /** @type {Record<Overlay, boolean>|null} */
    this.show = null;
    this.toggles = OVERLAYS.map(([name]) => this.#toggle(name));
    this.tools.append(...this.toggles, this.drawing.toggle);
    this.wrong = new Uint8Array(0);
    this.wrongCount = this.wrongHeld = 0;
    /** @type {View|null} */
    this.view = null;
    /** @type {Frame|null} */
    this.bounds = null;
    /** What the bounds were made for. @type {unknown[]} */
    this.boundsOf = [];
    /** What each layer shows, to paint it only when that changes. */
    this.paper = false;
    this.axes = "";
    this.front = "";
    /** Draws the overlays as they are. @type {(ctx: Context) => void} */
    this.drawFront = () => {};
    /** @type {unknown[]} */
    this.points = [];
    /** @type {unknown[]} */
    this.moving = [];
    /** Whether points and overlays are painted on the layer of the marks: while a class is dragged all three change at each frame. */
    this.isJoined = false;
  }

  /** @param {Overlay} name */
  #toggle(name) {
    const button = element("button", { class: "gp-toggle", type: "button", "aria-pressed": "false", hidden: "" });
    button.onclick = () => {
      if (!this.show) return;
      this.show[name] = !this.show[name];
      remember(`show.${name}`, this.show[name]);
      this.front = "";
      this.changed();
    };
    return button;
  }

  /** Everything is to be painted anew. */
  #forget() {
    this.view = null;
    this.changed();
  }

  /** @param {Say} say */
  relabel(say) {
    this.say = say;
    setAttribute(this.root, "aria-label", say("plot"));
    setAttribute(this.tools, "aria-label", say("overlays"));
    setText(this.averaged, say("shading_averaged"));
    OVERLAYS.forEach(([, key], index) => setText(this.toggles[index], say(key)));
    this.legend.relabel(say);
    this.drawing.relabel(say);
    this.point.say = say;
    this.front = "";
  }

  /**
   * @param {Theme} theme
   * @param {boolean} fresh  colours or fonts changed: paint all
   * @param {number} now
   * @returns {number} when to look again at the latest, ms
   */
  paint(theme, fresh, now) {
    const { session, surface, say } = this;
    const { config, shownSample: sample } = session;
    if (!config || !sample || !surface.ready || !say) return Infinity;
    this.show ??= {
      decision: remembered("show.decision", isBoolean) ?? false,
      ellipses: remembered("show.ellipses", isBoolean) ?? config.show.ellipses,
      best: remembered("show.best", isBoolean) ?? config.show.best,
      bayes: remembered("show.bayes", isBoolean) ?? config.show.bayes,
    };
    const view = this.#currentView(config, sample, fresh);
    if (!this.paper || this.axes !== String(sample.columns)) {
      this.axes = String(sample.columns);
      this.paper = true;
      surface.paint(PAPER, (ctx) => drawBackdrop(ctx, view, theme, sample.columns));
    }
    this.#join(session.isClassMoving && !config.network);
    if (!this.isJoined) this.#paintPoints(view, theme, sample);
    this.drawing.paint(view);
    const drawFront = this.#front(view, theme, config, say);
    if (drawFront && this.isJoined) this.moving = [];
    const due = this.#paintMoving(view, theme, sample, config, now);
    if (drawFront && !this.isJoined) surface.paint(FRONT, drawFront);
    if (this.averaged.hidden === this.calm.pending) this.averaged.hidden = !this.calm.pending;
    return due;
  }

  /**
   * Everything anew, as it is once it has rested: a figure to take away.
   * @param {Theme} theme
   * @param {number} now
   */
  paintFinely(theme, now) {
    this.paint(theme, true, now);
    this.paint(theme, false, now + RESTED);
  }

  /**
   * Show a unit or a feature of a network in place of its prediction.
   * @param {import("./network/plane.js").Focus|null} focus
   * @param {string} caption
   */
  look(focus, caption) {
    this.plane.focus = focus;
    setText(this.caption, caption);
    this.caption.hidden = !focus;
    this.changed();
  }

  /**
   * The part of the plane that is shown; it holds still while a class is dragged.
   * @param {Config} config
   * @param {SampleData} sample
   * @param {boolean} fresh
   * @returns {View}
   */
  #currentView(config, sample, fresh) {
    const { session, surface } = this;
    const held = (session.isMoving || this.drawing.isOn) && this.bounds !== null;
    if (!held && (this.boundsOf[0] !== config || this.boundsOf[1] !== sample)) {
      this.boundsOf = [config, sample];
      const bounds = boundsOfRun(config.experiment, sample);
      if (JSON.stringify(bounds) !== JSON.stringify(this.bounds)) this.view = null;
      this.bounds = bounds;
    }
    if (!this.view || fresh) {
      const { width, height } = surface;
      this.view = plotView({ .../** @type {Frame} */ (this.bounds), width, height });
      this.paper = false;
      this.front = "";
      this.points = this.moving = [];
      this.plane.forget();
    }
    return this.view;
  }

  /**
   * Each layer that is painted anew costs as much as what is on it.
   * @param {boolean} isJoined
   */
  #join(isJoined) {
    if (isJoined === this.isJoined) return;
    this.isJoined = isJoined;
    for (const index of [POINTS, FRONT]) this.surface.canvases[index].style.visibility = isJoined ? "hidden" : "";
    this.points = this.moving = [];
    this.front = "";
  }

  /** Points of the batch that the resting step sees; null while it plays, or if there is none. */
  get glowing() {
    const { player, batch } = this.session;
    return batch && !player.playing && batch.step === player.cursor ? batch.indices : null;
  }

  /**
   * The points, when they or the batch change.
   * @param {View} view
   * @param {Theme} theme
   * @param {SampleData} sample
   */
  #paintPoints(view, theme, sample) {
    const { glowing } = this;
    const next = [sample, glowing];
    if (unchanged(next, this.points)) return;
    this.points = next;
    this.surface.paint(POINTS, (ctx) => drawPoints(ctx, view, theme, sample, { batch: glowing, part: "plain" }));
  }

  /**
   * Prediction, wrong points and boundary, at every new row.
   * @param {View} view
   * @param {Theme} theme
   * @param {SampleData} sample
   * @param {Config} config
   * @param {number} now
   * @returns {number} when to look again, ms
   */
  #paintMoving(view, theme, sample, config, now) {
    const { surface, glowing } = this;
    const { network } = config;
    if (network) {
      this.moving = [];
      const experiment = { ...config.experiment, shading: this.#shading(config) };
      const scene = { view, theme, sample, config: { ...config, experiment }, network, batch: glowing };
      return this.plane.paint(now, scene, (draw) => surface.paint(SHADING, draw), (draw) => surface.paint(MARKS, draw));
    }
    return this.#paintLinear(view, theme, sample, config, now);
  }

  /**
   * How the prediction is coloured: the farther from the threshold, the stronger; or as the decision alone.
   * @param {Config} config
   * @returns {import("./draw/types.js").Shading}
   */
  #shading({ experiment: { shading } }) {
    return this.show?.decision ? { ...shading, curve: "decision" } : shading;
  }

  /**
   * The linear model's prediction: exact at every pixel without a grid, unless it would flash.
   * @param {View} view
   * @param {Theme} theme
   * @param {SampleData} sample
   * @param {Config} config
   * @param {number} now
   * @returns {number} when to look again, ms
   */
  #paintLinear(view, theme, sample, config, now) {
    const { session, surface, glowing, calm } = this;
    const { playing } = session.player;
    const { threshold } = config.experiment;
    const shading = this.#shading(config);
    const [w1, w2, b] = [session.value("w1"), session.value("w2"), session.value("b")];
    const next = [sample, w1, w2, b, threshold, shading.curve, shading.span, glowing, playing, this.isCovered];
    const fresh = !unchanged(next, this.moving);
    if (!fresh && now < calm.due) return calm.due;
    const blank = !this.moving.length;
    this.moving = next;
    const model = { w1, w2, b, threshold, shading };
    const known = !this.isCovered && [w1, w2, b].every(Number.isFinite);
    if (fresh) {
      if (this.wrong.length !== sample.count) this.wrong = new Uint8Array(sample.count);
      this.wrongCount = known ? markWrong(model, threshold, sample, this.wrong) : 0;
      this.wrongHeld = known && sample.tested ? this.wrong.subarray(sample.count - sample.tested).reduce((sum, one) => sum + one, 0) : 0;
    }
    const write = (/** @type {Float32Array} */ rgba, /** @type {number} */ side) => coarseLinear(theme, view, model, rgba, side);
    const showing = known ? calm.next(now, { view, theme, sample, mask: this.wrong, playing, fresh, write }) : "exact";
    if (showing !== "hold" || blank) {
      surface.paint(SHADING, (ctx) => {
        if (known && showing === "exact") drawShading(ctx, view, theme, model);
        else if (known) calm.draw(ctx, view);
      });
    }
    surface.paint(MARKS, (ctx) => {
      drawPoints(ctx, view, theme, sample, { wrong: known ? calm.mask : null, batch: glowing, part: this.isJoined ? undefined : "marks" });
      if (known) drawBoundary(ctx, view, theme, model);
      if (this.isJoined) this.drawFront(ctx);
    });
    return calm.due;
  }

  /** The boundary of the step that is shown would answer the open question. */
  get isCovered() {
    const { covered, player } = this.session;
    return covered.has("boundary") && player.cursor > 0;
  }

  /** The legend's number; apart from painting, because reading needs fewer than 60 a second. */
  write() {
    const { session, plane } = this;
    const { config, shownSample: sample } = session;
    if (!config || !sample) return;
    this.point.paint(this.view);
    const number = session.index < 0 || this.isCovered ? null : config.network ? plane.wrongCount : this.wrongCount;
    const above = this.show?.decision && hasScore(config) ? shortest(config.experiment.threshold) : null;
    this.legend.write(sample, number, config.network ? plane.wrongHeld : this.wrongHeld, Boolean(config.network), above);
    this.legend.tell(stretchNote(this.view, sample.columns ?? [], this.legend.say));
  }

  /**
   * Overlays and handles, when the viewer or the experiment has changed them.
   * @param {View} view
   * @param {Theme} theme
   * @param {Config} config
   * @param {Say} say
   * @returns {((ctx: Context) => void)|null} draws them; null if they are as before
   */
  #front(view, theme, config, say) {
    const { session, handles } = this;
    const { theory, experiment } = config;
    const { classes } = session;
    const show = /** @type {Record<Overlay, boolean>} */ (this.show);
    const isCovered = session.covered.has("best");
    this.line.place(view, say);
    const key = JSON.stringify([config.id, classes, show, handles.state, isCovered, this.line.key]);
    if (key === this.front) return null;
    this.front = key;
    handles.place(view, classes, show.ellipses, say);
    this.drawFront = (/** @type {Context} */ ctx) => {
      if (classes && show.ellipses) drawEllipses(ctx, view, theme, classes);
      drawReference(ctx, view, theme, {
        optimum: show.best && !isCovered ? (theory?.optimum ?? null) : null,
        threshold: experiment.threshold,
        bayes: show.bayes && !isCovered ? (theory?.bayes ?? null) : null,
        labels: { optimum: say("best_line"), bayes: say("bayes") },
      });
      drawAxisHandles(ctx, view, theme, handles.axes, handles.coarse);
      if (classes) drawHandles(ctx, view, theme, classes, handles.means);
      this.line.draw(ctx, view, theme, say("question_yours"));
    };
    const possible = { decision: hasScore(config), ellipses: classes, best: theory?.optimum, bayes: theory?.bayes };
    OVERLAYS.forEach(([name], index) => {
      const toggle = this.toggles[index];
      const isHeldBack = isCovered && ANSWERS.includes(name);
      toggle.hidden = !possible[name];
      // It keeps its place while a question is open, so that nothing moves when the answer is in.
      toggle.disabled = isHeldBack;
      toggle.title = isHeldBack ? say("question_covered") : name === "decision" ? say("decision_help", { threshold: shortest(experiment.threshold) }) : "";
      setAttribute(toggle, "aria-pressed", String(show[name] && !isHeldBack));
    });
    return this.drawFront;
  }

  dispose() {
    this.surface.dispose();
    this.handles.dispose();
  }
}

/** Whether one output decides between two classes. @param {Config} config */
const hasScore = ({ network }) => !network || network.classes === 1;

/**
 * @param {readonly unknown[]} next
 * @param {readonly unknown[]} before
 */
function unchanged(next, before) {
  return next.every((value, index) => Object.is(value, before[index])) && next.length === before.length;
}
