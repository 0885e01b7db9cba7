/** Asks the server for the rows of the runs, one request at a time, as a stage does; asks again until it is answered. */

import { decode, plainCheckpoint } from "./protocol.js";

/** @typedef {import("./protocol.js").PageRequest} PageRequest */
/** @typedef {import("./protocol.js").SampleData} SampleData */
/** @typedef {import("./protocol.js").Texts} Texts */
/** @typedef {import("./pinned_run.js").Run} Run */

/** The most rows that a request may ask for. */
const COUNT = 240;
const TIMEOUT = 8000;
/** The trainer starts, traces or is busy: ask again after so many ms. */
const AGAIN = 400;

export class Loader {
  /**
   * @param {(request: PageRequest) => void} send
   * @param {() => void} changed
   */
  constructor(send, changed) {
    this.send = send;
    this.changed = changed;
    this.lang = "en";
    this.tab = Math.random().toString(36).slice(2);
    this.seq = 0;
    /** @type {readonly Run[]} */
    this.runs = [];
    /** @type {{seq: number, run: Run, data: string|null}|null} */
    this.pending = null;
    this.timer = 0;
    /** Words and knobs of each stage page. @type {Map<string, Texts>} */
    this.texts = new Map();
    /** Points that came, by their id; runs share them. @type {Map<string, SampleData>} */
    this.samples = new Map();
    this.lastSample = "";
    /** Why rows are awaited, "" while they come. */
    this.trouble = "";
  }

  /** Ask for what is wanted next, unless an answer is awaited. */
  next() {
    if (this.pending) return;
    const run = this.runs.find(({ state }) => state === "loading");
    const wanted = run?.wanted;
    if (!run || !wanted) return;
    const { page, words } = run.pin;
    this.seq += 1;
    const data = this.lastSample || null;
    this.pending = { seq: this.seq, run, data };
    this.#after(TIMEOUT);
    this.send({
      seq: this.seq, page, lang: this.lang, tab: this.tab, words, held: null, ...wanted, count: COUNT,
      checkpoint: plainCheckpoint(run.timeline.checkpointAt(wanted.start)),
      have: { texts: this.texts.get(page)?.id ?? null, config: run.config?.id ?? null, data },
      batch_at: null,
    });
  }

  /** @param {number} delay  ms, after which the same is asked again */
  #after(delay) {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.pending = null;
      this.next();
    }, delay);
  }

  /** @param {Uint8Array} bytes */
  receive(bytes) {
    const { pending } = this;
    const reply = decode(bytes);
    if (!pending || reply.seq !== pending.seq) return;
    const { run, data } = pending;
    if (reply.texts) this.texts.set(run.pin.page, reply.texts);
    if (reply.sample) {
      this.samples.set(reply.sample.id, reply.sample);
      this.lastSample = reply.sample.id;
    }
    // What a reply leaves out is what the request said is held.
    run.receive(reply, reply.sample ?? (run.sample || !data ? null : this.samples.get(data) ?? null));
    run.texts = this.texts.get(run.pin.page) ?? null;
    this.trouble = reply.status === "ok" ? "" : reply.status;
    if (reply.chunk || run.state !== "loading") {
      clearTimeout(this.timer);
      this.pending = null;
      this.next();
    } else this.#after(AGAIN);
    this.changed();
  }

  /** Another language: its words are asked for with what comes next. @param {string} lang */
  speak(lang) {
    if (lang === this.lang) return;
    this.lang = lang;
    this.texts.clear();
    this.pending = null;
  }
}
