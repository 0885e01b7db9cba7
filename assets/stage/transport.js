/** The transport: Reset, Back, Play or Pause, Step, Next epoch, timeline, Speed, list of keys. */

import { element, icon, setAttribute, setIcon, setText } from "./dom.js";
import { EASED, SPEEDS } from "./player.js";
import { remember, remembered } from "./preferences.js";
import { Shortcuts } from "./shortcuts.js";
import { whole } from "./words.js";

/** @typedef {import("./session.js").Session} Session */
/** @typedef {import("./words.js").Say} Say */

const ICONS = {
  reset: "M4 4h3v6.6L17 4v16L7 13.4V20H4z",
  back: "M18 4v16l-9-8zM5 4h3v16H5z",
  play: "M6 3.5v17l14-8.5z",
  pause: "M6 4h4v16H6zM14 4h4v16h-4z",
  step: "M6 4v16l9-8zM16 4h3v16h-3z",
  epoch: "M3 4v16l8-8zM11 4v16l8-8zM19 4h2v16h-2z",
};

/** The slider's place of the speed that eases, left of the others. */
const EASED_AT = -1;

export class Transport {
  /**
   * @param {Session} session
   * @param {() => void} changed
   */
  constructor(session, changed) {
    this.session = session;
    const act = (/** @type {() => void} */ action) => () => {
      action();
      changed();
    };
    this.toggle = act(() => session.togglePlay(performance.now()));
    this.reset = act(() => session.reset());
    this.back = act(() => session.step(-1));
    this.step = act(() => session.step(1));
    this.buttons = {
      reset: button(ICONS.reset, this.reset),
      back: button(ICONS.back, this.back),
      play: button(ICONS.play, this.toggle),
      step: button(ICONS.step, this.step),
      epoch: button(ICONS.epoch, act(() => session.nextEpoch())),
    };
    this.buttons.play.root.classList.add("gp-button-primary");
    this.timeline = element("input", { class: "gp-timeline", type: "range", min: "0", max: "1", step: "1", value: "0" });
    this.timeline.oninput = act(() => session.scrub(Number(this.timeline.value), performance.now()));
    this.timeline.onchange = act(() => {
      session.scrubEnd();
      this.value = -1; // the thumb may stand where no step is
    });
    this.speed = element("input", { type: "range", min: String(EASED_AT), max: String(SPEEDS.length - 1), step: "1" });
    // A recorded run and a comparison have nothing to undo.
    this.shortcuts = new Shortcuts("undo" in session);
    this.speedName = element("span");
    this.speedValue = element("output");
    this.speed.oninput = act(() => this.#chooseSpeed(Number(this.speed.value), true));
    this.root = element(
      "div", { class: "gp-transport", role: "group" },
      ...Object.values(this.buttons).map(({ root }) => root),
      this.timeline,
      element("label", { class: "gp-speed" }, this.speedName, this.speed, this.speedValue),
      this.shortcuts.root,
    );
    this.playing = false;
    this.max = 1;
    this.value = 0;
    this.loaded = "";
    this.position = "";
    const isIndex = (/** @type {unknown} */ value) => value === EASED_AT || (Number.isInteger(value) && Object.hasOwn(SPEEDS, Number(value)));
    const chosen = remembered("speed", /** @type {(value: unknown) => value is number} */ (isIndex));
    this.#chooseSpeed(chosen ?? EASED_AT, false);
  }

  /**
   * @param {number} index
   * @param {boolean} keep
   */
  #chooseSpeed(index, keep) {
    this.session.setSpeed(index);
    this.speed.value = String(index);
    if (keep) remember("speed", index);
    this.#nameSpeed();
  }

  #nameSpeed() {
    if (!this.say) return;
    const { say } = this;
    const { perSecond, perFrame, maximum, eased } = SPEEDS[Number(this.speed.value)] ?? EASED;
    const key = eased ? "eased" : maximum ? "maximum" : perFrame > 1 ? "frame" : perSecond === 1 ? "one" : "second";
    const n = perFrame > 1 ? perFrame : perSecond;
    setAttribute(this.speed, "aria-valuetext", say(`speed_${key}`, { n }));
    setText(this.speedValue, say(`speed_${key}_short`, { n }));
  }

  /** @param {Say} say */
  relabel(say) {
    this.say = say;
    setAttribute(this.root, "aria-label", say("transport"));
    const { reset, back, step, epoch } = this.buttons;
    for (const [name, { word }] of Object.entries({ reset, back, step, epoch })) setText(word, say(name));
    setAttribute(epoch.root, "aria-label", say("next_epoch"));
    this.#namePlay();
    setAttribute(this.timeline, "aria-label", say("timeline"));
    setText(this.speedName, say("speed"));
    setAttribute(this.speed, "aria-label", say("speed"));
    this.#nameSpeed();
    this.shortcuts.relabel(say);
    this.value = -1;
  }

  #namePlay() {
    if (!this.say) return;
    const { root, word } = this.buttons.play;
    setText(word, this.say(this.playing ? "pause" : "play"));
    setIcon(root, this.playing ? ICONS.pause : ICONS.play);
  }

  paint() {
    const { session, say } = this;
    const { playing, cursor } = session.player;
    if (playing !== this.playing) {
      this.playing = playing;
      this.#namePlay();
    }
    this.#dim();
    if (say) setAttribute(this.buttons.epoch.root, "title", say(session.config?.experiment.batches_per_epoch === 1 ? "epoch_is_step" : "next_epoch"));
    const max = Math.max(1, session.timelineMax);
    const grown = max !== this.max;
    if (grown) {
      this.max = max;
      this.timeline.max = String(max);
      this.value = -1;
    }
    // While it is pulled, the slider is where the hand is.
    const value = session.scrubbed ? session.scrubbed.step : (session.player.awaiting ?? cursor);
    const moved = this.#fill("position", (100 * value) / max);
    this.#fill("loaded", (100 * Math.max(session.seen, value)) / max);
    // While it plays, the slider moves when that can be seen.
    if (value !== this.value && (moved || grown || !playing)) {
      this.value = value;
      this.timeline.value = String(value);
      if (say) {
        const text = say("timeline_value", { step: whole(value), last: whole(max) });
        this.timeline.setAttribute("aria-valuetext", text);
      }
    }
  }

  /** What would do nothing is paler. It stays a button: a key may be held on it, and nothing is said twice. */
  #dim() {
    const { player, timeline, canGoOn } = this.session;
    const atStart = player.cursor === 0 && !player.started;
    const atEnd = !player.playing && !canGoOn && timeline.end !== null && player.cursor >= timeline.end.step;
    const { reset, back, step, epoch } = this.buttons;
    for (const { root } of [reset, back]) root.classList.toggle("is-pale", atStart);
    for (const { root } of [step, epoch]) root.classList.toggle("is-pale", atEnd);
  }

  /**
   * @param {"position"|"loaded"} name
   * @param {number} share  per cent
   * @returns {boolean} whether it can be seen
   */
  #fill(name, share) {
    const text = `${Math.min(100, share).toFixed(1)}%`;
    if (text === this[name]) return false;
    this[name] = text;
    this.timeline.style.setProperty(`--gp-${name}`, text);
    return true;
  }
}

/**
 * @param {string} path
 * @param {() => void} action
 */
function button(path, action) {
  const word = element("span", { class: "gp-word" });
  const root = element("button", { class: "gp-button", type: "button" }, icon(path), word);
  root.onclick = action;
  return { root, word };
}
