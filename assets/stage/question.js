/**
 * The scene's question, in a place of its own at the head of the rail. It stays when a knob moves: greyed then, with a
 * way back to the scene it belongs to.
 */

import { element, setText } from "./dom.js";
import { sameWords } from "./draft/mid_run_changes.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./protocol.js").Scene} Scene */
/** @typedef {import("./words.js").Say} Say */

/**
 * The scene that the draft is, or was before the learner changed it: the nearest one in what can be undone.
 * @param {readonly Scene[]} scenes
 * @param {{words: import("./draft/draft.js").Words, past: import("./draft/draft.js").Words[]}} draft
 * @returns {{scene: Scene|null, changed: boolean}}
 */
export function askedOf(scenes, { words, past }) {
  const sceneOf = (/** @type {import("./draft/draft.js").Words} */ own) => scenes.find((scene) => sameWords(scene.words, own)) ?? null;
  const now = sceneOf(words);
  if (now) return { scene: now, changed: false };
  for (let at = past.length - 1; at >= 0; at -= 1) {
    const before = sceneOf(past[at]);
    if (before) return { scene: before, changed: true };
  }
  return { scene: null, changed: false };
}

export class QuestionPanel {
  /**
   * @param {Session} session
   * @param {() => void} changed
   */
  constructor(session, changed) {
    this.session = session;
    this.eyebrow = element("h3", { class: "gp-eyebrow" });
    this.text = element("p", { class: "gp-question-text" });
    this.note = element("span");
    this.back = element("button", { class: "gp-button is-small", type: "button" });
    this.back.onclick = () => {
      if (this.scene) session.become(this.scene.words);
      changed();
      this.root.focus({ preventScroll: true }); // the button that was pressed goes
    };
    this.stale = element("p", { class: "gp-question-stale", hidden: "" }, this.note, " ", this.back);
    this.root = element("section", { class: "gp-question", tabindex: "-1" }, this.eyebrow, this.text, this.stale);
    /** @type {Scene|null} */
    this.scene = null;
    /** @type {Say|null} */
    this.say = null;
    /** What is shown. @type {unknown[]} */
    this.shown = [];
  }

  /** @param {Say} say */
  relabel(say) {
    this.say = say;
    this.shown = [];
    setText(this.note, say("question_changed"));
    setText(this.back, say("question_back"));
  }

  paint() {
    const { session, say } = this;
    const { texts, draft } = session;
    if (!texts || !say) return;
    const next = [draft.version, texts.id];
    if (next.every((value, at) => value === this.shown[at])) return;
    this.shown = next;
    const { scenes, words } = texts.panel;
    const { scene, changed } = askedOf(scenes, draft);
    this.scene = scene;
    setText(this.eyebrow, scene ? words.predict : words.own);
    setText(this.text, scene ? scene.question : say("question_own"));
    this.root.classList.toggle("is-stale", changed);
    this.root.classList.toggle("is-own", !scene);
    if (this.stale.hidden === changed) this.stale.hidden = !changed;
  }
}
