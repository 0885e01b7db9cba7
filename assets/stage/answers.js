/** The learner's answers: they outlive a reload and a visit to another page, stay in this browser, and are bounded. */

/**
 * held: committed, the run is awaited; hint: a first attempt was not right; looked: what is covered was shown first.
 * @typedef {object} Entry
 * @property {"open"|"hint"|"held"|"verdict"} phase
 * @property {string} draft     what is chosen or typed
 * @property {string} value     what was committed last
 * @property {boolean} looked
 * @property {boolean} [peeked]  of a run: its curve had been seen when it was predicted
 * @property {boolean} [begun]  of a run that is no scene: its learner wants to predict it
 * @property {string} text      the hint
 * @property {Verdict|null} verdict
 * @property {unknown[]} [before]
 */

/** @typedef {import("./protocol.js").Verdict} Verdict */

export const ANSWERS = "gradient-playground.answers";
/** Where the answers of the lesson pages are (lessons/kept_answers.js), and what marks that they are to be forgotten. */
export const LESSON_ANSWERS = "gradient-playground.lesson-answers";
export const FORGOTTEN = "forgotten ";
const MOST = 60;
const LONGEST = 100_000;

/** @returns {Entry} */
const blank = () => ({ phase: "open", draft: "", value: "", looked: false, text: "", verdict: null });

export class Answers {
  /** @param {Pick<Storage, "getItem"|"setItem"|"removeItem">|null} [storage] */
  constructor(storage = browserStorage()) {
    this.storage = storage;
    /** The latest change last. @type {Map<string, Entry>} */
    this.entries = new Map(read(storage));
  }

  /**
   * @param {string} key
   * @returns {Entry}
   */
  of(key) {
    return this.entries.get(key) ?? blank();
  }

  /**
   * @param {string} key
   * @param {Partial<Entry>} change
   */
  set(key, change) {
    const entry = { ...this.of(key), ...change };
    this.entries.delete(key);
    this.entries.set(key, entry);
    while (this.entries.size > MOST) this.entries.delete(/** @type {string} */ (this.entries.keys().next().value));
    this.#keep();
  }

  /** @param {string} key */
  forget(key) {
    this.entries.delete(key);
    this.#keep();
  }

  forgetAll() {
    this.entries.clear();
    this.#keep();
    this.#forgetLessons();
  }

  /** How many verdicts there are of predictions, and how many of them are right. */
  get score() {
    const judged = [...this.entries.values()].filter(({ phase, looked, peeked }) => phase === "verdict" && !looked && !peeked);
    return { count: judged.length, right: judged.filter(({ verdict }) => verdict?.right).length };
  }

  /** What a session has answered on lesson pages the server keeps, too: it reads the mark at the next question. */
  #forgetLessons() {
    try {
      if (this.storage?.getItem(LESSON_ANSWERS)) this.storage.setItem(LESSON_ANSWERS, FORGOTTEN + Date.now());
    } catch {
      // Storage is forbidden: nothing is kept in it.
    }
  }

  #keep() {
    try {
      if (!this.entries.size) {
        this.storage?.removeItem(ANSWERS);
        return;
      }
      const entries = [...this.entries];
      let text = JSON.stringify(entries);
      while (text.length > LONGEST && entries.length > 1) {
        entries.shift();
        text = JSON.stringify(entries);
      }
      this.storage?.setItem(ANSWERS, text);
    } catch {
      // Storage is full, forbidden or absent: the answers last as long as the page.
    }
  }
}

/** This browser's storage; null where it lets pages keep nothing. @returns {Storage|null} */
export function browserStorage() {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

/**
 * What was stored, as far as it is sound.
 * @param {Pick<Storage, "getItem">|null} storage
 * @returns {[string, Entry][]}
 */
function read(storage) {
  try {
    const value = JSON.parse(storage?.getItem(ANSWERS) ?? "[]");
    return Array.isArray(value) ? value.filter(isSound).slice(-MOST) : [];
  } catch {
    return [];
  }
}

/**
 * @param {unknown} value
 * @returns {value is [string, Entry]}
 */
function isSound(value) {
  if (!Array.isArray(value) || value.length !== 2 || typeof value[0] !== "string" || typeof value[1] !== "object" || !value[1]) return false;
  const { phase, draft, value: said, looked, text, verdict } = value[1];
  return (
    ["open", "hint", "held", "verdict"].includes(phase) && [draft, said, text].every((part) => typeof part === "string")
    && typeof looked === "boolean" && (phase === "verdict" ? isVerdict(verdict) : true)
  );
}

/** @param {any} verdict */
function isVerdict(verdict) {
  return typeof verdict === "object" && verdict !== null && ["said", "came", "text", "lang"].every((name) => typeof verdict[name] === "string");
}
