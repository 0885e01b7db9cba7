/** The views of a stage: what the page is built of, in its places, painted together. */

import { Live } from "./aria_live.js";
import { Beside } from "./beside.js";
import { CurvePanel } from "./curve.js";
import { element } from "./dom.js";
import { Panel } from "./draft/panel.js";
import { ProblemsPanel } from "./draft/problems.js";
import { Explained } from "./explained.js";
import { LessonBar } from "./lesson_bar.js";
import { leaveOut } from "./left_out.js";
import { DiagramPanel } from "./network/diagram.js";
import { Field } from "./network/field.js";
import { MetricsPanel } from "./network/metrics.js";
import { NoticePanel, noticeOf } from "./notice.js";
import { PlotPanel } from "./plot.js";
import { QuestionPanel } from "./question.js";
import { RatePanel } from "./rates.js";
import { FiguresPanel } from "./readouts.js";
import { SlowMotion } from "./slow_motion.js";
import { TabTitle } from "./tab_title.js";
import { Transport } from "./transport.js";
import { words } from "./words.js";

/** @typedef {import("./draw/types.js").Theme} Theme */

/**
 * While it plays, figures and slider move 20 times a second: nobody reads faster, and each costs a layout. So do the
 * curve and the diagram of a network: the plot has the time.
 */
const READING = 45;

export class StageViews {
  /**
   * @param {import("./session.js").Session} session
   * @param {import("./draft/address.js").Address} address
   * @param {{changed: () => void, ask: import("./page_places.js").Ask, moved: () => void}} acts
   *   `changed`: the learner set something; `moved`: the lesson goes to another part
   */
  constructor(session, address, { changed, ask, moved }) {
    this.session = session;
    this.address = address;
    this.panel = new Panel(session, address, changed, ask);
    this.problems = new ProblemsPanel(session, changed);
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
    this.lesson = new LessonBar(session, address, moved);
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
    this.waitingSince = 0;
    this.describedAt = 0;
    this.writtenAt = 0;
    this.curveAt = 0;
  }

  /**
   * A network has a diagram and figures of its own in place of the linear model's.
   * @param {import("./protocol.js").Config} config
   */
  arrange({ network = null }) {
    const compact = this.session.texts?.compact ?? false;
    this.root.classList.toggle("is-network", network !== null);
    this.figures.root.hidden = network !== null;
    this.metrics.root.hidden = network === null;
    this.rates.root.hidden = compact || network !== null;
  }

  /** @param {import("./protocol.js").Texts} texts */
  relabel(texts) {
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
    this.leaveOut();
  }

  /** Leave out what the address says. */
  leaveOut() {
    leaveOut({ panel: this.panel, views: this }, this.address.kept);
  }

  /**
   * @param {Theme|null} theme
   * @param {boolean} fresh  paint all, whether it changed or not
   * @param {number} now
   * @returns {number} when there is something to say, ms
   */
  paint(theme, fresh, now) {
    const { session, say } = this;
    this.panel.paint();
    this.problems.paint();
    this.lesson.paint();
    this.question.paint();
    if (!theme || !session.config) return Infinity;
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
    return Math.min(due, this.live.update(session, say, now));
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
   * @param {Theme|null} theme
   */
  figureOf(name, theme) {
    const { plot, curve, beside } = this;
    if (!theme || !plot.surface.ready) return null;
    const now = performance.now();
    const over = beside.surface && beside.isOn ? { surface: beside.surface, repaint: () => beside.paint(theme, true, now) } : null;
    const figure = name === "plot"
      ? { surface: plot.surface, repaint: () => plot.paintFinely(theme, now), over }
      : { surface: curve.surface, repaint: () => curve.paint(theme, true) };
    return { figure, background: theme.surface };
  }

  /** The page was zoomed. */
  refit() {
    for (const { surface } of [this.plot, this.diagram, this.curve, this.rates]) surface.refit();
  }

  dispose() {
    this.panel.dispose();
    for (const view of [this.plot, this.diagram, this.curve, this.beside, this.rates]) view.dispose();
    this.root.remove();
  }
}
