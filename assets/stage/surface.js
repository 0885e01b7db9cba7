/** Canvases that lie on each other and fill a panel: what stands still is painted once, what moves at each frame. */

/** @typedef {import("./draw/types.js").Context} Context */

export class Surface {
  /**
   * @param {HTMLElement} panel
   * @param {number} layers      from back to front
   * @param {() => void} resized  called when all layers are blank and of another size
   */
  constructor(panel, layers, resized) {
    this.panel = panel;
    this.resized = resized;
    this.width = 0;
    this.height = 0;
    this.ratio = 1;
    const canvases = Array.from({ length: layers }, () => document.createElement("canvas"));
    for (const canvas of canvases) canvas.setAttribute("aria-hidden", "true");
    panel.prepend(...canvases);
    this.canvases = canvases;
    /** @type {Context[]} */
    this.layers = canvases.map((canvas) => /** @type {Context} */ (canvas.getContext("2d")));
    this.observer = new ResizeObserver((entries) => {
      const box = entries[entries.length - 1].contentRect;
      this.#fit(box.width, box.height);
    });
    // The canvas, not the panel: its box is what is painted on, whatever padding the panel has.
    this.observer.observe(canvases[0]);
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
    this.canvases.forEach((canvas, index) => {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      this.layers[index].setTransform(ratio, 0, 0, ratio, 0, 0);
    });
    this.resized();
  }

  dispose() {
    this.observer.disconnect();
  }
}
