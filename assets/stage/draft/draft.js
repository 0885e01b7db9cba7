/**
 * The draft of a stage page: what its learner has set, as a link's words and their texts, with undo and redo. The
 * browser owns it: every control writes here at once, and nothing but the learner's own later word takes a text back,
 * save a refusal. The server says what holds; texts that changed since it was asked stay.
 */

import { currentRate, restarted, sameWords, withRate, withWeight } from "./changes.js";

/** @typedef {import("./changes.js").Words} Words */
/** A word that was not taken, and why; `readings` where its text could mean two things. @typedef {{name: string, text: string, readings: string[]}} Refusal */
/** As a tab keeps it. @typedef {{words: Words, held: Words|null, past: Words[], future: Words[], link: Words, step: number}} Stored */

const MOST_UNDONE = 100;

export class Draft {
  constructor() {
    /** @type {Words} */
    this.words = {};
    /** What the last reply said holds; null: the words are those of a link that nobody has read yet. @type {Words|null} */
    this.held = null;
    /** What words mean that are left out. A text that says the same is no change. @type {Words} */
    this.defaults = {};
    /** Words of the address bar for what holds. @type {Words} */
    this.link = {};
    /** @type {Words[]} */
    this.past = [];
    /** @type {Words[]} */
    this.future = [];
    /** The movement under way: all of it is one step of undo. @type {string|null} */
    this.gesture = null;
    /** What of the last change was not taken, by word; the text that was typed stands beside it. @type {Map<string, {text: string, typed: string, readings: string[]}>} */
    this.refused = new Map();
    /** Problems of a link, which no knob stands for. @type {string[]} */
    this.problems = [];
    /** The words that the last change touched. @type {string[]} */
    this.touched = [];
    /** Grows with every change, so that views know when to look again. */
    this.version = 0;
  }

  /** Whether the server has not said yet what holds of these words. */
  get isDirty() {
    return this.held === null || !sameWords(this.words, this.held);
  }

  /**
   * The text of a word; of the learning rate the one after the last change.
   * @param {string} name
   * @returns {string|undefined}
   */
  text(name) {
    return name === "lr" ? currentRate(this.words) : this.words[name];
  }

  /**
   * Knobs set to texts: a run that begins anew, with the learning rate that held last.
   * @param {Words} texts
   * @param {string|null} [gesture]
   */
  set(texts, gesture = null) {
    this.#change({ ...restarted(this.words), ...texts }, gesture, Object.keys(texts));
  }

  /**
   * The learning rate from update `step` on; from the start where that is 0.
   * @param {string} text
   * @param {number} step
   * @param {string|null} [gesture]
   */
  setRate(text, step, gesture = null) {
    if (step <= 0) this.set({ lr: text }, gesture);
    else this.#change(withRate(this.words, step, text), gesture, ["lr", "lr_changes"]);
  }

  /**
   * A weight set by hand before update `step`.
   * @param {number} step
   * @param {number} index
   * @param {string} value
   */
  setWeight(step, index, value) {
    this.#change(withWeight(this.words, step, index, value), null, ["edits"]);
  }

  /**
   * Another draft altogether: a scene, where the page began, what a link says.
   * @param {Words} words
   */
  become(words) {
    this.#change({ ...words }, null, Object.keys({ ...this.words, ...words }));
  }

  /** Back at step 0: what was changed on the way is over. */
  restart() {
    if (this.words.lr_changes || this.words.edits) this.become(restarted(this.words));
  }

  /**
   * The words of a link, which the server is to read as such.
   * @param {Words} words
   */
  follow(words) {
    if (this.held !== null && !sameWords(this.words, words)) this.#remember();
    this.words = { ...words };
    this.held = null;
    this.gesture = null;
    this.refused.clear();
    this.version += 1;
  }

