/** What can be done with the draft as a whole: undo, redo, back to where the page began, a scene, the link. */

import { element, icon, setAttribute, setText } from "../dom.js";
import { sameWords } from "./mid_run_changes.js";
import { drawThumbnail } from "./thumbnails.js";
import { KeptLine } from "./kept_line.js";
import { PinTools } from "./pin_tools.js";

/** @typedef {import("../session.js").Session} Session */
/** @typedef {import("../protocol.js").PanelView} PanelView */

const ICONS = {
  undo: "M12.5 8c-2.65 0-5.05 1-6.9 2.6L2 7v9h9l-3.6-3.6A7.9 7.9 0 0 1 12.5 10.500c3.500 0 6.500 2.300 7.600 5.500l2.300-.800A10.500 10.500 0 0 0 12.500 8z",
  redo: "M18.4 10.6A10.400 10.400 0 0 0 11.500 8c-4.600 0-8.600 3-9.900 7.200l2.300.8a8 8 0 0 1 12.700-3.600L13 16h9V7z",
  points: "M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zm3 3.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3zm8 8a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3zm-4-4a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3z",
  start: "M17.6 6.4A8 8 0 1 0 19.7 14h-2.1a6 6 0 1 1-1.4-6.2L13 11h8V3z",
  chapter: "M12 5V1L7 6l5 5V7a6 6 0 1 1-6 6H4a8 8 0 1 0 8-8z",
};
const COPIED_FOR = 2000;

export class Tools {
  /**
   * @param {Session} session
   * @param {import("./address.js").Address} address
   * @param {() => void} changed
   * @param {(isLesson: boolean) => void} show  the link large, or where a lesson is made
   */
  constructor(session, address, changed, show) {
    this.session = session;
    this.address = address;
    const act = (/** @type {() => void} */ action) => (/** @type {MouseEvent} */ event) => {
      action();
      changed();
      // A pointer leaves no focus behind: the next Space is for Play. A keyboard's user stays where she is.
      if (event.detail > 0) /** @type {HTMLElement} */ (event.currentTarget).blur();
    };
    this.buttons = {
      undo: button(ICONS.undo, act(() => session.undo())),
      redo: button(ICONS.redo, act(() => session.redo())),
      chapter: button(ICONS.chapter, act(() => session.become(this.view?.home ?? {}))),
    };
    /** Other points, another start: changes like any other, to be undone. */
    this.fresh = {
      points: button(ICONS.points, act(() => session.freshPoints())),
      start: button(ICONS.start, act(() => session.freshStart())),
    };
    this.pins = new PinTools(session, changed);
    this.line = new KeptLine(session, changed);
    this.pins.root.append(this.line.root);
    this.scene = element("select", { id: "gp-scene", "data-scene": "" });
    this.scene.onchange = () => {
      const found = this.view?.scenes.find(({ name }) => name === this.scene.value);
      if (found) session.become(found.words);
      changed();
    };
    this.sceneLabel = element("label", { for: "gp-scene" });
    this.link = element("input", { type: "text", readonly: "", class: "gp-link" });
    this.link.onfocus = () => this.link.select();
    this.copy = element("button", { class: "gp-button", type: "button" });
    this.copy.onclick = () => this.#copy();
    this.large = element("button", { class: "gp-button", type: "button" });
    this.large.onclick = () => show(false);
    this.lesson = element("button", { class: "gp-button", type: "button" });
    this.lesson.onclick = () => show(true);
    const acts = element("div", { class: "gp-tool-row" }, this.copy, this.large, this.lesson);
    this.shareHelp = element("p", { class: "gp-quiet" });
    this.share = element("summary");
    this.shareRoot = element("details", { class: "gp-fold gp-share" }, this.share, this.shareHelp, this.link, acts);
    this.shareRoot.ontoggle = () => this.#writeLink();
    this.sceneRoot = element("div", { class: "gp-knob" }, this.sceneLabel, this.scene);
    this.rows = {
      buttons: element("div", { class: "gp-tool-row", role: "group" }, ...Object.values(this.buttons).map(({ root }) => root)),
      fresh: element("div", { class: "gp-tool-row", role: "group" }, ...Object.values(this.fresh).map(({ root }) => root)),
    };
    this.root = element(
      "div", { class: "gp-tools" }, this.rows.buttons, this.rows.fresh, this.pins.root, this.shareRoot, this.sceneRoot,
    );
    /** @type {{thumbnail: import("../protocol.js").Thumbnail, canvas: HTMLCanvasElement}[]} */
    this.pictures = [];
    /** @type {import("../draw/types.js").Theme|null} */
    this.theme = null;
    /** @type {PanelView|null} */
    this.view = null;
    this.timer = 0;
  }

