/** What the runs were set to, in the words of the stage's knobs; which settings differ; what a run is called. */

/** @typedef {import("../stage/pinned_run.js").Run} Run */
/** @typedef {import("../stage/protocol.js").Knob} Knob */
/** @typedef {import("../stage/words.js").Say} Say */

/** A setting of all runs: its name, and a text for each run, "" where it means nothing there. `isChoice`: its text says by itself what it is. @typedef {{name: string, label: string, texts: string[], differs: boolean, isChoice: boolean}} Setting */

/** Words of a link beside the knobs, each with its string. */
const EXTRA = ["lr_changes", "edits", "points", "test_points"];
/** A longer text is a list of points or of weights: how long it is says enough. */
const LONGEST = 60;

/**
 * Every setting that means something in one of the runs, in the order of the knobs.
 * @param {readonly Run[]} runs
 * @param {Say} say
 * @returns {Setting[]}
 */
export function settingsOf(runs, say) {
  const read = runs.filter(({ texts, config }) => texts && config);
  if (!read.length) return [];
  const names = new Set(read.flatMap((run) => Object.keys(run.texts?.panel.knobs ?? {})));
  /** @type {Setting[]} */
  const settings = [...names].map((name) => {
    const knob = read.map((run) => run.texts?.panel.knobs[name]).find(Boolean);
    return setting(name, knob?.label ?? name, runs.map((run) => knobText(run, name)), Boolean(knob?.choices));
  });
  for (const name of EXTRA) settings.push(setting(name, say(`setting_${name}`), runs.map((run) => cut(run.pin.words[name] ?? "–", say))));
  settings.unshift(setting("model", say("setting_model"), runs.map((run) => modelText(run, say)), true));
  return settings.filter(({ texts }) => texts.some((text) => text && text !== "–"));
}

/**
 * @param {string} name
 * @param {string} label
 * @param {string[]} texts
 * @param {boolean} [isChoice]
 * @returns {Setting}
 */
const setting = (name, label, texts, isChoice = false) => ({ name, label, texts, differs: new Set(texts).size > 1, isChoice });

/**
 * @param {string} text
 * @param {Say} say
 */
const cut = (text, say) => (text.length > LONGEST ? say("setting_long", { count: text.length }) : text);

/**
 * @param {Run} run
 * @param {Say} say
 */
function modelText({ config }, say) {
  if (!config) return "";
  return say(config.network ? "model_network" : "model_linear");
}

/**
 * The value of a knob as the stage writes it; "–" where the run has no such knob, or it means nothing there.
 * @param {Run} run
 * @param {string} name
 */
function knobText(run, name) {
  const knob = run.texts?.panel.knobs[name];
  if (!knob || !run.config || run.config.knobs.hidden.includes(name)) return "–";
  return valueText(knob, run.pin.words[name] ?? knob.default, run.config.knobs.all);
}

/**
 * @param {Knob} knob
 * @param {string} value
 * @param {number} all  points that are trained on
 */
function valueText(knob, value, all) {
  const chosen = knob.choices?.find(([own]) => own === value)?.[1];
  if (chosen) return chosen;
  if (value === "") return knob.placeholder ?? "–";
  return knob.all && value === "0" ? knob.all.replace("{count}", String(all)) : value.replace(/^-/, "−");
}

/**
 * What each run is called if nobody gave it a name: by its first settings that differ.
 * @param {readonly Setting[]} settings
 * @param {number} place
 * @param {Say} say
 */
export function nameBySettings(settings, place, say) {
  const told = settings.filter(({ differs, texts, name }) => differs && texts[place] && texts[place] !== "–" && !name.endsWith("points"));
  if (!told.length) return say("run", { number: place + 1 });
  // A choice says by itself what it is, and comes first.
  told.sort((one, other) => Number(other.isChoice) - Number(one.isChoice));
  return told.slice(0, 2).map(({ label, texts, isChoice }) => (isChoice ? texts[place] : `${label} ${texts[place]}`)).join(", ");
}
