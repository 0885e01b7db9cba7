/**
 * The stage: assembles session, knobs and views in elements of the page. Streamlit calls `mount` again at every change
 * of data or theme, with the same parent element; the clean-up it returns is called when the element goes. A page has
 * two such elements, the stage and the place for its knobs in the sidebar: both belong to one stage.
 */

import { Address } from "./draft/address.js";
import { DraftKeeper } from "./draft/draft_keeper.js";
import { handOver } from "./draft/hand_over.js";
import { EarlyPlace, move } from "./early.js";
import { figuresPlace } from "./figures_place.js";
import { listenToKeys } from "./keyboard.js";
import { askFor, pageOf } from "./page_places.js";
import { keepSet } from "./point_sets.js";
import { decode } from "./protocol.js";
import { Rows } from "./rows.js";
import { Session } from "./session.js";
import { guardRanges } from "./sideways.js";
import { StageAttributes } from "./stage_attributes.js";
import { StageViews } from "./stage_views.js";
import { followTheme } from "./theme.js";

/**
 * What Streamlit gives.
 * @typedef {object} Component
 * @property {Uint8Array|{knobs_of: string, put: Put|null}|import("./figures_place.js").Data|null} data
 * @property {HTMLElement} parentElement
 * @property {(name: string, value: unknown) => void} setStateValue
 * @property {(name: string, value: unknown) => void} [setTriggerValue]
 */

/** @typedef {import("./draw/types.js").Theme} Theme */
/** @typedef {import("./page_places.js").Ask} Ask */
/** @typedef {import("./page_places.js").Put} Put */

/** While rows are awaited the stage looks again after this time, ms; a reply wakes it at once. */
const WAITING_LOOK = 100;
/** So long, ms, after it mounted a component Streamlit's client hears what it is told. */
const AFTER_MOUNT = 150;
/** A stage that is in no page for this long, ms, cleans up after itself. */
const ORPHANED = 5000;

guardRanges(document);

/** @type {WeakMap<HTMLElement, Stage>} */
const stages = new WeakMap();

/**
 * @param {Component} component
 * @returns {() => void} clean-up
 */
export function mount(component) {
  const { parentElement, data } = component;
  if (data && !(data instanceof Uint8Array)) {
    if ("knobs_of" in data) return mountKnobs(component, data.knobs_of, data.put);
    figuresPlace(parentElement, data, (name) => pageOf(data.figures_of).stage?.figureOf(name) ?? null);
    return () => undefined;
  }
  if (early && early.place.page === pageIn(data)) return offer(early, component);
  let stage = stages.get(parentElement);
  if (!stage) {
    stage = new Stage(component);
    stages.set(parentElement, stage);
  }
  const mounted = stage;
  mounted.update(component);
  return () => mounted.dispose();
}

/** The stage that is there before Streamlit's client, until a component takes it over. @type {{stage: Stage, place: EarlyPlace}|null} */
let early = null;

/**
 * Put the stage on before Streamlit's client is there. Until a component takes it over, what it tells the page is kept
 * back; its outbox tells it then.
 * @param {Uint8Array} data  the stage's first reply
 */
export function mountEarly(data) {
  const root = /** @type {HTMLElement} */ (document.querySelector(".gp-early"));
  const stage = new Stage({ data, parentElement: root, setStateValue: notYet });
  const place = new EarlyPlace(root, {
    speaks: (bytes) => read(bytes)?.texts?.lang === stage.texts?.lang,
    isHere: () => stage.address.isHere,
    take: (component, knobs) => {
      early = null;
      stages.set(component.parentElement, stage);
      stage.takeOver(component, knobs);
    },
    give_up: () => {
      early = null;
      stage.dispose();
    },
  });
  early = { stage, place };
  pageOf(place.page).host = place.knobs;
  stage.isEarly = true;
  stage.update({ data, parentElement: place.stage, setStateValue: notYet });
  place.followAddress();
}

function notYet() {
  throw new Error("Streamlit's client is not there yet");
}

/** @param {Component["data"]} data */
function pageIn(data) {
  return data instanceof Uint8Array ? read(data)?.texts?.page : undefined;
}

/**
 * @param {{stage: Stage, place: EarlyPlace}} waiting
 * @param {Component} component
 * @returns {() => void} clean-up
 */
function offer({ stage, place }, component) {
  place.offerStage(component);
  return () => {
    place.withdraw(component.parentElement);
    if (stages.get(component.parentElement) === stage) stage.dispose();
  };
}

/**
 * @param {Component} component
 * @param {string} name
 * @param {Put|null} put
 * @returns {() => void} clean-up
 */
