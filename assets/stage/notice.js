/** What is to be said over the plot: divergence and its mend, a warning before it, the target reached, waiting. */

import { formatValue } from "./draw/ticks.js";
import { element, setText } from "./dom.js";
import { rateAt } from "./figures.js";
import { rate, whole } from "./words.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./words.js").Say} Say */

/**
 * @typedef {object} Notice
 * @property {"is-danger"|"is-warning"|"is-waiting"|"is-done"} kind
 * @property {string} title  said strongly, "" if there is none
 * @property {string} text
 * @property {number|null} mend  learning rate that a click sets
 * @property {boolean} [tried]  whether a run at that rate stays bounded, by a formula or as the server tried it
 */

/** A wait shorter than this, ms, is not worth a word. */
const PATIENCE = 400;

/**
 * @param {Session} session
 * @param {Say} say
 * @param {number} waited  ms that the stage has been waiting, 0 if it is not
 * @returns {Notice|null}
 */
export function noticeOf(session, say, waited) {
  const { state, config } = session;
  if (!config) return null;
  if (state === "waiting") return waiting(session, say, waited);
  if (state === "diverged") return divergence(session, say);
  // Before training and whenever it rests; while it plays, the plot is not to be covered.
  const warning = state === "playing" ? null : rateWarning(session, say);
  if (warning) return warning;
  const { end } = session.timeline;
  if (state === "done" && end?.reason === "target") {
    const values = { step: whole(end.step), loss: formatValue(session.value("full_loss")) };
    return { kind: "is-done", title: "", text: say("target_reached", values), mend: null };
  }
  return null;
}

/**
 * @param {Session} session
 * @param {Say} say
 * @param {number} waited
 * @returns {Notice|null}
 */
function waiting({ source, timeline }, say, waited) {
  const { trouble } = source;
  if (waited < PATIENCE && !(trouble === "warming" && timeline.count === 0)) return null;
  return { kind: "is-waiting", title: "", text: say(`waiting_${trouble || "rows"}`), mend: null };
}

/**
 * @param {Session} session
 * @param {Say} say
 * @returns {Notice}
 */
function divergence(session, say) {
  const { timeline, config, curvature } = session;
  const { experiment, theory } = /** @type {import("./protocol.js").Config} */ (config);
  const end = /** @type {import("./protocol.js").End} */ (timeline.end);
  const used = rateAt(experiment, Math.max(0, end.step - 1));
  const limit = limitOf(curvature);
  const loss = formatValue(end.loss ?? session.value("loss"));
  return {
    kind: "is-danger",
    title: say("diverged", { step: whole(end.step), loss }),
    text: limit && used > limit.critical
      ? say(`diverged_above${limit.of}`, { rate: rate(used), critical: rate(limit.critical), batch: whole(experiment.batch_size) })
      : say("diverged_other"),
    mend: end.suggested_lr, // null: no rate is known at which the run does not diverge again
    tried: theory !== null,
  };
}

/**
 * The critical rate, where the loss grows above it (or may, for an estimate), and the ending of the messages that name it.
 * @param {import("./shown.js").Curvature|null} curvature
 * @returns {{critical: number, of: ""|"_batch"|"_estimate"}|null}
 */
function limitOf(curvature) {
  if (!curvature || curvature.critical === null) return null;
  const { critical, kind } = curvature;
  if (kind === "exact") return { critical, of: "" };
  if (kind === "average") return { critical, of: "_batch" };
  return kind === "estimate" ? { critical, of: "_estimate" } : null;
}

/**
 * The rate of the next update is too high, or the one of a change further on.
 * @param {Session} session
 * @param {Say} say
 * @returns {Notice|null}
 */
function rateWarning({ config, curvature, player }, say) {
  const limit = limitOf(curvature);
  if (!config || !limit) return null;
  const { experiment } = config;
  const warning = (/** @type {string} */ key, /** @type {number} */ lr, /** @type {number} */ step) => {
    const values = { rate: rate(lr), critical: rate(limit.critical), batch: whole(experiment.batch_size), step: whole(step) };
    return { kind: /** @type {const} */ ("is-warning"), title: "", text: say(key, values), mend: null };
  };
  const now = rateAt(experiment, player.cursor);
  if (now > limit.critical) return warning(`warning_rate${limit.of}`, now, player.cursor);
  const later = experiment.changes.find(([step, lr]) => step > player.cursor && lr > limit.critical);
  return later ? warning(limit.of ? "warning_later_batch" : "warning_later", later[1], later[0]) : null;
}

export class NoticePanel {
  /** @param {(rate: number) => void} mend */
  constructor(mend) {
    this.root = element("div", { class: "gp-message", role: "status", "aria-live": "polite" });
    this.title = element("strong");
    this.text = element("p", {}, this.title, element("span"));
    this.button = element("button", { class: "gp-button gp-button-primary", type: "button" });
    this.button.onclick = () => {
      if (this.rate !== null) mend(this.rate);
    };
    /** @type {number|null} */
    this.rate = null;
    this.shown = "";
  }

  /**
   * @param {Notice|null} notice
   * @param {Say} say
   */
  paint(notice, say) {
    const key = notice ? `${notice.kind}|${notice.title}|${notice.text}|${notice.mend}` : "";
    if (key === this.shown) return;
    this.shown = key;
    this.rate = notice?.mend ?? null;
    if (!notice) {
      this.root.replaceChildren();
      return;
    }
    this.root.className = `gp-message ${notice.kind}`;
    setText(this.title, notice.title);
    setText(/** @type {Element} */ (this.text.lastChild), `${notice.title && " "}${notice.text}`);
    // Children stay in place, so that the button keeps its focus when a number in the text changes.
    if (this.text.parentNode !== this.root) this.root.append(this.text);
    if (this.rate === null) this.button.remove();
    else {
      setText(this.button, say(notice.tried ? "mend" : "mend_try", { rate: rate(this.rate) }));
      if (this.button.parentNode !== this.root) this.root.append(this.button);
    }
  }
}
