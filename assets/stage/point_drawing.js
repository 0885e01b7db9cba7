/**
 * Drawing points on the plot, by mouse, finger or keys: a class is chosen, a brush adds one point or several, an eraser
 * takes them away. A stroke is one change of the draft, with one step of undo; the whole run follows under the hand.
 */

import { element, setAttribute, setText } from "./dom.js";
import { DrawnPoints, MOST_CLASSES, MOST_DRAWN } from "./drawn_points.js";
import { className } from "./protocol.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./draw/types.js").View} View */
/** @typedef {import("./words.js").Say} Say */

const KINDS = ["is-negative", "is-positive", "is-class-2", "is-class-3", "is-class-4"];
/** A stroke adds again after so many pixels. */
const STRIDE = 14;
/** Points of a spray, and how far from the pointer they fall, pixels. */
const SPRAYED = 5;
const SPREAD = 22;
/** The eraser's radius, pixels. */
const ERASER = 16;
/** A key moves the mark by so many pixels; with Shift by five times as many. */
const KEY_STEP = 8;
/** @type {Record<string, [number, number]>} */
const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Drawing {
  /**
   * @param {HTMLElement} panel  the plot
   * @param {Session} session
   * @param {() => void} changed
   */
  constructor(panel, session, changed) {
    this.panel = panel;
    this.session = session;
    this.changed = changed;
    this.isOn = false;
    this.label = 0;
    /** The points under the hand, and the word that they were told as last. @type {{set: DrawnPoints, word: string}|null} */
    this.held = null;
    /** Where the stroke added last, CSS pixels; null between strokes. @type {[number, number]|null} */
    this.last = null;
    /** Where the keys' mark is, CSS pixels. @type {[number, number]} */
    this.mark = [0, 0];
    this.told = Promise.resolve();
    this.cross = element("div", { class: "gp-drawing-mark", hidden: "" });
    this.sheet = element("div", { class: "gp-drawing", tabindex: "0", role: "application", hidden: "" }, this.cross);
    panel.append(this.sheet);
    this.toggle = toggle(() => this.#switch());
    this.classes = KINDS.map((kind, label) => {
      const word = element("span");
      const button = toggle(() => this.#choose(label));
      button.append(element("span", { class: `gp-mark ${kind}` }), word);
      return { button, word };
    });
    this.spray = toggle(() => this.#press(this.spray, this.eraser));
    this.eraser = toggle(() => this.#press(this.eraser, this.spray));
    this.count = element("span", { class: "gp-quiet", role: "status" });
    this.tools = element(
      "div", { class: "gp-drawing-tools", role: "group", hidden: "" },
      ...this.classes.map(({ button }) => button), this.spray, this.eraser, this.count,
    );
    /** @type {View|null} */
    this.view = null;
    /** @type {Say} */
    this.say = (key) => key;
    this.#listen();
  }

  #listen() {
    const { sheet } = this;
    // What is under the pointer tells nothing while it is drawn on.
    sheet.onpointerdown = (event) => {
      event.stopPropagation();
      if (event.button !== 0) return;
      sheet.setPointerCapture(event.pointerId);
      this.cross.hidden = true;
      this.last = null;
      this.#draw(place(event));
    };
    sheet.onpointermove = (event) => {
      event.stopPropagation();
      if (!sheet.hasPointerCapture(event.pointerId)) return;
      const at = place(event);
      if (!this.last || Math.hypot(at[0] - this.last[0], at[1] - this.last[1]) >= STRIDE) this.#draw(at);
    };
    sheet.onpointerup = sheet.onpointercancel = () => this.#end();
    sheet.onkeydown = (event) => this.#key(event);
    sheet.onfocus = () => {
      this.mark = [sheet.clientWidth / 2, sheet.clientHeight / 2];
    };
    sheet.onblur = () => {
      this.cross.hidden = true;
    };
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = DIRECTIONS[event.key];
    const label = Number(event.key) - 1;
    if (direction) {
      const by = KEY_STEP * (event.shiftKey ? 5 : 1);
      const within = (/** @type {number} */ at, /** @type {number} */ size) => Math.min(size, Math.max(0, at));
      const { clientWidth, clientHeight } = this.sheet;
      this.mark = [within(this.mark[0] + by * direction[0], clientWidth), within(this.mark[1] + by * direction[1], clientHeight)];
    } else if (event.key === " " || event.key === "Enter") {
      this.#draw(this.mark);
      this.#end();
    } else if (event.key === "Escape") this.#switch();
    else if (this.classes[label] && !this.classes[label].button.hidden) this.#choose(label);
    else return;
    event.preventDefault();
    this.cross.hidden = !this.isOn;
    this.cross.style.transform = `translate(${this.mark[0]}px, ${this.mark[1]}px)`;
  }

  #switch() {
    this.isOn = !this.isOn;
    this.held = null;
    this.changed();
    if (this.isOn) this.sheet.focus({ preventScroll: true });
  }

  /** @param {number} label */
  #choose(label) {
    this.label = label;
    setAttribute(this.eraser, "aria-pressed", "false");
    this.changed();
  }

  /**
   * @param {HTMLButtonElement} button
   * @param {HTMLButtonElement} other  goes out
   */
  #press(button, other) {
    setAttribute(button, "aria-pressed", String(!isPressed(button)));
    setAttribute(other, "aria-pressed", "false");
  }

  /**
   * Where there are knobs, own points are drawn on as long as they can be held; generated ones begin as a part of them.
   * A recording has no knobs, and nobody who would train on other points.
   */
  get isPossible() {
    const { config, sample, texts } = this.session;
    return Boolean(config && sample && texts && !texts.compact && (!config.experiment.own_points || sample.count - (sample.tested ?? 0) <= MOST_DRAWN));
  }

  /** @returns {DrawnPoints|null} */
  #points() {
    const { session, held, view } = this;
    const { config, sample, draft } = session;
    if (held && (draft.words.points ?? "") === held.word) return held.set;
    if (!config || !sample || !view || draft.isDirty) return null;
    const set = new DrawnPoints(sample, Boolean(config.experiment.own_points), Math.min(1 / view.unitX, 1 / view.unitY));
    this.held = { set, word: draft.words.points ?? "" };
    return set;
  }

  /** @param {[number, number]} at */
  #draw(at) {
    const { view } = this;
    const set = this.last ? (this.held?.set ?? null) : this.#points();
    if (!view || !set) return; // a stroke begins when the points are known that it adds to
    this.last = at;
    const isChanged = isPressed(this.eraser)
      ? set.erase((x, y) => Math.hypot(view.x(x) - at[0], view.y(y) - at[1]) <= ERASER)
      : places(at, isPressed(this.spray)).map(([x, y]) => set.add(view.invertX(x), view.invertY(y), this.label)).includes(true);
    if (isChanged) this.told = this.told.then(() => this.#tell(set));
  }

  /** @param {DrawnPoints} set */
  async #tell(set) {
    const word = await set.word();
    if (this.held?.set !== set) return;
    this.held.word = word;
    this.session.turn("points", word, true);
    this.changed();
  }

  /** The stroke is over, and with it the step of undo. */
  #end() {
    this.last = null;
    this.told = this.told.then(() => {
      this.session.release();
      this.changed();
    });
  }

  /** @param {Say} say */
  relabel(say) {
    this.say = say;
    setText(this.toggle, say("draw"));
    setAttribute(this.toggle, "title", say("draw_begins"));
    setText(this.spray, say("draw_spray"));
    setText(this.eraser, say("draw_erase"));
    setAttribute(this.sheet, "aria-label", say("draw_sheet"));
    setAttribute(this.tools, "aria-label", say("draw"));
  }

  /** @param {View} view */
  paint(view) {
    this.view = view;
    const { session, isPossible } = this;
    const { sample, config, texts } = session;
    this.toggle.hidden = !isPossible;
    if (!isPossible) this.isOn = false;
    setAttribute(this.toggle, "aria-pressed", String(this.isOn));
    this.sheet.hidden = this.tools.hidden = !this.isOn;
    if (!this.isOn || !sample) return;
    // One class more than there are, where the model has an output for it.
    const classes = texts?.page === "layers" ? Math.min(MOST_CLASSES, sample.classes + 1) : 2;
    this.label = Math.min(this.label, classes - 1);
    const erases = isPressed(this.eraser);
    this.classes.forEach(({ button, word }, label) => {
      button.hidden = label >= classes;
      setAttribute(button, "aria-pressed", String(!erases && label === this.label));
      setText(word, className(sample, label, this.say) || String(label));
    });
    const count = config?.experiment.own_points ? sample.count - (sample.tested ?? 0) : 0;
    setText(this.count, count ? this.say("draw_count", { count, most: MOST_DRAWN }) : "");
  }
}

/**
 * A button that is on or off.
 * @param {() => void} act
 */
function toggle(act) {
  const button = element("button", { class: "gp-toggle", type: "button", "aria-pressed": "false" });
  button.onclick = act;
  return button;
}

/** @param {HTMLElement} button */
const isPressed = (button) => button.getAttribute("aria-pressed") === "true";

/**
 * @param {PointerEvent} event
 * @returns {[number, number]}
 */
const place = ({ offsetX, offsetY }) => [offsetX, offsetY];

/**
 * Where points fall: at the pointer, or some around it.
 * @param {[number, number]} at
 * @param {boolean} sprays
 * @returns {[number, number][]}
 */
function places([x, y], sprays) {
  if (!sprays) return [[x, y]];
  return Array.from({ length: SPRAYED }, () => {
    const [angle, far] = [2 * Math.PI * Math.random(), SPREAD * Math.sqrt(Math.random())];
    return [x + far * Math.cos(angle), y + far * Math.sin(angle)];
  });
}
