/**
 * The stage: assembles session, knobs and views in elements of the page. Streamlit calls `mount` again at every change
 * of data or theme, with the same parent element; the clean-up it returns is called when the element goes. A page has
 * two such elements, the stage and the place for its knobs in the sidebar: both belong to one stage.
 */

import { Transport } from "./transport.js";
import { Beside } from "./beside.js";
import { CurvePanel } from "./curve.js";
import { element } from "./dom.js";
import { Address } from "./draft/address.js";
import { DraftKeeper } from "./draft/draft_keeper.js";
import { Panel } from "./draft/panel.js";
import { handOver } from "./draft/hand_over.js";
import { ProblemsPanel } from "./draft/problems.js";
import { EarlyPlace, move } from "./early.js";
import { Explained } from "./explained.js";
import { figuresPlace } from "./figures_place.js";
import { DiagramPanel } from "./network/diagram.js";
import { Field } from "./network/field.js";
import { MetricsPanel } from "./network/metrics.js";
import { FiguresPanel } from "./readouts.js";
import { leaveOut } from "./left_out.js";
import { LessonBar } from "./lesson_bar.js";
import { listenToKeys } from "./keyboard.js";
import { Live } from "./aria_live.js";
import { NoticePanel, noticeOf } from "./notice.js";
import { PlotPanel } from "./plot.js";
import { decode } from "./protocol.js";
import { QuestionPanel } from "./question.js";
import { RatePanel } from "./rates.js";
import { keepSet } from "./point_sets.js";
import { Rows } from "./rows.js";
import { Session } from "./session.js";
import { SlowMotion } from "./slow_motion.js";
import { TabTitle } from "./tab_title.js";
import { guardRanges } from "./sideways.js";
import { followTheme } from "./theme.js";
import { shortest, words } from "./words.js";

/**
 * What Streamlit gives.
 * @typedef {object} Component
 * @property {Uint8Array|{knobs_of: string, put: Put|null}|import("./figures_place.js").Data|null} data
 * @property {HTMLElement} parentElement
 * @property {(name: string, value: unknown) => void} setStateValue
 * @property {(name: string, value: unknown) => void} [setTriggerValue]
 */

/** @typedef {import("./draw/types.js").Theme} Theme */

/** While rows are awaited the stage looks again after this time, ms; a reply wakes it at once. */
const WAITING_LOOK = 100;
/**
 * While it plays, figures and slider move 20 times a second: nobody reads faster, and each costs a layout. So do the
 * curve and the diagram of a network: the plot has the time.
 */
const READING = 45;
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

/** Own points that the learner has put on a stage: their word, and their text where the word only names them. @typedef {{token: string, name: string, word: string, text: string|null}} Put */
/** Ask for the place where own points are put in, or for that of the link. @typedef {(name: "own_points"|"share", value: unknown) => void} Ask */
/**
 * Where the knobs of a page go, and the stage that draws them, whichever comes first; the own points put on it last, and
 * how to ask Streamlit for a place over the page.
 * @typedef {{host: HTMLElement|null, stage: Stage|null, put: Put|null, put_on: string, ask: Ask|null, asked: Parameters<Ask>|null}} PagePlaces
 */
/** @type {Map<string, PagePlaces>} */
const pages = new Map();

