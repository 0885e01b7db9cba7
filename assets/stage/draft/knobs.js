/**
 * Controls of knobs: native inputs whose texts go into the draft as they are typed. `data-value` tells the value as a
 * link writes it, also of a knob that is folded away.
 */

import { element, setAttribute } from "../dom.js";
import { KEY_REST, onSliderRelease } from "../slider_release.js";

/** @typedef {import("../protocol.js").Knob} Knob */
/** @typedef {(text: string, moving: boolean) => void} Turn */
/** What of a knob depends on the experiment. @typedef {{hidden: boolean, choices?: string[], stops?: string[], all: number}} State */
/** @typedef {ChoiceKnob|NumberKnob|SubsetKnob|WidthsKnob} AnyKnob */

let made = 0;

/** What all kinds share: label, explanation, and the word about a text that was not taken. */
export class Control {
  /**
   * @param {string} name
   * @param {Knob} knob
   * @param {Turn} turn
   */
  constructor(name, knob, turn) {
    this.name = name;
    this.knob = knob;
    this.turn = turn;
    this.id = `gp-knob-${(made += 1)}`;
    this.onrelease = () => {};
    this.value = "";
    this.told = "";
    this.label = element("label", { for: this.id, title: knob.help }, knob.label);
    this.problem = element("p", { class: "gp-knob-problem", id: `${this.id}-problem`, role: "alert", hidden: "" });
    this.root = element("div", { class: "gp-knob" }, this.label);
  }

  /**
   * The text as a learner reads it.
   * @param {string} text
   */
  textOf(text) {
    return text || (this.knob.placeholder ?? "");
  }

  /**
   * @param {HTMLElement} control
   * @param {string} problem  "" for none
   * @param {string[]} [readings]  of a text that could mean two things: one is chosen with a click
   */
  tell(control, problem, readings = []) {
    const key = [problem, ...readings].join("|");
    if (key !== this.told) {
      this.told = key;
      const choices = readings.map((text) => {
        const button = element("button", { class: "gp-button", type: "button" }, text);
        button.onclick = () => this.turn(text, false);
        return button;
      });
      this.problem.replaceChildren(problem, ...choices);
    }
    this.problem.hidden = !problem;
    if (problem) {
      control.setAttribute("aria-invalid", "true");
      control.setAttribute("aria-describedby", this.problem.id);
    } else {
      control.removeAttribute("aria-invalid");
      control.removeAttribute("aria-describedby");
    }
  }

  commit() {}

  /**
   * Take the colours of the page.
   * @param {import("../draw/types.js").Theme} _theme
   */
  dress(_theme) {}
}

/** A text field; what is typed goes into the draft on Enter or when the field is left. */
class TextControl extends Control {
  /**
   * @param {string} name
   * @param {Knob} knob
   * @param {Turn} turn
   */
  constructor(name, knob, turn) {
    super(name, knob, turn);
    this.field = element("input", {
      type: "text", id: this.id, "data-knob": name, autocomplete: "off", spellcheck: "false", maxlength: "60",
      placeholder: knob.placeholder ?? "", title: knob.help,
    });
    /** The text that the field shows while nobody types. */
    this.written = "";
    this.field.onchange = () => this.commit();
    this.field.onkeydown = (event) => this.onkey(event);
    this.root.append(this.field, this.problem);
  }

  /** @param {KeyboardEvent} event */
  onkey(event) {
    if (event.key === "Enter" && !event.isComposing) this.commit();
    if (event.key === "Escape") this.field.value = this.written;
  }

  commit() {
    const text = this.field.value.trim();
    if (text === this.written) {
      this.field.value = text; // blanks around it say nothing
      return;
    }
    if (!text && this.knob.placeholder === undefined) {
      this.field.value = this.written; // an emptied field sets nothing
      return;
    }
    this.written = this.field.value = text;
    this.turn(this.typed(text), false);
  }

  /**
   * The text that goes into the draft.
   * @param {string} text
   */
  typed(text) {
    return text;
  }

  /**
   * @param {string} text
   * @param {State} state
   */
  show(text, { hidden }) {
    this.root.hidden = hidden;
    this.value = text;
    setAttribute(this.field, "data-value", text);
    this.write(text);
  }

  /**
   * A text into the field, unless somebody is typing there.
   * @param {string} text
   */
  write(text) {
    if (this.isTyping || this.written === text) return;
    this.written = this.field.value = text;
  }

