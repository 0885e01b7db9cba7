/**
 * A number of the network, set by hand: which one, and its value. Enter sets it and closes, leaving the field sets it,
 * Escape leaves it as it was.
 */

import { element, setText } from "../dom.js";
import { shortest } from "../words.js";

/** @typedef {import("../words.js").Say} Say */
/** @typedef {{index: number, name: string}} Choice */

/** Beyond this a weight is no weight. */
const LARGEST = 1000;

export class Editor {
  /**
   * @param {{set: (index: number, value: number) => void, close: () => void}} listener
   * @param {HTMLElement} [above]  what is said of the unit, under its name
   */
  constructor(listener, above) {
    this.listener = listener;
    this.title = element("strong");
    this.choice = element("select");
    this.value = element("input", { type: "text", inputmode: "decimal", role: "spinbutton", autocomplete: "off", maxlength: "40" });
    this.problem = element("p", { class: "gp-knob-problem", role: "alert", hidden: "" });
    this.choiceName = element("span");
    this.valueName = element("span");
    this.apply = element("button", { class: "gp-button gp-button-primary", type: "submit" });
    this.leave = element("button", { class: "gp-button", type: "button" });
    // A form may not be a dialog, so it lies in one.
    const form = element(
      "form", { class: "gp-editor-form" }, this.title, ...(above ? [above] : []),
      element("label", {}, this.choiceName, this.choice), element("label", {}, this.valueName, this.value), this.problem,
      element("div", { class: "gp-editor-buttons" }, this.apply, this.leave),
    );
    this.root = element("div", { class: "gp-editor", role: "dialog", hidden: "" }, form);
    /** @type {(index: number) => number} */
    this.valueOf = () => 0;
    /** The text that the field was filled with. */
    this.filled = "";
    this.choice.onchange = () => this.#fill();
    this.value.onchange = () => this.#take();
    this.leave.onclick = () => this.close(true);
    this.root.onsubmit = (event) => {
      event.preventDefault();
      if (this.#take()) this.close(true);
    };
    this.root.onkeydown = (event) => {
      if (event.key === "Escape") {
        this.value.value = this.filled;
        this.close(true);
      }
      // The page's own keys (Space, arrows) mean something else in here.
      event.stopPropagation();
    };
    /** @type {HTMLElement|null} */
    this.opener = null;
  }

  get isOpen() {
    return !this.root.hidden;
  }

  /** @param {Say} say */
  relabel(say) {
    setText(this.choiceName, say("editor_choice"));
    setText(this.valueName, say("editor_value"));
    setText(this.apply, say("editor_set"));
    setText(this.leave, say("editor_leave"));
    setText(this.problem, say("editor_number", { limit: LARGEST }));
  }

  /**
   * @param {{title: string, choices: Choice[], index: number, valueOf: (index: number) => number, opener: HTMLElement}} what
   * @param {{x: number, y: number, width: number, height: number}} place  where it was asked for, in the panel
   */
  open({ title, choices, index, valueOf, opener }, place) {
    this.opener = opener;
    this.valueOf = valueOf;
    setText(this.title, title);
    this.root.setAttribute("aria-label", title);
    this.choice.replaceChildren(...choices.map(({ index: at, name }) => element("option", { value: String(at) }, name)));
    this.choice.value = String(index);
    this.#fill();
    this.root.hidden = false;
    const { offsetWidth: wide, offsetHeight: high } = this.root;
    const left = Math.max(8, Math.min(place.x + 12, place.width - wide - 8));
    const top = Math.max(8, Math.min(place.y + 12, place.height - high - 8));
    this.root.style.transform = `translate(${left}px, ${top}px)`;
    this.value.focus({ preventScroll: true });
    this.value.select();
  }

  #fill() {
    this.filled = this.value.value = shortest(this.valueOf(Number(this.choice.value)));
    this.#refuse(false);
  }

  /** @param {boolean} refused */
  #refuse(refused) {
    this.problem.hidden = !refused;
    this.value.setAttribute("aria-invalid", String(refused));
  }

  /**
   * Set the number if it was changed.
   * @returns {boolean} whether the text is one
   */
  #take() {
    const text = this.value.value;
    if (text === this.filled) return true;
    const value = typedNumber(text);
    const fits = value !== null && Math.abs(value) <= LARGEST;
    this.#refuse(!fits);
    if (!fits) return false;
    this.filled = text;
    this.listener.set(Number(this.choice.value), value);
    return true;
  }

  /** @param {boolean} back  give the focus back to where it came from */
  close(back) {
    if (!this.isOpen) return;
    this.root.hidden = true;
    if (back) this.opener?.focus({ preventScroll: true });
    this.listener.close();
  }
}

/**
 * The number that a text clearly stands for, with a decimal point or comma, in letters of full width as well; else null.
 * @param {string} text
 * @returns {number|null}
 */
export function typedNumber(text) {
  const plain = text.normalize("NFKC").trim().replace("\u2212", "-");
  const isGrouped = /^[+-]?[1-9]\d{0,2},\d{3}$/.test(plain); // 1,000 could be one or a thousand
  const decimal = isGrouped ? "" : plain.replace(/^([+-]?\d*),(\d+)$/, "$1.$2");
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(decimal) ? Number(decimal) : null;
}
