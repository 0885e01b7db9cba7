/**
 * Canvases that lie on each other and fill a panel. What stands still is painted seldom and kept by the page as a
 * picture; what moves is painted at each frame, and a layer without detail may have fewer pixels.
 */

import { SvgPaper } from "./svg_paper.js";

/** @typedef {import("./draw/types.js").Context} Context */
/** @typedef {{still: boolean, scale?: number}} Layer  scale: pixels of the canvas per pixel of the screen */

export class Surface {
  /**
   * @param {HTMLElement} panel
   * @param {readonly Layer[]} layers  from back to front
   * @param {() => void} resized  called when all layers are blank and of another size
   */
  constructor(panel, layers, resized) {
    this.resized = resized;
    this.width = 0;
    this.height = 0;
    this.ratio = 1;
    this.layers = layers.map((layer) => new Canvas(layer));
    this.canvases = this.layers.map(({ canvas }) => canvas);
    /** Where what is painted is written as SVG, too, while it is recorded. @type {SvgPaper[]|null} */
    this.papers = null;
    panel.prepend(...this.canvases);
    this.observer = new ResizeObserver((entries) => {
      const box = entries[entries.length - 1].contentRect;
      this.#fit(box.width, box.height);
    });
    // The canvas, not the panel: its box is what is painted on, whatever padding the panel has.
    this.observer.observe(this.canvases[0]);
  }

  get ready() {
    return this.width > 0 && this.height > 0;
  }

  /** The pixel ratio may have changed (zoom, another screen). */
  refit() {
    this.#fit(this.width, this.height);
  }

  /**
   * @param {number} width
   * @param {number} height
   */
  #fit(width, height) {
    const ratio = Math.min(globalThis.devicePixelRatio || 1, 3);
    if (width === this.width && height === this.height && ratio === this.ratio) return;
    [this.width, this.height, this.ratio] = [width, height, ratio];
    for (const layer of this.layers) layer.fit(width, height, ratio);
    this.resized();
  }

  /**
   * Paint a layer; it is blank at the start, and lengths are CSS pixels.
   * @param {number} index
   * @param {(ctx: Context) => void} draw
   */
  paint(index, draw) {
    if (this.papers) {
      const { width, height, ratio } = this;
      this.papers[index] = new SvgPaper(width, height, ratio * this.layers[index].scale);
      draw(/** @type {Context} */ (/** @type {unknown} */ (this.papers[index])));
    }
    this.layers[index].paint(draw);
  }

  /**
   * All layers as SVG, from back to front.
   * @param {() => void} repaint  paints every layer anew
   */
  record(repaint) {
    const { width, height } = this;
    this.papers = this.layers.map(() => new SvgPaper(width, height, 1));
    try {
      repaint();
      return this.papers;
    } finally {
      this.papers = null;
    }
  }

  dispose() {
    this.observer.disconnect();
  }
}

class Canvas {
  /** @param {Layer} layer */
  constructor({ still, scale = 1 }) {
    this.scale = scale;
    this.canvas = document.createElement("canvas");
    this.canvas.setAttribute("aria-hidden", "true");
    // A picture costs the page nothing at a frame; a drawing context is looked at every time.
    const keeps = still && typeof OffscreenCanvas !== "undefined";
    this.picture = keeps ? this.canvas.getContext("bitmaprenderer") : null;
    this.paper = this.picture ? new OffscreenCanvas(1, 1) : this.canvas;
    this.ctx = /** @type {Context} */ (this.paper.getContext("2d"));
  }

  /**
   * @param {number} width
   * @param {number} height
   * @param {number} ratio
   */
  fit(width, height, ratio) {
    this.ratio = ratio * this.scale;
    this.paper.width = this.canvas.width = Math.max(1, Math.round(width * this.ratio));
    this.paper.height = this.canvas.height = Math.max(1, Math.round(height * this.ratio));
  }

  /** @param {(ctx: Context) => void} draw */
  paint(draw) {
    const { ctx, paper, ratio = 1 } = this;
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.clearRect(0, 0, paper.width, paper.height);
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    draw(ctx);
    if (this.picture && paper instanceof OffscreenCanvas) {
      this.picture.transferFromImageBitmap(paper.transferToImageBitmap());
    }
  }
}
