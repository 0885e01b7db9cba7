/** What a stage says of its run in attributes of its element: tests and other programs read them (docs/stage.md). */

import { shortest } from "./words.js";

export class StageAttributes {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    /** @type {Record<string, string|null>} */
    this.written = {};
  }

  /** @param {import("./session.js").Session} session */
  write(session) {
    this.#writeOne("state", session.state);
    // Until a new run's first row is here, all of these are of the run before: none may stand beside another's loss.
    if (session.index < 0) return;
    this.#writeOne("run", session.run);
    this.#writeOne("step", String(session.player.cursor));
    this.#writeOne("epoch", String(session.epoch));
    this.#writeOne("loss", shortest(session.value("loss")));
    this.#writeOne("accuracy", shortest(session.value("accuracy")));
    const held = session.sample?.held ?? null;
    this.#writeOne("val-loss", held ? shortest(session.value("val_loss")) : null);
    this.#writeOne("val-accuracy", held ? shortest(session.value("val_accuracy")) : null);
  }

  /**
   * @param {string} name
   * @param {string|null} value  null for none
   */
  #writeOne(name, value) {
    if ((this.written[name] ?? null) === value) return;
    this.written[name] = value;
    if (value === null) this.root.removeAttribute(`data-${name}`);
    else this.root.setAttribute(`data-${name}`, value);
  }
}
