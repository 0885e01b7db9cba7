/**
 * The scene's question, in a place of its own at the head of the rail: it is answered, committed, and compared with what
 * came. Until then what would give the answer away is covered. The question stays when a knob moves: greyed then, with a
 * way back to its scene, and below it a question about the new run. That one covers nothing until its learner wants to
 * predict. The server judges; nothing here knows the right answer.
 */

import { Answers } from "./answers.js";
import { element, setAttribute, setText } from "./dom.js";
import { sameWords } from "./draft/mid_run_changes.js";
import { FORMS } from "./question_forms.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./protocol.js").Ask} Ask */
/** @typedef {import("./protocol.js").Scene} Scene */
/** @typedef {import("./protocol.js").Verdict} Verdict */
/** @typedef {import("./answers.js").Entry} Entry */
/** @typedef {import("./words.js").Say} Say */
/** What is asked now: its words, and the name that its answer is kept by. `isRun`: of a run that is no scene. @typedef {{ask: Ask, text: string, key: string, isRun: boolean}} Asked */
/**
 * What the learner draws or has drawn on a picture: as text, and whether it can be drawn on.
 * @typedef {{ask: Ask, text: string, isOpen: boolean, phase: Entry["phase"], put: (text: string) => void}} Prediction
 */

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
 * What a question covers as long as its answer is not committed, and what of it until the run has ended.
 * @param {Ask|null} ask
 * @param {Entry} entry
 * @returns {ReadonlySet<string>}
 */
export function coveredBy(ask, { phase, looked }) {
  if (!ask || looked || phase === "verdict") return NOTHING;
  return new Set(phase === "held" ? ask.until_end : ask.covers);
}

/**
 * The question of a run that is no scene, in the stage's words.
 * @param {import("./protocol.js").RunAsk} told
 * @param {Say} say
 * @returns {{ask: Ask, text: string}}
 */
