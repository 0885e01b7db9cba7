/**
 * A pinned run beside this one, at one press: its curve pale on the loss chart, its boundary dashed on the plot at the same
 * step, its numbers below the chart. The viewer's choice outlives a reload; the rows are asked for as the page Compare does.
 */

import { closeButton, element, icon, setAttribute, setText } from "./dom.js";
import { drawOther } from "./draw/other.js";
import { formatValue } from "./draw/ticks.js";
import { Field } from "./network/field.js";
import { Loader } from "./pinned_loader.js";
import { Run } from "./pinned_run.js";
import { LONGEST_RUN, pinOf, sameRun, textOf } from "./pins.js";
import { remember, remembered } from "./preferences.js";
import { Rows } from "./rows.js";
import { Surface } from "./surface.js";
import { percent, whole } from "./words.js";
import { visibleBox } from "./draw/line.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./pins.js").Pin} Pin */
/** @typedef {import("./protocol.js").Texts} Texts */
/** @typedef {import("./draw/types.js").Theme} Theme */
/** @typedef {import("./words.js").Say} Say */

const PLACE = "M4 4h7v16H4zm2 2v12h3V6zm7-2h7v16h-7z";
/** The boundary of a network, and numbers, follow a playing stage so often, ms. */
const READING = 45;
const NAMED = 2;

export class Beside {
  /**
   * @param {Session} session
   * @param {import("./plot.js").PlotPanel} plot
   * @param {import("./curve.js").CurvePanel} curve
   * @param {() => void} changed
   */
  constructor(session, plot, curve, changed) {
    this.session = session;
    this.plot = plot;
    this.changed = changed;
    /** The run that is shown, as a text of a link; "" for none. */
    this.chosen = remembered("beside", isPinText) ?? "";
    /** @type {Run|null} */
    this.run = null;
    this.rows = new Rows(() => undefined, (bytes) => this.loader.receive(bytes));
    this.loader = new Loader((request) => this.rows.ask(request, session.texts?.rows ?? null), changed);
    this.field = new Field(() => performance.now());
    this.toggle = element("button", { class: "gp-toggle gp-beside-toggle", type: "button", hidden: "" }, icon(PLACE));
    this.toggle.onclick = () => this.#choose(this.isOn ? "" : this.#first());
    this.select = element("select", { class: "gp-beside-name" });
    this.select.onchange = () => this.#choose(this.select.value);
    this.numbers = element("output", { class: "gp-beside-numbers" });
    this.close = closeButton(() => {
      this.#choose("");
      this.toggle.focus();
    });
    this.strip = element("div", { class: "gp-beside", role: "group", "data-testid": "beside", hidden: "" },
      element("span", { class: "gp-stroke is-dashed" }), this.select, this.numbers, this.close);
    curve.root.querySelector(".gp-loss-tools")?.prepend(this.toggle);
    curve.root.append(this.strip);
    curve.beside = this;
    /** Over the plot, from the first run on that is shown. @type {Surface|null} */
    this.surface = null;
    this.options = "";
    /** What the boundary was painted for. @type {unknown[]} */
    this.painted = [];
    this.paintedAt = 0;
  }

  /** @param {Say} say */
  relabel(say) {
    this.say = say;
    for (const part of [this.toggle, this.strip]) setAttribute(part, "aria-label", say("beside"));
    setAttribute(this.toggle, "title", say("beside_help"));
    setAttribute(this.select, "aria-label", say("beside_choose"));
    setAttribute(this.close, "aria-label", say("beside_close"));
    this.options = "";
  }

  /** Whether a run is chosen that is still pinned; what a question covers, no other run may tell. */
  get isOn() {
    return this.run !== null && !this.isCovered;
  }

  get isCovered() {
    return this.session.covered.size > 0;
  }

