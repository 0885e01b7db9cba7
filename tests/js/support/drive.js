/** Runs a session against a server in imagined time: 60 frames a second, replies after a round trip. */

import { decode } from "../../../assets/stage/protocol.js";
import { Rows } from "../../../assets/stage/rows.js";
import { Session } from "../../../assets/stage/session.js";
import { Server, runOf, trained } from "./server.js";

export const FRAME = 1000 / 60;

export class Drive {
  /** Whether the server has a route for rows. */
  static byRoute = true;

  /**
   * @param {Record<string, any>} [values]  of the link that the page is opened with
   * @param {{stored?: any, server?: Server}} [options]  the tab's own draft; who answers
   */
  constructor(values = {}, { stored = null, server = new Server(values) } = {}) {
    this.server = server;
    server.rows = Drive.byRoute ? "rows" : null;
    this.stored = stored;
    this.now = 0;
    this.roundTrip = 40;
    /** When copies of the next reply come, ms from now; none: it is lost. @type {() => number[]} */
    this.fates = () => [this.roundTrip];
    this.hidden = false;
    /** No connection: sending throws and nothing comes. */
    this.offline = false;
    /** Replies to lose. */
    this.lose = 0;
    /** What happens when. @type {{at: number, happen: () => void}[]} */
    this.inbox = [];
    /** @type {any[]} */
    this.requests = [];
    /** @type {number[]} the cursor after each frame that painted another row */
    this.painted = [];
    /** @type {string[]} */
    this.states = [];
    /** Called after each frame. */
    this.watch = () => {};
    const rows = new Rows(
      (request) => this.#send(() => {
        this.server.request = request;
      }),
      (bytes) => this.#receive(bytes),
      (_, body) => this.#post(JSON.parse(body)),
    );
    this.session = new Session({
      request: (request) => {
        this.requests.push(request);
        rows.ask({ ...JSON.parse(JSON.stringify(request)), lang: this.session.texts?.lang }, server.rows);
      },
      decide: (decided) => this.#send(() => this.server.decide(JSON.parse(JSON.stringify(decided)))),
    });
    this.rerun();
    this.run(100);
  }

  /** @param {Uint8Array} bytes */
  #receive(bytes) {
    const { session } = this;
    const reply = decode(bytes);
    if (session.texts) session.receive(reply, this.now);
    else session.begin(reply, this.now, this.stored);
  }

  /** @param {() => void} act */
  #send(act) {
    if (this.offline) throw new Error("no connection");
    act();
    this.rerun();
  }

  /** The server's script runs again, as after every state that it is told. */
  rerun() {
    this.#later(() => this.#receive(this.server.pageReply()));
  }

  /** @param {() => void} happen */
  #later(happen) {
    if (this.lose > 0) {
      this.lose -= 1;
      return;
    }
    for (const delay of this.fates()) this.inbox.push({ at: this.now + delay, happen });
  }

  /**
   * The route's answer, after a round trip.
   * @param {any} request
   * @returns {any}  as much of a promise as `Rows` uses
   */
  #post(request) {
    return {
      /** @type {(kept: (bytes: Uint8Array) => void, broken: (fault: Error) => void) => void} */
      then: (kept, broken) => {
        if (this.offline) this.inbox.push({ at: this.now + this.roundTrip, happen: () => broken(new TypeError("no connection")) });
        else {
          const bytes = this.server.reply(request);
          this.#later(() => kept(bytes));
        }
      },
    };
  }

  /**
   * A knob is set.
   * @param {Record<string, any>} values
   */
  turn(values) {
    for (const [name, value] of Object.entries(values)) this.session.turn(name, String(value), false);
    return this;
  }

  /** @param {number} ms */
  run(ms) {
    for (const until = this.now + ms; this.now < until; this.now += FRAME) {
      const due = this.inbox.filter(({ at }) => at <= this.now);
      this.inbox = this.inbox.filter(({ at }) => at > this.now);
      for (const { happen } of due) if (!this.offline) happen();
      const before = this.session.player.cursor;
      this.session.frame(this.now, this.hidden);
      if (this.session.player.cursor !== before) this.painted.push(this.session.player.cursor);
      if (this.states.at(-1) !== this.session.state) this.states.push(this.session.state);
      this.watch();
    }
    return this;
  }

  /**
   * @param {() => boolean} condition
   * @param {number} [limit]  ms
   */
  until(condition, limit = 20_000) {
    for (const end = this.now + limit; !condition(); ) {
      if (this.now >= end) throw new Error(`not within ${limit} ms; state ${this.session.state}`);
      this.run(FRAME);
    }
    return this;
  }

  /** Until the server has said what holds, and nothing is under way. */
  settled() {
    const { session } = this;
    return this.until(() => !session.draft.isDirty && session.gesture === null && session.source.pending === null && session.timeline.count > 0);
  }

  /** What differs between the rows that are held and those that training from the start gives; "" if nothing does. */
  get untruth() {
    const { timeline, runWords, run } = this.session;
    if (run !== runOf(runWords).run) return `run ${run} is not that of ${JSON.stringify(runWords)}`;
    if (!timeline.count) return "";
    const { width } = timeline;
    const all = trained(runWords, timeline.lastStep);
    if (all.rows.length / width !== all.steps.length) return `rows of ${width} numbers`;
    for (let i = 0; i < timeline.count; i += 1) {
      const step = timeline.steps[i];
      if (all.steps[step] !== step) return `row ${step} is after the end`;
      for (let k = 0; k < width; k += 1) {
        const [own, real] = [timeline.rows[i * width + k], all.rows[step * width + k]];
        if (!Object.is(own, real)) return `row ${step}, number ${k}: ${own} for ${real}`;
      }
    }
    const { end } = timeline;
    if (end && all.end?.step !== end.step) return `the end at ${end.step} for ${all.end?.step}`;
    return "";
  }
}
