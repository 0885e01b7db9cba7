/**
 * What is to be said beside the plot: divergence and its mend, a warning before it, the target reached, waiting; and
 * what else would pass in silence: a loss that grew or stayed, units that do not learn, weights that vanished.
 */

import { formatValue } from "./draw/ticks.js";
import { closeButton, element, setAttribute, setText } from "./dom.js";
import { rateAt } from "./readouts.js";
import { graphOf } from "./network/graph.js";
import { restingHealth } from "./network/health.js";
import { unitsName } from "./network/names.js";
import { sessionOutcome } from "./outcome.js";
import { percent, rate, whole } from "./words.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./words.js").Say} Say */

/**
 * @typedef {object} Notice
 * @property {"is-danger"|"is-warning"|"is-waiting"|"is-done"|"is-note"} kind  is-note: quieter than the others
 * @property {string} title  said strongly, "" if there is none
 * @property {string} text
 * @property {number|null} mend  learning rate that a click sets
 * @property {boolean} [tried]  whether a run at that rate stays bounded, by a formula or as the server tried it
 */

/** A wait shorter than this, ms, is not worth a word. */
const PATIENCE = 400;
/** So many groups of equal units are named. */
const MOST_GROUPS = 2;
/** What is said of a run that came to what its way to stop asks for. @type {Record<string, string>} */
const REACHED = { loss: "target_reached", accuracy: "target_reached_accuracy", plateau: "plateau_reached" };

/**
 * @param {Session} session
 * @param {Say} say
 * @param {number} waited  ms that the stage has been waiting, 0 if it is not
 * @returns {Notice|null}
 */
export function noticeOf(session, say, waited) {
  const { state, config } = session;
  if (!config) return null;
  // A step that is on its way leaves what is said about the one before.
  if (state === "waiting" && (waited >= PATIENCE || session.player.playing || session.index < 0)) return waiting(session, say, waited);
  if (state === "diverged") return divergence(session, say);
  const outcome = sessionOutcome(session);
  if (outcome?.kind === "grew") return growth(session, outcome, say);
  // Before training and whenever it rests; while it plays, the plot is not to be covered.
  const isCovered = session.covered.has("warning");
  const warning = state === "playing" || isCovered ? null : rateWarning(session, say);
  if (warning) return warning;
  const { end } = session.timeline;
  const { stop, patience = 0, min_delta: least = 0 } = config.experiment;
  if (state === "done" && end && end.reason !== "done") {
    const values = {
      step: whole(end.step), loss: formatValue(session.value("full_loss")), accuracy: percent(session.value("accuracy")),
      patience: whole(patience), min_delta: String(least),
    };
    return { kind: "is-done", title: "", text: say(REACHED[stop], values), mend: null };
  }
  return (isCovered && state !== "done" ? null : healthNote(session, say)) ?? (state === "done" ? endNote(session, outcome, say) : null);
}

/**
 * The run came to its end, and its loss is far above where it was.
 * @param {Session} session
 * @param {import("./outcome.js").Outcome} outcome
 * @param {Say} say
 * @returns {Notice}
 */
function growth(session, { from, step, to }, say) {
  const { timeline, config, curvature } = session;
  const { theory } = /** @type {import("./protocol.js").Config} */ (config);
  const { text, isAbove } = overshoot(session, Math.max(0, (timeline.end?.step ?? 0) - 1), say);
  return {
    kind: "is-warning",
    title: say("loss_grew", { from: formatValue(from), step: whole(step), to: formatValue(to) }),
    text,
    mend: curvature && isAbove ? (theory?.suggested_lr ?? null) : null,
    tried: curvature?.kind === "exact",
  };
}

/**
 * What goes wrong in a network without any number showing it.
 * @param {Session} session
 * @param {Say} say
 * @returns {Notice|null}
 */
function healthNote(session, say) {
  const health = restingHealth(session);
  if (!health) return null;
  const { config } = session;
  const { network } = /** @type {import("./protocol.js").Config} */ (config);
  const note = (/** @type {string} */ key, /** @type {Record<string, string|number>} */ values) =>
    ({ kind: /** @type {const} */ ("is-note"), title: "", text: say(key, values), mend: null });
  if (health.zero) return note(`health_zero_${health.zero}`, {});
  const graph = graphOf(/** @type {import("./protocol.js").NetworkView} */ (network));
  const named = (/** @type {import("./network/graph.js").Unit[]} */ units) => unitsName(graph, units, say);
  if (health.dead.length) return note("health_dead", { units: named(health.dead) });
  if (health.twins.length) return note("health_twins", { units: health.twins.slice(0, MOST_GROUPS).map(named).join("; ") });
  if (session.state !== "done" || health.only === null) return null;
  const isOfTwo = (session.sample?.classes ?? 2) === 2;
  return note(!isOfTwo ? "health_only" : health.only ? "health_only_positive" : "health_only_negative", { label: health.only });
}

