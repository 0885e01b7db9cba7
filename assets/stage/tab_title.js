/** The name of the browser's tab: the scene and how its run stands, before what Streamlit calls the page. */

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./words.js").Say} Say */

const TOLD = new Set(["playing", "diverged", "done"]);

export class TabTitle {
  constructor() {
    /** What Streamlit calls the page. */
    this.base = "";
    this.written = "";
  }

  /**
   * @param {string} scene  its title
   * @param {string} state
   * @param {Say} say
   */
  paint(scene, state, say) {
    if (document.title !== this.written) this.base = document.title;
    const told = TOLD.has(state) ? `${scene} (${say(`title_${state}`)})` : scene;
    this.written = `${told} · ${this.base}`;
    if (document.title !== this.written) document.title = this.written;
  }
}