function mountKnobs({ parentElement: host, setTriggerValue }, name, put) {
  const page = pageOf(name);
  page.ask = (what, value) => setTriggerValue?.(what, value);
  // What is told while Streamlit mounts the component can be lost.
  const { asked } = page;
  if (asked) window.setTimeout(() => askFor(name, ...asked), AFTER_MOUNT);
  if (put?.text) keepSet(put.word, put.text);
  page.put = put;
  page.stage?.takePut();
  if (early && early.place.page === name) early.place.offerKnobs(host);
  else {
    page.host = host;
    page.stage?.showKnobs(host);
  }
  return () => {
    early?.place.withdraw(host);
    if (page.host === host) page.host = page.ask = null;
  };
}

class Stage {
  /** @param {Component} component */
  constructor(component) {
    this.component = component;
    this.rows = new Rows(
      (request) => this.component.setStateValue("request", request),
      (bytes) => this.#receive(bytes),
    );
    this.session = new Session({
      request: (request) => this.#ask(request),
      decide: (decided) => this.component.setStateValue("decided", decided),
    });
    const { session } = this;
    const changed = () => this.#pump();
    this.tab = Math.random().toString(36).slice(2);
    this.address = new Address(location, history);
    /** @type {Ask} */
    const ask = (name, value) => askFor(this.texts?.page ?? "", name, value);
    this.views = new StageViews(session, this.address, { changed, ask, moved: () => this.#showView() });
    this.root = this.views.root;
    this.attributes = new StageAttributes(this.root);
    this.keeper = new DraftKeeper(session, this.address);
    /** @type {import("./protocol.js").Texts|null} */
    this.texts = null;
    /** @type {Theme|null} */
    this.theme = null;
    this.fresh = true;
    /** @type {Uint8Array|null} */
    this.data = null;
    this.frameRequest = 0;
    this.timer = 0;
    this.disposed = false;
    /** Whether Streamlit's client is awaited: it reads the address first. */
    this.isEarly = false;
    const stopKeys = listenToKeys(this.root, this.views.controls);
    const stopHandingOver = handOver(session);
    const awake = () => this.schedule();
    const zoomed = () => this.views.refit();
    // Fonts of another language come when they are first used.
    const lettered = () => this.#repaint();
    document.fonts.addEventListener("loadingdone", lettered);
    const travelled = () => this.#followAddress();
    const leaving = () => this.#keep(true);
    const undoKeys = (/** @type {KeyboardEvent} */ event) => this.#undoKey(event);
    document.addEventListener("visibilitychange", awake);
    window.addEventListener("popstate", travelled);
    window.addEventListener("pagehide", leaving);
    document.addEventListener("keydown", undoKeys);
    window.addEventListener("resize", zoomed);
    this.stop = () => {
      stopKeys();
      stopHandingOver();
      document.fonts.removeEventListener("loadingdone", lettered);
      document.removeEventListener("visibilitychange", awake);
      window.removeEventListener("popstate", travelled);
      window.removeEventListener("pagehide", leaving);
      document.removeEventListener("keydown", undoKeys);
      window.removeEventListener("resize", zoomed);
    };
  }

  /** @param {Component} component */
  update(component) {
    this.component = component;
    const { parentElement, data } = component;
    move(this.root, parentElement);
    if (data instanceof Uint8Array && data !== this.data) {
      this.data = data;
      this.#receive(data);
    }
    this.#followTheme();
    // The page's own style sheets may follow a moment after this call.
    requestAnimationFrame(() => this.#followTheme());
    this.schedule();
  }

  /**
   * Go on in the page that Streamlit has drawn meanwhile.
   * @param {Component} component
   * @param {HTMLElement|null} knobs
   */
  takeOver(component, knobs) {
    this.isEarly = false;
    this.session.outbox.begin(component.data instanceof Uint8Array ? (read(component.data)?.run ?? "") : "");
    if (knobs && this.texts) {
      pageOf(this.texts.page).host = knobs;
      this.showKnobs(knobs);
    }
    this.update(component);
  }

  /** @param {import("./protocol.js").Request} request */
  #ask(request) {
    const { texts } = this.session;
    if (!texts) return;
    this.rows.ask({ ...request, page: texts.page, lang: texts.lang, tab: this.tab }, texts.rows);
  }

  /** @param {Uint8Array} data */
  #receive(data) {
    const reply = this.disposed ? null : read(data);
    if (!reply) return;
    const { session } = this;
    const now = performance.now();
    if (session.texts) {
      session.receive(reply, now);
      const page = pageOf(session.texts.page);
      if (page.put && !session.draft.isDirty) page.put_on = page.put.token;
    } else this.#begin(reply, now);
    if (session.texts && session.texts !== this.texts) {
      this.texts = session.texts;
      this.views.relabel(session.texts);
      this.#repaint();
    }
    if (session.config) this.views.arrange(session.config);
    this.#pump();
  }

  /** What was set is sent at once, and what is next right when a reply is there; the picture follows with the frame. */
  #pump() {
    const { session, disposed } = this;
    // A page's answer comes while Streamlit mounts the component: what is told then can be lost.
    if (!disposed && session.texts?.rows) session.ask(performance.now(), document.hidden);
    this.schedule();
  }

