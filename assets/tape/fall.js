/**
 * The falling object: scene and three plots on one time cursor. It plays from the arrays that TensorFlow
 * computed; the time at rest is told to the page, which asks the nested tapes for exact values.
 */

import { element, icon, setAttribute, setIcon, setText } from "../stage/dom.js";
import { Surface } from "../stage/surface.js";
import { onDrag } from "../lessons/drag.js";
import { formatValue } from "../stage/draw/ticks.js";
import { drawCursor, drawObject, drawPlot, drawScene } from "./fall_draw.js";
import { Lab, mounter } from "./lab.js";
import { motionAt, pace } from "./motion.js";
import { clamp, planeOf, snap } from "./plane.js";

/** @typedef {import("./motion.js").Motion} Motion */
/** @typedef {import("./plane.js").Plane} Plane */
/** @typedef {import("../stage/draw/types.js").Theme} Theme */

/** @typedef {{strings: Record<string, string>, motion: Motion, height: number, time: number}} Data */

/** A time at rest is told after this time without a move, ms. */
const REST = 250;
const LANDED_WITHIN = 1e-5;
const PLAY = "M8 5v14l11-7z";
const PAUSE = "M6 5h4v14H6zM14 5h4v14h-4z";
const AGAIN = "M12 5V1L7 6l5 5V7a5 5 0 1 1-5 5H5a7 7 0 1 0 7-7z";

const QUANTITIES = /** @type {const} */ (["position", "speed", "acceleration"]);
const SLOPES = { position: "speed", speed: "acceleration", acceleration: null };

/** @extends {Lab<Data>} */
class Fall extends Lab {
  /** @param {import("./lab.js").Component<Data>} component */
  constructor(component) {
    super("fall", component);
    this.scene = element("div", { class: "gp-lab-panel gp-fall-scene", role: "img" });
    this.panels = QUANTITIES.map((name) => element("div", { class: `gp-lab-panel gp-fall-plot is-${name}`, role: "img" }));
    this.playWord = element("span");
    this.againWord = element("span", { class: "gp-word" });
    this.play = element("button", { class: "gp-button gp-button-primary", type: "button" }, icon(PLAY), this.playWord);
    this.again = element("button", { class: "gp-button", type: "button" }, icon(AGAIN), this.againWord);
    this.slider = element("input", { class: "gp-timeline", type: "range", min: "0", step: "any" });
    this.clock = element("output", { class: "gp-fall-clock" });
    this.tempo = element("p", { class: "gp-quiet gp-fall-tempo" });
    this.status = element("p", { class: "gp-visually-hidden", role: "status" });
    const row = element("div", { class: "gp-lab-row" }, this.play, this.again, this.slider, this.clock);
    const plots = element("div", { class: "gp-fall-plots" }, ...this.panels);
    this.root.append(element("div", { class: "gp-fall-body" }, this.scene, plots), row, this.tempo, this.status);
    const painted = () => this.schedule(true);
    this.sceneSurface = new Surface(this.scene, [{ still: true }, { still: false }], painted);
    this.surfaces = this.panels.map((panel) => new Surface(panel, [{ still: true }, { still: false }], painted));
    /** @type {Plane[]} */
    this.planes = [];
    this.time = 0;
    /** @type {number|null} */
    this.heard = null;
    this.motion = "";
    this.playing = false;
    this.frameAt = 0;
    this.timer = 0;
    this.drags = this.panels.map((panel, index) => onDrag(panel, {
      move: ({ clientX }) => {
        const plane = this.planes[index];
        if (plane) this.#seek(snap(plane.invertX(clientX - panel.getBoundingClientRect().left), 0.01));
      },
      end: () => this.#rest(),
    }));
    this.#listen();
  }

  get dragging() {
    return this.drags.some(({ isActive }) => isActive);
  }

  get landing() {
    const { times } = this.data.motion;
    return times[times.length - 1];
  }

  /** The page's time comes back rounded: a moment this near to the landing is the landing. */
  get landed() {
    return this.time >= this.landing * (1 - LANDED_WITHIN);
  }

  #listen() {
    this.play.onclick = () => this.#toggle();
    this.again.onclick = () => this.#seek(0);
    this.slider.oninput = () => this.#seek(Number(this.slider.value));
    this.slider.onkeydown = (event) => {
      const step = this.landing / 50;
      /** @type {Record<string, number>} */
      const moves = { ArrowLeft: -step, ArrowDown: -step, ArrowRight: step, ArrowUp: step };
      const move = moves[event.key];
      if (move === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      this.#seek(snap(this.time + move, 0.01));
    };
  }

