/**
 * A run that plays by itself, from one file and without a server: the stage's own plot, curve, figures and transport on a
 * recording. `playground/stage/animation.py` writes the file.
 */

import { Live } from "../stage/aria_live.js";
import { CurvePanel } from "../stage/curve.js";
import { element, setText } from "../stage/dom.js";
import { listenToKeys } from "../stage/keyboard.js";
import { Field } from "../stage/network/field.js";
import { MetricsPanel } from "../stage/network/metrics.js";
import { PlotPanel } from "../stage/plot.js";
import { decode } from "../stage/protocol.js";
import { FiguresPanel } from "../stage/readouts.js";
import { followTheme } from "../stage/theme.js";
import { Transport } from "../stage/transport.js";
import { shortest, words } from "../stage/words.js";
import { Recording } from "./recording.js";

/** @typedef {import("../stage/draw/types.js").Theme} Theme */

/** What is said in one language. @typedef {{name: string, title: string, origin: string, settings: string, strings: Record<string, string>}} Speech */
/** @typedef {{language: string, languages: Record<string, Speech>, reply: string}} Content  reply: a stage's reply as base64 */

class Animation {
  /** @param {Content} content */
  constructor(content) {
    this.languages = content.languages;
    this.session = new Recording(decode(bytesOf(content.reply)));
    const { session } = this;
    const changed = () => this.schedule();
    this.plot = new PlotPanel(session, changed, new Field(() => performance.now()));
    this.curve = new CurvePanel(session, changed);
    this.figures = new FiguresPanel(session);
    this.metrics = new MetricsPanel(session);
    this.controls = new Transport(session, changed);
    this.live = new Live();
    this.title = element("h1");
    this.settings = element("p", { class: "gp-animation-settings" });
    this.origin = element("p", { class: "gp-animation-origin" });
    this.switch = element("div", { class: "gp-animation-languages" }, ...Object.entries(this.languages).map(([language, { name }]) => {
      const button = element("button", { class: "gp-toggle", type: "button", lang: language, "data-language": language }, name);
      button.onclick = () => this.speak(language);
      return button;
    }));
    const side = element("div", { class: "gp-side" }, this.curve.root, this.figures.root, this.metrics.root);
    this.stage = element(
      "div", { class: "gp-stage", "data-testid": "stage", role: "region" },
      this.plot.root, this.controls.root, side, this.live.root,
    );
    const head = element("header", {}, element("div", {}, this.title, this.settings), this.switch);
    this.root = element("main", { class: "gp-animation" }, head, this.stage, this.origin);
    this.figures.root.hidden = session.config?.network != null;
    this.metrics.root.hidden = session.config?.network == null;
    this.say = words({});
    /** @type {Theme|null} */
    this.theme = null;
    this.fresh = true;
    this.request = 0;
    this.timer = 0;
    listenToKeys(this.root, this.controls);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
    window.addEventListener("resize", () => {
      for (const { surface } of [this.plot, this.curve]) surface.refit();
    });
    document.body.append(this.root);
    this.speak(content.language);
  }

  /** @param {string} language */
  speak(language) {
    const { title, settings, origin, strings } = this.languages[language];
    this.say = words(strings);
    document.documentElement.lang = language;
    document.title = title;
    setText(this.title, title);
    setText(this.settings, settings);
    setText(this.origin, origin);
    this.stage.setAttribute("aria-label", title);
    for (const button of this.switch.children) button.setAttribute("aria-pressed", String(button.getAttribute("data-language") === language));
    for (const view of [this.plot, this.curve, this.figures, this.metrics, this.controls]) view.relabel(this.say);
    this.fresh = true;
    this.schedule();
  }

  schedule() {
    this.request ||= requestAnimationFrame(this.#frame);
  }

  #frame = (/** @type {number} */ now) => {
    this.request = 0;
    clearTimeout(this.timer);
    const { session } = this;
    const due = Math.min(session.frame(now, document.hidden), this.#paint(now));
    if (session.state === "playing") this.schedule();
    else if (Number.isFinite(due)) this.timer = window.setTimeout(() => this.schedule(), Math.max(0, due - now));
  };

  /**
   * @param {number} now
   * @returns {number} when to look again, ms
   */
  #paint(now) {
    const { session } = this;
    const theme = followTheme(this.stage, this.theme);
    const fresh = this.fresh || theme !== this.theme;
    this.theme = theme;
    this.fresh = false;
    const due = this.plot.paint(theme, fresh, now);
    this.curve.paint(theme, fresh);
    this.plot.write();
    (session.config?.network ? this.metrics : this.figures).paint();
    this.controls.paint();
    if (session.state !== "playing") this.curve.describe();
    const { dataset } = this.stage;
    dataset.state = session.state;
    dataset.step = String(session.player.cursor);
    dataset.epoch = String(session.epoch);
    dataset.loss = shortest(session.value("loss"));
    dataset.accuracy = shortest(session.value("accuracy"));
    return Math.min(due, this.live.update(session, this.say, now));
  }
}

/** @param {string} base64 */
function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

/** Play what the page holds. */
export function play() {
  const content = document.getElementById("gp-run")?.textContent ?? "";
  return new Animation(JSON.parse(content));
}
