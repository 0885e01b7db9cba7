/** One of several data sets, each a radio button with its own points, drawn as the plot draws them. */

import { element, setAttribute } from "../dom.js";
import { drawPoints, plotView } from "../draw/plot.js";
import { Control } from "./knobs.js";

/** @typedef {import("../protocol.js").Knob} Knob */
/** @typedef {import("../protocol.js").Thumbnail} Thumbnail */
/** @typedef {import("../draw/types.js").Theme} Theme */

/** Side of a knob's picture, CSS pixels. */
const SIDE = 52;
const LAST_PLACE = 255;

/**
 * The points of a thumbnail, as a sample in the square from 0 to 255.
 * @param {Thumbnail} thumbnail
 */
export function sampleOf({ places, labels }) {
  const inputs = Float32Array.from(atob(places), (letter) => letter.charCodeAt(0));
  return { inputs, labels: Uint8Array.from(labels, Number), count: labels.length };
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Thumbnail} thumbnail
 * @param {Theme} theme
 * @param {number} [side]  CSS pixels
 */
export function drawThumbnail(canvas, thumbnail, theme, side = SIDE) {
  const ratio = Math.min(globalThis.devicePixelRatio || 1, 3);
  const view = plotView({ x0: 0, x1: LAST_PLACE, y0: 0, y1: LAST_PLACE, width: side, height: side });
  canvas.width = canvas.height = Math.round(side * ratio);
  const ctx = canvas.getContext("2d");
  if (!ctx) return;
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  drawPoints(ctx, view, theme, sampleOf(thumbnail), { part: "plain" });
}

export class ThumbnailKnob extends Control {
  /**
   * @param {string} name
   * @param {Knob} knob
   * @param {import("./knobs.js").Turn} turn
   */
  constructor(name, knob, turn) {
    super(name, knob, turn);
    this.label.id = `${this.id}-label`;
    this.label.removeAttribute("for");
    this.choices = (knob.choices ?? []).map(([value, word]) => {
      const radio = element("input", { type: "radio", name: this.id, value });
      radio.onchange = () => turn(value, false);
      const canvas = element("canvas", { "aria-hidden": "true" });
      const root = element("label", { class: "gp-thumbnail", title: word }, radio, canvas, element("span", {}, word));
      return { value, radio, canvas, root };
    });
    this.group = element(
      "div", { class: "gp-thumbnails", role: "radiogroup", id: this.id, "data-knob": name, "aria-labelledby": this.label.id },
      ...this.choices.map(({ root }) => root),
    );
    this.root.append(this.group, this.problem);
  }

  /** @param {string} text */
  textOf(text) {
    return new Map(this.knob.choices ?? []).get(text) ?? text;
  }

  /**
   * @param {string} text
   * @param {import("./knobs.js").State} state
   */
  show(text, { hidden }) {
    this.root.hidden = hidden;
    this.value = text;
    for (const { value, radio } of this.choices) radio.checked = value === text;
    setAttribute(this.group, "data-value", text);
  }

  /** @param {string} problem */
  refuse(problem) {
    this.tell(this.group, problem);
  }

  /** @param {Theme} theme */
  dress(theme) {
    for (const { value, canvas } of this.choices) {
      const thumbnail = this.knob.thumbnails?.[value];
      if (thumbnail) drawThumbnail(canvas, thumbnail, theme);
    }
  }
}