  /**
   * The first reply: the draft begins, and the knobs are shown.
   * @param {import("./protocol.js").Reply} reply
   * @param {number} now
   */
  #begin(reply, now) {
    const { texts } = reply;
    if (!texts) return;
    this.keeper.begin(reply, now);
    const page = pageOf(texts.page);
    page.stage = this;
    if (page.host) this.showKnobs(page.host);
    this.takePut();
    this.keeper.noteOpened();
  }

  /** Put the learner's own points on the stage. Once the server has answered, they are a change like any other. */
  takePut() {
    const { texts } = this.session;
    const page = texts ? pageOf(texts.page) : null;
    if (!page?.put || page.put_on === page.put.token) return;
    this.session.putPoints(page.put.word, page.put.name);
    this.#pump();
  }

  /** @param {HTMLElement} host */
  showKnobs(host) {
    move(this.views.panel.root, host);
    this.#followTheme();
    this.schedule();
  }

  /** Back and forward, and a link within the page: the address wins over the draft. */
  #followAddress() {
    const { keeper, address } = this;
    if (this.disposed || !keeper.isHere) return;
    const isOther = keeper.followAddress();
    if (address.isOwn) this.views.leaveOut();
    if (isOther) this.schedule();
  }

  /** What the address is to say of lesson and hidden parts has changed. */
  #showView() {
    this.views.leaveOut();
    this.#pump();
  }

  /** @param {KeyboardEvent} event */
  #undoKey(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.defaultPrevented) return;
    const target = event.composedPath()[0];
    const isText = target instanceof HTMLElement && target.closest("input:not([type=range]):not([type=checkbox]):not([type=radio]), textarea, [contenteditable]");
    // In a text that is being typed these keys are the browser's; once it has been taken, they undo the change.
    if (isText && !this.views.panel.isCommitted(target)) return;
    const key = event.key.toLowerCase();
    if (key === "z" && !event.shiftKey) this.session.undo();
    else if (key === "y" || (key === "z" && event.shiftKey)) this.session.redo();
    else return;
    event.preventDefault();
    this.schedule();
  }

  /** @param {boolean} [leaving]  the page goes */
  #keep(leaving = false) {
    if (!this.disposed && (!this.isEarly || leaving)) this.keeper.keep(leaving);
  }

  #followTheme() {
    if (this.disposed) return;
    const theme = followTheme(this.root, this.theme);
    this.views.panel.root.dataset.theme = this.root.dataset.theme;
    if (theme === this.theme) return;
    this.theme = theme;
    this.views.panel.dress(theme);
    this.#repaint();
  }

  #repaint() {
    this.fresh = true;
    this.schedule();
  }

  /** Look again at the next animation frame. */
  schedule() {
    if (this.frameRequest || this.disposed) return;
    this.frameRequest = requestAnimationFrame(this.#frame);
  }

  #frame = (/** @type {number} */ now) => {
    this.frameRequest = 0;
    clearTimeout(this.timer);
    if (!this.root.isConnected) {
      // Put in after the page had let it go: nobody will call the clean-up.
      this.timer = window.setTimeout(() => (this.root.isConnected ? this.schedule() : this.dispose()), ORPHANED);
      return;
    }
    const { session } = this;
    const due = Math.min(session.frame(now, document.hidden), this.#paint(now));
    this.#keep();
    const { state } = session;
    if (state === "playing") this.schedule();
    const wake = state === "waiting" ? Math.min(due, now + WAITING_LOOK) : due;
    if (Number.isFinite(wake)) this.timer = window.setTimeout(() => this.schedule(), Math.max(0, wake - now));
  };

  /**
   * @param {number} now
   * @returns {number} when there is something to say, ms
   */
  #paint(now) {
    const { session, theme, fresh } = this;
    const isPainted = theme !== null && session.config !== null;
    if (isPainted) this.fresh = false;
    const due = this.views.paint(theme, fresh, now);
    if (isPainted) this.attributes.write(session);
    return due;
  }

  /**
   * A figure to take away; null before there is one.
   * @param {import("./figures_place.js").Name} name
   */
  figureOf(name) {
    return this.views.figureOf(name, this.theme);
  }

  dispose() {
    if (this.disposed) return;
    this.views.panel.commit();
    this.#keep(true);
    this.disposed = true;
    const page = this.texts ? pageOf(this.texts.page) : null;
    if (page?.stage === this) page.stage = null;
    delete document.documentElement.dataset.only;
    if (stages.get(this.component.parentElement) === this) stages.delete(this.component.parentElement);
    cancelAnimationFrame(this.frameRequest);
    clearTimeout(this.timer);
    this.stop();
    this.views.dispose();
  }
}

/**
 * @param {Uint8Array} data
 * @returns {import("./protocol.js").Reply|null}  null for bytes that are no reply
 */
function read(data) {
  try {
    return decode(data);
  } catch (fault) {
    console.warn("stage: a reply could not be read", fault);
    return null;
  }
}
