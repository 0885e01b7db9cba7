/**
 * The scene's question, in a place of its own at the head of the rail: it is answered, committed, and compared with what
 * came. Until then what would give the answer away is covered. The question stays when a knob moves: greyed then, with a
 * way back to the scene it belongs to. The server judges; nothing here knows the right answer.
 */

import { Answers } from "./answers.js";
import { element, setAttribute, setText } from "./dom.js";
import { sameWords } from "./draft/mid_run_changes.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./protocol.js").Ask} Ask */
/** @typedef {import("./protocol.js").Scene} Scene */
/** @typedef {import("./protocol.js").Verdict} Verdict */
/** @typedef {import("./answers.js").Entry} Entry */
/** @typedef {import("./words.js").Say} Say */

/** @type {ReadonlySet<string>} */
const NOTHING = new Set();

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

/**
 * What a question covers as long as its answer is not committed.
 * @param {Ask|null} ask
 * @param {Entry} entry
 * @returns {ReadonlySet<string>}
 */
export function coveredBy(ask, { phase, looked }) {
  return ask && !looked && (phase === "open" || phase === "hint") ? new Set(ask.covers) : NOTHING;
}

export class QuestionPanel {
  /**
   * @param {Session} session
   * @param {() => void} changed
   * @param {Answers} [answers]
   */
  constructor(session, changed, answers = new Answers()) {
    this.session = session;
    this.changed = changed;
    this.answers = answers;
    this.eyebrow = element("h2", { class: "gp-eyebrow" });
    this.score = element("span", { class: "gp-question-score" });
    this.text = element("p", { class: "gp-question-text" });
    this.form = element("form", { class: "gp-question-form" });
    this.form.onsubmit = (event) => {
      event.preventDefault();
      this.#commit();
    };
    this.commit = element("button", { class: "gp-button gp-button-primary is-small", type: "submit" });
    this.told = element("p", { class: "gp-question-told", role: "status", "aria-live": "polite" });
    this.cover = element("button", { class: "gp-link", type: "button" });
    this.cover.onclick = () => this.#change({ looked: true });
    this.again = element("button", { class: "gp-link", type: "button" });
    this.again.onclick = () => {
      this.answers.forget(this.key);
      this.session.reset();
      this.#seen();
    };
    this.forget = element("button", { class: "gp-link", type: "button" });
    this.forget.onclick = () => {
      this.answers.forgetAll();
      this.#seen();
    };
    this.links = element("p", { class: "gp-question-links" }, this.score, this.cover, this.again, this.forget);
    this.note = element("span");
    this.back = element("button", { class: "gp-button is-small", type: "button" });
    this.back.onclick = () => {
      if (this.scene) session.become(this.scene.words);
      changed();
      this.root.focus({ preventScroll: true }); // the button that was pressed goes
    };
    this.stale = element("p", { class: "gp-question-stale", hidden: "" }, this.note, " ", this.back);
    const head = element("div", { class: "gp-question-head" }, this.eyebrow, this.links);
    this.root = element(
      "section", { class: "gp-question", tabindex: "-1" }, head, this.text, this.form, this.told, this.stale,
    );
    /** @type {Scene|null} */
    this.scene = null;
    /** What the draft is called: its scene's title. */
    this.title = "";
    /** What is asked now; null where nothing is. @type {Ask|null} */
    this.ask = null;
    this.key = "";
    /** The run whose end was judged, or is being. */
    this.judged = "";
    /** @type {Say|null} */
    this.say = null;
    /** What is shown. @type {unknown[]} */
    this.shown = [];
    this.formOf = "";
    session.onVerdict = (verdict) => this.#receive(verdict);
  }

  get entry() {
    return this.answers.of(this.key);
  }

  /** @param {Say} say */
  relabel(say) {
    this.say = say;
    this.shown = [];
    this.formOf = "";
    setText(this.note, say("question_changed"));
    setText(this.back, say("question_back"));
    setText(this.commit, say("question_commit"));
    setText(this.cover, say("question_show"));
    setText(this.again, say("question_again"));
    setText(this.forget, say("question_forget"));
  }