  /** Whether the field holds a text that was not committed. */
  get isTyping() {
    return document.activeElement === this.field && this.field.value.trim() !== this.written;
  }

  /**
   * @param {string} problem
   * @param {string|null} typed  what was not taken stays, to be corrected
   * @param {string[]} readings
   */
  refuse(problem, typed, readings) {
    this.tell(this.field, problem, readings);
    if (problem && typed !== null && !this.isTyping) this.written = this.field.value = typed;
  }
}

/** A number: a field, and a slider where the knob has stops. */
export class NumberKnob extends TextControl {
  /**
   * @param {string} name
   * @param {Knob} knob
   * @param {Turn} turn
   */
  constructor(name, knob, turn) {
    super(name, knob, turn);
    this.field.setAttribute("role", "spinbutton");
    this.field.setAttribute("inputmode", knob.kind === "whole" ? "numeric" : "decimal");
    if (knob.low !== undefined) this.field.setAttribute("aria-valuemin", plainNumber(knob.low));
    if (knob.high !== undefined) this.field.setAttribute("aria-valuemax", plainNumber(knob.high));
    /** @type {string[]} */
    this.stops = [];
    this.all = 0;
    this.timer = 0;
    this.slider = element("input", { type: "range", min: "0", step: "1", "aria-label": knob.label, "data-slider": name });
    this.slider.oninput = () => this.#slid();
    onSliderRelease(this.slider, () => this.#released());
    this.slider.hidden = true;
    this.problem.before(this.slider);
    this.#stopAt(knob.stops ?? []);
  }

  /** @param {string[]} stops */
  #stopAt(stops) {
    if (this.stops === stops || (this.stops.length === stops.length && this.stops.at(-2) === stops.at(-2))) return;
    this.stops = stops;
    /** The numbers behind the texts; all points are the most. */
    this.numbers = stops.map((text) => (this.isAll(text) ? Infinity : Number(text)));
    this.slider.hidden = stops.length < 2;
    this.slider.max = String(Math.max(1, stops.length - 1));
  }

  /**
   * Whether a text stands for all points, however many there are.
   * @param {string} text
   */
  isAll(text) {
    return this.knob.all !== undefined && text === "0";
  }

  /** @param {string} text */
  textOf(text) {
    return this.isAll(text) ? (this.knob.all ?? "").replace("{count}", String(this.all)) : super.textOf(text);
  }

  /** @param {string} text */
  typed(text) {
    return this.knob.all !== undefined && text === String(this.all) ? "0" : text;
  }

  #slid() {
    const text = this.stops[Number(this.slider.value)];
    this.#name(text);
    this.turn(text, true);
    clearTimeout(this.timer);
  }

  #released() {
    clearTimeout(this.timer);
    this.onrelease();
  }

  /** @param {string} text */
  #name(text) {
    setAttribute(this.slider, "aria-valuetext", this.textOf(text));
  }

  /** @param {KeyboardEvent} event */
  onkey(event) {
    super.onkey(event);
    const direction = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (!direction || event.altKey || event.ctrlKey || event.metaKey) return;
    const text = this.#stepped(direction);
    if (text === null) return;
    event.preventDefault();
    // Keys may come faster than frames: the next one goes on from here.
    this.value = this.written = this.field.value = text;
    this.turn(text, true);
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.#released(), KEY_REST);
  }

  /**
   * The next value in a direction: by the knob's step, or by the digit before the last where it has none.
   * @param {number} direction
   * @returns {string|null}
   */
  #stepped(direction) {
    const { low = -Infinity, high = Infinity, step = 0 } = this.knob;
    const number = Number(this.value || (this.knob.placeholder === "0" ? "0" : NaN));
    const from = this.isAll(this.value) ? this.all : Number.isFinite(number) ? number : 0;
    const size = step || 10 ** (Math.floor(Math.log10(Math.abs(from) || 1)) - 1);
    const next = Math.min(high, Math.max(this.isAll("0") ? 1 : low, from + direction * size));
    return String(Number(next.toPrecision(10)));
  }

  /**
   * @param {string} text
   * @param {State} state
   */
  show(text, state) {
    this.all = state.all;
    if (state.stops) this.#stopAt(state.stops);
    super.show(text, state);
    const number = this.isAll(text) ? Infinity : Number(text || NaN);
    if (this.stops.length && !this.slider.matches(":active")) {
      const at = Number.isNaN(number) ? Math.floor(this.stops.length / 2) : nearest(this.numbers ?? [], number);
      if (this.slider.value !== String(at)) this.slider.value = String(at);
      this.#name(text);
    }
    if (Number.isFinite(number)) setAttribute(this.field, "aria-valuenow", plainNumber(number));
    else this.field.removeAttribute("aria-valuenow");
    setAttribute(this.field, "aria-valuetext", this.textOf(text));
  }

  /** @param {string} text */
  write(text) {
    super.write(this.isAll(text) ? String(this.all) : text);
  }
}

