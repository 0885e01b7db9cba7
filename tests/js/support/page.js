/** A page in which elements can be made, shown, hidden and written: no more than small parts of the stage need. */

export class Part {
  attributes = new Map();
  classes = new Set();
  hidden = false;
  firstChild = null;
  textContent = "";
  classList = { toggle: (/** @type {string} */ name, /** @type {boolean} */ on) => (on ? this.classes.add(name) : this.classes.delete(name)) };
  append() {}
  after() {}
  getAttribute(/** @type {string} */ name) {
    return this.attributes.get(name) ?? null;
  }
  setAttribute(/** @type {string} */ name, /** @type {string} */ value) {
    if (name === "hidden") this.hidden = true;
    this.attributes.set(name, value);
  }
}

/** From now on `element` and its like make such parts. */
export function installPage() {
  const made = () => new Part();
  Object.assign(globalThis, { document: { createElement: made, createElementNS: made }, Text: class {} });
}
