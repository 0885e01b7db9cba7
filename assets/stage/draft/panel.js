/** The knobs of a stage page: undo, scenes, and a control for every knob, drawn from the table that Python sends. */

import { element } from "../dom.js";
import { FixedValues } from "./fixed_values.js";
import { isTrained } from "./kept_line.js";
import { POINT_WORDS } from "../point_sets.js";
import { OwnPointsRow } from "./own_points.js";
import { ChoiceKnob, NumberKnob, SubsetKnob, WidthsKnob } from "./knobs.js";
import { ThumbnailKnob } from "./thumbnails.js";
import { Tools } from "./tools.js";

/** @typedef {import("../session.js").Session} Session */
/** @typedef {import("../protocol.js").Group} Group */
/** @typedef {import("../protocol.js").Knob} Knob */
/** @typedef {import("../protocol.js").PanelView} PanelView */
/** @typedef {import("./knobs.js").AnyKnob|ThumbnailKnob} AnyKnob */
/** @typedef {import("../draw/types.js").Theme} Theme */

/** How a kind of knob is drawn. @type {Record<Knob["kind"], new (name: string, knob: Knob, turn: import("./knobs.js").Turn) => AnyKnob>} */
const KINDS = { real: NumberKnob, whole: NumberKnob, choice: ChoiceKnob, subset: SubsetKnob, widths: WidthsKnob };

/** What the knob of the data set shows while there are own points: none of its choices. */
const OWN = "own";

export class Panel {
  /**
   * @param {Session} session
   * @param {import("./address.js").Address} address
   * @param {() => void} changed
   * @param {(name: "own_points"|"share", value: unknown) => void} ask  for the place of own points, or of the link
   */
  constructor(session, address, changed, ask) {
    this.session = session;
    this.changed = changed;
    this.tools = new Tools(session, address, changed, (isLesson) => {
      const link = address.share(session.draft.link);
      ask("share", { link, step: session.player.cursor, lesson: isLesson });
    });
    const [remove, removeTest] = POINT_WORDS.map((name) => () => {
      session.putPoints("", name);
      changed();
    });
    this.own = new OwnPointsRow(() => ask("own_points", true), remove, removeTest);
    this.body = element("div", { class: "gp-knob-groups" });
    this.fixed = new FixedValues();
    this.root = element(
      "div", { class: "gp-knobs", "data-testid": "knobs", role: "group" }, this.tools.root, this.fixed.root, this.body,
    );
    /** What the link leaves out. @type {ReadonlySet<string>} */
    this.leftOut = new Set();
    /** @type {Map<string, AnyKnob>} */
    this.knobs = new Map();
    /** @type {Theme|null} */
    this.theme = null;
    /** Groups that are left out when there is nothing in them. @type {{root: HTMLElement, names: string[], points: boolean}[]} */
    this.groups = [];
    /** What is shown. @type {unknown[]} */
    this.shown = [];
  }

