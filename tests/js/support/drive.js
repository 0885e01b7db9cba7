/** Runs a session against a server in imagined time: 60 frames a second, replies after a round trip. */

import { decode } from "../../../assets/stage/protocol.js";
import { Refusal, Rows } from "../../../assets/stage/rows.js";
import { Session } from "../../../assets/stage/session.js";
import { Server } from "./server.js";

const FRAME = 1000 / 60;

export class Drive {
  /** Whether the server has a route for rows. */
  static byRoute = false;

  /** @param {Record<string, any>} [values] */
  constructor(values = {}) {
    this.server = new Server(values);
    this.now = 0;
    this.roundTrip = 40;
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
    const rows = new Rows(
      (request) => this.#send(() => {
        this.server.request = request;
      }),
      (bytes) => this.session.receiveRows(decode(bytes), this.now),
      (_, body) => this.#post(JSON.parse(body)),
    );
    this.session = new Session({
      request: (request) => {
        this.requests.push(request);
        rows.ask(request, Drive.byRoute ? "rows" : null);
      },
      live: (value) => this.#send(() => this.server.live(value)),
      trigger: (name, value) => this.#send(() => this.server.trigger(name, value)),
    });
    this.rerun();
    this.run(100);
  }

  /** @param {() => void} act */
  #send(act) {
    if (this.offline) throw new Error("no connection");
    act();
    this.rerun();
  }

  /** The server's script runs again, as after a knob or a message. */
  rerun() {
    if (this.lose > 0) {
      this.lose -= 1;
      return;
    }
    this.#later(() => this.session.receive(decode(this.server.reply()), this.now));
  }

  /** @param {() => void} happen */
  #later(happen) {
    this.inbox.push({ at: this.now + this.roundTrip, happen });
  }

  /**
   * The route's answer, after a round trip; what is computed is what was asked, whatever the page shows by then.
   * @param {any} request
   * @returns {any}  as much of a promise as `Rows` uses
   */
  #post(request) {
    return {
      /** @type {(kept: (bytes: Uint8Array) => void, broken: (fault: Error) => void) => void} */
      then: (kept, broken) => {
        if (this.offline) return this.#later(() => broken(new TypeError("no connection")));
        if (this.lose > 0) {
          this.lose -= 1;
          return undefined;
        }
        const bytes = this.server.rows(request);
        return this.#later(() => (bytes ? kept(bytes) : broken(new Refusal("unknown run"))));
      },
    };
  }

  /** @param {Record<string, any>} values */
  turn(values) {
    this.server.set(values);
    this.rerun();
  }

  /** @param {number} ms */
  run(ms) {
    for (const until = this.now + ms; this.now < until; this.now += FRAME) {
      const due = this.inbox.filter(({ at }) => at <= this.now);
      this.inbox = this.inbox.filter(({ at }) => at > this.now);
      // Messages of one connection come in their order.
      for (const { happen } of due) if (!this.offline) happen();
      const before = this.session.player.cursor;
      this.session.frame(this.now, this.hidden);
      if (this.session.player.cursor !== before) this.painted.push(this.session.player.cursor);
      if (this.states.at(-1) !== this.session.state) this.states.push(this.session.state);
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

  /** What was told under a name. @param {string} name */
  told(name) {
    return this.server.log.filter((entry) => entry.name === name).map((entry) => entry.value);
  }
}