  async #copy() {
    this.link.select();
    try {
      await navigator.clipboard.writeText(this.link.value);
    } catch {
      document.execCommand("copy"); // an address without https has no clipboard of its own
    }
    const words = this.view?.words ?? {};
    setText(this.copy, words.copied);
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => setText(this.copy, words.copy), COPIED_FOR);
  }

  #writeLink() {
    this.link.value = this.address.share(this.session.draft.link);
  }

  /** @param {PanelView} view */
  describe(view) {
    this.view = view;
    const { words, scenes } = view;
    for (const [name, { root, word }] of Object.entries({ ...this.buttons, ...this.fresh })) {
      setText(word, words[name]);
      setAttribute(root, "title", words[`${name}_help`]);
    }
    this.pins.describe(words);
    this.line.describe(words);
    setText(this.sceneLabel, words.label);
    setText(this.share, words.share);
    setText(this.shareHelp, words.share_help);
    setAttribute(this.link, "aria-label", words.share);
    setText(this.copy, words.copy);
    setText(this.large, words.large);
    setText(this.lesson, words.lesson);
    const own = element("option", { value: "", hidden: "" }, words.own);
    // Where a browser shows an option's elements (knobs.css) a scene is chosen by its points, elsewhere by its title.
    this.pictures = scenes.map(({ thumbnail }) => ({ thumbnail, canvas: element("canvas", { "aria-hidden": "true" }) }));
    const options = scenes.map(({ name, title }, at) =>
      element("option", { value: name }, this.pictures[at].canvas, element("span", {}, title)));
    this.scene.replaceChildren(own, ...grouped(scenes.map(({ group = "" }) => group), options));
    if (this.theme) this.dress(this.theme);
  }

  /** Draw the scenes' points in the colours of the page. @param {import("../draw/types.js").Theme} theme */
  dress(theme) {
    this.theme = theme;
    for (const { thumbnail, canvas } of this.pictures) drawThumbnail(canvas, thumbnail, theme);
  }

  paint() {
    const { view, session } = this;
    const { draft } = session;
    if (!view) return;
    setDisabled(this.buttons.undo.root, !draft.canUndo);
    setDisabled(this.buttons.redo.root, !draft.canRedo);
    setDisabled(this.buttons.chapter.root, sameWords(draft.words, view.home));
    const scene = view.scenes.find(({ words }) => sameWords(words, draft.words));
    if (this.scene.value !== (scene?.name ?? "")) this.scene.value = scene?.name ?? "";
    this.#writeLink();
    this.pins.paint();
    this.line.paint();
  }
}

/**
 * Options under the names of their groups; those without one stand by themselves.
 * @param {string[]} groups  of each option, "" for none
 * @param {HTMLElement[]} options
 */
function grouped(groups, options) {
  /** @type {HTMLElement[]} */
  const found = [];
  let name = "";
  groups.forEach((group, at) => {
    if (!group) found.push(options[at]);
    else if (group === name) found.at(-1)?.append(options[at]);
    else found.push(element("optgroup", { label: group }, element("legend", {}, group), options[at]));
    name = group;
  });
  return found;
}

/**
 * A button that can do nothing now keeps its focus and says so.
 * @param {HTMLElement} root
 * @param {boolean} disabled
 */
function setDisabled(root, disabled) {
  setAttribute(root, "aria-disabled", String(disabled));
}

/**
 * @param {string} path
 * @param {(event: MouseEvent) => void} action
 */
function button(path, action) {
  const word = element("span", { class: "gp-word" });
  const root = element("button", { class: "gp-button", type: "button" }, icon(path), word);
  root.onclick = action;
  return { root, word };
}
