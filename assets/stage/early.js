/**
 * The places of a stage that is there before Streamlit's client (playground/server/shell.py), and the moment at which
 * Streamlit's component takes the stage over. Until then the page that Streamlit draws is laid out and not seen.
 */

/** @typedef {import("./stage.js").Component} Component */

/** Without Streamlit for so long, ms, the page is shown as it is. */
const LONGEST = 30_000;
/** Streamlit's first run does not know yet which language an earlier visit chose; the second one comes within this time, ms. */
const LANGUAGE_WAIT = 2000;
/** While something is in the way of the takeover it is tried again after this time, ms. */
const LOOK = 100;
const TEXT_FIELD = "input:not([type=range]):not([type=checkbox]), textarea, [contenteditable]";

/**
 * What Streamlit has brought of the stage so far: the stage's component, and the place for its knobs.
 * @typedef {object} Offer
 * @property {Component|null} component
 * @property {HTMLElement|null} knobs
 */

const HAND = ["pointerdown", "pointerup", "pointercancel", "keydown"];

export class EarlyPlace {
  /**
   * @param {HTMLElement} root
   * @param {{speaks: (data: Uint8Array) => boolean, isHere: () => boolean, take: (component: Component, knobs: HTMLElement|null) => void, give_up: () => void}} acts
   *   `speaks`: whether a reply is in the language of the stage; `isHere`: whether the address is that of its page
   */
  constructor(root, acts) {
    this.root = root;
    this.acts = acts;
    this.page = root.dataset.page ?? "";
    this.stage = part(root, ".gp-early-stage");
    this.knobs = part(root, ".gp-early-knobs");
    this.main = part(root, ".gp-early-main");
    /** @type {Offer} */
    this.offer = { component: null, knobs: null };
    this.offeredAt = 0;
    this.pressed = false;
    this.timer = window.setTimeout(() => this.#end(acts.give_up), LONGEST);
    this.look = 0;
    this.hand = (/** @type {Event} */ { type }) => {
      this.pressed = type === "pointerdown";
      // The page that comes then stays where it is.
      document.documentElement.dataset.hand = "began";
    };
    for (const type of HAND) window.addEventListener(type, this.hand, true);
    this.travelled = () => this.followAddress();
    window.addEventListener("popstate", this.travelled);
    const page = document.documentElement;
    page.dataset.early = "shown";
    /** Streamlit's page keeps as much room for the stage. */
    this.height = new ResizeObserver(([{ contentRect }]) => page.style.setProperty("--gp-early-height", `${contentRect.height}px`));
    this.height.observe(this.stage);
  }

  /**
   * The stage's component is there, or has something new.
   * @param {Component} component
   */
  offerStage(component) {
    this.offeredAt ||= performance.now();
    this.offer.component = component;
    this.#try();
  }

  /** @param {HTMLElement} host  for the knobs, in Streamlit's sidebar */
  offerKnobs(host) {
    this.offer.knobs = host;
    this.#try();
  }

  /** @param {HTMLElement} host  it goes before anything was moved to it */
  withdraw(host) {
    if (this.offer.component?.parentElement === host) this.offer.component = null;
    if (this.offer.knobs === host) this.offer.knobs = null;
  }

  /** Back and forward can lead to another page, which nothing may cover. */
  followAddress() {
    if (!this.acts.isHere()) this.#end(this.acts.give_up);
  }

  #try() {
    clearTimeout(this.look);
    const { component, knobs } = this.offer;
    if (!component || (this.page !== "home" && !knobs)) return;
    if (this.#isHeld(component)) this.look = window.setTimeout(() => this.#try(), LOOK);
    else this.#end(() => this.acts.take(component, knobs));
  }

  /**
   * Whether somebody drags, or types where the focus would be lost, or Streamlit's page speaks another language still.
   * @param {Component} component
   */
  #isHeld({ data }) {
    if (this.pressed) return true;
    const at = document.activeElement;
    if (!("moveBefore" in Element.prototype) && at?.matches(TEXT_FIELD) && this.root.contains(at)) return true;
    const waited = performance.now() - this.offeredAt;
    return data instanceof Uint8Array && waited < LANGUAGE_WAIT && !this.acts.speaks(data);
  }

  /** @param {() => void} act  what becomes of the stage */
  #end(act) {
    clearTimeout(this.timer);
    clearTimeout(this.look);
    for (const type of HAND) window.removeEventListener(type, this.hand, true);
    window.removeEventListener("popstate", this.travelled);
    this.height.disconnect();
    const { scrollTop } = this.main;
    // What is hidden takes no focus: the page is shown first. Nothing is painted before all of this is done.
    delete document.documentElement.dataset.early;
    document.documentElement.style.removeProperty("--gp-early-height");
    act();
    const main = document.querySelector("[data-testid=stMain]");
    if (main && scrollTop) main.scrollTop = scrollTop;
    this.root.remove();
  }
}

/**
 * Put an element into another one; where the browser can, with its focus and what it is in the middle of.
 * @param {HTMLElement} element
 * @param {HTMLElement} host
 */
export function move(element, host) {
  if (element.parentElement === host) return;
  const into = /** @type {{moveBefore?: (node: Node, before: Node|null) => void}} */ (/** @type {unknown} */ (host));
  if (element.isConnected && host.isConnected && into.moveBefore) into.moveBefore(element, null);
  else host.append(element);
}

/**
 * @param {HTMLElement} root
 * @param {string} selector
 */
function part(root, selector) {
  return /** @type {HTMLElement} */ (root.querySelector(selector));
}