  /** @param {PanelView} view */
  describe(view) {
    const focus = this.#focus();
    const open = new Set([...this.body.querySelectorAll("details[open]")].map((fold) => fold.id));
    this.knobs.clear();
    this.groups = [];
    this.body.replaceChildren(...view.groups.map((group, at) => this.#group(group, view, `gp-fold-${at}`)));
    for (const fold of this.body.querySelectorAll("details")) fold.open = open.has(fold.id);
    this.tools.describe(view);
    this.own.describe(view.words);
    this.fixed.describe(view.words);
    this.shown = [];
    this.paint();
    if (focus) /** @type {HTMLElement|null} */ (this.body.querySelector(focus))?.focus();
  }

  /** Where the focus is within the knobs, as a selector: keys go on where they were when the panel is drawn anew. */
  #focus() {
    const at = document.activeElement;
    if (!(at instanceof HTMLElement) || !this.body.contains(at)) return "";
    const { knob, slider } = at.dataset;
    return knob ? `[data-knob="${knob}"]` : slider ? `[data-slider="${slider}"]` : "";
  }

  /**
   * @param {Group} group
   * @param {PanelView} view
   * @param {string} id
   * @returns {HTMLElement}
   */
  #group(group, view, id) {
    const rows = group.rows.map((row) => element("div", { class: "gp-knob-row" }, ...row.map((name) => this.#knob(name, view.knobs[name]))));
    const inner = group.inner.map((one, at) => this.#group(one, view, `${id}-${at}`));
    const isOuter = !id.slice("gp-fold-".length).includes("-");
    const root = group.folded
      ? element("details", { class: "gp-fold", id }, element("summary", {}, group.title), ...rows, ...inner)
      : element("section", { class: "gp-knob-group" }, element(isOuter ? "h2" : "h3", {}, group.title), ...rows, ...inner);
    if (group.mark) root.dataset.class = group.mark;
    if (group.points) root.insertBefore(this.own.root, root.children[1 + rows.length] ?? null);
    this.groups.push({ root, names: namesOf(group), points: group.points });
    return root;
  }

  /**
   * @param {string} name
   * @param {Knob} knob
   */
  #knob(name, knob) {
    const Made = knob.thumbnails ? ThumbnailKnob : KINDS[knob.kind];
    const made = new Made(name, knob, (text, moving) => {
      this.session.turn(name, text, moving);
      this.changed();
    });
    made.onrelease = () => {
      this.session.release(name);
      this.changed();
    };
    if (this.theme) made.dress(this.theme);
    this.knobs.set(name, made);
    return made.root;
  }

  paint() {
    const { session } = this;
    const { draft, config, texts } = session;
    if (!config || !texts) return;
    const next = [draft.version, config.id, texts.id, isTrained(session)];
    if (next.every((value, at) => value === this.shown[at])) return;
    this.shown = next;
    const { hidden, choices, stops, all, own, test = null } = config.knobs;
    const gone = new Set(hidden);
    const { leftOut } = this;
    /** @type {[string, string, string][]} */
    const fixed = [];
    for (const [name, knob] of this.knobs) {
      const text = name === "data" && draft.words.points ? OWN : (draft.text(name) ?? texts.panel.knobs[name].default);
      knob.show(text, { hidden: gone.has(name), choices: choices[name], stops: stops[name], all });
      const refused = draft.refused.get(name);
      const holds = texts.panel.words.holds.replace("{value}", knob.textOf(text));
      knob.root.classList.toggle("gp-left-out", leftOut.has(name));
      if (!gone.has(name) && text !== OWN && isFixed(leftOut, name, text, knob.knob.default)) fixed.push([name, knob.knob.label, knob.textOf(text)]);
      knob.refuse(refused ? `${refused.text} ${holds}` : "", refused?.typed ?? null, refused?.readings ?? []);
    }
    this.own.paint(own, test);
    this.fixed.paint(fixed);
    for (const { root, names, points } of this.groups) {
      root.hidden = names.every((name) => gone.has(name) || leftOut.has(name)) && (!points || leftOut.has("points"));
    }
    this.tools.paint();
  }

  /** Leave out what a link names. @param {ReadonlySet<string>} names */
  leaveOut(names) {
    this.leftOut = names;
    this.shown = [];
  }

  /** Draw the small pictures in the colours of the page. @param {Theme} theme */
  dress(theme) {
    this.theme = theme;
    this.tools.dress(theme);
    for (const knob of this.knobs.values()) knob.dress(theme);
  }

  /**
   * Whether this is the field of a knob, and its text has been taken.
   * @param {Element} field
   */
  isCommitted(field) {
    return [...this.knobs.values()].some((knob) => "field" in knob && knob.field === field && !knob.isTyping);
  }

  /** Take what is typed and not committed yet: the panel goes. */
  commit() {
    for (const knob of this.knobs.values()) knob.commit();
  }

  dispose() {
    this.tools.pins.dispose();
    this.root.remove();
  }

  /** @param {string} label */
  relabel(label) {
    this.root.setAttribute("aria-label", label);
  }
}

/**
 * Whether a knob that nobody can turn says its value: one that a link names; of all knobs the learning rate, and what is
 * not as it would be without a word.
 * @param {ReadonlySet<string>} leftOut
 * @param {string} name
 * @param {string} text
 * @param {string} plain
 */
function isFixed(leftOut, name, text, plain) {
  return leftOut.has(name) || (leftOut.has("knobs") && (name === "lr" || text !== plain));
}

/**
 * @param {Group} group
 * @returns {string[]}
 */
function namesOf({ rows, inner }) {
  return [...rows.flat(), ...inner.flatMap(namesOf)];
}