  /**
   * @param {Words} texts
   * @param {string|null} gesture
   * @param {string[]} names  of the words that the learner touched
   */
  #change(texts, gesture, names) {
    const words = Object.fromEntries(Object.entries(texts).filter(([name, text]) => text !== this.defaults[name]));
    for (const name of names) this.refused.delete(name);
    this.version += 1;
    if (sameWords(words, this.words)) return;
    if (gesture === null || gesture !== this.gesture) this.#remember();
    this.touched = gesture !== null && gesture === this.gesture ? [...this.touched, ...names] : names;
    this.gesture = gesture;
    this.problems = [];
    this.words = words;
  }

  #remember() {
    this.past.push(this.words);
    if (this.past.length > MOST_UNDONE) this.past.shift();
    this.future = [];
  }

  /** The movement is over; one that led back to where it began is nothing to undo. */
  endGesture() {
    this.gesture = null;
    this.#forgetNothing();
  }

  #forgetNothing() {
    const last = this.past.at(-1);
    if (last && sameWords(last, this.words)) this.past.pop();
  }

  get canUndo() {
    return this.past.length > 0;
  }

  get canRedo() {
    return this.future.length > 0;
  }

  undo() {
    this.#travel(this.past, this.future);
  }

  redo() {
    this.#travel(this.future, this.past);
  }

  /**
   * @param {Words[]} from
   * @param {Words[]} to
   */
  #travel(from, to) {
    const words = from.pop();
    if (!words) return;
    to.push(this.words);
    this.words = words;
    this.gesture = null;
    this.refused.clear();
    this.problems = [];
    this.version += 1;
  }

  /**
   * The server's answer to `sent`. Texts that the learner has changed since then stay, and are sent again.
   * @param {Words} sent
   * @param {{words: Words, link: Words, refused: Refusal[]}} reply
   */
  settled(sent, { words, link, refused }) {
    const wasLink = this.held === null;
    /** @type {Words} */
    const next = { ...words };
    for (const name of new Set([...Object.keys(sent), ...Object.keys(this.words)])) {
      if (this.words[name] === sent[name]) continue;
      if (this.words[name] === undefined) delete next[name];
      else next[name] = this.words[name];
    }
    const named = refused.filter(({ name }) => name);
    if (named.length) this.#takeBack(sent, words, named);
    else this.words = next;
    const general = refused.filter(({ name }) => !name || name === "edits").map(({ text }) => text);
    if (general.length || wasLink) this.problems = general;
    this.held = words;
    this.link = link;
    this.version += 1;
    if (this.gesture === null) this.#forgetNothing();
  }

  /**
   * Nothing of `sent` was taken: what was refused goes back to what holds, unless the learner has changed it since;
   * the rest stays, and is sent again. A change that was refused altogether leaves no trace.
   * @param {Words} sent
   * @param {Words} held
   * @param {Refusal[]} refused
   */
  #takeBack(sent, held, refused) {
    const names = new Set(refused.map(({ name }) => name));
    for (const { name, text, readings } of refused) {
      const knob = name === "lr_changes" ? "lr" : name;
      const typed = (knob === "lr" ? currentRate(sent) : sent[name]) ?? "";
      if (this.words[name] === sent[name]) this.refused.set(knob, { text, typed, readings });
    }
    const before = this.past.at(-1);
    const isWhole = this.touched.every((name) => names.has(name) || (name === "lr" && names.has("lr_changes")));
    if (before && isWhole && sameWords(this.words, sent)) {
      this.past.pop();
      this.words = before;
      return;
    }
    const words = { ...this.words };
    for (const name of names) {
      if (words[name] !== sent[name]) continue;
      if (held[name] === undefined) delete words[name];
      else words[name] = held[name];
    }
    this.words = words;
  }

  /**
   * @param {number} step
   * @returns {Stored}
   */
  stored(step) {
    const { words, held, past, future, link } = this;
    return { words, held, past, future, link, step };
  }

  /** @param {Stored} stored */
  restore({ words, held, past, future, link }) {
    Object.assign(this, { words, held, past: [...past], future: [...future], link, gesture: null });
    this.version += 1;
  }
}
