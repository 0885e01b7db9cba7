/** What all labs share: an element in the page, its theme, its words, and a paint at the next frame when asked. */

import { element } from "../stage/dom.js";
import { followTheme } from "../stage/theme.js";
import { words } from "../stage/words.js";

/** @typedef {import("../stage/draw/types.js").Theme} Theme */
/** @typedef {import("../stage/words.js").Say} Say */

/**
 * What Streamlit gives; `data` is what the page gave to playground.lessons.shared.view.component.
 * @template Data
 * @typedef {object} Component
 * @property {Data} data
 * @property {HTMLElement} parentElement
 * @property {(name: string, value: unknown) => void} setTriggerValue
 */

/** @typedef {{strings: Record<string, string>}} Spoken */

/** @template {Spoken} Data */
export class Lab {
  /**
   * @param {string} name  the element's test id
   * @param {Component<Data>} component
   */
  constructor(name, component) {
    this.component = component;
    this.root = element("div", { class: `gp-lab gp-lab-${name}`, "data-testid": name, role: "group" });
    /** @type {Theme|null} */
    this.theme = null;
    /** @type {Say} */
    this.say = words({});
    this.request = 0;
    this.gone = false;
    component.parentElement.append(this.root);
    // Fonts of another language come when they are first used.
    this.fonts = () => this.schedule(true);
    document.fonts?.addEventListener("loadingdone", this.fonts);
  }

  /** @returns {Data} */
  get data() {
    return this.component.data;
  }

  /**
   * Data, language or theme may be new.
   * @param {Component<Data>} component
   */
  update(component) {
    this.component = component;
    this.say = words(component.data.strings);
    this.receive(component.data);
    this.schedule(true);
  }

  /**
   * Tell the page of an event.
   * @param {string} name
   * @param {unknown} value
   */
  tell(name, value) {
    this.component.setTriggerValue(name, value);
  }

  /**
   * Paint at the next frame.
   * @param {boolean} [fresh]  everything, not only what moves
   */
  schedule(fresh = false) {
    this.fresh = this.fresh || fresh;
    if (this.request || this.gone) return;
    this.request = requestAnimationFrame((now) => {
      this.request = 0;
      if (this.gone || !this.root.isConnected) return;
      const all = this.fresh ?? true;
      this.fresh = false;
      const theme = followTheme(this.root, this.theme);
      const changed = theme !== this.theme;
      this.theme = theme;
      this.paint(theme, all || changed, now);
    });
  }

  /** @param {Data} _data  new data, before it is painted */
  receive(_data) {}

  /**
   * @param {Theme} _theme
   * @param {boolean} _fresh
   * @param {number} _now  ms
   */
  paint(_theme, _fresh, _now) {}

  dispose() {
    this.gone = true;
    cancelAnimationFrame(this.request);
    document.fonts?.removeEventListener("loadingdone", this.fonts);
    this.root.remove();
  }
}

/**
 * The `mount` of a lab: the same lab again for the same place in the page.
 * @template {Spoken} Data
 * @param {new (component: Component<Data>) => Lab<Data>} Kind
 * @returns {(component: Component<Data>) => () => void}
 */
export function mounter(Kind) {
  /** @type {WeakMap<HTMLElement, Lab<Data>>} */
  const labs = new WeakMap();
  return (component) => {
    let lab = labs.get(component.parentElement);
    if (!lab || lab.gone) {
      lab = new Kind(component);
      labs.set(component.parentElement, lab);
    }
    const shown = lab;
    shown.update(component);
    return () => shown.dispose();
  };
}