/** @param {string} name */
function pageOf(name) {
  const page = pages.get(name) ?? { host: null, stage: null, put: null, put_on: "", ask: null, asked: null };
  pages.set(name, page);
  return page;
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

/**
 * Show a place over the page; a moment later where Streamlit's client is not there yet.
 * @param {string} name  of the page
 * @param {Parameters<Ask>} asked
 */
function askFor(name, ...asked) {
  const page = pageOf(name);
  page.asked = page.ask === null ? asked : null;
  page.ask?.(...asked);
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
    this.panel = new Panel(session, this.address, changed, ask);
    this.problems = new ProblemsPanel(session, changed);
    this.keeper = new DraftKeeper(session, this.address);
    this.field = new Field(() => performance.now());
    this.plot = new PlotPanel(session, changed, this.field);
    this.curve = new CurvePanel(session, changed);
    this.beside = new Beside(session, this.plot, this.curve, changed);
    this.diagram = new DiagramPanel(session, this.field, {
      changed,
      look: (focus, caption) => this.plot.look(focus, caption),
    });
    this.figures = new FiguresPanel(session);
    this.slow = new SlowMotion(session, this.curve.root, changed);
    this.figures.corner.append(this.slow.button);
    this.metrics = new MetricsPanel(session);
    this.rates = new RatePanel(session, changed);
    this.controls = new Transport(session, changed);
    this.question = new QuestionPanel(session, changed);
    this.notice = new NoticePanel((rate) => {
      session.mend(rate);
      changed();
    }, changed);
    this.lesson = new LessonBar(session, this.address, () => this.#showView());
    this.live = new Live();
    const { plot, curve, diagram, figures, metrics, rates } = this;
    const explained = { plot: plot.root, loss: curve.root, network: diagram.root, figures: figures.root, metrics: metrics.root, gauge: rates.root };
    this.explained = new Explained(explained, () => this.root);
    this.panel.tools.pins.root.append(this.explained.button);
    this.tabTitle = new TabTitle();
    // Of one height, whatever stands in it: a notice takes its room from the question and moves nothing else.
    this.place = element("div", { class: "gp-place" }, this.lesson.root, this.question.root, this.notice.root, this.problems.root);
    this.side = element(
      "div", { class: "gp-side" }, this.place, this.curve.root, this.figures.root, this.metrics.root, this.rates.root,
    );
    this.root = element(
      "div", { class: "gp-stage", "data-testid": "stage", role: "region" },
      this.diagram.root, this.plot.root, this.controls.root, this.side, this.live.root,
    );
    this.say = words({});
    /** @type {import("./protocol.js").Texts|null} */
    this.texts = null;
    /** @type {Theme|null} */
    this.theme = null;
    this.fresh = true;
    /** @type {Uint8Array|null} */
    this.data = null;
    this.frameRequest = 0;
    this.timer = 0;
    this.waitingSince = 0;
    this.describedAt = 0;
    this.writtenAt = 0;
    this.disposed = false;
    /** Whether Streamlit's client is awaited: it reads the address first. */
    this.isEarly = false;
    this.curveAt = 0;
    /** @type {Record<string, string|null>} */
    this.written = {};
    const stopKeys = listenToKeys(this.root, this.controls);
    const stopHandingOver = handOver(session);
    const awake = () => this.schedule();
    const zoomed = () => {
      for (const { surface } of [this.plot, this.diagram, this.curve, this.rates]) surface.refit();
    };
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
    if (session.texts && session.texts !== this.texts) this.#relabel(session.texts);
    if (session.config) this.#arrange(session.config);
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
    move(this.panel.root, host);
    this.#followTheme();
    this.schedule();
  }

  /** Back and forward, and a link within the page: the address wins over the draft. */
  #followAddress() {
    const { keeper, address } = this;
    if (this.disposed || !keeper.isHere) return;
    const isOther = keeper.followAddress();
    if (address.isOwn) leaveOut({ panel: this.panel, views: this }, address.kept);
    if (isOther) this.schedule();
  }

  /** What the address is to say of lesson and hidden parts has changed. */
  #showView() {
    leaveOut({ panel: this.panel, views: this }, this.address.kept);
    this.#pump();
  }

  /** @param {KeyboardEvent} event */
  #undoKey(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.defaultPrevented) return;
    const target = event.composedPath()[0];
    const isText = target instanceof HTMLElement && target.closest("input:not([type=range]):not([type=checkbox]):not([type=radio]), textarea, [contenteditable]");
    // In a text that is being typed these keys are the browser's; once it has been taken, they undo the change.
    if (isText && !this.panel.isCommitted(target)) return;
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

  /**
   * A network has a diagram and figures of its own in place of the linear model's.
   * @param {import("./protocol.js").Config} config
   */
  #arrange({ network = null }) {
    const compact = this.texts?.compact ?? false;
    this.root.classList.toggle("is-network", network !== null);
    this.figures.root.hidden = network !== null;
    this.metrics.root.hidden = network === null;
    this.rates.root.hidden = compact || network !== null;
  }

  /** @param {import("./protocol.js").Texts} texts */
  #relabel(texts) {
    this.texts = texts;
    this.say = words(texts.strings);
    this.root.lang = this.panel.root.lang = texts.lang;
    this.root.setAttribute("aria-label", this.say("stage"));
    this.root.classList.toggle("is-compact", texts.compact);
    this.place.classList.toggle("has-questions", texts.panel.scenes.some(({ ask }) => ask));
    const { plot, diagram, curve, beside, slow, figures, metrics, rates, controls, lesson, question, notice, panel, problems } = this;
    for (const view of [plot, diagram, curve, beside, slow, figures, metrics, rates, controls, lesson, question, notice]) view.relabel(this.say);
    this.explained.relabel(this.say);
    panel.describe(texts.panel);
    panel.relabel(this.say("knobs"));
    problems.describe(texts.panel.words);
    leaveOut({ panel, views: this }, this.address.kept);
    this.#repaint();
  }

  #followTheme() {
    if (this.disposed) return;
    const theme = followTheme(this.root, this.theme);
    this.panel.root.dataset.theme = this.root.dataset.theme;
    if (theme === this.theme) return;
    this.theme = theme;
    this.panel.dress(theme);
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
    const { session, theme, fresh, say } = this;
    this.panel.paint();
    this.problems.paint();
    this.lesson.paint();
    this.question.paint();
    if (!theme || !session.config) return Infinity;
    this.fresh = false;
    const { state } = session;
    if (say && !session.texts?.compact) this.tabTitle.paint(this.question.title, state, say);
    if (state !== "waiting") this.waitingSince = now;
    let due = this.plot.paint(theme, fresh, now);
    due = Math.min(due, this.diagram.paint(theme, fresh, now));
    this.beside.paint(theme, fresh, now);
    this.#paintCurve(theme, fresh, state === "playing" && Boolean(session.config.network), now);
    if (state !== "playing" || now - this.writtenAt >= READING) {
      this.writtenAt = now;
      if (session.config.network) this.metrics.paint();
      else this.figures.paint();
      this.slow.paint();
      this.plot.write();
      this.controls.paint();
    }
    if (!this.rates.root.hidden) this.rates.paint(theme, fresh);
    this.notice.paint(noticeOf(session, say, now - this.waitingSince), say);
    this.place.classList.toggle("is-shared", this.notice.isOpen || !this.problems.root.hidden);
    if (state !== "playing" && now - this.describedAt > 1000) {
      this.describedAt = now;
      this.curve.describe();
    }
    this.#write(state);
    due = Math.min(due, this.live.update(session, say, now));
    return due;
  }

  /**
   * @param {Theme} theme
   * @param {boolean} fresh
   * @param {boolean} hurry  there is more to paint than the curve
   * @param {number} now
   */
  #paintCurve(theme, fresh, hurry, now) {
    if (hurry && !fresh && now - this.curveAt < READING) return;
    this.curveAt = now;
    this.curve.paint(theme, fresh);
  }

  /**
   * A figure to take away; null before there is one.
   * @param {import("./figures_place.js").Name} name
   */
  figureOf(name) {
    const { theme, plot, curve, beside } = this;
    if (!theme || !plot.surface.ready) return null;
    const now = performance.now();
    const over = beside.surface && beside.isOn ? { surface: beside.surface, repaint: () => beside.paint(theme, true, now) } : null;
    const figure = name === "plot"
      ? { surface: plot.surface, repaint: () => plot.paintFinely(theme, now), over }
      : { surface: curve.surface, repaint: () => curve.paint(theme, true) };
    return { figure, background: theme.surface };
  }

  /** @param {import("./player.js").State} state */
  #write(state) {
    const { session } = this;
    this.#writeOne("state", state);
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

  dispose() {
    if (this.disposed) return;
    this.panel.commit();
    this.#keep(true);
    this.disposed = true;
    const page = this.texts ? pageOf(this.texts.page) : null;
    if (page?.stage === this) page.stage = null;
    delete document.documentElement.dataset.only;
    this.panel.dispose();
    if (stages.get(this.component.parentElement) === this) stages.delete(this.component.parentElement);
    cancelAnimationFrame(this.frameRequest);
    clearTimeout(this.timer);
    this.stop();
    for (const view of [this.plot, this.diagram, this.curve, this.beside, this.rates]) view.dispose();
    this.root.remove();
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