  #toggle() {
    this.playing = !this.playing;
    this.frameAt = 0;
    clearTimeout(this.timer);
    this.timer = 0;
    if (this.playing && this.landed) this.time = 0;
    if (!this.playing) this.#rest();
    this.schedule();
  }

  /** @param {number} time */
  #seek(time) {
    this.playing = false;
    this.time = clamp(time, 0, this.landing);
    this.#rest();
    this.schedule();
  }

  /** Tell the page where time stands still, once it does. */
  #rest() {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.timer = 0;
      if (this.playing || this.dragging || this.gone) return;
      const time = this.landed ? this.landing : snap(this.time, 0.0001);
      if (time !== this.heard) this.tell("release", { time });
    }, REST);
  }

  /** @param {Data} data */
  receive(data) {
    const { say } = this;
    const motion = JSON.stringify(data.motion);
    // Another gravity changes the motion, not the moment: who plays goes on playing.
    const first = this.motion === "";
    this.motion = motion;
    if ((first || data.time !== this.heard) && !this.playing && !this.timer && !this.dragging) this.time = data.time;
    this.heard = data.time;
    this.time = clamp(this.time, 0, this.landing);
    setAttribute(this.root, "aria-label", say("name"));
    setAttribute(this.slider, "aria-label", say("time_slider"));
    setText(this.againWord, say("again"));
    const factor = pace(this.landing);
    this.tempo.hidden = factor === 1;
    setText(this.tempo, factor > 1 ? say("fast", { factor }) : say("slow", { factor: Math.round(1 / factor) }));
    this.slider.max = String(this.landing);
  }

  /**
   * @param {Theme} theme
   * @param {boolean} fresh
   * @param {number} now
   */
  paint(theme, fresh, now) {
    if (this.playing) this.#advance(now);
    if (!this.sceneSurface.ready || this.surfaces.some((surface) => !surface.ready)) return;
    if (fresh || !this.planes.length) this.#paintStill(theme);
    const { data } = this;
    const current = motionAt(data.motion, this.time);
    const { times, positions, speeds } = data.motion;
    const trail = [];
    for (let tenth = 0; tenth <= 10; tenth += 1) {
      const place = Math.round((tenth * (times.length - 1)) / 10);
      if (times[place] < this.time) trail.push(Math.max(0, data.height - positions[place]));
    }
    const height = Math.max(0, data.height - current.position);
    const fastest = speeds[speeds.length - 1];
    const fall = { drop: data.height, height, speed: current.speed, fastest, trail };
    this.sceneSurface.paint(1, (ctx) => drawObject(ctx, this.sceneSurface, theme, fall));
    QUANTITIES.forEach((name, index) => {
      const slope = SLOPES[name] ? current[/** @type {"speed"|"acceleration"} */ (SLOPES[name])] : null;
      const text = this.say(`${name}_value`, { value: formatValue(current[name]) });
      const look = { time: this.time, value: current[name], slope, colour: colourOf(theme, index), text };
      this.surfaces[index].paint(1, (ctx) => drawCursor(ctx, this.planes[index], theme, look));
    });
    this.#write(current, height);
  }

  /** @param {number} now */
  #advance(now) {
    if (this.frameAt) this.time += (Math.min(100, now - this.frameAt) / 1000) * pace(this.landing);
    this.frameAt = now;
    if (this.time >= this.landing) {
      this.time = this.landing;
      this.playing = false;
      this.#rest();
    } else this.schedule();
  }

  /** @param {Theme} theme */
  #paintStill(theme) {
    const { data, say } = this;
    const { motion } = data;
    const curves = [motion.positions, motion.speeds, motion.accelerations];
    this.sceneSurface.paint(0, (ctx) => drawScene(ctx, this.sceneSurface, theme, data.height, say("height_axis")));
    this.planes = this.surfaces.map((surface, index) => {
      const most = Math.max(...curves[index]);
      const range = { x0: 0, x1: this.landing * 1.001, y0: 0, y1: most * (index === 2 ? 1.5 : 1.08) };
      return planeOf(range, surface);
    });
    QUANTITIES.forEach((name, index) => {
      const look = { time: say("time_axis"), value: say(`${name}_axis`), colour: colourOf(theme, index) };
      this.surfaces[index].paint(0, (ctx) => drawPlot(ctx, this.planes[index], theme, motion.times, curves[index], look));
    });
  }

  /**
   * @param {import("./motion.js").Now} current
   * @param {number} height
   */
  #write(current, height) {
    const { say, slider, root } = this;
    const texts = {
      time: formatValue(current.time, 3), height: formatValue(height, 3), position: formatValue(current.position, 3),
      speed: formatValue(current.speed, 3), acceleration: formatValue(current.acceleration, 3),
    };
    const state = this.playing ? "playing" : this.landed ? "landed" : "paused";
    setIcon(this.play, this.playing ? PAUSE : PLAY);
    setText(this.playWord, say(this.playing ? "pause" : "play"));
    setText(this.clock, say("clock", { time: current.time.toFixed(this.landing < 1 ? 3 : 2) }));
    slider.value = String(this.time);
    slider.style.setProperty("--gp-position", `${(100 * this.time) / this.landing}%`);
    setAttribute(slider, "aria-valuetext", say("at", texts));
    if (!this.playing) {
      setText(this.status, say("at", texts));
      setAttribute(this.scene, "aria-label", say("scene", texts));
      QUANTITIES.forEach((name, index) => {
        setAttribute(this.panels[index], "aria-label", say(`${name}_plot`, texts));
      });
    }
    root.dataset.state = state;
    root.dataset.time = String(this.time);
    root.dataset.position = String(current.position);
    root.dataset.speed = String(current.speed);
    root.dataset.acceleration = String(current.acceleration);
  }

  dispose() {
    clearTimeout(this.timer);
    for (const surface of [this.sceneSurface, ...this.surfaces]) surface.dispose();
    super.dispose();
  }
}

/**
 * @param {Theme} theme
 * @param {number} index
 */
function colourOf(theme, index) {
  return [theme.negative, theme.positive, theme.accent][index];
}

export const mount = mounter(Fall);
