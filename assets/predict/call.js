/** What predict costs beside a call: the learner's own guess first, then the measured times on one axis. */

import { element, setAttribute, setText } from "../stage/dom.js";
import { Surface } from "../stage/surface.js";
import { Lab, mounter } from "../tape/lab.js";
import { drawTimes } from "./call_draw.js";

/** @typedef {import("../stage/draw/types.js").Theme} Theme */
/** @typedef {{strings: Record<string, string>, sizes: number[], rows: import("./call_draw.js").Row[]}} Data */

/** The slider's exponent of ten: from a hundredth to a thousand times as long. */
const LEAST = -2;
const MOST = 3;

/** @param {number} ratio */
const short = (ratio) => String(Number(ratio.toPrecision(2)));

/** @extends {Lab<Data>} */
class Call extends Lab {
  /** @param {import("../tape/lab.js").Component<Data>} component */
  constructor(component) {
    super("call", component);
    this.root.classList.add("gp-picture", "gp-one-plane");
    this.panel = element("div", { class: "gp-lab-panel" });
    this.slider = element("input", { type: "range", min: String(LEAST), max: String(MOST), step: "0.1", value: "0", class: "gp-epoch-range" });
    this.told = element("output", { class: "gp-call-told" });
    this.root.append(this.panel, element("div", { class: "gp-lab-row gp-epoch-row" }, this.told, this.slider));
    this.surface = new Surface(this.panel, [{ still: true }], () => this.schedule(true));
    this.touched = false;
    this.slider.oninput = () => {
      this.touched = true;
      this.schedule(true);
    };
  }

  receive() {
    setAttribute(this.root, "aria-label", this.say("alt"));
    setAttribute(this.slider, "aria-label", this.say("guess_label"));
    this.root.dataset.rows = String(this.data.rows.length);
    this.slider.disabled = this.data.rows.length > 0;
  }

  /** @param {Theme} theme */
  paint(theme) {
    const { data } = this;
    const said = 10 ** Number(this.slider.value);
    const text = this.say("guess", { times: short(said) });
    setText(this.told, text);
    setAttribute(this.slider, "aria-valuetext", text);
    if (!this.surface.ready) return;
    const words = {
      points: (/** @type {number} */ count) => this.say("row", { count }),
      axis: this.say("milliseconds"), predict: this.say("predict"), call: this.say("call"), said: this.say("yours", { times: short(said) }),
      times: (/** @type {number} */ ratio) => this.say("times", { times: short(ratio) }),
    };
    const shown = this.touched || !data.rows.length ? said : null;
    this.surface.paint(0, (ctx) => drawTimes(ctx, this.surface, theme, { sizes: data.sizes, rows: data.rows, said: shown, words }));
  }

  dispose() {
    super.dispose();
    this.surface.dispose();
  }
}

export const mount = mounter(Call);