function ofRun(told, say) {
  /** @type {[string, string][]} */
  const choices = told.choices.map((key) => [key, say(`ask.${told.name}.choice.${key}`)]);
  return { ask: { ...told, choices }, text: say(`ask.${told.name}.question`, told.values) };
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
    /** The question about the run, where it is no scene, and the button that lets its learner predict it. */
    this.next = element("p", { class: "gp-question-text gp-question-next", hidden: "" });
    this.begin = element("button", { class: "gp-button is-small gp-question-begin", type: "button", hidden: "" });
    this.begin.onclick = () => this.#begin();
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
    this.back = element("button", { class: "gp-link", type: "button", hidden: "" });
    this.links = element("p", { class: "gp-question-links" }, this.score, this.cover, this.again, this.forget, this.back);
    this.back.onclick = () => {
      if (this.scene) session.become(this.scene.words);
      changed();
      this.root.focus({ preventScroll: true }); // the button that was pressed goes
    };
    const head = element("div", { class: "gp-question-head" }, this.eyebrow, this.links);
    this.root = element(
      "section", { class: "gp-question", tabindex: "-1" }, head, this.text, this.next, this.begin, this.form, this.told,
    );
    /** @type {Scene|null} */
    this.scene = null;
    /** What the draft is called: its scene's title. */
    this.title = "";
    /** What is asked now; null where nothing is. @type {Asked|null} */
    this.asked = null;
    /** The question of the run that is shown, put in words once. @type {{config: unknown, texts: unknown, asked: Asked|null}} */
    this.runAsked = { config: null, texts: null, asked: null };
    /** Whether a link leaves the question out: nothing is covered then, as nobody could answer. */
    this.isLeftOut = false;
    /** The run whose end was judged, or is being. */
    this.judged = "";
    /** @type {Say|null} */
    this.say = null;
    /** What is shown. @type {unknown[]} */
    this.shown = [];
    this.formOf = "";
    session.onVerdict = (verdict) => this.#receive(verdict);
  }

  get key() {
    return this.asked?.key ?? "";
  }

  get ask() {
    return this.asked?.ask ?? null;
  }

  get entry() {
    return this.answers.of(this.key);
  }

  /** @param {Say} say */
  relabel(say) {
    this.say = say;
    this.shown = [];
    this.formOf = "";
    setText(this.begin, say("question_predict"));
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

  /** The run is predicted: it goes back to its beginning, and what would give the answer away is covered. */
  #begin() {
    const { session } = this;
    this.#change({ begun: true, peeked: session.seen > 0 });
    session.hide();
    this.root.focus({ preventScroll: true }); // the button that was pressed goes
  }

  #commit() {
    const { ask, session, entry } = this;
    if (!ask || session.answer || !entry.draft) return;
    session.answer = { question: ask.name, value: entry.draft, first: entry.phase === "open", ended: false };
    this.shown = [];
    this.changed();
  }

  /**
   * What the server says of the answer that was sent; null: it could not be judged, and stays as it was.
   * @param {Verdict|null} verdict
   */
  #receive(verdict) {
    if (!verdict || verdict.question !== this.ask?.name) return;
    const { phase, value, text = "" } = verdict;
    if (phase === "unread") this.#change({ text });
    else if (phase === "verdict") this.#change({ phase, text: "", verdict });
    else this.#change({ phase, value, text });
  }

  /** The run that the committed answer is about has ended on the stage: it is compared. */
  #compare() {
    const { session, entry, ask } = this;
    const { state, timeline, texts } = session;
    const old = entry.phase === "verdict" && entry.verdict?.lang !== texts?.lang;
    if (!ask || session.answer || session.draft.isDirty || !(entry.phase === "held" || old)) return;
    if ((state !== "done" && state !== "diverged") || timeline.steps[0] !== 0) return;
    const run = `${session.run} ${texts?.lang}`;
    if (this.judged === run) return;
    this.judged = run;
    session.answer = { question: ask.name, value: entry.value, first: false, ended: true };
    this.changed();
  }

  /**
   * What is asked: the scene's question, or that of a run that is none.
   * @param {boolean} changed  the scene is no longer what runs
   * @param {Say} say
   * @returns {Asked|null}
   */
  #asked(changed, say) {
    const { scene, session } = this;
    const { texts, config } = session;
    const page = texts?.page ?? "";
    if (scene && !changed) return scene.ask ? { ask: scene.ask, text: scene.question, key: `${page}.${scene.name}`, isRun: false } : null;
    if (!config?.ask) return null;
    const { runAsked } = this;
    if (runAsked.config !== config || runAsked.texts !== texts) {
      runAsked.asked = { ...ofRun(config.ask, say), key: `${page}.${config.ask.name}.${config.run}`, isRun: true };
      Object.assign(runAsked, { config, texts });
    }
    return runAsked.asked;
  }

  /** @returns {Prediction|null} */
  #prediction() {
    const { asked, entry, session } = this;
    const { phase, draft, value } = entry;
    if (!asked || (asked.isRun && !entry.begun)) return null;
    const isOpen = (phase === "open" || phase === "hint") && !session.answer;
    return { ask: asked.ask, text: isOpen ? draft : value || draft, isOpen, phase, put: (text) => this.draft(text) };
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
    this.asked = this.isLeftOut ? null : this.#asked(changed, say);
    // Who lets it train without an answer wants to see what comes: the question is looked at, and nothing is covered.
    if (session.trained || session.state === "playing") this.#look();
    session.trained = false;
    const { entry, asked } = this;
    const isWaiting = asked !== null && asked.isRun && !entry.begun;
    const covered = isWaiting ? NOTHING : coveredBy(this.ask, entry);
    if (covered.size || session.covered.size) session.covered = covered;
    this.#compare();
    session.prediction = this.#prediction();
    const next = [draft.version, texts.id, session.answer, this.key];
    if (next.every((value, at) => value === this.shown[at])) return;
    this.shown = next;
    setText(this.eyebrow, changed ? say("question_changed") : scene ? words.predict : words.own);
    setText(this.text, scene ? scene.question : say("question_own"));
    this.text.hidden = !scene && asked !== null;
    setText(this.next, asked?.isRun ? asked.text : "");
    this.next.hidden = !asked?.isRun;
    this.begin.hidden = !isWaiting;
    this.back.hidden = !changed;
    this.root.classList.toggle("is-stale", changed);
    this.root.classList.toggle("is-own", !scene);
    this.root.classList.toggle("is-run", asked !== null && asked.isRun);
    this.#paintAnswer(isWaiting ? null : entry, say);
  }

  #look() {
    const { phase, looked, begun } = this.entry;
    if (this.asked && (begun || !this.asked.isRun) && !looked && (phase === "open" || phase === "hint")) this.#change({ looked: true });
  }

  /**
   * @param {Entry|null} answered  null where its learner has not begun to predict
   * @param {Say} say
   */
  #paintAnswer(answered, say) {
    const { answers } = this;
    const ask = answered ? this.ask : null;
    const entry = answered ?? this.entry;
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
    this.forget.hidden = covers || answers.entries.size === 0;
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
      this.form.replaceChildren(...FORMS[ask.kind](this, ask, entry, say), this.commit);
    }
    this.commit.disabled = !entry.draft || this.session.answer !== null;
  }

  /** @param {string} text */
  draft(text) {
    this.answers.set(this.key, { draft: text });
    if (this.session.prediction) this.session.prediction = this.#prediction();
    this.commit.disabled = !text.trim() || this.session.answer !== null;
  }
}

/**
 * What is said of the answer: the hint, that it is held, or how it compares with what came.
 * @param {Ask} ask
 * @param {Entry} entry
 * @param {Say} say
 * @returns {string}
 */
export function toldOf(ask, { phase, value, text, verdict, looked, peeked = false }, say) {
  if (phase === "open") return text;
  if (phase === "hint") return `${say("question_hint")} ${text} ${say("question_hint_keep")}`;
  if (phase === "held") {
    if (ask.kind === "curve" || ask.kind === "line") return say("question_held_drawn");
    const label = ask.choices.find(([key]) => key === value)?.[1] ?? value;
    return say("question_held", { value: label });
  }
  if (!verdict) return "";
  const { right, said, came, distance } = verdict;
  const parts = [
    say(right ? "question_right" : "question_wrong"), ...(said === came ? [] : [say("question_said", { value: said ?? "" }), say("question_came", { value: came ?? "" })]),
    distance ?? "", verdict.text ?? "", looked || peeked ? say("question_looked") : "",
  ];
  return parts.filter(Boolean).join(" ");
}