  #seen() {
    this.judged = "";
    this.shown = [];
    this.formOf = "";
    this.changed();
  }

  /** @param {Partial<Entry>} change */
  #change(change) {
    this.answers.set(this.key, change);
    this.shown = [];
    this.changed();
  }

  #commit() {
    const { ask, session, entry } = this;
    if (!ask || !this.scene || session.answer || !entry.draft) return;
    session.answer = { question: this.scene.name, value: entry.draft, first: entry.phase === "open", ended: false };
    this.shown = [];
    this.changed();
  }

  /**
   * What the server says of the answer that was sent; null: it could not be judged, and stays as it was.
   * @param {Verdict|null} verdict
   */
  #receive(verdict) {
    if (!verdict || verdict.question !== this.scene?.name) return;
    const { phase, value, text = "" } = verdict;
    if (phase === "unread") this.#change({ text });
    else if (phase === "verdict") this.#change({ phase, text: "", verdict });
    else this.#change({ phase, value, text });
  }

  /** The run that the committed answer is about has ended on the stage: it is compared. */
  #compare() {
    const { session, entry, scene } = this;
    const { state, timeline, texts } = session;
    const old = entry.phase === "verdict" && entry.verdict?.lang !== texts?.lang;
    if (!scene || !this.ask || session.answer || session.draft.isDirty || !(entry.phase === "held" || old)) return;
    if ((state !== "done" && state !== "diverged") || timeline.steps[0] !== 0) return;
    const run = `${session.run} ${texts?.lang}`;
    if (this.judged === run) return;
    this.judged = run;
    session.answer = { question: scene.name, value: entry.value, first: false, ended: true };
    this.changed();
  }

  /** First of all views, because it says what the others cover. */
  paint() {
    const { session, say } = this;
    const { texts, draft } = session;
    if (!texts || !say) return;
    const { scenes, words } = texts.panel;
    const { scene, changed } = askedOf(scenes, draft);
    this.scene = scene;
    this.title = scene && !changed ? scene.title : words.own;
    this.ask = scene && !changed ? (scene.ask ?? null) : null;
    this.key = scene ? `${texts.page}.${scene.name}` : "";
    // Who lets it train without an answer wants to see what comes: the question is looked at, and nothing is covered.
    if (session.trained || session.state === "playing") this.#look();
    session.trained = false;
    const { entry } = this;
    const covered = coveredBy(this.ask, entry);
    if (covered.size || session.covered.size) session.covered = covered;
    this.#compare();
    const next = [draft.version, texts.id, session.answer];
    if (next.every((value, at) => value === this.shown[at])) return;
    this.shown = next;
    setText(this.eyebrow, scene ? words.predict : words.own);
    setText(this.text, scene ? scene.question : say("question_own"));
    this.root.classList.toggle("is-stale", changed);
    this.root.classList.toggle("is-own", !scene);
    if (this.stale.hidden === changed) this.stale.hidden = !changed;
    this.#paintAnswer(entry, say);
  }

  #look() {
    const { phase, looked } = this.entry;
    if (this.ask && !looked && (phase === "open" || phase === "hint")) this.#change({ looked: true });
  }

  /**
   * @param {Entry} entry
   * @param {Say} say
   */
  #paintAnswer(entry, say) {
    const { ask, answers } = this;
    const { phase, verdict, looked } = entry;
    const isOpen = ask !== null && (phase === "open" || phase === "hint");
    setAttribute(this.root, "data-phase", ask ? phase : "");
    this.root.classList.toggle("is-answered", ask !== null && !isOpen);
    this.form.hidden = !isOpen;
    if (isOpen) this.#paintForm(/** @type {Ask} */ (ask), entry, say);
    setText(this.told, !ask ? "" : this.session.answer ? say("question_wait") : toldOf(ask, entry, say));
    this.told.hidden = !this.told.textContent;
    this.root.classList.toggle("is-right", phase === "verdict" && Boolean(verdict?.right) && ask !== null);
    this.root.classList.toggle("is-wrong", phase === "verdict" && !verdict?.right && ask !== null);
    const { count, right } = answers.score;
    setText(this.score, ask && count ? say("question_count", { right, count }) : "");
    this.score.hidden = !this.score.textContent;
    const covers = isOpen && !looked && Boolean(ask?.covers.length);
    this.cover.hidden = !covers;
    this.again.hidden = !ask || phase !== "verdict";
    this.forget.hidden = !ask || phase !== "verdict";
  }

  /**
   * The input of the question's kind. It is built once for a question, so that focus and caret stay.
   * @param {Ask} ask
   * @param {Entry} entry
   * @param {Say} say
   */
  #paintForm(ask, entry, say) {
    const key = `${this.key} ${this.session.texts?.lang}`;
    if (this.formOf !== key) {
      this.formOf = key;
      this.form.replaceChildren(...KINDS[ask.kind](this, ask, entry, say), this.commit);
    }
    this.commit.disabled = !entry.draft || this.session.answer !== null;
  }

  /** @param {string} text */
  draft(text) {
    this.answers.set(this.key, { draft: text });
    this.commit.disabled = !text.trim() || this.session.answer !== null;
  }
}

/** How each kind of answer is put in. @type {Record<Ask["kind"], (panel: QuestionPanel, ask: Ask, entry: Entry, say: Say) => HTMLElement[]>} */
const KINDS = {
  choice: (panel, ask, entry) => {
    const group = element("div", { class: "gp-choices", role: "radiogroup" });
    setAttribute(group, "aria-label", panel.scene?.question ?? "");
    for (const [value, label] of ask.choices) {
      const input = element("input", { type: "radio", name: "gp-question-choice", value });
      input.checked = entry.draft === value;
      input.onchange = () => panel.draft(value);
      group.append(element("label", { class: "gp-choice" }, input, element("span", {}, label)));
    }
    return [group];
  },
  number: (panel, _ask, entry, say) => {
    const input = element("input", { type: "text", inputmode: "decimal", class: "gp-question-field", maxlength: "20", autocomplete: "off" });
    setAttribute(input, "aria-label", say("question_number"));
    setAttribute(input, "placeholder", say("question_number"));
    input.value = entry.draft;
    input.oninput = () => panel.draft(input.value.trim());
    return [input];
  },
};

/**
 * What is said of the answer: the hint, that it is held, or how it compares with what came.
 * @param {Ask} ask
 * @param {Entry} entry
 * @param {Say} say
 * @returns {string}
 */
export function toldOf(ask, { phase, value, text, verdict, looked }, say) {
  if (phase === "open") return text;
  if (phase === "hint") return `${say("question_hint")} ${text} ${say("question_hint_keep")}`;
  if (phase === "held") {
    const label = ask.choices.find(([key]) => key === value)?.[1] ?? value;
    return say("question_held", { value: label });
  }
  if (!verdict) return "";
  const { right, said, came, distance } = verdict;
  const parts = [
    say(right ? "question_right" : "question_wrong"), ...(said === came ? [] : [say("question_said", { value: said ?? "" }), say("question_came", { value: came ?? "" })]),
    distance ?? "", verdict.text ?? "", looked ? say("question_looked") : "",
  ];
  return parts.filter(Boolean).join(" ");
}
