/**
 * The draft of a stage page: what its learner has set, as a link's words and their texts, with undo and redo. The
 * browser owns it: every control writes here at once, and nothing but the learner's own later word takes a text back,
 * save a refusal. The server says what holds; texts that changed since it was asked stay.
 */

import { currentRate, restarted, sameWords, withRate, withSteps, withText, withWeight } from "./mid_run_changes.js";

/** @typedef {import("./mid_run_changes.js").Words} Words */
/** A word that was not taken, and why; `readings` where its text could mean two things. @typedef {{name: string, text: string, readings: string[]}} Refusal */
/** As a tab keeps it. @typedef {{words: Words, held: Words|null, past: Words[], future: Words[], link: Words, refused?: Words, before?: Words|null, view?: Words, step: number, over?: boolean}} Stored */

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
    /** What the server said holds since the last step of undo: in a movement, how far it was taken. @type {Words|null} */
    this.reached = null;
    /** Whether undo or redo led to these words, and nothing was changed since. */
    this.returned = false;
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

  /** What was typed and not taken, by word. @returns {Words} */
  get refusedTexts() {
    return Object.fromEntries([...this.refused].map(([name, { typed }]) => [name, typed]));
  }

  /**
   * Knobs set to texts: a run that begins anew, with the learning rate that held last; or ends at another step.
   * @param {Words} texts
   * @param {string|null} [gesture]
   */
  set(texts, gesture = null) {
    const isOnlyLength = Object.keys(texts).join() === "steps";
    this.#change(isOnlyLength ? withSteps(this.words, texts.steps) : { ...restarted(this.words), ...texts }, gesture);
    for (const name in texts) this.refused.delete(name);
  }

  /**
   * The learning rate from update `step` on; from the start where that is 0.
   * @param {string} text
   * @param {number} step
   * @param {string|null} [gesture]
   */
  setRate(text, step, gesture = null) {
    if (step <= 0) this.set({ lr: text }, gesture);
    else {
      this.#change(withRate(this.words, step, text), gesture);
      this.refused.delete("lr");
    }
  }

  /**
   * A weight set by hand before update `step`.
   * @param {number} step
   * @param {number} index
   * @param {string} value
   */
  setWeight(step, index, value) {
    this.#change(withWeight(this.words, step, index, value), null);
  }

  /**
   * Another draft altogether: a scene, where the page began, what a link says.
   * @param {Words} words
   */
  become(words) {
    this.#change(words, null);
    this.refused.clear();
  }

  /** Back at step 0: what was changed on the way is over. */
  restart() {
    if (this.words.lr_changes || this.words.edits) this.become(restarted(this.words));
  }

  /**
   * The words of a link, which the server is to read as such.
   * @param {Words} words
   */
  openLink(words) {
    if (this.held !== null && !sameWords(this.words, words)) this.#remember();
    this.held = null;
    this.#arrive(words);
  }

  /**
   * Other words altogether, from which the next change is a step of its own.
   * @param {Words} words
   */
  #arrive(words) {
    this.words = { ...words };
    this.gesture = this.reached = null;
    this.returned = false;
    this.refused.clear();
    this.problems = [];
    this.version += 1;
  }

  /**
   * @param {Words} texts
   * @param {string|null} gesture
   */
  #change(texts, gesture) {
    const words = Object.fromEntries(Object.entries(texts).filter(([name, text]) => text !== this.defaults[name]));
    this.version += 1;
    if (sameWords(words, this.words)) return;
    if (gesture === null || gesture !== this.gesture) this.#remember();
    this.gesture = gesture;
    this.returned = false;
    this.problems = [];
    this.words = words;
  }

  #remember() {
    const last = this.past.at(-1);
    // A movement that led back to where it began is nothing to undo.
    if (!last || !sameWords(last, this.words)) this.past.push(this.words);
    if (this.past.length > MOST_UNDONE) this.past.shift();
    this.future = [];
    this.reached = null;
  }

  /** The movement is over; one that led back to where it began is nothing to undo. */
  endGesture() {
    this.gesture = null;
    this.#lay(this.#steps, this.past.length);
  }

  /** What can be undone, what is set, and what can be done again, as one list. */
  get #steps() {
    return [...this.past, this.words, ...[...this.future].reverse()];
  }

  /**
   * Take such a list as it is now. Outside of a movement, steps that change nothing are left out.
   * @param {Words[]} steps
   * @param {number} at  where in it what is set stands
   */
  #lay(steps, at) {
    /** @type {Words[]} */
    const kept = [];
    let place = 0;
    steps.forEach((words, index) => {
      const last = kept.at(-1);
      if (!last || this.gesture !== null || !sameWords(last, words)) kept.push(words);
      if (index === at) place = kept.length - 1;
    });
    this.past = kept.slice(0, place);
    this.words = kept[place];
    this.future = kept.slice(place + 1).reverse();
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
    this.#arrive(words);
    this.returned = true;
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
    else {
      if (sameWords(this.words, sent)) this.reached = words;
      const steps = this.#steps.map((step) => (sameWords(step, sent) ? words : step)); // in the server's own texts
      steps[this.past.length] = next;
      this.#lay(steps, this.past.length);
    }
    const general = refused.filter(({ name }) => !name || name === "edits" || name.endsWith("points")).map(({ text }) => text);
    if (general.length || wasLink) this.problems = general;
    this.held = words;
    this.link = link;
    this.version += 1;
  }

  /**
   * Nothing of `sent` was taken: what was refused goes back to what held before, also in steps of undo that were made
   * on top of it, unless the learner has changed it since. The rest stays, and is sent again. A change that was refused
   * altogether leaves no trace.
   * @param {Words} sent
   * @param {Words} held
   * @param {Refusal[]} refused
   */
  #takeBack(sent, held, refused) {
    const steps = this.#steps;
    const at = this.past.length;
    const places = [...steps.keys()].filter((index) => sameWords(steps[index], sent));
    for (const { name, text, readings } of refused) {
      const knob = name === "lr_changes" ? "lr" : name;
      const typed = (knob === "lr" ? currentRate(sent) : sent[name]) ?? "";
      if (this.words[name] === sent[name]) this.refused.set(knob, { text, typed, readings });
      for (const place of places.length ? places : [at]) this.#withoutText(steps, place, name, sent[name], held);
    }
    this.#lay(steps, at);
    if (sameWords(this.words, sent)) this.words = held; // it would be refused again and again
  }

  /**
   * Take a refused text out of the steps around the one that was sent. The first of them that has it brought it.
   * @param {Words[]} steps
   * @param {number} place
   * @param {string} name
   * @param {string|undefined} text
   * @param {Words} held
   */
  #withoutText(steps, place, name, text, held) {
    const isBad = (/** @type {number} */ index) => index in steps && steps[index][name] === text;
    if (!isBad(place)) return;
    let [first, last] = [place, place];
    while (isBad(first - 1)) first -= 1;
    while (isBad(last + 1)) last += 1;
    const isSet = first === this.past.length;
    const before = (isSet && this.reached) || (steps[first - 1] ?? held);
    for (let index = first; index <= last; index += 1) steps[index] = withText(steps[index], name, before[name] ?? "");
    if (before !== steps[first - 1] || !differOnlyMidRun(before, steps[first])) return;
    steps[first] = before;
    if (isSet) this.gesture = null; // what moves on is a step of its own
  }

  /**
   * @param {number} step
   * @returns {Stored}
   */
  stored(step) {
    const { words, held, past, future, link } = this;
    return { words, held, past, future, link, refused: this.refusedTexts, step };
  }

  /** @param {Stored} stored */
  restore({ words, held, past, future, link }) {
    Object.assign(this, { words, held, past: [...past], future: [...future], link, gesture: null });
    this.version += 1;
  }
}

/**
 * Whether two drafts differ in nothing but what was changed mid-run, if at all.
 * @param {Words} before
 * @param {Words} after
 */
function differOnlyMidRun(before, after) {
  const bare = (/** @type {Words} */ words) => withText(withText(words, "lr_changes", ""), "edits", "");
  return sameWords(bare(before), bare(after)) || sameWords(restarted(before), bare(after));
}