/**
 * What a run that came to its end did not do.
 * @param {Session} session
 * @param {import("./outcome.js").Outcome|null} outcome
 * @param {Say} say
 * @returns {Notice|null}
 */
function endNote({ timeline, config }, outcome, say) {
  const { batches_per_epoch: batches } = /** @type {import("./protocol.js").Config} */ (config).experiment;
  const step = timeline.end?.step ?? 0;
  /** @type {Notice} */
  const note = { kind: "is-note", title: "", text: "", mend: null };
  if (outcome?.kind === "stayed") return { ...note, text: say("loss_stayed", { loss: formatValue(outcome.to) }) };
  return step > 0 && step < batches ? { ...note, text: say("epoch_unfinished", { step: whole(step), batches: whole(batches) }) } : null;
}

/**
 * Why the updates overshoot at a step.
 * @param {Session} session
 * @param {number} step
 * @param {Say} say
 */
function overshoot({ config, curvature }, step, say) {
  const { experiment } = /** @type {import("./protocol.js").Config} */ (config);
  const used = rateAt(experiment, step);
  const limit = limitOf(curvature);
  const isAbove = limit !== null && used > limit.critical;
  const text = isAbove
    ? say(`diverged_above${limit.of}`, { rate: rate(used), critical: rate(limit.critical), batch: whole(experiment.batch_size) })
    : say("diverged_other");
  return { text, isAbove };
}

/**
 * @param {Session} session
 * @param {Say} say
 * @param {number} waited
 * @returns {Notice|null}
 */
function waiting({ source, timeline }, say, waited) {
  const { trouble } = source;
  const isSaidAtOnce = trouble === "tracing" || (trouble === "warming" && timeline.count === 0);
  if (waited < PATIENCE && !isSaidAtOnce) return null;
  return { kind: "is-waiting", title: "", text: say(`waiting_${trouble || "rows"}`), mend: null };
}

/**
 * @param {Session} session
 * @param {Say} say
 * @returns {Notice}
 */
function divergence(session, say) {
  const { timeline, config } = session;
  const { theory } = /** @type {import("./protocol.js").Config} */ (config);
  const end = /** @type {import("./protocol.js").End} */ (timeline.end);
  const loss = formatValue(end.loss ?? session.value("loss"));
  return {
    kind: "is-danger",
    title: say("diverged", { step: whole(end.step), loss }),
    text: overshoot(session, Math.max(0, end.step - 1), say).text,
    mend: end.suggested_lr, // null: no rate is known at which the run does not diverge again
    tried: theory !== null,
  };
}

/**
 * The critical rate, where the loss grows above it (or may, for an estimate), and the ending of the messages that name it.
 * @param {import("./dragged_view.js").Curvature|null} curvature
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
  /**
   * @param {(rate: number) => void} mend
   * @param {() => void} changed
   */
  constructor(mend, changed) {
    this.root = element("div", { class: "gp-message", role: "status", "aria-live": "polite" });
    this.title = element("strong");
    this.text = element("p", {}, this.title, element("span"));
    this.button = element("button", { class: "gp-button gp-button-primary is-small", type: "button" });
    this.button.onclick = () => {
      if (this.rate !== null) mend(this.rate);
    };
    this.close = closeButton(() => {
      this.closed = this.told;
      changed();
    });
    /** @type {number|null} */
    this.rate = null;
    this.shown = "";
    /** The notice that there is, whether it is shown or closed. */
    this.told = "";
    /** The notice that was closed last: it stays so until another one comes. */
    this.closed = "";
  }

  /** @param {Say} say */
  relabel(say) {
    setAttribute(this.close, "aria-label", say("close"));
  }

  get isOpen() {
    return this.shown !== "";
  }

  /**
   * @param {Notice|null} notice
   * @param {Say} say
   */
  paint(notice, say) {
    this.told = notice ? `${notice.kind}|${notice.title}|${notice.text}|${notice.mend}` : "";
    // Another notice has come, or a run that diverged begins anew.
    if (this.told ? this.told !== this.closed : this.closed.startsWith("is-danger")) this.closed = "";
    const key = this.told === this.closed ? "" : this.told;
    if (key === this.shown) return;
    this.shown = key;
    this.rate = notice?.mend ?? null;
    if (!notice || !key) {
      this.root.replaceChildren();
      this.root.className = "gp-message";
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
      if (this.button.parentNode !== this.root) this.text.after(this.button);
    }
    if (notice.kind === "is-waiting") this.close.remove();
    else if (this.close.parentNode !== this.root) this.root.append(this.close);
  }
}