/**
 * A number without a power of ten, as attributes of ARIA want it.
 * @param {number} number
 */
function plainNumber(number) {
  const text = String(number);
  return text.includes("e-") ? number.toFixed(20).replace(/0+$/, "") : text;
}

/**
 * Index of the number nearest to another one, in a rising list.
 * @param {number[]} numbers
 * @param {number} number
 */
function nearest(numbers, number) {
  const above = numbers.findIndex((one) => one >= number);
  if (above < 0) return numbers.length - 1;
  if (above === 0 || numbers[above] === number || numbers[above] === Infinity) return numbers[above] === number || above === 0 ? above : above - 1;
  return numbers[above] - number < number - numbers[above - 1] ? above : above - 1;
}

/** Whole numbers separated by commas or blanks: the units of each hidden layer. */
export class WidthsKnob extends TextControl {}

/** One of several. */
export class ChoiceKnob extends Control {
  /**
   * @param {string} name
   * @param {Knob} knob
   * @param {Turn} turn
   */
  constructor(name, knob, turn) {
    super(name, knob, turn);
    this.select = element("select", { id: this.id, "data-knob": name, title: knob.help });
    this.select.onchange = () => turn(this.select.value, false);
    this.offered = "";
    this.#offer((knob.choices ?? []).map(([value]) => value));
    this.root.append(this.select, this.problem);
  }

  /** @param {string[]} values */
  #offer(values) {
    if (String(values) === this.offered) return;
    this.offered = String(values);
    const names = new Map(this.knob.choices ?? []);
    this.select.replaceChildren(...values.map((value) => element("option", { value }, names.get(value) ?? value)));
  }

  /** @param {string} text */
  textOf(text) {
    return new Map(this.knob.choices ?? []).get(text) ?? text;
  }

  /**
   * @param {string} text
   * @param {State} state
   */
  show(text, { hidden, choices }) {
    this.root.hidden = hidden;
    const all = choices ?? (this.knob.choices ?? []).map(([value]) => value);
    this.#offer(all.includes(text) ? all : [...all, text]);
    this.value = text;
    if (this.select.value !== text) this.select.value = text;
    setAttribute(this.select, "data-value", text);
  }

  /** @param {string} problem */
  refuse(problem) {
    this.tell(this.select, problem);
  }
}

/** Several of them, one at least. */
export class SubsetKnob extends Control {
  /**
   * @param {string} name
   * @param {Knob} knob
   * @param {Turn} turn
   */
  constructor(name, knob, turn) {
    super(name, knob, turn);
    this.label.id = `${this.id}-label`;
    this.boxes = (knob.choices ?? []).map(([value, word]) => {
      const box = element("input", { type: "checkbox", value });
      box.onchange = () => this.#chosen();
      return { box, root: element("label", { class: "gp-pill" }, box, element("span", {}, word)) };
    });
    this.group = element(
      "div", { class: "gp-pills", role: "group", id: this.id, "data-knob": name, "aria-labelledby": this.label.id, title: knob.help },
      ...this.boxes.map(({ root }) => root),
    );
    this.root.append(this.group, this.problem);
  }

  #chosen() {
    const chosen = this.boxes.filter(({ box }) => box.checked).map(({ box }) => box.value);
    this.turn(chosen.join(","), false);
  }

  /**
   * @param {string} text
   * @param {State} state
   */
  show(text, { hidden }) {
    this.root.hidden = hidden;
    this.value = text;
    const chosen = new Set(text.split(","));
    for (const { box } of this.boxes) box.checked = chosen.has(box.value);
    setAttribute(this.group, "data-value", text);
  }

  /** @param {string} problem */
  refuse(problem) {
    this.tell(this.group, problem);
  }
}