  /** A pinned run that is not the one on the stage, the latest first; else the latest. */
  #first() {
    const { pins, runWords, texts } = this.session;
    const own = { page: texts?.page ?? "", words: runWords, name: "", seen: 0 };
    const latest = pins.toReversed();
    const found = latest.find((pin) => !sameRun(pin, own)) ?? latest[0];
    return found ? textOf(found) : "";
  }

  /** @param {string} text */
  #choose(text) {
    this.chosen = text;
    remember("beside", text);
    this.changed();
  }

  /** The run that is chosen, as long as it is pinned. */
  #loadChosenRun() {
    const { session, run, chosen } = this;
    const pin = chosen ? (session.pins.find((own) => textOf(own) === chosen) ?? null) : null;
    if (run?.pin === pin || (run && pin && sameRun(run.pin, pin))) return;
    this.run = pin ? new Run(pin, session) : null;
    this.painted = [];
    this.loader.runs = this.run ? [this.run] : [];
    if (session.texts) this.loader.texts.set(session.texts.page, session.texts);
    this.loader.pending = null;
    this.loader.next();
  }

  /**
   * The run's curve, with the row of the stage's step; null where nothing is shown.
   * @param {Theme} theme
   */
  curve(theme) {
    const { run, say } = this;
    const series = this.isOn ? (run?.series("loss") ?? null) : null;
    return run && series && say ? { series, index: run.index, colour: theme.beside, label: say("beside_run") } : null;
  }

  /**
   * @param {Theme} theme
   * @param {boolean} fresh
   * @param {number} now
   */
  paint(theme, fresh, now) {
    const { session, say } = this;
    const { pins, texts } = session;
    if (!say || !texts) return;
    this.loader.speak(texts.lang);
    this.#loadChosenRun();
    const { isOn } = this;
    const isPossible = pins.length > 0 && texts.rows !== null && !texts.compact;
    if (this.toggle.hidden === isPossible) this.toggle.hidden = !isPossible;
    setAttribute(this.toggle, "aria-pressed", String(isOn));
    if (this.toggle.disabled !== this.isCovered) this.toggle.disabled = this.isCovered;
    if (this.strip.hidden === isOn) this.strip.hidden = !isOn;
    const hurry = session.player.playing && !fresh && now - this.paintedAt < READING;
    if (isOn && !hurry) this.#write(say, texts);
    this.#paintBoundary(theme, fresh, hurry);
    if (!hurry) this.paintedAt = now;
  }

  /**
   * @param {Say} say
   * @param {Texts} texts
   */
  #write(say, texts) {
    const { run, session, select } = this;
    const { pins, runWords } = session;
    const options = JSON.stringify([pins, runWords, texts.lang]);
    if (options !== this.options) {
      this.options = options;
      select.replaceChildren(...pins.map((pin) => element("option", { value: textOf(pin) }, nameOf(pin, runWords, texts, say))));
      select.disabled = pins.length < 2;
    }
    if (select.value !== this.chosen) select.value = this.chosen;
    if (!run) return;
    const { index, timeline } = run;
    const [loss, accuracy] = [run.at(index, run.columnOf("loss")), run.value("accuracy")];
    const numbers = { loss: formatValue(loss), accuracy: percent(accuracy), step: whole(Math.max(0, timeline.steps[index] ?? 0)) };
    const isOver = timeline.end !== null && session.player.cursor > timeline.lastStep;
    const key = run.problems.length && index < 0 ? "beside_failed" : run.state === "failed" ? "beside_failed" : index < 0 ? "beside_waiting" : isOver ? "beside_over" : "beside_numbers";
    setText(this.numbers, say(key, numbers));
    Object.assign(this.strip.dataset, { step: String(timeline.steps[index] ?? ""), loss: String(loss), state: run.state });
  }

  /**
   * @param {Theme} theme
   * @param {boolean} fresh
   * @param {boolean} hurry
   */
  #paintBoundary(theme, fresh, hurry) {
    const { run, plot, field, isOn } = this;
    const { view } = plot;
    if (!isOn && !this.surface) return;
    this.surface ??= this.#overlay();
    const { surface } = this;
    const network = run?.config?.network ?? null;
    const isShown = isOn && !plot.plane.focus && run !== null && run.index >= 0;
    const next = isShown ? [run, run.index, run.timeline.version, view, theme] : [];
    const isSame = next.length === this.painted.length && next.every((value, at) => value === this.painted[at]);
    if (!surface.ready || (isSame && !fresh) || (network && hurry)) return;
    this.painted = next;
    surface.paint(0, (ctx) => {
      if (!isShown || !view || !run.config) return;
      const { threshold } = run.config.experiment;
      const { weights } = run;
      if (!network) drawOther(ctx, view, theme, { line: ["w1", "w2", "b"].map((name) => run.value(name)), threshold });
      else if (weights && weights.length === network.size) {
        field.setNetwork(network);
        field.evaluate(weights, visibleBox(view), field.movingCells);
        drawOther(ctx, view, theme, { scores: field.scores, threshold });
      }
    });
  }

  /** A canvas above those of the plot. */
  #overlay() {
    const { surface: below } = this.plot;
    const [top] = below.canvases.slice(-1);
    const surface = new Surface(/** @type {HTMLElement} */ (top.parentElement), [{ still: false }], () => {
      this.painted = [];
      this.changed();
    });
    surface.canvases[0].classList.add("gp-beside-layer");
    top.after(surface.canvases[0]);
    return surface;
  }

  dispose() {
    clearTimeout(this.loader.timer);
    this.surface?.dispose();
  }
}

/**
 * What a pinned run is called: its own name, or the first settings that it does not have in common with the stage's run.
 * @param {Pin} pin
 * @param {Record<string, string>} words  of the run on the stage
 * @param {Texts} texts
 * @param {Say} say
 */
export function nameOf(pin, words, { panel }, say) {
  if (pin.name) return pin.name;
  const told = Object.entries(panel.knobs).flatMap(([name, knob]) => {
    const [own, other] = [pin.words[name] ?? knob.default, words[name] ?? knob.default];
    if (own === other) return [];
    const chosen = knob.choices?.find(([value]) => value === own)?.[1];
    return [chosen ?? `${knob.label} ${own === "" ? (knob.placeholder ?? "–") : own.replace(/^-/, "−")}`];
  });
  if (told.length) return told.slice(0, NAMED).join(", ");
  const isSame = JSON.stringify(Object.entries(pin.words).sort()) === JSON.stringify(Object.entries(words).sort());
  return say(isSame ? "beside_same" : "beside_run");
}

/** @param {unknown} value @returns {value is string} */
function isPinText(value) {
  return typeof value === "string" && value.length <= 4 * LONGEST_RUN && (value === "" || pinOf(value) !== null);
}
