/** The boundary that a model has learned, on the stage's plane: shading, line, points, equal axes. */

import { element, setAttribute, setText } from "../stage/dom.js";
import { visibleBox } from "../stage/draw/line.js";
import { boundsOfRun, drawBackdrop, drawPoints, plotView } from "../stage/draw/plot.js";
import { drawLevel, drawRegions, drawScore } from "../stage/draw/regions.js";
import { Field } from "../stage/network/field.js";
import { Surface } from "../stage/surface.js";
import { Lab, mounter } from "../tape/lab.js";

/** @typedef {import("../stage/draw/types.js").Theme} Theme */
/** @typedef {import("../stage/protocol.js").SampleData} SampleData */

/**
 * @typedef {object} Data
 * @property {Record<string, string>} strings
 * @property {import("../stage/protocol.js").ExperimentView} experiment
 * @property {import("../stage/protocol.js").NetworkView} network
 * @property {{inputs: number[], labels: number[], held: number[]}} sample
 * @property {number[]|null} weights  null before the first look
 * @property {number} share           of the run that is done, 0 to 1
 * @property {boolean} running
 * @property {string} told
 */

/** From back to front, as on the stage: the shading is smooth, half the pixels suffice. */
const LAYERS = [{ still: true }, { still: false, scale: 0.5 }, { still: true }, { still: false }];
const [PAPER, SHADING, POINTS, MARKS] = LAYERS.keys();
/** Cells of the grid along each side. */
const CELLS = 120;

/** @extends {Lab<Data>} */
class BoundaryLab extends Lab {
  /** @param {import("../tape/lab.js").Component<Data>} component */
  constructor(component) {
    super("boundary", component);
    this.panel = element("div", { class: "gp-lab-panel gp-boundary-panel", role: "img" });
    this.bar = element("i");
    this.told = element("p", { class: "gp-boundary-told" });
    this.root.append(this.panel, element("div", { class: "gp-boundary-progress", "aria-hidden": "true" }, this.bar), this.told);
    this.surface = new Surface(this.panel, LAYERS, () => this.schedule(true));
    this.field = new Field(() => performance.now());
    this.sampleOf = "";
    /** @type {SampleData|null} */
    this.sample = null;
    this.wrong = new Uint8Array(0);
  }

  /** @param {Data} data */
  receive({ sample, network, experiment, share, running, told, weights }) {
    const key = JSON.stringify(sample);
    if (key !== this.sampleOf) {
      this.sampleOf = key;
      this.sample = {
        id: "", count: sample.labels.length, classes: new Set(sample.labels).size, inputs: Float32Array.from(sample.inputs),
        labels: Uint8Array.from(sample.labels), held: Uint8Array.from(sample.held),
      };
      this.wrong = new Uint8Array(sample.labels.length);
    }
    this.field.setNetwork(network);
    this.bar.style.inlineSize = `${(100 * share).toFixed(1)}%`;
    setText(this.told, told);
    // While it learns the words change all the time: only the end is said aloud.
    setAttribute(this.told, "aria-live", running ? "off" : "polite");
    setAttribute(this.root, "aria-label", this.say("name"));
    setAttribute(this.panel, "aria-label", `${this.say("name")}. ${told}`);
    this.root.dataset.running = String(running);
    this.root.dataset.step = weights ? String(Math.round(share * experiment.steps)) : "";
  }

  /** @param {Theme} theme */
  paint(theme) {
    const { surface, sample, data, field } = this;
    if (!surface.ready || !sample) return;
    const { experiment, weights } = data;
    const view = plotView({ ...boundsOfRun(experiment, sample), width: surface.width, height: surface.height });
    surface.paint(PAPER, (ctx) => drawBackdrop(ctx, view, theme));
    surface.paint(POINTS, (ctx) => drawPoints(ctx, view, theme, sample, { batch: null, part: "plain" }));
    if (!weights) {
      for (const layer of [SHADING, MARKS]) surface.paint(layer, () => undefined);
      return;
    }
    const { threshold } = experiment;
    const flat = Float32Array.from(weights);
    field.evaluate(flat, visibleBox(view), CELLS);
    field.mark(flat, threshold, sample, this.wrong, false);
    const { scores } = field;
    surface.paint(SHADING, (ctx) => {
      if (scores.length > 1) drawRegions(ctx, theme, scores);
      else drawScore(ctx, theme, scores[0], experiment);
    });
    surface.paint(MARKS, (ctx) => {
      drawPoints(ctx, view, theme, sample, { wrong: this.wrong, batch: null, part: "marks" });
      drawLevel(ctx, view, theme, scores, threshold);
    });
    this.root.dataset.wrong = String(this.wrong.reduce((sum, one) => sum + one, 0));
  }

  dispose() {
    this.surface.dispose();
    super.dispose();
  }
}

export const mount = mounter(BoundaryLab);
